//! What the page shows: one process as text, what follows from it, and how it
//! stands to its file. All of it is computed by the library.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use sales_process::designer::analysis::{Analysis, Figure, ShareSource};
use sales_process::designer::lint::{Finding, Safety};
use sales_process::designer::what_if::{Change, ChangeError, LostDeals, Promise, WhatIf};
use sales_process::draw::{Flow, Level};
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::json::Located;
use sales_process::process::{
    Days, Drawing, Move, OutcomeKind, Pipeline, Place, ReadError, Role, Stage,
};
use sales_process::{Language, Named, Probability, SalesProcess};
use serde_json::{Value, json};

/// How long an answer waits for something new before it says that nothing is.
const WAIT: Duration = Duration::from_secs(20);
/// How often a file that is no process is read again within some milliseconds: it
/// may be in the making.
const HALF_WRITTEN: usize = 10;
/// From how many stages on a picture says of each only its name, its moves and
/// how many findings there are: more takes a browser a second to draw.
const LONG: usize = 100;
/// Of how many fixes the effect is worked out, and of how large a process.
const MOST_EFFECTS: usize = 12;
const LARGEST_WITH_EFFECTS: usize = 500;

pub(super) struct Session {
    file: PathBuf,
    writes: bool,
    pub(super) language: Language,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// What is on the page, and why it is no process.
    text: String,
    error: Option<ReadError>,
    /// What is in the file, as far as it was read, what it says, and when it was
    /// changed.
    saved: String,
    saved_process: Option<SalesProcess>,
    seen: Option<(SystemTime, u64)>,
    /// Whether somebody else changed the file while the page had changes.
    conflict: bool,
    /// The last text on the page that is a process, and since which revision.
    process: Option<SalesProcess>,
    drawn: u64,
    revision: u64,
}

/// The state of a file by which a change is noticed.
fn stamp(file: &Path) -> Option<(SystemTime, u64)> {
    let data = fs::metadata(file).ok()?;
    Some((data.modified().ok()?, data.len()))
}

impl Session {
    pub(super) fn new(file: PathBuf, text: String, writes: bool, language: Language) -> Self {
        let mut state = State {
            text: String::new(),
            error: None,
            saved: String::new(),
            saved_process: None,
            seen: stamp(&file),
            conflict: false,
            process: None,
            drawn: 0,
            revision: 0,
        };
        state.set(text);
        state.is_saved();
        Self { file, writes, language, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// A thread that panicked cannot leave half a state: it is set in one go.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what was written to the file by others. A page that has
    /// changes of its own keeps them and says so.
    pub(super) fn look_at_file(&self) {
        let mut seen = stamp(&self.file);
        if seen.is_none() || seen == self.lock().seen {
            return;
        }
        let Ok(mut text) = fs::read_to_string(&self.file) else { return };
        let mut read = SalesProcess::from_text(&text);
        for _ in 0..HALF_WRITTEN {
            if read.is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(4));
            seen = stamp(&self.file);
            let Ok(again) = fs::read_to_string(&self.file) else { return };
            if again != text {
                read = SalesProcess::from_text(&again);
                text = again;
            }
        }
        let mut state = self.lock();
        state.seen = seen;
        if text == state.saved {
            return;
        }
        if state.text == state.saved {
            state.take(text, read);
            state.is_saved();
        } else {
            state.conflict = true;
            state.revision += 1;
            state.saved = text;
            state.saved_process = read.ok();
        }
        self.changed.notify_all();
    }

    pub(super) fn state(&self) -> Value {
        self.told(&self.lock())
    }

    /// Waits until there is something newer than a revision.
    pub(super) fn wait(&self, revision: u64) -> Value {
        let state = self.lock();
        let waited = self.changed.wait_timeout_while(state, WAIT, |it| it.revision <= revision);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.revision <= revision { json!({"revision": revision}) } else { self.told(&state) }
    }

    /// What was typed. The page that typed it has it already, so that nobody is
    /// woken.
    pub(super) fn edit(&self, asked: &Value) -> Value {
        let mut state = self.lock();
        if let Some(text) = asked["text"].as_str() {
            state.set(text.to_owned());
        }
        self.told(&state)
    }

    /// The text with a fix applied; the page shows it, and it is typed as any
    /// other.
    pub(super) fn fix(&self, asked: &Value) -> Value {
        let mut state = self.lock();
        let nth = asked["finding"].as_u64().and_then(|nth| usize::try_from(nth).ok());
        let fixed = state.process.as_ref().and_then(|process| {
            let found = process.lint();
            found.get(nth?)?.fix.as_ref()?.apply(process).ok()
        });
        if let Some(fixed) = fixed {
            let text = rendered(&fixed, &state.text);
            state.set(text);
        }
        self.told(&state)
    }

    /// Gives up the changes of the page for what is in the file.
    pub(super) fn reload(&self) -> Value {
        let mut state = self.lock();
        let saved = state.saved.clone();
        state.set(saved);
        state.conflict = false;
        self.told(&state)
    }

    /// Writes the text to the file, unless it was changed by others since.
    pub(super) fn save(&self, asked: &Value) -> Value {
        let mut state = self.lock();
        let refused = |why: &str| json!({"refused": why});
        if !self.writes {
            return refused("read_only");
        }
        if state.error.is_some() {
            return refused("not_a_process");
        }
        let there = fs::read_to_string(&self.file).ok();
        let known = there.as_deref() == Some(&state.saved) && !state.conflict;
        if !known && asked["overwrite"] != Value::Bool(true) {
            state.conflict = true;
            return refused("changed_outside");
        }
        if fs::write(&self.file, &state.text).is_err() {
            return refused("cannot_write");
        }
        state.is_saved();
        state.seen = stamp(&self.file);
        state.conflict = false;
        state.revision += 1;
        self.told(&state)
    }

    /// What changes of a pipeline would do, before and after.
    pub(super) fn what_if(&self, asked: &Value) -> Value {
        let state = self.lock();
        let answered = state.process.as_ref().map(|process| self.answer(process, asked));
        match answered {
            None => Value::Null,
            Some(Ok(answer)) => answer,
            Some(Err(message)) => json!({"message": message}),
        }
    }

    fn answer(&self, process: &SalesProcess, asked: &Value) -> Result<Value, String> {
        let changes = asked_changes(asked)?;
        let (nth, pipeline) = asked_pipeline(process, asked)?;
        let lost = match asked["lost"].as_str() {
            Some("lost_go_on") => LostDeals::LostGoOn,
            _ => LostDeals::LostLater,
        };
        let mut question = WhatIf::of(pipeline).in_process(process).assuming(lost);
        if let Some(leads) = asked["leads"].as_f64().filter(|leads| *leads > 0.0) {
            question = question.leads_a_month(leads);
        }
        let answer = question.ask(&changes).map_err(|error| error.to_string())?;
        let [before, after] = [&answer.before, &answer.after].map(|it| self.promise(process, it));
        let of = |step: &Move| {
            let share = step.probability.map(Probability::value);
            json!({"from": step.from, "to": step.to, "share": share})
        };
        // Where one share is pulled, those beside it move.
        let then = changed(process, asked).ok();
        let then = then.as_ref().and_then(|it| it.pipelines().get(nth));
        let shares: Option<Vec<Value>> = then.map(|it| it.moves().iter().map(of).collect());
        Ok(json!({
            "before": before, "after": after, "assumption": answer.assumption, "shares": shares,
        }))
    }

    fn promise(&self, process: &SalesProcess, promise: &Promise) -> Value {
        let numbers = Headings::of(self.language).numbers;
        let tenths = |number: f64| numbers.number((number * 10.0).round() / 10.0);
        let stated = |figure: Option<Figure>| figure.and_then(Figure::stated);
        let chance = stated(promise.win_probability);
        let days = stated(promise.expected_days_to_win).filter(|days| *days > 0.0);
        let open = promise.open_deals.as_ref();
        let open: Option<f64> = open.map(|open| open.iter().map(|(_, deals)| deals).sum());
        let work = promise.work.iter().map(|work| {
            let role = process.role(&work.role).and_then(|role| role.title.clone());
            json!({
                "role": work.role,
                "name": role.unwrap_or_else(|| work.role.clone()),
                "hours": tenths(work.hours_per_week),
                "utilisation": work.utilisation.map(|it| self.percent(it)),
            })
        });
        json!({
            "stages": promise.stages,
            "win_probability": chance,
            "chance": chance.map(|chance| self.percent(chance)),
            "days": days.map(tenths),
            "wins": stated(promise.wins_per_year).map(tenths),
            "open": open.map(tenths),
            "work": work.collect::<Vec<_>>(),
        })
    }

    /// The text with changes of a pipeline taken over.
    pub(super) fn adopt(&self, asked: &Value) -> Value {
        let mut state = self.lock();
        let Some(process) = &state.process else { return Value::Null };
        match changed(process, asked) {
            Ok(after) => {
                let text = rendered(&after, &state.text);
                state.set(text);
                self.told(&state)
            }
            Err(message) => json!({"message": message}),
        }
    }

    pub(super) fn picture(&self, nth: u64, flow: Flow) -> Option<String> {
        let state = self.lock();
        let process = state.process.as_ref()?;
        let pipeline = process.pipelines().get(usize::try_from(nth).ok()?)?;
        let words = Headings::of(self.language);
        let analysis = pipeline.analysis().ok();
        let mut drawing = Drawing::of(pipeline).in_process(process).words(words.picture_words());
        let long = pipeline.stages().len() > LONG;
        if let Some(analysis) = analysis.as_ref().filter(|_| !long) {
            drawing = drawing.figures(analysis);
        }
        let mut counted: BTreeMap<&str, (Level, usize)> = BTreeMap::new();
        let found = process.lint();
        for finding in found.iter().filter(|it| it.pipeline.as_ref() == Some(pipeline.id())) {
            let level = match finding.severity.name() {
                "error" => Level::Error,
                "warning" => Level::Warning,
                _ => Level::Notice,
            };
            // In the picture there is room for what it is, not for all it says.
            let text = match words.lints.get(finding.lint.name) {
                Some([found, _]) => found.trim_end_matches('.').to_owned(),
                None => finding.lint.name.replace('-', " "),
            };
            for stage in &finding.stages {
                if long {
                    let (worst, count) = counted.entry(stage.as_str()).or_insert((level, 0));
                    (*worst, *count) = (level.min(*worst), *count + 1);
                } else {
                    drawing = drawing.mark(stage.as_str(), level, &text);
                }
            }
        }
        for (stage, (worst, count)) in counted {
            drawing = drawing.mark(stage, worst, count.to_string());
        }
        Some(drawing.picture().flow(flow).to_svg())
    }

    pub(super) fn playbook(&self) -> Option<String> {
        let state = self.lock();
        let process = state.process.as_ref()?;
        Some(Playbook::of(process).headings(Headings::of(self.language)).to_html())
    }

    /// Everything the page shows.
    fn told(&self, state: &State) -> Value {
        let problems = state.error.as_ref().map(|error| problems(error, &state.text));
        let process = state.process.as_ref();
        let findings = process.map(|it| self.findings(it, &state.text)).unwrap_or_default();
        let both = process.zip(state.saved_process.as_ref());
        let diff = both.map(|(now, saved)| saved.changes_to(now).to_string());
        json!({
            "revision": state.revision,
            "drawn": state.drawn,
            "text": state.text,
            "file": self.file.display().to_string(),
            "name": process.map(SalesProcess::name),
            "writes": self.writes,
            "unsaved": state.text != state.saved,
            "conflict": state.conflict,
            "problems": problems.unwrap_or_default(),
            "findings": findings,
            "pipelines": process.map(|process| {
                let of = |it| self.pipeline(process, it);
                process.pipelines().iter().map(of).collect::<Vec<_>>()
            }).unwrap_or_default(),
            "diff": diff,
        })
    }

    fn pipeline(&self, process: &SalesProcess, pipeline: &Pipeline) -> Value {
        let words = Headings::of(self.language);
        let kinds = words.picture_words().names;
        let kind = |name: &str| kinds.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let serves: Vec<String> = pipeline.serves().iter().map(|it| kind(it.name())).collect();
        let called = match &pipeline.draft().name {
            None if process.pipelines().len() == 1 => process.name().to_owned(),
            None if !serves.is_empty() => serves.join(", "),
            _ => pipeline.name().to_owned(),
        };
        let name = |id: &str| match pipeline.key(id).and_then(|key| pipeline.place(key)) {
            Some(Place::Stage(stage)) => stage.name().to_owned(),
            Some(Place::Outcome(end)) => match (&end.name, end.kind) {
                (Some(name), _) => name.clone(),
                (None, _) if end.id != end.kind.name() => end.id.clone(),
                (None, OutcomeKind::Won) => words.names.won.to_owned(),
                (None, OutcomeKind::Lost) => words.names.lost.to_owned(),
                (None, OutcomeKind::Abandoned) => words.names.abandoned.to_owned(),
            },
            None => id.to_owned(),
        };
        let exits = |stage: &Stage| -> Vec<Value> {
            let moves = pipeline.moves().iter().filter(|step| step.from == stage.id);
            let exit = moves.map(|step| {
                let share = step.probability.map(Probability::value);
                json!({"to": step.to, "name": name(&step.to), "share": share})
            });
            exit.collect()
        };
        let stage = |stage: &Stage| {
            json!({
                "id": stage.id,
                "name": stage.name(),
                "days": stage.typical_days.map(Days::count),
                "exits": exits(stage),
            })
        };
        let works = |role: &&Role| {
            pipeline.stages().iter().any(|stage| stage.role.as_deref() == Some(role.id.as_str()))
        };
        let role = |role: &Role| {
            let name = role.title.as_deref().unwrap_or(&role.id);
            json!({"id": role.id, "name": name, "people": role.people})
        };
        json!({
            "id": pipeline.id().as_str(),
            "name": called,
            "figures": self.figures(pipeline),
            "stages": pipeline.stages().iter().map(stage).collect::<Vec<_>>(),
            "roles": process.as_draft().roles.iter().filter(works).map(role).collect::<Vec<_>>(),
        })
    }

    /// A share in per cent, as pictures and playbook write it.
    fn percent(&self, share: f64) -> String {
        let words = Headings::of(self.language);
        let number = words.numbers.number((share * 1000.0).round() / 10.0);
        number + &words.picture_words().percent
    }

    /// Chance and time, `null` where they rest on shares that nobody stated.
    fn figures(&self, pipeline: &Pipeline) -> Value {
        let analysis = pipeline.analysis().ok();
        let analysis = analysis.as_ref();
        let chance = analysis.and_then(|it| it.win_probability()?.stated());
        let days = analysis.and_then(|it| it.expected_days_to_win()?.stated());
        let days = days.filter(|days| *days > 0.0);
        let numbers = Headings::of(self.language).numbers;
        let tenths = |number: f64| numbers.number((number * 10.0).round() / 10.0);
        json!({
            "stages": pipeline.stages().len(),
            "win_probability": chance,
            "expected_days_to_win": days,
            "chance": chance.map(|chance| self.percent(chance)),
            "days": days.map(tenths),
            "sources": analysis.map(|it| sources(pipeline, it)),
        })
    }

    fn findings(&self, process: &SalesProcess, text: &str) -> Vec<Value> {
        let found = process.lint();
        let stages: usize = process.pipelines().iter().map(|it| it.stages().len()).sum();
        let most = if stages > LARGEST_WITH_EFFECTS { 0 } else { MOST_EFFECTS };
        let mut effects = 0;
        let told = |(nth, finding): (usize, &Finding)| {
            let fix = finding.fix.as_ref().map(|fix| {
                effects += 1;
                let effect =
                    if effects <= most { self.effect(process, finding, found.len()) } else { None };
                let safe = fix.safety == Safety::Safe;
                // What a fix does is written in English; elsewhere the help says it.
                let title = (self.language == Language::English).then_some(&fix.title);
                json!({"title": title, "safe": safe, "effect": effect})
            });
            let line = finding.stages.first().and_then(|id| line_of(text, id.as_str()));
            json!({
                "nth": nth,
                "lint": finding.lint.name,
                "severity": finding.severity.name(),
                "message": finding.message_in(process, self.language),
                "help": finding.help_in(self.language),
                "line": line,
                "fix": fix,
            })
        };
        let told: Vec<Value> = found.iter().enumerate().map(told).collect();
        // The gravest first; among equals in the order of the linter.
        let mut told: Vec<_> = found.iter().map(|it| it.severity).zip(told).collect();
        told.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
        told.into_iter().map(|(_, it)| it).collect()
    }

    /// What a fix does to chance, time and the number of findings.
    fn effect(&self, process: &SalesProcess, finding: &Finding, found: usize) -> Option<Value> {
        let after = finding.fix.as_ref()?.apply(process).ok()?;
        let of = |process: &SalesProcess| {
            let pipeline = finding.pipeline.as_ref();
            let pipeline = pipeline.and_then(|id| process.pipeline(id.as_str()));
            pipeline.map(|pipeline| self.figures(pipeline))
        };
        let left = after.lint().len();
        Some(json!({"before": of(process), "after": of(&after), "findings": [found, left]}))
    }
}

/// Where the shares come from on which the figures rest: each source with the
/// stages that have shares from it, where there is more than one way on.
fn sources(pipeline: &Pipeline, analysis: &Analysis) -> Vec<Value> {
    let of = |source: ShareSource| {
        let stages = pipeline.stages().iter().zip(pipeline.stage_keys());
        let from = stages.filter(|(stage, key)| {
            let ways = pipeline.moves().iter().filter(|step| step.from == stage.id);
            ways.count() > 1 && analysis.shares_from(*key) == Some(source)
        });
        let names: Vec<&str> = from.map(|(stage, _)| stage.name()).collect();
        (!names.is_empty()).then(|| json!({"source": source.name(), "stages": names}))
    };
    ShareSource::ALL.iter().filter_map(|source| of(*source)).collect()
}

impl State {
    fn set(&mut self, text: String) {
        let read = SalesProcess::from_text(&text);
        self.take(text, read);
    }

    fn take(&mut self, text: String, read: Result<SalesProcess, ReadError>) {
        self.text = text;
        self.revision += 1;
        self.error = None;
        match read {
            Err(error) => self.error = Some(error),
            Ok(process) if self.process.as_ref() == Some(&process) => {}
            Ok(process) => {
                self.process = Some(process);
                self.drawn = self.revision;
            }
        }
    }

    /// What is on the page is what is in the file.
    fn is_saved(&mut self) {
        self.saved.clone_from(&self.text);
        self.saved_process = self.process.clone().filter(|_| self.error.is_none());
    }
}

/// What is wrong with a text, each with its line where that is known.
fn problems(error: &ReadError, text: &str) -> Vec<Value> {
    match error {
        ReadError::Malformed { line, message, .. } | ReadError::Shape { line, message, .. } => {
            vec![json!({"line": line, "message": message})]
        }
        ReadError::Sketch(error) => {
            vec![json!({"line": error.line, "message": error.to_string()})]
        }
        ReadError::Content(problems) => {
            // The id in backticks stands nearer to the mistake than the list it is in.
            let line = |message: &str| {
                message.split('`').skip(1).step_by(2).find_map(|id| line_of(text, id))
            };
            let problem = |it: &Located| {
                let message = it.problem.to_string();
                json!({"line": line(&message).unwrap_or(it.line), "message": message})
            };
            problems.iter().map(problem).collect()
        }
        other => vec![json!({"line": null, "message": other.to_string()})],
    }
}

/// The first line on which an id stands as a text of JSON, from 1.
fn line_of(text: &str, id: &str) -> Option<usize> {
    let quoted = serde_json::to_string(id).ok()?;
    text.lines().position(|line| line.contains(&quoted)).map(|line| line + 1)
}

/// The pipeline that is asked about, and its number.
fn asked_pipeline<'a>(
    process: &'a SalesProcess,
    asked: &Value,
) -> Result<(usize, &'a Pipeline), String> {
    let nth = asked["pipeline"].as_u64().and_then(|nth| usize::try_from(nth).ok()).unwrap_or(0);
    let pipeline = process.pipelines().get(nth).ok_or("there is no such pipeline")?;
    Ok((nth, pipeline))
}

/// The changes that are asked about.
fn asked_changes(asked: &Value) -> Result<Vec<Change>, String> {
    let texts = serde_json::from_value::<Vec<String>>(asked["changes"].clone());
    let texts = texts.unwrap_or_default();
    texts.iter().map(|it| it.parse().map_err(|error: ChangeError| error.to_string())).collect()
}

/// The process with some changes to one of its pipelines, in their order.
fn changed(process: &SalesProcess, asked: &Value) -> Result<SalesProcess, String> {
    let (nth, pipeline) = asked_pipeline(process, asked)?;
    let changes = asked_changes(asked)?;
    let adopted = WhatIf::of(pipeline).adopted(&changes).map_err(|error| error.to_string())?;
    let mut draft = process.as_draft().clone();
    if let Some(there) = draft.pipelines.get_mut(nth) {
        *there = adopted.into();
    }
    for change in changes {
        if let Change::People { role, people } = change {
            let of_it = draft.roles.iter_mut().filter(|it| it.id == role);
            of_it.for_each(|it| it.people = Some(people));
        }
    }
    draft.build().map_err(|error| error.to_string())
}

/// The text of a process in the form that the page has: as a sketch where it has
/// one and the sketch says it all, else as JSON.
fn rendered(process: &SalesProcess, shown: &str) -> String {
    let is_json = shown.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let sketch = process.pipelines().first().map(|pipeline| pipeline.draft().to_string());
    let whole = sketch.filter(|text| {
        !is_json
            && SalesProcess::from_text(text).is_ok_and(|read| {
                read.pipelines() == process.pipelines()
                    && read.as_draft().roles == process.as_draft().roles
                    && read.as_draft().lost_reasons == process.as_draft().lost_reasons
            })
    });
    whole.unwrap_or_else(|| process.to_json() + "\n")
}
