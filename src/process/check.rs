//! How the parts of a process fit together: what [`ProcessDraft::build`]
//! checks, part by part, in the order of the document.

use std::collections::{HashMap, HashSet};

use super::{
    Days, DealKind, Fields, HandoffPolicy, Hours, LintOptions, Pipeline, PipelineDraft,
    ProcessDraft, Role, RoleKind, SalesProcess, ServiceLevel,
};
use crate::policy::{LeadFilter, Qualification, Rule, RuleForm};
use crate::value::problem::{ONE_OR_MORE, ProblemKind, Problems, Report};
use crate::value::{Coded, CriterionId, UtcOffset, Words};

impl ProcessDraft {
    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// [`Problems`]: all of them at once, such as two pipelines with one id, a
    /// stage whose role nobody has, a kind of deal that two pipelines name, a
    /// pass score that cannot be reached. What is merely unwise builds, and
    /// the linter tells of it.
    pub fn build(self) -> Result<SalesProcess, Problems> {
        let mut report = Report::default();
        let built = check(self, &mut report);
        report.finish(built)
    }
}

fn check(draft: ProcessDraft, report: &mut Report) -> Option<SalesProcess> {
    let id = report.id("id", &draft.id);
    at_least_one("version", draft.version, report);
    report.distinct_ids(draft.target_audience.iter().map(|c| c.id.as_str()), |i| {
        format!("target_audience[{i}].id")
    });
    for (i, criterion) in draft.target_audience.iter().enumerate() {
        let kinds =
            [criterion.field.is_some(), !criterion.approval.is_empty(), criterion.when.is_some()];
        if kinds.contains(&true) {
            let unfit = [
                "a trait of the target audience is a text; expected `id` and `text` only",
                "признак целевой аудитории — это текст; ожидаются только `id` и `text`",
                "o trăsătură a publicului țintă este un text; se așteaptă doar `id` și `text`",
            ];
            report.add(format_args!("target_audience[{i}]"), ProblemKind::unfit(unfit));
        }
    }
    if draft.time_zone.is_some() && draft.utc_offset != UtcOffset::UTC {
        let unfit = [
            "there is an `utc_offset` too; leave one of the two out",
            "есть и `utc_offset`; уберите одно из двух",
            "există și `utc_offset`; scoateți una din cele două",
        ];
        report.add("time_zone", ProblemKind::unfit(unfit));
    }
    let fields = Fields::check_defs(&draft.fields, report);
    let pipelines = pipelines(&draft, &fields, report);
    let filter = draft.lead_filter.clone().unwrap_or_default();
    let lead_filter = LeadFilter::check(filter, "lead_filter", report);
    let qualification = draft
        .qualification
        .clone()
        .and_then(|qualification| Qualification::check(qualification, "qualification", report));
    for (name, reasons) in
        [("disqualify_reasons", &draft.disqualify_reasons), ("lost_reasons", &draft.lost_reasons)]
    {
        report.distinct_ids(reasons.iter().map(String::as_str), |i| format!("{name}[{i}]"));
    }
    check_roles(&draft.roles, report);
    at_least_one("hunter_result_orders", draft.hunter_result_orders, report);
    let regular_when = rule("regular_when", draft.regular_when.as_ref(), report);
    let first_repeat = draft.first_repeat_within_days.map(Days::count);
    above_zero("first_repeat_within_days", first_repeat, report);
    if let Some(service_level) = &draft.service_level {
        check_service_level(service_level, report);
    }
    let handoff_when = draft.handoff.as_ref().and_then(|policy| check_handoff(policy, report));
    check_options(&draft.lint.options, report);
    for (path, target) in &draft.targets {
        let place = format!("targets.{path}");
        report.id::<CriterionId>(&place, path);
        if let super::Bound::Number(number) = target.bound() {
            if !number.is_finite() {
                report.add(place, ProblemKind::range(number, ["a number", "число", "un număr"]));
            }
        }
    }
    Some(SalesProcess {
        id: id?,
        fields,
        pipelines,
        lead_filter: lead_filter?,
        qualification,
        regular_when,
        handoff_when,
        draft,
    })
}

fn check_roles(roles: &[Role], report: &mut Report) {
    report.distinct_ids(roles.iter().map(|r| r.id.as_str()), |i| format!("roles[{i}].id"));
    for (i, role) in roles.iter().enumerate() {
        let known = || RoleKind::ALL.iter().map(RoleKind::name);
        // A word of one's own that is near to a known kind is taken for a slip.
        if let RoleKind::Custom(word) = &role.kind {
            if crate::value::text::nearest(word.as_str(), known()).is_some() {
                report.unknown(format!("roles[{i}].kind"), "kind of role", word.as_str(), known());
            }
        }
        if let Some(count) = role.people {
            at_least_one(&format!("roles[{i}].people"), count, report);
        }
        let hours = role.hours_per_week.map(Hours::count);
        if hours.is_some_and(|hours| hours <= 0.0 || hours > 168.0) {
            let expected = [
                "more than 0 and at most 168, the hours of a week",
                "больше 0 и не больше 168, часов в неделе",
                "mai mult de 0 și cel mult 168, orele unei săptămâni",
            ];
            let found = hours.unwrap_or_default();
            report.add(format!("roles[{i}].hours_per_week"), ProblemKind::range(found, expected));
        }
    }
}

fn pipelines(draft: &ProcessDraft, fields: &Fields, report: &mut Report) -> Vec<Pipeline> {
    report.distinct_ids(draft.pipelines.iter().map(|pipeline| pipeline.id.as_str()), |i| {
        format!("pipelines[{i}].id")
    });
    let roles = RoleNames::of(&draft.roles);
    let mut served = HashMap::new();
    let mut built = Vec::with_capacity(draft.pipelines.len());
    for (i, pipeline) in draft.pipelines.iter().enumerate() {
        let place = format!("pipelines[{i}]");
        check_served(pipeline, &place, &mut served, report);
        let checked = Pipeline::check(pipeline.clone(), &place, Some(fields), report);
        for (k, stage) in pipeline.stages.iter().enumerate() {
            if let Some(role) = &stage.role {
                roles.check(role, || format!("{place}.stages[{k}].role"), report);
            }
            let lists = [
                ("entry_criteria", &stage.entry_criteria),
                ("exit_criteria", &stage.exit_criteria),
            ];
            for (name, criteria) in lists {
                for (c, criterion) in criteria.iter().enumerate() {
                    for (r, role) in criterion.approval.iter().enumerate() {
                        let at = || format!("{place}.stages[{k}].{name}[{c}].approval[{r}]");
                        roles.check(role, at, report);
                    }
                }
            }
        }
        built.extend(checked.map(|pipeline| {
            let pipeline = pipeline.in_zone(draft.zone()).closing_on(draft.closing_event);
            pipeline.losing_for(draft.lost_reasons.clone())
        }));
    }
    let named: Vec<DealKind> =
        DealKind::ALL.iter().copied().filter(|kind| served.contains_key(&(*kind, None))).collect();
    let in_process = |pipeline: Pipeline| match pipeline.serves() {
        [] => pipeline.beside(named.clone()),
        _ => pipeline,
    };
    built.into_iter().map(in_process).collect()
}

/// Which place names a kind of deal first, for a segment (as text) or without.
type Served = HashMap<(DealKind, Option<String>), String>;

/// No kind of deal is named twice for one segment, be it by one pipeline or by
/// two.
fn check_served(pipeline: &PipelineDraft, place: &str, served: &mut Served, report: &mut Report) {
    let segment = pipeline.segment.as_ref().map(|segment| segment.when.to_string());
    for (k, kind) in pipeline.serves.iter().enumerate() {
        let here = format!("{place}.for[{k}]");
        if let Some(first) = served.get(&(*kind, segment.clone())) {
            let kind =
                ProblemKind::ServedTwice { kind: kind.name().to_owned(), first: first.clone() };
            report.add(here, kind);
        } else {
            served.insert((*kind, segment.clone()), here);
        }
    }
}

/// What the role of a stage can be: the id of a role, or the name of a kind
/// where the process lists no roles.
struct RoleNames<'a> {
    what: &'static str,
    known: Vec<&'a str>,
    lookup: HashSet<&'a str>,
    any_kind: bool,
}

impl<'a> RoleNames<'a> {
    fn of(roles: &'a [Role]) -> Self {
        let (what, known): (_, Vec<&str>) = if roles.is_empty() {
            ("kind of role", RoleKind::ALL.iter().map(RoleKind::name).collect())
        } else {
            ("role", roles.iter().map(|role| role.id.as_str()).collect())
        };
        Self { what, lookup: known.iter().copied().collect(), known, any_kind: roles.is_empty() }
    }

    fn check(&self, role: &str, place: impl Fn() -> String, report: &mut Report) {
        // Where no roles are listed, any word that can be a kind is one.
        // One that is near to a known kind is taken for a slip.
        let is_kind = self.any_kind
            && role.parse::<RoleKind>().is_ok()
            && crate::value::text::nearest(role, self.known.iter().copied()).is_none();
        if !self.lookup.contains(role) && !is_kind {
            report.unknown(place(), self.what, role, self.known.iter().copied());
        }
    }
}

fn rule(place: &str, form: Option<&RuleForm>, report: &mut Report) -> Option<Rule> {
    Rule::try_from(form?.clone())
        .map_err(|error| {
            let why = Words::from_message(&error);
            report.add(place, ProblemKind::Rule { reason: error.code(), why });
        })
        .ok()
}

fn check_service_level(service_level: &ServiceLevel, report: &mut Report) {
    let respond_within = service_level.respond_within_hours.map(Hours::count);
    above_zero("service_level.respond_within_hours", respond_within, report);
    let contact_every = service_level.contact_every_days.map(Days::count);
    above_zero("service_level.contact_every_days", contact_every, report);
}

/// The policy's own rule, if it has one and that is a rule.
fn check_handoff(policy: &HandoffPolicy, report: &mut Report) -> Option<Rule> {
    let when = rule("handoff.when", policy.when.as_ref(), report);
    report.distinct_ids(policy.checklist.iter().map(|item| item.id.as_str()), |i| {
        format!("handoff.checklist[{i}].id")
    });
    let accept_within = policy.accept_within_days.map(Days::count);
    above_zero("handoff.accept_within_days", accept_within, report);
    when
}

fn check_options(options: &LintOptions, report: &mut Report) {
    let counts = [("max_stages", options.max_stages), ("max_exits", options.max_exits)];
    for (name, count) in counts {
        if let Some(count) = count {
            at_least_one(&format!("lint.options.{name}"), count, report);
        }
    }
    if let Some([fewest, most]) = options.optimal_stages {
        if fewest == 0 || fewest > most {
            let found = format!("[{fewest}, {most}]");
            let expected = [
                "the fewest and then the most stages, both 1 or more",
                "наименьшее и затем наибольшее число этапов, оба от 1",
                "cel mai mic și apoi cel mai mare număr de etape, ambele de la 1",
            ];
            report.add("lint.options.optimal_stages", ProblemKind::range(found, expected));
        }
    }
}

fn at_least_one(place: &str, count: u32, report: &mut Report) {
    if count == 0 {
        report.add(place, ProblemKind::range(0, ONE_OR_MORE));
    }
}

fn above_zero(place: &str, length: Option<f64>, report: &mut Report) {
    if length.is_some_and(|length| length <= 0.0) {
        report.add(place, ProblemKind::range(0, ["more than 0", "больше 0", "mai mult de 0"]));
    }
}
