//! Reading a sketch.

use std::collections::HashMap;

use super::error::{Expected, Found, SketchError, SketchFault};
use super::is_word;
use crate::process::{Days, DealKind, Move, Outcome, OutcomeKind, PipelineDraft, Purpose, Stage};
use crate::value::{Hint, Probability, StageId};

/// A part of the text.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A word, which can be an id or mean something of its own.
    Word(String),
    /// An id in backticks.
    Id(String),
    /// A text in double quotes.
    Text(String),
    /// `->`, or a rework arrow with its limit.
    #[allow(clippy::option_option, reason = "no rework; rework without limit; with one")]
    Arrow(Option<Option<u32>>),
    /// Any other character.
    Sign(char),
    /// The end of a line that is not gone on with.
    End,
}

/// A token, its line and column, and how it stands in the text.
struct Placed<'t> {
    token: Token,
    line: usize,
    column: usize,
    text: &'t str,
}

/// What was read.
pub(super) struct Sketch {
    pub(super) draft: PipelineDraft,
    /// The first remark, where it stands before all else.
    pub(super) remark: Option<String>,
    /// The line at which each stage first stands.
    pub(super) lines: Vec<usize>,
}

fn tokens(text: &str) -> Result<Vec<Placed<'_>>, SketchError> {
    let mut tokens: Vec<Placed<'_>> = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let (mut rest, mut column) = (line, 1);
        let (line_number, before) = (number + 1, tokens.len());
        loop {
            let blank = rest.len() - rest.trim_start().len();
            let (blank, begin) = rest.split_at(blank);
            rest = begin;
            column += blank.chars().count();
            let fail = |fault| SketchError { line: line_number, column, fault };
            let Some(first) = rest.chars().next().filter(|c| *c != '#') else { break };
            let (token, after) = next(rest, first).map_err(fail)?;
            let (here, after) = rest.split_at(rest.len() - after.len());
            // A line that begins with an arrow goes on with the one before.
            let goes_on = matches!(token, Token::Arrow(_)) && tokens.len() == before;
            if goes_on && tokens.last().is_some_and(|last| last.token == Token::End) {
                tokens.pop();
            }
            tokens.push(Placed { token, line: line_number, column, text: here });
            rest = after;
            column += here.chars().count();
        }
        let ends =
            tokens.last().is_some_and(|last| !matches!(last.token, Token::Arrow(_) | Token::End));
        if ends {
            let column = line.chars().count() + 1;
            tokens.push(Placed { token: Token::End, line: line_number, column, text: "" });
        }
    }
    Ok(tokens)
}

/// The first token of a text, and what comes after it.
fn next(rest: &str, first: char) -> Result<(Token, &str), SketchFault> {
    if let Some(after) = rest.strip_prefix("->") {
        return Ok((Token::Arrow(None), after));
    }
    if let Some(after) = rest.strip_prefix('~') {
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (passes, after) = after.split_at(digits);
        if let Some(after) = after.strip_prefix('>') {
            if passes.is_empty() {
                return Ok((Token::Arrow(Some(None)), after));
            }
            let most: u32 =
                passes.parse().ok().filter(|most| *most > 0).ok_or_else(|| SketchFault::Range {
                    found: passes.to_owned(),
                    expected: "1 pass or more".to_owned(),
                })?;
            return Ok((Token::Arrow(Some(Some(most))), after));
        }
    }
    if first == '"' || first == '`' {
        let (text, after) = quoted(rest.get(1..).unwrap_or_default(), first)?;
        return Ok((if first == '"' { Token::Text(text) } else { Token::Id(text) }, after));
    }
    let end = rest
        .char_indices()
        .find(|(at, c)| {
            let decimal =
                *c == '.' && rest.get(..*at).is_some_and(|before| before.parse::<u64>().is_ok());
            !(is_word(*c) || decimal)
        })
        .map_or(rest.len(), |(at, _)| at);
    let (word, after) = rest.split_at(end.max(first.len_utf8()));
    let token = if end == 0 { Token::Sign(first) } else { Token::Word(word.to_owned()) };
    Ok((token, after))
}

/// The text up to a quote, and what comes after it.
fn quoted(rest: &str, quote: char) -> Result<(String, &str), SketchFault> {
    let mut out = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Ok((out, rest.get(at + c.len_utf8()..).unwrap_or_default()));
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => out.push('\n'),
            Some((_, c)) if c == quote || c == '\\' => out.push(c),
            Some((at, 'u')) => {
                let number = rest.get(at + 1..).and_then(|after| after.strip_prefix('{'));
                let number = number.and_then(|after| after.split_once('}')).map(|(hex, _)| hex);
                let found =
                    number.and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
                let Some(c) = found else {
                    return Err(SketchFault::Escape { found: "u".to_owned() });
                };
                out.push(c);
                // The brace, the digits, the brace.
                let skipped = number.map_or(0, str::len) + 2;
                let _digits = chars.by_ref().take(skipped).count();
            }
            Some((_, c)) => return Err(SketchFault::Escape { found: c.to_string() }),
            None => break,
        }
    }
    Err(SketchFault::Open { quote: quote.to_string() })
}

/// Where an id stands in the draft.
#[derive(Clone, Copy)]
enum Spot {
    Stage(usize),
    Outcome(usize),
}

struct Reader<'t> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Placed<'t>>>,
    draft: PipelineDraft,
    spots: HashMap<String, Spot>,
    lines: Vec<usize>,
    /// The place after all tokens.
    end: (usize, usize),
}

impl Sketch {
    pub(super) fn of(text: &str) -> Result<Self, SketchError> {
        let tokens = tokens(text)?;
        let end = tokens.last().map_or((1, 1), |last| (last.line, last.column));
        let mut reader = Reader {
            tokens: tokens.into_iter().peekable(),
            draft: PipelineDraft::new("main"),
            spots: HashMap::new(),
            lines: Vec::new(),
            end,
        };
        reader.heading()?;
        while reader.tokens.peek().is_some() {
            reader.chain()?;
        }
        let begin = text.trim_start_matches('\u{feff}').trim_start().lines().next();
        let remark =
            begin.and_then(|line| line.strip_prefix('#')).map(|remark| remark.trim().to_owned());
        let remark = remark.filter(|remark| !remark.is_empty());
        Ok(Self { draft: reader.draft, remark, lines: reader.lines })
    }
}

impl Reader<'_> {
    fn fail<T>(&mut self, fault: impl FnOnce(Found) -> SketchFault) -> Result<T, SketchError> {
        let (line, column) = self.tokens.peek().map_or(self.end, |next| (next.line, next.column));
        let found = self.tokens.peek().filter(|next| next.token != Token::End);
        let fault = fault(Found(found.map(|next| next.text.to_owned())));
        Err(SketchError { line, column, fault })
    }

    fn expected<T>(&mut self, expected: Expected) -> Result<T, SketchError> {
        self.fail(|found| SketchFault::Expected { expected, found })
    }

    fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek().map(|next| &next.token)
    }

    fn take(&mut self, token: &Token) -> bool {
        self.tokens.next_if(|next| next.token == *token).is_some()
    }

    fn sign(&mut self, sign: char) -> bool {
        self.take(&Token::Sign(sign))
    }

    fn word(&mut self, word: &str) -> bool {
        self.tokens.next_if(|next| matches!(&next.token, Token::Word(w) if w == word)).is_some()
    }

    /// A word or an id in backticks.
    fn name(&mut self, expected: Expected) -> Result<String, SketchError> {
        match self.peek() {
            Some(Token::Word(name) | Token::Id(name)) => {
                let name = name.clone();
                self.tokens.next();
                Ok(name)
            }
            _ => self.expected(expected),
        }
    }

    /// A name that is one of some choices.
    fn choice<T>(
        &mut self,
        expected: Expected,
        of: impl FnOnce(&str) -> Option<T>,
        known: &[&str],
    ) -> Result<T, SketchError> {
        let Some(Token::Word(name)) = self.peek().cloned() else { return self.expected(expected) };
        let Some(found) = of(&name) else {
            let hint = Hint::of(&name, known.iter().copied());
            return self.fail(|_| SketchFault::Unknown { name, hint });
        };
        self.tokens.next();
        Ok(found)
    }

    fn heading(&mut self) -> Result<(), SketchError> {
        if !self.word("pipeline") {
            return Ok(());
        }
        self.draft.id = self.name(Expected::Node)?;
        loop {
            if let Some(Token::Text(name)) = self.peek() {
                self.draft.name = Some(name.clone());
                self.tokens.next();
            } else if self.word("revision") {
                let Some(Token::Word(number)) = self.peek() else {
                    return self.expected(Expected::Revision);
                };
                let Ok(revision) = number.parse() else { return self.expected(Expected::Revision) };
                self.draft.revision = revision;
                self.tokens.next();
            } else if self.word("for") {
                loop {
                    let names: Vec<&str> = DealKind::ALL.iter().map(|kind| kind.name()).collect();
                    let kind = self.choice(Expected::DealKind, |name| name.parse().ok(), &names)?;
                    self.draft.serves.push(kind);
                    if !self.sign(',') {
                        break;
                    }
                }
            } else if self.word("prepaid") {
                self.draft.prepaid = true;
            } else if self.word("max") {
                self.draft.max_cycle_days = Some(self.days()?);
            } else if self.take(&Token::End) {
                return Ok(());
            } else {
                return self.expected(Expected::Heading);
            }
        }
    }

    fn chain(&mut self) -> Result<(), SketchError> {
        let start = self.word("start");
        if start && !self.take(&Token::Arrow(None)) {
            return self.expected(Expected::Arrow);
        }
        let (mut from, _) = self.node(false)?;
        if start {
            self.begin_at(&from)?;
        }
        loop {
            let next = self.tokens.next_if(|next| matches!(next.token, Token::Arrow(_)));
            let Some(Placed { token: Token::Arrow(rework), line, column, .. }) = next else {
                break;
            };
            if matches!(self.spots.get(&from), Some(Spot::Outcome(_))) {
                let fault = SketchFault::LeavesOutcome { id: from };
                return Err(SketchError { line, column, fault });
            }
            let (to, share) = self.node(true)?;
            let mut step = Move::new(from, to.clone());
            step.probability = share;
            if let Some(most) = rework {
                step = step.rework(most);
            }
            self.draft.moves.push(step);
            from = to;
        }
        if self.take(&Token::End) { Ok(()) } else { self.expected(Expected::Rest) }
    }

    fn begin_at(&mut self, id: &str) -> Result<(), SketchError> {
        if let Some(Spot::Stage(i)) = self.spots.get(id).copied() {
            if let Some(stage) = self.draft.stages.get_mut(i) {
                stage.start = true;
            }
            Ok(())
        } else {
            let id = id.to_owned();
            self.fail(|_| SketchFault::OfOutcome { id })
        }
    }

    /// A stage or outcome with what is said of it, and the share of the move
    /// into it.
    fn node(&mut self, after_arrow: bool) -> Result<(String, Option<Probability>), SketchError> {
        let is_word = matches!(self.peek(), Some(Token::Word(_)));
        if let Some(Token::Word(name) | Token::Id(name)) = self.peek() {
            if let Err(error) = StageId::new(name) {
                return self.fail(|_| SketchFault::Id { error });
            }
        }
        let line = self.tokens.peek().map_or(1, |next| next.line);
        let id = self.name(Expected::Node)?;
        let mut kind = None;
        if self.sign('(') {
            let names: Vec<&str> = OutcomeKind::ALL.iter().map(|kind| kind.name()).collect();
            kind = Some(self.choice(Expected::OutcomeKind, |name| name.parse().ok(), &names)?);
            if !self.sign(')') {
                return self.expected(Expected::Parenthesis);
            }
        }
        let spot = match (self.spots.get(&id).copied(), kind) {
            (Some(spot), None) => spot,
            (Some(spot @ Spot::Outcome(i)), kind)
                if self.draft.outcomes.get(i).map(|outcome| outcome.kind) == kind =>
            {
                spot
            }
            (Some(_), Some(_)) => return self.fail(|_| SketchFault::OtherKind { id }),
            (None, kind) => {
                let meant = || id.parse().ok().filter(|_| is_word);
                self.add(&id, kind.or_else(meant), line)
            }
        };
        let mut share = None;
        loop {
            if let Some(Token::Word(word)) = self.peek() {
                if word.starts_with(|c: char| c.is_ascii_digit()) && !word.ends_with('d') {
                    if !after_arrow {
                        return self.fail(|_| SketchFault::NoMove);
                    }
                    let again = share.replace(self.share()?).is_some();
                    if again {
                        return self.fail(|_| SketchFault::Twice { id });
                    }
                    continue;
                }
            }
            if !self.attribute(&id, spot)? {
                return Ok((id, share));
            }
        }
    }

    fn add(&mut self, id: &str, kind: Option<OutcomeKind>, line: usize) -> Spot {
        let spot = if let Some(kind) = kind {
            self.draft.outcomes.push(Outcome { id: id.to_owned(), kind, name: None });
            Spot::Outcome(self.draft.outcomes.len() - 1)
        } else {
            self.draft.stages.push(Stage { name: None, ..Stage::new(id, "") });
            self.lines.push(line);
            Spot::Stage(self.draft.stages.len() - 1)
        };
        self.spots.insert(id.to_owned(), spot);
        spot
    }

    /// One thing that is said of a stage or outcome; false where none is.
    fn attribute(&mut self, id: &str, spot: Spot) -> Result<bool, SketchError> {
        let what = match self.peek() {
            Some(Token::Text(name)) => {
                let name = name.clone();
                let slot = match spot {
                    Spot::Stage(i) => self.draft.stages.get_mut(i).map(|stage| &mut stage.name),
                    Spot::Outcome(i) => self.draft.outcomes.get_mut(i).map(|end| &mut end.name),
                };
                if slot.is_some_and(|slot| slot.replace(name).is_some()) {
                    let id = id.to_owned();
                    return self.fail(|_| SketchFault::Twice { id });
                }
                self.tokens.next();
                return Ok(true);
            }
            Some(Token::Sign(sign @ ('[' | '@'))) => *sign,
            Some(Token::Word(word)) if word == "stale" => 's',
            Some(Token::Word(word)) if word == "win" => 'w',
            Some(Token::Word(word)) if word.starts_with(|c: char| c.is_ascii_digit()) => 'd',
            _ => return Ok(false),
        };
        let Spot::Stage(i) = spot else {
            let id = id.to_owned();
            return self.fail(|_| SketchFault::OfOutcome { id });
        };
        let taken = self.draft.stages.get(i).is_some_and(|stage| match what {
            '[' => !stage.purposes.is_empty(),
            '@' => stage.role.is_some(),
            's' => stage.stale_after_days.is_some(),
            'w' => stage.win_probability.is_some(),
            _ => stage.typical_days.is_some(),
        });
        if taken {
            let id = id.to_owned();
            return self.fail(|_| SketchFault::Twice { id });
        }
        if what != 'd' {
            self.tokens.next();
        }
        let mut said = Stage::new("", "");
        match what {
            '[' => said.purposes = self.purposes()?,
            '@' => said.role = Some(self.name(Expected::Role)?),
            's' => said.stale_after_days = Some(self.days()?),
            'w' => said.win_probability = Some(self.share()?),
            _ => said.typical_days = Some(self.days()?),
        }
        if let Some(stage) = self.draft.stages.get_mut(i) {
            stage.purposes.append(&mut said.purposes);
            stage.role = stage.role.take().or(said.role);
            stage.stale_after_days = stage.stale_after_days.or(said.stale_after_days);
            stage.win_probability = stage.win_probability.or(said.win_probability);
            stage.typical_days = stage.typical_days.or(said.typical_days);
        }
        Ok(true)
    }

    fn purposes(&mut self) -> Result<Vec<Purpose>, SketchError> {
        let mut purposes = Vec::new();
        loop {
            let purpose = self.choice(Expected::Purpose, |name| name.parse().ok(), &[])?;
            purposes.push(purpose);
            if self.sign(']') {
                return Ok(purposes);
            }
            if !self.sign(',') {
                return self.expected(Expected::ListEnd);
            }
        }
    }

    fn days(&mut self) -> Result<Days, SketchError> {
        let number = match self.peek() {
            Some(Token::Word(word)) => word.strip_suffix('d').and_then(|n| n.parse::<f64>().ok()),
            _ => None,
        };
        let Some(number) = number else { return self.expected(Expected::Days) };
        let Ok(days) = Days::new(number) else {
            let (found, expected) = (format!("{number}d"), "0 to 36525 days".to_owned());
            return self.fail(|_| SketchFault::Range { found, expected });
        };
        self.tokens.next();
        Ok(days)
    }

    fn share(&mut self) -> Result<Probability, SketchError> {
        // The number is shifted as text, so that 29% is exactly 0.29.
        let number = match self.peek() {
            Some(Token::Word(word)) => format!("{word}e-2").parse::<f64>().ok(),
            _ => None,
        };
        let Some(number) = number else { return self.expected(Expected::Share) };
        let Ok(share) = Probability::new(number) else {
            let (found, expected) = (format!("{}%", number * 100.0), "0% to 100%".to_owned());
            return self.fail(|_| SketchFault::Range { found, expected });
        };
        self.tokens.next();
        if self.sign('%') { Ok(share) } else { self.expected(Expected::Share) }
    }
}
