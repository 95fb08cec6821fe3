//! [`Analysis`]: what follows from a pipeline. What every won deal passes, how
//! likely a deal is won, how long it takes, and where the process is weak.
//!
//! - [`Pipeline::analysis`] finds out everything at once: an [`Analysis`];
//! - a [`Figure`] says whether somebody stated what it rests on, a
//!   [`ShareSource`] of each stage who did;
//! - [`Lever`]: the stage whose improvement raises wins most; [`Bottleneck`]:
//!   the stage that takes most of the days until a deal is won;
//! - [`AnalysisReport`]: all of it as JSON and as text;
//! - [`ChancesError`], a [`StageChances`] for each stage whose probabilities
//!   make no whole.
//!
//! ```
//! use sales_process::designer::analysis::Figure;
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
//! assert_eq!(analysis.win_probability(), Some(Figure::Stated(0.125)));
//! assert_eq!(analysis.win_probability_at(offer), Some(Figure::Stated(0.25)));
//! // Half of the deals take two days, half of them eight; those won take eight.
//! assert_eq!(analysis.expected_days(), Some(Figure::Stated(5.0)));
//! assert_eq!(analysis.expected_days_to_win(), Some(Figure::Stated(8.0)));
//! assert_eq!(analysis.bottleneck().map(|it| (it.stage, it.share)), Some((offer, Figure::Stated(0.75))));
//! // Of a hundred deals, fifty come to the offer. Each hundredth of those not
//! // lost there, but led on, is half a deal more won.
//! assert_eq!(analysis.lever().map(|it| (it.stage, it.gain)), Some((offer, Figure::Stated(0.5))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is followed
//!
//! What can be reached, what is mandatory and which paths there are is asked of
//! all moves, whatever their probability. Chances, days and visits are those of
//! a deal that takes each move with its share, whatever it did before (an
//! absorbing Markov chain), so that a move with share 0 is not taken:
//!
//! - Shares are those that the moves carry, or else those that follow from the
//!   chances to win that stages state ([`ShareSource::StageChances`]). Beside
//!   moves that carry one, a single move without takes the rest. Where nobody
//!   stated any, or several moves are without, these are taken as equally
//!   likely, and a figure that depends on it says so ([`Figure::IfEqual`]).
//! - Deals begin at each start equally often.
//! - A deal stays in a stage for its mean days or else its typical days, none
//!   where neither is given ([`Analysis::without_days`]).
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
//! # Limits
//!
//! Time and memory grow with the stages and moves, and in loops with the moves
//! that they have in common: a loop of a hundred stages with a few moves back
//! costs hardly more than the stages by themselves. Where every stage leads to
//! every other the time grows with the cube: 300 stages take some hundredths of
//! a second, 2,000 some seconds, and more than 2,000 of this kind are refused
//! ([`ChancesError`]).

mod chain;
mod error;
mod figure;
mod mandatory;
mod paths;
mod report;
mod shares;
mod solve;
mod weak;

pub(crate) use chain::{Chain, Exit, days_of};
pub use error::{ChancesError, StageChances};
pub use figure::Figure;
pub use report::AnalysisReport;
pub use shares::ShareSource;
pub(crate) use shares::Shares;
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
    without_days: Vec<StageKey>,
    win_probability: Option<Figure>,
    expected_days: Option<Figure>,
    days_to_win: Option<Figure>,
    standard_deviation_days: Option<Figure>,
    // By stage, in the order of the draft.
    sources: Vec<ShareSource>,
    win_probabilities: Vec<Option<Figure>>,
    days: Vec<Option<Figure>>,
    days_to_win_from: Vec<Option<Figure>>,
    visits: Vec<Option<Figure>>,
    cycle_shares: Vec<Option<Figure>>,
    gains: Vec<Option<Figure>>,
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
    /// 0.9, or those that are given to 1.1 (all such stages are named); or more
    /// than 2,000 stages lead to most of each other.
    pub fn analysis(&self) -> Result<Analysis, ChancesError> {
        self.analysis_learned_at(&[])
    }

    /// The same, where the shares that the moves out of some stages carry were
    /// learned from a history of stages: their source is
    /// [`ShareSource::History`]. Ids that no stage has are ignored.
    ///
    /// # Errors
    ///
    /// As for [`Pipeline::analysis`].
    pub(crate) fn analysis_learned_at(&self, stages: &[&str]) -> Result<Analysis, ChancesError> {
        let mut shares = Shares::of(self)?;
        shares.learned(self, stages);
        let chain = Chain::with(self, &shares).map_err(ChancesError::too_dense)?;
        Ok(Analysis::of(self, &shares, &chain))
    }
}

impl Analysis {
    fn of(pipeline: &Pipeline, shares: &Shares, chain: &Chain) -> Self {
        let graph = pipeline.graph();
        let outcomes = || pipeline.outcome_keys();
        let stages = |fits: &dyn Fn(StageKey) -> bool| {
            pipeline.stage_keys().filter(|stage| fits(*stage)).collect::<Vec<_>>()
        };
        let reachable: StageSet = graph.reachable(pipeline.starts(), &|_| true);
        let ending = graph.reaching(outcomes(), &|_| true);
        let mandatory_stages = pipeline.mandatory_stages();

        let win = chain.win_probability();
        let days = chain.expected_days();
        let to_win = chain.days_to_win(&win);
        let visits = chain.visits();

        // A number rests on every guess that a deal meets on its way; days
        // until won only on those between moves of which several can be won by.
        let guesses: Vec<bool> =
            pipeline.stage_keys().map(|key| shares.is_guessed(pipeline, key)).collect();
        let guessed_ahead = chain.leads_to(&guesses);
        let open = chain.forks_to_win(&win, &guesses);
        let open_ahead = chain.leads_to(&open);
        let entered: Vec<bool> = pipeline.stage_keys().map(|key| reachable.contains(key)).collect();
        let met: Vec<bool> = guesses.iter().zip(&entered).map(|(a, b)| *a && *b).collect();
        let guessed_behind = chain.lies_beyond(&met);
        let from_start = |marks: &[bool]| {
            pipeline.starts().all(|start| marks.get(start.index()) == Some(&false))
        };
        let figures = |numbers: &[Option<f64>], guessed: &[bool]| -> Vec<Option<Figure>> {
            let pairs = numbers.iter().zip(guessed);
            pairs.map(|(number, guess)| number.map(|number| Figure::new(number, !guess))).collect()
        };
        let (ahead_is_stated, won_is_stated) =
            (from_start(&guessed_ahead), from_start(&open_ahead));
        let from_start = |number: Option<f64>, is_stated| number.map(|n| Figure::new(n, is_stated));
        let either: Vec<bool> =
            guessed_behind.iter().zip(&guessed_ahead).map(|(a, b)| *a || *b).collect();
        let all_won = vec![!won_is_stated; win.len()];
        let chances: Vec<Option<f64>> = win.iter().copied().map(Some).collect();
        Self {
            mandatory_until_any_end: graph.on_every_path(pipeline.starts(), outcomes()),
            mandatory_purposes: mandatory::purposes(pipeline, &mandatory_stages),
            mandatory_stages,
            reachable: stages(&|stage| reachable.contains(stage)),
            trapped: stages(&|stage| reachable.contains(stage) && !ending.contains(stage)),
            shortest_won_path: paths::shortest(pipeline),
            longest_won_path: paths::longest(pipeline),
            assumed_uniform: stages(&|stage| shares.source(stage) == Some(ShareSource::Assumed)),
            without_days: stages(&|key| {
                reachable.contains(key)
                    && pipeline.working_stage(key).is_some_and(|stage| days_of(stage).is_none())
            }),
            win_probability: from_start(
                chain.mean_at_start(|stage| Some(win[stage])),
                ahead_is_stated,
            ),
            expected_days: from_start(chain.mean_at_start(|stage| days[stage]), ahead_is_stated),
            days_to_win: from_start(chain.days_to_win_from_start(&win, &to_win), won_is_stated),
            standard_deviation_days: from_start(
                chain.variance_from_start(&days).map(f64::sqrt),
                ahead_is_stated,
            ),
            sources: pipeline.stage_keys().filter_map(|key| shares.source(key)).collect(),
            cycle_shares: figures(&weak::cycle_shares(chain, &visits, &win), &all_won),
            gains: figures(&weak::gains(chain, &visits, &win), &either),
            win_probabilities: figures(&chances, &guessed_ahead),
            days: figures(&days, &guessed_ahead),
            days_to_win_from: figures(&to_win, &open_ahead),
            visits: figures(&visits, &guessed_behind),
        }
    }

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

    /// A shortest path from a start to an outcome that counts as won, by number
    /// of stages; the outcome is its last member. Rework moves are left out. Of
    /// several, the one that begins at the first start and takes the first
    /// moves, by the order of the draft. `None` where nothing can be won.
    pub fn shortest_won_path(&self) -> Option<&[StageKey]> {
        self.shortest_won_path.as_deref()
    }

    /// A longest path from a start to an outcome that counts as won; the rest is
    /// as for [`Analysis::shortest_won_path`]. `None` also where moves that are
    /// not marked as rework make a loop on it, since such a path can be as
    /// long as one likes.
    pub fn longest_won_path(&self) -> Option<&[StageKey]> {
        self.longest_won_path.as_deref()
    }

    /// The stages whose moves, one or more, have no shares from anywhere, or of
    /// whose moves two or more have none: they are taken to be equally likely.
    pub fn assumed_uniform(&self) -> &[StageKey] {
        &self.assumed_uniform
    }

    /// Where the shares of the moves out of a stage come from;
    /// [`ShareSource::Stated`] for a stage that no move leaves.
    pub fn shares_from(&self, stage: StageKey) -> Option<ShareSource> {
        self.sources.get(stage.index()).copied()
    }

    /// The stages that a deal can get to and that state neither typical nor
    /// mean days: they count with no days in all that is said of days.
    pub fn without_days(&self) -> &[StageKey] {
        &self.without_days
    }

    /// The chance that a deal is won, from 0 to 1. `None` where there is no
    /// start.
    pub fn win_probability(&self) -> Option<Figure> {
        self.win_probability
    }

    /// The chance that a deal in a stage is won in the end, from 0 to 1.
    pub fn win_probability_at(&self, stage: StageKey) -> Option<Figure> {
        at(&self.win_probabilities, stage)
    }

    /// The days that a deal takes on average from its start to any outcome.
    /// `None` where there is no start, and where a deal may never end.
    pub fn expected_days(&self) -> Option<Figure> {
        self.expected_days
    }

    /// The days that a deal takes on average from entering a stage to any
    /// outcome, the stage included. `None` where it may never end.
    pub fn expected_days_at(&self, stage: StageKey) -> Option<Figure> {
        at(&self.days, stage)
    }

    /// The days from the start until won of the deals that are won, on average.
    /// `None` where none is. Deals that are lost on the way, mostly sooner, do
    /// not pull it down.
    /// A stage is taken to take those that are won in the end as long as the
    /// others.
    pub fn expected_days_to_win(&self) -> Option<Figure> {
        self.days_to_win
    }

    /// The days from entering a stage until won, the stage included, of the
    /// deals in it that are won, on average. `None` where none is.
    pub fn expected_days_to_win_at(&self, stage: StageKey) -> Option<Figure> {
        at(&self.days_to_win_from, stage)
    }

    /// The standard deviation of the days that a deal takes from its start to
    /// any outcome: how far deals are spread around [`Analysis::expected_days`],
    /// by the paths they take. `None` where those are.
    pub fn standard_deviation_days(&self) -> Option<Figure> {
        self.standard_deviation_days
    }

    /// How often a deal enters a stage on average, from the start on. `None`
    /// where it may go round for ever; 0 where no deal comes, and where there
    /// is no start.
    pub fn expected_visits(&self, stage: StageKey) -> Option<Figure> {
        at(&self.visits, stage)
    }

    /// The part of the days until won that the deals that are won spend in a
    /// stage, from 0 to 1. `None` where no deal is won, or they take no days.
    pub fn cycle_share_at(&self, stage: StageKey) -> Option<Figure> {
        at(&self.cycle_shares, stage)
    }

    /// The stage that takes the largest share of the days until won; the first
    /// of equals. `None` where [`Analysis::cycle_share_at`] is.
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
    pub fn gain_at(&self, stage: StageKey) -> Option<Figure> {
        at(&self.gains, stage)
    }

    /// The stage where fewer losses raise the chance to win most; the first of
    /// equals. `None` where they do so nowhere.
    pub fn lever(&self) -> Option<Lever> {
        let (stage, gain) = first_largest(&self.gains)?;
        Some(Lever { stage, gain })
    }
}

fn at(by_stage: &[Option<Figure>], stage: StageKey) -> Option<Figure> {
    by_stage.get(stage.index()).copied().flatten()
}

/// The first of the largest numbers above 0.
fn first_largest(by_stage: &[Option<Figure>]) -> Option<(StageKey, Figure)> {
    let mut largest: Option<(StageKey, Figure)> = None;
    for (stage, figure) in by_stage.iter().enumerate() {
        let Some(figure) = figure else { continue };
        if figure.if_equal() > largest.map_or(0.0, |(_, most)| most.if_equal()) {
            largest = Some((StageKey::of(stage), *figure));
        }
    }
    largest
}
