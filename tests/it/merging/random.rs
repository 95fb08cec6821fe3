//! Merging of random pipelines: nothing is lost and the figures stay.

use super::*;

/// What the stages and moves of a random pipeline are drawn from.
fn pipeline() -> impl Strategy<Value = PipelineDraft> {
    let purposes = subsequence(&Purpose::BUILT_IN[..], 0..3);
    let stage = (
        (prop::bool::weighted(0.15), weighted(0.3, select(&["hunter", "farmer"][..]))),
        weighted(0.4, select(Subprocess::ALL)),
        prop_oneof![purposes, Just(vec!["custom".parse().unwrap()]), Just(Vec::new())],
        weighted(0.7, 0..40_u16),
        vec((select(&["done", "seen", "done_2"][..]), select(&["it is", "it was"][..])), 0..3),
        (weighted(0.3, 1..30_u16), weighted(0.05, 0.0..=1.0_f64)),
    );
    let step = (0..64_usize, 0..64_usize, 0..10_u32, 0..6_u32);
    // How the probabilities of each stage are given: most not at all, or so
    // that they make a whole, or with the rest left out.
    let given = vec(select(&[0_u8, 0, 0, 1, 1, 1, 1, 2][..]), 9);
    (vec(stage, 1..9), vec(step, 0..18), given, any::<bool>(), prop::bool::weighted(0.1)).prop_map(
        |(stages, steps, given, straight, bad)| {
            let count = stages.len();
            let mut draft = PipelineDraft::new("main").won("won").lost("lost");
            for (i, ((start, role), part, purposes, days, criteria, (limit, chance))) in
                stages.into_iter().enumerate()
            {
                let mut stage = Stage::new(format!("s{i}"), ["One", "Two", ""][i % 3]);
                stage.start = start || (i == 0 && straight);
                stage.role = role.map(str::to_owned);
                stage.subprocess = part;
                stage.purposes = purposes;
                stage.typical_days = days.map(Into::into);
                stage.stale_after_days = limit.map(Into::into);
                stage.win_probability = chance.map(share);
                for (id, text) in criteria {
                    if stage.exit_criteria.iter().all(|criterion| criterion.id != id) {
                        stage = stage.exit_when(id, text);
                    }
                }
                stage = stage.action(format!("do {}", i % 4)).tactic(format!("so {}", i % 2));
                draft = draft.stage(stage);
            }
            let id = |place: usize| match place.checked_sub(count) {
                None => format!("s{place}"),
                Some(0) => "won".to_owned(),
                Some(_) => "lost".to_owned(),
            };
            let mut weights = Vec::new();
            let mut step = |from: usize, to: usize, rework: Option<Option<u32>>, weight| {
                let mut step = Move::new(id(from), id(to));
                if let Some(most) = rework {
                    step = step.rework(most);
                }
                draft.moves.push(step);
                weights.push((from, weight));
            };
            if straight {
                (0..count).for_each(|i| step(i, i + 1, None, 3));
            }
            for (from, to, kind, weight) in steps {
                let (from, to) = (from % count, to % (count + 2));
                match kind {
                    0 => step(from, to, None, weight),
                    1 => step(from.max(to.min(count - 1)), from.min(to), Some(None), weight),
                    2 | 3 => {
                        step(from.max(to.min(count - 1)), from.min(to), Some(Some(kind)), weight);
                    }
                    4 | 5 => step(from, count + 1, None, weight),
                    _ if from < to => step(from, to, None, weight),
                    _ => {}
                }
            }
            for (k, (from, weight)) in weights.iter().enumerate() {
                let all: u32 = weights.iter().filter(|(f, _)| f == from).map(|(_, w)| w).sum();
                if all > 0 && (given[*from] == 1 || (given[*from] == 2 && k % 2 == 0)) {
                    let sum = all + u32::from(bad && k == 0);
                    let p = f64::from(*weight) / f64::from(sum);
                    draft.moves[k].probability = Some(share(p));
                }
            }
            draft
        },
    )
}

fn process_of(draft: PipelineDraft) -> SalesProcess {
    let profile = Profile::new().nature(Nature::Consultative).novelty(Novelty::Innovative);
    SalesProcess::draft("p", "P").profile(profile).pipeline(draft).build().unwrap()
}

/// The moves that do not go back on purpose, between stages and to outcomes.
fn forward(pipeline: &Pipeline) -> Vec<(&str, &str)> {
    let plain = pipeline.moves().iter().filter(|step| step.rework.is_none());
    plain.map(|step| (step.from.as_str(), step.to.as_str())).collect()
}

/// Whether deals can go round by moves that nothing limits.
fn goes_round(pipeline: &Pipeline) -> bool {
    let is_limited = |step: &&Move| step.rework.is_some_and(|rework| rework.max_passes.is_some());
    let mut moves: Vec<&Move> = pipeline.moves().iter().filter(|step| !is_limited(step)).collect();
    // What leads to nothing that leads on is on no loop.
    loop {
        let before = moves.len();
        let from: BTreeSet<String> = moves.iter().map(|step| step.from.clone()).collect();
        moves.retain(|step| from.contains(&step.to));
        if moves.len() == before {
            return before > 0;
        }
    }
}

/// Whether some move leads back to an earlier subprocess and not on purpose.
fn goes_back(pipeline: &Pipeline) -> bool {
    let part = |id: &str| pipeline.working_stage(pipeline.key(id)?)?.subprocess;
    forward(pipeline).iter().any(|(from, to)| part(from).zip(part(to)).is_some_and(|(a, b)| b < a))
}

/// The purposes that come before what they need on some way from a start,
/// and not with it or after it.
fn out_of_order(pipeline: &Pipeline) -> BTreeSet<(Purpose, Purpose)> {
    let needs = [
        (Purpose::Proposal, Purpose::NeedsDiscovery),
        (Purpose::Onboarding, Purpose::Contract),
        (Purpose::PaymentTracking, Purpose::Contract),
        (Purpose::PaymentTracking, Purpose::Onboarding),
    ];
    let moves = forward(pipeline);
    let broken = |(purpose, needed): &(Purpose, Purpose)| {
        // Stages come to without what is needed, and whether it is missed.
        let mut open: Vec<(&str, bool)> = pipeline
            .stages()
            .iter()
            .filter(|stage| stage.start)
            .map(|stage| (stage.id.as_str(), false))
            .collect();
        let mut seen: BTreeSet<(&str, bool)> = open.iter().copied().collect();
        while let Some((at, missed)) = open.pop() {
            let Some(stage) = pipeline.working_stage(pipeline.key(at).unwrap()) else { continue };
            if stage.is_for(needed) {
                if missed {
                    return true;
                }
                continue;
            }
            let missed = missed || stage.is_for(purpose);
            let next = moves.iter().filter(|(from, _)| *from == at).map(|(_, to)| (*to, missed));
            open.extend(next.filter(|place| seen.insert(*place)));
        }
        false
    };
    needs.into_iter().filter(broken).collect()
}

/// What holds of merges that are proposed, for any pipeline.
#[track_caller]
fn check_merged(process: &SalesProcess, merged: &MergedPipeline) {
    let before = &process.pipelines()[0];
    check_figures(before, merged);
    check_texts(before, merged);
    for (old, new) in &merged.stage_map {
        let stage = |pipeline: &Pipeline, id: &str| {
            pipeline.working_stage(pipeline.key(id).unwrap()).unwrap().clone()
        };
        let (old, new) = (stage(before, old.as_str()), stage(&merged.pipeline, new.as_str()));
        assert!(old.role.is_none() || old.role == new.role, "one hand works both");
        assert!(old.subprocess.is_none() || old.subprocess == new.subprocess, "for one end");
    }
    let (old, new) = (errors(process, before), errors(process, &merged.pipeline));
    // Where no deal can begin, of parts that stand apart the largest counts as
    // the pipeline, and what is wrong with the others is not told.
    if !old.is_superset(&["S01", "S10"].into()) {
        assert!(new.is_subset(&old), "{new:?} of {old:?}");
    }
    assert!(goes_round(before) || !goes_round(&merged.pipeline), "a loop without a limit is new");
    assert!(goes_back(before) || !goes_back(&merged.pipeline), "a move goes back");
    assert!(out_of_order(&merged.pipeline).is_subset(&out_of_order(before)), "out of order");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_proposed_breaks_nothing(draft in pipeline(), count in 0..6_usize) {
        let process = process_of(draft);
        let pipeline = &process.pipelines()[0];
        let merged = pipeline.merge_to(count);
        check_merged(&process, &merged);
        prop_assert_eq!(&merged, &pipeline.merge_to(count));
        prop_assert_eq!(&pipeline.merge_all(&merged.made).unwrap(), &merged);
        for proposal in pipeline.merge_proposals() {
            let (first, second) = (proposal.first.as_str(), proposal.second.as_str());
            let merged = pipeline.merge(first, second).unwrap();
            check_merged(&process, &merged);
            let key = merged.pipeline.key(first).unwrap();
            prop_assert_eq!(merged.pipeline.working_stage(key), Some(&proposal.stage));
            prop_assert_eq!(merged.pipeline.stages().len(), proposal.stages_after);
            prop_assert!(!proposal.reasons.is_empty());
            let days = |figures: Option<(f64, Option<f64>)>| figures.and_then(|(_, days)| days);
            let before = merged.before.expected_days;
            let known = before.is_some_and(Figure::is_stated);
            prop_assert_eq!((proposal.days_before.is_some(), proposal.days_after.is_some()), (known, known));
            if let (true, Some(before), Some(after)) = (are_stated(pipeline), proposal.days_before, proposal.days_after) {
                near(before, days(figures(pipeline)).unwrap());
                near(after, days(figures(&merged.pipeline)).unwrap());
            }
        }
    }

    /// Whatever is chosen: texts are kept, and so are figures where every
    /// deal ends.
    #[test]
    fn what_is_chosen_keeps_the_figures(draft in pipeline(), pairs in vec((0..9_usize, 0..9_usize), 1..5)) {
        let pipeline = draft.build().unwrap();
        let id = |k: usize| format!("s{}", k % pipeline.stages().len()).parse().unwrap();
        let mut chosen: Vec<MergePair> = Vec::new();
        for (first, second) in pairs {
            chosen.push(MergePair { first: id(first), second: id(second) });
            if pipeline.merge_all(&chosen).is_err() {
                chosen.pop();
            }
        }
        let merged = pipeline.merge_all(&chosen).unwrap();
        check_texts(&pipeline, &merged);
        if figures(&pipeline).is_none_or(|(_, days)| days.is_some()) {
            check_figures(&pipeline, &merged);
        }
    }

    #[test]
    fn merging_keeps_ways_without_loops(
        count in 1..9_usize,
        moves in vec((0..9_usize, 0..9_usize), 0..16),
        starts in vec(any::<bool>(), 9),
        purposes in vec(0..15_usize, 9),
        left in 0..9_usize,
    ) {
        let mut draft = PipelineDraft::new("main");
        for i in 0..count {
            let mut stage = Stage::new(i.to_string(), "");
            stage.start = starts[i];
            stage.purposes.extend(Purpose::BUILT_IN.get(purposes[i]).cloned());
            draft = draft.stage(stage);
        }
        // Only forward: without a loop.
        let mut forward = BTreeSet::new();
        for (a, b) in moves {
            let (from, to) = (a.min(b) % count, a.max(b) % count);
            if from < to {
                forward.insert((from, to));
                draft = draft.go(from.to_string(), to.to_string());
            }
        }
        let pipeline = draft.build().unwrap();
        let merges = pipeline.merge_to(left).made;
        prop_assert!(merges.len() <= count.saturating_sub(left));
        prop_assert_eq!(&merges, &pipeline.merge_to(left).made);
        let place = |id: &sales_process::StageId| id.as_str().parse::<usize>().unwrap();
        // Merged one by one, naively.
        let mut part: Vec<usize> = (0..count).collect();
        for merge in merges {
            let (a, b) = (place(&merge.first), place(&merge.second));
            prop_assert!(forward.contains(&(a, b)));
            let (a, b) = (part[a], part[b]);
            prop_assert_ne!(a, b);
            for slot in &mut part {
                if *slot == b { *slot = a }
            }
            // No part leads back to itself.
            for from in 0..count {
                let mut seen = BTreeSet::new();
                let mut open = vec![part[from]];
                while let Some(at) = open.pop() {
                    for (f, t) in &forward {
                        if part[*f] == at && part[*t] != at {
                            prop_assert_ne!(part[*t], part[from]);
                            if seen.insert(part[*t]) { open.push(part[*t]) }
                        }
                    }
                }
            }
            // The purposes lie close together, and deals begin at the
            // front of a part or nowhere in it.
            let stages: Vec<usize> = (0..count).filter(|i| part[*i] == a).collect();
            let known: Vec<usize> = stages.iter().map(|i| purposes[*i]).filter(|p| *p < 14).collect();
            let width = known.iter().max().zip(known.iter().min()).map_or(0, |(a, b)| a - b);
            prop_assert!(width <= 3);
            for start in stages.iter().filter(|i| starts[**i]) {
                prop_assert!(!forward.iter().any(|(f, t)| t == start && stages.contains(f)));
            }
        }
    }
}
