//! [`Analysis`]: what follows from a pipeline. What every won deal passes, how
//! likely a deal is won, how long it takes, and where the process is weak.
//!
//! - [`Pipeline::analysis`] finds out everything at once: an [`Analysis`];
//! - [`ChancesError`], a [`StageChances`] for each stage with a
//!   [`ChancesFault`]: the probabilities given make no whole;
//! - [`Lever`]: the stage whose improvement raises wins most; [`Bottleneck`]:
//!   the stage that takes most of the cycle.
//!
//! ```
//! use sales_process::process::{Move, PipelineDraft, Stage};
//!
//! let share = |from, to, share: &str| Ok::<_, sales_process::RatioError>(Move::new(from, to).probability(share.parse()?));
//! let pipeline = PipelineDraft::new("main")
//!     .stage(Stage::new("talk", "Understand").typical_days(2).start())
//!     .stage(Stage::new("offer", "Offer").typical_days(6))
//!     .won("won")
//!     .lost("lost")
//!     .step(share("talk", "offer", "0.5")?)
//!     .step(share("talk", "lost", "0.5")?)
//!     .step(share("offer", "won", "0.25")?)
//!     .step(share("offer", "lost", "0.75")?)
//!     .build()?;
//! let (talk, offer) = (pipeline.key("talk").ok_or("?")?, pipeline.key("offer").ok_or("?")?);
//!
//! let analysis = pipeline.analysis()?;
//! assert_eq!(analysis.mandatory_stages(), [talk, offer]);
//! assert_eq!(analysis.win_probability(), Some(0.125));
//! assert_eq!(analysis.win_probability_at(offer), Some(0.25));
//! // Half of the deals take two days, half of them eight.
//! assert_eq!(analysis.expected_days(), Some(5.0));
//! assert_eq!(analysis.standard_deviation_days(), Some(3.0));
//! assert_eq!(analysis.bottleneck().map(|it| (it.stage, it.share)), Some((offer, 0.6)));
//! // Of a hundred deals, fifty come to the offer. Each hundredth of those not
//! // lost there, but led on, is half a deal more won.
//! assert_eq!(analysis.lever().map(|it| (it.stage, it.gain)), Some((offer, 0.5)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is followed
//!
//! What can be reached, what is mandatory and which ways there are is asked of
//! all moves, whatever their probability. Chances, days and visits are those of
//! a deal that takes each move with its probability, whatever it did before (an
//! absorbing Markov chain), so that a move with probability 0 is not taken:
//!
//! - The moves of a stage that carry no probabilities are taken to be equally
//!   likely; [`Analysis::assumed_uniform`] says where. Several moves from one
//!   stage to another add up.
//! - Deals begin at each start equally often.
//! - A deal stays in a stage for its typical days, none where they are not
//!   given.
//! - How often a rework move may be taken is not modelled.
//!
//! # Invariants
//!
//! A chance is from 0 to 1, and the chances of a stage to be won and to be lost
//! make 1 unless a deal may never end. A number that is `None` is not known or
//! not finite: the method says which. Lists are in the order of the draft
//! unless the method says another. The same pipeline gives the same analysis,
//! to the last digit.
//!
//! Time and memory grow with the stages and moves, and in loops with the ways
//! that they have in common: a loop of a hundred stages with a few ways back
//! costs hardly more than the stages by themselves, one in which every stage
//! leads to every other grows with the cube of its stages.

mod chain;
mod error;
mod mandatory;
mod solve;
mod ways;
mod weak;

pub(crate) use chain::Chain;
pub use error::{ChancesError, ChancesFault, StageChances};
pub use weak::{Bottleneck, Lever};

use crate::process::graph::StageSet;
use crate::process::{Pipeline, Purpose, StageKey};

/// What follows from the stages and moves of a pipeline, made by
/// [`Pipeline::analysis`].
///
/// Stages are asked for by the keys of that pipeline; a key of an outcome or
/// of nothing in it has no value (`None`).
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    mandatory_stages: Vec<StageKey>,
    mandatory_until_any_end: Vec<StageKey>,
    mandatory_purposes: Vec<Purpose>,
    reachable: Vec<StageKey>,
    trapped: Vec<StageKey>,
    shortest_won_path: Option<Vec<StageKey>>,
    longest_won_path: Option<Vec<StageKey>>,
    assumed_uniform: Vec<StageKey>,
    win_probability: Option<f64>,
    expected_days: Option<f64>,
    standard_deviation_days: Option<f64>,
    // By stage, in the order of the draft.
    win_probabilities: Vec<f64>,
    days: Vec<Option<f64>>,
    visits: Vec<Option<f64>>,
    cycle_shares: Vec<Option<f64>>,
    gains: Vec<Option<f64>>,
}

impl Pipeline {
    /// Finds out what follows from the pipeline.
    ///
    /// A pipeline without stages or without a start has an analysis, too: the
    /// numbers of its stages are there, and those from the start are `None`.
    ///
    /// # Errors
    ///
    /// [`ChancesError`]: the probabilities of the moves out of a stage sum to
    /// 0.9, or one of two moves carries one and the other does not. All such
    /// stages are told.
    pub fn analysis(&self) -> Result<Analysis, ChancesError> {
        let chain = Chain::of(self)?;
        let graph = self.graph();
        let outcomes = || self.outcome_keys();
        let stages = |fits: &dyn Fn(StageKey) -> bool| {
            self.stage_keys().filter(|stage| fits(*stage)).collect::<Vec<_>>()
        };
        let reachable: StageSet = graph.reachable(self.starts(), &|_| true);
        let ending = graph.reaching(outcomes(), &|_| true);
        let mandatory_stages = self.mandatory_stages();

        let win_probabilities = chain.win_probability();
        let days = chain.expected_days();
        let visits = chain.visits();
        let expected_days = chain.mean_at_start(|stage| days[stage]);
        Ok(Analysis {
            mandatory_until_any_end: graph.on_every_path(self.starts(), outcomes()),
            mandatory_purposes: mandatory::purposes(self, &mandatory_stages),
            mandatory_stages,
            reachable: stages(&|stage| reachable.contains(stage)),
            trapped: stages(&|stage| reachable.contains(stage) && !ending.contains(stage)),
            shortest_won_path: ways::shortest(self),
            longest_won_path: ways::longest(self),
            assumed_uniform: stages(&|stage| {
                let mut moves = self.exits(stage).peekable();
                moves.peek().is_some() && moves.all(|(_, step)| step.probability.is_none())
            }),
            win_probability: chain.mean_at_start(|stage| Some(win_probabilities[stage])),
            expected_days,
            standard_deviation_days: chain.variance_from_start(&days).map(f64::sqrt),
            cycle_shares: weak::cycle_shares(&chain, &visits, expected_days),
            gains: weak::gains(&chain, &visits, &win_probabilities),
            win_probabilities,
            days,
            visits,
        })
    }
}

impl Analysis {
    /// The stages that every won path passes, in the order they are passed;
    /// the same as [`Pipeline::mandatory_stages`]. None where nothing can be
    /// won.
    pub fn mandatory_stages(&self) -> &[StageKey] {
        &self.mandatory_stages
    }

    /// The stages that every deal passes that ends, won or lost, in the order
    /// they are passed. None where no deal can end.
    pub fn mandatory_until_any_end(&self) -> &[StageKey] {
        &self.mandatory_until_any_end
    }

    /// The purposes that every won path serves: a deal cannot be won without
    /// meeting some stage that carries the purpose, though it may be one stage
    /// on one path and another on the next. In canonical order, those of the
    /// company's own last by name. None where nothing can be won.
    pub fn mandatory_purposes(&self) -> &[Purpose] {
        &self.mandatory_purposes
    }

    /// The stages that a deal can get to from a start. None where there is no
    /// start.
    pub fn reachable(&self) -> &[StageKey] {
        &self.reachable
    }

    /// The stages that a deal can get to and from which it can reach no
    /// outcome: dead ends, loops that are not left, and what leads nowhere else.
    pub fn trapped(&self) -> &[StageKey] {
        &self.trapped
    }

    /// A shortest way from a start to an outcome that counts as won, by number
    /// of stages; the outcome is its last member. Rework moves are left out. Of
    /// several, the one that begins at the first start and takes the first
    /// moves, by the order of the draft. `None` where nothing can be won.
    pub fn shortest_won_path(&self) -> Option<&[StageKey]> {
        self.shortest_won_path.as_deref()
    }

    /// A longest way from a start to an outcome that counts as won; the rest is
    /// as for [`Analysis::shortest_won_path`]. `None` also where moves that are
    /// not marked as rework make a loop on the way, since such a way can be as
    /// long as one likes.
    pub fn longest_won_path(&self) -> Option<&[StageKey]> {
        self.longest_won_path.as_deref()
    }

    /// The stages whose moves, one or more, carry no probabilities and are
    /// taken to be equally likely.
    pub fn assumed_uniform(&self) -> &[StageKey] {
        &self.assumed_uniform
    }

    /// The chance that a deal is won, from 0 to 1. `None` where there is no
    /// start.
    pub fn win_probability(&self) -> Option<f64> {
        self.win_probability
    }

    /// The chance that a deal in a stage is won in the end, from 0 to 1.
    pub fn win_probability_at(&self, stage: StageKey) -> Option<f64> {
        self.win_probabilities.get(stage.index()).copied()
    }

    /// How many days a deal takes on average from its start to any outcome.
    /// `None` where there is no start, or where some deals never end: with a
    /// chance above 0 they come to where no outcome is reached.
    pub fn expected_days(&self) -> Option<f64> {
        self.expected_days
    }

    /// How many days a deal takes on average from entering a stage to any
    /// outcome, the days in the stage included. `None` where some never end.
    pub fn expected_days_at(&self, stage: StageKey) -> Option<f64> {
        self.days.get(stage.index()).copied().flatten()
    }

    /// The standard deviation of the days that a deal takes from its start to
    /// any outcome. Each stage is taken to last its typical days exactly: the
    /// spread is that of the ways deals take, and of how early they are lost.
    /// `None` where [`Analysis::expected_days`] is.
    pub fn standard_deviation_days(&self) -> Option<f64> {
        self.standard_deviation_days
    }

    /// How often a deal enters a stage on average, 0 where none does. `None`
    /// where some go round there for ever.
    pub fn expected_visits(&self, stage: StageKey) -> Option<f64> {
        self.visits.get(stage.index()).copied().flatten()
    }

    /// The share of the expected days that a deal spends in a stage, from 0 to
    /// 1: visits × typical days / expected days. `None` where the expected days
    /// are, or are 0.
    pub fn cycle_share_at(&self, stage: StageKey) -> Option<f64> {
        self.cycle_shares.get(stage.index()).copied().flatten()
    }

    /// The stage that takes the largest share of the expected days; the first
    /// of equals. `None` where the expected days are, or are 0.
    pub fn bottleneck(&self) -> Option<Bottleneck> {
        let (stage, share) = first_largest(&self.cycle_shares)?;
        Some(Bottleneck { stage, share })
    }

    /// How much fewer losses at a stage raise the chance to win: the win
    /// probability from the start rises by this times the share of deals in the
    /// stage that are led on instead of being lost, to where its other moves go
    /// and in their proportion. (A derivative: exact for small shares, and for
    /// any share where the stage is in no loop.)
    ///
    /// It is expected visits × the mean win probability of where the other
    /// moves go. `None` where no deal is lost directly from the stage, where all
    /// are, and where there is no start.
    pub fn gain_at(&self, stage: StageKey) -> Option<f64> {
        self.gains.get(stage.index()).copied().flatten()
    }

    /// The stage where fewer losses raise the chance to win most; the first of
    /// equals. `None` where they do so nowhere.
    pub fn lever(&self) -> Option<Lever> {
        let (stage, gain) = first_largest(&self.gains)?;
        Some(Lever { stage, gain })
    }
}

/// The first of the largest numbers above 0.
fn first_largest(by_stage: &[Option<f64>]) -> Option<(StageKey, f64)> {
    let mut largest: Option<(StageKey, f64)> = None;
    for (stage, number) in by_stage.iter().enumerate() {
        let number = number.unwrap_or_default();
        if number > largest.map_or(0.0, |(_, most)| most) {
            largest = Some((StageKey::of(stage), number));
        }
    }
    largest
}
