//! The shortest and the longest path to Won, found without listing paths: for
//! each stage it is enough to know how far Won is along the best of them.

use std::collections::VecDeque;

use crate::process::{OutcomeKind, Pipeline, StageKey};

/// How many moves lead from each place to Won along the best path; `None` where
/// none leads there.
type ToGo = Vec<Option<usize>>;

pub(super) fn shortest(pipeline: &Pipeline) -> Option<Vec<StageKey>> {
    let graph = pipeline.graph();
    let mut to_go: ToGo = vec![None; graph.len()];
    let mut queue: VecDeque<StageKey> = pipeline.ends(OutcomeKind::Won).collect();
    for won in &queue {
        to_go[won.index()] = Some(0);
    }
    while let Some(key) = queue.pop_front() {
        let next = to_go[key.index()].map(|moves| moves + 1);
        for (from, step) in graph.entries(key) {
            if to_go[from.index()].is_none() && !pipeline.is_rework(step) {
                to_go[from.index()] = next;
                queue.push_back(from);
            }
        }
    }
    let start = pipeline
        .starts()
        .filter_map(|start| Some((to_go[start.index()]?, start)))
        .min_by_key(|(moves, _)| *moves);
    Some(path(pipeline, start?.1, &to_go))
}

pub(super) fn longest(pipeline: &Pipeline) -> Option<Vec<StageKey>> {
    let graph = pipeline.graph();
    let forward = |step: usize| !pipeline.is_rework(step);
    let entered = graph.reachable(pipeline.starts(), &forward);
    let winning = graph.reaching(pipeline.ends(OutcomeKind::Won), &forward);
    let is_on = |key: StageKey| entered.contains(key) && winning.contains(key);
    let follow = |step: usize| {
        let (from, to) = pipeline.move_ends()[step];
        forward(step) && is_on(from) && is_on(to)
    };
    let mut to_go: ToGo = vec![None; graph.len()];
    for component in graph.components_last_first(&follow) {
        let [key] = component[..] else { return None };
        if !is_on(key) {
            continue;
        }
        if pipeline.is_won(key) {
            to_go[key.index()] = Some(0);
            continue;
        }
        let mut most = 0;
        for (to, _) in graph.exits(key).filter(|(_, step)| follow(*step)) {
            if to == key {
                return None;
            }
            // Ahead, so known.
            most = most.max(to_go[to.index()].unwrap_or_default());
        }
        to_go[key.index()] = Some(most + 1);
    }
    let mut first: Option<(usize, StageKey)> = None;
    for start in pipeline.starts() {
        if let Some(moves) = to_go[start.index()] {
            if first.is_none_or(|(most, _)| moves > most) {
                first = Some((moves, start));
            }
        }
    }
    Some(path(pipeline, first?.1, &to_go))
}

/// The path that takes the first move that is on a best path, each time.
fn path(pipeline: &Pipeline, start: StageKey, to_go: &ToGo) -> Vec<StageKey> {
    let mut path = vec![start];
    let mut here = start;
    while let Some(left) = to_go[here.index()].and_then(|moves| moves.checked_sub(1)) {
        let mut exits = pipeline.graph().exits(here);
        let next =
            exits.find(|(to, step)| to_go[to.index()] == Some(left) && !pipeline.is_rework(*step));
        let Some((next, _)) = next else { break };
        path.push(next);
        here = next;
    }
    path
}
