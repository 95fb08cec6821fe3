//! What open deals are worth and how fast money comes: [`WeightedPipeline`],
//! [`SalesVelocity`].
//!
//! ```
//! use sales_process::kpi::WeightedPipeline;
//! use sales_process::process::{Move, PipelineDraft, Stage};
//!
//! let pipeline = PipelineDraft::new("web")
//!     .stage(Stage::new("talk", "Talk").win_probability("0.1".parse()?).start())
//!     .stage(Stage::new("offer", "Offer"))
//!     .won("won").lost("lost")
//!     .go("talk", "offer")
//!     .step(Move::new("offer", "won").probability("0.5".parse()?))
//!     .step(Move::new("offer", "lost").probability("0.5".parse()?))
//!     .build()?;
//! let mut weighted = WeightedPipeline::new(&pipeline);
//! weighted.add("talk", Some("1000.00 GBP".parse()?))?;
//! weighted.add("offer", Some("300.00 GBP".parse()?))?;
//! // A tenth, as stated, and a half, by the shares of the moves.
//! assert_eq!(weighted.value().to_string(), "250.00 GBP");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::cycle::{Length, Lengths};
use super::exact;
use super::value::{Kpi, Total, Undefined, Value};
use crate::lifecycle::deal::{AnyDeal, DealMachine, DealState};
use crate::lifecycle::{History, ReplayError};
use crate::process::{Pipeline, StageKey};
use crate::value::{Money, MoneyError, Probability, StageId};

/// Where a chance to win comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChanceBasis {
    /// The stage states it.
    Stated,
    /// It follows from the probabilities of the moves, by
    /// [`Pipeline::analysis`](crate::process::Pipeline::analysis).
    Analysed,
}

/// The open deals in one stage.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct WeightedStage {
    /// How many there are.
    pub deals: u64,
    /// How many of them have no amount yet, and count for nothing.
    pub without_amount: u64,
    /// What they are worth if all are won.
    pub amount: Total,
    /// The chance that a deal in the stage is won, and where it comes from;
    /// `None` where neither is known.
    pub chance: Option<(Probability, ChanceBasis)>,
}

/// Open deals (those on hold included), each worth its amount times the chance
/// that a deal in its stage is won.
///
/// The chance is the one that the stage states or, where it states none, the
/// one that follows from the moves of the pipeline.
///
/// A fold: deals are added in any order, and folds of different deals are
/// merged. Amounts are summed exactly for each stage and weighted then, so that
/// the order makes no difference.
#[derive(Debug, Clone)]
pub struct WeightedPipeline<'a> {
    pipeline: &'a Pipeline,
    stages: Vec<WeightedStage>,
}

/// Why a deal cannot be added to a weighted pipeline.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightedError {
    /// The pipeline has no such working stage.
    #[error("there is no working stage `{0}` in the pipeline")]
    UnknownStage(String),
    /// Two folds of two pipelines or revisions.
    #[error("two weighted pipelines can be merged only for one revision of one pipeline")]
    TwoPipelines,
    /// A second currency, or a sum that is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The entries of a journal do not fit together.
    #[error(transparent)]
    Journal(#[from] ReplayError<DealMachine>),
}

impl<'a> WeightedPipeline<'a> {
    /// No deals yet.
    pub fn new(pipeline: &'a Pipeline) -> Self {
        let analysis = pipeline.analysis().ok();
        let chance = |key: StageKey| {
            let stated = pipeline.working_stage(key).and_then(|stage| stage.win_probability);
            let analysed = || {
                let chance = analysis.as_ref()?.win_probability_at(key)?.stated()?;
                Some((Probability::new(chance).ok()?, ChanceBasis::Analysed))
            };
            stated.map(|chance| (chance, ChanceBasis::Stated)).or_else(analysed)
        };
        let empty = |key| WeightedStage {
            deals: 0,
            without_amount: 0,
            amount: Total::default(),
            chance: chance(key),
        };
        Self { pipeline, stages: pipeline.stage_keys().map(empty).collect() }
    }

    /// Adds an open deal by its stage and amount, if that is known.
    ///
    /// # Errors
    ///
    /// [`WeightedError::UnknownStage`] for what is no working stage,
    /// [`WeightedError::Money`] for a second currency, in whatever stage.
    /// Nothing is added then.
    pub fn add(&mut self, stage: &str, amount: Option<Money>) -> Result<(), WeightedError> {
        let key = self.pipeline.key(stage);
        let place = key.map(StageKey::index).filter(|place| *place < self.stages.len());
        let place = place.ok_or_else(|| WeightedError::UnknownStage(stage.into()))?;
        let all = amount.map_or(Ok(self.amount()?), |amount| self.amount()?.plus(amount.into()));
        all?;
        if let Some(figures) = self.stages.get_mut(place) {
            match amount {
                Some(amount) => figures.amount.add(amount)?,
                None => figures.without_amount += 1,
            }
            figures.deals += 1;
        }
        Ok(())
    }

    /// Adds a deal if it is open or on hold; any other is left out.
    ///
    /// # Errors
    ///
    /// As [`WeightedPipeline::add`].
    pub(crate) fn add_deal(&mut self, deal: &AnyDeal) -> Result<(), WeightedError> {
        match deal.state() {
            DealState::Open | DealState::OnHold => {
                self.add(deal.record().stage().as_str(), deal.record().amount())
            }
            _ => Ok(()),
        }
    }

    /// Adds a deal from its journal, as it was at an instant, that instant
    /// included; nothing where it was opened after it, or is not open then.
    ///
    /// # Errors
    ///
    /// As [`WeightedPipeline::add`], and [`WeightedError::Journal`] for entries
    /// that do not replay.
    pub fn add_history(
        &mut self,
        history: &History<DealMachine>,
        as_of: DateTime<Utc>,
    ) -> Result<(), WeightedError> {
        let entries = history.entries().iter().take_while(|entry| entry.at <= as_of);
        let seen: History<DealMachine> = entries.cloned().collect();
        if seen.entries().is_empty() {
            return Ok(());
        }
        self.add_deal(&seen.replay()?)
    }

    /// Adds all deals of another fold.
    ///
    /// # Errors
    ///
    /// [`WeightedError::TwoPipelines`] where it is of another pipeline or
    /// revision, [`WeightedError::Money`] for a second currency. Nothing is
    /// added then.
    pub fn merge(&mut self, other: &WeightedPipeline<'_>) -> Result<(), WeightedError> {
        if self.pipeline != other.pipeline {
            return Err(WeightedError::TwoPipelines);
        }
        self.amount()?.plus(other.amount()?)?;
        let mut merged = self.stages.clone();
        for (mine, theirs) in merged.iter_mut().zip(&other.stages) {
            mine.deals += theirs.deals;
            mine.without_amount += theirs.without_amount;
            mine.amount = mine.amount.plus(theirs.amount)?;
        }
        self.stages = merged;
        Ok(())
    }

    /// The stages, in the order of the pipeline.
    pub fn stages(&self) -> impl Iterator<Item = (&StageId, &WeightedStage)> + '_ {
        let ids = self.pipeline.stage_keys().filter_map(|key| self.pipeline.id_of(key));
        ids.zip(&self.stages)
    }

    /// What the deals are worth if all are won.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] past 30 digits.
    pub fn amount(&self) -> Result<Total, MoneyError> {
        self.stages.iter().try_fold(Total::default(), |sum, stage| sum.plus(stage.amount))
    }

    /// The weighted pipeline: ∑ amount × chance, money, rounded half-even to the
    /// currency's minor unit. A chance counts with 15 digits.
    ///
    /// Undefined where no deal has an amount, and where the chance of a stage
    /// with amounts is not known (the probabilities of its pipeline make no
    /// whole).
    pub fn value(&self) -> Kpi {
        let deals = self.stages.iter().map(|stage| stage.deals - stage.without_amount).sum();
        let weighted = self.stages.iter().filter(|stage| stage.deals > stage.without_amount);
        let mut sum: Option<Decimal> = None;
        let mut currency = None;
        for stage in weighted {
            let Some((chance, _)) = stage.chance else {
                return Kpi::undefined(Undefined::NothingToMeasure).with_basis(deals);
            };
            currency = currency.or(stage.amount.currency());
            let part = stage.amount.money().and_then(|amount| {
                amount.amount().checked_mul(Decimal::try_from(chance.value()).ok()?)
            });
            let added = part.and_then(|part| sum.unwrap_or_default().checked_add(part));
            match added {
                Some(added) => sum = Some(added),
                None => return Kpi::undefined(Undefined::TooLarge).with_basis(deals),
            }
        }
        let (Some(sum), Some(currency)) = (sum, currency) else {
            return Kpi::undefined(Undefined::NothingToMeasure);
        };
        let decimals = Money::MAX_DECIMALS;
        match Money::new(sum.round_dp(decimals), currency) {
            Ok(money) => Kpi::point(Value::Money(money.rounded()), deals),
            Err(_) => Kpi::undefined(Undefined::TooLarge).with_basis(deals),
        }
    }
}

/// How much money the pipeline brings a day.
///
/// Velocity = opportunities × win rate × average deal ÷ mean cycle, in money a
/// day; win rate = won ÷ (won + lost) and average deal = amount won ÷ won. So
/// it is opportunities × amount won × won ÷ ((won + lost) × days of all cycles
/// together), which is how it is worked out: rounded once, half-even to the
/// currency's minor unit.
///
/// ```
/// use chrono::TimeDelta;
/// use sales_process::kpi::{Length, SalesVelocity};
///
/// let mut velocity = SalesVelocity::new(12, 6);
/// for (cycle, amount) in [(20, "1000.00 GBP"), (40, "2000.00 GBP")] {
///     velocity.add_won(Length::new(TimeDelta::days(cycle))?, amount.parse()?)?;
/// }
/// // 12 opportunities × 2/8 won × 1500 each ÷ 30 days.
/// assert_eq!(velocity.value().to_string(), "150.00 GBP");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SalesVelocity {
    opportunities: u64,
    lost: u64,
    /// The cycles of the deals won.
    won: Lengths,
    amount: Total,
}

impl SalesVelocity {
    /// So many deals are worked on (open ones, or those opened in a period),
    /// and so many were lost; none won yet.
    pub fn new(opportunities: u64, lost: u64) -> Self {
        Self { opportunities, lost, ..Self::default() }
    }

    /// Adds a deal that was won: how long it took and what it brings.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] for a second currency; nothing is added then.
    pub fn add_won(&mut self, cycle: Length, amount: Money) -> Result<(), MoneyError> {
        self.amount.add(amount)?;
        self.won.add(cycle);
        Ok(())
    }

    /// Adds the deals of another fold.
    ///
    /// # Errors
    ///
    /// As [`SalesVelocity::add_won`].
    pub fn merge(&mut self, other: SalesVelocity) -> Result<(), MoneyError> {
        self.amount = self.amount.plus(other.amount)?;
        self.opportunities += other.opportunities;
        self.lost += other.lost;
        self.won.merge(other.won);
        Ok(())
    }

    /// The velocity, money a day. Undefined where no deal was won, and where
    /// those won took no time at all.
    pub fn value(&self) -> Kpi {
        let won = self.won.count() as u64;
        let closed = won + self.lost;
        let Some(currency) = self.amount.currency().filter(|_| won > 0) else {
            return Kpi::undefined(Undefined::ZeroDenominator);
        };
        let nanos = self.won.sum_nanos();
        if nanos == 0 {
            return Kpi::undefined(Undefined::ZeroDenominator).with_basis(closed);
        }
        // Whole microseconds: six digits more would not fit.
        let money = self
            .amount
            .units
            .checked_mul(i128::from(self.opportunities))
            .and_then(|n| n.checked_mul(i128::from(won)))
            .and_then(|n| n.checked_mul(86_400_000_000))
            .zip((nanos / 1_000).max(1).checked_mul(i128::from(closed)))
            .and_then(|(units, by)| exact::divided(units, by, currency));
        match money {
            Some(money) => Kpi::point(Value::Money(money), closed),
            None => Kpi::undefined(Undefined::TooLarge).with_basis(closed),
        }
    }
}
