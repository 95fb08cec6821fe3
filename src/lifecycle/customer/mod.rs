//! Customers: from the first order to a regular one, and what to do before
//! one is lost.
//!
//! A customer begins as a prospect and is New with the first order. Whether
//! and since when it is Regular is for the policy to say
//! ([`RegularVerdict`]); whether it is at risk is checked against its own
//! record and the [`CustomerRules`].
//!
//! ```
//! use sales_process::lifecycle::customer::{
//!     AtRisk, Customer, CustomerRules, NewCustomer, RegularVerdict, RiskReason,
//! };
//! use sales_process::lifecycle::{Act, Interaction, InteractionKind};
//! use sales_process::{Line, Order};
//!
//! let rules = CustomerRules::default().contact_every_days(30);
//! let on = |day: &str| -> Result<Act, Box<dyn std::error::Error>> {
//!     Ok(Act::new(format!("{day}T12:00:00Z").parse()?, "anna".parse()?))
//! };
//! let line = Line::new("P-7".parse()?, "900.00 GBP".parse()?);
//! let order =
//!     Order::new("O-1".parse()?, "acme".parse()?, "2026-03-02T09:00:00Z".parse()?, vec![line])?;
//!
//! let new = NewCustomer::new("acme".parse()?, "anna".parse()?);
//! let customer = Customer::register(new, &on("2026-03-01")?);
//! let customer = customer.first_order(&order, &on("2026-03-02")?)?;
//! let regular = RegularVerdict { due_at: Some(order.placed_at()), holds: true };
//! let customer = customer.become_regular(rules, regular, &on("2026-03-03")?)?;
//!
//! let call = Interaction::outbound(InteractionKind::Call, "how the first delivery went");
//! let customer = customer.interact(call, &on("2026-03-10")?)?;
//! let refused = customer.at_risk(rules, RiskReason::NoContact, &on("2026-04-01")?).unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "the customer cannot make the move `at_risk`: the next contact has time until 2026-04-09 12:00:00 UTC"
//! );
//! let customer: Customer<AtRisk> =
//!     refused.entity.at_risk(rules, RiskReason::NoContact, &on("2026-04-10")?)?;
//! let call = Interaction::outbound(InteractionKind::Call, "apologised; all is well");
//! assert_eq!(customer.recover(call, &on("2026-04-11")?)?.state().to_string(), "regular");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`status`] makes the moves that follow, for the whole base, in one call.
//!
//! Invariants: a customer that is New or further on has ordered; one that is
//! Regular says since when; every day from the first has one owner; acts come
//! in the order of time. Days are those of UTC.

mod check;
mod command;
mod record;
mod rules;
#[cfg(feature = "loyalty")]
pub mod status;
mod typed;

pub use check::CustomerUnmet;
pub use command::{CustomerCommand, NewCustomer, PlacedOrder, Recovery};
pub use record::{CustomerRecord, Ownership, Tenure};
pub use rules::{CustomerRules, RegularVerdict, RiskReason};

use serde::{Deserialize, Serialize};

use super::Note;
use super::written::machine;

/// Has not ordered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prospect {}

/// Has ordered, and is not regular yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {}

/// Regular, by the company's policy; the record says since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regular {}

/// May be lost if nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtRisk {
    /// Why.
    pub reason: RiskReason,
}

/// Lost, for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lapsed {
    /// Why.
    pub reason: Note,
}

/// Not a customer any more, nor to be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// Why.
    pub reason: Note,
}

machine! {
    machine CustomerMachine "customer";
    typed Customer CustomerPermits, any AnyCustomer CustomerStatus CustomerView, refused CustomerRefused;
    message "a customer that is `{Self}` has no move `{V}`",
        "this customer is `{Self}`",
        "the moves of a customer, by state:
Prospect: first_order
New: become_regular, at_risk
Regular: at_risk, demote
AtRisk: recover, lapse
Lapsed: win_back
all but Closed: record_order, interact, change_owner, set_renewal, refer, close";
    CustomerState {
        /// Has not ordered yet.
        Prospect = "prospect",
        /// Has ordered, and is not regular yet.
        New = "new",
        /// Regular by the policy.
        Regular = "regular",
        /// May be lost if nothing is done.
        AtRisk = "at_risk",
        /// Lost, for now.
        Lapsed = "lapsed",
        /// Not a customer any more.
        Closed = "closed",
    }
    CustomerVerb {
        /// Count as a customer from the first order on.
        FirstOrder = "first_order",
        /// Count as regular.
        BecomeRegular = "become_regular",
        /// Count as one that may be lost.
        AtRisk = "at_risk",
        /// Count as regular no more.
        Demote = "demote",
        /// Count as before the risk.
        Recover = "recover",
        /// Count as lost.
        Lapse = "lapse",
        /// Count as a customer again, by an order.
        WinBack = "win_back",
        /// Record an order or a return.
        RecordOrder = "record_order",
        /// Record a call, a meeting, a message, a visit.
        Interact = "interact",
        /// Give to another owner from a day on.
        ChangeOwner = "change_owner",
        /// Set the day of renewal.
        SetRenewal = "set_renewal",
        /// Record a lead that the customer recommended us to.
        Refer = "refer",
        /// End it.
        Close = "close",
    }
    CustomerDemand {
        TimeOrder = "time_order", required, "acts come in the order of time";
        Order = "order", supplied, "an order of this customer that is placed and not recorded yet";
        OrderTotal = "order_total", supplied, "an order whose total is above zero";
        FirstOrder = "first_order", supplied, "a return; an order comes by the move `first_order`";
        WinBack = "win_back", supplied, "a return, or an order from before; a later one comes by the move `win_back`";
        RegularDue = "regular_due", required, "the regular policy's due at, come; where regular status is re-examined, its rule holding now";
        Reexamined = "reexamined", required, "regular status that is re-examined";
        RuleLapsed = "rule_lapsed", required, "the regular policy's rule holding no more";
        Policy = "policy", supplied, "what the regular policy says";
        RiskReason = "risk_reason", required, "a reason for the risk that the record bears out";
        Resolution = "resolution", supplied, "the order or contact that resolved the risk";
        Reason = "reason", supplied, "a reason";
        Interaction = "interaction", supplied, "what it was about";
        Owner = "owner", supplied, "another owner than on that day so far";
        EffectiveDate = "effective_date", supplied, "the day from which on";
        Renewal = "renewal", supplied, "the day of renewal";
        Lead = "lead", supplied, "the lead";
    }
    starts [Prospect];
    table {
        FirstOrder: [Prospect] => New, [TimeOrder Order OrderTotal];
        BecomeRegular: [New] => Regular, [TimeOrder RegularDue];
        AtRisk: [New Regular] => AtRisk, [TimeOrder RiskReason];
        Demote: [Regular] => New, [TimeOrder Reexamined RuleLapsed];
        Recover: [AtRisk] => [New Regular], [TimeOrder Resolution];
        Lapse: [AtRisk] => Lapsed, [TimeOrder Reason];
        WinBack: [Lapsed] => [New Regular], [TimeOrder Order OrderTotal Policy];
        RecordOrder: [Prospect] => itself, [TimeOrder Order FirstOrder];
        RecordOrder: [New Regular AtRisk] => itself, [TimeOrder Order];
        RecordOrder: [Lapsed] => itself, [TimeOrder Order WinBack];
        Interact: [Prospect New Regular AtRisk Lapsed] => itself, [TimeOrder Interaction];
        ChangeOwner: [Prospect New Regular AtRisk Lapsed] => itself, [TimeOrder Owner EffectiveDate];
        SetRenewal: [Prospect New Regular AtRisk Lapsed] => itself, [TimeOrder Renewal];
        Refer: [Prospect New Regular AtRisk Lapsed] => itself, [TimeOrder Lead];
        Close: [Prospect New Regular AtRisk Lapsed] => Closed, [TimeOrder Reason];
    }
}
