//! [`Subprocess`], the four parts of selling, and [`SubprocessPlan`], what a
//! company plans for one of them.

use serde::{Deserialize, Serialize};

use crate::value::text::{choices, sets};

choices! {
    /// One of the four parts of selling, in the order they run.
    pub enum Subprocess {
        /// Find and attract potential customers; its result is a lead.
        Attract = "attract",
        /// Filter and qualify each request; its result is a qualified deal.
        Qualify = "qualify",
        /// Accompany the deal, agree, sign, get paid; its result is a paid contract.
        Close = "close",
        /// Keep and grow the customer; its result is loyalty.
        Retain = "retain",
    }
}

impl Subprocess {
    /// The result it has unless the company names another: `lead`,
    /// `qualified deal`, `paid contract`, `loyalty`.
    pub(crate) fn default_result(self) -> &'static str {
        match self {
            Self::Attract => "lead",
            Self::Qualify => "qualified deal",
            Self::Close => "paid contract",
            Self::Retain => "loyalty",
        }
    }
}

/// What a company plans for one subprocess; all of it in words, all of it
/// optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubprocessPlan {
    /// The one result it ends with, such as `paid contract`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Who heads it: a role or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What it is to reach, such as `40 leads a month`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// How it is to reach it, such as `two fairs, weekly mailing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

impl SubprocessPlan {
    /// A plan that says nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    sets! {
        /// Names the one result it ends with.
        result(result: impl Into<String>) result = Some(result.into());

        /// Names who heads it.
        owner(owner: impl Into<String>) owner = Some(owner.into());

        /// Says what it is to reach.
        goal(goal: impl Into<String>) goal = Some(goal.into());

        /// Says how it is to reach it.
        plan(plan: impl Into<String>) plan = Some(plan.into());
    }
}
