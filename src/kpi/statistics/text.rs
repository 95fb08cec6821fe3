//! Statistics as text.

use std::fmt;

use super::{AgeTable, CycleDistribution, Funnel, Overview, Statistics};
use crate::kpi::cohort::{CohortCell, CohortRow};
use crate::kpi::value::{Kpi, Reading, Value};
use crate::value::Probability;

/// What is said where there is nothing to tell.
const NOTHING: &str = "  not enough data";
/// How many months of a cohort, and how many cohorts, a page has room for.
const MONTHS: usize = 11;
const COHORTS: usize = 24;

/// The report, then the statistics.
impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.report, self.statistics)
    }
}

/// Tables below their heads; `not enough data` where there is nothing to tell,
/// `+` behind what will still rise.
impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        funnel(f, self.funnel.as_ref())?;
        cycles(f, &self.cycles)?;
        ages(f, &self.ages)?;
        let head = "leads that have become customers, by month, share of the leads so far";
        cohorts(f, head, "leads", &self.leads_won, |cell| cell.reached)?;
        let head =
            "customers who order again, by month of the first order, share active in each month";
        cohorts(f, head, "customers", &self.ordered_again, |cell| cell.active)
    }
}

fn funnel(f: &mut fmt::Formatter<'_>, funnel: Option<&Funnel>) -> fmt::Result {
    writeln!(f, "how far they came who came in the period")?;
    let steps = funnel.map(|funnel| funnel.steps.as_slice()).unwrap_or_default();
    for step in steps {
        let share = step.of_previous.map(|share| format!("  {share:>9} of the step before"));
        writeln!(f, "  {:17}  {:>9}{}", step.stage, step.count, share.unwrap_or_default())?;
    }
    if steps.is_empty() { writeln!(f, "{NOTHING}") } else { Ok(()) }
}

fn cycles(f: &mut fmt::Formatter<'_>, cycles: &CycleDistribution) -> fmt::Result {
    writeln!(f, "\nfrom opening to winning, deals won in the period")?;
    if cycles.deals == 0 {
        return writeln!(f, "{NOTHING}");
    }
    let days = &cycles.days;
    writeln!(
        f,
        "  {} deals: mean {}, median {}, nine in ten within {}",
        cycles.deals, days.mean, days.median, days.p90
    )?;
    let (width, last) = (cycles.bin_days.days(), cycles.bins.len() - 1);
    let mut lower = 0.0;
    for (place, count) in cycles.bins.iter().enumerate() {
        let upper = lower + width;
        if *count == 0 {
            lower = upper;
            continue;
        }
        let bin = if place == last && cycles.last_is_open {
            format!("{lower} days and more")
        } else {
            format!("{lower} to below {upper} days")
        };
        writeln!(f, "  {bin:24}  {count:>9}")?;
        lower = upper;
    }
    Ok(())
}

fn ages(f: &mut fmt::Formatter<'_>, ages: &AgeTable) -> fmt::Result {
    writeln!(f, "\nwhat has become of a deal by its age, deals opened in the period")?;
    if ages.rows.is_empty() {
        return writeln!(f, "{NOTHING}");
    }
    let half = match ages.half_closed_by {
        Some(age) => format!("half are closed by the age of {}", shown_days(age.days())),
        None => "fewer than half have been seen to close".to_owned(),
    };
    writeln!(f, "  {} deals, {} of them still open; {half}", ages.deals, ages.open)?;
    writeln!(
        f,
        "  {:>10}  {:>8}  {:>8}  {:>9}  {:>10}  {:>19}",
        "age", "won", "lost", "abandoned", "still open", "won later, if open"
    )?;
    for row in &ages.rows {
        let chances = &row.chances;
        let later = row.won_later.map_or("-".to_owned(), percent);
        writeln!(
            f,
            "  {:>10}  {:>8}  {:>8}  {:>9}  {:>10}  {later:>19}",
            shown_days(row.age.days()),
            percent(chances.won),
            percent(chances.lost),
            percent(chances.abandoned),
            percent(chances.still_open)
        )?;
    }
    Ok(())
}

fn cohorts(
    f: &mut fmt::Formatter<'_>,
    head: &str,
    who: &str,
    rows: &[CohortRow],
    of: fn(&CohortCell) -> Kpi,
) -> fmt::Result {
    writeln!(f, "\n{head}")?;
    if rows.is_empty() {
        return writeln!(f, "{NOTHING}");
    }
    let left_out = rows.len().saturating_sub(COHORTS);
    let rows = rows.get(left_out..).unwrap_or_default();
    let months = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let columns = months.min(MONTHS);
    write!(f, "  {:7}  {who:>9}", "month")?;
    for month in 0..columns {
        write!(f, " {:>6}", format!("+{month}"))?;
    }
    writeln!(f)?;
    for row in rows {
        write!(f, "  {:7}  {:>9}", row.month.to_string(), row.size)?;
        for cell in row.cells.iter().take(MONTHS) {
            write!(f, " {:>6}", short(&of(cell)))?;
        }
        writeln!(f)?;
    }
    if left_out > 0 {
        writeln!(f, "  earlier months left out: {left_out}")?;
    }
    if months > columns {
        writeln!(f, "  later months of the cohorts left out: {}", months - columns)?;
    }
    Ok(())
}

/// A share in whole percent: `33 %`, `33 %+` where it will change.
fn short(share: &Kpi) -> String {
    let whole = |value: Value| match value {
        Value::Share(share) => format!("{:.0} %", share.value() * 100.0),
        other => other.to_string(),
    };
    match share.reading() {
        Reading::Settled(value) => whole(value),
        Reading::Immature { value, .. } => format!("{}+", whole(value)),
        Reading::Undefined(_) => "-".to_owned(),
    }
}

fn percent(share: f64) -> String {
    Probability::new(share).map_or("-".to_owned(), |share| Value::Share(share).to_string())
}

fn shown_days(days: f64) -> String {
    let tenths = (days * 10.0).round() / 10.0;
    format!("{tenths} day{}", if tenths.to_bits() == 1.0_f64.to_bits() { "" } else { "s" })
}
