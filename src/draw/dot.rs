//! A picture as DOT, the language of Graphviz.
//!
//! Colours are given for all that is drawn, the paper too, so that the picture
//! looks the same wherever it is put.

use super::caption::{band_caption, edge_caption, one_line};
use super::picture::{Annotation, Badge, Edge, EdgeKind, Flow, Node, NodeKind, Picture};
use super::text::{Type, shown};

/// The size of type of Graphviz, and how wide a line may be: Graphviz breaks
/// none.
const NAME: Type = Type::plain(14.0);
const LINE: f64 = 240.0;

const HEAD: &str = r##"    graph [rankdir=LR, bgcolor="#ffffff", fontcolor="#17212b", fontname="Helvetica,Arial,sans-serif", labelloc=t];
    node [shape=box, style=filled, fillcolor="#ffffff", color="#334e68", fontcolor="#17212b", fontname="Helvetica,Arial,sans-serif"];
    edge [color="#334e68", fontcolor="#17212b", fontname="Helvetica,Arial,sans-serif", fontsize=12];
"##;

impl Picture {
    /// The picture in the DOT language of Graphviz, the same bytes each time.
    ///
    /// Bands are clusters with their result. Paths back are dashed and begin with
    /// `↺`, lost exits are dotted and end in a bar. Roles, badges, figures and
    /// marks are lines below the name. Notes and conditions are tooltips, for
    /// the formats of Graphviz that have them. An empty picture has its title
    /// alone.
    ///
    /// ```
    /// use sales_process::draw::{Edge, Picture, Node, EdgeKind, NodeKind};
    ///
    /// let mut picture = Picture::new("shop", "A shop");
    /// let ask = picture.add(Node::new("ask", NodeKind::Stage, "Ask"));
    /// let lost = picture.add(Node::new("lost", NodeKind::Lost, "Lost"));
    /// picture.connect(Edge::new(ask, lost).kind(EdgeKind::Lost).label("60%"));
    /// let dot = picture.to_dot();
    /// assert!(dot.contains("s0 -> s1 [label=\"60%\", style=dotted, arrowhead=tee"));
    /// ```
    pub fn to_dot(&self) -> String {
        let mut out = String::from("digraph {\n");
        let direction = if self.direction() == Flow::Down { "TB" } else { "LR" };
        out.push_str(&HEAD.replacen("LR", direction, 1));
        let title = one_line(self.title());
        if !title.is_empty() {
            out.push_str(&format!("    label={};\n", quoted_lines(&[title])));
        }
        for (b, band) in self.bands().iter().enumerate() {
            let inside = |node: &Node| node.band.is_some_and(|key| key.index() == b);
            if !self.nodes().iter().any(inside) {
                continue;
            }
            let tooltip = tooltip(&band_caption(band), &[], &band.notes);
            out.push_str(&format!("    subgraph cluster_{b} {{\n"));
            out.push_str(&format!("        label={};\n", quoted_lines(&[band_caption(band)])));
            out.push_str(&format!("        tooltip={};\n", quoted(&tooltip)));
            out.push_str("        style=filled; color=\"#c3cedb\"; fillcolor=\"#eef2f7\";\n");
            for (n, node) in self.nodes().iter().enumerate().filter(|(_, node)| inside(node)) {
                out.push_str(&format!("        {}\n", self.dot_node(n, node)));
            }
            out.push_str("    }\n");
        }
        for (n, node) in self.nodes().iter().enumerate().filter(|(_, node)| node.band.is_none()) {
            out.push_str(&format!("    {}\n", self.dot_node(n, node)));
        }
        for edge in self.edges() {
            out.push_str(&format!("    {}\n", self.dot_edge(edge)));
        }
        out.push_str("}\n");
        out
    }

    fn dot_node(&self, n: usize, node: &Node) -> String {
        let lines = self.caption(n, node);
        let style = match node.kind {
            NodeKind::Stage if node.badges.contains(&Badge::Mandatory) => ", penwidth=3",
            NodeKind::Stage => "",
            NodeKind::State => ", style=\"rounded,filled\"",
            NodeKind::Start => ", style=\"rounded,filled\", fillcolor=\"#dfeafc\"",
            NodeKind::Won => {
                ", style=\"rounded,filled\", fillcolor=\"#dff3e4\", color=\"#14652f\", penwidth=3"
            }
            NodeKind::Lost => {
                ", style=\"rounded,dashed,filled\", fillcolor=\"#fbe6e4\", color=\"#97180f\""
            }
        };
        let tooltip = tooltip(&lines.join("\n"), &[], &node.notes);
        format!("s{n} [label={}{style}, tooltip={}];", quoted_lines(&lines), quoted(&tooltip))
    }

    fn dot_edge(&self, edge: &Edge) -> String {
        let style = match edge.kind {
            EdgeKind::Forward => "",
            // What leads back must not turn the order of the stages round.
            EdgeKind::Rework => "style=dashed, color=\"#6a3093\", constraint=false, ",
            EdgeKind::Lost => "style=dotted, arrowhead=tee, color=\"#97180f\", ",
        };
        let name = |n: usize| self.nodes().get(n).map_or("", |node| node.label.as_str());
        let (from, to) = (edge.from.index(), edge.to.index());
        let tooltip = tooltip(&format!("{} → {}", name(from), name(to)), &edge.conditions, &[]);
        let label = match edge_caption(edge) {
            empty if empty.is_empty() => empty,
            label => format!("label={}, ", quoted_lines(&[label])),
        };
        let tooltip = quoted(&tooltip);
        let width = edge.thickness().map_or(String::new(), |it| format!("penwidth={it}, "));
        format!(
            "s{from} -> s{to} [{label}{style}{width}tooltip={tooltip}, labeltooltip={tooltip}];"
        )
    }
}

/// What is shown when something is pointed at.
fn tooltip(name: &str, conditions: &[String], notes: &[Annotation]) -> String {
    let mut tooltip = shown(name);
    for condition in conditions {
        tooltip.push_str(&format!("\n{}", one_line(condition)));
    }
    for note in notes {
        tooltip.push_str(&format!(
            "\n{}: {}",
            one_line(&note.heading),
            one_line(&note.lines.join("; "))
        ));
    }
    tooltip
}

/// Lines of text as one string of DOT, none of them too wide.
fn quoted_lines(lines: &[String]) -> String {
    let lines: Vec<String> =
        lines.iter().flat_map(|line| NAME.wrap(line, LINE, usize::MAX)).collect();
    quoted(&lines.join("\n"))
}

/// A text as a string of DOT. Graphviz reads escapes and entities of HTML in it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for line in text.lines().map(one_line).filter(|line| !line.is_empty()) {
        if out.len() > 1 {
            out.push_str("\\n");
        }
        for c in line.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '&' => out.push_str("&amp;"),
                _ => out.push(c),
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, written: &str) {
        assert_eq!(quoted_lines(&[one_line(text)]), written);
    }

    #[test]
    fn texts_stay_texts() {
        check("Understand the need", r#""Understand the need""#);
        check("</text><script>", r#""</text><script>""#);
        check(r#"a "b" \N \"#, r#""a \"b\" \\N \\""#);
        check("&lt;&#60;", r#""&amp;lt;&amp;#60;""#);
        check("a\n\tb\u{0}c\u{ffff}", "\"a b\u{fffd}c\u{fffd}\"");
        check(" \n", r#""""#);
    }

    #[test]
    fn long_texts_are_broken_and_told_in_full() {
        let long = "x".repeat(500);
        let mut picture = Picture::new("p", "");
        picture.add(Node::new("a", NodeKind::Stage, &long));
        let dot = picture.to_dot();
        let label = dot.split("[label=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(label.replace("\\n", ""), long);
        assert!(label.split("\\n").all(|part| NAME.width(part) <= LINE));
        assert!(dot.contains(&format!("tooltip=\"{long}\"")));
    }
}
