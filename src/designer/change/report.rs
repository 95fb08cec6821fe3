//! The difference as a report for people: the document first, then each
//! pipeline, one line for each change.

use std::fmt;

use super::{FieldChange, FieldStep, PipelineChange, PipelineDelta, ProcessChange, StageChange};
use crate::process::{Pipeline, Place, StageKey};
use crate::value::StageId;

impl fmt::Display for ProcessChange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing is different");
        }
        for (i, field) in self.fields.iter().enumerate() {
            write!(f, "{}{field}", if i > 0 { "\n" } else { "" })?;
        }
        for (i, pipeline) in self.pipelines.iter().enumerate() {
            f.write_str(match (i, self.fields.is_empty()) {
                (0, true) => "",
                _ => "\n\n",
            })?;
            match pipeline {
                PipelineDelta::Added(added) => {
                    write!(f, "pipeline `{}` is added, with {}", added.id(), stages(added))?;
                }
                PipelineDelta::Removed(removed) => write!(
                    f,
                    "pipeline `{}` is removed; its deals have no revision to go over to",
                    removed.id()
                )?,
                PipelineDelta::Changed(change) => write!(f, "{change}")?,
            }
        }
        Ok(())
    }
}

fn stages(pipeline: &Pipeline) -> String {
    let ids: Vec<_> = pipeline.stages().iter().map(|stage| stage.id.as_str()).collect();
    match ids.as_slice() {
        [] => "no stages".to_owned(),
        [one] => format!("the stage `{one}`"),
        many => format!("the stages {}", listed(many)),
    }
}

/// `a`, `b` and `c`.
fn listed<T: fmt::Display>(ids: &[T]) -> String {
    let mut text = String::new();
    for (i, id) in ids.iter().enumerate() {
        text.push_str(match i {
            0 => "",
            _ if i + 1 == ids.len() => " and ",
            _ => ", ",
        });
        text.push_str(&format!("`{id}`"));
    }
    text
}

impl fmt::Display for PipelineChange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pipeline `{}`, revision {}", self.old.id(), self.old.revision())?;
        if self.old.revision() != self.new.revision() {
            write!(f, " → {}", self.new.revision())?;
        }
        if self.is_empty() {
            return f.write_str(": nothing is different");
        }
        // The revision stands in the first line.
        let rest = self.fields.iter().filter(|field| !is_revision(field));
        rest.into_iter().try_for_each(|field| write!(f, "\n  {field}"))?;
        for change in &self.stages {
            self.tell(f, change)?;
        }
        for step in &self.moves {
            // What stood at a stage that is gone went with it.
            let gone = |id: &StageId| {
                let was = self.old.key(id.as_str()).map(StageKey::index);
                was.is_some_and(|place| self.links.place_of(place).is_none())
            };
            if step.new.is_some() || !(gone(&step.from) || gone(&step.to)) {
                write!(f, "\n  {step}")?;
            }
        }
        if self.keeps_revision() {
            let (id, revision) = (self.old.id(), self.old.revision());
            write!(
                f,
                "\n  note: `{id}` is changed but is still revision {revision}; deals in flight \
                 could not tell; give it a revision of its own"
            )?;
        }
        Ok(())
    }
}

fn is_revision(field: &FieldChange) -> bool {
    field.path == [FieldStep::Field("revision")]
}

impl PipelineChange<'_> {
    fn tell(&self, f: &mut fmt::Formatter<'_>, change: &StageChange) -> fmt::Result {
        let what = |pipeline: &Pipeline, id: &StageId| {
            let place = pipeline.key(id.as_str()).and_then(|key| pipeline.place(key));
            if matches!(place, Some(Place::Outcome(_))) { "outcome" } else { "stage" }
        };
        match change {
            StageChange::Added(id) => write!(f, "\n  {} `{id}` is added", what(self.new, id)),
            StageChange::Removed(id) => write!(f, "\n  {} `{id}` is removed", what(self.old, id)),
            StageChange::Renamed { old, new } => {
                write!(f, "\n  {} `{old}` is renamed to `{new}`", what(self.old, old))
            }
            StageChange::Merged { old, new } if old.contains(new) => {
                let others: Vec<_> = old.iter().filter(|id| *id != new).collect();
                let (s, are) = if others.len() > 1 { ("s", "are") } else { ("", "is") };
                write!(f, "\n  stage{s} {} {are} merged into `{new}`", listed(&others))
            }
            StageChange::Merged { old, new } => {
                write!(f, "\n  stages {} became `{new}`", listed(old))
            }
            StageChange::Split { old, new } if new.contains(old) => {
                let others: Vec<_> = new.iter().filter(|id| *id != old).collect();
                let (s, are) = if others.len() > 1 { ("s", "are") } else { ("", "is") };
                write!(f, "\n  stage{s} {} {are} split off `{old}`", listed(&others))
            }
            StageChange::Split { old, new } => {
                write!(f, "\n  stage `{old}` became {}", listed(new))
            }
            StageChange::Changed { fields, .. } => {
                fields.iter().try_for_each(|field| write!(f, "\n  {field}"))
            }
            StageChange::Reordered => f.write_str("\n  the stages are listed in another order"),
            StageChange::OutcomesReordered => {
                f.write_str("\n  the outcomes are listed in another order")
            }
            StageChange::MovesReordered => f.write_str("\n  the moves are listed in another order"),
        }
    }
}
