//! [`PipelineDraft`], a pipeline being written, and [`Pipeline`], one whose
//! parts are known to fit together.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::graph::{Far, FlowGraph, StageSet};
use super::stage::{Move, Outcome, OutcomeKind, Stage};
use super::{Case, ConditionError, Days, Fields, Purpose, Segment};
use crate::value::problem::{ONE_OR_MORE, ProblemKind, Problems, Report};
use crate::value::text::{choices, is_false, sets};
use crate::value::{PipelineId, StageId, Zone};

choices! {
    /// What kind of sale a deal is.
    pub enum DealKind {
        /// The first sale to a customer.
        NewBusiness = "new_business" ["new business", "новым продажам", "vânzări noi"],
        /// The same product again.
        Repeat = "repeat" ["repeat", "повторным продажам", "vânzări repetate"],
        /// Another product.
        CrossSell = "cross_sell" ["cross-sell", "перекрёстным продажам", "vânzări încrucișate"],
        /// More, or better, of the same.
        UpSell = "up_sell" ["up-sell", "допродажам", "vânzări superioare"],
        /// A contract that goes on for another term.
        Renewal = "renewal" ["renewal", "продлениям", "reînnoiri"],
    }
}

choices! {
    /// What must have happened for a deal to count as won.
    #[derive(Default)]
    pub enum ClosingEvent {
        /// The contract is signed.
        #[default]
        ContractSigned = "contract_signed" ["the contract is signed", "договор подписан", "contractul este semnat"],
        /// The purchase is made.
        PurchaseMade = "purchase_made" ["the purchase is made", "покупка совершена", "cumpărarea este făcută"],
        /// The deal is agreed, be it by word of mouth.
        DealAgreed = "deal_agreed" ["the deal is agreed", "сделка согласована", "tranzacția este convenită"],
        /// The money is received.
        PaymentReceived = "payment_received" ["the money is received", "деньги получены", "banii sunt primiți"],
    }
}

impl ClosingEvent {
    /// The purposes whose last stage is the place where the event happens.
    fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::PurchaseMade | Self::DealAgreed => &[Purpose::Proposal, Purpose::Negotiation],
            Self::ContractSigned => &[Purpose::Contract],
            Self::PaymentReceived => &[Purpose::PaymentTracking],
        }
    }
}

/// A stage or outcome of one pipeline, its name looked up once.
///
/// A key belongs to the pipeline that gave it; to another one it names some
/// other stage, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageKey(u32);

impl StageKey {
    pub(crate) fn of(index: usize) -> Self {
        // A pipeline of four billion stages does not fit memory; a key past
        // the end names no stage.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A pipeline being written: plain data, also its stored form.
///
/// ```
/// use sales_process::process::{PipelineDraft, Purpose, Stage};
///
/// let pipeline = PipelineDraft::new("web")
///     .stage(Stage::new("request", "Take the request").purpose(Purpose::InboundRequest).start())
///     .stage(Stage::new("payment", "Get paid").purpose(Purpose::PaymentTracking))
///     .won("won")
///     .lost("lost")
///     .go("request", "payment")
///     .go("request", "lost")
///     .go("payment", "won")
///     .build()?;
/// assert_eq!(pipeline.stages().len(), 2);
/// # Ok::<(), sales_process::process::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PipelineDraft {
    /// The id, one of its own among the pipelines of the process.
    pub id: String,
    /// The name people read; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Counts the versions of the pipeline; a deal names the one it runs by.
    #[serde(default = "first_revision")]
    pub revision: u32,
    /// The kinds of deal it serves; every kind that no other pipeline of the
    /// process names where it is empty.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<DealKind>,
    /// Which deals of these kinds it is for; all of them where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Segment>,
    /// Whether the customer pays before the contract.
    #[serde(default, skip_serializing_if = "is_false")]
    pub prepaid: bool,
    /// How long a deal should take at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_cycle_days: Option<Days>,
    /// The working stages.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// How it can end.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    /// From where to where a deal can go.
    #[serde(default)]
    pub moves: Vec<Move>,
}

fn first_revision() -> u32 {
    1
}

impl PipelineDraft {
    /// A pipeline with an id, at revision 1, and nothing else yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            revision: first_revision(),
            serves: Vec::new(),
            segment: None,
            prepaid: false,
            max_cycle_days: None,
            stages: Vec::new(),
            outcomes: Vec::new(),
            moves: Vec::new(),
        }
    }

    sets! {
        /// Sets the name people read.
        name(name: impl Into<String>) name = Some(name.into());

        /// Sets which deals of the kinds it serves it is for.
        segment(segment: Segment) segment = Some(segment);

        /// Sets the revision.
        revision(revision: u32) revision = revision;
    }

    /// Adds a kind of deal that it serves.
    #[must_use]
    pub fn serves(mut self, kind: DealKind) -> Self {
        self.serves.push(kind);
        self
    }

    /// Lets the customer pay before the contract.
    #[must_use]
    pub fn prepaid(mut self) -> Self {
        self.prepaid = true;
        self
    }

    /// Sets how long a deal should take at most.
    #[must_use]
    pub fn max_cycle_days(mut self, days: impl Into<Days>) -> Self {
        self.max_cycle_days = Some(days.into());
        self
    }

    /// Adds a working stage.
    #[must_use]
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stages.push(stage);
        self
    }

    /// Adds an outcome that counts as won.
    #[must_use]
    pub fn won(self, id: impl Into<String>) -> Self {
        self.outcome(id, OutcomeKind::Won)
    }

    /// Adds an outcome that counts as lost.
    #[must_use]
    pub fn lost(self, id: impl Into<String>) -> Self {
        self.outcome(id, OutcomeKind::Lost)
    }

    /// Adds an outcome that counts as neither.
    #[must_use]
    pub fn abandoned(self, id: impl Into<String>) -> Self {
        self.outcome(id, OutcomeKind::Abandoned)
    }

    fn outcome(mut self, id: impl Into<String>, kind: OutcomeKind) -> Self {
        self.outcomes.push(Outcome { id: id.into(), kind, name: None });
        self
    }

    /// Adds a plain move.
    #[must_use]
    pub fn go(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.step(Move::new(from, to))
    }

    /// Adds a move that goes back on purpose, at most so many times for one
    /// deal.
    #[must_use]
    pub fn rework(self, from: impl Into<String>, to: impl Into<String>, max_passes: u32) -> Self {
        self.step(Move::new(from, to).rework(Some(max_passes)))
    }

    /// Adds a move.
    #[must_use]
    pub fn step(mut self, step: Move) -> Self {
        self.moves.push(step);
        self
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// [`Problems`]: all of them at once, such as a move to a stage that is
    /// not there, two stages with one id, a blank id, a move out of an
    /// outcome. What is merely unwise (no start, a dead end, eleven stages)
    /// builds, and the linter tells of it.
    pub fn build(self) -> Result<Pipeline, Problems> {
        let mut report = Report::default();
        let built = Pipeline::check(self, "", None, &mut report);
        report.finish(built)
    }
}

/// A pipeline whose parts fit together: stages, outcomes, and the moves
/// between them.
///
/// Invariants: ids are not blank and no two nodes share one; every move
/// starts at a stage and ends at a stage or an outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "PipelineDraft", into = "PipelineDraft")]
pub struct Pipeline {
    draft: PipelineDraft,
    id: PipelineId,
    /// The ids of the stages, then of the outcomes.
    ids: Vec<StageId>,
    keys: HashMap<StageId, StageKey>,
    /// Source and target of each move, in the order of the draft.
    ends: Vec<(StageKey, StageKey)>,
    graph: FlowGraph,
    closing_event: ClosingEvent,
    lost_reasons: Arc<[String]>,
    /// The kinds of deal that other pipelines of the process serve, whatever the
    /// segment.
    elsewhere: Vec<DealKind>,
    fields: Fields,
    zone: Zone,
    /// The stages at which a deal has come as far as the closing event.
    closing_reached: StageSet,
}

impl PartialEq for Pipeline {
    fn eq(&self, other: &Self) -> bool {
        // Everything else follows from these.
        self.draft == other.draft
            && self.closing_event == other.closing_event
            && self.lost_reasons == other.lost_reasons
            && self.elsewhere == other.elsewhere
            && self.fields == other.fields
            && self.zone == other.zone
    }
}

impl TryFrom<PipelineDraft> for Pipeline {
    type Error = Problems;
    fn try_from(draft: PipelineDraft) -> Result<Self, Problems> {
        draft.build()
    }
}

impl From<Pipeline> for PipelineDraft {
    fn from(pipeline: Pipeline) -> Self {
        pipeline.draft
    }
}

/// What stands at a place of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place<'a> {
    /// A working stage.
    Stage(&'a Stage),
    /// An end.
    Outcome(&'a Outcome),
}

impl Pipeline {
    /// Builds a draft, noting what is wrong with it at places below `place`.
    /// Fields are looked up where the process is known.
    pub(super) fn check(
        draft: PipelineDraft,
        place: &str,
        fields: Option<&Fields>,
        report: &mut Report,
    ) -> Option<Self> {
        let at = |inner: &str| {
            if place.is_empty() { inner.to_owned() } else { format!("{place}.{inner}") }
        };
        let id = report.id(at("id"), &draft.id);
        if draft.revision == 0 {
            report.add(at("revision"), ProblemKind::range(0, ONE_OR_MORE));
        }
        let stages = draft.stages.len();
        let names: Vec<&str> = draft
            .stages
            .iter()
            .map(|s| s.id.as_str())
            .chain(draft.outcomes.iter().map(|o| o.id.as_str()))
            .collect();
        report.distinct_ids(names.iter().copied(), |i| {
            if i < stages {
                at(&format!("stages[{i}].id"))
            } else {
                at(&format!("outcomes[{}].id", i - stages))
            }
        });
        if let Some(segment) = &draft.segment {
            segment.when.check(&at("segment.when"), fields, report);
        }
        for (i, stage) in draft.stages.iter().enumerate() {
            stage.check(&at(&format!("stages[{i}]")), fields, report);
        }
        let mut by_name: HashMap<&str, StageKey> = HashMap::with_capacity(names.len());
        for (i, name) in names.iter().enumerate() {
            by_name.entry(name).or_insert(StageKey::of(i));
        }
        let mut ends = Vec::with_capacity(draft.moves.len());
        for (i, step) in draft.moves.iter().enumerate() {
            let mut find = |side: &str, name: &str| {
                let found = by_name.get(name).copied();
                if found.is_none() {
                    let place = at(&format!("moves[{i}].{side}"));
                    report.unknown(place, "stage or outcome", name, names.iter().copied());
                }
                found
            };
            let (from, to) = (find("from", &step.from), find("to", &step.to));
            if from.is_some_and(|key| key.index() >= stages) {
                let kind = ProblemKind::ExitFromOutcome { id: step.from.clone() };
                report.add(at(&format!("moves[{i}].from")), kind);
            }
            if step.rework.is_some_and(|rework| rework.max_passes == Some(0)) {
                let expected = ["1 pass or more", "1 раз или больше", "o dată sau mai mult"];
                let kind = ProblemKind::range(0, expected);
                report.add(at(&format!("moves[{i}].rework.max_passes")), kind);
            }
            ends.extend(from.zip(to));
        }
        let ids: Vec<StageId> = names.iter().filter_map(|name| StageId::new(name).ok()).collect();
        if ids.len() != names.len() || ends.len() != draft.moves.len() {
            return None;
        }
        let keys = ids.iter().enumerate().map(|(i, id)| (id.clone(), StageKey::of(i))).collect();
        let graph = FlowGraph::new(ids.len(), ends.iter().copied());
        let closing_reached = graph.none();
        let pipeline = Self {
            draft,
            id: id?,
            ids,
            keys,
            ends,
            graph,
            closing_event: ClosingEvent::default(),
            lost_reasons: Arc::new([]),
            elsewhere: Vec::new(),
            fields: fields.cloned().unwrap_or_default(),
            zone: Zone::UTC,
            closing_reached,
        };
        Some(pipeline.closing_on(ClosingEvent::default()))
    }

    /// The same pipeline with another closing event; contract signed unless
    /// set. In a process, the process sets it.
    #[must_use]
    pub fn closing_on(mut self, event: ClosingEvent) -> Self {
        self.closing_event = event;
        self.closing_reached = self.find_closing_reached(event);
        self
    }

    sets! {
        /// The same pipeline with the reasons for which a deal may be lost; any
        /// reason where there are none. In a process, the process sets them.
        losing_for(reasons: impl IntoIterator<Item = impl Into<String>>)
            lost_reasons = reasons.into_iter().map(Into::into).collect();

        /// The same pipeline with the fields of deals, leads and customers; none
        /// unless set. In a process, the process sets them.
        with_fields(fields: Fields) fields = fields;

        /// The same pipeline in a time zone, which says what day an act is of; UTC
        /// unless set. In a process, the process sets it.
        in_zone(zone: impl Into<Zone>) zone = zone.into();
    }

    /// The same pipeline in a process whose other pipelines serve some kinds of
    /// deal.
    pub(crate) fn beside(mut self, elsewhere: Vec<DealKind>) -> Self {
        self.elsewhere = elsewhere;
        self
    }

    /// The same pipeline with other stages and moves, in the same process.
    pub(crate) fn redrafted(&self, draft: PipelineDraft) -> Result<Self, Problems> {
        let reasons = self.lost_reasons.iter().cloned();
        let built = draft.build()?.closing_on(self.closing_event).losing_for(reasons);
        let built = built.with_fields(self.fields.clone()).in_zone(self.zone);
        Ok(built.beside(self.elsewhere.clone()))
    }

    fn find_closing_reached(&self, event: ClosingEvent) -> StageSet {
        let forward = |step: usize| !self.is_rework(step);
        let carries = |key: &StageKey| {
            self.working_stage(*key)
                .is_some_and(|s| event.purposes().iter().any(|purpose| s.is_for(purpose)))
        };
        let leads_to_won = |key: &StageKey| self.exits(*key).any(|(to, _)| self.is_won(to));
        let mut far = Far::Last;
        let mut places: Vec<StageKey> = self.stage_keys().filter(carries).collect();
        if places.is_empty() {
            far = Far::Any;
            places = self.stage_keys().filter(leads_to_won).collect();
        }
        let mut set = self.graph.none();
        for place in places {
            set.insert(place);
        }
        self.graph.as_far_as(&set, far, &forward)
    }

    pub(crate) fn is_rework(&self, step: usize) -> bool {
        self.draft.moves.get(step).and_then(|step| step.rework).is_some()
    }

    /// The pipeline's id.
    pub fn id(&self) -> &PipelineId {
        &self.id
    }

    /// The name people read: the given one, or the id.
    pub fn name(&self) -> &str {
        self.draft.name.as_deref().unwrap_or(&self.draft.id)
    }

    /// Which deals of the kinds it serves it is for; all where `None`.
    pub fn segment(&self) -> Option<&Segment> {
        self.draft.segment.as_ref()
    }

    /// The fields of deals, leads and customers.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The time zone, which says what day an act is of.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Whether it is for a deal: one of a kind that it serves, and of its
    /// segment where it has one.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] where that cannot be said, as for
    /// [`Condition::holds`](super::Condition::holds).
    pub fn takes(&self, case: &Case<'_>) -> Result<bool, ConditionError> {
        let of_segment = || self.segment().map_or(Ok(true), |segment| segment.when.holds(case));
        Ok(self.is_for(case.kind()) && of_segment()?)
    }

    /// The revision; from 1.
    pub fn revision(&self) -> u32 {
        self.draft.revision
    }

    /// The pipeline as a draft, to edit and build again.
    pub fn draft(&self) -> &PipelineDraft {
        &self.draft
    }

    /// The working stages, in the order of the draft.
    pub fn stages(&self) -> &[Stage] {
        &self.draft.stages
    }

    /// The outcomes, in the order of the draft.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.draft.outcomes
    }

    /// The moves, in the order of the draft.
    pub fn moves(&self) -> &[Move] {
        &self.draft.moves
    }

    /// Whether it serves a kind of deal: one that it names or, where it names
    /// none, one that no other pipeline of its process names.
    pub fn is_for(&self, kind: DealKind) -> bool {
        let named = self.serves();
        if named.is_empty() { !self.elsewhere.contains(&kind) } else { named.contains(&kind) }
    }

    /// The kinds of deal it names; none where it serves what others do not.
    pub fn serves(&self) -> &[DealKind] {
        &self.draft.serves
    }

    /// What must have happened for a deal to count as won.
    pub fn closing_event(&self) -> ClosingEvent {
        self.closing_event
    }

    /// The reasons for which a deal may be lost; any where empty.
    pub fn lost_reasons(&self) -> &[String] {
        &self.lost_reasons
    }

    /// Looks up a stage or an outcome by its id.
    pub fn key(&self, id: &str) -> Option<StageKey> {
        self.keys.get(id).copied()
    }

    /// The id of a stage or outcome; `None` for a key of another pipeline
    /// that names nothing here.
    #[inline]
    pub fn id_of(&self, key: StageKey) -> Option<&StageId> {
        self.ids.get(key.index())
    }

    /// What stands at a key.
    pub fn place(&self, key: StageKey) -> Option<Place<'_>> {
        match key.index().checked_sub(self.stages().len()) {
            None => self.stages().get(key.index()).map(Place::Stage),
            Some(i) => self.outcomes().get(i).map(Place::Outcome),
        }
    }

    /// The working stage at a key; `None` where an outcome stands.
    pub fn working_stage(&self, key: StageKey) -> Option<&Stage> {
        self.stages().get(key.index())
    }

    /// The keys of the working stages, in the order of the draft.
    pub fn stage_keys(&self) -> impl Iterator<Item = StageKey> + use<> {
        (0..self.stages().len()).map(StageKey::of)
    }

    /// The keys of the stages at which a deal can begin.
    pub fn starts(&self) -> impl Iterator<Item = StageKey> + '_ {
        self.stage_keys().filter(|key| self.working_stage(*key).is_some_and(|s| s.start))
    }

    /// The keys of the outcomes of a kind.
    pub fn ends(&self, kind: OutcomeKind) -> impl Iterator<Item = StageKey> + '_ {
        let stages = self.stages().len();
        let of_kind = move |(_, o): &(usize, &Outcome)| o.kind == kind;
        self.outcomes()
            .iter()
            .enumerate()
            .filter(of_kind)
            .map(move |(i, _)| StageKey::of(stages + i))
    }

    /// The keys of all outcomes, in the order of the draft.
    pub(crate) fn outcome_keys(&self) -> impl Iterator<Item = StageKey> + use<> {
        let stages = self.stages().len();
        (stages..stages + self.outcomes().len()).map(StageKey::of)
    }

    /// Whether an outcome that counts as won stands at a key.
    pub fn is_won(&self, key: StageKey) -> bool {
        matches!(self.place(key), Some(Place::Outcome(o)) if o.kind == OutcomeKind::Won)
    }

    /// The moves out of a stage, in the order of the draft, with the key of
    /// where each leads.
    pub fn exits(&self, key: StageKey) -> impl Iterator<Item = (StageKey, &Move)> + '_ {
        self.graph.exits(key).filter_map(|(to, step)| Some((to, self.moves().get(step)?)))
    }

    /// The moves into a stage or outcome, in the order of the draft, with the
    /// key of where each comes from.
    pub(crate) fn entries(&self, key: StageKey) -> impl Iterator<Item = (StageKey, &Move)> + '_ {
        self.graph.entries(key).filter_map(|(from, step)| Some((from, self.moves().get(step)?)))
    }

    /// The move from one stage to another; the first where there are several.
    pub fn move_between(&self, from: StageKey, to: StageKey) -> Option<&Move> {
        self.moves().get(self.graph.move_between(from, to)?)
    }

    /// The stages that every won path passes, in the order they are passed.
    /// Empty where nothing can be won.
    pub fn mandatory_stages(&self) -> Vec<StageKey> {
        self.graph.on_every_path(self.starts(), self.ends(OutcomeKind::Won))
    }

    /// The mandatory stages that a deal beginning at `key` leaves out: those
    /// of [`Pipeline::mandatory_stages`] that it can be won without meeting.
    pub(crate) fn skipped_when_opening_at(&self, key: StageKey) -> Vec<StageKey> {
        let still_ahead = self.graph.on_every_path([key], self.ends(OutcomeKind::Won));
        let mut ahead = self.graph.none();
        for stage in still_ahead {
            ahead.insert(stage);
        }
        let mut skipped = self.mandatory_stages();
        skipped.retain(|stage| *stage != key && !ahead.contains(*stage));
        skipped
    }

    /// Whether a deal at a stage has come as far as the closing event: it
    /// stands in the last stage on its way where the event happens, or beyond
    /// it. The event happens at the stages of a purpose (contract, for a
    /// signed contract); where the pipeline has none, at every stage with a
    /// move to the outcome Won.
    ///
    /// Rework moves go back, and so does a move that closes a loop: a stage
    /// from which such a stage may be yet to come does not lie beyond it.
    pub fn reaches_closing(&self, key: StageKey) -> bool {
        self.closing_reached.contains(key)
    }

    pub(crate) fn graph(&self) -> &FlowGraph {
        &self.graph
    }

    /// Source and target of each move, in the order of the draft.
    pub(crate) fn move_ends(&self) -> &[(StageKey, StageKey)] {
        &self.ends
    }
}
