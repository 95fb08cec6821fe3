//! What is offered, to whom, and what can be missing: [`Package`],
//! [`Recipient`], [`Missing`], [`Load`].

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::lifecycle::Note;
use crate::lifecycle::note::given;
use crate::lifecycle::words::Say;
use crate::policy::assignment::Person;
use crate::value::text::{choices, sets};
use crate::value::{CriterionId, Language, PersonId, RoleId};

/// Who a customer is offered to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

    sets! {
        /// Says who is who at the customer's.
        people(people: impl Into<Note>) people = people.into();

        /// Says what was promised to them.
        promises(promises: impl Into<Note>) promises = promises.into();

        /// Says what is not settled.
        open_issues(issues: impl Into<Note>) open_issues = issues.into();

        /// Says what they want to reach, and we with them.
        goals(goals: impl Into<Note>) goals = goals.into();
    }

    /// Ticks off an item of the checklist.
    #[must_use]
    pub fn provide(mut self, item: CriterionId) -> Self {
        self.provided.push(item);
        self
    }

    /// Whether an item of the checklist is handed over.
    pub(crate) fn provides(&self, item: &str) -> bool {
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

choices! {
    /// One of the texts of a package.
    pub enum PackageText {
        /// Who is who at the customer's.
        People = "people",
        /// What was promised to them.
        Promises = "promises",
        /// What is not settled.
        OpenIssues = "open_issues",
        /// What they want to reach, and we with them.
        Goals = "goals",
    }
}

/// Texts that say nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Blanks(Vec<PackageText>);

impl Blanks {
    pub(super) fn new(texts: Vec<PackageText>) -> Self {
        Self(texts)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Say for Blanks {
    fn say(&self, language: Language, out: &mut String) {
        for (i, text) in self.0.iter().enumerate() {
            out.push_str(if i > 0 { ", " } else { "" });
            out.push_str(language.of(match text {
                PackageText::People => ["people", "людях", "oameni"],
                PackageText::Promises => ["promises", "обещаниях", "promisiuni"],
                PackageText::OpenIssues => {
                    ["open issues", "открытых вопросах", "probleme deschise"]
                }
                PackageText::Goals => ["goals", "целях", "ținte"],
            }));
        }
    }
}

impl Say for Recipient {
    fn say(&self, language: Language, out: &mut String) {
        let (role, name) = match self {
            Self::Person(person) => ("", person.as_str()),
            Self::Role(role) => (language.of(["the role ", "роль ", "rolul "]), role.as_str()),
        };
        *out += &format!("{role}`{name}`");
    }
}
