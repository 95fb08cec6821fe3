//! Merging: which stages of a pipeline could be one, and making them one.
//!
//! More stages than a salesperson holds in the head are too many, and those
//! that can be one should be. [`Pipeline::merge_proposals`] lists the
//! [`MergeProposal`]s, best first; [`Pipeline::merge_to`] makes the best of them
//! until so many stages are left; [`Pipeline::merge`] merges two that somebody
//! has chosen. What comes of it is [`MergedPipeline`]: the smaller pipeline, and where
//! each old stage went.
//!
//! ```
//! use sales_process::process::{PipelineDraft, Purpose, Stage};
//!
//! let pipeline = PipelineDraft::new("web")
//!     .stage(Stage::new("request", "Take the request").purpose(Purpose::InboundRequest).start())
//!     .stage(Stage::new("check", "Check the request").purpose(Purpose::Qualification).typical_days(1))
//!     .stage(Stage::new("offer", "Make an offer").purpose(Purpose::Proposal).typical_days(4))
//!     .stage(Stage::new("terms", "Agree on terms").purpose(Purpose::Negotiation).typical_days(6))
//!     .won("won")
//!     .lost("lost")
//!     .go("request", "check")
//!     .go("check", "offer")
//!     .go("check", "lost")
//!     .go("offer", "terms")
//!     .go("offer", "lost")
//!     .go("terms", "won")
//!     .build()?;
//!
//! let best = &pipeline.merge_proposals()[0];
//! assert_eq!((best.first.as_str(), best.second.as_str()), ("request", "check"));
//!
//! let merged = pipeline.merge_to(2);
//! let names: Vec<&str> = merged.pipeline.stages().iter().map(|stage| stage.name()).collect();
//! assert_eq!(names, ["Take the request + Check the request", "Make an offer + Agree on terms"]);
//! // Nobody said how many deals are lost where, and nothing is made up: a deal
//! // that passes both takes the days of both.
//! let offer = &merged.pipeline.stages()[1];
//! assert_eq!(offer.typical_days.map(|days| days.count()), Some(10.0));
//! assert!(merged.pipeline.moves().iter().all(|step| step.probability.is_none()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which stages could be one
//!
//! A move that does not go back on purpose leads from the first to the second,
//! and:
//!
//! - one person works both for one end: they have the same role and the same
//!   subprocess (one that names none goes with any), and their purposes lie
//!   close together in canonical order;
//! - deals do not begin in the middle: the second is no start;
//! - no way is new: all ways on from the first lead to the second, or all ways
//!   to the second come from the first (a deal can be lost from anywhere, so
//!   ways to Lost do not count). Otherwise a deal could come in by the second
//!   and go out by the first, past what was on every way, or round a loop that
//!   was none;
//! - what must come in order does: on ways that went past the one stage, the
//!   merged one brings no needs discovery, proposal, contract, onboarding or
//!   payment tracking that was not on them;
//! - no move comes to lead back to an earlier subprocess;
//! - deals get out of both, and to both or to neither.
//!
//! So a merge that is proposed lets deals pass, of what is not merged, the same
//! stages in the same order as before, and breaks nothing that was not broken.
//! Best are those whose purposes lie closest together, then those with nothing
//! that must be true between them, with no other way past either, short ones,
//! early ones. Stages are joined in pairs first, then to threes and so on, so
//! that no stage swallows its neighbours while others stay small.
//!
//! Of two that somebody has chosen only what makes no sense is refused:
//! [`MergeError`].
//!
//! # What becomes of them
//!
//! The merged stage has the id of the first, so that what refers to it still
//! does; its place in the list; both names, joined by ` + ` in any language;
//! all purposes, criteria, actions, tactics, participants and allowed lints, in
//! the order in which they were joined, those alike once. Where two different
//! criteria have one id, the later becomes `id_2`. Role and subprocess are of
//! the first that names one. Limits after which a deal is stale add up; a
//! stage without one adds its typical days to that of the other. The stated
//! chance to win is that of where deals enter, weighed by how many enter there.
//! The revision stays; whoever puts the pipeline into use raises it, and moves
//! the deals over by [`MergedPipeline::pairs`].
//!
//! Moves between merged stages are gone, also those that go back on purpose,
//! with their limits: what goes on within a stage is no move. Moves that come
//! to lead from one stage to one other become one, in the place of the first.
//! It goes back on purpose if all of them do, and as often as all together
//! may; without a limit if one has none.
//!
//! # Figures
//!
//! Let `v(x)` be how often a deal from the start enters stage `x`, and `p(x, y)`
//! the share of those leaving `x` that goes to `y` (equal shares where a stage
//! states none). Then `v(x) = s(x) + Σ v(y)·p(y, x)`, over all stages `y`, where
//! `s` is the share of deals that begins in a stage. For a part `A` of stages
//! that become one, let `V(A) = Σ v(x)·p(x, y)`, over `x` in `A` and all `y`
//! outside: how often a deal leaves `A`. Where every deal that enters a stage
//! leaves it, that is how often one enters `A` from outside. The merged stage is
//! given
//!
//! - for each `y` outside, the share `Σ v(x)·p(x, y) ÷ V(A)` over `x` in `A`,
//! - as typical days `Σ v(x)·d(x) ÷ V(A)`, the days that all visits within take
//!   for each time a deal enters.
//!
//! With these shares as many deals go from part to part as went before: `V(A)`
//! times the share of `B` is `Σ v(x)·p(x, y)` over `x` in `A`, `y` in `B`. So the
//! `V` solve the equations of the smaller pipeline (the share of deals that
//! begins in a part is that of its only start), which have one solution where
//! every deal ends; and the chance to win, `Σ v(x)·p(x, Won)`, and the expected
//! days, `Σ v(x)·d(x)`, are sums that come out the same. (Exact aggregation of
//! a Markov chain by its flows; Kemeny and Snell, *Finite Markov Chains*, 1960,
//! for the chain itself.) The flows of the whole pipeline are computed once,
//! whatever the number of merges. From stages further on the chance to win and
//! the days are the same where no loop leads back into what was merged.
//!
//! Shares are written down where they follow from shares that the moves of the
//! merged stages carry, and nowhere else: where nobody stated where the deals
//! of one of them go, those of the merged stage are not stated either, and its
//! typical days are those of a deal that passes all of them. Shares that follow
//! from the chances that stages state still do.
//!
//! Where nobody can tell the figures (no start, probabilities that make no
//! whole), and for stages that no deal gets to, merging goes on as if deals
//! came in by the first stage and went through once; probabilities that make
//! no whole are taken in proportion. Where a deal may go round for ever, or
//! [`Days`](crate::process::Days) cannot hold what a loop adds up to, figures may change.
//! [`MergedPipeline::keeps_figures`] says whether they are kept.

mod contract;
mod flow;
mod join;
mod partition;
mod parts;
mod proposal;
mod rank;
mod span;

use crate::designer::analysis::Figure;
use crate::designer::outlook::PipelineFigures;
use crate::process::{Pipeline, StageKey};
use crate::value::StageId;
use flow::Flow;
use partition::Partition;
pub use proposal::{MergeProposal, MergeReason};
pub(crate) use rank::merges_down_to;

/// Two stages to merge, by id: a move leads from the first to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePair {
    /// The stage whose id is kept.
    pub first: StageId,
    /// The stage that becomes part of the first.
    pub second: StageId,
}

/// A pipeline of which stages are merged.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MergedPipeline {
    /// The pipeline with the merged stages, of the same revision.
    pub pipeline: Pipeline,
    /// The merges made, in the order they were made.
    pub made: Vec<MergePair>,
    /// Where each old stage went: the id it had and that of the stage it is
    /// part of now, in the order of the old pipeline. Outcomes stay.
    pub stage_map: Vec<(StageId, StageId)>,
    /// What the pipeline promised before.
    pub before: PipelineFigures,
    /// What it promises now.
    pub after: PipelineFigures,
}

impl MergedPipeline {
    /// Whether it is known that the chance to win and the expected days from
    /// the start are the same as before.
    pub fn keeps_figures(&self) -> bool {
        self.before.win_probability.is_some_and(Figure::is_stated)
            && self.before.is_kept_by(&self.after)
    }

    /// Where each old stage went, as [`StageMap::new`] and
    /// [`Pipeline::changes_to_knowing`] take it.
    ///
    /// ```
    /// use sales_process::process::StageMap;
    /// use sales_process::process::{PipelineDraft, Stage};
    ///
    /// let old = PipelineDraft::new("web")
    ///     .stage(Stage::new("call", "Call").start())
    ///     .stage(Stage::new("visit", "Visit"))
    ///     .won("won")
    ///     .go("call", "visit")
    ///     .go("visit", "won")
    ///     .build()?;
    /// let merged = old.merge("call", "visit")?;
    /// // A revision of its own, so that deals in flight can go over to it.
    /// let new = PipelineDraft::from(merged.pipeline.clone()).revision(2).build()?;
    /// let map = StageMap::new(&old, &new, merged.pairs())?;
    /// assert_eq!(map.target("visit").map(|id| id.as_str()), Some("call"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [`StageMap::new`]: crate::process::StageMap::new
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.stage_map.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }

    /// The old stages that a stage is made of; itself alone where nothing was
    /// merged with it, none where there is no such stage.
    pub fn made_of(&self, stage: &str) -> impl Iterator<Item = &StageId> {
        let of_it = move |(_, new): &&(StageId, StageId)| new.as_str() == stage;
        self.stage_map.iter().filter(of_it).map(|(old, _)| old)
    }
}

/// Why two stages cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// There is no stage with the id.
    #[error("there is no stage `{}` to merge", crate::value::text::excerpt(.0))]
    NoStage(String),
    /// An outcome is not worked in, so that it cannot be part of a stage.
    #[error("`{0}` is an outcome; only working stages can be merged")]
    Outcome(String),
    /// A stage with itself, or with one that it has been merged with.
    #[error("`{first}` and `{second}` are one stage already")]
    OneAlready {
        /// The first stage.
        first: String,
        /// The second stage.
        second: String,
    },
    /// No move leads from the first to the second, but for such that go back
    /// on purpose.
    #[error(
        "no move leads on from `{first}` to `{second}`; merge a stage with one that it leads to"
    )]
    NoMove {
        /// The first stage.
        first: String,
        /// The second stage.
        second: String,
    },
    /// Deals begin in the second.
    #[error(
        "deals begin at `{start}`; merged with `{first}` before it they would begin in the middle"
    )]
    Start {
        /// The first stage.
        first: String,
        /// The start that would be in the middle.
        start: String,
    },
}

impl Pipeline {
    /// Makes the best merges until at most so many working stages are left.
    /// Where more are left, no good merge is; the pipeline is as it was where
    /// it has no more to begin with.
    ///
    /// ```
    /// # use sales_process::process::{PipelineDraft, Stage};
    /// let pipeline = PipelineDraft::new("web")
    ///     .stage(Stage::new("call", "Call").start().role("hunter"))
    ///     .stage(Stage::new("visit", "Visit").role("hunter"))
    ///     .stage(Stage::new("pay", "Get paid").role("farmer"))
    ///     .won("won")
    ///     .go("call", "visit")
    ///     .go("visit", "pay")
    ///     .go("pay", "won")
    ///     .build()?;
    /// let merged = pipeline.merge_to(1);
    /// assert_eq!(merged.pipeline.stages().len(), 2, "one hand calls and visits, another is paid");
    /// let call: Vec<&str> = merged.made_of("call").map(|id| id.as_str()).collect();
    /// assert_eq!(call, ["call", "visit"]);
    /// # Ok::<(), sales_process::process::Problems>(())
    /// ```
    pub fn merge_to(&self, count: usize) -> MergedPipeline {
        let mut parts = Partition::of(self);
        let mut made = Vec::new();
        for merge in merges_down_to(self, count, false) {
            parts.unite(merge.first.index(), merge.second.index());
            made.push((merge.first, merge.second));
        }
        self.merged(parts, &made)
    }

    /// Merges two stages, whether or not that would be proposed.
    ///
    /// # Errors
    ///
    /// [`MergeError`]: one of the two is not there or is an outcome, no move
    /// leads on from the first to the second, deals begin in the second.
    pub fn merge(&self, first: &str, second: &str) -> Result<MergedPipeline, MergeError> {
        self.merge_chosen([(first, second)])
    }

    /// Merges several pairs of stages at once. The ids are those that the
    /// stages have now; a stage can be named again after it was merged, and
    /// stands then for what it has become part of.
    ///
    /// # Errors
    ///
    /// [`MergeError`] of the first pair that cannot be merged.
    pub fn merge_all(&self, pairs: &[MergePair]) -> Result<MergedPipeline, MergeError> {
        self.merge_chosen(pairs.iter().map(|pair| (pair.first.as_str(), pair.second.as_str())))
    }

    fn merge_chosen<'a>(
        &self,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<MergedPipeline, MergeError> {
        let mut parts = Partition::of(self);
        let mut made = Vec::new();
        for (first, second) in pairs {
            made.push(parts.merge(self, first, second)?);
        }
        Ok(self.merged(parts, &made))
    }

    fn merged(&self, mut parts: Partition, made: &[(StageKey, StageKey)]) -> MergedPipeline {
        let flow = Flow::of(self);
        let before = PipelineFigures::of(self);
        let unchanged = |before| MergedPipeline {
            pipeline: self.clone(),
            made: Vec::new(),
            stage_map: self.stage_map(StageKey::index),
            before,
            after: before,
        };
        if made.is_empty() {
            return unchanged(before);
        }
        // INVARIANT: the parts of what was built, fewer and under their own
        // ids, fit together.
        let Ok(pipeline) = self.redrafted(contract::contracted(self, &flow, &mut parts)) else {
            return unchanged(before);
        };
        let pair = |(first, second): &(StageKey, StageKey)| {
            let (first, second) = (self.id_of(*first)?.clone(), self.id_of(*second)?.clone());
            Some(MergePair { first, second })
        };
        MergedPipeline {
            made: made.iter().filter_map(pair).collect(),
            stage_map: self.stage_map(|stage| parts.first_of(stage.index())),
            before,
            after: PipelineFigures::of(&pipeline),
            pipeline,
        }
    }

    fn stage_map(&self, mut part_of: impl FnMut(StageKey) -> usize) -> Vec<(StageId, StageId)> {
        let pair = |stage| {
            let new = self.id_of(StageKey::of(part_of(stage)))?;
            Some((self.id_of(stage)?.clone(), new.clone()))
        };
        self.stage_keys().filter_map(pair).collect()
    }
}
