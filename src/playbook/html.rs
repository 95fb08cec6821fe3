//! The document as one HTML file that needs nothing else.
//!
//! It is well-formed XML at the same time, so that other programs can read it.

use super::page::{
    Block, Depth, Frame, Item, ListStyle, Page, Part, Piece, Text, changes_direction, lines,
};
use crate::draw::text::inert;

/// Colours, type and paper.
const STYLE: &str = include_str!("style.css");

/// Writes a document. It ends with a line end.
pub(super) fn write(page: &Page) -> String {
    let language = escaped(&page.language);
    let title = user(&page.title);
    let mut out = String::from("<!DOCTYPE html>\n");
    out.push_str(&format!(
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{language}\" xml:lang=\"{language}\">\n"
    ));
    out.push_str("<head>\n<meta charset=\"UTF-8\"/>\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    out.push_str(&format!("<title>{}</title>\n", one_line(&page.title)));
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n"));
    out.push_str(&format!("<h1>{title}</h1>\n<p>{}</p>\n</header>\n", inline(&page.subtitle)));
    write_contents(&mut out, page);
    out.push_str("<main>\n");
    for Part { frame, blocks } in &page.parts {
        out.push_str(match frame {
            Frame::None => "<section>\n",
            Frame::Card => "<section class=\"card\">\n",
            Frame::Wide => "<section class=\"wide\">\n",
        });
        write_blocks(&mut out, *frame, blocks);
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write_contents(out: &mut String, page: &Page) {
    let item = |(depth, anchor, text): (Depth, &str, &Text)| Item {
        depth: usize::from(depth != Depth::Chapter),
        text: Text(vec![Piece::Link { text: text.plain(), anchor: anchor.to_owned() }]),
    };
    let items: Vec<Item> = page.headings().map(item).collect();
    out.push_str(&format!("<nav>\n<h2>{}</h2>\n", escaped(&page.contents)));
    write_list(out, ListStyle::Plain, &items);
    out.push_str("</nav>\n");
}

/// On a card, each label with what follows it is a cell of its own, so that
/// they can stand side by side where there is room.
fn write_blocks(out: &mut String, frame: Frame, blocks: &[Block]) {
    let mut cells = 0;
    for block in blocks {
        if frame == Frame::Card && matches!(block, Block::Heading { depth: Depth::Label, .. }) {
            out.push_str(if cells == 0 {
                "<div class=\"cells\">\n<div>\n"
            } else {
                "</div>\n<div>\n"
            });
            cells += 1;
        }
        write_block(out, block);
    }
    if cells > 0 {
        out.push_str("</div>\n</div>\n");
    }
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { depth: Depth::Label, text, .. } => {
            out.push_str(&format!("<h4>{}</h4>\n", inline(text)));
        }
        Block::Heading { depth, anchor, text } => {
            let tag = if *depth == Depth::Chapter { "h2" } else { "h3" };
            let anchor = escaped(anchor);
            out.push_str(&format!("<{tag} id=\"{anchor}\">{}</{tag}>\n", inline(text)));
        }
        Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", inline(text))),
        Block::List { style, items } => write_list(out, *style, items),
        Block::Table { head, rows } => {
            let class = if head.len() > 2 { " class=\"wide\"" } else { "" };
            out.push_str(&format!("<div class=\"table\"><table{class}>\n<thead><tr>"));
            head.iter().for_each(|name| out.push_str(&format!("<th>{}</th>", escaped(name))));
            out.push_str("</tr></thead>\n<tbody>\n");
            for row in rows {
                out.push_str("<tr>");
                for (place, cell) in row.iter().enumerate() {
                    // On a narrow page a row is a card, and each cell has its name.
                    let name = head.get(place).filter(|_| place > 0 && !cell.is_empty());
                    let name = name.map(|name| format!(" data-name=\"{}\"", escaped(name)));
                    let (name, cell) = (name.unwrap_or_default(), inline(cell));
                    out.push_str(&format!("<td{name}>{cell}</td>"));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</tbody>\n</table></div>\n");
        }
        Block::Facts { brief, facts } => {
            out.push_str(if *brief { "<dl class=\"brief\">\n" } else { "<dl>\n" });
            for (name, value) in facts {
                let (name, value) = (escaped(name), inline(value));
                out.push_str(&format!("<div><dt>{name}</dt><dd>{value}</dd></div>\n"));
            }
            out.push_str("</dl>\n");
        }
        Block::Plot { plot, .. } => {
            out.push_str(&format!("<figure class=\"plot\">\n{}</figure>\n", plot.to_svg()));
        }
        // Drawn by this crate: well-formed, and every text in it escaped.
        Block::Picture { pictures, .. } => {
            for picture in pictures {
                // Of two, one is for wide and one for narrow pages.
                let class = if pictures.len() > 1 { picture.direction().name() } else { "only" };
                out.push_str(&format!(
                    "<figure class=\"{class}\">\n{}</figure>\n",
                    picture.to_svg()
                ));
            }
        }
    }
}

fn write_list(out: &mut String, style: ListStyle, items: &[Item]) {
    let (open, close) = match style {
        ListStyle::Plain => ("<ul>", "</ul>"),
        ListStyle::Numbered => ("<ol>", "</ol>"),
        ListStyle::Check => ("<ul class=\"check\">", "</ul>"),
    };
    // How many lists are open, each with an item that is.
    let mut depth = 0;
    for item in items {
        let wanted = (item.depth + 1).min(depth + 1);
        if wanted > depth {
            out.push_str(&format!("{open}\n"));
        }
        while depth > wanted {
            out.push_str(&format!("</li>\n{close}\n"));
            depth -= 1;
        }
        if wanted == depth {
            out.push_str("</li>\n");
        }
        depth = wanted;
        out.push_str(&format!("<li>{}", inline(&item.text)));
    }
    for _ in 0..depth {
        out.push_str(&format!("</li>\n{close}\n"));
    }
}

fn inline(text: &Text) -> String {
    let mut out = String::new();
    for piece in &text.0 {
        match piece {
            Piece::Fixed(words) => out.push_str(&escaped(words)),
            Piece::User(words) => out.push_str(&user(words)),
            Piece::Strong(words) => {
                out.push_str(&format!("<strong>{}</strong>", escaped(words)));
            }
            Piece::Id(id) => out.push_str(&format!("<code>{}</code>", user(id))),
            Piece::Address { text, address } => {
                let (address, text) = (escaped(address), user(text));
                out.push_str(&format!(
                    "<a href=\"{address}\" rel=\"noopener noreferrer\">{text}</a>"
                ));
            }
            Piece::Link { text, anchor } => {
                out.push_str(&format!("<a href=\"#{}\">{}</a>", escaped(anchor), user(text)));
            }
        }
    }
    out
}

fn user(text: &str) -> String {
    let lines: Vec<String> = lines(text).iter().map(|line| escaped(line)).collect();
    let html = lines.join("<br/>");
    if changes_direction(text) { format!("<bdi>{html}</bdi>") } else { html }
}

fn one_line(text: &str) -> String {
    escaped(&lines(text).join(" "))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(inert(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_user_is_markup() {
        let hostile = "</text><script>\"'&\nb\u{0}\u{ffff}";
        assert_eq!(
            inline(&Text::user(hostile)),
            "&lt;/text&gt;&lt;script&gt;&quot;'&amp;<br/>b\u{fffd}\u{fffd}"
        );
        assert_eq!(inline(&Text::user("\u{5d0}")), "<bdi>\u{5d0}</bdi>");
    }

    #[test]
    fn lists_nest_as_their_items_do() {
        let items = [0, 1, 1, 2, 0].map(|depth| Item { depth, text: Text::fixed("x") });
        let mut out = String::new();
        write_list(&mut out, ListStyle::Plain, &items);
        assert_eq!(
            out.replace('\n', ""),
            "<ul><li>x<ul><li>x</li><li>x<ul><li>x</li></ul></li></ul></li><li>x</li></ul>"
        );
    }
}
