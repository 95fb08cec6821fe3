//! Which channels an edge takes, on which tracks, and in which order edges
//! leave and enter a node.
//!
//! Channel `h` between rows lies above row `h`; from top to bottom it has the
//! tracks of edges that belong to the row above it, the tracks of edges that
//! belong to the row below it, and that row's lane of paths back. Channel `v`
//! between columns lies left of column `v`.

use std::cmp::Reverse;

use super::TRACKS_TRIED;
use super::grid::{Cell, Grid, Link};
use crate::draw::Picture;

/// The part of a channel between rows that a track is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Of the row above; tracks are counted downwards.
    Upper,
    /// Of the row below; tracks are counted upwards.
    Lower,
    /// The lane of paths back, just above the row; tracks are counted upwards.
    Back,
}

/// A track of a channel between rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Track {
    pub(super) channel: usize,
    pub(super) side: Side,
    pub(super) number: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Path {
    /// Straight to the right.
    Straight,
    /// To the next column, with a bend.
    Near,
    /// Along a channel between rows to a column further on.
    Far(Track),
    /// Back, above the row that both nodes are in.
    Back(Track),
    /// Back to another row: above that of the first, then above that of the
    /// second.
    BackAcross(Track, Track),
}

/// How far up or down the picture something is.
type Height = (usize, usize, Reverse<usize>);

impl Track {
    /// Greater further down.
    fn height(self) -> Height {
        match self.side {
            Side::Upper => (2 * self.channel, self.number, Reverse(0)),
            Side::Lower => (2 * self.channel, usize::MAX - 1, Reverse(self.number)),
            Side::Back => (2 * self.channel, usize::MAX, Reverse(self.number)),
        }
    }
}

/// The edges at one node, by the side they touch, by their place among the
/// links of the grid. Where there are several, those nearest to the middle of
/// the side come first, on top from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends {
    pub(super) straight_out: Option<usize>,
    pub(super) straight_in: Option<usize>,
    pub(super) out_down: Vec<usize>,
    pub(super) out_up: Vec<usize>,
    pub(super) in_from_below: Vec<usize>,
    pub(super) in_from_above: Vec<usize>,
    pub(super) back_out: Vec<usize>,
    pub(super) back_in: Vec<usize>,
}

impl Ends {
    /// How many edges enter on the left.
    pub(super) fn left(&self) -> usize {
        usize::from(self.straight_in.is_some())
            + self.in_from_below.len()
            + self.in_from_above.len()
    }

    /// How many edges leave on the right.
    pub(super) fn right(&self) -> usize {
        usize::from(self.straight_out.is_some()) + self.out_down.len() + self.out_up.len()
    }
}

#[derive(Debug)]
pub(super) struct Routing {
    /// The path of each link of the grid.
    pub(super) paths: Vec<Path>,
    /// The edges at each node.
    pub(super) ends: Vec<Ends>,
    /// How many tracks the parts of each channel between rows have.
    pub(super) tracks: Vec<[usize; 3]>,
    /// Whether each link that leads to the next column fans in with others at
    /// its end, more than it fans out at its beginning.
    pub(super) fans_in: Vec<bool>,
}

impl Routing {
    pub(super) fn of(picture: &Picture, grid: &Grid, diamonds: bool) -> Self {
        let mut ends = vec![Ends::default(); picture.nodes().len()];
        let mut kinds = Vec::new();
        for (l, link) in grid.links.iter().enumerate() {
            kinds.push(kind(grid, *link, l, &mut ends));
        }
        let mut tracks = Tracks::new(grid.rows + 1);
        // Short paths take the tracks next to their row, so that a path around
        // another does not cross it.
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        order.sort_by_key(|l| kinds[*l].spans().iter().map(|s| s.to - s.from).max());
        let mut paths = vec![Path::Straight; kinds.len()];
        for l in order {
            paths[l] = match &kinds[l] {
                Kind::Straight => Path::Straight,
                Kind::Near => Path::Near,
                Kind::Far(span) => Path::Far(tracks.take(*span)),
                Kind::Back(span) => Path::Back(tracks.take(*span)),
                Kind::BackAcross([first, second]) => {
                    Path::BackAcross(tracks.take(*first), tracks.take(*second))
                }
            };
        }
        let fans_in = vec![false; paths.len()];
        let mut routing = Self { paths, ends, tracks: tracks.counts(), fans_in };
        routing.put_ends(grid);
        routing.sort_ends(grid, diamonds);
        routing
    }

    /// Puts the edges to the sides of the nodes they touch.
    fn put_ends(&mut self, grid: &Grid) {
        for (l, link) in grid.links.iter().enumerate() {
            let (Some((_, r1)), Some((_, r2))) = (grid.cells[link.from], grid.cells[link.to])
            else {
                continue;
            };
            match self.paths[l] {
                Path::Straight => {}
                Path::Near | Path::Far(_) => {
                    let out = &mut self.ends[link.from];
                    if r1 <= r2 {
                        out.out_down.push(l);
                    } else {
                        out.out_up.push(l);
                    }
                    let end = &mut self.ends[link.to];
                    if r1 < r2 { end.in_from_above.push(l) } else { end.in_from_below.push(l) }
                }
                Path::Back(_) | Path::BackAcross(..) => {
                    self.ends[link.from].back_out.push(l);
                    self.ends[link.to].back_in.push(l);
                }
            }
        }
        for (l, link) in grid.links.iter().enumerate() {
            let (out, into) = (&self.ends[link.from], &self.ends[link.to]);
            let outs = if out.out_up.contains(&l) { &out.out_up } else { &out.out_down };
            let ins = if into.in_from_above.contains(&l) {
                &into.in_from_above
            } else {
                &into.in_from_below
            };
            self.fans_in[l] = self.paths[l] == Path::Near && ins.len() > outs.len();
        }
    }

    /// Sorts the edges at the sides of the nodes so that they do not cross on
    /// their path out and in.
    fn sort_ends(&mut self, grid: &Grid, diamonds: bool) {
        let (paths, fans_in) = (&self.paths, &self.fans_in);
        let row = |n: usize| (2 * grid.cells[n].map_or(0, |cell| cell.1) + 1, 0, Reverse(0));
        // Where an edge turns off after it has left, and before it enters.
        let leaving = |l: &usize| match paths[*l] {
            Path::Far(track) | Path::Back(track) | Path::BackAcross(track, _) => track.height(),
            _ => row(grid.links[*l].to),
        };
        let entering = |l: &usize| match paths[*l] {
            Path::Far(track) | Path::Back(track) | Path::BackAcross(_, track) => {
                Some(track.height())
            }
            // What comes straight from the next column stands nearest to the
            // middle, unless it fans in with others.
            _ => fans_in[*l].then(|| row(grid.links[*l].from)),
        };
        for ends in &mut self.ends {
            ends.out_down.sort_by_key(leaving);
            ends.out_up.sort_by_key(|l| Reverse(leaving(l)));
            ends.in_from_below.sort_by_key(|l| entering(l));
            ends.in_from_above.sort_by_key(|l| entering(l).map(Reverse));
            // Paths back lead to the left: the lowest of them leaves leftmost,
            // and the lowest of those that come enters rightmost.
            ends.back_out.sort_by_key(|l| Reverse(leaving(l)));
            ends.back_in.sort_by_key(|l| entering(l));
            if diamonds {
                continue;
            }
            // On one shape, loops around it stand between them, one inside the
            // other.
            let around = |l: &usize| grid.links[*l].from == grid.links[*l].to;
            let (mut loops, others) =
                ends.back_out.iter().partition::<Vec<usize>, _>(|l| around(l));
            ends.back_in.retain(|l| !around(l));
            ends.back_in.splice(0..0, loops.iter().copied());
            loops.reverse();
            ends.back_out = others.into_iter().chain(loops).collect();
        }
    }
}

/// What an edge needs of a channel between rows, in half columns: cells are odd,
/// channels even.
#[derive(Debug, Clone, Copy)]
struct Span {
    channel: usize,
    side: Side,
    from: usize,
    to: usize,
}

#[derive(Debug)]
enum Kind {
    Straight,
    Near,
    Far(Span),
    Back(Span),
    BackAcross([Span; 2]),
}

impl Kind {
    fn spans(&self) -> &[Span] {
        match self {
            Self::Straight | Self::Near => &[],
            Self::Far(span) | Self::Back(span) => std::slice::from_ref(span),
            Self::BackAcross(spans) => spans,
        }
    }
}

fn kind(grid: &Grid, link: Link, l: usize, ends: &mut [Ends]) -> Kind {
    let (Some(from), Some(to)) = (grid.cells[link.from], grid.cells[link.to]) else {
        return Kind::Straight;
    };
    let ((c1, r1), (c2, r2)): (Cell, Cell) = (from, to);
    if c2 > c1 {
        // Along the first row nothing stands between nodes that follow one
        // another; in other rows only the next cell is sure to be met.
        let follows =
            r1 == r2 && (c2 == c1 + 1 || (r1 == 0 && grid.next[link.from] == Some(link.to)));
        let free = ends[link.from].straight_out.is_none() && ends[link.to].straight_in.is_none();
        if follows && free {
            ends[link.from].straight_out = Some(l);
            ends[link.to].straight_in = Some(l);
            return Kind::Straight;
        }
        if c2 == c1 + 1 {
            return Kind::Near;
        }
        let (channel, side) = if r1 < r2 { (r2, Side::Lower) } else { (r2 + 1, Side::Upper) };
        return Kind::Far(Span { channel, side, from: 2 * (c1 + 1), to: 2 * c2 });
    }
    let lane = |channel, from, to| Span { channel, side: Side::Back, from, to };
    if r1 == r2 {
        return Kind::Back(lane(r1, 2 * c2 + 1, 2 * c1 + 1));
    }
    // It changes rows right of the column it leads to.
    let change = 2 * (c2 + 1);
    Kind::BackAcross([
        lane(r1, change.min(2 * c1 + 1), change.max(2 * c1 + 1)),
        lane(r2, 2 * c2 + 1, change),
    ])
}

/// The tracks of all channels between rows, with what is taken of each.
struct Tracks {
    channels: Vec<[Vec<Taken>; 3]>,
}

/// The spans taken of one track, by where they begin.
type Taken = std::collections::BTreeMap<usize, usize>;

impl Tracks {
    fn new(channels: usize) -> Self {
        Self { channels: (0..channels).map(|_| Default::default()).collect() }
    }

    /// Takes a span of the first track on which nothing of it is taken.
    fn take(&mut self, span: Span) -> Track {
        let tracks = &mut self.channels[span.channel][span.side as usize];
        let is_free = |taken: &Taken| {
            taken.range(..=span.to).next_back().is_none_or(|(_, end)| *end < span.from)
        };
        let first = tracks.len().saturating_sub(TRACKS_TRIED);
        let free = tracks.iter().skip(first).position(is_free);
        let number = free.map_or(tracks.len(), |track| first + track);
        if number == tracks.len() {
            tracks.push(Taken::new());
        }
        tracks[number].insert(span.from, span.to);
        Track { channel: span.channel, side: span.side, number }
    }

    fn counts(&self) -> Vec<[usize; 3]> {
        self.channels.iter().map(|sides| [0, 1, 2].map(|side| sides[side].len())).collect()
    }
}
