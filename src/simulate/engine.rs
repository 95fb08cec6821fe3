//! The simulation itself: deals arrive, queue, are worked on, wait, go on.
//!
//! A person who serves a queue in order of arrival is known to be free at an
//! instant as soon as the work before is: a deal's whole time in a stage is
//! known when it comes there (the recursion of Kiefer & Wolfowitz, *On the
//! Theory of Queues with Many Servers*, 1955). So there is one event for each
//! arrival at a queue, and none for the beginning and end of work.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::network::{Network, Next, Workplace};
use crate::history::random::Philox;

/// After so many stages a deal is taken to go round for ever, and leaves.
const MOST_VISITS: u16 = 10_000;

/// Counters of the numbers by which deals arrive.
const ARRIVAL: u32 = u32::MAX;

/// When to simulate and with what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) leads_a_day: f64,
    /// From when on is counted, in days; deals come from 0 on.
    pub(super) from: f64,
    pub(super) until: f64,
    pub(super) seed: u64,
}

/// What was seen from `from` until `until`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Seen {
    pub(super) leads: u64,
    pub(super) wins: u64,
    pub(super) roles: Vec<RoleSeen>,
    pub(super) stages: Vec<StageSeen>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct RoleSeen {
    pub(super) arrivals: u64,
    /// The waits of these arrivals together, in days, and the work.
    pub(super) waits: f64,
    pub(super) work: f64,
    /// Days of waiting, and of work, that fell into the time.
    pub(super) queued: f64,
    pub(super) busy: f64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct StageSeen {
    pub(super) arrivals: u64,
    /// The stays of these arrivals together, in days.
    pub(super) stays: f64,
    /// Days of stays that fell into the time.
    pub(super) occupied: f64,
}

/// When each person of a role is free: a heap, the first of them in front;
/// empty where there are as many as it takes.
#[derive(Debug, Clone)]
struct Queue(Vec<f64>);

impl Queue {
    /// Takes whoever is free first, and says when the work begins.
    #[inline]
    fn take(&mut self, at: f64, work: f64) -> f64 {
        let people = &mut self.0;
        let Some(first) = people.first().copied() else { return at };
        let begins = first.max(at);
        let free = begins + work;
        let mut place = 0;
        loop {
            let mut child = 2 * place + 1;
            let Some(left) = people.get(child).copied() else { break };
            let mut sooner = left;
            if let Some(right) = people.get(child + 1).copied().filter(|right| *right < left) {
                (child, sooner) = (child + 1, right);
            }
            if sooner >= free {
                break;
            }
            if let Some(slot) = people.get_mut(place) {
                *slot = sooner;
            }
            place = child;
        }
        if let Some(slot) = people.get_mut(place) {
            *slot = free;
        }
        begins
    }
}

/// A deal that comes to a stage: ordered by instant, then deal.
#[derive(Clone, Copy)]
struct Coming {
    at: f64,
    deal: u32,
    visit: u16,
    stage: u16,
}

impl Coming {
    #[inline]
    fn pack(self) -> u128 {
        // Instants are not negative, so that their bits are in their order.
        (u128::from(self.at.to_bits()) << 64)
            | (u128::from(self.deal) << 32)
            | (u128::from(self.visit) << 16)
            | u128::from(self.stage)
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the parts it was packed of")]
    fn unpack(bits: u128) -> Self {
        Self {
            at: f64::from_bits((bits >> 64) as u64),
            deal: (bits >> 32) as u32,
            visit: (bits >> 16) as u16,
            stage: bits as u16,
        }
    }
}

pub(super) struct Engine<'a> {
    network: &'a Network,
    setting: Setting,
    random: Philox,
    queues: Vec<Queue>,
    coming: BinaryHeap<Reverse<u128>>,
    seen: Seen,
}

impl<'a> Engine<'a> {
    /// So many people in each role; as many as it takes where `None`.
    pub(super) fn run(network: &'a Network, people: &[Option<u32>], setting: Setting) -> Seen {
        let queue = |people: &Option<u32>| Queue(vec![0.0; people.unwrap_or(0) as usize]);
        let mut engine = Self {
            network,
            setting,
            random: Philox::new(setting.seed),
            queues: people.iter().map(queue).collect(),
            coming: BinaryHeap::new(),
            seen: Seen {
                roles: vec![RoleSeen::default(); network.roles.len()],
                stages: vec![StageSeen::default(); network.stages.len()],
                ..Seen::default()
            },
        };
        engine.go();
        engine.seen
    }

    fn go(&mut self) {
        let mut lead = self.next_lead(0, 0.0);
        loop {
            let first = self.coming.peek().map(|Reverse(bits)| Coming::unpack(*bits));
            match first {
                Some(coming) if coming.at <= lead.at => {
                    self.coming.pop();
                    self.follow(coming, lead.at);
                }
                _ if lead.at < self.setting.until => {
                    self.seen.leads += u64::from(lead.at >= self.setting.from);
                    let next = self.next_lead(lead.deal.wrapping_add(1), lead.at);
                    self.follow(lead, next.at);
                    lead = next;
                }
                _ => break,
            }
        }
    }

    /// The deal after an instant: a Poisson stream.
    fn next_lead(&self, deal: u32, after: f64) -> Coming {
        let [gap, which] = self.random.pair([deal, ARRIVAL, 0, 0]);
        let at = after - libm::log(gap) / self.setting.leads_a_day;
        let starts = &self.network.starts;
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
        #[allow(clippy::cast_sign_loss, reason = "below the number of starts")]
        let start = (which * starts.len() as f64) as usize;
        let stage = starts.get(start).copied().unwrap_or_default();
        Coming { at, deal, visit: 0, stage: u16::try_from(stage).unwrap_or(u16::MAX) }
    }

    /// Follows a deal from a stage up to the next queue that it comes to after
    /// something else happens.
    fn follow(&mut self, mut coming: Coming, next_lead: f64) {
        let network = self.network;
        while let Some(place) = network.stages.get(usize::from(coming.stage)) {
            if coming.at >= self.setting.until {
                return;
            }
            let [work, turn] = self.random.pair([coming.deal, u32::from(coming.visit), 0, 0]);
            let leaves = self.stay(place, coming, work);
            match place.exits.iter().find(|(sum, _)| turn < *sum).or(place.exits.last()) {
                Some((_, Next::Stage(next))) if coming.visit < MOST_VISITS => {
                    coming.stage = u16::try_from(*next).unwrap_or(u16::MAX);
                    coming.visit += 1;
                    coming.at = leaves;
                }
                Some((_, Next::Won)) => {
                    self.seen.wins += u64::from(self.is_counted(leaves));
                    return;
                }
                _ => return,
            }
            let queues =
                network.stages.get(usize::from(coming.stage)).is_some_and(|s| s.role.is_some());
            let bits = coming.pack();
            let is_first = coming.at < next_lead
                && self.coming.peek().is_none_or(|Reverse(first)| bits < *first);
            if queues && !is_first {
                if coming.at < self.setting.until {
                    self.coming.push(Reverse(bits));
                }
                return;
            }
        }
    }

    /// A stay in a stage; says when the deal leaves.
    #[inline]
    fn stay(&mut self, place: &Workplace, coming: Coming, random: f64) -> f64 {
        let at = coming.at;
        let counted = self.is_counted(at);
        let mut done = at;
        if place.work_days > 0.0 {
            let mut work = place.work_days;
            if place.is_exponential {
                work *= -libm::log(random);
            }
            let queue = place.role.and_then(|role| self.queues.get_mut(role));
            let begins = queue.map_or(at, |queue| queue.take(at, work));
            done = begins + work;
            let (queued, busy) = (self.within(at, begins), self.within(begins, done));
            if let Some(seen) = place.role.and_then(|role| self.seen.roles.get_mut(role)) {
                seen.queued += queued;
                seen.busy += busy;
                if counted {
                    seen.arrivals += 1;
                    seen.waits += begins - at;
                    seen.work += work;
                }
            }
        }
        let leaves = done + place.wait_days;
        let occupied = self.within(at, leaves);
        if let Some(seen) = self.seen.stages.get_mut(usize::from(coming.stage)) {
            seen.occupied += occupied;
            if counted {
                seen.arrivals += 1;
                seen.stays += leaves - at;
            }
        }
        leaves
    }

    #[inline]
    fn is_counted(&self, at: f64) -> bool {
        at >= self.setting.from && at < self.setting.until
    }

    /// How much of a time falls into what is counted.
    #[inline]
    fn within(&self, from: f64, until: f64) -> f64 {
        (until.min(self.setting.until) - from.max(self.setting.from)).max(0.0)
    }
}
