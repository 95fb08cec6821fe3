//! Leads: those who have shown readiness to consider buying, and the
//! prospects who may yet.
//!
//! A lead is filtered first and qualified then; both are policies
//! ([`LeadRules`]) over the answers that the lead holds. It ends converted
//! into a deal, disqualified with a reason, or merged into another lead.
//!
//! ```
//! use sales_process::lifecycle::lead::{CustomerRef, Interest, Lead, LeadRules, NewLead, Source};
//! use sales_process::lifecycle::{Act, Interaction, InteractionKind};
//! use sales_process::policy::{Answer, Framework, Qualification, QualificationRule};
//!
//! let bant = Qualification::by(Framework::Bant).rule(QualificationRule::AtLeast(3)).build()?;
//! let rules = LeadRules::default().qualification(&bant);
//! let act = Act::new("2026-03-02T09:00:00Z".parse()?, "anna".parse()?);
//!
//! let new = NewLead::inbound("L-1".parse()?).source(Source::Channel("web".into()));
//! let lead = Lead::capture_interested(new, Interest::filled_form("asks for 20 seats"), &act)?;
//! let lead = lead.assign("anna".parse()?, &act)?;
//! let call = Interaction::outbound(InteractionKind::Call, "what they need and when");
//! let mut lead = lead.first_contact(call, &act)?;
//! for known in ["budget", "need", "timeline"] {
//!     lead = lead.answer(rules, known.parse()?, Answer::Yes, "said so", &act)?;
//! }
//! let lead = lead.qualify(rules, &act)?;
//! let lead = lead.convert("D-1".parse()?, CustomerRef::New("acme".parse()?), &act)?;
//! assert_eq!(lead.state().deal, "D-1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A move that the state does not have does not compile:
//!
//! ```compile_fail,E0277
//! use sales_process::lifecycle::{Act, lead::{CustomerRef, Lead, New}};
//!
//! fn skip_the_work(new: Lead<New>, customer: CustomerRef, act: &Act) {
//!     let _ = new.convert("D-1".parse().unwrap(), customer, act);
//! }
//! ```
//!
//! Invariants: a lead that is New or further on has a source and evidence of
//! its interest; one that is worked on has an owner; a lead is converted at
//! most once.
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
mod typed;
mod unmet;

pub use check::LeadRules;
pub use command::{Asked, CustomerRef, LeadAmendment, LeadCommand};
pub use new::{AdoptedLead, NewLead};
pub use record::{Interest, InterestKind, LeadRecord, Source, StaleLead};
pub use unmet::{LeadFault, LeadUnmet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::written::machine;
use super::{Note, Reason};
use crate::value::{CriterionId, DealId, LeadId};

/// Somebody we may sell to, who has shown no interest yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prospect {}

/// Has shown interest; nobody works on it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct New {}

/// Given to an owner, who has not been in contact yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Assigned {}

/// The owner is in contact with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Working {}

/// Worth a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Qualified {}

/// Not now; to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Nurturing {
    /// Why not now.
    pub reason: Note,
    /// The day to come back to it.
    pub revisit: NaiveDate,
}

/// Not worth the cost of selling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Disqualified {
    /// Why.
    pub reason: Reason,
    /// The criteria of the filter that it failed, as far as they were
    /// answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<CriterionId>,
}

/// Became a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Converted {
    /// The deal.
    pub deal: DealId,
    /// The customer of the deal.
    pub customer: CustomerRef,
}

/// The same as another lead, which goes on instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// The lead that goes on.
    pub into: LeadId,
}

machine! {
    machine LeadMachine "lead", id LeadId, command LeadCommand;
    typed Lead LeadPermits, any AnyLead LeadStatus LeadView, refused LeadRefused;
    message "a lead that is `{Self}` has no move `{V}`",
        "this lead is `{Self}`",
        "the moves of a lead, by state:
Prospect: show_interest, drop
New: assign
Assigned: first_contact, reassign, reclaim
Working: qualify, nurture, reassign, reclaim
Qualified: convert, nurture, reassign
Nurturing: reactivate
Disqualified: reopen
New to Nurturing: disqualify
Prospect to Nurturing: merge, screen, answer
all but Prospect: take_back
all: interact, amend, erase";
    LeadState {
        /// Has shown no interest yet.
        Prospect = "prospect",
        /// Has shown interest.
        New = "new",
        /// Has an owner.
        Assigned = "assigned",
        /// Is in contact with the owner.
        Working = "working",
        /// Is worth a deal.
        Qualified = "qualified",
        /// Not now.
        Nurturing = "nurturing",
        /// Not worth the cost of selling.
        Disqualified = "disqualified",
        /// Became a deal.
        Converted = "converted",
        /// Goes on as another lead.
        Merged = "merged",
    }
    LeadVerb {
        /// They showed readiness to consider buying.
        ShowInterest = "show_interest",
        /// Give up a prospect.
        Drop = "drop",
        /// Give to an owner.
        Assign = "assign",
        /// The owner's first contact.
        FirstContact = "first_contact",
        /// Count as worth a deal.
        Qualify = "qualify",
        /// Make a deal of it.
        Convert = "convert",
        /// Come back to it later.
        Nurture = "nurture",
        /// Take up again what was put off.
        Reactivate = "reactivate",
        /// Give to another owner.
        Reassign = "reassign",
        /// Take from an owner who did not act.
        Reclaim = "reclaim",
        /// Count as not worth the cost of selling.
        Disqualify = "disqualify",
        /// Go on as another lead.
        Merge = "merge",
        /// Take up again what was disqualified.
        Reopen = "reopen",
        /// Record a call, a meeting, a message, a visit.
        Interact = "interact",
        /// Record the answer to a criterion of the filter.
        Screen = "screen",
        /// Record the answer to a criterion of the framework.
        Answer = "answer",
        /// Change the source, the owner, the next step, the contact, whether it
        /// fits the audience.
        Amend = "amend",
        /// Take back the last change of state.
        TakeBack = "take_back",
        /// Remove personal data.
        Erase = "erase",
    }
    LeadDemand {
        TimeOrder = "time_order", required, "acts come in the order of time", "действия идут по порядку времени", "acțiunile vin în ordinea timpului";
        Interest = "interest", supplied, "evidence of the interest", "подтверждение интереса", "dovada interesului";
        DecisionMaker = "decision_maker", required, "interest that counts: of the decision maker, or a request to be contacted", "настоящий интерес: лица, принимающего решение, или просьба связаться", "interes care contează: al decidentului sau o cerere de contact";
        Source = "source", supplied, "the source; a referral names the customer", "источник; рекомендация называет клиента", "sursa; o recomandare numește clientul";
        Owner = "owner", supplied, "the owner", "ответственный", "responsabilul";
        Interaction = "interaction", supplied, "what it was about", "о чём был контакт", "despre ce a fost";
        Filter = "filter", overridable, "the lead filter passed", "пройденный фильтр лидов", "filtrul de leaduri trecut";
        Framework = "framework", overridable, "the rule of the qualification framework met", "выполненное правило квалификации", "regula de calificare îndeplinită";
        Reason = "reason", supplied, "a reason", "причина", "un motiv";
        DisqualifyReason = "disqualify_reason", supplied, "a reason from the list, with a note where it is other", "причина из списка, с пояснением, если «другое»", "un motiv din listă, cu o notă dacă este altul";
        Revisit = "revisit", supplied, "the day to come back to it", "день, когда вернуться", "ziua revenirii";
        Deal = "deal", supplied, "the deal and its customer", "сделка и её клиент", "tranzacția și clientul ei";
        Referrer = "referrer", supplied, "a customer that did not refer the lead itself", "клиент, который не сам себя рекомендовал", "un client care nu s-a recomandat pe sine";
        Survivor = "survivor", supplied, "another lead that goes on", "другой лид, который остаётся", "alt lead care continuă";
        Criterion = "criterion", supplied, "a criterion that is asked", "задаваемый критерий", "un criteriu care se întreabă";
        Change = "change", supplied, "what to change", "что изменить", "ce se schimbă";
        Dates = "dates", overridable, "dates within their bounds", "даты в допустимых границах", "date în limitele lor";
        Field = "field", required, "a declared field with a value of its kind", "объявленное поле со значением его вида", "un câmp declarat cu o valoare de felul său";
        LastMove = "last_move", required, "a change of state that can be taken back", "изменение состояния, которое можно отменить", "o schimbare de stare care poate fi revocată";
        Possible = "possible", required, "what can be true of a lead", "непротиворечивые сведения о лиде", "date posibile despre lead";
    }
    starts [Prospect New];
    table {
        ShowInterest: [Prospect] => New, [TimeOrder Interest DecisionMaker Source];
        Drop: [Prospect] => Disqualified, [TimeOrder DisqualifyReason];
        Assign: [New] => Assigned, [TimeOrder Owner];
        FirstContact: [Assigned] => Working, [TimeOrder Interaction Dates];
        Qualify: [Working] => Qualified, [TimeOrder Filter Framework];
        Convert: [Qualified] => Converted, [TimeOrder Deal Referrer];
        Nurture: [Working Qualified] => Nurturing, [TimeOrder Reason Revisit Dates];
        Reactivate: [Nurturing] => Assigned, [TimeOrder Owner];
        Reassign: [Assigned Working Qualified] => Assigned, [TimeOrder Owner];
        Reclaim: [Assigned Working] => New, [TimeOrder Reason];
        Disqualify: [New Assigned Working Qualified Nurturing] => Disqualified, [TimeOrder DisqualifyReason];
        Merge: [Prospect New Assigned Working Qualified Nurturing] => Merged, [TimeOrder Survivor];
        Reopen: [Disqualified] => New, [TimeOrder Reason Interest DecisionMaker Source];
        Interact: [Prospect New Assigned Working Qualified Nurturing Disqualified Converted Merged] => itself, [TimeOrder Interaction Dates];
        Screen: [Prospect New Assigned Working Qualified Nurturing] => itself, [TimeOrder Criterion];
        Answer: [Prospect New Assigned Working Qualified Nurturing] => itself, [TimeOrder Criterion];
        Amend: [Prospect New Assigned Working Qualified Nurturing Disqualified Converted Merged] => itself, [TimeOrder Change Source Owner Referrer Field Dates];
        TakeBack: [New Assigned Working Qualified Nurturing Disqualified Converted Merged] => [Prospect New Assigned Working Qualified Nurturing Disqualified], [TimeOrder LastMove Reason];
        Erase: [Prospect New Assigned Working Qualified Nurturing Disqualified Converted Merged] => itself, [TimeOrder];
    }
}
