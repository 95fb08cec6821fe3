//! Whom to contact on a day.

use std::cmp::Reverse;
use std::fmt;

use chrono::NaiveDate;

use super::cadence::{Cadence, RegularDemand, Timing};
use super::outlook::CustomerOutlook;
use crate::value::text::counted;
use crate::value::words::{messages, put, told};
use crate::value::{Currency, CustomerId, Language, Money, PersonId, ProductId};

/// A customer who may have to be contacted.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    customer: &'a CustomerId,
    product: Option<&'a ProductId>,
    owner: Option<&'a PersonId>,
    cadence: &'a Cadence,
    outlook: Option<&'a CustomerOutlook>,
    worth: Money,
}

impl<'a> Candidate<'a> {
    /// A customer, when they order, and what an order of theirs is typically
    /// worth: [`PurchaseFacts::average_order`](super::PurchaseFacts::average_order), or what
    /// the application knows better.
    pub fn new(customer: &'a CustomerId, cadence: &'a Cadence, worth: Money) -> Self {
        Self { customer, product: None, owner: None, cadence, outlook: None, worth }
    }

    /// The product that cadence and worth are of, where they are of one.
    #[must_use]
    pub fn of_product(self, product: &'a ProductId) -> Self {
        Self { product: Some(product), ..self }
    }

    /// What a model of the base expects of the customer: with it the customer
    /// is on the list whether or not there is a rhythm.
    #[must_use]
    pub fn expecting(self, outlook: &'a CustomerOutlook) -> Self {
        Self { outlook: Some(outlook), ..self }
    }

    /// Who is to contact the customer: the owner on that day.
    #[must_use]
    pub fn owned_by(self, owner: &'a PersonId) -> Self {
        Self { owner: Some(owner), ..self }
    }
}

/// Somebody to contact, and why. `Display` puts it in one line. For programs it
/// is an object with its members and the English `text`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Task {
    /// Whom to contact.
    pub customer: CustomerId,
    /// About what; `None` where it is about any order.
    pub product: Option<ProductId>,
    /// By whom; `None` where nobody owns the customer.
    pub owner: Option<PersonId>,
    /// How often the customer orders, and when next; `None` without a rhythm.
    pub demand: Option<RegularDemand>,
    /// Whether the order is due or overdue; `None` without a rhythm.
    pub timing: Option<Timing>,
    /// The days since it was typically due; 0 before, and without a rhythm.
    pub overdue_days: u32,
    /// What a model of the base expects; `None` where none was given.
    pub outlook: Option<CustomerOutlook>,
    /// What an order is typically worth.
    pub worth: Money,
}

impl Task {
    /// What the list ranks by: the expected value of the orders to come, or
    /// without an outlook what one order is typically worth.
    pub fn expected_value(&self) -> Money {
        self.outlook.and_then(|outlook| outlook.value).unwrap_or(self.worth)
    }

    /// What is at risk where a regular customer is overdue: what the model no
    /// longer expects because the customer may have left, or without an outlook
    /// what one order is typically worth. `None` for everybody else.
    pub fn value_at_risk(&self) -> Option<Money> {
        let at_risk = || self.outlook.and_then(|outlook| outlook.at_risk).unwrap_or(self.worth);
        (self.timing == Some(Timing::Overdue)).then(at_risk)
    }
}

messages! {
    /// Why there is no worklist.
    #[derive(Eq)]
    pub enum WorklistError {
        /// Two customers' orders cannot be compared: they are in two currencies.
        Currency {
            /// Whose order it is.
            customer: CustomerId,
            /// The currency of the candidates before.
            expected: Currency,
            /// The currency of this one.
            found: Currency,
        } = "worklist_currency",
            "the order of `{customer}` is worth an amount in {found} and others in {expected}; convert it first",
            "заказ `{customer}` оценён в {found}, а другие в {expected}; сначала пересчитайте",
            "comanda lui `{customer}` este în {found}, iar altele în {expected}; convertiți mai întâi";
    }
}

/// Whom to contact on a day, by the expected value of their orders, the highest
/// first; among equals the most overdue first, then by customer and product.
///
/// Everybody of whom a model expects something is on the list
/// ([`Candidate::expecting`]); of the others, who have their rhythm alone, those
/// whose next order is due or overdue. Nobody is dropped for being overdue long.
/// The rhythms of many customers are first looked at together, by
/// [`drop_chance_rhythms`](crate::loyalty::drop_chance_rhythms).
///
/// Only orders are considered. That a customer is lapsed or closed, or that
/// the order was put off on the phone
/// ([`CustomerRecord::order_until`](crate::lifecycle::customer::CustomerRecord::order_until)),
/// is for the caller to know: leave out whom you do not want to call.
///
/// ```
/// use sales_process::loyalty::{CadenceOptions, Candidate, Rhythm, worklist};
///
/// let first: chrono::NaiveDate = "2026-02-09".parse()?;
/// let days = (0..7).map(|week| first + chrono::Days::new(7 * week));
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
    let mut tasks = tasks(candidates, day)?;
    sort(&mut tasks, Task::expected_value);
    Ok(tasks)
}

/// The regular customers who are overdue on a day, by the value that is at risk
/// ([`Task::value_at_risk`]), the highest first; otherwise as [`worklist`].
///
/// ```
/// use sales_process::loyalty::{CadenceOptions, Candidate, Rhythm, worklist_at_risk};
///
/// let first: chrono::NaiveDate = "2026-02-09".parse()?;
/// let days = |gap: u64| (0..7).map(move |nth| first + chrono::Days::new(gap * nth));
/// let [weekly, monthly] =
///     [7, 30].map(|gap| Rhythm::of(days(gap)).cadence(&CadenceOptions::default()));
/// let (acme, bolt, cog) = ("acme".parse()?, "bolt".parse()?, "cog".parse()?);
/// let candidates = [
///     Candidate::new(&acme, &weekly, "80.00 GBP".parse()?),
///     Candidate::new(&bolt, &weekly, "90.00 GBP".parse()?),
///     Candidate::new(&cog, &monthly, "500.00 GBP".parse()?), // not due before September
/// ];
///
/// let tasks = worklist_at_risk(candidates, "2026-04-10".parse()?)?;
/// let customers: Vec<&str> = tasks.iter().map(|task| task.customer.as_str()).collect();
/// assert_eq!(customers, ["bolt", "acme"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As [`worklist`].
pub fn worklist_at_risk<'a>(
    candidates: impl IntoIterator<Item = Candidate<'a>>,
    day: NaiveDate,
) -> Result<Vec<Task>, WorklistError> {
    let mut tasks = tasks(candidates, day)?;
    tasks.retain(|task| task.timing == Some(Timing::Overdue));
    sort(&mut tasks, |task| task.value_at_risk().unwrap_or(task.worth));
    Ok(tasks)
}

fn tasks<'a>(
    candidates: impl IntoIterator<Item = Candidate<'a>>,
    day: NaiveDate,
) -> Result<Vec<Task>, WorklistError> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut currency = None;
    for candidate in candidates {
        let found = candidate.worth.currency();
        let expected = *currency.get_or_insert(found);
        if expected != found {
            let customer = candidate.customer.clone();
            return Err(WorklistError::Currency { customer, expected, found });
        }
        let demand = match candidate.cadence {
            Cadence::Regular(demand) => Some(*demand),
            _ => None,
        };
        let timing = demand.map(|demand| demand.due.timing(day));
        let due = timing.is_some_and(|timing| timing != Timing::NotYet);
        if due || candidate.outlook.is_some() {
            tasks.push(Task {
                customer: candidate.customer.clone(),
                product: candidate.product.cloned(),
                owner: candidate.owner.cloned(),
                demand,
                timing,
                overdue_days: demand.map_or(0, |demand| demand.due.overdue_days(day)),
                outlook: candidate.outlook.copied(),
                worth: candidate.worth,
            });
        }
    }
    Ok(tasks)
}

fn sort(tasks: &mut [Task], value: impl Fn(&Task) -> Money) {
    let rank = |task: &Task| Reverse((value(task).amount(), task.overdue_days));
    tasks.sort_by(|a, b| {
        rank(a)
            .cmp(&rank(b))
            .then_with(|| (&a.customer, &a.product).cmp(&(&b.customer, &b.product)))
    });
}

impl Task {
    /// By whom, whom, why, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let say =
            |words, parameters: &[(&str, &dyn fmt::Display)]| put(words, language, parameters);
        let mut text = self.owner.as_ref().map_or_else(String::new, |owner| format!("`{owner}`: "));
        text += &say(
            ["contact `{who}`", "связаться с `{who}`", "de contactat `{who}`"],
            &[("who", &self.customer)],
        );
        if let Some(product) = &self.product {
            let about = [" about `{product}`", " насчёт `{product}`", " despre `{product}`"];
            text += &say(about, &[("product", product)]);
        }
        if let Some(demand) = &self.demand {
            let every = match language {
                Language::English => demand.typical.after_every(),
                Language::Russian => format!("{} дн.", demand.typical),
                Language::Romanian => zile(demand.typical.days()),
            };
            let ago = match language {
                Language::English => counted(self.overdue_days, "day"),
                Language::Russian => format!("{} дн.", self.overdue_days),
                Language::Romanian => zile(self.overdue_days.into()),
            };
            let orders = [
                ", who orders every {every} and ",
                "; заказывает раз в {every}; ",
                "; comandă o dată la {every}; ",
            ];
            text += &say(orders, &[("every", &every)]);
            let due = match self.overdue_days {
                0 => [
                    "is due about {due}",
                    "следующий заказ около {due}",
                    "următoarea comandă în jur de {due}",
                ],
                _ => [
                    "was due on {due}, {ago} ago",
                    "заказ ожидался {due}, {ago} назад",
                    "comanda era așteptată la {due}, acum {ago}",
                ],
            };
            text += &say(due, &[("due", &demand.due.typical), ("ago", &ago)]);
        }
        let worth = |words, worth: &Money| say(words, &[("worth", worth)]);
        let Some(outlook) = self.outlook else {
            let words = ["; worth {worth}", "; стоимость {worth}", "; valoare {worth}"];
            return text + &worth(words, &self.worth);
        };
        let (orders, days) = (format!("{:.1}", outlook.orders), outlook.days);
        let days = match language {
            Language::English => counted(days, "day"),
            Language::Russian => format!("{days} дн."),
            Language::Romanian => zile(days.into()),
        };
        let expected = [
            "; {orders} orders expected in {days}",
            "; ожидается заказов за {days}: {orders}",
            "; comenzi așteptate în {days}: {orders}",
        ];
        text += &say(expected, &[("orders", &orders), ("days", &days)]);
        if let Some(value) = &outlook.value {
            let words = [", worth {worth}", ", стоимость {worth}", ", valoare {worth}"];
            text += &worth(words, value);
        }
        let still = [
            "; still a customer with {share} %",
            "; всё ещё клиент с вероятностью {share} %",
            "; încă client cu probabilitatea {share} %",
        ];
        text + &say(still, &[("share", &format!("{:.0}", outlook.still_customer * 100.0))])
    }
}

told! { Task { customer, product, owner, demand, timing, overdue_days, outlook, worth } }

/// Days in Romanian: `o zi`, `7 zile`, `30 de zile`.
fn zile(days: f64) -> String {
    let in_hundred = days % 100.0;
    let of = days.fract() <= 0.0 && !(0.5..19.5).contains(&in_hundred);
    match days.to_string().as_str() {
        "1" => "o zi".to_owned(),
        days if of => format!("{days} de zile"),
        days => format!("{days} zile"),
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
                let days = (0..7).map(|n| today - Days::new(since + n * interval));
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
