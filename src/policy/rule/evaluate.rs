//! A rule evaluated on all orders of one customer at once.

use chrono::{DateTime, Utc};

use super::{Rule, Verdict};
use crate::value::words::messages;
use crate::value::{Currency, Purchase, UtcOffset};

messages! {
    /// Why a rule cannot be evaluated on a customer's orders.
    #[derive(Eq)]
    pub enum EvaluateError {
        /// An order is in another currency than the amounts of the rule.
        Currency {
            /// The currency of the rule.
            expected: Currency,
            /// The currency of the order.
            found: Currency,
        } = "evaluate_currency",
            "an order is in {found} and the rule in {expected}; convert it first",
            "заказ в {found}, а правило в {expected}; сначала пересчитайте",
            "o comandă este în {found}, iar regula în {expected}; convertiți mai întâi";
        /// The customer's volume is too large for [`Money`](crate::value::Money).
        Overflow = "evaluate_overflow",
            "the volume of the customer has more than 18 digits before the point",
            "в объёме покупок клиента больше 18 знаков до запятой",
            "volumul clientului are mai mult de 18 cifre înaintea virgulei";
    }
}

impl Rule {
    /// Evaluates the rule on all orders of one customer, at an instant.
    ///
    /// Orders come in any sequence; those after `as_of` are not looked at. The
    /// offset says where a month begins, for `monthly_volume`. For many customers,
    /// and for orders that are still to come, take [`Rule::fold`], which gives the
    /// same verdict.
    ///
    /// # Errors
    ///
    /// [`EvaluateError`] for an order in another currency than the rule's, or
    /// a volume beyond what [`Money`](crate::value::Money) holds.
    pub fn evaluate<'a, P: Into<Purchase<'a>>>(
        &self,
        purchases: impl IntoIterator<Item = P>,
        as_of: DateTime<Utc>,
        offset: UtcOffset,
    ) -> Result<Verdict, EvaluateError> {
        let mut known: Vec<Purchase<'a>> =
            purchases.into_iter().map(Into::into).filter(|p| p.placed_at() <= as_of).collect();
        known.sort_by_key(Purchase::placed_at);
        let currencies = known.iter().map(|purchase| purchase.total().currency());
        if let Some((expected, found)) =
            self.currency.and_then(|of| currencies.map(|it| (of, it)).find(|(of, it)| of != it))
        {
            return Err(EvaluateError::Currency { expected, found });
        }
        let fold = self.fold(offset);
        let mut state = fold.begin();
        // In time order, in one currency, in a state of its own: too much is all
        // that can be wrong.
        for purchase in known {
            fold.record(&mut state, purchase).map_err(|_| EvaluateError::Overflow)?;
        }
        fold.verdict(&state, as_of).map_err(|_| EvaluateError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Line, Months};

    #[track_caller]
    fn check_refused(rule: &str, amounts: [&str; 2], message: &str) {
        let rule: Rule = serde_json::from_str(rule).unwrap();
        let lines = amounts.map(|a| [Line::new("P".parse().unwrap(), a.parse().unwrap())]);
        let at: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
        let purchases = lines.iter().map(|lines| Purchase::new(at, lines).unwrap());
        let error = rule.evaluate(purchases.clone(), at, UtcOffset::UTC).unwrap_err();
        assert_eq!(error.to_string(), message);
        // What comes later is not looked at.
        assert!(rule.evaluate(purchases, DateTime::UNIX_EPOCH, UtcOffset::UTC).is_ok());
    }

    /// A window of a hundred years costs what the months with purchases cost.
    #[test]
    fn long_windows_are_as_quick_as_short_ones() {
        let leaf = |n: u32| {
            let (amount, months) = (["-1 GBP", "1 GBP"][n as usize % 2], Months::new(1200 - n));
            Rule::monthly_volume(amount.parse().unwrap(), months.unwrap())
        };
        let rule = Rule::all((0..200).map(leaf)).unwrap();
        let lines = [Line::new("P".parse().unwrap(), "5 GBP".parse().unwrap())];
        let day =
            |n: i32| -> DateTime<Utc> { format!("{}-01-05T00:00:00Z", 2000 + n).parse().unwrap() };
        let purchases: Vec<_> = (0..15).map(|n| Purchase::new(day(n), &lines).unwrap()).collect();
        let verdict = rule.evaluate(purchases.clone(), day(200), UtcOffset::UTC).unwrap();
        assert!(!verdict.holds && verdict.due_at.is_none());
        let only = leaf(0).evaluate(purchases, day(14), UtcOffset::UTC).unwrap();
        assert!(only.holds, "nothing is more than -1 GBP");
    }

    #[test]
    fn orders_that_do_not_fit_the_rule_are_told() {
        const VOLUME: &str = r#"{"volume":{"at_least":"1 GBP"}}"#;
        const MONTHS: &str = r#"{"monthly_volume":{"at_least":"1 GBP","months":1}}"#;
        let currency = "an order is in EUR and the rule in GBP; convert it first";
        check_refused(VOLUME, ["1 GBP", "1 EUR"], currency);
        check_refused(
            r#"{"smallest_order":{"at_least":"1 GBP","months":1}}"#,
            ["1 EUR", "1 GBP"],
            currency,
        );
        let most = ["999999999999999999 GBP", "999999999999999999 GBP"];
        let overflow = "the volume of the customer has more than 18 digits before the point";
        check_refused(VOLUME, most, overflow);
        check_refused(MONTHS, most, overflow);
    }
}
