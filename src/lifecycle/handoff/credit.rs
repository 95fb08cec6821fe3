//! [`credited`]: to whom what a customer buys on a day is credited.

use chrono::NaiveDate;
use serde::Serialize;

use super::Handover;
use crate::lifecycle::customer::CustomerRecord;
use crate::value::{Money, Percent, PersonId};

/// A person's part of an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Who.
    pub person: PersonId,
    /// How much of it.
    pub amount: Money,
}

/// Shares out what a customer buys on a day: to the owner on that day, and,
/// while a handover shares the credit, a part of it to the hunter.
///
/// The owner is the one of the customer's record, who need not be the farmer
/// of the handover any more. Of several handovers the one that took effect
/// last counts; those of other customers do not. On a day before the first
/// owner's the amount is the first owner's.
///
/// The hunter's part is rounded half-even to the currency's minor unit and
/// the owner has the rest ([`Percent::split`]): one share, or two with the
/// hunter's first, that always add up to the amount, also below zero.
///
/// ```
/// use sales_process::lifecycle::Act;
/// use sales_process::lifecycle::customer::{Customer, NewCustomer};
/// use sales_process::lifecycle::handoff::{Credit, Handover, credited};
/// use sales_process::Percent;
///
/// let act = Act::new("2026-01-05T09:00:00Z".parse()?, "hanna".parse()?);
/// let new = NewCustomer::new("acme".parse()?, "hanna".parse()?);
/// let customer = Customer::register(new, &act);
/// let customer = customer.change_owner("fred".parse()?, "2026-04-01".parse()?, &act)?;
/// let handover = Handover {
///     customer: "acme".parse()?,
///     hunter: "hanna".parse()?,
///     farmer: "fred".parse()?,
///     from: "2026-04-01".parse()?,
///     credit: Some(Credit {
///         hunter_percent: Percent::new(30.0)?,
///         until: "2026-07-01".parse()?,
///     }),
/// };
/// let credited = |day: &str| -> Result<String, Box<dyn std::error::Error>> {
///     let shares = credited(
///         customer.record(), &[handover.clone()], "0.05 GBP".parse()?, day.parse()?,
///     );
///     let words: Vec<_> = shares.iter().map(|s| format!("{} {}", s.person, s.amount)).collect();
///     Ok(words.join(", "))
/// };
/// assert_eq!(credited("2026-03-31")?, "hanna 0.05 GBP");
/// assert_eq!(credited("2026-04-01")?, "hanna 0.02 GBP, fred 0.03 GBP");
/// assert_eq!(credited("2026-07-01")?, "fred 0.05 GBP");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn credited(
    customer: &CustomerRecord,
    handovers: &[Handover],
    amount: Money,
    on: NaiveDate,
) -> Vec<Share> {
    let first = || customer.owners().next().map(|change| &change.owner);
    let Some(owner) = customer.owner_on(on).or_else(first) else { return Vec::new() };
    let whole = |person: &PersonId| Share { person: person.clone(), amount };
    let in_effect = handovers
        .iter()
        .filter(|handover| handover.customer == *customer.id() && handover.from <= on)
        .max_by_key(|handover| handover.from);
    let shared = in_effect.filter(|handover| handover.hunter != *owner);
    let Some((handover, percent)) = shared.and_then(|handover| {
        let credit = handover.credit.filter(|credit| on < credit.until)?;
        (credit.hunter_percent > Percent::ZERO).then_some((handover, credit.hunter_percent))
    }) else {
        return vec![whole(owner)];
    };
    let (hunter, rest) = percent.split(amount);
    vec![
        Share { person: handover.hunter.clone(), amount: hunter },
        Share { person: owner.clone(), amount: rest },
    ]
}
