//! [`Plan`]: what goes to whom, to look at before it is done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::Holdings;
use crate::lifecycle::customer::AnyCustomer;
use crate::lifecycle::deal::{AnyDeal, DealState};
use crate::lifecycle::handoff::{AnyHandoff, HandoffView, Recipient};
use crate::lifecycle::lead::{AnyLead, LeadState};
use crate::lifecycle::words::{Say, put, shown, told};
use crate::policy::assignment::{Decision, Method, Needs, Person, Turn};
use crate::value::text::sets;
use crate::value::{CustomerId, DealId, HandoffId, Language, LeadId, PersonId};

/// A person leaves, and others take over.
#[derive(Debug, Clone)]
pub struct Succession<'a> {
    leaver: PersonId,
    from: NaiveDate,
    people: &'a [Person],
    method: Method,
    turn: Turn,
}

/// Something that is given to another person as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Item {
    /// A customer with its deals, or the deals alone where the customer is
    /// somebody else's.
    Customer {
        /// Which customer.
        customer: CustomerId,
        /// Whether the customer itself is the leaver's.
        itself: bool,
        /// The leaver's deals with it, by id.
        deals: Vec<DealId>,
    },
    /// A lead.
    Lead(LeadId),
    /// A handoff to the leaver, which is called off and begun again.
    Handoff {
        /// Which.
        handoff: HandoffId,
        /// Of which customer.
        customer: CustomerId,
    },
}

/// What becomes of an item. For programs it is an object with its members and
/// the English `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub item: Item,
    /// To whom it goes, and why; `None` for a handoff, which goes back to
    /// where it is offered.
    pub to: Option<Decision>,
    /// The versions of the things in the item when it was planned.
    pub(super) versions: Vec<u32>,
}

impl Step {
    /// Whether nobody can take it.
    pub fn is_open(&self) -> bool {
        self.to.as_ref().is_some_and(|decision| decision.person().is_none())
    }
}

/// What goes to whom, with what nobody can take.
///
/// `Display` is a line for each step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub(super) leaver: PersonId,
    pub(super) from: NaiveDate,
    pub(super) steps: Vec<Step>,
    turn: Turn,
}

impl Plan {
    /// Everything of the leaver's: customers by id, then leads, then handoffs.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What nobody can take; it stays with the leaver when the plan is
    /// applied.
    pub fn open(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is_open())
    }

    /// What to give to the next choice that is made in turn.
    pub fn turn(&self) -> &Turn {
        &self.turn
    }
}

impl Holdings {
    /// How many places of a person's capacity are taken on a day, as a plan
    /// counts them: each lead, and each customer that is the person's, or whose
    /// deal is, or whose handoff the person has accepted. It is what the
    /// [`load`](Person::load) of a person is before a plan is made, where the
    /// holdings are all there are.
    ///
    /// What is the person's is what would be the leaver's: leads put off, and
    /// deals and customers that have ended, take no place.
    pub fn load(&self, person: &PersonId, on: NaiveDate) -> u32 {
        let own = self.customers.iter().filter(|customer| holds_customer(person, on, customer));
        let deals = self.deals.iter().filter(|deal| holds_deal(person, deal));
        let coming = self.handoffs.iter().filter_map(|handoff| match handoff.view() {
            HandoffView::Accepted(accepted) if accepted.farmer == *person => {
                Some(handoff.record().customer())
            }
            _ => None,
        });
        let customers: BTreeSet<&CustomerId> = own
            .map(|customer| customer.record().id())
            .chain(deals.map(|deal| deal.record().customer()))
            .chain(coming)
            .collect();
        let leads = self.leads.iter().filter(|lead| holds_lead(person, lead));
        u32::try_from(customers.len() + leads.count()).unwrap_or(u32::MAX)
    }
}

impl<'a> Succession<'a> {
    /// Somebody leaves; from a day on the others do the work, given to the
    /// least loaded. The people may hold the leaver, who is given nothing.
    /// Their loads are those before anything is given to them
    /// ([`Holdings::load`]).
    pub fn new(leaver: PersonId, from: NaiveDate, people: &'a [Person]) -> Self {
        Self { leaver, from, people, method: Method::default(), turn: Turn::new() }
    }

    sets! {
        /// Sets how people are chosen.
        method(method: Method) method = method;

        /// Sets who had the last turn, where things are given in turn.
        turn(turn: Turn) turn = turn;
    }

    /// Makes the plan. What each item needs is asked of the caller, who knows
    /// where customers are and what they buy; that it is not for the leaver is
    /// added. It is not asked for handoffs, which are offered later.
    pub fn plan(&self, holdings: &Holdings, mut needs: impl FnMut(&Item) -> Needs) -> Plan {
        let mut people = self.people.to_vec();
        let mut turn = self.turn.clone();
        let mut steps = Vec::new();
        for (item, versions) in items(&self.leaver, self.from, holdings) {
            if let Item::Handoff { .. } = item {
                steps.push(Step { item, to: None, versions });
                continue;
            }
            let needs = needs(&item).except(self.leaver.clone());
            let decision = self.method.choose(&people, &needs, self.from, &turn);
            turn.clone_from(&decision.turn);
            // The first of that name is the one who was chosen.
            let taker = decision.person();
            if let Some(taker) = people.iter_mut().find(|person| Some(&person.id) == taker) {
                taker.load = taker.load.saturating_add(1);
            }
            steps.push(Step { item, to: Some(decision), versions });
        }
        Plan { leaver: self.leaver.clone(), from: self.from, steps, turn }
    }
}

/// What is the leaver's, with the versions of each thing in it.
pub(super) fn items(
    leaver: &PersonId,
    from: NaiveDate,
    holdings: &Holdings,
) -> Vec<(Item, Vec<u32>)> {
    /// The customer's version where it is the leaver's, and the deals.
    type Lot<'h> = (Option<u32>, BTreeMap<&'h DealId, u32>);
    let mut lots: BTreeMap<&CustomerId, Lot<'_>> = BTreeMap::new();
    for customer in &holdings.customers {
        if holds_customer(leaver, from, customer) {
            lots.entry(customer.record().id()).or_default().0 = Some(customer.version());
        }
    }
    for deal in holdings.deals.iter().filter(|deal| holds_deal(leaver, deal)) {
        let lot = lots.entry(deal.record().customer()).or_default();
        lot.1.insert(deal.record().id(), deal.version());
    }
    let customers = lots.into_iter().map(|(customer, (itself, deals))| {
        let versions = itself.into_iter().chain(deals.values().copied()).collect();
        let deals = deals.into_keys().cloned().collect();
        (Item::Customer { customer: customer.clone(), itself: itself.is_some(), deals }, versions)
    });
    let leads = holdings.leads.iter().filter(|lead| holds_lead(leaver, lead));
    let leads: BTreeMap<_, _> =
        leads.map(|lead| (lead.record().id(), vec![lead.version()])).collect();
    let leads = leads.into_iter().map(|(lead, version)| (Item::Lead(lead.clone()), version));
    let handoffs = holdings.handoffs.iter().filter(|it| holds_handoff(leaver, it));
    let handoffs: BTreeMap<_, _> = handoffs
        .map(|it| (it.record().id(), (it.record().customer(), vec![it.version()])))
        .collect();
    let handoffs = handoffs.into_iter().map(|(handoff, (customer, version))| {
        let (handoff, customer) = (handoff.clone(), customer.clone());
        (Item::Handoff { handoff, customer }, version)
    });
    customers.chain(leads).chain(handoffs).collect()
}

/// Whether a customer is a person's on a day or later.
fn holds_customer(person: &PersonId, from: NaiveDate, customer: &AnyCustomer) -> bool {
    !customer.state().has_ended() && !stretches(person, from, customer).is_empty()
}

/// The first days, from a day on, of the stretches in which a customer is a
/// person's.
pub(super) fn stretches(
    person: &PersonId,
    from: NaiveDate,
    customer: &AnyCustomer,
) -> BTreeSet<NaiveDate> {
    customer
        .record()
        .tenures()
        .filter(|tenure| tenure.owner == person && tenure.until.is_none_or(|until| from < until))
        .map(|tenure| tenure.from.max(from))
        .collect()
}

fn holds_deal(person: &PersonId, deal: &AnyDeal) -> bool {
    matches!(deal.state(), DealState::Open | DealState::OnHold | DealState::Won)
        && deal.record().owner() == person
}

fn holds_lead(person: &PersonId, lead: &AnyLead) -> bool {
    matches!(lead.state(), LeadState::Assigned | LeadState::Working | LeadState::Qualified)
        && lead.record().owner() == Some(person)
}

fn holds_handoff(person: &PersonId, handoff: &AnyHandoff) -> bool {
    match handoff.view() {
        HandoffView::Offered(offered) => {
            matches!(&offered.offer.to, Recipient::Person(to) if to == person)
        }
        HandoffView::Accepted(accepted) => accepted.farmer == *person,
        _ => false,
    }
}

impl Item {
    /// What it is, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        match self {
            Self::Customer { customer, itself, deals } => {
                let listed: Vec<_> = deals.iter().map(|deal| format!("`{deal}`")).collect();
                let listed = listed.join(", ");
                let words = match (*itself, deals.len()) {
                    (true, 0) => [
                        "the customer `{customer}`",
                        "клиент `{customer}`",
                        "clientul `{customer}`",
                    ],
                    (true, 1) => [
                        "the customer `{customer}` with the deal {deals}",
                        "клиент `{customer}` со сделкой {deals}",
                        "clientul `{customer}` cu tranzacția {deals}",
                    ],
                    (true, _) => [
                        "the customer `{customer}` with the deals {deals}",
                        "клиент `{customer}` со сделками {deals}",
                        "clientul `{customer}` cu tranzacțiile {deals}",
                    ],
                    (false, 1) => [
                        "the deal {deals} of `{customer}`",
                        "сделка {deals} клиента `{customer}`",
                        "tranzacția {deals} a clientului `{customer}`",
                    ],
                    (false, _) => [
                        "the deals {deals} of `{customer}`",
                        "сделки {deals} клиента `{customer}`",
                        "tranzacțiile {deals} ale clientului `{customer}`",
                    ],
                };
                put(words, language, &[("customer", customer), ("deals", &listed)])
            }
            Self::Lead(lead) => put(
                ["the lead `{lead}`", "лид `{lead}`", "leadul `{lead}`"],
                language,
                &[("lead", lead)],
            ),
            Self::Handoff { handoff, customer } => put(
                [
                    "the handoff `{handoff}` of `{customer}`",
                    "передача `{handoff}` клиента `{customer}`",
                    "predarea `{handoff}` a clientului `{customer}`",
                ],
                language,
                &[("handoff", handoff), ("customer", customer)],
            ),
        }
    }
}

impl Say for Item {
    fn say(&self, language: Language, out: &mut String) {
        out.push_str(&self.text_in(language));
    }
}

shown! { Item }

impl Step {
    /// What, to whom and why, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let item = self.item.text_in(language);
        let becomes = match &self.to {
            // Of the decision, the first line.
            Some(decision) => {
                decision.text_in(language).split('\n').next().unwrap_or_default().to_owned()
            }
            None => language
                .of([
                    "called off and begun again",
                    "отменяется и начинается заново",
                    "se anulează și începe din nou",
                ])
                .to_owned(),
        };
        format!("{item}: {becomes}")
    }
}

told! { Step { item, to } }

impl Plan {
    /// A line for each step, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let lines: Vec<String> = self.steps.iter().map(|step| step.text_in(language)).collect();
        lines.join("\n")
    }
}

shown! { Plan }
