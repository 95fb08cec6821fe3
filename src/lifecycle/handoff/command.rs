//! The moves of a handoff with what is supplied for them.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::unmet::{Blanks, PackageText};
use super::{AdoptedHandoff, Credit, HandoffMachine, HandoffVerb};
use crate::lifecycle::Note;
use crate::lifecycle::note::given;
use crate::lifecycle::words::command;
use crate::policy::assignment::Person;
use crate::value::{CriterionId, CustomerId, HandoffId, PersonId, RoleId};

/// A handoff about to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewHandoff {
    /// Its id.
    pub id: HandoffId,
    /// Who is handed over.
    pub customer: CustomerId,
    /// Who has won the customer.
    pub hunter: PersonId,
    /// Since when it is due: the due at of the policy's
    /// [`Verdict`](crate::policy::Verdict).
    pub due_at: DateTime<Utc>,
    /// Why it is due: the reasons of the verdict, in words.
    pub why: Note,
}

impl NewHandoff {
    /// A handoff of a customer from a hunter, due since an instant for a
    /// reason.
    pub fn new(
        id: HandoffId,
        customer: CustomerId,
        hunter: PersonId,
        due_at: DateTime<Utc>,
        why: impl Into<Note>,
    ) -> Self {
        Self { id, customer, hunter, due_at, why: why.into() }
    }
}

/// Who a customer is offered to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Recipient {
    /// One farmer, who alone can answer.
    Person(PersonId),
    /// A role; whoever has it can answer.
    Role(RoleId),
}

impl From<PersonId> for Recipient {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

impl From<RoleId> for Recipient {
    fn from(role: RoleId) -> Self {
        Self::Role(role)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "`{person}`"),
            Self::Role(role) => write!(f, "the role `{role}`"),
        }
    }
}

/// What comes along with a customer. All four texts are demanded; where there
/// is nothing to say, write so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Who is who at the customer's.
    pub people: Note,
    /// What was promised to them.
    pub promises: Note,
    /// What is not settled.
    pub open_issues: Note,
    /// What they want to reach, and we with them.
    pub goals: Note,
    /// The items of the checklist that are handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<CriterionId>,
}

impl Default for Package {
    fn default() -> Self {
        Self::new()
    }
}

impl Package {
    /// A package with nothing in it yet.
    pub fn new() -> Self {
        let blank = || Note::new("");
        Self {
            people: blank(),
            promises: blank(),
            open_issues: blank(),
            goals: blank(),
            provided: Vec::new(),
        }
    }

    /// Says who is who at the customer's.
    #[must_use]
    pub fn people(mut self, people: impl Into<Note>) -> Self {
        self.people = people.into();
        self
    }

    /// Says what was promised to them.
    #[must_use]
    pub fn promises(mut self, promises: impl Into<Note>) -> Self {
        self.promises = promises.into();
        self
    }

    /// Says what is not settled.
    #[must_use]
    pub fn open_issues(mut self, issues: impl Into<Note>) -> Self {
        self.open_issues = issues.into();
        self
    }

    /// Says what they want to reach, and we with them.
    #[must_use]
    pub fn goals(mut self, goals: impl Into<Note>) -> Self {
        self.goals = goals.into();
        self
    }

    /// Ticks off an item of the checklist.
    #[must_use]
    pub fn provide(mut self, item: CriterionId) -> Self {
        self.provided.push(item);
        self
    }

    /// Whether an item of the checklist is handed over.
    pub fn provides(&self, item: &str) -> bool {
        self.provided.iter().any(|provided| *provided == *item)
    }

    /// The texts that say nothing.
    pub(super) fn blanks(&self) -> Blanks {
        let texts = [
            (PackageText::People, &self.people),
            (PackageText::Promises, &self.promises),
            (PackageText::OpenIssues, &self.open_issues),
            (PackageText::Goals, &self.goals),
        ];
        let blank = texts.into_iter().filter(|(_, note)| note.is_blank());
        Blanks::new(blank.map(|(text, _)| text).collect())
    }

    pub(super) fn redact(&mut self) {
        for note in [&mut self.people, &mut self.promises, &mut self.open_issues, &mut self.goals] {
            note.redact();
        }
    }
}

/// What is missing from an offer: items of the checklist, something in words,
/// or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The items of the checklist. An item that was ticked off can be missing
    /// all the same: it does not hold what it should.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<CriterionId>,
    /// What else.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl Missing {
    /// Items of the checklist are missing.
    pub fn items(items: impl IntoIterator<Item = CriterionId>) -> Self {
        Self { items: items.into_iter().collect(), note: None }
    }

    /// Something is missing that the checklist has no item for.
    pub fn other(note: impl Into<Note>) -> Self {
        Self { items: Vec::new(), note: Some(note.into()) }
    }

    /// Adds something in words.
    #[must_use]
    pub fn note(mut self, note: impl Into<Note>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub(super) fn is_blank(&self) -> bool {
        self.items.is_empty() && self.note.as_ref().is_none_or(Note::is_blank)
    }

    pub(super) fn redact(&mut self) {
        if let Some(note) = &mut self.note {
            note.redact();
        }
    }
}

/// How many customers a farmer holds, and can hold: those whose handoff is
/// accepted and not completed included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// How many customers the farmer holds.
    pub open: u32,
    /// How many the farmer can hold; without a limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
}

impl From<&Person> for Load {
    /// What the person holds, and can hold.
    fn from(person: &Person) -> Self {
        Self { open: person.load, capacity: person.capacity }
    }
}

/// A move of a handoff with what is supplied for it; also what its entry
/// holds.
///
/// All of them may come from a client but `due` and `adopt`: how much the farmer
/// holds and how the credit is shared is filled in from the
/// [`HandoffRules`](super::HandoffRules) when the move is made, whatever the
/// command says. A move that needs nothing may be its name alone, as in
/// `"escalate"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum HandoffCommand {
    /// Due: the entry every handoff begins with.
    Due(NewHandoff),
    /// Adopted from elsewhere: the entry that such a handoff begins with.
    Adopt(Box<AdoptedHandoff>),
    /// Offer the customer to a farmer or a role.
    Offer {
        /// Who it is offered to.
        to: Recipient,
        /// What comes along with the customer.
        package: Package,
        /// The last day to answer; the last that the process gives where
        /// none is named. In an entry there always is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<NaiveDate>,
    },
    /// Take the customer. The person who acts is the farmer.
    Accept {
        /// How many customers the farmer holds, and can hold; filled in from
        /// the rules.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        load: Option<Load>,
    },
    /// Say what is missing. The person who acts is the one who declines.
    Decline(Missing),
    /// Bring before the head of sales.
    Escalate {},
    /// Decide who takes the customer. The person who acts is the head of
    /// sales.
    Assign {
        /// Who takes the customer.
        farmer: PersonId,
        /// Why.
        reason: Note,
    },
    /// Introduce the farmer to the customer.
    Complete {
        /// The evidence of the warm introduction.
        introduction: Note,
        /// The first day that is the farmer's.
        from: NaiveDate,
        /// How the credit is shared. The policy says so: whatever is asked
        /// for here, the entry holds what follows from the policy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit: Option<Credit>,
    },
    /// Call it off.
    Cancel {
        /// Why.
        reason: Note,
    },
    /// Remove personal data: all free text. What the entries before hold of it
    /// is to be removed too, see [`Entry::redact`](crate::lifecycle::Entry::redact).
    Erase {},
}

command!(HandoffCommand of HandoffMachine);

impl HandoffCommand {
    /// The name of the move; `None` for the creation.
    pub fn verb(&self) -> Option<HandoffVerb> {
        Some(match self {
            Self::Due(_) | Self::Adopt(_) => return None,
            Self::Offer { .. } => HandoffVerb::Offer,
            Self::Accept { .. } => HandoffVerb::Accept,
            Self::Decline(_) => HandoffVerb::Decline,
            Self::Escalate {} => HandoffVerb::Escalate,
            Self::Assign { .. } => HandoffVerb::Assign,
            Self::Complete { .. } => HandoffVerb::Complete,
            Self::Cancel { .. } => HandoffVerb::Cancel,
            Self::Erase {} => HandoffVerb::Erase,
        })
    }

    // Of a handoff the next move is the correction: decline, cancel.
    #[allow(clippy::unused_self, reason = "asked of every command")]
    fn taken_back(&self) -> Option<u32> {
        None
    }

    fn redact(&mut self) {
        match self {
            Self::Adopt(adopted) => adopted.redact(),
            Self::Due(new) => new.why.redact(),
            Self::Offer { package, .. } => package.redact(),
            Self::Decline(missing) => missing.redact(),
            Self::Assign { reason, .. } | Self::Cancel { reason } => reason.redact(),
            Self::Complete { introduction, .. } => introduction.redact(),
            Self::Accept { .. } | Self::Escalate {} | Self::Erase {} => {}
        }
    }
}
