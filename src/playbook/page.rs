//! The document as it is before it is written in any form.
//!
//! A [`Page`] is built once; Markdown and HTML are written of it, so that
//! neither can leave out what the other has. It nests only as far as a group of
//! blocks, so that no writer recurses.

use super::plot::Plot;
use crate::draw::Picture;
use crate::draw::text::inert;

/// A whole document.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) language: String,
    pub(super) title: String,
    /// What stands below the title.
    pub(super) subtitle: Text,
    /// Heading of the table of contents.
    pub(super) contents: String,
    pub(super) parts: Vec<Part>,
}

/// A run of blocks.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) frame: Frame,
    pub(super) blocks: Vec<Block>,
}

/// How a part stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    None,
    /// Within a border, and together on paper.
    Card,
    /// As wide as there is room, and on paper of its own.
    Wide,
}

#[derive(Debug)]
pub(super) enum Block {
    Heading {
        depth: Depth,
        anchor: String,
        text: Text,
    },
    Paragraph(Text),
    List {
        style: ListStyle,
        items: Vec<Item>,
    },
    Table {
        head: Vec<String>,
        rows: Vec<Vec<Text>>,
    },
    /// Names and their values; brief ones stand side by side.
    Facts {
        brief: bool,
        facts: Vec<(String, Text)>,
    },
    /// A plot where there can be one, and the table it is drawn of where not.
    Plot {
        plot: Box<Plot>,
        head: Vec<String>,
        rows: Vec<Vec<Text>>,
    },
    /// One picture, or the same once for wide and once for narrow pages; drawn
    /// only where it is written.
    Picture {
        pictures: Vec<Picture>,
        file: Option<String>,
        about: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    /// A chapter; in the table of contents.
    Chapter,
    /// A part of it; in the table of contents.
    Section,
    /// A label above a list; not in the table of contents.
    Label,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListStyle {
    Plain,
    /// In the order it is done.
    Numbered,
    /// To be ticked off.
    Check,
}

#[derive(Debug)]
pub(super) struct Item {
    /// How far it is inside other items; 0 for the outermost, and never more
    /// than one deeper than the item before it.
    pub(super) depth: usize,
    pub(super) text: Text,
}

/// A line of text, made of pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Fixed words.
    Fixed(String),
    /// What a user wrote.
    User(String),
    /// What a user wrote, as a link to a heading of the document.
    Link { text: String, anchor: String },
    /// What a user wrote, as a link to an address that the process has checked.
    Address { text: String, address: String },
    /// An id.
    Id(String),
    /// Fixed words that stand out.
    Strong(String),
}

impl Text {
    pub(super) fn fixed(words: impl Into<String>) -> Self {
        Self(vec![Piece::Fixed(words.into())])
    }

    pub(super) fn user(text: impl Into<String>) -> Self {
        Self(vec![Piece::User(text.into())])
    }

    pub(super) fn id(id: impl Into<String>) -> Self {
        Self(vec![Piece::Id(id.into())])
    }

    pub(super) fn strong(words: impl Into<String>) -> Self {
        Self(vec![Piece::Strong(words.into())])
    }

    pub(super) fn link(text: impl Into<String>, anchor: impl Into<String>) -> Self {
        Self(vec![Piece::Link { text: text.into(), anchor: anchor.into() }])
    }

    pub(super) fn address(text: impl Into<String>, address: impl Into<String>) -> Self {
        Self(vec![Piece::Address { text: text.into(), address: address.into() }])
    }

    /// A phrase with texts put in where it has their names in braces.
    pub(super) fn phrase(phrase: &str, puts: &[(&str, Text)]) -> Self {
        let mut text = Self::default();
        let mut rest = phrase;
        while let Some((before, after)) = rest.split_once('{') {
            let put = after.split_once('}').and_then(|(name, after)| {
                let found = puts.iter().find(|(known, _)| *known == name)?;
                Some((&found.1, after))
            });
            text.words(before);
            if let Some((put, after)) = put {
                text.0.extend(put.0.iter().cloned());
                rest = after;
            } else {
                // A brace that names nothing is a brace.
                text.words("{");
                rest = after;
            }
        }
        text.words(rest);
        text
    }

    fn words(&mut self, words: &str) {
        match self.0.last_mut() {
            _ if words.is_empty() => {}
            Some(Piece::Fixed(last)) => last.push_str(words),
            _ => self.0.push(Piece::Fixed(words.to_owned())),
        }
    }

    #[must_use]
    pub(super) fn and(mut self, words: &str) -> Self {
        self.words(words);
        self
    }

    #[must_use]
    pub(super) fn then(mut self, text: Text) -> Self {
        self.0.extend(text.0);
        self
    }

    /// Texts one after another.
    pub(super) fn joined(texts: impl IntoIterator<Item = Text>, between: &str) -> Self {
        let mut all = Self::default();
        for (i, text) in texts.into_iter().enumerate() {
            if i > 0 {
                all.words(between);
            }
            all.0.extend(text.0);
        }
        all
    }

    /// The text without links and other marks.
    pub(super) fn plain(&self) -> String {
        let words = |piece: &Piece| match piece {
            Piece::Fixed(text)
            | Piece::User(text)
            | Piece::Link { text, .. }
            | Piece::Address { text, .. }
            | Piece::Id(text)
            | Piece::Strong(text) => text.clone(),
        };
        self.0.iter().map(words).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::fixed(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::fixed(words)
    }
}

impl From<&String> for Text {
    fn from(words: &String) -> Self {
        Self::fixed(words)
    }
}

impl Page {
    /// The headings that the table of contents lists.
    pub(super) fn headings(&self) -> impl Iterator<Item = (Depth, &str, &Text)> {
        self.parts.iter().flat_map(|part| &part.blocks).filter_map(|block| match block {
            Block::Heading { depth, anchor, text } if *depth < Depth::Label => {
                Some((*depth, anchor.as_str(), text))
            }
            _ => None,
        })
    }
}

/// A user's text in lines, without what neither form can hold: line ends of any
/// kind part it, and a character that is not for the eye is shown by a sign.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(line) = lines.last_mut() else { break };
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                lines.push(String::new());
            }
            '\t' => line.push(' '),
            c => line.push(inert(c)),
        }
    }
    lines
}

/// Whether a text could change the direction of what stands beside it.
pub(super) fn changes_direction(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c,
            // Hebrew, Arabic and their neighbours, in and beyond the first plane.
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
            // Marks, embeddings, overrides, isolates.
            | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_takes_in_what_it_names() {
        let user = Text::user("{b}");
        let puts = [("a", user.clone()), ("b", Text::fixed("B"))];
        let text = Text::phrase("x {a}{b} {c} {", &puts);
        assert_eq!(
            text,
            Text::fixed("x ").then(user).then(Text::fixed("B {c} {")),
            "a user's braces stay as they are"
        );
        assert!(Text::phrase("", &puts).is_empty());
    }

    #[test]
    fn line_ends_part_a_text_and_controls_are_shown() {
        assert_eq!(lines("a\r\nb\rc\u{2028}d\te\u{0}"), ["a", "b", "c", "d e\u{fffd}"]);
        assert_eq!(lines(""), [""]);
    }
}
