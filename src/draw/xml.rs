//! Writing XML: elements, attributes and texts, each escaped where it is
//! written.
//!
//! That is all the formats need, so it is written here rather than taken from a
//! crate: a writer for names that we fix ourselves has nothing else to get right.

use std::fmt::{Display, Write};

use super::text::inert;

/// A document being written.
#[derive(Debug)]
pub(crate) struct Xml {
    out: String,
    open: Vec<&'static str>,
}

/// An element whose beginning is being written.
#[must_use = "an element is written by what comes last: `empty`, `text` or `inside`"]
pub(crate) struct Element<'x> {
    xml: &'x mut Xml,
    name: &'static str,
}

impl Xml {
    /// A document with nothing in it.
    pub(crate) fn new() -> Self {
        Self { out: String::new(), open: Vec::new() }
    }

    /// A document with its declaration.
    pub(crate) fn declared() -> Self {
        let mut xml = Self::new();
        xml.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml
    }

    /// Begins an element.
    pub(crate) fn element(&mut self, name: &'static str) -> Element<'_> {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        Element { xml: self, name }
    }

    /// Ends the element that was begun last and is still open.
    pub(crate) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.write(format_args!("</{name}>\n"));
        }
    }

    /// The document, every element ended.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.out
    }

    fn indent(&mut self) {
        self.out.extend(self.open.iter().map(|_| "  "));
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn write_escaped(&mut self, text: std::fmt::Arguments<'_>, in_attribute: bool) {
        // It fails only where what is written does, which is numbers and texts.
        let _ = Escaping { out: &mut self.out, in_attribute }.write_fmt(text);
    }
}

impl<'x> Element<'x> {
    /// An attribute.
    pub(crate) fn attr(self, name: &str, value: impl Display) -> Self {
        self.xml.write(format_args!(" {name}=\""));
        self.xml.write_escaped(format_args!("{value}"), true);
        self.xml.out.push('"');
        self
    }

    /// An attribute, where there is a value.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Ends the element without content.
    pub(crate) fn empty(self) {
        self.xml.out.push_str("/>\n");
    }

    /// Ends the element with a text as its content.
    pub(crate) fn text(self, text: &str) {
        let name = self.name;
        self.xml.out.push('>');
        self.xml.write_escaped(format_args!("{text}"), false);
        self.xml.write(format_args!("</{name}>\n"));
    }

    /// Leaves the element open for others to be written inside.
    pub(crate) fn inside(self) -> &'x mut Xml {
        self.xml.out.push_str(">\n");
        self.xml.open.push(self.name);
        self.xml
    }
}

/// Writes a text as it stands in a document. Characters that XML cannot hold are
/// shown by a sign.
struct Escaping<'o> {
    out: &'o mut String,
    in_attribute: bool,
}

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if self.in_attribute => self.out.push_str("&quot;"),
                // A reader would make spaces of them, or one line end of two.
                '\n' | '\t' if self.in_attribute => write!(self.out, "&#{};", u32::from(c))?,
                '\r' => self.out.push_str("&#13;"),
                '\n' | '\t' => self.out.push(c),
                '\u{b}' | '\u{c}' | '\u{85}' => self.out.push('\u{fffd}'),
                _ => self.out.push(inert(c)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        let hostile = "</text><script>\"'&\n\t\r\u{0}\u{1b}\u{85}\u{ffff}\u{202e}😀";
        let mut xml = Xml::new();
        xml.element("a").attr("b", hostile).text(hostile);
        assert_eq!(
            xml.finish(),
            "<a b=\"&lt;/text&gt;&lt;script&gt;&quot;'&amp;&#10;&#9;&#13;\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}😀\">\
             &lt;/text&gt;&lt;script&gt;\"'&amp;\n\t&#13;\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}😀</a>\n"
        );
    }

    #[test]
    fn what_is_open_is_ended() {
        let mut xml = Xml::new();
        let inner = xml.element("a").inside();
        inner.element("b").maybe("c", Some(1)).maybe("d", None::<u8>).empty();
        inner.element("e").inside();
        assert_eq!(xml.finish(), "<a>\n  <b c=\"1\"/>\n  <e>\n  </e>\n</a>\n");
    }
}
