//! [`Funnel`]: how far those came who came in the period.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::seen::Seen;
use crate::kpi::records::{DealFacts, LeadFacts, by_name};
use crate::kpi::value::{Kpi, Undefined};
use crate::value::NameError;

/// How far those came who came in the period, as seen at the instant asked
/// about. Each step is a part of the one before, so that the shares are of the
/// same people: it is not the number of leads beside a number of deals of other
/// leads.
///
/// It begins with the leads created in the period; without leads, with the
/// deals opened in it; without deals, with the customers whose first order lies
/// in it. A lead that has a deal has passed the filter, whatever was said of it:
/// what is skipped counts as passed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Funnel {
    /// The steps; at least one.
    pub steps: Vec<FunnelStep>,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FunnelStep {
    /// Which.
    pub stage: FunnelStage,
    /// How many came to it.
    pub count: u64,
    /// Their share of those who came to the step before; `None` for the first.
    pub of_previous: Option<Kpi>,
    /// How many of those who came to the step before may still come to it.
    pub open: u64,
}

/// The steps that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FunnelStage {
    /// Leads.
    Leads,
    /// They have passed the filter; left out where none was filtered.
    PassedFilter,
    /// They have a deal.
    Deals,
    /// They have a won deal.
    Won,
    /// Customers with an order, where neither leads nor deals are known.
    Customers,
    /// The customer has at least two orders; left out where no orders are given.
    OrderedAgain,
}

impl FunnelStage {
    /// All of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Leads,
        Self::PassedFilter,
        Self::Deals,
        Self::Won,
        Self::Customers,
        Self::OrderedAgain,
    ];
}

impl FromStr for FunnelStage {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        by_name(Self::ALL, text)
    }
}

impl fmt::Display for FunnelStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Leads => "leads",
            Self::PassedFilter => "passed the filter",
            Self::Deals => "deals",
            Self::Won => "won",
            Self::Customers => "customers",
            Self::OrderedAgain => "ordered again",
        })
    }
}

impl Funnel {
    fn begin(stage: FunnelStage, count: u64) -> Self {
        Self { steps: vec![FunnelStep { stage, count, of_previous: None, open: 0 }] }
    }

    fn then(mut self, stage: FunnelStage, count: u64, open: u64) -> Self {
        let before = self.steps.last().map_or(0, |step| step.count);
        // Who comes to a step has come to the one before.
        let share = Kpi::rate(count, before).unwrap_or(Kpi::undefined(Undefined::ZeroDenominator));
        let of_previous = Some(share.with_open(open));
        self.steps.push(FunnelStep { stage, count, of_previous, open });
        self
    }
}

/// How far a lead has come.
#[derive(Clone, Copy)]
struct Reached {
    /// The last step it came to; it came to all before it, too.
    came: FunnelStage,
    /// Whether it may still come further.
    open: bool,
    filtered: bool,
}

impl Seen<'_> {
    pub(super) fn funnel(&self) -> Option<Funnel> {
        let leads: Vec<Reached> =
            self.leads().map(|(lead, deals)| self.reached(lead, deals)).collect();
        if !leads.is_empty() {
            return Some(self.of_leads(&leads));
        }
        let deals = self
            .facts
            .deals
            .iter()
            .filter(|deal| deal.opened_at.is_some_and(|opened| self.question.sees(opened)));
        let deals: Vec<&DealFacts> = deals.collect();
        if !deals.is_empty() {
            return Some(self.of_deals(&deals));
        }
        let orders: Vec<usize> = self.new_customers().map(Vec::len).collect();
        let again = orders.iter().filter(|orders| **orders >= 2).count();
        (!orders.is_empty()).then(|| {
            let funnel = Funnel::begin(FunnelStage::Customers, orders.len() as u64);
            funnel.then(FunnelStage::OrderedAgain, again as u64, 0)
        })
    }

    fn of_leads(&self, reached: &[Reached]) -> Funnel {
        use FunnelStage::{Deals, Leads, OrderedAgain, PassedFilter, Won};
        let count = |test: &dyn Fn(&Reached) -> bool| {
            reached.iter().filter(|lead| test(lead)).count() as u64
        };
        let came = |stage| count(&|lead| lead.came >= stage);
        let mut funnel = Funnel::begin(Leads, reached.len() as u64);
        let is_filtered = reached.iter().any(|lead| lead.filtered);
        if is_filtered {
            let open = count(&|lead| lead.open && lead.came == Leads && !lead.filtered);
            funnel = funnel.then(PassedFilter, came(PassedFilter), open);
        }
        let before = if is_filtered { PassedFilter } else { Leads };
        let open = count(&|lead| lead.open && lead.came >= before && lead.came < Deals);
        funnel = funnel.then(Deals, came(Deals), open);
        let open = count(&|lead| lead.open && lead.came == Deals);
        funnel = funnel.then(Won, came(Won), open);
        if self.facts.orders_given {
            funnel = funnel.then(OrderedAgain, came(OrderedAgain), 0);
        }
        funnel
    }

    fn of_deals(&self, deals: &[&DealFacts]) -> Funnel {
        let count = |test: &dyn Fn(&DealFacts) -> bool| {
            deals.iter().filter(|deal| test(deal)).count() as u64
        };
        let open = count(&|deal| deal.close.at(self.question.as_of).is_none());
        let won = count(&|deal| self.won_at(deal).is_some());
        let mut funnel = Funnel::begin(FunnelStage::Deals, deals.len() as u64);
        funnel = funnel.then(FunnelStage::Won, won, open);
        if self.facts.orders_given {
            funnel = funnel.then(FunnelStage::OrderedAgain, count(&|deal| self.is_again(deal)), 0);
        }
        funnel
    }

    /// Whether a deal is won, and its customer has ordered again.
    fn is_again(&self, deal: &DealFacts) -> bool {
        let customer = deal.customer.as_ref().filter(|_| self.won_at(deal).is_some());
        customer.is_some_and(|customer| self.has_ordered_again(customer))
    }

    fn reached(&self, lead: &LeadFacts, deals: &[&DealFacts]) -> Reached {
        let as_of = self.question.as_of;
        let closed = deals.iter().any(|deal| deal.close.at(as_of).is_some());
        let disqualified = lead.disqualified.at(as_of).is_some();
        let passed = lead.passed_filter.at(as_of);
        let came = if deals.iter().any(|deal| self.is_again(deal)) {
            FunnelStage::OrderedAgain
        } else if deals.iter().any(|deal| self.won_at(deal).is_some()) {
            FunnelStage::Won
        } else if deals.iter().any(|deal| !deal.opened_after(as_of)) {
            FunnelStage::Deals
        } else if passed == Some(&true) {
            FunnelStage::PassedFilter
        } else {
            FunnelStage::Leads
        };
        Reached { came, open: !disqualified && !closed, filtered: passed.is_some() }
    }
}
