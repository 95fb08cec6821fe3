//! Dividing and rounding without losing anything on the way: whole numbers
//! of the smallest unit, rounded once at the end.

use chrono::TimeDelta;
use rust_decimal::Decimal;

use crate::value::{Currency, Money};

const NANOS_A_DAY: i128 = 86_400_000_000_000;

/// An amount in hundred-millionths.
pub(super) fn units(amount: Money) -> i128 {
    decimal_units(amount.amount())
}

/// The same for the amount of money alone.
pub(super) fn decimal_units(decimal: Decimal) -> i128 {
    // INVARIANT of money: at most eight decimals and 26 digits.
    decimal.mantissa() * 10_i128.pow(Money::MAX_DECIMALS.saturating_sub(decimal.scale()))
}

/// A quotient of whole numbers; `None` for a divisor of zero. It is reduced
/// first, so that equal quotients are one number whatever they were made of.
// Beyond 53 bits the nearest number is as near as a float can be.
#[allow(clippy::cast_precision_loss)]
pub(super) fn quotient(part: i128, whole: i128) -> Option<f64> {
    let shared = greatest_common_divisor(part, whole);
    (whole != 0).then(|| (part / shared) as f64 / (whole / shared) as f64)
}

/// Units divided by a number above zero, rounded half-even to the minor unit
/// of the currency; `None` past what money holds.
pub(super) fn divided(units: i128, by: i128, currency: Currency) -> Option<Money> {
    sum_divided(&[(units, by)], currency)
}

/// The sum of several such quotients, rounded once; 0 for none.
pub(super) fn sum_divided(parts: &[(i128, i128)], currency: Currency) -> Option<Money> {
    let minor = currency.minor_units();
    let smallest = 10_i128.checked_pow(Money::MAX_DECIMALS.saturating_sub(minor))?;
    let mut whole = 0_i128;
    // What is left, as a fraction of one minor unit below the number of parts.
    let (mut left, mut of) = (0_i128, 1_i128);
    for (units, by) in parts {
        let divisor = by.checked_mul(smallest)?;
        whole = whole.checked_add(units.checked_div_euclid(divisor)?)?;
        let rest = units.checked_rem_euclid(divisor)?;
        let shared = greatest_common_divisor(of, divisor);
        let (times, over) = (divisor / shared, of / shared);
        left = left.checked_mul(times)?.checked_add(rest.checked_mul(over)?)?;
        of = of.checked_mul(times)?;
    }
    whole = whole.checked_add(left / of)?;
    left %= of;
    let up = match left.cmp(&(of - left)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => whole % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    let rounded = whole.checked_add(i128::from(up))?;
    Money::new(Decimal::try_from_i128_with_scale(rounded, minor).ok()?, currency).ok()
}

fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

pub(super) fn nanos(time: TimeDelta) -> i128 {
    i128::from(time.num_seconds()) * 1_000_000_000 + i128::from(time.subsec_nanos())
}

pub(super) fn days(time: TimeDelta) -> f64 {
    mean_days(nanos(time), 1)
}

/// So many nanoseconds, divided by a number above zero, in days.
pub(super) fn mean_days(nanos: i128, by: i128) -> f64 {
    quotient(nanos, by.saturating_mul(NANOS_A_DAY)).unwrap_or_default()
}

/// In how many parts [`quantile`] divides the way from the smallest number to
/// the largest.
pub(super) const PARTS: i128 = 10_000;

/// The quantile at so many [`PARTS`], by linear interpolation between order
/// statistics, times [`PARTS`] so that it stays whole. `None` for no numbers.
///
/// The numbers are put into another order: selecting is linear, where sorting
/// for each quantile would not be.
pub(super) fn quantile(numbers: &mut [i128], at: u16) -> Option<i128> {
    let parts = usize::try_from(PARTS).ok()?;
    let place = numbers.len().checked_sub(1)?.checked_mul(usize::from(at))?;
    if place / parts >= numbers.len() {
        return None;
    }
    let (_, below, above) = numbers.select_nth_unstable(place / parts);
    let below = *below;
    let above = above.iter().min().copied().unwrap_or(below);
    let part = i128::try_from(place % parts).ok()?;
    below.checked_mul(PARTS - part)?.checked_add(above.checked_mul(part)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbp() -> Currency {
        "GBP".parse().unwrap()
    }

    #[test]
    fn a_sum_of_quotients_is_rounded_once() {
        let units = |text: &str| units(text.parse().unwrap());
        // Thirds of a penny, three times, are a penny; each alone is none.
        let third = (units("0.01 GBP"), 3);
        assert_eq!(divided(third.0, third.1, gbp()).unwrap().to_string(), "0.00 GBP");
        assert_eq!(sum_divided(&[third; 3], gbp()).unwrap().to_string(), "0.01 GBP");
        assert_eq!(sum_divided(&[], gbp()).unwrap().to_string(), "0.00 GBP");
        assert_eq!(
            divided(units("7 JPY"), 2, "JPY".parse().unwrap()).unwrap().to_string(),
            "4 JPY"
        );
        assert_eq!(divided(i128::MAX, 1, gbp()), None);
    }

    #[test]
    fn quantiles_lie_between_order_statistics() {
        assert_eq!(quantile(&mut [], 5_000), None);
        assert_eq!(quantile(&mut [7], 9_000), Some(70_000));
        assert_eq!(quantile(&mut [4, 2, 3, 1], 5_000), Some(25_000));
        assert_eq!(quantile(&mut [30, 10, 20], 9_000), Some(280_000));
        assert_eq!(quantile(&mut [30, 10, 20], 10_000), Some(300_000));
        assert_eq!(quantile(&mut [30, 10, 20], 10_001), Some(300_000));
        assert_eq!(quantile(&mut [30, 10, 20], 0), Some(100_000));
    }

    /// Against the decimals of another library, where these are exact.
    #[test]
    fn dividing_agrees_with_decimals() {
        for pence in (-1_000_000_i64..1_000_000).step_by(7_919) {
            for by in (1_i64..400).step_by(13) {
                let decimal = Decimal::new(pence, 2) / Decimal::from(by);
                let expected = Money::new(decimal.round_dp(2), gbp()).unwrap();
                let units = i128::from(pence) * 1_000_000;
                assert_eq!(divided(units, by.into(), gbp()).unwrap(), expected);
            }
        }
    }
}
