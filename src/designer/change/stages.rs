//! What is different in a pipeline, its stages and outcomes, field by field.
//!
//! As for the document: a field that is new does not compile here until it is
//! compared.

use std::collections::HashSet;

use super::field::{Comparing, FieldChange, FieldStep, FieldText};
use crate::process::{
    Criterion, Material, Outcome, Participant, Pipeline, PipelineDraft, Purpose, Stage, Subprocess,
};
use crate::value::StageId;

/// Compares what a pipeline is besides its stages, outcomes and moves.
pub(super) fn compare_pipeline(to: &mut Comparing, old: &Pipeline, new: &Pipeline) {
    // The id is the same: by it the two are known to be one pipeline.
    let PipelineDraft {
        id: _,
        name,
        revision,
        serves,
        segment,
        prepaid,
        max_cycle_days,
        stages: _,
        outcomes: _,
        moves: _,
    } = old.draft();
    let new = new.draft();
    to.text("name", (name.as_ref(), new.name.as_ref()));
    to.value("revision", (revision, &new.revision), FieldText::plain);
    to.list("for", (serves, &new.serves), |kind| *kind, FieldText::plain);
    to.option("segment", (segment.as_ref(), new.segment.as_ref()), |segment| {
        FieldText::Words(format!("{}: {}", segment.label, segment.when))
    });
    to.flag("prepaid", (*prepaid, new.prepaid));
    let both = (max_cycle_days.as_ref(), new.max_cycle_days.as_ref());
    to.option("max_cycle_days", both, |days| FieldText::plain(&days.count()));
}

/// Compares the contents of two stages; whether the id is the same is told
/// apart.
pub(super) fn compare_stage(to: &mut Comparing, old: &Stage, new: &Stage) {
    let Stage {
        id: _,
        name,
        description,
        purposes,
        subprocess,
        start,
        role,
        participants,
        entry_criteria,
        exit_criteria,
        actions,
        tactics,
        materials,
        notes,
        typical_days,
        mean_days,
        work_hours,
        spread,
        stale_after_days,
        win_probability,
        allow,
    } = old;
    to.text("name", (name.as_ref(), new.name.as_ref()));
    to.text("description", (description.as_ref(), new.description.as_ref()));
    to.list(
        "purpose",
        (purposes, &new.purposes),
        |purpose: &Purpose| purpose.clone(),
        FieldText::plain,
    );
    let both: (Option<&Subprocess>, _) = (subprocess.as_ref(), new.subprocess.as_ref());
    to.option("subprocess", both, FieldText::plain);
    to.flag("start", (*start, new.start));
    to.text("role", (role.as_ref(), new.role.as_ref()));
    to.list("participants", (participants, &new.participants), key_of, |participant| {
        let Participant { party, name } = participant;
        FieldText::Words(format!("{name} ({party})"))
    });
    let word = "entry criterion";
    super::document::criteria(to, ("entry_criteria", word), (entry_criteria, &new.entry_criteria));
    let word = "exit criterion";
    super::document::criteria(to, ("exit_criteria", word), (exit_criteria, &new.exit_criteria));
    to.texts("actions", (actions, &new.actions));
    to.texts("tactics", (tactics, &new.tactics));
    let key = |material: &Material| material.clone();
    to.list("materials", (materials, &new.materials), key, |material| {
        let Material { label, link, text } = material;
        let parts = [Some(label), link.as_ref(), text.as_ref()];
        FieldText::Words(
            parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", "),
        )
    });
    to.texts("notes", (notes, &new.notes));
    let both = (mean_days.as_ref(), new.mean_days.as_ref());
    to.option("mean_days", both, |days| FieldText::plain(&days.count()));
    let both = (work_hours.as_ref(), new.work_hours.as_ref());
    to.option("work_hours", both, |hours| FieldText::plain(&hours.count()));
    to.value("spread", (spread, &new.spread), FieldText::plain);
    let both = (typical_days.as_ref(), new.typical_days.as_ref());
    to.option("typical_days", both, |days| FieldText::plain(&days.count()));
    let both = (stale_after_days.as_ref(), new.stale_after_days.as_ref());
    to.option("stale_after_days", both, |days| FieldText::plain(&days.count()));
    let both = (win_probability.as_ref(), new.win_probability.as_ref());
    to.option("win_probability", both, FieldText::plain);
    super::document::allows(to, (allow, &new.allow));
}

fn key_of(participant: &Participant) -> (String, String) {
    let Participant { party, name } = participant;
    (party.clone(), name.clone())
}

pub(super) fn compare_outcome(to: &mut Comparing, old: &Outcome, new: &Outcome) {
    let Outcome { id: _, kind, name } = old;
    to.value("kind", (kind, &new.kind), FieldText::plain);
    to.text("name", (name.as_ref(), new.name.as_ref()));
}

/// Some stages as if they were one: all that is listed in any of them, in
/// their order, the rest as in `like`.
pub(super) fn joined<'a>(like: &Stage, all: impl IntoIterator<Item = &'a Stage>) -> Stage {
    let mut one = Stage {
        purposes: Vec::new(),
        participants: Vec::new(),
        entry_criteria: Vec::new(),
        exit_criteria: Vec::new(),
        actions: Vec::new(),
        tactics: Vec::new(),
        materials: Vec::new(),
        notes: Vec::new(),
        allow: Vec::new(),
        ..like.clone()
    };
    let (mut known, mut asked) = (HashSet::new(), HashSet::new());
    for stage in all {
        more(&mut one.purposes, &stage.purposes);
        more(&mut one.participants, &stage.participants);
        more(&mut one.actions, &stage.actions);
        more(&mut one.tactics, &stage.tactics);
        more(&mut one.allow, &stage.allow);
        more(&mut one.materials, &stage.materials);
        more(&mut one.notes, &stage.notes);
        let new = |known: &mut HashSet<&'a str>, list: &'a [Criterion]| -> Vec<Criterion> {
            list.iter().filter(|c| known.insert(&c.id)).cloned().collect()
        };
        one.exit_criteria.extend(new(&mut known, &stage.exit_criteria));
        one.entry_criteria.extend(new(&mut asked, &stage.entry_criteria));
        one.start |= stage.start;
    }
    one
}

fn more<T: Clone + PartialEq>(list: &mut Vec<T>, others: &[T]) {
    for item in others {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

/// Compares one stage or outcome of a pipeline.
pub(super) fn inside(
    (list, word): (&'static str, &'static str),
    id: &StageId,
    compare: impl FnOnce(&mut Comparing),
) -> Vec<FieldChange> {
    let mut to = Comparing::default();
    to.within(FieldStep::Item { list, word, id: id.as_str().to_owned() }, compare);
    to.finish()
}
