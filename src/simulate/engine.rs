//! The simulation itself: deals arrive, queue, are worked on, wait, go on.
//!
//! A person who serves a queue in order of arrival is known to be free at an
//! instant as soon as the work before is: a deal's whole time in a stage is
//! known when somebody takes it on (the recursion of Kiefer & Wolfowitz, *On the
//! Theory of Queues with Many Servers*, 1955). So there is one event for each
//! arrival at a queue, and none for the beginning and end of work. Where people
//! have room for so many deals, there is one more for a deal that leaves them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use super::network::{Exit, Network, Next, Workplace};
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

impl Seen {
    /// The days that deals have been with the people of a role.
    pub(super) fn held(&self, network: &Network, role: usize) -> f64 {
        let own = network.stages.iter().zip(&self.stages);
        let own = own.filter(|(stage, _)| stage.role == Some(role));
        let outside = self.roles.get(role).map_or(0.0, |role| role.outside);
        own.map(|(_, seen)| seen.occupied).sum::<f64>() - outside
    }
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
    /// Days of waiting for somebody with room for one deal more.
    pub(super) outside: f64,
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

/// The room that the people of a role have for deals, and the deals that wait
/// for it, in order of arrival.
#[derive(Debug, Clone)]
struct Room {
    free: u64,
    waiting: VecDeque<Coming>,
}

/// A deal that comes to a stage: ordered by instant, then deal. Numbers above
/// the stages are those of roles whose people it leaves.
#[derive(Debug, Clone, Copy)]
struct Coming {
    at: f64,
    deal: u32,
    visit: u16,
    /// Whether it has room with the role of the stage.
    has_room: bool,
    stage: u16,
}

/// The bit of a visit that says so; visits are fewer.
const HAS_ROOM: u16 = 1 << 15;

impl Coming {
    #[inline]
    fn pack(self) -> u128 {
        // Instants are not negative, so that their bits are in their order.
        (u128::from(self.at.to_bits()) << 64)
            | (u128::from(self.deal) << 32)
            | (u128::from(self.visit | if self.has_room { HAS_ROOM } else { 0 }) << 16)
            | u128::from(self.stage)
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the parts it was packed of")]
    fn unpack(bits: u128) -> Self {
        let visit = (bits >> 16) as u16;
        Self {
            at: f64::from_bits((bits >> 64) as u64),
            deal: (bits >> 32) as u32,
            visit: visit & !HAS_ROOM,
            has_room: visit & HAS_ROOM != 0,
            stage: bits as u16,
        }
    }
}

pub(super) struct Engine<'a> {
    network: &'a Network,
    setting: Setting,
    random: Philox,
    queues: Vec<Queue>,
    /// By role; `None` where there is room for any number.
    rooms: Vec<Option<Room>>,
    /// By deal that has taken moves which have a limit: the stage and number of
    /// each, and how often.
    passes: HashMap<u32, Vec<(u16, usize, u32)>>,
    coming: BinaryHeap<Reverse<u128>>,
    seen: Seen,
}

impl<'a> Engine<'a> {
    /// So many people in each role; as many as it takes where `None`.
    pub(super) fn run(network: &'a Network, people: &[Option<u32>], setting: Setting) -> Seen {
        let queue = |people: &Option<u32>| Queue(vec![0.0; people.unwrap_or(0) as usize]);
        let rooms = network.roles.iter().zip(people).map(|(crew, people)| {
            let free = u64::from((*people)?) * u64::from(crew.capacity?.max(1));
            Some(Room { free, waiting: VecDeque::new() })
        });
        let mut engine = Self {
            network,
            setting,
            random: Philox::new(setting.seed),
            queues: people.iter().map(queue).collect(),
            rooms: rooms.collect(),
            passes: HashMap::new(),
            coming: BinaryHeap::new(),
            seen: Seen {
                roles: vec![RoleSeen::default(); network.roles.len()],
                stages: vec![StageSeen::default(); network.stages.len()],
                ..Seen::default()
            },
        };
        engine.go();
        engine.count_waiting();
        engine.seen
    }

    fn go(&mut self) {
        let mut lead = self.next_lead(0, 0.0);
        loop {
            let first = self.coming.peek().map(|Reverse(bits)| Coming::unpack(*bits));
            match first {
                Some(coming) if coming.at <= lead.at => {
                    self.coming.pop();
                    match usize::from(coming.stage).checked_sub(self.network.stages.len()) {
                        Some(role) => self.give_room(role, coming.at, lead.at),
                        None => self.follow(coming, lead.at),
                    }
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
        let stage = u16::try_from(stage).unwrap_or(u16::MAX);
        Coming { at, deal, visit: 0, has_room: false, stage }
    }

    /// A role has room for one deal more: the first that waits comes in.
    fn give_room(&mut self, role: usize, at: f64, next_lead: f64) {
        let Some(room) = self.rooms.get_mut(role).and_then(Option::as_mut) else { return };
        let Some(first) = room.waiting.pop_front() else {
            room.free += 1;
            return;
        };
        self.count_outside(first, role, at, self.is_counted(at));
        self.follow(Coming { at, has_room: true, ..first }, next_lead);
    }

    /// Counts the time that a deal waits for room.
    fn count_outside(&mut self, coming: Coming, role: usize, until: f64, counted: bool) {
        let outside = self.within(coming.at, until);
        let waited = if counted { until - coming.at } else { 0.0 };
        if let Some(seen) = self.seen.roles.get_mut(role) {
            seen.queued += outside;
            seen.outside += outside;
            seen.waits += waited;
        }
        if let Some(seen) = self.seen.stages.get_mut(usize::from(coming.stage)) {
            seen.occupied += outside;
            seen.stays += waited;
        }
    }

    /// Counts the deals that still wait for room in the end.
    fn count_waiting(&mut self) {
        for role in 0..self.rooms.len() {
            let room = self.rooms.get_mut(role).and_then(Option::as_mut);
            let waiting = room.map(|room| std::mem::take(&mut room.waiting)).unwrap_or_default();
            for coming in waiting {
                let counted = self.is_counted(coming.at);
                self.count_outside(coming, role, self.setting.until, counted);
                if let Some(seen) = self.seen.roles.get_mut(role) {
                    seen.arrivals += u64::from(counted);
                }
                if let Some(seen) = self.seen.stages.get_mut(usize::from(coming.stage)) {
                    seen.arrivals += u64::from(counted);
                }
            }
        }
    }

    /// Whether a deal has room with the role of a stage; if not, it waits.
    fn takes_room(&mut self, place: &Workplace, coming: &mut Coming) -> bool {
        let room = place.role.and_then(|role| self.rooms.get_mut(role)).and_then(Option::as_mut);
        let Some(room) = room.filter(|_| !coming.has_room) else { return true };
        if room.free == 0 {
            room.waiting.push_back(*coming);
            return false;
        }
        room.free -= 1;
        coming.has_room = true;
        true
    }

    /// A deal that leaves the people of a role makes room there then.
    fn leaves_room(&mut self, role: Option<usize>, coming: &mut Coming, at: f64) {
        if std::mem::take(&mut coming.has_room) && at < self.setting.until {
            let number = self.network.stages.len() + role.unwrap_or_default();
            let stage = u16::try_from(number).unwrap_or(u16::MAX);
            let leaving = Coming { at, stage, ..*coming };
            self.coming.push(Reverse(leaving.pack()));
        }
    }

    /// Where a deal goes from a stage, by a number between 0 and 1. A move that
    /// it has taken as often as it may leaves its share to the others.
    fn next(&mut self, place: &Workplace, coming: Coming, turn: f64) -> Option<Next> {
        if !place.has_limit {
            let exits = &place.exits;
            return exits
                .iter()
                .find(|exit| turn < exit.sum)
                .or(exits.last())
                .map(|exit| exit.next);
        }
        let taken = self.passes.entry(coming.deal).or_default();
        let of = |taken: &[(u16, usize, u32)], at: usize| {
            taken.iter().position(|(stage, exit, _)| (*stage, *exit) == (coming.stage, at))
        };
        let is_left = |(at, exit): &(usize, &Exit)| {
            let passes = of(taken, *at).and_then(|n| taken.get(n)).map_or(0, |(_, _, n)| *n);
            exit.most.is_none_or(|most| passes < most)
        };
        let left: Vec<(usize, &Exit)> = place.exits.iter().enumerate().filter(is_left).collect();
        let mut target = turn * left.iter().map(|(_, exit)| exit.share).sum::<f64>();
        let chosen = left.iter().find(|(_, exit)| {
            target -= exit.share;
            target < 0.0
        });
        let (at, exit) = *chosen.or(left.last())?;
        if exit.most.is_some() {
            match of(taken, at).and_then(|n| taken.get_mut(n)) {
                Some((_, _, passes)) => *passes += 1,
                None => taken.push((coming.stage, at, 1)),
            }
        }
        Some(exit.next)
    }

    /// Follows a deal from a stage up to the next queue that it comes to after
    /// something else happens.
    fn follow(&mut self, mut coming: Coming, next_lead: f64) {
        let network = self.network;
        while let Some(place) = network.stages.get(usize::from(coming.stage)) {
            if coming.at >= self.setting.until {
                return;
            }
            if !self.takes_room(place, &mut coming) {
                return;
            }
            let [work, turn] = self.random.pair([coming.deal, u32::from(coming.visit), 0, 0]);
            let leaves = self.stay(place, coming, work);
            let next = self.next(place, coming, turn);
            let Some(Next::Stage(next)) = next.filter(|_| coming.visit < MOST_VISITS) else {
                let won = next == Some(Next::Won) && self.is_counted(leaves);
                self.seen.wins += u64::from(won);
                self.leaves_room(place.role, &mut coming, leaves);
                self.passes.remove(&coming.deal);
                return;
            };
            let role = network.stages.get(next).and_then(|stage| stage.role);
            if role != place.role {
                self.leaves_room(place.role, &mut coming, leaves);
            }
            coming.stage = u16::try_from(next).unwrap_or(u16::MAX);
            coming.visit += 1;
            coming.at = leaves;
            let queues = role.is_some();
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
