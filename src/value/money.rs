//! Money: an exact decimal amount in one ISO 4217 currency.
//!
//! `Display`, `FromStr` and serde are one text, `1000.00 GBP`. Amounts are
//! exact: up to [`Money::MAX_WHOLE_DIGITS`] digits before the point and
//! [`Money::MAX_DECIMALS`] after it, so that every sum is exact or a named
//! error, never rounded in silence. The text shows at least the currency's
//! minor units (`3 JPY`, `3.00 GBP`) and more where the amount has more.
//!
//! ```
//! use sales_process::{Money, MoneyError};
//!
//! let price: Money = "1000 GBP".parse()?;
//! assert_eq!(price.to_string(), "1000.00 GBP");
//! assert_eq!(price.plus("0.125 GBP".parse()?)?.to_string(), "1000.125 GBP");
//! assert!(price.plus("5.00 EUR".parse()?).is_err());
//! # Ok::<(), MoneyError>(())
//! ```

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::value::text::excerpt;
use crate::value::words::{messages, say_by_display};

/// An ISO 4217 currency, written as its three-letter code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The three-letter code, such as `GBP`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the smallest unit has: 2 for GBP, 0 for JPY; 0 also
    /// where the standard names no minor unit (gold, special drawing rights).
    pub(crate) fn minor_units(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| MoneyError::UnknownCurrency { text: excerpt(code) })
    }
}

messages! {
    /// Why a text is not money, or two amounts cannot be put together.
    #[derive(Eq)]
    pub enum MoneyError {
        /// Not of the form `1000.00 GBP`.
        Form {
            /// The text.
            text: String,
        } = "money_form",
            "`{text}` is not money; expected an amount, a space and a currency, such as `1000.00 GBP`",
            "`{text}` — не деньги; нужны сумма, пробел и валюта, например `1000.00 GBP`",
            "`{text}` nu este o sumă de bani; se așteaptă suma, un spațiu și moneda, de exemplu `1000.00 GBP`";
        /// The amount is not a plain decimal number.
        Amount {
            /// The text.
            text: String,
        } = "money_amount",
            "`{text}` is not an amount; expected digits with a point before the decimals, such as `1000.00`",
            "`{text}` — не сумма; нужны цифры с точкой перед дробной частью, например `1000.00`",
            "`{text}` nu este o sumă; se așteaptă cifre cu punct înaintea zecimalelor, de exemplu `1000.00`";
        /// The code is not in ISO 4217.
        UnknownCurrency {
            /// The text.
            text: String,
        } = "money_currency",
            "`{text}` is not a currency; expected an ISO 4217 code in capitals, such as `GBP`",
            "`{text}` — не валюта; нужен код ISO 4217 прописными буквами, например `GBP`",
            "`{text}` nu este o monedă; se așteaptă un cod ISO 4217 cu majuscule, de exemplu `GBP`";
        /// More digits than money holds.
        TooManyDigits {
            /// The amount.
            text: String,
        } = "money_too_many_digits",
            "`{text}` has too many digits; an amount has at most 18 before the point and 8 after it",
            "в сумме `{text}` слишком много цифр; допустимо не больше 18 до точки и 8 после неё",
            "`{text}` are prea multe cifre; se admit cel mult 18 înainte de punct și 8 după el";
        /// Two currencies in one sum or comparison.
        CurrencyMismatch {
            /// The currency of the first amount.
            expected: Currency,
            /// The currency of the other one.
            found: Currency,
        } = "money_currency_mismatch",
            "{found} cannot be put together with {expected}; convert one of them first",
            "{found} и {expected} нельзя сложить; сначала пересчитайте в одну валюту",
            "{found} și {expected} nu se pot aduna; convertiți mai întâi una dintre ele";
        /// The sum has more digits than money holds.
        Overflow = "money_overflow",
            "the sum has more than 18 digits before the point",
            "в итоге больше 18 цифр до точки",
            "totalul are mai mult de 18 cifre înainte de punct";
    }
}

say_by_display!(Money, Currency);

/// An exact amount of money in one currency.
///
/// Two amounts are equal where currency and value are (`1.0 GBP` and
/// `1.00 GBP` are one amount). There is no order between amounts of two
/// currencies, so money has no `Ord`; see [`Money::at_least`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    // INVARIANT: less than `limit()` in size and at most MAX_DECIMALS
    // decimals; two such numbers add exactly in the 96 bits of a `Decimal`.
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// Digits before the point that an amount can have.
    pub(crate) const MAX_WHOLE_DIGITS: u32 = 18;
    /// Digits after the point that an amount can have.
    pub const MAX_DECIMALS: u32 = 8;

    /// 10^18, which is just too large.
    const LIMIT: Decimal = Decimal::from_parts(0xA764_0000, 0x0DE0_B6B3, 0, false, 0);

    /// Makes money of an amount and a currency.
    ///
    /// # Errors
    ///
    /// [`MoneyError::TooManyDigits`] where the amount is out of range.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let kept = if amount.scale() > Self::MAX_DECIMALS { amount.normalize() } else { amount };
        if kept.scale() > Self::MAX_DECIMALS || kept.abs() >= Self::LIMIT {
            return Err(MoneyError::TooManyDigits { text: amount.to_string() });
        }
        Ok(Self { amount: kept, currency })
    }

    /// Makes money of units of the last decimal; `None` where there are too
    /// many of them.
    pub(crate) fn of_units(units: i128, currency: Currency) -> Option<Self> {
        const MOST: u128 = 10u128.pow(Money::MAX_WHOLE_DIGITS + Money::MAX_DECIMALS);
        let amount = Decimal::try_from_i128_with_scale(units, Self::MAX_DECIMALS).ok()?;
        (units.unsigned_abs() < MOST).then_some(Self { amount, currency })
    }

    /// Makes money of the two texts of a table: `1000.00` and `GBP`.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] naming what is wrong with which of the two.
    pub(crate) fn from_texts(amount: &str, currency: &str) -> Result<Self, MoneyError> {
        let currency: Currency = currency.parse()?;
        let digits = amount.strip_prefix('-').unwrap_or(amount);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(decimals) {
            return Err(MoneyError::Amount { text: excerpt(amount) });
        }
        let parsed = Decimal::from_str_exact(amount)
            .map_err(|_| MoneyError::TooManyDigits { text: excerpt(amount) })?;
        Self::new(parsed, currency).map_err(|_| MoneyError::TooManyDigits { text: excerpt(amount) })
    }

    /// Nothing, in a currency.
    pub fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::ZERO, currency }
    }

    /// The amount, in whole units of the currency (pounds, not pence).
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is above zero.
    #[inline]
    pub fn is_positive(self) -> bool {
        self.amount.is_sign_positive() && !self.amount.is_zero()
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] for two currencies,
    /// [`MoneyError::Overflow`] where the sum is out of range.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::Overflow)?;
        if amount.abs() >= Self::LIMIT {
            return Err(MoneyError::Overflow);
        }
        Ok(Money { amount, currency: self.currency })
    }

    /// The difference of two amounts.
    ///
    /// # Errors
    ///
    /// As [`Money::plus`].
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.plus(other.negated())
    }

    /// The same amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Money {
        Money { amount: -self.amount, currency: self.currency }
    }

    /// The sum of several amounts; `None` for none.
    ///
    /// # Errors
    ///
    /// As [`Money::plus`].
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Option<Money>, MoneyError> {
        let mut amounts = amounts.into_iter();
        let Some(first) = amounts.next() else { return Ok(None) };
        amounts.try_fold(first, Money::plus).map(Some)
    }

    /// Whether this amount is not below another.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] for two currencies.
    pub fn at_least(self, other: Money) -> Result<bool, MoneyError> {
        self.same_currency(other)?;
        Ok(self.amount >= other.amount)
    }

    /// The amount rounded half-even to the currency's minor unit; towards zero
    /// where that would leave the range of money.
    #[must_use]
    pub fn rounded(self) -> Money {
        let round = |strategy| {
            let digits = self.currency.minor_units();
            Money::new(self.amount.round_dp_with_strategy(digits, strategy), self.currency)
        };
        let nearest = round(RoundingStrategy::MidpointNearestEven);
        nearest.or_else(|_| round(RoundingStrategy::ToZero)).unwrap_or(self)
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { expected: self.currency, found: other.currency })
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.amount.normalize();
        if shown.scale() < self.currency.minor_units() {
            // Cannot lose digits: 18 + 8 of them fit a `Decimal`.
            shown.rescale(self.currency.minor_units());
        }
        f.pad(&format!("{shown} {}", self.currency))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) =
            text.split_once(' ').ok_or_else(|| MoneyError::Form { text: excerpt(text) })?;
        Self::from_texts(amount, currency)
    }
}

crate::value::text::serde_as_text!(Currency, Money);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_text(text: &str, canonical: &str) {
        let money: Money = text.parse().unwrap();
        assert_eq!(money.to_string(), canonical);
        assert_eq!(canonical.parse::<Money>().unwrap(), money);
        let json = serde_json::to_string(&money).unwrap();
        assert_eq!(json, format!("{canonical:?}"));
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    #[test]
    fn one_text_form() {
        check_text("1000.00 GBP", "1000.00 GBP");
        check_text("1000 GBP", "1000.00 GBP");
        check_text("1000.5 GBP", "1000.50 GBP");
        check_text("1000.125 GBP", "1000.125 GBP");
        check_text("1000.1250000000000 GBP", "1000.125 GBP");
        check_text("3 JPY", "3 JPY");
        check_text("1.5 BHD", "1.500 BHD");
        check_text("-0.01 EUR", "-0.01 EUR");
        check_text("999999999999999999.99999999 GBP", "999999999999999999.99999999 GBP");
        check_text("0.00 XAU", "0 XAU");
    }

    #[track_caller]
    fn check_refused(text: &str, message: &str) {
        assert_eq!(text.parse::<Money>().unwrap_err().to_string(), message);
    }

    #[test]
    fn what_is_not_money_is_told() {
        let form =
            "is not money; expected an amount, a space and a currency, such as `1000.00 GBP`";
        check_refused("", &format!("`` {form}"));
        check_refused("1000.00", &format!("`1000.00` {form}"));
        check_refused(
            "1000.00 gbp",
            "`gbp` is not a currency; expected an ISO 4217 code in capitals, such as `GBP`",
        );
        let amount =
            "is not an amount; expected digits with a point before the decimals, such as `1000.00`";
        for bad in ["1,000.00", "1_000", "1e3", "+1", ".5", "5.", "--1", "٣", "", "NaN"] {
            check_refused(&format!("{bad} GBP"), &format!("`{bad}` {amount}"));
        }
        let digits =
            "has too many digits; an amount has at most 18 before the point and 8 after it";
        for bad in [
            "1000000000000000000",
            "0.000000001",
            "79228162514264337593543950336",
            "-99999999999999999999999999999999999999999999",
        ] {
            check_refused(&format!("{bad} GBP"), &format!("`{bad}` {digits}"));
        }
    }

    #[test]
    fn sums_are_exact_or_refused() {
        let most: Money = "999999999999999999.99999999 GBP".parse().unwrap();
        let least: Money = "0.00000001 GBP".parse().unwrap();
        assert_eq!(most.plus(least), Err(MoneyError::Overflow));
        assert_eq!(most.minus(least).unwrap().to_string(), "999999999999999999.99999998 GBP");
        assert_eq!(most.minus(most).unwrap().to_string(), "0.00 GBP");
        assert_eq!(Money::sum([]).unwrap(), None);
        assert_eq!(
            Money::sum([least, "1 USD".parse().unwrap()]).unwrap_err().to_string(),
            "USD cannot be put together with GBP; convert one of them first"
        );
    }

    #[test]
    fn rounding_is_half_even_to_the_minor_unit() {
        for (text, rounded) in [
            ("0.125 GBP", "0.12 GBP"),
            ("0.135 GBP", "0.14 GBP"),
            ("0.5 JPY", "0 JPY"),
            ("1.5 JPY", "2 JPY"),
            ("-0.125 GBP", "-0.12 GBP"),
            // There is no more money than that.
            ("999999999999999999.99999999 GBP", "999999999999999999.99 GBP"),
            ("-999999999999999999.995 GBP", "-999999999999999999.99 GBP"),
            ("999999999999999999.5 JPY", "999999999999999999 JPY"),
            ("999999999999999999.994 GBP", "999999999999999999.99 GBP"),
        ] {
            assert_eq!(text.parse::<Money>().unwrap().rounded().to_string(), rounded);
        }
    }

    proptest! {
        /// Against a second arithmetic: integers of the eighth decimal.
        #[test]
        fn adding_agrees_with_integers(a in -10i128.pow(25)..10i128.pow(25), b in -10i128.pow(25)..10i128.pow(25)) {
            let money = |n: i128| {
                Money::new(Decimal::from_i128_with_scale(n, 8), "GBP".parse().unwrap()).unwrap()
            };
            prop_assert_eq!(money(a).plus(money(b)).unwrap(), money(a + b));
            prop_assert_eq!(money(a).at_least(money(b)).unwrap(), a >= b);
            prop_assert_eq!(money(a).to_string().parse::<Money>().unwrap(), money(a));
        }
    }
}
