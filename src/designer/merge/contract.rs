//! Making the smaller pipeline: its stages, and the moves between them with
//! their shares.

use std::collections::HashMap;

use super::flow::{self, Flow};
use super::join::joined;
use super::partition::Partition;
use crate::process::{Move, Pipeline, PipelineDraft, Rework, Stage, StageKey};

/// The pipeline with each part of its stages as one.
pub(super) fn contracted(
    pipeline: &Pipeline,
    flow: &Flow<'_>,
    parts: &mut Partition,
) -> PipelineDraft {
    let stages = pipeline.stages();
    // For each stage the first of its part; outcomes are parts of their own.
    let first_of: Vec<usize> = (0..pipeline.graph().len())
        .map(|place| if place < stages.len() { parts.first_of(place) } else { place })
        .collect();
    let part_of = |key: StageKey| first_of.get(key.index()).copied().unwrap_or(key.index());
    // How many deals pass each stage, in proportion to the others of its part.
    let mut weights = vec![1.0; stages.len()];
    // Where each stage stands within its part.
    let mut places = vec![0; stages.len()];
    let mut is_joined = vec![false; pipeline.graph().len()];
    // Whether it is known where the deals of each part go.
    let mut is_stated = vec![true; pipeline.graph().len()];
    let mut new_stages: Vec<Stage> = Vec::new();
    for (place, stage) in stages.iter().enumerate() {
        if part_of(StageKey::of(place)) != place {
            continue;
        }
        let members = parts.members(place);
        if let Some(slot) = is_stated.get_mut(place) {
            *slot = flow.is_stated(&members);
        }
        if members.len() == 1 {
            new_stages.push(stage.clone());
            continue;
        }
        for (at, member) in members.iter().enumerate() {
            if let Some(slot) = places.get_mut(member.index()) {
                *slot = at;
            }
        }
        if let Some(slot) = is_joined.get_mut(place) {
            *slot = true;
        }
        let inside = |key: StageKey| {
            (part_of(key) == place).then(|| places.get(key.index()).copied()).flatten()
        };
        let part = flow.part(&members, inside);
        for (member, weight) in members.iter().zip(&part.weights) {
            if let Some(slot) = weights.get_mut(member.index()) {
                *slot = *weight;
            }
        }
        let members: Vec<&Stage> =
            members.iter().filter_map(|key| pipeline.working_stage(*key)).collect();
        new_stages.extend(joined(&members, &part));
    }
    let is_joined = |place: usize| is_joined.get(place).copied().unwrap_or(false);
    let is_stated = |place: usize| is_stated.get(place).copied().unwrap_or(true);
    let weight = |key: StageKey| weights.get(key.index()).copied().unwrap_or(1.0);
    let mut ways = Ways { says_inside: vec![false; stages.len()], ..Ways::default() };
    for (step, (from, to)) in pipeline.move_ends().iter().enumerate() {
        let Some(old) = pipeline.moves().get(step) else { continue };
        let (part, target) = (part_of(*from), part_of(*to));
        if is_joined(part) && part == target {
            if let Some(slot) = ways.says_inside.get_mut(part) {
                *slot |= old.probability.is_some();
            }
            continue;
        }
        let way = Way {
            from: part,
            to: target,
            weight: weight(*from) * flow.share(step),
            given: old.probability.map(crate::value::Probability::value),
            says: old.probability.is_some(),
            rework: old.rework,
        };
        ways.add(way, is_joined(part) || is_joined(target));
    }
    PipelineDraft {
        stages: new_stages,
        moves: ways.into_moves(pipeline, is_joined, is_stated),
        ..pipeline.draft().clone()
    }
}

/// Moves from one part to another, as one.
struct Way {
    from: usize,
    to: usize,
    /// How many deals take it, in proportion to the others out of the part.
    weight: f64,
    /// What the moves carry together; nothing where one of them carries none.
    given: Option<f64>,
    /// Whether one of them carries a probability.
    says: bool,
    rework: Option<Rework>,
}

impl Way {
    fn with(&mut self, other: &Way) {
        self.weight += other.weight;
        self.given = self.given.zip(other.given).map(|(a, b)| a + b);
        self.says |= other.says;
        // It goes back on purpose where all do, as often as all together.
        self.rework = self.rework.zip(other.rework).map(|(a, b)| Rework {
            max_passes: a.max_passes.zip(b.max_passes).map(|(a, b)| a.saturating_add(b)),
        });
    }
}

#[derive(Default)]
struct Ways {
    all: Vec<Way>,
    /// The place in `all` of the way between two parts, one of which is new.
    between: HashMap<(usize, usize), usize>,
    /// Whether a move inside each part carries a probability.
    says_inside: Vec<bool>,
}

/// What is known of the moves out of one part together.
#[derive(Clone, Copy, Default)]
struct Exits {
    count: u32,
    weight: f64,
    /// Whether some carry a probability.
    given: bool,
    /// How many carry none.
    silent: u32,
}

impl Ways {
    fn add(&mut self, way: Way, is_combined: bool) {
        let place = self.all.len();
        if is_combined {
            let there = *self.between.entry((way.from, way.to)).or_insert(place);
            if let Some(there) = self.all.get_mut(there) {
                there.with(&way);
                return;
            }
        }
        self.all.push(way);
    }

    fn into_moves(
        self,
        pipeline: &Pipeline,
        is_joined: impl Fn(usize) -> bool,
        is_stated: impl Fn(usize) -> bool,
    ) -> Vec<Move> {
        let mut exits = vec![Exits::default(); pipeline.stages().len()];
        for way in &self.all {
            let Some(exits) = exits.get_mut(way.from) else { continue };
            exits.count += 1;
            exits.weight += way.weight;
            exits.given |= way.says;
            exits.silent += u32::from(way.given.is_none());
        }
        let says_inside = |place: usize| self.says_inside.get(place) == Some(&true);
        let id = |place: usize| pipeline.id_of(StageKey::of(place)).map(ToString::to_string);
        let step = |way: Way| {
            let exits = exits.get(way.from).copied().unwrap_or_default();
            let share = if exits.weight > 0.0 {
                way.weight / exits.weight
            } else {
                1.0 / f64::from(exits.count.max(1))
            };
            // A share is written where it follows from shares that somebody
            // wrote, and only there.
            let probability = if !is_joined(way.from) {
                // One that is part of what carries none takes the rest, unless
                // it would share it with others.
                let is_shared = way.says && exits.silent > 1 && is_stated(way.from);
                way.given.or(is_shared.then_some(way.weight))
            } else if (exits.given || exits.count > 1 && says_inside(way.from))
                && is_stated(way.from)
            {
                Some(share)
            } else {
                None
            };
            Some(Move {
                from: id(way.from)?,
                to: id(way.to)?,
                probability: probability.and_then(flow::probability),
                rework: way.rework,
            })
        };
        self.all.into_iter().filter_map(step).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::process::{Move, PipelineDraft, Stage};

    /// The moves after merging pairs such as `a+b`, of moves such as `a b 0.5`
    /// or `b a ~2`; stages are in the order of their names, `a` is the start.
    #[track_caller]
    fn check(moves: &[&str], pairs: &[&str], expected: &[&str]) {
        let mut draft = PipelineDraft::new("main").won("won").lost("lost");
        for line in moves {
            let words: Vec<&str> = line.split(' ').collect();
            let mut step = Move::new(words[0], words[1]);
            for word in &words[2..] {
                step = match word.strip_prefix('~') {
                    Some(most) => step.rework(most.parse().ok()),
                    None => step.probability(word.parse().unwrap()),
                };
            }
            draft = draft.step(step);
        }
        let mut ids: Vec<String> = draft.moves.iter().map(|step| step.from.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let stage = Stage::new(&id, &id);
            draft = draft.stage(if id == "a" { stage.start() } else { stage });
        }
        let pipeline = draft.build().unwrap();
        let pairs = pairs.iter().map(|pair| pair.split_once('+').unwrap());
        let merged = pipeline.merge_chosen(pairs).unwrap().pipeline;
        let line = |step: &Move| {
            let share = step.probability.map(|share| format!(" {share}")).unwrap_or_default();
            let most = |most: Option<u32>| most.map(|most| most.to_string()).unwrap_or_default();
            let rework = step.rework.map(|rework| format!(" ~{}", most(rework.max_passes)));
            format!("{} {}{share}{}", step.from, step.to, rework.unwrap_or_default())
        };
        assert_eq!(merged.moves().iter().map(line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn shares_are_weighed_by_the_deals() {
        check(
            &["a b 0.5", "a lost 0.5", "b won 0.25", "b lost 0.75"],
            &["a+b"],
            &["a lost 0.875", "a won 0.125"],
        );
        // Two of three deals go round once more on average.
        check(
            &["a b 0.5", "a lost 0.5", "b a 0.5 ~3", "b won 0.5"],
            &["a+b"],
            &["a lost 0.6666666666666666", "a won 0.3333333333333333"],
        );
        // In by either: three deals of four pass `c`, and one goes to it past `b`.
        check(
            &["a b 0.5", "a c 0.5", "b c 0.5", "b lost 0.5", "c won 1"],
            &["b+c"],
            &["a b 1", "b lost 0.25", "b won 0.75"],
        );
    }

    #[test]
    fn shares_that_nobody_stated_are_not_made_up() {
        check(&["a b", "b c", "c won"], &["a+b", "b+c"], &["a won"]);
        check(&["a b", "b won", "b lost"], &["a+b"], &["a won", "a lost"]);
        check(&["a b", "a lost", "b won"], &["a+b"], &["a lost", "a won"]);
        check(&["a b", "a lost", "b won", "b lost"], &["a+b"], &["a lost", "a won"]);
        check(&["a b 0.5", "a lost 0.5", "b won", "b lost"], &["a+b"], &["a lost", "a won"]);
        check(&["a b", "a c", "a lost", "b c", "c won"], &["b+c"], &["a b", "a lost", "b won"]);
        // What takes the only move takes it whole, though nobody wrote so.
        check(&["a b 0.5", "a lost 0.5", "b won"], &["a+b"], &["a lost 0.5", "a won 0.5"]);
    }

    #[test]
    fn what_leads_elsewhere_is_as_it_was() {
        check(
            &["a b", "a b", "a c 0.5", "b c", "c d", "d won"],
            &["c+d"],
            &["a b", "a b", "a c 0.5", "b c", "c won"],
        );
    }

    #[test]
    fn rework_within_is_no_move_and_limits_add_up() {
        check(
            &["a b", "b c", "c d", "c b ~2", "d b ~1", "d c ~4", "d won"],
            &["c+d"],
            &["a b", "b c", "c b ~3", "c won"],
        );
        // One without a limit lifts that of the other, and one that does not go
        // back on purpose lets neither count as such.
        check(&["a b", "b c", "b a ~2", "c a ~"], &["b+c"], &["a b", "b a ~"]);
        check(&["a b", "b c", "b a ~2", "c a"], &["b+c"], &["a b", "b a"]);
        check(&["a b", "b c", "b a ~4294967295", "c a ~2"], &["b+c"], &["a b", "b a ~4294967295"]);
    }

    #[test]
    fn probabilities_that_make_no_whole_are_taken_in_proportion() {
        // Three quarters go on to `b`, which has half of them won.
        let half = |to: &str| format!("b {to} 0.5");
        let (won, lost) = (half("won"), half("lost"));
        check(&["a b 0.3", "a lost 0.1", &won, &lost], &["a+b"], &["a lost 0.625", "a won 0.375"]);
        // What is left is nothing, by a move inside the new stage or beside it.
        let ends = ["c won", "d won", "e won"];
        check(
            &[&["a b 1", "a c", "a d", "b e"], &ends[..]].concat(),
            &["a+b"],
            &[&["a c 0", "a d 0", "a e 1"], &ends[..]].concat(),
        );
        check(
            &[&["a b 0.55", "a c 0.45", "a d", "a e", "b d"], &ends[..]].concat(),
            &["b+d"],
            &["a b 0.55", "a c 0.45", "a e", "c won", "b won", "e won"],
        );
        check(&["a b 0.5", "a lost", &won, &lost], &["a+b"], &["a lost 0.75", "a won 0.25"]);
        check(&["a b 0", "a lost 0", "b won"], &["a+b"], &["a lost 0.5", "a won 0.5"]);
        // Those of other stages stay.
        check(&["a b 0.3", "a c 0.9", "b c", "c won 0.2"], &["b+c"], &["a b 1", "b won 1"]);
    }

    #[test]
    fn where_no_deal_comes_it_is_as_if_one_did() {
        check(
            &["a won", "b c 0.5", "b lost 0.5", "c won 0.5", "c lost 0.5"],
            &["b+c"],
            &["a won", "b lost 0.75", "b won 0.25"],
        );
        // Nothing leads out.
        check(&["a won", "b c", "c b"], &["b+c"], &["a won"]);
        check(&["a won", "b c", "c b", "c d 0", "d won"], &["b+c"], &["a won", "b d 1", "d won"]);
    }
}
