//! Funnels and cohorts of tables of text, each number counted anew.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value, json};

use super::whole::{Asked, Row, Tables, instant};

type Instant = DateTime<Utc>;

impl Tables {
    /// The deals of each lead: those that name it, and the one it names.
    fn deals_by_lead(&self) -> BTreeMap<&str, Vec<&Row>> {
        let mut found: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for deal in &self.deals {
            found.entry(&deal["lead_id"]).or_default().push(deal);
        }
        let by_id: BTreeMap<&str, &Row> =
            self.deals.iter().map(|deal| (deal["deal_id"].as_str(), deal)).collect();
        for lead in &self.leads {
            let deals = found.entry(&lead["lead_id"]).or_default();
            deals.extend(by_id.get(lead["deal_id"].as_str()));
        }
        found
    }

    /// The orders above zero of each customer.
    fn real_orders(&self, as_of: Instant) -> BTreeMap<&str, Vec<Instant>> {
        let orders = self.orders_of(as_of).into_iter().map(|(customer, orders)| {
            let real = orders.iter().filter(|order| order.total() > 0).map(|order| order.at);
            (customer, real.collect::<Vec<_>>())
        });
        orders.filter(|(customer, orders)| !customer.is_empty() && !orders.is_empty()).collect()
    }

    pub(crate) fn funnel(&self, asked: &Asked) -> Value {
        let as_of = asked.as_of;
        let sees = |text: &str| {
            let at = instant(text).unwrap();
            at <= as_of && asked.within(at)
        };
        let closed = |deal: &Row| instant(&deal["closed_at"]).is_some_and(|at| at <= as_of);
        let won = |deal: &Row| closed(deal) && deal["outcome"] == "won";
        let orders = self.real_orders(as_of);
        let deals_of = self.deals_by_lead();
        let again = |deal: &Row| {
            won(deal) && orders.get(deal["customer_id"].as_str()).is_some_and(|it| it.len() > 1)
        };
        let leads: Vec<&Row> = self.leads.iter().filter(|it| sees(&it["created_at"])).collect();
        let deals: Vec<&Row> = self.deals.iter().filter(|it| sees(&it["opened_at"])).collect();
        let mut steps: Vec<(&str, usize, usize)> = Vec::new();
        if !leads.is_empty() {
            let any = |lead: &Row, test: &dyn Fn(&Row) -> bool| {
                deals_of[lead["lead_id"].as_str()].iter().copied().any(test)
            };
            let has_deal =
                |lead: &Row| any(lead, &|deal| instant(&deal["opened_at"]).unwrap() <= as_of);
            let passed = |lead: &Row| lead["passed_filter"] == "yes" || has_deal(lead);
            let undecided = |lead: &Row| {
                let out = instant(&lead["disqualified_at"]).is_some_and(|at| at <= as_of);
                !out && !any(lead, &closed)
            };
            let count = |test: &dyn Fn(&Row) -> bool| leads.iter().filter(|it| test(it)).count();
            steps.push(("leads", leads.len(), 0));
            let filtered = leads.iter().any(|lead| !lead["passed_filter"].is_empty());
            if filtered {
                let open = |lead: &Row| {
                    lead["passed_filter"].is_empty() && !has_deal(lead) && undecided(lead)
                };
                steps.push(("passed_filter", count(&passed), count(&open)));
            }
            let open =
                |lead: &Row| (passed(lead) || !filtered) && !has_deal(lead) && undecided(lead);
            steps.push(("deals", count(&has_deal), count(&open)));
            let open = |lead: &Row| has_deal(lead) && undecided(lead);
            steps.push(("won", count(&|lead| any(lead, &won)), count(&open)));
            if self.orders_given {
                steps.push(("ordered_again", count(&|lead| any(lead, &again)), 0));
            }
        } else if !deals.is_empty() {
            let count = |test: &dyn Fn(&Row) -> bool| deals.iter().filter(|it| test(it)).count();
            steps.push(("deals", deals.len(), 0));
            steps.push(("won", count(&won), count(&|deal| !closed(deal))));
            if self.orders_given {
                steps.push(("ordered_again", count(&again), 0));
            }
        } else {
            let new: Vec<_> = orders.values().filter(|orders| asked.within(orders[0])).collect();
            if new.is_empty() {
                return Value::Null;
            }
            steps.push(("customers", new.len(), 0));
            steps.push(("ordered_again", new.iter().filter(|it| it.len() > 1).count(), 0));
        }
        let mut before = None;
        let mut found = Vec::new();
        for (stage, count, open) in steps {
            let of_previous =
                before.filter(|before| *before > 0).map(|before| count as f64 / before as f64);
            found.push(
                json!({"stage": stage, "count": count, "of_previous": of_previous, "open": open}),
            );
            before = Some(count);
        }
        json!(found)
    }

    pub(crate) fn leads_won(&self, asked: &Asked) -> Value {
        let mut members = Vec::new();
        let deals_of = self.deals_by_lead();
        for lead in &self.leads {
            let created = instant(&lead["created_at"]).unwrap();
            if created > asked.as_of || !asked.within(created) {
                continue;
            }
            let deals = deals_of[lead["lead_id"].as_str()].iter();
            let deals = deals.filter(|deal| deal["outcome"] == "won");
            let won = deals.map(|deal| instant(&deal["closed_at"]).unwrap().max(created));
            members.push((created, won.filter(|won| *won <= asked.as_of).collect()));
        }
        cohorts(&members, asked.as_of)
    }

    /// The chances at ages in days, by the two definitions: a product over all
    /// ages up to it, and sums of what is still open before.
    pub(crate) fn chances(&self, asked: &Asked, ages: &[f64]) -> Vec<Value> {
        let days =
            |from: Instant, to: Instant| (to - from).num_milliseconds() as f64 / 86_400_000.0;
        let mut deals: Vec<(f64, &str)> = Vec::new();
        for deal in &self.deals {
            let opened = instant(&deal["opened_at"]).unwrap();
            if opened > asked.as_of || !asked.within(opened) {
                continue;
            }
            let closed = instant(&deal["closed_at"]).filter(|at| *at <= asked.as_of);
            let fate = closed.map_or("open", |_| deal["outcome"].as_str());
            deals.push((days(opened, closed.unwrap_or(asked.as_of)), fate));
        }
        let mut ends: Vec<f64> = deals.iter().map(|deal| deal.0).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        let at = |age: f64| {
            let (mut open, mut won, mut lost, mut abandoned) = (1.0, 0.0, 0.0, 0.0);
            for end in ends.iter().filter(|end| **end <= age + 1e-9) {
                let at_risk = deals.iter().filter(|deal| deal.0 >= *end).count() as f64;
                let share = |fate: &str| {
                    let ended = deals.iter().filter(|deal| deal.1 == fate);
                    ended.filter(|deal| (deal.0 - end).abs() < 1e-12).count() as f64 / at_risk
                };
                won += open * share("won");
                lost += open * share("lost");
                abandoned += open * share("abandoned");
                open *= 1.0 - share("won") - share("lost") - share("abandoned");
            }
            (open, won, lost, abandoned)
        };
        let in_the_end = at(f64::MAX).1;
        let row = |age: &f64| {
            let (open, won, lost, abandoned) = at(*age);
            let is_seen = ends.last().is_some_and(|oldest| *age < oldest - 1e-9);
            let later = (is_seen && open > 1e-9).then(|| (in_the_end - won) / open);
            let still_open = open.max(0.0);
            json!({"age": age, "won_later": later, "chances": {"won": won, "lost": lost,
                "abandoned": abandoned, "still_open": still_open}})
        };
        ages.iter().map(row).collect()
    }

    pub(crate) fn ordered_again(&self, asked: &Asked) -> Value {
        let orders = self.real_orders(asked.as_of);
        let new = orders.values().filter(|orders| asked.within(orders[0]));
        let members: Vec<_> = new.map(|orders| (orders[0], orders[1..].to_vec())).collect();
        cohorts(&members, asked.as_of)
    }
}

fn month(at: Instant) -> i32 {
    at.year() * 12 + i32::try_from(at.month0()).unwrap()
}

/// A table of those who began and when they did something.
fn cohorts(members: &[(Instant, Vec<Instant>)], as_of: Instant) -> Value {
    let mut rows = Vec::new();
    let last = month(as_of);
    for begin in members.iter().map(|member| month(member.0)).min().unwrap_or(last)..=last {
        let of: Vec<_> = members.iter().filter(|member| month(member.0) == begin).collect();
        if of.is_empty() {
            continue;
        }
        let cell = |this: i32| {
            let share = |test: &dyn Fn(i32) -> bool| {
                let did = of.iter().filter(|member| member.1.iter().any(|at| test(month(*at))));
                did.count() as f64 / of.len() as f64
            };
            // Within a month there is an instant after the one asked about.
            json!({"active": share(&|it| it == this), "reached": share(&|it| it <= this),
                "immature": this == last})
        };
        let cells: Vec<Value> = (begin..=last).map(cell).collect();
        let name = format!("{:04}-{:02}", begin.div_euclid(12), begin.rem_euclid(12) + 1);
        rows.push(json!({"month": name, "size": of.len(), "cells": cells}));
    }
    json!(rows)
}
