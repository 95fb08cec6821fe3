//! [`Role`] and [`RoleKind`]: who does the selling.

use serde::{Deserialize, Serialize};

use super::Hours;
pub use crate::value::role_kind::{CustomRole, RoleKind, RoleKindError};
use crate::value::text::sets;

/// A role of the sales department.
///
/// ```
/// use sales_process::process::{Role, RoleKind};
///
/// let role = Role::new("ae", RoleKind::Hunter).title("Account executive").capacity(40);
/// assert_eq!(role.title.as_deref(), Some("Account executive"));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The id, one of its own among the roles of the process; stages name it.
    pub id: String,
    /// What the role is there for.
    pub kind: RoleKind,
    /// What people call it; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How many customers or open leads one person in the role can hold;
    /// without a limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// How many hours a week one person in the role works on deals; more than 0
    /// and at most 168.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<Hours>,
    /// How many people are in the role; from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
}

impl Role {
    /// A role with an id and a kind, and nothing else yet.
    pub fn new(id: impl Into<String>, kind: RoleKind) -> Self {
        Self {
            id: id.into(),
            kind,
            title: None,
            capacity: None,
            hours_per_week: None,
            people: None,
        }
    }

    /// What people call it: the title, or the id.
    pub(crate) fn title_or_id(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }

    sets! {
        /// Sets what people call it.
        title(title: impl Into<String>) title = Some(title.into());

        /// Sets how many hours a week one person works on deals.
        hours_per_week(hours: impl Into<Hours>) hours_per_week = Some(hours.into());

        /// Sets how many people are in the role.
        people(count: u32) people = Some(count);

        /// Sets how many customers or open leads one person can hold.
        capacity(count: u32) capacity = Some(count);
    }
}
