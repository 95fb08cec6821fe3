//! The moves of a handoff with what is supplied for them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    AdoptedHandoff, Credit, HandoffMachine, HandoffVerb, Load, Missing, NewHandoff, Package,
    Recipient,
};
use crate::lifecycle::Note;
use crate::lifecycle::words::command;
use crate::value::PersonId;

/// A move of a handoff with what is supplied for it; also what its entry
/// holds.
///
/// All of them may come from a client but `due` and `adopt`: how much the farmer
/// holds and how the credit is shared is filled in from the
/// [`HandoffRules`](super::HandoffRules) when the move is made, whatever the
/// command says. A move that needs nothing may be its name alone, as in
/// `"escalate"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum HandoffCommand {
    /// Due: the entry every handoff begins with.
    Due(NewHandoff),
    /// Adopted from elsewhere: the entry that such a handoff begins with.
    Adopt(Box<AdoptedHandoff>),
    /// Offer the customer to a farmer or a role.
    Offer {
        /// Who it is offered to.
        to: Recipient,
        /// What comes along with the customer.
        package: Package,
        /// The last day to answer; the last that the process gives where
        /// none is named. In an entry there always is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<NaiveDate>,
    },
    /// Take the customer. The person who acts is the farmer.
    Accept {
        /// How many customers the farmer holds, and can hold; filled in from
        /// the rules.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        load: Option<Load>,
    },
    /// Say what is missing. The person who acts is the one who declines.
    Decline(Missing),
    /// Bring before the head of sales.
    Escalate {},
    /// Decide who takes the customer. The person who acts is the head of
    /// sales.
    Assign {
        /// Who takes the customer.
        farmer: PersonId,
        /// Why.
        reason: Note,
    },
    /// Introduce the farmer to the customer.
    Complete {
        /// The evidence of the warm introduction.
        introduction: Note,
        /// The first day that is the farmer's.
        from: NaiveDate,
        /// How the credit is shared. The policy says so: whatever is asked
        /// for here, the entry holds what follows from the policy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit: Option<Credit>,
    },
    /// Call it off.
    Cancel {
        /// Why.
        reason: Note,
    },
    /// Remove personal data: all free text. What the entries before hold of it
    /// is to be removed too, see [`Entry::redact`](crate::lifecycle::Entry::redact).
    Erase {},
}

command!(HandoffCommand of HandoffMachine);

impl HandoffCommand {
    pub(crate) fn verb(&self) -> Option<HandoffVerb> {
        Some(match self {
            Self::Due(_) | Self::Adopt(_) => return None,
            Self::Offer { .. } => HandoffVerb::Offer,
            Self::Accept { .. } => HandoffVerb::Accept,
            Self::Decline(_) => HandoffVerb::Decline,
            Self::Escalate {} => HandoffVerb::Escalate,
            Self::Assign { .. } => HandoffVerb::Assign,
            Self::Complete { .. } => HandoffVerb::Complete,
            Self::Cancel { .. } => HandoffVerb::Cancel,
            Self::Erase {} => HandoffVerb::Erase,
        })
    }

    // Of a handoff the next move is the correction: decline, cancel.
    #[allow(clippy::unused_self, reason = "asked of every command")]
    fn taken_back(&self) -> Option<u32> {
        None
    }

    fn redact(&mut self) {
        match self {
            Self::Adopt(adopted) => adopted.redact(),
            Self::Due(new) => new.why.redact(),
            Self::Offer { package, .. } => package.redact(),
            Self::Decline(missing) => missing.redact(),
            Self::Assign { reason, .. } | Self::Cancel { reason } => reason.redact(),
            Self::Complete { introduction, .. } => introduction.redact(),
            Self::Accept { .. } | Self::Escalate {} | Self::Erase {} => {}
        }
    }
}
