//! Coordinates of everything.

use std::collections::BTreeMap;

use super::cell::{OUT_PITCH, Room, count};
use super::grid::{Cell, Grid};
use super::route::{Path, Routing, Side, Track};
use super::{Layout, Point, Px, Rect, Route, Shape, Size, Sizes, Stripe, TRACKS_TRIED, What};

/// How far apart tracks are: between columns, between rows; of paths back at
/// least, and more than their labels are high.
const ACROSS: Px = 10.0;
const ALONG: Px = 12.0;
const BACK: (Px, Px) = (22.0, 8.0);
/// The least room between two columns, and between two rows.
const BETWEEN_COLUMNS: Px = 40.0;
const BETWEEN_ROWS: Px = 24.0;
/// What an arrow needs before the shape it points to.
const HEAD: Px = 18.0;
/// What texts keep off lines, and tracks off other things.
const AIR: Px = 4.0;
const MARGIN: Px = 20.0;

/// From top to bottom: the middle of each row, and where its tracks are.
struct Heights {
    middles: Vec<Px>,
    downs: Vec<Px>,
    /// The top of each channel between rows, and of its lane of paths back, and
    /// its bottom.
    channels: Vec<(Px, Px, Px)>,
    /// How far apart paths back run.
    back: Px,
    bottom: Px,
}

/// From left to right: the channels between columns, and the columns.
struct Widths {
    /// Where the tracks of each channel begin, and where the next column does.
    channels: Vec<(Px, Px)>,
    middles: Vec<Px>,
    /// Where the columns end.
    rights: Vec<Px>,
    right: Px,
}

/// What runs up or down in a channel between columns.
#[derive(Debug, Clone, Copy)]
struct Upright {
    link: usize,
    group: Group,
    /// Where it comes from and goes to.
    from: Px,
    to: Px,
}

/// The parts of a channel between columns, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Leaving,
    Back,
    Entering,
}

pub(super) fn place(grid: &Grid, routing: &Routing, sizes: &Sizes) -> Layout {
    let rooms = rooms(grid, routing, sizes);
    let heights = heights(grid, routing, sizes, &rooms);
    let uprights = uprights(grid, routing, &rooms, &heights);
    let tracks: Vec<Uprights> = uprights.iter().map(|channel| tracks(channel)).collect();
    let widths = widths(grid, routing, sizes, &rooms, &tracks);
    let mut layout = Layout {
        size: Size::new(widths.right, heights.bottom),
        shapes: Vec::new(),
        routes: Vec::new(),
        stripes: stripes(grid, &widths, &tracks, sizes.before_parts),
        lanes_back: heights
            .channels
            .iter()
            .filter(|(_, lane, bottom)| bottom - lane > BACK.0)
            .map(|(_, lane, bottom)| (*lane, *bottom))
            .collect(),
        row: grid.row.clone(),
    };
    let (first, last) = shapes(&mut layout, grid, &rooms, &heights, &widths);
    let canvas = Canvas { grid, routing, sizes, rooms: &rooms, heights, widths, tracks };
    for (l, link) in grid.links.iter().enumerate() {
        if let (Some(from), Some(to)) = (first_of(&last, link.from), first_of(&first, link.to)) {
            let (points, label) = canvas.path(l);
            layout.routes.push(Route { edge: Some(link.edge), from, to, points, label });
        }
    }
    layout
}

fn first_of(shapes: &[Option<usize>], n: usize) -> Option<usize> {
    shapes.get(n).copied().flatten()
}

/// The cells of all nodes that have one.
fn rooms(grid: &Grid, routing: &Routing, sizes: &Sizes) -> Vec<Option<Room>> {
    let at: BTreeMap<Cell, usize> =
        grid.cells.iter().enumerate().filter_map(|(n, cell)| Some(((*cell)?, n))).collect();
    let pitch = sizes.pitch(OUT_PITCH.0, OUT_PITCH.1);
    let crowded = |(column, row): Cell| {
        at.get(&(column + 1, row)).is_some_and(|n| routing.ends[*n].left() > 0)
    };
    grid.cells
        .iter()
        .enumerate()
        .map(|(n, cell)| {
            let crowded = crowded((*cell)?);
            Some(Room::of(n, grid, &routing.ends[n], sizes, crowded, pitch))
        })
        .collect()
}

fn heights(grid: &Grid, routing: &Routing, sizes: &Sizes, rooms: &[Option<Room>]) -> Heights {
    let mut reach = vec![(0.0, 0.0, 0.0); grid.rows];
    for (cell, room) in grid.cells.iter().zip(rooms) {
        if let (Some((_, row)), Some(room)) = (cell, room) {
            let (up, down, below): &mut (Px, Px, Px) = &mut reach[*row];
            *up = up.max(room.up);
            *down = down.max(room.down);
            *below = below.max(room.below);
        }
    }
    let mut heights = Heights {
        middles: Vec::new(),
        downs: Vec::new(),
        channels: Vec::new(),
        back: sizes.pitch(BACK.0, BACK.1),
        bottom: 0.0,
    };
    let mut y = MARGIN + sizes.above;
    for (channel, [upper, lower, back]) in routing.tracks.iter().enumerate() {
        let room = |tracks: usize, pitch: Px| {
            if tracks > 0 { count(tracks) * pitch + 2.0 * AIR } else { 0.0 }
        };
        let top = y;
        y += room(*upper, ALONG) + room(*lower, ALONG);
        if channel > 0 && channel < grid.rows {
            y += BETWEEN_ROWS;
        }
        let lane = y;
        y += room(*back, heights.back);
        heights.channels.push((top, lane, y));
        if let Some((up, down, below)) = reach.get(channel) {
            // Paths back need room for their arrows.
            y += if *back > 0 { HEAD } else { 0.0 } + up;
            heights.middles.push(y);
            heights.downs.push(*down);
            y += down + below;
        }
    }
    heights.bottom = y + MARGIN;
    heights
}

impl Heights {
    fn of(&self, track: Track) -> Px {
        let (top, lane, bottom) = self.channels[track.channel];
        let number = count(track.number);
        match track.side {
            Side::Upper => top + AIR + ALONG * (number + 0.5),
            Side::Lower => lane - AIR - ALONG * (number + 0.5),
            Side::Back => bottom - AIR - self.back * number,
        }
    }

    fn middle(&self, cell: Cell) -> Px {
        self.middles.get(cell.1).copied().unwrap_or(0.0)
    }
}

/// What runs up and down, by channel.
fn uprights(
    grid: &Grid,
    routing: &Routing,
    rooms: &[Option<Room>],
    heights: &Heights,
) -> Vec<Vec<Upright>> {
    let mut channels: Vec<Vec<Upright>> = vec![Vec::new(); grid.columns + 1];
    for (l, link) in grid.links.iter().enumerate() {
        let (Some(from), Some(to)) = (grid.cells[link.from], grid.cells[link.to]) else {
            continue;
        };
        let touch = |room: &Option<Room>, leave: bool| {
            let room = room.as_ref();
            room.and_then(|r| if leave { r.leave.get(&l) } else { r.enter.get(&l) }).map(|p| p.y)
        };
        let out = heights.middle(from) + touch(&rooms[link.from], true).unwrap_or(0.0);
        let into = heights.middle(to) + touch(&rooms[link.to], false).unwrap_or(0.0);
        let mut put = |channel: usize, group, from, to| {
            channels[channel].push(Upright { link: l, group, from, to });
        };
        match routing.paths[l] {
            Path::Straight | Path::Back(_) => {}
            Path::Near => put(to.0, near_group(routing, l), out, into),
            Path::Far(track) => {
                put(from.0 + 1, Group::Leaving, out, heights.of(track));
                put(to.0, Group::Entering, heights.of(track), into);
            }
            Path::BackAcross(a, b) => {
                put(to.0 + 1, Group::Back, heights.of(a), heights.of(b));
            }
        }
    }
    channels
}

/// The group of a link to the next column.
fn near_group(routing: &Routing, l: usize) -> Group {
    if routing.fans_in[l] { Group::Entering } else { Group::Leaving }
}

/// A track for each of what runs up and down in one channel. Where edges fan
/// out, the one that goes farthest takes the track nearest to the shape, so that
/// they do not cross.
fn tracks(channel: &[Upright]) -> Uprights {
    // Tracks of edges that enter are counted from the right.
    let order = |u: &Upright| {
        let far = if u.group == Group::Entering { u.from } else { u.to };
        let near = if u.group == Group::Entering { u.to } else { u.from };
        if far >= near { (0, -far) } else { (1, far) }
    };
    let mut sorted: Vec<&Upright> = channel.iter().collect();
    sorted.sort_by(|a, b| {
        let (x, y) = (order(a), order(b));
        a.group.cmp(&b.group).then(x.0.cmp(&y.0)).then(x.1.total_cmp(&y.1))
    });
    let mut found = Uprights::default();
    let mut taken: BTreeMap<Group, Vec<Vec<(Px, Px)>>> = BTreeMap::new();
    for upright in sorted {
        let (top, bottom) = (upright.from.min(upright.to), upright.from.max(upright.to));
        let tracks = taken.entry(upright.group).or_default();
        let is_free = |taken: &Vec<(Px, Px)>| {
            taken.iter().all(|(a, b)| bottom + 2.0 * AIR < *a || top > *b + 2.0 * AIR)
        };
        let first = tracks.len().saturating_sub(TRACKS_TRIED);
        let free = tracks.iter().skip(first).position(is_free);
        let track = free.map_or(tracks.len(), |track| first + track);
        if track == tracks.len() {
            tracks.push(Vec::new());
        }
        tracks[track].push((top, bottom));
        let count = &mut found.counts[upright.group as usize];
        *count = tracks.len().max(*count);
        found.tracks.insert((upright.link, upright.group), track);
    }
    found
}

/// The tracks of one channel between columns.
#[derive(Debug, Default)]
struct Uprights {
    tracks: BTreeMap<(usize, Group), usize>,
    /// How many tracks each group has.
    counts: [usize; 3],
}

impl Uprights {
    fn width(&self, group: Group) -> Px {
        ACROSS * count(self.counts[group as usize])
    }
}

fn widths(
    grid: &Grid,
    routing: &Routing,
    sizes: &Sizes,
    rooms: &[Option<Room>],
    tracks: &[Uprights],
) -> Widths {
    let mut columns = vec![(0.0, 0.0); grid.columns];
    let mut labels = vec![0.0; grid.columns + 1];
    for (n, (cell, room)) in grid.cells.iter().zip(rooms).enumerate() {
        let (Some((column, _)), Some(room)) = (cell, room) else { continue };
        let (left, right): &mut (Px, Px) = &mut columns[*column];
        *left = left.max(room.left);
        *right = right.max(room.right);
        let ends = &routing.ends[n];
        for l in ends.straight_out.iter().chain(&ends.out_down).chain(&ends.out_up) {
            let label = sizes.labels[grid.links[*l].edge];
            if !label.is_nothing() {
                labels[column + 1] = label.width.max(labels[column + 1]);
            }
        }
    }
    let begins = |column: usize| {
        column < grid.columns && (column == 0 || grid.parts.iter().any(|(_, end)| *end == column))
    };
    let gap = |channel: usize| {
        let all = [Group::Leaving, Group::Back, Group::Entering];
        let tracks: Px = all.iter().map(|group| tracks[channel].width(*group)).sum();
        let outer = channel == 0 || channel == grid.columns;
        let label = if labels[channel] > 0.0 { labels[channel] + 2.0 * AIR } else { 0.0 };
        let before = if begins(channel) { sizes.before_parts } else { 0.0 };
        if outer && tracks + label <= 0.0 {
            return (0.0, MARGIN + before);
        }
        (label, (tracks + ACROSS + HEAD).max(BETWEEN_COLUMNS) + before)
    };
    // The head of a part must fit above its columns.
    let mut first = 0;
    for (part, end) in &grid.parts {
        let needed = part.and_then(|p| sizes.heads.get(p)).copied().unwrap_or(0.0) + 2.0 * MARGIN;
        let mut there: Px = columns[first..*end].iter().map(|(left, right)| left + right).sum();
        there += (first + 1..*end).map(|c| gap(c).0 + gap(c).1).sum::<Px>() + gap(*end).0;
        if needed > there && part.is_some() {
            if let Some((left, right)) = columns.get_mut(end - 1) {
                *left += (needed - there) / 2.0;
                *right += (needed - there) / 2.0;
            }
        }
        first = *end;
    }
    let mut widths =
        Widths { channels: Vec::new(), middles: Vec::new(), rights: Vec::new(), right: 0.0 };
    let mut x = 0.0;
    for channel in 0..=grid.columns {
        let (label, room) = gap(channel);
        widths.channels.push((x + label, x + label + room));
        x += label + room;
        if let Some((left, right)) = columns.get(channel) {
            widths.middles.push(x + left);
            x += left + right;
            widths.rights.push(x);
        }
    }
    widths.right = x;
    widths
}

/// The columns of each part; what divides two parts is in the middle between
/// their columns.
fn stripes(grid: &Grid, widths: &Widths, tracks: &[Uprights], before: Px) -> Vec<Stripe> {
    let border = |column: usize| {
        if column == 0 {
            AIR
        } else if column >= grid.columns {
            widths.right - AIR
        } else {
            let (from, to) = widths.channels[column];
            if before > 0.0 {
                // The room for the head of the part is free of tracks.
                (to - HEAD - tracks[column].width(Group::Entering) - before).round()
            } else {
                f64::midpoint(from, to).round()
            }
        }
    };
    let mut first = 0;
    let mut stripes = Vec::new();
    for (part, end) in &grid.parts {
        stripes.push(Stripe { part: *part, begin: border(first), end: border(*end) });
        first = *end;
    }
    stripes
}

/// Adds the shapes, and the paths within cells; tells the shape that edges enter
/// and the one that they leave, for each node.
fn shapes(
    layout: &mut Layout,
    grid: &Grid,
    rooms: &[Option<Room>],
    heights: &Heights,
    widths: &Widths,
) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let mut first = vec![None; rooms.len()];
    let mut last = vec![None; rooms.len()];
    for (n, (cell, room)) in grid.cells.iter().zip(rooms).enumerate() {
        let (Some(cell), Some(room)) = (cell, room) else { continue };
        let by = Point { x: widths.middles[cell.0], y: heights.middle(*cell) };
        let mut add = |what, rect: Rect, caption: Option<Rect>| {
            let caption = caption.map(|c| c.moved(by));
            layout.shapes.push(Shape { what, rect: rect.moved(by), caption });
            layout.shapes.len() - 1
        };
        let join = room.join.map(|rect| add(What::Join(n), rect, None));
        let node = add(What::Node(n), room.node, room.caption);
        let split = room.split.map(|rect| add(What::Split(n), rect, None));
        let (enter, leave) = (join.unwrap_or(node), split.unwrap_or(node));
        let guests = room.guests(heights.downs[cell.1]);
        let placed: Vec<usize> = guests
            .iter()
            .map(|g| add(What::AtEdge { edge: g.edge, node: g.node }, g.rect, g.caption))
            .collect();
        (first[n], last[n]) = (Some(enter), Some(leave));
        for (from, to) in [(join, Some(node)), (Some(node), split)] {
            if let (Some(from), Some(to)) = (from, to) {
                let points = vec![
                    Point { x: layout.shapes[from].rect.right(), y: by.y },
                    Point { x: layout.shapes[to].rect.x, y: by.y },
                ];
                layout.routes.push(Route { edge: None, from, to, points, label: None });
            }
        }
        for (guest, shape) in guests.into_iter().zip(placed) {
            let begins = grid.starts[n].contains(&guest.edge);
            let (from, to) = if begins { (shape, enter) } else { (leave, shape) };
            let points =
                guest.points.iter().map(|p| Point { x: p.x + by.x, y: p.y + by.y }).collect();
            let label = guest.label.map(|rect| rect.moved(by));
            layout.routes.push(Route { edge: Some(guest.edge), from, to, points, label });
        }
    }
    (first, last)
}

struct Canvas<'a> {
    grid: &'a Grid,
    routing: &'a Routing,
    sizes: &'a Sizes,
    rooms: &'a [Option<Room>],
    heights: Heights,
    widths: Widths,
    tracks: Vec<Uprights>,
}

impl Canvas<'_> {
    /// Where a link touches a node.
    fn touch(&self, l: usize, n: usize, leave: bool) -> Point {
        let nothing = Point { x: 0.0, y: 0.0 };
        let (Some(cell), Some(room)) = (self.grid.cells[n], &self.rooms[n]) else {
            return nothing;
        };
        let touch = if leave { room.leave.get(&l) } else { room.enter.get(&l) };
        let touch = touch.copied().unwrap_or(nothing);
        Point { x: self.widths.middles[cell.0] + touch.x, y: self.heights.middle(cell) + touch.y }
    }

    /// Where a link runs up or down in a channel between columns.
    fn upright(&self, l: usize, channel: usize, group: Group) -> Px {
        let tracks = &self.tracks[channel];
        let (left, right) = self.widths.channels[channel];
        let track = count(tracks.tracks.get(&(l, group)).copied().unwrap_or(0));
        match group {
            Group::Leaving => left + ACROSS * (track + 1.0),
            Group::Back => left + tracks.width(Group::Leaving) + ACROSS * (track + 1.0),
            Group::Entering => right - HEAD - ACROSS * track,
        }
    }

    /// The path of a link and the place of its label.
    fn path(&self, l: usize) -> (Vec<Point>, Option<Rect>) {
        let link = self.grid.links[l];
        let out = self.touch(l, link.from, true);
        let into = self.touch(l, link.to, false);
        let column = |n: usize| self.grid.cells[n].map_or(0, |cell| cell.0);
        let (from, to) = (column(link.from), column(link.to));
        let label = self.sizes.labels[link.edge];
        // A diamond is left on its slope; the label stands right of all of it.
        let right = self.rooms[link.from].as_ref().map_or(0.0, |room| room.last().right());
        let middle = self.widths.middles.get(from).copied().unwrap_or(0.0);
        let mut beside = Point { x: out.x.max(middle + right) + AIR, y: out.y };
        let points = match self.routing.paths[l] {
            Path::Straight => vec![out, into],
            Path::Near => {
                let x = self.upright(l, to, near_group(self.routing, l));
                vec![out, Point { x, y: out.y }, Point { x, y: into.y }, into]
            }
            Path::Far(track) => {
                let y = self.heights.of(track);
                let x1 = self.upright(l, from + 1, Group::Leaving);
                let x2 = self.upright(l, to, Group::Entering);
                vec![
                    out,
                    Point { x: x1, y: out.y },
                    Point { x: x1, y },
                    Point { x: x2, y },
                    Point { x: x2, y: into.y },
                    into,
                ]
            }
            Path::Back(track) => {
                let y = self.heights.of(track);
                let middle = f64::midpoint(out.x, into.x) - label.width / 2.0;
                beside = Point { x: self.within(middle, label, (to, from)), y };
                vec![out, Point { x: out.x, y }, Point { x: into.x, y }, into]
            }
            Path::BackAcross(first, second) => {
                let (y1, y2) = (self.heights.of(first), self.heights.of(second));
                let x = self.upright(l, to + 1, Group::Back);
                let left = out.x - label.width - AIR;
                beside = Point { x: self.within(left, label, (from, from)), y: y1 };
                vec![
                    out,
                    Point { x: out.x, y: y1 },
                    Point { x, y: y1 },
                    Point { x, y: y2 },
                    Point { x: into.x, y: y2 },
                    into,
                ]
            }
        };
        let text = (!label.is_nothing()).then_some(Rect {
            x: beside.x,
            y: beside.y - AIR + 1.0 - label.height,
            width: label.width,
            height: label.height,
        });
        (points, text)
    }

    /// Where a label begins, so that it stays above some columns.
    fn within(&self, x: Px, label: Size, columns: (usize, usize)) -> Px {
        let left = self.widths.channels.get(columns.0).map_or(x, |channel| channel.1);
        let right = self.widths.rights.get(columns.1).copied().unwrap_or(x + label.width);
        x.min(right - label.width).max(left)
    }
}
