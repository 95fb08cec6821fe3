//! [`ImportReport`]: what an import made of its files, and what it did not.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use crate::value::text::is_invisible;

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
    /// On the first note of its kind (what is said of one file in the same
    /// words, but for numbers and what is quoted): how many more of the kind
    /// there are. The first hundred are listed. `None` on the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<usize>,
}

impl fmt::Display for ImportNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, words, .. } = self;
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
    /// The kinds of notes, each with the place of its first.
    #[serde(skip)]
    pub(super) kinds: HashMap<(Said, String), usize>,
}

/// The list that a note is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Said {
    Read,
    NotCarried,
    Guessed,
    Problem,
}

impl ImportReport {
    /// Adds something that whoever carries the import on found wrong.
    pub fn add_problem(&mut self, file: &str, words: &str) {
        self.say(Said::Problem, file, "", words);
    }

    /// Adds something that was guessed by whoever carries the import on.
    pub fn add_guess(&mut self, file: &str, words: &str) {
        self.say(Said::Guessed, file, "", words);
    }

    /// What many rows share is counted, and does not hide the rest.
    pub(super) fn say(&mut self, said: Said, file: &str, place: &str, words: &str) {
        const LISTED: usize = 100;
        let notes = match said {
            Said::Read => &mut self.read,
            Said::NotCarried => &mut self.not_carried,
            Said::Guessed => &mut self.guessed,
            Said::Problem => &mut self.problems,
        };
        let [file, place, words] = [file, place, words].map(one_line);
        let parts = words.split('`').step_by(2).flat_map(str::chars);
        let mut kind: String = parts.filter(|c| !c.is_ascii_digit()).collect();
        kind.push('\n');
        kind += &file;
        let first = *self.kinds.entry((said, kind)).or_insert(notes.len());
        let more = match notes.get_mut(first) {
            Some(first) => {
                let more = first.more.get_or_insert(0);
                *more += 1;
                if *more >= LISTED {
                    return;
                }
                None
            }
            None => Some(0),
        };
        notes.push(ImportNote { file, place, words, more });
    }
}

/// A text that people typed, on one line.
pub(super) fn one_line(text: &str) -> String {
    // What joins letters and emoji is part of them.
    let joins = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}');
    let seen = text.chars().filter(|c| c.is_whitespace() || joins(*c) || !is_invisible(*c));
    seen.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
