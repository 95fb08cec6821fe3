//! Who does something, when, and what about: [`Act`], [`Interaction`], [`NextStep`].

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::note::Note;
use crate::value::{PersonId, RoleId, Zone};

/// Leave to do without a demand: who gives it and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Who takes the responsibility, usually the head of sales.
    pub by: PersonId,
    /// Why.
    pub reason: Note,
}

/// Who does something, and when: the two things every move must know.
///
/// ```
/// use sales_process::lifecycle::Act;
///
/// let act = Act::new("2026-03-02T09:30:00Z".parse()?, "anna".parse()?);
/// let granted = act.clone().overriding("boss".parse()?, "the customer is in a hurry");
/// let approving = act.in_role("head_of_sales".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Acts on one entity come in the order of time. Where the clocks of several
/// servers differ, [`Act::no_earlier_than`] the entity's `last_at` helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: PersonId,
    pub(crate) zone: Zone,
    pub(crate) roles: Vec<RoleId>,
    pub(crate) granted: Option<Override>,
}

impl Act {
    /// Somebody acts at an instant.
    pub fn new(at: DateTime<Utc>, by: PersonId) -> Self {
        Self { at, by, zone: Zone::UTC, roles: Vec::new(), granted: None }
    }

    /// Sets where the company is: the day of the act, which dates are compared
    /// with, is the day there. Without it, it is the day of UTC.
    #[must_use]
    pub fn in_zone(mut self, zone: impl Into<Zone>) -> Self {
        self.zone = zone.into();
        self
    }

    /// Says in which role somebody acts: what approvals are given by. The name
    /// of a role of the process, or of a kind of role; call it for each.
    #[must_use]
    pub fn in_role(mut self, role: RoleId) -> Self {
        self.roles.push(role);
        self
    }

    /// The same act, at an instant where it lies before that: for servers
    /// whose clocks differ by a little, called with the entity's `last_at`.
    #[must_use]
    pub fn no_earlier_than(mut self, instant: DateTime<Utc>) -> Self {
        self.at = self.at.max(instant);
        self
    }

    /// The same act with leave to do without the demands that can be
    /// overridden. It is recorded if it is made use of.
    #[must_use]
    pub fn overriding(mut self, by: PersonId, reason: impl Into<Note>) -> Self {
        self.granted = Some(Override { by, reason: reason.into() });
        self
    }

    /// When.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who.
    pub fn by(&self) -> &PersonId {
        &self.by
    }

    /// On which day, where the company is.
    pub fn day(&self) -> NaiveDate {
        self.day_of(self.at)
    }

    /// On which day an instant falls, where the company is.
    pub(crate) fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.zone.date_of(instant)
    }

    /// In which roles.
    pub(crate) fn roles(&self) -> &[RoleId] {
        &self.roles
    }
}

/// A call, a meeting, a message, a visit: it changes no state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interaction {
    /// In what way.
    pub kind: InteractionKind,
    /// Who began it.
    pub direction: Direction,
    /// With whom and about what.
    pub about: Note,
    /// The day it took place, where that is not the day it is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}

impl Interaction {
    /// An interaction that they began.
    pub fn inbound(kind: InteractionKind, about: impl Into<Note>) -> Self {
        Self { kind, direction: Direction::Inbound, about: about.into(), on: None }
    }

    /// An interaction that we began.
    pub fn outbound(kind: InteractionKind, about: impl Into<Note>) -> Self {
        Self { kind, direction: Direction::Outbound, about: about.into(), on: None }
    }

    /// Says on which day it took place: a call of yesterday recorded today.
    #[must_use]
    pub fn on(mut self, day: NaiveDate) -> Self {
        self.on = Some(day);
        self
    }
}

/// In what way people interact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    /// By telephone or video.
    Call,
    /// Face to face, by appointment.
    Meeting,
    /// In writing.
    Message,
    /// At the customer's or at ours.
    Visit,
}

/// Who began: they ([`Direction::Inbound`]) or we ([`Direction::Outbound`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// They came to us.
    Inbound,
    /// We went to them.
    Outbound,
}

/// What is to be done next, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// What.
    pub text: Note,
    /// By which day.
    pub due: NaiveDate,
}

impl NextStep {
    /// Something to do by a day.
    pub fn new(text: impl Into<Note>, due: NaiveDate) -> Self {
        Self { text: text.into(), due }
    }
}
