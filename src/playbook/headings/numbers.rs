//! [`Numbers`]: how a language writes numbers, amounts and days.

use chrono::{DateTime, NaiveTime, Utc};

use crate::value::Money;

/// How a language writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers<'w> {
    /// What stands before the decimals: `.` or `,`.
    pub decimal: &'w str,
    /// What stands between thousands.
    pub thousands: &'w str,
    /// How a day of the calendar is written, in the words of
    /// [`chrono::format::strftime`].
    pub day: &'w str,
    /// Whether a sign of a currency stands before the amount, as in `$5.00`.
    pub sign_first: bool,
}

impl Numbers<'static> {
    /// English, Russian, Romanian.
    pub(super) const IN: [Self; 3] = [
        Self { decimal: ".", thousands: ",", day: "%Y-%m-%d", sign_first: true },
        Self { decimal: ",", thousands: "\u{a0}", day: "%d.%m.%Y", sign_first: false },
        Self { decimal: ",", thousands: ".", day: "%d.%m.%Y", sign_first: false },
    ];
}

impl Numbers<'_> {
    /// A number with as many decimals as it has.
    ///
    /// ```
    /// use sales_process::Language;
    /// use sales_process::playbook::Headings;
    ///
    /// let numbers = Headings::of(Language::Russian).numbers;
    /// assert_eq!(numbers.number(1234.5), "1\u{a0}234,5");
    /// assert_eq!(numbers.money("110709.00 USD".parse()?), "110\u{a0}709,00\u{a0}$");
    /// # Ok::<(), sales_process::MoneyError>(())
    /// ```
    pub fn number(&self, number: f64) -> String {
        self.digits(&number.to_string())
    }

    /// An amount with its currency: by its sign where the sign means one
    /// currency only, else by its code.
    pub fn money(&self, money: Money) -> String {
        let text = money.to_string();
        let (digits, code) = text.split_once(' ').unwrap_or((&text, ""));
        let digits = self.digits(digits);
        let sign = match code {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "RUB" => "₽",
            "UAH" => "₴",
            "KZT" => "₸",
            "INR" => "₹",
            "JPY" => "¥",
            other => return format!("{digits}\u{a0}{other}"),
        };
        match (self.sign_first, digits.strip_prefix('-')) {
            (true, Some(digits)) => format!("-{sign}{digits}"),
            (true, None) => format!("{sign}{digits}"),
            (false, _) => format!("{digits}\u{a0}{sign}"),
        }
    }

    /// A day, with its time where it is not midnight.
    pub(in super::super) fn instant(&self, at: DateTime<Utc>) -> String {
        let day = at.format(self.day);
        if at.time() == NaiveTime::MIN {
            day.to_string()
        } else {
            format!("{day} {}", at.format("%H:%M"))
        }
    }

    /// Plain digits in the form of the language; what is no number stays as it
    /// is.
    pub(in super::super) fn digits(&self, plain: &str) -> String {
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
        let (whole, part) = rest.split_once('.').map_or((rest, None), |(w, p)| (w, Some(p)));
        if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return plain.to_owned();
        }
        let mut out = String::from(sign);
        // Four digits are read as well without a mark.
        let marked = whole.len() > 4 || (whole.len() == 4 && part.is_some());
        for (i, digit) in whole.chars().enumerate() {
            if marked && i > 0 && (whole.len() - i) % 3 == 0 {
                out.push_str(self.thousands);
            }
            out.push(digit);
        }
        if let Some(part) = part {
            out.push_str(self.decimal);
            out.push_str(part);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn each_language_writes_numbers_its_own_way() {
        let money = |text: &str| Numbers::IN.map(|it| it.money(text.parse().unwrap()));
        assert_eq!(
            money("110709.00 USD"),
            ["$110,709.00", "110\u{a0}709,00\u{a0}$", "110.709,00\u{a0}$"]
        );
        assert_eq!(money("-5.00 MDL"), ["-5.00\u{a0}MDL", "-5,00\u{a0}MDL", "-5,00\u{a0}MDL"]);
        assert_eq!(money("-1234.50 GBP")[0], "-£1,234.50");
        let number = |n: f64| Numbers::IN.map(|it| it.number(n));
        assert_eq!(number(23.2), ["23.2", "23,2", "23,2"]);
        assert_eq!(number(2026.0), ["2026"; 3]);
        assert_eq!(number(12345.0), ["12,345", "12\u{a0}345", "12.345"]);
        assert_eq!(number(f64::INFINITY), ["inf"; 3]);
    }
}
