//! What if: a change of a pipeline, answered by before and after.
//!
//! - a [`Change`]: a stage dropped, merged or added, another share of a move,
//!   other days, other people, more leads;
//! - [`WhatIf`] asks, [`WhatIfAnswer`] is the answer: of each a [`Promise`] of
//!   chance, days, wins and revenue a year, deals open at a time and work;
//! - [`LostDeals`] says what is assumed of the deals that a dropped stage lost.
//!
//! ```
//! use sales_process::designer::what_if::{Change, WhatIf};
//! use sales_process::process::{Move, PipelineDraft, Stage};
//!
//! let share = |from, to, share: &str| Ok::<_, sales_process::RatioError>(Move::new(from, to).probability(share.parse()?));
//! let pipeline = PipelineDraft::new("main")
//!     .stage(Stage::new("talk", "Understand").typical_days(2).start())
//!     .stage(Stage::new("demo", "Demonstrate").typical_days(10))
//!     .won("won")
//!     .lost("lost")
//!     .step(share("talk", "demo", "0.5")?)
//!     .step(share("talk", "lost", "0.5")?)
//!     .step(share("demo", "won", "0.5")?)
//!     .step(share("demo", "lost", "0.5")?)
//!     .build()?;
//! let answer = WhatIf::of(&pipeline).leads_a_month(40.0).ask(&["drop:demo".parse::<Change>()?])?;
//! assert_eq!(
//!     answer.to_string().lines().next(),
//!     Some(
//!         "without `Demonstrate`, if the deals it lost are lost later, the chance to win stays \
//!          25 %, a deal is won in 2 days instead of 12 days, and that is 120 wins a year, as before"
//!     )
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is computed
//!
//! Changes apply in the order given, to the pipeline with the shares that are
//! known or else assumed ([`Analysis`](super::Analysis)); the document itself
//! stays as it is.
//!
//! - A stage that is *dropped* passes what came in on by its exits other than
//!   those on which deals are given up, in proportion; [`LostDeals`] says what
//!   becomes of those it lost.
//! - Stages *merged* are one whose exits and days are those of all visits
//!   together, by the flows of the pipeline (as in [`merge`](super::merge)).
//!   Nothing gets faster by it: who leaves from the second of them has stayed in
//!   both, and who leaves from the first in that alone, and so it is counted;
//!   where deals also come into the second from elsewhere, by the mean of both.
//! - A *share* set takes from the stage's other exits in proportion.
//! - A stage *added* stands behind another on all its ways on.
//!
//! Wins a year are 12 · leads a month · chance. Deals open at a time in a stage
//! are, by Little's law, the leads that come a day times visits times days; a
//! month is 365.25 ÷ 12 days.

mod answer;
mod change;
mod model;

pub use answer::{Promise, RoleWork, WhatIfAnswer, WhatIfError};
pub use change::{Change, ChangeError, LostDeals};

use self::answer::revenue;
use self::model::Model;
use crate::process::{Pipeline, SalesProcess};
use crate::value::text::sets;
use crate::value::{Money, StageId};

/// Days of a month: a twelfth of a year.
const MONTH: f64 = 365.25 / 12.0;

/// A question what a change of a pipeline would do.
#[derive(Debug, Clone)]
pub struct WhatIf<'a> {
    pipeline: &'a Pipeline,
    process: Option<&'a SalesProcess>,
    lost: LostDeals,
    leads: Option<f64>,
    amount: Option<Money>,
}

impl<'a> WhatIf<'a> {
    /// A question about a pipeline. Of a dropped stage, the deals it lost are
    /// lost later.
    pub fn of(pipeline: &'a Pipeline) -> Self {
        Self { pipeline, process: None, lost: LostDeals::LostLater, leads: None, amount: None }
    }

    sets! {
        /// Takes people and their hours from the roles of a process.
        in_process(process: &'a SalesProcess) process = Some(process);

        /// Says what becomes of the deals that a dropped stage lost.
        assuming(lost: LostDeals) lost = lost;

        /// Says how many leads a month come, before and after; negative and
        /// infinite numbers count as none.
        leads_a_month(leads: f64)
            leads = Some(leads).filter(|leads| leads.is_finite() && *leads >= 0.0);

        /// Says what a won deal is worth on average.
        amount(amount: Money) amount = Some(amount);
    }

    /// Answers by before and after.
    ///
    /// # Errors
    ///
    /// [`WhatIfError`]: a stage is not there, nothing leads on from it, the
    /// probabilities of the moves make no whole.
    pub fn ask(&self, changes: &[Change]) -> Result<WhatIfAnswer, WhatIfError> {
        let before = Model::of(self.pipeline, self.process, self.leads)?;
        let mut after = before.clone();
        for change in changes {
            after.apply(change, self.lost)?;
        }
        let drops = changes.iter().any(|change| matches!(change, Change::Drop { .. }));
        Ok(WhatIfAnswer {
            what: changes.iter().map(|change| before.words(change)).collect(),
            before: self.promise(&before)?,
            after: self.promise(&after)?,
            assumption: drops.then_some(self.lost),
        })
    }

    /// The pipeline with changes made in it. The deals that a dropped stage lost go
    /// on like the others, whatever is assumed for answers. What is not of the
    /// pipeline, people and leads, is left out, and so is a stage added: of those it
    /// loses nobody has said where they go.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask); that what is left is no pipeline, such as where two
    /// moves come to be a circle that nobody leaves.
    pub fn adopted(&self, changes: &[Change]) -> Result<Pipeline, WhatIfError> {
        let mut pipeline = self.pipeline.clone();
        for change in changes {
            let mut draft = pipeline.draft().clone();
            match change {
                Change::Merge { first, second } => {
                    pipeline = pipeline.merge(first, second)?.pipeline;
                    continue;
                }
                Change::Days { stage, days } => {
                    let changed = draft.stages.iter_mut().filter(|it| it.id == *stage);
                    changed.for_each(|it| it.typical_days = Some(*days));
                }
                Change::Drop { stage: id } | Change::Share { from: id, .. } => {
                    let mut model = Model::of(&pipeline, None, None)?;
                    model.apply(change, LostDeals::LostGoOn)?;
                    model.write(&mut draft, id);
                }
                Change::Add { .. } | Change::People { .. } | Change::Leads { .. } => continue,
            }
            pipeline = pipeline.redrafted(draft)?;
        }
        Ok(pipeline)
    }

    fn promise(&self, model: &Model) -> Result<Promise, WhatIfError> {
        let (outlook, visits) = model.solved()?;
        let leads = model.leads;
        let wins = leads.zip(outlook.win_probability);
        let wins_per_year = wins.map(|(leads, chance)| chance.map(|chance| 12.0 * leads * chance));
        let revenue_per_year = self
            .amount
            .zip(wins_per_year)
            .and_then(|(amount, wins)| revenue(amount, wins.if_equal()));
        let open_deals = leads.map(|leads| {
            let open = |(stage, visits): (&model::Node, &Option<f64>)| {
                let deals = (*visits)? * stage.days * leads / MONTH;
                Some((StageId::try_from(stage.id.as_str()).ok()?, deals))
            };
            model.stages.iter().zip(&visits).filter_map(open).collect()
        });
        let work = leads.map(|leads| model.work(&visits, leads / MONTH)).unwrap_or_default();
        Ok(Promise {
            stages: outlook.stages,
            win_probability: outlook.win_probability,
            expected_days: outlook.expected_days,
            expected_days_to_win: outlook.expected_days_to_win,
            wins_per_year,
            revenue_per_year,
            open_deals,
            work,
        })
    }
}
