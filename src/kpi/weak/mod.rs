//! Where the process is weak: [`Weakness`], the figures of a report that miss
//! their target, furthest first, each with what closing the gap would bring.
//!
//! ```
//! use sales_process::kpi::{DealFacts, KpiFacts, Question};
//! use sales_process::{SalesProcess, process::Target};
//!
//! let wanted = SalesProcess::draft("acme", "Acme")
//!     .target("sell.deals_opened", Target::at_least(4.0))
//!     .build()?;
//! let mut facts = KpiFacts::new();
//! let opened_at = "2026-03-01T00:00:00Z".parse()?;
//! facts.add_deal(DealFacts::new("D-1".parse()?, Some(opened_at)))?;
//! let report = facts.report(&Question::as_of("2026-04-01T00:00:00Z".parse()?));
//! let weakness = report.weakness(&wanted);
//! assert_eq!(weakness.places[0].shortfall, 0.75, "one deal where four are wanted");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **How far.** A figure x that should be at least t misses it by 1 − x/t, one
//! that should be at most t by 1 − t/x: half of what is wanted and twice what is
//! allowed are both 0.5. So figures of different units can be compared.
//!
//! **What it would bring**, in the period of the report, everything else staying
//! as it is:
//!
//! - Leads, their quality, filter pass rate, deals opened, win rate and
//!   lead-to-customer conversion are links of one chain, each multiplied with the
//!   next: with the link at t instead of x, customers and the money of their
//!   deals are t/x times what they are.
//! - A shorter mean cycle lets the same people, working on as many deals at a
//!   time, close x/t times as many (deals in work = deals a day × days each:
//!   Little, *A Proof for the Queuing Formula L = λW*, 1961).
//! - So much for each (a cost per lead, revenue per customer, average deal): the
//!   gap times how many there are.
//! - More customers who buy again: the gap times the customers, one average order
//!   each.
//! - Sums: the gap itself.

mod gain;
mod gap;
mod sentence;
#[cfg(test)]
mod tests;

pub use gap::{Gain, WhyUnjudged};

use gap::gap;

use serde::Serialize;

use super::report::{KpiReport, ReportFigure};
use crate::process::{SalesProcess, Target};

/// A figure that misses its target. Stored with its sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct WeakPlace {
    /// Its path in the report, such as `sell.win_rate`.
    pub path: &'static str,
    /// What it is.
    pub figure: ReportFigure,
    /// What the company wants it to be.
    pub target: Target,
    /// How far it misses the target, above 0 and up to 1.
    pub shortfall: f64,
    /// What closing the gap would bring; `None` where that does not follow from
    /// the report.
    pub gain: Option<Gain>,
}

/// A target that no figure could be held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Unjudged {
    /// The path of the target.
    pub path: String,
    /// Why.
    pub why: WhyUnjudged,
}

/// The figures of a report that miss their targets, and those that do not.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Weakness {
    /// Furthest from its target first; of equals, in the order of the report.
    pub places: Vec<WeakPlace>,
    /// The paths of the figures that meet their targets, in the order they
    /// were given.
    pub met: Vec<&'static str>,
    /// Targets that could not be judged, in the order they were given.
    pub unjudged: Vec<Unjudged>,
}

impl KpiReport {
    /// Holds the report against the targets of a process.
    pub fn weakness(&self, process: &SalesProcess) -> Weakness {
        self.weakness_against(process.targets())
    }

    /// Holds the report against targets by path.
    pub(crate) fn weakness_against<'a>(
        &self,
        targets: impl IntoIterator<Item = (&'a str, Target)>,
    ) -> Weakness {
        let figures = self.figures();
        let mut weakness = Weakness::default();
        let mut places: Vec<(usize, WeakPlace)> = Vec::new();
        for (path, target) in targets {
            let mut unjudged =
                |why| weakness.unjudged.push(Unjudged { path: path.to_owned(), why });
            let found = figures.iter().enumerate().find(|(_, (known, _))| *known == path);
            let Some((order, (path, figure))) = found else {
                unjudged(WhyUnjudged::NoSuchFigure);
                continue;
            };
            match gap(*figure, target) {
                Err(why) => unjudged(why),
                Ok(None) => weakness.met.push(path),
                Ok(Some(gap)) => {
                    let shortfall = gap.shortfall();
                    let gain = self.gain(path, *figure, &gap);
                    let (figure, path) = (*figure, *path);
                    places.push((order, WeakPlace { path, figure, target, shortfall, gain }));
                }
            }
        }
        places.sort_by(|(a, first), (b, second)| {
            second.shortfall.total_cmp(&first.shortfall).then(a.cmp(b))
        });
        weakness.places = places.into_iter().map(|(_, place)| place).collect();
        weakness
    }
}
