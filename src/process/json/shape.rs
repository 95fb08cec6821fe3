//! What a reader says of a wrong shape, in the words of who writes the file.

use crate::value::text::{excerpt, nearest};

/// What is wrong with text that is not JSON.
pub(super) fn syntax(error: &serde_json::Error) -> String {
    let plain = plain_message(error);
    let what = match plain.as_str() {
        "trailing characters" => "the text goes on after its end",
        "trailing comma" => "there is a comma and then nothing",
        "key must be a string" => "expected a name in double quotes",
        "expected value" => {
            "expected a value: a text in double quotes, a number, `true`, `false`, a list or an object"
        }
        "expected ident" => "expected `true`, `false` or `null`",
        "expected `:`" => "expected `:` after the name",
        "expected `,` or `}`" => "expected `,` or `}`; is a comma missing?",
        "expected `,` or `]`" => "expected `,` or `]`; is a comma missing?",
        ended if ended.starts_with("EOF while parsing") => "the text ends too early; is it whole?",
        control if control.starts_with("control character") => {
            "a text in double quotes has a line break or control character in it; write it as `\\n` or `\\u0000`"
        }
        other => other,
    };
    format!("this is not JSON: {what}")
}

/// What is wrong with a value in well-formed JSON.
pub(super) fn explain(error: &serde_json::Error) -> String {
    words(&plain_message(error))
}

/// The message without the line and column that the reader puts at its end.
fn plain_message(error: &serde_json::Error) -> String {
    let full = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    full.strip_suffix(&end).map(str::to_owned).unwrap_or(full)
}

/// The one place that knows how `serde` and `serde_json` word their errors.
/// What it does not know it leaves as it is: the types of this crate word theirs
/// for people.
fn words(message: &str) -> String {
    if let Some((name, known)) = unknown(message, "unknown field `") {
        return choose(&format!("there is no field `{}` here", excerpt(name)), name, &known);
    }
    if let Some((name, known)) = unknown(message, "unknown variant `") {
        return choose(&format!("`{}` is not known here", excerpt(name)), name, &known);
    }
    if let Some(name) = between(message, "missing field `", "`") {
        return format!("`{name}` is missing");
    }
    if let Some(name) = between(message, "duplicate field `", "`") {
        return format!("`{name}` stands here twice");
    }
    for start in ["invalid type: ", "invalid value: "] {
        let pair = message.strip_prefix(start).and_then(|rest| rest.rsplit_once(", expected "));
        if let Some((found, wanted)) = pair {
            return format!("expected {}, found {}", expected(wanted), self::found(found));
        }
    }
    if let Some((count, wanted)) =
        message.strip_prefix("invalid length ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("expected {}, found {count} in it", expected(wanted));
    }
    match message {
        "expected value" => "expected a name, or an object with one entry".to_owned(),
        "trailing characters" => "the list has too many entries".to_owned(),
        "number out of range" => "the number is too large".to_owned(),
        other => other.to_owned(),
    }
}

/// The unknown name and the known ones, all of them in backticks. The known
/// names have none inside, the unknown one may have.
fn unknown<'a>(message: &'a str, start: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let rest = message.strip_prefix(start)?;
    let (name, known) =
        rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are no "))?;
    Some((name, known.split('`').skip(1).step_by(2).collect()))
}

fn choose(problem: &str, name: &str, known: &[&str]) -> String {
    if let Some(near) = nearest(name, known.iter().copied()) {
        return format!("{problem}, did you mean `{near}`?");
    }
    match known {
        [] => problem.to_owned(),
        [only] => format!("{problem}; expected `{only}`"),
        several => format!("{problem}; expected one of `{}`", several.join("`, `")),
    }
}

fn between<'a>(message: &'a str, start: &str, end: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_suffix(end)
}

/// What was found: a `map`, a `string "x"`, an integer in backticks …
fn found(found: &str) -> String {
    if let Some(text) = found.strip_prefix("string ") {
        return format!("the text {}", excerpt(text));
    }
    for kind in ["integer ", "floating point ", "boolean "] {
        if let Some(value) = found.strip_prefix(kind) {
            return value.to_owned();
        }
    }
    match found {
        "null" | "unit value" => "`null`",
        "map" => "an object",
        "sequence" => "a list",
        "unit variant" => "the name alone",
        other => other,
    }
    .to_owned()
}

/// What was expected, mostly named by its Rust type.
fn expected(wanted: &str) -> String {
    let whole = |most: u64| format!("a whole number from 0 to {most}");
    match wanted {
        "a string" => "a text".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" | "struct variant" => "an object".to_owned(),
        "newtype variant" => "an object with a value for the name".to_owned(),
        "unit" | "unit variant" => "the name alone, without a value".to_owned(),
        "u8" => whole(u8::MAX.into()),
        "u16" => whole(u16::MAX.into()),
        "u32" => whole(u32::MAX.into()),
        "u64" | "usize" => whole(u64::MAX),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        other => {
            if let Some(count) = other.strip_prefix("an array of length ") {
                format!("a list of {count}")
            } else if other.starts_with("struct ") {
                "an object".to_owned()
            } else {
                other.to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[track_caller]
    fn check(message: &str, said: &str) {
        assert_eq!(words(message), said);
    }

    #[test]
    fn unknown_names_come_with_the_nearest_known_one() {
        check(
            "unknown field `natur`, expected one of `nature`, `novelty`",
            "there is no field `natur` here, did you mean `nature`?",
        );
        check(
            "unknown field `xyz`, expected one of `nature`, `novelty`",
            "there is no field `xyz` here; expected one of `nature`, `novelty`",
        );
        check(
            "unknown field `xyz`, expected `nature`",
            "there is no field `xyz` here; expected `nature`",
        );
        check(
            "unknown field `xyz`, expected `to` or `from`",
            "there is no field `xyz` here; expected one of `to`, `from`",
        );
        check("unknown field `x`, there are no fields", "there is no field `x` here");
        check(
            "unknown variant `b2bb`, expected `b2b` or `b2c`",
            "`b2bb` is not known here, did you mean `b2b`?",
        );
        check(
            "unknown field `a`, expected `b`, expected `nature`",
            "there is no field `a`, expected `b` here; expected `nature`",
        );
        let long = "x".repeat(1_000_000);
        check(
            &format!("unknown field `{long}`, expected `nature`"),
            &format!("there is no field `{}…` here; expected `nature`", "x".repeat(60)),
        );
    }

    #[test]
    fn kinds_of_values_are_named_as_people_name_them() {
        check("missing field `id`", "`id` is missing");
        check("duplicate field `id`", "`id` stands here twice");
        check(
            "invalid type: string \"x\", expected u32",
            "expected a whole number from 0 to 4294967295, found the text \"x\"",
        );
        check(
            "invalid value: integer `-1`, expected u32",
            "expected a whole number from 0 to 4294967295, found `-1`",
        );
        check("invalid type: null, expected a string", "expected a text, found `null`");
        check(
            "invalid type: sequence, expected struct Profile",
            "expected an object, found a list",
        );
        check("invalid type: map, expected a sequence", "expected a list, found an object");
        check(
            "invalid type: floating point `1.5`, expected u8",
            "expected a whole number from 0 to 255, found `1.5`",
        );
        check("invalid type: boolean `true`, expected f64", "expected a number, found `true`");
        check(
            "invalid length 1, expected an array of length 2",
            "expected a list of 2, found 1 in it",
        );
        check(
            "invalid type: unit variant, expected newtype variant",
            "expected an object with a value for the name, found the name alone",
        );
        check(
            "invalid type: string \", expected \", expected a boolean",
            "expected `true` or `false`, found the text \", expected \"",
        );
    }

    #[test]
    fn other_words_are_left_alone() {
        check("`x` is not money", "`x` is not money");
        check("expected value", "expected a name, or an object with one entry");
        check("", "");
    }
}
