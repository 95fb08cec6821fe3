//! One strongly connected component of stages solved exactly, loops and all.
//!
//! Stages are eliminated one by one: deals that pass the eliminated stage are
//! led straight from the stages before it to those after it. What is left to
//! leave a stage is *summed up* from where deals go and never taken as one
//! minus those who stay, so nothing cancels out: chances as small as floats
//! go are exact to a few last digits. (Grassmann, Taksar and Heyman, 1985.)
//!
//! A stage with few moves in and out goes first. In the loops that people draw
//! hardly a move is added, and the time grows with the moves and not with the
//! cube of the stages. What is left once most stages lead to most others is
//! solved as a table, which is far faster there; what is too large for that is
//! refused.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::btree_map::{BTreeMap, Entry};

/// The most stages that a table may have: 32 MB, and some seconds.
pub(super) const LARGEST_TABLE: usize = 2_000;

/// How many moves may be combined in all before a table is made or the work is
/// refused: about a second.
const MOST_COMBINED: usize = 10_000_000;

/// A component in which too many stages lead to too many others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooDense {
    /// How many stages were left to solve.
    pub(crate) stages: usize,
}

/// A move within a component: the other stage, by its place in the component,
/// and the share of the deals that take it.
type Way = (usize, f64);

/// A component of stages with its loops taken apart.
#[derive(Debug, Clone)]
pub(super) struct Elimination {
    /// In the order in which the stages were eliminated.
    steps: Vec<Step>,
    /// For each step, where deals that leave the stage go: shares of those
    /// that leave, to stages eliminated later.
    out: Vec<Way>,
    /// For each step, the shares of stages eliminated later that come here.
    into: Vec<Way>,
}

#[derive(Debug, Clone)]
struct Step {
    stage: usize,
    /// The share of deals that leave the stage, each time they are in it.
    leaving: f64,
    /// Where its ways end in `out` and `into`; they begin where those of the
    /// step before end.
    out_end: usize,
    into_end: usize,
}

impl Elimination {
    /// Takes a component apart. `ways` are the moves from stage to stage within
    /// it, `exits` the share of each stage that leaves it.
    ///
    /// # Errors
    ///
    /// [`TooDense`] where more than [`LARGEST_TABLE`] stages are left that lead
    /// to most of the others.
    pub(super) fn of(
        ways: impl Iterator<Item = (usize, usize, f64)>,
        exits: Vec<f64>,
    ) -> Result<Self, TooDense> {
        let count = exits.len();
        let mut part = Component::new(ways, exits);
        let mut order: BinaryHeap<_> =
            (0..count).map(|stage| Reverse((part.cost(stage), stage))).collect();
        let mut done = Self { steps: Vec::with_capacity(count), out: Vec::new(), into: Vec::new() };
        let mut combined = 0;
        while let Some(Reverse((cost, stage))) = order.pop() {
            let left = count - done.steps.len();
            // It has got more moves since it was put in.
            let now = part.cost(stage);
            // Each stage leads to half of the others, or it takes too long.
            if (left > 16 && now >= left * left / 4) || combined > MOST_COMBINED {
                if left > LARGEST_TABLE {
                    return Err(TooDense { stages: left });
                }
                let mut rest: Vec<usize> =
                    order.into_iter().map(|Reverse((_, stage))| stage).chain([stage]).collect();
                rest.sort_unstable();
                part.eliminate_all(&rest, &mut done);
                return Ok(done);
            }
            if now > cost {
                order.push(Reverse((now, stage)));
            } else {
                combined += now;
                part.eliminate(stage, &mut done);
            }
        }
        Ok(done)
    }

    fn steps(&self) -> impl DoubleEndedIterator<Item = (&Step, &[Way], &[Way])> {
        self.steps.iter().enumerate().map(|(i, step)| {
            let (out, into) = match i.checked_sub(1).map(|before| &self.steps[before]) {
                Some(before) => (before.out_end, before.into_end),
                None => (0, 0),
            };
            (step, &self.out[out..step.out_end], &self.into[into..step.into_end])
        })
    }

    /// Finds what a deal gathers from each stage on, where `gain` is what it
    /// gathers at each stage before it goes on within the component: the `x` of
    /// `x = gain + ways × x`, put in the place of `gain`.
    pub(super) fn gathered(&self, gain: &mut [f64]) {
        for (step, _, into) in self.steps() {
            let here = &mut gain[step.stage];
            *here = divided(*here, step.leaving);
            let here = *here;
            for (from, share) in into {
                gain[*from] += share * here;
            }
        }
        for (step, out, _) in self.steps().rev() {
            gain[step.stage] += out.iter().map(|(to, share)| share * gain[*to]).sum::<f64>();
        }
    }

    /// Finds how often a deal is in each stage, where `entering` is how often
    /// it comes in from elsewhere: the `v` of `v = entering + v × ways`, put in
    /// the place of `entering`.
    pub(super) fn passed(&self, entering: &mut [f64]) {
        for (step, out, _) in self.steps() {
            let here = entering[step.stage];
            for (to, share) in out {
                entering[*to] += here * share;
            }
        }
        for (step, _, into) in self.steps().rev() {
            let come_back: f64 = into.iter().map(|(from, share)| entering[*from] * share).sum();
            entering[step.stage] = divided(entering[step.stage] + come_back, step.leaving);
        }
    }
}

/// A part of what leaves; nothing of nothing, where chances are too small for
/// a float.
fn divided(amount: f64, leaving: f64) -> f64 {
    if amount == 0.0 { 0.0 } else { amount / leaving }
}

/// A component of which some stages are eliminated.
struct Component {
    /// The ways out of each stage to others that are left. Mostly they are
    /// few; where they are many, they are still found fast.
    out: Vec<BTreeMap<usize, f64>>,
    /// The stages with ways into each, some of them eliminated.
    into: Vec<Vec<usize>>,
    /// How many of them are left.
    into_count: Vec<usize>,
    exits: Vec<f64>,
}

impl Component {
    fn new(ways: impl Iterator<Item = (usize, usize, f64)>, exits: Vec<f64>) -> Self {
        let count = exits.len();
        let mut part = Self {
            out: vec![BTreeMap::new(); count],
            into: vec![Vec::new(); count],
            into_count: vec![0; count],
            exits,
        };
        // Who goes back to the same stage has not left it: what matters is
        // where the others go.
        for (from, to, share) in ways.filter(|(from, to, _)| from != to) {
            part.connect(from, to, share);
        }
        part
    }

    /// Adds a way, or to the share of one that is there.
    fn connect(&mut self, from: usize, to: usize, share: f64) {
        match self.out[from].entry(to) {
            Entry::Occupied(way) => *way.into_mut() += share,
            Entry::Vacant(way) => {
                way.insert(share);
                self.into[to].push(from);
                self.into_count[to] += 1;
            }
        }
    }

    /// How many ways it may add to eliminate a stage.
    fn cost(&self, stage: usize) -> usize {
        self.into_count[stage] * self.out[stage].len()
    }

    /// Leads the deals that go to a stage on to where they go from there.
    fn eliminate(&mut self, stage: usize, done: &mut Elimination) {
        let out = std::mem::take(&mut self.out[stage]);
        let before = std::mem::take(&mut self.into[stage]);
        let leaving = self.exits[stage] + out.values().sum::<f64>();
        let out: Vec<Way> =
            out.into_iter().map(|(to, share)| (to, divided(share, leaving))).collect();
        let exit = divided(self.exits[stage], leaving);
        for (to, _) in &out {
            self.into_count[*to] -= 1;
        }
        for from in before {
            // The ways of a stage eliminated before went with it.
            let Some(share) = self.out[from].remove(&stage) else { continue };
            for (to, part) in out.iter().filter(|(to, _)| *to != from) {
                self.connect(from, *to, share * part);
            }
            self.exits[from] += share * exit;
            done.into.push((from, share));
        }
        done.out.extend(out);
        let (out_end, into_end) = (done.out.len(), done.into.len());
        done.steps.push(Step { stage, leaving, out_end, into_end });
    }

    /// The same for all stages that are left, by a table.
    fn eliminate_all(&mut self, rest: &[usize], done: &mut Elimination) {
        let size = rest.len();
        let mut table = vec![0.0; size * size];
        for (row, stage) in rest.iter().enumerate() {
            for (to, share) in std::mem::take(&mut self.out[*stage]) {
                if let Ok(column) = rest.binary_search(&to) {
                    table[row * size + column] = share;
                }
            }
        }
        for pivot in 0..size {
            let (upper, lower) = table.split_at_mut((pivot + 1) * size);
            let row = &mut upper[pivot * size..];
            row[..=pivot].fill(0.0);
            let stage = rest[pivot];
            let leaving = self.exits[stage] + row.iter().sum::<f64>();
            row.iter_mut().for_each(|share| *share = divided(*share, leaving));
            let exit = divided(self.exits[stage], leaving);
            for (below, other) in lower.chunks_exact_mut(size).enumerate() {
                let share = other[pivot];
                if share > 0.0 {
                    let from = pivot + 1 + below;
                    for (to, part) in other.iter_mut().zip(&*row) {
                        *to += share * part;
                    }
                    // What comes back to itself has not left.
                    other[from] = 0.0;
                    self.exits[rest[from]] += share * exit;
                    done.into.push((rest[from], share));
                }
            }
            let out = row.iter().enumerate().filter(|(_, share)| **share > 0.0);
            done.out.extend(out.map(|(to, share)| (rest[to], *share)));
            let (out_end, into_end) = (done.out.len(), done.into.len());
            done.steps.push(Step { stage, leaving, out_end, into_end });
        }
    }
}
