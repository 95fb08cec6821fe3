//! The shape of a pipeline as a graph; the only file that names petgraph.
//!
//! Its nodes are the stages and then the outcomes in the order of the draft, so
//! a node's index is its [`StageKey`]; its edges are the moves, each with its
//! index in the draft. Nothing here recurses: a pipeline
//! of ten thousand stages in one chain needs no more stack than one of ten.

use std::collections::VecDeque;

use petgraph::Direction::{self, Incoming, Outgoing};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{EdgeFiltered, EdgeRef, NodeFiltered};

use super::StageKey;

/// A set of stages, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StageSet(Vec<bool>);

impl StageSet {
    pub(crate) fn contains(&self, key: StageKey) -> bool {
        self.0.get(key.index()).copied().unwrap_or(false)
    }

    pub(crate) fn insert(&mut self, key: StageKey) -> bool {
        match self.0.get_mut(key.index()) {
            Some(slot) => !std::mem::replace(slot, true),
            None => false,
        }
    }

    pub(crate) fn remove(&mut self, key: StageKey) {
        if let Some(slot) = self.0.get_mut(key.index()) {
            *slot = false;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = StageKey> + '_ {
        self.0.iter().enumerate().filter(|(_, there)| **there).map(|(i, _)| StageKey::of(i))
    }
}

/// How far is far enough.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Far {
    /// As far as any of the places.
    Any,
    /// As far as the last place on the way.
    Last,
}

/// The stages, outcomes and moves of one pipeline.
#[derive(Debug, Clone)]
pub(crate) struct FlowGraph {
    graph: DiGraph<(), usize, u32>,
}

/// Which moves to follow.
pub(crate) type MoveFilter<'a> = &'a dyn Fn(usize) -> bool;

impl FlowGraph {
    /// A graph of `nodes` stages and outcomes and the moves between them.
    /// Moves must name nodes below `nodes`.
    pub(crate) fn new(nodes: usize, moves: impl IntoIterator<Item = (StageKey, StageKey)>) -> Self {
        let mut graph = DiGraph::default();
        for _ in 0..nodes {
            graph.add_node(());
        }
        // petgraph walks the newest edge first: added from the last to the
        // first, moves are met in the order of the draft.
        let moves: Vec<_> = moves.into_iter().collect();
        for (index, (from, to)) in moves.into_iter().enumerate().rev() {
            graph.add_edge(node(from), node(to), index);
        }
        Self { graph }
    }

    pub(crate) fn len(&self) -> usize {
        self.graph.node_count()
    }

    pub(crate) fn none(&self) -> StageSet {
        StageSet(vec![false; self.len()])
    }

    /// The moves out of a stage, in the order of the draft: target and index.
    pub(crate) fn exits(&self, key: StageKey) -> impl Iterator<Item = (StageKey, usize)> + '_ {
        self.neighbours(key, Outgoing)
    }

    /// The moves into a stage, in the order of the draft: source and index.
    pub(crate) fn entries(&self, key: StageKey) -> impl Iterator<Item = (StageKey, usize)> + '_ {
        self.neighbours(key, Incoming)
    }

    fn neighbours(
        &self,
        key: StageKey,
        direction: Direction,
    ) -> impl Iterator<Item = (StageKey, usize)> + '_ {
        self.graph.edges_directed(node(key), direction).map(move |edge| {
            let other = if direction == Outgoing { edge.target() } else { edge.source() };
            (StageKey::of(other.index()), *edge.weight())
        })
    }

    /// The first move from one stage to another, by the order of the draft.
    pub(crate) fn move_between(&self, from: StageKey, to: StageKey) -> Option<usize> {
        self.exits(from).find(|(target, _)| *target == to).map(|(_, step)| step)
    }

    /// Everything that can be reached from some stages, themselves included.
    pub(crate) fn reachable(
        &self,
        from: impl IntoIterator<Item = StageKey>,
        follow: MoveFilter<'_>,
    ) -> StageSet {
        self.flood(from, Outgoing, follow)
    }

    /// Everything from which some stages can be reached, themselves included.
    pub(crate) fn reaching(
        &self,
        to: impl IntoIterator<Item = StageKey>,
        follow: MoveFilter<'_>,
    ) -> StageSet {
        self.flood(to, Incoming, follow)
    }

    fn flood(
        &self,
        from: impl IntoIterator<Item = StageKey>,
        direction: Direction,
        follow: MoveFilter<'_>,
    ) -> StageSet {
        let mut seen = self.none();
        let mut open: Vec<StageKey> = from.into_iter().filter(|key| seen.insert(*key)).collect();
        while let Some(key) = open.pop() {
            for (other, step) in self.neighbours(key, direction) {
                if follow(step) && seen.insert(other) {
                    open.push(other);
                }
            }
        }
        seen
    }

    /// A shortest way, by number of stages, from one of several stages to one
    /// that fits, over stages that may be passed; ties in the order of moves.
    pub(crate) fn shortest_path(
        &self,
        from: impl IntoIterator<Item = StageKey>,
        passable: impl Fn(StageKey) -> bool,
        goal: impl Fn(StageKey) -> bool,
    ) -> Option<Vec<StageKey>> {
        let mut came_from: Vec<Option<StageKey>> = vec![None; self.len()];
        let mut seen = self.none();
        let mut queue: VecDeque<StageKey> = VecDeque::new();
        for key in from {
            if passable(key) && seen.insert(key) {
                queue.push_back(key);
            }
        }
        while let Some(key) = queue.pop_front() {
            if goal(key) {
                let mut path = vec![key];
                let mut last = key;
                while let Some(before) = came_from.get(last.index()).copied().flatten() {
                    path.push(before);
                    last = before;
                }
                path.reverse();
                return Some(path);
            }
            for (next, _) in self.exits(key) {
                if passable(next) && seen.insert(next) {
                    if let Some(slot) = came_from.get_mut(next.index()) {
                        *slot = Some(key);
                    }
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The components of some stages: the sets of those that can be reached from one
    /// another without leaving them, which are single stages where there are no
    /// loops. Each is in the order of the draft, ordered by their first stage.
    pub(crate) fn components(&self, within: &StageSet) -> Vec<Vec<StageKey>> {
        let part = NodeFiltered::from_fn(&self.graph, |n| within.contains(StageKey::of(n.index())));
        let mut components: Vec<Vec<StageKey>> = kosaraju_scc(&part)
            .into_iter()
            .map(|component| {
                let mut keys: Vec<_> =
                    component.into_iter().map(|n| StageKey::of(n.index())).collect();
                keys.sort_unstable();
                keys
            })
            .collect();
        components.sort_unstable();
        components
    }

    /// The components along some moves, those that lie ahead first: no move that is
    /// followed leads from a component to one after it in the list. Stages and
    /// outcomes that are in no loop are components of one. Each component is in the order
    /// of the draft.
    pub(crate) fn components_last_first(&self, follow: MoveFilter<'_>) -> Vec<Vec<StageKey>> {
        let along = EdgeFiltered::from_fn(&self.graph, |edge| follow(*edge.weight()));
        let in_order = |component: Vec<NodeIndex<u32>>| {
            let mut keys: Vec<_> = component.into_iter().map(|n| StageKey::of(n.index())).collect();
            keys.sort_unstable();
            keys
        };
        kosaraju_scc(&along).into_iter().map(in_order).collect()
    }

    /// What hangs together within some stages: those joined by moves from one
    /// to another of them, whichever way. Each region is in the order of the
    /// draft, and they are ordered by their first stage.
    pub(crate) fn regions(&self, within: &StageSet) -> Vec<Vec<StageKey>> {
        let mut joined = UnionFind::<usize>::new(self.len());
        for edge in self.graph.edge_references() {
            let (a, b) = (StageKey::of(edge.source().index()), StageKey::of(edge.target().index()));
            if within.contains(a) && within.contains(b) {
                joined.union(a.index(), b.index());
            }
        }
        let region_of = joined.into_labeling();
        let mut regions: Vec<Vec<StageKey>> = Vec::new();
        let mut numbers: Vec<Option<usize>> = vec![None; self.len()];
        for key in within.iter() {
            let Some(&region) = region_of.get(key.index()) else { continue };
            let Some(slot) = numbers.get_mut(region) else { continue };
            let number = *slot.get_or_insert(regions.len());
            match regions.get_mut(number) {
                Some(region) => region.push(key),
                None => regions.push(vec![key]),
            }
        }
        regions
    }

    /// The stages at which one has come as far as some places: the places
    /// themselves, and what lies beyond them. With [`Far::Last`], no place
    /// may still lie ahead.
    ///
    /// What shares a loop with a place does not lie beyond it, since the place
    /// may be yet to come; the places of one loop are last together.
    pub(crate) fn as_far_as(
        &self,
        places: &StageSet,
        far: Far,
        follow: MoveFilter<'_>,
    ) -> StageSet {
        let is_place = |key: StageKey| places.contains(key);
        let components = self.components_last_first(follow);
        let mut knot_of = vec![0; self.len()];
        for (k, component) in components.iter().enumerate() {
            for key in component {
                knot_of[key.index()] = k;
            }
        }
        let has: Vec<bool> =
            components.iter().map(|component| component.iter().copied().any(is_place)).collect();
        let spread = |order: &mut dyn Iterator<Item = usize>, direction: Direction| {
            let mut near = vec![false; components.len()];
            for k in order {
                near[k] = components[k]
                    .iter()
                    .flat_map(|key| self.neighbours(*key, direction))
                    .filter(|(_, step)| follow(*step))
                    .map(|(other, _)| knot_of[other.index()])
                    .any(|other| other != k && (has[other] || near[other]));
            }
            near
        };
        let ahead = spread(&mut (0..components.len()), Outgoing);
        let behind = spread(&mut (0..components.len()).rev(), Incoming);
        let mut reached = self.none();
        for key in (0..self.len()).map(StageKey::of) {
            let k = knot_of[key.index()];
            let far_enough = match far {
                Far::Any => is_place(key) || behind[k],
                Far::Last => !ahead[k] && (is_place(key) || (behind[k] && !has[k])),
            };
            if far_enough {
                reached.insert(key);
            }
        }
        reached
    }

    /// The stages that every way from `starts` to `ends` passes, in the order
    /// they are passed, ends left out; none where there is no way.
    pub(crate) fn on_every_path(
        &self,
        starts: impl IntoIterator<Item = StageKey>,
        ends: impl IntoIterator<Item = StageKey>,
    ) -> Vec<StageKey> {
        let starts: Vec<StageKey> = starts.into_iter().collect();
        let mut is_end = self.none();
        for end in ends {
            is_end.insert(end);
        }
        let Some(path) =
            self.shortest_path(starts.iter().copied(), |_| true, |key| is_end.contains(key))
        else {
            return Vec::new();
        };
        // What every path passes lies on this one. Going along it, `far` is how
        // far along it one gets from what lies behind: a stage is passed by
        // every path if it is as far as that, and no way leads around it. A
        // tree of dominators would tell the same, and takes quadratic time
        // where many stages of a chain lead to one outcome.
        let beyond = path.len();
        let mut place_of: Vec<Option<usize>> = vec![None; self.len()];
        for (place, key) in path.iter().enumerate() {
            place_of[key.index()] = Some(place);
        }
        let place = |key: StageKey| match place_of[key.index()] {
            // Another end is as good as the last.
            None if is_end.contains(key) => Some(beyond),
            found => found,
        };
        let mut far = starts.iter().filter_map(|key| place(*key)).max().unwrap_or_default();
        let mut seen = self.none();
        let mut open: Vec<StageKey> = Vec::new();
        let mut passed = Vec::new();
        // Starts off the path lead around its first stage.
        for start in &starts {
            if place(*start).is_none() && seen.insert(*start) {
                open.push(*start);
            }
        }
        for (here, key) in path.iter().enumerate() {
            while let Some(from) = open.pop() {
                for (to, _) in self.exits(from) {
                    match place(to) {
                        Some(place) => far = far.max(place),
                        None if seen.insert(to) => open.push(to),
                        None => {}
                    }
                }
            }
            if far == here && !is_end.contains(*key) {
                passed.push(*key);
            }
            open.push(*key);
        }
        passed
    }
}

fn node(key: StageKey) -> NodeIndex<u32> {
    NodeIndex::new(key.index())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn graph(nodes: usize, moves: &[(usize, usize)]) -> FlowGraph {
        FlowGraph::new(nodes, moves.iter().map(|(a, b)| (StageKey::of(*a), StageKey::of(*b))))
    }

    fn indices(keys: impl IntoIterator<Item = StageKey>) -> Vec<usize> {
        keys.into_iter().map(StageKey::index).collect()
    }

    fn set(graph: &FlowGraph, places: &[usize]) -> StageSet {
        let mut set = graph.none();
        for place in places {
            set.insert(StageKey::of(*place));
        }
        set
    }

    #[test]
    fn every_path_passes_what_dominates_the_end() {
        // 0 → 1 → 3 → 4, 0 → 2 → 3
        let g = graph(5, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]);
        let (start, end) = (StageKey::of(0), StageKey::of(4));
        assert_eq!(indices(g.on_every_path([start], [end])), [0, 3]);
        assert_eq!(indices(g.on_every_path([start, StageKey::of(2)], [end])), [3]);
        assert!(g.on_every_path([end], [start]).is_empty());
        assert!(g.on_every_path([], [end]).is_empty());
    }

    #[test]
    fn paths_are_shortest_and_ties_follow_the_order_of_moves() {
        let g = graph(5, &[(0, 2), (0, 1), (1, 3), (2, 3), (3, 4)]);
        let path = |blocked: usize| {
            g.shortest_path([StageKey::of(0)], |k| k.index() != blocked, |k| k.index() == 4)
                .map(indices)
        };
        assert_eq!(path(9), Some(vec![0, 2, 3, 4]));
        assert_eq!(path(2), Some(vec![0, 1, 3, 4]));
        assert_eq!(path(3), None);
    }

    #[test]
    fn knots_are_the_loops() {
        let g = graph(5, &[(0, 1), (1, 2), (2, 1), (2, 3), (4, 4)]);
        let components = |within: &[usize]| {
            g.components(&set(&g, within)).into_iter().map(indices).collect::<Vec<_>>()
        };
        assert_eq!(components(&[0, 1, 2, 3, 4]), [vec![0], vec![1, 2], vec![3], vec![4]]);
        assert_eq!(components(&[1, 4]), [vec![1], vec![4]]);
    }

    #[test]
    fn knots_ahead_come_before_those_behind() {
        let g = graph(5, &[(0, 2), (2, 1), (1, 2), (1, 3), (4, 0), (3, 4)]);
        let components = |left_out: usize| {
            let components = g.components_last_first(&|step| step != left_out);
            components.into_iter().map(indices).collect::<Vec<_>>()
        };
        assert_eq!(components(9), [vec![0, 1, 2, 3, 4]]);
        assert_eq!(components(5), [vec![3], vec![1, 2], vec![0], vec![4]]);
    }

    #[test]
    fn regions_hang_together_whichever_way_the_moves_go() {
        // 0 → 2 ← 4, 1 → 3, 5
        let g = graph(6, &[(0, 2), (4, 2), (1, 3)]);
        let regions = |within: &[usize]| {
            g.regions(&set(&g, within)).into_iter().map(indices).collect::<Vec<_>>()
        };
        assert_eq!(regions(&[0, 1, 2, 3, 4, 5]), [vec![0, 2, 4], vec![1, 3], vec![5]]);
        assert_eq!(regions(&[0, 1, 4]), [vec![0], vec![1], vec![4]]);
        assert!(regions(&[]).is_empty());
    }

    #[test]
    fn as_far_as_the_last_place_or_any() {
        #[track_caller]
        fn check(g: &FlowGraph, places: &[usize], last: &[usize], any: &[usize]) {
            let mut set = g.none();
            places.iter().for_each(|p| {
                set.insert(StageKey::of(*p));
            });
            let found = |far| indices(g.as_far_as(&set, far, &|step| step != 9).iter());
            assert_eq!(found(Far::Last), last);
            assert_eq!(found(Far::Any), any);
        }
        let chain = graph(4, &[(0, 1), (1, 2), (2, 3)]);
        check(&chain, &[], &[], &[]);
        check(&chain, &[1], &[1, 2, 3], &[1, 2, 3]);
        check(&chain, &[0, 2], &[2, 3], &[0, 1, 2, 3]);
        // 0 → 1 ⇄ 2 → 3
        let round = graph(4, &[(0, 1), (1, 2), (2, 1), (2, 3)]);
        check(&round, &[2], &[2, 3], &[2, 3]);
        check(&round, &[1, 2], &[1, 2, 3], &[1, 2, 3]);
        check(&round, &[0, 2], &[2, 3], &[0, 1, 2, 3]);
        // 0 → 1 → 4 and 0 → 2 → 3 → 4
        let fork = graph(5, &[(0, 1), (1, 4), (0, 2), (2, 3), (3, 4)]);
        check(&fork, &[0, 2], &[1, 2, 3, 4], &[0, 1, 2, 3, 4]);
        check(&fork, &[1, 3], &[1, 3, 4], &[1, 3, 4]);
        check(&fork, &[2], &[2, 3, 4], &[2, 3, 4]);
        check(&graph(2, &[(0, 0), (0, 1)]), &[0], &[0, 1], &[0, 1]);
    }

    #[test]
    fn exits_and_entries_follow_the_order_of_moves() {
        let g = graph(3, &[(0, 2), (0, 1), (0, 2), (1, 2)]);
        assert_eq!(
            g.exits(StageKey::of(0)).map(|(k, m)| (k.index(), m)).collect::<Vec<_>>(),
            [(2, 0), (1, 1), (2, 2)]
        );
        assert_eq!(
            g.entries(StageKey::of(2)).map(|(k, m)| (k.index(), m)).collect::<Vec<_>>(),
            [(0, 0), (0, 2), (1, 3)]
        );
        assert_eq!(g.move_between(StageKey::of(0), StageKey::of(2)), Some(0));
        assert_eq!(g.move_between(StageKey::of(2), StageKey::of(0)), None);
        assert_eq!(indices(g.reaching([StageKey::of(1)], &|_| true).iter()), [0, 1]);
    }

    proptest! {
        #[test]
        fn what_every_path_passes_is_what_cuts_all_paths(
            moves in vec((0..8_usize, 0..10_usize), 0..20),
            starts in vec(0..8_usize, 0..3),
        ) {
            // 8 and 9 are ends.
            let g = graph(10, &moves);
            let ends = || [8, 9].map(StageKey::of);
            let starts = || starts.iter().map(|start| StageKey::of(*start));
            let is_cut_by = |blocked: usize| {
                let is_end = |key: StageKey| ends().contains(&key);
                g.shortest_path(starts(), |key| key.index() != blocked, is_end).is_none()
            };
            let mut passed = indices(g.on_every_path(starts(), ends()));
            let way = g.shortest_path(starts(), |_| true, |key| ends().contains(&key));
            let way = indices(way.unwrap_or_default());
            prop_assert!(passed.is_sorted_by_key(|stage| way.iter().position(|on| on == stage)));
            passed.sort_unstable();
            let cuts: Vec<usize> = (0..8).filter(|stage| is_cut_by(*stage)).collect();
            prop_assert_eq!(passed, if is_cut_by(99) { vec![] } else { cuts });
        }
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let moves: Vec<_> = (0..50_000).map(|i| (i, i + 1)).collect();
        let g = graph(50_001, &moves);
        assert_eq!(g.components(&g.reachable([StageKey::of(0)], &|_| true)).len(), 50_001);
        assert_eq!(g.on_every_path([StageKey::of(0)], [StageKey::of(50_000)]).len(), 50_000);
        assert_eq!(g.reachable([StageKey::of(0)], &|_| true).iter().count(), 50_001);
    }
}
