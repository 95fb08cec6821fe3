//! A picture as Mermaid: a flowchart, and a state diagram.
//!
//! Mermaid has words and signs of its own that a name may happen to hold, and
//! reads Markdown, icons and HTML in what it shows. So every node is called by a
//! word made here (`s0`), and in texts all that is neither a letter nor a digit
//! nor harmless is written by its number. There are no colours: those of the
//! reader's theme are used, light or dark.

use super::caption::{band_caption, edge_caption, one_line};
use super::picture::{Badge, EdgeKind, Flow, Node, NodeKind, Picture};
use super::text::Type;

/// The size of type of Mermaid, and how wide a word may be: Mermaid breaks
/// lines between words only.
const NAME: Type = Type::plain(16.0);
const WORD: f64 = 300.0;

impl Picture {
    /// The picture as a Mermaid flowchart, the same bytes each time.
    ///
    /// Bands are subgraphs with their result. Paths back are dashed and begin
    /// with `↺`, lost exits end in a cross. Roles, badges, figures and marks are
    /// lines below the name. Notes and conditions are left out; there is no
    /// room for them. An empty picture has the heading alone.
    ///
    /// Most viewers refuse more than 500 edges or 50,000 characters.
    ///
    /// ```
    /// use sales_process::draw::{Edge, Picture, Node, EdgeKind, NodeKind};
    ///
    /// let mut picture = Picture::new("shop", "A shop");
    /// let ask = picture.add(Node::new("ask", NodeKind::Stage, "Ask, \"end\""));
    /// let lost = picture.add(Node::new("lost", NodeKind::Lost, "Lost"));
    /// picture.connect(Edge::new(ask, lost).kind(EdgeKind::Lost).label("60%"));
    /// assert_eq!(picture.to_mermaid(), "\
    /// flowchart LR
    ///     accTitle: A shop
    ///     s0[\"Ask, #34;end#34;\"]
    ///     s1([\"✕ Lost\"])
    ///     s0 --x|\"60%\"| s1
    ///     classDef lost stroke-dasharray:5 3
    ///     class s1 lost
    /// ");
    /// ```
    pub fn to_mermaid(&self) -> String {
        let direction = if self.direction() == Flow::Down { "TD" } else { "LR" };
        let mut out = format!("flowchart {direction}\n");
        self.push_title(&mut out);
        for (b, band) in self.bands().iter().enumerate() {
            let inside = |node: &Node| node.band.is_some_and(|key| key.index() == b);
            if !self.nodes().iter().any(inside) {
                continue;
            }
            out.push_str(&format!("    subgraph b{b}[\"{}\"]\n", coded(&band_caption(band))));
            for (n, node) in self.nodes().iter().enumerate().filter(|(_, node)| inside(node)) {
                out.push_str(&format!("        {}\n", self.vertex(n, node)));
            }
            out.push_str("    end\n");
        }
        for (n, node) in self.nodes().iter().enumerate().filter(|(_, node)| node.band.is_none()) {
            out.push_str(&format!("    {}\n", self.vertex(n, node)));
        }
        for edge in self.edges() {
            let arrow = match edge.kind {
                EdgeKind::Forward => "-->",
                EdgeKind::Rework => "-.->",
                EdgeKind::Lost => "--x",
            };
            let label = match coded(&edge_caption(edge)) {
                empty if empty.is_empty() => empty,
                label => format!("|\"{label}\"|"),
            };
            let (from, to) = (edge.from.index(), edge.to.index());
            out.push_str(&format!("    s{from} {arrow}{label} s{to}\n"));
        }
        self.push_class(&mut out, "lost", "stroke-dasharray:5 3", |n| n.kind == NodeKind::Lost);
        self.push_class(&mut out, "strong", "stroke-width:3px", |node| {
            node.kind == NodeKind::Won || node.badges.contains(&Badge::Mandatory)
        });
        out
    }

    /// The picture as a Mermaid state diagram, the same bytes each time.
    ///
    /// Start marks are the points a state diagram begins at, and what no path
    /// leads out of, ends. Paths back begin with `↺`. Mermaid cannot join states
    /// of different groups, so that the band is a line below the name, as are
    /// roles, badges, figures and marks.
    ///
    /// ```
    /// use sales_process::draw::{Edge, Picture, Node, NodeKind};
    ///
    /// let mut picture = Picture::new("lamp", "");
    /// let off = picture.add(Node::new("off", NodeKind::State, "off"));
    /// let on = picture.add(Node::new("on", NodeKind::State, "on"));
    /// picture.connect(Edge::new(off, on).label("press"));
    /// assert_eq!(picture.to_mermaid_states(), "\
    /// stateDiagram-v2
    ///     state \"off\" as s0
    ///     state \"on\" as s1
    ///     s0 --> s1 : press
    ///     s1 --> [*]
    /// ");
    /// ```
    pub fn to_mermaid_states(&self) -> String {
        let mut out = String::from("stateDiagram-v2\n");
        self.push_title(&mut out);
        let count = self.nodes().len();
        let (mut entered, mut left) = (vec![false; count], vec![false; count]);
        for edge in self.edges().iter().filter(|edge| edge.from != edge.to) {
            left.iter_mut().skip(edge.from.index()).take(1).for_each(|flag| *flag = true);
            entered.iter_mut().skip(edge.to.index()).take(1).for_each(|flag| *flag = true);
        }
        // A start mark of which there is more to show than a point is a state.
        let points: Vec<bool> = self
            .nodes()
            .iter()
            .zip(entered.iter().zip(&left))
            .map(|(node, (entered, left))| {
                node.kind == NodeKind::Start
                    && *left
                    && !entered
                    && node.marks.is_empty()
                    && node.figures.is_empty()
                    && node.badges.is_empty()
            })
            .collect();
        let is_point = |n: usize| points.get(n).copied().unwrap_or_default();
        for (n, node) in self.nodes().iter().enumerate().filter(|(n, _)| !is_point(*n)) {
            let mut lines = self.caption(n, node);
            let band = node.band.and_then(|band| self.bands().get(band.index()));
            lines.extend(band.map(band_caption).filter(|line| !line.is_empty()));
            out.push_str(&format!("    state \"{}\" as s{n}\n", coded_lines(&lines)));
        }
        for edge in self.edges() {
            let (from, to) = (edge.from.index(), edge.to.index());
            if is_point(from) {
                // A start mark that leads to itself says nothing.
                if is_point(to) {
                    continue;
                }
                out.push_str("    [*]");
            } else {
                out.push_str(&format!("    s{from}"));
            }
            out.push_str(&format!(" --> s{to}"));
            let label = coded(&edge_caption(edge));
            if !label.is_empty() {
                out.push_str(&format!(" : {label}"));
            }
            out.push('\n');
        }
        for n in left.iter().enumerate().filter(|(_, left)| !**left).map(|(n, _)| n) {
            out.push_str(&format!("    s{n} --> [*]\n"));
        }
        out
    }

    /// The title, for those who cannot see the picture.
    fn push_title(&self, out: &mut String) {
        let title = one_line(self.title());
        if !title.is_empty() {
            out.push_str(&format!("    accTitle: {}\n", coded(&title)));
        }
    }

    fn vertex(&self, n: usize, node: &Node) -> String {
        let text = coded_lines(&self.caption(n, node));
        match node.kind {
            NodeKind::Stage => format!("s{n}[\"{text}\"]"),
            NodeKind::State => format!("s{n}(\"{text}\")"),
            NodeKind::Start | NodeKind::Won | NodeKind::Lost => format!("s{n}([\"{text}\"])"),
        }
    }

    fn push_class(&self, out: &mut String, name: &str, style: &str, has: impl Fn(&Node) -> bool) {
        let nodes = self.nodes().iter().enumerate().filter(|(_, node)| has(node));
        let ids: Vec<String> = nodes.map(|(n, _)| format!("s{n}")).collect();
        if !ids.is_empty() {
            out.push_str(&format!("    classDef {name} {style}\n"));
            out.push_str(&format!("    class {} {name}\n", ids.join(",")));
        }
    }
}

fn coded_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| coded(line)).collect();
    lines.join("<br/>")
}

/// One line of text as it stands in a diagram. Words that are longer than a
/// line go on in the next one.
fn coded(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (i, word) in line.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        if NAME.width(word) <= WORD {
            push_coded(&mut out, word);
            continue;
        }
        for (i, part) in NAME.wrap(word, WORD, usize::MAX).iter().enumerate() {
            if i > 0 {
                out.push_str("<br/>");
            }
            push_coded(&mut out, part);
        }
    }
    out
}

/// Cannot be seen, and is white space to Mermaid, which some versions read
/// before they look for Markdown: what it stands beside is no sign of anything.
const NOTHING: &str = "#65279;";

fn push_coded(out: &mut String, word: &str) {
    let mut before = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let inside = [before, next].iter().all(|c| c.is_some_and(char::is_alphanumeric));
        match c {
            // At the edge of a word they are lists and emphasis.
            '-' | '_' if inside => out.push(c),
            '*' | '~' | '_' => out.push_str(&format!("{NOTHING}#{};{NOTHING}", u32::from(c))),
            // Two of them would begin a formula.
            '$' if next == Some('$') => out.push_str(&format!("#36;{NOTHING}")),
            // It would begin a new line, or hide the sign after it.
            '\\' => out.push_str(&format!("#92;{NOTHING}")),
            // An icon, as in `fa:fa-car`.
            ':' if next.is_some_and(char::is_alphanumeric) => {
                out.push_str(&format!("#58;{NOTHING}"));
            }
            // The text of a link would end, and its address begin.
            ']' if next == Some('(') => out.push_str(&format!("#93;{NOTHING}")),
            // No number keeps a pair of them from being code.
            '`' => out.push('ˋ'),
            // With the next one they are what Mermaid itself puts for `&` and `;`.
            'ﬂ' | '¶' if matches!(next, Some('°' | 'ß')) => {
                out.push(c);
                out.push_str(NOTHING);
            }
            // The number before it would be one of a list, if it were the last.
            '.' if digit(before) && digit(next) => out.push(c),
            ',' | '?' | '!' | '\'' | '/' | '%' => out.push(c),
            // They turn the order of what stands beside them.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            _ if c.is_ascii_alphanumeric() || !c.is_ascii() => out.push(c),
            _ => out.push_str(&format!("#{};", u32::from(c))),
        }
        before = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, written: &str) {
        assert_eq!(coded(&one_line(text)), written);
    }

    #[test]
    fn texts_stay_texts() {
        check("Understand the need", "Understand the need");
        check("follow-up, on_hold", "follow-up, on_hold");
        check("end", "end");
        check("</text><script>", "#60;/text#62;#60;script#62;");
        check("a \"b\" \\ `c`;#d", "a #34;b#34; #92;#65279; ˋcˋ#59;#35;d");
        check("a\n\tb\u{0}c\u{2028}d\u{ffff}", "a b\u{fffd}c d\u{fffd}");
        check("שלום 😀 漢字", "שלום 😀 漢字");
        check("\u{202e}abc", "\u{fffd}abc");
    }

    /// What Mermaid would take for Markdown, an icon, a link, a directive, a
    /// formula, a style or its own signs.
    #[test]
    fn nothing_is_markup() {
        check("1. Search", "1#46; Search");
        check("12.5% 2. 3.", "12.5% 2#46; 3#46;");
        check("- Search -", "#45; Search #45;");
        check(
            "*bold* _soft_",
            "#65279;#42;#65279;bold#65279;#42;#65279; #65279;#95;#65279;soft#65279;#95;#65279;",
        );
        check("fa:fa-car", "fa#58;#65279;fa-car");
        check("www.example.com a@b", "www#46;example#46;com a#64;b");
        check("%%{init: {}}%%", "%%#123;init#58; #123;#125;#125;%%");
        check("$$x$$ 5$", "#36;#65279;#36;x#36;#65279;#36; 5#36;");
        check("\\n", "#92;#65279;n");
        check("[a](b)", "#91;a#93;#65279;#40;b#41;");
        check("style:x#1;", "style#58;#65279;x#35;1#59;");
        check("&lt; ﬂ°lt¶ß", "#38;lt#59; ﬂ#65279;°lt¶#65279;ß");
    }

    #[test]
    fn long_words_are_broken() {
        let long = "x".repeat(500);
        let written = coded(&long);
        assert_eq!(written.replace("<br/>", ""), long);
        assert!(written.split("<br/>").all(|part| NAME.width(part) <= WORD));
    }
}
