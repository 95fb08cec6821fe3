//! Proposing a whole process for a company that says how it sells.
//!
//! [`SalesProcess::propose`] makes a [`ProcessDraft`] of a
//! [`Profile`]: what the profile demands, what is usual for
//! it, and what makes sense in any sale, in canonical order, in five to seven
//! working stages. Where there are more purposes than stages, a stage carries
//! several. Sales to companies have a second, shorter pipeline for repeat
//! sales. With the stages come the rules, people and targets around them.
//!
//! It is a draft to edit: the texts are what works in most companies of that
//! trade, in English, Russian or Romanian ([`SalesProcess::propose_in`]), the
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
//!     ["Inbound request", "Qualification", "Offer and order", "Payment tracking", "Handover and setup"]
//! );
//! # Ok::<(), sales_process::process::Problems>(())
//! ```
//!
//! # Invariants
//!
//! A proposal builds, for every profile. The same profile gives the same
//! proposal, and nothing in it depends on money or on the calendar.

// `choice`: which purposes, and which of them share a stage. `text`: what a
// proposal says, in three languages; `stage` puts stages together of it.
// `pipeline`: the pipelines and their moves. `policies`: filter, rules, handoff,
// service level, targets. `people`: roles, and who is responsible for what.
mod choice;
mod people;
mod pipeline;
mod policies;
mod stage;
mod text;

use crate::process::{Market, ProcessDraft, Profile, SalesProcess};
use crate::value::Language;

pub(crate) use people::role_for;
pub(crate) use pipeline::repeat_pipeline;
pub(crate) use policies::{
    default_handoff, default_lead_filter, default_lost_reasons, default_regular_when,
    default_service_level,
};
pub(crate) use stage::{stage_for, stale_after};
pub(crate) use text::REMINDER;

impl SalesProcess {
    /// Proposes a whole process for a profile, in English. An absent dimension
    /// is taken at its default; the proposed process names them all.
    ///
    /// The draft can be built as it is. Its id is `sales`, and its name says
    /// how the company sells; both are the caller's to change, as is all else.
    pub fn propose(profile: Profile) -> ProcessDraft {
        Self::propose_in(Language::English, profile)
    }

    /// The same with all texts in a language. Ids, and reasons that are stored
    /// by their names, are the same in every language.
    pub fn propose_in(language: Language, profile: Profile) -> ProcessDraft {
        let profile = profile.or_defaults();
        let mut draft = ProcessDraft::new("sales", name(profile, language)).profile(profile);
        draft.roles = people::roles(profile, language);
        let main = pipeline::main_pipeline(profile, &draft.roles, language);
        draft.closing_event = pipeline::closing_event(profile, &main);
        draft.subprocesses = people::plans(profile, &draft.roles, language);
        draft.targets = policies::targets(profile, &main);
        draft.pipelines.push(main);
        if profile.market == Some(Market::B2b) {
            draft.pipelines.push(pipeline::repeat_in(profile, &draft.roles, language));
        }
        draft.target_audience = policies::target_audience(profile, language);
        draft.lead_filter = Some(policies::lead_filter(profile, language));
        draft.qualification = Some(policies::qualification(profile, language));
        draft.disqualify_reasons = policies::disqualify_reasons(profile);
        draft.lost_reasons = default_lost_reasons(profile);
        draft.hunter_result_orders = policies::hunter_result_orders(profile);
        draft.regular_when = Some(default_regular_when(profile));
        draft.first_repeat_within_days = policies::first_repeat_within(profile);
        draft.service_level = Some(policies::service_level(profile, language));
        draft.handoff = Some(policies::handoff(profile, language));
        draft
    }
}

/// Such as `Consultative B2B sales of a product`.
fn name(profile: Profile, language: Language) -> String {
    let word = |of| text::spoken(text::policy::NAMES, of, profile, language);
    ["nature", "market", "offering", "channel"]
        .into_iter()
        .fold(word("name"), |name, part| name.replace(&format!("{{{part}}}"), &word(part)))
}

#[cfg(test)]
mod tests;
