//! What the deals of some tables say of how they ended, in the history of their
//! stages.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::report::{ImportReport, Said};
use crate::process::{Pipeline, SalesProcess};
use crate::value::table::Cells;

/// The file of a row, and its fields.
pub(super) type TableRow = (usize, Vec<String>);

const ENDS: [&str; 3] = ["won", "lost", "abandoned"];

/// The end that is called so.
fn named_end(stage: &str) -> Option<&'static str> {
    ENDS.into_iter().find(|end| stage.eq_ignore_ascii_case(end))
}

fn field(row: &TableRow, at: usize) -> &str {
    row.1.get(at).map_or("", String::as_str)
}

/// A day, and the instant where it is known.
type Moment = (NaiveDate, Option<DateTime<Utc>>);

fn moment(text: &str, cells: &Cells) -> Option<Moment> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some((day, None));
    }
    let at = text.parse::<DateTime<Utc>>().ok()?;
    Some((cells.day(at), Some(at)))
}

/// Where one of them is a day only, those of one day keep their order.
fn is_before(a: Option<Moment>, b: Option<Moment>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    a.0 < b.0 || a.0 == b.0 && a.1.zip(b.1).is_some_and(|(a, b)| a < b)
}

/// How the deals end that came into a stage last.
#[derive(Default)]
struct Last {
    deals: usize,
    outcomes: HashSet<String>,
    /// Those that were closed within a day of it.
    on_the_day: usize,
}

pub(super) struct Closings<'c> {
    pub(super) cells: &'c Cells,
    pub(super) process: Option<&'c SalesProcess>,
    pub(super) report: &'c mut ImportReport,
}

impl Closings<'_> {
    /// Whether a stage is an end, and which.
    fn end_of(&self, stage: &str) -> Option<String> {
        let pipelines = self.process.into_iter().flat_map(SalesProcess::pipelines);
        let mut outcomes = pipelines.flat_map(Pipeline::outcomes);
        let known = outcomes.find(|outcome| outcome.id == stage);
        let known = known.map(|outcome| outcome.kind.to_string());
        known.or_else(|| named_end(stage).map(str::to_owned))
    }

    fn is_known(&self, stage: &str) -> bool {
        let mut pipelines = self.process.into_iter().flat_map(SalesProcess::pipelines);
        pipelines.any(|pipeline| pipeline.key(stage).is_some()) || named_end(stage).is_some()
    }

    /// The outcome of an end, for a deal that stands in a stage of a pipeline.
    fn outcome(&self, end: &str, stage: &str, pipeline: &str) -> String {
        let all = || self.process.into_iter().flat_map(SalesProcess::pipelines);
        let of = all().find(|it| it.id() == pipeline);
        let of = of.or_else(|| all().find(|it| it.key(stage).is_some()));
        let mut outcomes = of.into_iter().flat_map(Pipeline::outcomes);
        let found = outcomes.find(|outcome| outcome.kind.to_string() == end);
        found.map_or_else(|| end.to_owned(), |outcome| outcome.id.clone())
    }

    /// The stages that are ends under a name of their own.
    fn ends_by_name(
        &self,
        deals: &[TableRow],
        stages: &[TableRow],
        last: &HashMap<String, (usize, Option<Moment>)>,
    ) -> HashMap<String, String> {
        let ends: HashMap<&str, &TableRow> = deals.iter().map(|row| (field(row, 0), row)).collect();
        let mut names: HashMap<&str, Last> = HashMap::new();
        let mut passed: HashSet<&str> = HashSet::new();
        for (at, row) in stages.iter().enumerate() {
            let Some((_, entered)) = last.get(field(row, 0)).filter(|(last, _)| *last == at) else {
                passed.insert(field(row, 1));
                continue;
            };
            let deal = ends.get(field(row, 0));
            let (closed, outcome) = deal.map_or(("", ""), |it| (field(it, 5), field(it, 6)));
            let name = names.entry(field(row, 1)).or_default();
            name.deals += 1;
            name.outcomes.insert(outcome.to_owned());
            let days = moment(closed, self.cells).zip(*entered).map(|(a, b)| a.0 - b.0);
            name.on_the_day += usize::from(days.is_some_and(|it| it.abs() <= TimeDelta::days(1)));
        }
        names
            .into_iter()
            .filter(|(name, it)| {
                it.on_the_day * 2 >= it.deals && !passed.contains(name) && !self.is_known(name)
            })
            .filter_map(|(name, it)| {
                let mut outcomes = it.outcomes.into_iter();
                let one = outcomes.next().filter(|_| outcomes.next().is_none())?;
                ENDS.contains(&one.as_str()).then(|| (name.to_owned(), one))
            })
            .collect()
    }

    /// Names that only deals of one outcome end in, and none passes, are that
    /// outcome; closed deals whose history does not end get their end, and deals
    /// whose history has no amount theirs.
    pub(super) fn close(&mut self, deals: &[TableRow], stages: &mut Vec<TableRow>) {
        if deals.is_empty() || stages.is_empty() {
            return;
        }
        let cells = self.cells;
        let mut last: HashMap<String, (usize, Option<Moment>)> = HashMap::new();
        let mut valued: HashSet<String> = HashSet::new();
        for (at, row) in stages.iter().enumerate() {
            let entered = moment(field(row, 2), cells);
            let known = last.entry(field(row, 0).to_owned()).or_insert((at, entered));
            if !is_before(entered, known.1) {
                *known = (at, entered);
            }
            if !field(row, 4).is_empty() {
                valued.insert(field(row, 0).to_owned());
            }
        }
        let renamed = self.ends_by_name(deals, stages, &last);
        let mut told: Vec<_> = renamed.iter().collect();
        told.sort();
        for (name, end) in told {
            let words =
                format!("`{name}` is `{end}`, as in deals.csv is every deal that ends there");
            self.report.say(Said::Guessed, "stages.csv", "", &words);
        }
        for row in stages.iter_mut() {
            let end = renamed.get(field(row, 1)).cloned();
            let end = end.map(|end| self.outcome(&end, "", field(row, 6)));
            if let (Some(end), Some(stage)) = (end, row.1.get_mut(1)) {
                *stage = end;
            }
        }
        let (mut added, mut amounts, mut missing) = (0, 0, 0);
        for deal in deals {
            let (id, closed, outcome) = (field(deal, 0), field(deal, 5), field(deal, 6));
            let Some((at, entered)) = last.get(id) else {
                missing += 1;
                continue;
            };
            let mut at = *at;
            let Some(row) = stages.get(at) else { continue };
            match self.end_of(field(row, 1)) {
                Some(end) if end != outcome => {
                    let words =
                        format!("`{outcome}` in deals.csv, and `{end}` at the end of its stages");
                    self.report.say(Said::Problem, "stages.csv", &format!("deal {id}"), &words);
                }
                None if ENDS.contains(&outcome) && !closed.is_empty() => {
                    let is_early = is_before(moment(closed, cells), *entered);
                    let mut fields = vec![String::new(); row.1.len()];
                    let own = [
                        id.to_owned(),
                        self.outcome(outcome, field(row, 1), field(row, 6)),
                        if is_early { field(row, 2) } else { closed }.to_owned(),
                    ];
                    for (at, text) in own.into_iter().enumerate() {
                        fields.get_mut(at).into_iter().for_each(|it| text.clone_into(it));
                    }
                    fields.get_mut(6).into_iter().for_each(|it| field(row, 6).clone_into(it));
                    at = stages.len();
                    stages.push((deal.0, fields));
                    added += 1;
                }
                _ => {}
            }
            if !valued.contains(id) && !field(deal, 8).is_empty() {
                for (to, from) in [(4, 8), (5, 9)] {
                    let cell = stages.get_mut(at).and_then(|row| row.1.get_mut(to));
                    cell.into_iter().for_each(|it| field(deal, from).clone_into(it));
                }
                amounts += 1;
            }
        }
        let all = deals.len();
        if added > 0 {
            let words = format!(
                "{added} of {all} deals are closed in deals.csv alone: their ends are added"
            );
            self.report.say(Said::Read, "stages.csv", "", &words);
        }
        if missing > 0 {
            let words = format!(
                "{missing} of {all} deals have no row; `history` and `forecast` do not know them"
            );
            self.report.say(Said::Read, "stages.csv", "", &words);
        }
        if amounts > 0 {
            let words =
                format!("the amount of {amounts} deals is that of their last row, as in deals.csv");
            self.report.say(Said::Guessed, "stages.csv", "", &words);
        }
    }
}
