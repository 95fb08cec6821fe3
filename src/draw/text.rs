//! How much room a text takes, and how it is put into the room there is.
//!
//! Which font a reader has is not known. Widths are those of a wide common
//! sans-serif font, rounded up, so that text hardly ever needs more.

use super::layout::Size;

/// A size of type: how large its letters are, in pixels, and whether they are
/// bold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) bold: bool,
}

impl Type {
    pub(crate) const fn plain(size: f64) -> Self {
        Self { size, bold: false }
    }

    pub(crate) const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    /// From one line to the next.
    pub(crate) fn leading(self) -> f64 {
        (self.size * 1.25).ceil()
    }

    /// How wide a text is at most.
    pub(crate) fn width(self, text: &str) -> f64 {
        let ems: f64 = text.chars().map(em).sum();
        (ems * self.size * if self.bold { 1.1 } else { 1.0 }).ceil()
    }

    /// The room that lines of text take.
    pub(super) fn room(self, lines: &[String]) -> Size {
        let width = lines.iter().map(|line| self.width(line)).fold(0.0, f64::max);
        let mut height = 0.0;
        lines.iter().for_each(|_| height += self.leading());
        Size::new(width, height)
    }

    /// The text in lines of a width, at most so many; the last ends in `…` where
    /// there is more. No lines where there is nothing to see.
    pub(crate) fn wrap(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let words: Vec<String> = shown(text).split_whitespace().map(str::to_owned).collect();
        let text = words.join(" ");
        let mut lines: Vec<String> = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() && lines.len() < most {
            let fits = self.fitting(rest, width);
            if fits == rest.len() {
                lines.push(rest.to_owned());
                break;
            }
            if lines.len() + 1 == most {
                let cut = &rest[..self.fitting(rest, width - self.width("…"))];
                lines.push(format!("{}…", cut.trim_end()));
                break;
            }
            // Between words, where one ends in the line; else within the word.
            let after = rest[fits..].starts_with(' ').then_some(fits);
            let end = after.or_else(|| rest[..fits].rfind(' ')).unwrap_or(fits);
            lines.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
        }
        lines
    }

    /// How many bytes of a text, and at least its first character, are within a
    /// width.
    fn fitting(self, text: &str, width: f64) -> usize {
        let scale = self.size * if self.bold { 1.1 } else { 1.0 };
        let mut ems = 0.0;
        for (at, c) in text.char_indices() {
            ems += em(c);
            if at > 0 && (ems * scale).ceil() > width {
                return at;
            }
        }
        text.len()
    }

    /// The text in one line.
    pub(crate) fn line(self, text: &str, width: f64) -> String {
        self.wrap(text, width, 1).pop().unwrap_or_default()
    }
}

/// A text with a sign for each character that cannot be seen.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(inert).collect()
}

/// A character, or a sign for one that is not for the eye: a control character
/// that is no white space, a character that turns the direction of writing, one
/// that XML cannot hold. What a name does to a terminal or to the texts beside
/// it is none of the name's business.
pub(crate) fn inert(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        _ if c.is_control() && !c.is_whitespace() => '\u{fffd}',
        _ => c,
    }
}

/// The width of a character as a share of the size of type.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' => 0.34,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | '"' => 0.42,
        'm' | 'M' | 'W' | '%' | '@' | '…' => 1.0,
        'w' | '+' | '=' | '<' | '>' | '~' | '×' | '→' => 0.84,
        'A'..='Z' | '&' | '#' | '_' => 0.79,
        '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '!'..='~' => 0.64,
        '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{5ff}' if c.is_lowercase() => 0.72,
        '\u{a0}'..='\u{7ff}' => 0.9,
        '\u{1f000}'..='\u{1faff}' => 1.4,
        _ => 1.05,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: f64, most: usize, lines: &[&str]) {
        let found = Type::plain(10.0).wrap(text, width, most);
        assert_eq!(found, lines);
        assert!(found.iter().all(|line| Type::plain(10.0).width(line) <= width), "too wide");
    }

    #[test]
    fn text_is_put_into_lines() {
        check("", 60.0, 3, &[]);
        check(" \n\t ", 60.0, 3, &[]);
        check("Ask", 60.0, 3, &["Ask"]);
        check("Understand the need", 60.0, 3, &["Understan", "d the need"]);
        check("Understand the need", 80.0, 3, &["Understand", "the need"]);
        check("Understand the need", 80.0, 1, &["Understand t…"]);
        check("Understand", 60.0, 1, &["Understa…"]);
        check("a\nb\u{0}c", 60.0, 3, &["a b\u{fffd}c"]);
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long = "word ".repeat(100);
        let lines = Type::bold(13.0).wrap(&long, 100.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'));
        assert_eq!(Type::plain(10.0).line(&"x".repeat(500), 40.0), "xxxx…");
    }

    #[test]
    fn wide_characters_take_more_room() {
        let width = |text| Type::plain(10.0).width(text);
        assert!(width("漢字") > width("ab"));
        assert!(width("😀") > width("M"));
        assert!(width("e\u{301}") < 1.0 + width("e"));
        assert!(Type::bold(10.0).width("a") > width("a"));
    }
}
