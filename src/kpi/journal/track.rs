//! Following the entries of many objects, each in its order: [`Tracks`].

use std::collections::BTreeMap;
use std::fmt::Debug;

use chrono::{DateTime, Utc};

use super::fault::{JournalError, JournalFault};
use super::{Lifecycle, Shared};
use crate::kpi::index::{Keyed, Record};
use crate::lifecycle::{Entry, Machine, Named, transition};

/// What KPIs need of one object, gathered from its entries.
pub(super) trait Story: Sized + Clone + Debug {
    type Of: Machine;
    type Id: Clone + Ord + AsRef<str> + Debug;
    /// What an entry says that matters; most say nothing.
    type Step: Clone + Debug;

    const KIND: Lifecycle;

    /// The story that a first entry begins; `None` where it creates nothing.
    fn begin(entry: &Entry<Self::Of>) -> Option<Self>;

    /// Looks at the entry that began it, for what may be wrong with it.
    fn check(&self, _: &mut Shared) -> Result<(), JournalFault> {
        Ok(())
    }

    fn id(&self) -> &Self::Id;

    fn step(entry: &Entry<Self::Of>) -> Option<Self::Step>;

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: Self::Step,
        shared: &mut Shared,
    ) -> Result<(), JournalFault>;
}

/// Where the entries of an object have come to.
#[derive(Debug, Clone)]
struct Place<M: Machine> {
    version: u32,
    state: M::State,
    at: DateTime<Utc>,
}

impl<M: Machine> Place<M> {
    fn after(entry: &Entry<M>) -> Self {
        Self { version: entry.version, state: entry.to, at: entry.at }
    }

    /// Goes on to the next entry.
    fn follow(&mut self, entry: &Entry<M>) -> Result<(), JournalFault> {
        self.leads_to(entry.version, entry.from, entry.at)?;
        is_move(entry)?;
        *self = Self::after(entry);
        Ok(())
    }

    /// Whether what comes next can come next.
    fn leads_to(
        &self,
        version: u32,
        from: Option<M::State>,
        at: DateTime<Utc>,
    ) -> Result<(), JournalFault> {
        let expected = self.version.saturating_add(1);
        if version != expected {
            return Err(JournalFault::Sequence { expected });
        }
        match from {
            None => Err(JournalFault::Creation),
            Some(found) if found != self.state => {
                let expected = self.state.name();
                Err(JournalFault::State { expected, found: found.name() })
            }
            Some(_) if at < self.at => Err(JournalFault::TimeOrder { last: self.at }),
            Some(_) => Ok(()),
        }
    }
}

/// Whether the table has the move of an entry.
fn is_move<M: Machine>(entry: &Entry<M>) -> Result<(), JournalFault> {
    let (Some(from), Some(verb)) = (entry.from, M::verb(&entry.command)) else {
        return Err(JournalFault::Creation);
    };
    match transition::<M>(from, verb) {
        Some(row) if row.to.contains(&entry.to) => Ok(()),
        _ => Err(JournalFault::NoSuchMove { from: from.name(), to: entry.to.name() }),
    }
}

/// An object from its first entry on.
#[derive(Debug, Clone)]
struct Head<S: Story> {
    place: Place<S::Of>,
    story: S,
}

impl<S: Story> Record for Head<S> {
    type Id = S::Id;

    fn id(&self) -> &S::Id {
        self.story.id()
    }
}

/// Entries of an object whose earlier ones are not known yet.
#[derive(Debug, Clone)]
struct Part<S: Story> {
    first: u32,
    from: Option<<S::Of as Machine>::State>,
    first_at: DateTime<Utc>,
    place: Place<S::Of>,
    steps: Vec<(u32, DateTime<Utc>, S::Step)>,
}

impl<S: Story> Part<S> {
    fn begin(entry: &Entry<S::Of>) -> Result<Self, JournalFault> {
        is_move(entry)?;
        let mut part = Self {
            first: entry.version,
            from: entry.from,
            first_at: entry.at,
            place: Place::after(entry),
            steps: Vec::new(),
        };
        part.note(entry);
        Ok(part)
    }

    fn note(&mut self, entry: &Entry<S::Of>) {
        self.steps.extend(S::step(entry).map(|step| (entry.version, entry.at, step)));
    }
}

/// All objects of one kind.
#[derive(Debug, Clone)]
pub(super) struct Tracks<S: Story> {
    heads: Keyed<Head<S>>,
    /// By object, in the order of their entries.
    parts: BTreeMap<S::Id, Vec<Part<S>>>,
}

impl<S: Story> Default for Tracks<S> {
    fn default() -> Self {
        Self { heads: Keyed::default(), parts: BTreeMap::new() }
    }
}

impl<S: Story> Tracks<S> {
    /// Adds an entry of the object with an id, which has a [`Tracks::hash`].
    pub(super) fn add(
        &mut self,
        (id, hash): (&S::Id, u32),
        entry: &Entry<S::Of>,
        shared: &mut Shared,
    ) -> Result<(), JournalError> {
        let wrong = |fault| JournalError::new(S::KIND, id.as_ref(), entry.version, fault);
        let known = self.heads.place_hashed(id, hash);
        if let Some(head) = known.and_then(|at| self.heads.get_mut(at)) {
            let before = head.place.clone();
            head.place.follow(entry).map_err(wrong)?;
            if let Some(step) = S::step(entry) {
                if let Err(fault) = head.story.take(entry.at, step, shared) {
                    head.place = before;
                    return Err(wrong(fault));
                }
            }
            // Parts are there only after a merge.
            return if self.parts.is_empty() { Ok(()) } else { self.settle(id, shared) };
        }
        if let Some(part) = self.parts.get_mut(id).and_then(|parts| parts.last_mut()) {
            part.place.follow(entry).map_err(wrong)?;
            part.note(entry);
            return Ok(());
        }
        if entry.version == 1 {
            let begins = entry.from.is_none() && S::Of::STARTS.contains(&entry.to);
            let story = S::begin(entry).filter(|_| begins);
            let story = story.ok_or_else(|| wrong(JournalFault::Creation))?;
            if story.id() != id {
                let found = story.id().as_ref().to_owned();
                return Err(wrong(JournalFault::OtherId { found }));
            }
            story.check(shared).map_err(wrong)?;
            self.heads.push(Head { place: Place::after(entry), story });
            return Ok(());
        }
        let part = Part::begin(entry).map_err(wrong)?;
        self.parts.insert(id.clone(), vec![part]);
        Ok(())
    }

    pub(super) fn hash(&self, id: &S::Id) -> u32 {
        self.heads.hash(id)
    }

    /// Where the object with a hash mostly is.
    pub(super) fn guess(&self, hash: u32) -> usize {
        self.heads.guess(hash)
    }

    /// Something of the object at a place, read where adding an entry reads.
    pub(super) fn touch(&self, place: usize) -> usize {
        let head = self.heads.get(place);
        head.map_or(0, |head| head.place.version as usize ^ head.story.id().as_ref().len())
    }

    /// Adds the objects, and the parts of objects, of others.
    pub(super) fn merge(&mut self, other: Self, shared: &mut Shared) -> Result<(), JournalError> {
        for head in other.heads {
            let id = head.story.id().clone();
            if let Some(known) = self.heads.place(&id).and_then(|at| self.heads.get(at)) {
                let expected = known.place.version.saturating_add(1);
                let fault = JournalFault::Sequence { expected };
                return Err(JournalError::new(S::KIND, id.as_ref(), 1, fault));
            }
            self.heads.push(head);
            if !self.parts.is_empty() {
                self.settle(&id, shared)?;
            }
        }
        for (id, parts) in other.parts {
            self.parts.entry(id.clone()).or_default().extend(parts);
            self.settle(&id, shared)?;
        }
        Ok(())
    }

    /// Puts the parts of an object together where one goes on after another.
    fn settle(&mut self, id: &S::Id, shared: &mut Shared) -> Result<(), JournalError> {
        let Some(mut parts) = self.parts.remove(id) else { return Ok(()) };
        parts.sort_by_key(|part| part.first);
        let known = self.heads.place(id).and_then(|at| self.heads.get_mut(at));
        let mut head = known;
        let mut apart: Vec<Part<S>> = Vec::new();
        for part in parts {
            let wrong = |fault| JournalError::new(S::KIND, id.as_ref(), part.first, fault);
            let before = apart.last().map(|part| &part.place);
            let before = before.or(head.as_deref().map(|head| &head.place));
            let next = before.map_or(0, |place| place.version.saturating_add(1));
            if part.first > next {
                apart.push(part);
                continue;
            }
            if let Some(before) = before {
                before.leads_to(part.first, part.from, part.first_at).map_err(wrong)?;
            }
            if let Some(last) = apart.last_mut() {
                last.place = part.place;
                last.steps.extend(part.steps);
            } else if let Some(head) = &mut head {
                for (version, at, step) in part.steps {
                    let taken = head.story.take(at, step, shared);
                    taken
                        .map_err(|fault| JournalError::new(S::KIND, id.as_ref(), version, fault))?;
                }
                head.place = part.place;
            }
        }
        if !apart.is_empty() {
            self.parts.insert(id.clone(), apart);
        }
        Ok(())
    }

    /// The stories, once each is known from its first entry.
    pub(super) fn stories(&self) -> Result<impl Iterator<Item = &S> + '_, JournalError> {
        self.known_from_the_first()?;
        Ok(self.heads.iter().map(|head| &head.story))
    }

    /// What is made of each story, once it is known from its first entry;
    /// nothing is made of some.
    pub(super) fn into_records<T: Record<Id = S::Id>>(
        self,
        mut of: impl FnMut(S) -> Option<T>,
    ) -> Result<Keyed<T>, JournalError> {
        self.known_from_the_first()?;
        Ok(self.heads.filter_map(|head| of(head.story)))
    }

    fn known_from_the_first(&self) -> Result<(), JournalError> {
        let begun = |id: &S::Id| self.heads.place(id).and_then(|at| self.heads.get(at));
        let apart = self.parts.iter().find_map(|(id, parts)| Some((id, parts.first()?)));
        let Some((id, part)) = apart else { return Ok(()) };
        let expected = begun(id).map_or(1, |head| head.place.version.saturating_add(1));
        let fault = JournalFault::Sequence { expected };
        Err(JournalError::new(S::KIND, id.as_ref(), part.first, fault))
    }

    /// How many objects there are.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// When the last entry was made.
    pub(super) fn last_instant(&self) -> Option<DateTime<Utc>> {
        let parts = self.parts.values().flatten().map(|part| part.place.at);
        self.heads.iter().map(|head| head.place.at).chain(parts).max()
    }
}
