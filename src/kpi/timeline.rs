//! What is known of something and since when: [`Timeline`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that is known since an instant and can change: the amount of a
/// deal, its close, the source of a lead.
///
/// A report asks for it as of an instant, and sees what was known then and
/// nothing that was recorded later.
///
/// ```
/// use sales_process::kpi::{Close, ClosedAs, Timeline};
///
/// let (may, june) = ("2026-05-20T00:00:00Z".parse()?, "2026-06-03T00:00:00Z".parse()?);
/// let mut close = Timeline::since(may, Close::new(ClosedAs::Won));
/// close.tell(june, None); // the deal was reopened
/// let seen = close.at("2026-05-31T00:00:00Z".parse()?);
/// assert_eq!(seen.map(|close| close.outcome), Some(ClosedAs::Won));
/// assert_eq!(close.at(june), None);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<T>(Held<T>);

/// Most values are recorded once, and need nothing on the heap.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Held<T> {
    Never,
    Once(DateTime<Utc>, T),
    /// In time order.
    Often(Vec<(DateTime<Utc>, Option<T>)>),
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self::never()
    }
}

impl<T> From<Option<T>> for Timeline<T> {
    /// One value all the time, or none.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::never(), Self::always)
    }
}

/// What was recorded, in time order; an instant of `null` is always.
type Told<T> = Vec<(Option<DateTime<Utc>>, Option<T>)>;

impl<T: Serialize> Serialize for Timeline<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let since = |at: DateTime<Utc>| (at > DateTime::<Utc>::MIN_UTC).then_some(at);
        let told: Told<&T> = self.all().map(|(at, value)| (since(at), value)).collect();
        told.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Timeline<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let told = Told::<T>::deserialize(deserializer)?.into_iter();
        let since = |at: Option<DateTime<Utc>>| at.unwrap_or(DateTime::<Utc>::MIN_UTC);
        let mut all: Vec<_> = told.map(|(at, value)| (since(at), value)).collect();
        if !all.is_sorted_by_key(|(since, _)| *since) {
            return Err(serde::de::Error::custom("what was told is not in the order of time"));
        }
        Ok(Self(match (all.len(), all.pop()) {
            (1, Some((since, Some(value)))) => Held::Once(since, value),
            (_, Some(last)) => {
                all.push(last);
                Held::Often(all)
            }
            (_, None) => Held::Never,
        }))
    }
}

impl<T> Timeline<T> {
    /// Nothing is recorded.
    pub const fn never() -> Self {
        Self(Held::Never)
    }

    /// One value all the time.
    pub const fn always(value: T) -> Self {
        Self::since(DateTime::<Utc>::MIN_UTC, value)
    }

    /// One value from an instant on.
    pub const fn since(from: DateTime<Utc>, value: T) -> Self {
        Self(Held::Once(from, value))
    }

    /// Tells the value from an instant on, or that there is none any more.
    /// Of two recorded for one instant the later record holds.
    pub fn tell(&mut self, from: DateTime<Utc>, value: Option<T>) {
        let mut all = match (std::mem::replace(&mut self.0, Held::Never), value) {
            (Held::Never, None) => return,
            (Held::Never, Some(value)) => {
                self.0 = Held::Once(from, value);
                return;
            }
            (Held::Once(since, first), value) => {
                let mut all = Vec::with_capacity(2);
                all.push((since, Some(first)));
                all.insert(usize::from(since <= from), (from, value));
                all
            }
            (Held::Often(mut all), value) => {
                let place = all.partition_point(|(since, _)| *since <= from);
                all.insert(place, (from, value));
                all
            }
        };
        all.shrink_to(2);
        self.0 = Held::Often(all);
    }

    /// Forgets what was recorded last for an instant, as if it had never been.
    pub(super) fn untell(&mut self, from: DateTime<Utc>) {
        match &mut self.0 {
            Held::Once(since, _) if *since == from => self.0 = Held::Never,
            Held::Often(all) => {
                if let Some(place) = all.iter().rposition(|(since, _)| *since == from) {
                    all.remove(place);
                }
            }
            Held::Never | Held::Once(..) => {}
        }
    }

    /// The same with something else made of each value, up to an error.
    pub(super) fn try_map<U, E>(
        self,
        mut change: impl FnMut(T) -> Result<U, E>,
    ) -> Result<Timeline<U>, E> {
        Ok(Timeline(match self.0 {
            Held::Never => Held::Never,
            Held::Once(since, value) => Held::Once(since, change(value)?),
            Held::Often(all) => {
                let changed = all
                    .into_iter()
                    .map(|(since, value)| Ok((since, value.map(&mut change).transpose()?)));
                Held::Often(changed.collect::<Result<_, E>>()?)
            }
        }))
    }

    /// The value known at an instant; `None` before it was recorded, and while
    /// there is none.
    pub fn at(&self, instant: DateTime<Utc>) -> Option<&T> {
        self.known(instant).map(|(_, value)| value)
    }

    /// The value known at an instant, and since when.
    pub(crate) fn known(&self, instant: DateTime<Utc>) -> Option<(DateTime<Utc>, &T)> {
        match &self.0 {
            Held::Never => None,
            Held::Once(since, value) => (*since <= instant).then_some((*since, value)),
            Held::Often(all) => {
                let after = all.partition_point(|(since, _)| *since <= instant);
                let (since, value) = all.get(after.checked_sub(1)?)?;
                Some((*since, value.as_ref()?))
            }
        }
    }

    /// All that was recorded, in time order; `None` where there was no value from
    /// then on.
    pub(crate) fn all(&self) -> impl Iterator<Item = (DateTime<Utc>, Option<&T>)> + '_ {
        let (once, often) = match &self.0 {
            Held::Never => (None, &[][..]),
            Held::Once(since, value) => (Some((*since, Some(value))), &[][..]),
            Held::Often(all) => (None, all.as_slice()),
        };
        once.into_iter().chain(often.iter().map(|(since, value)| (*since, value.as_ref())))
    }

    /// The value at an instant, as it was known at another: one that
    /// came after that is not seen, and before the first it is the first.
    pub(crate) fn seen(&self, instant: DateTime<Utc>, as_of: DateTime<Utc>) -> Option<&T> {
        let instant = instant.min(as_of);
        let mut told = self.all().take_while(|(since, _)| *since <= as_of);
        let first = told.next()?;
        let later = told.take_while(|(since, _)| *since <= instant);
        later.last().unwrap_or(first).1
    }

    /// When anything was last recorded; not where it was always so.
    pub(super) fn last(&self) -> Option<DateTime<Utc>> {
        let last = match &self.0 {
            Held::Never => None,
            Held::Once(since, _) => Some(*since),
            Held::Often(all) => all.last().map(|(since, _)| *since),
        };
        last.filter(|since| *since > DateTime::<Utc>::MIN_UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::PersonId;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn person(name: u8) -> PersonId {
        format!("P-{name}").parse().unwrap()
    }

    /// Against a list that is searched from its end.
    #[test]
    fn the_last_one_told_by_then_holds() {
        let mut dice = 3_u32;
        let mut throw = |sides: u32| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 16) % sides
        };
        for _ in 0..2_000 {
            let told: Vec<(i64, Option<u8>)> = (0..throw(6))
                .map(|_| (throw(6).into(), u8::try_from(throw(5)).ok().filter(|it| *it < 4)))
                .collect();
            let [instant, as_of] = [throw(8), throw(8)].map(|it| i64::from(it) - 1);
            let mut value = Timeline::never();
            let mut owners = Timeline::never();
            // What comes first is a value: no owner is nobody's to give up.
            let told: Vec<_> = told.into_iter().skip_while(|(_, value)| value.is_none()).collect();
            for (from, what) in &told {
                value.tell(at(*from), *what);
                owners.tell(at(*from), what.map(person));
            }
            let mut sorted = told.clone();
            sorted.sort_by_key(|(from, _)| *from);
            let last = |by: i64| sorted.iter().rev().find(|(from, _)| *from <= by);
            assert_eq!(value.at(at(instant)).copied(), last(instant).and_then(|l| l.1));
            let since = last(instant).filter(|l| l.1.is_some()).map(|l| at(l.0));
            assert_eq!(value.known(at(instant)).map(|(since, _)| since), since);
            assert_eq!(value.all().count(), told.len());

            let first = sorted.first().filter(|(from, _)| *from <= as_of);
            let expected = last(instant.min(as_of)).or(first).and_then(|l| l.1).map(person);
            assert_eq!(owners.seen(at(instant), at(as_of)), expected.as_ref());
        }
    }

    #[test]
    fn before_the_first_owner_it_is_the_first() {
        let mut owners = Timeline::never();
        owners.tell(at(5), Some(person(2)));
        owners.tell(at(3), Some(person(1)));
        assert_eq!(owners.seen(at(0), at(9)), Some(&person(1)));
        assert_eq!(owners.seen(at(0), at(2)), None);
        assert_eq!(owners.seen(at(9), at(4)), Some(&person(1)));
        assert_eq!(owners.seen(at(9), at(9)), Some(&person(2)));
        assert_eq!(Timeline::<PersonId>::never().seen(at(9), at(9)), None);
    }
}
