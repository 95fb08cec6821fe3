//! Ids: names that the application gives to its leads, deals, stages, people …
//!
//! Each kind of id is a type of its own over shared text, so that a deal id
//! cannot be passed where a customer id is meant. An id is a text of 1 to 200
//! characters that can all be seen, with or are spaces between such; it is
//! kept exactly as given and compared byte by byte. Up to 12 bytes stand in the
//! id itself, so that most ids are copied without touching any memory but their
//! own; cloning a longer one copies a pointer.
//!
//! ```
//! use sales_process::{DealId, IdError};
//!
//! let id: DealId = "D-17".parse()?;
//! assert_eq!(id.as_str(), "D-17");
//! assert_eq!("  ".parse::<DealId>(), Err(IdError::Blank));
//! # Ok::<(), IdError>(())
//! ```

use std::fmt;
use std::sync::Arc;

use serde::Deserializer;
use serde::de::Visitor;

use super::text::is_invisible;
use super::words::{messages, say_by_display};

messages! {
    /// Why a text is not an id.
    #[derive(Eq)]
    pub enum IdError {
        /// The text is empty, or there is nothing to be seen of it.
        Blank = "id_blank",
            "an id is blank; give it at least one visible character",
            "идентификатор пуст; нужен хотя бы один видимый знак",
            "identificatorul este gol; trebuie cel puțin un caracter vizibil";
        /// White space at the beginning or the end.
        Ends {
            /// The text.
            id: String,
        } = "id_ends",
            "the id `{id}` has white space at an end; leave it out",
            "в начале или конце идентификатора `{id}` стоит пробел; уберите его",
            "identificatorul `{id}` are spații la un capăt; scoateți-le";
        /// A character that cannot be seen, looks like nothing, or turns the
        /// direction of the text.
        Character {
            /// The text.
            id: String,
            /// The character, such as `U+200B`.
            code_point: String,
        } = "id_character",
            "the id `{id}` has the character {code_point}, which cannot be seen; leave it out",
            "в идентификаторе `{id}` есть невидимый знак {code_point}; уберите его",
            "identificatorul `{id}` are caracterul invizibil {code_point}; scoateți-l";
        /// More characters than an id may have.
        TooLong {
            /// How many characters it has.
            length: usize,
            /// How many it may have.
            most: usize,
        } = "id_too_long",
            "an id of {length} characters is too long; expected at most {most}",
            "идентификатор из {length} знаков слишком длинный; допустимо не больше {most}",
            "identificatorul de {length} caractere este prea lung; se admit cel mult {most}";
    }
}

/// How many characters an id may have.
const MOST: usize = 200;

fn check(text: &str) -> Result<(), IdError> {
    // Most ids are short words of plain letters and signs.
    let plain = |b: u8| (0x21..0x7f).contains(&b);
    if !text.is_empty() && text.len() <= MOST && text.bytes().all(plain) {
        return Ok(());
    }
    // A space between letters is the only white space that looks like itself.
    let unseen = |c: char| is_invisible(c) || (c.is_whitespace() && c != ' ');
    if text.chars().all(|c| c == ' ' || unseen(c)) {
        return Err(IdError::Blank);
    }
    let id = || text.to_owned();
    if text.trim() != text {
        return Err(IdError::Ends { id: id() });
    }
    if let Some(c) = text.chars().find(|c| unseen(*c)) {
        return Err(IdError::Character { id: id(), code_point: format!("U+{:04X}", u32::from(c)) });
    }
    let length = text.chars().count();
    if length > MOST { Err(IdError::TooLong { length, most: MOST }) } else { Ok(()) }
}

/// The text of an id. A text has one form only, so that equal texts are equal
/// forms.
#[derive(Clone, PartialEq, Eq)]
enum Text {
    /// INVARIANT: a text of at most `SHORT` bytes, those after it 0, which no id
    /// has in its text.
    Short(Bytes),
    /// INVARIANT: longer than `SHORT`. By a thin pointer, since every entry and
    /// record holds several ids.
    Long(Arc<String>),
}

/// How many bytes an id has room for: it is two words then.
const SHORT: usize = 12;

/// Aligned, and without its length beside it, so that an id is copied in parts of
/// four and eight bytes. Of an odd number of bytes the parts overlap, and one
/// that spans two that were just written waits for both: a fifth of a move.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(align(4))]
struct Bytes([u8; SHORT]);

impl Bytes {
    /// The bytes of the text.
    #[inline]
    fn text(&self) -> &[u8] {
        let (Some(first), Some(last)) = (self.0.first_chunk(), self.0.last_chunk()) else {
            return &[];
        };
        let (room, blank) = match u32::from_le_bytes(*last) {
            0 => (8, u64::from_le_bytes(*first).leading_zeros()),
            last => (SHORT, last.leading_zeros()),
        };
        self.0.get(..room - blank as usize / 8).unwrap_or_default()
    }
}

impl Text {
    fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..text.len()) {
            Some(room) => {
                room.copy_from_slice(text.as_bytes());
                Self::Short(Bytes(bytes))
            }
            None => Self::Long(Arc::new(text.to_owned())),
        }
    }

    #[inline]
    fn as_str(&self) -> &str {
        match self {
            Self::Short(bytes) => std::str::from_utf8(bytes.text()).unwrap_or_default(),
            Self::Long(text) => text,
        }
    }

    #[inline]
    fn is(&self, other: &str) -> bool {
        match self {
            Self::Short(bytes) => bytes.text() == other.as_bytes(),
            Self::Long(text) => **text == *other,
        }
    }
}

/// Reads the text of an id.
fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    struct AnId;

    impl Visitor<'_> for AnId {
        type Value = Text;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text, E> {
            check(text).map_err(E::custom)?;
            Ok(Text::new(text))
        }
    }

    deserializer.deserialize_str(AnId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Parsed from a text of 1 to 200 characters that can be seen; [`IdError`]
        /// says why another is refused.
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Text);

        impl $name {
            pub(crate) fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                check(text)?;
                Ok(Self(Text::new(text)))
            }

            /// The text of the id, as it was given.
            #[inline]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read(deserializer).map(Self)
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
                self.0.is(other)
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0.is(other)
            }
        }
    )*
        say_by_display!($($name),*);
    };
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
        for text in ["a  b", "é", "Заявка №1", "客户", "a`b", &"ü".repeat(200)] {
            assert_eq!(StageId::new(text).unwrap().as_str(), text);
        }
        // Around the length that has room in the id itself, ids behave as texts.
        let texts: Vec<String> = (1..=2 * SHORT).map(|n| "ab".repeat(n)[..n].to_owned()).collect();
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let (x, y) = (StageId::new(a).unwrap(), StageId::new(b).unwrap());
            assert_eq!((x == y, x.cmp(&y), x == *b.as_str()), (a == b, a.cmp(b), a == b));
            assert_eq!(x.clone().as_str(), a);
        }
        assert_eq!((size_of::<StageId>(), size_of::<Option<StageId>>()), (16, 16));
    }

    #[track_caller]
    fn check_refused(text: &str, why: &str) {
        assert_eq!(StageId::new(text).unwrap_err().to_string(), why);
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for blank in ["", " ", "\u{a0}", "\n", "\u{200b}", "\u{2800}\u{3164} "] {
            assert_eq!(StageId::new(blank), Err(IdError::Blank), "{blank:?}");
        }
        let unseen = [
            ("\0", "\\u{0}", "U+0000"),
            ("\t", "\\t", "U+0009"),
            ("\u{a0}", "\u{a0}", "U+00A0"),
            ("\u{ad}", "\\u{ad}", "U+00AD"),
            ("\u{200b}", "\\u{200b}", "U+200B"),
            ("\u{202e}", "\\u{202e}", "U+202E"),
            ("\u{2028}", "\\u{2028}", "U+2028"),
            ("\u{feff}", "\\u{feff}", "U+FEFF"),
            ("\u{3164}", "\\u{3164}", "U+3164"),
            ("\u{e0041}", "\\u{e0041}", "U+E0041"),
        ];
        for (c, shown, code_point) in unseen {
            check_refused(
                &format!("a{c}b"),
                &format!(
                    "the id `a{shown}b` has the character {code_point}, which cannot be seen; leave it out"
                ),
            );
        }
        check_refused(" a", "the id ` a` has white space at an end; leave it out");
        check_refused("a\u{3000}", "the id `a\u{3000}` has white space at an end; leave it out");
        check_refused(
            &"ü".repeat(201),
            "an id of 201 characters is too long; expected at most 200",
        );
        crate::value::words::check_table(IdError::WORDS);
    }

    #[test]
    fn stored_as_plain_text_and_checked_when_read() {
        let id = DealId::new("D-1").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"D-1\"");
        assert_eq!(serde_json::from_str::<DealId>("\"D-1\"").unwrap(), id);
        assert!(serde_json::from_str::<DealId>("\"\"").is_err());
    }
}
