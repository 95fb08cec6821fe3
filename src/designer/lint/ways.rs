//! Ways through a pipeline that meet one thing and then another.

use std::collections::VecDeque;

use crate::process::StageKey;
use crate::process::graph::{FlowGraph, MoveFilter};

/// A part of a way: which moves it takes, what it may pass, where it ends.
pub(super) struct Leg<'a> {
    pub(super) follow: MoveFilter<'a>,
    pub(super) passable: &'a dyn Fn(StageKey) -> bool,
    pub(super) goal: &'a dyn Fn(StageKey) -> bool,
}

/// A stage or outcome on a leg of a way.
type On = (usize, StageKey);

/// A shortest way, by number of stages, that begins at one of some stages and
/// goes leg by leg: where one ends, the next begins. Ties in the order of moves.
pub(super) fn shortest_way(
    graph: &FlowGraph,
    from: impl IntoIterator<Item = StageKey>,
    legs: &[Leg<'_>],
) -> Option<Vec<StageKey>> {
    let first = legs.first()?;
    let mut seen: Vec<_> = legs.iter().map(|_| graph.none()).collect();
    let mut came_from: Vec<Vec<Option<On>>> = vec![vec![None; graph.len()]; legs.len()];
    let mut open: VecDeque<(On, Option<On>)> =
        from.into_iter().filter(|key| (first.passable)(*key)).map(|key| ((0, key), None)).collect();
    while let Some((at, before)) = open.pop_front() {
        let (number, key) = at;
        let (Some(leg), Some(seen)) = (legs.get(number), seen.get_mut(number)) else { continue };
        if !seen.insert(key) {
            continue;
        }
        if let Some(slot) = came_from.get_mut(number).and_then(|leg| leg.get_mut(key.index())) {
            *slot = before;
        }
        if (leg.goal)(key) {
            match legs.get(number + 1) {
                None => return Some(way_to(at, &came_from)),
                // The next leg begins here, which is no step further on.
                Some(next) if (next.passable)(key) => {
                    open.push_front(((number + 1, key), Some(at)));
                }
                Some(_) => {}
            }
        }
        for (to, step) in graph.exits(key) {
            if (leg.follow)(step) && (leg.passable)(to) && !seen.contains(to) {
                open.push_back(((number, to), Some(at)));
            }
        }
    }
    None
}

fn way_to(last: On, came_from: &[Vec<Option<On>>]) -> Vec<StageKey> {
    let before = |(leg, key): &On| came_from.get(*leg)?.get(key.index()).copied().flatten();
    let mut way: Vec<StageKey> = Vec::new();
    let mut leg = None;
    for (number, key) in std::iter::successors(Some(last), before) {
        // Where a leg ends and the next begins is one place.
        if leg.is_none_or(|leg| leg == number) {
            way.push(key);
        }
        leg = Some(number);
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_follow_one_another() {
        // 0 → 1 → 2 → 3, 1 → 4 → 5 → 3, 2 → 1
        let moves = [(0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (5, 3), (2, 1)];
        let key = StageKey::of;
        let graph = FlowGraph::new(6, moves.map(|(a, b)| (key(a), key(b))));
        let way = |goals: &[usize], blocked: usize| {
            let goals: Vec<_> =
                goals.iter().map(|goal| move |at: StageKey| at.index() == *goal).collect();
            let passable = |at: StageKey| at.index() != blocked;
            let legs: Vec<Leg<'_>> = goals
                .iter()
                .map(|goal| Leg { follow: &|step| step != 6, passable: &passable, goal })
                .collect();
            let way = shortest_way(&graph, [key(0)], &legs)?;
            Some(way.into_iter().map(StageKey::index).collect::<Vec<_>>())
        };
        assert_eq!(way(&[3], 9), Some(vec![0, 1, 2, 3]));
        assert_eq!(way(&[5, 3], 9), Some(vec![0, 1, 4, 5, 3]));
        assert_eq!(way(&[0, 0, 1], 9), Some(vec![0, 1]));
        assert_eq!(way(&[2, 4], 9), None);
        assert_eq!(way(&[3], 0), None);
        assert_eq!(way(&[5, 3], 4), None);
        assert_eq!(way(&[], 9), None);
    }
}
