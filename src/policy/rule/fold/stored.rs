//! The stored forms of states and segments: parts of the orders, folded in one
//! process and put together in another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::segment::{RuleSegment, Step};
use super::state::{Memory, RuleState, Until};
use crate::value::text::known_format;
use crate::value::units::Units;
use crate::value::{Line, Money, Month, Months};

/// The versions of the forms: unknown ones are refused.
const STATE: &str = "rule-state/1";
const SEGMENT: &str = "rule-segment/1";

/// A state as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StateForm {
    format: String,
    /// Which rule and zone it belongs to.
    rule: u32,
    orders: u32,
    last: Option<DateTime<Utc>>,
    due: Option<DateTime<Utc>>,
    first_order: Option<DateTime<Utc>>,
    volume: Units,
    memories: Vec<MemoryForm>,
}

/// What one condition remembers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum MemoryForm {
    Bought { first: Option<(DateTime<Utc>, u32)> },
    SmallestOrder { live: WindowForm, small: WindowForm, full: Option<DateTime<Utc>> },
    MonthlyVolume { month: Option<Month>, net: Units, run: u32 },
}

/// When the last order of a kind leaves its window.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WindowForm {
    /// There was none.
    None,
    Until(DateTime<Utc>),
    /// Past the end of the calendar.
    Endless,
}

impl From<Until> for WindowForm {
    fn from(until: Until) -> Self {
        match until.0 {
            None => Self::Endless,
            _ if until == Until::NOTHING => Self::None,
            Some(at) => Self::Until(at),
        }
    }
}

impl From<WindowForm> for Until {
    fn from(form: WindowForm) -> Self {
        match form {
            WindowForm::None => Self::NOTHING,
            WindowForm::Until(at) => Self(Some(at)),
            WindowForm::Endless => Self(None),
        }
    }
}

/// A segment as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SegmentForm {
    format: String,
    alone: StateForm,
    opening: Option<(Month, Units)>,
    steps: Vec<(DateTime<Utc>, Money, u32)>,
    lines: Vec<Line>,
    settled: bool,
}

impl From<RuleState> for StateForm {
    fn from(state: RuleState) -> Self {
        let memories = match &state.memory {
            Memory::Nothing => &[][..],
            Memory::Several(memories) => memories,
            one => std::slice::from_ref(one),
        };
        Self {
            format: STATE.to_owned(),
            rule: state.fingerprint,
            orders: state.orders,
            last: state.last,
            due: state.due,
            first_order: state.first_order,
            volume: state.volume,
            memories: memories.iter().filter_map(MemoryForm::of).collect(),
        }
    }
}

impl MemoryForm {
    fn of(memory: &Memory) -> Option<Self> {
        match *memory {
            Memory::Bought(first) => Some(Self::Bought { first }),
            Memory::SmallestOrder { live, small, full } => {
                Some(Self::SmallestOrder { live: live.into(), small: small.into(), full })
            }
            Memory::MonthlyVolume { month, net, run } => {
                Some(Self::MonthlyVolume { month, net, run })
            }
            Memory::Nothing | Memory::Several(_) => None,
        }
    }

    fn build(self) -> Result<Memory, String> {
        Ok(match self {
            Self::MonthlyVolume { run, .. } if run > Months::MOST => {
                return Err(format!("{run} months in a row are more than a rule asks for"));
            }
            Self::Bought { first } => Memory::Bought(first),
            Self::SmallestOrder { live, small, full } => {
                Memory::SmallestOrder { live: live.into(), small: small.into(), full }
            }
            Self::MonthlyVolume { month, net, run } => Memory::MonthlyVolume { month, net, run },
        })
    }
}

impl TryFrom<StateForm> for RuleState {
    type Error = String;

    fn try_from(form: StateForm) -> Result<Self, String> {
        known_format(&form.format, STATE)?;
        let after =
            |at: Option<DateTime<Utc>>| at.is_some_and(|at| form.last.is_none_or(|last| last < at));
        if after(form.due) || after(form.first_order) || (form.orders > 0 && form.last.is_none()) {
            return Err("what is stored of the state contradicts itself".to_owned());
        }
        let memories: Result<Vec<Memory>, String> =
            form.memories.into_iter().map(MemoryForm::build).collect();
        Ok(Self {
            memory: Memory::joined(memories?),
            fingerprint: form.rule,
            orders: form.orders,
            last: form.last,
            due: form.due,
            first_order: form.first_order,
            volume: form.volume,
        })
    }
}

impl From<RuleSegment> for SegmentForm {
    fn from(segment: RuleSegment) -> Self {
        let step = |step: &Step| (step.at, step.total, step.lines);
        Self {
            format: SEGMENT.to_owned(),
            opening: segment.opening,
            steps: segment.steps.iter().map(step).collect(),
            lines: segment.lines,
            settled: segment.settled,
            alone: segment.alone.into(),
        }
    }
}

impl TryFrom<SegmentForm> for RuleSegment {
    type Error = String;

    fn try_from(form: SegmentForm) -> Result<Self, String> {
        known_format(&form.format, SEGMENT)?;
        let lines = u32::try_from(form.lines.len()).unwrap_or(u32::MAX);
        let ends = || form.steps.iter().map(|(_, _, end)| *end);
        let in_time = form.steps.is_sorted_by_key(|(at, ..)| *at);
        if !in_time || !ends().is_sorted() || ends().next_back().unwrap_or(0) != lines {
            return Err("what is stored of the segment contradicts itself".to_owned());
        }
        let alone = RuleState::try_from(form.alone)?;
        if alone.last.is_some() == form.steps.is_empty() {
            return Err("what is stored of the segment contradicts itself".to_owned());
        }
        let step = |(at, total, lines)| Step { at, total, lines };
        Ok(Self {
            alone,
            opening: form.opening,
            steps: form.steps.into_iter().map(step).collect(),
            lines: form.lines,
            settled: form.settled,
        })
    }
}
