//! What is wrong with a draft: every problem at once, each with its place.

use std::fmt;

use serde::Serialize;

use super::words::{Say, messages};
use super::{Coded, FieldError, FieldKind, Hint, IdError, Language, Message, Words};

/// Why a draft cannot be built: all problems found, in the order of the draft.
///
/// For programs it is a list of problems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems; never empty.
    pub fn all(&self) -> &[Problem] {
        &self.0
    }

    /// The problems, to keep.
    pub(crate) fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl Say for Problems {
    fn say(&self, language: Language, out: &mut String) {
        let texts: Vec<String> = self.0.iter().map(|problem| problem.text_in(language)).collect();
        out.push_str(&texts.join("; "));
    }
}

/// One thing that is wrong with a draft, and where.
///
/// For programs it is an object with `place`, `code`, `params` and the English
/// `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The path of the value in the stored form, such as
    /// `pipelines[0].moves[2].to`; empty where it is the whole of it.
    pub place: String,
    /// What is wrong there.
    #[serde(flatten)]
    pub kind: ProblemKind,
}

impl Coded for Problem {
    fn code(&self) -> &'static str {
        self.kind.code()
    }
}

impl Message for Problem {
    fn text_in(&self, language: Language) -> String {
        let text = self.kind.text_in(language);
        if self.place.is_empty() { text } else { format!("{}: {text}", self.place) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(Language::English))
    }
}

impl std::error::Error for Problem {}

messages! {
    /// What can be wrong with a draft of the right shape.
    #[derive(Eq)]
    pub enum ProblemKind {
        /// An id that is not one.
        Id {
            /// Why.
            error: IdError,
        } = "id", "{error}", "{error}", "{error}";
        /// Something that must be there is not.
        Missing {
            /// What is missing, and what to write.
            why: Words,
        } = "missing", "{why}", "{why}", "{why}";
        /// An id that something else of the kind already has.
        Duplicate {
            /// The id used twice.
            id: String,
            /// The place that has it first.
            first: String,
        } = "duplicate",
            "the id `{id}` is taken by {first}; ids of one kind must differ",
            "идентификатор `{id}` уже занят: {first}; одинаковых быть не должно",
            "identificatorul `{id}` este deja folosit la {first}; trebuie să fie diferite";
        /// A name that refers to nothing.
        Unknown {
            /// The kind of thing looked for, such as `stage or outcome`.
            what: Words,
            /// The name that was not found.
            name: String,
            /// What may have been meant.
            hint: Hint,
        } = "unknown",
            "there is no {what} `{name}`{hint}",
            "{what} `{name}` не найдено{hint}",
            "{what} `{name}` nu există{hint}";
        /// A move that starts at an outcome.
        ExitFromOutcome {
            /// The outcome.
            id: String,
        } = "exit_from_outcome",
            "`{id}` is an outcome, and a deal does not leave an outcome; start the move at a stage",
            "`{id}` — исход, а из исхода сделка не выходит; начните переход с этапа",
            "`{id}` este un rezultat, iar o tranzacție nu iese din el; începeți trecerea de la o etapă";
        /// A number out of its range.
        Range {
            /// The number found.
            found: String,
            /// What is allowed.
            expected: Words,
        } = "range",
            "{found} is out of range; expected {expected}",
            "{found} вне допустимого; ожидается {expected}",
            "{found} este în afara limitelor; se așteaptă {expected}";
        /// A rule that is not one, and why.
        Rule {
            /// Why, by the code of that error.
            reason: &'static str,
            /// Why, in words.
            why: Words,
        } = "rule", "{why}", "{why}", "{why}";
        /// A value that cannot stand in its field.
        Field {
            /// Why.
            error: FieldError,
        } = "field", "{error}", "{error}", "{error}";
        /// A threshold that nothing can reach.
        OutOfReach {
            /// What is asked for.
            wanted: String,
            /// The most there can be.
            most: String,
        } = "out_of_reach",
            "{wanted} can never be reached; all criteria together make {most}",
            "{wanted} никогда не набрать; все критерии вместе дают {most}",
            "{wanted} nu se poate atinge; toate criteriile împreună dau {most}";
        /// Criteria of one's own under the name of a built-in framework.
        BuiltIn {
            /// The name.
            name: String,
        } = "built_in",
            "`{name}` is built in and has its criteria; give your own criteria another name",
            "`{name}` встроено и имеет свои критерии; дайте своим критериям другое имя",
            "`{name}` este predefinit și are criteriile lui; dați criteriilor proprii alt nume";
        /// Something that does not fit where it stands.
        Unfit {
            /// Why, and what to write.
            why: Words,
        } = "unfit", "{why}", "{why}", "{why}";
        /// Options of a field that is no choice.
        OptionsOfNoChoice {
            /// The field.
            field: String,
            /// What it holds.
            kind: FieldKind,
        } = "options_of_no_choice",
            "only a choice has options; `{field}` is {kind}",
            "варианты есть только у поля choice, а `{field}` — {kind}",
            "doar un câmp choice are variante, iar `{field}` este {kind}";
        /// A bound of a field whose values have no order.
        BoundWithoutOrder {
            /// `at_least` or `at_most`.
            bound: String,
            /// The field.
            field: String,
            /// What it holds.
            kind: FieldKind,
        } = "bound_without_order",
            "`{bound}` asks about a number, an amount or a date; `{field}` is {kind}",
            "`{bound}` сравнивает число, сумму или дату, а `{field}` — {kind}",
            "`{bound}` compară un număr, o sumă sau o dată, iar `{field}` este {kind}";
        /// A link that is none, or could run in the page that shows it.
        Link {
            /// The link.
            link: String,
        } = "link",
            "`{link}` is not a link; expected one that begins with `https://`, `http://` or `mailto:`",
            "`{link}` — не ссылка; ожидается начало `https://`, `http://` или `mailto:`",
            "`{link}` nu este un link; trebuie să înceapă cu `https://`, `http://` sau `mailto:`";
        /// A stage whose deals are sent to two places.
        TwoTargets {
            /// The one.
            first: String,
            /// The other.
            second: String,
        } = "two_targets",
            "its deals cannot go to both `{first}` and `{second}`",
            "его сделки не могут перейти и в `{first}`, и в `{second}`",
            "tranzacțiile ei nu pot trece și în `{first}`, și în `{second}`";
        /// A stage that would become an outcome, or the other way about.
        OtherNature {
            /// What it is.
            is: Words,
            /// Where its deals would go.
            target: String,
            /// What that is.
            becomes: Words,
        } = "other_nature",
            "it is {is}, but `{target}` is {becomes}",
            "это {is}, а `{target}` — {becomes}",
            "aceasta este {is}, iar `{target}` este {becomes}";
        /// A kind of deal that two pipelines serve for the same segment.
        ServedTwice {
            /// The kind of deal.
            kind: String,
            /// The place that names it first.
            first: String,
        } = "served_twice",
            "`{kind}` deals are served by {first} already; name each kind of deal once",
            "сделки вида `{kind}` уже обслуживает {first}; назовите каждый вид один раз",
            "tranzacțiile `{kind}` sunt deja deservite de {first}; numiți fiecare fel o singură dată";
    }
}

impl ProblemKind {
    /// A name that refers to nothing, with what may have been meant.
    pub(crate) fn unknown<'a>(
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let [russian, romanian] = match what {
            "stage or outcome" => ["этап или исход", "etapa sau rezultatul"],
            "old stage or outcome" => ["прежний этап или исход", "vechea etapă sau rezultat"],
            "new stage or outcome" => ["новый этап или исход", "noua etapă sau rezultat"],
            "role" => ["роль", "rolul"],
            "kind of role" => ["вид роли", "felul rolului"],
            "field" => ["поле", "câmpul"],
            "built-in framework" => ["встроенная методика", "metoda predefinită"],
            other => [other, other],
        };
        let what = Words::of([what, russian, romanian]);
        Self::Unknown { what, name: name.to_owned(), hint: Hint::of(name, known) }
    }

    pub(crate) fn missing(words: [&'static str; 3]) -> Self {
        Self::Missing { why: Words::of(words) }
    }

    pub(crate) fn unfit(words: [&'static str; 3]) -> Self {
        Self::Unfit { why: Words::of(words) }
    }

    pub(crate) fn range(found: impl fmt::Display, expected: [&'static str; 3]) -> Self {
        Self::Range { found: found.to_string(), expected: Words::of(expected) }
    }
}

/// What a count of things must be.
pub(crate) const ONE_OR_MORE: [&str; 3] = ["1 or more", "1 или больше", "1 sau mai mult"];

/// The place of something inside a place.
pub(crate) fn join(place: &str, inner: impl fmt::Display) -> String {
    if place.is_empty() { inner.to_string() } else { format!("{place}.{inner}") }
}

/// Collects problems while a draft is read.
#[derive(Debug)]
pub(crate) struct Report {
    found: Vec<Problem>,
    /// How many more names may be compared with unknown ones. A hostile file
    /// can have a hundred thousand of each.
    comparisons: usize,
}

impl Default for Report {
    fn default() -> Self {
        Self { found: Vec::new(), comparisons: 100_000 }
    }
}

impl Report {
    pub(crate) fn add(&mut self, place: impl fmt::Display, kind: ProblemKind) {
        self.found.push(Problem { place: place.to_string(), kind });
    }

    /// Takes the id of a text, or notes why it is none.
    pub(crate) fn id<I>(&mut self, place: impl fmt::Display, text: &str) -> Option<I>
    where
        I: for<'a> TryFrom<&'a str, Error = IdError>,
    {
        match I::try_from(text) {
            Ok(id) => Some(id),
            Err(error) => {
                self.add(place, ProblemKind::Id { error });
                None
            }
        }
    }

    pub(crate) fn unknown<'a>(
        &mut self,
        place: impl fmt::Display,
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.into_iter().take(self.comparisons).collect();
        self.comparisons -= known.len();
        self.add(place, ProblemKind::unknown(what, name, known));
    }

    /// Notes every id of a list that is blank or used before in it.
    /// `place` names the place of the n-th id.
    pub(crate) fn distinct_ids<'a>(
        &mut self,
        ids: impl IntoIterator<Item = &'a str>,
        place: impl Fn(usize) -> String,
    ) {
        let mut seen = std::collections::HashMap::new();
        for (i, id) in ids.into_iter().enumerate() {
            if self.id::<crate::value::CriterionId>(place(i), id).is_none() {
                continue;
            }
            if let Some(&first) = seen.get(id) {
                let first = place(first);
                self.add(place(i), ProblemKind::Duplicate { id: id.to_owned(), first });
            } else {
                seen.insert(id, i);
            }
        }
    }

    pub(crate) fn finish<T>(self, built: Option<T>) -> Result<T, Problems> {
        match built {
            Some(built) if self.found.is_empty() => Ok(built),
            _ => Err(Problems(self.found)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_have_codes_parameters_and_three_languages() {
        super::super::words::check_table(ProblemKind::WORDS);
        super::super::words::check_table(FieldError::WORDS);
        let mut report = Report::default();
        report.unknown("pipelines[0].stages[1].role", "role", "haed", ["head"]);
        let problems = report.finish::<()>(None).unwrap_err();
        assert_eq!(
            serde_json::to_string(&problems).unwrap(),
            r#"[{"place":"pipelines[0].stages[1].role","code":"unknown","params":{"what":"role","name":"haed","hint":{"nearest":"head"}},"text":"there is no role `haed`, did you mean `head`?"}]"#
        );
        let russian = problems.all()[0].text_in(Language::Russian);
        assert_eq!(
            russian,
            "pipelines[0].stages[1].role: роль `haed` не найдено; возможно, имелось в виду `head`"
        );
    }
}
