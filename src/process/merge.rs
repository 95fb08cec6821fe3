//! Which stages of a pipeline could be one, the best merges first.
//!
//! Two stages can be merged where a move leads from the first to the second
//! and one person works both for one end: they have the same role and the same
//! subprocess (one that names none goes with any), and their purposes lie
//! close together in canonical order. Merging them must not make a loop of
//! ways that were none, nor let deals begin in the middle of a stage.

use std::cmp::Reverse;

use super::{Pipeline, Purpose, Stage, StageKey, Subprocess};

/// Two stages that could be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merge {
    /// The stage that comes first; a move leads from it to the other.
    pub(crate) first: StageKey,
    /// The stage that comes second.
    pub(crate) second: StageKey,
}

/// How far apart the purposes of one stage may lie in canonical order:
/// prospecting goes with qualification, not with needs discovery.
const WIDEST: usize = 3;

/// The merges, best first, after which so many stages are left; fewer where
/// there are not as many good ones.
pub(crate) fn merges_down_to(pipeline: &Pipeline, count: usize) -> Vec<Merge> {
    let mut parts = Parts::of(pipeline);
    let mut pairs = ranked_pairs(pipeline);
    let mut merges = Vec::new();
    let mut left = pipeline.stages().len();
    // Stages are joined in pairs first, then to threes and so on, so that no
    // stage swallows its neighbours while others stay small.
    let mut largest = 2;
    while !pairs.is_empty() && largest < pipeline.stages().len().saturating_mul(2) {
        pairs.retain(|&(first, second)| {
            if left <= count {
                return false;
            }
            match parts.join(first, second, largest) {
                Joining::Done => {
                    merges.push(Merge { first: StageKey::of(first), second: StageKey::of(second) });
                    left -= 1;
                    false
                }
                Joining::NotYet => true,
                Joining::Never => false,
            }
        });
        largest = largest.saturating_add(largest / 2);
    }
    merges
}

/// Stages joined by a move, those that are best merged first: their purposes
/// closest together; nothing that must be true between them; no other way past
/// either; short; early in the pipeline.
fn ranked_pairs(pipeline: &Pipeline) -> Vec<(usize, usize)> {
    let stages = pipeline.stages();
    let spans: Vec<Option<Span>> = stages.iter().map(Span::of).collect();
    let mut pairs: Vec<(usize, usize)> = forward(pipeline).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let (mut exits, mut entries) = (vec![0_u32; stages.len()], vec![0_u32; stages.len()]);
    for &(first, second) in &pairs {
        if let (Some(out), Some(into)) = (exits.get_mut(first), entries.get_mut(second)) {
            *out += 1;
            *into += 1;
        }
    }
    let days = |stage: &Stage| stage.typical_days.map_or(0.0, super::Days::count);
    let mut ranked: Vec<_> = pairs
        .into_iter()
        .filter_map(|(first, second)| {
            let (a, b) = (stages.get(first)?, stages.get(second)?);
            let shared = a.purposes.iter().any(|purpose| b.is_for(purpose));
            let apart = distance(*spans.get(first)?, *spans.get(second)?);
            let only = [exits.get(first), entries.get(second)];
            let straight = only.iter().filter(|count| **count == Some(&1)).count();
            let rank = (if shared { 0 } else { apart }, a.exit_criteria.len(), Reverse(straight));
            Some((rank, days(a) + days(b), first, second))
        })
        .collect();
    ranked
        .sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    ranked.into_iter().map(|(_, _, first, second)| (first, second)).collect()
}

/// The moves between different stages that do not go back on purpose.
fn forward(pipeline: &Pipeline) -> impl Iterator<Item = (usize, usize)> + '_ {
    let stages = pipeline.stages().len();
    let moves = pipeline.move_ends().iter().zip(pipeline.moves());
    moves
        .filter(|(_, step)| step.rework.is_none())
        .map(|((from, to), _)| (from.index(), to.index()))
        .filter(move |(from, to)| from != to && *to < stages)
}

/// How far the purposes of two stages that share none lie apart: 1 where they
/// are neighbours in canonical order; 2 where one has no place in it, and
/// nothing is known.
fn distance(a: Option<Span>, b: Option<Span>) -> usize {
    match (a, b) {
        (Some(a), Some(b)) => a.with(b).width().saturating_sub(a.width() + b.width()).max(1),
        _ => 2,
    }
}

/// The first and the last purpose of a stage by canonical order. Purposes of
/// the company's own have no place in it.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
}

impl Span {
    fn of(stage: &Stage) -> Option<Self> {
        let place = |purpose| Purpose::BUILT_IN.iter().position(|known| known == purpose);
        let mut places = stage.purposes.iter().filter_map(place);
        let place = places.next()?;
        let one = |place| Self { first: place, last: place };
        Some(places.fold(one(place), |span, place| span.with(one(place))))
    }

    fn with(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    fn width(self) -> usize {
        self.last - self.first
    }
}

/// The stages as they are joined, each part known by one of its stages.
struct Parts<'a> {
    /// The part that a stage or part has been joined to; itself for a part.
    of: Vec<usize>,
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    stages: usize,
    start: bool,
    role: Option<&'a str>,
    subprocess: Option<Subprocess>,
    span: Option<Span>,
    /// The parts that forward moves lead to, and come from.
    out: Near,
    into: Near,
}

/// Some parts, in order. Mostly they are one or two, for which a list is the
/// fastest set.
#[derive(Default)]
struct Near(Vec<usize>);

impl Near {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn contains(&self, part: usize) -> bool {
        self.0.binary_search(&part).is_ok()
    }

    fn insert(&mut self, part: usize) {
        if let Err(place) = self.0.binary_search(&part) {
            self.0.insert(place, part);
        }
    }

    fn remove(&mut self, part: usize) {
        if let Ok(place) = self.0.binary_search(&part) {
            self.0.remove(place);
        }
    }
}

/// What became of joining two parts.
enum Joining {
    Done,
    /// They go together, but would make too large a part so far, or a loop.
    NotYet,
    /// They do not go together, or are one part already.
    Never,
}

impl<'a> Parts<'a> {
    fn of(pipeline: &'a Pipeline) -> Self {
        let part = |stage: &'a Stage| Part {
            stages: 1,
            start: stage.start,
            role: stage.role.as_deref(),
            subprocess: stage.subprocess,
            span: Span::of(stage),
            out: Near::default(),
            into: Near::default(),
        };
        let mut parts: Vec<Part<'a>> = pipeline.stages().iter().map(part).collect();
        for (from, to) in forward(pipeline) {
            if let Some(part) = parts.get_mut(from) {
                part.out.insert(to);
            }
            if let Some(part) = parts.get_mut(to) {
                part.into.insert(from);
            }
        }
        Self { of: (0..parts.len()).collect(), parts }
    }

    fn part_of(&mut self, stage: usize) -> usize {
        let mut part = stage;
        while let Some(&next) = self.of.get(part) {
            if next == part {
                break;
            }
            // Halves the way for the next who asks.
            let after = self.of.get(next).copied().unwrap_or(next);
            if let Some(slot) = self.of.get_mut(part) {
                *slot = after;
            }
            part = next;
        }
        part
    }

    /// Joins the parts of two stages, if they go together and make a part of
    /// at most `largest` stages.
    fn join(&mut self, first: usize, second: usize, largest: usize) -> Joining {
        let (first, second) = (self.part_of(first), self.part_of(second));
        if first == second {
            return Joining::Never;
        }
        let (Some(a), Some(b)) = (self.parts.get(first), self.parts.get(second)) else {
            return Joining::Never;
        };
        let span = match (a.span, b.span) {
            (Some(a), Some(b)) => Some(a.with(b)),
            (one, None) | (None, one) => one,
        };
        // What parts are for and who works them only grows as they do.
        let goes_together = !b.start
            && same(a.role, b.role)
            && same(a.subprocess, b.subprocess)
            && span.is_none_or(|span| span.width() <= WIDEST);
        if !goes_together {
            return Joining::Never;
        }
        // With another way out of the first and another into the second, the
        // one could lead to the other, and would become a loop.
        let makes_a_loop = b.out.contains(first) || (a.out.len() > 1 && b.into.len() > 1);
        if makes_a_loop || a.stages + b.stages > largest {
            return Joining::NotYet;
        }
        let (start, role) = (a.start, a.role.or(b.role));
        let subprocess = a.subprocess.or(b.subprocess);
        let stages = a.stages + b.stages;
        // The part with fewer moves is taken into the other, so that however
        // many are joined, each move is handled a few times only.
        let moves = |part: &Part<'_>| part.out.len() + part.into.len();
        let (kept, gone) = if moves(a) < moves(b) { (second, first) } else { (first, second) };
        self.redirect(gone, kept);
        if let Some(part) = self.parts.get_mut(kept) {
            part.start = start;
            part.role = role;
            part.subprocess = subprocess;
            part.span = span;
            part.stages = stages;
        }
        if let Some(slot) = self.of.get_mut(gone) {
            *slot = kept;
        }
        Joining::Done
    }

    /// Lets the moves of a part be those of another.
    fn redirect(&mut self, gone: usize, kept: usize) {
        let Some(part) = self.parts.get_mut(gone) else { return };
        let (out, into) = (std::mem::take(&mut part.out), std::mem::take(&mut part.into));
        for &to in &out.0 {
            if let Some(part) = self.parts.get_mut(to) {
                part.into.remove(gone);
                part.into.insert(kept);
            }
        }
        for &from in &into.0 {
            if let Some(part) = self.parts.get_mut(from) {
                part.out.remove(gone);
                part.out.insert(kept);
            }
        }
        if let Some(part) = self.parts.get_mut(kept) {
            out.0.into_iter().for_each(|to| part.out.insert(to));
            into.0.into_iter().for_each(|from| part.into.insert(from));
            // What joined the two lies within.
            part.out.remove(kept);
            part.into.remove(kept);
        }
    }
}

/// Whether two stages say the same of something, or one says nothing.
fn same<T: PartialEq + Copy>(a: Option<T>, b: Option<T>) -> bool {
    a.is_none() || b.is_none() || a == b
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::process::{Days, Move, PipelineDraft};
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// The merges that leave so many stages, as `a+b`.
    #[track_caller]
    fn check(draft: PipelineDraft, count: usize, expected: &str) {
        let pipeline = draft.build().unwrap();
        let id = |key| pipeline.id_of(key).unwrap().to_string();
        let merges = merges_down_to(&pipeline, count);
        let merges: Vec<_> = merges
            .iter()
            .map(|merge| format!("{}+{}", id(merge.first), id(merge.second)))
            .collect();
        assert_eq!(merges.join(" "), expected);
    }

    /// A chain of stages, one for each purpose.
    fn chain(purposes: &[&str]) -> PipelineDraft {
        let mut draft = PipelineDraft::new("main").won("won");
        for (i, purpose) in purposes.iter().enumerate() {
            let stage = Stage::new(format!("s{i}"), "").purpose(purpose.parse().unwrap());
            draft = draft.stage(if i == 0 { stage.start() } else { stage });
            if i > 0 {
                draft = draft.go(format!("s{}", i - 1), format!("s{i}"));
            }
        }
        draft.go(format!("s{}", purposes.len() - 1), "won")
    }

    fn plain(count: usize) -> PipelineDraft {
        chain(&vec!["custom"; count])
    }

    #[test]
    fn the_same_purpose_then_neighbouring_ones() {
        let purposes = ["qualification", "needs_discovery", "proposal", "contract", "contract"];
        check(chain(&purposes), 1, "s3+s4 s0+s1 s1+s2");
        check(chain(&purposes), 4, "s3+s4");
        check(chain(&purposes), 5, "");
    }

    #[test]
    fn purposes_far_apart_stay_apart() {
        check(chain(&["prospecting", "proposal"]), 1, "");
        check(chain(&["prospecting", "qualification"]), 1, "s0+s1");
        check(chain(&["custom", "proposal"]), 1, "s0+s1");
        // A pair may not become wider by what it is joined to.
        check(chain(&["prospecting", "proactive_contact", "custom", "trial"]), 1, "s0+s1 s2+s3");
    }

    #[test]
    fn stages_are_joined_in_pairs_first() {
        check(plain(6), 3, "s0+s1 s2+s3 s4+s5");
        check(plain(6), 2, "s0+s1 s2+s3 s4+s5 s1+s2");
        check(plain(7), 3, "s0+s1 s2+s3 s4+s5 s5+s6");
    }

    #[test]
    fn what_must_be_true_between_and_long_stages_come_later() {
        let mut draft = plain(4);
        draft.stages[0] = draft.stages[0].clone().exit_when("a", "b");
        check(draft.clone(), 3, "s1+s2");
        draft.stages[1] = draft.stages[1].clone().typical_days(Days::new(2.5).unwrap());
        check(draft, 3, "s2+s3");
    }

    #[test]
    fn one_hand_and_one_part_of_selling() {
        let mut draft = plain(4);
        draft.stages[0] = draft.stages[0].clone().role("hunter");
        draft.stages[1] = draft.stages[1].clone().role("farmer");
        draft.stages[2] = draft.stages[2].clone().subprocess(Subprocess::Close);
        draft.stages[3] = draft.stages[3].clone().subprocess(Subprocess::Retain);
        check(draft, 1, "s1+s2");
    }

    #[test]
    fn deals_do_not_begin_in_the_middle_of_a_stage() {
        let mut draft = plain(3);
        draft.stages[1].start = true;
        check(draft, 1, "s1+s2");
    }

    #[test]
    fn rework_joins_nothing() {
        let draft = plain(1).stage(Stage::new("x", "x"));
        check(draft.step(Move::new("s0", "x").rework(None)), 1, "");
    }

    #[test]
    fn no_loop_is_made() {
        // s0 -> s1 -> s2, and past s1.
        check(plain(3).go("s0", "s2"), 1, "s0+s1 s1+s2");
        check(plain(4).go("s0", "s3"), 1, "s1+s2 s0+s1 s2+s3");
        // s0 leads also to x, and y also to s1: the way between may be long.
        let other = || plain(2).stage(Stage::new("x", "")).stage(Stage::new("y", ""));
        check(other().go("s0", "x").go("y", "s1").go("x", "y"), 3, "x+y");
        // A way back that is not on purpose.
        check(plain(2).go("s1", "s0"), 1, "");
    }

    proptest! {
        #[test]
        fn merging_keeps_ways_without_loops(
            count in 1..9_usize,
            moves in vec((0..9_usize, 0..9_usize), 0..16),
            starts in vec(any::<bool>(), 9),
            purposes in vec(0..15_usize, 9),
            left in 0..9_usize,
        ) {
            let mut draft = PipelineDraft::new("main");
            for i in 0..count {
                let mut stage = Stage::new(i.to_string(), "");
                stage.start = starts[i];
                stage.purposes.extend(Purpose::BUILT_IN.get(purposes[i]).cloned());
                draft = draft.stage(stage);
            }
            // Only forward: without a loop.
            let mut forward = BTreeSet::new();
            for (a, b) in moves {
                let (from, to) = (a.min(b) % count, a.max(b) % count);
                if from < to {
                    forward.insert((from, to));
                    draft = draft.go(from.to_string(), to.to_string());
                }
            }
            let pipeline = draft.build().unwrap();
            let merges = merges_down_to(&pipeline, left);
            prop_assert!(merges.len() <= count.saturating_sub(left));
            prop_assert_eq!(&merges, &merges_down_to(&pipeline, left));
            // Merged one by one, naively.
            let mut part: Vec<usize> = (0..count).collect();
            for merge in merges {
                let (a, b) = (merge.first.index(), merge.second.index());
                prop_assert!(forward.contains(&(a, b)));
                let (a, b) = (part[a], part[b]);
                prop_assert_ne!(a, b);
                for slot in &mut part {
                    if *slot == b { *slot = a }
                }
                // No part leads back to itself.
                for from in 0..count {
                    let mut seen = BTreeSet::new();
                    let mut open = vec![part[from]];
                    while let Some(at) = open.pop() {
                        for (f, t) in &forward {
                            if part[*f] == at && part[*t] != at {
                                prop_assert_ne!(part[*t], part[from]);
                                if seen.insert(part[*t]) { open.push(part[*t]) }
                            }
                        }
                    }
                }
                // The purposes lie close together, and deals begin at the
                // front of a part or nowhere in it.
                let stages: Vec<usize> = (0..count).filter(|i| part[*i] == a).collect();
                let known: Vec<usize> = stages.iter().map(|i| purposes[*i]).filter(|p| *p < 14).collect();
                let width = known.iter().max().zip(known.iter().min()).map_or(0, |(a, b)| a - b);
                prop_assert!(width <= WIDEST);
                for start in stages.iter().filter(|i| starts[**i]) {
                    prop_assert!(!forward.iter().any(|(f, t)| t == start && stages.contains(f)));
                }
            }
        }
    }
}
