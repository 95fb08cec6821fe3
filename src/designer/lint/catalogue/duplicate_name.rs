use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::designer::label::{name_of, names, shown};
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::process::StageKey;

lint! {
    DUPLICATE_NAME = "N02" "duplicate-name", Names, Warning;
    what: "Looks for stages and outcomes of one pipeline whose names are the same but for case and \
           spaces. Those without a name are called by their ids. Each name is told once, with all \
           that have it; a stage that allows it is left out.",
    why: "On a board or in a report nobody can tell them apart, and what is said of one is taken \
          for the other.",
    example: r#"start -> call -> offer -> call_2 -> won
call {"name": "Call back"}
call_2 {"name": "call  back"}"#,
    instead: r#"start -> call -> offer -> call_2 -> won
call {"name": "Call back"}
call_2 {"name": "Ask for a decision"}"#,
    checks: [Pipeline(check)],
}

/// How many ids a message shows at most.
const IDS_SHOWN: usize = 8;

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    // The first that has a name, and the place of its group once there are two.
    let mut first: HashMap<String, (StageKey, Option<usize>)> =
        HashMap::with_capacity(facts.stage_count());
    let mut groups: Vec<Vec<StageKey>> = Vec::new();
    let named = names(facts.pipeline).filter(|(key, _)| !DUPLICATE_NAME.is_allowed(facts, *key));
    for (key, name) in named {
        let folded = fold(name);
        // A name without letters is reported as empty.
        if folded.is_empty() {
            continue;
        }
        match first.entry(folded) {
            Entry::Vacant(entry) => {
                entry.insert((key, None));
            }
            Entry::Occupied(mut entry) => {
                let (first, place) = entry.get_mut();
                if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
                    group.push(key);
                } else {
                    *place = Some(groups.len());
                    groups.push(vec![*first, key]);
                }
            }
        }
    }
    groups.into_iter().map(|group| flaw(facts, group)).collect()
}

fn flaw(facts: &Facts<'_>, group: Vec<StageKey>) -> Flaw {
    let first = group.first().map_or("", |key| name_of(facts.pipeline, *key));
    let exactly = group.iter().all(|key| name_of(facts.pipeline, *key) == first);
    let but_for = if exactly { "" } else { ", but for case and spaces" };
    // By their ids: their names do not tell them apart.
    let ids = listed(group.iter().map(|key| format!("`{}`", facts.id(*key))), IDS_SHOWN);
    let message = format!("{ids} are named `{}`{but_for}", shown(first));
    Flaw::new(message).about(group).help("name each by what is different about it")
}

/// What is left of a name without case and spaces.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let visible = name.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    for letter in visible.flat_map(char::to_lowercase) {
        // The one letter whose lower case depends on where it stands.
        folded.push(if letter == 'ς' { 'σ' } else { letter });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, codes};

    #[test]
    fn the_same_but_for_case_and_spaces() {
        check(
            &DUPLICATE_NAME,
            "start -> a -> b -> c -> d -> e -> won\n\
             a {\"name\": \"Call\"}\nb {\"name\": \"Äußerung  Öl\"}\nc {\"name\": \" call\"}\n\
             d {\"name\": \"äussERUNG öl\"}\ne {\"name\": \"ÄUßerungÖL\"}",
            &[
                "a, c: `a` and `c` are named `Call`, but for case and spaces\n\
                 help: name each by what is different about it",
                "b, e: `b` and `e` are named `Äußerung  Öl`, but for case and spaces\n\
                 help: name each by what is different about it",
            ],
        );
    }

    #[test]
    fn groups_are_in_the_order_of_their_first_stages() {
        let sketch = "start -> a -> b -> b_2 -> a_2 -> won\n\
                      a_2 {\"name\": \"A\"}\nb_2 {\"name\": \"B\"}";
        let help = "help: name each by what is different about it";
        check(
            &DUPLICATE_NAME,
            sketch,
            &[
                &format!("a, a_2: `a` and `a_2` are named `a`, but for case and spaces\n{help}"),
                &format!("b, b_2: `b` and `b_2` are named `b`, but for case and spaces\n{help}"),
            ],
        );
    }

    #[test]
    fn letters_of_two_lower_cases() {
        let sketch = "start -> a -> b -> won\na {\"name\": \"ΟΔΟΣ Α\"}\nb {\"name\": \"οδος α\"}";
        assert_eq!(codes("N", sketch), "N02");
    }

    #[test]
    fn the_same_to_the_letter() {
        check(
            &DUPLICATE_NAME,
            "start -> a -> b -> won\na {\"name\": \"x\\ny\"}\nb {\"name\": \"x\\ny\"}",
            &["a, b: `a` and `b` are named `x y`\nhelp: name each by what is different about it"],
        );
    }

    #[test]
    fn ids_and_outcomes_are_read_as_names_too() {
        check(
            &DUPLICATE_NAME,
            "start -> a -> b -> won\nlost\na {\"name\": \"B\"}\nlost {\"name\": \"WON\"}",
            &[
                "a, b: `a` and `b` are named `B`, but for case and spaces\n\
                 help: name each by what is different about it",
                "won, lost: `won` and `lost` are named `won`, but for case and spaces\n\
                 help: name each by what is different about it",
            ],
        );
    }

    #[test]
    fn different_names_and_other_pipelines() {
        check(&DUPLICATE_NAME, "start -> a -> ab -> won\npipeline two\nstart -> a -> won", &[]);
        check(
            &DUPLICATE_NAME,
            "start -> a -> b -> won\na {\"name\": \"\"}\nb {\"name\": \" \"}",
            &[],
        );
    }

    #[test]
    fn a_stage_that_allows_it_is_left_out() {
        let sketch = "start -> a -> b -> c -> won\na {\"name\": \"N\"}\nc {\"name\": \"N\"}\n";
        let allowed = "{\"name\": \"N\", \"allow\": [{\"lint\": \"N02\", \"reason\": \"twins\"}]}";
        check(
            &DUPLICATE_NAME,
            &format!("{sketch}b {allowed}"),
            &["a, c: `a` and `c` are named `N`\nhelp: name each by what is different about it"],
        );
        check(
            &DUPLICATE_NAME,
            &format!("start -> a -> b -> won\na {{\"name\": \"N\"}}\nb {allowed}"),
            &[],
        );
    }
}
