//! Where a missing stage belongs: its canonical place, and the moves that lead
//! through it.
//!
//! A stage in the middle is put on every way from what comes before it in
//! canonical order to what comes after. Where these ways have one target, or
//! one source, it takes their place there; where they have several of both, it
//! stands behind the last stage that all of them pass, so that the ways beyond
//! stay as they are, or else before the outcome. A stage that starts a cycle
//! stands before the starts that have none, or beside those that have another.

use std::collections::BTreeMap;

use super::edit::Edit;
use super::facts::{Facts, free_id};
use super::whole::stages;
use crate::designer::propose::{role_for, stale_after};
use crate::process::graph::StageSet;
use crate::process::{Move, OutcomeKind, Pipeline, Place, Purpose, Stage, StageKey};
use crate::value::Probability;

/// The edits that put a stage for a purpose where it belongs; `None` where no
/// deal can begin, or none can be won.
pub(super) fn insert(facts: &Facts<'_>, purpose: &Purpose, mut stage: Stage) -> Option<Vec<Edit>> {
    let to_won = facts.reaching(OutcomeKind::Won);
    if !facts.pipeline.starts().any(|start| to_won.contains(start)) {
        return None;
    }
    stage.id = free_id(facts.pipeline, &stage.id);
    // How long deals stay there nobody has said; that somebody has to ask after
    // some time is a rule, not a figure.
    if let Some(days) = stage.typical_days.take() {
        stage.stale_after_days = stage.stale_after_days.or(Some(stale_after(days)));
    }
    stage.win_probability = None;
    let inserting = Inserting { facts, pipeline: facts.pipeline, purpose, stage };
    if *purpose == Purpose::PartnerManagement || purpose.starts_a_cycle() {
        inserting.in_front()
    } else {
        inserting.between()
    }
}

struct Inserting<'a, 'f> {
    facts: &'a Facts<'f>,
    pipeline: &'a Pipeline,
    purpose: &'a Purpose,
    stage: Stage,
}

/// How a stage stands to the one inserted.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Before,
    After,
    /// It does what must come before and what must come after.
    Both,
}

impl Inserting<'_, '_> {
    /// On the way from what comes before to what comes after.
    fn between(mut self) -> Option<Vec<Edit>> {
        let (pipeline, facts) = (self.pipeline, self.facts);
        let sides: Vec<Side> = pipeline.stages().iter().map(|stage| self.side(stage)).collect();
        let on = |side: Side| {
            let sides = &sides;
            pipeline.stage_keys().filter(move |key| sides.get(key.index()) == Some(&side))
        };
        if let Some(both) = on(Side::Both).next() {
            // No place before it and none after it would be right.
            let (pipeline, stage) = (pipeline.id().clone(), pipeline.id_of(both)?.clone());
            return Some(vec![Edit::AddPurpose { pipeline, stage, purpose: self.purpose.clone() }]);
        }
        let late = facts.set(on(Side::After));
        let (late_starts, starts): (Vec<StageKey>, Vec<StageKey>) =
            pipeline.starts().partition(|start| late.contains(*start));
        let stays = |step: usize| !late.contains(self.ends(step).1);
        let early = pipeline.graph().reachable(starts, &stays);
        let crosses = |from: StageKey, to: StageKey| {
            early.contains(from) && (late.contains(to) || pipeline.is_won(to))
        };
        let mut steps = self.steps(crosses);
        let mut targets = self.targets(&steps);
        for start in &late_starts {
            targets.insert(*start);
        }
        let sources = facts.set(steps.iter().map(|step| self.ends(*step).0));
        let one_source = sources.iter().count() == 1 && late_starts.is_empty();
        if targets.iter().count() > 1 && !one_source {
            let mut mandatory = pipeline.mandatory_stages();
            mandatory.retain(|key| early.contains(*key));
            steps = match mandatory.last() {
                // Deals that begin behind it would come to all that is beyond.
                Some(last) if late_starts.is_empty() => {
                    self.steps(|from, to| from == *last && self.leads_on(from, to))
                }
                _ => self.steps(|_, to| pipeline.is_won(to)),
            };
            targets = self.targets(&steps);
        }
        // What deals begin behind its place now begins with it.
        let replaced: Vec<StageKey> =
            late_starts.into_iter().filter(|start| targets.contains(*start)).collect();
        self.stage.start = !replaced.is_empty();
        self.put(&steps, &replaced, &targets)
    }

    /// Before the starts that start nothing, or beside those that start
    /// something else.
    fn in_front(mut self) -> Option<Vec<Edit>> {
        let (pipeline, facts) = (self.pipeline, self.facts);
        let carries = |key: StageKey, purposes: &[Purpose]| {
            let stage = pipeline.working_stage(key);
            stage.is_some_and(|stage| purposes.iter().any(|purpose| stage.is_for(purpose)))
        };
        let searches = |key: &StageKey| carries(*key, &[Purpose::Prospecting]);
        let found = facts.set(pipeline.stage_keys().filter(searches));
        if *self.purpose == Purpose::ProactiveContact && found.iter().next().is_some() {
            // Who was found is approached.
            let steps = self.steps(|from, to| {
                found.contains(from) && !found.contains(to) && self.leads_on(from, to)
            });
            let targets = self.targets(&steps);
            return self.put(&steps, &[], &targets);
        }
        let other: &[Purpose] = match self.purpose {
            Purpose::InboundRequest => &[Purpose::Prospecting, Purpose::ProactiveContact],
            Purpose::PartnerManagement => &[],
            _ => &[Purpose::InboundRequest],
        };
        let (beside, before): (Vec<StageKey>, Vec<StageKey>) =
            pipeline.starts().partition(|start| carries(*start, other));
        self.stage.start = true;
        if before.is_empty() {
            let targets = self.beyond(&beside);
            return self.put(&[], &[], &targets);
        }
        let targets = facts.set(before.iter().copied());
        // Partners are managed beside the deals: these can still begin without.
        let replaced: &[StageKey] =
            if *self.purpose == Purpose::PartnerManagement { &[] } else { &before };
        self.put(&[], replaced, &targets)
    }

    /// Where deals go on once a cycle has started: the first places where
    /// something else is done.
    fn beyond(&self, starts: &[StageKey]) -> StageSet {
        let pipeline = self.pipeline;
        let only_starts = |key: StageKey| {
            pipeline.working_stage(key).is_some_and(|stage| {
                !stage.purposes.is_empty() && stage.purposes.iter().all(Purpose::starts_a_cycle)
            })
        };
        let mut seen = self.facts.set(starts.iter().copied());
        let mut open = starts.to_vec();
        let mut beyond = self.facts.set([]);
        while let Some(key) = open.pop() {
            if !only_starts(key) {
                beyond.insert(key);
                continue;
            }
            let next = pipeline
                .exits(key)
                .filter(|(to, step)| step.rework.is_none() && self.leads_on(key, *to));
            open.extend(next.map(|(to, _)| to).filter(|to| seen.insert(*to)));
        }
        beyond
    }

    /// How a stage stands to the one inserted, by its purposes. Those that say
    /// nothing about it stand before.
    fn side(&self, stage: &Stage) -> Side {
        let purpose = self.purpose;
        let orders = self.facts.orders();
        let is_needed = |first: &Purpose, then: &Purpose| {
            orders.iter().any(|order| (&order.needs, &order.purpose) == (first, then))
        };
        // Where the payment does not depend on it, onboarding comes before or
        // after the payment alike.
        let either_way = |other: &Purpose| {
            let two = [Purpose::Onboarding, Purpose::PaymentTracking];
            two.contains(purpose) && two.contains(other) && !is_needed(&two[0], &two[1])
        };
        let mut side = [false; 4];
        for other in &stage.purposes {
            if matches!(other, Purpose::Custom(_)) || either_way(other) {
                continue;
            }
            side[0] |= other < purpose;
            side[1] |= other > purpose;
            side[2] |= is_needed(other, purpose);
            side[3] |= is_needed(purpose, other);
        }
        match side {
            [true, true, true, true] => Side::Both,
            [true, true, true, false] | [_, false, _, _] => Side::Before,
            _ => Side::After,
        }
    }

    /// Puts the stage in the place of some moves and before some starts, and
    /// leads on from it to the targets.
    fn put(
        mut self,
        steps: &[usize],
        starts: &[StageKey],
        targets: &StageSet,
    ) -> Option<Vec<Edit>> {
        let (pipeline, facts) = (self.pipeline, self.facts);
        let first = targets.iter().next()?;
        let mut of_source: BTreeMap<StageKey, Vec<&Move>> = BTreeMap::new();
        for step in steps {
            of_source.entry(self.ends(*step).0).or_default().extend(pipeline.moves().get(*step));
        }
        self.fit(of_source.keys().next().copied(), first);
        // Whoever comes to the new stage goes on to the one behind it: the
        // chances to win that are stated still say where deals go.
        if targets.iter().nth(1).is_none() {
            let behind = pipeline.working_stage(first);
            self.stage.win_probability = behind.and_then(|stage| stage.win_probability);
        }
        let id = self.stage.id.clone();
        let of = || pipeline.id().clone();
        let before = pipeline.working_stage(first).and_then(|_| pipeline.id_of(first).cloned());
        let mut edits =
            vec![Edit::AddStage { pipeline: of(), before, stage: Box::new(self.stage) }];
        for start in starts {
            let stage = pipeline.id_of(*start)?.clone();
            edits.push(Edit::UnmarkStart { pipeline: of(), stage });
        }
        for moves in of_source.values() {
            let [first, rest @ ..] = moves.as_slice() else { continue };
            let mut by = Move::new(first.from.as_str(), id.as_str());
            by.probability =
                sum(moves.iter().copied()).and_then(|share| Probability::new(share.min(1.0)).ok());
            by.rework = first.rework.filter(|_| rest.is_empty());
            edits.push(Edit::ReplaceMove { pipeline: of(), step: (*first).clone(), by });
            let gone = |step: &&Move| Edit::RemoveMove { pipeline: of(), step: (*step).clone() };
            edits.extend(rest.iter().map(gone));
        }
        // From one source, what is beyond is reached in the same shares.
        let only = of_source.into_values().reduce(|_, _| Vec::new()).filter(|_| starts.is_empty());
        let whole = only.as_ref().and_then(|moves| sum(moves.iter().copied()));
        let share = |to: &str| {
            let part = sum(only.iter().flatten().filter(|step| step.to == to).copied())?;
            Probability::new(part / whole?).ok()
        };
        for target in targets.iter() {
            let mut step = Move::new(id.as_str(), facts.id(target));
            step.probability = share(facts.id(target));
            edits.push(Edit::AddMove { pipeline: of(), step });
        }
        Some(edits)
    }

    /// Lets the stage be worked by who works its neighbours, in a part of
    /// selling that lies between theirs.
    fn fit(&mut self, source: Option<StageKey>, target: StageKey) {
        let before = source.and_then(|key| self.pipeline.working_stage(key));
        let after = self.pipeline.working_stage(target);
        let mut near = [after, before].into_iter().flatten();
        let process = self.facts.process;
        self.stage.role = near
            .find_map(|stage| stage.role.clone())
            .or_else(|| role_for(&self.stage.purposes, *process.profile(), process.roles()));
        let part = |stage: Option<&Stage>| stage.and_then(|stage| stage.subprocess);
        // A part of selling that no stage names yet would need a result, an
        // owner and a goal.
        let named = |own| stages(process).any(|stage| stage.subprocess == Some(own));
        if self.stage.subprocess.is_some_and(|own| !named(own)) {
            self.stage.subprocess = part(after).or(part(before));
        }
        if let (Some(own), Some(last)) = (self.stage.subprocess, part(after)) {
            self.stage.subprocess = Some(own.min(last));
        }
        if let (Some(own), Some(first)) = (self.stage.subprocess, part(before)) {
            self.stage.subprocess = Some(own.max(first));
        }
    }

    /// Source and target of a move.
    fn ends(&self, step: usize) -> (StageKey, StageKey) {
        let nowhere = StageKey::of(usize::MAX);
        self.pipeline.move_ends().get(step).copied().unwrap_or((nowhere, nowhere))
    }

    /// The moves of some kind, in the order of the draft.
    fn steps(&self, fits: impl Fn(StageKey, StageKey) -> bool) -> Vec<usize> {
        let ends = self.pipeline.move_ends().iter().enumerate();
        ends.filter(|(_, (from, to))| fits(*from, *to)).map(|(step, _)| step).collect()
    }

    fn targets(&self, steps: &[usize]) -> StageSet {
        self.facts.set(steps.iter().map(|step| self.ends(*step).1))
    }

    /// Whether a move goes on with the deal.
    fn leads_on(&self, from: StageKey, to: StageKey) -> bool {
        let lost = matches!(self.pipeline.place(to), Some(Place::Outcome(o)) if o.kind != OutcomeKind::Won);
        from != to && !lost
    }
}

/// The probabilities of some moves together, which can be more than 1; `None`
/// where one has none.
fn sum<'a>(moves: impl IntoIterator<Item = &'a Move>) -> Option<f64> {
    let shares: Option<Vec<f64>> =
        moves.into_iter().map(|step| step.probability.map(Probability::value)).collect();
    shares.filter(|shares| !shares.is_empty()).map(|shares| shares.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::read;
    use crate::designer::lint::{Fix, Safety};
    use crate::process::{Pipeline, SalesProcess, Subprocess};

    /// A sketch of a pipeline: its starts, then its moves.
    fn sketched(pipeline: &Pipeline) -> String {
        let starts =
            pipeline.starts().map(|key| format!("start -> {}", pipeline.id_of(key).unwrap()));
        let moves = pipeline.moves().iter().map(|step| {
            let share = step.probability.map_or(String::new(), |p| format!(" {p}"));
            let arrow = if step.rework.is_some() { "~>" } else { "->" };
            format!("{} {arrow} {}{share}", step.from, step.to)
        });
        starts.chain(moves).collect::<Vec<_>>().join(", ")
    }

    fn put_into(process: &SalesProcess, purpose: &Purpose) -> Option<SalesProcess> {
        let facts = Facts::of(process, &process.pipelines()[0]);
        let edits = insert(&facts, purpose, Stage::new("new", "New").purpose(purpose.clone()))?;
        Some(Fix::new(Safety::Suggested, "", edits).apply(process).unwrap())
    }

    /// What becomes of a sketch, as one.
    #[track_caller]
    fn check(purpose: &str, sketch: &str, expected: &str) {
        let fixed = put_into(&read(sketch), &purpose.parse().unwrap());
        assert_eq!(fixed.map_or("nothing".into(), |p| sketched(&p.pipelines()[0])), expected);
    }

    #[test]
    fn before_what_comes_after_it() {
        check(
            "needs_discovery",
            "start -> a -> offer -> won\na -> lost\noffer {\"purpose\": \"proposal\"}",
            "start -> a, a -> new, offer -> won, a -> lost, new -> offer",
        );
        check(
            "payment_tracking",
            "start -> a -> offer -> won\na -> lost\noffer {\"purpose\": \"proposal\"}",
            "start -> a, a -> offer, offer -> new, a -> lost, new -> won",
        );
        check("trial", "start -> a\na -> lost", "nothing");
        check("trial", "a -> won", "nothing");
    }

    #[test]
    fn several_ways_come_together_in_it() {
        check(
            "needs_discovery",
            "start -> a -> b -> offer -> won\na -> offer\na -> c -> won\n\
             offer {\"purpose\": \"proposal\"}",
            "start -> a, a -> new, b -> offer, offer -> won, c -> won, new -> b, new -> offer, new -> c",
        );
        check(
            "payment_tracking",
            "start -> a -> b -> won\na -> won\na ~> a",
            "start -> a, a -> b, b -> new, a -> new, a ~> a, new -> won",
        );
    }

    #[test]
    fn shares_are_kept() {
        let shares = r#"process {"pipelines": [{"id": "main",
            "stages": [{"id": "a", "start": true}, {"id": "b", "purpose": "proposal"},
                       {"id": "c", "purpose": "contract"}],
            "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
            "moves": [{"from": "a", "to": "b", "probability": 0.375}, {"from": "a", "to": "c", "probability": 0.125},
                      {"from": "a", "to": "lost", "probability": 0.5},
                      {"from": "b", "to": "won"}, {"from": "c", "to": "won"}]}]}"#
            .replace('\n', " ");
        check(
            "trial",
            &shares,
            "start -> a, a -> new 0.5, a -> lost 0.5, b -> won, c -> won, new -> b 0.75, new -> c 0.25",
        );
    }

    #[test]
    fn shares_that_make_no_whole_are_split_as_they_are() {
        // Twice as many deals as there are: of those, an eighth goes to the offer.
        let shares = r#"process {"pipelines": [{"id": "main",
            "stages": [{"id": "a", "start": true}, {"id": "b", "purpose": "proposal"}],
            "outcomes": [{"id": "won", "kind": "won"}],
            "moves": [{"from": "a", "to": "b", "probability": 0.25}, {"from": "a", "to": "won", "probability": 0.75},
                      {"from": "a", "to": "won", "probability": 1}, {"from": "b", "to": "won"}]}]}"#
            .replace('\n', " ");
        check(
            "trial",
            &shares,
            "start -> a, a -> new 1, b -> won, new -> b 0.125, new -> won 0.875",
        );
    }

    #[test]
    fn a_deal_that_begins_behind_it_gets_no_way_past_the_rest() {
        // Without this, a deal could begin with the new stage and be won
        // without needs discovery.
        check(
            "proposal",
            "start -> pay\nstart -> discovery -> won\ndiscovery -> pay\n\
             pay {\"purpose\": \"payment_tracking\"}\ndiscovery {\"purpose\": \"needs_discovery\"}",
            "start -> pay, start -> discovery, discovery -> new, discovery -> pay, new -> won",
        );
    }

    #[test]
    fn what_it_needs_comes_before_it() {
        let paid_on_signing =
            "start -> sign -> won\nsign {\"purpose\": [\"contract\", \"payment_tracking\"]}";
        check("onboarding", paid_on_signing, "start -> sign, sign -> new, new -> won");
        let after = "process {\"profile\": {\"payment_depends_on_onboarding\": true}}\n";
        check("onboarding", &format!("{after}{paid_on_signing}"), "start -> sign, sign -> won");
        let apart = "start -> sign -> pay -> won\nsign {\"purpose\": \"contract\"}\n\
                     pay {\"purpose\": \"payment_tracking\"}";
        check("onboarding", apart, "start -> sign, sign -> pay, pay -> new, new -> won");
        check(
            "onboarding",
            &format!("{after}{apart}"),
            "start -> sign, sign -> new, pay -> won, new -> pay",
        );
    }

    #[test]
    fn a_deal_that_began_behind_it_begins_with_it() {
        check(
            "needs_discovery",
            "start -> offer -> won\noffer {\"purpose\": \"proposal\"}",
            "start -> new, offer -> won, new -> offer",
        );
    }

    #[test]
    fn what_starts_a_cycle_stands_before_or_beside_the_starts() {
        let plain = "start -> talk -> won\ntalk {\"purpose\": \"qualification\"}";
        check("inbound_request", plain, "start -> new, talk -> won, new -> talk");
        let outbound = "start -> call -> talk -> won\ncall -> lost\n\
                        call {\"purpose\": \"proactive_contact\"}\ntalk {\"purpose\": \"qualification\"}";
        check(
            "inbound_request",
            outbound,
            "start -> call, start -> new, call -> talk, talk -> won, call -> lost, new -> talk",
        );
        check(
            "prospecting",
            outbound,
            "start -> new, call -> talk, talk -> won, call -> lost, new -> call",
        );
        check(
            "partner_management",
            outbound,
            "start -> new, start -> call, call -> talk, talk -> won, call -> lost, new -> call",
        );
        check(
            "proactive_contact",
            "start -> find -> talk -> won\nfind -> lost\nfind {\"purpose\": \"prospecting\"}",
            "start -> find, find -> new, talk -> won, find -> lost, new -> talk",
        );
    }

    #[test]
    fn it_is_worked_like_its_neighbours() {
        let sketch = "start -> a -> b -> won\n\
                      a {\"subprocess\": \"close\", \"role\": \"hunter\"}\n\
                      b {\"purpose\": \"contract\", \"subprocess\": \"close\", \"role\": \"farmer\"}";
        let process = read(sketch);
        let stage = Stage::new("a", "A").subprocess(Subprocess::Qualify);
        let facts = Facts::of(&process, &process.pipelines()[0]);
        let edits = insert(&facts, &Purpose::Trial, stage).unwrap();
        let fixed = Fix::new(Safety::Suggested, "", edits).apply(&process).unwrap();
        let new = &fixed.pipelines()[0].stages()[1];
        assert_eq!((new.id.as_str(), new.role.as_deref()), ("a_2", Some("farmer")));
        assert_eq!(new.subprocess, Some(Subprocess::Close));
    }
}
