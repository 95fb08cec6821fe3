//! How long deals stay in a stage and where they go then: [`StayTimes`],
//! estimated with those that are still there.

use crate::kpi::risks::Risks;

/// Microseconds, in which ages are counted.
pub(crate) const DAY: f64 = 86_400_000_000.0;

/// How many completed stays are enough for figures to be relied on.
pub(crate) const ENOUGH: u64 = 30;

/// One stay in a stage. Ages are in microseconds from when it was entered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stay {
    /// Up to its end, or as far as it was watched.
    pub(crate) length: i64,
    /// At which age the watching began; 0 for most.
    pub(crate) watched_from: i64,
    /// The place it was left for; `None` where it goes on.
    pub(crate) to: Option<usize>,
}

/// A share of the stays that ends at an age and goes to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Exit {
    pub(crate) age: i64,
    pub(crate) to: usize,
    pub(crate) mass: f64,
}

/// The share of a stage's deals that goes to a place in the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ExitShare {
    pub(crate) to: usize,
    pub(crate) share: f64,
    pub(crate) standard_error: f64,
}

/// What is taken of stays longer than any that was seen to end: they end at one
/// rate, and go where the last that ended went.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tail {
    /// The longest stay that was seen to end, in microseconds.
    pub(crate) from: i64,
    /// The share of stays that is longer.
    pub(crate) mass: f64,
    /// How many of them end in a microsecond, above 0.
    pub(crate) rate: f64,
    /// Each place with the sum of the shares up to it; the last is 1.
    pub(crate) to: Vec<(usize, f64)>,
}

/// How many of the last ends tell how stays end that are longer.
const LAST: usize = 10;

/// How many ends the rate of these is worth, against the longer stays in which
/// there was none.
const WORTH: f64 = 3.0;

impl Tail {
    /// Deals that nobody closes are in every history: the longer stays went on
    /// without an end, the lower the rate. In a young history it is near that of
    /// the last ends. With one rate for all time above `from`, and for it a gamma
    /// prior of `WORTH` ends at the rate of the last ends, this is its mean.
    fn of(stays: &[Stay], mass: f64) -> Option<Self> {
        let ended: Vec<(i64, usize)> =
            stays.iter().filter_map(|stay| Some((stay.length, stay.to?))).collect();
        let (from, _) = *ended.last()?;
        let (before, last) = ended.split_at(ended.len().saturating_sub(LAST));
        let since = before.last().map_or(0, |(age, _)| *age);
        let watched = |from: i64, to: i64| -> f64 {
            let time = |stay: &Stay| (stay.length.min(to) - stay.watched_from.max(from)).max(0);
            stays.iter().map(|stay| days(time(stay))).sum()
        };
        let ends = float(last.len() as u64);
        let days_an_end = watched(since, from) / ends;
        let a_day = WORTH / (WORTH * days_an_end + watched(from, i64::MAX));
        if mass <= 1e-9 || !a_day.is_finite() {
            return None;
        }
        let mut to: Vec<usize> = last.iter().map(|(_, to)| *to).collect();
        to.sort_unstable();
        let mut sum = 0.0;
        let to = to.chunk_by(|a, b| a == b).filter_map(|alike| {
            sum += float(alike.len() as u64) / ends;
            Some((*alike.first()?, sum))
        });
        Some(Self { from, mass, rate: a_day / DAY, to: to.collect() })
    }
}

/// What stays in a stage are like.
#[derive(Debug, Clone, Default)]
pub(crate) struct StayTimes {
    pub(crate) completed: u64,
    /// By age; the masses make up what has been seen to end.
    pub(crate) exits: Vec<Exit>,
    /// What is not seen to end, where something is.
    pub(crate) tail: Option<Tail>,
    /// By place.
    pub(crate) shares: Vec<ExitShare>,
    pub(crate) median_days: Option<f64>,
    pub(crate) p90_days: Option<f64>,
    /// Up to the longest stay; `None` without stays.
    pub(crate) mean_days: Option<f64>,
}

/// An age at which stays ended.
struct Point {
    at_risk: f64,
    ended: f64,
    open_before: f64,
    /// The first and one past the last of its exits.
    exits: (usize, usize),
}

impl StayTimes {
    /// Kaplan–Meier for the time and Aalen–Johansen for the exits. At one age,
    /// ends come before those who are watched no longer, and those who are
    /// watched from that age on come last.
    pub(crate) fn estimate(mut stays: Vec<Stay>) -> Self {
        stays.retain(|s| s.watched_from < s.length || (s.watched_from == 0 && s.length >= 0));
        stays.sort_unstable_by_key(|stay| (stay.length, stay.to.is_none(), stay.to));
        let mut causes: Vec<usize> = stays.iter().filter_map(|stay| stay.to).collect();
        causes.sort_unstable();
        causes.dedup();
        let mut late: Vec<i64> =
            stays.iter().map(|stay| stay.watched_from).filter(|age| *age > 0).collect();
        late.sort_unstable();
        let mut late = late.into_iter().peekable();
        let begin = stays.iter().filter(|stay| stay.watched_from <= 0).count();
        let mut risks = Risks::new(causes.len(), begin as u64);
        let mut points: Vec<Point> = Vec::new();
        let mut times = Self::default();
        let (mut area, mut since) = (0.0, 0_i64);
        for same in stays.chunk_by(|a, b| a.length == b.length) {
            let Some(age) = same.first().map(|stay| stay.length) else { continue };
            let mut joined = 0;
            while late.next_if(|from| *from < age).is_some() {
                joined += 1;
            }
            risks.change(0, joined);
            let (open_before, at_risk) = (risks.open(), risks.at_risk());
            area += open_before * days(age - since);
            since = age;
            let ending = same.iter().take_while(|stay| stay.to.is_some()).count();
            let (ended, open) = same.split_at(ending);
            let first = times.exits.len();
            for alike in ended.chunk_by(|a, b| a.to == b.to) {
                let Some(to) = alike.first().and_then(|stay| stay.to) else { continue };
                let Ok(cause) = causes.binary_search(&to) else { continue };
                let before = risks.ended(cause);
                risks.end(cause, alike.len() as u64);
                times.exits.push(Exit { age, to, mass: risks.ended(cause) - before });
            }
            times.completed += ended.len() as u64;
            if !ended.is_empty() {
                points.push(Point {
                    at_risk: float(at_risk),
                    ended: float(ended.len() as u64),
                    open_before,
                    exits: (first, times.exits.len()),
                });
                let now_open = risks.open();
                let quantile = |left: f64| (now_open <= left).then(|| days(age));
                times.median_days = times.median_days.or_else(|| quantile(0.5));
                times.p90_days = times.p90_days.or_else(|| quantile(0.1 + 1e-12));
            }
            risks.change(open.len() as u64, 0);
        }
        times.mean_days = (!stays.is_empty()).then_some(area);
        times.shares = times.shares(&causes, &risks, &points);
        times.tail = Tail::of(&stays, risks.open());
        times
    }

    /// The shares brought to sum 1, with their standard errors by the delta
    /// method. Without anybody open they are √(p(1 − p)/n).
    fn shares(&self, causes: &[usize], risks: &Risks, points: &[Point]) -> Vec<ExitShare> {
        let whole: f64 = (0..causes.len()).map(|cause| risks.ended(cause)).sum();
        let of_all = self.variance(points, |_| true);
        let share = |(cause, to): (usize, &usize)| {
            let share = risks.ended(cause) / whole;
            let (own, others) =
                (self.variance(points, |at| at == *to), self.variance(points, |at| at != *to));
            let covariance = (of_all - own - others) / 2.0;
            let rest = 1.0 - share;
            let variance =
                rest * rest * own + share * share * others - 2.0 * share * rest * covariance;
            ExitShare { to: *to, share, standard_error: variance.max(0.0).sqrt() / whole }
        };
        if whole > 0.0 { causes.iter().enumerate().map(share).collect() } else { Vec::new() }
    }

    /// The variance of the share that has ended at some of the places, as in
    /// Marubini & Valsecchi, *Analysing Survival Data from Clinical Trials* (1995).
    fn variance(&self, points: &[Point], at: impl Fn(usize) -> bool) -> f64 {
        let mass = |exits: &[Exit]| -> f64 {
            exits.iter().filter(|exit| at(exit.to)).map(|exit| exit.mass).sum()
        };
        let end = mass(&self.exits);
        let (mut so_far, mut variance) = (0.0, 0.0);
        for point in points {
            let Point { at_risk: n, ended: d, open_before, exits: (first, last) } = point;
            let mass = mass(self.exits.get(*first..*last).unwrap_or_default());
            so_far += mass;
            let ahead = end - so_far;
            // How many ended so: mass = open × these ÷ n.
            let these = if *open_before > 0.0 { mass / open_before * n } else { 0.0 };
            if d < n {
                variance += ahead * ahead * d / (n * (n - d));
            }
            variance += open_before * open_before * these * (n - these) / (n * n * n);
            variance -= 2.0 * ahead * open_before * these / (n * n);
        }
        variance
    }
}

pub(crate) fn days(age: i64) -> f64 {
    // A hundred years are 3e15 microseconds: below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let age = age as f64;
    age / DAY
}

// Below 2^53 a float holds every count exactly.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stays such as `3a 5b 2+ 4>7a`: left for `a` after 3 days, still there
    /// after 2, watched from day 4 on and left after 7.
    #[track_caller]
    fn check(stays: &str, shares: &str, days: [Option<f64>; 3]) {
        let times = StayTimes::estimate(
            stays
                .split_whitespace()
                .map(|word| {
                    let (from, rest) = word.split_once('>').unwrap_or(("0", word));
                    let (length, to) = rest.split_at(rest.len() - 1);
                    let at = |text: &str| text.parse::<i64>().unwrap() * 86_400_000_000;
                    let to = (to != "+").then(|| usize::from(to == "b"));
                    Stay { length: at(length), watched_from: at(from), to }
                })
                .collect(),
        );
        let shown: Vec<String> = times
            .shares
            .iter()
            .map(|exit| {
                let name = if exit.to == 0 { "a" } else { "b" };
                format!("{name} {:.4}±{:.4}", exit.share, exit.standard_error)
            })
            .collect();
        assert_eq!(shown.join(" "), shares);
        assert_eq!([times.median_days, times.mean_days, times.p90_days], days);
    }

    /// The longer stays have gone on without an end, the lower the rate at which
    /// they are taken to end: here 3 ÷ (3 × 10.5 + what was watched of them).
    #[test]
    fn long_stays_without_an_end_lower_the_rate_of_ends() {
        for (open_for, watched) in [(510, 2_500.0), (12, 10.0)] {
            let stay = |days: i64, to| Stay { length: days * 86_400_000_000, watched_from: 0, to };
            let ended = (1..=10).map(|days| stay(days, Some(1)));
            let stays = ended.chain((0..5).map(|_| stay(open_for, None)));
            let tail = StayTimes::estimate(stays.collect()).tail.unwrap();
            assert!((tail.rate * DAY - 3.0 / (31.5 + watched)).abs() < 1e-9, "{tail:?}");
            assert!((tail.mass - 1.0 / 3.0).abs() < 1e-9, "{tail:?}");
            assert_eq!((days(tail.from), tail.to), (10.0, vec![(1, 1.0)]));
        }
        let none = StayTimes::estimate(vec![Stay { length: 5, watched_from: 0, to: Some(0) }]);
        assert_eq!(none.tail, None);
    }

    #[test]
    fn without_open_stays_shares_are_proportions() {
        check("", "", [None; 3]);
        check("2+ 5+", "", [None, Some(5.0), None]);
        // √(0.25 × 0.75 ÷ 4) = 0.2165
        check("1a 2a 3b 4a", "a 0.7500±0.2165 b 0.2500±0.2165", [Some(2.0), Some(2.5), Some(4.0)]);
        check("0a 0b", "a 0.5000±0.3536 b 0.5000±0.3536", [Some(0.0), Some(0.0), Some(0.0)]);
    }

    #[test]
    fn open_stays_are_at_risk_up_to_their_age() {
        // a at 1: 1/4; one leaves at 2; b at 3: half of 3/4; a at 4: the rest.
        check(
            "1a 2+ 3b 4a",
            "a 0.6250±0.2864 b 0.3750±0.2864",
            [Some(3.0), Some(2.875), Some(4.0)],
        );
        // What is seen to end is brought to sum 1; ends come before those who leave.
        check("1a 1+ 1+ 2+", "a 1.0000±0.0000", [None, Some(1.75), None]);
        // Watched from day 2 on: not at risk on day 1 and 2.
        check("1a 2a 2>3b", "a 1.0000±0.0000 b 0.0000±0.0000", [Some(1.0), Some(1.5), Some(2.0)]);
        check("1a 3a 2>3b", "a 0.7500±0.2500 b 0.2500±0.2500", [Some(1.0), Some(2.0), Some(3.0)]);
    }
}
