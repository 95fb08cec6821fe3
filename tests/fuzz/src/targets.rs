//! The fuzz targets: each takes any bytes, does with them what a program would
//! do with a file from elsewhere, and checks what must hold of every answer.
//!
//! The tests replay the corpus through the same functions.

use std::fmt::{Debug, Display};
use std::hint::black_box;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sales_process::designer::lint::Report;
use sales_process::designer::lint::Safety;
use sales_process::designer::what_if::{Change, LostDeals, WhatIf};
use sales_process::draw::{Flow, Picture};
use sales_process::history::{ForecastOptions, StageHistory};
use sales_process::import::{Import, ImportFile, ImportOptions, System};
use sales_process::kpi::{KpiFacts, Question};
use sales_process::lifecycle::customer::{AnyCustomer, CustomerCommand, CustomerRules};
use sales_process::lifecycle::deal::{AnyDeal, DealCommand};
use sales_process::lifecycle::handoff::{AnyHandoff, HandoffCommand, HandoffRules};
use sales_process::lifecycle::lead::{AnyLead, LeadCommand, LeadRules};
use sales_process::lifecycle::{Act, Conduct, Entity, Entry, History};
use sales_process::order::csv as order_csv;
use sales_process::playbook::{Audit, Headings, Playbook};
use sales_process::policy::Rule;
use sales_process::process::{
    Drawing, HandoffPolicy, Pipeline, PipelineDraft, ProcessDraft, Profile, ServiceLevel,
};
use sales_process::value::table::TableOptions;
use sales_process::{
    Currency, CustomerMerges, DealId, Language, Line, Money, Month, Months, Percent, Period,
    PersonId, Probability, Purchase, SalesProcess, StageId, UtcOffset, Zone,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a target does with some bytes.
type Target = fn(&[u8]);

/// The targets by name; `sql` and `preview` stand beside them, since they need
/// a parser of SQL and the command.
pub const TARGETS: [(&str, Target); 11] = [
    ("change", change),
    ("entity", entity),
    ("history", history),
    ("import", import),
    ("process", process),
    ("profile", profile),
    ("replay", replay),
    ("rule", rule),
    ("sketch", sketch),
    ("table", table),
    ("value", value),
];

/// Processes beyond this are the business of the benchmarks.
const MOST_MOVES: usize = 120;

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// The stored form is read as what was stored.
#[track_caller]
fn stored<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).expect("everything has a stored form");
    match serde_json::from_str::<T>(&json) {
        Ok(read) => assert_eq!(&read, value, "{json}"),
        Err(error) => panic!("what was written is refused: {error}: {json}"),
    }
}

/// A process as JSON: read, checked, mended, analysed, drawn, written down.
pub fn process(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match SalesProcess::from_json(text) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            serde_json::to_string(&error).expect("an error for programs");
        }
        Ok(process) => all_of(&process, text),
    }
}

/// A pipeline as text.
pub fn sketch(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(draft) = text.parse::<PipelineDraft>() {
        let shown = draft.to_string();
        let again: PipelineDraft = shown.parse().unwrap_or_else(|e| panic!("{e}:\n{shown}"));
        assert_eq!(again.to_string(), shown);
    }
    if let Ok(process) = SalesProcess::from_text(text) {
        all_of(&process, text);
    }
}

/// A profile, and the process proposed for it in each language.
pub fn profile(data: &[u8]) {
    let Some(profile) = text(data).and_then(|text| serde_json::from_str::<Profile>(text).ok())
    else {
        return;
    };
    for language in [Language::English, Language::Russian, Language::Romanian] {
        let draft = SalesProcess::propose_in(language, profile);
        let process = draft.build().expect("what is proposed fits together");
        all_of(&process, "");
    }
}

fn all_of(process: &SalesProcess, text: &str) {
    let again = SalesProcess::from_json(&process.to_json());
    assert_eq!(again.as_ref(), Ok(process), "what was written is read");
    let moves: usize = process.pipelines().iter().map(|it| it.moves().len()).sum();
    let stages: usize = process.pipelines().iter().map(|it| it.stages().len()).sum();
    if moves + stages > MOST_MOVES {
        return;
    }
    let findings = process.lint();
    let report = Report::new(process, &findings).read_from("process.json", text);
    assert!(report.to_text().lines().count() >= 1);
    is_json(&report.to_json());
    is_json(&report.to_sarif());
    for safety in [Safety::Safe, Safety::Suggested, Safety::Costly] {
        let fixed = process.fix(safety);
        assert_eq!(fixed.left, fixed.process.lint());
        drop(process.changes_to(&fixed.process).for_people());
    }
    for finding in findings.iter().take(5) {
        drop(finding.fix.as_ref().map(|fix| fix.effects(process)));
    }
    for pipeline in process.pipelines() {
        if let Ok(analysis) = pipeline.analysis() {
            is_json(&serde_json::to_string(&analysis.report(pipeline)).expect("a report"));
            drop(analysis.report(pipeline).to_string());
            let whole = |chance: f64| assert!((-1e-9..=1.0 + 1e-9).contains(&chance), "{chance}");
            analysis.win_probability().map(|it| it.if_equal()).into_iter().for_each(whole);
            all_forms(Drawing::of(pipeline).in_process(process).figures(&analysis).picture());
        } else {
            all_forms(Drawing::of(pipeline).in_process(process).picture());
        }
        let merged = pipeline.merge_to(3);
        stored(&merged.pipeline.draft().clone());
        drop(pipeline.merge_proposals());
    }
    for language in [Language::English, Language::Russian, Language::Romanian] {
        let playbook = Playbook::of(process).findings(&findings).headings(Headings::of(language));
        let (markdown, html) = (playbook.to_markdown(), playbook.to_html());
        assert!(!markdown.is_empty() && html.ends_with("</html>\n"), "a document ends");
    }
}

fn is_json(text: &str) {
    serde_json::from_str::<serde_json::Value>(text).expect("JSON");
}

fn all_forms(picture: Picture) {
    for flow in [Flow::Across, Flow::Down] {
        let picture = picture.clone().flow(flow);
        picture.to_dot();
        picture.to_mermaid();
        picture.to_mermaid_states();
        for xml in [picture.to_svg(), picture.to_bpmn()] {
            let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
            assert!(!xml.contains(forbidden), "XML forbids control characters");
        }
    }
}

/// Two processes, parted by a line `---`: what changed, where deals go; and a
/// change to the first.
pub fn change(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut parts = text.split("\n---\n");
    let read = |part: Option<&str>| SalesProcess::from_text(part?).ok();
    let (Some(old), Some(new)) = (read(parts.next()), read(parts.next())) else { return };
    let size = |it: &SalesProcess| -> usize {
        it.pipelines().iter().map(|it| it.moves().len() + it.stages().len()).sum()
    };
    if size(&old) + size(&new) > MOST_MOVES {
        return;
    }
    let change = old.changes_to(&new);
    assert_eq!(change.is_empty(), old == new, "{change}");
    change.for_people();
    is_json(&serde_json::to_string(&change).expect("a change"));
    for pipeline in old.pipelines() {
        let Some(after) = new.pipeline(pipeline.id().as_str()) else { continue };
        let change = pipeline.changes_to(after);
        change.effect();
        if let Ok(map) = change.stage_map().build() {
            map.check(pipeline, after).expect("a map that was built fits");
            stored(&map);
        }
        if let Some(asked) = parts.clone().next() {
            let changes: Vec<Change> = asked.lines().filter_map(|it| it.parse().ok()).collect();
            for lost in [LostDeals::LostLater, LostDeals::LostGoOn] {
                let what_if =
                    WhatIf::of(pipeline).in_process(&old).assuming(lost).leads_a_month(40.0);
                drop(what_if.ask(&changes).map(|answer| {
                    (
                        answer.to_string(),
                        is_json(&serde_json::to_string(&answer).expect("an answer")),
                    )
                }));
            }
        }
    }
}

/// A rule on the first line; then orders, four bytes each. The meaning of a
/// rule and its fold say the same.
pub fn rule(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (rule, orders) = data.split_at(end);
    let Some(rule) = text(rule).and_then(|text| serde_json::from_str::<Rule>(text).ok()) else {
        return;
    };
    stored(&rule);
    let currency = rule.currency().unwrap_or_else(|| "GBP".parse().expect("a currency"));
    let mut at = DateTime::UNIX_EPOCH;
    let placed: Vec<(DateTime<Utc>, [Line; 1])> = orders
        .get(1..)
        .unwrap_or_default()
        .chunks_exact(4)
        .take(40)
        .map(|bytes| {
            at += TimeDelta::hours(i64::from(bytes[0]) * 7);
            let amount = i64::from(i16::from_le_bytes([bytes[1], bytes[2]]));
            let product = ["P-1", "P-7", "a"][usize::from(bytes[3]) % 3];
            let money = Money::new(amount.into(), currency).expect("small");
            (at, [Line::new(product.parse().expect("an id"), money)])
        })
        .collect();
    let purchases = || placed.iter().map(|(at, lines)| Purchase::new(*at, lines).expect("a line"));
    let fold = rule.fold(UtcOffset::UTC);
    let mut state = fold.begin();
    let mut folded = Ok(());
    for purchase in purchases() {
        folded = folded.and_then(|()| fold.record(&mut state, purchase));
    }
    let as_of = at + TimeDelta::days(30);
    match (rule.evaluate(purchases(), as_of, UtcOffset::UTC), folded) {
        (Ok(naive), Ok(())) => assert_eq!(fold.verdict(&state, as_of).as_ref(), Ok(&naive)),
        (Err(_), Err(_)) => {}
        (naive, folded) => panic!("{naive:?} from scratch, {folded:?} folded"),
    }
}

/// Options by two bytes.
fn options(a: u8, b: u8) -> TableOptions {
    let mut options = TableOptions::new();
    if a & 1 == 1 {
        options = options.decimal_comma();
    }
    if a & 2 == 2 {
        options = options.zone("Europe/Berlin".parse::<Zone>().expect("a zone"));
    }
    if a & 4 == 4 {
        options =
            options.date_format(["%d.%m.%Y", "%m/%d/%y", "%Y%j", "%", "%s"][usize::from(b % 5)]);
    }
    if a & 8 == 8 {
        let name = ["windows-1251", "utf-16le", "shift_jis", "utf-16be"][usize::from(b % 4)];
        options = options.encoding(name.parse().expect("an encoding"));
    }
    if a & 16 == 16 {
        options = options.map("order_id", "Invoice No").map("deal_id", "ID");
    }
    options
}

/// Three bytes that say which table by which options, then its bytes.
pub fn table(data: &[u8]) {
    let [kind, a, b, file @ ..] = data else { return };
    let options = options(*a, *b);
    let goes_on = a & 32 == 32;
    match kind % 4 {
        0 => {
            let bad = |error: order_csv::OrderTableError| {
                let goes_on = goes_on && error.is_of_one_row();
                if goes_on { Ok(()) } else { Err(error) }
            };
            let Ok(book) = order_csv::read_book(file, &options, CustomerMerges::new(), bad, drop)
            else {
                return;
            };
            let orders = book.to_orders();
            assert!(orders.is_sorted_by_key(|order| order.placed_at()));
        }
        1 => {
            let options = &options;
            let bad = |error| if goes_on { Ok(()) } else { Err(error) };
            let Ok(log) = sales_process::history::csv::read(file, options, bad, drop) else {
                return;
            };
            let history = StageHistory::of(&log);
            let real = history.real_pipeline();
            history.to_text(&real);
            drop(history.calibration());
        }
        2 => drop(sales_process::kpi::csv::rates(file, &options)),
        _ => kpis(file, options, goes_on),
    }
}

/// Leads, deals, orders, costs and merges, parted by NUL.
fn kpis(data: &[u8], options: TableOptions, goes_on: bool) {
    use sales_process::kpi::csv::{KpiTableError, Tables};
    let mut tables = Tables::with(options).into_facts(KpiFacts::in_each_currency());
    let bad = |error: KpiTableError| if goes_on { Ok(()) } else { Err(error) };
    for (number, file) in data.split(|byte| *byte == 0).take(5).enumerate() {
        let read = match number {
            0 => tables.leads(file, bad),
            1 => tables.deals(file, bad),
            2 => tables.orders(file, bad),
            3 => tables.costs(file, bad),
            _ => tables.merges(file, bad),
        };
        if read.is_err() {
            return;
        }
    }
    let Ok(facts) = tables.finish(bad) else { return };
    let as_of = facts.last_instant().unwrap_or(DateTime::UNIX_EPOCH);
    let overview = facts.overview(&Question::as_of(as_of));
    overview.report.to_string();
    overview.statistics.to_string();
    is_json(&serde_json::to_string(&overview.report).expect("a report"));
}

/// A process and a stage history, parted by NUL.
pub fn history(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let process = parts.next().and_then(text).and_then(|it| SalesProcess::from_text(it).ok());
    let (Some(process), Some(rows)) = (process, parts.next()) else { return };
    let Some(pipeline) = process.pipelines().first() else { return };
    if pipeline.moves().len() + pipeline.stages().len() > MOST_MOVES {
        return;
    }
    let log = sales_process::history::csv::read(rows, &TableOptions::new(), |_| Ok(()), drop);
    let Ok(log) = log else { return };
    let history = StageHistory::beside(&log, pipeline);
    let real = history.real_pipeline();
    history.to_text(&real);
    is_json(&serde_json::to_string(&real).expect("a real pipeline"));
    let calibration = history.calibration();
    assert!(calibration.draft.clone().build().is_ok(), "what was learned fits together");
    if let Some(by) = history.as_of().checked_add_signed(TimeDelta::days(30)) {
        drop(history.forecast(&ForecastOptions::before(by).draws(50)).map(|it| it.to_string()));
    }
    let findings = process.lint();
    let audit = Audit::of(&process).findings(&findings).stages(&log).forecast_days(30);
    audit.to_html(&audit.report());
}

/// One byte for the system, then files, parted by NUL.
pub fn import(data: &[u8]) {
    let [system, files @ ..] = data else { return };
    let system = System::ALL[usize::from(*system) % System::ALL.len()];
    let files: Vec<&[u8]> = files.split(|byte| *byte == 0).take(6).collect();
    let files: Vec<ImportFile<'_>> = files.iter().map(|it| ImportFile::new("file", it)).collect();
    let import = Import::read(system, &files, &ImportOptions::new());
    if let Some(draft) = &import.process {
        let process = draft.clone().build().unwrap_or_else(|it| panic!("{it}"));
        assert_eq!(SalesProcess::from_json(&process.to_json()), Ok(process));
    }
    is_json(&serde_json::to_string(&import.report).expect("a report"));
    let rows = |csv: &str| csv.lines().count() > 1;
    for csv in [import.deals_csv(), import.leads_csv(), import.stages_csv()] {
        assert!(csv.ends_with('\n') || !rows(&csv));
    }
    let read = sales_process::history::csv::read(
        import.stages_csv().as_bytes(),
        &TableOptions::new(),
        Err,
        drop,
    );
    if !import.stays.is_empty() {
        assert_eq!(read.expect("our own file").rows(), import.stays.len());
    }
}

/// A stored entity on the first line, a command on each after it.
pub fn entity(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut lines = text.lines();
    let Some(first) = lines.next() else { return };
    let pipeline = sketched();
    let policy = HandoffPolicy::new().accept_within_days(5);
    let rules =
        CustomerRules::default().first_repeat_within_days(90).contact_every_days(30).reexamined();
    moves::<AnyDeal, DealCommand>(first, lines.clone(), |it, command, act| {
        it.apply(&pipeline, command, act).map_err(|it| it.entity)
    });
    moves::<AnyLead, LeadCommand>(first, lines.clone(), |it, command, act| {
        it.apply(LeadRules::default(), command, act).map_err(|it| it.entity)
    });
    moves::<AnyCustomer, CustomerCommand>(first, lines.clone(), |it, command, act| {
        it.apply(rules, command, act).map_err(|it| it.entity)
    });
    moves::<AnyHandoff, HandoffCommand>(first, lines, |it, command, act| {
        it.apply(HandoffRules::from(&policy), command, act).map_err(|it| it.entity)
    });
}

fn sketched() -> Pipeline {
    let sketch = "start -> talk \"Talk\" [needs_discovery] 5d -> offer [proposal] -> sign [contract] \
                  -> pay [payment_tracking] -> won\ntalk -> lost 40%\noffer ~2> talk\n";
    let draft: PipelineDraft = sketch.parse().expect("a sketch");
    draft.build().expect("a pipeline")
}

fn moves<'t, E: Entity, C: DeserializeOwned>(
    first: &str,
    lines: impl Iterator<Item = &'t str>,
    apply: impl Fn(E, C, &Act) -> Result<E, E>,
) where
    <E::Machine as sales_process::lifecycle::Machine>::Command: PartialEq,
{
    let Ok(mut entity) = E::from_json(first) else { return };
    stored(&entity);
    for line in lines.take(8) {
        let Ok(command) = serde_json::from_str::<C>(line) else { continue };
        let anna: PersonId = "anna".parse().expect("an id");
        let act = Act::new(entity.last_at(), anna.clone()).overriding(anna, "in a hurry");
        entity = match apply(entity, command, &act) {
            Ok(moved) => {
                stored(&moved);
                moved
            }
            Err(same) => same,
        };
    }
    let entries: Vec<Entry<E::Machine>> = entity.take_entries().collect();
    for entry in entries {
        stored(&entry);
    }
}

/// The entries of an entity, as JSON: replayed, and what comes of it stored.
pub fn replay(data: &[u8]) {
    fn of<M: Conduct>(text: &str)
    where
        M::Any: Entity,
    {
        let Ok(mut history) = serde_json::from_str::<History<M>>(text) else { return };
        stored(&history);
        match history.replay() {
            Err(error) => assert!(!error.to_string().is_empty()),
            Ok(entity) => {
                stored(&entity);
                history.redact();
                stored(&history);
                history.replay().expect("redacted entries replay");
            }
        }
    }
    let Some(text) = text(data) else { return };
    of::<sales_process::lifecycle::deal::DealMachine>(text);
    of::<sales_process::lifecycle::lead::LeadMachine>(text);
    of::<sales_process::lifecycle::customer::CustomerMachine>(text);
    of::<sales_process::lifecycle::handoff::HandoffMachine>(text);
}

/// Values, each on a line of its own.
pub fn value(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut sum: Option<Money> = None;
    for line in text.lines().take(20) {
        if let Some(money) = whole::<Money>(line) {
            whole::<Money>(&money.rounded().to_string());
            whole::<Money>(&money.negated().to_string());
            let (one, other) = Percent::new(37.0).expect("a percentage").split(money);
            assert_eq!(one.plus(other), Ok(money), "nothing is lost in a split");
            sum = sum.map_or(Some(money), |sum| sum.plus(money).ok());
            sum.into_iter().for_each(|it| {
                black_box(whole::<Money>(&it.to_string()));
            });
        }
        whole::<Currency>(line);
        whole::<DealId>(line);
        whole::<StageId>(line);
        whole::<Percent>(line);
        whole::<Probability>(line);
        whole::<UtcOffset>(line);
        json::<Months>(line);
        json::<Period>(line);
        json::<ProcessDraft>(line);
        json::<ServiceLevel>(line);
        if let Some(month) = whole::<Month>(line) {
            black_box((
                month.shifted(1),
                month.shifted(-1),
                month.first_day(),
                month.begins(UtcOffset::UTC),
            ));
        }
        if let Some(zone) = whole::<Zone>(line) {
            for day in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::default()] {
                zone.begin_of(day).map(|at| zone.date_of(at));
            }
            zone.local(DateTime::<Utc>::MAX_UTC);
            zone.local(DateTime::<Utc>::MIN_UTC);
        }
        if let Ok(at) = line.parse::<DateTime<Utc>>() {
            black_box(Months::new(1200).ok().and_then(|months| months.after(at)));
            Month::of(at, UtcOffset::UTC);
        }
    }
}

/// A text that is read is shown as one that is read as the same.
fn whole<T>(text: &str) -> Option<T>
where
    T: FromStr + Display + PartialEq + Debug + Clone + Serialize + DeserializeOwned,
    T::Err: Display,
{
    match text.parse::<T>() {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
        Ok(value) => {
            let shown = value.to_string();
            assert_eq!(shown.parse::<T>().ok().as_ref(), Some(&value), "{shown}");
            stored(&value);
            Some(value)
        }
    }
}

fn json<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str) {
    if let Ok(value) = serde_json::from_str::<T>(text) {
        stored(&value);
    }
}
