//! The audit as one HTML document, and its part that shows how deals really moved.

use super::{Audit, AuditReport, HandoffDue, PipelineAudit};
use crate::draw::{Flow, Picture};
use crate::history::{CalibratedFigure, RealPipeline, StageHistory};
use crate::playbook::page::{Block, Depth, Frame, Page, Part, Text};
use crate::playbook::{Playbook, html};
use crate::process::{Role, SalesProcess};
use crate::simulate::Simulated;
use crate::value::{DealId, StageId};

/// How many rows of a long list are shown in the document; the report has all.
const SHOWN: usize = 25;

/// Moves that happened to fewer of the deals are not drawn.
const RARE: f64 = 0.01;

impl Audit<'_> {
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
