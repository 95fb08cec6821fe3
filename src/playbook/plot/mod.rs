//! Plots: figures as pictures, drawn for the page they stand in.
//!
//! A [`Plot`] is a list of marks at places that are worked out here; writing
//! them as SVG is all that is left. It has no colours of its own: those of the
//! page, light, dark or on paper, come by the names of the classes. Nothing is
//! shown by colour alone: every mark has its number beside it, and what a reader
//! who does not see the plot should know is in its description.

mod funnel;
mod heat;
mod histogram;
#[cfg(test)]
mod tests;

pub(super) use funnel::{Bar, funnel};
pub(super) use heat::{Cell, Heat, Row, heat};
pub(super) use histogram::{Histogram, Quantile, histogram};

use crate::draw::text::Type;
use crate::draw::xml::Xml;

/// Type of names and of numbers that matter, of all other texts, and of the
/// smallest ones.
const NAME: Type = Type::plain(13.0);
const COUNT: Type = Type::bold(13.0);
const SMALL: Type = Type::plain(12.0);
const TINY: Type = Type::plain(11.0);

/// A plot.
#[derive(Debug, Clone)]
pub(super) struct Plot {
    title: String,
    /// What is to be seen, in words.
    about: String,
    width: f64,
    height: f64,
    marks: Vec<Mark>,
}

/// Where a text stands: it begins, has its middle, or ends at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Debug, Clone)]
enum Mark {
    Area {
        area: Area,
        class: &'static str,
        opacity: Option<f64>,
    },
    /// An area with straight sides through these points.
    Shape {
        points: Vec<(f64, f64)>,
        class: &'static str,
    },
    Line {
        from: (f64, f64),
        to: (f64, f64),
        class: &'static str,
    },
    Text {
        text: String,
        at: (f64, f64),
        anchor: Anchor,
        style: Type,
        class: &'static str,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Plot {
    fn new(title: &str, about: &str) -> Self {
        let (title, about) = (title.to_owned(), about.to_owned());
        Self { title, about, width: 0.0, height: 0.0, marks: Vec::new() }
    }

    fn area(&mut self, area: Area, class: &'static str) {
        self.marks.push(Mark::Area { area, class, opacity: None });
    }

    fn shaded(&mut self, area: Area, class: &'static str, opacity: f64) {
        self.marks.push(Mark::Area { area, class, opacity: Some(opacity) });
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &'static str) {
        self.marks.push(Mark::Line { from, to, class });
    }

    /// A text in one line, cut where it is wider than there is room.
    fn text(&mut self, text: &str, at: (f64, f64), anchor: Anchor, room: f64, style: Look) {
        let Look(style, class) = style;
        let text = style.line(text, room);
        if !text.is_empty() {
            self.marks.push(Mark::Text { text, at, anchor, style, class });
        }
    }

    /// The plot as an element of a page in HTML or XML. Same bytes each time.
    pub(super) fn to_svg(&self) -> String {
        let mut xml = Xml::new();
        let svg = xml
            .element("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("role", "img")
            .attr("viewBox", format_args!("0 0 {} {}", tenths(self.width), tenths(self.height)))
            .attr("width", tenths(self.width))
            .attr("height", tenths(self.height))
            .inside();
        svg.element("title").text(&self.title);
        svg.element("desc").text(&self.about);
        for mark in &self.marks {
            write_mark(svg, mark);
        }
        xml.finish()
    }
}

/// A type and the class that colours it.
#[derive(Debug, Clone, Copy)]
struct Look(Type, &'static str);

fn write_mark(svg: &mut Xml, mark: &Mark) {
    match mark {
        Mark::Area { area, class, opacity } => svg
            .element("rect")
            .attr("class", class)
            .attr("x", tenths(area.x))
            .attr("y", tenths(area.y))
            .attr("width", tenths(area.width))
            .attr("height", tenths(area.height))
            .maybe("fill-opacity", opacity.map(|opacity| (opacity * 1000.0).round() / 1000.0))
            .empty(),
        Mark::Shape { points, class } => {
            let points: Vec<String> =
                points.iter().map(|(x, y)| format!("{},{}", tenths(*x), tenths(*y))).collect();
            svg.element("polygon").attr("class", class).attr("points", points.join(" ")).empty();
        }
        Mark::Line { from, to, class } => svg
            .element("line")
            .attr("class", class)
            .attr("x1", tenths(from.0))
            .attr("y1", tenths(from.1))
            .attr("x2", tenths(to.0))
            .attr("y2", tenths(to.1))
            .empty(),
        Mark::Text { text, at, anchor, style, class } => {
            let anchor = match anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle"),
                Anchor::End => Some("end"),
            };
            svg.element("text")
                .attr("class", class)
                .attr("x", tenths(at.0))
                .attr("y", tenths(at.1))
                .attr("font-size", style.size)
                .maybe("font-weight", style.bold.then_some("bold"))
                .maybe("text-anchor", anchor)
                .text(text);
        }
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

// Counts of people and deals are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn float(count: u64) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss)]
fn nth(place: usize) -> f64 {
    place as f64
}
