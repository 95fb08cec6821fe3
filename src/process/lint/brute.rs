//! The lints that ask what can be reached, against a second version of each
//! that tries out all ways of small random pipelines.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::sketch::sound;
use super::{Finding, Lint, Witness, catalogue as lints};
use crate::Probability;
use crate::process::{
    Days, Move, Nature, OutcomeKind, Pipeline, PipelineDraft, Profile, Purpose, SalesProcess, Stage,
};

/// A pipeline of stages `0`, `1` … and outcomes, moves as they fall, some with
/// chances and durations.
fn small_process() -> impl Strategy<Value = SalesProcess> {
    let days = prop::option::of(0..4_u16);
    let chance = || prop::option::weighted(0.2, 0..=4_u8);
    let stage = (prop::bool::weighted(0.25), 0..4_usize, days, chance());
    let step = (0..64_usize, 0..64_usize, chance());
    (vec(stage, 0..7), 0..4_usize, vec(step, 0..12)).prop_map(|(stages, outcomes, moves)| {
        let mut draft = PipelineDraft::new("main");
        let count = stages.len();
        let quarters = |n: u8| Probability::new(f64::from(n) / 4.0).unwrap();
        for (i, (start, purpose, days, chance)) in stages.into_iter().enumerate() {
            let mut stage = Stage::new(i.to_string(), i.to_string());
            stage.start = start;
            let purpose = [
                Purpose::NeedsDiscovery,
                Purpose::Proposal,
                Purpose::PaymentTracking,
                Purpose::Contract,
            ]
            .get(purpose)
            .cloned();
            stage.purposes.extend(purpose);
            stage.typical_days = days.map(Days::from);
            // None states 0, which says that losing is meant there.
            stage.win_probability = chance.filter(|n| *n > 0).map(quarters);
            draft = draft.stage(stage);
        }
        for (bit, won) in [(1, true), (2, false)] {
            if outcomes & bit != 0 {
                draft = if won { draft.won("won") } else { draft.lost("lost") };
            }
        }
        let ids: Vec<String> = (0..count)
            .map(|i| i.to_string())
            .chain(draft.outcomes.iter().map(|o| o.id.clone()))
            .collect();
        if count > 0 {
            for (from, to, chance) in moves {
                let mut step = Move::new(&ids[from % count], &ids[to % ids.len()]);
                step.probability = chance.map(quarters);
                draft = draft.step(step);
            }
        }
        let profile = Profile::new().nature(Nature::Consultative);
        let draft = draft.max_cycle_days(3);
        SalesProcess::draft("p", "P").profile(profile).pipeline(draft).build().unwrap()
    })
}

/// What can be told of a pipeline by following every move again and again.
struct Naive<'a> {
    pipeline: &'a Pipeline,
    ids: Vec<String>,
    moves: Vec<(usize, usize)>,
}

impl<'a> Naive<'a> {
    fn of(process: &'a SalesProcess) -> Self {
        let pipeline = &process.pipelines()[0];
        let stages = pipeline.stages().iter().map(|s| s.id.clone());
        let ids: Vec<_> = stages.chain(pipeline.outcomes().iter().map(|o| o.id.clone())).collect();
        let index = |id: &String| ids.iter().position(|other| other == id).unwrap();
        let moves = pipeline.moves().iter().map(|m| (index(&m.from), index(&m.to))).collect();
        Self { pipeline, ids, moves }
    }

    fn stages(&self) -> std::ops::Range<usize> {
        0..self.pipeline.stages().len()
    }

    fn starts(&self) -> BTreeSet<usize> {
        self.stages().filter(|i| self.pipeline.stages()[*i].start).collect()
    }

    fn of_kind(&self, kind: OutcomeKind) -> BTreeSet<usize> {
        let stages = self.stages().end;
        let outcomes = self.pipeline.outcomes().iter().enumerate();
        outcomes.filter(|(_, o)| o.kind == kind).map(|(i, _)| stages + i).collect()
    }

    fn from(&self, place: usize) -> BTreeSet<usize> {
        self.spread(place, |at, (from, to)| (from == at).then_some(to))
    }

    /// Its part of the pipeline, outcomes left out.
    fn part(&self, stage: usize) -> BTreeSet<usize> {
        let stages = self.stages();
        self.spread(stage, |at, (from, to)| match (from == at, to == at) {
            _ if !stages.contains(&to) => None,
            (true, _) => Some(to),
            (_, true) => Some(from),
            _ => None,
        })
    }

    fn spread(
        &self,
        place: usize,
        next: impl Fn(usize, (usize, usize)) -> Option<usize>,
    ) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([place]);
        loop {
            let more: Vec<_> = found
                .iter()
                .flat_map(|at| self.moves.iter().filter_map(|step| next(*at, *step)))
                .filter(|to| !found.contains(to))
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    fn meets(&self, place: usize, goals: &BTreeSet<usize>) -> bool {
        !self.from(place).is_disjoint(goals)
    }

    fn islands(&self) -> BTreeSet<BTreeSet<usize>> {
        let mut parts: Vec<BTreeSet<usize>> = Vec::new();
        for stage in self.stages() {
            if !parts.iter().any(|part| part.contains(&stage)) {
                parts.push(self.part(stage));
            }
        }
        let starts = self.starts();
        if starts.is_empty() {
            let most = parts.iter().map(BTreeSet::len).max();
            let main = parts.iter().position(|part| Some(part.len()) == most);
            main.map(|main| parts.remove(main));
        }
        parts.retain(|part| part.is_disjoint(&starts));
        parts.into_iter().collect()
    }

    fn on_island(&self, stage: usize) -> bool {
        self.islands().iter().any(|island| island.contains(&stage))
    }

    fn can_be_entered(&self, stage: usize) -> bool {
        let starts = self.starts();
        if starts.is_empty() {
            return !self.on_island(stage);
        }
        starts.iter().any(|start| self.from(*start).contains(&stage))
    }

    fn cut_off(&self) -> BTreeSet<usize> {
        if self.starts().is_empty() {
            return BTreeSet::new();
        }
        self.stages().filter(|s| !self.can_be_entered(*s) && !self.on_island(*s)).collect()
    }

    fn dead_ends(&self) -> BTreeSet<usize> {
        self.stages().filter(|s| !self.moves.iter().any(|(from, _)| from == s)).collect()
    }

    fn traps(&self) -> BTreeSet<BTreeSet<usize>> {
        self.stages()
            .filter(|s| self.can_be_entered(*s) && !self.dead_ends().contains(s))
            .map(|s| (s, self.from(s)))
            .filter(|(s, ahead)| ahead.iter().all(|other| self.from(*other).contains(s)))
            .map(|(_, trap)| trap)
            .collect()
    }

    /// Stages that a deal can get to, where however it goes on from there an
    /// end can be reached, Lost is one, and Won is none.
    fn hopeless(&self) -> BTreeSet<usize> {
        let (won, lost) = (self.of_kind(OutcomeKind::Won), self.of_kind(OutcomeKind::Lost));
        if won.is_empty() {
            return BTreeSet::new();
        }
        let ends = &won | &lost;
        self.stages()
            .filter(|s| self.can_be_entered(*s))
            .filter(|s| self.meets(*s, &lost) && !self.meets(*s, &won))
            .filter(|s| self.from(*s).iter().all(|ahead| self.meets(*ahead, &ends)))
            .collect()
    }

    /// The length of a shortest way from a start to Won that meets no stage
    /// for a purpose; by trying out all ways that meet no place twice.
    fn shortest_bypass(&self, purpose: &Purpose) -> Option<usize> {
        let carries = |s: &usize| self.pipeline.stages().get(*s).is_some_and(|s| s.is_for(purpose));
        if !self.stages().any(|s| carries(&s)) {
            return None;
        }
        let won = self.of_kind(OutcomeKind::Won);
        let mut open: Vec<Vec<usize>> =
            self.starts().into_iter().filter(|s| !carries(s)).map(|s| vec![s]).collect();
        let mut lengths = Vec::new();
        while let Some(way) = open.pop() {
            let at = *way.last().unwrap();
            if won.contains(&at) {
                lengths.push(way.len());
            }
            for (from, to) in &self.moves {
                if *from == at && !way.contains(to) && !carries(to) {
                    open.push(way.iter().copied().chain([*to]).collect());
                }
            }
        }
        lengths.into_iter().min()
    }

    fn indices<'b>(&self, ids: impl IntoIterator<Item = &'b crate::StageId>) -> Vec<usize> {
        let index = |id: &crate::StageId| self.ids.iter().position(|other| *id == other.as_str());
        ids.into_iter().map(|id| index(id).unwrap()).collect()
    }
}

fn by<'a>(findings: &'a [Finding], lint: &'a Lint) -> impl Iterator<Item = &'a Finding> {
    findings.iter().filter(move |finding| finding.lint == lint)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_can_be_reached_is_what_all_ways_reach(process in small_process()) {
        let (findings, naive) = (process.lint(), Naive::of(&process));
        let set = |f: &Finding| naive.indices(&f.stages).into_iter().collect::<BTreeSet<_>>();
        let union = |lint| {
            let sets: Vec<_> = by(&findings, lint).map(set).collect();
            let union: BTreeSet<usize> = sets.iter().flatten().copied().collect();
            assert_eq!(union.len(), sets.iter().map(BTreeSet::len).sum::<usize>(), "told once");
            union
        };
        let sets = |lint| by(&findings, lint).map(set).collect::<BTreeSet<_>>();
        let entered = |kind| naive.moves.iter().any(|(_, to)| naive.of_kind(kind).contains(to));
        let count = |lint| by(&findings, lint).count();

        prop_assert_eq!(count(&lints::NO_START), usize::from(naive.starts().is_empty()));
        prop_assert_eq!(count(&lints::NO_WON_OUTCOME), usize::from(!entered(OutcomeKind::Won)));
        prop_assert_eq!(count(&lints::NO_LOST_OUTCOME), usize::from(!entered(OutcomeKind::Lost)));
        prop_assert_eq!(union(&lints::UNREACHABLE_STAGE), naive.cut_off());
        prop_assert_eq!(union(&lints::DEAD_END_STAGE), naive.dead_ends());
        prop_assert_eq!(sets(&lints::TRAPPED_STAGES), naive.traps());
        prop_assert_eq!(union(&lints::CANNOT_BE_WON), naive.hopeless());
        prop_assert_eq!(sets(&lints::DISCONNECTED_ISLAND), naive.islands());
        for purpose in [Purpose::NeedsDiscovery, Purpose::Proposal, Purpose::PaymentTracking] {
            let about = format!("without `{purpose}`");
            let mut bypassed = by(&findings, &lints::REQUIRED_STAGE_BYPASSED);
            let found = bypassed.find(|finding| finding.message.contains(&about));
            let length = found.and_then(|f| f.witness.as_ref()).map(|way| way.ids().len());
            prop_assert_eq!(length, naive.shortest_bypass(&purpose));
        }
    }

    #[test]
    fn chances_and_limits_are_told_as_they_are_written(process in small_process()) {
        let (findings, pipeline) = (process.lint(), &process.pipelines()[0]);
        let told = |lint| {
            let ids = by(&findings, lint).flat_map(|finding| &finding.stages);
            ids.map(ToString::to_string).collect::<Vec<_>>()
        };
        let exits = |id: &str| -> Vec<Option<f64>> {
            let moves = pipeline.moves().iter().filter(|step| step.from == id);
            moves.map(|step| step.probability.map(Probability::value)).collect()
        };
        // Chances are quarters, so counting them does not round.
        let no_whole = |id: &String| {
            let given: Vec<f64> = exits(id).into_iter().flatten().map(|n| n * 4.0).collect();
            let quarters: f64 = given.iter().sum();
            !given.is_empty() && (given.len() < exits(id).len() || (quarters - 4.0).abs() > 0.5)
        };
        let stages = pipeline.stages().iter().map(|stage| stage.id.clone());
        let faulty: Vec<String> = stages.clone().filter(no_whole).collect();
        prop_assert_eq!(told(&lints::PROBABILITIES_DO_NOT_SUM), faulty.clone());
        prop_assert_eq!(told(&lints::NO_STALE_LIMIT), stages.collect::<Vec<_>>());
        if !faulty.is_empty() {
            prop_assert_eq!(by(&findings, &lints::CYCLE_TOO_LONG).count(), 0);
            prop_assert_eq!(told(&lints::BOTTLENECK_STAGE), [""; 0]);
        }
        let stated = |id: &str| {
            let stage = pipeline.stages().iter().find(|stage| stage.id == id)?;
            stage.win_probability.map(Probability::value)
        };
        let fall = |step: &&Move| stated(&step.from).zip(stated(&step.to)).is_some_and(|(a, b)| a > b);
        let falls = pipeline.moves().iter().filter(fall);
        let falls = falls.map(|step| (step.from.clone(), step.to.clone()));
        let falls: BTreeSet<_> = falls.collect();
        let found = by(&findings, &lints::WIN_PROBABILITY_FALLS).map(|finding| {
            let way = finding.witness.as_ref().unwrap().ids();
            (way[0].to_string(), way[1].to_string())
        });
        let found: Vec<_> = found.collect();
        prop_assert_eq!(found.len(), falls.len());
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), falls);
    }

    #[test]
    fn every_finding_is_sound(process in small_process()) {
        let (findings, naive) = (process.lint(), Naive::of(&process));
        prop_assert_eq!(&findings, &process.lint());
        for finding in &findings {
            sound(&process, finding);
            if let Some(Witness::Path(way)) = &finding.witness {
                let way = naive.indices(way);
                prop_assert!(way.windows(2).all(|w| naive.moves.contains(&(w[0], w[1]))));
                let is_one_move = finding.lint == &lints::WIN_PROBABILITY_FALLS;
                let ends = !naive.stages().contains(way.last().unwrap());
                prop_assert!(is_one_move || ends, "it ends");
            }
        }
        let order =
            |f: &Finding| (f.pipeline.is_some(), f.lint.code, naive.indices(f.stages.first()));
        prop_assert!(findings.iter().map(order).is_sorted());
    }
}
