//! The desk: handoffs carried out for a whole department.
//!
//! What one handoff can do is the machine's; the desk sees to it that it is
//! done. It is called once a day, or as often as you like, with what is
//! stored, and says what to do next and makes what moves it can make by
//! itself.
//!
//! - [`Desk`]: the policy, and who the people are.
//! - [`HandoffCase`]: a customer, and what the handoff rule says of it.
//!   [`Desk::look`] answers with a [`Readiness`] and its reasons.
//! - [`Desk::open`] begins the handoffs that are due, [`Desk::chase`] brings
//!   the late ones before the head of sales, [`Desk::agenda`] lists who has to
//!   do what, the most pressing first. [`Desk::round`] is all three.
//! - [`Desk::farmer`] picks who is offered the customer, [`Desk::load`] counts
//!   what a farmer holds, [`Desk::complete`] closes a handoff and gives the
//!   customer to the farmer in one go.
//!
//! ```
//! use sales_process::lifecycle::Act;
//! use sales_process::lifecycle::customer::{AnyCustomer, Customer, NewCustomer};
//! use sales_process::lifecycle::handoff::desk::{HandoffCase, Desk};
//! use sales_process::lifecycle::handoff::{AnyHandoff, Package};
//! use sales_process::policy::Rule;
//! use sales_process::policy::assignment::{Method, Needs, Person, Turn};
//! use sales_process::process::{HandoffPolicy, RoleKind};
//! use sales_process::{Line, Order, UtcOffset};
//!
//! let policy = HandoffPolicy::new().accept_within_days(5);
//! let people = [
//!     Person::new("hanna".parse()?, RoleKind::Hunter),
//!     Person::new("fay".parse()?, RoleKind::Farmer).capacity(40).load(31),
//!     Person::new("fred".parse()?, RoleKind::Farmer).capacity(40).load(12),
//! ];
//! let desk = Desk::new(&policy).people(&people);
//! let act = |day: &str| -> Result<Act, Box<dyn std::error::Error>> {
//!     Ok(Act::new(format!("{day}T12:00:00Z").parse()?, "hanna".parse()?))
//! };
//!
//! // A customer with one order, and a rule that asks for no more.
//! let lines = vec![Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
//! let placed_at = "2026-03-02T09:00:00Z".parse()?;
//! let order = Order::new("O-1".parse()?, "acme".parse()?, placed_at, lines)?;
//! let new = NewCustomer::new("acme".parse()?, "hanna".parse()?);
//! let customer = Customer::register(new, &act("2026-03-01")?);
//! let customer: AnyCustomer = customer.first_order(&order, &act("2026-03-02")?)?.into();
//! let fold = Rule::orders(1)?.fold(UtcOffset::UTC);
//! let mut state = fold.begin();
//! fold.record(&mut state, &order)?;
//! let verdict = fold.verdict(&state, act("2026-03-03")?.at())?;
//!
//! let cases = [HandoffCase { customer: &customer, verdict: &verdict }];
//! let ids = |_: &_| "H-1".parse().expect("an id");
//! let round = desk.round(&cases, Vec::new(), ids, &act("2026-03-03")?);
//! assert_eq!(
//!     round.agenda[0].to_string(),
//!     "`hanna`: offer `acme` to a farmer; due since 2026-03-02 by 1 order; 1 needed"
//! );
//!
//! let handoff = round.opened.into_iter().next().expect("acme is due");
//! let (today, turn) = ("2026-03-03".parse()?, Turn::new());
//! let needs = Needs::new(RoleKind::Farmer);
//! let decision = desk.farmer(handoff.record(), needs, Method::LeastLoaded, today, &turn);
//! let fred = decision.person().cloned().expect("fred has room");
//! let package =
//!     Package::new().people("Ms Li decides").promises("none").open_issues("none").goals("more");
//! let offered = handoff.offer(&policy, fred, package, None, &act("2026-03-03")?)?;
//!
//! // Nobody answers: the next week it is late.
//! let round = desk.round(&cases, vec![offered.into()], ids, &act("2026-03-10")?);
//! assert_eq!(
//!     round.agenda[0].to_string(),
//!     "the head of sales: decide on `acme` of handoff `H-1`; \
//!      `fred` was to answer by 2026-03-08; due since 2026-03-02"
//! );
//! assert_eq!(round.into_handoffs().count(), 1); // to store, and for the next round
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Invariants: a customer has one open handoff at most, as long as all
//! handoffs of the customer are given; what was called off is not begun again
//! by itself, and stays on the agenda, as does a customer who was handed over
//! and is with a hunter again; what is moved comes back with its entry
//! to take; the same facts in whatever order give the same agenda.

mod agenda;
mod completion;
mod round;

pub use agenda::{Duty, Errand, Whose};
pub use completion::{Completion, CompletionError, NotCompleted};
pub use round::{Chased, Round};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{AnyHandoff, HandoffRecord, Load};
use crate::lifecycle::customer::{AnyCustomer, CustomerMachine, CustomerState};
use crate::lifecycle::state_label;
use crate::lifecycle::words::{put, told};
use crate::policy::assignment::{Decision, Method, Needs, Person, Turn};
use crate::policy::{Progress, Verdict};
use crate::process::SalesProcess;
use crate::process::{HandoffPolicy, RoleKind};
use crate::value::text::sets;
use crate::value::{CustomerId, Language, PersonId};

/// Handoffs carried out by a policy, for a department.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    policy: &'a HandoffPolicy,
    people: &'a [Person],
    hunter_result_orders: u32,
    language: Language,
}

/// A customer, and what the handoff rule says of it at the instant of the
/// round ([`SalesProcess::handoff_rule`]).
#[derive(Debug, Clone, Copy)]
pub struct HandoffCase<'a> {
    /// The customer.
    pub customer: &'a AnyCustomer,
    /// What the rule says.
    pub verdict: &'a Verdict,
}

/// Whether a customer is to be handed over, and why not.
///
/// For programs it is an object with `code`, `params` and the English `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(remote = "Self", tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Readiness {
    /// It is, by its owner.
    Due {
        /// Who hands it over: the owner on the day.
        hunter: PersonId,
        /// Since when, by the rule.
        due_at: DateTime<Utc>,
        /// Why: the parts of the rule that hold, in words.
        why: String,
    },
    /// The rule has not held yet.
    NotYet {
        /// The rule itself and its parts, in words.
        why: String,
    },
    /// The hunter's result is not reached.
    HunterResult {
        /// Orders so far.
        have: u32,
        /// Orders that are the hunter's result.
        need: u32,
    },
    /// Has not ordered, or is lost or closed.
    State(CustomerState),
    /// A farmer looks after it already.
    WithFarmer(PersonId),
    /// Nobody looks after it on the day.
    NoOwner,
}

impl Readiness {
    /// As `Display`, in words of a language. `why` is in that of the
    /// [`Desk`].
    pub(crate) fn text_in(&self, language: Language) -> String {
        match self {
            Self::Due { hunter, due_at, why } => put(
                [
                    "due since {day} from `{who}` by {why}",
                    "пора передать с {day}, от `{who}`: {why}",
                    "de predat din {day}, de la `{who}`: {why}",
                ],
                language,
                &[("day", &due_at.date_naive()), ("who", hunter), ("why", why)],
            ),
            Self::NotYet { why } => put(
                ["not due yet: {why}", "ещё рано: {why}", "încă nu: {why}"],
                language,
                &[("why", why)],
            ),
            Self::HunterResult { have, need } => put(
                [
                    "not due yet: {have} of the {need} orders that are the hunter's result",
                    "ещё рано: заказов {have} из {need}, которые составляют результат охотника",
                    "încă nu: {have} din cele {need} comenzi care sunt rezultatul vânătorului",
                ],
                language,
                &[("have", have), ("need", need)],
            ),
            Self::State(state) => {
                let shown = match language {
                    Language::English => state.name(),
                    _ => state_label::<CustomerMachine>(*state, language),
                };
                let words = [
                    "not to be handed over, as it is {state}",
                    "не передаётся, состояние: {state}",
                    "nu se predă, starea: {state}",
                ];
                put(words, language, &[("state", &shown)])
            }
            Self::WithFarmer(farmer) => put(
                [
                    "`{who}`, a farmer, looks after it already",
                    "клиента уже ведёт фермер `{who}`",
                    "de client are deja grijă fermierul `{who}`",
                ],
                language,
                &[("who", farmer)],
            ),
            Self::NoOwner => put(
                [
                    "nobody looks after it yet",
                    "клиента ещё никто не ведёт",
                    "nimeni nu are încă grijă de el",
                ],
                language,
                &[],
            ),
        }
    }
}

told! { Readiness }

impl<'a> Desk<'a> {
    /// A desk that works by a policy, knows nobody, and takes one order for
    /// the hunter's result.
    pub fn new(policy: &'a HandoffPolicy) -> Self {
        Self { policy, people: &[], hunter_result_orders: 1, language: Language::English }
    }

    /// A desk that works by what a process says; `None` where the process has
    /// no handoff policy.
    pub fn of(process: &'a SalesProcess) -> Option<Self> {
        let orders = process.hunter_result_orders();
        Some(Self::new(process.handoff()?).hunter_result_orders(orders))
    }

    sets! {
        /// Says who the people are: whose customers are with a farmer already,
        /// and whom customers can be offered to. Somebody who is not among them
        /// counts as a hunter, so that no customer is left out because a list is
        /// not complete.
        people(people: &'a [Person]) people = people;

        /// Sets how many orders of a customer are the hunter's result.
        hunter_result_orders(orders: u32) hunter_result_orders = orders;

        /// Sets the language in which it is told, and kept in handoffs, why a
        /// customer is due.
        language(language: Language) language = language;
    }

    /// Whether a customer is to be handed over at an instant, whose day is that of
    /// UTC, and why or why not. Whether it is being handed over already is not
    /// asked.
    pub fn look(&self, case: HandoffCase<'_>, at: DateTime<Utc>) -> Readiness {
        self.look_on(case, at, at.date_naive())
    }

    /// The same, at an instant of a day of the company.
    fn look_on(&self, case: HandoffCase<'_>, at: DateTime<Utc>, today: NaiveDate) -> Readiness {
        let record = case.customer.record();
        match case.customer.state() {
            CustomerState::New | CustomerState::Regular | CustomerState::AtRisk => {}
            state => return Readiness::State(state),
        }
        let Some(owner) = record.owner_on(today) else { return Readiness::NoOwner };
        if self.people.iter().any(|p| p.id == *owner && p.kind == RoleKind::Farmer) {
            return Readiness::WithFarmer(owner.clone());
        }
        let Some(due_at) = case.verdict.due_at.filter(|due| *due <= at) else {
            return Readiness::NotYet { why: in_words(case.verdict, false, self.language) };
        };
        if record.orders() < self.hunter_result_orders {
            let (have, need) = (record.orders(), self.hunter_result_orders);
            return Readiness::HunterResult { have, need };
        }
        Readiness::Due {
            hunter: owner.clone(),
            due_at,
            why: in_words(case.verdict, true, self.language),
        }
    }

    /// Picks the farmer whom a customer is offered to, never the hunter
    /// itself, of the people the desk knows. It decides and offers nothing.
    pub fn farmer(
        &self,
        handoff: &HandoffRecord,
        needs: Needs,
        method: Method,
        on: NaiveDate,
        turn: &Turn,
    ) -> Decision {
        method.choose(self.people, &needs.except(handoff.hunter().clone()), on, turn)
    }

    /// How many customers a farmer holds on a day, and can hold: those the
    /// farmer looks after on it or is to look after from a later day on, closed
    /// ones left out, and those whose handoff the farmer has accepted and not
    /// completed. So a customer takes its place from the acceptance on, also
    /// where the handoff is completed for a day to come. Without a limit where
    /// the desk does not know the farmer.
    pub fn load<'b>(
        &self,
        farmer: &PersonId,
        customers: impl IntoIterator<Item = &'b AnyCustomer>,
        handoffs: impl IntoIterator<Item = &'b AnyHandoff>,
        on: NaiveDate,
    ) -> Load {
        let owned = customers.into_iter().filter(|customer| {
            let mut tenures = customer.record().tenures();
            !customer.state().has_ended()
                && tenures.any(|it| it.owner == farmer && it.until.is_none_or(|until| on < until))
        });
        let coming = handoffs.into_iter().filter_map(|handoff| match handoff {
            AnyHandoff::Accepted(accepted) if accepted.state().farmer == *farmer => {
                Some(accepted.record().customer())
            }
            _ => None,
        });
        let held: std::collections::BTreeSet<&CustomerId> =
            owned.map(|customer| customer.record().id()).chain(coming).collect();
        let known = self.people.iter().find(|person| person.id == *farmer);
        Load {
            open: u32::try_from(held.len()).unwrap_or(u32::MAX),
            capacity: known.and_then(|person| person.capacity),
        }
    }
}

/// The parts of a verdict in one line: what it is due by, without the groups
/// that parts are joined in; all of them where it is not due.
fn in_words(verdict: &Verdict, due: bool, language: Language) -> String {
    if due && !verdict.holds {
        let no_longer = [
            "the rule, which holds no longer",
            "правило, которое больше не выполняется",
            "regula, care nu mai este îndeplinită",
        ];
        return language.of(no_longer).to_owned();
    }
    let group = |progress: &Progress| {
        matches!(progress, Progress::All { .. } | Progress::Any { .. } | Progress::AtLeast { .. })
    };
    let reasons = verdict.reasons.iter();
    let told = reasons.filter(|reason| !due || (reason.holds && !group(&reason.progress)));
    let words: Vec<String> = told.map(|reason| reason.progress.text_in(language)).collect();
    match words.is_empty() {
        // A verdict put together without its reasons.
        true if due => language.of(["the rule", "правило", "regula"]).to_owned(),
        true => language
            .of(["the rule does not hold", "правило не выполняется", "regula nu este îndeplinită"])
            .to_owned(),
        false => words.join(", "),
    }
}
