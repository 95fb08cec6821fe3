//! Small folders of random rows, and the report on one by scanning them anew
//! for every figure. Amounts are whole pence, instants whole days of 2026.

#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "rows are few and amounts small"
)]

use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) fn day(day: i64) -> String {
    let first: chrono::DateTime<chrono::Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    (first + chrono::TimeDelta::days(day)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Folder {
    leads: Vec<LeadRow>,
    deals: Vec<DealRow>,
    /// Order, customer, day, lines of product, amount and how many days later.
    /// Customer 4 is a guest, product 3 the order as a whole.
    orders: Vec<(usize, u8, i64, Vec<Line>)>,
    /// Day, process, amount.
    costs: Vec<(i64, usize, i64)>,
}

type Line = (u8, i64, i64);

/// What is counted as one: an order, or what was returned of it at another day.
struct Placed<'a> {
    at: i64,
    id: usize,
    customer: u8,
    lines: Vec<&'a Line>,
}

impl Placed<'_> {
    fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.1).sum()
    }
}

const GUEST: u8 = 4;

#[derive(Debug, Clone)]
struct LeadRow {
    created: i64,
    fits: Option<bool>,
    passed: Option<bool>,
    disqualified: Option<i64>,
    source: u8,
}

#[derive(Debug, Clone)]
struct DealRow {
    id: usize,
    lead: Option<usize>,
    customer: u8,
    opened: i64,
    /// Day, and 0 won, 1 lost, 2 abandoned.
    closed: Option<(i64, usize)>,
    amount: i64,
}

const OUTCOMES: [&str; 3] = ["won", "lost", "abandoned"];
const PROCESSES: [&str; 3] = ["attract", "sell", "retain"];

pub(crate) fn folders() -> impl Strategy<Value = Folder> {
    let lead = (
        0i64..80,
        any::<Option<bool>>(),
        any::<Option<bool>>(),
        proptest::option::of(0i64..20),
        0u8..3,
    )
        .prop_map(|(created, fits, passed, after, source)| LeadRow {
            created,
            fits,
            passed,
            disqualified: after.map(|days| created + days),
            source,
        });
    let deal = (
        proptest::option::of(0usize..6),
        0u8..4,
        0i64..80,
        proptest::option::of((0i64..30, 0usize..3)),
        0i64..100_000,
    )
        .prop_map(|(lead, customer, opened, closed, amount)| DealRow {
            id: 0,
            lead,
            customer,
            opened,
            closed: closed.map(|(days, outcome)| (opened + days, outcome)),
            amount,
        });
    let later = prop_oneof![4 => Just(0_i64), 1 => 1_i64..20];
    let line = (0u8..4, -500i64..1500, later);
    let order = (0u8..5, 0i64..85, proptest::collection::vec(line, 1..5));
    (
        proptest::collection::vec(lead, 0..6),
        proptest::collection::vec(deal, 0..10),
        proptest::collection::vec(order, 0..12),
        proptest::collection::vec((0i64..90, 0usize..3, 0i64..50_000), 0..6),
    )
        .prop_map(|(leads, mut deals, orders, costs)| {
            for (id, deal) in deals.iter_mut().enumerate() {
                deal.id = id;
            }
            let numbered = orders.into_iter().enumerate();
            let orders = numbered.map(|(id, (customer, at, lines))| (id, customer, at, lines));
            Folder { leads, deals, orders: orders.collect(), costs }
        })
}

fn pounds(pence: i64) -> String {
    format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100)
}

fn answer(answer: Option<bool>) -> &'static str {
    answer.map_or("", |yes| if yes { "yes" } else { "no" })
}

impl Folder {
    pub(crate) fn leads_csv(&self) -> String {
        let row = |(id, lead): (usize, &LeadRow)| {
            format!(
                "L{id},S{},ann,{},{},{},,{},,,\n",
                lead.source,
                day(lead.created),
                answer(lead.fits),
                answer(lead.passed),
                lead.disqualified.map_or_else(String::new, day),
            )
        };
        self.leads.iter().enumerate().map(row).collect()
    }

    pub(crate) fn deals_csv(&self) -> String {
        let row = |deal: &DealRow| {
            format!(
                "D{},{},C{},O{},{},{},{},,{},GBP\n",
                deal.id,
                deal.lead.map_or_else(String::new, |lead| format!("L{lead}")),
                deal.customer,
                deal.id % 2,
                day(deal.opened),
                deal.closed.map_or_else(String::new, |(at, _)| day(at)),
                deal.closed.map_or("open", |(_, outcome)| OUTCOMES[outcome]),
                pounds(deal.amount),
            )
        };
        self.deals.iter().map(row).collect()
    }

    pub(crate) fn orders_csv(&self) -> String {
        let mut text = String::new();
        for (id, customer, at, lines) in &self.orders {
            for (product, amount, later) in lines {
                // A line costs half of what it brings, in whole pence.
                let (at, cost) = (day(*at + later), pounds(amount / 2));
                let customer =
                    if *customer == GUEST { String::new() } else { format!("C{customer}") };
                let product = if *product == 3 { String::new() } else { format!("P{product}") };
                text +=
                    &format!("O{id:02},{customer},{at},{product},{},GBP,{cost}\n", pounds(*amount));
            }
        }
        text
    }

    pub(crate) fn costs_csv(&self) -> String {
        let row = |(at, process, amount): &(i64, usize, i64)| {
            format!("{0},{0},{1},,{2},GBP\n", day(*at), PROCESSES[*process], pounds(*amount))
        };
        self.costs.iter().map(row).collect()
    }

    pub(crate) fn split(&self, at: usize) -> (Folder, Folder) {
        let (mut one, mut two) = (self.clone(), self.clone());
        two.leads.clear();
        two.deals = one.deals.split_off(at.min(one.deals.len()));
        two.orders = one.orders.split_off(at.min(one.orders.len()));
        two.costs = one.costs.split_off(at.min(one.costs.len()));
        (one, two)
    }

    /// Orders and returns: a line below zero is of its order where it is of the
    /// day on which that was placed.
    fn placed(&self) -> Vec<Placed<'_>> {
        let mut all = Vec::new();
        for (id, customer, day, lines) in &self.orders {
            let at = |line: &Line| day + line.2;
            let sold = lines.iter().filter(|line| line.1 >= 0).map(at).min();
            let mut days: Vec<i64> = lines.iter().filter(|line| line.1 < 0).map(at).collect();
            days.extend(sold);
            days.sort_unstable();
            days.dedup();
            for day in days {
                let is_of = |line: &&Line| {
                    if line.1 < 0 { at(line) == day } else { sold == Some(day) }
                };
                let lines = lines.iter().filter(is_of).collect();
                all.push(Placed { at: day, id: *id, customer: *customer, lines });
            }
        }
        all
    }

    /// The figures of `[from, to)` as of a day.
    pub(crate) fn report(&self, from: i64, to: i64, as_of: i64) -> Value {
        let within = |at: i64| from <= at && at < to;
        let any_money = !(self.deals.is_empty() && self.orders.is_empty() && self.costs.is_empty());
        let money = |pence: i64| pounds(pence) + if any_money { " GBP" } else { "" };
        let per = |pence: i64, count: usize| {
            (count > 0).then(|| money(rounded(i128::from(pence), count as i128)))
        };
        let share = |part: i64, whole: i64| (whole != 0).then(|| part as f64 / whole as f64);
        let many = |part: usize, whole: usize| share(part as i64, whole as i64);
        let spend = |process: usize| -> i64 {
            self.costs.iter().filter(|c| c.1 == process && within(c.0)).map(|c| c.2).sum()
        };
        let leads: Vec<(usize, &LeadRow)> = self
            .leads
            .iter()
            .enumerate()
            .filter(|(_, lead)| lead.created <= as_of && within(lead.created))
            .collect();
        let leads_with =
            |test: &dyn Fn(&LeadRow) -> bool| leads.iter().filter(|l| test(l.1)).count();
        let fits = leads_with(&|l| l.fits == Some(true));
        let misses = leads_with(&|l| l.fits == Some(false));
        let passed = leads_with(&|l| l.passed == Some(true));
        let failed = leads_with(&|l| l.passed == Some(false));
        let closed = |deal: &DealRow| deal.closed.filter(|(at, _)| *at <= as_of);
        let of_lead = |lead: usize| self.deals.iter().filter(move |deal| deal.lead == Some(lead));
        let lead_won = leads
            .iter()
            .filter(|(id, _)| of_lead(*id).any(|deal| closed(deal).is_some_and(|c| c.1 == 0)))
            .count();
        let lead_open = leads
            .iter()
            .filter(|(id, lead)| {
                lead.disqualified.is_none_or(|at| at > as_of)
                    && of_lead(*id).all(|deal| closed(deal).is_none())
            })
            .count();

        let ended = |outcome: usize| -> Vec<&DealRow> {
            let here =
                |deal: &&DealRow| closed(deal).is_some_and(|c| c.1 == outcome && within(c.0));
            self.deals.iter().filter(here).collect()
        };
        let (won, lost) = (ended(0), ended(1));
        let mut amounts: Vec<i64> = won.iter().map(|deal| deal.amount).collect();
        amounts.sort_unstable();
        let mut cycles: Vec<f64> =
            won.iter().map(|deal| (deal.closed.unwrap().0 - deal.opened) as f64).collect();
        cycles.sort_unstable_by(f64::total_cmp);
        let won_value: i64 = amounts.iter().sum();
        let lost_value: i64 = lost.iter().map(|deal| deal.amount).sum();
        let median = (!amounts.is_empty()).then(|| {
            let (low, high) = ((amounts.len() - 1) / 2, amounts.len() / 2);
            money(rounded(i128::from(amounts[low] + amounts[high]), 2))
        });
        let new_customers: Vec<u8> = (0..4)
            .filter(|customer| {
                let wins = self.deals.iter().filter(|deal| deal.customer == *customer);
                let first = wins.filter_map(closed).filter(|c| c.1 == 0).map(|c| c.0).min();
                first.is_some_and(within)
            })
            .collect();

        let mut seen = self.placed();
        seen.retain(|order| order.at <= as_of);
        seen.sort_by_key(|order| (order.at, order.id));
        let orders_of = |customer: u8, before: i64| {
            let counts = |o: &&Placed<'_>| o.customer == customer && o.at < before && o.total() > 0;
            seen.iter().filter(counts).count()
        };
        let again = new_customers.iter().filter(|c| orders_of(**c, i64::MAX) >= 2).count();
        let placed: Vec<_> = seen.iter().filter(|o| within(o.at) && o.total() > 0).collect();
        let of_customers = placed.iter().filter(|o| o.customer != GUEST).count();
        let served = (0..4).filter(|c| placed.iter().any(|o| o.customer == *c)).count();
        let buyers = (0..4).filter(|c| orders_of(*c, to) >= 1).count();
        let repeaters = (0..4).filter(|c| orders_of(*c, to) >= 2).count();
        let (mut kinds, mut line_costs) = ([0i64; 4], 0);
        for customer in 0..4 {
            let mine: Vec<_> = seen.iter().filter(|o| o.customer == customer).collect();
            let first = mine.iter().position(|o| o.total() > 0).unwrap_or(usize::MAX);
            // Product, order and kind of every positive line so far.
            let mut past: Vec<(u8, usize, usize)> = Vec::new();
            for (place, order) in mine.iter().enumerate() {
                for (product, amount, _) in &order.lines {
                    let bought_before = past.iter().any(|p| p.0 == *product && p.1 < place);
                    let kind = if *product == 3 {
                        usize::from(place != first)
                    } else if *amount <= 0 {
                        past.iter().rev().find(|p| p.0 == *product).map_or(1, |p| p.2)
                    } else if place <= first {
                        0
                    } else if bought_before {
                        1
                    } else {
                        2
                    };
                    if *amount > 0 {
                        past.push((*product, place, kind));
                    }
                    if within(order.at) {
                        kinds[kind] += amount;
                        line_costs += amount / 2;
                    }
                }
            }
        }
        let guests = seen.iter().filter(|o| o.customer == GUEST && within(o.at));
        kinds[3] = guests.map(Placed::total).sum();
        let revenue: i64 = kinds.iter().sum();
        let of_known = revenue - kinds[3];
        let given =
            |process: usize| self.costs.iter().any(|cost| cost.1 == process && within(cost.0));
        let [attract, sell, retain] = [spend(0), spend(1), spend(2)];
        let total_cost = {
            let (new, all) = (new_customers.len() as i128, served as i128);
            let lacking = (new == 0 && attract + sell > 0) || (all == 0 && retain > 0);
            let winning = i128::from(attract + sell);
            (!lacking && new + all > 0 && [0, 1, 2].into_iter().any(given)).then(|| {
                let (a, b) = (new.max(1), all.max(1));
                money(rounded(winning * b + i128::from(retain) * a, a * b))
            })
        };
        json!({
            "attract": {"leads": leads.len(), "spend": money(attract),
                "cost_per_lead": per(attract, leads.len()).filter(|_| given(0)), "fits_target": fits,
                "misses_target": misses, "unscored": leads.len() - fits - misses,
                "lead_quality": many(fits, fits + misses)},
            "sell": {"spend": money(sell), "passed_filter": passed, "failed_filter": failed,
                "filter_pass_rate": many(passed, passed + failed),
                "deals_opened": self.deals.iter().filter(|d| d.opened <= as_of && within(d.opened)).count(),
                "deals_won": won.len(), "deals_lost": lost.len(), "deals_abandoned": ended(2).len(),
                "deals_open": self.deals.iter()
                    .filter(|d| d.opened <= as_of && d.opened < to && closed(d).is_none()).count(),
                "closed_without_amount": 0,
                "win_rate": many(won.len(), won.len() + lost.len()),
                "win_rate_by_value": share(won_value, won_value + lost_value),
                "customers_won": new_customers.len(),
                "cost_per_customer": per(sell, new_customers.len()).filter(|_| given(1)),
                "customer_quality": many(again, new_customers.len()),
                "average_deal": per(won_value, won.len()), "median_deal": median,
                "cycle_days": {"mean": (!cycles.is_empty()).then(|| cycles.iter().sum::<f64>() / cycles.len() as f64),
                    "median": quantile(&cycles, 0.5), "p90": quantile(&cycles, 0.9)},
                "conversion": {"leads": leads.len(), "won": lead_won, "open": lead_open,
                    "rate": many(lead_won, leads.len()), "immature": lead_open > 0}},
            "retain": {"spend": money(retain), "customers": served, "orders": placed.len(),
                "revenue": money(revenue), "average_order": per(revenue, placed.len()),
                "orders_per_customer": many(of_customers, served),
                "repeat_purchase_rate": many(repeaters, buyers),
                "revenue_per_customer": per(of_known, served),
                "profit_per_customer": per(of_known - line_costs, served),
                "retention_cost_per_customer": per(retain, served).filter(|_| given(2)),
                "first_revenue": money(kinds[0]), "repeat_revenue": money(kinds[1]),
                "cross_sell_revenue": money(kinds[2]), "guest_revenue": money(kinds[3])},
            "total_cost_per_customer": total_cost,
        })
    }
}

/// Half-even, by the distance to both neighbours.
fn rounded(number: i128, by: i128) -> i64 {
    let below = number.div_euclid(by);
    let twice = 2 * (number - below * by);
    let up = twice > by || (twice == by && below % 2 != 0);
    (below + i128::from(up)) as i64
}

fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let place = (sorted.len().checked_sub(1)?) as f64 * at;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    Some(sorted[low] + (sorted[high] - sorted[low]) * (place - place.floor()))
}
