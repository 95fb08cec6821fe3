//! What the criteria of stages demand, and what is said to meet one.

use super::check::{Checking, working_stage};
use super::{DealUnmet, Given, NewDeal, StageRef};
use crate::lifecycle::words::Hint;
use crate::lifecycle::{Act, Note};
use crate::process::{Case, ConditionError, Criterion, CriterionKind, Pipeline, StageKey};
use crate::value::{CriterionId, RoleId, StageId};

/// What is demanded to come into the stage that a deal opens at: a statement is
/// met by the evidence given with it, an approval by whoever opens it.
pub(super) fn entry_when_opening(
    new: &NewDeal,
    pipeline: &Pipeline,
    key: StageKey,
    stage: &StageRef,
    act: &Act,
    unmet: &mut Vec<DealUnmet>,
) {
    let Some(found) = pipeline.working_stage(key) else { return };
    let find = |field: &str| new.fields.get(field);
    let case = Case::new(new.kind).amount(new.amount).fields(&find);
    let evidenced = new.evidence.as_ref().is_some_and(|evidence| !evidence.is_blank());
    let met = |criterion: &Criterion| match criterion.kind() {
        CriterionKind::Statement => evidenced,
        CriterionKind::Field(field) => new.fields.get(field).is_some(),
        CriterionKind::Approval(roles) => acting_role(act, roles).is_some(),
    };
    for criterion in &found.entry_criteria {
        unmet.extend(not_met(criterion, stage.id(), pipeline, &case, true, met));
    }
}

/// The role in which somebody acts that is one of those that may approve.
fn acting_role<'a>(act: &'a Act, roles: &[String]) -> Option<&'a RoleId> {
    act.roles().iter().find(|role| roles.iter().any(|named| role.as_str() == named))
}

/// Why a criterion stands in the way, if it is demanded and not met.
fn not_met(
    criterion: &Criterion,
    stage: &StageId,
    pipeline: &Pipeline,
    case: &Case<'_>,
    entry: bool,
    met: impl Fn(&Criterion) -> bool,
) -> Option<DealUnmet> {
    let (stage, name) = (stage.clone(), criterion.id.clone());
    match criterion.applies(case) {
        Ok(false) => return None,
        Err(ConditionError::Currency { expected, found }) => {
            return Some(if entry {
                DealUnmet::EntryCondition { stage, criterion: name, expected, found }
            } else {
                DealUnmet::ExitCondition { stage, criterion: name, expected, found }
            });
        }
        Ok(true) if met(criterion) => return None,
        Ok(true) => {}
    }
    Some(match (criterion.kind(), entry) {
        (CriterionKind::Field(field), entry) => {
            let known = pipeline.fields().get(field);
            let label = known.map_or(field, |def| def.label_or_id()).into();
            let (criterion, field) = (name, field.to_owned());
            if entry {
                DealUnmet::EntryField { stage, criterion, field, label }
            } else {
                DealUnmet::ExitField { stage, criterion, field, label }
            }
        }
        (CriterionKind::Approval(roles), entry) => {
            let (criterion, text, roles) = (name, criterion.text.as_str().into(), roles.to_vec());
            if entry {
                DealUnmet::EntryApproval { stage, criterion, text, roles }
            } else {
                DealUnmet::ExitApproval { stage, criterion, text, roles }
            }
        }
        (CriterionKind::Statement, true) => DealUnmet::EntryCriterion {
            stage,
            criterion: name,
            text: criterion.text.as_str().into(),
        },
        (CriterionKind::Statement, false) => DealUnmet::ExitCriterion {
            stage,
            criterion: name,
            text: criterion.text.as_str().into(),
        },
    })
}

impl Checking<'_> {
    pub(super) fn exit_criteria(&mut self, pipeline: &Pipeline, here: StageKey) {
        let Some(stage) = pipeline.working_stage(here) else { return };
        let record = self.record;
        for criterion in &stage.exit_criteria {
            let plain = criterion.field.is_none() && criterion.when.is_none();
            if !(plain && record.is_met_here(&criterion.id)) {
                self.criterion(criterion, record.stage.id(), pipeline, false);
            }
        }
    }

    pub(super) fn entry_criteria(&mut self, pipeline: &Pipeline, target: StageKey, to: &StageRef) {
        let Some(stage) = pipeline.working_stage(target) else { return };
        for criterion in &stage.entry_criteria {
            self.criterion(criterion, to.id(), pipeline, true);
        }
    }

    /// Out of the way of criteria that are plainly met, which are most.
    #[cold]
    #[inline(never)]
    fn criterion(
        &mut self,
        criterion: &Criterion,
        stage: &StageId,
        pipeline: &Pipeline,
        entry: bool,
    ) {
        let (record, rules) = (self.record, self.rules);
        let find = |field: &str| {
            let of_customer = || rules.customer.and_then(|customer| customer.fields().get(field));
            let of_lead = || rules.lead.and_then(|lead| lead.fields().get(field));
            record.fields.get(field).or_else(of_customer).or_else(of_lead)
        };
        let case = Case::new(record.kind).amount(record.amount).fields(&find);
        let met = |criterion: &Criterion| match criterion.kind() {
            CriterionKind::Field(field) => find(field).is_some(),
            CriterionKind::Statement | CriterionKind::Approval(_) => {
                record.is_met(stage.as_str(), &criterion.id)
            }
        };
        self.unmet.extend(not_met(criterion, stage, pipeline, &case, entry, met));
    }

    pub(super) fn satisfy(&mut self, given: &mut Given) {
        let blank = given.evidence.as_ref().is_none_or(|evidence| evidence.is_blank());
        given.role = None;
        let Some(pipeline) = self.pipeline() else {
            if blank {
                self.unmet.push(DealUnmet::Evidence);
            }
            return;
        };
        let stage = given.stage.get_or_insert_with(|| self.record.stage.id().clone());
        let found = StageRef::from(stage.clone());
        let key = working_stage(pipeline, &found, self.unmet);
        let Some(found) = key.and_then(|key| pipeline.working_stage(key)) else {
            if blank {
                self.unmet.push(DealUnmet::Evidence);
            }
            return;
        };
        let criteria = || found.exit_criteria.iter().chain(&found.entry_criteria);
        let known = criteria().find(|criterion| given.criterion.as_str() == criterion.id);
        match known.map(Criterion::kind) {
            None => {
                let hint = Hint::of(given.criterion.as_str(), criteria().map(|c| c.id.as_str()));
                let (stage, criterion) = (stage.clone(), given.criterion.clone());
                self.unmet.push(DealUnmet::Criterion { stage, criterion, hint });
                if blank {
                    self.unmet.push(DealUnmet::Evidence);
                }
            }
            Some(CriterionKind::Statement) if blank => self.unmet.push(DealUnmet::Evidence),
            Some(CriterionKind::Statement) => {}
            Some(CriterionKind::Field(field)) => {
                let (criterion, field) = (given.criterion.clone(), field.to_owned());
                self.unmet.push(DealUnmet::ByField { criterion, field });
            }
            Some(CriterionKind::Approval(roles)) => {
                given.role = acting_role(self.act, roles).cloned();
                if given.role.is_none() {
                    let (criterion, roles) = (given.criterion.clone(), roles.to_vec());
                    self.unmet.push(DealUnmet::Approval { criterion, roles });
                }
            }
        }
    }

    pub(super) fn retract(
        &mut self,
        stage: &mut Option<StageId>,
        criterion: &CriterionId,
        reason: &Note,
    ) {
        self.reason(reason);
        let stage = stage.get_or_insert_with(|| self.record.stage.id().clone());
        if !self.record.is_met(stage.as_str(), criterion.as_str()) {
            let (stage, criterion) = (stage.clone(), criterion.clone());
            self.unmet.push(DealUnmet::NotMet { stage, criterion });
        }
    }
}
