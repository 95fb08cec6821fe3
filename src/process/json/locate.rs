//! The line at which a place stands in the text.

use std::collections::{BTreeMap, HashMap};

use serde_json::value::RawValue;

use super::Located;
use crate::value::problem::{Problem, Problems};

/// Each problem with the line of its place, in the order of the text. A place
/// that is not in the text (something is missing) has the line of what it
/// should be in.
pub(super) fn lines(text: &str, problems: Problems) -> Vec<Located> {
    let problems = problems.into_vec();
    let found = in_order(text, problems.iter().map(|problem| problem.place.as_str()));
    let mut problems: Vec<Option<Problem>> = problems.into_iter().map(Some).collect();
    let located = found.into_iter().filter_map(|(line, index)| {
        Some(Located { line, problem: problems.get_mut(index)?.take()? })
    });
    located.collect()
}

/// The line of each place, from 1. A place that is not in the text has the
/// line of what it should be in.
pub(super) fn lines_of(text: &str, places: &[impl AsRef<str>]) -> Vec<usize> {
    let mut lines = vec![1; places.len()];
    for (line, index) in in_order(text, places.iter().map(AsRef::as_ref)) {
        if let Some(slot) = lines.get_mut(index) {
            *slot = line;
        }
    }
    lines
}

/// The line and the number of each place, in the order of the text.
fn in_order<'p>(text: &str, places: impl Iterator<Item = &'p str>) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = offsets(text, places).into_iter().zip(0..).collect();
    found.sort_unstable();
    let (mut line, mut counted) = (1, 0);
    for (at, _) in &mut found {
        line += breaks(text, counted, *at);
        counted = std::mem::replace(at, line);
    }
    found
}

/// The line of a part of a text.
pub(super) fn line_of(text: &str, part: &str) -> usize {
    1 + breaks(text, 0, offset_of(text, part))
}

fn breaks(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).unwrap_or_default().matches('\n').count()
}

/// How many bytes into a text a part of it begins.
fn offset_of(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// Places of problems by their number, or what is left of each.
type Places<'p> = Vec<(usize, &'p str)>;

/// Where each place begins. All places are looked for at once, so that each
/// level of the text is read once however many there are.
fn offsets<'p>(text: &str, places: impl Iterator<Item = &'p str>) -> Vec<usize> {
    let all: Places<'_> = places.enumerate().collect();
    let mut offsets = vec![0; all.len()];
    let mut open: Vec<(&str, Places<'_>)> = vec![(text, all)];
    while let Some((value, wanted)) = open.pop() {
        let start = offset_of(text, value.trim_start());
        let mut deeper = Places::new();
        for (problem, rest) in wanted {
            if let Some(slot) = offsets.get_mut(problem) {
                *slot = start;
            }
            if !rest.is_empty() {
                deeper.push((problem, rest));
            }
        }
        if !deeper.is_empty() {
            open.extend(descend(value, deeper));
        }
    }
    offsets
}

/// The members of a value that places lead into, with what is left of each.
fn descend<'t, 'p>(value: &'t str, places: Places<'p>) -> Vec<(&'t str, Places<'p>)> {
    // By where each member begins: two can have the same text.
    let mut found: BTreeMap<usize, (&'t str, Places<'p>)> = BTreeMap::new();
    let mut enter = |member: &'t RawValue, problem, rest| {
        let text = member.get();
        found
            .entry(text.as_ptr() as usize)
            .or_insert((text, Places::new()))
            .1
            .push((problem, rest));
    };
    if let Ok(members) = serde_json::from_str::<HashMap<String, &RawValue>>(value) {
        for (problem, place) in places {
            if let Some((member, rest)) = entry(&members, place) {
                enter(member, problem, rest);
            }
        }
    } else if let Ok(members) = serde_json::from_str::<Vec<&RawValue>>(value) {
        for (problem, place) in places {
            if let Some((member, rest)) = item(&members, place) {
                enter(member, problem, rest);
            }
        }
    }
    found.into_values().collect()
}

/// The entry that a place begins with, and the rest of the place. A name may
/// have points in it (`targets.attract.cost_per_lead`); the longest that is
/// there is meant.
fn entry<'t, 'p>(
    members: &HashMap<String, &'t RawValue>,
    place: &'p str,
) -> Option<(&'t RawValue, &'p str)> {
    let ends = place.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.chain([place.len()]).collect();
    ends.reverse();
    ends.into_iter().find_map(|end| {
        let (name, rest) = place.split_at_checked(end)?;
        Some((*members.get(name)?, rest.strip_prefix('.').unwrap_or(rest)))
    })
}

/// The member of a list that a place begins with (`[2].id`), and the rest.
fn item<'t, 'p>(members: &[&'t RawValue], place: &'p str) -> Option<(&'t RawValue, &'p str)> {
    let (index, rest) = place.strip_prefix('[')?.split_once(']')?;
    let member = members.get(index.parse::<usize>().ok()?)?;
    Some((member, rest.strip_prefix('.').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::problem::ProblemKind;

    #[track_caller]
    fn check(place: &str, line: usize) {
        let text = "\n{\"a\": [1,\n {\"b\":\n 2}],\n\"c.d\": {\n\"e\": 3},\n \"\\u0066\": 4}";
        let problem = |place: &str| Problem {
            place: place.to_owned(),
            kind: ProblemKind::ExitFromOutcome { id: "x".to_owned() },
        };
        let mut report = crate::value::problem::Report::default();
        report.add(place, problem(place).kind);
        let problems = report.finish::<()>(None).unwrap_err();
        let found = lines(text, problems);
        assert_eq!(found, [Located { line, problem: problem(place) }], "{place}");
    }

    #[test]
    fn places_are_found_by_name_and_number() {
        check("", 2);
        check("a", 2);
        check("a[0]", 2);
        check("a[1]", 3);
        check("a[1].b", 4);
        check("c.d", 5);
        check("c.d.e", 6);
        check("f", 7);
    }

    #[test]
    fn what_is_missing_has_the_line_of_what_it_should_be_in() {
        check("z", 2);
        check("a[7].b", 2);
        check("a[1].c", 3);
        check("c.d[3]", 5);
        check("c.x", 2);
        check("a[99999999999999999999]", 2);
        check("a[é", 2);
    }
}
