//! One knot of stages solved exactly, loops and all.
//!
//! Stages are eliminated one by one: deals that pass the eliminated stage are
//! led straight from the stages before it to those after it. What is left to
//! leave a stage is *summed up* from where deals go and never taken as one
//! minus those who stay, so nothing cancels out: chances as small as floats
//! go are exact to a few last digits. (Grassmann, Taksar and Heyman, 1985.)
//!
//! A stage with few ways in and out goes first. In the loops that people draw
//! hardly a way is added, and the time grows with the ways and not with the
//! cube of the stages.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::btree_map::{BTreeMap, Entry};

/// A way within a knot: the other stage, by its place in the knot, and the
/// share of the deals that take it.
type Way = (usize, f64);

/// A knot of stages with its loops taken apart.
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
    /// Takes a knot apart. `ways` are those from stage to stage within it,
    /// `exits` the share of each stage that leaves the knot.
    pub(super) fn of(ways: impl Iterator<Item = (usize, usize, f64)>, exits: Vec<f64>) -> Self {
        let count = exits.len();
        let mut knot = Knot::new(ways, exits);
        let mut order: BinaryHeap<_> =
            (0..count).map(|stage| Reverse((knot.cost(stage), stage))).collect();
        let mut done = Self { steps: Vec::with_capacity(count), out: Vec::new(), into: Vec::new() };
        while let Some(Reverse((cost, stage))) = order.pop() {
            // It has got more ways since it was put in.
            let now = knot.cost(stage);
            if now > cost {
                order.push(Reverse((now, stage)));
            } else {
                knot.eliminate(stage, &mut done);
            }
        }
        done
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
    /// gathers at each stage before it goes on within the knot: the `x` of
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

/// A knot of which some stages are eliminated.
struct Knot {
    /// The ways out of each stage to others that are left. Mostly they are
    /// few; where they are many, they are still found fast.
    out: Vec<BTreeMap<usize, f64>>,
    /// The stages with ways into each, some of them eliminated.
    into: Vec<Vec<usize>>,
    /// How many of them are left.
    into_count: Vec<usize>,
    exits: Vec<f64>,
}

impl Knot {
    fn new(ways: impl Iterator<Item = (usize, usize, f64)>, exits: Vec<f64>) -> Self {
        let count = exits.len();
        let mut knot = Self {
            out: vec![BTreeMap::new(); count],
            into: vec![Vec::new(); count],
            into_count: vec![0; count],
            exits,
        };
        // Who goes back to the same stage has not left it: what matters is
        // where the others go.
        for (from, to, share) in ways.filter(|(from, to, _)| from != to) {
            knot.connect(from, to, share);
        }
        knot
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
}
