//! Deals that have lived elsewhere: [`AdoptedDeal`].

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::check::adoption;
use super::command::redact_given;
use super::record::{DealRecord, Visit};
use super::{
    Abandoned, AnyDeal, Completed, DealCommand, DealRefused, DealStatus, Instalment, Lost,
    NamesStage, NewDeal, Open, Payments, StageRef, Won,
};
use crate::lifecycle::owners::Owners;
use crate::lifecycle::{Act, Ownership, Refused};
use crate::process::Pipeline;
use crate::value::{Money, PipelineId, StageId};

/// A deal that has lived elsewhere, with what is known of it.
///
/// ```
/// use sales_process::lifecycle::Act;
/// use sales_process::lifecycle::deal::{AdoptedDeal, AnyDeal, NewDeal, Won};
/// use sales_process::process::{PipelineDraft, Purpose, Stage};
///
/// let pipeline = PipelineDraft::new("web")
///     .stage(Stage::new("sign", "Sign").purpose(Purpose::Contract).start())
///     .stage(Stage::new("pay", "Payment").purpose(Purpose::PaymentTracking))
///     .won("won").go("sign", "pay").go("pay", "won")
///     .build()?;
/// let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?)
///     .amount("900.00 GBP".parse()?);
/// // Won in January, and half of it paid.
/// let known = AdoptedDeal::new(new, "2025-11-03T09:00:00Z".parse()?)
///     .in_stage_since("2026-01-15T12:00:00Z".parse()?)
///     .received("450.00 GBP".parse()?)
///     .external_id("hubspot-4711")
///     .state(Won { on: "2026-01-15".parse()?, evidence: Some("contract 1/26".into()) });
/// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "import".parse()?);
/// let deal = AnyDeal::adopt(known, &pipeline, "pay", &act)?;
/// assert_eq!(deal.record().due().unwrap().to_string(), "450.00 GBP");
/// assert_eq!(deal.record().entered_at().to_string(), "2026-01-15 12:00:00 UTC");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptedDeal {
    /// The deal.
    pub new: NewDeal,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Since when it stands in its stage; from then on time in stage counts.
    pub in_stage_since: DateTime<Utc>,
    /// Since which day the owner works on it; the day it was opened where
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_since: Option<NaiveDate>,
    /// Who worked on it before, from which day on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_owners: Vec<Ownership>,
    /// What was received, less what went back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Money>,
    /// By when which part is to be paid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Instalment>,
    /// The state it is in.
    pub state: DealStatus,
    /// The outcome of the pipeline it has reached after being won.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<StageId>,
    /// Where it stands; filled in when it is adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<AdoptedPlace>,
}

/// Where an adopted deal stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptedPlace {
    /// The pipeline it runs by.
    pub pipeline: PipelineId,
    /// The pipeline's revision.
    pub revision: u32,
    /// The stage.
    pub stage: StageRef,
}

impl AdoptedDeal {
    /// An open deal, since it was opened in its stage and its owner's.
    pub fn new(new: NewDeal, opened_at: DateTime<Utc>) -> Self {
        Self {
            new,
            external_id: None,
            opened_at,
            in_stage_since: opened_at,
            owner_since: None,
            earlier_owners: Vec::new(),
            received: None,
            schedule: Vec::new(),
            state: DealStatus::Open(Open {}),
            outcome: None,
            place: None,
        }
    }

    /// Sets its id elsewhere.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets since when it stands in its stage.
    #[must_use]
    pub fn in_stage_since(mut self, at: DateTime<Utc>) -> Self {
        self.in_stage_since = at;
        self
    }

    /// Sets since which day the owner works on it.
    #[must_use]
    pub fn owner_since(mut self, day: NaiveDate) -> Self {
        self.owner_since = Some(day);
        self
    }

    /// Sets what was received, less what went back.
    #[must_use]
    pub fn received(mut self, money: Money) -> Self {
        self.received = Some(money);
        self
    }

    /// Sets by when which part is to be paid.
    #[must_use]
    pub fn schedule(mut self, schedule: Vec<Instalment>) -> Self {
        self.schedule = schedule;
        self
    }

    /// Sets the state it is in.
    #[must_use]
    pub fn state(mut self, state: impl Into<DealStatus>) -> Self {
        self.state = state.into();
        self
    }

    pub(super) fn record(&self, at: DateTime<Utc>) -> Option<DealRecord> {
        let AdoptedPlace { pipeline, revision, stage } = self.place.clone()?;
        let new = &self.new;
        let since = self.owner_since.unwrap_or_else(|| self.opened_at.date_naive());
        Some(DealRecord {
            id: new.id.clone(),
            customer: new.customer.clone(),
            lead: new.lead.clone(),
            kind: new.kind,
            owners: Owners::after(&self.earlier_owners, new.owner.clone(), since),
            pipeline,
            revision,
            visits: vec![Visit { stage: stage.id().clone(), times: 1 }],
            stage,
            outcome: self.outcome.clone(),
            opened_at: self.opened_at,
            entered_at: self.in_stage_since,
            passes: Vec::new(),
            met: Vec::new(),
            amount: new.amount,
            expected_close: new.expected_close,
            next_step: None,
            payments: Payments { schedule: self.schedule.clone(), received: self.received },
            last_move: None,
            adopted_at: Some(at),
            external_id: self.external_id.clone(),
        })
    }

    pub(super) fn redact(&mut self) {
        self.new.redact();
        self.state.redact();
    }
}

impl DealStatus {
    /// Whether it stands in no stage any more.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::Abandoned(_) | Self::Completed(_))
    }

    pub(super) fn redact(&mut self) {
        match self {
            Self::OnHold(hold) => hold.reason.redact(),
            Self::Won(Won { evidence, .. })
            | Self::Completed(Completed { won: Won { evidence, .. } }) => redact_given(evidence),
            Self::Lost(Lost { reason, .. }) => reason.redact(),
            Self::Open(_) | Self::Abandoned(Abandoned { .. }) => {}
        }
    }
}

impl AnyDeal {
    /// Adopts a deal that has lived elsewhere, in whatever state, at a stage
    /// of a pipeline. Its first entry says so.
    ///
    /// # Errors
    ///
    /// Refused, with what was given back, where the pipeline has no such
    /// stage or does not serve the kind, where a date lies ahead of the act
    /// (override possible), or where what is told cannot be: won without an
    /// amount, payments in two currencies.
    #[allow(clippy::result_large_err, reason = "what was to be adopted comes back")]
    pub fn adopt(
        adopted: AdoptedDeal,
        pipeline: &Pipeline,
        stage: impl NamesStage,
        act: &Act,
    ) -> Result<Self, DealRefused<AdoptedDeal>> {
        let mut unmet = Vec::new();
        let mut known = adopted.clone();
        match stage.stage_ref(pipeline) {
            Ok(stage) => adoption(&mut known, pipeline, stage, act, &mut unmet),
            Err(unknown) => unmet.push(unknown),
        }
        let (id, to) = (known.new.id.clone(), known.state.state());
        Self::adopted(id, DealCommand::Adopt(Box::new(known)), to, unmet, act)
            .map_err(|refusal| Refused::new(adopted, refusal))
    }
}
