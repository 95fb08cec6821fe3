//! Ids: names that the application gives to its leads, deals, stages, people …
//!
//! Each kind of id is a type of its own over shared text, so that a deal id
//! cannot be passed where a customer id is meant. An id is any text that is
//! not blank and has no control characters; it is kept exactly as given and
//! compared byte by byte. Cloning copies a pointer.
//!
//! ```
//! use sales_process::{DealId, IdError};
//!
//! let id: DealId = "D-17".parse()?;
//! assert_eq!(id.as_str(), "D-17");
//! assert_eq!(DealId::new("  "), Err(IdError::Blank));
//! # Ok::<(), IdError>(())
//! ```

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// The text is empty or only white space.
    #[error("an id is blank; give it at least one visible character")]
    Blank,
    /// The text has a line break, a tab or another control character.
    #[error("the id {0:?} has a control character; use visible characters only")]
    ControlCharacter(String),
}

fn check(text: &str) -> Result<(), IdError> {
    if text.trim().is_empty() {
        return Err(IdError::Blank);
    }
    if text.chars().any(char::is_control) {
        return Err(IdError::ControlCharacter(text.chars().take(80).collect()));
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Makes an id of a text.
            ///
            /// # Errors
            ///
            /// [`IdError`] where the text is blank or has control characters.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                check(text)?;
                Ok(Self(text.into()))
            }

            /// The text of the id, as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        // Most ids that meet are clones of one another. The text is read only
        // where they are not; `Arc<str>` by itself always reads it.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                std::sync::Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;
            fn try_from(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
    )*};
}

ids! {
    /// A lead.
    LeadId;
    /// A deal.
    DealId;
    /// A customer.
    CustomerId;
    /// A handoff of a customer from a hunter to a farmer.
    HandoffId;
    /// An order of a customer.
    OrderId;
    /// A product or service that is sold.
    ProductId;
    /// Somebody who acts: a salesperson, a head of sales, an integration.
    PersonId;
    /// A sales process.
    ProcessId;
    /// A pipeline of a sales process.
    PipelineId;
    /// A stage or an outcome of a pipeline.
    StageId;
    /// A criterion: of a stage, a filter, a qualification framework, a checklist.
    CriterionId;
    /// A role of the sales department.
    RoleId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_kept_as_it_is() {
        assert_eq!(StageId::new(" a b ").unwrap().to_string(), " a b ");
        assert_eq!(StageId::new("é").unwrap(), "é");
    }

    #[test]
    fn blank_and_control_characters_are_refused() {
        for blank in ["", " ", "\u{a0}", "\n"] {
            assert_eq!(StageId::new(blank), Err(IdError::Blank), "{blank:?}");
        }
        let error = StageId::new("a\tb").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the id \"a\\tb\" has a control character; use visible characters only"
        );
    }

    #[test]
    fn stored_as_plain_text_and_checked_when_read() {
        let id = DealId::new("D-1").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"D-1\"");
        assert_eq!(serde_json::from_str::<DealId>("\"D-1\"").unwrap(), id);
        assert!(serde_json::from_str::<DealId>("\"\"").is_err());
    }
}
