//! The journals and orders of a company that does not exist.

#[path = "dice.rs"]
mod dice;

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use sales_process::kpi::{Logged, OrderLine};
use sales_process::lifecycle::deal::{
    Amendment, DealCommand, DealMachine, DealState, NewDeal, StageRef,
};
use sales_process::lifecycle::lead::{
    CustomerRef, Interest, LeadCommand, LeadMachine, LeadState, NewLead, Source,
};
use sales_process::lifecycle::{Entry, Interaction, InteractionKind, Machine};
use sales_process::{CustomerId, DealId, LeadId, Money, OrderId, PersonId, ProductId};

use self::dice::Dice;

/// An entry of the log, with whose it is.
enum Held {
    Lead(LeadId, Entry<LeadMachine>),
    Deal(DealId, Entry<DealMachine>),
}

/// A row of the orders: order, customer, when, product, amount.
type Row = (u32, u32, DateTime<Utc>, u16, Money);

/// Deals with five entries each, half of them from a lead with five entries of
/// its own, and ten order lines for each deal, three to an order.
pub(crate) struct Company {
    /// In time, those of many objects mixed.
    log: Vec<Held>,
    orders: Vec<OrderId>,
    customers: Vec<CustomerId>,
    products: Vec<ProductId>,
    rows: Vec<Row>,
    deals: u32,
    pub(crate) half: DateTime<Utc>,
    pub(crate) last: DateTime<Utc>,
}

fn begin() -> DateTime<Utc> {
    "2023-01-01T00:00:00Z".parse().unwrap()
}

/// Three years, whatever the number of deals.
fn instant(place: u32, of: u32) -> DateTime<Utc> {
    begin() + TimeDelta::seconds(i64::from(place) * 3 * 365 * 86_400 / i64::from(of))
}

fn pounds(pence: u32) -> Money {
    Money::new(Decimal::new(pence.into(), 2), "GBP".parse().unwrap()).unwrap()
}

fn entry<M: Machine>(
    id: &M::Id,
    version: u32,
    at: DateTime<Utc>,
    by: &PersonId,
    (from, to): (Option<M::State>, M::State),
    command: M::Command,
) -> Entry<M> {
    Entry { id: id.clone(), version, at, by: by.clone(), from, to, command, waived: None }
}

impl Company {
    pub(crate) fn of(deals: u32) -> Self {
        let mut dice = Dice(0x5EED_0C0A_3A17);
        let people: Vec<PersonId> = (0..40).map(|n| format!("P-{n}").parse().unwrap()).collect();
        let customers: Vec<CustomerId> =
            (0..=deals / 2).map(|n| format!("C-{n}").parse().unwrap()).collect();
        let ids: Vec<DealId> = (0..deals).map(|n| format!("D-{n}").parse().unwrap()).collect();
        let leads: Vec<LeadId> = (0..deals).map(|n| format!("L-{n}").parse().unwrap()).collect();
        let mut log = Vec::new();
        // Each deal makes its next move when this many others have been opened.
        let gap = deals / 50 + 1;
        for turn in 0..deals + 9 * gap {
            let at = instant(turn, deals);
            for step in 0..10 {
                let Some(n) = turn.checked_sub(step * gap).filter(|n| *n < deals) else { continue };
                let place = n as usize;
                let owner = &people[place % people.len()];
                let customer = &customers[dice.below(deals / 2 + 1) as usize];
                if step >= 5 {
                    let command = deal_step(step - 5, n, &ids[place], customer, owner, &leads);
                    log.push(Held::Deal(
                        ids[place].clone(),
                        deal_entry(&ids[place], step - 4, n, at, owner, command),
                    ));
                } else if n % 2 == 0 {
                    let command = lead_step(step, n, &leads[place], &ids[place], customer, owner);
                    log.push(Held::Lead(
                        leads[place].clone(),
                        lead_entry(&leads[place], step, at, owner, command),
                    ));
                }
            }
        }
        let lines = deals * 10;
        let products: Vec<ProductId> =
            (0..200).map(|n| format!("P-{n}").parse().unwrap()).collect();
        let orders = (0..=lines / 3).map(|n| format!("O-{n}").parse().unwrap()).collect();
        let mut customer = 0;
        let rows = (0..lines).map(|line| {
            if line % 3 == 0 {
                customer = dice.below(deals / 2 + 1);
            }
            let product = u16::try_from(dice.below(200)).unwrap();
            let amount = pounds(100 + dice.below(11_900));
            let amount = if dice.below(100) < 3 { amount.negated() } else { amount };
            (line / 3, customer, instant(line / 3 * 3, lines), product, amount)
        });
        let rows = rows.collect();
        let last = instant(deals + 9 * gap, deals);
        Self { log, orders, customers, products, rows, deals, half: instant(1, 2), last }
    }

    pub(crate) fn log(&self) -> impl ExactSizeIterator<Item = Logged<'_>> {
        self.log.iter().map(|held| match held {
            Held::Lead(id, entry) => Logged::Lead(id, entry),
            Held::Deal(id, entry) => Logged::Deal(id, entry),
        })
    }

    pub(crate) fn lines(&self) -> impl ExactSizeIterator<Item = OrderLine<'_>> {
        self.rows.iter().map(|(order, customer, at, product, amount)| {
            let (order, customer) =
                (&self.orders[*order as usize], &self.customers[*customer as usize]);
            OrderLine::new(order, customer, *at, &self.products[usize::from(*product)], *amount)
        })
    }

    pub(crate) fn deals_csv(&self) -> String {
        let mut csv = String::from(
            "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n",
        );
        for n in 0..self.deals {
            let (opened, closed) = (instant(n, self.deals), instant(n + 9, self.deals));
            let (opened, closed) = (opened.format("%+"), closed.format("%+"));
            let outcome = if n % 4 == 0 { "won" } else { "lost" };
            let pence = 10_000 + n % 90_000;
            writeln!(
                csv,
                "D-{n},,C-{},P-{},{opened},{closed},{outcome},,{}.{:02},GBP",
                n / 2,
                n % 40,
                pence / 100,
                pence % 100
            )
            .unwrap();
        }
        csv
    }

    pub(crate) fn orders_csv(&self) -> String {
        let mut csv = String::from("order_id,customer_id,placed_at,product_id,amount,currency\n");
        for line in self.lines() {
            let at = line.placed_at.format("%+");
            let (order, customer) = (line.order, line.customer);
            let [customer, product] = [customer, line.product].map(Option::unwrap_or_default);
            writeln!(csv, "{order},{customer},{at},{product},{},GBP", line.amount.amount())
                .unwrap();
        }
        csv
    }
}

fn stage(name: &str) -> StageRef {
    StageRef::try_from(name).unwrap()
}

fn deal_step(
    step: u32,
    n: u32,
    id: &DealId,
    customer: &CustomerId,
    owner: &PersonId,
    leads: &[LeadId],
) -> DealCommand {
    match step {
        0 => {
            let mut new = NewDeal::new(id.clone(), customer.clone(), owner.clone());
            new = new.amount(pounds(10_000 + n % 90_000));
            if n % 2 == 0 {
                new = new.lead(leads[n as usize].clone());
            }
            let (new, stage) = (Box::new(new), stage("talk"));
            DealCommand::Open { new, pipeline: "main".parse().unwrap(), revision: 1, stage }
        }
        1 => DealCommand::Advance { to: stage("offer") },
        2 if n % 10 == 3 => DealCommand::Amend(Amendment::owner("P-7".parse().unwrap())),
        2 => DealCommand::Amend(Amendment::Amount(pounds(9_000 + n % 90_000))),
        3 => DealCommand::Advance { to: stage("sign") },
        _ if n % 4 == 0 => {
            let on = NaiveDate::default();
            DealCommand::Win { amount: None, evidence: Some("7/26".into()), on }
        }
        _ => DealCommand::Lose { reason: "price".into(), outcome: None },
    }
}

fn deal_entry(
    id: &DealId,
    version: u32,
    n: u32,
    at: DateTime<Utc>,
    by: &PersonId,
    command: DealCommand,
) -> Entry<DealMachine> {
    let to = match version {
        1..=4 => DealState::Open,
        _ if n % 4 == 0 => DealState::Won,
        _ => DealState::Lost,
    };
    entry(id, version, at, by, ((version > 1).then_some(DealState::Open), to), command)
}

fn lead_step(
    step: u32,
    n: u32,
    id: &LeadId,
    deal: &DealId,
    customer: &CustomerId,
    owner: &PersonId,
) -> LeadCommand {
    match step {
        0 => {
            let source = Source::Channel(["web", "fair", "mail"][n as usize % 3].into());
            let new = NewLead::inbound(id.clone()).source(source);
            LeadCommand::Capture { new, interest: Some(Interest::called("a quote")) }
        }
        1 => LeadCommand::Assign { owner: owner.clone() },
        2 => LeadCommand::FirstContact {
            interaction: Interaction::outbound(InteractionKind::Call, "their needs"),
        },
        3 => LeadCommand::Qualify {},
        _ => LeadCommand::Convert {
            deal: deal.clone(),
            customer: CustomerRef::Existing(customer.clone()),
        },
    }
}

fn lead_entry(
    id: &LeadId,
    step: u32,
    at: DateTime<Utc>,
    by: &PersonId,
    command: LeadCommand,
) -> Entry<LeadMachine> {
    const STATES: [LeadState; 5] = [
        LeadState::New,
        LeadState::Assigned,
        LeadState::Working,
        LeadState::Qualified,
        LeadState::Converted,
    ];
    let place = step as usize;
    let from = place.checked_sub(1).map(|before| STATES[before]);
    entry(id, step + 1, at, by, (from, STATES[place]), command)
}
