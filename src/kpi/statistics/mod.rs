//! [`Statistics`]: what facts tell beyond the figures of a report, and
//! [`Overview`]: the report with them.
//!
//! - the [`Funnel`] of those who came in the period;
//! - the [`CycleDistribution`] of the deals won in it;
//! - the [`AgeTable`] of the deals opened in it: what has become of a deal by an
//!   age, open ones taken for what is known of them;
//! - [`CohortRow`]s by month: of the leads that came, how many became customers;
//!   of the customers with their first order, how many ordered again.
//!
//! ```
//! use sales_process::kpi::{DealFacts, KpiFacts, Question};
//!
//! let mut facts = KpiFacts::new();
//! let opened_at: chrono::DateTime<chrono::Utc> = "2026-03-01T00:00:00Z".parse()?;
//! facts.add_deal(DealFacts::new("D-1".parse()?, Some(opened_at)))?;
//! let overview = facts.overview(&Question::as_of("2026-04-01T00:00:00Z".parse()?));
//! assert_eq!(overview.report.sell.deals_open, 1);
//! assert_eq!(overview.statistics.ages.deals, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ages;
mod distribution;
mod funnel;
mod seen;
mod text;

pub use ages::{AgeRow, AgeTable};
pub use distribution::CycleDistribution;
pub use funnel::{Funnel, FunnelStage, FunnelStep};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::cohort::CohortRow;
use super::dimension::Question;
use super::facts::KpiFacts;
use super::report::KpiReport;
use seen::Seen;

/// What facts tell beyond the figures of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Statistics {
    /// How far those came who came in the period; `None` where nobody did.
    pub funnel: Option<Funnel>,
    /// How long the deals won in the period took.
    pub cycles: CycleDistribution,
    /// What has become of the deals opened in the period, by their age.
    pub ages: AgeTable,
    /// Of the leads created in each month of the period, those that became
    /// customers, by the month of the win. A win from before the lead came
    /// counts to the month of the lead.
    pub leads_won: Vec<CohortRow>,
    /// Of the customers whose first order lies in each month of the period,
    /// those that ordered again, by the month of the order.
    pub ordered_again: Vec<CohortRow>,
}

/// A report with its period and statistics: what a page about KPIs is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Overview {
    /// The beginning of the period; `None` where everything before counts.
    pub from: Option<DateTime<Utc>>,
    /// Its end, which is not in it; `None` where everything after counts.
    pub to: Option<DateTime<Utc>>,
    /// What happened after this instant is not seen.
    pub as_of: DateTime<Utc>,
    /// The KPIs.
    pub report: KpiReport,
    /// The statistics.
    pub statistics: Statistics,
}

impl KpiFacts {
    /// The KPIs of all facts together with the statistics.
    pub fn overview(&self, question: &Question) -> Overview {
        let (report, statistics) = (self.report(question), self.statistics(question));
        let Question { from, to, as_of, .. } = *question;
        Overview { from, to, as_of, report, statistics }
    }

    /// The statistics alone.
    pub fn statistics(&self, question: &Question) -> Statistics {
        let seen = Seen::new(self, question);
        Statistics {
            funnel: seen.funnel(),
            cycles: CycleDistribution::of(&seen.cycles()),
            ages: AgeTable::of(&seen.ages()),
            leads_won: seen.leads_won().rows(),
            ordered_again: seen.ordered_again().rows(),
        }
    }
}
