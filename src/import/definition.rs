//! What the stages of a CRM mean: which of them are ends, in which order deals
//! meet the others, what they are probably for.

use std::collections::{HashMap, HashSet};

use super::report::one_line;
use super::shape::{End, Raw, RawPipeline, RawStage};
use crate::process::{
    Days, Outcome, OutcomeKind, PipelineDraft, ProcessDraft, Stage, guess_purposes,
};
use crate::value::{PipelineId, Probability, StageId};

/// Where a name of a stage leads: its id, and the end it is where it is one.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) end: End,
    /// A won stage that work goes on after is none.
    pub(super) is_outcome: bool,
}

/// The pipelines as they were carried over, for finding what deals name.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Pipelines by id and by name.
    pipelines: HashMap<String, String>,
    /// Stages by pipeline and id, and by pipeline and label.
    stages: HashMap<(String, String), Place>,
    /// The first outcome of each kind.
    ends: HashMap<(String, bool), String>,
    only: Option<String>,
    /// Names of several pipelines, and with a pipeline those of several of its
    /// stages.
    alike: HashSet<(String, String)>,
    /// The pipelines in their order, by id.
    order: Vec<String>,
}

impl Places {
    /// The id of a pipeline that a deal names; of the only one where it names
    /// none.
    pub(super) fn pipeline(&self, name: Option<&str>) -> Option<&str> {
        match name {
            Some(name) => {
                let known = self.pipelines.get(&one_line(name));
                known.or(self.only.as_ref()).map(String::as_str)
            }
            None => self.only.as_deref(),
        }
    }

    /// The stage that a text names, in a pipeline or in the only one that has
    /// it.
    pub(super) fn stage(&self, pipeline: Option<&str>, name: &str) -> Option<(&str, &Place)> {
        let name = one_line(name);
        if let Some(pipeline) = self.pipeline(pipeline) {
            let key = (pipeline.to_owned(), name.clone());
            if let Some((key, place)) = self.stages.get_key_value(&key) {
                return Some((&key.0, place));
            }
        }
        let mut all = self.stages.iter().filter(|((_, it), _)| *it == name);
        let (key, place) = all.next()?;
        all.next().is_none().then_some((key.0.as_str(), place))
    }

    /// Whether a name of a pipeline, or of a stage in it, is that of several.
    pub(super) fn is_alike(&self, pipeline: &str, stage: &str) -> bool {
        self.alike.contains(&(one_line(pipeline), one_line(stage)))
    }

    /// The pipelines that have all of some stages.
    pub(super) fn with_all<'p>(&'p self, stages: &'p [&str]) -> impl Iterator<Item = &'p str> + 'p {
        self.order.iter().map(String::as_str).filter(|pipeline| {
            let has =
                |stage: &&str| self.stages.contains_key(&((*pipeline).to_owned(), one_line(stage)));
            !stages.is_empty() && stages.iter().all(has)
        })
    }

    /// The outcome of a pipeline that counts as an end.
    pub(super) fn end(&self, pipeline: &str, end: End) -> Option<&str> {
        let key = (pipeline.to_owned(), end == End::Won);
        self.ends.get(&key).map(String::as_str).filter(|_| end != End::Open)
    }
}

/// Makes a process of the pipelines; `None` where there are none.
pub(super) fn process(raw: &mut Raw, id: &str, name: &str) -> (Option<ProcessDraft>, Places) {
    let mut pipelines = std::mem::take(&mut raw.pipelines);
    pipelines.sort_by(|a, b| a.order.total_cmp(&b.order).then_with(|| a.name.cmp(&b.name)));
    let mut draft = ProcessDraft::new(id, name);
    let (mut places, mut carried) = (Places::default(), None);
    for pipeline in pipelines {
        let file = pipeline.file.clone();
        let label = label_of(&pipeline);
        if pipeline.stages.is_empty() {
            raw.problem(&file, &label, "the pipeline has no stages; left out");
            continue;
        }
        // One that cannot be named cannot be carried over.
        let unfit = PipelineId::new(&pipeline.id).err().map(|error| error.to_string());
        let taken = draft.pipelines.iter().any(|known| known.id == pipeline.id);
        let taken = taken.then(|| format!("a pipeline before it has the id `{}`", pipeline.id));
        if let Some(why) = unfit.or(taken) {
            raw.problem(&file, &label, format!("{why}; the pipeline is left out"));
            continue;
        }
        let in_use = |raw: &Raw, stage: Option<&RawStage>| {
            raw.deals.iter().any(|deal| {
                let of = deal.pipeline.as_deref();
                (of.is_none() || of == Some(&pipeline.id) || of == Some(&pipeline.name))
                    && stage.is_none_or(|stage| {
                        let at = deal.stage.as_deref();
                        at == Some(&stage.id) || at == Some(&stage.label)
                    })
                    && (stage.is_some() || of.is_some())
            })
        };
        if pipeline.archived && !in_use(raw, None) {
            raw.not_carried(&file, &label, "the pipeline is archived");
            continue;
        }
        if pipeline.archived {
            raw.problem(
                &file,
                &label,
                "the pipeline is archived, and deals are in it; carried over",
            );
        }
        let mut stages = Vec::new();
        for stage in &pipeline.stages {
            if let Err(error) = StageId::new(&stage.id) {
                let words = format!("{error}; the stage is left out");
                raw.problem(&file, place(&pipeline, stage), words);
                continue;
            }
            if stage.archived && !in_use(raw, Some(stage)) {
                raw.not_carried(&file, place(&pipeline, stage), "the stage is archived");
                continue;
            }
            if stage.archived {
                let words = "the stage is archived, and deals are in it; carried over";
                raw.problem(&file, place(&pipeline, stage), words);
            }
            stages.push(stage.clone());
        }
        let named = |it: &PipelineDraft| it.name.as_ref() == Some(&label);
        if let Some(other) = draft.pipelines.iter().find(|it| named(it)) {
            let words =
                format!("two pipelines have this name: `{}` and `{}`", other.id, pipeline.id);
            raw.problem(&file, &label, words);
            places.alike.insert((label.clone(), String::new()));
        }
        draft.pipelines.push(pipeline_of(raw, &pipeline, stages, &mut places));
        carried.get_or_insert(file);
    }
    if let Some(file) = carried {
        let words = "which role is responsible for a stage: no export of this system says it";
        raw.not_carried(&file, "", words);
    }
    draft.lost_reasons = distinct(
        raw.lost_reasons
            .iter()
            .map(|(_, name)| name)
            .chain(raw.deals.iter().filter_map(|deal| deal.reason.as_ref())),
    );
    let lost = raw.lead_statuses.iter().filter(|status| status.end == Some(End::Lost));
    draft.disqualify_reasons = distinct(lost.map(|status| &status.name));
    for status in raw.lead_statuses.clone() {
        if status.end != Some(End::Lost) {
            let words = format!("`{}` is a status of leads", status.name);
            raw.not_carried(&status.file, "", words);
        }
    }
    if let [one] = draft.pipelines.as_slice() {
        places.only = Some(one.id.clone());
    }
    ((!draft.pipelines.is_empty()).then_some(draft), places)
}

fn distinct<'t>(texts: impl Iterator<Item = &'t String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for text in texts.map(|text| one_line(text)).filter(|text| !text.is_empty()) {
        if !list.contains(&text) {
            list.push(text);
        }
    }
    list
}

fn label_of(pipeline: &RawPipeline) -> String {
    let name = one_line(&pipeline.name);
    if name.is_empty() { pipeline.id.clone() } else { name }
}

fn place(pipeline: &RawPipeline, stage: &RawStage) -> String {
    format!("{} / {}", label_of(pipeline), name_of(stage))
}

fn name_of(stage: &RawStage) -> String {
    let name = one_line(&stage.label);
    if name.is_empty() { stage.id.clone() } else { name }
}

/// How a stage ends a deal: flags before semantics, semantics before ids of the
/// system, those before a chance. What they disagree on is reported.
fn end_of(raw: &mut Raw, pipeline: &RawPipeline, stage: &RawStage) -> End {
    let by_chance = stage.chance.and_then(|chance| {
        if chance >= 1.0 { Some(End::Won) } else { (chance <= 0.0).then_some(End::Lost) }
    });
    let says = ["a flag", "its status", "its id", "its chance to win"];
    let all = stage.ends.iter().copied().chain([by_chance]).zip(says);
    let mut all = all.filter_map(|(end, says)| Some((end?, says)));
    let Some((end, first)) = all.next() else { return End::Open };
    if first == says[3] && !stage.ends_by_chance {
        return End::Open;
    }
    for (other, says) in all.filter(|(other, _)| *other != end) {
        // That of an open stage is told with the stage.
        if (end, says) == (End::Open, "its chance to win") {
            continue;
        }
        let words = format!(
            "{first} says that it is {}, {says} that it is {}; taken as {}",
            end.words(),
            other.words(),
            end.words()
        );
        raw.problem(&pipeline.file, place(pipeline, stage), words);
    }
    end
}

#[allow(clippy::too_many_lines, reason = "one stage after another, each step needed by the next")]
fn pipeline_of(
    raw: &mut Raw,
    pipeline: &RawPipeline,
    mut stages: Vec<RawStage>,
    places: &mut Places,
) -> PipelineDraft {
    let file = &pipeline.file;
    stages.sort_by(|a, b| a.order.total_cmp(&b.order).then_with(|| a.label.cmp(&b.label)));
    for pair in stages.windows(2) {
        let [a, b] = pair else { continue };
        if a.order.total_cmp(&b.order).is_eq() {
            let words = format!(
                "`{}` and `{}` have one place in the order; put by name",
                name_of(a),
                name_of(b)
            );
            raw.problem(file, label_of(pipeline), words);
        }
    }
    // One id twice would be no pipeline; a page of an answer can be there twice.
    let mut kept: Vec<RawStage> = Vec::new();
    for stage in stages {
        match kept.iter().find(|it| it.id == stage.id) {
            None => kept.push(stage),
            Some(first) if (&first.label, first.ends) != (&stage.label, stage.ends) => {
                let words =
                    format!("its id `{}` is that of `{}`; left out", stage.id, name_of(first));
                raw.problem(file, place(pipeline, &stage), words);
            }
            Some(_) => {}
        }
    }
    let stages = kept;
    for (at, stage) in stages.iter().enumerate() {
        if stages.iter().take(at).any(|other| name_of(other) == name_of(stage)) {
            places.alike.insert((pipeline.id.clone(), name_of(stage)));
            raw.problem(
                file,
                place(pipeline, stage),
                format!("two stages have this name; this one is `{}`", stage.id),
            );
        }
    }
    let ends: Vec<End> = stages.iter().map(|stage| end_of(raw, pipeline, stage)).collect();
    // Where work goes on after a won stage, that stage is a step like the others,
    // and the end comes after all of them; a deal in it is won all the same.
    let last_open = ends.iter().rposition(|end| *end == End::Open);
    let is_step = |at: usize, end: End| match end {
        End::Open => true,
        End::Won => last_open.is_some_and(|last| at < last),
        End::Lost => false,
    };
    let mut draft = PipelineDraft::new(&pipeline.id);
    let label = label_of(pipeline);
    draft.name = Some(label.clone());
    let chances = || {
        stages
            .iter()
            .zip(&ends)
            .filter(|(_, end)| **end == End::Open)
            .filter_map(|(stage, _)| stage.chance)
    };
    // A chance of 100 % everywhere is what systems begin with.
    let unstated = chances().count() > 0 && chances().all(|chance| chance >= 1.0);
    if unstated {
        raw.not_carried(
            file,
            label_of(pipeline),
            "the chance to win is 100 % at every stage: nobody stated it",
        );
    }
    let mut won_steps = Vec::new();
    for (at, (stage, end)) in stages.iter().zip(&ends).enumerate() {
        let place = place(pipeline, stage);
        let is_outcome = !is_step(at, *end);
        if is_outcome {
            let kind = if *end == End::Won { OutcomeKind::Won } else { OutcomeKind::Lost };
            let name = Some(name_of(stage));
            draft.outcomes.push(Outcome { id: stage.id.clone(), kind, name });
        } else {
            draft.stages.push(stage_of(raw, file, &place, stage, *end, unstated));
        }
        if !is_outcome && *end == End::Won {
            won_steps.push(stage.id.clone());
            let words = "stages stand after this won one: it is carried over as a stage, from which a deal is won or goes on; the outcome comes after all of them";
            raw.guess(file, place, words);
        }
        let is = Place { id: stage.id.clone(), end: *end, is_outcome };
        let key = |name: &str| (pipeline.id.clone(), one_line(name));
        places.stages.insert(key(&stage.id), is.clone());
        places.stages.entry(key(&name_of(stage))).or_insert(is);
    }
    for (kind, name) in [(OutcomeKind::Won, "won"), (OutcomeKind::Lost, "lost")] {
        if draft.outcomes.iter().all(|outcome| outcome.kind != kind) {
            let taken = |id: &str| stages.iter().any(|stage| stage.id == id);
            let id = if taken(name) { format!("outcome-{name}") } else { name.to_owned() };
            let words = format!("no stage is {name}: the outcome `{id}` is added");
            raw.guess(file, &label, words);
            draft.outcomes.push(Outcome { id, kind, name: None });
        }
        if let Some(outcome) = draft.outcomes.iter().find(|outcome| outcome.kind == kind) {
            let key = (pipeline.id.clone(), kind == OutcomeKind::Won);
            places.ends.insert(key, outcome.id.clone());
        }
    }
    for (at, stage) in draft.stages.iter_mut().enumerate() {
        let is_default = stages.iter().any(|it| it.start && it.id == stage.id);
        stage.start = at == 0 || is_default;
        if at > 0 && is_default {
            let words = "a new deal stands here by default: deals begin here too";
            raw.guess(file, format!("{label} / {}", stage.name()), words);
        }
    }
    let ids: Vec<String> = draft.stages.iter().map(|stage| stage.id.clone()).collect();
    for pair in ids.windows(2) {
        if let [from, to] = pair {
            draft = draft.go(from, to);
        }
    }
    for outcome in draft.outcomes.clone() {
        let is_won = outcome.kind == OutcomeKind::Won;
        let leads_on = |id: &&String| !is_won || won_steps.contains(id) || ids.last() == Some(id);
        for from in ids.iter().filter(leads_on) {
            draft = draft.go(from, &outcome.id);
        }
    }
    let words = "the moves: from each stage to the next, from the last to won, from each to lost; a deal begins at the first";
    raw.guess(file, &label, words);
    for name in [&label, &pipeline.id] {
        places.pipelines.entry(one_line(name)).or_insert_with(|| pipeline.id.clone());
    }
    places.pipelines.insert(one_line(&pipeline.id), pipeline.id.clone());
    places.order.push(pipeline.id.clone());
    draft
}

fn stage_of(
    raw: &mut Raw,
    file: &str,
    place: &str,
    from: &RawStage,
    end: End,
    unstated: bool,
) -> Stage {
    let mut stage = Stage::new(&from.id, name_of(from));
    stage.description.clone_from(&from.description);
    for guess in guess_purposes(&name_of(from)) {
        let words = format!("the purpose `{}`, from the word `{}`", guess.purpose, guess.word);
        raw.guess(file, place, words);
        stage.purposes.push(guess.purpose);
    }
    if let Some(chance) = from.chance.filter(|_| !unstated) {
        match Probability::new(chance) {
            Ok(stated) => stage.win_probability = Some(stated),
            Err(_) => raw.not_carried(
                file,
                place,
                format!("a chance of {chance} to win is none from 0 to 1"),
            ),
        }
        if end == End::Open && (chance >= 1.0 || chance <= 0.0) {
            raw.problem(
                file,
                place,
                format!("the chance to win is {} %, and the stage is not closed", chance * 100.0),
            );
        }
    }
    if let Some(days) = from.stale_days.filter(|days| *days > 0.0) {
        match Days::new(days) {
            Ok(days) => stage.stale_after_days = Some(days),
            Err(_) => raw.not_carried(file, place, format!("a limit of {days} days")),
        }
    }
    stage
}
