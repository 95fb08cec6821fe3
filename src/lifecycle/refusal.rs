//! When a move is not made: what was asked, from where, and everything that
//! stands in its way.

use std::fmt::{self, Debug, Display};

use super::journal::Act;
use super::machine::{Core, DemandName, HasDemand, Machine, Named, Transition};

/// Why a move was refused: what was asked, from where, and every demand that
/// is not met.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal<M: Machine> {
    state: M::State,
    verb: Option<M::Verb>,
    unmet: Vec<M::Unmet>,
}

impl<M: Machine> Refusal<M> {
    pub(crate) fn boxed(state: M::State, verb: Option<M::Verb>, unmet: Vec<M::Unmet>) -> Box<Self> {
        Box::new(Self { state, verb, unmet })
    }

    /// The state the entity was, and still is, in.
    pub fn state(&self) -> M::State {
        self.state
    }

    /// The move that was asked for; `None` where it was a creation.
    pub fn verb(&self) -> Option<M::Verb> {
        self.verb
    }

    /// Every demand that is not met; empty where there is no such move.
    pub fn unmet(&self) -> &[M::Unmet] {
        &self.unmet
    }

    /// Whether the table has no such move from this state: it is not a matter
    /// of demands.
    pub fn no_such_move(&self) -> bool {
        self.unmet.is_empty()
    }

    /// The moves that the table has from this state.
    pub fn permitted(&self) -> impl Iterator<Item = M::Verb> + use<M> {
        let state = self.state;
        M::TABLE.iter().filter(move |row| row.from == state).map(|row| row.verb)
    }

    /// Whether an override with a reason would let the move through.
    pub fn can_be_overridden(&self) -> bool {
        !self.unmet.is_empty() && self.unmet.iter().all(|u| u.demand().can_be_overridden())
    }
}

impl<M: Machine> Display for Refusal<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, state) = (M::NAME, self.state);
        match (self.verb, self.unmet.as_slice()) {
            (None, []) => write!(f, "a {name} that exists cannot be created again"),
            (Some(verb), []) => {
                write!(f, "a {name} that is {state} has no move `{verb}`; from here: ")?;
                let mut any = false;
                for verb in self.permitted() {
                    write!(f, "{}{verb}", if any { ", " } else { "" })?;
                    any = true;
                }
                f.write_str(if any { "" } else { "none" })
            }
            (verb, unmet) => {
                match verb {
                    // A name of several words is no verb to be read in a sentence.
                    Some(verb) if verb.name().contains('_') => {
                        write!(f, "the {name} cannot make the move `{verb}`: ")?;
                    }
                    Some(verb) => write!(f, "the {name} cannot {verb}: ")?,
                    None => write!(f, "the {name} cannot begin: ")?,
                }
                for (i, demand) in unmet.iter().enumerate() {
                    write!(f, "{}{demand}", if i > 0 { "; " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// A refused move: the entity as it was, and why.
///
/// Nothing has happened to the entity. Use `refused.entity` to go on with it,
/// or [`Refused::refusal`] to tell the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused<T, M: Machine> {
    /// The entity, unchanged.
    pub entity: T,
    refusal: Box<Refusal<M>>,
}

impl<T, M: Machine> Refused<T, M> {
    pub(crate) fn new(entity: T, refusal: Box<Refusal<M>>) -> Self {
        Self { entity, refusal }
    }

    /// Why the move was refused.
    pub fn refusal(&self) -> &Refusal<M> {
        &self.refusal
    }

    /// Splits into the entity and the reason.
    pub fn into_parts(self) -> (T, Refusal<M>) {
        (self.entity, *self.refusal)
    }
}

impl<T, M: Machine> Display for Refused<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.refusal, f)
    }
}

impl<T: Debug, M: Machine> std::error::Error for Refused<T, M> {}

/// An entity found in another state than the one asked for; it comes back.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("expected a {name} in {expected}, found {found}", name = M::NAME)]
pub struct WrongState<T: Debug, M: Machine> {
    /// The state asked for.
    pub expected: M::State,
    /// The state it is in.
    pub found: M::State,
    /// The entity, unchanged.
    pub entity: Box<T>,
}

/// A move that could be made now, and what stands in its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Available<M: Machine> {
    /// The move.
    pub verb: M::Verb,
    /// The stage it would go to, where it goes to a stage.
    pub stage: Option<crate::value::StageId>,
    /// What has to be supplied with it.
    pub needs: Vec<M::Demand>,
    /// The demands that are not met now.
    pub unmet: Vec<M::Unmet>,
}

impl<M: Machine> Available<M> {
    /// Whether nothing but what is supplied with the move is missing.
    pub fn is_ready(&self) -> bool {
        self.unmet.is_empty()
    }

    /// What became of probing a move with empty hands.
    pub(crate) fn probe(
        core: &Core<M>,
        view: M::View<'_>,
        row: &Transition<M>,
        stage: Option<crate::value::StageId>,
        mut command: M::Command,
        act: &Act,
        rules: M::Rules<'_>,
    ) -> Self {
        let mut unmet = Vec::new();
        M::check(core, view, &mut command, act, rules, &mut unmet);
        unmet.retain(|u| !u.demand().is_supplied());
        let needs = row.demands.iter().copied().filter(|d| d.is_supplied()).collect();
        Self { verb: row.verb, stage, needs, unmet }
    }
}
