//! Ids that XML allows, made of ids that may be any text.

use std::collections::HashSet;

/// The ids given so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    given: HashSet<String>,
}

impl Ids {
    /// An id that begins with a word of ours and tells what it is made of. The
    /// same parts, asked for again, are told apart by a number.
    pub(super) fn of(&mut self, word: &str, parts: &[&str]) -> String {
        let mut id = word.to_owned();
        for part in parts {
            id.push('_');
            id.push_str(&spelled(part));
        }
        let mut unique = id.clone();
        let mut number = 1;
        while !self.given.insert(unique.clone()) {
            number += 1;
            unique = format!("{id}.{number}");
        }
        unique
    }
}

/// A text with every character that an XML name may not have, or that has a
/// meaning here, spelled as its number between dots: no two texts become one.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' || c == '-' {
            out.push(c);
        } else {
            out.push_str(&format!(".{:x}.", u32::from(c)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_an_id_of_its_own() {
        let mut ids = Ids::default();
        let texts = ["offer", "offer", "a b", "a.20.b", "a_20_b", "договор", "\"<>&'"];
        let found: Vec<String> = texts.iter().map(|text| ids.of("stage", &[text])).collect();
        assert_eq!(
            found,
            [
                "stage_offer",
                "stage_offer.2",
                "stage_a.20.b",
                "stage_a.2e.20.2e.b",
                "stage_a_20_b",
                "stage_.434..43e..433..43e..432..43e..440.",
                "stage_.22..3c..3e..26..27.",
            ]
        );
        assert_eq!(ids.of("end", &["lost", "a"]), "end_lost_a");
    }
}
