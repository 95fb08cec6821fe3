//! [`Drawing`]: the picture of a pipeline.

mod words;

use std::collections::BTreeMap;

use crate::draw::{
    Annotation, Badge, Band, BandKey, Edge, EdgeKind, Lane, LaneKey, Level, Mark, Node, NodeKey,
    NodeKind, Picture,
};
use crate::process::{
    Days, Move, Outcome, OutcomeKind, Pipeline, Place, SalesProcess, Stage, StageKey, Subprocess,
};
use crate::value::Probability;

pub use words::DrawingWords;

/// A pipeline about to be drawn: what to show of it, and with which words.
///
/// ```
/// use sales_process::draw::Level;
/// use sales_process::process::{Drawing, PipelineDraft, Stage};
///
/// let pipeline = PipelineDraft::new("web")
///     .stage(Stage::new("request", "Take the request").start())
///     .won("won")
///     .go("request", "won")
///     .build()?;
/// let picture = Drawing::of(&pipeline)
///     .mark("request", Level::Warning, "nothing says when it is done")
///     .picture();
/// assert_eq!(picture.nodes()[0].marks[0].text, "nothing says when it is done");
/// # Ok::<(), sales_process::process::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Drawing<'a> {
    pipeline: &'a Pipeline,
    process: Option<&'a SalesProcess>,
    figures: BTreeMap<StageKey, Figures>,
    marks: BTreeMap<String, Vec<Mark>>,
    words: DrawingWords,
}

/// What is known of a stage in figures.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) badges: Vec<Badge>,
    /// The chance to win from here, from 0 to 1.
    pub(crate) chance: Option<f64>,
    /// How many days a deal still takes from here.
    pub(crate) days: Option<f64>,
}

impl<'a> Drawing<'a> {
    /// The pipeline as it stands, without figures.
    pub fn of(pipeline: &'a Pipeline) -> Self {
        Self {
            pipeline,
            process: None,
            figures: BTreeMap::new(),
            marks: BTreeMap::new(),
            words: DrawingWords::default(),
        }
    }

    /// Takes the titles of roles and the results of subprocesses from a process.
    #[must_use]
    pub fn in_process(mut self, process: &'a SalesProcess) -> Self {
        self.process = Some(process);
        self
    }

    /// Shows figures at a stage.
    pub(crate) fn figures_of(&mut self, stage: StageKey, figures: Figures) {
        self.figures.insert(stage, figures);
    }

    /// Marks a stage or outcome: a finding of the linter, a remark. A mark of
    /// what the pipeline does not have is not shown.
    #[must_use]
    pub fn mark(mut self, id: impl Into<String>, level: Level, text: impl Into<String>) -> Self {
        self.marks.entry(id.into()).or_default().push(Mark { level, text: text.into() });
        self
    }

    /// Sets the fixed words.
    #[must_use]
    pub fn words(mut self, words: DrawingWords) -> Self {
        self.words = words;
        self
    }

    /// The picture: the stages and outcomes in the order of the pipeline, then a
    /// start mark for each stage at which a deal can begin.
    pub fn picture(&self) -> Picture {
        let id = self.pipeline.id().as_str();
        let words = &self.words;
        let kinds = || self.pipeline.serves().iter().map(|kind| words.spoken(kind.name()));
        let own = match &self.pipeline.draft().name {
            Some(name) => visible(name, id).to_owned(),
            None if self.process.is_some() && !self.pipeline.serves().is_empty() => {
                kinds().collect::<Vec<_>>().join(", ")
            }
            None => id.to_owned(),
        };
        let title = match self.process {
            Some(process) if process.pipelines().len() > 1 => format!("{}: {own}", process.name()),
            Some(process) => process.name().to_owned(),
            None => own,
        };
        let mut picture = Picture::new(id, title)
            .gateway(&words.next)
            .nobody(&words.nobody)
            .badge_called(Badge::Mandatory, &words.mandatory)
            .badge_called(Badge::Bottleneck, &words.bottleneck);
        self.notes_on_pipeline().into_iter().for_each(|note| picture.note(note));
        let bands = self.bands(&mut picture);
        let lanes = self.lanes(&mut picture);
        let mut keys: Vec<NodeKey> = Vec::new();
        for (key, stage) in self.pipeline.stage_keys().zip(self.pipeline.stages()) {
            let mut node = self.stage(stage, &bands, &lanes);
            if let Some(figures) = self.figures.get(&key) {
                node.badges.clone_from(&figures.badges);
                node.figures = self.figures_in_words(figures);
            }
            keys.push(picture.add(node));
        }
        for outcome in self.pipeline.outcomes() {
            keys.push(picture.add(self.outcome(outcome)));
        }
        for start in self.pipeline.starts() {
            let (Some(stage), Some(to)) =
                (self.pipeline.working_stage(start), keys.get(start.index()))
            else {
                continue;
            };
            let mut mark = Node::new(&stage.id, NodeKind::Start, &self.words.start);
            (mark.band, mark.lane) =
                picture.nodes().get(to.index()).map_or((None, None), |n| (n.band, n.lane));
            let from = picture.add(mark);
            picture.connect(Edge::new(from, *to));
        }
        for (step, (from, to)) in self.pipeline.moves().iter().zip(self.pipeline.move_ends()) {
            if let (Some(a), Some(b)) = (keys.get(from.index()), keys.get(to.index())) {
                let lost = matches!(self.pipeline.place(*to), Some(Place::Outcome(end)) if end.kind != OutcomeKind::Won);
                let stage = self.pipeline.working_stage(*from);
                picture.connect(self.edge(step, lost, stage, Edge::new(*a, *b)));
            }
        }
        picture
    }

    /// The subprocesses that stages belong to, in the order they run.
    fn bands(&self, picture: &mut Picture) -> BTreeMap<Subprocess, BandKey> {
        let mut bands = BTreeMap::new();
        for (part, name) in Subprocess::ALL.iter().zip(&self.words.subprocesses) {
            if !self.pipeline.stages().iter().any(|stage| stage.subprocess == Some(*part)) {
                continue;
            }
            let plan = self.process.and_then(|process| process.subprocess(*part));
            let result = plan.and_then(|plan| plan.result.as_deref());
            let mut band = Band::new(part.name(), name)
                .result(result.unwrap_or_else(|| part.default_result()));
            if let Some(plan) = plan {
                let words = &self.words;
                for (heading, text) in [
                    (&words.owner, &plan.owner),
                    (&words.goal, &plan.goal),
                    (&words.plan, &plan.plan),
                ] {
                    band.notes.extend(text.iter().map(|text| Annotation::new(heading, [text])));
                }
            }
            bands.insert(*part, picture.band(band));
        }
        bands
    }

    /// The roles that stages name, in the order of the stages.
    fn lanes(&self, picture: &mut Picture) -> BTreeMap<&'a str, LaneKey> {
        let mut lanes = BTreeMap::new();
        for role in self.pipeline.stages().iter().filter_map(|stage| stage.role.as_deref()) {
            lanes
                .entry(role)
                .or_insert_with(|| picture.lane(Lane::new(role, self.role_title(role))));
        }
        lanes
    }

    fn role_title<'s>(&'s self, role: &'s str) -> &'s str {
        // Where a process lists no roles, a kind of role is named.
        let called = self.words.names.get(role).map_or(role, String::as_str);
        self.process.and_then(|process| process.role(role)).map_or(called, |it| it.title_or_id())
    }

    fn stage(
        &self,
        stage: &'a Stage,
        bands: &BTreeMap<Subprocess, BandKey>,
        lanes: &BTreeMap<&str, LaneKey>,
    ) -> Node {
        let mut node = Node::new(&stage.id, NodeKind::Stage, visible(stage.name(), &stage.id));
        node.band = stage.subprocess.and_then(|part| bands.get(&part).copied());
        node.lane = stage.role.as_deref().and_then(|role| lanes.get(role).copied());
        node.marks = self.marks.get(&stage.id).cloned().unwrap_or_default();
        node.notes = self.notes_on_stage(stage);
        node
    }

    fn figures_in_words(&self, figures: &Figures) -> Vec<String> {
        let words = &self.words;
        let chance = figures.chance.and_then(|p| Probability::new(p).ok());
        let days = figures.days.map(|days| (days * 10.0).round() / 10.0);
        let chance = chance.map(|p| format!("{} {}", words.share(p), words.win));
        let days = days.filter(|days| *days > 0.0);
        chance
            .into_iter()
            .chain(days.map(|n| format!("{} {} {}", words.number(n), words.days, words.to_go)))
            .collect()
    }

    fn outcome(&self, outcome: &Outcome) -> Node {
        let (kind, word) = match outcome.kind {
            OutcomeKind::Won => (NodeKind::Won, &self.words.won),
            OutcomeKind::Lost => (NodeKind::Lost, &self.words.lost),
            OutcomeKind::Abandoned => (NodeKind::Lost, &outcome.id),
        };
        let label = match &outcome.name {
            Some(name) => visible(name, &outcome.id),
            // The id `won` of an outcome without a name is a word of the
            // program, which the reader's language may have another for.
            None if outcome.id == outcome.kind.name() => word,
            None => &outcome.id,
        };
        let mut node = Node::new(&outcome.id, kind, label);
        node.marks = self.marks.get(&outcome.id).cloned().unwrap_or_default();
        node
    }

    fn edge(&self, step: &Move, lost: bool, from: Option<&Stage>, edge: Edge) -> Edge {
        let mut label: Vec<String> =
            step.probability.map(|it| self.words.share(it)).into_iter().collect();
        let mut edge = edge;
        if lost {
            edge.kind = EdgeKind::Lost;
        }
        if let Some(rework) = step.rework {
            edge.kind = EdgeKind::Rework;
            label.extend(rework.max_passes.map(|n| format!("{} {n}×", self.words.at_most)));
        }
        // Exit criteria are demanded on every advance, but not for giving up.
        if !lost {
            let criteria = from.map(|stage| stage.exit_criteria.as_slice()).unwrap_or_default();
            edge.conditions.extend(criteria.iter().map(|c| visible(&c.text, &c.id).to_owned()));
        }
        edge.label(label.join(", "))
    }

    fn notes_on_stage(&self, stage: &'a Stage) -> Vec<Annotation> {
        let words = &self.words;
        let mut notes = vec![
            Annotation::new(&words.purpose, stage.purposes.iter().map(|p| words.spoken(p.name()))),
            Annotation::new(&words.role, stage.role.as_deref().map(|role| self.role_title(role))),
            Annotation::new(
                &words.participants,
                stage.participants.iter().map(|p| format!("{} ({})", p.name, p.party)),
            ),
            Annotation::new(&words.actions, &stage.actions),
            Annotation::new(&words.tactics, &stage.tactics),
            Annotation::new(
                &words.exit_criteria,
                stage.exit_criteria.iter().map(|c| visible(&c.text, &c.id)),
            ),
            Annotation::new(&words.typical, stage.typical_days.map(|days| self.days(days))),
            Annotation::new(&words.stale, stage.stale_after_days.map(|days| self.days(days))),
            Annotation::new(&words.stated_chance, stage.win_probability.map(|it| words.share(it))),
        ];
        notes.retain(|note| !note.lines.is_empty());
        notes
    }

    fn notes_on_pipeline(&self) -> Vec<Annotation> {
        let (words, draft) = (&self.words, self.pipeline.draft());
        let mut notes = vec![
            Annotation::new(
                &words.serves,
                draft.serves.iter().map(|kind| words.spoken(kind.name())),
            ),
            Annotation::new(
                &words.closing_event,
                [words.spoken(self.pipeline.closing_event().name())],
            ),
            Annotation::new(&words.longest_cycle, draft.max_cycle_days.map(|days| self.days(days))),
        ];
        notes.retain(|note| !note.lines.is_empty());
        notes
    }

    fn days(&self, days: Days) -> String {
        format!("{} {}", self.words.number(days.count()), self.words.days)
    }
}

/// A name, or what stands for it where there is nothing to be seen of it.
fn visible<'t>(name: &'t str, otherwise: &'t str) -> &'t str {
    if name.trim().is_empty() { otherwise } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::PipelineDraft;

    #[test]
    fn shares_are_told_to_a_tenth() {
        let words = DrawingWords::default();
        let text = |p: f64| words.share(Probability::new(p).unwrap());
        let told = [0.0, 0.0001, 0.07, 0.125, 1.0 / 3.0, 0.29, 0.9999, 1.0].map(text);
        assert_eq!(told, ["0%", "<0.1%", "7%", "12.5%", "33.3%", "29%", "100%", "100%"]);
    }

    #[test]
    fn a_pipeline_becomes_nodes_and_edges() {
        let pipeline = PipelineDraft::new("p")
            .stage(
                Stage::new("a", "Ask")
                    .start()
                    .role("hunter")
                    .subprocess(Subprocess::Close)
                    .exit_when("b", "budget is known")
                    .typical_days(3),
            )
            .stage(Stage::new("b", " "))
            .won("won")
            .lost("gone")
            .step(Move::new("a", "b").probability(Probability::new(0.4).unwrap()))
            .step(Move::new("a", "gone").probability(Probability::new(0.6).unwrap()))
            .step(Move::new("b", "a").rework(Some(2)))
            .go("b", "won")
            .build()
            .unwrap();
        let picture = Drawing::of(&pipeline).mark("b", Level::Notice, "why").picture();
        let nodes: Vec<String> = picture
            .nodes()
            .iter()
            .map(|n| {
                let lane = n.lane.map(|key| picture.lanes()[key.index()].label.as_str());
                let band = n.band.map(|key| picture.bands()[key.index()].result.as_str());
                format!("{} {} {:?} {lane:?} {band:?} {}", n.kind, n.id, n.label, n.marks.len())
            })
            .collect();
        assert_eq!(
            nodes,
            [
                r#"stage a "Ask" Some("hunter") Some("paid contract") 0"#,
                r#"stage b "b" None None 1"#,
                r#"won won "Won" None None 0"#,
                r#"lost gone "gone" None None 0"#,
                r#"start a "Start" Some("hunter") Some("paid contract") 0"#,
            ]
        );
        let edges: Vec<String> = picture
            .edges()
            .iter()
            .map(|e| {
                let (from, to) = (e.from.index(), e.to.index());
                format!("{from} {} {to} {:?} {:?}", e.kind, e.label, e.conditions)
            })
            .collect();
        assert_eq!(
            edges,
            [
                r#"4 forward 0 "" []"#,
                r#"0 forward 1 "40%" ["budget is known"]"#,
                r#"0 lost 3 "60%" []"#,
                r#"1 rework 0 "max 2×" []"#,
                r#"1 forward 2 "" []"#,
            ]
        );
        let notes: Vec<String> = picture.nodes()[0]
            .notes
            .iter()
            .map(|note| format!("{}: {}", note.heading, note.lines.join("; ")))
            .collect();
        assert_eq!(
            notes,
            ["Responsible: hunter", "Exit criteria: budget is known", "Typical duration: 3 days"]
        );
    }
}
