//! What a deal is in every state.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::payments::{Payments, worth_after_refund};
use super::{DealStatus, StageMap};
use crate::lifecycle::owners::Owners;
use crate::lifecycle::{FilledFields, NextStep, Tenure};
use crate::process::{DealKind, Pipeline, StageKey};
use crate::value::text::is_false;
use crate::value::{
    CriterionId, CustomerId, DealId, IdError, LeadId, Money, PersonId, PipelineId, StageId,
};

/// A stage by its id, with the key it was looked up by, so that it need not
/// be looked up again. Equal, and stored, by the id alone.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "StageId", into = "StageId")]
pub struct StageRef {
    id: StageId,
    key: Option<StageKey>,
}

impl StageRef {
    /// The stage at a key of a pipeline; `None` where there is none.
    #[inline]
    pub fn at(pipeline: &Pipeline, key: StageKey) -> Option<Self> {
        Some(Self { id: pipeline.id_of(key)?.clone(), key: Some(key) })
    }

    /// The id.
    pub fn id(&self) -> &StageId {
        &self.id
    }

    /// Its key in a pipeline: the one it was looked up by, if that still
    /// names it there, or by looking it up.
    #[inline]
    pub(crate) fn key_in(&self, pipeline: &Pipeline) -> Option<StageKey> {
        match self.key {
            Some(key) if pipeline.id_of(key) == Some(&self.id) => Some(key),
            _ => pipeline.key(self.id.as_str()),
        }
    }

    /// Its key in a pipeline, kept for the next time.
    #[inline]
    pub(super) fn resolve(&mut self, pipeline: &Pipeline) -> Option<StageKey> {
        self.key = self.key_in(pipeline);
        self.key
    }
}

impl PartialEq for StageRef {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for StageRef {}

impl fmt::Debug for StageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StageRef({:?})", self.id.as_str())
    }
}

impl fmt::Display for StageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.id, f)
    }
}

impl From<StageId> for StageRef {
    fn from(id: StageId) -> Self {
        Self { id, key: None }
    }
}

impl From<StageRef> for StageId {
    fn from(stage: StageRef) -> Self {
        stage.id
    }
}

impl TryFrom<&str> for StageRef {
    type Error = IdError;
    fn try_from(id: &str) -> Result<Self, IdError> {
        StageId::new(id).map(Self::from)
    }
}

/// How often a deal has come to a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Visit {
    pub(super) stage: StageId,
    pub(super) times: u32,
}

/// How often a deal has taken a rework move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Pass {
    pub(super) from: StageId,
    pub(super) to: StageId,
    pub(super) times: u32,
}

/// All in their order, those that are one now put together.
fn as_one<T, K: Ord>(
    all: impl Iterator<Item = T>,
    key: impl Fn(&T) -> K,
    together: impl Fn(&mut T, T),
) -> Vec<T> {
    let (mut found, mut places): (Vec<T>, _) = (Vec::new(), BTreeMap::new());
    for one in all {
        let place = *places.entry(key(&one)).or_insert(found.len());
        match found.get_mut(place) {
            Some(known) => together(known, one),
            None => found.push(one),
        }
    }
    found
}

/// A criterion that is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Met {
    pub(super) stage: StageId,
    pub(super) criterion: CriterionId,
    /// Present where it is an approval: the amount that was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) approved: Option<Approved>,
}

/// What an approval approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Approved {
    /// The amount at the time; none where it was not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<Money>,
}

impl Approved {
    /// Whether it still covers what the deal is worth.
    fn covers(self, worth: Option<Money>) -> bool {
        match (self.amount, worth) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(approved), Some(worth)) => approved.at_least(worth).unwrap_or(false),
        }
    }
}

/// What was so before the last move of stage or outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LastMove {
    /// The number of its entry.
    pub(super) entry: u32,
    pub(super) stage: StageRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<StageId>,
    pub(super) entered_at: DateTime<Utc>,
    /// It came to a stage, which counts a visit.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) came: bool,
    /// It went along a rework move, which counts a pass.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) rework: bool,
    /// What a change of state changed; none for a move of stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<Box<Before>>,
}

/// What a change of state changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Before {
    pub(super) state: DealStatus,
    /// The amount before, where the move changed it and nobody has since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<Was<Money>>,
    /// The expected close before, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expected_close: Option<Was<NaiveDate>>,
    /// The criteria that a reopening ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) met: Vec<Met>,
    /// What a refund took from the payments received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refunded: Option<Money>,
}

/// A value that may have been absent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Was<T> {
    #[serde(default = "none::<T>", skip_serializing_if = "Option::is_none")]
    pub(super) was: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

/// What a deal is in every state: whose it is, where it stands, how much it
/// is worth, what is paid of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DealRecord {
    pub(super) id: DealId,
    pub(super) customer: CustomerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lead: Option<LeadId>,
    pub(super) kind: DealKind,
    /// INVARIANT: not empty; each from a later day than the one before.
    pub(super) owners: Owners,
    pub(super) pipeline: PipelineId,
    pub(super) revision: u32,
    pub(super) stage: StageRef,
    /// The outcome reached after the last stage, once the deal is won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<StageId>,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) entered_at: DateTime<Utc>,
    pub(super) visits: Vec<Visit>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) passes: Vec<Pass>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) met: Vec<Met>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expected_close: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) next_step: Option<NextStep>,
    #[serde(default)]
    pub(super) payments: Payments,
    #[serde(default, skip_serializing_if = "FilledFields::is_empty")]
    pub(super) fields: FilledFields,
    /// What was so before the last move of stage or outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_move: Option<LastMove>,
    /// Since when it lives here, where it has lived elsewhere before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) adopted_at: Option<DateTime<Utc>>,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
}

/// Why an open deal is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stale {
    /// There is no next step.
    NoNextStep,
    /// The next step should have been done by this day.
    NextStepOverdue(NaiveDate),
    /// It has been in the stage since this instant, longer than the stage's
    /// limit.
    StageLimit(DateTime<Utc>),
}

impl DealRecord {
    /// The deal's id.
    pub fn id(&self) -> &DealId {
        &self.id
    }

    /// Whose deal it is.
    pub fn customer(&self) -> &CustomerId {
        &self.customer
    }

    /// The lead it came from, if it came from one.
    pub fn lead(&self) -> Option<&LeadId> {
        self.lead.as_ref()
    }

    /// What kind of sale it is.
    pub fn kind(&self) -> DealKind {
        self.kind
    }

    /// Who works on it, by the last change of the owner there is, be it of a
    /// day to come; see [`DealRecord::owner_on`].
    pub fn owner(&self) -> &PersonId {
        self.owners.last()
    }

    /// Who works on it on a day; `None` before the first owner's first day.
    pub fn owner_on(&self, day: NaiveDate) -> Option<&PersonId> {
        self.owners.on(day)
    }

    /// Who works on it from which day until which, in the order of time.
    pub fn tenures(&self) -> impl Iterator<Item = Tenure<'_>> {
        self.owners.tenures()
    }

    /// Since when it lives here, where it was adopted; `None` where it was
    /// opened here.
    pub fn adopted_at(&self) -> Option<DateTime<Utc>> {
        self.adopted_at
    }

    /// Its id in the system it came from, if known.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    /// The number of the entry of the last move of stage or outcome, which can
    /// be taken back; `None` where none can.
    pub fn last_move(&self) -> Option<u32> {
        self.last_move.as_ref().map(|last| last.entry)
    }

    /// The pipeline it runs by.
    pub fn pipeline(&self) -> &PipelineId {
        &self.pipeline
    }

    /// The revision of the pipeline it runs by.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The stage it stands in; once ended, the one it last stood in (for a
    /// lost deal: the one it was lost at).
    pub fn stage(&self) -> &StageId {
        self.stage.id()
    }

    /// The outcome of the pipeline it has reached after being won, if any.
    pub fn outcome(&self) -> Option<&StageId> {
        self.outcome.as_ref()
    }

    /// When it was opened.
    pub fn opened_at(&self) -> DateTime<Utc> {
        self.opened_at
    }

    /// When it last came to its stage.
    pub fn entered_at(&self) -> DateTime<Utc> {
        self.entered_at
    }

    /// How often it has come to a stage; 0 for one it has not been in.
    pub fn visits(&self, stage: &str) -> u32 {
        self.visits.iter().find(|v| v.stage == *stage).map_or(0, |v| v.times)
    }

    /// The stages it has been in, in the order it first came to them.
    pub fn visited(&self) -> impl Iterator<Item = &StageId> {
        self.visits.iter().map(|visit| &visit.stage)
    }

    /// How often it has taken the rework move between two stages.
    pub fn passes(&self, from: &str, to: &str) -> u32 {
        self.passes.iter().find(|p| p.from == *from && p.to == *to).map_or(0, |p| p.times)
    }

    /// How often it has taken the rework move from where it stands to a stage.
    pub(super) fn passes_to(&self, to: &StageId) -> u32 {
        self.passes(self.stage.id().as_str(), to.as_str())
    }

    /// Whether a criterion of a stage is met, by evidence or approval.
    pub fn is_met(&self, stage: &str, criterion: &str) -> bool {
        self.met.iter().any(|met| met.criterion == *criterion && met.stage == *stage)
    }

    /// Whether an exit criterion of the stage it stands in is met. Stages
    /// first: ids compare sooner than texts.
    pub(super) fn is_met_here(&self, criterion: &str) -> bool {
        let here = self.stage.id();
        self.met.iter().any(|met| met.stage == *here && met.criterion == *criterion)
    }

    /// What it is worth, if that is known.
    pub fn amount(&self) -> Option<Money> {
        self.amount
    }

    /// The day it is expected to be closed on.
    pub fn expected_close(&self) -> Option<NaiveDate> {
        self.expected_close
    }

    /// What is to be done next.
    pub fn next_step(&self) -> Option<&NextStep> {
        self.next_step.as_ref()
    }

    /// What stands in the fields of the company.
    pub fn fields(&self) -> &FilledFields {
        &self.fields
    }

    /// What is paid and by when the rest is to be.
    pub fn payments(&self) -> &Payments {
        &self.payments
    }

    /// What is still due; `None` while the amount is not known.
    pub fn due(&self) -> Option<Money> {
        self.payments.due(self.amount?).ok()
    }

    /// What should have been paid before a day and is not, by the schedule;
    /// `None` where nothing is overdue. Never more than what is due at all.
    pub fn overdue(&self, day: NaiveDate) -> Option<Money> {
        self.payments.overdue(self.amount, day).ok().flatten()
    }

    /// Why the deal is stale at an instant; empty where it is not. Meant for
    /// deals that are open: what has ended is not stale.
    pub fn stale(&self, pipeline: &Pipeline, at: DateTime<Utc>) -> Vec<Stale> {
        let mut reasons = Vec::new();
        match &self.next_step {
            None => reasons.push(Stale::NoNextStep),
            Some(step) if step.due < at.date_naive() => {
                reasons.push(Stale::NextStepOverdue(step.due));
            }
            Some(_) => {}
        }
        let limit = self
            .stage
            .key_in(pipeline)
            .and_then(|key| pipeline.working_stage(key))
            .and_then(|stage| stage.stale_after_days);
        if limit.is_some_and(|limit| at - self.entered_at > limit.duration()) {
            reasons.push(Stale::StageLimit(self.entered_at));
        }
        reasons
    }

    /// Comes to a stage, and keeps where it came from.
    pub(super) fn enter(&mut self, stage: &StageRef, rework: bool, entry: u32, at: DateTime<Utc>) {
        let id = stage.id();
        match self.visits.iter_mut().find(|visit| visit.stage == *id) {
            Some(visit) => visit.times = visit.times.saturating_add(1),
            None => self.visits.push(Visit { stage: id.clone(), times: 1 }),
        }
        self.last_move = Some(LastMove {
            entry,
            stage: std::mem::replace(&mut self.stage, stage.clone()),
            outcome: self.outcome.take(),
            entered_at: self.entered_at,
            came: true,
            rework,
            before: None,
        });
        self.entered_at = at;
    }

    /// Reaches an outcome after the last stage.
    pub(super) fn reach(&mut self, outcome: &StageId, entry: u32, at: DateTime<Utc>) {
        self.last_move = Some(LastMove {
            entry,
            stage: self.stage.clone(),
            outcome: self.outcome.replace(outcome.clone()),
            entered_at: self.entered_at,
            came: false,
            rework: false,
            before: None,
        });
        self.entered_at = at;
    }

    /// Is worth another amount; approvals of less end.
    pub(super) fn be_worth(&mut self, amount: Option<Money>) {
        self.amount = amount;
        self.met.retain(|met| met.approved.is_none_or(|approved| approved.covers(amount)));
    }

    /// Changes the amount, which taking the last move back leaves alone then.
    pub(super) fn amend_amount(&mut self, amount: Money) {
        self.be_worth(Some(amount));
        if let Some(before) = self.last_move.as_mut().and_then(|last| last.before.as_mut()) {
            before.amount = None;
        }
    }

    /// Counts a pass of the rework move from the stage it stands in.
    pub(super) fn count_pass(&mut self, to: &StageId) {
        let from = self.stage.id();
        match self.passes.iter_mut().find(|p| p.from == *from && p.to == *to) {
            Some(pass) => pass.times = pass.times.saturating_add(1),
            None => self.passes.push(Pass { from: from.clone(), to: to.clone(), times: 1 }),
        }
    }

    /// Every stage and outcome that the record names; some of them twice.
    pub(super) fn places(&self) -> impl Iterator<Item = &StageId> {
        let ends = self.passes.iter().flat_map(|pass| [&pass.from, &pass.to]);
        std::iter::once(self.stage.id())
            .chain(&self.outcome)
            .chain(self.visited())
            .chain(self.met.iter().map(|met| &met.stage))
            .chain(ends)
            .chain(self.last_move.iter().flat_map(|last| {
                let met = last.before.iter().flat_map(|before| before.met.iter());
                std::iter::once(last.stage.id())
                    .chain(&last.outcome)
                    .chain(met.map(|met| &met.stage))
            }))
    }

    /// The outcomes among the places.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = &StageId> {
        self.outcome.iter().chain(self.last_move.iter().filter_map(|last| last.outcome.as_ref()))
    }

    /// Goes over to another revision, or another pipeline. What was counted for
    /// stages that are one now is counted together.
    pub(super) fn migrate(&mut self, map: &StageMap) {
        let moved = |id: &StageId| map.target(id.as_str()).unwrap_or(id).clone();
        self.pipeline = map.to_pipeline().clone();
        self.revision = map.to_revision();
        if let Some(last) = &mut self.last_move {
            last.stage = StageRef::from(moved(last.stage.id()));
            last.outcome = last.outcome.as_ref().map(moved);
            for met in last.before.iter_mut().flat_map(|before| before.met.iter_mut()) {
                met.stage = moved(&met.stage);
            }
        }
        self.stage = StageRef::from(moved(self.stage.id()));
        self.outcome = self.outcome.as_ref().map(moved);
        let visits = self.visits.drain(..);
        self.visits = as_one(
            visits.map(|visit| Visit { stage: moved(&visit.stage), ..visit }),
            |visit| visit.stage.clone(),
            |known, visit| known.times = known.times.saturating_add(visit.times),
        );
        let passes = self.passes.drain(..);
        self.passes = as_one(
            passes.map(|pass| Pass { from: moved(&pass.from), to: moved(&pass.to), ..pass }),
            |pass| (pass.from.clone(), pass.to.clone()),
            |known, pass| known.times = known.times.saturating_add(pass.times),
        );
        let met = self.met.drain(..);
        self.met = as_one(
            met.map(|met| Met { stage: moved(&met.stage), ..met }),
            |met| (met.stage.clone(), met.criterion.clone()),
            |known, met| known.approved = met.approved,
        );
    }

    /// Gives money back. The deal is worth so much less, except for what was
    /// paid beyond its worth.
    pub(super) fn give_back(&mut self, money: Money) {
        let worth = worth_after_refund(self.amount, self.payments.received, money);
        self.be_worth(worth);
        self.payments.book(money.negated());
    }

    pub(super) fn meet(
        &mut self,
        stage: &StageId,
        criterion: &CriterionId,
        approved: Option<Approved>,
    ) {
        let known = |met: &&mut Met| met.criterion == *criterion && met.stage == *stage;
        if let Some(met) = self.met.iter_mut().find(known) {
            met.approved = approved;
        } else {
            let (stage, criterion) = (stage.clone(), criterion.clone());
            self.met.push(Met { stage, criterion, approved });
        }
    }

    pub(super) fn retract(&mut self, stage: &StageId, criterion: &CriterionId) {
        self.met.retain(|met| met.criterion != *criterion || met.stage != *stage);
    }
}
