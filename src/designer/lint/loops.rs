//! Loops of a pipeline: where deals can go round, and by which moves they go
//! back.

use std::collections::VecDeque;

use crate::process::StageKey;
use crate::process::graph::{FlowGraph, MoveFilter, StageSet};

/// The components of some stages in which some of their moves lead round. Each is in
/// the order of the pipeline, and they are ordered by their first stage.
pub(super) fn loops(
    graph: &FlowGraph,
    within: &StageSet,
    follow: MoveFilter<'_>,
) -> Vec<Vec<StageKey>> {
    let mut is_within: Vec<bool> = Vec::new();
    for stage in within.iter() {
        for (_, step) in graph.exits(stage).filter(|(to, _)| within.contains(*to)) {
            is_within.resize(is_within.len().max(step + 1), false);
            if let Some(slot) = is_within.get_mut(step) {
                *slot = follow(step);
            }
        }
    }
    let follow = |step: usize| is_within.get(step) == Some(&true);
    let to_itself =
        |stage: StageKey| graph.exits(stage).any(|(to, step)| to == stage && follow(step));
    let mut loops = graph.components_last_first(&follow);
    loops.retain(|component| match component.as_slice() {
        [stage] => to_itself(*stage),
        _ => true,
    });
    loops.sort_unstable();
    loops
}

/// A shortest way round in each of some components, from its first stage in the
/// order of the pipeline back to that stage; none of a component without one.
///
/// It asks stage by stage, and leaves out what has been asked: what then is on
/// no loop any more is not asked, and no way is followed further than the
/// shortest loop so far. A component of few loops, however long, takes no more time
/// than one of many short ones.
pub(super) fn shortest_loops(
    graph: &FlowGraph,
    components: &[Vec<StageKey>],
    follow: MoveFilter<'_>,
) -> Vec<Vec<StageKey>> {
    let mut search = Search::new(graph, components, follow);
    components.iter().map(|component| search.shortest_in(component)).collect()
}

struct Search<'a> {
    graph: &'a FlowGraph,
    follow: MoveFilter<'a>,
    /// The number of the component that a stage is in and may still be on a loop of.
    component_of: Vec<Option<u32>>,
    /// The number of moves followed out of a stage and into it, within its component.
    out: Vec<u32>,
    into: Vec<u32>,
    /// The stage from which a stage was seen first, and whose search saw it.
    came_from: Vec<(StageKey, u32)>,
    searches: u32,
}

impl<'a> Search<'a> {
    fn new(graph: &'a FlowGraph, components: &[Vec<StageKey>], follow: MoveFilter<'a>) -> Self {
        let len = graph.len();
        let mut component_of = vec![None; len];
        for (number, component) in (0..).zip(components) {
            for stage in component {
                set(&mut component_of, *stage, Some(number));
            }
        }
        let (out, into) = (vec![0; len], vec![0; len]);
        let came_from = vec![(StageKey::of(len), 0); len];
        let mut search = Self { graph, follow, component_of, out, into, came_from, searches: 0 };
        for stage in components.iter().flatten() {
            for to in search.next(*stage) {
                if let Some(count) = search.out.get_mut(stage.index()) {
                    *count += 1;
                }
                if let Some(count) = search.into.get_mut(to.index()) {
                    *count += 1;
                }
            }
        }
        search
    }

    fn component(&self, stage: StageKey) -> Option<u32> {
        self.component_of.get(stage.index()).copied().flatten()
    }

    /// Where moves lead within the component of a stage.
    fn next(&self, stage: StageKey) -> Vec<StageKey> {
        let exits = self.graph.exits(stage).filter(|(_, step)| (self.follow)(*step));
        let component = self.component(stage);
        exits
            .map(|(to, _)| to)
            .filter(|to| component.is_some() && self.component(*to) == component)
            .collect()
    }

    fn before(&self, stage: StageKey) -> Vec<StageKey> {
        let entries = self.graph.entries(stage).filter(|(_, step)| (self.follow)(*step));
        let component = self.component(stage);
        entries
            .map(|(from, _)| from)
            .filter(|from| component.is_some() && self.component(*from) == component)
            .collect()
    }

    fn shortest_in(&mut self, component: &[StageKey]) -> Vec<StageKey> {
        let mut shortest = Vec::new();
        for stage in component {
            if self.component(*stage).is_none() {
                continue;
            }
            // A loop of n stages is written with n + 1, its first twice.
            let most = if shortest.is_empty() { component.len() } else { shortest.len() - 2 };
            if most == 0 {
                break;
            }
            if let Some(found) = self.round(*stage, most) {
                shortest = found;
            }
            self.leave_out(*stage);
        }
        shortest
    }

    /// A shortest way from a stage back to it, of at most so many moves.
    fn round(&mut self, start: StageKey, most: usize) -> Option<Vec<StageKey>> {
        self.searches += 1;
        let mut open = VecDeque::from([(start, 0)]);
        while let Some((stage, length)) = open.pop_front() {
            if length == most {
                return None;
            }
            for to in self.next(stage) {
                if to == start {
                    let mut way = vec![start, stage];
                    let mut last = stage;
                    while last != start {
                        last = self.came_from.get(last.index()).map_or(start, |(from, _)| *from);
                        way.push(last);
                    }
                    way.reverse();
                    return Some(way);
                }
                if let Some(seen) = self.came_from.get_mut(to.index()) {
                    if seen.1 != self.searches {
                        *seen = (stage, self.searches);
                        open.push_back((to, length + 1));
                    }
                }
            }
        }
        None
    }

    /// Leaves out a stage, and then those that are on no loop without it.
    fn leave_out(&mut self, stage: StageKey) {
        let mut open = vec![stage];
        while let Some(stage) = open.pop() {
            let (next, before) = (self.next(stage), self.before(stage));
            if self.component(stage).is_none() {
                continue;
            }
            set(&mut self.component_of, stage, None);
            for (near, counts) in [(next, &mut self.into), (before, &mut self.out)] {
                for other in near {
                    if let Some(count) = counts.get_mut(other.index()) {
                        *count -= 1;
                        if *count == 0 {
                            open.push(other);
                        }
                    }
                }
            }
        }
    }
}

fn set<T>(slots: &mut [T], stage: StageKey, value: T) {
    if let Some(slot) = slots.get_mut(stage.index()) {
        *slot = value;
    }
}

/// The moves that go back, of those that are followed: they lead to a stage
/// that a deal, taking every way out in turn, is still on its way from. Without
/// them nothing leads round. Deals begin at some stages, in their order.
pub(super) fn moves_back(
    graph: &FlowGraph,
    from: impl IntoIterator<Item = StageKey>,
    follow: MoveFilter<'_>,
) -> Vec<usize> {
    let mut back = Vec::new();
    let (mut seen, mut done) = (graph.none(), graph.none());
    for start in from {
        if !seen.insert(start) {
            continue;
        }
        // The stages a deal is on its way from, each with its ways out.
        let mut way = vec![(start, graph.exits(start))];
        while let Some((stage, exits)) = way.last_mut() {
            let Some((to, step)) = exits.next() else {
                done.insert(*stage);
                way.pop();
                continue;
            };
            if !follow(step) {
                continue;
            }
            if seen.insert(to) {
                way.push((to, graph.exits(to)));
            } else if !done.contains(to) {
                back.push(step);
            }
        }
    }
    back
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, moves: &[(usize, usize)]) -> FlowGraph {
        FlowGraph::new(nodes, moves.iter().map(|(a, b)| (StageKey::of(*a), StageKey::of(*b))))
    }

    fn all(graph: &FlowGraph) -> StageSet {
        graph.reachable((0..graph.len()).map(StageKey::of), &|_| true)
    }

    fn indices(keys: &[StageKey]) -> Vec<usize> {
        keys.iter().map(|key| key.index()).collect()
    }

    #[test]
    fn one_shortest_loop_for_each_component() {
        let g = graph(8, &[(0, 1), (1, 2), (2, 3), (3, 0), (3, 1), (3, 4), (5, 5), (6, 7), (7, 6)]);
        let found = |left_out: usize| {
            let follow = move |step| step != left_out;
            let components = loops(&g, &all(&g), &follow);
            shortest_loops(&g, &components, &follow).iter().map(|l| indices(l)).collect::<Vec<_>>()
        };
        assert_eq!(found(9), [vec![1, 2, 3, 1], vec![5, 5], vec![6, 7, 6]]);
        assert_eq!(found(4), [vec![0, 1, 2, 3, 0], vec![5, 5], vec![6, 7, 6]]);
        assert_eq!(found(6), [vec![1, 2, 3, 1], vec![6, 7, 6]]);
    }

    #[test]
    fn what_goes_back_is_known_by_how_deals_come_there() {
        // The order of the pipeline is not the one in which deals go.
        let g = graph(4, &[(3, 1), (1, 0), (0, 3), (0, 2), (2, 1), (2, 2)]);
        assert_eq!(moves_back(&g, [StageKey::of(3)], &|_| true), [2, 4, 5]);
        assert_eq!(moves_back(&g, [StageKey::of(3)], &|step| step != 2), [4, 5]);
    }

    #[test]
    fn one_long_loop_takes_no_longer_than_its_length() {
        let moves: Vec<_> = (0..50_000).map(|i| (i, (i + 1) % 50_000)).collect();
        let g = graph(50_000, &moves);
        let components = loops(&g, &all(&g), &|_| true);
        assert_eq!(shortest_loops(&g, &components, &|_| true)[0].len(), 50_001);
        assert_eq!(moves_back(&g, [StageKey::of(0)], &|_| true), [49_999]);
    }

    /// Numbers that look random, the same each time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % most
        }
    }

    #[test]
    fn loops_are_what_leads_round() {
        let mut dice = Dice(1);
        for _ in 0..500 {
            let moves: Vec<_> =
                (0..dice.below(14)).map(|_| (dice.below(7), dice.below(7))).collect();
            let left_out = dice.below(20);
            let g = graph(7, &moves);
            let follow = move |step: usize| step != left_out;
            let kept: Vec<_> = moves
                .iter()
                .enumerate()
                .filter(|(i, _)| follow(*i))
                .map(|(_, step)| *step)
                .collect();
            // How many moves lead from one to another at least, one more at a time.
            let mut least = [[usize::MAX; 7]; 7];
            for length in 1..=7 {
                let before = least;
                for (from, to) in &kept {
                    for (start, row) in least.iter_mut().enumerate() {
                        let near = start == *from && length == 1;
                        if (near || before[start][*from] == length - 1 && length > 1)
                            && row[*to] > length
                        {
                            row[*to] = length;
                        }
                    }
                }
            }
            let components = loops(&g, &all(&g), &follow);
            let found = shortest_loops(&g, &components, &follow);
            for (component, way) in components.iter().zip(&found) {
                let shortest =
                    component.iter().map(|stage| least[stage.index()][stage.index()]).min();
                let way = indices(way);
                assert_eq!(Some(way.len() - 1), shortest);
                assert_eq!(way.first(), way.last());
                assert_eq!(way.first(), way.iter().min());
                assert!(way.windows(2).all(|pair| kept.contains(&(pair[0], pair[1]))));
            }
            let round: Vec<_> = (0..7).filter(|stage| least[*stage][*stage] < usize::MAX).collect();
            let mut in_components: Vec<_> =
                components.iter().flatten().map(|key| key.index()).collect();
            in_components.sort_unstable();
            assert_eq!(in_components, round);
            let back = moves_back(&g, (0..7).map(StageKey::of), &follow);
            let forward = |step: usize| follow(step) && !back.contains(&step);
            assert_eq!(loops(&g, &all(&g), &forward), Vec::<Vec<StageKey>>::new());
            for step in back {
                let (from, to) = moves[step];
                let both = |component: &Vec<StageKey>| {
                    component.contains(&StageKey::of(from)) && component.contains(&StageKey::of(to))
                };
                assert!(components.iter().any(both));
            }
        }
    }
}
