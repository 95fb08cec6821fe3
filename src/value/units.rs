//! Amounts of one currency as whole numbers of their finest unit, for folds
//! over millions of them.

use crate::value::{Currency, Money};

/// An amount in units of the eighth decimal, the finest that money has: less
/// than 10^26 of them, in twelve bytes. Adding and comparing them is a few
/// instructions where decimals of several scales take a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Units {
    low: u32,
    middle: u32,
    high: i32,
}

impl Units {
    /// Nothing.
    pub(crate) const ZERO: Self = Self { low: 0, middle: 0, high: 0 };
    pub(crate) const LIMIT: i128 = 10i128.pow(Money::MAX_WHOLE_DIGITS + Money::MAX_DECIMALS);

    /// How many.
    #[inline]
    pub(crate) fn get(self) -> i128 {
        (i128::from(self.high) << 64) | i128::from(self.middle) << 32 | i128::from(self.low)
    }

    /// Reads it, for what is near in memory to be near when it is needed.
    pub(crate) fn touch(self) -> u32 {
        self.low
    }

    /// A sum that is known to be no more than money holds.
    #[inline]
    pub(crate) fn plus_within(self, amount: i128) -> Self {
        Self::of(self.get().wrapping_add(amount))
    }

    /// The pieces of a number below 2^95 in size.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn of(units: i128) -> Self {
        Self { low: units as u32, middle: (units >> 32) as u32, high: (units >> 64) as i32 }
    }

    /// `None` where the sum is more than money holds.
    pub(crate) fn plus(self, amount: i128) -> Option<Self> {
        let sum = self.get().checked_add(amount)?;
        (-Self::LIMIT < sum && sum < Self::LIMIT).then_some(Self::of(sum))
    }

    /// As money, which holds every number of units that `plus` lets pass.
    pub(crate) fn money(self, currency: Currency) -> Money {
        Money::of_units(self.get(), currency).unwrap_or(Money::zero(currency))
    }
}

impl std::fmt::Display for Units {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

impl std::str::FromStr for Units {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let units = text.parse().ok().and_then(|units| Self::ZERO.plus(units));
        units.ok_or_else(|| format!("`{}` is no number of units", super::text::excerpt(text)))
    }
}

super::text::serde_as_text!(Units);

/// Money in units; exact, since it has no more decimals than they have.
#[inline]
pub(crate) fn units(money: Money) -> i128 {
    const TENS: [i128; 9] =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    let amount = money.amount();
    let missing = Money::MAX_DECIMALS.saturating_sub(amount.scale());
    let ten = usize::try_from(missing).ok().and_then(|n| TENS.get(n)).copied().unwrap_or(1);
    // Below 10^26 by the invariant of money.
    amount.mantissa().wrapping_mul(ten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_are_exact_to_the_limits_of_money() {
        for text in [
            "999999999999999999.99999999 GBP",
            "-999999999999999999.99999999 GBP",
            "0 GBP",
            "0.00000001 GBP",
        ] {
            let money: Money = text.parse().unwrap();
            let kept = Units::ZERO.plus(units(money)).unwrap();
            assert_eq!(kept.money(money.currency()), money);
        }
        let most = Units::ZERO.plus(Units::LIMIT - 1).unwrap();
        assert!(most.plus(1).is_none());
        assert!(most.plus(-1).is_some());
    }

    proptest! {
        #[test]
        fn units_keep_every_number(n in -Units::LIMIT + 1..Units::LIMIT) {
            prop_assert_eq!(Units::ZERO.plus(n).map(Units::get), Some(n));
        }
    }
}
