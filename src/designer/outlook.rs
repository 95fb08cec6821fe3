//! [`PipelineFigures`]: what a pipeline promises, and what a change does to it.

use std::fmt;

use serde::Serialize;

use super::analysis::{Chain, Figure, Shares};
use super::label::{in_days, percent};
use crate::process::Pipeline;

/// What a pipeline promises of a deal that begins in it; its starts weigh
/// equally.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PipelineFigures {
    /// How many working stages it has.
    pub stages: usize,
    /// The chance that a deal is won in the end, from 0 to 1; `None` where no
    /// stage is marked as a start, or the shares of the moves make no whole.
    pub win_probability: Option<Figure>,
    /// How many days a deal takes on average until any outcome; `None` also
    /// where it may never end.
    pub expected_days: Option<Figure>,
    /// How many days a won deal takes on average until it is won; `None` also
    /// where none is won.
    pub expected_days_to_win: Option<Figure>,
}

impl PipelineFigures {
    /// What a pipeline promises.
    pub(crate) fn of(pipeline: &Pipeline) -> Self {
        let stages = pipeline.stages().len();
        let nothing =
            Self { stages, win_probability: None, expected_days: None, expected_days_to_win: None };
        let Ok(shares) = Shares::of(pipeline) else { return nothing };
        let Ok(chain) = Chain::with(pipeline, &shares) else { return nothing };
        let guesses: Vec<bool> =
            pipeline.stage_keys().map(|key| shares.is_guessed(pipeline, key)).collect();
        Self::of_chain(&chain, stages, &guesses)
    }

    /// What a chain promises; `guesses` are the stages whose shares nobody
    /// stated.
    pub(super) fn of_chain(chain: &Chain, stages: usize, guesses: &[bool]) -> Self {
        let win = chain.win_probability();
        let (days, to_win) = (chain.expected_days(), chain.days_to_win(&win));
        let is_stated = |marked: &[bool]| {
            let ahead = chain.leads_to(marked);
            chain.starts().iter().all(|(start, _)| ahead.get(*start) != Some(&true))
        };
        let all = is_stated(guesses);
        let won = all || is_stated(&chain.forks_to_win(&win, guesses));
        let figure = |number: Option<f64>, stated| number.map(|it| Figure::new(it, stated));
        Self {
            stages,
            win_probability: figure(chain.mean_at_start(|stage| win.get(stage).copied()), all),
            expected_days: figure(
                chain.mean_at_start(|stage| days.get(stage).copied().flatten()),
                all,
            ),
            expected_days_to_win: figure(chain.days_to_win_from_start(&win, &to_win), won),
        }
    }

    /// Whether everything this states is stated by the other too, and is the
    /// same but for rounding.
    pub(crate) fn is_kept_by(&self, after: &Self) -> bool {
        let kept =
            |before: Option<Figure>, after: Option<Figure>| match before.and_then(Figure::stated) {
                None => true,
                Some(before) => after
                    .and_then(Figure::stated)
                    .is_some_and(|after| (before - after).abs() <= 1e-9 * before.abs().max(1.0)),
            };
        kept(self.win_probability, after.win_probability)
            && kept(self.expected_days, after.expected_days)
    }
}

impl Pipeline {
    /// Whether somebody stated something from which the chance to win follows:
    /// a share of a move, or the chance of a stage.
    pub(crate) fn states_chances(&self) -> bool {
        self.moves().iter().any(|step| step.probability.is_some())
            || self
                .stages()
                .iter()
                .any(|stage| stage.win_probability.is_some_and(|chance| chance.value() > 0.0))
    }
}

/// What a change does to a pipeline.
///
/// Its text is one line, such as "7 stages, as before; chance to win 40 %, as
/// before; days until won 35 → 42".
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Effect {
    /// What the pipeline promised before.
    pub before: PipelineFigures,
    /// What it promises after.
    pub after: PipelineFigures,
}

impl Effect {
    /// The effect of one pipeline becoming another.
    pub(crate) fn of(before: &Pipeline, after: &Pipeline) -> Self {
        Self { before: PipelineFigures::of(before), after: PipelineFigures::of(after) }
    }

    /// Whether a chance to win that was stated is another now, or is not stated
    /// any more.
    pub(crate) fn changes_stated_chance(&self) -> bool {
        let stated = |outlook: &PipelineFigures| outlook.win_probability.and_then(Figure::stated);
        let Some(before) = stated(&self.before) else { return false };
        stated(&self.after).is_none_or(|after| (before - after).abs() > 1e-9)
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { before, after } = self;
        let count = |outlook: &PipelineFigures| outlook.stages.to_string();
        let chance = |outlook: &PipelineFigures| told(outlook.win_probability, percent);
        let days = |outlook: &PipelineFigures| told(outlook.expected_days_to_win, in_days);
        write!(f, "stages {}", step(&count(before), &count(after)))?;
        write!(f, "; chance to win {}", step(&chance(before), &chance(after)))?;
        write!(f, "; until won {}", step(&days(before), &days(after)))
    }
}

fn told(figure: Option<Figure>, form: fn(f64) -> String) -> String {
    figure.and_then(Figure::stated).map_or_else(|| "not stated".to_owned(), form)
}

fn step(before: &str, after: &str) -> String {
    if before == after { format!("{before}, as before") } else { format!("{before} → {after}") }
}
