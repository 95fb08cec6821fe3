//! Names that say what the seller has done instead of what the buyer has.

/// The words of a name in lower case: letters and digits, joined by hyphens.
fn words(name: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    name.split(|c| !is_part(c))
        .map(|word| word.trim_matches('-').chars().flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect()
}

/// Words for what a seller has done, in lower case, whatever follows them.
const DONE_BY_SELLER: &[&str] = &[
    "sent",
    "scheduled",
    "presented",
    "emailed",
    "called",
    "contacted",
    "quoted",
    "pitched",
    "booked",
    "submitted",
    "followed",
    "follow-up",
    "выслан",
    "выслано",
    "отправлен",
    "отправлено",
    "отправлена",
    "назначен",
    "назначена",
    "назначено",
    "проведен",
    "проведена",
    "проведено",
    "подготовлено",
    "подготовлен",
    "созвонились",
    "trimis",
    "trimisă",
    "trimise",
    "programat",
    "programată",
    "prezentat",
    "prezentată",
    "contactat",
    "pregătit",
    "pregătită",
];

/// Words for what a buyer has done or said, beside which it does not matter
/// what the seller did.
const DONE_BY_BUYER: &[&str] = &[
    "agreed",
    "accepted",
    "confirmed",
    "approved",
    "signed",
    "bought",
    "bought-in",
    "requested",
    "paid",
    "chosen",
    "decided",
    "согласован",
    "согласовано",
    "подтвержден",
    "подтверждён",
    "подписан",
    "принято",
    "принят",
    "одобрено",
    "одобрен",
    "оплачен",
    "оплачено",
    "acceptat",
    "acceptată",
    "confirmat",
    "confirmată",
    "aprobat",
    "semnat",
    "plătit",
];

/// The word in a name that says what the seller has done, where nothing in it
/// says what the buyer has; `more` are words of the company's own.
pub(super) fn sellers_word(name: &str, more: &[String]) -> Option<String> {
    let words = words(name);
    let is_one_of = |word: &String, list: &[&str]| list.contains(&word.as_str());
    if words.iter().any(|word| is_one_of(word, DONE_BY_BUYER)) {
        return None;
    }
    let is_sellers = |word: &&String| {
        is_one_of(word, DONE_BY_SELLER) || more.iter().any(|own| own.to_lowercase() == **word)
    };
    words.iter().find(is_sellers).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_seller_did_shows_in_the_name() {
        #[track_caller]
        fn check(name: &str, expected: Option<&str>) {
            assert_eq!(sellers_word(name, &["nudged".to_owned()]).as_deref(), expected, "{name}");
        }
        check("Presentation scheduled", Some("scheduled"));
        check("Contract sent", Some("sent"));
        check("Offer sent and accepted", None);
        check("Decision maker bought-in", None);
        check("КП отправлено", Some("отправлено"));
        check("Ofertă trimisă", Some("trimisă"));
        check("Nudged", Some("nudged"));
        check("Understand the need", None);
    }
}
