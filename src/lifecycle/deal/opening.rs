//! What is demanded of a deal that begins here, opened or adopted.

use super::check::{no_outcome, not_negative, working_stage};
use super::criteria::entry_when_opening;
use super::new::AdoptedPlace;
use super::{AdoptedDeal, DealStatus, DealUnmet, NewDeal, StageRef};
use crate::lifecycle::date::{happened, planned, possible};
use crate::lifecycle::{Act, DateOf};
use crate::process::{Case, OutcomeKind, Pipeline};
use crate::value::{FieldOwner, StageId};

/// A deal about to be opened at a stage of a pipeline, its demands checked
/// together with those of every other move.
pub(super) fn opening(
    new: &mut NewDeal,
    pipeline: &Pipeline,
    stage: &StageRef,
    act: &Act,
    unmet: &mut Vec<DealUnmet>,
) {
    new_deal(new, pipeline, unmet);
    let close = new.expected_close.and_then(|day| planned(DateOf::ExpectedClose, day, act));
    unmet.extend(close.map(DealUnmet::from));
    let Some(key) = working_stage(pipeline, stage, unmet) else { return };
    entry_when_opening(new, pipeline, key, stage, act, unmet);
    let evidenced = new.evidence.as_ref().is_some_and(|evidence| !evidence.is_blank());
    let is_start = pipeline.working_stage(key).is_some_and(|s| s.start);
    if is_start || evidenced {
        return;
    }
    let left_out: Vec<StageId> = pipeline
        .skipped_when_opening_at(key)
        .into_iter()
        .filter_map(|skipped| pipeline.id_of(skipped).cloned())
        .collect();
    if !left_out.is_empty() {
        unmet.push(DealUnmet::OpeningStage { stage: stage.id().clone(), left_out });
    }
}

fn new_deal(new: &mut NewDeal, pipeline: &Pipeline, unmet: &mut Vec<DealUnmet>) {
    let faults = new.fields.check(FieldOwner::Deal, pipeline.fields());
    unmet.extend(faults.into_iter().map(DealUnmet::from));
    let find = |field: &str| new.fields.get(field);
    let case = Case::new(new.kind).amount(new.amount).fields(&find);
    if let Some(segment) = pipeline.segment().filter(|s| !s.when.holds(&case).unwrap_or(false)) {
        let (pipeline, segment) = (pipeline.id().clone(), segment.label.clone());
        unmet.push(DealUnmet::Segment { pipeline, segment });
    }
    if !pipeline.is_for(new.kind) {
        unmet.push(DealUnmet::Kind { pipeline: pipeline.id().clone(), kind: new.kind });
    }
    if let Some(amount) = new.amount {
        not_negative(amount, unmet);
    }
}

/// A deal that has lived elsewhere, about to be adopted. What was demanded of
/// it there is not demanded again; that it can be so is checked by the machine.
pub(super) fn adoption(
    adopted: &mut AdoptedDeal,
    pipeline: &Pipeline,
    stage: StageRef,
    act: &Act,
    unmet: &mut Vec<DealUnmet>,
) {
    new_deal(&mut adopted.new, pipeline, unmet);
    working_stage(pipeline, &stage, unmet);
    for (at, which) in
        [(adopted.opened_at, DateOf::Opening), (adopted.in_stage_since, DateOf::Entering)]
    {
        unmet.extend(happened(which, act.day_of(at), None, act).map(DealUnmet::from));
    }
    let owners = adopted.earlier_owners.iter().map(|earlier| earlier.from);
    let owners = owners.chain(adopted.owner_since).map(|from| (DateOf::Owner, from));
    let due = adopted.schedule.iter().map(|part| (DateOf::Instalment, part.due));
    let close = adopted.new.expected_close.map(|day| (DateOf::ExpectedClose, day));
    let days = owners.chain(due).chain(close);
    unmet.extend(days.filter_map(|(which, day)| possible(which, day)).map(DealUnmet::from));
    match &mut adopted.state {
        DealStatus::OnHold(hold) => {
            unmet.extend(possible(DateOf::Hold, hold.until).map(DealUnmet::from));
        }
        DealStatus::Won(won) | DealStatus::Completed(super::Completed { won }) => {
            let opened = act.day_of(adopted.opened_at);
            let fault = happened(DateOf::Closing, won.on, Some(opened), act);
            unmet.extend(fault.map(DealUnmet::from));
        }
        DealStatus::Lost(lost) => {
            lost.reason.free = !pipeline.lost_reasons().contains(&lost.reason.code);
        }
        _ => {}
    }
    let won = |id: &&StageId| pipeline.key(id.as_str()).is_some_and(|key| pipeline.is_won(key));
    if let Some(outcome) = adopted.outcome.as_ref().filter(|id| !won(id)) {
        unmet.push(no_outcome(pipeline, outcome, OutcomeKind::Won));
    }
    adopted.place = Some(AdoptedPlace {
        pipeline: pipeline.id().clone(),
        revision: pipeline.revision(),
        stage,
    });
}
