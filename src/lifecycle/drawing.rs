//! A machine drawn from its table.

use super::machine::{Machine, Named};

/// From, to, and the moves that lead there.
type Edge<M> = ((<M as Machine>::State, <M as Machine>::State), Vec<<M as Machine>::Verb>);

/// The state diagram of a machine in Mermaid, drawn from its table. Moves
/// that stay in a state and are only recorded there are left out.
pub fn mermaid<M: Machine>() -> String {
    use std::fmt::Write;
    let mut out = String::from("stateDiagram-v2\n");
    for start in M::STARTS {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "    [*] --> {start}");
    }
    let mut edges: Vec<Edge<M>> = Vec::new();
    for row in M::TABLE {
        for to in row.to {
            if row.from == *to && is_record::<M>(row.verb) {
                continue;
            }
            match edges.iter_mut().find(|(ends, _)| *ends == (row.from, *to)) {
                Some((_, verbs)) => verbs.push(row.verb),
                None => edges.push(((row.from, *to), vec![row.verb])),
            }
        }
    }
    edges.sort_by_key(|(ends, _)| *ends);
    for ((from, to), verbs) in &edges {
        let names: Vec<_> = verbs.iter().map(|verb| verb.name()).collect();
        let _ = writeln!(out, "    {from} --> {to}: {}", names.join(", "));
    }
    let mut states: Vec<M::State> =
        M::TABLE.iter().flat_map(|row| row.to.iter().copied()).collect();
    states.sort_unstable();
    states.dedup();
    for state in states {
        if !edges.iter().any(|((from, to), _)| *from == state && *to != state) {
            let _ = writeln!(out, "    {state} --> [*]");
        }
    }
    out
}

/// Whether a move only records something: it never leads to another state,
/// from several states.
fn is_record<M: Machine>(verb: M::Verb) -> bool {
    let mut rows = M::TABLE.iter().filter(|row| row.verb == verb);
    rows.clone().count() > 2 && rows.all(|row| row.to == [row.from])
}
