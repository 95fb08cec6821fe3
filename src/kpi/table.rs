//! Reports as text: a row for each figure that says something, a column for
//! each group, as many tables as it takes to stay within the width of a page.

use std::fmt;

use super::report::{Groups, KpiReport, ReportFigure};
use super::value::Reading;

/// The columns that a page has.
const PAGE: usize = 100;
/// The most letters of the name of a group.
const LONGEST_NAME: usize = 24;

/// The name of a figure as people say it.
pub(super) fn words(path: &str) -> String {
    match path {
        "sell.conversion.leads" => "leads".into(),
        "sell.conversion.won" => "leads that became customers".into(),
        "sell.conversion.open" => "leads still undecided".into(),
        "sell.conversion.rate" => "lead-to-customer conversion".into(),
        "sell.cycle_days.mean" => "the mean sales cycle".into(),
        "sell.cycle_days.median" => "the median sales cycle".into(),
        "sell.cycle_days.p90" => "the sales cycle of the slowest tenth".into(),
        "sell.closed_cycle_days.mean" => "the mean cycle of closed deals".into(),
        "sell.closed_cycle_days.median" => "the median cycle of closed deals".into(),
        "sell.closed_cycle_days.p90" => "the cycle of the slowest tenth of closed deals".into(),
        _ => path.rsplit('.').next().unwrap_or(path).replace('_', " "),
    }
}

/// The name of a figure in a table, where both cycles stand side by side.
fn label(path: &str) -> String {
    let of = |suffix: &str, which: &str| match suffix {
        "mean" => format!("mean cycle of {which} deals"),
        "median" => format!("median cycle of {which} deals"),
        _ => format!("nine in ten {which} deals within"),
    };
    match (path.strip_prefix("sell.cycle_days."), path.strip_prefix("sell.closed_cycle_days.")) {
        (Some(suffix), _) => of(suffix, "won"),
        (_, Some(suffix)) => of(suffix, "closed"),
        _ => words(path),
    }
}

/// The part of the process that a figure is of.
pub(super) fn process_of(path: &str) -> &'static str {
    match path.split_once('.') {
        Some(("attract", _)) => "attracting",
        Some(("sell", _)) => "selling",
        Some(("retain", _)) => "retaining",
        _ => "the whole process",
    }
}

/// The order in which figures are shown where it is not that of the report: the
/// cycle of closed deals beside that of won ones.
fn rank(path: &str) -> (usize, usize) {
    let nth = |suffix: &str| match suffix {
        "mean" => 0,
        "median" => 1,
        _ => 2,
    };
    match (path.strip_prefix("sell.cycle_days."), path.strip_prefix("sell.closed_cycle_days.")) {
        (Some(suffix), _) => (nth(suffix), 0),
        (_, Some(suffix)) => (nth(suffix), 1),
        _ => (0, 0),
    }
}

/// A table with a line for each figure that is not zero or without value, and
/// what its marks mean.
impl fmt::Display for KpiReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tables(f, &[("", self)])
    }
}

/// Tables with a column for each group and one for everything.
impl fmt::Display for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.groups.iter().map(|(name, report)| (name.as_str(), report));
        let columns: Vec<(&str, &KpiReport)> = groups.chain([("total", &self.total)]).collect();
        tables(f, &columns)?;
        for rate in &self.rates {
            writeln!(f, "{rate}")?;
        }
        for aside in &self.set_aside {
            writeln!(f, "set aside: {aside}")?;
        }
        Ok(())
    }
}

/// Whether a figure is worth a line.
fn says_something(figure: &ReportFigure) -> bool {
    match figure {
        ReportFigure::Count(count) => *count > 0,
        ReportFigure::Sum(total) => !total.is_zero() && !total.is_undefined(),
        ReportFigure::Kpi(kpi) => kpi.value().is_ok(),
    }
}

/// The places of the figures that say something in one of the reports, in the
/// order in which they are shown.
fn shown(figures: &[Vec<(&str, ReportFigure)>]) -> Vec<usize> {
    let Some(paths) = figures.first() else { return Vec::new() };
    let says = |row: &usize| {
        figures.iter().any(|of| of.get(*row).is_some_and(|(_, it)| says_something(it)))
    };
    let mut rows: Vec<usize> = (0..paths.len()).filter(says).collect();
    let path = |row: usize| paths.get(row).map_or("", |(path, _)| *path);
    if let Some(first) = rows.iter().position(|row| path(*row).contains("cycle_days.")) {
        let cycles = rows.iter().skip(first).take_while(|row| path(**row).contains("cycle_days."));
        let end = first + cycles.count();
        if let Some(cycles) = rows.get_mut(first..end) {
            cycles.sort_by_key(|row| rank(path(*row)));
        }
    }
    rows
}

impl KpiReport {
    /// The figures that say something, as the text shows them: the process each
    /// is of, its name, and the figure.
    #[cfg(feature = "playbook")]
    pub(crate) fn told(&self) -> Vec<(&'static str, String, ReportFigure)> {
        let figures = self.figures();
        let rows = shown(std::slice::from_ref(&figures));
        let told = rows.into_iter().filter_map(|row| figures.get(row).copied());
        told.map(|(path, figure)| (process_of(path), label(path), figure)).collect()
    }
}

/// One column: its head, and the text of each figure.
struct Column {
    head: String,
    cells: Vec<String>,
    /// Whether each figure says something.
    says: Vec<bool>,
    width: usize,
}

impl Column {
    fn of(name: &str, figures: &[(&str, ReportFigure)], rows: &[usize]) -> Self {
        let mut head: String = name.chars().take(LONGEST_NAME).collect();
        if name.chars().count() > LONGEST_NAME {
            head.pop();
            head.push('…');
        }
        let cell = |row: &usize| figures.get(*row).map_or(String::new(), |(_, it)| it.to_string());
        let cells: Vec<String> = rows.iter().map(cell).collect();
        let texts = cells.iter().chain([&head]);
        let width = texts.map(|text| text.chars().count()).max().unwrap_or_default();
        let says = |row: &usize| figures.get(*row).is_some_and(|(_, it)| says_something(it));
        Self { head, cells, says: rows.iter().map(says).collect(), width }
    }
}

fn tables(f: &mut fmt::Formatter<'_>, columns: &[(&str, &KpiReport)]) -> fmt::Result {
    let figures: Vec<_> = columns.iter().map(|(_, report)| report.figures()).collect();
    let Some(paths) = figures.first() else { return Ok(()) };
    let rows = shown(&figures);
    let path = |row: usize| paths.get(row).map_or("", |(path, _)| *path);
    if rows.is_empty() {
        return writeln!(f, "nothing happened in the period");
    }
    let names: Vec<String> = rows.iter().map(|row| label(path(*row))).collect();
    let label = names.iter().map(|name| name.chars().count() + 2).max().unwrap_or_default();
    let mut rest: Vec<Column> = columns
        .iter()
        .zip(&figures)
        .map(|((name, _), figures)| Column::of(name, figures, &rows))
        .collect();
    let mut is_first = true;
    while !rest.is_empty() {
        let mut wide = label;
        let fits = rest.iter().take_while(|column| {
            wide += column.width + 2;
            wide <= PAGE
        });
        // One column always has room.
        let others = rest.split_off(fits.count().max(1));
        if !is_first {
            writeln!(f)?;
        }
        table(f, &rest, columns.len() > 1, label, &rows, &names, path)?;
        (rest, is_first) = (others, false);
    }
    legend(f, &figures, columns.last().map_or(0, |(_, report)| report.set_aside))
}

fn table<'p>(
    f: &mut fmt::Formatter<'_>,
    columns: &[Column],
    has_heads: bool,
    label: usize,
    rows: &[usize],
    names: &[String],
    path: impl Fn(usize) -> &'p str,
) -> fmt::Result {
    if has_heads {
        write!(f, "{:label$}", "")?;
        for column in columns {
            write!(f, "  {:>width$}", column.head, width = column.width)?;
        }
        writeln!(f)?;
    }
    let mut part = "";
    let says = |place: usize| columns.iter().any(|it| it.says.get(place) == Some(&true));
    for (place, (row, name)) in rows.iter().zip(names).enumerate().filter(|(at, _)| says(*at)) {
        let of = process_of(path(*row));
        if of != part {
            writeln!(f, "{of}")?;
            part = of;
        }
        write!(f, "  {name:width$}", width = label - 2)?;
        for column in columns {
            let cell = column.cells.get(place).map_or("", String::as_str);
            write!(f, "  {cell:>width$}", width = column.width)?;
        }
        writeln!(f)?;
    }
    Ok(())
}

/// What the marks mean that were used.
fn legend(
    f: &mut fmt::Formatter<'_>,
    figures: &[Vec<(&str, ReportFigure)>],
    set_aside: u64,
) -> fmt::Result {
    let readings = || {
        figures.iter().flatten().filter_map(|(_, figure)| match figure {
            ReportFigure::Kpi(kpi) => Some(kpi.reading()),
            _ => None,
        })
    };
    writeln!(f)?;
    if readings().any(|reading| matches!(reading, Reading::Immature { .. })) {
        writeln!(f, "+  so far: some of it is still open, and the figure will change")?;
    }
    if figures.len() > 1 && readings().any(|reading| matches!(reading, Reading::Undefined(_))) {
        writeln!(f, "-  no value: there is nothing to divide by, or it is not known")?;
    }
    writeln!(f, "   figures that are zero or without value in a whole table are left out")?;
    if set_aside > 0 {
        let them = if set_aside == 1 { "contradiction" } else { "contradictions" };
        writeln!(f, "   {set_aside} {them} set aside")?;
    }
    Ok(())
}
