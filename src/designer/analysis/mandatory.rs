//! The purposes that no deal can be won without.

use std::collections::VecDeque;

use crate::process::{OutcomeKind, Pipeline, Purpose, StageKey};

/// How many purposes are looked for at once: one for each bit.
const AT_ONCE: usize = u64::BITS as usize;

/// The purposes that every won path serves, in canonical order.
///
/// A purpose that a mandatory stage carries is one, and a purpose of a single
/// stage is one only then. What is left are purposes that several stages carry
/// together. For these, all ways are gone that avoid the purpose, of 64
/// purposes at once; so a pipeline in which every stage has a purpose of its
/// own, or shares one with its neighbour, costs little more than one with few.
pub(super) fn purposes(pipeline: &Pipeline, mandatory_stages: &[StageKey]) -> Vec<Purpose> {
    let entered = pipeline.graph().reachable(pipeline.starts(), &|_| true);
    if !pipeline.ends(OutcomeKind::Won).any(|won| entered.contains(won)) {
        return Vec::new();
    }
    let mut carriers: Vec<(&Purpose, StageKey)> = pipeline
        .stage_keys()
        .zip(pipeline.stages())
        .flat_map(|(key, stage)| stage.purposes.iter().map(move |purpose| (purpose, key)))
        .collect();
    carriers.sort_unstable();
    carriers.dedup();
    let mut is_mandatory = pipeline.graph().none();
    for stage in mandatory_stages {
        is_mandatory.insert(*stage);
    }
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for of_one in carriers.chunk_by(|a, b| a.0 == b.0) {
        if of_one.iter().any(|(_, stage)| is_mandatory.contains(*stage)) {
            found.push(of_one[0].0);
        } else if of_one.len() > 1 {
            open.push(of_one);
        }
    }
    for some in open.chunks(AT_ONCE) {
        let avoided = avoidable(pipeline, some);
        let bits = some.iter().enumerate();
        found.extend(bits.filter(|(bit, _)| avoided & (1 << bit) == 0).map(|(_, of)| of[0].0));
    }
    found.sort_unstable();
    found.into_iter().cloned().collect()
}

/// Which of up to 64 purposes a deal can be won without, as bits.
fn avoidable(pipeline: &Pipeline, purposes: &[&[(&Purpose, StageKey)]]) -> u64 {
    let graph = pipeline.graph();
    let mut carried = vec![0_u64; graph.len()];
    for (bit, carriers) in purposes.iter().enumerate() {
        for (_, stage) in *carriers {
            carried[stage.index()] |= 1 << bit;
        }
    }
    // The purposes without which a deal can get to each place.
    let mut without = vec![0_u64; graph.len()];
    let mut waits = graph.none();
    let mut queue = VecDeque::new();
    for start in pipeline.starts() {
        without[start.index()] = !carried[start.index()];
        if without[start.index()] != 0 && waits.insert(start) {
            queue.push_back(start);
        }
    }
    while let Some(key) = queue.pop_front() {
        waits.remove(key);
        for (to, _) in graph.exits(key) {
            let more = without[key.index()] & !carried[to.index()] & !without[to.index()];
            if more != 0 {
                without[to.index()] |= more;
                if waits.insert(to) {
                    queue.push_back(to);
                }
            }
        }
    }
    pipeline.ends(OutcomeKind::Won).map(|won| without[won.index()]).fold(0, |all, some| all | some)
}
