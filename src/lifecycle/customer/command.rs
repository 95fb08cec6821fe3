//! The moves of a customer with what is supplied for them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AdoptedCustomer, CustomerMachine, CustomerVerb, NewCustomer, RegularVerdict, RiskReason,
};
use crate::lifecycle::words::command;
use crate::lifecycle::{Interaction, Note};
use crate::value::text::is_false;
use crate::value::{CustomerId, FieldValue, LeadId, Money, Order, OrderId, PersonId, ProcessId};

/// What is recorded of an order: which, whose, when, how much. Its lines stay
/// with the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlacedOrder {
    /// The order.
    pub id: OrderId,
    /// Whose order it is.
    pub customer: CustomerId,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// The sum of its lines; a return where it is not above zero.
    pub total: Money,
}

impl From<&Order> for PlacedOrder {
    fn from(order: &Order) -> Self {
        Self {
            id: order.id().clone(),
            customer: order.customer().clone(),
            placed_at: order.placed_at(),
            total: order.total(),
        }
    }
}

/// What resolved a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Recovery {
    /// An order.
    Order(PlacedOrder),
    /// A contact that cleared things up.
    Contact(Interaction),
    /// What was merely recorded since: an order, where the risk was one that
    /// did not come, or a contact, where nobody was in contact.
    Recorded,
}

impl From<&Order> for Recovery {
    fn from(order: &Order) -> Self {
        Self::Order(order.into())
    }
}

impl From<Interaction> for Recovery {
    fn from(contact: Interaction) -> Self {
        Self::Contact(contact)
    }
}

/// A change of what is known of a customer, possible in every state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerAmendment {
    /// The sales process it is sold to by; none where the company has one.
    Process(Option<ProcessId>),
    /// What stands in a field of the company.
    Field {
        /// The field.
        field: String,
        /// What stands in it; left out, nothing does any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<FieldValue>,
        /// Whether an erasure removes it; filled in when it is made.
        #[serde(default, skip_serializing_if = "is_false")]
        personal: bool,
    },
}

/// A move of a customer with what is supplied for it; also what its entry
/// holds.
///
/// From a client may come those without an order (`register` and `adopt` apart):
/// what the regular policy says, and by when an order was due, comes from the
/// [`CustomerRules`](super::CustomerRules) and is filled in when the move is
/// made, whatever the command says. An order is a fact of the shop's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerCommand {
    /// Registered as a prospect: the entry every customer begins with.
    Register(NewCustomer),
    /// Adopted from elsewhere: the entry that such a customer begins with.
    Adopt(Box<AdoptedCustomer>),
    /// Count as a customer from the first order on.
    FirstOrder {
        /// The order.
        order: PlacedOrder,
    },
    /// Count as regular.
    BecomeRegular {
        /// What the regular policy says; filled in from the rules.
        #[serde(default)]
        verdict: RegularVerdict,
    },
    /// Count as one that may be lost.
    AtRisk {
        /// Why.
        reason: RiskReason,
    },
    /// Count as regular no more.
    Demote {
        /// What the regular policy says; filled in from the rules.
        #[serde(default)]
        verdict: RegularVerdict,
    },
    /// Count as before the risk.
    Recover(Recovery),
    /// Count as lost.
    Lapse {
        /// Why.
        reason: Note,
    },
    /// Count as a customer again, by an order.
    WinBack {
        /// The order.
        order: PlacedOrder,
        /// What the regular policy says, the order included; filled in from
        /// the rules.
        #[serde(default)]
        verdict: RegularVerdict,
    },
    /// Record an order or a return.
    RecordOrder {
        /// The order.
        order: PlacedOrder,
    },
    /// Record an interaction.
    Interact(Interaction),
    /// Give to another owner from a day on.
    ChangeOwner {
        /// The new owner.
        owner: PersonId,
        /// The first day that is the new owner's.
        from: NaiveDate,
    },
    /// Set the day of renewal.
    SetRenewal {
        /// The day; none where there is nothing to renew any more. Left out,
        /// it is not none but an error.
        #[serde(deserialize_with = "Option::deserialize")]
        on: Option<NaiveDate>,
    },
    /// Record a lead that the customer recommended us to.
    Refer {
        /// The lead.
        lead: LeadId,
    },
    /// Change what is known of it.
    Amend(CustomerAmendment),
    /// End it.
    Close {
        /// Why.
        reason: Note,
    },
    /// Take up again what was ended.
    Reopen {
        /// Why.
        reason: Note,
    },
    /// Go on as another customer.
    Merge {
        /// The customer that goes on.
        into: CustomerId,
    },
    /// Remove personal data: all free text. What the entries before hold of it
    /// is to be removed too, see [`Entry::redact`](crate::lifecycle::Entry::redact).
    Erase {},
}

command!(CustomerCommand of CustomerMachine);

impl CustomerCommand {
    pub(crate) fn verb(&self) -> Option<CustomerVerb> {
        Some(match self {
            Self::Register(_) | Self::Adopt(_) => return None,
            Self::FirstOrder { .. } => CustomerVerb::FirstOrder,
            Self::BecomeRegular { .. } => CustomerVerb::BecomeRegular,
            Self::AtRisk { .. } => CustomerVerb::AtRisk,
            Self::Demote { .. } => CustomerVerb::Demote,
            Self::Recover(_) => CustomerVerb::Recover,
            Self::Lapse { .. } => CustomerVerb::Lapse,
            Self::WinBack { .. } => CustomerVerb::WinBack,
            Self::RecordOrder { .. } => CustomerVerb::RecordOrder,
            Self::Interact(_) => CustomerVerb::Interact,
            Self::ChangeOwner { .. } => CustomerVerb::ChangeOwner,
            Self::SetRenewal { .. } => CustomerVerb::SetRenewal,
            Self::Refer { .. } => CustomerVerb::Refer,
            Self::Amend(_) => CustomerVerb::Amend,
            Self::Close { .. } => CustomerVerb::Close,
            Self::Reopen { .. } => CustomerVerb::Reopen,
            Self::Merge { .. } => CustomerVerb::Merge,
            Self::Erase {} => CustomerVerb::Erase,
        })
    }

    // The moves of a customer follow from facts and are not taken back.
    #[allow(clippy::unused_self, reason = "asked of every command")]
    fn taken_back(&self) -> Option<u32> {
        None
    }

    fn redact(&mut self) {
        match self {
            Self::Adopt(adopted) => adopted.state.redact(),
            Self::Amend(CustomerAmendment::Field { value, personal: true, .. }) => *value = None,
            Self::Lapse { reason } | Self::Close { reason } | Self::Reopen { reason } => {
                reason.redact();
            }
            Self::Interact(interaction) | Self::Recover(Recovery::Contact(interaction)) => {
                interaction.about.redact();
            }
            Self::Register(_)
            | Self::FirstOrder { .. }
            | Self::BecomeRegular { .. }
            | Self::AtRisk { .. }
            | Self::Demote { .. }
            | Self::Recover(Recovery::Order(_) | Recovery::Recorded)
            | Self::WinBack { .. }
            | Self::RecordOrder { .. }
            | Self::ChangeOwner { .. }
            | Self::SetRenewal { .. }
            | Self::Refer { .. }
            | Self::Amend(_)
            | Self::Merge { .. }
            | Self::Erase {} => {}
        }
    }
}
