//! The days between which the next order comes.

use chrono::{Days, NaiveDate};

use super::{CadenceOptions, DueWindow, Interval};
use crate::loyalty::Rhythm;
use crate::loyalty::special::{beta_p, ln_gamma};

/// The largest shape of the gaps that is thought of, as a power of two: gaps
/// that differ by 0.4 %.
const MOST_REGULAR: u32 = 16;

/// What is believed of the next gap: it is gamma-distributed as those before it,
/// with a shape of 1 (orders at random) or a power of two (the larger, the more
/// regular), at a rate of which nothing was known beforehand.
///
/// Who passed the test for a rhythm may have passed it by chance, and a window
/// drawn from gaps that looked alike by chance is far too narrow: on a base of
/// random buyers it held half as many orders as it promised. So it is weighed
/// against what the gaps say: before they are seen, a rhythm is as likely as the
/// test lets pass by chance, and each shape above 1 as likely as any other.
///
/// A gap of so many whole days was half a day shorter on average, since it
/// cannot be zero.
struct NextGap {
    /// Shapes, and how likely they are.
    shapes: Vec<(f64, f64)>,
    gaps: f64,
    /// What the gaps add up to, in days.
    sum: f64,
}

impl NextGap {
    fn of(rhythm: &Rhythm, level: f64) -> Self {
        let (mut gaps, mut sum, mut ln_sum) = (0.0, 0.0, 0.0);
        for gap in rhythm.gaps() {
            let days = f64::from(gap) - 0.5;
            gaps += 1.0;
            sum += days;
            ln_sum += days.ln();
        }
        let shape = |power: u32| {
            let k = f64::from(1_u32 << power);
            let prior = if power == 0 { 1.0 - level } else { level / f64::from(MOST_REGULAR) };
            let likelihood =
                ln_gamma(gaps * k) - gaps * ln_gamma(k) + (k - 1.0) * ln_sum - gaps * k * sum.ln();
            (k, prior.ln() + likelihood)
        };
        let mut shapes: Vec<(f64, f64)> = (0..=MOST_REGULAR).map(shape).collect();
        let best = shapes.iter().map(|(_, ln)| *ln).fold(f64::NEG_INFINITY, f64::max);
        // Those that hardly count are not worth their incomplete beta function.
        shapes.retain(|(_, ln)| ln - best > -14.0);
        let all: f64 = shapes.iter().map(|(_, ln)| (ln - best).exp()).sum();
        shapes.iter_mut().for_each(|(_, ln)| *ln = (*ln - best).exp() / all);
        Self { shapes, gaps, sum }
    }

    /// The chance of an order within so many days after the last.
    fn within(&self, days: f64) -> f64 {
        let share = days / (days + self.sum);
        let of = |(k, chance): &(f64, f64)| chance * beta_p(*k, self.gaps * k, share);
        self.shapes.iter().map(of).sum()
    }

    /// The whole days within which an order comes with this chance or more,
    /// `near` being of their size.
    fn days(&self, chance: f64, near: u64) -> u64 {
        #[allow(clippy::cast_precision_loss)] // At most 2^31.
        let falls_short = |days: u64| self.within(days as f64) < chance;
        let (mut low, mut high) = (0, near.clamp(1, 1 << 30));
        while falls_short(high) {
            // Beyond the calendar it never comes.
            if high > 1 << 30 {
                return high;
            }
            (low, high) = (high, high * 2);
        }
        while low + 1 < high {
            let middle = u64::midpoint(low, high);
            if falls_short(middle) { low = middle } else { high = middle }
        }
        high
    }
}

pub(super) fn window(
    rhythm: &Rhythm,
    last: NaiveDate,
    typical: Interval,
    options: &CadenceOptions,
) -> DueWindow {
    let next = NextGap::of(rhythm, (options.level.value() / 100.0).clamp(0.001, 0.999));
    let beyond = (1.0 - (options.coverage.value() / 100.0).clamp(0.5, 0.99)) / 2.0;
    let whole = typical.whole_days();
    // Nobody orders to the day: a day to either side is always within.
    let before = (next.days(beyond, whole) - 1).min(whole.saturating_sub(2));
    let latest = next.days(1.0 - beyond, whole).max(whole + 1);
    #[allow(clippy::cast_precision_loss)]
    let coverage = next.within(latest as f64) - next.within(before as f64);
    // Days past the end of the calendar (the year 262142) never come.
    let after = |days: u64| last.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    // Nothing more is promised than can be asked for.
    let coverage = coverage.min(0.99);
    DueWindow {
        earliest: after(before + 1),
        typical: after(whole),
        latest: after(latest),
        coverage,
    }
}
