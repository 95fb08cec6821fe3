//! The lints that ask what can be reached, against a second version of each
//! that tries out all paths of small random pipelines.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_process::designer::lint::{Finding, Lint, Severity, Witness, catalogue as lints};
use sales_process::process::{Move, OutcomeKind, Pipeline, Purpose};
use sales_process::{Probability, SalesProcess, StageId};

use super::small::small_process;
use super::sound::sound;

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

    /// The moves of which something holds.
    fn of_moves(&self, fits: impl Fn(&Move) -> bool) -> Vec<(usize, usize)> {
        let moves = self.pipeline.moves().iter().zip(&self.moves);
        moves.filter(|(step, _)| fits(step)).map(|(_, ends)| *ends).collect()
    }

    fn leading_on(&self) -> Vec<(usize, usize)> {
        self.of_moves(|step| step.rework.is_none())
    }

    fn all_for(&self, purpose: &Purpose) -> BTreeSet<usize> {
        self.stages().filter(|s| self.pipeline.stages()[*s].is_for(purpose)).collect()
    }

    /// Every way from a place by some moves over some places that meets no
    /// place twice, but that it may end where it began.
    fn ways(
        from: usize,
        moves: &[(usize, usize)],
        passable: impl Fn(usize) -> bool,
    ) -> Vec<Vec<usize>> {
        let mut open: Vec<Vec<usize>> = vec![vec![from]];
        open.retain(|_| passable(from));
        let mut ways = Vec::new();
        while let Some(way) = open.pop() {
            let at = *way.last().unwrap();
            for (_, to) in moves.iter().filter(|(f, to)| *f == at && passable(*to)) {
                let round = way.len() > 1 && at == from;
                if !round && (!way.contains(to) || *to == from) {
                    open.push(way.iter().copied().chain([*to]).collect());
                }
            }
            ways.push(way);
        }
        ways
    }

    /// The length of a shortest way of at least one move, in stages.
    fn shortest(from: usize, to: usize, moves: &[(usize, usize)]) -> Option<usize> {
        let ways = Self::ways(from, moves, |_| true);
        ways.iter().filter(|way| way.len() > 1 && way.last() == Some(&to)).map(Vec::len).min()
    }

    /// The components of loops without a limit, each with the length of a shortest
    /// loop, its first stage counted twice.
    fn endless(&self) -> BTreeSet<(BTreeSet<usize>, usize)> {
        let unlimited =
            self.of_moves(|step| step.rework.is_none_or(|rework| rework.max_passes.is_none()));
        let trapped: BTreeSet<usize> = self.traps().into_iter().flatten().collect();
        let asked = |s: usize| {
            self.stages().contains(&s) && self.can_be_entered(s) && !trapped.contains(&s)
        };
        let within: Vec<_> =
            unlimited.into_iter().filter(|(from, to)| asked(*from) && asked(*to)).collect();
        let round = |s: usize| Self::shortest(s, s, &within);
        self.stages()
            .filter(|s| round(*s).is_some())
            .map(|s| {
                let joined = |t: &usize| {
                    Self::shortest(s, *t, &within).is_some()
                        && Self::shortest(*t, s, &within).is_some()
                };
                let component: BTreeSet<usize> = self.stages().filter(joined).collect();
                let shortest = component.iter().filter_map(|s| round(*s)).min().unwrap();
                (component, shortest)
            })
            .collect()
    }

    /// The length of a shortest way that meets a stage for a purpose and only
    /// then, leading on, one for what it needs.
    fn out_of_order(&self, early: &Purpose, needed: &Purpose) -> Option<usize> {
        let (early, needed) = (self.all_for(early), self.all_for(needed));
        let on = self.leading_on();
        let ways = self
            .starts()
            .into_iter()
            .flat_map(|start| Self::ways(start, &self.moves, |place| !needed.contains(&place)));
        let lengths = ways.filter(|way| early.contains(way.last().unwrap())).flat_map(|way| {
            let from = *way.last().unwrap();
            let rest = needed.iter().filter_map(|needed| Self::shortest(from, *needed, &on));
            rest.map(|rest| way.len() + rest - 1).collect::<Vec<_>>()
        });
        lengths.min()
    }

    fn begins(&self, stage: usize) -> bool {
        self.pipeline.stages()[stage].purposes.iter().any(Purpose::starts_a_cycle)
    }

    fn is_later(&self, stage: usize) -> bool {
        let purposes = &self.pipeline.stages()[stage].purposes;
        let own = |p: &Purpose| matches!(p, Purpose::PartnerManagement | Purpose::Custom(_));
        !self.begins(stage) && purposes.iter().any(|p| !own(p))
    }

    /// The starts from which a stage for another purpose comes first.
    fn wrong_starts(&self) -> BTreeSet<usize> {
        let wrong = |start: &usize| {
            let ways =
                Self::ways(*start, &self.moves, |p| self.stages().contains(&p) && !self.begins(p));
            ways.iter().any(|way| self.is_later(*way.last().unwrap()))
        };
        self.starts().into_iter().filter(wrong).collect()
    }

    /// Whether deals come to some stages, but not before another purpose.
    fn comes_late(&self, wanted: &BTreeSet<usize>) -> bool {
        let entered = |s: &usize| !self.starts().is_empty() && self.can_be_entered(*s);
        let early = self.starts().into_iter().any(|start| {
            let ways = Self::ways(start, &self.moves, |place| self.stages().contains(&place));
            ways.iter().any(|way| {
                let (last, before) = way.split_last().unwrap();
                wanted.contains(last) && !before.iter().any(|s| self.is_later(*s))
            })
        });
        !early && wanted.iter().any(entered)
    }

    /// What deals can meet before the proposal, or what stands for it, where
    /// nothing of it leads to Lost.
    fn cannot_be_lost_early(&self) -> BTreeSet<usize> {
        let lost = self.of_kind(OutcomeKind::Lost);
        let loses = |s: usize| self.moves.iter().any(|(from, to)| *from == s && lost.contains(to));
        let entered = |s: &usize| !self.starts().is_empty() && self.can_be_entered(*s);
        let mut late = [Purpose::Proposal, Purpose::Contract, Purpose::PaymentTracking]
            .iter()
            .map(|purpose| self.all_for(purpose))
            .filter(|late| late.iter().any(entered));
        let Some(late) = late.next() else { return BTreeSet::new() };
        let ways = self.starts().into_iter().flat_map(|start| {
            let passable = |p: usize| self.stages().contains(&p) && !late.contains(&p);
            Self::ways(start, &self.moves, passable)
        });
        let before: BTreeSet<usize> = ways.flatten().collect();
        let some = self.stages().any(loses) && !before.iter().any(|s| loses(*s));
        if some { before } else { BTreeSet::new() }
    }

    /// The roles that hand a deal over and get it again, in the order of their
    /// first stages, each with the length of a shortest such stretch.
    fn ping_pong(&self) -> Vec<(&str, usize)> {
        let (on, won) = (self.leading_on(), self.of_kind(OutcomeKind::Won));
        let leads = |from: usize, to: usize| from == to || Self::shortest(from, to, &on).is_some();
        let on_the_way = |s: &usize| {
            self.starts().iter().any(|start| leads(*start, *s))
                && won.iter().any(|won| leads(*s, *won))
        };
        let way: Vec<usize> = self.stages().filter(on_the_way).collect();
        let role = |s: usize| self.pipeline.stages()[s].role.as_deref();
        let mut found: Vec<(&str, usize)> = Vec::new();
        for first in &way {
            let Some(theirs) = role(*first) else { continue };
            let mut lengths = Vec::new();
            for from in way.iter().filter(|s| role(**s) == Some(theirs)) {
                for other in way.iter().filter(|s| role(**s).is_some_and(|r| r != theirs)) {
                    for to in way.iter().filter(|s| role(**s) == Some(theirs)) {
                        let there = Self::shortest(*from, *other, &on);
                        let back = Self::shortest(*other, *to, &on);
                        lengths.extend(there.zip(back).map(|(there, back)| there + back - 1));
                    }
                }
            }
            if let Some(length) = lengths.into_iter().min() {
                if !found.iter().any(|(role, _)| *role == theirs) {
                    found.push((theirs, length));
                }
            }
        }
        found
    }

    fn indices<'b>(&self, ids: impl IntoIterator<Item = &'b StageId>) -> Vec<usize> {
        let index = |id: &StageId| self.ids.iter().position(|other| *id == other.as_str());
        ids.into_iter().map(|id| index(id).unwrap()).collect()
    }
}

fn by<'a>(findings: &'a [Finding], lint: &'a Lint) -> impl Iterator<Item = &'a Finding> {
    findings.iter().filter(move |finding| finding.lint == lint)
}

/// The length of a witness.
fn length(finding: &Finding) -> usize {
    finding.witness.as_ref().map_or(0, |witness| witness.ids().len())
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
            let about = format!("without {}", purpose.name().replace('_', " "));
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
            // Those without a chance take what is left.
            let all_say = exits(id).len() == given.len();
            quarters > 4.5 || (all_say && !given.is_empty() && quarters < 3.5)
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
        let fall = |step: &&Move| {
            let both = stated(&step.from).zip(stated(&step.to));
            step.rework.is_none() && both.is_some_and(|(a, b)| a > b)
        };
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
    fn order_beginning_exits_and_owners_are_what_all_ways_show(process in small_process()) {
        let (findings, naive) = (process.lint(), Naive::of(&process));
        let set = |f: &Finding| naive.indices(&f.stages).into_iter().collect::<BTreeSet<_>>();

        let endless = by(&findings, &lints::ENDLESS_REWORK);
        let endless: BTreeSet<_> = endless.map(|f| (set(f), length(f))).collect();
        prop_assert_eq!(endless, naive.endless());

        for (early, needed) in [
            (Purpose::Proposal, Purpose::NeedsDiscovery),
            (Purpose::PaymentTracking, Purpose::Contract),
        ] {
            let about = format!("for {} before", early.name().replace('_', " "));
            let mut told = by(&findings, &lints::STAGES_OUT_OF_ORDER);
            let found = told.find(|finding| finding.message.contains(&about)).map(length);
            prop_assert_eq!(found, naive.out_of_order(&early, &needed));
        }

        let begun = naive.stages().any(|s| naive.begins(s));
        let (late, wrong): (Vec<_>, Vec<_>) = by(&findings, &lints::WRONG_START)
            .partition(|finding| finding.message.contains("only after"));
        let wrong: BTreeSet<usize> = wrong.into_iter().flat_map(set).collect();
        prop_assert_eq!(wrong, if begun { naive.wrong_starts() } else { BTreeSet::new() });
        let requests = naive.all_for(&Purpose::InboundRequest);
        prop_assert_eq!(!late.is_empty(), naive.comes_late(&requests));

        let carried_on: BTreeSet<usize> = by(&findings, &lints::NO_EARLY_EXIT).flat_map(set).collect();
        prop_assert_eq!(carried_on, naive.cannot_be_lost_early());

        let handed = by(&findings, &lints::OWNER_PING_PONG).next();
        let again = naive.ping_pong();
        prop_assert_eq!(handed.map(length), again.first().map(|(_, length)| *length));
        for (role, _) in again {
            let name = format!("`{role}`");
            prop_assert!(handed.is_some_and(|finding| finding.message.contains(&name)));
        }
    }
}

proptest! {
    // Each finding is linted again, mended and allowed.
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_mended_makes_no_error_of_structure(process in small_process()) {
        let errors = |process: &SalesProcess| -> BTreeSet<(&'static str, Vec<StageId>)> {
            let errors = process.lint().into_iter().filter(|f| f.severity == Severity::Error);
            errors.map(|f| (f.lint.code, f.stages)).collect()
        };
        let before = errors(&process);
        // What stands apart or cannot be reached is told together; what is
        // left of it, or was wrong within it, is told by itself afterwards.
        let parted = ["S04", "S06", "S10"];
        let apart: BTreeSet<&StageId> = before
            .iter()
            .filter(|(code, _)| parted.contains(code))
            .flat_map(|(_, stages)| stages)
            .collect();
        for finding in process.lint() {
            let adds_nothing = ["Q02", "Q05", "S08", "S09"].contains(&finding.lint.code);
            if let (true, Some(fix)) = (adds_nothing, &finding.fix) {
                let mut after = errors(&fix.apply(&process).unwrap());
                after.retain(|(code, stages)| {
                    !parted.contains(code) || !stages.iter().all(|s| apart.contains(s))
                });
                prop_assert!(after.is_subset(&before), "{:?}: {:?}", finding, &after - &before);
            }
        }
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
                let to_the_end = ["Q02", "S07"].contains(&finding.lint.code);
                let ends = !naive.stages().contains(way.last().unwrap());
                prop_assert!(ends || !to_the_end, "it ends");
            }
        }
        let order =
            |f: &Finding| {
                // What a process says besides its pipelines comes last.
                let rest = ["H02", "Q12", "Q20", "T01"].contains(&f.lint.code);
                let part = if rest { 2 } else { u8::from(f.pipeline.is_some()) };
                (part, f.lint.code, naive.indices(f.stages.first()))
            };
        prop_assert!(findings.iter().map(order).is_sorted());
    }
}
