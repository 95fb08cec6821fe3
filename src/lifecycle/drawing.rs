//! A machine drawn from its table.

use super::machine::Machine;
use crate::draw::{Edge, Node, NodeKey, NodeKind, Picture};
use crate::value::Named;

/// From, to, and the moves that lead there.
type Edges<M> = ((<M as Machine>::State, <M as Machine>::State), Vec<<M as Machine>::Verb>);

/// The picture of a machine, drawn from its table, to be written in any format:
/// its states, where it begins, and the moves. Moves that stay in a state and
/// are only recorded there are left out.
///
/// ```
/// use sales_process::lifecycle::{handoff::HandoffMachine, picture};
///
/// let picture = picture::<HandoffMachine>();
/// assert_eq!(picture.title(), "handoff");
/// assert!(picture.to_dot().starts_with("digraph"));
/// ```
pub fn picture<M: Machine>() -> Picture {
    let mut picture = Picture::new(M::NAME, M::NAME);
    let mut edges: Vec<Edges<M>> = Vec::new();
    for row in M::TABLE {
        for to in row.to {
            let stays = row.from == *to && is_record::<M>(row.verb);
            // A correction leads back to wherever it was.
            if stays || row.verb.name() == "take_back" {
                continue;
            }
            match edges.iter_mut().find(|(ends, _)| *ends == (row.from, *to)) {
                Some((_, verbs)) => verbs.push(row.verb),
                None => edges.push(((row.from, *to), vec![row.verb])),
            }
        }
    }
    edges.sort_by_key(|(ends, _)| *ends);
    let mut states: Vec<M::State> = M::TABLE.iter().map(|row| row.from).collect();
    states.extend(M::TABLE.iter().flat_map(|row| row.to));
    states.extend(M::STARTS);
    states.sort_unstable();
    states.dedup();
    let keys: Vec<(M::State, NodeKey)> = states
        .into_iter()
        .map(|s| (s, picture.add(Node::new(s.name(), NodeKind::State, s.name()))))
        .collect();
    let key = |state| keys.iter().find(|(s, _)| *s == state).map(|(_, key)| *key);
    for to in M::STARTS.iter().filter_map(|start| key(*start)) {
        let from = picture.add(Node::new("start", NodeKind::Start, "start"));
        picture.connect(Edge::new(from, to));
    }
    for ((from, to), verbs) in edges {
        let names: Vec<_> = verbs.iter().map(|verb| verb.name()).collect();
        if let (Some(from), Some(to)) = (key(from), key(to)) {
            picture.connect(Edge::new(from, to).label(names.join(", ")));
        }
    }
    picture
}

/// The state diagram of a machine in Mermaid: its [`picture`] in that format.
pub fn mermaid<M: Machine>() -> String {
    picture::<M>().to_mermaid_states()
}

/// Whether a move only records something: it never leads to another state,
/// from several states.
fn is_record<M: Machine>(verb: M::Verb) -> bool {
    let mut rows = M::TABLE.iter().filter(|row| row.verb == verb);
    rows.clone().count() > 2 && rows.all(|row| row.to == [row.from])
}
