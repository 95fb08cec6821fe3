//! What happened, as plain records: [`LeadFacts`], [`DealFacts`], [`OrderLine`],
//! [`Cost`]; and why one cannot be true: [`FactError`].

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use super::exact;
use super::index::Record;
use super::timeline::Timeline;
use crate::value::{
    Currency, CustomerId, CustomerMergeError, DealId, IdError, LeadId, Money, NameError, OrderId,
    PersonId, RateError,
};

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
    /// A deal was closed before it was opened.
    #[error("deal `{0}` is closed before it is opened; expected it at that instant or after")]
    ClosedBeforeOpened(DealId),
    /// A won deal has no customer.
    #[error("deal `{0}` is won and has no customer; expected one")]
    WonWithoutCustomer(DealId),
    /// A deal of less than nothing.
    #[error("deal `{0}` has an amount below zero; expected zero or more")]
    NegativeAmount(DealId),
    /// What a customer had ordered elsewhere is told twice.
    #[error("the earlier orders of customer `{0}` are there twice; expected them once")]
    EarlierOrdersTwice(CustomerId),
    /// The first of these orders is the later one.
    #[error("the earlier orders of customer `{0}` end before they begin")]
    EarlierOrdersBackwards(CustomerId),
    /// One order is of two customers.
    #[error(
        "order `{order}` is of {} here and of {} before; expected one customer for an order",
        whose(.customer.as_ref()), whose(.first.as_ref())
    )]
    TwoCustomers {
        /// The order.
        order: OrderId,
        /// The customer of this line; none of a guest.
        customer: Option<CustomerId>,
        /// The customer of the lines before.
        first: Option<CustomerId>,
    },
    /// The lines of one order are in two currencies.
    #[error(
        "order `{order}` is in {found} here and in {first} before; expected one currency for an order"
    )]
    OrderInTwoCurrencies {
        /// The order.
        order: OrderId,
        /// The currency of this line.
        found: Currency,
        /// The currency of the lines before.
        first: Currency,
    },
    /// A text is no id.
    #[error("{what}: {error}")]
    Id {
        /// What it is of.
        what: &'static str,
        /// What is wrong.
        error: IdError,
    },
    /// A date that stands for one that nobody knew.
    #[error(
        "{what} has the date {}, a placeholder; expected a year from {} to {}",
        .at.date_naive(), FIRST_YEAR, LAST_YEAR
    )]
    Placeholder {
        /// What has it.
        what: String,
        /// The date.
        at: DateTime<Utc>,
    },
    /// An amount cannot be converted.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// Customers cannot have been merged so.
    #[error(transparent)]
    Merge(#[from] CustomerMergeError),
    /// A cost ends before it begins.
    #[error("the cost ends at {to}, before it begins at {from}")]
    CostBackwards {
        /// Where it begins.
        from: DateTime<Utc>,
        /// Where it ends.
        to: DateTime<Utc>,
    },
    /// A second currency; money is never converted in silence.
    #[error(
        "the amount is in {found} and those before are in {first}; expected one currency, \
         figures by currency, or rates to convert by"
    )]
    TwoCurrencies {
        /// The currency of this record.
        found: Currency,
        /// The currency of the records before.
        first: Currency,
    },
}

fn whose(customer: Option<&CustomerId>) -> String {
    customer.map_or("nobody".to_owned(), |customer| format!("customer `{customer}`"))
}

/// The first year of a date that is meant.
const FIRST_YEAR: i32 = 1900;
/// The last one.
const LAST_YEAR: i32 = 2200;

/// That an instant is no placeholder for one that nobody knew.
pub(super) fn is_meant(at: DateTime<Utc>) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&at.year())
}

pub(super) fn all_meant(
    instants: impl IntoIterator<Item = DateTime<Utc>>,
    what: impl FnOnce() -> String,
) -> Result<(), FactError> {
    // What was always so has no date.
    let wrong = |at: &DateTime<Utc>| !is_meant(*at) && *at != DateTime::<Utc>::MIN_UTC;
    match instants.into_iter().find(wrong) {
        Some(at) => Err(FactError::Placeholder { what: what(), at }),
        None => Ok(()),
    }
}

/// A lead, as KPIs see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LeadFacts {
    /// Its id.
    pub id: LeadId,
    /// Channel, campaign or referrer, as text.
    pub source: Timeline<String>,
    /// Who worked it, and when.
    pub owners: Timeline<PersonId>,
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disqualification {
    /// Why.
    pub reason: Option<String>,
}

impl Record for LeadFacts {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl LeadFacts {
    /// A lead of which no more is known.
    pub fn new(id: LeadId, created_at: DateTime<Utc>) -> Self {
        Self {
            id,
            source: Timeline::never(),
            owners: Timeline::never(),
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
        if let Some((_, step)) = steps.into_iter().find(|(at, _)| is_before(*at)) {
            return Err(FactError::LeadBackwards(self.id.clone(), step));
        }
        all_meant(self.instants(), || format!("lead `{}`", self.id))
    }

    fn instants(&self) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        let steps = [Some(self.created_at), self.qualified_at, self.converted_at];
        let told = self.deal.all().map(|(at, _)| at);
        let told = told.chain(self.disqualified.all().map(|(at, _)| at));
        steps.into_iter().flatten().chain(told).chain(self.merged.all().map(|(at, _)| at))
    }

    /// When anything of it was last recorded.
    pub(super) fn last_instant(&self) -> Option<DateTime<Utc>> {
        let told = [self.source.last(), self.owners.last(), self.fits_target.last()];
        let more = [self.passed_filter.last(), self.disqualified.last(), self.deal.last()];
        let steps = [self.qualified_at, self.converted_at, self.merged.last()];
        told.into_iter().chain(more).chain(steps).flatten().chain([self.created_at]).max()
    }
}

/// How a deal was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClosedAs {
    /// Won.
    Won,
    /// Lost.
    Lost,
    /// Closed without a decision; outside the win rate.
    Abandoned,
}

impl ClosedAs {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Won, Self::Lost, Self::Abandoned];
}

impl fmt::Display for ClosedAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Abandoned => "abandoned",
        })
    }
}

/// One of the names of a list, by its text.
pub(super) fn by_name<T: Copy + fmt::Display>(all: &[T], text: &str) -> Result<T, NameError> {
    all.iter().copied().find(|one| one.to_string() == text).ok_or_else(|| {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        NameError::new(text, &names.iter().map(String::as_str).collect::<Vec<_>>())
    })
}

impl FromStr for ClosedAs {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        by_name(Self::ALL, text)
    }
}

/// The close of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    pub owners: Timeline<PersonId>,
    /// When it was opened; nothing where nobody knows. Its cycle and age are
    /// then not known either.
    pub opened_at: Option<DateTime<Utc>>,
    /// Since when it is watched, where it had lived elsewhere before: how long
    /// deals take is learned of it from then on only.
    pub adopted_at: Option<DateTime<Utc>>,
    /// When and how it was closed; nothing while it is open, and again once
    /// it was reopened. The close that counts is the last one by the instant
    /// asked about: a deal won in May and reopened in June is won as of
    /// 31 May, and open as of 30 June.
    pub close: Timeline<Close>,
    /// What it is worth. A deal without an amount is left out of every figure
    /// over amounts, and those closed without one are counted.
    pub amount: Timeline<Money>,
}

impl Record for DealFacts {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl DealFacts {
    /// An open deal of which no more is known; `None` where not even is when it
    /// was opened.
    pub fn new(id: DealId, opened_at: Option<DateTime<Utc>>) -> Self {
        Self {
            id,
            lead: None,
            customer: None,
            owners: Timeline::never(),
            opened_at,
            adopted_at: None,
            close: Timeline::never(),
            amount: Timeline::never(),
        }
    }

    pub(super) fn last_instant(&self) -> Option<DateTime<Utc>> {
        let told = [self.owners.last(), self.close.last(), self.amount.last()];
        told.into_iter().chain([self.opened_at]).flatten().max()
    }

    /// Whether it is known to have been opened later.
    pub(super) fn opened_after(&self, instant: DateTime<Utc>) -> bool {
        self.opened_at.is_some_and(|opened| opened > instant)
    }

    /// That it can be true.
    pub(super) fn check(&self) -> Result<(), FactError> {
        let id = || self.id.clone();
        for (at, close) in self.close.all() {
            if self.opened_after(at) {
                return Err(FactError::ClosedBeforeOpened(id()));
            }
            let won = close.is_some_and(|close| close.outcome == ClosedAs::Won);
            if won && self.customer.is_none() {
                return Err(FactError::WonWithoutCustomer(id()));
            }
        }
        if self.amounts().any(|amount| exact::units(amount) < 0) {
            return Err(FactError::NegativeAmount(id()));
        }
        let instants = self.close.all().map(|(at, _)| at).chain(self.opened_at);
        all_meant(instants, || format!("deal `{}`", self.id))
    }

    pub(super) fn amounts(&self) -> impl Iterator<Item = Money> + '_ {
        self.amount.all().filter_map(|(_, amount)| amount.copied())
    }

    /// The instant of whose day the rate is that its amount is converted by:
    /// when it was last closed, or opened. None where nothing is known of
    /// either.
    pub(super) fn priced_at(&self) -> Option<DateTime<Utc>> {
        let closes = self.close.all().filter(|(_, close)| close.is_some());
        closes.map(|(at, _)| at).last().or(self.opened_at)
    }
}

/// One line of an order.
///
/// Lines with one order id are one order of one customer, placed at the
/// earliest instant of a line that is not below zero. A line below zero at
/// another instant is a return of its own. All texts are ids, and are refused
/// where they cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderLine<'a> {
    /// The order.
    pub order: &'a str,
    /// Whose order it is; `None` for a guest, who counts for revenue and
    /// orders and for no customer.
    pub customer: Option<&'a str>,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// What was bought; `None` for what is of the order as a whole, such as a
    /// discount.
    pub product: Option<&'a str>,
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
    /// A line without cost, source and owner. An empty customer is a guest, an
    /// empty product the order as a whole.
    pub fn new(
        order: &'a (impl AsRef<str> + ?Sized),
        customer: &'a (impl AsRef<str> + ?Sized),
        placed_at: DateTime<Utc>,
        product: &'a (impl AsRef<str> + ?Sized),
        amount: Money,
    ) -> Self {
        let given = |text: &'a str| (!text.is_empty()).then_some(text);
        Self {
            order: order.as_ref(),
            customer: given(customer.as_ref()),
            placed_at,
            product: given(product.as_ref()),
            amount,
            cost: None,
            source: None,
            owner: None,
        }
    }

    /// The same with what it cost the company.
    #[must_use]
    pub fn costing(mut self, cost: Money) -> Self {
        self.cost = Some(cost);
        self
    }
}

/// The part of the sales process that money was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Finding and attracting leads.
    Attract,
    /// Qualifying and closing.
    Sell,
    /// Keeping and growing customers.
    Retain,
}

impl Part {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Attract, Self::Sell, Self::Retain];
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Attract => "attract",
            Self::Sell => "sell",
            Self::Retain => "retain",
        })
    }
}

impl FromStr for Part {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        by_name(Self::ALL, text)
    }
}

/// Money spent. It counts whole where `from` lies: in the period and the month of
/// that instant, also in reports as of an instant before it: what is spent for a
/// time is known before the time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

    /// That it can be true.
    pub(super) fn check(&self) -> Result<(), FactError> {
        let (from, to) = (self.from, self.to);
        if to < from {
            return Err(FactError::CostBackwards { from, to });
        }
        all_meant([from, to], || format!("a cost of {}", self.part))
    }
}

crate::value::text::serde_as_text!(ClosedAs, Part);
