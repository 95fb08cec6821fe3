//! Whole companies that are played through the machines, and what they look
//! like at an instant as four tables: written by replaying the entries up to
//! then, which is another way than following them.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use sales_process::lifecycle::deal::{
    AbandonReason, Amendment, AnyDeal, Deal, DealCommand, DealMachine, DealState, DealVerb, Given,
    NewDeal, Refund,
};
use sales_process::lifecycle::lead::{
    AnyLead, Asked, CustomerRef, Interest, Lead, LeadAmendment, LeadCommand, LeadMachine,
    LeadState, LeadVerb, NewLead, Source,
};
use sales_process::lifecycle::{Act, Conduct, Entry, History, Reason};
use sales_process::policy::{Answer, LeadFilter};
use sales_process::process::{ClosingEvent, Pipeline};
use sales_process::{CriterionId, CustomerId, DealId, LeadId, Money};

use crate::samples::{Policies, call, day, flow, id, instant, money};

/// A small generator (xorshift64*).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn hours(&mut self, below: usize) -> i64 {
        self.below(below).try_into().unwrap()
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

pub(crate) fn begin() -> DateTime<Utc> {
    instant("2026-01-01T00:00:00Z")
}

pub(crate) fn hours(hours: i64) -> DateTime<Utc> {
    begin() + TimeDelta::hours(hours)
}

/// A line of an order: order, customer, hours since the beginning, product,
/// amount, cost.
pub(crate) type Line = (String, String, i64, &'static str, Money, Option<Money>);

#[derive(Default)]
pub(crate) struct Company {
    pub(crate) leads: Vec<(LeadId, Vec<Entry<LeadMachine>>)>,
    pub(crate) deals: Vec<(DealId, Vec<Entry<DealMachine>>)>,
    pub(crate) lines: Vec<Line>,
    /// Days from and to, process, source, pence.
    pub(crate) costs: Vec<(i64, i64, &'static str, &'static str, i64)>,
}

const PEOPLE: [&str; 3] = ["ann", "bob", "cy"];
const CUSTOMERS: [&str; 4] = ["acme", "beta", "coil", "dune"];

pub(crate) fn pipeline() -> Pipeline {
    flow("talk*!need > sign:contract > pay:payment_tracking > won, talk > lost, sign ~> talk")
        .closing_on(ClosingEvent::ContractSigned)
        .losing_for(["price", "other"])
}

fn source(dice: &mut Dice) -> Source {
    match dice.below(4) {
        0 => Source::Channel("web".into()),
        1 => Source::Channel("a / b".into()),
        2 => Source::Campaign("fair".into()),
        _ => Source::Referral(id("acme")),
    }
}

fn pounds(dice: &mut Dice) -> Money {
    money(&format!("{}.{:02} GBP", dice.below(90), dice.below(100)))
}

impl Company {
    pub(crate) fn random(seed: u64, leads: usize, deals: usize) -> Self {
        let mut dice = Dice::new(seed);
        let dice = &mut dice;
        let mut company = Self::default();
        let mut planned = Vec::new();
        for n in 0..leads {
            planned.extend(company.play_lead(dice, n, leads));
        }
        for (deal, customer, lead, at) in planned {
            // Some deals do not say what lead they came from; the lead does.
            let lead = (!dice.one_in(3)).then_some(lead);
            company.play_deal(dice, deal, customer, lead, at);
        }
        for n in 0..deals {
            let (customer, at) = (id(dice.of(&CUSTOMERS)), dice.hours(2000));
            let lead = dice.one_in(3).then(|| id(&format!("L-{}", dice.below(leads + 1))));
            company.play_deal(dice, id(&format!("D-{}", 100 + n)), customer, lead, at);
        }
        for n in 0..dice.below(14) {
            let (order, customer) = (format!("O-{}", n / 2), CUSTOMERS[n / 2 % 4].to_owned());
            let sign = if dice.one_in(5) { "-" } else { "" };
            let amount = money(&format!("{sign}{}", pounds(dice)));
            let cost = dice.one_in(2).then(|| pounds(dice));
            let at = i64::try_from(n / 2).unwrap() * 300 + dice.hours(200);
            company.lines.push((order, customer, at, dice.of(&["P", "Q", "a/b"]), amount, cost));
        }
        // At least one, so that the currency is known at every instant.
        for _ in 0..=dice.below(6) {
            let from = dice.hours(80);
            let part = dice.of(&["attract", "sell", "retain"]);
            let source = dice.of(&["web", "", "a / b"]);
            company.costs.push((from, from + 10, part, source, dice.hours(9000)));
        }
        company
    }

    /// Plays a lead, and says which deal it became, when.
    fn play_lead(
        &mut self,
        dice: &mut Dice,
        n: usize,
        leads: usize,
    ) -> Option<(DealId, CustomerId, LeadId, i64)> {
        let policies = Policies::new();
        let rules = policies.rules();
        let name: LeadId = id(&format!("L-{n}"));
        let mut now = dice.hours(1500);
        let act = |now: i64| Act::new(hours(now), id("anna"));
        let mut new = NewLead::inbound(name.clone());
        let known = !dice.one_in(3);
        new.source = known.then(|| source(dice));
        let mut lead: AnyLead = if dice.one_in(3) || !known {
            Lead::capture(new, &act(now)).unwrap().into()
        } else {
            Lead::capture_interested(new, Interest::called("a quote"), &act(now)).unwrap().into()
        };
        let mut entries: Vec<_> = lead.take_entries().collect();
        let mut became = None;
        for _ in 0..dice.below(16) {
            now += dice.of(&[0, 0, 1, 30, 200]);
            let permitted = lead.permitted();
            if permitted.is_empty() {
                break;
            }
            let person = id(dice.of(&PEOPLE));
            let shown = Interest::filled_form("20 seats");
            let from = (!dice.one_in(3)).then(|| source(dice));
            let asked = |dice: &mut Dice, criteria: &[&str]| Asked {
                criterion: id(dice.of(criteria)),
                answer: dice.of(&[Answer::Yes, Answer::Yes, Answer::No, Answer::Unknown]),
                evidence: "said so".into(),
            };
            let reason = || Reason::new("no_fit");
            let command = match permitted[dice.below(permitted.len())] {
                LeadVerb::ShowInterest => {
                    LeadCommand::ShowInterest { interest: shown, source: from }
                }
                LeadVerb::Drop => LeadCommand::Drop { reason: reason(), failed: vec![] },
                LeadVerb::Assign => LeadCommand::Assign { owner: person },
                LeadVerb::FirstContact => {
                    LeadCommand::FirstContact { interaction: call("their needs") }
                }
                LeadVerb::Qualify => LeadCommand::Qualify {},
                LeadVerb::Convert => LeadCommand::Convert {
                    deal: id(&format!("D-{n}")),
                    customer: CustomerRef::New(id(dice.of(&CUSTOMERS))),
                },
                LeadVerb::Nurture => {
                    LeadCommand::Nurture { reason: "later".into(), revisit: day("2027-01-04") }
                }
                LeadVerb::Reactivate => LeadCommand::Reactivate { owner: person },
                LeadVerb::Reassign => LeadCommand::Reassign { owner: person },
                LeadVerb::Reclaim => LeadCommand::Reclaim { reason: "asleep".into() },
                LeadVerb::Disqualify => {
                    LeadCommand::Disqualify { reason: reason(), failed: vec![] }
                }
                // Only into a later one, so that nothing goes round.
                LeadVerb::Merge if n + 1 < leads && dice.one_in(3) => LeadCommand::Merge {
                    into: id(&format!("L-{}", n + 1 + dice.below(leads - n - 1))),
                },
                LeadVerb::Merge | LeadVerb::Interact | LeadVerb::TakeBack | LeadVerb::Erase => {
                    LeadCommand::Interact(call("hello"))
                }
                LeadVerb::Reopen => LeadCommand::Reopen {
                    reason: "they grew".into(),
                    interest: Some(shown),
                    source: from,
                },
                LeadVerb::Screen => {
                    LeadCommand::Screen(asked(dice, &["segment", "size", "region"]))
                }
                LeadVerb::Answer => LeadCommand::Answer(asked(dice, &["budget", "need"])),
                LeadVerb::Amend => LeadCommand::Amend(LeadAmendment::FitsTarget(dice.of(&[
                    Some(true),
                    Some(false),
                    None,
                ]))),
            };
            if let LeadCommand::Convert { deal, customer } = &command {
                became = Some((deal.clone(), customer.id().clone(), name.clone(), now));
            }
            let act = act(now).overriding(id("boss"), "in a hurry");
            lead = match lead.apply(rules, command, &act) {
                Ok(mut moved) => {
                    entries.extend(moved.take_entries());
                    moved
                }
                Err(refused) => {
                    became = None;
                    refused.entity
                }
            };
        }
        self.leads.push((name, entries));
        became
    }

    fn play_deal(
        &mut self,
        dice: &mut Dice,
        name: DealId,
        customer: CustomerId,
        lead: Option<LeadId>,
        at: i64,
    ) {
        let pipeline = &pipeline();
        let mut now = at + dice.of(&[0, 1, 50]);
        let mut new = NewDeal::new(name.clone(), customer, id(dice.of(&PEOPLE)));
        new.lead = lead;
        new.amount = (!dice.one_in(3)).then(|| pounds(dice));
        let stage = dice.of(&["talk", "sign", "sign", "sign"]);
        let act = |now: i64| Act::new(hours(now), id("anna")).overriding(id("boss"), "in a hurry");
        let mut deal =
            AnyDeal::from(Deal::open(new.evidence("x"), pipeline, stage, &act(now)).unwrap());
        let mut entries: Vec<_> = deal.take_entries().collect();
        for _ in 0..dice.below(14) {
            now += dice.of(&[0, 0, 5, 100, 400]);
            let permitted = deal.permitted();
            let verb = permitted[dice.below(permitted.len())];
            let state = deal.state();
            let mut command = Self::deal_command(dice, verb, state, deal.record().due());
            if let DealCommand::Win { on, .. } = &mut command {
                *on = hours(now).date_naive();
            }
            deal = match deal.apply(pipeline, command, &act(now)) {
                Ok(mut moved) => {
                    entries.extend(moved.take_entries());
                    moved
                }
                Err(refused) => refused.entity,
            };
        }
        self.deals.push((name, entries));
    }

    fn deal_command(
        dice: &mut Dice,
        verb: DealVerb,
        state: DealState,
        due: Option<Money>,
    ) -> DealCommand {
        let due = due.filter(|due| due.is_positive());
        match verb {
            DealVerb::Advance if state == DealState::Won && dice.one_in(2) => {
                DealCommand::Advance { to: "won".try_into().unwrap() }
            }
            DealVerb::Advance => {
                DealCommand::Advance { to: dice.of(&["talk", "sign", "pay"]).try_into().unwrap() }
            }
            DealVerb::Win => DealCommand::Win {
                amount: dice.one_in(2).then(|| pounds(dice)),
                evidence: Some("7/26".into()),
                on: day("2026-03-02"),
            },
            DealVerb::Hold => DealCommand::Hold { reason: "x".into(), until: day("2026-09-01") },
            DealVerb::Resume => DealCommand::Resume {},
            DealVerb::Lose => DealCommand::Lose { reason: "price".into(), outcome: None },
            DealVerb::Abandon => {
                DealCommand::Abandon { reason: AbandonReason::NoDecision, outcome: None }
            }
            DealVerb::Complete => DealCommand::Complete {},
            DealVerb::Refund => DealCommand::Refund {
                amount: pounds(dice),
                refund: dice.of(&[Refund::GivenBack, Refund::DueAgain]),
            },
            DealVerb::Reopen => {
                DealCommand::Reopen { reason: "back".into(), expected_close: day("2026-09-01") }
            }
            DealVerb::Amend if dice.one_in(2) => {
                DealCommand::Amend(Amendment::owner(id(dice.of(&PEOPLE))))
            }
            DealVerb::Amend => DealCommand::Amend(Amendment::Amount(pounds(dice))),
            DealVerb::Pay => DealCommand::Pay {
                amount: due.filter(|_| !dice.one_in(3)).unwrap_or_else(|| pounds(dice)),
                on: day("2026-03-02"),
            },
            DealVerb::Satisfy => DealCommand::Satisfy(Given::new(id("need"), "x").of(id("talk"))),
            _ => DealCommand::Interact(call("hello")),
        }
    }
}

/// Whose name stands in the one column that the table of deals has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnerOf {
    Opening,
    /// The close; of an open deal, the instant of the tables.
    Close,
}

/// What the entries up to an instant make.
fn replayed<M: Conduct>(entries: &[Entry<M>], as_of: DateTime<Utc>) -> Option<M::Any>
where
    M::Command: Clone,
{
    let seen: History<M> = entries.iter().filter(|e| e.at <= as_of).cloned().collect();
    (!seen.entries().is_empty()).then(|| seen.replay().unwrap())
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339()
}

impl Company {
    /// The tables of leads, deals, orders and costs, as somebody would write
    /// them at an instant.
    pub(crate) fn tables(&self, as_of: DateTime<Utc>, owner: OwnerOf) -> [String; 4] {
        [self.leads_csv(as_of), self.deals_csv(as_of, owner), self.orders_csv(), self.costs_csv()]
    }

    fn is_row(&self, lead: &str, as_of: DateTime<Utc>) -> bool {
        let known = self.leads.iter().find(|(id, _)| *id == *lead);
        let lead = known.and_then(|(_, entries)| replayed(entries, as_of));
        lead.is_some_and(|lead| {
            lead.record().interest().is_some() && lead.state() != LeadState::Merged
        })
    }

    fn leads_csv(&self, as_of: DateTime<Utc>) -> String {
        let mut csv = String::new();
        for (name, entries) in &self.leads {
            let Some(lead) = replayed(entries, as_of) else { continue };
            let record = lead.record();
            let source = match record.source() {
                Some(Source::Channel(name) | Source::Campaign(name)) => name.clone(),
                Some(Source::Referral(customer)) => customer.to_string(),
                None => String::new(),
            };
            if !self.is_row(name.as_str(), as_of) {
                // A prospect is none yet, and of a deal of one who will be a
                // lead the source is known.
                let created = entries.iter().find(|entry| entry.to == LeadState::New);
                if let Some(created) = created.filter(|entry| entry.at > as_of) {
                    writeln!(csv, "{name},{source},,{},,,,,,,", text(created.at)).unwrap();
                }
                continue;
            }
            let seen: Vec<_> = entries.iter().filter(|entry| entry.at <= as_of).collect();
            let created = seen.iter().find(|entry| entry.to == LeadState::New).unwrap().at;
            let owner_after = |n: usize| {
                let prefix: History<_> = seen[..n].iter().map(|e| (*e).clone()).collect();
                prefix.replay().unwrap().record().owner().cloned()
            };
            // The owner when it was created; mostly there is none yet, and it
            // is the first one.
            let by_then = seen.iter().filter(|entry| entry.at <= created).count();
            let first = (1..=seen.len()).find(|n| owner_after(*n).is_some());
            let first_owner = first.and_then(|first| owner_after(first.max(by_then)));
            let yes = |answer: Option<bool>| answer.map_or("", |it| if it { "yes" } else { "no" });
            let qualified = seen.iter().rfind(|e| e.command == LeadCommand::Qualify {});
            let is = |state| (lead.state() == state).then(|| text(record.since()));
            let deal = entries.iter().find_map(|entry| match &entry.command {
                LeadCommand::Convert { deal, .. } => Some(deal),
                _ => None,
            });
            // What is not opened yet cannot be in the table of deals.
            let deal = deal.filter(|deal| {
                lead.state() == LeadState::Converted
                    && self.deals.iter().any(|(id, e)| id == *deal && e[0].at <= as_of)
            });
            writeln!(
                csv,
                "{name},{source},{},{},{},{},{},{},{},{},{}",
                first_owner.map_or(String::new(), |owner| owner.to_string()),
                text(created),
                yes(record.fits_target()),
                yes(passed(&lead)),
                qualified.map_or(String::new(), |entry| text(entry.at)),
                is(LeadState::Disqualified).unwrap_or_default(),
                if lead.state() == LeadState::Disqualified { "no_fit" } else { "" },
                is(LeadState::Converted).unwrap_or_default(),
                deal.map_or("", DealId::as_str),
            )
            .unwrap();
        }
        csv
    }

    /// The lead that a deal is told to come from, where it was merged.
    fn survivor(&self, lead: &LeadId, as_of: DateTime<Utc>) -> LeadId {
        let mut lead = lead.clone();
        loop {
            let merged = self.leads.iter().find(|(id, _)| *id == lead).and_then(|(_, entries)| {
                // A prospect is no lead, and nothing goes on from it.
                let known = replayed(entries, as_of)?;
                known.record().interest()?;
                entries.iter().filter(|e| e.at <= as_of).find_map(|e| match &e.command {
                    LeadCommand::Merge { into } => Some(into.clone()),
                    _ => None,
                })
            });
            match merged {
                Some(into) => lead = into,
                None => return lead,
            }
        }
    }

    fn deals_csv(&self, as_of: DateTime<Utc>, owner: OwnerOf) -> String {
        let mut csv = String::new();
        for (name, entries) in &self.deals {
            let Some(deal) = replayed(entries, as_of) else { continue };
            let record = deal.record();
            let is_open = |state| matches!(state, DealState::Open | DealState::OnHold);
            let closing = entries
                .iter()
                .rfind(|e| e.at <= as_of && e.from.is_some_and(is_open) && !is_open(e.to));
            let closed = closing.filter(|_| !is_open(deal.state()));
            let owned_at = match (owner, closed) {
                (OwnerOf::Opening, _) => entries[0].at,
                (OwnerOf::Close, Some(closing)) => closing.at,
                (OwnerOf::Close, None) => as_of,
            };
            let then = replayed(entries, owned_at).unwrap();
            let amount = record.amount().map(|amount| amount.amount().to_string());
            writeln!(
                csv,
                "{name},{},{},{},{},{},{},,{},{}",
                record.lead().map_or(String::new(), |l| self.survivor(l, as_of).to_string()),
                record.customer(),
                then.record().owner(),
                text(record.opened_at()),
                closed.map_or(String::new(), |closing| text(closing.at)),
                match deal.state() {
                    DealState::Open | DealState::OnHold => "open",
                    DealState::Won | DealState::Completed => "won",
                    DealState::Lost => "lost",
                    DealState::Abandoned => "abandoned",
                },
                amount.as_deref().unwrap_or_default(),
                if amount.is_some() { "GBP" } else { "" },
            )
            .unwrap();
        }
        csv
    }

    fn orders_csv(&self) -> String {
        let mut csv = String::new();
        for (order, customer, at, product, amount, cost) in &self.lines {
            let cost = cost.map_or(String::new(), |cost| cost.amount().to_string());
            let (at, amount) = (text(hours(*at)), amount.amount());
            writeln!(csv, "{order},{customer},{at},{product},{amount},GBP,{cost}").unwrap();
        }
        csv
    }

    fn costs_csv(&self) -> String {
        let mut csv = String::new();
        for (from, to, process, source, pence) in &self.costs {
            let (from, to) = (text(hours(*from * 24)), text(hours(*to * 24)));
            let (whole, part) = (pence / 100, pence % 100);
            writeln!(csv, "{from},{to},{process},{source},{whole}.{part:02},GBP").unwrap();
        }
        csv
    }
}

/// What the filter says of a lead: it passes, or no answer still to come can
/// make it pass.
fn passed(lead: &AnyLead) -> Option<bool> {
    let filter: &LeadFilter = &Policies::new().filter;
    let record = lead.record();
    if record.filter_verdict(filter).passed {
        return Some(true);
    }
    let ids: Vec<CriterionId> = ["segment", "size", "region"].map(id).to_vec();
    let known = |id: &CriterionId| {
        let given = record.screened(id.as_str()).map(|answered| answered.answer);
        given.filter(|answer| *answer != Answer::Unknown)
    };
    let can = (0..27_usize).any(|choice| {
        let otherwise = |id: &CriterionId| {
            let place = ids.iter().position(|other| other == id).unwrap();
            [Answer::Yes, Answer::Partial, Answer::No][choice / 3_usize.pow(place as u32) % 3]
        };
        filter.judge(|id| known(id).unwrap_or_else(|| otherwise(id))).passed
    });
    if can { None } else { Some(false) }
}
