//! [`ImportReport`]: what an import made of its files, and what it did not.

use std::fmt;

use serde::Serialize;

/// Something that is said of a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportNote {
    /// The file.
    pub file: String,
    /// Where in it: a line, a stage, a deal. Empty for the whole file.
    pub place: String,
    /// What there is to say.
    pub words: String,
}

impl fmt::Display for ImportNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, words } = self;
        if place.is_empty() {
            write!(f, "{file}: {words}")
        } else {
            write!(f, "{file}: {place}: {words}")
        }
    }
}

/// What an import made of its files: everything that a person has to know before
/// the result is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// What each file was read as, and how much was in it.
    pub read: Vec<ImportNote>,
    /// What the files say and the result does not; and that no system exports the
    /// roles of stages.
    pub not_carried: Vec<ImportNote>,
    /// What the result says and the files do not.
    pub guessed: Vec<ImportNote>,
    /// What contradicts itself or cannot be read.
    pub problems: Vec<ImportNote>,
}

pub(super) fn note(
    notes: &mut Vec<ImportNote>,
    file: &str,
    place: impl Into<String>,
    words: impl Into<String>,
) {
    // One thing that is wrong with every row is said a hundred times at most.
    const MOST: usize = 1_000;
    if notes.len() < MOST {
        notes.push(ImportNote { file: file.to_owned(), place: place.into(), words: words.into() });
    } else if let Some(last) = notes.last_mut() {
        "…".clone_into(&mut last.file);
        last.place.clear();
        "more of the same is not listed".clone_into(&mut last.words);
    }
}
