//! [`ProcessDraft`]: a whole sales process being written, also its stored
//! form.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    Allow, ClosingEvent, Criterion, Days, FieldDef, HandoffPolicy, LintSettings, PipelineDraft,
    Profile, Role, ServiceLevel, Subprocess, SubprocessPlan, Target,
};
use crate::policy::{LeadFilterDraft, QualificationDraft, RuleForm};
use crate::value::text::{is_default, is_false, sets, unique_map};
use crate::value::{UtcOffset, Zone};

/// The format of a stored sales process. There is one so far:
/// `sales-process/1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// `sales-process/1`.
    #[default]
    V1,
}

/// A format that is not known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the format `{0}` is not known here; expected `sales-process/1`")]
pub struct FormatError(String);

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1 => f.pad("sales-process/1"),
        }
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        match text {
            "sales-process/1" => Ok(Self::V1),
            other => Err(FormatError(crate::value::text::excerpt(other))),
        }
    }
}

crate::value::text::serde_as_text!(Format);

/// A sales process being written: plain data, also its stored form.
///
/// Only the format, the id and the name must be there. What is at its default
/// is not stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProcessDraft {
    /// The format of the stored form.
    pub format: Format,
    /// The id of the process.
    pub id: String,
    /// The name people read.
    pub name: String,
    /// Counts the versions of the document; from 1, the default.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub version: u32,
    /// Where a calendar day and month begin, as a fixed offset; UTC by default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub utc_offset: UtcOffset,
    /// Where they begin by the name of a time zone, instead of an offset; names
    /// need the feature `zone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Zone>,
    /// How the company sells; a profile that says nothing is not stored.
    #[serde(default, skip_serializing_if = "is_default")]
    pub profile: Profile,
    /// What is planned for each of the four parts of selling.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "unique_map")]
    pub subprocesses: BTreeMap<Subprocess, SubprocessPlan>,
    /// Who the product is of most value to, trait by trait.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target_audience: Vec<Criterion>,
    /// What must have happened for a deal to count as won; contract signed
    /// by default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closing_event: ClosingEvent,
    /// The fields that the company adds to its deals, leads and customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDef>,
    /// The ways along which deals move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pipelines: Vec<PipelineDraft>,
    /// Which leads are worth the cost of selling; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_filter: Option<LeadFilterDraft>,
    /// Which leads are ready to become a deal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<QualificationDraft>,
    /// The reasons for which a lead may be disqualified; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disqualify_reasons: Vec<String>,
    /// The reasons for which a deal may be lost; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost_reasons: Vec<String>,
    /// Who does the selling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// How many orders of a customer are the hunter's result; from 1, the
    /// default.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub hunter_result_orders: u32,
    /// When a customer is regular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regular_when: Option<RuleForm>,
    /// Whether a regular customer who no longer meets the rule stops being
    /// one; by default regular status, once gained, is kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub regular_reexamined: bool,
    /// How soon after the first order a new customer should order again, or
    /// else counts as at risk; above 0, no limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_repeat_within_days: Option<Days>,
    /// How regular customers are looked after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_level: Option<ServiceLevel>,
    /// How a customer passes from hunter to farmer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handoff: Option<HandoffPolicy>,
    /// The settings of the linter.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lint: LintSettings,
    /// The lints that do not apply to this process, wherever they are found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allow>,
    /// What the company wants its KPIs to be, by their path in the KPI report.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "unique_map")]
    pub targets: BTreeMap<String, Target>,
}

fn one() -> u32 {
    1
}

// The signature is what serde asks for.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_one(count: &u32) -> bool {
    *count == 1
}

impl ProcessDraft {
    /// A process with an id and a name, and nothing else yet.
    pub(crate) fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            format: Format::V1,
            id: id.into(),
            name: name.into(),
            version: 1,
            utc_offset: UtcOffset::UTC,
            time_zone: None,
            profile: Profile::default(),
            subprocesses: BTreeMap::new(),
            target_audience: Vec::new(),
            closing_event: ClosingEvent::default(),
            fields: Vec::new(),
            pipelines: Vec::new(),
            lead_filter: None,
            qualification: None,
            disqualify_reasons: Vec::new(),
            lost_reasons: Vec::new(),
            roles: Vec::new(),
            hunter_result_orders: 1,
            regular_when: None,
            regular_reexamined: false,
            first_repeat_within_days: None,
            service_level: None,
            handoff: None,
            lint: LintSettings::default(),
            allow: Vec::new(),
            targets: BTreeMap::new(),
        }
    }

    /// The time zone in which a calendar day and month begin: the one named, or
    /// else the fixed offset.
    pub(super) fn zone(&self) -> Zone {
        self.time_zone.unwrap_or(self.utc_offset.into())
    }

    sets! {
        /// Sets the version of the document.
        version(version: u32) version = version;

        /// Sets where a calendar day and month begin.
        utc_offset(offset: UtcOffset) utc_offset = offset;

        /// Sets the time zone in which a calendar day and month begin.
        time_zone(zone: Zone) time_zone = Some(zone);
    }

    /// Adds a field to the company's deals, leads or customers.
    #[must_use]
    pub fn field(mut self, field: FieldDef) -> Self {
        self.fields.push(field);
        self
    }

    /// Silences a lint for the whole process.
    #[must_use]
    pub fn allow(mut self, lint: impl Into<String>, reason: impl Into<String>) -> Self {
        self.allow.push(Allow { lint: lint.into(), reason: reason.into() });
        self
    }

    /// Says how the company sells.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Plans one of the four parts of selling.
    #[must_use]
    pub fn subprocess(mut self, subprocess: Subprocess, plan: SubprocessPlan) -> Self {
        self.subprocesses.insert(subprocess, plan);
        self
    }

    /// Adds a trait of those the product is of most value to.
    #[must_use]
    pub fn target_audience(mut self, id: impl Into<String>, text: impl Into<String>) -> Self {
        self.target_audience.push(Criterion::new(id, text));
        self
    }

    /// Sets what must have happened for a deal to count as won.
    #[must_use]
    pub fn closing_event(mut self, event: ClosingEvent) -> Self {
        self.closing_event = event;
        self
    }

    /// Adds a pipeline.
    #[must_use]
    pub fn pipeline(mut self, pipeline: impl Into<PipelineDraft>) -> Self {
        self.pipelines.push(pipeline.into());
        self
    }

    sets! {
        /// Sets which leads are worth the cost of selling.
        lead_filter(filter: impl Into<LeadFilterDraft>) lead_filter = Some(filter.into());

        /// Sets which leads are ready to become a deal.
        qualification(qualification: impl Into<QualificationDraft>)
            qualification = Some(qualification.into());
    }

    /// Adds reasons for which a lead may be disqualified.
    #[must_use]
    pub fn disqualify_reasons<R: Into<String>>(
        mut self,
        reasons: impl IntoIterator<Item = R>,
    ) -> Self {
        self.disqualify_reasons.extend(reasons.into_iter().map(Into::into));
        self
    }

    /// Adds reasons for which a deal may be lost.
    #[must_use]
    pub fn lost_reasons<R: Into<String>>(mut self, reasons: impl IntoIterator<Item = R>) -> Self {
        self.lost_reasons.extend(reasons.into_iter().map(Into::into));
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    sets! {
        /// Sets how many orders of a customer are the hunter's result.
        hunter_result_orders(count: u32) hunter_result_orders = count;

        /// Sets when a customer is regular.
        regular_when(rule: impl Into<RuleForm>) regular_when = Some(rule.into());
    }

    /// Lets regular customers lose their status when the rule lapses.
    #[must_use]
    pub fn regular_reexamined(mut self) -> Self {
        self.regular_reexamined = true;
        self
    }

    sets! {
        /// Sets how soon after the first order a new customer should order again.
        first_repeat_within_days(days: impl Into<Days>)
            first_repeat_within_days = Some(days.into());

        /// Sets how regular customers are looked after.
        service_level(service_level: ServiceLevel) service_level = Some(service_level);

        /// Sets how a customer passes from hunter to farmer.
        handoff(policy: HandoffPolicy) handoff = Some(policy);

        /// Sets the settings of the linter.
        lint(settings: LintSettings) lint = settings;
    }

    /// Sets what the company wants a KPI to be, by its path in the KPI
    /// report, such as `attract.cost_per_lead`.
    #[must_use]
    pub fn target(mut self, path: impl Into<String>, target: Target) -> Self {
        self.targets.insert(path.into(), target);
        self
    }
}
