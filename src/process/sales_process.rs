//! [`SalesProcess`]: a whole sales process whose parts fit together.

use serde::{Deserialize, Serialize, Serializer};

use super::{
    Allow, Case, ClosingEvent, ConditionError, Criterion, DealKind, Fields, HandoffPolicy,
    LintSettings, Pipeline, ProcessDraft, Profile, Role, RoleKind, ServiceLevel, Subprocess,
    SubprocessPlan, Target,
};
use crate::policy::{LeadFilter, Qualification, Rule};
use crate::value::problem::Problems;
use crate::value::{ProcessId, Zone};

/// How a company sells: one document whose parts fit together.
///
/// Invariants: ids are not blank, and differ among the pipelines, roles,
/// criteria, fields and items of one list; the roles and fields that stages and
/// criteria name are known; no kind of deal is named by two pipelines for the
/// same segment; every pipeline closes on the event, loses for the reasons and
/// has the fields and the time zone of the process.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "ProcessDraft")]
pub struct SalesProcess {
    pub(super) draft: ProcessDraft,
    pub(super) id: ProcessId,
    pub(super) fields: Fields,
    pub(super) pipelines: Vec<Pipeline>,
    pub(super) lead_filter: LeadFilter,
    pub(super) qualification: Option<Qualification>,
    pub(super) regular_when: Option<Rule>,
    pub(super) handoff_when: Option<Rule>,
}

impl PartialEq for SalesProcess {
    fn eq(&self, other: &Self) -> bool {
        // Everything else follows from it.
        self.draft == other.draft
    }
}

impl Serialize for SalesProcess {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.draft.serialize(serializer)
    }
}

impl TryFrom<ProcessDraft> for SalesProcess {
    type Error = Problems;
    fn try_from(draft: ProcessDraft) -> Result<Self, Problems> {
        draft.build()
    }
}

impl From<SalesProcess> for ProcessDraft {
    fn from(process: SalesProcess) -> Self {
        process.draft
    }
}

impl SalesProcess {
    /// Begins a process with an id and a name.
    pub fn draft(id: impl Into<String>, name: impl Into<String>) -> ProcessDraft {
        ProcessDraft::new(id, name)
    }

    /// Everything that the document states, as plain data: to read, or to clone,
    /// edit and build again.
    pub fn as_draft(&self) -> &ProcessDraft {
        &self.draft
    }

    /// The id of the process.
    pub fn id(&self) -> &ProcessId {
        &self.id
    }

    /// The name people read.
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// The version of the document; from 1.
    pub(crate) fn version(&self) -> u32 {
        self.draft.version
    }

    /// The time zone in which a calendar day and month begin: the one named, or
    /// else the fixed offset.
    pub fn zone(&self) -> Zone {
        self.draft.zone()
    }

    /// The fields that the company adds to its deals, leads and customers.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The lints that do not apply to this process, wherever they are found.
    pub(crate) fn allowed(&self) -> &[Allow] {
        &self.draft.allow
    }

    /// How the company sells.
    pub(crate) fn profile(&self) -> &Profile {
        &self.draft.profile
    }

    /// What is planned for a part of selling; `None` where nothing is.
    pub(crate) fn subprocess(&self, subprocess: Subprocess) -> Option<&SubprocessPlan> {
        self.draft.subprocesses.get(&subprocess)
    }

    /// The traits of those the product is of most value to.
    pub(crate) fn target_audience(&self) -> &[Criterion] {
        &self.draft.target_audience
    }

    /// What must have happened for a deal to count as won.
    pub(crate) fn closing_event(&self) -> ClosingEvent {
        self.draft.closing_event
    }

    /// The pipelines, in the order of the document.
    pub fn pipelines(&self) -> &[Pipeline] {
        &self.pipelines
    }

    /// The pipeline with an id.
    pub fn pipeline(&self, id: &str) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.id() == id)
    }

    /// The pipeline that serves a kind of deal that belongs to no segment: the
    /// one that names the kind, or else the first that names no kinds; one for
    /// a segment only where no other serves. `None` where none is there.
    pub fn pipeline_for(&self, kind: DealKind) -> Option<&Pipeline> {
        let find = |named: bool, segment: bool| {
            self.pipelines.iter().find(|pipeline| {
                let serves = pipeline.serves();
                let fits = if named { serves.contains(&kind) } else { serves.is_empty() };
                fits && pipeline.segment().is_some() == segment
            })
        };
        let order = [(true, false), (false, false), (true, true), (false, true)];
        order.into_iter().find_map(|(named, segment)| find(named, segment))
    }

    /// The pipeline that serves a deal: of those that name its kind the first
    /// whose segment it belongs to, else the one without a segment; where none
    /// is found, the same among those that name no kinds. `None` where no
    /// pipeline serves it.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] where it cannot be said whether the deal belongs to a
    /// segment, as for [`Condition::holds`](super::Condition::holds).
    pub fn pipeline_of(&self, case: &Case<'_>) -> Result<Option<&Pipeline>, ConditionError> {
        for named in [true, false] {
            let mut general = None;
            for pipeline in &self.pipelines {
                let serves = pipeline.serves();
                let fits = if named { serves.contains(&case.kind()) } else { serves.is_empty() };
                match pipeline.segment() {
                    _ if !fits => {}
                    None => general = general.or(Some(pipeline)),
                    Some(segment) if segment.when.holds(case)? => return Ok(Some(pipeline)),
                    Some(_) => {}
                }
            }
            if general.is_some() {
                return Ok(general);
            }
        }
        Ok(None)
    }

    /// Which leads are worth the cost of selling; one without criteria, which
    /// all leads pass, where the process has none.
    pub fn lead_filter(&self) -> &LeadFilter {
        &self.lead_filter
    }

    /// Which leads are ready to become a deal; `None` where the process does
    /// not say.
    pub fn qualification(&self) -> Option<&Qualification> {
        self.qualification.as_ref()
    }

    /// The reasons for which a lead may be disqualified; any where empty.
    pub(crate) fn disqualify_reasons(&self) -> &[String] {
        &self.draft.disqualify_reasons
    }

    /// The reasons for which a deal may be lost; any where empty.
    pub(crate) fn lost_reasons(&self) -> &[String] {
        &self.draft.lost_reasons
    }

    /// The roles, in the order of the document.
    pub(crate) fn roles(&self) -> &[Role] {
        &self.draft.roles
    }

    /// The role with an id.
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.draft.roles.iter().find(|role| role.id == id)
    }

    /// The kind of the role that a stage names: by the role's id, or, where
    /// the process lists no roles, as the name of a kind. `None` for a name
    /// that is neither.
    pub fn role_kind(&self, name: &str) -> Option<RoleKind> {
        if self.draft.roles.is_empty() {
            name.parse().ok()
        } else {
            self.role(name).map(|role| role.kind)
        }
    }

    /// How many orders of a customer are the hunter's result; at least 1.
    pub(crate) fn hunter_result_orders(&self) -> u32 {
        self.draft.hunter_result_orders
    }

    /// Whether a regular customer who no longer meets the rule stops being one.
    pub(crate) fn regular_reexamined(&self) -> bool {
        self.draft.regular_reexamined
    }

    /// How soon after the first order a new customer should order again, or
    /// else counts as at risk; no limit where `None`.
    pub(crate) fn first_repeat_within_days(&self) -> Option<super::Days> {
        self.draft.first_repeat_within_days
    }

    /// How regular customers are looked after.
    pub(crate) fn service_level(&self) -> Option<&ServiceLevel> {
        self.draft.service_level.as_ref()
    }

    /// When a customer is regular; `None` where the process does not say.
    pub fn regular_rule(&self) -> Option<&Rule> {
        self.regular_when.as_ref()
    }

    /// When a customer is due for handoff: the rule of the handoff policy, or
    /// the one for regular customers where it has none of its own. `None`
    /// where there is no handoff policy, or neither rule.
    pub fn handoff_rule(&self) -> Option<&Rule> {
        self.draft.handoff.as_ref()?;
        self.handoff_when.as_ref().or(self.regular_when.as_ref())
    }

    /// How a customer passes from hunter to farmer.
    pub(crate) fn handoff(&self) -> Option<&HandoffPolicy> {
        self.draft.handoff.as_ref()
    }

    /// The settings of the linter.
    pub(crate) fn lint_settings(&self) -> &LintSettings {
        &self.draft.lint
    }

    /// What the company wants a KPI to be, by its path in the KPI report.
    pub(crate) fn target(&self, path: &str) -> Option<Target> {
        self.draft.targets.get(path).copied()
    }

    /// Every target with the path of its KPI, sorted by path.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&str, Target)> + '_ {
        self.draft.targets.iter().map(|(path, target)| (path.as_str(), *target))
    }
}
