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

use super::value::{Kpi, Undefined};
use crate::value::{Month, Zone};

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
    #[error("two tables of cohorts can be merged only for one zone and one instant")]
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
    zone: Zone,
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
    pub(crate) fn is_immature(&self) -> bool {
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
    /// A table without members, with the months of a zone, up to an
    /// instant, that instant included.
    pub fn new(zone: impl Into<Zone>, as_of: DateTime<Utc>) -> Self {
        let zone = zone.into();
        Self { zone, as_of, by_month: BTreeMap::new() }
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
        let month = Month::of(began, self.zone);
        let mut months: BTreeSet<i32> = BTreeSet::new();
        for happened in did {
            if happened < began {
                return Err(CohortError::BeforeTheBeginning { began, happened });
            }
            if happened <= self.as_of {
                months.insert(Month::of(happened, self.zone).since(month));
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
    /// [`CohortError::TwoTables`] where it has another zone or instant.
    pub fn merge(&mut self, other: &Cohorts) -> Result<(), CohortError> {
        if self.zone != other.zone || self.as_of != other.as_of {
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
        let last = Month::of(self.as_of, self.zone);
        let row = |(month, cohort): (&Month, &Cohort)| {
            let mut done = 0;
            let cells = (0..=last.since(*month)).map(|after| {
                let (active, first) = cohort.active.get(&after).copied().unwrap_or_default();
                done += first;
                let is_over = month
                    .shifted(after)
                    .shifted(1)
                    .begins(self.zone)
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
