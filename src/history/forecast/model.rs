//! [`Model`]: how a deal goes on from where it stands, as calibrated.

use crate::history::random::Philox;
use crate::history::stage_history::{End, StageHistory};
use crate::history::stated::stated_exits;
use crate::history::stays::{DAY, Exit};
use crate::process::{Days, StageKey};

/// After so many stages a deal is taken to go round for ever.
const MOST_VISITS: u32 = 1_000;

/// In how many parts the time up to the end is divided for the analytic mean.
const TICKS: usize = 1_000;

/// A semi-Markov chain: how long a deal stays and where it goes then depends on
/// the stage alone, and both go together.
#[derive(Debug, Clone)]
pub(super) struct Model {
    places: Vec<PlaceModel>,
    /// How many completed stays it rests on.
    pub(super) stays: u64,
}

#[derive(Debug, Clone)]
enum PlaceModel {
    End(End),
    Stage {
        /// By age.
        exits: Vec<Exit>,
        /// The sums of the masses up to each.
        sums: Vec<f64>,
    },
}

/// A deal that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) place: usize,
    /// For how long it has been there, in microseconds.
    pub(super) age: i64,
}

impl Model {
    /// The stays of a history; for a stage that nobody has left yet, what its
    /// design states; where nothing is known, deals stay.
    pub(super) fn of(history: &StageHistory<'_>) -> Self {
        let mut stays = 0;
        let places = history.stay_times().into_iter().enumerate().map(|(place, times)| {
            if let Some(end) = history.end(place) {
                return PlaceModel::End(end);
            }
            stays += times.completed;
            let exits = if times.exits.is_empty() { stated(history, place) } else { times.exits };
            let mut sum = 0.0;
            let sums = exits.iter().map(|exit| {
                sum += exit.mass;
                sum
            });
            PlaceModel::Stage { sums: sums.collect(), exits }
        });
        let places = places.collect();
        Self { places, stays }
    }

    /// The exits that are still ahead at an age, by the place of the first, and
    /// the mass before them. A deal older than all that were seen to leave
    /// starts anew.
    fn ahead<'a>(
        exits: &'a [Exit],
        sums: &[f64],
        age: i64,
    ) -> Option<(&'a [Exit], f64, i64, usize)> {
        let whole = *sums.last()?;
        let first = exits.partition_point(|exit| exit.age <= age);
        let before = first.checked_sub(1).and_then(|last| sums.get(last)).copied().unwrap_or(0.0);
        if first < exits.len() && whole > before {
            Some((exits.get(first..)?, before, age.max(0), first))
        } else {
            Some((exits, 0.0, 0, 0))
        }
    }

    /// Whether a deal is won before some time has passed, by the random numbers
    /// of the deal in one draw.
    pub(super) fn is_won(
        &self,
        deal: Standing,
        within: i64,
        random: &Philox,
        counter: [u32; 3],
    ) -> bool {
        let Standing { mut place, mut age } = deal;
        let mut left = within;
        let [draw, low, high] = counter;
        let mut pair = [0.0; 2];
        for visit in 0..MOST_VISITS {
            let (exits, sums) = match self.places.get(place) {
                Some(PlaceModel::Stage { exits, sums }) => (exits, sums),
                Some(PlaceModel::End(end)) => return *end == End::Won,
                None => return false,
            };
            let Some((_, before, from_age, first)) = Self::ahead(exits, sums, age) else {
                return false;
            };
            if visit % 2 == 0 {
                pair = random.pair([visit / 2, draw, low, high]);
            }
            let [now, next] = pair;
            let whole = sums.last().copied().unwrap_or_default();
            let target = before + now * (whole - before);
            pair = [next, now];
            let at = sums.partition_point(|sum| *sum <= target).clamp(first, exits.len() - 1);
            let Some(exit) = exits.get(at) else { return false };
            left -= exit.age.saturating_sub(from_age);
            if left <= 0 {
                return false;
            }
            (place, age) = (exit.to, -1);
        }
        false
    }
}

/// What the design states of a stage that nobody has left.
fn stated(history: &StageHistory<'_>, place: usize) -> Vec<Exit> {
    let key = StageKey::of(place);
    let Some((design, stage)) =
        history.design.and_then(|design| Some((design, design.working_stage(key)?)))
    else {
        return Vec::new();
    };
    let days = stage.mean_days.or(stage.typical_days).map_or(0.0, Days::count);
    #[allow(clippy::cast_possible_truncation, reason = "at most a hundred years")]
    let age = (days * DAY) as i64;
    let exits = stated_exits(design, key).into_iter().filter(|(_, share)| *share > 0.0);
    exits.map(|(to, mass)| Exit { age, to, mass }).collect()
}

/// The chance to be won before some time has passed, worked out on a grid.
#[derive(Debug)]
pub(super) struct Chances<'m> {
    model: &'m Model,
    within: i64,
    tick: f64,
    /// By place: the chance to be won within so many ticks of coming there.
    won: Vec<Vec<f64>>,
}

#[allow(clippy::cast_precision_loss, reason = "microseconds of a century fit a float")]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below 0, and cut")]
impl<'m> Chances<'m> {
    /// The chance is a renewal equation: of coming to a stage, the sum over its
    /// exits of their share times the chance from there in the time that is left.
    pub(super) fn of(model: &'m Model, within: i64) -> Self {
        let tick = (within.max(1) as f64) / TICKS as f64;
        // By stage, exits by lag and place with their shares.
        let lags: Vec<Vec<(usize, usize, f64)>> = model
            .places
            .iter()
            .map(|place| {
                let PlaceModel::Stage { exits, sums } = place else { return Vec::new() };
                let whole = sums.last().copied().unwrap_or(1.0);
                let mut lags: Vec<(usize, usize, f64)> = exits
                    .iter()
                    .map(|exit| {
                        ((exit.age as f64 / tick).round() as usize, exit.to, exit.mass / whole)
                    })
                    .take_while(|(lag, _, _)| *lag <= TICKS)
                    .collect();
                lags.sort_by_key(|(lag, to, _)| (*lag, *to));
                lags.dedup_by(|next, kept| {
                    let same = (next.0, next.1) == (kept.0, kept.1);
                    if same {
                        kept.2 += next.2;
                    }
                    same
                });
                lags
            })
            .collect();
        let end = |place: &PlaceModel| match place {
            PlaceModel::End(End::Won) => vec![1.0; TICKS + 1],
            _ => vec![0.0; TICKS + 1],
        };
        let mut won: Vec<Vec<f64>> = model.places.iter().map(end).collect();
        let chance = |won: &[Vec<f64>], place: usize, ticks: usize| {
            won.get(place).and_then(|won| won.get(ticks)).copied().unwrap_or_default()
        };
        for ticks in 0..=TICKS {
            // What takes no tick leads to chances of this very tick: it settles,
            // since what goes round loses mass on the way or is never won.
            let mut change = 1.0;
            let mut rounds = 0;
            while change > 1e-12 && rounds < 1_000 {
                change = 0.0;
                rounds += 1;
                for (place, lags) in lags.iter().enumerate() {
                    if lags.is_empty() {
                        continue;
                    }
                    let reached = lags.iter().take_while(|(lag, _, _)| *lag <= ticks);
                    let sum: f64 = reached
                        .map(|(lag, to, share)| share * chance(&won, *to, ticks - lag))
                        .sum();
                    if let Some(slot) = won.get_mut(place).and_then(|won| won.get_mut(ticks)) {
                        change = f64::max(change, (sum - *slot).abs());
                        *slot = sum;
                    }
                }
                if !lags.iter().any(|lags| lags.first().is_some_and(|(lag, _, _)| *lag == 0)) {
                    break;
                }
            }
        }
        Self { model, within, tick, won }
    }

    /// The chance that an open deal is won.
    pub(super) fn at(&self, deal: Standing) -> f64 {
        let Some(PlaceModel::Stage { exits, sums }) = self.model.places.get(deal.place) else {
            return 0.0;
        };
        let Some((ahead, before, age, _)) = Model::ahead(exits, sums, deal.age) else { return 0.0 };
        let whole = sums.last().copied().unwrap_or(1.0) - before;
        let chance = |exit: &Exit| {
            let left = (self.within - (exit.age - age)) as f64 / self.tick;
            let ticks = (left.round() as usize).min(TICKS);
            let won = self.won.get(exit.to).and_then(|won| won.get(ticks));
            exit.mass / whole * won.copied().unwrap_or_default()
        };
        ahead.iter().take_while(|exit| exit.age - age < self.within).map(chance).sum()
    }
}
