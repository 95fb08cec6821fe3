//! [`KpiFacts`]: all that happened, gathered in any order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::elsewhere::EarlierOrders;
use super::exact;
use super::fault::{Lifecycle, SetAside};
use super::index::{Keyed, in_blocks};
use super::orders::{Known, NewLine, OrderBook};
use super::records::{Cost, DealFacts, FactError, LeadFacts, OrderLine};
use crate::value::{Currency, CustomerId, CustomerMerges, Money, Rate, Rates, Zone};

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

/// All that happened, in any order.
///
/// Facts that were gathered apart are put together by [`KpiFacts::merge`], and
/// give the same report as if they had been gathered at once. Through serde they
/// travel from one process to another; what is read is checked as it is when it
/// is added. Rates stay behind: what was converted is converted.
///
/// Amounts are in one currency, and a second one is refused
/// ([`KpiFacts::new`]); or each stays in its own, and figures are split by
/// currency ([`KpiFacts::in_each_currency`]); or all are converted at rates that
/// the caller gives ([`KpiFacts::converted`]).
#[derive(Debug, Clone, Default)]
pub struct KpiFacts {
    pub(super) leads: Keyed<LeadFacts>,
    pub(super) deals: Keyed<DealFacts>,
    pub(super) orders: OrderBook,
    pub(super) earlier: BTreeMap<CustomerId, EarlierOrders>,
    pub(super) costs: Vec<Cost>,
    pub(super) orders_given: bool,
    pub(super) merges: CustomerMerges,
    pub(super) left_out: Vec<SetAside>,
    pub(super) policy: Policy,
    /// Those there are, in the order in which they came.
    pub(super) currencies: Vec<Currency>,
}

/// What becomes of a second currency.
#[derive(Debug, Clone, Default)]
pub(super) enum Policy {
    #[default]
    Refuse,
    Keep,
    Convert(Box<Conversion>),
}

#[derive(Debug, Clone)]
pub(super) struct Conversion {
    pub(super) rates: Rates,
    pub(super) to: Currency,
    pub(super) zone: Zone,
    pub(super) used: BTreeSet<Rate>,
}

/// Before anything else: an amount without a date is of that day.
const NO_DATE: DateTime<Utc> = DateTime::UNIX_EPOCH;

impl Policy {
    /// An amount as it is kept, and the rate that was used. The currency of the
    /// amounts before is the first; `at` tells the day of a rate.
    fn price(
        &self,
        amount: Money,
        first: Option<Currency>,
        at: Option<DateTime<Utc>>,
    ) -> Result<(Money, Option<Rate>), FactError> {
        match (self, first) {
            (Self::Refuse, Some(first)) if amount.currency() != first => {
                Err(FactError::TwoCurrencies { found: amount.currency(), first })
            }
            (Self::Convert(by), _) => {
                let day = by.zone.date_of(at.unwrap_or(NO_DATE));
                Ok(by.rates.convert(amount, by.to, day)?)
            }
            _ => Ok((amount, None)),
        }
    }

    fn note(&mut self, rate: Option<Rate>) {
        if let (Self::Convert(by), Some(rate)) = (self, rate) {
            by.used.insert(rate);
        }
    }
}

impl KpiFacts {
    /// Nothing happened yet; all amounts are to be in one currency.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing happened yet; amounts may be in several currencies. Where they
    /// are, every sum of money is split by [`Dimension::Currency`], and is
    /// undefined where currencies meet.
    ///
    /// [`Dimension::Currency`]: super::Dimension::Currency
    pub fn in_each_currency() -> Self {
        Self { policy: Policy::Keep, ..Self::default() }
    }

    /// Nothing happened yet; amounts are converted to one currency by the last
    /// rate known on their day: an order's when it was placed, a cost's when it
    /// begins, a deal's when it was closed, or opened. Days are those of a zone.
    pub fn converted(rates: Rates, to: Currency, zone: impl Into<Zone>) -> Self {
        let conversion = Conversion { rates, to, zone: zone.into(), used: BTreeSet::new() };
        Self { policy: Policy::Convert(Box::new(conversion)), ..Self::default() }
    }

    /// The rates by which amounts were converted, by day.
    pub fn rates_used(&self) -> impl Iterator<Item = Rate> + '_ {
        let used = match &self.policy {
            Policy::Convert(by) => Some(by.used.iter().copied()),
            _ => None,
        };
        used.into_iter().flatten()
    }

    /// Says which customers are one. Best said before lines are added: an order
    /// with lines of two customers is refused unless they are known to be one.
    ///
    /// # Errors
    ///
    /// [`FactError::Merge`] where that contradicts what was said before.
    pub fn merge_customers(&mut self, merges: CustomerMerges) -> Result<(), FactError> {
        Ok(self.merges.extend(merges)?)
    }

    /// Adds a lead.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an id that is there already, for a lead that was
    /// disqualified or converted before it came, and for placeholder dates.
    /// Nothing is added then.
    pub fn add_lead(&mut self, lead: LeadFacts) -> Result<(), FactError> {
        lead.check()?;
        if self.leads.place(lead.id.as_str()).is_some() {
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
    /// opening, a won deal without customer, an amount below zero, placeholder
    /// dates, and a currency that is not to be there. Nothing is added then.
    pub fn add_deal(&mut self, deal: DealFacts) -> Result<(), FactError> {
        if self.deals.place(deal.id.as_str()).is_some() {
            return Err(FactError::DealTwice(deal.id));
        }
        let deal = self.admit(deal)?;
        self.deals.push(deal);
        Ok(())
    }

    /// A deal as it is kept, once it is checked, with its amounts converted.
    fn admit(&mut self, mut deal: DealFacts) -> Result<DealFacts, FactError> {
        deal.check()?;
        let (mut first, mut rates) = (self.currencies.first().copied(), Vec::new());
        let at = deal.priced_at();
        deal.amount = deal.amount.try_map(|amount| {
            let (amount, rate) = self.policy.price(amount, first, at)?;
            first.get_or_insert(amount.currency());
            rates.push((amount.currency(), rate));
            Ok::<_, FactError>(amount)
        })?;
        for (currency, rate) in rates {
            self.currency_number(currency);
            self.policy.note(rate);
        }
        Ok(deal)
    }

    /// Adds leads; those that do not fit are left out.
    pub(super) fn take_leads(&mut self, leads: Keyed<LeadFacts>) {
        if self.leads.is_empty() {
            let left_out = &mut self.left_out;
            self.leads = leads.filter_map(|lead| match lead.check() {
                Ok(()) => Some(lead),
                Err(error) => {
                    left_out.push(SetAside::object_of(Lifecycle::Lead, lead.id.as_str(), error));
                    None
                }
            });
            return;
        }
        for lead in leads {
            let id = lead.id.clone();
            self.add_lead(lead).unwrap_or_else(|error| self.leave_out(Lifecycle::Lead, id, error));
        }
    }

    /// Adds deals; those that do not fit are left out.
    pub(super) fn take_deals(&mut self, deals: Keyed<DealFacts>) {
        if self.deals.is_empty() {
            self.deals = deals.filter_map(|deal| {
                let id = deal.id.clone();
                let admitted = self.admit(deal);
                admitted.map_err(|error| self.leave_out(Lifecycle::Deal, id, error)).ok()
            });
            return;
        }
        for deal in deals {
            let id = deal.id.clone();
            self.add_deal(deal).unwrap_or_else(|error| self.leave_out(Lifecycle::Deal, id, error));
        }
    }

    /// Leaves a lead or a deal out, and says why: figures count how many were.
    pub(crate) fn leave_out(&mut self, kind: Lifecycle, id: impl AsRef<str>, error: FactError) {
        self.left_out.push(SetAside::object_of(kind, id.as_ref(), error));
    }

    /// Adds a line of an order.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an order of two customers or currencies, a text that is
    /// no id, a placeholder date, and a currency that is not to be there.
    /// Nothing is added then.
    pub fn add_line(&mut self, line: &OrderLine<'_>) -> Result<(), FactError> {
        self.add_hashed(line, self.orders.hash(line.order))
    }

    fn add_hashed(&mut self, line: &OrderLine<'_>, hash: u32) -> Result<(), FactError> {
        let first = self.currencies.first().copied();
        let at = Some(line.placed_at);
        let (amount, rate) = self.policy.price(line.amount, first, at)?;
        let cost = match line.cost {
            None => None,
            Some(cost) => {
                let first = Some(amount.currency());
                let (cost, _) = self.policy.price(cost, first, at)?;
                if cost.currency() != amount.currency() {
                    let (found, first) = (cost.currency(), amount.currency());
                    return Err(FactError::TwoCurrencies { found, first });
                }
                Some(exact::units(cost))
            }
        };
        // Noted only once the line is added.
        let known = self.currencies.iter().position(|known| *known == amount.currency());
        let currency = u16::try_from(known.unwrap_or(self.currencies.len())).unwrap_or_default();
        let new = NewLine {
            order: line.order,
            customer: line.customer,
            placed_at: line.placed_at,
            product: line.product,
            labels: [line.source, line.owner],
            amount: exact::units(amount),
            cost,
            currency,
        };
        let (merges, currencies) = (&self.merges, self.currencies.as_slice());
        let known = Known { merges, currencies, new: Some(amount.currency()) };
        self.orders.add(&new, hash, known)?;
        self.currency_number(amount.currency());
        self.policy.note(rate);
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
        let mut hashes = Vec::new();
        let mut place = 0;
        in_blocks(lines, |block: &[OrderLine<'_>]| {
            self.orders.prefetch(block, &mut hashes);
            for (line, hash) in block.iter().zip(&hashes) {
                self.add_hashed(line, *hash).map_err(|error| LineError { line: place, error })?;
                place += 1;
            }
            Ok(())
        })
    }

    /// Adds what a customer had ordered elsewhere before it was adopted.
    ///
    /// # Errors
    ///
    /// [`FactError`] where that is told twice of a customer, for a last order
    /// before the first, and for placeholder dates. Nothing is added then.
    pub fn add_earlier_orders(&mut self, earlier: EarlierOrders) -> Result<(), FactError> {
        earlier.check()?;
        if self.earlier.contains_key(&earlier.customer) {
            return Err(FactError::EarlierOrdersTwice(earlier.customer));
        }
        if earlier.orders > 0 {
            self.orders.customers.number(earlier.customer.as_str());
            self.earlier.insert(earlier.customer.clone(), earlier);
        }
        Ok(())
    }

    /// Adds a cost.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an end before the beginning, a placeholder date, and a
    /// currency that is not to be there. Nothing is added then.
    pub fn add_cost(&mut self, mut cost: Cost) -> Result<(), FactError> {
        cost.check()?;
        let first = self.currencies.first().copied();
        let (amount, rate) = self.policy.price(cost.amount, first, Some(cost.from))?;
        self.currency_number(amount.currency());
        self.policy.note(rate);
        cost.amount = amount;
        self.costs.push(cost);
        Ok(())
    }

    /// Says that all orders are given, even if there are none: customers then
    /// did not buy again, where otherwise nothing is known of it. Adding a
    /// line says so as well.
    pub fn orders_are_given(&mut self) {
        self.orders_given = true;
    }

    /// Puts facts together that were gathered apart. What becomes of several
    /// currencies is as these facts have it.
    ///
    /// # Errors
    ///
    /// As for adding the records one by one; the facts are then put together
    /// up to the one that does not fit.
    pub fn merge(&mut self, other: KpiFacts) -> Result<(), FactError> {
        self.merge_customers(other.merges)?;
        let refused = |it: &&Currency| self.currencies.first().is_some_and(|first| first != *it);
        let fits = match &self.policy {
            Policy::Refuse => !other.currencies.iter().any(|it| refused(&it)),
            Policy::Keep => true,
            Policy::Convert(by) => other.currencies.iter().all(|it| *it == by.to),
        };
        // Into none all are moved at once.
        if self.leads.is_empty() {
            self.leads = other.leads;
        } else {
            other.leads.into_iter().try_for_each(|lead| self.add_lead(lead))?;
        }
        if self.deals.is_empty() && fits {
            self.deals = other.deals;
        } else {
            other.deals.into_iter().try_for_each(|deal| self.add_deal(deal))?;
        }
        other.costs.into_iter().try_for_each(|cost| self.add_cost(cost))?;
        let earlier = other.earlier.into_values();
        earlier.into_iter().try_for_each(|earlier| self.add_earlier_orders(earlier))?;
        if let Policy::Convert(by) = other.policy {
            by.used.into_iter().for_each(|rate| self.policy.note(Some(rate)));
        }
        self.orders_given |= other.orders_given;
        self.left_out.extend(other.left_out);
        if let (false, Some(found)) = (fits, other.currencies.last().copied()) {
            // Orders are converted when they are added, not later.
            let first = self.currencies.first().copied().unwrap_or(found);
            return Err(FactError::TwoCurrencies { found, first });
        }
        let numbers: Vec<u16> =
            other.currencies.iter().map(|currency| self.currency_number(*currency)).collect();
        let known = Known { merges: &self.merges, currencies: &self.currencies, new: None };
        self.orders.merge(other.orders, &numbers, known)
    }

    /// The currency of all amounts; `None` where there are none, or several.
    pub(crate) fn currency(&self) -> Option<Currency> {
        match self.currencies.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The currencies there are, in the order in which they came.
    pub(crate) fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// The number of a currency, which is a new one for a new currency.
    pub(super) fn currency_number(&mut self, currency: Currency) -> u16 {
        let known = self.currencies.iter().position(|known| *known == currency);
        let number = known.unwrap_or_else(|| {
            self.currencies.push(currency);
            self.currencies.len() - 1
        });
        // There are some two hundred.
        u16::try_from(number).unwrap_or_default()
    }

    /// The first instant at which a lead came, a deal was opened or anything was
    /// ordered; `None` where nothing was.
    pub fn first_instant(&self) -> Option<DateTime<Utc>> {
        let leads = self.leads.iter().map(|lead| lead.created_at);
        let deals = self.deals.iter().filter_map(|deal| deal.opened_at);
        leads.chain(deals).chain(self.orders.instants()).min()
    }

    /// The last instant at which anything happened to leads, deals and orders;
    /// the dates of costs are not asked. `None` where nothing happened.
    pub fn last_instant(&self) -> Option<DateTime<Utc>> {
        let leads = self.leads.iter().filter_map(LeadFacts::last_instant);
        let deals = self.deals.iter().filter_map(DealFacts::last_instant);
        leads.chain(deals).chain(self.orders.instants()).max()
    }
}
