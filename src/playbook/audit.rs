//! [`Audit`]: everything that is known of a company in one document.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::Playbook;
use super::html;
use super::page::{Block, Depth, Frame, Page, Part, Text};
use crate::designer::lint::Finding;
use crate::draw::{Flow, Picture};
use crate::history::{
    BackTest, CalibratedChange, CalibratedFigure, DealForecast, ForecastOptions, RealPipeline,
    StageHistory, StageLog,
};
use crate::kpi::{Overview, Weakness};
use crate::process::{Pipeline, Role, SalesProcess};
use crate::simulate::{MONTH_DAYS, Simulated, Simulation};
use crate::value::text::sets;
use crate::value::{CustomerId, DealId, Order, PipelineId, StageId};

/// How many rows of a long list are shown in the document; the report has all.
const SHOWN: usize = 25;

/// Moves that happened to fewer of the deals are not drawn.
const RARE: f64 = 0.01;

/// The chapters that a stage history is needed for.
const OF_HISTORY: [&str; 5] = ["reality", "conformance", "calibration", "forecast", "staffing"];

/// How long a deal may wait for a person, in days.
const TARGET_WAIT: f64 = 1.0;

/// A history of less than a day is taken for a day.
const LEAST_MONTHS: f64 = 1.0 / MONTH_DAYS;

/// An audit: what it is made of.
///
/// Each part is optional. A chapter says from how many records it is, and those
/// that are left out say what was missing.
///
/// ```
/// use sales_process::SalesProcess;
/// use sales_process::playbook::Audit;
/// use sales_process::process::Profile;
///
/// let process = SalesProcess::propose(Profile::new()).build()?;
/// let audit = Audit::of(&process);
/// let report = audit.report();
/// assert!(report.missing.iter().any(|it| it.chapter == "forecast"));
/// assert!(audit.to_html(&report).contains("What was missing"));
/// # Ok::<(), sales_process::process::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Audit<'a> {
    process: &'a SalesProcess,
    findings: &'a [Finding],
    log: Option<&'a StageLog>,
    overview: Option<&'a Overview>,
    orders: &'a [Order],
    contacts: &'a [String],
    forecast_days: u16,
}

/// From how many records a chapter is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditChapter {
    /// The chapter.
    pub chapter: &'static str,
    /// How many records.
    pub records: u64,
    /// What a record is.
    pub of: &'static str,
}

/// A chapter that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditGap {
    /// The chapter.
    pub chapter: &'static str,
    /// What was missing.
    pub why: String,
}

/// What the history of a pipeline says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PipelineAudit {
    /// The pipeline.
    pub pipeline: String,
    /// How deals really moved, and how far that is from the design.
    pub real: RealPipeline,
    /// What is another in the history than in the design.
    pub calibration: Vec<CalibratedChange>,
    /// What the open deals will bring.
    pub forecast: Option<DealForecast>,
    /// How good such forecasts were.
    pub back_test: Option<BackTest>,
    /// The people it takes, with as many leads, and the shares and days, as there
    /// were.
    pub staffing: Option<Simulated>,
}

/// A customer who is due for handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HandoffDue {
    /// The customer.
    pub customer: CustomerId,
    /// Since when.
    pub due_at: DateTime<Utc>,
}

/// An audit for programs.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct AuditReport<'a> {
    /// The process.
    pub process: &'a str,
    /// The chapters, with what they are from.
    pub chapters: Vec<AuditChapter>,
    /// The chapters that are left out.
    pub missing: Vec<AuditGap>,
    /// What the linter has found.
    pub findings: &'a [Finding],
    /// What the history says, by pipeline.
    pub pipelines: Vec<PipelineAudit>,
    /// The figures of the company.
    pub kpis: Option<&'a Overview>,
    /// Where they are below target.
    pub weakness: Option<Weakness>,
    /// Who is due for handoff, the longest first.
    pub handoffs: Vec<HandoffDue>,
    /// Whom to contact, in words.
    pub contacts: &'a [String],
    /// The process itself, for the names in it.
    #[serde(skip)]
    pub(super) design: &'a SalesProcess,
}

impl<'a> Audit<'a> {
    /// The audit of a process; the open deals are forecast for 30 days.
    pub fn of(process: &'a SalesProcess) -> Self {
        let (findings, orders, contacts) = (&[][..], &[][..], &[][..]);
        Self { process, findings, log: None, overview: None, orders, contacts, forecast_days: 30 }
    }

    sets! {
        /// Adds what the linter has found.
        findings(findings: &'a [Finding]) findings = findings;

        /// Adds how deals moved.
        stages(log: &'a StageLog) log = Some(log);

        /// Adds the figures of the company.
        kpis(overview: &'a Overview) overview = Some(overview);

        /// Adds the orders, in the order of time: they say who is due for handoff.
        orders(orders: &'a [Order]) orders = orders;

        /// Adds whom to contact, most urgent first: the tasks of a worklist in words.
        contacts(tasks: &'a [String]) contacts = tasks;

        /// Sets for how many days the open deals are forecast; at least one.
        forecast_days(days: u16) forecast_days = days.max(1);
    }

    /// Works everything out.
    pub fn report(&self) -> AuditReport<'a> {
        let mut report = AuditReport {
            process: self.process.name(),
            chapters: Vec::new(),
            missing: Vec::new(),
            findings: self.findings,
            pipelines: Vec::new(),
            kpis: self.overview,
            weakness: self.overview.map(|it| it.report.weakness(self.process)),
            handoffs: Vec::new(),
            contacts: self.contacts,
            design: self.process,
        };
        let stages: usize = self.process.pipelines().iter().map(|it| it.stages().len()).sum();
        report.tell("design", stages as u64, "stages");
        if self.log.is_none() {
            for chapter in OF_HISTORY {
                report.lack(chapter, "there is no history of stages (stages.csv)");
            }
        }
        for pipeline in self.process.pipelines() {
            self.add_pipeline(&mut report, pipeline);
        }
        if let Some(log) = self.log.filter(|_| report.pipelines.is_empty()) {
            let ids = |ids: Vec<&PipelineId>| {
                ids.into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
            };
            let why = format!(
                "the history has no deal of a pipeline of the process: it names {}, and the \
                 process has {}",
                ids(log.pipelines()),
                ids(self.process.pipelines().iter().map(Pipeline::id).collect()),
            );
            for chapter in OF_HISTORY {
                report.lack(chapter, &why);
            }
        }
        match self.overview {
            Some(overview) => {
                let told = &overview.report;
                match told.attract.leads + told.sell.deals_opened {
                    0 => report.tell("kpis", told.retain.orders, "orders"),
                    facts => report.tell("kpis", facts, "leads and deals"),
                }
            }
            None => report.lack("kpis", "there are no leads, deals, orders or costs"),
        }
        self.add_handoffs(&mut report);
        if self.contacts.is_empty() {
            report.lack("contacts", "no order history says whom to contact");
        } else {
            report.tell("contacts", self.contacts.len() as u64, "customers");
        }
        report
    }

    fn add_pipeline(&self, report: &mut AuditReport<'_>, pipeline: &Pipeline) {
        let Some(log) = self.log_of(pipeline) else { return };
        let history = StageHistory::beside(&log, pipeline);
        let real = history.real_pipeline();
        if real.deals == 0 {
            return;
        }
        for chapter in ["reality", "conformance", "calibration"] {
            report.tell(chapter, real.deals, "deals");
        }
        let by = history.as_of() + TimeDelta::days(self.forecast_days.into());
        let options = ForecastOptions::before(by);
        let forecast = match history.forecast(&options) {
            Ok(forecast) => {
                report.tell("forecast", forecast.deals, "open deals");
                Some(forecast)
            }
            Err(error) => {
                report.lack("forecast", &error.to_string());
                None
            }
        };
        let back_test = history.back_test(&options).ok();
        let calibration = history.calibration();
        let staffing = match calibration.draft.build() {
            Ok(learned) => self.staffing(report, &log, &learned),
            Err(_) => self.staffing(report, &log, pipeline),
        };
        report.pipelines.push(PipelineAudit {
            pipeline: pipeline.id().to_string(),
            calibration: calibration.changes,
            forecast,
            back_test,
            staffing,
            real,
        });
    }

    /// The deals that ran by a pipeline.
    fn log_of(&self, pipeline: &Pipeline) -> Option<StageLog> {
        let log = self.log?.assigned(self.process.pipelines());
        Some(log.in_pipeline(pipeline.id().as_str()))
    }

    /// The people it takes with as many leads as deals began.
    fn staffing(
        &self,
        report: &mut AuditReport<'_>,
        log: &StageLog,
        pipeline: &Pipeline,
    ) -> Option<Simulated> {
        if !pipeline.stages().iter().any(|stage| stage.work_hours.is_some()) {
            report.lack("staffing", "no stage says how many hours of work it takes (work_hours)");
            return None;
        }
        let begins = log.paths().iter().filter_map(|deal| deal.visits.first());
        let first = begins.map(|visit| visit.entered_at).min()?;
        let months =
            crate::history::stays::days(crate::history::micros_between(first, log.as_of()?))
                / MONTH_DAYS;
        #[allow(clippy::cast_precision_loss, reason = "below 2^53 a float holds every count")]
        let a_month = log.deals() as f64 / months.max(LEAST_MONTHS);
        let simulation = Simulation::new(a_month, 24.0);
        match simulation.and_then(|it| it.with_people_for(TARGET_WAIT, self.process, pipeline)) {
            Ok(simulated) => {
                report.tell("staffing", log.deals() as u64, "deals");
                Some(simulated)
            }
            Err(error) => {
                report.lack("staffing", &error.to_string());
                None
            }
        }
    }

    fn add_handoffs(&self, report: &mut AuditReport<'_>) {
        let Some(last) = self.orders.last() else {
            return report.lack("handoffs", "there are no orders (orders.csv)");
        };
        let Some(rule) = self.process.handoff_rule() else {
            return report.lack("handoffs", "the process has no handoff rule");
        };
        let as_of = last.placed_at();
        let fold = rule.fold(self.process.zone());
        let (mut aside, mut set_aside) = (None, 0);
        let mut orders: Vec<&Order> = self.orders.iter().collect();
        // Stable: those of one customer stay in the order of time.
        orders.sort_by_key(|order| order.customer());
        for own in orders.chunk_by(|a, b| a.customer() == b.customer()) {
            let mut state = fold.begin();
            let recorded = own.iter().try_for_each(|order| fold.record(&mut state, *order));
            let due = recorded
                .map_err(|error| error.to_string())
                .and_then(|()| fold.due_at(&state, as_of).map_err(|error| error.to_string()));
            match (due, own.first()) {
                (Ok(Some(due_at)), Some(order)) => {
                    report.handoffs.push(HandoffDue { customer: order.customer().clone(), due_at });
                }
                (Ok(_), _) => {}
                (Err(error), of) => {
                    aside.get_or_insert((of.map(|order| order.customer()), error));
                    set_aside += 1;
                }
            }
        }
        if let Some((customer, error)) = aside {
            let customer = customer.map_or("", CustomerId::as_str);
            let more =
                if set_aside > 1 { format!(", and {} more", set_aside - 1) } else { String::new() };
            report.lack("handoffs", &format!("customer {customer} is left out{more}: {error}"));
        }
        report.handoffs.sort_by_key(|it| it.due_at);
        report.tell("handoffs", self.orders.len() as u64, "orders");
    }

    /// The document: one HTML file, the pictures inside, no scripts.
    pub fn to_html(&self, report: &AuditReport<'_>) -> String {
        let mut page = Writer { parts: Vec::new() };
        page.chapter("read", "What this is from");
        let rows = report.chapters.iter().map(|it| {
            vec![Text::fixed(title(it.chapter)), Text::fixed(format!("{} {}", it.records, it.of))]
        });
        page.table(&["Chapter", "From"], rows.collect());
        page.chapter("design", "The process as designed");
        let playbook = Playbook::of(self.process).findings(self.findings);
        let drawn = playbook.pictures();
        for (picture, pipeline) in drawn.into_iter().zip(self.process.pipelines()) {
            page.picture(picture, pipeline.name());
        }
        page.chapter("findings", "What is wrong with it");
        let rows = self
            .findings
            .iter()
            .map(|it| vec![Text::fixed(it.severity.to_string()), Text::user(&it.message)]);
        page.table_or(&["Severity", "Finding"], rows.collect(), "The linter has found nothing.");
        for found in &report.pipelines {
            self.write_pipeline(&mut page, found);
        }
        if let Some(overview) = self.overview {
            page.chapter("kpis", "Figures");
            let rows = overview.report.told().into_iter().map(|(process, name, figure)| {
                [process.to_owned(), name, figure.to_string()].map(Text::fixed).to_vec()
            });
            let none = "Nothing happened.";
            let rows: Vec<Vec<Text>> = rows.collect();
            let open =
                overview.report.told().iter().any(|(_, _, it)| it.to_string().ends_with('+'));
            page.table_or(&["Process", "Figure", "Value"], rows, none);
            if open {
                page.paragraph("+ so far: some of it is still open, and the figure will change");
            }
        }
        if let Some(weakness) = &report.weakness {
            page.chapter("weak", "The weak place");
            weakness.to_string().lines().for_each(|line| page.paragraph(line));
        }
        if !report.handoffs.is_empty() {
            page.chapter("handoffs", "Who is due for handoff");
            let due = report.handoffs.iter().take(SHOWN);
            let day = |it: &HandoffDue| it.due_at.format("%Y-%m-%d").to_string();
            let rows = due.map(|it| vec![Text::id(it.customer.as_str()), Text::fixed(day(it))]);
            page.table(&["Customer", "Since"], rows.collect());
            page.more(report.handoffs.len());
        }
        if !self.contacts.is_empty() {
            page.chapter("contacts", "Whom to contact");
            self.contacts.iter().take(SHOWN).for_each(|task| page.paragraph(task));
            page.more(self.contacts.len());
        }
        page.chapter("missing", "What was missing");
        let rows = report
            .missing
            .iter()
            .map(|it| vec![Text::fixed(title(it.chapter)), Text::user(&it.why)]);
        page.table_or(&["Chapter", "Why it is left out"], rows.collect(), "Nothing.");
        page.end(self.process.name(), "Audit")
    }

    fn write_pipeline(&self, page: &mut Writer, found: &PipelineAudit) {
        let Some(pipeline) = self.process.pipeline(&found.pipeline) else { return };
        let Some(log) = self.log_of(pipeline) else { return };
        let several = self.process.pipelines().len() > 1;
        let history = StageHistory::beside(&log, pipeline);
        let anchor = |chapter: &str| format!("{chapter}-{}", pipeline.id());
        let of = if several { format!(": {}", pipeline.name()) } else { String::new() };
        let named = |chapter: &str| format!("{chapter}{of}");
        page.chapter(&anchor("reality"), &named("As it really runs"));
        let picture = history.picture(&found.real, Some(self.process), RARE);
        page.picture(picture, pipeline.name());
        Self::write_real(page, &history, &found.real);
        page.chapter(&anchor("calibration"), &named("Chances and days as they are"));
        let rows = found.calibration.iter().map(|it| {
            let what = match (it.figure, &it.to) {
                (CalibratedFigure::Share, Some(to)) => format!("go to {}", history.name_of(to)),
                (CalibratedFigure::Share, None) => "share".to_owned(),
                (CalibratedFigure::TypicalDays, _) => "median days".to_owned(),
                (CalibratedFigure::MeanDays, _) => "mean days".to_owned(),
                (CalibratedFigure::StaleAfterDays, _) => "stale after, days".to_owned(),
            };
            let show = |number: f64| match it.figure {
                CalibratedFigure::Share => format!("{:.1} %", number * 100.0),
                _ => format!("{number:.1}"),
            };
            let few = if it.enough { "" } else { " (few)" };
            vec![
                Text::user(history.name_of(&it.stage)),
                Text::user(what),
                Text::fixed(it.old.map_or("–".to_owned(), show)),
                Text::fixed(show(it.new)),
                Text::fixed(format!("{}{few}", it.stays)),
            ]
        });
        let head = ["Stage", "Figure", "Designed", "Really", "Stays"];
        page.table_or(&head, rows.collect(), "The design is as it really runs.");
        if let Some(forecast) = &found.forecast {
            page.chapter(&anchor("forecast"), &named("What the open deals will bring"));
            page.text(&forecast.to_string());
            if let Some(test) = &found.back_test {
                page.text(&test.to_string());
            }
        }
        if let Some(staffing) = &found.staffing {
            page.chapter(&anchor("staffing"), &named("People"));
            page.paragraph(
                "Simulated with as many leads, and the shares and days, as there were; needed are \
                 people who keep nobody waiting for more than a day on average.",
            );
            self.write_staffing(page, staffing);
        }
    }
}

impl Audit<'_> {
    fn write_real(page: &mut Writer, history: &StageHistory<'_>, real: &RealPipeline) {
        let name = |id: &StageId| Text::user(history.name_of(id));
        let days = |days: Option<f64>| {
            Text::fixed(days.map_or("–".to_owned(), |days| format!("{days:.1}")))
        };
        let count = |count: u64| Text::fixed(count.to_string());
        let percent = |share: f64| Text::fixed(format!("{:.1} %", share * 100.0));
        page.paragraph(&format!(
            "{} deals: {} won, {} lost, {} abandoned, {} open, {} gone on in another pipeline; {} \
             reopened, {} begun before.",
            real.deals,
            real.won,
            real.lost,
            real.abandoned,
            real.open,
            real.transferred,
            real.reopened,
            real.begun_before
        ));
        let rows = real.stages.iter().map(|it| {
            let few = if it.enough { "" } else { "few stays" };
            let times = [it.median_days, it.mean_days, it.p90_days].map(days);
            let row = vec![name(&it.stage), count(it.visits), count(it.completed)];
            row.into_iter().chain(times).chain([Text::fixed(few)]).collect()
        });
        let head = ["Stage", "Visits", "Left", "Median days", "Mean", "p90", ""];
        page.table(&head, rows.collect());
        let rows = real.moves.iter().map(|it| {
            let exit = real.exits.iter().find(|exit| exit.stage == it.from && exit.to == it.to);
            let estimated = exit.map_or(String::new(), crate::history::estimated);
            let planned = if it.in_design == Some(false) { "unplanned" } else { "" };
            vec![
                name(&it.from),
                name(&it.to),
                count(it.count),
                percent(it.share),
                Text::fixed(estimated),
                days(Some(it.median_days)),
                Text::fixed(planned),
            ]
        });
        let head = ["From", "To", "Count", "Counted", "Estimated", "Median days", ""];
        page.table(&head, rows.collect());
        if let Some(mean) = real.mean_days_to_win {
            page.paragraph(&format!("Won deals took {mean:.1} days on average."));
        }
        #[allow(clippy::cast_precision_loss, reason = "below 2^53 a float holds every count")]
        if real.moves.iter().any(|it| (it.count as f64) < RARE * real.deals as f64) {
            page.paragraph("Moves of fewer than one deal in a hundred are not drawn.");
        }
        let rows = real.variants.iter().take(SHOWN).map(|it| {
            let path = Text::joined(it.path.iter().map(name), " → ");
            vec![count(it.deals), percent(it.share), path]
        });
        page.table(&["Deals", "Share", "Path"], rows.collect());
        page.more(real.variants.len());
        if let Some(found) = &real.conformance {
            let share = found.as_designed.share.unwrap_or_default() * 100.0;
            let deals = found.as_designed.deals;
            page.paragraph(&format!("As designed: {deals} of {} deals, {share:.1} %.", real.deals));
            let rows = history.departures(found).into_iter().map(|(what, number, deals)| {
                let first: Vec<&str> = deals.iter().take(3).map(DealId::as_str).collect();
                vec![Text::user(what), count(number), Text::user(first.join(", "))]
            });
            let head = ["Departure", "Count", "Such as"];
            page.table_or(&head, rows.collect(), "Nothing departs from the design.");
        }
    }

    fn write_staffing(&self, page: &mut Writer, staffing: &Simulated) {
        let rows = staffing.roles.iter().map(|it| {
            let needed = staffing.people_needed.iter().find(|needed| needed.role == it.role);
            let number =
                |number: Option<f64>| number.map_or("–".to_owned(), |it| format!("{it:.2}"));
            let people = |people: Option<u32>| people.map_or("–".to_owned(), |it| it.to_string());
            vec![
                Text::user(role_name(self.process, &it.role)),
                Text::fixed(people(it.people)),
                Text::fixed(people(needed.map(|needed| needed.people))),
                Text::fixed(number(it.utilisation)),
                Text::fixed(number(it.mean_wait_days)),
                Text::fixed(number(Some(it.mean_queue))),
            ]
        });
        let head = ["Role", "People", "Needed", "Utilisation", "Mean wait in days", "Queue"];
        page.table(&head, rows.collect());
        page.paragraph(&format!(
            "{:.1} wins a month, {:.1} deals in process.",
            staffing.wins_per_month, staffing.deals_in_process
        ));
    }
}

impl AuditReport<'_> {
    fn tell(&mut self, chapter: &'static str, records: u64, of: &'static str) {
        self.chapters.push(AuditChapter { chapter, records, of });
    }

    fn lack(&mut self, chapter: &'static str, why: &str) {
        let gap = AuditGap { chapter, why: why.to_owned() };
        if !self.missing.contains(&gap) {
            self.missing.push(gap);
        }
    }
}

/// A role as people name it.
pub(super) fn role_name<'a>(process: &'a SalesProcess, id: &'a str) -> &'a str {
    process.role(id).map_or(id, Role::title_or_id)
}

/// A chapter as people name it.
pub(super) fn title(chapter: &'static str) -> &'static str {
    match chapter {
        "design" => "the process as designed",
        "reality" => "as it really runs",
        "conformance" => "how far that is from the design",
        "calibration" => "chances and days as they are",
        "forecast" => "what the open deals will bring",
        "staffing" => "people",
        "kpis" => "figures",
        "handoffs" => "who is due for handoff",
        "contacts" => "whom to contact",
        other => other,
    }
}

/// How deals really moved as a document: one HTML file, the picture inside, no
/// scripts. With a process it is beside the design, under the titles it gives.
pub fn history_html(history: &StageHistory<'_>, process: Option<&SalesProcess>) -> String {
    let real = history.real_pipeline();
    let name = process.map_or("History", SalesProcess::name);
    let mut page = Writer { parts: Vec::new() };
    page.chapter("reality", "As it really runs");
    page.picture(history.picture(&real, process, RARE), name);
    Audit::write_real(&mut page, history, &real);
    page.end(name, "How deals really moved")
}

/// The document while it is being built.
struct Writer {
    parts: Vec<Part>,
}

impl Writer {
    fn add(&mut self, block: Block) {
        match self.parts.last_mut() {
            Some(part) => part.blocks.push(block),
            None => self.parts.push(Part { frame: Frame::None, blocks: vec![block] }),
        }
    }

    fn chapter(&mut self, anchor: &str, title: &str) {
        self.parts.push(Part { frame: Frame::None, blocks: Vec::new() });
        let text = Text::user(title);
        self.add(Block::Heading { depth: Depth::Chapter, anchor: anchor.to_owned(), text });
    }

    fn paragraph(&mut self, text: &str) {
        self.add(Block::Paragraph(Text::user(text)));
    }

    /// Lines that people read, in columns of a table.
    fn text(&mut self, text: &str) {
        text.lines().filter(|line| !line.trim().is_empty()).for_each(|line| self.paragraph(line));
    }

    fn table(&mut self, head: &[&str], rows: Vec<Vec<Text>>) {
        let head = head.iter().map(|it| (*it).to_owned()).collect();
        self.add(Block::Table { head, rows });
    }

    fn table_or(&mut self, head: &[&str], rows: Vec<Vec<Text>>, none: &str) {
        if rows.is_empty() { self.paragraph(none) } else { self.table(head, rows) }
    }

    fn more(&mut self, count: usize) {
        if count > SHOWN {
            self.paragraph(&format!("… and {} more", count - SHOWN));
        }
    }

    fn end(self, title: &str, subtitle: &'static str) -> String {
        html::write(&Page {
            language: "en".to_owned(),
            title: title.to_owned(),
            subtitle: Text::fixed(subtitle),
            contents: "Contents".to_owned(),
            parts: self.parts,
        })
    }

    fn picture(&mut self, picture: Picture, about: &str) {
        self.parts.push(Part { frame: Frame::Wide, blocks: Vec::new() });
        // For wide screens, and for narrow ones and paper.
        let pictures = vec![picture.clone().flow(Flow::Across), picture.flow(Flow::Down)];
        self.add(Block::Picture { pictures, file: None, about: about.to_owned() });
        self.parts.push(Part { frame: Frame::None, blocks: Vec::new() });
    }
}
