//! [`AgeTable`]: what has become of deals by an age.

use chrono::TimeDelta;
use serde::Serialize;

use crate::kpi::cycle::{Length, round_days};
use crate::kpi::survival::{Chances, DealAges};

/// The outlook of deals at round ages.
///
/// What is still open is by Kaplan–Meier, what is won, lost and abandoned by
/// Aalen–Johansen; see [`survival`](crate::kpi::survival).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AgeTable {
    /// On how many deals it rests.
    pub deals: u64,
    /// How many of them are still open.
    pub open: u64,
    /// The first age by which half of the deals are closed, in days; `None`
    /// where fewer have been seen to close.
    pub half_closed_by: Option<Length>,
    /// The ages, youngest first; the last is that of the oldest deal. Empty
    /// without deals.
    pub rows: Vec<AgeRow>,
}

/// One age.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AgeRow {
    /// The age, in days.
    pub age: Length,
    /// What has become of a deal by this age.
    pub chances: Chances,
    /// The chance that a deal still open at this age is won by the age of the
    /// oldest ([`ClosingChances::won_later`](crate::kpi::ClosingChances::won_later)); `None`
    /// where no deal is open at it, and at the age of the oldest itself, after
    /// which nothing has been seen.
    pub won_later: Option<f64>,
}

impl AgeTable {
    /// At most twelve ages: round steps from 0 on, the age after which no deal
    /// has closed, and that of the oldest deal.
    pub(crate) fn of(ages: &DealAges) -> Self {
        let outlook = ages.outlook();
        let closed: u64 =
            outlook.steps().iter().map(|step| step.won + step.lost + step.abandoned).sum();
        let mut rows = Vec::new();
        if let Some(oldest) = outlook.watched_until() {
            // Beyond the last close nothing changes any more.
            let last = outlook.steps().last().map_or(oldest, |step| step.age);
            let step = round_days(last.days() / 10.0);
            let round = (0..10).filter_map(|nth| {
                let days = TimeDelta::try_days(step.checked_mul(nth)?)?;
                Length::new(days).ok().filter(|age| *age < last)
            });
            let row = |age: Length| {
                let chances = outlook.at(age)?;
                Some(AgeRow { age, chances, won_later: outlook.won_later(age) })
            };
            let ends = [Some(last), (last < oldest).then_some(oldest)];
            rows = round.chain(ends.into_iter().flatten()).filter_map(row).collect();
        }
        Self {
            deals: outlook.deals(),
            open: outlook.deals() - closed,
            half_closed_by: outlook.half_closed_by(),
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::Fate;

    #[test]
    fn ages_are_round_and_end_with_the_oldest() {
        assert_eq!(AgeTable::of(&DealAges::new()).rows, []);
        let day = |days| Length::new(TimeDelta::days(days)).unwrap();
        let mut ages = DealAges::new();
        ages.add(day(10), Fate::Won);
        ages.add(day(20), Fate::Open);
        ages.add(day(33), Fate::Lost);
        let table = AgeTable::of(&ages);
        assert_eq!((table.deals, table.open, table.half_closed_by), (3, 1, Some(day(33))));
        let shown: Vec<String> = table
            .rows
            .iter()
            .map(|row| {
                let later = row.won_later.map_or("-".to_owned(), |chance| format!("{chance:.2}"));
                format!("{}: {:.2} open, {later}", row.age.days(), row.chances.still_open)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "0: 1.00 open, 0.33",
                "5: 1.00 open, 0.33",
                "10: 0.67 open, 0.00",
                "15: 0.67 open, 0.00",
                "20: 0.67 open, 0.00",
                "25: 0.67 open, 0.00",
                "30: 0.67 open, 0.00",
                "33: 0.00 open, -",
            ]
        );
        // One that is open for long does not draw the steps apart.
        ages.add(day(400), Fate::Open);
        let days: Vec<f64> = AgeTable::of(&ages).rows.iter().map(|row| row.age.days()).collect();
        assert_eq!(days, [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 33.0, 400.0]);
        let mut young = DealAges::new();
        young.add(Length::ZERO, Fate::Open);
        assert_eq!(AgeTable::of(&young).rows.len(), 1);
    }
}
