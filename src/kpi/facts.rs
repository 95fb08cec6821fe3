//! What happened, as plain records: [`LeadFacts`], [`DealFacts`], [`OrderLine`],
//! [`Cost`], gathered in [`KpiFacts`].

use chrono::{DateTime, Utc};

use super::exact;
use super::index::{Keyed, Record, in_blocks};
use super::orders::{Ahead, OrderBook};
use super::timeline::{Owners, Timeline};
use crate::value::{Currency, CustomerId, DealId, LeadId, Money, OrderId, ProductId};

/// Why a record cannot be true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FactError {
    /// Two leads with one id.
    #[error("lead `{0}` is there twice; expected one record for a lead")]
    LeadTwice(LeadId),
    /// Two deals with one id.
    #[error("deal `{0}` is there twice; expected one record for a deal")]
    DealTwice(DealId),
    /// A lead was decided on before it came.
    #[error("lead `{0}` is {1} before it is created; expected it at that instant or after")]
    LeadBackwards(LeadId, &'static str),
    /// A lead became a deal of which nothing is known.
    #[error("lead `{lead}` is converted to deal `{deal}`, which is not there")]
    NoSuchDeal {
        /// The lead.
        lead: LeadId,
        /// The deal it names.
        deal: DealId,
    },
    /// A deal was closed before it was opened.
    #[error("deal `{0}` is closed before it is opened; expected it at that instant or after")]
    ClosedBeforeOpened(DealId),
    /// A won deal has no customer.
    #[error("deal `{0}` is won and has no customer; expected one")]
    WonWithoutCustomer(DealId),
    /// A won deal has no amount.
    #[error("deal `{0}` is won and has no amount; expected one")]
    WonWithoutAmount(DealId),
    /// A deal of less than nothing.
    #[error("deal `{0}` has an amount below zero; expected zero or more")]
    NegativeAmount(DealId),
    /// One order is of two customers.
    #[error(
        "order `{order}` is of customer `{customer}` here and of `{first}` before; expected one customer for an order"
    )]
    TwoCustomers {
        /// The order.
        order: OrderId,
        /// The customer of this line.
        customer: CustomerId,
        /// The customer of the lines before.
        first: CustomerId,
    },
    /// A cost ends before it begins.
    #[error("the cost ends at {to}, before it begins at {from}")]
    CostBackwards {
        /// Where it begins.
        from: DateTime<Utc>,
        /// Where it ends.
        to: DateTime<Utc>,
    },
    /// A second currency; money is never converted in silence.
    #[error("the amount is in {found} and those before are in {first}; expected one currency")]
    TwoCurrencies {
        /// The currency of this record.
        found: Currency,
        /// The currency of the records before.
        first: Currency,
    },
}

/// A lead, as KPIs see it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeadFacts {
    /// Its id.
    pub id: LeadId,
    /// Channel, campaign or referrer, as text.
    pub source: Timeline<String>,
    /// Who worked it, and when.
    pub owners: Owners,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Whether it fits the target audience; nothing where nobody has said.
    pub fits_target: Timeline<bool>,
    /// Whether it passed the filter; nothing where it was not filtered.
    pub passed_filter: Timeline<bool>,
    /// When it was last qualified.
    pub qualified_at: Option<DateTime<Utc>>,
    /// That it was disqualified; nothing again once it was taken up.
    pub disqualified: Timeline<Disqualification>,
    /// When it became a deal.
    pub converted_at: Option<DateTime<Utc>>,
    /// Which deal it became. A deal that names the lead counts as well.
    pub deal: Timeline<DealId>,
    /// The lead that goes on in its place, where the two are one. From then
    /// on it is counted no more, and its deals are those of the other.
    pub merged: Timeline<LeadId>,
}

/// That a lead was not worth the cost of selling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disqualification {
    /// Why.
    pub reason: Option<String>,
}

impl Record for LeadFacts {
    type Id = LeadId;

    fn id(&self) -> &LeadId {
        &self.id
    }
}

impl LeadFacts {
    /// A lead of which no more is known.
    pub fn new(id: LeadId, created_at: DateTime<Utc>) -> Self {
        Self {
            id,
            source: Timeline::never(),
            owners: Owners::none(),
            created_at,
            fits_target: Timeline::never(),
            passed_filter: Timeline::never(),
            qualified_at: None,
            disqualified: Timeline::never(),
            converted_at: None,
            deal: Timeline::never(),
            merged: Timeline::never(),
        }
    }

    /// That nothing was done with it before it came.
    pub(super) fn check(&self) -> Result<(), FactError> {
        let disqualified = self.disqualified.all().next().map(|(at, _)| at);
        let merged = self.merged.all().next().map(|(at, _)| at);
        let steps = [
            (self.qualified_at, "qualified"),
            (disqualified, "disqualified"),
            (self.converted_at, "converted"),
            (merged, "merged"),
        ];
        let is_before = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at < self.created_at);
        match steps.into_iter().find(|(at, _)| is_before(*at)) {
            Some((_, step)) => Err(FactError::LeadBackwards(self.id.clone(), step)),
            None => Ok(()),
        }
    }

    /// When anything was last told of it.
    fn last_instant(&self) -> Option<DateTime<Utc>> {
        let told = [self.source.last(), self.owners.last(), self.fits_target.last()];
        let more = [self.passed_filter.last(), self.disqualified.last(), self.deal.last()];
        let steps = [self.qualified_at, self.converted_at, self.merged.last()];
        told.into_iter().chain(more).chain(steps).flatten().chain([self.created_at]).max()
    }
}

/// How a deal was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedAs {
    /// Won.
    Won,
    /// Lost.
    Lost,
    /// Closed without a decision; outside the win rate.
    Abandoned,
}

/// The close of a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Close {
    /// How.
    pub outcome: ClosedAs,
    /// Why it was lost, where it was.
    pub reason: Option<String>,
}

impl Close {
    /// A close for no reason in particular.
    pub fn new(outcome: ClosedAs) -> Self {
        Self { outcome, reason: None }
    }
}

/// A deal, as KPIs see it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DealFacts {
    /// Its id.
    pub id: DealId,
    /// The lead it came from. Its source is that of the lead; a lead that is
    /// not there is as good as none.
    pub lead: Option<LeadId>,
    /// Whose deal it is; a won one has a customer.
    pub customer: Option<CustomerId>,
    /// Who worked it, and when.
    pub owners: Owners,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When and how it was closed; nothing while it is open, and again once
    /// it was reopened. The close that counts is the last one by the instant
    /// asked about: a deal won in May and reopened in June is won as of
    /// 31 May, and open as of 30 June.
    pub close: Timeline<Close>,
    /// What it is worth; a won one is worth something. A lost one without an
    /// amount is left out of the win rate by value.
    pub amount: Timeline<Money>,
}

impl Record for DealFacts {
    type Id = DealId;

    fn id(&self) -> &DealId {
        &self.id
    }
}

impl DealFacts {
    /// An open deal of which no more is known.
    pub fn new(id: DealId, opened_at: DateTime<Utc>) -> Self {
        Self {
            id,
            lead: None,
            customer: None,
            owners: Owners::none(),
            opened_at,
            close: Timeline::never(),
            amount: Timeline::never(),
        }
    }

    fn last_instant(&self) -> Option<DateTime<Utc>> {
        let told = [self.owners.last(), self.close.last(), self.amount.last()];
        told.into_iter().flatten().chain([self.opened_at]).max()
    }

    /// That it can be true.
    pub(super) fn check(&self) -> Result<(), FactError> {
        let id = || self.id.clone();
        for (at, close) in self.close.all() {
            if at < self.opened_at {
                return Err(FactError::ClosedBeforeOpened(id()));
            }
            let won = close.is_some_and(|close| close.outcome == ClosedAs::Won);
            if won && self.customer.is_none() {
                return Err(FactError::WonWithoutCustomer(id()));
            }
            if won && self.amount.at(at).is_none() {
                return Err(FactError::WonWithoutAmount(id()));
            }
        }
        if self.amounts().any(|amount| exact::units(amount) < 0) {
            return Err(FactError::NegativeAmount(id()));
        }
        Ok(())
    }

    fn amounts(&self) -> impl Iterator<Item = Money> + '_ {
        self.amount.all().filter_map(|(_, amount)| amount.copied())
    }

    /// The currency of all amounts before and of its own.
    pub(super) fn in_currency(
        &self,
        mut first: Option<Currency>,
    ) -> Result<Option<Currency>, FactError> {
        for found in self.amounts().map(Money::currency) {
            let first = *first.get_or_insert(found);
            if first != found {
                return Err(FactError::TwoCurrencies { found, first });
            }
        }
        Ok(first)
    }
}

/// One line of an order. Lines with one order id are one order of one
/// customer, placed at the earliest of their instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderLine<'a> {
    /// The order.
    pub order: &'a OrderId,
    /// Whose order it is.
    pub customer: &'a CustomerId,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// What was bought.
    pub product: &'a ProductId,
    /// For how much; below zero for what was given back.
    pub amount: Money,
    /// What the line cost the company; `None` where that is not known.
    pub cost: Option<Money>,
    /// The source of the customer, where the caller knows it.
    pub source: Option<&'a str>,
    /// The owner of the customer at that time, where the caller knows it.
    pub owner: Option<&'a str>,
}

impl<'a> OrderLine<'a> {
    /// A line without cost, source and owner.
    pub fn new(
        order: &'a OrderId,
        customer: &'a CustomerId,
        placed_at: DateTime<Utc>,
        product: &'a ProductId,
        amount: Money,
    ) -> Self {
        Self { order, customer, placed_at, product, amount, cost: None, source: None, owner: None }
    }

    /// The currency of all amounts before and of its own.
    fn in_currency(&self, first: Option<Currency>) -> Result<Currency, FactError> {
        let first = first.unwrap_or(self.amount.currency());
        let mut found = [Some(self.amount), self.cost].into_iter().flatten().map(Money::currency);
        match found.find(|found| *found != first) {
            Some(found) => Err(FactError::TwoCurrencies { found, first }),
            None => Ok(first),
        }
    }
}

/// The part of the sales process that money was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Finding and attracting leads.
    Attract,
    /// Qualifying and closing.
    Sell,
    /// Keeping and growing customers.
    Retain,
}

/// Money spent. It counts where `from` lies, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cost {
    /// Where the time it is for begins.
    pub from: DateTime<Utc>,
    /// Where it ends.
    pub to: DateTime<Utc>,
    /// On what.
    pub part: Part,
    /// For which source, where it was for one.
    pub source: Option<String>,
    /// How much; below zero for a credit.
    pub amount: Money,
}

impl Cost {
    /// A cost for no source in particular.
    pub fn new(from: DateTime<Utc>, to: DateTime<Utc>, part: Part, amount: Money) -> Self {
        Self { from, to, part, source: None, amount }
    }
}

/// Which of many lines cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, counted from 0: {error}")]
#[non_exhaustive]
pub struct LineError {
    /// Its place, counted from 0.
    pub line: usize,
    /// What is wrong with it.
    pub error: FactError,
}

/// All that happened, in any order, in one currency.
///
/// Facts that were gathered apart are put together by [`KpiFacts::merge`], and
/// give the same report as if they had been gathered at once.
#[derive(Debug, Clone, Default)]
pub struct KpiFacts {
    pub(super) leads: Keyed<LeadFacts>,
    pub(super) deals: Keyed<DealFacts>,
    pub(super) orders: OrderBook,
    pub(super) costs: Vec<Cost>,
    pub(super) currency: Option<Currency>,
    pub(super) orders_given: bool,
}

impl KpiFacts {
    /// Nothing happened yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a lead.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an id that is there already, and for a lead that was
    /// disqualified or converted before it came. Nothing is added then.
    pub fn add_lead(&mut self, lead: LeadFacts) -> Result<(), FactError> {
        lead.check()?;
        if self.leads.place(&lead.id).is_some() {
            return Err(FactError::LeadTwice(lead.id));
        }
        self.leads.push(lead);
        Ok(())
    }

    /// Adds a deal.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an id that is there already, a close before the
    /// opening, a won deal without customer or amount, an amount below zero,
    /// and a second currency. Nothing is added then.
    pub fn add_deal(&mut self, deal: DealFacts) -> Result<(), FactError> {
        deal.check()?;
        if self.deals.place(&deal.id).is_some() {
            return Err(FactError::DealTwice(deal.id));
        }
        self.currency = deal.in_currency(self.currency)?;
        self.deals.push(deal);
        Ok(())
    }

    /// Adds a line of an order.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an order of two customers, and for a second currency.
    /// Nothing is added then.
    pub fn add_line(&mut self, line: &OrderLine<'_>) -> Result<(), FactError> {
        let first = line.in_currency(self.currency)?;
        self.orders.add(line)?;
        self.currency = Some(first);
        self.orders_given = true;
        Ok(())
    }

    /// As [`KpiFacts::add_line`] for many lines, whose ids are looked up together.
    /// Lines of one order are best given one after another.
    ///
    /// # Errors
    ///
    /// As [`KpiFacts::add_line`], with the place of the line, counted from 0. Those
    /// before it are added, it and those after it are not.
    pub fn add_lines<'a>(
        &mut self,
        lines: impl IntoIterator<Item = OrderLine<'a>>,
    ) -> Result<(), LineError> {
        let mut ahead = Ahead::default();
        let mut done = 0;
        in_blocks(lines, |block: &[OrderLine<'_>]| {
            let mut first = self.currency;
            let wrong = block.iter().enumerate().find_map(|(place, line)| {
                let currency = line.in_currency(first);
                first = first.or(currency.as_ref().ok().copied());
                Some((place, currency.err()?))
            });
            let good = wrong.as_ref().map_or(block.len(), |(place, _)| *place);
            let good = block.get(..good).unwrap_or_default();
            // A line that is of two customers is not the first of all.
            if !good.is_empty() {
                (self.currency, self.orders_given) = (first, true);
            }
            if let Some((place, error)) = self.orders.add_all(good, &mut ahead).err().or(wrong) {
                return Err(LineError { line: done + place, error });
            }
            done += good.len();
            Ok(())
        })
    }

    /// Adds a cost.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an end before the beginning, and for a second
    /// currency. Nothing is added then.
    pub fn add_cost(&mut self, cost: Cost) -> Result<(), FactError> {
        if cost.to < cost.from {
            return Err(FactError::CostBackwards { from: cost.from, to: cost.to });
        }
        self.same_currency(cost.amount)?;
        self.costs.push(cost);
        Ok(())
    }

    /// Says that all orders are given, even if there are none: customers then
    /// did not buy again, where otherwise nothing is known of it. Adding a
    /// line says so as well.
    pub fn orders_are_given(&mut self) {
        self.orders_given = true;
    }

    /// Puts facts together that were gathered apart.
    ///
    /// # Errors
    ///
    /// As for adding the records one by one; the facts are then put together
    /// up to the one that does not fit.
    pub fn merge(&mut self, other: KpiFacts) -> Result<(), FactError> {
        // Into none all are moved at once.
        if self.leads.is_empty() {
            self.leads = other.leads;
        } else {
            other.leads.into_iter().try_for_each(|lead| self.add_lead(lead))?;
        }
        let same =
            self.currency.is_none() || other.currency.is_none_or(|it| Some(it) == self.currency);
        if self.deals.is_empty() && same {
            self.deals = other.deals;
        } else {
            other.deals.into_iter().try_for_each(|deal| self.add_deal(deal))?;
        }
        other.costs.into_iter().try_for_each(|cost| self.add_cost(cost))?;
        if let Some(found) = other.currency {
            let first = *self.currency.get_or_insert(found);
            if first != found {
                return Err(FactError::TwoCurrencies { found, first });
            }
        }
        self.orders_given |= other.orders_given;
        self.orders.merge(other.orders)
    }

    /// The currency of all amounts; `None` where there are none.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The last instant at which anything happened to leads, deals and orders;
    /// the dates of costs are not asked. `None` where nothing happened.
    pub fn last_instant(&self) -> Option<DateTime<Utc>> {
        let leads = self.leads.iter().filter_map(LeadFacts::last_instant);
        let deals = self.deals.iter().filter_map(DealFacts::last_instant);
        leads.chain(deals).chain(self.orders.last_instant()).max()
    }

    /// The leads that were converted to deals of which nothing is known.
    pub fn leads_without_deal(&self) -> impl Iterator<Item = FactError> + '_ {
        self.leads.iter().filter_map(|lead| {
            let deal = self.missing_deal(lead)?;
            Some(FactError::NoSuchDeal { lead: lead.id.clone(), deal: deal.clone() })
        })
    }

    /// The first of them.
    pub(super) fn lead_without_deal(&self) -> Option<FactError> {
        let told = self.leads.iter().flat_map(|lead| lead.deal.all());
        let told = told.filter_map(|(_, deal)| deal).map(Some);
        // Many are looked up faster together, and mostly all are there.
        if self.deals.places(told).iter().all(Option::is_some) {
            return None;
        }
        self.leads_without_deal().next()
    }

    fn missing_deal<'l>(&self, lead: &'l LeadFacts) -> Option<&'l DealId> {
        let mut deals = lead.deal.all().filter_map(|(_, deal)| deal);
        deals.find(|deal| self.deals.place(deal).is_none())
    }

    /// Takes out the leads of [`KpiFacts::leads_without_deal`].
    pub fn drop_leads_without_deal(&mut self) {
        let leads = std::mem::take(&mut self.leads);
        self.leads = leads.filter_map(|lead| self.missing_deal(&lead).is_none().then_some(lead));
    }

    fn same_currency(&mut self, amount: Money) -> Result<(), FactError> {
        let found = amount.currency();
        let first = *self.currency.get_or_insert(found);
        if found == first { Ok(()) } else { Err(FactError::TwoCurrencies { found, first }) }
    }
}
