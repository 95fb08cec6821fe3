//! A picture as SVG.
//!
//! One file that needs nothing else: no fonts, no scripts, no references, and
//! no ids, so that several may stand in one page. It has a background of its
//! own, and another set of colours where the reader prefers dark ones.

use super::layout::{self, Layout, Point, Rect, Route, Shape, Size, Sizes, What};
use super::picture::{Badge, BandKey, Edge, EdgeKind, Flow, Level, Node, NodeKind, Picture};
use super::text::{Type, shown};
use super::xml::Xml;

const TITLE: Type = Type::bold(18.0);
const NAME: Type = Type::bold(13.0);
const SMALL: Type = Type::plain(11.0);
const BAND: Type = Type::bold(14.0);
const RESULT: Type = Type::plain(12.0);
/// How wide a stage is where the work runs across and where it runs down, and
/// what its text keeps off its border.
const STAGE: [f64; 2] = [148.0, 176.0];
const PADDING: f64 = 10.0;
/// A sign before a line, with the room after it.
const SIGN: f64 = 16.0;
/// How wide the text at an edge may be, across and down, where it may have two
/// lines.
const LABEL: [f64; 2] = [144.0, 58.0];
/// How wide the head of a band may ask to be, and how high it is where the work
/// runs down.
const HEAD: f64 = 190.0;
const BEFORE: f64 = 34.0;

/// The colours: for each class the light and the dark one.
const STYLE: &str = "\
.sp-paper{fill:#ffffff}.sp-tint{fill:#eef2f7}.sp-tint2{fill:#e3e9f1}\
.sp-t{fill:#17212b;font-family:'Segoe UI','Helvetica Neue',Arial,'Noto Sans','DejaVu Sans',sans-serif}\
.sp-soft{fill:#46525f}.sp-halo{stroke:#ffffff;stroke-width:4px;stroke-linejoin:round;paint-order:stroke}\
.sp-box{fill:#ffffff;stroke:#334e68;stroke-width:1.5px}.sp-must{stroke-width:3px}\
.sp-start{fill:#dfeafc;stroke:#1f4b99;stroke-width:1.5px}\
.sp-won{fill:#dff3e4;stroke:#14652f;stroke-width:3px}\
.sp-lost{fill:#fbe6e4;stroke:#97180f;stroke-width:1.5px;stroke-dasharray:5 3}\
.sp-way{fill:none;stroke:#334e68;stroke-width:1.6px}\
.sp-rework{stroke:#6a3093;stroke-dasharray:7 4}.sp-out{stroke:#97180f;stroke-dasharray:2 3}\
.sp-head{fill:#334e68}.sp-head-rework{fill:#6a3093}.sp-head-out{fill:#97180f}\
.sp-error{fill:#97180f}.sp-warning{fill:#7a4a00}.sp-notice{fill:#1f4b99}.sp-sign{fill:#ffffff}\
@media (prefers-color-scheme:dark){\
.sp-paper{fill:#10151b}.sp-tint{fill:#18202a}.sp-tint2{fill:#212c39}\
.sp-t{fill:#eaf0f6}.sp-soft{fill:#b4c0cd}.sp-halo{stroke:#10151b}\
.sp-box{fill:#1d2733;stroke:#9fb3c8}.sp-start{fill:#16294a;stroke:#8ab4f8}\
.sp-won{fill:#10331d;stroke:#6fd694}.sp-lost{fill:#3a1614;stroke:#ff9d94}\
.sp-way{stroke:#9fb3c8}.sp-rework{stroke:#cfa6f0}.sp-out{stroke:#ff9d94}\
.sp-head{fill:#9fb3c8}.sp-head-rework{fill:#cfa6f0}.sp-head-out{fill:#ff9d94}\
.sp-error{fill:#ff9d94}.sp-warning{fill:#f5c26b}.sp-notice{fill:#8ab4f8}.sp-sign{fill:#10151b}}";

/// A line of text within a shape.
struct Line {
    text: String,
    style: Type,
    soft: bool,
    sign: Option<Level>,
}

impl Picture {
    /// The picture as one self-contained SVG file, the same bytes each time.
    ///
    /// The longest path to Won is one straight row, or a column in a picture that
    /// runs [`Down`](Flow::Down), bands are stripes with their
    /// result, paths back run above, lost ends hang below their stages. Texts too
    /// long for their place are cut, and shown in full when pointed at. An empty
    /// picture has its title alone.
    pub fn to_svg(&self) -> String {
        let lines: Vec<Vec<Line>> = self.nodes().iter().map(|node| self.lines(node)).collect();
        let layout = layout::arrange(self, self.svg_sizes(&lines));
        // A narrow picture does not become wide for its title.
        let room = self.of_flow([900.0, layout.size.width.max(340.0) - 48.0]);
        let title = TITLE.wrap(self.title(), room, self.lines_of_text());
        let width = layout.size.width.max(TITLE.room(&title).width + 48.0).ceil();
        let height = layout.size.height.ceil();
        let mut xml = Xml::new();
        let svg = xml
            .element("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("class", "sales-process")
            .attr("role", "img")
            .attr("viewBox", format_args!("0 0 {width} {height}"))
            .attr("width", width)
            .attr("height", height)
            .inside();
        svg.element("title").text(&shown(self.title()));
        svg.element("desc").text(&self.in_words());
        svg.element("style").text(STYLE);
        let paper = Rect { x: 0.0, y: 0.0, width, height };
        rect(svg, paper, "sp-paper", 0.0);
        self.draw_bands(svg, &layout, width);
        let mut at = Point { x: 24.0, y: 32.0 };
        for line in &title {
            text(svg, line, at, TITLE, "sp-t", "start");
            at.y += TITLE.leading();
        }
        for route in &layout.routes {
            self.draw_edge(svg, route);
        }
        for route in &layout.routes {
            let edge = route.edge.and_then(|edge| self.edges().get(edge));
            if let (Some(edge), Some(place)) = (edge, route.label) {
                let mut at = Point { x: place.x, y: place.y + 10.0 };
                for line in &self.label_lines(edge) {
                    text(svg, line, at, SMALL, "sp-t sp-halo", "start");
                    at.y += SMALL.leading();
                }
            }
        }
        for shape in &layout.shapes {
            if let What::Node(n) | What::AtEdge { node: n, .. } = shape.what {
                if let (Some(node), Some(lines)) = (self.nodes().get(n), lines.get(n)) {
                    draw_node(svg, node, lines, shape);
                }
            }
        }
        xml.finish()
    }

    /// The first of two where the work runs across, the second where it runs down.
    fn of_flow(&self, sizes: [f64; 2]) -> f64 {
        let [across, down] = sizes;
        if self.direction() == Flow::Down { down } else { across }
    }

    /// What stands at an edge.
    fn label_lines(&self, edge: &Edge) -> Vec<String> {
        SMALL.wrap(&edge.label, self.of_flow(LABEL), self.lines_of_text())
    }

    /// How many lines the title and the text at an edge may have.
    fn lines_of_text(&self) -> usize {
        if self.direction() == Flow::Down { 2 } else { 1 }
    }

    fn svg_sizes(&self, lines: &[Vec<Line>]) -> Sizes {
        let down = self.direction() == Flow::Down;
        let size = |(node, lines): (&Node, &Vec<Line>)| {
            let room = room(lines);
            match node.kind {
                NodeKind::Stage | NodeKind::State => {
                    Size::new(self.of_flow(STAGE), (room.height + 2.0 * PADDING).max(46.0))
                }
                _ => Size::new(room.width + 2.0 * PADDING, room.height + PADDING),
            }
        };
        let label = |edge: &Edge| match self.label_lines(edge) {
            empty if empty.is_empty() => Size::default(),
            lines => {
                let room = SMALL.room(&lines);
                Size::new(room.width, room.height - 1.0)
            }
        };
        let head = |label: &str, result: &str| {
            BAND.width(label).max(RESULT.width(&format!("→ {result}"))).min(HEAD)
        };
        Sizes {
            nodes: self.nodes().iter().zip(lines).map(size).collect(),
            captions: Vec::new(),
            labels: self.edges().iter().map(label).collect(),
            parts: self.nodes().iter().map(|n| n.band.map(BandKey::index)).collect(),
            heads: if down {
                Vec::new()
            } else {
                self.bands().iter().map(|band| head(&band.label, &band.result)).collect()
            },
            diamonds: None,
            above: match (down, self.bands().is_empty()) {
                (true, _) => 54.0,
                (false, true) => 32.0,
                (false, false) => 92.0,
            },
            before_parts: if down && !self.bands().is_empty() { BEFORE } else { 0.0 },
            flow: self.direction(),
        }
    }

    /// What is written in the shape of a node.
    fn lines(&self, node: &Node) -> Vec<Line> {
        let line = |text, style, soft| Line { text, style, soft, sign: None };
        let inner = self.of_flow(STAGE) - 2.0 * PADDING;
        if !matches!(node.kind, NodeKind::Stage | NodeKind::State) {
            let sign = match node.kind {
                NodeKind::Start => "▶",
                NodeKind::Won => "✓",
                _ => "✕",
            };
            let label = format!("{sign} {}", node.label);
            let names = NAME.wrap(&label, 136.0, 2).into_iter();
            return names.map(|text| line(text, NAME, false)).chain(marks(node, inner)).collect();
        }
        let names = NAME.wrap(&node.label, inner, 4).into_iter();
        let mut lines: Vec<Line> = names.map(|text| line(text, NAME, false)).collect();
        let role = node.lane.and_then(|lane| self.lanes().get(lane.index()));
        let role = role.map(|role| SMALL.wrap(&role.label, inner, 2)).unwrap_or_default();
        lines.extend(role.into_iter().map(|text| line(text, SMALL, true)));
        for badge in &node.badges {
            let text = format!("{} {}", badge.sign(), self.badge_name(*badge));
            lines.push(line(SMALL.line(&text, inner), SMALL, false));
        }
        for figure in &node.figures {
            lines.push(line(SMALL.line(figure, inner), SMALL, false));
        }
        lines.extend(marks(node, inner));
        lines
    }

    fn draw_bands(&self, svg: &mut Xml, layout: &Layout, width: f64) {
        let mut shade = false;
        for stripe in &layout.stripes {
            let Some(band) = stripe.part.and_then(|part| self.bands().get(part)) else { continue };
            let (begin, length) = (stripe.begin + 2.0, stripe.end - stripe.begin - 4.0);
            let down = self.direction() == Flow::Down;
            let place = if down {
                Rect { x: 6.0, y: begin, width: width - 12.0, height: length }
            } else {
                Rect { x: begin, y: 48.0, width: length, height: layout.size.height - 56.0 }
            };
            let group = svg.element("g").inside();
            let tooltip = format!("{} → {}", band.label, band.result);
            group.element("title").text(&shown(&tooltip));
            rect(group, place, if shade { "sp-tint2" } else { "sp-tint" }, 8.0);
            shade = !shade;
            let room = place.width - 24.0;
            let x = place.x + 12.0;
            let mut at = Point { x, y: place.y + 22.0 };
            let name = BAND.line(&band.label, room);
            text(group, &name, at, BAND, "sp-t", "start");
            if !band.result.is_empty() {
                // At the other end of the line where the work runs down, else below.
                let result = format!("→ {}", band.result);
                if down {
                    let room = room - BAND.width(&name) - 8.0;
                    at.x = place.right() - 12.0;
                    text(group, &RESULT.line(&result, room), at, RESULT, "sp-t sp-soft", "end");
                } else {
                    at.y += 18.0;
                    text(group, &RESULT.line(&result, room), at, RESULT, "sp-t sp-soft", "start");
                }
            }
            svg.end();
        }
    }

    fn draw_edge(&self, svg: &mut Xml, route: &Route) {
        let Some(edge) = route.edge.and_then(|edge| self.edges().get(edge)) else { return };
        let (line, head) = match edge.kind {
            EdgeKind::Forward => ("sp-way", "sp-head"),
            EdgeKind::Rework => ("sp-way sp-rework", "sp-head-rework"),
            EdgeKind::Lost => ("sp-way sp-out", "sp-head-out"),
        };
        let group = svg.element("g").inside();
        group.element("title").text(&self.edge_in_words(edge));
        let mut path = group.element("path").attr("class", line).attr("d", rounded(&route.points));
        if let Some(thickness) = edge.thickness() {
            path = path.attr("style", format!("stroke-width:{thickness}px"));
        }
        path.empty();
        if let [.., before, last] = route.points.as_slice() {
            let (dx, dy) = ((last.x - before.x).signum(), (last.y - before.y).signum());
            let (dx, dy) = if (last.x - before.x).abs() > 0.5 { (dx, 0.0) } else { (0.0, dy) };
            let at = |along: f64, across: f64| {
                let x = last.x - dx * along + dy * across;
                let y = last.y - dy * along + dx * across;
                format!("{} {}", px(x), px(y))
            };
            let d = format!("M{}L{}L{}Z", at(0.0, 0.0), at(9.0, -4.5), at(9.0, 4.5));
            group.element("path").attr("class", head).attr("d", d).empty();
        }
        svg.end();
    }

    fn edge_in_words(&self, edge: &Edge) -> String {
        let name = |n: usize| self.nodes().get(n).map_or("", |node| node.label.as_str());
        let mut words = format!("{} → {}", name(edge.from.index()), name(edge.to.index()));
        if !edge.label.is_empty() {
            words.push_str(&format!(" ({})", edge.label));
        }
        for condition in &edge.conditions {
            words.push_str(&format!("\n{condition}"));
        }
        shown(&words)
    }

    /// Every edge in words, for those who cannot see it.
    fn in_words(&self) -> String {
        let one_line = |edge: &Edge| self.edge_in_words(edge).lines().next().map(str::to_owned);
        self.edges().iter().filter_map(one_line).collect::<Vec<_>>().join("; ")
    }
}

/// What is marked about a node: the three gravest marks.
fn marks(node: &Node, width: f64) -> Vec<Line> {
    let mut marks: Vec<_> = node.marks.iter().collect();
    marks.sort_by_key(|mark| mark.level);
    let width = width - SIGN;
    let mut lines: Vec<Line> = Vec::new();
    for mark in marks.iter().take(3) {
        for (i, text) in SMALL.wrap(&mark.text, width, 2).into_iter().enumerate() {
            let sign = (i == 0).then_some(mark.level);
            lines.push(Line { text, style: SMALL, soft: false, sign });
        }
    }
    if marks.len() > 3 {
        let text = format!("+{}", marks.len() - 3);
        lines.push(Line { text, style: SMALL, soft: true, sign: None });
    }
    lines
}

fn room(lines: &[Line]) -> Size {
    let width = |line: &Line| line.style.width(&line.text) + line.sign.map_or(0.0, |_| 2.0 * SIGN);
    Size::new(
        lines.iter().map(width).fold(0.0, f64::max),
        lines.iter().map(|line| line.style.leading()).sum(),
    )
}

fn draw_node(svg: &mut Xml, node: &Node, lines: &[Line], shape: &Shape) {
    let group = svg.element("g").inside();
    let mut tooltip = shown(&node.label);
    for mark in &node.marks {
        tooltip.push_str(&format!("\n{} {}", mark.level.sign(), shown(&mark.text)));
    }
    for note in &node.notes {
        tooltip.push_str(&format!("\n{}: {}", shown(&note.heading), shown(&note.lines.join("; "))));
    }
    group.element("title").text(&tooltip);
    let (class, radius) = match node.kind {
        NodeKind::Stage if node.badges.contains(&Badge::Mandatory) => ("sp-box sp-must", 6.0),
        NodeKind::Stage => ("sp-box", 6.0),
        NodeKind::State => ("sp-box", 16.0),
        NodeKind::Start => ("sp-start", 13.0),
        NodeKind::Won => ("sp-won", 13.0),
        NodeKind::Lost => ("sp-lost", 13.0),
    };
    rect(group, shape.rect, class, radius);
    let middle = shape.rect.centre();
    let mut y = middle.y - room(lines).height / 2.0;
    for line in lines {
        let base = y + line.style.size * 0.98;
        y += line.style.leading();
        let class = if line.soft { "sp-t sp-soft" } else { "sp-t" };
        let width = line.style.width(&line.text);
        let x = middle.x + if line.sign.is_some() { SIGN / 2.0 } else { 0.0 };
        text(group, &line.text, Point { x, y: base }, line.style, class, "middle");
        if let Some(level) = line.sign {
            sign(group, level, Point { x: x - width / 2.0 - SIGN / 2.0, y: base - 4.0 });
        }
    }
    svg.end();
}

/// A sign of its own shape for each level.
fn sign(svg: &mut Xml, level: Level, at: Point) {
    let (class, corners): (_, &[(f64, f64)]) = match level {
        Level::Error => ("sp-error", &[(0.0, -7.0), (7.0, 0.0), (0.0, 7.0), (-7.0, 0.0)]),
        Level::Warning => ("sp-warning", &[(0.0, -7.0), (7.0, 6.0), (-7.0, 6.0)]),
        Level::Notice => ("sp-notice", &[(-6.0, -6.0), (6.0, -6.0), (6.0, 6.0), (-6.0, 6.0)]),
    };
    let corners: Vec<String> =
        corners.iter().map(|(x, y)| format!("{},{}", px(at.x + x), px(at.y + y))).collect();
    svg.element("polygon").attr("class", class).attr("points", corners.join(" ")).empty();
    let at = Point { x: at.x, y: at.y + if level == Level::Warning { 4.5 } else { 3.0 } };
    text(svg, level.sign(), at, Type::bold(9.0), "sp-t sp-sign", "middle");
}

fn rect(svg: &mut Xml, place: Rect, class: &str, radius: f64) {
    svg.element("rect")
        .attr("class", class)
        .attr("x", px(place.x))
        .attr("y", px(place.y))
        .attr("width", px(place.width))
        .attr("height", px(place.height))
        .maybe("rx", (radius > 0.0).then(|| px(radius)))
        .empty();
}

fn text(svg: &mut Xml, text: &str, at: Point, style: Type, class: &str, anchor: &str) {
    svg.element("text")
        .attr("class", class)
        .attr("x", px(at.x))
        .attr("y", px(at.y))
        .attr("font-size", px(style.size))
        .maybe("font-weight", style.bold.then_some("bold"))
        .maybe("text-anchor", (anchor != "start").then_some(anchor))
        .text(text);
}

/// A path with rounded corners.
fn rounded(points: &[Point]) -> String {
    let mut d = String::new();
    for (i, point) in points.iter().enumerate() {
        let corner = i.checked_sub(1).and_then(|p| points.get(p)).zip(points.get(i + 1));
        let Some((before, after)) = corner else {
            d.push_str(&format!(
                "{}{} {}",
                if i == 0 { "M" } else { "L" },
                px(point.x),
                px(point.y)
            ));
            continue;
        };
        let towards = |other: &Point| {
            let (dx, dy) = (other.x - point.x, other.y - point.y);
            let length = dx.abs() + dy.abs();
            let part = if length > 0.0 { (length / 2.0).min(6.0) / length } else { 0.0 };
            format!("{} {}", px(point.x + dx * part), px(point.y + dy * part))
        };
        let (from, to) = (towards(before), towards(after));
        d.push_str(&format!("L{from}Q{} {} {to}", px(point.x), px(point.y)));
    }
    d
}

/// A length in a file: to a tenth of a pixel.
pub(super) fn px(length: f64) -> f64 {
    // Adding 0 makes plain zero of -0.
    (length * 10.0).round() / 10.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colour of a class in the light or the dark half of the style.
    #[track_caller]
    fn colour(half: &str, class: &str, property: &str) -> [f64; 3] {
        let rule = half.split(&format!("{class}{{")).nth(1).unwrap();
        let value = rule.split('}').next().unwrap().split(&format!("{property}:#")).nth(1).unwrap();
        [0, 2, 4].map(|i| f64::from(u8::from_str_radix(&value[i..i + 2], 16).unwrap()) / 255.0)
    }

    /// The contrast of two colours as WCAG 2 defines it.
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let light = |colour: [f64; 3]| {
            let part = |c: f64| {
                if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            let [r, g, b] = colour.map(part);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (light(a) + 0.05, light(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn everything_is_readable_on_light_and_on_dark() {
        let (light, dark) = STYLE.split_once("@media").unwrap();
        for half in [light, dark] {
            let grounds = [".sp-paper", ".sp-tint", ".sp-tint2"];
            let boxes = [".sp-box", ".sp-start", ".sp-won", ".sp-lost"];
            for text in [".sp-t", ".sp-soft", ".sp-error", ".sp-warning", ".sp-notice"] {
                for ground in grounds.iter().chain(&boxes[..1]) {
                    let found = contrast(colour(half, text, "fill"), colour(half, ground, "fill"));
                    assert!(found >= 4.5, "{text} on {ground}: {found}");
                }
            }
            for shape in boxes {
                let inside = colour(half, shape, "fill");
                assert!(contrast(colour(half, ".sp-t", "fill"), inside) >= 4.5, "{shape}");
                assert!(contrast(colour(half, shape, "stroke"), inside) >= 4.5, "{shape}");
            }
            for path in [".sp-way", ".sp-rework", ".sp-out"] {
                for ground in grounds {
                    let found =
                        contrast(colour(half, path, "stroke"), colour(half, ground, "fill"));
                    assert!(found >= 4.5, "{path} on {ground}: {found}");
                }
            }
            for sign in [".sp-error", ".sp-warning", ".sp-notice"] {
                let letter = colour(half, ".sp-sign", "fill");
                assert!(contrast(letter, colour(half, sign, "fill")) >= 4.5, "{sign}");
            }
        }
    }
}
