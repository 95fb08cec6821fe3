//! What is different in the document outside its pipelines.
//!
//! Every part is taken apart field by field, so that a field that is new to
//! the document does not compile here until it is compared.

use std::collections::BTreeMap;

use super::field::{Comparing, FieldStep, FieldText};
use crate::policy::{
    FilterCriterion, LeadFilterDraft, QualificationCriterion, QualificationDraft, QualificationRule,
};
use crate::process::{
    Allow, ChecklistItem, Criterion, FieldDef, HandoffPolicy, LintOptions, LintSettings,
    ProcessDraft, Profile, Role, ServiceLevel, Subprocess, SubprocessPlan,
};

/// Compares all but the pipelines, except for their order.
pub(super) fn compare(to: &mut Comparing, old: &ProcessDraft, new: &ProcessDraft) {
    let ProcessDraft {
        format,
        id,
        name,
        version,
        utc_offset,
        time_zone,
        profile,
        subprocesses,
        target_audience,
        closing_event,
        fields,
        pipelines: _,
        lead_filter,
        qualification,
        disqualify_reasons,
        lost_reasons,
        roles,
        hunter_result_orders,
        regular_when,
        regular_reexamined,
        first_repeat_within_days,
        service_level,
        handoff,
        lint,
        allow,
        targets,
    } = old;
    to.value("format", (format, &new.format), FieldText::plain);
    to.value("id", (id, &new.id), FieldText::words);
    to.value("name", (name, &new.name), FieldText::words);
    to.value("version", (version, &new.version), FieldText::plain);
    to.value("utc_offset", (utc_offset, &new.utc_offset), FieldText::plain);
    to.option("time_zone", (time_zone.as_ref(), new.time_zone.as_ref()), FieldText::plain);
    to.within(FieldStep::Field("profile"), |to| compare_profile(to, *profile, new.profile));
    compare_subprocesses(to, subprocesses, &new.subprocesses);
    let word = "trait of the target audience";
    criteria(to, ("target_audience", word), (target_audience, &new.target_audience));
    to.value("closing_event", (closing_event, &new.closing_event), FieldText::plain);
    to.items(("fields", "field"), (fields, &new.fields), |field| &field.id, compare_field);
    to.part(
        FieldStep::Field("lead_filter"),
        (lead_filter.as_ref(), new.lead_filter.as_ref()),
        compare_filter,
    );
    let both = (qualification.as_ref(), new.qualification.as_ref());
    to.part(FieldStep::Field("qualification"), both, compare_qualification);
    to.texts("disqualify_reasons", (disqualify_reasons, &new.disqualify_reasons));
    to.texts("lost_reasons", (lost_reasons, &new.lost_reasons));
    to.items(("roles", "role"), (roles, &new.roles), |role| &role.id, compare_role);
    let both = (hunter_result_orders, &new.hunter_result_orders);
    to.value("hunter_result_orders", both, FieldText::plain);
    to.rule("regular_when", (regular_when.as_ref(), new.regular_when.as_ref()));
    to.flag("regular_reexamined", (*regular_reexamined, new.regular_reexamined));
    let both = (first_repeat_within_days.as_ref(), new.first_repeat_within_days.as_ref());
    to.option("first_repeat_within_days", both, |days| FieldText::plain(&days.count()));
    let both = (service_level.as_ref(), new.service_level.as_ref());
    to.part(FieldStep::Field("service_level"), both, compare_service_level);
    to.part(FieldStep::Field("handoff"), (handoff.as_ref(), new.handoff.as_ref()), compare_handoff);
    to.within(FieldStep::Field("lint"), |to| compare_lint(to, lint, &new.lint));
    allows(to, (allow, &new.allow));
    to.entries(("targets", "target"), (targets, &new.targets));
}

fn compare_profile(to: &mut Comparing, old: Profile, new: Profile) {
    let Profile {
        nature,
        novelty,
        demand,
        market,
        offering,
        channel,
        activity,
        payment_depends_on_onboarding,
    } = old;
    to.option("nature", (nature.as_ref(), new.nature.as_ref()), FieldText::plain);
    to.option("novelty", (novelty.as_ref(), new.novelty.as_ref()), FieldText::plain);
    to.option("demand", (demand.as_ref(), new.demand.as_ref()), FieldText::plain);
    to.option("market", (market.as_ref(), new.market.as_ref()), FieldText::plain);
    to.option("offering", (offering.as_ref(), new.offering.as_ref()), FieldText::plain);
    to.option("channel", (channel.as_ref(), new.channel.as_ref()), FieldText::plain);
    to.option("activity", (activity.as_ref(), new.activity.as_ref()), FieldText::plain);
    let both = (payment_depends_on_onboarding, new.payment_depends_on_onboarding);
    to.flag("payment_depends_on_onboarding", both);
}

type Plans = BTreeMap<Subprocess, SubprocessPlan>;

fn compare_subprocesses(to: &mut Comparing, old: &Plans, new: &Plans) {
    for part in Subprocess::ALL {
        let (list, word) = ("subprocesses", "subprocess");
        let step = FieldStep::Item { list, word, id: part.name().to_owned() };
        to.part(step, (old.get(part), new.get(part)), |to, old, new| {
            let SubprocessPlan { result, owner, goal, plan } = old;
            to.text("result", (result.as_ref(), new.result.as_ref()));
            to.text("owner", (owner.as_ref(), new.owner.as_ref()));
            to.text("goal", (goal.as_ref(), new.goal.as_ref()));
            to.text("plan", (plan.as_ref(), new.plan.as_ref()));
        });
    }
}

/// Criteria by their ids: of the target audience, or to leave a stage.
pub(super) fn criteria(
    to: &mut Comparing,
    words: (&'static str, &'static str),
    both: (&[Criterion], &[Criterion]),
) {
    to.items(
        words,
        both,
        |criterion| &criterion.id,
        |to, old, new| {
            let Criterion { id: _, text, field, approval, when } = old;
            to.value("text", (text, &new.text), FieldText::words);
            to.text("field", (field.as_ref(), new.field.as_ref()));
            to.texts("approval", (approval, &new.approval));
            to.option("when", (when.as_ref(), new.when.as_ref()), FieldText::plain);
        },
    );
}

fn compare_filter(to: &mut Comparing, old: &LeadFilterDraft, new: &LeadFilterDraft) {
    let LeadFilterDraft { pass_score, criteria } = old;
    to.value("pass_score", (pass_score, &new.pass_score), FieldText::plain);
    let (word, both) = (("criteria", "criterion"), (&criteria[..], &new.criteria[..]));
    to.items(
        word,
        both,
        |criterion| &criterion.id,
        |to, old, new| {
            let FilterCriterion { id: _, text, required, weight } = old;
            to.value("text", (text, &new.text), FieldText::words);
            to.flag("required", (*required, new.required));
            to.option("weight", (weight.as_ref(), new.weight.as_ref()), FieldText::plain);
        },
    );
}

fn compare_qualification(to: &mut Comparing, old: &QualificationDraft, new: &QualificationDraft) {
    let QualificationDraft { framework, criteria, rule } = old;
    to.text("framework", (framework.as_ref(), new.framework.as_ref()));
    let (word, both) = (("criteria", "criterion"), (&criteria[..], &new.criteria[..]));
    to.items(
        word,
        both,
        |criterion| &criterion.id,
        |to, old, new| {
            let QualificationCriterion { id: _, text, weight } = old;
            to.value("text", (text, &new.text), FieldText::words);
            to.option("weight", (weight.as_ref(), new.weight.as_ref()), FieldText::plain);
        },
    );
    to.value("rule", (rule, &new.rule), |rule| {
        FieldText::Plain(match rule {
            QualificationRule::All => "all answered yes".to_owned(),
            QualificationRule::AtLeast(count) => format!("at least {count} answered yes"),
            QualificationRule::Score { at_least } => format!("at least {at_least} points"),
        })
    });
}

fn compare_field(to: &mut Comparing, old: &FieldDef, new: &FieldDef) {
    let FieldDef { id: _, label, of, kind, options, personal } = old;
    to.text("label", (label.as_ref(), new.label.as_ref()));
    to.value("of", (of, &new.of), FieldText::plain);
    to.value("kind", (kind, &new.kind), FieldText::plain);
    to.texts("options", (options, &new.options));
    to.flag("personal", (*personal, new.personal));
}

/// Lints that do not apply to a stage, or to the whole process.
pub(super) fn allows(to: &mut Comparing, both: (&[Allow], &[Allow])) {
    let key = |allow: &Allow| (allow.lint.clone(), allow.reason.clone());
    to.list("allow", both, key, |allow| {
        let Allow { lint, reason } = allow;
        FieldText::Words(format!("{lint} ({reason})"))
    });
}

fn compare_role(to: &mut Comparing, old: &Role, new: &Role) {
    let Role { id: _, kind, title, capacity, hours_per_week, people } = old;
    to.value("kind", (kind, &new.kind), FieldText::plain);
    to.text("title", (title.as_ref(), new.title.as_ref()));
    to.option("capacity", (capacity.as_ref(), new.capacity.as_ref()), FieldText::plain);
    let both = (hours_per_week.as_ref(), new.hours_per_week.as_ref());
    to.option("hours_per_week", both, |hours| FieldText::plain(&hours.count()));
    to.option("people", (people.as_ref(), new.people.as_ref()), FieldText::plain);
}

fn compare_service_level(to: &mut Comparing, old: &ServiceLevel, new: &ServiceLevel) {
    let ServiceLevel { respond_within_hours, contact_every_days, priority } = old;
    let both = (respond_within_hours.as_ref(), new.respond_within_hours.as_ref());
    to.option("respond_within_hours", both, |hours| FieldText::plain(&hours.count()));
    let both = (contact_every_days.as_ref(), new.contact_every_days.as_ref());
    to.option("contact_every_days", both, |days| FieldText::plain(&days.count()));
    to.text("priority", (priority.as_ref(), new.priority.as_ref()));
}

fn compare_handoff(to: &mut Comparing, old: &HandoffPolicy, new: &HandoffPolicy) {
    let HandoffPolicy { when, checklist, accept_within_days, credit_split } = old;
    to.rule("when", (when.as_ref(), new.when.as_ref()));
    let (word, both) = (("checklist", "item"), (&checklist[..], &new.checklist[..]));
    to.items(
        word,
        both,
        |item| &item.id,
        |to, old, new| {
            let ChecklistItem { id: _, text, required } = old;
            to.value("text", (text, &new.text), FieldText::words);
            to.flag("required", (*required, new.required));
        },
    );
    let both = (accept_within_days.as_ref(), new.accept_within_days.as_ref());
    to.option("accept_within_days", both, |days| FieldText::plain(&days.count()));
    to.option("credit_split", (credit_split.as_ref(), new.credit_split.as_ref()), |split| {
        let crate::process::CreditSplit { hunter_percent, until_months } = split;
        FieldText::Plain(format!("{} % to the hunter for {until_months}", hunter_percent.value()))
    });
}

fn compare_lint(to: &mut Comparing, old: &LintSettings, new: &LintSettings) {
    let LintSettings { options, severity } = old;
    let LintOptions {
        max_stages,
        optimal_stages,
        max_exits,
        bottleneck_share,
        chance_gap,
        seller_words,
    } = options;
    let newer = &new.options;
    to.option("max_stages", (max_stages.as_ref(), newer.max_stages.as_ref()), FieldText::plain);
    let both = (optimal_stages.as_ref(), newer.optimal_stages.as_ref());
    to.option("optimal_stages", both, |[fewest, most]| {
        FieldText::Plain(format!("{fewest} to {most}"))
    });
    to.option("max_exits", (max_exits.as_ref(), newer.max_exits.as_ref()), FieldText::plain);
    let both = (bottleneck_share.as_ref(), newer.bottleneck_share.as_ref());
    to.option("bottleneck_share", both, FieldText::plain);
    to.option("chance_gap", (chance_gap.as_ref(), newer.chance_gap.as_ref()), FieldText::plain);
    to.texts("seller_words", (seller_words, &newer.seller_words));
    to.entries(("severity", "severity of"), (severity, &new.severity));
}
