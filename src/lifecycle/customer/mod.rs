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
//!     "the customer cannot make the move `at_risk`: the next contact has time until 2026-04-09T12:00:00Z"
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
//!
//! Its states and moves, drawn from the table; moves that only record something, and
//! moves taken back, are left out:
//!
#![doc = include_str!("machine.svg")]

mod check;
mod command;
mod machine;
mod new;
mod record;
mod rules;
#[cfg(feature = "loyalty")]
pub mod status;
mod typed;
mod unmet;
mod verdict;

pub use super::{Ownership, Tenure};
pub use command::{CustomerAmendment, CustomerCommand, PlacedOrder, Recovery};
pub use new::{AdoptedCustomer, NewCustomer};
pub use record::CustomerRecord;
pub use rules::{CustomerContext, CustomerRules};
pub use unmet::{Awaited, CustomerFault, CustomerUnmet};
pub use verdict::{RegularVerdict, RiskReason};

use chrono::{DateTime, Utc};

use serde::{Deserialize, Serialize};

use super::Note;
use super::written::machine;
use crate::value::CustomerId;

/// Has not ordered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prospect {}

/// Has ordered, and is not regular yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct New {}

/// Regular, by the company's policy; the record says since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Regular {}

/// May be lost if nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AtRisk {
    /// Why.
    pub reason: RiskReason,
}

/// Lost, for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lapsed {
    /// Why.
    pub reason: Note,
}

/// Not a customer any more, unless it is opened again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// Why.
    pub reason: Note,
    /// What it was, and is again once it is opened again.
    pub before: Box<CustomerStatus>,
    /// Since when it was that.
    pub since: DateTime<Utc>,
}

/// The same as another customer, which goes on instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// The customer that goes on: its orders, deals and referrals count there.
    pub into: CustomerId,
}

machine! {
    machine CustomerMachine "customer", id CustomerId, command CustomerCommand;
    typed Customer CustomerPermits, any AnyCustomer CustomerStatus CustomerView, refused CustomerRefused;
    message "a customer that is `{Self}` has no move `{V}`",
        "this customer is `{Self}`",
        "the moves of a customer, by state:
Prospect: first_order
New: become_regular, at_risk
Regular: at_risk, demote
AtRisk: recover, lapse
Lapsed: win_back
Closed: reopen
Prospect to Lapsed: close
all but Merged: merge
all: record_order, interact, change_owner, set_renewal, refer, amend, erase";
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
        /// Goes on as another customer.
        Merged = "merged",
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
        /// Change what is known of it.
        Amend = "amend",
        /// End it.
        Close = "close",
        /// Take up again what was ended.
        Reopen = "reopen",
        /// Go on as another customer.
        Merge = "merge",
        /// Remove personal data.
        Erase = "erase",
    }
    CustomerDemand {
        TimeOrder = "time_order", required, "acts come in the order of time", "действия идут по порядку времени", "acțiunile vin în ordinea timpului";
        Order = "order", supplied, "an order of this customer that is placed", "сделанный заказ этого клиента", "o comandă plasată a acestui client";
        OrderSequence = "order_sequence", overridable, "an order later than the last one recorded", "заказ позже последнего записанного", "o comandă după ultima înregistrată";
        OrderTotal = "order_total", supplied, "an order whose total is above zero", "заказ с суммой больше нуля", "o comandă cu total peste zero";
        FirstOrder = "first_order", supplied, "a return; an order comes by the move `first_order`", "возврат; заказ записывается действием `first_order`", "un retur; o comandă vine prin acțiunea `first_order`";
        WinBack = "win_back", supplied, "a return, or an order from before; a later one comes by the move `win_back`", "возврат или прежний заказ; более поздний записывается действием `win_back`", "un retur sau o comandă anterioară; una ulterioară vine prin acțiunea `win_back`";
        RegularDue = "regular_due", required, "the regular policy's due at, come; where regular status is re-examined, its rule holding now", "наступивший срок по правилу постоянного клиента", "scadența regulii de client fidel, venită";
        Reexamined = "reexamined", required, "regular status that is re-examined", "пересматриваемый статус постоянного клиента", "statut de client fidel care se reexaminează";
        RuleLapsed = "rule_lapsed", required, "the regular policy's rule holding no more", "правило постоянного клиента больше не выполняется", "regula de client fidel nu mai este îndeplinită";
        RiskReason = "risk_reason", required, "a reason for the risk that the record bears out", "подтверждённая причина риска", "un motiv de risc confirmat de date";
        Resolution = "resolution", supplied, "the order or contact that resolved the risk", "заказ или контакт, снявший риск", "comanda sau contactul care a rezolvat riscul";
        Reason = "reason", supplied, "a reason", "причина", "un motiv";
        Interaction = "interaction", supplied, "what it was about", "о чём был контакт", "despre ce a fost";
        Owner = "owner", supplied, "another owner than on that day so far", "другой ответственный, чем был на этот день", "alt responsabil decât cel din acea zi";
        EffectiveDate = "effective_date", supplied, "the day from which on", "с какого дня", "ziua de la care";
        Renewal = "renewal", supplied, "the day of renewal", "день продления", "ziua reînnoirii";
        Lead = "lead", supplied, "the lead", "лид", "leadul";
        Referral = "referral", required, "a lead that is not recorded yet", "ещё не записанный лид", "un lead neînregistrat încă";
        Survivor = "survivor", supplied, "another customer that goes on", "другой клиент, который остаётся", "alt client care continuă";
        Change = "change", supplied, "what to change", "что изменить", "ce se schimbă";
        Field = "field", required, "a declared field with a value of its kind", "объявленное поле со значением его вида", "un câmp declarat cu o valoare de felul său";
        Dates = "dates", overridable, "dates within their bounds", "даты в допустимых границах", "date în limitele lor";
        Possible = "possible", required, "what can be true of a customer", "непротиворечивые сведения о клиенте", "date posibile despre client";
    }
    starts [Prospect];
    table {
        FirstOrder: [Prospect] => New, [TimeOrder Order OrderSequence OrderTotal Dates];
        BecomeRegular: [New] => Regular, [TimeOrder RegularDue];
        AtRisk: [New Regular] => AtRisk, [TimeOrder RiskReason];
        Demote: [Regular] => New, [TimeOrder Reexamined RuleLapsed];
        Recover: [AtRisk] => [New Regular], [TimeOrder Resolution OrderSequence Dates];
        Lapse: [AtRisk] => Lapsed, [TimeOrder Reason];
        WinBack: [Lapsed] => [New Regular], [TimeOrder Order OrderSequence OrderTotal Dates];
        RecordOrder: [Prospect] => itself, [TimeOrder Order OrderSequence FirstOrder Dates];
        RecordOrder: [New Regular AtRisk] => itself, [TimeOrder Order OrderSequence Dates];
        RecordOrder: [Lapsed] => itself, [TimeOrder Order OrderSequence WinBack Dates];
        RecordOrder: [Closed Merged] => itself, [TimeOrder Order OrderSequence Dates];
        Interact: [Prospect New Regular AtRisk Lapsed Closed Merged] => itself, [TimeOrder Interaction Dates];
        ChangeOwner: [Prospect New Regular AtRisk Lapsed Closed Merged] => itself, [TimeOrder Owner EffectiveDate Dates];
        SetRenewal: [Prospect New Regular AtRisk Lapsed Closed Merged] => itself, [TimeOrder Renewal Dates];
        Refer: [Prospect New Regular AtRisk Lapsed Closed Merged] => itself, [TimeOrder Lead Referral];
        Amend: [Prospect New Regular AtRisk Lapsed Closed Merged] => itself, [TimeOrder Change Field];
        Close: [Prospect New Regular AtRisk Lapsed] => Closed, [TimeOrder Reason];
        Reopen: [Closed] => [Prospect New Regular AtRisk Lapsed], [TimeOrder Reason];
        Merge: [Prospect New Regular AtRisk Lapsed Closed] => Merged, [TimeOrder Survivor];
        Erase: [Prospect New Regular AtRisk Lapsed Closed Merged] => itself, [TimeOrder];
    }
}

impl CustomerState {
    /// Whether nobody looks after it any more: closed or merged.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Closed | Self::Merged)
    }
}
