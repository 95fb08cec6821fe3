//! The whole report on tables of text, a second time: read by hand, and every
//! figure by its definition, with whole cents and without any of the crate's
//! own counting.

#![allow(clippy::cast_sign_loss, reason = "a place in a list is not negative")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

pub(super) type Row = BTreeMap<String, String>;
type Instant = DateTime<Utc>;

/// Rows of text whose fields have no quotes.
fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let row = |line: &str| {
        let fields = line.split(',').map(str::to_owned);
        head.iter().map(|name| (*name).to_owned()).zip(fields).collect()
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}

pub(super) fn instant(text: &str) -> Option<Instant> {
    if text.is_empty() {
        return None;
    }
    let day = || text.parse::<NaiveDate>().unwrap().and_time(NaiveTime::MIN).and_utc();
    Some(DateTime::parse_from_rfc3339(text).map_or_else(|_| day(), |at| at.to_utc()))
}

/// Cents of an amount with up to two decimals; `None` for no amount.
fn cents(text: &str) -> Option<i128> {
    if text.is_empty() {
        return None;
    }
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(part.len() <= 2, "{text}");
    Some(sign * format!("{whole}{part:0<2}").parse::<i128>().unwrap())
}

fn answer(text: &str) -> Option<bool> {
    match text {
        "" => None,
        text => Some(text == "yes"),
    }
}

/// The four tables; none for a file that is not there.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tables {
    pub(super) leads: Vec<Row>,
    pub(super) deals: Vec<Row>,
    orders: Vec<Row>,
    costs: Vec<Row>,
    pub(super) orders_given: bool,
}

/// What is asked: `[from, to)` as of an instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) from: Option<Instant>,
    pub(crate) to: Option<Instant>,
    pub(crate) as_of: Instant,
}

impl Asked {
    pub(super) fn within(&self, at: Instant) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }
}

/// What a row is grouped by.
#[derive(Debug, Clone, Default)]
struct Marks {
    source: String,
    owner: String,
    product: String,
}

/// One thing that is counted.
#[derive(Debug, Clone)]
enum Item {
    Lead {
        fits: Option<bool>,
        passed: Option<bool>,
        won: bool,
        open: bool,
    },
    Spend {
        process: String,
        cents: i128,
    },
    Opened,
    StillOpen,
    Closed {
        outcome: String,
        cents: Option<i128>,
        days: f64,
    },
    NewCustomer {
        again: bool,
    },
    /// 0 first, 1 repeat, 2 cross-sell, 3 of guests.
    Line {
        kind: usize,
        cents: i128,
        cost: Option<i128>,
    },
    /// An order of the period, and one of any time before its end.
    Order {
        customer: String,
    },
    Before {
        customer: String,
    },
}

impl Tables {
    pub(crate) fn of(
        leads: Option<&str>,
        deals: Option<&str>,
        orders: Option<&str>,
        costs: Option<&str>,
    ) -> Self {
        let table = |text: Option<&str>| text.map(rows).unwrap_or_default();
        Self {
            leads: table(leads),
            deals: table(deals),
            orders: table(orders),
            costs: table(costs),
            orders_given: orders.is_some(),
        }
    }

    /// The last instant in the files; dates of costs are none.
    pub(crate) fn last_instant(&self) -> Option<Instant> {
        let of = |rows: &[Row], names: &[&str]| -> Vec<Instant> {
            rows.iter()
                .flat_map(|row| names.iter().filter_map(|name| instant(&row[*name])))
                .collect()
        };
        let mut all =
            of(&self.leads, &["created_at", "qualified_at", "disqualified_at", "converted_at"]);
        all.extend(of(&self.deals, &["opened_at", "closed_at"]));
        all.extend(of(&self.orders, &["placed_at"]));
        all.into_iter().max()
    }

    fn currency(&self) -> Option<&str> {
        let named = |row: &Row| !row["currency"].is_empty() && !row["amount"].is_empty();
        let tables = [&self.deals, &self.orders, &self.costs];
        let row = tables.into_iter().flatten().find(|row| named(row));
        row.map(|row| row["currency"].as_str())
    }

    /// Every thing counted for a question, with what it is grouped by.
    fn items(&self, asked: &Asked, by_product: bool) -> Vec<(Marks, Item)> {
        let mut items = Vec::new();
        self.lead_items(asked, &mut items);
        self.deal_items(asked, &mut items);
        for cost in &self.costs {
            if asked.within(instant(&cost["from"]).unwrap()) {
                let marks = Marks { source: cost["source"].clone(), ..Marks::default() };
                let (process, cents) = (cost["process"].clone(), cents(&cost["amount"]).unwrap());
                items.push((marks, Item::Spend { process, cents }));
            }
        }
        self.order_items(asked, by_product, &mut items);
        items
    }

    fn lead_items(&self, asked: &Asked, items: &mut Vec<(Marks, Item)>) {
        // By id, so that a large table takes no hour.
        let mut named: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for deal in &self.deals {
            named.entry(&deal["lead_id"]).or_default().push(deal);
        }
        let by_id: BTreeMap<&str, &Row> =
            self.deals.iter().map(|deal| (deal["deal_id"].as_str(), deal)).collect();
        for lead in &self.leads {
            let created = instant(&lead["created_at"]).unwrap();
            if created > asked.as_of || !asked.within(created) {
                continue;
            }
            let theirs = named.get(lead["lead_id"].as_str()).cloned().unwrap_or_default();
            let its = by_id.get(lead["deal_id"].as_str()).copied();
            let deals: Vec<&Row> = theirs.into_iter().chain(its).collect();
            let closed =
                |deal: &Row| instant(&deal["closed_at"]).is_some_and(|at| at <= asked.as_of);
            let out = instant(&lead["disqualified_at"]).is_some_and(|at| at <= asked.as_of);
            items.push((
                Marks {
                    source: lead["source"].clone(),
                    owner: lead["owner"].clone(),
                    product: String::new(),
                },
                Item::Lead {
                    fits: answer(&lead["fits_target"]),
                    passed: answer(&lead["passed_filter"]),
                    won: deals.iter().any(|deal| closed(deal) && deal["outcome"] == "won"),
                    open: !out && !deals.iter().any(|deal| closed(deal)),
                },
            ));
        }
    }

    fn deal_items(&self, asked: &Asked, items: &mut Vec<(Marks, Item)>) {
        let mut lead_of: BTreeMap<&str, &Row> = BTreeMap::new();
        for lead in self.leads.iter().rev().filter(|lead| !lead["deal_id"].is_empty()) {
            lead_of.insert(&lead["deal_id"], lead);
        }
        let leads: BTreeMap<&str, &Row> =
            self.leads.iter().map(|lead| (lead["lead_id"].as_str(), lead)).collect();
        let won = |deal: &&Row| {
            deal["outcome"] == "won" && instant(&deal["closed_at"]).unwrap() <= asked.as_of
        };
        let mut first_won: BTreeMap<&str, (Instant, &str)> = BTreeMap::new();
        for deal in self.deals.iter().filter(won) {
            let this = (instant(&deal["closed_at"]).unwrap(), deal["deal_id"].as_str());
            let first = first_won.entry(&deal["customer_id"]).or_insert(this);
            *first = this.min(*first);
        }
        let orders = self.orders_of(asked.as_of);
        for deal in &self.deals {
            let opened = instant(&deal["opened_at"]).unwrap();
            if opened > asked.as_of {
                continue;
            }
            let lead = leads.get(deal["lead_id"].as_str());
            let lead = lead.or_else(|| lead_of.get(deal["deal_id"].as_str()));
            let marks = Marks {
                source: lead.map(|lead| lead["source"].clone()).unwrap_or_default(),
                owner: deal["owner"].clone(),
                product: String::new(),
            };
            if asked.within(opened) {
                items.push((marks.clone(), Item::Opened));
            }
            let Some(closed) = instant(&deal["closed_at"]).filter(|at| *at <= asked.as_of) else {
                if asked.to.is_none_or(|to| opened < to) {
                    items.push((marks, Item::StillOpen));
                }
                continue;
            };
            if !asked.within(closed) {
                continue;
            }
            let days = (closed - opened).num_seconds() as f64 / 86_400.0;
            let (outcome, cents) = (deal["outcome"].clone(), cents(&deal["amount"]));
            items.push((marks.clone(), Item::Closed { outcome, cents, days }));
            let customer = deal["customer_id"].as_str();
            if first_won.get(customer).is_some_and(|first| first.1 == deal["deal_id"]) {
                let again = orders.get(customer).is_some_and(|orders| {
                    orders.iter().filter(|order| order.total() > 0).count() >= 2
                });
                items.push((marks, Item::NewCustomer { again }));
            }
        }
    }

    /// The orders seen, by customer, in time and by id.
    pub(super) fn orders_of(&self, as_of: Instant) -> BTreeMap<&str, Vec<Order<'_>>> {
        let mut by_id: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for line in &self.orders {
            by_id.entry(&line["order_id"]).or_default().push(line);
        }
        let mut orders: BTreeMap<&str, Vec<Order<'_>>> = BTreeMap::new();
        for (id, lines) in by_id {
            let at = |line: &&Row| instant(&line["placed_at"]).unwrap();
            let is_back = |line: &&Row| line["amount"].starts_with('-');
            let sold = lines.iter().filter(|line| !is_back(line)).map(at).min();
            let back = lines.iter().filter(|line| is_back(line)).map(at);
            for when in back.chain(sold).collect::<BTreeSet<_>>() {
                let is_of = |line: &&Row| {
                    if is_back(line) { at(line) == when } else { sold == Some(when) }
                };
                let lines: Vec<&Row> = lines.iter().copied().filter(is_of).collect();
                if when <= as_of {
                    let order = Order { at: when, id, lines };
                    orders.entry(&order.lines[0]["customer_id"]).or_default().push(order);
                }
            }
        }
        orders.values_mut().for_each(|orders| orders.sort_by_key(|order| (order.at, order.id)));
        orders
    }

    fn order_items(&self, asked: &Asked, by_product: bool, items: &mut Vec<(Marks, Item)>) {
        for (customer, orders) in self.orders_of(asked.as_of) {
            let first = orders.iter().position(|order| order.total() > 0);
            // Every line above zero so far: product, order and kind.
            let mut past: Vec<(&str, usize, usize)> = Vec::new();
            for (place, order) in orders.iter().enumerate() {
                let mut parts: BTreeMap<&str, i128> = BTreeMap::new();
                for line in &order.lines {
                    let amount = cents(&line["amount"]).unwrap();
                    let product = line["product_id"].as_str();
                    let kind = if customer.is_empty() {
                        3
                    } else if product.is_empty() {
                        usize::from(first != Some(place))
                    } else if amount <= 0 {
                        let last = past.iter().rev().find(|line| line.0 == product);
                        last.map_or(1, |line| line.2)
                    } else if first.is_none_or(|first| place <= first) {
                        0
                    } else if past.iter().any(|line| line.0 == product && line.1 < place) {
                        1
                    } else {
                        2
                    };
                    if amount > 0 {
                        past.push((product, place, kind));
                    }
                    let product = if by_product { product } else { "" };
                    *parts.entry(product).or_default() += amount;
                    if asked.within(order.at) {
                        let cost = line.get("cost").and_then(|cost| cents(cost));
                        let marks = Marks { product: product.to_owned(), ..Marks::default() };
                        items.push((marks, Item::Line { kind, cents: amount, cost }));
                    }
                }
                if order.total() <= 0 || asked.to.is_some_and(|to| order.at >= to) {
                    continue;
                }
                for (product, amount) in parts {
                    if amount <= 0 {
                        continue;
                    }
                    let marks = Marks { product: product.to_owned(), ..Marks::default() };
                    let customer = customer.to_owned();
                    if asked.within(order.at) {
                        items.push((marks.clone(), Item::Order { customer: customer.clone() }));
                    }
                    if !customer.is_empty() {
                        items.push((marks, Item::Before { customer }));
                    }
                }
            }
        }
    }

    /// The report on everything.
    pub(crate) fn report(&self, asked: &Asked) -> Value {
        let items = self.items(asked, false);
        self.summed(&items.iter().map(|(_, item)| item).collect::<Vec<_>>())
    }

    /// The reports of all groups and that on everything.
    pub(crate) fn groups(&self, asked: &Asked, by: &[&str]) -> Value {
        let by_product = by.contains(&"product");
        let mut groups: BTreeMap<String, Vec<Item>> = BTreeMap::new();
        let mut add = |asked: &Asked, month: &str| {
            for (marks, item) in self.items(asked, by_product) {
                let name = |dimension: &&str| {
                    let name = match *dimension {
                        "source" => marks.source.as_str(),
                        "owner" => &marks.owner,
                        "product" => &marks.product,
                        _ => month,
                    };
                    if name.is_empty() { "(none)" } else { name }
                };
                let key = by.iter().map(name).collect::<Vec<_>>().join(" / ");
                groups.entry(key).or_default().push(item);
            }
        };
        if by.contains(&"month") {
            for (year, month) in self.months(asked) {
                let begin = |year, month| {
                    NaiveDate::from_ymd_opt(year, month, 1)
                        .unwrap()
                        .and_time(NaiveTime::MIN)
                        .and_utc()
                };
                let first = begin(year, month);
                let end = if month == 12 { begin(year + 1, 1) } else { begin(year, month + 1) };
                let from = asked.from.map_or(first, |from| from.max(first));
                let to = asked.to.map_or(end, |to| to.min(end));
                let cut = Asked { from: Some(from), to: Some(to), as_of: asked.as_of };
                add(&cut, &format!("{year:04}-{month:02}"));
            }
        } else {
            add(asked, "");
        }
        let groups: BTreeMap<String, Value> = groups
            .iter()
            .map(|(name, items)| (name.clone(), self.summed(&items.iter().collect::<Vec<_>>())))
            .collect();
        json!({"groups": groups, "total": self.report(asked)})
    }

    /// The months in which anything of the period happened.
    fn months(&self, asked: &Asked) -> BTreeSet<(i32, u32)> {
        let of = |rows: &[Row], name: &str| -> Vec<Instant> {
            rows.iter().filter_map(|row| instant(&row[name])).collect()
        };
        let mut seen = of(&self.leads, "created_at");
        seen.extend(of(&self.deals, "opened_at"));
        seen.extend(of(&self.deals, "closed_at"));
        seen.extend(self.orders_of(asked.as_of).values().flatten().map(|order| order.at));
        seen.retain(|at| *at <= asked.as_of);
        seen.extend(of(&self.costs, "from"));
        let within = seen.into_iter().filter(|at| asked.within(*at));
        within.map(|at| (at.year(), at.month())).collect()
    }

    fn money(&self, cents: i128) -> String {
        let sign = if cents < 0 { "-" } else { "" };
        let (whole, part) = (cents.abs() / 100, cents.abs() % 100);
        let currency = self.currency().map(|it| format!(" {it}")).unwrap_or_default();
        format!("{sign}{whole}.{part:02}{currency}")
    }

    fn summed(&self, items: &[&Item]) -> Value {
        let count = |test: &dyn Fn(&Item) -> bool| items.iter().filter(|item| test(item)).count();
        let leads = count(&|item| matches!(item, Item::Lead { .. }));
        let fits = count(&|item| matches!(item, Item::Lead { fits: Some(true), .. }));
        let misses = count(&|item| matches!(item, Item::Lead { fits: Some(false), .. }));
        let passed = count(&|item| matches!(item, Item::Lead { passed: Some(true), .. }));
        let failed = count(&|item| matches!(item, Item::Lead { passed: Some(false), .. }));
        let lead_won = count(&|item| matches!(item, Item::Lead { won: true, .. }));
        let lead_open = count(&|item| matches!(item, Item::Lead { open: true, .. }));
        let spend = |of: &str| -> i128 {
            let cents = |item: &&Item| match item {
                Item::Spend { process, cents } if process == of => *cents,
                _ => 0,
            };
            items.iter().map(cents).sum()
        };
        let (attract, sell, retain) = (spend("attract"), spend("sell"), spend("retain"));
        let closed = |as_what: &str| -> Vec<(Option<i128>, f64)> {
            let deal = |item: &&Item| match item {
                Item::Closed { outcome, cents, days } if outcome == as_what => {
                    Some((*cents, *days))
                }
                _ => None,
            };
            items.iter().filter_map(deal).collect()
        };
        let (won, lost, abandoned) = (closed("won"), closed("lost"), closed("abandoned"));
        let mut amounts: Vec<i128> = won.iter().filter_map(|deal| deal.0).collect();
        amounts.sort_unstable();
        let mut cycles: Vec<f64> = won.iter().map(|deal| deal.1).collect();
        cycles.sort_by(f64::total_cmp);
        let won_value: i128 = amounts.iter().sum();
        let lost_value: i128 = lost.iter().filter_map(|deal| deal.0).sum();
        let median = (!amounts.is_empty()).then(|| {
            let (low, high) = ((amounts.len() - 1) / 2, amounts.len() / 2);
            self.money(rounded(amounts[low] + amounts[high], 2))
        });
        let new = count(&|item| matches!(item, Item::NewCustomer { .. }));
        let again = count(&|item| matches!(item, Item::NewCustomer { again: true }));
        let kind = |which: usize| -> i128 {
            let cents = |item: &&Item| match item {
                Item::Line { kind, cents, .. } if *kind == which => *cents,
                _ => 0,
            };
            items.iter().map(cents).sum()
        };
        let of_customers = kind(0) + kind(1) + kind(2);
        let revenue = of_customers + kind(3);
        let mut line_costs = Some(0);
        for item in items {
            if let Item::Line { kind: 0..=2, cost, .. } = item {
                line_costs = line_costs.zip(*cost).map(|(sum, cost)| sum + cost);
            }
        }
        let mut served = BTreeSet::new();
        let mut before: BTreeMap<&str, usize> = BTreeMap::new();
        for item in items {
            match item {
                Item::Order { customer } if !customer.is_empty() => drop(served.insert(customer)),
                Item::Before { customer } => *before.entry(customer).or_default() += 1,
                _ => {}
            }
        }
        let served = served.len();
        let orders = count(&|item| matches!(item, Item::Order { .. }));
        let theirs =
            count(&|item| matches!(item, Item::Order { customer } if !customer.is_empty()));
        let given = |of: &str| {
            count(&|item| matches!(item, Item::Spend { process, .. } if process == of)) > 0
        };
        let repeaters = before.values().filter(|orders| **orders >= 2).count();
        let per = |cents: i128, count: usize| {
            (count > 0).then(|| self.money(rounded(cents, count as i128)))
        };
        let ratio = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        let by_value = (won_value + lost_value > 0)
            .then(|| won_value as f64 / (won_value + lost_value) as f64);
        let total_cost = {
            let lacking = (new == 0 && (attract != 0 || sell != 0)) || (served == 0 && retain != 0);
            let (a, b) = (new.max(1) as i128, served.max(1) as i128);
            (!lacking && new + served > 0 && ["attract", "sell", "retain"].into_iter().any(given))
                .then(|| self.money(rounded((attract + sell) * b + retain * a, a * b)))
        };
        json!({
            "attract": {"leads": leads, "spend": self.money(attract),
                "cost_per_lead": per(attract, leads).filter(|_| given("attract")), "fits_target": fits, "misses_target": misses,
                "unscored": leads - fits - misses, "lead_quality": ratio(fits, fits + misses)},
            "sell": {"spend": self.money(sell), "passed_filter": passed, "failed_filter": failed,
                "filter_pass_rate": ratio(passed, passed + failed),
                "deals_opened": count(&|item| matches!(item, Item::Opened)),
                "deals_won": won.len(), "deals_lost": lost.len(), "deals_abandoned": abandoned.len(),
                "deals_open": count(&|item| matches!(item, Item::StillOpen)),
                "closed_without_amount": won.iter().chain(&lost).filter(|deal| deal.0.is_none()).count(),
                "win_rate": ratio(won.len(), won.len() + lost.len()), "win_rate_by_value": by_value,
                "customers_won": new, "cost_per_customer": per(sell, new).filter(|_| given("sell")),
                "customer_quality": if self.orders_given { ratio(again, new) } else { None },
                "average_deal": per(won_value, amounts.len()), "median_deal": median,
                "cycle_days": {"mean": ratio(1, cycles.len()).map(|one| cycles.iter().sum::<f64>() * one),
                    "median": quantile(&cycles, 0.5), "p90": quantile(&cycles, 0.9)},
                "conversion": {"leads": leads, "won": lead_won, "open": lead_open,
                    "rate": ratio(lead_won, leads), "immature": lead_open > 0}},
            "retain": {"spend": self.money(retain), "customers": served, "orders": orders,
                "revenue": self.money(revenue), "average_order": per(revenue, orders),
                "orders_per_customer": ratio(theirs, served),
                "repeat_purchase_rate": ratio(repeaters, before.len()),
                "revenue_per_customer": per(of_customers, served),
                "profit_per_customer": line_costs.and_then(|costs| per(of_customers - costs, served)),
                "retention_cost_per_customer": per(retain, served).filter(|_| given("retain")),
                "first_revenue": self.money(kind(0)), "repeat_revenue": self.money(kind(1)),
                "cross_sell_revenue": self.money(kind(2)), "guest_revenue": self.money(kind(3))},
            "total_cost_per_customer": total_cost,
        })
    }
}

pub(super) struct Order<'a> {
    pub(super) at: Instant,
    id: &'a str,
    lines: Vec<&'a Row>,
}

impl Order<'_> {
    pub(super) fn total(&self) -> i128 {
        self.lines.iter().map(|line| cents(&line["amount"]).unwrap()).sum()
    }
}

/// Half-even, by the distance to both neighbours.
fn rounded(number: i128, by: i128) -> i128 {
    let below = number.div_euclid(by);
    let twice = 2 * (number - below * by);
    below + i128::from(twice > by || (twice == by && below % 2 != 0))
}

fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * at;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}
