//! The document as Markdown (`CommonMark` with tables).

use super::page::{Block, Depth, Item, ListStyle, Page, Piece, Text, changes_direction, lines};

/// Writes a document. It ends with a line end.
pub(super) fn write(page: &Page) -> String {
    let mut out = String::new();
    out.push_str(&format!("# {}\n\n", inline(&Text::user(&page.title), false)));
    out.push_str(&format!("{}\n\n", line(&page.subtitle)));
    out.push_str(&format!("## {}\n\n", escaped(&page.contents)));
    for (depth, anchor, text) in page.headings() {
        let indent = if depth == Depth::Chapter { "" } else { "  " };
        out.push_str(&format!("{indent}- [{}](#{anchor})\n", inline(text, true)));
    }
    out.push('\n');
    for block in page.parts.iter().flat_map(|part| &part.blocks) {
        write_block(&mut out, block);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { depth, anchor, text } => {
            let text = inline(text, false);
            let sign = match depth {
                Depth::Chapter => "##",
                Depth::Section => "###",
                Depth::Label => "####",
            };
            if *depth < Depth::Label {
                out.push_str(&format!("<a id=\"{anchor}\"></a>\n\n"));
            }
            out.push_str(&format!("{sign} {text}\n\n"));
        }
        Block::Paragraph(text) => out.push_str(&format!("{}\n\n", line(text))),
        Block::List { style, items } => write_list(out, *style, items),
        Block::Table { head, rows } | Block::Plot { head, rows, .. } => {
            let head: Vec<Text> = head.iter().map(Text::from).collect();
            write_row(out, &head);
            out.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
            rows.iter().for_each(|row| write_row(out, row));
            out.push('\n');
        }
        Block::Facts { facts, .. } => {
            for (name, value) in facts {
                let line = Text::strong(format!("{name}:")).and(" ").then(value.clone());
                out.push_str(&format!("- {}\n", inline(&line, false)));
            }
            out.push('\n');
        }
        Block::Picture { file: Some(file), about, .. } => {
            out.push_str(&format!("![{}]({})\n\n", escaped(about), destination(file)));
        }
        // Without a file beside the text there is nothing to point to.
        Block::Picture { file: None, .. } => {}
    }
}

fn write_list(out: &mut String, style: ListStyle, items: &[Item]) {
    for (i, item) in items.iter().enumerate() {
        let (sign, step) = match style {
            ListStyle::Plain => ("-".to_owned(), 2),
            ListStyle::Check => ("- [ ]".to_owned(), 2),
            ListStyle::Numbered => (format!("{}.", i + 1), 3),
        };
        out.push_str(&" ".repeat(item.depth * step));
        out.push_str(&format!("{sign} {}\n", line(&item.text)));
    }
    out.push('\n');
}

fn write_row(out: &mut String, cells: &[Text]) {
    out.push('|');
    for cell in cells {
        out.push_str(&format!(" {} |", inline(cell, false)));
    }
    out.push('\n');
}

/// A text that begins a line or an item: it begins with nothing that makes it a
/// list of its own.
fn line(text: &Text) -> String {
    guarded(&inline(text, false))
}

/// A text within a line. Nothing in it is markup.
fn inline(text: &Text, in_link: bool) -> String {
    let mut out = String::new();
    for piece in &text.0 {
        match piece {
            Piece::Fixed(words) => out.push_str(&escaped(words)),
            Piece::User(words) => out.push_str(&user(words)),
            Piece::Strong(words) => out.push_str(&format!("**{}**", escaped(words.trim()))),
            Piece::Id(id) => out.push_str(&code(id)),
            Piece::Link { text, .. } | Piece::Address { text, .. } if in_link => {
                out.push_str(&user(text));
            }
            Piece::Address { text, address } => {
                out.push_str(&format!("[{}]({})", user(text), address_of(address)));
            }
            Piece::Link { text, anchor } => {
                out.push_str(&format!("[{}](#{anchor})", user(text)));
            }
        }
    }
    out.trim().to_owned()
}

/// What a user wrote: its lines apart, and its direction kept to itself.
fn user(text: &str) -> String {
    let lines: Vec<String> = lines(text).iter().map(|line| escaped(line)).collect();
    let text = lines.join("<br>");
    if changes_direction(&text) { format!("<bdi>{text}</bdi>") } else { text }
}

/// An id, as code where that is simple.
fn code(id: &str) -> String {
    let simple = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if !id.is_empty() && id.chars().all(simple) && !changes_direction(id) {
        format!("`{id}`")
    } else {
        format!("<code>{}</code>", user(id))
    }
}

/// A text without markup of its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Addresses are made links of where they stand.
        if rest.starts_with("://") || rest.starts_with(":/") {
            out.push_str("\\:");
        } else if rest.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("www.")) {
            out.push_str(&rest[..3]);
            out.push_str("\\.");
            rest = &rest[4..];
            continue;
        } else {
            if matches!(
                c,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#'
            ) {
                out.push('\\');
            }
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// A line whose first character begins no block.
fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let sign = line.as_bytes().get(digits);
    let ends = line.as_bytes().get(digits + 1).is_none_or(|next| *next == b' ');
    match line.as_bytes().first() {
        Some(b'-' | b'+' | b'=') => format!("\\{line}"),
        _ if digits > 0 && ends && matches!(sign, Some(b'.' | b')')) => {
            format!("{}\\{}", &line[..digits], &line[digits..])
        }
        _ => line.to_owned(),
    }
}

/// A file as the target of a link.
fn destination(file: &str) -> String {
    let mut out = String::new();
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// An address in a link, without what would end the link.
fn address_of(address: &str) -> String {
    let mut out = String::new();
    for c in address.chars() {
        if c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | '\\' | '"' | '|' | '`') {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes)
                .bytes()
                .for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(line(&Text::user(text)), expected);
    }

    #[test]
    fn no_text_of_a_user_is_markup() {
        check("plain text, as it is (really)!", "plain text, as it is (really)!");
        check("</text><script>", "\\</text\\>\\<script\\>");
        check("a|b `c` *d* _e_ [f](g)", "a\\|b \\`c\\` \\*d\\* \\_e\\_ \\[f\\](g)");
        check("# no heading", "\\# no heading");
        check("- no item", "\\- no item");
        check("+ no item", "\\+ no item");
        check("12. no item", "12\\. no item");
        check("12) no item", "12\\) no item");
        check("12.", "12\\.");
        check("12.5", "12.5");
        check("    no code", "no code");
        check("===", "\\===");
        check("&amp; $x$ ~~y~~", "\\&amp; \\$x\\$ \\~\\~y\\~\\~");
        check("https://a.example www.b.example", "https\\://a.example www\\.b.example");
        check("two\nlines\r\n\ttabs", "two<br>lines<br> tabs");
        check("\u{0}\u{1b}", "\u{fffd}\u{fffd}");
        check("\u{202e}abc", "\u{fffd}abc");
        check("😀 é", "😀 é");
    }

    #[test]
    fn ids_are_code() {
        assert_eq!(code("no-exit.x_1"), "`no-exit.x_1`");
        assert_eq!(code("a`|b"), "<code>a\\`\\|b</code>");
        assert_eq!(code(""), "<code></code>");
    }

    #[test]
    fn files_are_safe_targets() {
        assert_eq!(destination("process-2.svg"), "process-2.svg");
        assert_eq!(destination("a b)<é>.svg"), "a%20b%29%3C%C3%A9%3E.svg");
    }
}
