//! [`FieldChange`]: one value of the document, old and new, and how two parts
//! of a document are compared value by value.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::policy::{Rule, RuleForm};

/// One value of the document that is different.
///
/// Its text is one line, such as `service level, priority: none → high`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange {
    /// Where the value stands, from the outside in.
    pub path: Vec<FieldStep>,
    /// What is different there.
    pub delta: Delta,
}

/// One step of the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldStep {
    /// A field by its name in the stored form, such as `service_level`.
    Field(&'static str),
    /// One of a list, by its id or key.
    Item {
        /// The name of the list in the stored form, such as `roles`.
        list: &'static str,
        /// What one of them is called, such as `role`.
        word: &'static str,
        /// Its id or key.
        id: String,
    },
}

/// What is different at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// The value; `None` where it is absent.
    Value {
        /// The old one.
        old: Option<FieldText>,
        /// The new one.
        new: Option<FieldText>,
    },
    /// One more in a list.
    Added(FieldText),
    /// One less in a list.
    Removed(FieldText),
    /// What stays in a list stands in another order.
    Order,
}

/// A value as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldText {
    /// Words that somebody chose: written in backticks.
    Words(String),
    /// A number, a length, a choice.
    Plain(String),
}

impl FieldText {
    pub(super) fn words<T: AsRef<str> + ?Sized>(text: &T) -> Self {
        Self::Words(text.as_ref().to_owned())
    }

    pub(super) fn plain<T: fmt::Display + ?Sized>(value: &T) -> Self {
        Self::Plain(value.to_string())
    }
}

impl fmt::Display for FieldText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) => write!(f, "`{}`", one_line(text)),
            Self::Plain(text) => f.write_str(text),
        }
    }
}

/// A text without line breaks and other control characters, which would tear
/// a line of the report apart.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        let shown = |c: char| {
            if c.is_control() { c.escape_default().to_string() } else { c.to_string() }
        };
        Cow::Owned(text.chars().map(shown).collect())
    } else {
        Cow::Borrowed(text)
    }
}

impl FieldChange {
    /// The place of the value in the stored form, such as `roles.ae.capacity`.
    pub fn place(&self) -> String {
        let mut place = String::new();
        for step in &self.path {
            place = match step {
                FieldStep::Field(name) => crate::value::problem::join(&place, name),
                FieldStep::Item { list, id, .. } => {
                    crate::value::problem::join(&place, format_args!("{list}.{id}"))
                }
            };
        }
        place
    }
}

impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.path.iter().enumerate() {
            f.write_str(if i > 0 { ", " } else { "" })?;
            match step {
                FieldStep::Field(name) => f.write_str(&name.replace('_', " "))?,
                FieldStep::Item { word, id, .. } => write!(f, "{word} `{}`", one_line(id))?,
            }
        }
        let or_none =
            |told: &Option<FieldText>| told.as_ref().map_or("none".into(), FieldText::to_string);
        match &self.delta {
            Delta::Value { old, new } => write!(f, ": {} → {}", or_none(old), or_none(new)),
            Delta::Added(item) => write!(f, ": {item} is added"),
            Delta::Removed(item) => write!(f, ": {item} is removed"),
            Delta::Order => f.write_str(": in another order"),
        }
    }
}

/// Compares two parts of a document, and notes what is different.
#[derive(Default)]
pub(super) struct Comparing {
    path: Vec<FieldStep>,
    found: Vec<FieldChange>,
}

impl Comparing {
    pub(super) fn finish(self) -> Vec<FieldChange> {
        self.found
    }

    fn note(&mut self, step: FieldStep, delta: Delta) {
        let mut path = self.path.clone();
        path.push(step);
        self.found.push(FieldChange { path, delta });
    }

    /// Compares what stands further in.
    pub(super) fn within(&mut self, step: FieldStep, compare: impl FnOnce(&mut Self)) {
        self.path.push(step);
        compare(self);
        self.path.pop();
    }

    /// A value that is always there.
    pub(super) fn value<T: PartialEq + ?Sized>(
        &mut self,
        field: &'static str,
        (old, new): (&T, &T),
        tell: impl Fn(&T) -> FieldText,
    ) {
        self.option(field, (Some(old), Some(new)), tell);
    }

    /// A value that may be absent.
    pub(super) fn option<T: PartialEq + ?Sized>(
        &mut self,
        field: &'static str,
        (old, new): (Option<&T>, Option<&T>),
        tell: impl Fn(&T) -> FieldText,
    ) {
        if old != new {
            let delta = Delta::Value { old: old.map(&tell), new: new.map(&tell) };
            self.note(FieldStep::Field(field), delta);
        }
    }

    /// A text that may be absent.
    pub(super) fn text(
        &mut self,
        field: &'static str,
        (old, new): (Option<&String>, Option<&String>),
    ) {
        self.option(field, (old, new), FieldText::words);
    }

    pub(super) fn flag(&mut self, field: &'static str, (old, new): (bool, bool)) {
        self.value(field, (&old, &new), |on| FieldText::plain(if *on { "yes" } else { "no" }));
    }

    /// A part that may be absent, and then is as one that says nothing.
    pub(super) fn part<T: Default + PartialEq>(
        &mut self,
        step: FieldStep,
        (old, new): (Option<&T>, Option<&T>),
        compare: impl FnOnce(&mut Self, &T, &T),
    ) {
        let told = |part: Option<&T>| part.map(|_| FieldText::plain("given"));
        let delta = Delta::Value { old: told(old), new: told(new) };
        let (came, went) = (old.is_none() && new.is_some(), old.is_some() && new.is_none());
        if went {
            self.note(step.clone(), delta.clone());
        }
        let (no_old, no_new) = (T::default(), T::default());
        let (old, new) = (old.unwrap_or(&no_old), new.unwrap_or(&no_new));
        let so_far = self.found.len();
        self.within(step.clone(), |inner| compare(inner, old, new));
        // Its values speak for what is given now, unless it has none.
        if came && self.found.len() == so_far {
            self.note(step, delta);
        }
    }

    /// Values by their key.
    pub(super) fn entries<V: PartialEq + fmt::Display>(
        &mut self,
        (list, word): (&'static str, &'static str),
        (old, new): (&BTreeMap<String, V>, &BTreeMap<String, V>),
    ) {
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let (old, new) = (old.get(key), new.get(key));
            if old != new {
                let step = FieldStep::Item { list, word, id: key.clone() };
                let delta =
                    Delta::Value { old: old.map(FieldText::plain), new: new.map(FieldText::plain) };
                self.note(step, delta);
            }
        }
    }

    /// A rule, in words.
    pub(super) fn rule(
        &mut self,
        field: &'static str,
        (old, new): (Option<&RuleForm>, Option<&RuleForm>),
    ) {
        let words = |form: &RuleForm| Rule::try_from(form.clone()).map(|rule| rule.to_string());
        // A long list is cut short in words, and two rules can then read alike.
        let alike = old.map(words) == new.map(words);
        self.option(field, (old, new), |form| match words(form) {
            Ok(words) if !alike => FieldText::Plain(words),
            _ => FieldText::Words(serde_json::to_string(form).unwrap_or_default()),
        });
    }

    /// A list of things without ids; each can stand in it more than once.
    pub(super) fn list<T, K: Ord>(
        &mut self,
        field: &'static str,
        (old, new): (&[T], &[T]),
        key: impl Fn(&T) -> K,
        tell: impl Fn(&T) -> FieldText,
    ) {
        let kept_of = |these: &[T], those: &[T]| {
            let mut left: BTreeMap<K, usize> = BTreeMap::new();
            for item in those {
                *left.entry(key(item)).or_default() += 1;
            }
            let keep = |item: &T| match left.get_mut(&key(item)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            };
            these.iter().map(keep).collect::<Vec<bool>>()
        };
        let (old_kept, new_kept) = (kept_of(old, new), kept_of(new, old));
        let gone = old.iter().zip(&old_kept).filter(|(_, kept)| !**kept);
        gone.for_each(|(item, _)| self.note(FieldStep::Field(field), Delta::Removed(tell(item))));
        let more = new.iter().zip(&new_kept).filter(|(_, kept)| !**kept);
        more.for_each(|(item, _)| self.note(FieldStep::Field(field), Delta::Added(tell(item))));
        let kept = |items: &[T], kept: &[bool]| {
            items.iter().zip(kept).filter(|(_, kept)| **kept).map(|(i, _)| key(i)).collect()
        };
        let (before, after): (Vec<K>, Vec<K>) = (kept(old, &old_kept), kept(new, &new_kept));
        self.order(field, &before, &after);
    }

    /// The order of what stays in a list.
    pub(super) fn order<K: PartialEq>(&mut self, field: &'static str, before: &[K], after: &[K]) {
        if before != after {
            self.note(FieldStep::Field(field), Delta::Order);
        }
    }

    pub(super) fn texts(&mut self, field: &'static str, (old, new): (&[String], &[String])) {
        self.list(field, (old, new), Clone::clone, FieldText::words);
    }

    /// A list of things that each have an id, or of entries by their key.
    pub(super) fn items<T>(
        &mut self,
        (list, word): (&'static str, &'static str),
        (old, new): (&[T], &[T]),
        id: impl Fn(&T) -> &str,
        compare: impl Fn(&mut Self, &T, &T),
    ) {
        let ids = |items: &[T]| -> Vec<String> { items.iter().map(|i| id(i).to_owned()).collect() };
        let by_id: HashMap<&str, &T> = new.iter().map(|item| (id(item), item)).collect();
        for item in old {
            let Some(same) = by_id.get(id(item)) else { continue };
            let step = FieldStep::Item { list, word, id: id(item).to_owned() };
            self.within(step, |inner| compare(inner, item, same));
        }
        self.list(list, (&ids(old), &ids(new)), Clone::clone, FieldText::words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &[&str], new: &[&str], expected: &[&str]) {
        let texts = |list: &[&str]| -> Vec<String> { list.iter().map(|t| (*t).into()).collect() };
        let mut to = Comparing::default();
        to.texts("lost_reasons", (&texts(old), &texts(new)));
        let told: Vec<String> = to.finish().iter().map(ToString::to_string).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn lists_are_compared_item_by_item() {
        check(&["a", "b"], &["a", "b"], &[]);
        check(&[], &["a"], &["lost reasons: `a` is added"]);
        check(&["a", "b"], &["b", "a"], &["lost reasons: in another order"]);
        check(&["a", "a"], &["a"], &["lost reasons: `a` is removed"]);
        check(
            &["a", "b", "c"],
            &["c", "d", "a"],
            &[
                "lost reasons: `b` is removed",
                "lost reasons: `d` is added",
                "lost reasons: in another order",
            ],
        );
        check(&["a\nb"], &[], &["lost reasons: `a\\nb` is removed"]);
    }
}
