//! What the moves of a lead demand.

use super::{Asked, CustomerRef, Interest, InterestKind, LeadUnmet, LeadVerb, Source};
use crate::lifecycle::date::happened;
use crate::lifecycle::words::{Choices, Hint};
use crate::lifecycle::{Act, DateOf, Interaction, Note, Reason};
use crate::policy::{LeadFilter, Qualification};
use crate::process::SalesProcess;
use crate::value::Fields;
use crate::value::text::sets;

/// What the moves of a lead are checked against: the filter, the framework,
/// the reasons for disqualifying. What is absent demands nothing; with no
/// list of reasons, any reason will do.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeadRules<'a> {
    pub(super) filter: Option<&'a LeadFilter>,
    pub(super) qualification: Option<&'a Qualification>,
    pub(super) disqualify_reasons: &'a [String],
    pub(super) fields: Option<&'a Fields>,
}

impl<'a> LeadRules<'a> {
    sets! {
        /// Sets the filter that a lead must pass to be qualified.
        filter(filter: &'a LeadFilter) filter = Some(filter);

        /// Sets the framework whose rule a lead must meet to be qualified.
        qualification(framework: &'a Qualification) qualification = Some(framework);

        /// Sets the reasons for which a lead may be disqualified.
        disqualify_reasons(reasons: &'a [String]) disqualify_reasons = reasons;

        /// Sets the fields that the company adds.
        fields(fields: &'a Fields) fields = Some(fields);
    }

    /// What there is to choose from for a move.
    pub(super) fn choices(&self, verb: LeadVerb) -> Vec<String> {
        match verb {
            LeadVerb::Drop | LeadVerb::Disqualify => self.disqualify_reasons.to_vec(),
            LeadVerb::Screen => {
                self.filter.iter().flat_map(|f| f.criteria()).map(|c| c.id.clone()).collect()
            }
            LeadVerb::Answer => {
                let criteria = self.qualification.iter().flat_map(|f| f.criteria());
                criteria.map(|c| c.id.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether there is anything to answer by a move that records answers.
    pub(super) fn ask_for(&self, verb: LeadVerb) -> bool {
        match verb {
            LeadVerb::Screen => self.filter.is_some_and(|filter| !filter.criteria().is_empty()),
            LeadVerb::Answer => self.qualification.is_some(),
            _ => true,
        }
    }
}

impl<'a> From<&'a SalesProcess> for LeadRules<'a> {
    /// The filter, the framework and the reasons of a process.
    fn from(process: &'a SalesProcess) -> Self {
        Self {
            filter: Some(process.lead_filter()),
            qualification: process.qualification(),
            disqualify_reasons: process.disqualify_reasons(),
            fields: Some(process.fields()),
        }
    }
}

/// Interest that counts, from a source that is known.
pub(super) fn interest(interest: &Interest, source: Option<&Source>, unmet: &mut Vec<LeadUnmet>) {
    if interest.evidence.is_blank() {
        unmet.push(LeadUnmet::Interest);
    }
    match interest.kind {
        InterestKind::AnsweredOffer { decision_maker: false } => {
            unmet.push(LeadUnmet::NotTheDecisionMaker);
        }
        InterestKind::MetAtEvent { asked_for_contact: false } => unmet.push(LeadUnmet::DidNotAsk),
        _ => {}
    }
    source_known(source, unmet);
}

pub(super) fn source_known(source: Option<&Source>, unmet: &mut Vec<LeadUnmet>) {
    if source.is_none_or(Source::is_blank) {
        unmet.push(LeadUnmet::Source);
    }
}

pub(super) fn listed(reason: &mut Reason, list: &[String], unmet: &mut Vec<LeadUnmet>) {
    reason.place_in(list);
    if reason.code.trim().is_empty() {
        unmet.push(LeadUnmet::NoDisqualifyReason { choices: Choices::of(list) });
    } else if !reason.is_listed(list) {
        let hint = Hint::near(&reason.code, list.iter().map(String::as_str));
        let found = reason.code.clone();
        unmet.push(LeadUnmet::DisqualifyReason { found, hint, choices: Choices::of(list) });
    } else if reason.lacks_note() {
        unmet.push(LeadUnmet::ReasonNote);
    }
}

pub(super) fn asked<'a>(
    asked: &Asked,
    criteria: impl Iterator<Item = &'a str> + Clone,
    unmet: &mut Vec<LeadUnmet>,
) {
    if !criteria.clone().any(|id| asked.criterion == id) {
        let hint = Hint::of(asked.criterion.as_str(), criteria);
        unmet.push(LeadUnmet::Criterion { criterion: asked.criterion.clone(), hint });
    }
}

pub(super) fn given(reason: &Note, unmet: &mut Vec<LeadUnmet>) {
    if reason.is_blank() {
        unmet.push(LeadUnmet::Reason);
    }
}

/// Says what it was about, on a day that has come.
pub(super) fn interaction(interaction: &Interaction, act: &Act, unmet: &mut Vec<LeadUnmet>) {
    if interaction.about.is_blank() {
        unmet.push(LeadUnmet::Interaction);
    }
    let fault = interaction.on.and_then(|on| happened(DateOf::Interaction, on, None, act));
    unmet.extend(fault.map(LeadUnmet::from));
}

/// A customer does not recommend us to itself.
pub(super) fn referrer(
    source: Option<&Source>,
    customer: &CustomerRef,
    unmet: &mut Vec<LeadUnmet>,
) {
    if let Some(Source::Referral(referrer)) = source {
        if referrer == customer.id() {
            unmet.push(LeadUnmet::ReferredItself { customer: referrer.clone() });
        }
    }
}
