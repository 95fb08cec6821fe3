//! Whom to contact on a day.

use std::cmp::Reverse;
use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::cadence::{Cadence, RegularDemand, Timing};
use crate::value::text::counted;
use crate::value::{Currency, CustomerId, Money, PersonId, ProductId};

/// A customer who may have to be contacted.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    customer: &'a CustomerId,
    product: Option<&'a ProductId>,
    owner: Option<&'a PersonId>,
    cadence: &'a Cadence,
    worth: Money,
}

impl<'a> Candidate<'a> {
    /// A customer, when they order, and what an order of theirs is typically
    /// worth: [`PurchaseFacts::average_order`](super::PurchaseFacts::average_order), or what
    /// the application knows better.
    pub fn new(customer: &'a CustomerId, cadence: &'a Cadence, worth: Money) -> Self {
        Self { customer, product: None, owner: None, cadence, worth }
    }

    /// The product that cadence and worth are of, where they are of one.
    #[must_use]
    pub fn of_product(self, product: &'a ProductId) -> Self {
        Self { product: Some(product), ..self }
    }

    /// Who is to contact the customer: the owner on that day.
    #[must_use]
    pub fn owned_by(self, owner: &'a PersonId) -> Self {
        Self { owner: Some(owner), ..self }
    }
}

/// Somebody to contact, and why. `Display` tells it in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Task {
    /// Whom to contact.
    pub customer: CustomerId,
    /// About what; `None` where it is about any order.
    pub product: Option<ProductId>,
    /// By whom; `None` where nobody owns the customer.
    pub owner: Option<PersonId>,
    /// What it rests on: how often the customer orders, and when next.
    pub demand: RegularDemand,
    /// Whether the order is due or overdue.
    pub timing: Timing,
    /// The days since it was typically due; 0 before.
    pub overdue_days: u32,
    /// What the order is typically worth.
    pub worth: Money,
}

/// Two customers' orders cannot be compared: they are in two currencies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the order of `{customer}` is worth an amount in {found} and others in {expected}; convert it first"
)]
#[non_exhaustive]
pub struct WorklistError {
    /// Whose order it is.
    pub customer: CustomerId,
    /// The currency of the candidates before.
    pub expected: Currency,
    /// The currency of this one.
    pub found: Currency,
}

/// Those of the candidates whose next order is due or overdue on a day, the
/// most valuable first; among equals the most overdue first, then by customer
/// and product. Who has no date is not on the list, and nobody is dropped for
/// being overdue long.
///
/// Only the orders are looked at. That a customer is lapsed or closed, or that
/// the order was put off on the phone
/// ([`CustomerRecord::order_until`](crate::lifecycle::customer::CustomerRecord::order_until)),
/// is for the caller to know: leave out whom you do not want to call.
///
/// ```
/// use sales_process::loyalty::{CadenceOptions, Candidate, Rhythm, worklist};
///
/// let weekly = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"];
/// let days: Vec<chrono::NaiveDate> =
///     weekly.iter().map(|day| day.parse()).collect::<Result<_, _>>()?;
/// let cadence = Rhythm::of(days).cadence(&CadenceOptions::default());
/// let (acme, ann) = ("acme".parse()?, "ann".parse()?);
/// let candidate = Candidate::new(&acme, &cadence, "80.00 GBP".parse()?).owned_by(&ann);
///
/// let tasks = worklist([candidate], "2026-04-02".parse()?)?;
/// assert_eq!(
///     tasks[0].to_string(),
///     "`ann`: contact `acme`, who orders every 7 days and was due on 2026-03-30, 3 days ago; \
///      worth 80.00 GBP"
/// );
/// assert_eq!(worklist([candidate], "2026-03-25".parse()?)?, []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`WorklistError`] where the candidates' orders are worth amounts in two
/// currencies.
pub fn worklist<'a>(
    candidates: impl IntoIterator<Item = Candidate<'a>>,
    day: NaiveDate,
) -> Result<Vec<Task>, WorklistError> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut currency = None;
    for candidate in candidates {
        let found = candidate.worth.currency();
        let expected = *currency.get_or_insert(found);
        if expected != found {
            return Err(WorklistError { customer: candidate.customer.clone(), expected, found });
        }
        let Cadence::Regular(demand) = candidate.cadence else { continue };
        let timing = demand.due.timing(day);
        if timing != Timing::NotYet {
            tasks.push(Task {
                customer: candidate.customer.clone(),
                product: candidate.product.cloned(),
                owner: candidate.owner.cloned(),
                demand: *demand,
                timing,
                overdue_days: demand.due.overdue_days(day),
                worth: candidate.worth,
            });
        }
    }
    tasks.sort_by(|a, b| {
        let rank = |task: &Task| Reverse((task.worth.amount(), task.overdue_days));
        rank(a)
            .cmp(&rank(b))
            .then_with(|| (&a.customer, &a.product).cmp(&(&b.customer, &b.product)))
    });
    Ok(tasks)
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(owner) = &self.owner {
            write!(f, "`{owner}`: ")?;
        }
        write!(f, "contact `{}`, who orders ", self.customer)?;
        if let Some(product) = &self.product {
            write!(f, "`{product}` ")?;
        }
        write!(f, "every {} and ", self.demand.typical.told())?;
        let due = self.demand.due.typical;
        match self.overdue_days {
            0 => write!(f, "is due about {due}")?,
            days => write!(f, "was due on {due}, {} ago", counted(days, "day"))?,
        }
        write!(f, "; worth {}", self.worth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loyalty::{CadenceOptions, Rhythm};
    use chrono::Days;

    /// Customers with an interval, the days since their last order and a
    /// worth, to the worklist of a day.
    fn tasks(customers: &[(&str, u64, u64, &str)]) -> Result<String, String> {
        let today = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
        let known: Vec<(CustomerId, Cadence, Money)> = customers
            .iter()
            .map(|(id, interval, since, worth)| {
                let days = (0..4).map(|n| today - Days::new(since + n * interval));
                let cadence = Rhythm::of(days).cadence(&CadenceOptions::default());
                (id.parse().unwrap(), cadence, worth.parse().unwrap())
            })
            .collect();
        let candidates =
            known.iter().map(|(id, cadence, worth)| Candidate::new(id, cadence, *worth));
        let tasks = worklist(candidates, today).map_err(|error| error.to_string())?;
        Ok(tasks.iter().map(|task| task.to_string() + "\n").collect())
    }

    #[test]
    fn the_most_valuable_comes_first() {
        let list = tasks(&[
            ("small", 10, 100, "5 GBP"),
            ("late", 10, 12, "50 GBP"),
            ("later", 10, 13, "50.00 GBP"),
            ("equal", 10, 12, "50 GBP"),
            ("fresh", 10, 3, "500 GBP"),
            ("due", 10, 9, "7.5 GBP"),
        ]);
        assert_eq!(
            list.unwrap(),
            "contact `later`, who orders every 10 days and was due on 2026-05-29, 3 days ago; worth 50.00 GBP\n\
             contact `equal`, who orders every 10 days and was due on 2026-05-30, 2 days ago; worth 50.00 GBP\n\
             contact `late`, who orders every 10 days and was due on 2026-05-30, 2 days ago; worth 50.00 GBP\n\
             contact `due`, who orders every 10 days and is due about 2026-06-02; worth 7.50 GBP\n\
             contact `small`, who orders every 10 days and was due on 2026-03-03, 90 days ago; worth 5.00 GBP\n"
        );
        assert_eq!(tasks(&[]).unwrap(), "");
    }

    #[test]
    fn two_currencies_cannot_be_ranked() {
        assert_eq!(
            tasks(&[("a", 10, 12, "5 GBP"), ("b", 10, 1, "5 EUR")]).unwrap_err(),
            "the order of `b` is worth an amount in EUR and others in GBP; convert it first"
        );
    }
}
