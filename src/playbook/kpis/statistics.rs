//! The statistics with their plots.

use crate::kpi::{
    AgeTable, CohortCell, CohortRow, CycleDistribution, Funnel, FunnelStage, FunnelStep, Kpi,
    Reading, Statistics, Value,
};
use crate::playbook::page::{Block, Text};
use crate::playbook::plot::{self, Bar, Cell, Heat, Histogram, Plot, Quantile, Row};
use crate::playbook::writing::Writing;

/// How many months of a cohort, and how many cohorts, a page has room for.
const MONTHS: usize = 13;
const COHORTS: usize = 24;

impl Writing<'_> {
    pub(super) fn statistics(&mut self, statistics: &Statistics) {
        self.funnel(statistics.funnel.as_ref());
        self.cycles(&statistics.cycles);
        self.ages(&statistics.ages);
        let words = &self.words.measures;
        let leads = [words.leads_won, words.leads_won_intro];
        self.cohorts("kpis-leads", leads, &statistics.leads_won, |cell| cell.reached);
        let again = [words.again, words.again_intro];
        self.cohorts("kpis-again", again, &statistics.ordered_again, |cell| cell.active);
    }

    /// A plot with the table it is drawn of.
    fn plot(&mut self, plot: Plot, head: &[&str], rows: Vec<Vec<Text>>) {
        let head = head.iter().map(|word| (*word).to_owned()).collect();
        self.add(Block::Plot { plot: Box::new(plot), head, rows });
    }

    fn funnel(&mut self, funnel: Option<&Funnel>) {
        let words = &self.words.measures;
        self.section("kpis-funnel", words.funnel);
        let Some(funnel) = funnel else {
            self.paragraph(words.not_enough);
            return;
        };
        let bar = |step: &FunnelStep| Bar {
            name: self.funnel_stage(step.stage).to_owned(),
            count: step.count,
            way: step.of_previous.map(|share| self.way(&share).plain()).unwrap_or_default(),
        };
        let bars: Vec<Bar> = funnel.steps.iter().map(bar).collect();
        let rows: Vec<Vec<Text>> = funnel
            .steps
            .iter()
            .map(|step| {
                let share = step.of_previous.map(|share| self.kpi(&share)).unwrap_or_default();
                let name = self.funnel_stage(step.stage);
                vec![Text::fixed(name), self.whole(step.count), share]
            })
            .collect();
        let plot = plot::funnel(words.funnel, &in_words(&rows), &bars);
        self.paragraph(words.funnel_intro);
        self.plot(plot, &[words.step, words.count, words.of_previous], rows);
    }

    fn funnel_stage(&self, stage: FunnelStage) -> &str {
        let words = &self.words.measures;
        match stage {
            FunnelStage::Leads => words.leads,
            FunnelStage::PassedFilter => words.passed_filter,
            FunnelStage::Deals => words.deals,
            FunnelStage::Won => words.won,
            FunnelStage::Customers => words.customers,
            FunnelStage::OrderedAgain => words.ordered_again,
        }
    }

    /// What is said of the way from the step before.
    fn way(&self, share: &Kpi) -> Text {
        let words = &self.words.measures;
        match share.reading() {
            Reading::Settled(value) => Text::phrase(words.of_step, &[("share", self.value(value))]),
            Reading::Immature { value, open } => {
                let puts = [("share", self.value(value)), ("open", open.to_string().into())];
                Text::phrase(words.of_step_open, &puts)
            }
            Reading::Undefined(why) => self.undefined(why),
        }
    }

    fn cycles(&mut self, cycles: &CycleDistribution) {
        let words = &self.words.measures;
        self.section("kpis-cycle", words.cycle);
        if cycles.deals == 0 {
            self.paragraph(words.not_enough);
            return;
        }
        let quantile = |kpi: &Kpi, phrase: &str| match kpi.value() {
            Ok(Value::Days(at)) => {
                let name = Text::phrase(phrase, &[("days", self.about_days(at))]).plain();
                Some(Quantile { at, name })
            }
            _ => None,
        };
        let days = &cycles.days;
        let mean = quantile(&days.mean, words.mean);
        let (median, p90) = (quantile(&days.median, words.median), quantile(&days.p90, words.p90));
        let told = [&mean, &median, &p90].into_iter().flatten().map(|it| it.name.clone());
        let told = told.collect::<Vec<_>>().join(", ");
        let intro = [("count", Text::fixed(cycles.deals.to_string()))];
        let intro =
            Text::phrase(words.cycle_intro, &intro).and(&format!(" {}.", super::capital(&told)));
        let width = cycles.bin_days.days();
        let mut from = 0.0;
        let mut last_from = 0.0;
        let mut rows = Vec::new();
        for (place, count) in cycles.bins.iter().enumerate() {
            let (begin, end) = (number(from), number(from + width));
            let is_open = cycles.last_is_open && place + 1 == cycles.bins.len();
            let phrase = if is_open { words.bin_open } else { words.bin };
            let bin = Text::phrase(phrase, &[("from", begin), ("to", end)]);
            rows.push(vec![bin, self.whole(*count)]);
            last_from = from;
            from += width;
        }
        let axis = if cycles.last_is_open { words.axis_open } else { words.axis };
        let plot = plot::histogram(&Histogram {
            title: words.cycle.to_owned(),
            about: format!("{} {}", intro.plain(), in_words(&rows)),
            axis: Text::phrase(axis, &[("from", number(last_from))]).plain(),
            bins: cycles.bins.clone(),
            width,
            last_is_open: cycles.last_is_open,
            median,
            p90,
        });
        self.paragraph(intro);
        self.plot(plot, &[words.days_from, words.count], rows);
    }

    fn ages(&mut self, ages: &AgeTable) {
        let words = &self.words.measures;
        self.section("kpis-ages", words.ages);
        if ages.rows.is_empty() {
            self.paragraph(words.not_enough);
            return;
        }
        let puts =
            [("count", ages.deals.to_string().into()), ("open", ages.open.to_string().into())];
        let half = match ages.half_closed_by {
            Some(age) => Text::phrase(words.half_closed, &[("days", self.about_days(age.days()))]),
            None => Text::from(words.half_open),
        };
        let rows: Vec<Vec<Text>> = ages
            .rows
            .iter()
            .map(|row| {
                let chances = &row.chances;
                let shares = [chances.won, chances.lost, chances.abandoned, chances.still_open];
                let mut cells = vec![self.about_days(row.age.days())];
                cells.extend(shares.map(|share| self.percent(share)));
                cells.push(row.won_later.map(|share| self.percent(share)).unwrap_or_default());
                cells
            })
            .collect();
        self.paragraph(Text::phrase(words.ages_intro, &puts).and(" ").then(half));
        let head =
            [words.age, words.won, words.lost, words.abandoned, words.still_open, words.won_later];
        self.table(head, rows);
    }

    /// Cohorts by month. Where there are none, but may be of the other kind,
    /// nothing is said.
    fn cohorts(
        &mut self,
        anchor: &str,
        [title, intro]: [&str; 2],
        cohorts: &[CohortRow],
        of: fn(&CohortCell) -> Kpi,
    ) {
        let words = &self.words.measures;
        self.section(anchor, title);
        if cohorts.is_empty() {
            self.paragraph(words.not_enough);
            return;
        }
        let left_out = cohorts.len().saturating_sub(COHORTS);
        let shown = cohorts.get(left_out..).unwrap_or_default();
        let months = shown.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let columns = months.min(MONTHS);
        let cell = |cell: &CohortCell| {
            let share = match of(cell).value() {
                Ok(Value::Share(share)) => Some(share.value()),
                _ => None,
            };
            Cell { share, immature: cell.is_immature() }
        };
        let row = |row: &CohortRow| Row {
            month: row.month.to_string(),
            size: row.size,
            cells: row.cells.iter().take(columns).map(cell).collect(),
        };
        let plotted: Vec<Row> = shown.iter().map(row).collect();
        let rows: Vec<Vec<Text>> = plotted.iter().map(|row| self.cohort(row, columns)).collect();
        let mut head = vec![words.month.to_owned(), words.size.to_owned()];
        head.extend((0..columns).map(|month| month.to_string()));
        let plot = plot::heat(&Heat {
            title: title.to_owned(),
            about: format!("{} {}", intro, in_words(&rows)),
            month: words.month.to_owned(),
            size: words.size.to_owned(),
            columns: words.months_since.to_owned(),
            legend: words.legend.to_owned(),
            immature: words.immature.to_owned(),
            rows: plotted,
        });
        self.paragraph(intro);
        self.plot(plot, &head.iter().map(String::as_str).collect::<Vec<_>>(), rows);
        for (phrase, count) in [(words.left_out, left_out), (words.later, months - columns)] {
            if count > 0 {
                let puts = [("count", Text::fixed(count.to_string()))];
                self.paragraph(Text::phrase(phrase, &puts));
            }
        }
    }

    fn cohort(&self, row: &Row, columns: usize) -> Vec<Text> {
        let share = |cell: &Cell| {
            let share = cell.share.map(|share| self.percent(share)).unwrap_or_default();
            if cell.immature { share.and(" +") } else { share }
        };
        let mut cells = vec![Text::fixed(&row.month), self.whole(row.size)];
        cells.extend(row.cells.iter().map(share));
        cells.resize(columns + 2, Text::default());
        cells
    }
}

/// A whole number of days, or one with its parts.
fn number(days: f64) -> Text {
    Text::fixed(days.to_string())
}

/// The rows of a table as one text, for those who do not see the plot.
fn in_words(rows: &[Vec<Text>]) -> String {
    let row = |cells: &Vec<Text>| {
        let mut cells = cells.iter().map(Text::plain).filter(|cell| !cell.is_empty());
        let name = cells.next().unwrap_or_default();
        format!("{name}: {}", cells.collect::<Vec<_>>().join(", "))
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ") + "."
}
