//! The shapes within a cell, and where edges touch them.
//!
//! Everything is measured from the middle of the node.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::route::Ends;
use super::{Point, Px, Rect, Size, Sizes};

/// How far apart edges leave a node on the right at least; labels, with what
/// they keep off lines, fit between them.
pub(super) const OUT_PITCH: (Px, Px) = (18.0, 4.0);
/// How far apart paths back touch the top of a node, at least and at most.
const TOP_PITCH: (Px, Px) = (12.0, 30.0);
/// How far apart paths to lost ends leave the bottom of a node.
const BOTTOM_PITCH: Px = 10.0;
/// What an edge keeps off the corner of the shape it touches.
const CORNER: Px = 10.0;
/// What a straight arrow needs within a cell.
const ARROW: Px = 24.0;
/// How far start marks and lost ends hang below what stands in a row.
const DROP: Px = 28.0;
/// What texts keep off lines.
const AIR: Px = 4.0;

/// One cell with its node in the middle.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) node: Rect,
    pub(super) caption: Option<Rect>,
    pub(super) join: Option<Rect>,
    pub(super) split: Option<Rect>,
    /// How far the cell reaches from the middle of the node.
    pub(super) left: Px,
    pub(super) right: Px,
    pub(super) up: Px,
    pub(super) down: Px,
    /// What hangs below that.
    pub(super) below: Px,
    /// Where links touch: by link, the end that leaves and the end that enters.
    pub(super) leave: BTreeMap<usize, Point>,
    pub(super) enter: BTreeMap<usize, Point>,
    hung: Hung,
}

/// A start mark or a lost end in a cell.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    pub(super) edge: usize,
    pub(super) node: usize,
    pub(super) rect: Rect,
    pub(super) caption: Option<Rect>,
    pub(super) label: Option<Rect>,
    /// The path of the edge.
    pub(super) points: Vec<Point>,
}

/// The guests of a cell before it is known how far down they hang.
#[derive(Debug, Clone, Default)]
struct Hung {
    /// A start mark on the left, in line with the node.
    inline: Option<Visitor>,
    starts: Vec<Visitor>,
    losts: Vec<Visitor>,
    /// Where the paths of starts and of losts touch the bottom, in the middle.
    starts_at: Px,
    losts_at: Px,
}

#[derive(Debug, Clone, Copy)]
struct Visitor {
    edge: usize,
    node: usize,
    size: Size,
    caption: Size,
    label: Size,
}

/// Which side of the touched shape guests are stacked.
#[derive(Clone, Copy, PartialEq)]
enum Stack {
    /// Start marks, to the left.
    Left,
    /// Lost ends, to the right.
    Right,
}

impl Room {
    /// Measures the cell of a node. `crowded` says whether the next cell of the
    /// row has edges that enter on its left, `pitch` how far apart edges leave.
    pub(super) fn of(
        n: usize,
        grid: &Grid,
        ends: &Ends,
        sizes: &Sizes,
        crowded: bool,
        pitch: Px,
    ) -> Self {
        let visitor = |edge: &usize| {
            grid.at_edge[*edge].map(|node| Visitor {
                edge: *edge,
                node,
                size: sizes.nodes[node],
                caption: sizes.captions[node],
                label: sizes.labels[*edge],
            })
        };
        let mut starts: Vec<Visitor> = grid.starts[n].iter().filter_map(visitor).collect();
        let losts: Vec<Visitor> = grid.losts[n].iter().filter_map(visitor).collect();
        let entering = ends.left() + ends.back_in.len() + starts.len();
        let leaving = ends.right() + ends.back_out.len() + losts.len();
        let inline = (ends.left() == 0 && !starts.is_empty()).then(|| starts.remove(0));

        let out = offsets_out(ends, crowded, pitch);
        let into = offsets_in(ends, pitch);
        let farthest = |offsets: &[(usize, Px)]| {
            offsets.iter().map(|(_, offset)| offset.abs()).fold(0.0, Px::max)
        };
        let tops = |count: usize| half_width(count, TOP_PITCH.0);
        let bottoms = |guests: &[Visitor]| half_width(guests.len(), BOTTOM_PITCH);
        let diamond = |count: usize, sides: Px, tops: Px, bottoms: Px| {
            let needed = 2.0 * (sides.max(tops).max(bottoms) + 6.0);
            sizes.diamonds.filter(|_| count > 1).map(|least| least.max(needed))
        };
        let join = diamond(entering, farthest(&into), tops(ends.back_in.len()), bottoms(&starts));
        let split = diamond(leaving, farthest(&out), tops(ends.back_out.len()), bottoms(&losts));

        let mut size = sizes.nodes[n];
        let sides = if split.is_none() { farthest(&out) } else { 0.0 }.max(if join.is_none() {
            farthest(&into)
        } else {
            0.0
        });
        if sides > 0.0 {
            size.height = size.height.max(2.0 * (sides + CORNER));
        }
        let on_top = if join.is_none() { ends.back_in.len() } else { 0 }
            + if split.is_none() { ends.back_out.len() } else { 0 };
        if on_top > 1 {
            size.width = size.width.max(2.0 * (tops(on_top) + CORNER));
        }
        // What hangs below one shape on both sides must not meet.
        let both = !starts.is_empty() && !losts.is_empty() && join.is_none() && split.is_none();
        let apart = if both {
            reach(&starts, Stack::Left).1 + reach(&losts, Stack::Right).0 + 2.0 * AIR
        } else {
            0.0
        };
        let hanging = [
            if join.is_none() { bottoms(&starts) } else { 0.0 },
            if split.is_none() { bottoms(&losts) } else { 0.0 },
        ];
        let bottom = apart / 2.0 + hanging[0].max(hanging[1]);
        if bottom > 0.0 {
            size.width = size.width.max(2.0 * (bottom + CORNER));
        }

        let node = Rect::around(Point { x: 0.0, y: 0.0 }, size);
        let square = |x: Px, side: Px| Rect::around(Point { x, y: 0.0 }, Size::new(side, side));
        let join = join.map(|side| square(node.x - ARROW - side / 2.0, side));
        let split = split.map(|side| square(node.right() + ARROW + side / 2.0, side));
        let (first, last) = (join.unwrap_or(node), split.unwrap_or(node));
        let mut room = Self {
            node,
            caption: None,
            join,
            split,
            left: -first.x,
            right: last.right(),
            up: (size.height / 2.0).max(first.height / 2.0).max(last.height / 2.0),
            down: 0.0,
            below: 0.0,
            leave: BTreeMap::new(),
            enter: BTreeMap::new(),
            hung: Hung {
                inline,
                starts,
                losts,
                starts_at: first.centre().x - apart / 2.0,
                losts_at: last.centre().x + apart / 2.0,
            },
        };
        // A high label stands above its line; the arrows of paths back leave
        // room for a low one.
        for (l, offset) in &out {
            let label = sizes.labels[grid.links[*l].edge];
            room.up = room.up.max(label.height - offset - CORNER);
        }
        room.down = (size.height / 2.0).max(first.height / 2.0).max(last.height / 2.0);
        let caption = sizes.captions[n];
        if !caption.is_nothing() {
            room.caption = Some(below(node, caption));
            room.left = room.left.max(caption.width / 2.0);
            room.right = room.right.max(caption.width / 2.0);
            room.down = room.down.max(size.height / 2.0 + AIR + caption.height);
        }
        room.touch(ends, &out, &into);
        room.widen_for_guests();
        // A label of a path back to the same column has the column to itself.
        for l in &ends.back_out {
            let label = sizes.labels[grid.links[*l].edge];
            room.left = room.left.max(label.width / 2.0 + AIR);
            room.right = room.right.max(label.width / 2.0 + AIR);
        }
        room
    }

    fn first(&self) -> Rect {
        self.join.unwrap_or(self.node)
    }

    pub(super) fn last(&self) -> Rect {
        self.split.unwrap_or(self.node)
    }

    /// Notes where each edge touches.
    fn touch(&mut self, ends: &Ends, out: &[(usize, Px)], into: &[(usize, Px)]) {
        let (first, last) = (self.first(), self.last());
        for (l, offset) in out {
            let inset = if self.split.is_some() { offset.abs() } else { 0.0 };
            self.leave.insert(*l, Point { x: last.right() - inset, y: *offset });
        }
        for (l, offset) in into {
            let inset = if self.join.is_some() { offset.abs() } else { 0.0 };
            self.enter.insert(*l, Point { x: first.x + inset, y: *offset });
        }
        let outs = ends.back_out.len();
        let one = self.join.is_none() && self.split.is_none();
        let together = outs + ends.back_in.len();
        for (i, l) in ends.back_out.iter().enumerate() {
            let (place, count) = (i, if one { together } else { outs });
            self.leave.insert(*l, on_top(last, self.split.is_some(), place, count));
        }
        for (i, l) in ends.back_in.iter().enumerate() {
            let (place, count) = if one { (outs + i, together) } else { (i, ends.back_in.len()) };
            self.enter.insert(*l, on_top(first, self.join.is_some(), place, count));
        }
    }

    fn widen_for_guests(&mut self) {
        for guest in self.guests(self.down) {
            for rect in [Some(guest.rect), guest.caption, guest.label].into_iter().flatten() {
                self.left = self.left.max(AIR - rect.x);
                self.right = self.right.max(rect.right() + AIR);
            }
            let bottom = guest.caption.map_or(guest.rect.bottom(), Rect::bottom);
            self.below = self.below.max(bottom - self.down);
        }
        if let Some(visitor) = self.hung.inline {
            // A mark in line hangs nowhere; its caption may.
            let bottom = visitor.size.height / 2.0 + AIR + visitor.caption.height;
            self.up = self.up.max(visitor.size.height / 2.0);
            self.down = self.down.max(bottom);
        }
    }

    /// The start marks and lost ends, where what stands in the row reaches down
    /// so far.
    pub(super) fn guests(&self, down: Px) -> Vec<Guest> {
        let mut guests = Vec::new();
        let hung = &self.hung;
        if let Some(visitor) = hung.inline {
            let first = self.first();
            let gap = ARROW.max(visitor.label.width + 4.0 * AIR);
            let x = first.x - gap - visitor.size.width / 2.0;
            let rect = Rect::around(Point { x, y: 0.0 }, visitor.size);
            let label = (!visitor.label.is_nothing()).then(|| Rect {
                x: rect.right() + AIR,
                y: -AIR - visitor.label.height,
                width: visitor.label.width,
                height: visitor.label.height,
            });
            let points = vec![Point { x: rect.right(), y: 0.0 }, Point { x: first.x, y: 0.0 }];
            guests.push(visitor.guest(rect, label, points));
        }
        let mut hang = |visitors: &[Visitor], stack: Stack, at: Px, shape: Rect, slanted: bool| {
            let away: Px = if stack == Stack::Left { -1.0 } else { 1.0 };
            let side = half_width(visitors.len(), BOTTOM_PITCH);
            let edge = visitors.iter().map(|v| v.label.width).fold(0.0, Px::max);
            let mut top = down + DROP;
            for (i, visitor) in visitors.iter().enumerate() {
                // The outermost path goes to the uppermost guest.
                let x = at + away * (side - BOTTOM_PITCH * count(i));
                let inset = if slanted { (x - shape.centre().x).abs() } else { 0.0 };
                let touch = Point { x, y: shape.bottom() - inset };
                let label = visitor.label;
                let (rect, points, text);
                if visitors.len() == 1 {
                    top = top.max(down + 3.0 * AIR + label.height);
                    let middle = Point { x, y: top + visitor.size.height / 2.0 };
                    rect = Rect::around(middle, visitor.size);
                    points = vec![touch, Point { x, y: rect.y }];
                    let from = if stack == Stack::Left { x - AIR - label.width } else { x + AIR };
                    text = Point { x: from, y: rect.y - 2.0 * AIR - label.height };
                } else {
                    top = top.max(down + AIR + label.height);
                    let gap = side + edge + 5.0 * AIR + visitor.size.width / 2.0;
                    let height = visitor.size.height;
                    let middle = Point { x: at + away * gap, y: top + height / 2.0 };
                    rect = Rect::around(middle, visitor.size);
                    let near = if stack == Stack::Left { rect.right() } else { rect.x };
                    let corner = Point { x, y: middle.y };
                    points = vec![touch, corner, Point { x: near, y: middle.y }];
                    let from = if stack == Stack::Left {
                        at - side - 2.0 * AIR - label.width
                    } else {
                        at + side + 2.0 * AIR
                    };
                    text = Point { x: from, y: middle.y - AIR - label.height };
                    top += height + visitor.caption.height + 3.0 * AIR;
                    top += (label.height - height / 2.0).max(0.0);
                }
                let text = (!label.is_nothing()).then_some(Rect {
                    x: text.x,
                    y: text.y,
                    width: label.width,
                    height: label.height,
                });
                let mut points = points;
                if stack == Stack::Left {
                    points.reverse();
                }
                guests.push(visitor.guest(rect, text, points));
            }
        };
        let (first, last) = (self.first(), self.last());
        hang(&hung.starts, Stack::Left, hung.starts_at, first, self.join.is_some());
        hang(&hung.losts, Stack::Right, hung.losts_at, last, self.split.is_some());
        guests
    }
}

impl Visitor {
    fn guest(self, rect: Rect, label: Option<Rect>, points: Vec<Point>) -> Guest {
        let caption = (!self.caption.is_nothing()).then(|| below(rect, self.caption));
        Guest { edge: self.edge, node: self.node, rect, caption, label, points }
    }
}

/// How far guests reach to the left and to the right of where they are hung.
fn reach(visitors: &[Visitor], stack: Stack) -> (Px, Px) {
    let near = half_width(visitors.len(), BOTTOM_PITCH) + AIR;
    let inner = match visitors {
        [one] => one.size.width.max(one.caption.width) / 2.0,
        _ => near,
    };
    let outer =
        near + visitors.iter().map(|v| v.label.width + v.size.width).fold(0.0, Px::max) + 5.0 * AIR;
    if stack == Stack::Left { (outer, inner) } else { (inner, outer) }
}

/// Where edges leave on the right, from the middle of the side.
fn offsets_out(ends: &Ends, crowded: bool, pitch: Px) -> Vec<(usize, Px)> {
    // An edge may leave in the middle only where none enters the next cell in
    // its middle, or they would run along one another.
    let alone = ends.right() == 1 && !crowded;
    let mut offsets: Vec<(usize, Px)> = ends.straight_out.iter().map(|l| (*l, 0.0)).collect();
    for (side, sign) in [(&ends.out_down, 1.0), (&ends.out_up, -1.0)] {
        for (i, l) in side.iter().enumerate() {
            let offset = if alone { 0.0 } else { sign * pitch * count(i + 1) };
            offsets.push((*l, offset));
        }
    }
    offsets
}

/// Where edges enter on the left: halfway between where others leave.
fn offsets_in(ends: &Ends, pitch: Px) -> Vec<(usize, Px)> {
    let alone = ends.left() == 1;
    let mut offsets: Vec<(usize, Px)> = ends.straight_in.iter().map(|l| (*l, 0.0)).collect();
    for (side, sign) in [(&ends.in_from_below, 1.0), (&ends.in_from_above, -1.0)] {
        for (i, l) in side.iter().enumerate() {
            let offset = if alone { 0.0 } else { sign * pitch * (count(i) + 0.5) };
            offsets.push((*l, offset));
        }
    }
    offsets
}

/// The place of one of several edges on the top of a shape.
fn on_top(shape: Rect, slanted: bool, place: usize, of: usize) -> Point {
    let pitch = if slanted {
        TOP_PITCH.0
    } else {
        ((shape.width - 2.0 * CORNER) / count(of.max(1))).clamp(TOP_PITCH.0, TOP_PITCH.1)
    };
    let x = pitch * count(place) - half_width(of, pitch);
    let inset = if slanted { x.abs() } else { 0.0 };
    Point { x: shape.centre().x + x, y: shape.y + inset }
}

/// Half of what so many edges take up, side by side.
fn half_width(edges: usize, pitch: Px) -> Px {
    pitch * count(edges.saturating_sub(1)) / 2.0
}

fn below(rect: Rect, caption: Size) -> Rect {
    Rect {
        x: rect.centre().x - caption.width / 2.0,
        y: rect.bottom() + AIR,
        width: caption.width,
        height: caption.height,
    }
}

/// A count as a length. Counts of what is drawn are far below where floats
/// have gaps.
#[allow(clippy::cast_precision_loss)]
pub(super) fn count(n: usize) -> Px {
    n as Px
}
