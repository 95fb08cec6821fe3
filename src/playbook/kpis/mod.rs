//! Where the company stands: figures beside their targets, the weak place, and
//! plots of the statistics.

mod statistics;
mod weak;

use super::page::Text;
use super::writing::Writing;
use crate::kpi::{Kpi, Overview, Reading, ReportFigure, Total, Undefined, Value, Weakness};

/// The parts that figures are grouped by, with the beginning of their paths.
const PARTS: [(&str, &str); 4] = [
    ("kpis-attract", "attract."),
    ("kpis-sell", "sell."),
    ("kpis-retain", "retain."),
    ("kpis-whole", ""),
];

impl Writing<'_> {
    pub(super) fn kpis(&mut self) {
        let Some(overview) = self.overview else { return };
        let words = &self.words.measures;
        let weakness = overview.report.weakness(self.process);
        self.chapter("kpis", words.title);
        self.paragraph(self.period(overview));
        self.section("kpis-weak", words.weakness);
        self.weak_places(&weakness);
        let figures = overview.report.figures();
        let mut begin = 0;
        for (anchor, prefix) in PARTS {
            let of = figures.get(begin..).unwrap_or_default();
            let of = of.iter().take_while(|(path, _)| path.starts_with(prefix));
            let of: Vec<_> = of.collect();
            begin += of.len();
            let shown = of.iter().filter(|(path, figure)| {
                says_something(*figure) || self.process.target(path).is_some()
            });
            let rows: Vec<Vec<Text>> =
                shown.map(|(path, figure)| self.row(path, *figure, &weakness)).collect();
            if rows.is_empty() {
                continue;
            }
            self.section(anchor, capital(self.part(prefix)));
            let labels = &self.words.labels;
            let head = [labels.kpi, words.value, labels.target, words.met_head];
            let columns = if self.has_targets() { 4 } else { 2 };
            self.table(head.into_iter().take(columns), rows);
        }
        self.statistics(&overview.statistics);
    }

    fn has_targets(&self) -> bool {
        self.process.targets().next().is_some()
    }

    fn period(&self, overview: &Overview) -> Text {
        let words = &self.words.measures;
        let day = |at| Text::fixed(self.words.numbers.instant(at));
        let as_of = ("as_of", day(overview.as_of));
        match (overview.from.map(day), overview.to.map(day)) {
            (None, None) => Text::phrase(words.until, &[as_of]),
            (Some(from), None) => Text::phrase(words.since, &[("from", from), as_of]),
            (None, Some(to)) => Text::phrase(words.before, &[("to", to), as_of]),
            (Some(from), Some(to)) => {
                Text::phrase(words.period, &[("from", from), ("to", to), as_of])
            }
        }
    }

    /// A part of the process by a path or the beginning of one.
    fn part(&self, path: &str) -> &str {
        let words = &self.words.measures;
        match path.split_once('.') {
            Some(("attract", _)) => words.attracting,
            Some(("sell", _)) => words.selling,
            Some(("retain", _)) => words.retaining,
            _ => words.whole,
        }
    }

    fn row(&self, path: &str, figure: ReportFigure, weakness: &Weakness) -> Vec<Text> {
        let words = &self.words.measures;
        let mut row = vec![self.kpi_name(path), self.figure(figure)];
        if self.has_targets() {
            let target = self.process.targets().find(|(known, _)| *known == path);
            let met = if weakness.places.iter().any(|place| place.path == path) {
                Text::strong(words.missed)
            } else if weakness.met.contains(&path) {
                Text::from(words.met)
            } else if target.is_some() {
                Text::from(words.not_judged)
            } else {
                Text::default()
            };
            row.extend([target.map(|it| self.target(path, it.1)).unwrap_or_default(), met]);
        }
        row
    }

    fn kpi_name(&self, path: &str) -> Text {
        match self.words.kpis.get(path) {
            Some(name) => Text::fixed(*name),
            None => Text::user(path),
        }
    }

    /// A figure in the words of the language.
    fn figure(&self, figure: ReportFigure) -> Text {
        let words = &self.words.measures;
        match figure {
            ReportFigure::Count(count) => self.whole(count),
            ReportFigure::Sum(total) => self.sum(total),
            ReportFigure::Kpi(kpi) => match kpi.reading() {
                Reading::Settled(value) => self.value(value),
                Reading::Immature { value, open } => {
                    let puts = [("value", self.value(value)), ("open", open.to_string().into())];
                    Text::phrase(words.so_far, &puts)
                }
                Reading::Undefined(why) => {
                    Text::phrase(words.undefined, &[("why", self.undefined(why))])
                }
            },
        }
    }

    fn whole(&self, count: u64) -> Text {
        Text::fixed(self.words.numbers.digits(&count.to_string()))
    }

    /// A sum of money, or of nothing in no currency.
    fn sum(&self, total: Total) -> Text {
        let (text, numbers) = (total.to_string(), &self.words.numbers);
        Text::fixed(match text.parse() {
            Ok(money) => numbers.money(money),
            Err(_) => numbers.digits(&text),
        })
    }

    fn value(&self, value: Value) -> Text {
        match value {
            Value::Share(share) => self.percent(share.value()),
            Value::Days(days) => self.about_days(days),
            Value::Number(number) => {
                Text::fixed(self.words.numbers.number((number * 100.0).round() / 100.0))
            }
            Value::Money(money) => Text::fixed(self.words.numbers.money(money)),
        }
    }

    /// The value of a KPI, or why there is none.
    fn kpi(&self, kpi: &Kpi) -> Text {
        self.figure(ReportFigure::Kpi(*kpi))
    }

    fn undefined(&self, why: Undefined) -> Text {
        let words = &self.words.measures;
        Text::fixed(match why {
            Undefined::ZeroDenominator => words.nothing_to_divide_by,
            Undefined::NothingToMeasure => words.nothing_to_measure,
            Undefined::SpendWithoutCustomers => words.spend_without_customers,
            Undefined::NoOrders => words.no_orders,
            Undefined::NoCosts => words.no_costs,
            Undefined::NoStages => words.no_stages,
            Undefined::SeveralCurrencies => words.several_currencies,
            Undefined::CostsUnknown { lines } => {
                let puts = [("count", Text::fixed(lines.to_string()))];
                return Text::phrase(words.costs_unknown, &puts);
            }
            Undefined::TooLarge => words.too_large,
        })
    }
}

/// Whether a figure is more than nothing.
fn says_something(figure: ReportFigure) -> bool {
    match figure {
        ReportFigure::Count(count) => count > 0,
        ReportFigure::Sum(total) => total.to_string().contains(|c| ('1'..='9').contains(&c)),
        ReportFigure::Kpi(kpi) => !matches!(kpi.reading(), Reading::Undefined(_)),
    }
}

/// The words with a capital in front.
fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
