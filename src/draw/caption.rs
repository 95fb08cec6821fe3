//! What is written at a node, at an edge and at a band, line by line, for the
//! formats whose reader does the layout itself.

use super::picture::{Badge, Band, Edge, EdgeKind, Mark, Node, NodeKind, Picture};
use super::text::shown;

/// A text in one line, in which every character can be written.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<String> = shown(text)
        .split_whitespace()
        .map(|word| word.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
        .collect();
    words.join(" ")
}

impl Picture {
    /// The lines at a node, its name first; none is empty, and there is at least
    /// one. What an end is, and how grave a mark is, is shown by a sign.
    pub(super) fn caption(&self, index: usize, node: &Node) -> Vec<String> {
        let sign = match node.kind {
            NodeKind::Start => "▶ ",
            NodeKind::Won => "✓ ",
            NodeKind::Lost => "✕ ",
            NodeKind::Stage | NodeKind::State => "",
        };
        let name = Some(one_line(&node.label)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| one_line(&node.id));
        let mut lines = vec![one_line(&format!("{sign}{name}"))];
        if matches!(node.kind, NodeKind::Stage | NodeKind::State) {
            let role = node.lane.and_then(|lane| self.lanes().get(lane.index()));
            lines.extend(role.map(|role| one_line(&role.label)));
        }
        let badge = |badge: &Badge| format!("{} {}", badge.sign(), self.badge_name(*badge));
        lines.extend(node.badges.iter().map(|b| one_line(&badge(b))));
        lines.extend(node.figures.iter().map(|figure| one_line(figure)));
        lines.extend(marks(node).map(mark_caption));
        lines.retain(|line| !line.is_empty());
        if lines.is_empty() {
            lines.push(format!("{}", index + 1));
        }
        lines
    }
}

/// The marks of a node, the gravest first.
fn marks(node: &Node) -> impl Iterator<Item = &Mark> {
    let mut marks: Vec<&Mark> = node.marks.iter().collect();
    marks.sort_by_key(|mark| mark.level);
    marks.into_iter()
}

fn mark_caption(mark: &Mark) -> String {
    one_line(&format!("{} {}", mark.level.sign(), mark.text))
}

/// What stands at an edge: empty where there is nothing to say. A path back
/// always says that it is one.
pub(super) fn edge_caption(edge: &Edge) -> String {
    match edge.kind {
        EdgeKind::Rework => one_line(&format!("↺ {}", edge.label)),
        EdgeKind::Forward | EdgeKind::Lost => one_line(&edge.label),
    }
}

/// What a band is called, with its result.
pub(super) fn band_caption(band: &Band) -> String {
    let (name, result) = (one_line(&band.label), one_line(&band.result));
    if result.is_empty() { name } else { format!("{name} → {result}") }
}
