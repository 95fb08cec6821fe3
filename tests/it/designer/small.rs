//! Small random processes: all that structure, order and shares can get wrong.

use proptest::collection::vec;
use proptest::prelude::*;
use sales_process::process::{Days, Demand, Move, Nature, PipelineDraft, Profile, Purpose, Stage};
use sales_process::{Probability, SalesProcess};

/// A pipeline of stages `0`, `1` … and outcomes, moves as they fall, some with
/// chances and durations.
pub(crate) fn small_process() -> impl Strategy<Value = SalesProcess> {
    let days = prop::option::of(0..4_u16);
    let chance = || prop::option::weighted(0.2, 0..=4_u8);
    let quarters = |n: u8| Probability::new(f64::from(n) / 4.0).unwrap();
    let stage = (prop::bool::weighted(0.25), 0..10_usize, 0..4_usize, days, chance());
    // Half of the moves lead on; of the others, some may be taken twice.
    let step = (0..64_usize, 0..64_usize, 0..6_usize, chance());
    (vec(stage, 0..7), 0..4_usize, vec(step, 0..12)).prop_map(move |(stages, outcomes, moves)| {
        let mut draft = PipelineDraft::new("main");
        let count = stages.len();
        for (i, (start, purpose, role, days, chance)) in stages.into_iter().enumerate() {
            let mut stage = Stage::new(i.to_string(), i.to_string());
            stage.start = start;
            let purpose = [
                Purpose::NeedsDiscovery,
                Purpose::Proposal,
                Purpose::PaymentTracking,
                Purpose::Contract,
                Purpose::InboundRequest,
                Purpose::ProactiveContact,
                Purpose::PartnerManagement,
            ]
            .get(purpose)
            .cloned();
            // With no purpose at all most checks cannot run.
            stage.purposes.push(purpose.unwrap_or_else(|| "own".parse().unwrap()));
            let role = ["hunter", "presales", "delivery"].get(role);
            stage.role = role.map(|role| (*role).to_owned());
            stage.typical_days = days.map(Days::from);
            // None states 0, which says that losing is meant there.
            stage.win_probability = chance.filter(|n| *n > 0).map(quarters);
            draft = draft.stage(stage);
        }
        for (bit, won) in [(1, true), (2, false)] {
            if outcomes & bit != 0 {
                draft = if won { draft.won("won") } else { draft.lost("lost") };
            }
        }
        let ids: Vec<String> = (0..count)
            .map(|i| i.to_string())
            .chain(draft.outcomes.iter().map(|o| o.id.clone()))
            .collect();
        if count > 0 {
            for (from, to, mark, chance) in moves {
                let mut step = Move::new(&ids[from % count], &ids[to % ids.len()]);
                step.probability = chance.map(quarters);
                draft = draft.step(match mark {
                    0..3 => step,
                    3 => step.rework(None),
                    _ => step.rework(Some(2)),
                });
            }
        }
        let profile = Profile::new().nature(Nature::Consultative).demand(Demand::Formed);
        let draft = draft.max_cycle_days(3);
        SalesProcess::draft("p", "P").profile(profile).pipeline(draft).build().unwrap()
    })
}
