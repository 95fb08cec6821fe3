//! Cohorts by month: of those who began in one month (leads created, deals
//! opened, customers with their first order), how many did something (won,
//! ordered again) in that month and in each month after it.
//!
//! ```
//! use sales_process::UtcOffset;
//! use sales_process::kpi::Cohorts;
//!
//! let day = |text: &str| format!("2026-{text}T00:00:00Z").parse();
//! let mut customers = Cohorts::new(UtcOffset::UTC, day("03-15")?);
//! customers.add(day("01-05")?, [day("01-20")?, day("03-02")?])?;
//! customers.add(day("01-31")?, [day("02-01")?, day("02-08")?])?;
//!
//! let rows = customers.rows();
//! let shown: Vec<String> = rows[0].cells.iter().map(|cell| cell.active.to_string()).collect();
//! assert_eq!((rows[0].size, shown.join(" | ")), (2, "50.0 % | 50.0 % | 50.0 % +".into()));
//! // By the end of February both had bought again.
//! assert_eq!(rows[0].cells[1].reached.to_string(), "100.0 %");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Kpi, Undefined};
use crate::value::{Month, UtcOffset};

/// Why somebody does not fit into a table of cohorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CohortError {
    /// Something is said to have happened before the beginning.
    #[error("this happened at {happened}, before it began at {began}")]
    BeforeTheBeginning {
        /// When it began.
        began: DateTime<Utc>,
        /// When it happened.
        happened: DateTime<Utc>,
    },
    /// Two tables with other months or of other instants.
    #[error("two tables of cohorts can be merged only for one offset and one instant")]
    TwoTables,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Cohort {
    size: u64,
    /// How many did it in each month; those for whom it was the first time.
    active: BTreeMap<i32, (u64, u64)>,
}

/// A table of cohorts by calendar month.
///
/// A fold: each member is added once with everything it did; tables of
/// different members are merged. What began or happened after `as_of` is not
/// seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohorts {
    offset: UtcOffset,
    as_of: DateTime<Utc>,
    by_month: BTreeMap<Month, Cohort>,
}

/// The cohort of one month.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CohortRow {
    /// The month in which its members began.
    pub month: Month,
    /// How many began in it.
    pub size: u64,
    /// The month itself, then each month after it, up to the one in which the
    /// table ends.
    pub cells: Vec<CohortCell>,
}

/// One cohort in one month.
///
/// While the month is not over, all members of the cohort count as open in
/// [`active`](Self::active), since each can still act in it, and in
/// [`reached`](Self::reached) those who have not acted yet. It is stored with
/// whether that is so, as `immature`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CohortCell {
    /// The share that did it in this month, however often.
    pub active: Kpi,
    /// The share that has done it by the end of this month.
    pub reached: Kpi,
}

impl CohortCell {
    /// Whether the month is not over, so that both shares can still rise.
    pub fn is_immature(&self) -> bool {
        // A cohort has one member at least.
        self.active.open() > 0
    }
}

impl Serialize for CohortCell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut cell = serializer.serialize_struct("CohortCell", 3)?;
        cell.serialize_field("active", &self.active)?;
        cell.serialize_field("reached", &self.reached)?;
        cell.serialize_field("immature", &self.is_immature())?;
        cell.end()
    }
}

impl Cohorts {
    /// A table without members, with months by an offset from UTC, up to an
    /// instant, that instant included.
    pub fn new(offset: UtcOffset, as_of: DateTime<Utc>) -> Self {
        Self { offset, as_of, by_month: BTreeMap::new() }
    }

    /// Adds one member: when it began, and every time it did what is counted,
    /// in any order.
    ///
    /// # Errors
    ///
    /// [`CohortError::BeforeTheBeginning`] where it did so before it began;
    /// nothing is added then.
    pub fn add(
        &mut self,
        began: DateTime<Utc>,
        did: impl IntoIterator<Item = DateTime<Utc>>,
    ) -> Result<(), CohortError> {
        let month = Month::of(began, self.offset);
        let mut months: BTreeSet<i32> = BTreeSet::new();
        for happened in did {
            if happened < began {
                return Err(CohortError::BeforeTheBeginning { began, happened });
            }
            if happened <= self.as_of {
                months.insert(Month::of(happened, self.offset).since(month));
            }
        }
        if began > self.as_of {
            return Ok(());
        }
        let cohort = self.by_month.entry(month).or_default();
        cohort.size += 1;
        for (place, after) in months.into_iter().enumerate() {
            let (active, first) = cohort.active.entry(after).or_default();
            *active += 1;
            *first += u64::from(place == 0);
        }
        Ok(())
    }

    /// Adds all members of another table.
    ///
    /// # Errors
    ///
    /// [`CohortError::TwoTables`] where it has another offset or instant.
    pub fn merge(&mut self, other: &Cohorts) -> Result<(), CohortError> {
        if self.offset != other.offset || self.as_of != other.as_of {
            return Err(CohortError::TwoTables);
        }
        for (month, theirs) in &other.by_month {
            let cohort = self.by_month.entry(*month).or_default();
            cohort.size += theirs.size;
            for (after, (active, first)) in &theirs.active {
                let sum = cohort.active.entry(*after).or_default();
                sum.0 += active;
                sum.1 += first;
            }
        }
        Ok(())
    }

    /// The cohorts, oldest first; months in which nobody began have none.
    pub fn rows(&self) -> Vec<CohortRow> {
        let last = Month::of(self.as_of, self.offset);
        let row = |(month, cohort): (&Month, &Cohort)| {
            let mut done = 0;
            let cells = (0..=last.since(*month)).map(|after| {
                let (active, first) = cohort.active.get(&after).copied().unwrap_or_default();
                done += first;
                let is_over = month
                    .shifted(after)
                    .shifted(1)
                    .begins(self.offset)
                    .is_some_and(|end| end <= self.as_of);
                let open = |members: u64| if is_over { 0 } else { members };
                CohortCell {
                    active: share(active, cohort.size).with_open(open(cohort.size)),
                    reached: share(done, cohort.size).with_open(open(cohort.size - done)),
                }
            });
            CohortRow { month: *month, size: cohort.size, cells: cells.collect() }
        };
        self.by_month.iter().map(row).collect()
    }
}

/// A share of the members, of whom there is one at least.
fn share(part: u64, whole: u64) -> Kpi {
    Kpi::rate(part, whole).unwrap_or_else(|_| Kpi::undefined(Undefined::ZeroDenominator))
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "numbers of tests are small"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(day: i64) -> DateTime<Utc> {
        let begin: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        begin + chrono::TimeDelta::days(day)
    }

    #[track_caller]
    fn check(offset: &str, as_of: &str, members: &[(&str, &[&str])], expected: &[&str]) {
        let instant = |text: &str| -> DateTime<Utc> { format!("2026-{text}:00Z").parse().unwrap() };
        let mut cohorts = Cohorts::new(offset.parse().unwrap(), instant(as_of));
        for (began, did) in members {
            cohorts.add(instant(began), did.iter().map(|text| instant(text))).unwrap();
        }
        let shown: Vec<String> = cohorts
            .rows()
            .iter()
            .map(|row| {
                let cells = row.cells.iter().map(|cell| {
                    let [active, reached] = [cell.active, cell.reached]
                        .map(|kpi| format!("{:?}", kpi.numerator().unwrap()).replace("Count", ""));
                    let more = if cell.active.open() > 0 { "+" } else { "" };
                    format!("{active}{reached}{more}")
                });
                format!("{} {}: {}", row.month, row.size, cells.collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn months_of_the_calendar() {
        check("+00:00", "03-15T00:00", &[], &[]);
        check(
            "+00:00",
            "03-15T00:00",
            &[
                ("01-31T23:00", &["01-31T23:30", "02-01T00:00", "02-02T00:00", "03-15T00:00"]),
                ("01-01T00:00", &["03-01T00:00", "03-15T00:01"]),
                ("03-02T00:00", &[]),
                ("03-16T00:00", &["03-17T00:00"]),
            ],
            &["2026-01 2: (1)(1) (1)(1) (2)(2)+", "2026-03 1: (0)(0)+"],
        );
        // Two hours further east, the first one began in February.
        check(
            "+02:00",
            "02-28T22:00",
            &[("01-31T23:00", &["02-02T00:00"])],
            &["2026-02 1: (1)(1) (0)(1)+"],
        );
    }

    #[test]
    fn nothing_is_done_before_the_beginning() {
        let mut cohorts = Cohorts::new(UtcOffset::UTC, at(90));
        let before = cohorts.clone();
        assert_eq!(
            cohorts.add(at(3), [at(5), at(2)]).unwrap_err().to_string(),
            "this happened at 2026-01-03 00:00:00 UTC, before it began at 2026-01-04 00:00:00 UTC"
        );
        assert_eq!(cohorts, before);
        assert!(cohorts.merge(&Cohorts::new(UtcOffset::UTC, at(91))).is_err());
    }

    proptest! {
        #[test]
        fn every_cell_is_counted_anew(
            members in prop::collection::vec((0_i64..150, prop::collection::vec(0_i64..90, 0..4)), 0..20),
            as_of in 0_i64..200,
            cut in 0_usize..20,
        ) {
            let fold = |members: &[(i64, Vec<i64>)]| {
                let mut cohorts = Cohorts::new(UtcOffset::UTC, at(as_of));
                for (began, after) in members {
                    cohorts.add(at(*began), after.iter().map(|days| at(began + days))).unwrap();
                }
                cohorts
            };
            let (first, second) = members.split_at(cut.min(members.len()));
            let mut cohorts = fold(second);
            cohorts.merge(&fold(first)).unwrap();
            prop_assert_eq!(&cohorts, &fold(&members));

            let month = |day: i64| Month::of(at(day), UtcOffset::UTC);
            let mut seen = 0;
            for row in cohorts.rows() {
                let of: Vec<_> = members
                    .iter()
                    .filter(|(began, _)| month(*began) == row.month && *began <= as_of)
                    .collect();
                prop_assert_eq!(of.len() as u64, row.size);
                seen += row.size;
                prop_assert_eq!(row.cells.len() as i32 - 1, month(as_of).since(row.month));
                for (after, cell) in row.cells.iter().enumerate() {
                    let this = row.month.shifted(after as i32);
                    let count = |fits: &dyn Fn(Month) -> bool| {
                        let did = |(began, after): &&&(i64, Vec<i64>)| {
                            let days = after.iter().map(|days| began + days);
                            days.filter(|day| *day <= as_of).any(|day| fits(month(day)))
                        };
                        of.iter().filter(did).count() as u64
                    };
                    let expected = |count| Kpi::rate(count, row.size).unwrap();
                    let open = |members| if month(as_of) > this { 0 } else { members };
                    let (active, reached) = (count(&|m| m == this), count(&|m| m <= this));
                    prop_assert_eq!(cell.active, expected(active).with_open(open(row.size)));
                    prop_assert_eq!(cell.reached, expected(reached).with_open(open(row.size - reached)));
                }
            }
            prop_assert_eq!(seen, members.iter().filter(|(began, _)| *began <= as_of).count() as u64);
        }
    }
}
