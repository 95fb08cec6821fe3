//! From facts to reports, of everything or of each group.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::common::{Common, LeadOutcomes};
use super::count::Count;
use super::dimension::{Dimension, Question};
use super::facts::KpiFacts;
use super::fault::SetAside;
use super::report::{Groups, KpiReport};
use super::tallies::Months;
use super::tally::{Given, Tally};
use crate::value::Currency;

impl KpiFacts {
    /// The KPIs of all facts together.
    pub fn report(&self, question: &Question) -> KpiReport {
        self.report_by(question, &[]).total
    }

    /// The KPIs of each group, by any dimensions: one, a pair, or more. A
    /// group is there where anything is counted in it.
    ///
    /// A group by one dimension is named by its text; one by several by their
    /// texts with ` / ` between them. There `\` in a text is written `\\`, and a
    /// `/` that stands alone, with a space or an end of the text on both sides,
    /// `\/`: no two groups have one name.
    pub fn report_by(&self, question: &Question, dimensions: &[Dimension]) -> Groups {
        let common = Common::new(self, question.as_of);
        let none = Months::default();
        let mut total = Count::of(&common, question, &[], &none).total().report(&self.given());
        let mut groups = BTreeMap::new();
        if !dimensions.is_empty() {
            let told_apart = dimensions.contains(&Dimension::Month);
            let months = if told_apart { common.months(question) } else { Vec::new() };
            let months = Months::new(&months, question.zone);
            let tallies = Count::of(&common, question, dimensions, &months);
            let report = |(name, currency, tally): (String, Option<Currency>, Tally)| {
                let mut given = self.given();
                if dimensions.contains(&Dimension::Currency) {
                    given.currencies = currency.into_iter().collect();
                }
                (name, tally.report(&given))
            };
            groups.extend(tallies.named().into_iter().map(report));
        }
        let set_aside = common.set_aside();
        total.set_aside = set_aside.len() as u64;
        Groups { groups, total, rates: self.rates_used().collect(), set_aside }
    }

    /// What figures as of an instant are made without, and why: objects that
    /// contradict themselves, and links between leads and deals that contradict
    /// each other.
    pub fn set_aside(&self, as_of: DateTime<Utc>) -> Vec<SetAside> {
        let links = LeadOutcomes::new(self, as_of).set_aside;
        self.left_out.iter().cloned().chain(links).collect()
    }

    fn given(&self) -> Given {
        Given { currencies: self.currencies().to_vec(), orders: self.orders_given }
    }
}
