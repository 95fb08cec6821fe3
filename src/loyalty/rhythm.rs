//! The days on which a customer ordered.

use chrono::{Datelike, Days, NaiveDate};

use super::gaps::Gaps;

/// The distinct days on which something was bought: all that a
/// [`Cadence`](super::Cadence) is computed from.
///
/// It does not know whose days they are. Keyed by customer and fed with the
/// days of the orders, it gives the cadence of the customer; keyed by customer
/// and product and fed with the days on which the product was bought, that of
/// the product. Returns are no orders and are not recorded.
///
/// Several orders on one day are one day. A rhythm takes 24 bytes, and 4 bytes
/// on the heap for each gap where there are more than six: an order a day for
/// ten years takes 15 KB.
///
/// ```
/// use sales_process::loyalty::{CadenceOptions, Rhythm};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>();
/// let mut rhythm = Rhythm::new();
/// for order in ["2026-01-05", "2026-02-04", "2026-02-04", "2026-03-07"] {
///     rhythm.record(day(order)?)?;
/// }
/// assert_eq!(rhythm.order_days(), 3);
/// let cadence = rhythm.cadence(&CadenceOptions::default());
/// assert_eq!(cadence.to_string(), "not enough history: 3 of 7 order days");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rhythm {
    ends: Option<(NaiveDate, NaiveDate)>,
    /// INVARIANT: none is zero, and they add up to what lies between the ends.
    gaps: Gaps,
}

/// A day that is before one already recorded. The rhythm is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an order of {day} comes after one of {last}; record orders in time order")]
#[non_exhaustive]
pub struct LateDay {
    /// The day that is late.
    pub day: NaiveDate,
    /// The last day recorded.
    pub last: NaiveDate,
}

impl Rhythm {
    /// No days yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rhythm of days that come in any order.
    pub fn of(days: impl IntoIterator<Item = NaiveDate>) -> Self {
        let mut days: Vec<NaiveDate> = days.into_iter().collect();
        days.sort_unstable();
        let mut rhythm = Self::new();
        for day in days {
            // Sorted, so that none is late.
            let _ = rhythm.record(day);
        }
        rhythm
    }

    /// Of the first and the last day, and the gaps between.
    pub(super) fn from_parts(ends: Option<(NaiveDate, NaiveDate)>, gaps: Gaps) -> Self {
        Self { ends, gaps }
    }

    /// Records a day with an order: the last one recorded, or a later one.
    ///
    /// # Errors
    ///
    /// [`LateDay`] for one before the last.
    pub fn record(&mut self, day: NaiveDate) -> Result<(), LateDay> {
        let first = match self.ends {
            None => day,
            Some((_, last)) if day < last => return Err(LateDay { day, last }),
            Some((first, last)) => {
                if let Some(gap) = gap(last, day) {
                    self.gaps.push(gap);
                }
                first
            }
        };
        self.ends = Some((first, day));
        Ok(())
    }

    /// Puts the days of a later period behind these; the last day of the one
    /// may be the first of the other.
    ///
    /// # Errors
    ///
    /// [`LateDay`] where the later period begins before the last day of this
    /// one. The rhythm is as it was before.
    pub fn append(&mut self, later: &Rhythm) -> Result<(), LateDay> {
        let Some((first, last)) = later.ends else { return Ok(()) };
        self.record(first)?;
        later.gaps.iter().for_each(|gap| self.gaps.push(gap));
        self.ends = self.ends.map(|(first, _)| (first, last));
        Ok(())
    }

    /// How many distinct days there are.
    pub fn order_days(&self) -> usize {
        self.gaps.count() + usize::from(self.ends.is_some())
    }

    /// The first day; `None` where there is none.
    pub(crate) fn first_day(&self) -> Option<NaiveDate> {
        self.ends.map(|(first, _)| first)
    }

    /// The last day; `None` where there is none.
    pub(crate) fn last_day(&self) -> Option<NaiveDate> {
        self.ends.map(|(_, last)| last)
    }

    /// The days from each order day to the next, in time order; none is zero.
    pub(crate) fn gaps(&self) -> impl Iterator<Item = u32> + '_ {
        self.gaps.iter()
    }

    /// The distinct days, in time order.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let mut gaps = self.gaps.iter();
        std::iter::successors(self.first_day(), move |day| {
            day.checked_add_days(Days::new(u64::from(gaps.next()?)))
        })
    }
}

/// The days from one day to a later one; `None` where it is not later.
#[inline]
pub(super) fn gap(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    // Mostly of one year, where no calendar is needed.
    if from.year() == to.year() {
        return to.ordinal().checked_sub(from.ordinal()).filter(|days| *days > 0);
    }
    // The calendar has 1.9 * 10^8 days.
    let days = to.num_days_from_ce() - from.num_days_from_ce();
    u32::try_from(days).ok().filter(|days| *days > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(n)
    }

    #[test]
    fn a_late_day_changes_nothing() {
        let mut rhythm = Rhythm::of([day(1), day(5)]);
        let before = rhythm.clone();
        assert_eq!(
            rhythm.record(day(4)).unwrap_err().to_string(),
            "an order of 2024-01-05 comes after one of 2024-01-06; record orders in time order"
        );
        assert!(rhythm.append(&Rhythm::of([day(4), day(9)])).is_err());
        assert_eq!(rhythm, before);
        rhythm.append(&Rhythm::new()).unwrap();
        assert_eq!(rhythm, before);
    }

    #[test]
    fn the_whole_calendar_is_one_gap() {
        let rhythm = Rhythm::of([NaiveDate::MIN, NaiveDate::MAX]);
        assert_eq!(rhythm.days().collect::<Vec<_>>(), [NaiveDate::MIN, NaiveDate::MAX]);
    }
}
