//! Where everything in a picture goes.
//!
//! Nodes stand in the cells of a grid. Its first row is the longest path to Won;
//! what branches off stands in the rows below. Between the columns and between
//! the rows are channels, and all that is not a straight line to the next cell
//! runs in channels, on a track of its own: so no edge can run through a shape,
//! nor along another edge. Above each row is the lane in which paths back run.
//! A start mark and a lost end belong to the stage they are joined to and stand
//! in its cell, so that no path out crosses the picture.
//!
//! - [`grid`]: which nodes have cells, and which cell each has;
//! - [`route`]: which channels an edge takes, on which tracks, and in which order
//!   edges leave and enter a node;
//! - [`cell`]: the shapes within a cell, and where edges touch them;
//! - [`place`]: coordinates of all of it.

mod cell;
mod grid;
mod place;
mod route;
#[cfg(test)]
mod tests;

use super::{Flow, Picture};

/// A length, in pixels of a picture at its natural size.
type Px = f64;

/// How many of the last tracks are tried before a new one is added: enough for
/// any picture that can be read, and few enough for one that cannot.
const TRACKS_TRIED: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Size {
    pub(super) width: Px,
    pub(super) height: Px,
}

impl Size {
    pub(super) const fn new(width: Px, height: Px) -> Self {
        Self { width, height }
    }

    fn turned(self) -> Self {
        Self::new(self.height, self.width)
    }

    fn is_nothing(self) -> bool {
        self.width <= 0.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: Px,
    pub(super) y: Px,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: Px,
    pub(super) y: Px,
    pub(super) width: Px,
    pub(super) height: Px,
}

impl Rect {
    pub(super) fn around(centre: Point, size: Size) -> Self {
        Self {
            x: centre.x - size.width / 2.0,
            y: centre.y - size.height / 2.0,
            width: size.width,
            height: size.height,
        }
    }

    pub(super) fn right(self) -> Px {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> Px {
        self.y + self.height
    }

    pub(super) fn centre(self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    fn turned(self) -> Self {
        Self { x: self.y, y: self.x, width: self.height, height: self.width }
    }

    fn moved(self, by: Point) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y, ..self }
    }
}

/// What a format wants to have laid out: how large things are.
#[derive(Debug, Clone)]
pub(super) struct Sizes {
    /// The shape of each node; it may become larger where many edges touch it.
    pub(super) nodes: Vec<Size>,
    /// What is written below each node, outside its shape.
    pub(super) captions: Vec<Size>,
    /// What is written at each edge.
    pub(super) labels: Vec<Size>,
    /// The part of the picture that each node is in: nodes of one part stand in
    /// neighbouring columns.
    pub(super) parts: Vec<Option<usize>>,
    /// How wide the head of each part is.
    pub(super) heads: Vec<Px>,
    /// How wide diamonds are that stand before a node where paths meet and after
    /// it where they part; without them where absent.
    pub(super) diamonds: Option<Px>,
    /// The room to leave free above everything.
    pub(super) above: Px,
    /// The room to leave free before the first column of each part.
    pub(super) before_parts: Px,
    /// Where columns follow one another.
    pub(super) flow: Flow,
}

impl Sizes {
    /// How far apart lines must run for labels to stand between them; not less
    /// than the given distance.
    fn pitch(&self, least: Px, air: Px) -> Px {
        self.labels.iter().map(|label| label.height + air).fold(least, Px::max)
    }
}

/// What a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The one shape of a node.
    Node(usize),
    /// A start mark or a lost end, one for each edge that is joined to it.
    AtEdge { edge: usize, node: usize },
    /// The diamond before a node.
    Join(usize),
    /// The diamond after a node.
    Split(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) what: What,
    pub(super) rect: Rect,
    pub(super) caption: Option<Rect>,
}

/// The path of an edge; without an edge, it joins a node and its diamond.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Route {
    pub(super) edge: Option<usize>,
    /// The shapes it joins, by their place in the list of shapes.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) points: Vec<Point>,
    pub(super) label: Option<Rect>,
}

/// The columns of one part, from one side of the picture to the other: where
/// they begin and end from left to right, or from top to bottom in a picture
/// that runs down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stripe {
    pub(super) part: Option<usize>,
    pub(super) begin: Px,
    pub(super) end: Px,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) shapes: Vec<Shape>,
    pub(super) routes: Vec<Route>,
    pub(super) stripes: Vec<Stripe>,
    /// The lanes of paths back: top and bottom of each that has any.
    pub(super) lanes_back: Vec<(Px, Px)>,
    /// The nodes of the straight row, in their order.
    pub(super) row: Vec<usize>,
}

/// Lays a picture out. The lists of `sizes` are as long as those of the picture;
/// what they lack is nothing.
///
/// A picture that runs down is one that runs across with both axes exchanged:
/// sizes are turned before, places after, so that one algorithm serves both.
pub(super) fn arrange(picture: &Picture, mut sizes: Sizes) -> Layout {
    let nodes = picture.nodes().len();
    sizes.nodes.resize(nodes, Size::new(40.0, 40.0));
    sizes.captions.resize(nodes, Size::default());
    sizes.parts.resize(nodes, None);
    sizes.labels.resize(picture.edges().len(), Size::default());
    let down = sizes.flow == Flow::Down;
    let above = sizes.above;
    if down {
        let sizes = &mut sizes;
        for size in sizes.nodes.iter_mut().chain(&mut sizes.captions).chain(&mut sizes.labels) {
            *size = size.turned();
        }
        sizes.above = 0.0;
    }
    let grid = grid::Grid::of(picture, &sizes.parts);
    let routing = route::Routing::of(picture, &grid, sizes.diamonds.is_some());
    let layout = place::place(&grid, &routing, &sizes);
    if down { layout.turned(above) } else { layout }
}

impl Layout {
    /// The layout with both axes exchanged, and room above everything.
    fn turned(mut self, above: Px) -> Self {
        let by = Point { x: 0.0, y: above };
        let turn = |rect: Rect| rect.turned().moved(by);
        self.size = self.size.turned();
        self.size.height += above;
        for shape in &mut self.shapes {
            shape.rect = turn(shape.rect);
            shape.caption = shape.caption.map(turn);
        }
        for route in &mut self.routes {
            route.label = route.label.map(turn);
            for point in &mut route.points {
                *point = Point { x: point.y, y: point.x + above };
            }
        }
        for stripe in &mut self.stripes {
            stripe.begin += above;
            stripe.end += above;
        }
        self
    }
}
