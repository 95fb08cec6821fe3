//! Which stages of a pipeline could be one, the best merges first.

use std::cmp::Reverse;

use super::parts::{Fit, Parts};
use super::span::{Span, forward};
use crate::designer::kin::belong_together;
use crate::process::{Days, Pipeline, Stage, StageKey};

/// Two stages that could be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merge {
    /// The stage that comes first; a move leads from it to the other.
    pub(crate) first: StageKey,
    /// The stage that comes second.
    pub(crate) second: StageKey,
}

/// The merges that could be made of the pipeline as it is, best first.
pub(super) fn merges(pipeline: &Pipeline) -> Vec<Ranked> {
    let mut parts = Parts::of(pipeline);
    let mut ranked = ranked_pairs(pipeline);
    ranked.retain(|pair| parts.fit(pair.first, pair.second, 2) == Fit::Good);
    ranked
}

/// The merges, best first, after which so many stages are left; fewer where
/// there are not as many good ones. Where those of one role are not enough and
/// `across` is set, stages that belong together are merged across roles.
pub(crate) fn merges_down_to(pipeline: &Pipeline, count: usize, across: bool) -> Vec<Merge> {
    let mut left = pipeline.stages().len();
    if left <= count {
        return Vec::new();
    }
    let mut parts = Parts::of(pipeline);
    let ranked = ranked_pairs(pipeline);
    let mut merges = Vec::new();
    for across_roles in [false, true] {
        if left <= count || (across_roles && !across) {
            break;
        }
        parts.across_roles = across_roles;
        let mut pairs = ranked.clone();
        if across_roles {
            pairs.retain(|pair| pair.apart.is_none_or(|apart| apart <= 2));
        }
        // Stages are joined in pairs first, then to threes and so on, so that
        // no stage swallows its neighbours while others stay small.
        let mut largest = 2;
        while !pairs.is_empty() && largest < pipeline.stages().len().saturating_mul(2) {
            pairs.retain(|pair| {
                if left <= count {
                    return false;
                }
                let fit = parts.join(pair.first, pair.second, largest);
                if fit == Fit::Good {
                    merges.push(pair.merge());
                    left -= 1;
                }
                fit == Fit::NotYet
            });
            largest = largest.saturating_add(largest / 2);
        }
    }
    merges
}

/// Two stages joined by a move, and why it would be good to merge them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) first: usize,
    pub(super) second: usize,
    /// How far their purposes lie apart; 0 where they share one, and `None`
    /// where one has no place in canonical order.
    pub(super) apart: Option<usize>,
    /// How many things must be true to go from the first to the second.
    between: usize,
    /// Whether all ways on from the first lead to the second.
    pub(super) only_way_on: bool,
    /// Whether all ways to the second come from the first.
    pub(super) only_way_in: bool,
    days: f64,
}

impl Ranked {
    pub(super) fn merge(self) -> Merge {
        Merge { first: StageKey::of(self.first), second: StageKey::of(self.second) }
    }

    fn rank(&self) -> impl Ord + use<> {
        let straight = usize::from(self.only_way_on) + usize::from(self.only_way_in);
        // Where nothing is known they count as not quite neighbours.
        (self.apart.unwrap_or(3), self.between, Reverse(straight))
    }
}

/// Stages joined by a move, those that are best merged first: their purposes
/// closest together; nothing that must be true between them; no other way past
/// either; short; early in the pipeline.
fn ranked_pairs(pipeline: &Pipeline) -> Vec<Ranked> {
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
    let days = |stage: &Stage| stage.typical_days.map_or(0.0, Days::count);
    let mut ranked: Vec<Ranked> = pairs
        .into_iter()
        .filter_map(|(first, second)| {
            let (a, b) = (stages.get(first)?, stages.get(second)?);
            let shared = a.purposes.iter().any(|purpose| b.is_for(purpose));
            let kin = a.purposes.iter().any(|p| b.purposes.iter().any(|q| belong_together(p, q)));
            let apart = distance(*spans.get(first)?, *spans.get(second)?);
            let apart = if kin { apart.map(|_| 1) } else { apart };
            Some(Ranked {
                first,
                second,
                apart: if shared { Some(0) } else { apart },
                between: a.exit_criteria.len(),
                only_way_on: exits.get(first) == Some(&1),
                only_way_in: entries.get(second) == Some(&1),
                days: days(a) + days(b),
            })
        })
        .collect();
    ranked.sort_by(|a, b| {
        let by_days = a.rank().cmp(&b.rank()).then(a.days.total_cmp(&b.days));
        by_days.then((a.first, a.second).cmp(&(b.first, b.second)))
    });
    ranked
}

/// How far the purposes of two stages that share none lie apart: 1 where they
/// belong together, more the further apart they stand in canonical order.
fn distance(a: Option<Span>, b: Option<Span>) -> Option<usize> {
    let (a, b) = a.zip(b)?;
    Some(a.with(b).width().saturating_sub(a.width() + b.width()).max(1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Move, PipelineDraft, Subprocess};

    /// The merges that leave so many stages, as `a+b`.
    #[track_caller]
    fn check(draft: PipelineDraft, count: usize, expected: &str) {
        let pipeline = draft.build().unwrap();
        let id = |key| pipeline.id_of(key).unwrap().to_string();
        let merges = merges_down_to(&pipeline, count, false);
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
    fn what_comes_in_order_is_not_brought_to_ways_past_it() {
        let skipping = |purposes: [&str; 3]| chain(&purposes).go("s0", "s2");
        check(skipping(["negotiation", "contract", "payment_tracking"]), 1, "");
        check(skipping(["negotiation", "negotiation", "contract"]), 1, "s0+s1 s1+s2");
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
}
