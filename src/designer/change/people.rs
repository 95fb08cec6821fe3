//! A difference for people: names instead of ids, what it does to chance
//! and time, and where the deals in flight go.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{FieldStep, PipelineChange, PipelineDelta, ProcessChange, StageChange, Sureness};
use crate::designer::label::Labels;
use crate::designer::outlook::Effect;
use crate::process::Pipeline;
use crate::value::StageId;

impl PipelineChange<'_> {
    /// What the change does to stages, chance to win and days until won.
    pub fn effect(&self) -> Effect {
        Effect::of(self.before(), self.after())
    }
}

impl ProcessChange<'_> {
    /// The difference for a head of sales: what changed, what that does to
    /// chance and time, and which deals in flight go where.
    ///
    /// ```
    /// use sales_process::SalesProcess;
    /// use sales_process::process::{PipelineDraft, Stage};
    ///
    /// let version = |revision, id, name| {
    ///     let stage = Stage::new(id, name).start().typical_days(3);
    ///     let pipeline = PipelineDraft::new("web").revision(revision).stage(stage).won("won").go(id, "won");
    ///     SalesProcess::draft("acme", "Acme").pipeline(pipeline).build()
    /// };
    /// let (old, new) = (version(1, "ask", "Ask")?, version(2, "talk", "Ask")?);
    /// assert_eq!(
    ///     old.changes_to(&new).for_people(),
    ///     "`web`, revision 1 → 2\n\
    ///      \x20 `Ask` is kept under another id\n\
    ///      \x20 effect: stages 1, as before; chance to win 100 %, as before; until won 3 days, as before\n\
    ///      \x20 deals in flight: from `Ask` to `Ask` (likely, renamed)"
    /// );
    /// # Ok::<(), sales_process::process::Problems>(())
    /// ```
    pub fn for_people(&self) -> String {
        let mut lines: Vec<String> = self.fields.iter().map(ToString::to_string).collect();
        for delta in &self.pipelines {
            match delta {
                PipelineDelta::Added(added) => {
                    lines.push(format!("`{}` is a new pipeline: {}", added.id(), all(added)));
                }
                PipelineDelta::Removed(removed) => lines.push(format!(
                    "`{}` is gone; its deals have nowhere to go by themselves: {}",
                    removed.id(),
                    all(removed)
                )),
                PipelineDelta::Changed(change) => change.tell_people(&mut lines),
            }
        }
        if lines.is_empty() { "nothing changed".to_owned() } else { lines.join("\n") }
    }
}

fn all(pipeline: &Pipeline) -> String {
    let labels = Labels::of(pipeline);
    listed(pipeline.stage_keys().map(|key| labels.quoted(key)))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    match names.as_slice() {
        [] => "no stages".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl PipelineChange<'_> {
    fn tell_people(&self, lines: &mut Vec<String>) {
        let (old, new) = (self.before(), self.after());
        let revision = if old.revision() == new.revision() {
            format!("revision {}, as before", old.revision())
        } else {
            format!("revision {} → {}", old.revision(), new.revision())
        };
        lines.push(format!("`{}`, {revision}", new.id()));
        let mut line = |text: String| lines.push(format!("  {text}"));
        let is_revision = |path: &[FieldStep]| path == [FieldStep::Field("revision")];
        for field in self.fields.iter().filter(|field| !is_revision(&field.path)) {
            line(field.to_string());
        }
        let (was, is) = (Labels::of(old), Labels::of(new));
        let name = |labels: &Labels<'_>, pipeline: &Pipeline, id: &StageId| {
            pipeline.key(id.as_str()).map_or_else(|| format!("`{id}`"), |key| labels.quoted(key))
        };
        let (was, is) = (|id: &StageId| name(&was, old, id), |id: &StageId| name(&is, new, id));
        for change in &self.stages {
            match change {
                StageChange::Added(id) => line(format!("{} is new", is(id))),
                StageChange::Removed(id) => line(format!("{} is gone", was(id))),
                StageChange::Renamed { old, new } if was(old) == is(new) => {
                    line(format!("{} is kept under another id", is(new)));
                }
                StageChange::Renamed { old, new } => {
                    line(format!("{} is now {}", was(old), is(new)));
                }
                StageChange::Merged { old, new } => {
                    line(format!("{} became {}", listed(old.iter().map(was)), is(new)));
                }
                StageChange::Split { old, new } => {
                    line(format!("{} became {}", was(old), listed(new.iter().map(is))));
                }
                StageChange::Changed { stage, fields } => {
                    for field in fields {
                        // The stage is named by its name instead of its id.
                        let text = field.to_string();
                        let text = text.split_once(", ").map_or(text.as_str(), |(_, rest)| rest);
                        line(format!("{}, {text}", is(stage)));
                    }
                }
                StageChange::Reordered => line("the stages are in another order".to_owned()),
                StageChange::OutcomesReordered | StageChange::MovesReordered => {}
            }
        }
        let ends = |id: &StageId| if new.key(id.as_str()).is_some() { is(id) } else { was(id) };
        for step in &self.moves {
            let share = |step: Option<&crate::process::Move>| {
                step.and_then(|step| step.probability).map_or_else(
                    || "not stated".to_owned(),
                    |it| crate::designer::label::percent(it.value()),
                )
            };
            let (from, to) = (ends(&step.from), ends(&step.to));
            line(match (step.old, step.new) {
                (None, _) => format!("deals can now go from {from} to {to}"),
                (_, None) => format!("deals can no longer go from {from} to {to}"),
                (was, is) if share(was) != share(is) => {
                    format!("share of {from} to {to}: {} → {}", share(was), share(is))
                }
                _ => format!("the way from {from} to {to} is another"),
            });
        }
        line(format!("effect: {}", self.effect()));
        let map = self.stage_map();
        let flights = map.steps().iter().filter(|step| {
            step.new.as_ref() != Some(&step.old)
                && old.key(step.old.as_str()).is_some_and(|key| old.working_stage(key).is_some())
        });
        let flights: Vec<String> = flights
            .map(|step| match &step.new {
                Some(to) => {
                    let sure = step.why.sureness();
                    format!("from {} to {} ({sure}, {})", was(&step.old), is(to), step.why)
                }
                None => format!("from {} nowhere yet: say where", was(&step.old)),
            })
            .collect();
        let stay = map.steps().len() > flights.len();
        line(match flights.as_slice() {
            [] => "deals in flight stay where they are".to_owned(),
            some if stay && some.len() < old.stages().len() => {
                format!("deals in flight: {}; the others stay where they are", some.join("; "))
            }
            some => format!("deals in flight: {}", some.join("; ")),
        });
    }
}

/// As JSON: an object of `fields` (each with `place` and `text`) and
/// `pipelines`, each with `pipeline`, `kind` (`added`, `removed`, `changed`),
/// and where it is changed `changes` (texts), `effect` (`before` and `after`)
/// and `stage_map` (each with `old`, `new`, `sureness`, `why`).
impl Serialize for ProcessChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Field {
            place: String,
            text: String,
        }
        #[derive(serde::Serialize)]
        struct Step<'a> {
            old: &'a StageId,
            new: Option<&'a StageId>,
            sureness: &'static str,
            why: String,
        }
        #[derive(serde::Serialize)]
        struct Delta<'a> {
            pipeline: &'a str,
            kind: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            changes: Option<Vec<String>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            effect: Option<Effect>,
            #[serde(skip_serializing_if = "Option::is_none")]
            stage_map: Option<Vec<serde_json::Value>>,
        }
        let whole =
            |pipeline, kind| Delta { pipeline, kind, changes: None, effect: None, stage_map: None };
        let pipelines = self.pipelines.iter().map(|delta| match delta {
            PipelineDelta::Added(pipeline) => whole(pipeline.id().as_str(), "added"),
            PipelineDelta::Removed(pipeline) => whole(pipeline.id().as_str(), "removed"),
            PipelineDelta::Changed(change) => {
                let mut lines = Vec::new();
                change.tell_people(&mut lines);
                let map = change.stage_map();
                let steps = map.steps().iter().filter_map(|step| {
                    let sureness = match step.why.sureness() {
                        Sureness::Open => "open",
                        Sureness::Guess => "guess",
                        Sureness::Likely => "likely",
                        Sureness::Certain => "certain",
                    };
                    let (old, new) = (&step.old, step.new.as_ref());
                    let step = Step { old, new, sureness, why: step.why.to_string() };
                    serde_json::to_value(step).ok()
                });
                Delta {
                    pipeline: change.after().id().as_str(),
                    kind: "changed",
                    stage_map: Some(steps.collect()),
                    effect: Some(change.effect()),
                    changes: Some(
                        lines.iter().skip(1).map(|line| line.trim().to_owned()).collect(),
                    ),
                }
            }
        });
        let fields =
            self.fields.iter().map(|field| Field { place: field.place(), text: field.to_string() });
        let mut object = serializer.serialize_struct("ProcessChange", 2)?;
        object.serialize_field("fields", &fields.collect::<Vec<_>>())?;
        object.serialize_field("pipelines", &pipelines.collect::<Vec<_>>())?;
        object.end()
    }
}
