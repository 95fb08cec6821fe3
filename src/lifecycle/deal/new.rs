//! Deals about to begin here: [`NewDeal`], and [`AdoptedDeal`] of those that
//! have lived elsewhere.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::payments::Instalment;
use super::record::StageRef;
use super::{Abandoned, Completed, DealStatus, Lost, Open, Won};
use crate::lifecycle::lead::{Converted, Lead};
use crate::lifecycle::note::{given, redact_in};
use crate::lifecycle::{FilledFields, Note, Ownership};
use crate::process::DealKind;
use crate::value::text::sets;
use crate::value::{CustomerId, DealId, FieldValue, LeadId, Money, PersonId, PipelineId, StageId};

/// A deal about to be opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDeal {
    /// Its id.
    pub id: DealId,
    /// Whose deal it is.
    pub customer: CustomerId,
    /// Who works on it.
    pub owner: PersonId,
    /// What kind of sale it is; new business unless said.
    #[serde(default = "new_business")]
    pub kind: DealKind,
    /// The lead it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<LeadId>,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When it is expected to be closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_close: Option<NaiveDate>,
    /// Evidence for the stages left out by opening further on.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Note>,
    /// What stands in the fields of the company.
    #[serde(default, skip_serializing_if = "FilledFields::is_empty")]
    pub fields: FilledFields,
}

fn new_business() -> DealKind {
    DealKind::NewBusiness
}

impl NewDeal {
    /// A deal of new business, its amount and dates not known yet.
    pub fn new(id: DealId, customer: CustomerId, owner: PersonId) -> Self {
        Self {
            id,
            customer,
            owner,
            kind: DealKind::NewBusiness,
            lead: None,
            amount: None,
            expected_close: None,
            evidence: None,
            fields: FilledFields::default(),
        }
    }

    /// The deal that a lead has become: its id and customer, and the lead it
    /// comes from. It is new business unless another kind is set.
    ///
    /// ```
    /// # use sales_process::lifecycle::{Act, lead::{Converted, Lead}};
    /// use sales_process::lifecycle::deal::NewDeal;
    ///
    /// # fn f(lead: &Lead<Converted>) -> Result<(), Box<dyn std::error::Error>> {
    /// let new = NewDeal::from_lead(lead, "anna".parse()?).amount("900.00 GBP".parse()?);
    /// assert_eq!(new.lead.as_ref(), Some(lead.record().id()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_lead(lead: &Lead<Converted>, owner: PersonId) -> Self {
        let Converted { deal, customer } = lead.state();
        Self::new(deal.clone(), customer.id().clone(), owner).lead(lead.record().id().clone())
    }

    sets! {
        /// Sets the kind of sale.
        kind(kind: DealKind) kind = kind;

        /// Sets the lead it comes from.
        lead(lead: LeadId) lead = Some(lead);

        /// Sets what it is worth.
        amount(amount: Money) amount = Some(amount);

        /// Sets the day it is expected to be closed on.
        expected_close(day: NaiveDate) expected_close = Some(day);
    }

    /// Fills a field of the company.
    #[must_use]
    pub fn field(mut self, field: &str, value: impl Into<FieldValue>) -> Self {
        self.fields.set(field, Some(&value.into()), false);
        self
    }

    /// Gives evidence for the stages left out by opening further on, and for
    /// what is demanded to come into the stage.
    #[must_use]
    pub fn evidence(mut self, evidence: impl Into<Note>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }
}

impl NewDeal {
    pub(super) fn redact(&mut self) {
        redact_in(&mut self.evidence);
        self.fields.redact();
    }
}

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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

    sets! {
        /// Sets its id elsewhere.
        external_id(id: impl Into<String>) external_id = Some(id.into());

        /// Sets since when it stands in its stage.
        in_stage_since(at: DateTime<Utc>) in_stage_since = at;

        /// Sets since which day the owner works on it.
        owner_since(day: NaiveDate) owner_since = Some(day);

        /// Sets what was received, less what went back.
        received(money: Money) received = Some(money);

        /// Sets by when which part is to be paid.
        schedule(schedule: Vec<Instalment>) schedule = schedule;

        /// Sets the state it is in.
        state(state: impl Into<DealStatus>) state = state.into();
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
            | Self::Completed(Completed { won: Won { evidence, .. } }) => redact_in(evidence),
            Self::Lost(Lost { reason, .. }) => reason.redact(),
            Self::Open(_) | Self::Abandoned(Abandoned { .. }) => {}
        }
    }
}
