//! Following the entries of many objects, each in its order: [`Tracks`].

use std::collections::BTreeMap;
use std::fmt::Debug;

use chrono::{DateTime, Utc};

use super::shared::Shared;
use crate::kpi::fault::{JournalError, JournalFault, Lifecycle};
use crate::kpi::index::{Keyed, Record};
use crate::lifecycle::{Entry, Machine, MoveCommand, transition};
use crate::value::Named;

/// What KPIs need of one object, gathered from its entries.
pub(super) trait Story: Sized + Clone + Debug {
    type Of: Machine;
    type Id: Clone + Ord + AsRef<str> + Debug;
    /// What an entry says that matters; most say nothing.
    type Step: Clone + Debug;

    const KIND: Lifecycle;

    /// The story that a first entry begins; `None` where it creates nothing.
    fn begin(entry: &Entry<Self::Of>) -> Option<Self>;

    /// Whether an entry takes over what has lived elsewhere, in any state.
    fn adopts(_: &Entry<Self::Of>) -> bool {
        false
    }

    /// Takes what only journals in common know of the entry that began it.
    fn begun(&mut self, _: DateTime<Utc>, _: &Shared) -> Result<(), JournalFault> {
        Ok(())
    }

    fn id(&self) -> &Self::Id;

    fn step(entry: &Entry<Self::Of>) -> Option<Self::Step>;

    fn take(
        &mut self,
        at: DateTime<Utc>,
        step: Self::Step,
        shared: &Shared,
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
    let (Some(from), Some(verb)) = (entry.from, entry.command.verb()) else {
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
    fn id(&self) -> &str {
        self.story.id().as_ref()
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
    /// Objects whose entries contradict themselves, each with the first that
    /// does; nothing more is taken of them.
    wrong: BTreeMap<S::Id, JournalError>,
}

impl<S: Story> Default for Tracks<S> {
    fn default() -> Self {
        Self { heads: Keyed::default(), parts: BTreeMap::new(), wrong: BTreeMap::new() }
    }
}

impl<S: Story> Tracks<S> {
    /// Adds an entry of the object with an id, which has a [`Tracks::hash`]. An
    /// object of which one was wrong is set aside from then on.
    pub(super) fn add(
        &mut self,
        (id, hash): (&S::Id, u32),
        entry: &Entry<S::Of>,
        shared: &Shared,
    ) -> Result<(), JournalError> {
        if !self.wrong.is_empty() && self.wrong.contains_key(id) {
            return Ok(());
        }
        let added = self.try_add((id, hash), entry, shared);
        added.map_err(|fault| self.set_aside(id, entry.version, fault))
    }

    /// Takes nothing more of an object.
    fn set_aside(&mut self, id: &S::Id, version: u32, fault: JournalFault) -> JournalError {
        let error = JournalError::new(S::KIND, id.as_ref(), version, fault);
        self.parts.remove(id);
        self.wrong.entry(id.clone()).or_insert_with(|| error.clone());
        error
    }

    fn try_add(
        &mut self,
        (id, hash): (&S::Id, u32),
        entry: &Entry<S::Of>,
        shared: &Shared,
    ) -> Result<(), JournalFault> {
        let known = self.heads.place_hashed(id.as_ref(), hash);
        if let Some(head) = known.and_then(|at| self.heads.get_mut(at)) {
            head.place.follow(entry)?;
            if let Some(step) = S::step(entry) {
                head.story.take(entry.at, step, shared)?;
            }
            // Parts are there only after a merge.
            if !self.parts.is_empty() {
                self.settle(id, shared);
            }
            return Ok(());
        }
        if let Some(part) = self.parts.get_mut(id).and_then(|parts| parts.last_mut()) {
            part.place.follow(entry)?;
            part.note(entry);
            return Ok(());
        }
        if entry.version == 1 {
            let begins =
                entry.from.is_none() && (S::adopts(entry) || S::Of::STARTS.contains(&entry.to));
            let begun = S::begin(entry).filter(|_| begins);
            let mut story = begun.ok_or(JournalFault::Creation)?;
            if story.id() != id {
                let found = story.id().as_ref().to_owned();
                return Err(JournalFault::OtherId { found });
            }
            story.begun(entry.at, shared)?;
            self.heads.push(Head { place: Place::after(entry), story });
            return Ok(());
        }
        self.parts.insert(id.clone(), vec![Part::begin(entry)?]);
        Ok(())
    }

    pub(super) fn hash(&self, id: &S::Id) -> u32 {
        self.heads.hash(id.as_ref())
    }

    /// Where the object with a hash mostly is.
    pub(super) fn guess(&self, hash: u32) -> usize {
        self.heads.guess(hash)
    }

    /// Something of the object at a place, read where adding an entry reads.
    pub(super) fn prefetch(&self, place: usize) -> usize {
        let head = self.heads.get(place);
        head.map_or(0, |head| head.place.version as usize ^ head.story.id().as_ref().len())
    }

    /// Adds the objects, and the parts of objects, of others. An object with an
    /// entry in both is set aside.
    pub(super) fn merge(&mut self, other: Self, shared: &Shared) {
        for (id, error) in other.wrong {
            self.parts.remove(&id);
            self.wrong.entry(id).or_insert(error);
        }
        for head in other.heads {
            let id = head.story.id().clone();
            if let Some(known) = self.heads.find(id.as_ref()) {
                let expected = known.place.version.saturating_add(1);
                self.set_aside(&id, 1, JournalFault::Sequence { expected });
                continue;
            }
            self.heads.push(head);
            if !self.parts.is_empty() {
                self.settle(&id, shared);
            }
        }
        for (id, parts) in other.parts {
            self.parts.entry(id.clone()).or_default().extend(parts);
            self.settle(&id, shared);
        }
    }

    /// Puts the parts of an object together where one goes on after another.
    fn settle(&mut self, id: &S::Id, shared: &Shared) {
        let Some(mut parts) = self.parts.remove(id) else { return };
        parts.sort_by_key(|part| part.first);
        let place = self.heads.place(id.as_ref());
        let mut head = place.and_then(|at| self.heads.get_mut(at));
        let mut apart: Vec<Part<S>> = Vec::new();
        let mut wrong = None;
        for part in parts {
            let before = apart.last().map(|part| &part.place);
            let before = before.or(head.as_deref().map(|head| &head.place));
            let next = before.map_or(0, |place| place.version.saturating_add(1));
            if part.first > next {
                apart.push(part);
                continue;
            }
            let follows =
                before.map_or(Ok(()), |it| it.leads_to(part.first, part.from, part.first_at));
            if let Err(fault) = follows {
                wrong = Some((part.first, fault));
                break;
            }
            if let Some(last) = apart.last_mut() {
                last.place = part.place;
                last.steps.extend(part.steps);
            } else if let Some(head) = &mut head {
                for (version, at, step) in part.steps {
                    if let Err(fault) = head.story.take(at, step, shared) {
                        wrong.get_or_insert((version, fault));
                    }
                }
                head.place = part.place;
            }
        }
        if let Some((version, fault)) = wrong {
            self.set_aside(id, version, fault);
        } else if !apart.is_empty() {
            self.parts.insert(id.clone(), apart);
        }
    }

    /// The objects whose entries contradict themselves, and those of which the
    /// first entries were not given, or some in between.
    pub(super) fn wrong(&self) -> impl Iterator<Item = JournalError> + '_ {
        let unsettled = self.parts.iter().filter_map(|(id, parts)| {
            let part = parts.first()?;
            let begun = self.heads.find(id.as_ref());
            let expected = begun.map_or(1, |head| head.place.version.saturating_add(1));
            let fault = JournalFault::Sequence { expected };
            Some(JournalError::new(S::KIND, id.as_ref(), part.first, fault))
        });
        self.wrong.values().cloned().chain(unsettled)
    }

    fn is_whole(&self, id: &S::Id) -> bool {
        !self.wrong.contains_key(id) && !self.parts.contains_key(id)
    }

    /// The stories of the objects that are not set aside.
    pub(super) fn stories(&self) -> impl Iterator<Item = &S> + '_ {
        self.heads.iter().map(|head| &head.story).filter(|story| self.is_whole(story.id()))
    }

    /// What is made of each story that is not set aside; nothing is made of
    /// some.
    pub(super) fn into_records<T: Record>(self, mut of: impl FnMut(S) -> Option<T>) -> Keyed<T> {
        let Self { heads, parts, wrong } = self;
        let is_whole = |id: &S::Id| !wrong.contains_key(id) && !parts.contains_key(id);
        heads.filter_map(|head| if is_whole(head.story.id()) { of(head.story) } else { None })
    }
}
