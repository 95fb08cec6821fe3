//! What does not compile, and what the compiler says then.

use std::collections::BTreeSet;

use sales_process::Named;
use sales_process::lifecycle::Machine;
use sales_process::lifecycle::customer::{CustomerMachine, CustomerState, CustomerVerb};
use sales_process::lifecycle::deal::{DealMachine, DealState, DealVerb};
use sales_process::lifecycle::handoff::{HandoffMachine, HandoffState, HandoffVerb};
use sales_process::lifecycle::lead::{LeadMachine, LeadState, LeadVerb};

/// The compiler whose words are stored beside the cases; another one says the
/// same in its own frame. That they do not compile at all is tested with every
/// compiler, in the docs of the machines.
const WORDS_OF: &str = "rustc 1.95.";

#[test]
fn a_move_that_a_state_does_not_have() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(rustc).arg("--version").output().unwrap();
    if String::from_utf8_lossy(&version.stdout).starts_with(WORDS_OF) {
        trybuild::TestCases::new().compile_fail("ui/*.rs");
    }
}

/// What the compiler tells of the moves, by state, is what the table says.
#[test]
fn the_moves_by_state_are_those_of_the_table() {
    let told = include_str!("../ui/moves.stderr");
    check_told::<DealMachine>(told, DealState::ALL, DealVerb::ALL);
    check_told::<LeadMachine>(told, LeadState::ALL, LeadVerb::ALL);
    check_told::<HandoffMachine>(told, HandoffState::ALL, HandoffVerb::ALL);
    check_told::<CustomerMachine>(told, CustomerState::ALL, CustomerVerb::ALL);
}

#[track_caller]
fn check_told<M: Machine>(told: &str, states: &[M::State], verbs: &[M::Verb]) {
    let mut lines = told.lines().map(str::trim);
    lines.find(|line| line.ends_with(&format!("the moves of a {}, by state:", M::NAME))).unwrap();
    let named = |name: &str| states.iter().position(|state| format!("{state:?}") == name).unwrap();
    let mut found = BTreeSet::new();
    for (who, moves) in lines.map_while(|line| line.split_once(": ")).take_while(|(who, _)| {
        !who.starts_with("note") && !who.starts_with("help") && !who.starts_with("= ")
    }) {
        let which: Vec<usize> = if who == "all" {
            (0..states.len()).collect()
        } else if let Some(but) = who.strip_prefix("all but ") {
            let but: Vec<_> = but.split(" and ").map(named).collect();
            (0..states.len()).filter(|state| !but.contains(state)).collect()
        } else if let Some((first, last)) = who.split_once(" to ") {
            (named(first)..=named(last)).collect()
        } else {
            who.split(", ").map(named).collect()
        };
        for verb in moves.split(", ") {
            let verb = *verbs.iter().find(|known| known.name() == verb).unwrap();
            found.extend(which.iter().map(|state| (states[*state], verb)));
        }
    }
    let table: BTreeSet<_> = M::TABLE.iter().map(|row| (row.from, row.verb)).collect();
    assert_eq!(found, table);
}
