//! [`LintSettings`]: the settings of the linter in a process.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::Probability;
use crate::value::text::{choices, is_default, unique_map};

choices! {
    /// How serious the findings of a lint are.
    pub enum LintLevel {
        /// Cannot work.
        Error = "error",
        /// Is probably wrong.
        Warning = "warning",
        /// Is to be considered.
        Notice = "notice",
        /// Is not looked for.
        Off = "off",
    }
}

/// The settings of the linter in a process.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LintSettings {
    /// Where the lints draw their lines.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: LintOptions,
    /// How serious the findings of a lint are, by its name or code; as the
    /// lint says where absent. A name that no lint has is a finding itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "unique_map")]
    pub severity: BTreeMap<String, LintLevel>,
}

/// Where the lints draw their lines; the default of each is used where it is
/// absent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LintOptions {
    /// The most working stages a pipeline should have (C01); default 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_stages: Option<u32>,
    /// The fewest and the most working stages of a good pipeline (C02);
    /// default 5 and 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimal_stages: Option<[u32; 2]>,
    /// The most exits one stage should have, outcomes not counted (C04);
    /// default 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_exits: Option<u32>,
    /// The largest share of the expected cycle one stage should take (P05);
    /// default 0.4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottleneck_share: Option<Probability>,
    /// How far a stated chance to win may be from what the moves give (P06), as
    /// a share; default 0.05.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance_gap: Option<Probability>,
    /// Words of the company's own for what a seller does (Q22), beside those
    /// that are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seller_words: Vec<String>,
}

impl LintOptions {
    /// The most working stages a pipeline should have.
    pub(crate) fn max_stages(&self) -> u32 {
        self.max_stages.unwrap_or(10)
    }

    /// The fewest and the most working stages of a good pipeline.
    pub(crate) fn optimal_stages(&self) -> std::ops::RangeInclusive<u32> {
        let [fewest, most] = self.optimal_stages.unwrap_or([5, 7]);
        fewest..=most
    }

    /// The most exits one stage should have, outcomes not counted.
    pub(crate) fn max_exits(&self) -> u32 {
        self.max_exits.unwrap_or(4)
    }

    /// The largest share of the expected cycle one stage should take, from 0
    /// to 1.
    pub(crate) fn bottleneck_share(&self) -> f64 {
        self.bottleneck_share.map_or(0.4, Probability::value)
    }

    /// How far a stated chance to win may be from what the moves give, from 0
    /// to 1.
    pub(crate) fn chance_gap(&self) -> f64 {
        self.chance_gap.map_or(0.05, Probability::value)
    }
}

impl LintSettings {
    /// Settings that leave everything at its default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most working stages a pipeline should have.
    #[must_use]
    pub fn max_stages(mut self, count: u32) -> Self {
        self.options.max_stages = Some(count);
        self
    }

    /// Sets the fewest and the most working stages of a good pipeline.
    #[must_use]
    pub fn optimal_stages(mut self, fewest: u32, most: u32) -> Self {
        self.options.optimal_stages = Some([fewest, most]);
        self
    }

    /// Sets the most exits one stage should have.
    #[must_use]
    pub fn max_exits(mut self, count: u32) -> Self {
        self.options.max_exits = Some(count);
        self
    }

    /// Sets the largest share of the expected cycle one stage should take.
    #[must_use]
    pub fn bottleneck_share(mut self, share: Probability) -> Self {
        self.options.bottleneck_share = Some(share);
        self
    }

    /// Sets how serious the findings of a lint are, by its name or code.
    #[must_use]
    pub fn severity(mut self, lint: impl Into<String>, level: LintLevel) -> Self {
        self.severity.insert(lint.into(), level);
        self
    }
}
