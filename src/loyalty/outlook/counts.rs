//! How often customers order, and when they cease to: the counting model
//! MBG/CNBD-k of Platzer and Reutterer (2016), of which MBG/NBD is k = 1, and
//! BG/NBD of Fader, Hardie and Lee (2005).
//!
//! While somebody is a customer, orders come every k-th tick of a clock that
//! ticks at random at the customer's own rate; rates differ as a gamma
//! distribution (r, α). After each order, the first one too (in BG/NBD: but the
//! first one), the customer leaves with a chance of their own; chances differ
//! as a beta distribution (a, b). Given how often and when last a customer
//! ordered, k − 1 ticks at most have passed unseen since.

use serde::Serialize;

use super::minimise::{Minimum, minimise};
use crate::loyalty::special::{digamma, ln_gamma};

/// Time is counted in weeks, as in the published figures.
pub(super) const WEEK: f64 = 7.0;

/// Half days in a week: what is counted below is half days, see
/// [`Counts::without_whole_days`].
const HALVES: f64 = 14.0;

/// Ages above two hundred years count as these, so that the table of logarithms
/// stays small.
const MOST_DAYS: u32 = 73_050;

/// Parameters are kept within e^±12, where a base that does not determine one
/// of them would let it run away.
const FARTHEST: f64 = 12.0;

/// What the counts of one customer are: order days after the first, half days
/// from the first to the last of them, and from the first to the day asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Counts {
    repeats: u32,
    last: u32,
    age: u32,
}

impl Counts {
    pub(super) fn new(repeats: u32, last: u32, age: u32) -> Self {
        let age = age.min(MOST_DAYS);
        Self { repeats, last: last.min(age) * 2, age: age * 2 }
    }

    /// The same with each gap half a day shorter. Order days are a day apart at
    /// least, so that gaps of whole days look more regular than orders that come
    /// at any time of a day; among shoppers who come twice a week that alone makes
    /// k = 2 of k = 1. Half a day less is right on average.
    pub(super) fn without_whole_days(self) -> Self {
        let less = |half_days: u32| half_days.saturating_sub(self.repeats);
        Self { repeats: self.repeats, last: less(self.last), age: less(self.age) }
    }

    pub(super) fn repeats(self) -> u32 {
        self.repeats
    }
}

/// The likelihood is summed in parts of so many groups, on all cores with the
/// feature `rayon`, and the parts in their order: the same sum on any of them.
const PART: usize = 1 << 13;

/// Equal customers, and how many they are.
pub(super) fn grouped(mut all: Vec<Counts>) -> Vec<(Counts, f64)> {
    #[cfg(feature = "rayon")]
    rayon::slice::ParallelSliceMut::par_sort_unstable(&mut all[..]);
    #[cfg(not(feature = "rayon"))]
    all.sort_unstable();
    let mut groups: Vec<(Counts, f64)> = Vec::new();
    for counts in all {
        match groups.last_mut() {
            Some((same, many)) if *same == counts => *many += 1.0,
            _ => groups.push((counts, 1.0)),
        }
    }
    groups
}

/// The parameters of the counting model, of time in weeks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CountParameters {
    /// How regular orders are: 1 where they come at random, more where not.
    pub k: u32,
    /// The shape of the distribution of rates: small where customers differ much.
    pub r: f64,
    /// Its scale, in weeks: `k · alpha / r` weeks are between orders at the
    /// mean rate.
    pub alpha: f64,
    /// The first parameter of the distribution of the chances to leave.
    pub a: f64,
    /// The second one: `a / (a + b)` is the mean chance to leave.
    pub b: f64,
    /// Whether customers can leave after their first order: yes in MBG/CNBD-k,
    /// no in BG/NBD.
    pub leaves_at_once: bool,
}

/// What all customers with as many repeats share in the likelihood.
struct Shared {
    value: f64,
    by_r: f64,
    by_a: f64,
    by_b: f64,
    ticks: f64,
    ln_left: f64,
    stayed: f64,
    /// Of each number of ticks since the last order: the factor of its chance,
    /// and the derivative by r.
    unseen: Vec<(f64, f64)>,
}

impl CountParameters {
    pub(super) fn new(k: u32, leaves_at_once: bool, [r, alpha, a, b]: [f64; 4]) -> Self {
        Self { k, r, alpha, a, b, leaves_at_once }
    }

    /// The same rate of orders, so many times as regular.
    fn times(&self, times: u32) -> Self {
        let alpha = self.alpha / f64::from(times);
        Self { k: self.k.saturating_mul(times), alpha, ..*self }
    }

    /// The names of parameters that the base does not determine: they ran to
    /// the end of their range.
    pub(super) fn at_limit(&self) -> Vec<&'static str> {
        let all = [("r", self.r), ("alpha", self.alpha), ("a", self.a), ("b", self.b)];
        let far = |(_, value): &(_, f64)| value.ln().abs() > FARTHEST - 1.0;
        all.into_iter().filter(far).map(|(name, _)| name).collect()
    }

    fn first_counts(&self) -> f64 {
        if self.leaves_at_once { 1.0 } else { 0.0 }
    }

    fn ticks(&self, repeats: u32) -> f64 {
        self.r + f64::from(self.k) * f64::from(repeats)
    }

    /// ln of what weighs "left after the last order" against "still there".
    fn ln_left(&self, repeats: u32) -> f64 {
        if self.leaves_at_once || repeats > 0 {
            (self.a / (self.b + f64::from(repeats) + self.first_counts() - 1.0)).ln()
        } else {
            f64::NEG_INFINITY
        }
    }

    /// The factors of 0 to k − 1 ticks since the last order.
    fn unseen(&self, ticks: f64) -> Vec<(f64, f64)> {
        let (mut factor, mut slope) = (1.0, 0.0);
        let next = |tick: u32| {
            let now = (factor, factor * slope);
            let at = ticks + f64::from(tick);
            slope += 1.0 / at;
            factor *= at / f64::from(tick + 1);
            now
        };
        (0..self.k).map(next).collect()
    }

    fn shared(&self, repeats: u32) -> Shared {
        let Self { r, alpha, a, b, .. } = *self;
        let ticks = self.ticks(repeats);
        let stayed = b + f64::from(repeats) + self.first_counts();
        let (by_both, all) = (digamma(a + b), digamma(a + stayed));
        let stays = ln_gamma(stayed) - ln_gamma(a + stayed) - ln_gamma(b) + ln_gamma(a + b);
        Shared {
            value: stays + ln_gamma(ticks) - ln_gamma(r) + r * alpha.ln(),
            by_r: digamma(ticks) - digamma(r) + alpha.ln(),
            by_a: by_both - all,
            by_b: digamma(stayed) - all - digamma(b) + by_both,
            ticks,
            ln_left: self.ln_left(repeats),
            stayed: stayed - 1.0,
            unseen: self.unseen(ticks),
        }
    }

    /// The log-likelihood but for what only k changes, and its derivatives by
    /// the logarithms of r, alpha, a and b. Groups are sorted.
    pub(super) fn log_likelihood(&self, groups: &[(Counts, f64)]) -> (f64, [f64; 4]) {
        let oldest = groups.iter().map(|(counts, _)| counts.age).max().unwrap_or(0);
        // Of each half day: the logarithm and the inverse of alpha and the time.
        let days = (0..=oldest).map(|day| {
            let time = self.alpha + f64::from(day) / HALVES;
            (time.ln(), 1.0 / time)
        });
        let days: Vec<(f64, f64)> = days.collect();
        let part = |groups: &[(Counts, f64)]| self.log_likelihood_of(groups, &days);
        #[cfg(feature = "rayon")]
        let parts: Vec<(f64, [f64; 4])> = {
            use rayon::prelude::*;
            groups.par_chunks(PART).map(part).collect()
        };
        #[cfg(not(feature = "rayon"))]
        let parts = groups.chunks(PART).map(part);
        let (mut sum, mut slope) = (0.0, [0.0; 4]);
        for (of_part, slope_of_part) in parts {
            sum += of_part;
            slope.iter_mut().zip(slope_of_part).for_each(|(sum, by)| *sum += by);
        }
        let [by_r, by_alpha, by_a, by_b] = slope;
        (sum, [by_r * self.r, by_alpha * self.alpha, by_a * self.a, by_b * self.b])
    }

    /// The log-likelihood of some groups, and its derivatives by the parameters
    /// themselves.
    fn log_likelihood_of(&self, groups: &[(Counts, f64)], days: &[(f64, f64)]) -> (f64, [f64; 4]) {
        let at = |day: u32| days.get(day as usize).copied().unwrap_or((0.0, 0.0));
        let (mut sum, mut slope) = (0.0, [0.0; 4]);
        let mut shared = (u32::MAX, self.shared(0));
        for (counts, many) in groups {
            if shared.0 != counts.repeats {
                shared = (counts.repeats, self.shared(counts.repeats));
            }
            let same = &shared.1;
            let ((ln_now, per_now), (ln_last, per_last)) = (at(counts.age), at(counts.last));
            let silent = f64::from(counts.age - counts.last) / HALVES * per_now;
            // "Still there" is a sum over the ticks since the last order.
            let (mut there, mut there_by_r, mut there_by_silent) = (0.0, 0.0, 0.0);
            let (mut power, mut power_slope, mut tick) = (1.0, 0.0, 0.0);
            for (factor, factor_by_r) in &same.unseen {
                there += factor * power;
                there_by_r += factor_by_r * power;
                there_by_silent += factor * power_slope;
                tick += 1.0;
                power_slope = tick * power;
                power *= silent;
            }
            let ln_left = same.ln_left + same.ticks * (ln_now - ln_last);
            let (ln_both, left) = if ln_left > 30.0 {
                let rest = there * (-ln_left).exp();
                (ln_left + rest.ln_1p(), 1.0 / (1.0 + rest))
            } else {
                let weight = ln_left.exp();
                ((there + weight).ln(), weight / (there + weight))
            };
            let still = (1.0 - left) / there;
            sum += many * (same.value - same.ticks * ln_now + ln_both);
            slope[0] +=
                many * (same.by_r - ln_now + there_by_r * still + left * (ln_now - ln_last));
            slope[1] += many
                * (self.r / self.alpha
                    - same.ticks * per_now
                    - there_by_silent * still * silent * per_now
                    + left * same.ticks * (per_now - per_last));
            slope[2] += many * (same.by_a + left / self.a);
            slope[3] += many * (same.by_b - if left > 0.0 { left / same.stayed } else { 0.0 });
        }
        (sum, slope)
    }

    /// Where a fit begins that does not know better.
    pub(super) fn start() -> Minimum<4> {
        Minimum::start([0.0; 4])
    }

    /// The parameters under which the counts are most likely, their
    /// log-likelihood but for what only k changes, and where a fit to other
    /// counts of the same base may begin.
    pub(super) fn fit(
        groups: &[(Counts, f64)],
        k: u32,
        leaves_at_once: bool,
        start: Minimum<4>,
    ) -> Option<(Self, f64, Minimum<4>)> {
        let customers: f64 = groups.iter().map(|(_, many)| many).sum();
        let at = |logs: &[f64; 4]| Self::new(k, leaves_at_once, logs.map(f64::exp));
        let found = minimise(start, 1e-7, |logs| {
            if logs.iter().any(|log| log.abs() > FARTHEST) {
                return (f64::INFINITY, [0.0; 4]);
            }
            let (sum, slope) = at(logs).log_likelihood(groups);
            (-sum / customers, slope.map(|by| -by / customers))
        })?;
        Some((at(&found.at), -found.value * customers, found))
    }

    /// What follows for a customer with these counts.
    pub(super) fn posterior(&self, counts: Counts) -> Posterior {
        let ticks = self.ticks(counts.repeats);
        let time = self.alpha + f64::from(counts.age) / HALVES;
        let at_last = self.alpha + f64::from(counts.last) / HALVES;
        let silent = f64::from(counts.age - counts.last) / HALVES / time;
        let powers = std::iter::successors(Some(1.0), |power| Some(power * silent));
        let mut unseen: Vec<f64> = self
            .unseen(ticks)
            .iter()
            .zip(powers)
            .map(|((factor, _), power)| factor * power)
            .collect();
        let there: f64 = unseen.iter().sum();
        unseen.iter_mut().for_each(|chance| *chance /= there);
        let ln_time = time.ln();
        let ln_left = self.ln_left(counts.repeats) + ticks * (ln_time - at_last.ln());
        // Who ordered often and then no more is beyond what `exp` can hold.
        let odds = ln_left - there.ln();
        let ln_still = if odds > 30.0 { -odds - (-odds).exp() } else { -odds.exp().ln_1p() };
        Posterior {
            k: self.k,
            still: ln_still.exp(),
            ln_silent: there.ln() - ln_still - ticks * ln_time,
            ticks,
            time,
            a: self.a,
            stayed: self.b + f64::from(counts.repeats) + self.first_counts(),
            unseen,
        }
    }
}

/// What is known of one customer's rate and chance to leave.
pub(super) struct Posterior {
    k: u32,
    /// The chance that the customer is still one.
    pub(super) still: f64,
    /// The part of the log-likelihood of the counts that is of their times.
    ln_silent: f64,
    /// The rate is gamma-distributed with this shape and, in weeks, scale.
    ticks: f64,
    time: f64,
    /// The chance to leave is beta-distributed, given that the customer has not.
    a: f64,
    stayed: f64,
    /// The chances of 0 to k − 1 ticks since the last order.
    unseen: Vec<f64>,
}

/// Orders of one customer that are counted one by one at most.
const MOST_ORDERS: u32 = 100_000;

impl Posterior {
    /// Expected order days within so many weeks.
    ///
    /// The m-th order comes if the clock ticks often enough, and if the
    /// customer stayed after each of those before it: a sum over m, exact.
    pub(super) fn orders(&self, weeks: f64) -> f64 {
        self.sum(weeks, MOST_ORDERS)
    }

    /// The chance of an order within so many weeks.
    pub(super) fn any(&self, weeks: f64) -> f64 {
        self.sum(weeks, 1)
    }

    fn sum(&self, weeks: f64, most: u32) -> f64 {
        let all = self.time + weeks;
        let (here, ln_not) = (weeks / all, (self.time / all).ln());
        let mut sum = 0.0;
        for (passed, chance) in (0_u32..).zip(&self.unseen) {
            // Ticks to come are negative binomial.
            let shape = self.ticks + f64::from(passed);
            let (mut exactly, mut fewer, mut count) = ((shape * ln_not).exp(), 0.0, 0.0);
            let mut needed = f64::from(self.k - passed);
            let mut stays = 1.0;
            for order in 0..most {
                while count < needed {
                    fewer += exactly;
                    exactly *= (shape + count) / (count + 1.0) * here;
                    count += 1.0;
                }
                let comes = (1.0 - fewer).max(0.0) * stays;
                sum += chance * comes;
                if comes < 1e-9 {
                    break;
                }
                let stayed = self.stayed + f64::from(order);
                stays *= stayed / (self.a + stayed);
                needed += f64::from(self.k);
            }
        }
        sum * self.still
    }
}

/// How regular each customer is: some more than the others of the base.
///
/// The likelihood of the whole base chooses one k, and many households that
/// shop at random hide a few that come like clockwork. So a customer's k is that
/// of the base, twice or four times that at the same rate of orders, each as
/// likely as its share in the base and the customer's own gaps make it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Regularity {
    /// Fitted without whole days.
    counts: CountParameters,
    /// By how much k is larger, and the share of the customers.
    pub(super) shares: Vec<(u32, f64)>,
}

/// What is read of a customer's gaps: the counts, and the sum of the logarithms
/// of the gaps, without whole days.
pub(super) type OwnGaps = (Counts, f64);

impl Regularity {
    /// The shares under which the customers are most likely, by
    /// expectation-maximisation; shares below 1 % are none.
    pub(super) fn fit(counts: CountParameters, customers: &[OwnGaps]) -> Self {
        // Nothing of more than one k is published for BG/NBD.
        let times: &[u32] = if counts.leaves_at_once { &[1, 2, 4] } else { &[1] };
        let even = 1.0 / f64::from(u32::try_from(times.len()).unwrap_or(1));
        let mut all = Self { counts, shares: times.iter().map(|times| (*times, even)).collect() };
        let likelihoods: Vec<Vec<f64>> =
            customers.iter().map(|own| all.ln_likelihoods(own)).collect();
        for _ in 0..100 {
            let mut sums = vec![0.0; times.len()];
            for own in &likelihoods {
                sums.iter_mut().zip(all.weigh(own)).for_each(|(sum, chance)| *sum += chance);
            }
            let total: f64 = sums.iter().sum();
            all.shares.iter_mut().zip(sums).for_each(|((_, share), sum)| *share = sum / total);
        }
        all.shares.retain(|(_, share)| *share >= 0.01);
        all
    }

    fn ln_likelihoods(&self, (counts, ln_gaps): &OwnGaps) -> Vec<f64> {
        let of = |(times, _): &(u32, f64)| {
            let model = self.counts.times(*times);
            let k = f64::from(model.k);
            let gaps = (k - 1.0) * ln_gaps - f64::from(counts.repeats) * ln_gamma(k);
            let posterior = model.posterior(*counts);
            let of_rates =
                ln_gamma(posterior.ticks) - ln_gamma(model.r) + model.r * model.alpha.ln();
            of_rates + posterior.ln_silent + gaps
        };
        self.shares.iter().map(of).collect()
    }

    /// The chance of each k.
    fn weigh(&self, ln_likelihoods: &[f64]) -> Vec<f64> {
        let best = ln_likelihoods.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let of = |((_, share), ln): (&(u32, f64), &f64)| share * (ln - best).exp();
        let mut chances: Vec<f64> = self.shares.iter().zip(ln_likelihoods).map(of).collect();
        let total: f64 = chances.iter().sum();
        chances.iter_mut().for_each(|chance| *chance /= total);
        chances
    }

    /// What follows for a customer, under parameters that were fitted with whole
    /// days.
    pub(super) fn expected(
        &self,
        model: CountParameters,
        counts: Counts,
        own: &OwnGaps,
    ) -> Expected {
        let chances = match self.shares.len() {
            1 => vec![1.0],
            _ => self.weigh(&self.ln_likelihoods(own)),
        };
        let of = |((times, _), chance): (&(u32, f64), f64)| {
            (chance, model.times(*times).posterior(counts))
        };
        Expected(self.shares.iter().zip(chances).map(of).collect())
    }
}

/// What is expected of a customer: of each k, as likely as it is.
pub(super) struct Expected(Vec<(f64, Posterior)>);

impl Expected {
    fn mean(&self, of: impl Fn(&Posterior) -> f64) -> f64 {
        self.0.iter().map(|(chance, posterior)| chance * of(posterior)).sum()
    }

    /// The chance that the customer is still one.
    pub(super) fn still(&self) -> f64 {
        self.mean(|posterior| posterior.still)
    }

    /// Expected order days within so many weeks.
    pub(super) fn orders(&self, weeks: f64) -> f64 {
        self.mean(|posterior| posterior.orders(weeks))
    }

    /// The chance of an order within so many weeks.
    pub(super) fn any(&self, weeks: f64) -> f64 {
        self.mean(|posterior| posterior.any(weeks))
    }
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "numbers of tests are small"
)]
mod tests {
    use super::*;

    /// More groups than a part has are summed as all of them one by one.
    #[test]
    fn the_likelihood_of_all_is_the_sum_of_its_parts() {
        let count = 2 * PART as u32 + 5;
        let groups: Vec<(Counts, f64)> =
            (0..count).map(|n| (Counts::new(n % 7, n % 90, 90 + n % 300), 1.0)).collect();
        let model = CountParameters::new(2, true, [1.2, 3.0, 0.8, 2.5]);
        let (mut sum, mut slope) = (0.0, [0.0; 4]);
        for group in groups.chunks(1) {
            let (own, by) = model.log_likelihood(group);
            sum += own;
            slope.iter_mut().zip(by).for_each(|(all, own)| *all += own);
        }
        let (all, slope_of_all) = model.log_likelihood(&groups);
        assert!((all - sum).abs() < 1e-9 * sum.abs(), "{all} {sum}");
        for (all, one_by_one) in slope_of_all.into_iter().zip(slope) {
            assert!((all - one_by_one).abs() < 1e-7 * sum.abs(), "{all} {one_by_one}");
        }
    }

    const SOME: [(u32, u32, u32); 6] =
        [(0, 0, 5), (0, 0, 270), (1, 3, 200), (2, 190, 200), (9, 250, 260), (60, 100, 270)];

    fn some() -> Vec<(Counts, f64)> {
        grouped(SOME.into_iter().map(|(x, last, age)| Counts::new(x, last, age)).collect())
    }

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        for (k, at_once) in [(1, false), (1, true), (3, true)] {
            let at = |logs: [f64; 4]| {
                CountParameters::new(k, at_once, logs.map(f64::exp)).log_likelihood(&some())
            };
            let logs = [-0.4, 1.1, -0.7, 0.8];
            let (_, slope) = at(logs);
            for place in 0..4 {
                let moved = |by: f64| {
                    let mut to = logs;
                    to[place] += by;
                    at(to).0
                };
                let measured = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                assert!((slope[place] - measured).abs() < 1e-5, "{slope:?} {place} {measured}");
            }
        }
    }

    /// What is expected, against many customers drawn from the posterior of one.
    #[test]
    fn expectations_are_the_means_of_simulated_customers() {
        let mut state = 3_u64;
        let mut dice = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (f64::from(u32::try_from(state >> 33).unwrap()) + 0.5) / f64::from(1_u32 << 31)
        };
        for k in [1, 3] {
            // Nobody leaves of those who have not, and all have one rate.
            let model = CountParameters::new(k, true, [9e4, 9e4, 1e-4, 1.0]);
            let posterior = model.posterior(Counts::new(5, 70, 77));
            let (mut orders, mut any) = (0.0, 0.0);
            let runs = 20_000;
            for _ in 0..runs {
                let passed = {
                    let mut at = dice();
                    posterior
                        .unseen
                        .iter()
                        .take_while(|chance| {
                            at -= **chance;
                            at > 0.0
                        })
                        .count()
                };
                let (mut time, mut ticks) = (0.0, passed);
                loop {
                    time -= dice().ln();
                    if time > 6.0 {
                        break;
                    }
                    ticks += 1;
                }
                let came = ticks / k as usize;
                orders += came as f64;
                any += f64::from(u8::from(came > 0));
            }
            let runs = f64::from(runs);
            assert!((posterior.orders(6.0) - orders / runs).abs() < 0.06, "{k}");
            assert!((posterior.any(6.0) - any / runs).abs() < 0.012, "{k}");
        }
    }

    /// Half of a base at random and half like clockwork: half and half is found,
    /// and of each customer which it is.
    #[test]
    fn each_customer_has_a_regularity() {
        let model = CountParameters::new(1, true, [2.0, 4.0, 0.01, 10.0]);
        let regular = (Counts::new(20, 280, 287), 20.0 * 2.0_f64.ln());
        let gaps =
            [1.0, 3.0, 5.0, 26.0, 8.0, 41.0, 3.0, 17.0, 39.0, 10.0, 2.0, 5.0, 20.0, 31.0, 3.0];
        let days: f64 = gaps.iter().sum();
        let random = (
            Counts::new(15, days as u32, days as u32 + 9),
            gaps.iter().map(|gap: &f64| (gap / 7.0).ln()).sum(),
        );
        let found = Regularity::fit(model, &[[regular; 20], [random; 20]].concat());
        let share = |times: u32| {
            found.shares.iter().find(|(is, _)| *is == times).map_or(0.0, |(_, share)| *share)
        };
        assert!((share(4) - 0.5).abs() < 0.05 && (share(1) - 0.5).abs() < 0.1, "{found:?}");
        let chance = |own: &OwnGaps| found.expected(model, own.0, own).any(1.0);
        // Two weeks apart, and the last a week ago: seldom within a week of it.
        assert!(
            chance(&regular) > 0.3 && chance(&random) < 0.4,
            "{} {}",
            chance(&regular),
            chance(&random)
        );
    }

    /// One who ordered every day and then no more for years takes nobody's
    /// regularity away.
    #[test]
    fn who_left_for_certain_does_not_spoil_the_base() {
        let model = CountParameters::new(1, true, [1.7, 48.0, 12.9, 144.9]);
        let gone =
            (Counts::new(900, 900, 4_000).without_whole_days(), 900.0 * (0.5_f64 / 7.0).ln());
        assert!(model.times(4).posterior(gone.0).ln_silent.is_finite());
        let there = (Counts::new(3, 280, 287), 3.0 * 13.0_f64.ln());
        let found = Regularity::fit(model, &[gone, there]);
        let share: f64 = found.shares.iter().map(|(_, share)| share).sum();
        assert!((share - 1.0).abs() < 0.02, "{found:?}");
        assert!(found.expected(model, there.0, &there).still() > 0.1);
    }

    #[test]
    fn chances_are_chances_whatever_the_customer() {
        let model = CountParameters::new(2, true, [0.5, 3.0, 0.8, 1.5]);
        for (counts, _) in some() {
            let posterior = model.posterior(counts);
            assert!((0.0..=1.0).contains(&posterior.still));
            let mut before = 0.0;
            for weeks in [0.0, 0.5, 2.0, 30.0, 1e4] {
                let (any, orders) = (posterior.any(weeks), posterior.orders(weeks));
                assert!(
                    before <= any + 1e-12 && any <= orders + 1e-9 && any <= posterior.still + 1e-9
                );
                before = any;
            }
            let expected = Expected(vec![(0.25, model.posterior(counts)), (0.75, posterior)]);
            assert!((expected.any(8.0) - model.posterior(counts).any(8.0)).abs() < 1e-12);
        }
    }
}
