//! [`Model`]: how a deal goes on from where it stands, as calibrated.

use crate::history::random::Philox;
use crate::history::stage_history::{End, StageHistory};
use crate::history::stated::stated_exits;
use crate::history::stays::{DAY, ENOUGH, Exit, Tail};
use crate::process::{Days, StageKey};

/// After so many stages a deal is taken to go round for ever.
const MOST_VISITS: u32 = 1_000;

/// In how many parts the time up to the end is divided for the analytic mean.
const TICKS: usize = 1_000;

/// A semi-Markov chain: how long a deal stays and where it goes then depends on
/// the stage alone, and both go together. What was not seen to end, by
/// Kaplan–Meier, ends at the rate of [`Tail`].
#[derive(Debug, Clone)]
pub(super) struct Model {
    places: Vec<PlaceModel>,
    /// How many completed stays it rests on.
    pub(super) stays: u64,
    /// By place, how many of them it has.
    completed: Vec<u64>,
}

#[derive(Debug, Clone)]
enum PlaceModel {
    End(End),
    Stage {
        /// By age.
        exits: Vec<Exit>,
        /// The sums of the masses up to each.
        sums: Vec<f64>,
        /// What is not among the exits.
        tail: Option<Tail>,
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
        let mut completed = vec![0; history.places.len()];
        let places =
            history.stay_times_up_to_wins().into_iter().enumerate().map(|(place, times)| {
                if let Some(end) = history.end(place) {
                    return PlaceModel::End(end);
                }
                stays += times.completed;
                if let Some(completed) = completed.get_mut(place) {
                    *completed = times.completed;
                }
                let exits =
                    if times.exits.is_empty() { stated(history, place) } else { times.exits };
                let mut sum = 0.0;
                let sums = exits.iter().map(|exit| {
                    sum += exit.mass;
                    sum
                });
                PlaceModel::Stage { sums: sums.collect(), exits, tail: times.tail }
            });
        let places = places.collect();
        Self { places, stays, completed }
    }

    pub(super) fn has_few_stays(&self, place: usize) -> bool {
        self.completed.get(place).is_none_or(|completed| *completed < ENOUGH)
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
            let (exits, sums, tail) = match self.places.get(place) {
                Some(PlaceModel::Stage { exits, sums, tail }) => (exits, sums, tail.as_ref()),
                Some(PlaceModel::End(end)) => return *end == End::Won,
                None => return false,
            };
            if visit % 2 == 0 {
                pair = random.pair([visit / 2, draw, low, high]);
            }
            let [now, next] = pair;
            pair = [next, now];
            let ahead = Ahead::of(exits, sums, tail, age);
            let target = ahead.before + now * ahead.whole();
            let (length, to) = if let Some(tail) = ahead.tail.filter(|_| target >= ahead.seen) {
                ahead.late(tail, (target - ahead.seen) / tail.mass)
            } else {
                let Some(last) = exits.len().checked_sub(1) else { return false };
                let at = sums.partition_point(|sum| *sum <= target);
                let Some(exit) = exits.get(at.clamp(ahead.first.min(last), last)) else {
                    return false;
                };
                (exit.age.saturating_sub(ahead.from), exit.to)
            };
            left = left.saturating_sub(length);
            if left <= 0 {
                return false;
            }
            (place, age) = (to, -1);
        }
        false
    }
}

/// How a stay goes on at an age.
struct Ahead<'a> {
    /// The place of the first exit ahead.
    first: usize,
    /// The mass before it, and that of all exits.
    before: f64,
    seen: f64,
    /// From which age on time is counted.
    from: i64,
    tail: Option<&'a Tail>,
}

impl<'a> Ahead<'a> {
    /// The exits that are still ahead at an age. A deal older than what its
    /// design states starts anew.
    fn of(exits: &[Exit], sums: &[f64], tail: Option<&'a Tail>, age: i64) -> Self {
        let seen = sums.last().copied().unwrap_or_default();
        let first = exits.partition_point(|exit| exit.age <= age);
        let before = first.checked_sub(1).and_then(|last| sums.get(last)).copied();
        let before = before.unwrap_or_default();
        if tail.is_some() || (first < exits.len() && seen > before) {
            Self { first, before, seen, from: age.max(0), tail }
        } else {
            Self { first: 0, before: 0.0, seen, from: 0, tail: None }
        }
    }

    /// The mass of all that is ahead.
    fn whole(&self) -> f64 {
        self.seen - self.before + self.tail.map_or(0.0, |tail| tail.mass)
    }

    /// Up to when nothing of the tail ends, counted from now.
    fn until_tail(&self, tail: &Tail) -> i64 {
        (tail.from - self.from).max(0)
    }

    /// One of the stays that end late: how long it goes on, and where it goes. A
    /// number between 0 and 1 tells both.
    #[allow(clippy::cast_possible_truncation, reason = "saturates")]
    fn late(&self, tail: &Tail, random: f64) -> (i64, usize) {
        let random = random.clamp(0.0, 1.0);
        let at = tail.to.partition_point(|(_, sum)| *sum <= random).min(tail.to.len() - 1);
        let begin = at.checked_sub(1).and_then(|at| tail.to.get(at)).map_or(0.0, |(_, sum)| *sum);
        let (to, end) = tail.to.get(at).copied().unwrap_or_default();
        let longer = -libm::log1p(-((random - begin) / (end - begin)).min(1.0)) / tail.rate;
        (self.until_tail(tail).saturating_add(longer as i64), to)
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
                let PlaceModel::Stage { exits, sums, tail } = place else { return Vec::new() };
                let ahead = Ahead::of(exits, sums, tail.as_ref(), -1);
                let whole = ahead.whole();
                let mut lags: Vec<(usize, usize, f64)> = exits
                    .iter()
                    .map(|exit| {
                        ((exit.age as f64 / tick).round() as usize, exit.to, exit.mass / whole)
                    })
                    .take_while(|(lag, _, _)| *lag <= TICKS)
                    .collect();
                lags.extend(late(&ahead, tick));
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
        let Some(PlaceModel::Stage { exits, sums, tail }) = self.model.places.get(deal.place)
        else {
            return 0.0;
        };
        let ahead = Ahead::of(exits, sums, tail.as_ref(), deal.age);
        let won = |to: usize, ticks: usize| {
            self.won.get(to).and_then(|won| won.get(ticks.min(TICKS))).copied().unwrap_or_default()
        };
        let in_time = exits.iter().skip(ahead.first);
        let in_time = in_time.take_while(|exit| exit.age - ahead.from < self.within);
        let early = in_time.map(|exit| {
            let left = (self.within - (exit.age - ahead.from)) as f64 / self.tick;
            exit.mass / ahead.whole() * won(exit.to, left.round() as usize)
        });
        let late = late(&ahead, self.tick);
        let late = late.map(|(lag, to, share)| share * won(to, TICKS.saturating_sub(lag)));
        early.chain(late).sum()
    }
}

/// The exits of the tail by lag in ticks and place, with their shares of all
/// that is ahead, as far as they come in time.
#[allow(clippy::cast_precision_loss, reason = "microseconds of a century fit a float")]
fn late<'a>(ahead: &'a Ahead<'_>, tick: f64) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
    ahead.tail.into_iter().flat_map(move |tail| {
        let from = ahead.until_tail(tail) as f64;
        // What is left at the middle between two ticks.
        let left = move |lag: f64| libm::exp(-(((lag - 0.5) * tick - from).max(0.0)) * tail.rate);
        let share = tail.mass / ahead.whole();
        (0..=TICKS).flat_map(move |lag| {
            let ended = share * (left(lag as f64) - left(lag as f64 + 1.0));
            let mut before = 0.0;
            let to = tail.to.iter().map(move |(to, sum)| {
                let part = sum - std::mem::replace(&mut before, *sum);
                (lag, *to, part * ended)
            });
            to.filter(|(_, _, share)| *share > 0.0)
        })
    })
}
