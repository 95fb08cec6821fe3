//! Proposing a whole process for a company that says how it sells.
//!
//! [`SalesProcess::propose`] makes a [`ProcessDraft`] of a
//! [`Profile`]: what the profile demands, what is usual for
//! it, and what makes sense in any sale, in canonical order, in five to seven
//! working stages. Where there are more purposes than stages, a stage carries
//! several. Sales to companies have a second, shorter pipeline for repeat
//! sales. With the stages come the rules, people and targets around them.
//!
//! It is a draft to edit: the texts are what works in most companies, the
//! numbers are where to begin, and no shares of deals are stated, because only
//! the company knows its own.
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::process::{Demand, Market, Nature, Profile};
//!
//! let profile = Profile::new()
//!     .nature(Nature::Transactional)
//!     .market(Market::B2c)
//!     .demand(Demand::Formed);
//! let process = SalesProcess::propose(profile).build()?;
//! let names: Vec<&str> = process.pipelines()[0].stages().iter().map(|stage| stage.name()).collect();
//! assert_eq!(
//!     names,
//!     ["Take the request", "Check the fit", "Offer and take the order", "Get paid", "Hand over and set up"]
//! );
//! # Ok::<(), sales_process::process::Problems>(())
//! ```
//!
//! # Invariants
//!
//! A proposal builds, for every profile. The same profile gives the same
//! proposal, and nothing in it depends on money or on the calendar.

// `choice`: which purposes, and which of them share a stage. `template`: what a
// stage for a purpose says; `stage` puts stages together. `pipeline`: the
// pipelines and their moves. `policies`: filter, rules, handoff, service level,
// targets. `people`: roles, and who is responsible for what.
mod choice;
mod people;
mod pipeline;
mod policies;
mod stage;
mod template;

use crate::process::{ClosingEvent, Market, Nature, ProcessDraft, Profile, Purpose, SalesProcess};

pub(crate) use people::role_for;
pub(crate) use pipeline::repeat_pipeline;
pub(crate) use policies::{
    default_handoff, default_lead_filter, default_lost_reasons, default_regular_when,
    default_service_level,
};
pub(crate) use stage::{stage_for, stale_after};
pub(crate) use template::REMINDER;

impl SalesProcess {
    /// Proposes a whole process for a profile. An absent dimension is taken at
    /// its default; the proposed process names them all.
    ///
    /// The draft can be built as it is. Its id is `sales`, and its name says
    /// how the company sells; both are the caller's to change, as is all else.
    pub fn propose(profile: Profile) -> ProcessDraft {
        let profile = profile.or_defaults();
        let mut draft = ProcessDraft::new("sales", name(profile)).profile(profile);
        draft.roles = people::roles(profile);
        let main = pipeline::main_pipeline(profile, &draft.roles);
        let has_contract = main.stages.iter().any(|stage| stage.is_for(&Purpose::Contract));
        draft.closing_event =
            if has_contract { ClosingEvent::ContractSigned } else { ClosingEvent::PurchaseMade };
        draft.subprocesses = people::plans(profile, &draft.roles);
        draft.targets = policies::targets(profile, &main);
        draft.pipelines.push(main);
        if profile.market == Some(Market::B2b) {
            draft.pipelines.push(repeat_pipeline(profile, &draft.roles));
        }
        draft.target_audience = policies::target_audience(profile);
        draft.lead_filter = Some(default_lead_filter(profile));
        draft.qualification = Some(policies::qualification(profile));
        draft.disqualify_reasons = policies::disqualify_reasons();
        draft.lost_reasons = default_lost_reasons(profile);
        draft.hunter_result_orders = policies::hunter_result_orders(profile);
        draft.regular_when = Some(default_regular_when(profile));
        draft.first_repeat_within_days = Some(policies::first_repeat_within(profile));
        draft.service_level = Some(default_service_level(profile));
        draft.handoff = Some(default_handoff(profile));
        draft
    }
}

/// Such as `Consultative B2B sales of a product`.
fn name(profile: Profile) -> String {
    let nature = match profile.nature.unwrap_or_default() {
        Nature::Consultative => "Consultative",
        Nature::Transactional => "Transactional",
        Nature::Project => "Project",
    };
    let market = match profile.market.unwrap_or_default() {
        Market::B2b => "B2B",
        Market::B2c => "B2C",
    };
    format!("{nature} {market} sales of a {}", profile.offering.unwrap_or_default())
}

#[cfg(test)]
mod tests;
