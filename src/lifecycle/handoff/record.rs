//! What a handoff is in every state, and what comes of it.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Completed, Handoff, NewHandoff};
use crate::lifecycle::Note;
use crate::process::CreditSplit;
use crate::value::{CustomerId, HandoffId, Money, Percent, PersonId};

/// What a handoff is in every state: of which customer, from which hunter,
/// since when due and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HandoffRecord {
    pub(super) id: HandoffId,
    pub(super) customer: CustomerId,
    pub(super) hunter: PersonId,
    pub(super) due_at: DateTime<Utc>,
    pub(super) why: Note,
    /// How often it was offered.
    pub(super) offers: u32,
    /// When it came into its state.
    pub(super) since: DateTime<Utc>,
    /// Since when it lives here, where it has lived elsewhere before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) adopted_at: Option<DateTime<Utc>>,
    /// Its id elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
}

impl HandoffRecord {
    pub(super) fn new(new: &NewHandoff, at: DateTime<Utc>) -> Self {
        Self {
            id: new.id.clone(),
            customer: new.customer.clone(),
            hunter: new.hunter.clone(),
            due_at: new.due_at,
            why: new.why.clone(),
            offers: 0,
            since: at,
            adopted_at: None,
            external_id: None,
        }
    }

    /// The handoff's id.
    pub fn id(&self) -> &HandoffId {
        &self.id
    }

    /// Who is handed over.
    pub fn customer(&self) -> &CustomerId {
        &self.customer
    }

    /// Who has won the customer.
    pub fn hunter(&self) -> &PersonId {
        &self.hunter
    }

    /// Since when it is due, by the policy.
    pub fn due_at(&self) -> DateTime<Utc> {
        self.due_at
    }

    /// Why it is due.
    pub fn why(&self) -> &Note {
        &self.why
    }

    /// Since when it lives here, where it was adopted; `None` where it was
    /// begun here.
    pub fn adopted_at(&self) -> Option<DateTime<Utc>> {
        self.adopted_at
    }

    /// Its id in the system it came from, if known.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    /// How often it was offered.
    pub fn offers(&self) -> u32 {
        self.offers
    }

    /// When it came into its state.
    pub fn since(&self) -> DateTime<Utc> {
        self.since
    }
}

/// How the credit for what a customer buys is shared until a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// The hunter's part; the farmer has the rest of the whole.
    pub hunter_percent: Percent,
    /// The day from which on the farmer has all of it.
    pub until: NaiveDate,
}

impl Credit {
    /// The months are added by the calendar, to the last day of a shorter
    /// month; past the end of the calendar it is shared for good.
    pub(super) fn of(split: CreditSplit, from: NaiveDate) -> Self {
        let months = Months::new(split.until_months.count());
        let until = from.checked_add_months(months).unwrap_or(NaiveDate::MAX);
        Self { hunter_percent: split.hunter_percent, until }
    }
}

/// What comes of a completed handoff: another owner from a day on
/// ([`Customer::change_owner`](crate::lifecycle::customer::Customer::change_owner)),
/// and how the credit is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handover {
    /// Who was handed over.
    pub customer: CustomerId,
    /// Who had the customer until then.
    pub hunter: PersonId,
    /// Who has the customer.
    pub farmer: PersonId,
    /// The first day that is the farmer's.
    pub from: NaiveDate,
    /// How the credit is shared; the farmer has all of it where absent.
    pub credit: Option<Credit>,
}

impl Handover {
    /// The hunter's and the farmer's part of what the customer buys on a day.
    /// They always add up to the whole. Before the first day that is the
    /// farmer's, the hunter has all of it.
    pub fn share(&self, amount: Money, on: NaiveDate) -> (Money, Money) {
        let hunter = match self.credit {
            _ if on < self.from => Percent::WHOLE,
            Some(credit) if on < credit.until => credit.hunter_percent,
            _ => Percent::ZERO,
        };
        hunter.split(amount)
    }
}

impl Handoff<Completed> {
    /// What comes of it: the change of the owner, and of the credit.
    pub fn handover(&self) -> Handover {
        let (record, state) = (self.record(), self.state());
        Handover {
            customer: record.customer.clone(),
            hunter: record.hunter.clone(),
            farmer: state.farmer.clone(),
            from: state.from,
            credit: state.credit,
        }
    }
}
