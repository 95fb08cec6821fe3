use std::collections::HashMap;

use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::{Facts, listed};
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::ways::{Leg, shortest_way};
use crate::process::OutcomeKind::Won;
use crate::process::StageKey;
use crate::process::graph::StageSet;

/// How many roles are named in one line.
const ROLES_SHOWN: usize = 4;

/// How many roles are followed at once: one for each bit.
const AT_ONCE: usize = 64;

lint! {
    OWNER_PING_PONG = "Q08" "owner-ping-pong", Quality, Notice;
    what: "Looks for ways from a start to Won on which the responsible role changes and later \
           changes back: a role hands the deal over and gets it again. It is told once for the \
           pipeline, of all stages that stand between two of another role, with a shortest stretch \
           for the first such role and the names of the others. Rework moves are left out: work \
           that goes back goes back to who did it. Stages without a role change no hands, and a \
           stage that allows this lint is not counted as standing between.",
    why: "At each change of hands a deal waits and something is forgotten, and the customer has to \
          tell it all again. Who only takes part need not be responsible.",
    example: r"start -> request -> demo -> offer -> won
request @hunter
demo @presales
offer @hunter",
    instead: r#"start -> request -> demo -> offer -> won
request @hunter
demo {"role": "hunter", "participants": [{"party": "department", "name": "Presales"}]}
offer @hunter"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    flaw(facts).into_iter().collect()
}

fn flaw(facts: &Facts<'_>) -> Option<Flaw> {
    let owners = Owners::of(facts);
    if owners.roles.len() < 2 {
        return None;
    }
    let (again, between) = owners.to_and_fro(facts);
    let (first, others) = again.split_first()?;
    let leads_on = |step| facts.leads_on(step);
    let on_the_way = |key| owners.on_the_way.contains(key);
    let theirs = |key| owners.role_of(key) == Some(*first);
    let anothers = |key| owners.stands_between(facts, key).is_some_and(|role| role != *first);
    let legs = [
        Leg { follow: &leads_on, passable: &on_the_way, goal: &anothers },
        Leg { follow: &leads_on, passable: &on_the_way, goal: &theirs },
    ];
    let from = facts.pipeline.stage_keys().filter(|key| theirs(*key));
    let way = shortest_way(facts.pipeline.graph(), from, &legs)?;
    let middle = way.iter().copied().find(|key| anothers(*key))?;
    let name = |role: usize| owners.roles.get(role).copied().unwrap_or_default();
    let mut message = format!(
        "responsibility goes from `{0}` to `{1}` and back to `{0}`",
        name(*first),
        owners.role_of(middle).map_or("", name)
    );
    if !others.is_empty() {
        let others = others.iter().map(|role| format!("`{}`", name(*role)));
        message += &format!(", and likewise away from {}", listed(others, ROLES_SHOWN));
    }
    let help = format!(
        "let one role answer for the deal all along and the other take part, or bring the stages \
         of `{}` together",
        name(*first)
    );
    Some(Flaw::new(message).about(between.iter()).path(way).help(help))
}

/// Who answers for the deal along the ways to Won.
struct Owners<'a> {
    /// The stages on a way from a start to Won, rework moves left out.
    on_the_way: StageSet,
    /// The roles there, in the order of their first stages.
    roles: Vec<&'a str>,
    /// The place among them of each stage's role.
    role_of: Vec<Option<usize>>,
}

impl<'a> Owners<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let (pipeline, graph) = (facts.pipeline, facts.pipeline.graph());
        let leads_on = |step| facts.leads_on(step);
        let begun = graph.reachable(pipeline.starts(), &leads_on);
        let won = graph.reaching(pipeline.ends(Won), &leads_on);
        let both = |key: &StageKey| begun.contains(*key) && won.contains(*key);
        let on_the_way = facts.set(pipeline.stage_keys().filter(both));
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut roles = Vec::new();
        let mut role_of = vec![None; graph.len()];
        for key in on_the_way.iter() {
            let Some(stage) = pipeline.working_stage(key) else { continue };
            if let (Some(role), Some(slot)) = (stage.role.as_deref(), role_of.get_mut(key.index()))
            {
                *slot = Some(*places.entry(role).or_insert_with(|| {
                    roles.push(role);
                    roles.len() - 1
                }));
            }
        }
        Self { on_the_way, roles, role_of }
    }

    fn role_of(&self, key: StageKey) -> Option<usize> {
        self.role_of.get(key.index()).copied().flatten()
    }

    /// The role of a stage, unless the stage may stand between others.
    fn stands_between(&self, facts: &Facts<'_>, key: StageKey) -> Option<usize> {
        self.role_of(key).filter(|_| !OWNER_PING_PONG.is_allowed(facts, key))
    }

    /// The roles that get a deal again, in order, and the stages where another
    /// has it meanwhile.
    fn to_and_fro(&self, facts: &Facts<'_>) -> (Vec<usize>, StageSet) {
        let on_the_way = |key: &StageKey| self.on_the_way.contains(*key);
        let mut components =
            facts.pipeline.graph().components_last_first(&|step| facts.leads_on(step));
        // What hangs together by moves that lead on is on the way as a whole or
        // not at all.
        components.retain(|component| component.iter().all(on_the_way));
        let (mut again, mut between) = (Vec::new(), facts.set([]));
        for first in (0..self.roles.len()).step_by(AT_ONCE) {
            let bit = |role: usize| match role.checked_sub(first) {
                Some(place) if place < AT_ONCE => 1_u64 << place,
                _ => 0,
            };
            let ahead = self.gathered(facts, components.iter(), Side::Ahead, &bit);
            let behind = self.gathered(facts, components.iter().rev(), Side::Behind, &bit);
            let mut found = 0;
            for key in self.on_the_way.iter() {
                let Some(role) = self.stands_between(facts, key) else { continue };
                let at = |masks: &[u64]| masks.get(key.index()).copied().unwrap_or_default();
                let both_sides = at(&ahead) & at(&behind) & !bit(role);
                if both_sides != 0 {
                    found |= both_sides;
                    between.insert(key);
                }
            }
            again.extend((first..self.roles.len()).filter(|role| found & bit(*role) != 0));
        }
        (again, between)
    }

    /// A bit for each role that a deal can have met up to a stage, or can meet
    /// from it on, the stage itself included. Components come with those that lie
    /// on that side first.
    fn gathered<'k>(
        &self,
        facts: &Facts<'_>,
        components: impl Iterator<Item = &'k Vec<StageKey>>,
        side: Side,
        bit: &dyn Fn(usize) -> u64,
    ) -> Vec<u64> {
        let graph = facts.pipeline.graph();
        let mut gathered = vec![0; graph.len()];
        for component in components {
            let mut roles = 0;
            for stage in component {
                let mut take = |(other, step): (StageKey, usize)| {
                    if facts.leads_on(step) {
                        roles |= gathered.get(other.index()).copied().unwrap_or_default();
                    }
                };
                match side {
                    Side::Ahead => graph.exits(*stage).for_each(&mut take),
                    Side::Behind => graph.entries(*stage).for_each(&mut take),
                }
                roles |= self.role_of(*stage).map_or(0, bit);
            }
            for stage in component {
                if let Some(slot) = gathered.get_mut(stage.index()) {
                    *slot = roles;
                }
            }
        }
        gathered
    }
}

/// Which way to look from a stage.
#[derive(Clone, Copy)]
enum Side {
    Ahead,
    Behind,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, read};

    /// Stages named by their role's first letter and a number; `x` has none.
    fn sketch(moves: &str) -> String {
        let roles = [("h", "hunter"), ("p", "presales"), ("d", "delivery")];
        let mut words: Vec<&str> = moves.split_whitespace().collect();
        words.sort_unstable();
        words.dedup();
        let mut sketch = moves.to_owned();
        for word in words {
            for (letter, role) in roles {
                if word.strip_prefix(letter).is_some_and(|rest| rest.parse::<u32>().is_ok()) {
                    sketch += &format!("\n{word} {{\"role\": \"{role}\"}}");
                }
            }
        }
        sketch
    }

    fn told(about: &str, roles: (&str, &str), others: &str, way: &str) -> String {
        let (one, other) = roles;
        format!(
            "{about}: responsibility goes from `{one}` to `{other}` and back to `{one}`{others}\n\
             witness: {way}\n\
             help: let one role answer for the deal all along and the other take part, or bring \
             the stages of `{one}` together"
        )
    }

    #[track_caller]
    fn check_roles(moves: &str, expected: &[&str]) {
        check(&OWNER_PING_PONG, &sketch(moves), expected);
    }

    #[test]
    fn a_role_gets_the_deal_again() {
        check_roles(
            "start -> h1 -> h2 -> p1 -> h3 -> won",
            &[&told("p1", ("hunter", "presales"), "", "`h2` -> `p1` -> `h3`")],
        );
        check_roles(
            "start -> h1 -> x -> p1 -> p2 -> x2 -> h2 -> won\np1 -> d1 -> d2 -> d3 -> h2",
            &[&told(
                "p1, p2, d1, d2, d3",
                ("hunter", "presales"),
                "",
                "`h1` -> `x` -> `p1` -> `p2` -> `x2` -> `h2`",
            )],
        );
    }

    #[test]
    fn other_roles_are_named() {
        check_roles(
            "start -> h1 -> p1 -> h2 -> p2 -> d1 -> won\nd1 -> x -> d2 -> won",
            &[&told(
                "p1, h2",
                ("hunter", "presales"),
                ", and likewise away from `presales`",
                "`h1` -> `p1` -> `h2`",
            )],
        );
    }

    #[test]
    fn handing_on_is_not_handing_back() {
        check_roles("start -> h1 -> x -> h2 -> p1 -> p2 -> d1 -> won\nh1 -> d1", &[]);
        // One deal goes one way, another the other.
        check_roles("start -> h1 -> p1 -> won\nstart -> p2 -> h2 -> won\nh1 -> h2", &[]);
    }

    #[test]
    fn only_on_the_way_from_a_start_to_won() {
        check_roles("start -> h1 -> p1 -> h2 -> lost\nh1 -> won", &[]);
        check_roles("start -> p1 -> h2 -> won\nh1 -> p1", &[]);
        check_roles("h1 -> p1 -> h2 -> won", &[]);
    }

    #[test]
    fn rework_is_left_out_and_other_loops_are_not() {
        check_roles("start -> h1 -> p1 -> won\np1 ~> h1", &[]);
        check_roles(
            "start -> h1 -> p1 -> won\np1 -> h1",
            &[&told(
                "h1, p1",
                ("hunter", "presales"),
                ", and likewise away from `presales`",
                "`h1` -> `p1` -> `h1`",
            )],
        );
        check_roles("start -> h1 -> h2 -> x -> h1\nx -> won", &[]);
    }

    #[test]
    fn a_stage_can_be_meant_to_stand_between() {
        let allow = "{\"allow\": [{\"lint\": \"Q08\", \"reason\": \"signs off\"}]}";
        let moves = sketch("start -> h1 -> p1 -> h2 -> d1 -> h3 -> won");
        check(&OWNER_PING_PONG, &format!("{moves}\np1 {allow}\nd1 {allow}"), &[]);
        check(
            &OWNER_PING_PONG,
            &format!("{moves}\np1 {allow}"),
            &[&told("d1", ("hunter", "delivery"), "", "`h2` -> `d1` -> `h3`")],
        );
    }

    #[test]
    fn however_many_roles() {
        // Each of 200 roles once, and then the hundredth and the last but one
        // again.
        let mut entries = serde_json::json!({"roles": []});
        let mut sketch = "start".to_owned();
        for i in 0..200 {
            let role = serde_json::json!({"id": format!("r{i}"), "kind": "hunter"});
            entries["roles"].as_array_mut().unwrap().push(role);
            sketch += &format!(" -> s{i}");
        }
        sketch += " -> a -> b -> won\na {\"role\": \"r99\"}\nb {\"role\": \"r198\"}\n";
        for i in 0..200 {
            sketch += &format!("s{i} {{\"role\": \"r{i}\"}}\n");
        }
        let findings = read(&format!("process {entries}\n{sketch}")).lint();
        let found: Vec<_> = findings
            .iter()
            .filter(|finding| finding.lint == &OWNER_PING_PONG)
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(
            found,
            ["responsibility goes from `r99` to `r100` and back to `r99`, and likewise away from \
              `r198`"]
        );
    }
}
