//! Sketches of processes for the tests of the lints, and what is found in
//! them, as text. The notation is described in the module `lint`.

use serde_json::{Map, Value, json};

use super::{Finding, Fix, Lint};
use crate::process::{ProcessDraft, SalesProcess};

/// Reads a sketch.
#[track_caller]
pub(super) fn read(sketch: &str) -> SalesProcess {
    let mut process = json!({"format": "sales-process/1", "id": "sketch", "name": "Sketch"});
    let mut pipelines = vec![Pipeline::new("main")];
    for line in sketch.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let pipeline = pipelines.last_mut().unwrap();
        match (word, serde_json::from_str::<Value>(rest)) {
            ("process", Ok(entries)) => merge(&mut process, entries),
            ("pipeline", Ok(entries)) => merge(&mut pipeline.entries, entries),
            ("pipeline", Err(_)) => pipelines.push(Pipeline::new(rest)),
            (id, Ok(entries)) => merge(pipeline.place(id), entries),
            (_, Err(_)) => pipeline.moves(line),
        }
    }
    if process.get("pipelines").is_none() {
        process["pipelines"] = pipelines.into_iter().map(Pipeline::finish).collect();
    }
    let draft: ProcessDraft = serde_json::from_value(process).unwrap();
    draft.build().unwrap()
}

fn merge(object: &mut Value, entries: Value) {
    let Value::Object(entries) = entries else { panic!("not an object: {entries}") };
    for (name, value) in entries {
        let slot = &mut object[name];
        if slot.is_object() && value.is_object() { merge(slot, value) } else { *slot = value }
    }
}

struct Pipeline {
    entries: Value,
    stages: Vec<Value>,
    outcomes: Vec<Value>,
    moves: Vec<Value>,
}

impl Pipeline {
    fn new(id: &str) -> Self {
        let entries = json!({"id": id});
        Self { entries, stages: Vec::new(), outcomes: Vec::new(), moves: Vec::new() }
    }

    /// The stage or outcome with an id, added when first named.
    fn place(&mut self, id: &str) -> &mut Value {
        let kind = ["won", "lost"].into_iter().find(|kind| {
            id.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        });
        let places = if kind.is_some() { &mut self.outcomes } else { &mut self.stages };
        let found = places.iter().position(|place| place["id"] == id);
        let index = found.unwrap_or_else(|| {
            let mut place = Map::from_iter([("id".to_owned(), json!(id))]);
            place.extend(kind.map(|kind| ("kind".to_owned(), json!(kind))));
            places.push(Value::Object(place));
            places.len() - 1
        });
        &mut places[index]
    }

    /// Reads `a -> b [proposal] ~> c ~2> d @hunter`.
    fn moves(&mut self, line: &str) {
        let line = line.replace(", ", ",");
        let mut words = line.split_whitespace();
        let mut at = words.next().unwrap();
        if at != "start" {
            self.place(at);
        }
        let days = |word: &str| word.strip_suffix('d').and_then(|days| days.parse::<u32>().ok());
        while let Some(word) = words.next() {
            let mut set = |key: &str, value: Value| self.place(at)[key] = value;
            if let Some(list) = word.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                set("purpose", list.split(',').collect());
            } else if let Some(role) = word.strip_prefix('@') {
                set("role", json!(role));
            } else if word == "stale" {
                set("stale_after_days", json!(days(words.next().unwrap())));
            } else if word == "win" {
                let share = words.next().unwrap().trim_end_matches('%').parse::<f64>().unwrap();
                set("win_probability", json!(share / 100.0));
            } else if let Some(days) = days(word) {
                set("typical_days", json!(days));
            } else {
                let to = words.next().unwrap();
                self.step(at, word, to);
                at = to;
            }
        }
    }

    fn step(&mut self, from: &str, arrow: &str, to: &str) {
        let place = self.place(to);
        if from == "start" {
            place["start"] = json!(true);
            return;
        }
        let mut step = json!({"from": from, "to": to});
        if let Some(passes) = arrow.strip_prefix('~').and_then(|a| a.strip_suffix('>')) {
            let limit = passes.parse::<u32>().ok();
            step["rework"] = limit.map_or(json!({}), |most| json!({"max_passes": most}));
        }
        self.moves.push(step);
    }

    fn finish(mut self) -> Value {
        let parts = json!({"stages": self.stages, "outcomes": self.outcomes, "moves": self.moves});
        merge(&mut self.entries, parts);
        self.entries
    }
}

/// A finding without what is the same for all of its lint.
fn text(finding: &Finding) -> String {
    let ids: Vec<&str> = finding.stages.iter().map(AsRef::as_ref).collect();
    let mut text = ids.join(", ");
    if !text.is_empty() {
        text.push_str(": ");
    }
    text.push_str(&finding.message);
    if let Some(witness) = &finding.witness {
        text += &format!("\nwitness: {witness}");
    }
    if let Some(help) = &finding.help {
        text += &format!("\nhelp: {help}");
    }
    text
}

/// What one lint finds in a sketch.
#[track_caller]
pub(super) fn found_by(lint: &Lint, sketch: &str) -> Vec<String> {
    let process = read(sketch);
    let findings = process.lint();
    assert_eq!(findings, process.lint(), "the same process, the same findings");
    for fix in
        findings.iter().filter(|finding| finding.lint == lint).filter_map(|it| it.fix.as_ref())
    {
        fix.apply(&process).unwrap();
    }
    findings.iter().filter(|finding| finding.lint == lint).map(text).collect()
}

#[track_caller]
pub(super) fn check(lint: &Lint, sketch: &str, expected: &[&str]) {
    let found = found_by(lint, sketch);
    assert_eq!(found, expected, "\nfound:\n{}\n", found.join("\n"));
}

/// The codes of what is found in a sketch, of those that begin like one of some
/// words: `S` for the structure, `Q02` for one lint.
#[track_caller]
pub(super) fn codes(words: &str, sketch: &str) -> String {
    let findings = read(sketch).lint();
    let codes = findings.iter().map(|finding| finding.lint.code);
    let asked = |code: &&str| words.split(' ').any(|word| code.starts_with(word));
    codes.filter(asked).collect::<Vec<_>>().join(" ")
}

/// Checks what the one finding of a lint offers to do about it (`safe: …`),
/// and gives back the fixed process as a sketch.
#[track_caller]
pub(super) fn check_fix(lint: &Lint, sketch: &str, expected: Option<&str>) -> String {
    let process = read(sketch);
    let findings = process.lint();
    let mut of_lint = findings.iter().filter(|finding| finding.lint == lint);
    let finding = of_lint.next().unwrap();
    assert!(of_lint.next().is_none(), "one finding at a time: {findings:#?}");
    let text = |fix: &Fix| format!("{}: {}", fix.safety, fix.title);
    let all: Vec<&Fix> = finding.fix.iter().chain(&finding.other_fixes).collect();
    let found = all.iter().copied().find(|fix| Some(text(fix).as_str()) == expected);
    let first = all.first().map(|fix| text(fix));
    assert!(found.is_some() || first.as_deref() == expected, "{expected:?} of {all:#?}");
    let Some(fix) = found else { return sketch.to_owned() };
    let fixed = fix.apply(&process).unwrap();
    assert!(fixed.lint().iter().all(|finding| finding.lint != lint), "the finding is gone");
    let draft = fixed.as_draft();
    format!("process {}", serde_json::to_string(draft).unwrap())
}
