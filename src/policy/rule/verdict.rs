//! What a rule says of a customer: since when, whether now, and why.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::words::{Instant, Products, counted};
use super::{Leaf, Members, Node, Part, Rule};
use crate::value::words::{message, with_text};
use crate::value::{Language, Money, Months, ProductId};

/// What a rule says of a customer at the instant asked about.
///
/// `Display` is a line for the verdict and one for each reason, indented by
/// depth and marked `+` where it holds and `-` where it does not. For programs
/// it is an object with its members and the English `text`; each progress has
/// `code`, `params` and `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The first instant at which the rule held, from the customer's first
    /// order line (a return is one too) up to and including the instant asked
    /// about. It stays when the rule no longer holds. `None` where the rule has
    /// not held yet, and for a customer without order lines.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether the rule holds at the instant asked about. For a customer
    /// without order lines this can be so without a `due_at`: *not* three
    /// orders holds for somebody who never ordered.
    pub holds: bool,
    /// The rule itself, then each of its parts, as they stand in the rule.
    pub reasons: Vec<RuleReason>,
}

/// One part of a rule, and how far the customer is with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleReason {
    /// How deep in the rule: 0 for the rule itself, 1 for its members.
    pub depth: usize,
    /// Whether this part holds at the instant asked about.
    pub holds: bool,
    /// What is there and what is needed.
    pub progress: Progress,
}

/// What is there and what a part of a rule needs.
///
/// A new kind of rule is a new variant here: match all of them where your
/// users should see a progress for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(remote = "Self", tag = "code", content = "params", rename_all = "snake_case")]
pub enum Progress {
    /// Of [`Rule::orders`].
    Orders {
        /// Orders so far; returns are none.
        have: u32,
        /// Orders needed.
        need: u32,
    },
    /// Of [`Rule::volume`].
    Volume {
        /// The net total so far; zero without orders.
        have: Money,
        /// The net total needed.
        need: Money,
    },
    /// Of [`Rule::bought`].
    Bought {
        /// The products, one of which is needed.
        #[serde(serialize_with = "listed")]
        any_of: Arc<[ProductId]>,
        /// When one was first bought, and which: the one that stands first in
        /// the list, of those bought at that instant.
        first: Option<(DateTime<Utc>, ProductId)>,
    },
    /// Of [`Rule::smallest_order`]. Instants past the end of the calendar are
    /// given as its last one.
    SmallestOrder {
        /// What no live order may be below.
        at_least: Money,
        /// How long an order is live.
        months: Months,
        /// The first order + `months`, before which the rule does not hold.
        full_at: Option<DateTime<Utc>>,
        /// When the last live order leaves; `None` where none is live.
        live_until: Option<DateTime<Utc>>,
        /// When the last live order below `at_least` leaves; `None` where none is.
        small_until: Option<DateTime<Utc>>,
    },
    /// Of [`Rule::monthly_volume`].
    MonthlyVolume {
        /// The net total that each month needs.
        at_least: Money,
        /// Months in a row needed.
        months: Months,
        /// Months in a row reached, up to last month; never above `months`.
        reached: u32,
        /// The net total of the current month so far.
        this_month: Money,
    },
    /// Of [`Rule::tenure`].
    Tenure {
        /// How long since the first order is needed.
        months: Months,
        /// The first order.
        since: Option<DateTime<Utc>>,
        /// The first order + `months`, from which on the rule holds; at the end
        /// of the calendar as for `SmallestOrder`.
        until: Option<DateTime<Utc>>,
    },
    /// Of [`Rule::all`].
    All {
        /// Members that hold.
        hold: usize,
        /// Members.
        of: usize,
    },
    /// Of [`Rule::any`].
    Any {
        /// Members that hold.
        hold: usize,
        /// Members.
        of: usize,
    },
    /// Of [`Rule::at_least`].
    AtLeast {
        /// Members that hold.
        hold: usize,
        /// Members needed.
        need: u32,
        /// Members.
        of: usize,
    },
    /// Of [`Rule::not`]: whether its member holds is the next reason.
    Not,
}

/// Without the feature `rc` of serde, which would be on for the whole tree.
fn listed<S: Serializer>(products: &Arc<[ProductId]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(products.iter())
}

/// For people: the last instant of the calendar stands for one past its end.
pub(super) fn or_last(at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    at.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl Verdict {
    /// Puts a verdict together from what each leaf says.
    pub(super) fn of(
        rule: &Rule,
        due_at: Option<DateTime<Utc>>,
        mut leaf: impl FnMut(usize, &Leaf) -> (bool, Progress),
    ) -> Self {
        let mut reasons = Vec::with_capacity(rule.nodes.len());
        let holds = explain(&rule.nodes, 0, &mut leaf, &mut reasons);
        Self { due_at, holds, reasons }
    }
}

/// Appends the reasons of a node and all below it. Leaves are numbered by
/// where their node stands in the rule.
fn explain(
    nodes: &[Node],
    depth: usize,
    leaf: &mut dyn FnMut(usize, &Leaf) -> (bool, Progress),
    out: &mut Vec<RuleReason>,
) -> bool {
    let Some((node, below)) = nodes.split_first() else { return false };
    let place = out.len();
    if let Part::Leaf(kind) = &node.part {
        let (holds, progress) = leaf(place, kind);
        out.push(RuleReason { depth, holds, progress });
        return holds;
    }
    // A reason stands before those of its members and needs what they say.
    out.push(RuleReason { depth, holds: false, progress: Progress::Not });
    let (mut hold, mut of) = (0, 0);
    for member in Members(below) {
        hold += usize::from(explain(member, depth + 1, leaf, out));
        of += 1;
    }
    let (holds, progress) = match node.part {
        Part::All => (hold == of, Progress::All { hold, of }),
        Part::Any => (hold > 0, Progress::Any { hold, of }),
        Part::AtLeast(need) => {
            (usize::try_from(need).is_ok_and(|n| hold >= n), Progress::AtLeast { hold, need, of })
        }
        Part::Not | Part::Leaf(_) => (hold == 0, Progress::Not),
    };
    if let Some(reason) = out.get_mut(place) {
        reason.holds = holds;
        reason.progress = progress;
    }
    holds
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.due_at, self.holds) {
            (Some(due), true) => write!(f, "due since {}", Instant(due))?,
            (Some(due), false) => write!(f, "due since {}, holds no longer", Instant(due))?,
            (None, true) => write!(f, "no orders yet, holds without them")?,
            (None, false) => write!(f, "not due yet")?,
        }
        for reason in &self.reasons {
            let mark = if reason.holds { '+' } else { '-' };
            write!(f, "\n{:1$}{mark} {reason}", "", 2 * reason.depth)?;
        }
        Ok(())
    }
}

impl fmt::Display for RuleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.progress.fmt(f)
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Orders { have, need } => {
                if have >= need {
                    return write!(f, "{}; {need} needed", counted(*have, "order"));
                }
                write!(f, "{have} of {}", counted(*need, "order"))?;
                more_needed(f, *have, *need)
            }
            Self::Volume { have, need } => match need.minus(*have) {
                Ok(missing) if missing.is_positive() => {
                    write!(f, "{have} of {need}; {missing} more needed")
                }
                _ => write!(f, "volume of {have}; {need} needed"),
            },
            Self::Bought { first: Some((at, product)), .. } => {
                write!(f, "bought `{product}` at {}", Instant(*at))
            }
            Self::Bought { any_of, first: None } => {
                write!(f, "{} not bought yet", Products(any_of))
            }
            Self::SmallestOrder { at_least, months, full_at: None, .. } => {
                write!(f, "no order yet; {months} without one below {at_least} needed")
            }
            Self::SmallestOrder { at_least, months, live_until: None, .. } => {
                write!(f, "no order in the last {months}; one is needed, and none below {at_least}")
            }
            Self::SmallestOrder { at_least, months, full_at, small_until, .. } => {
                match small_until {
                    Some(until) => {
                        write!(f, "an order below {at_least} counts until {}", Instant(*until))?;
                    }
                    None => write!(f, "no order in the last {months} is below {at_least}")?,
                }
                match full_at {
                    Some(full) => write!(f, "; {months} since the first at {}", Instant(*full)),
                    None => Ok(()),
                }
            }
            Self::MonthlyVolume { at_least, months, reached, this_month } => {
                write!(f, "{reached} of {months} in a row at {at_least} or more")?;
                more_needed(f, *reached, months.count())?;
                write!(f, "; {this_month} so far this month")
            }
            Self::Tenure { months, since: None, .. } => {
                write!(f, "no order yet; {months} since the first one needed")
            }
            Self::Tenure { months, since: Some(since), until } => {
                write!(f, "first order at {}", Instant(*since))?;
                match until {
                    Some(until) => write!(f, "; {months} since then at {}", Instant(*until)),
                    None => Ok(()),
                }
            }
            Self::All { hold, of } => write!(f, "{hold} of {of} hold; all needed"),
            Self::Any { hold, of } => write!(f, "{hold} of {of} hold; one needed"),
            Self::AtLeast { hold, need, of } => write!(f, "{hold} of {of} hold; {need} needed"),
            Self::Not => f.write_str("what follows must not hold"),
        }
    }
}

message! { Verdict }
message! { Progress }
with_text! { Verdict { due_at, holds, reasons } }
with_text! { Progress }

impl Verdict {
    /// As `Display`, in words of a language.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let due = self.due_at.map_or_else(String::new, |due| Instant(due).to_string());
        let mut out = match (language, self.due_at, self.holds) {
            (Language::English, ..) => return self.to_string(),
            (Language::Russian, Some(_), true) => format!("срок наступил {due}"),
            (Language::Russian, Some(_), false) => {
                format!("срок наступил {due}, больше не выполняется")
            }
            (Language::Russian, None, true) => "заказов ещё нет, выполняется и без них".to_owned(),
            (Language::Russian, None, false) => "срок ещё не наступил".to_owned(),
            (Language::Romanian, Some(_), true) => format!("îndeplinit din {due}"),
            (Language::Romanian, Some(_), false) => {
                format!("îndeplinit din {due}, acum nu mai este")
            }
            (Language::Romanian, None, true) => "nicio comandă, îndeplinit și fără".to_owned(),
            (Language::Romanian, None, false) => "încă neîndeplinit".to_owned(),
        };
        for reason in &self.reasons {
            let mark = if reason.holds { '+' } else { '-' };
            let text = reason.progress.text_in(language);
            out += &format!("\n{:1$}{mark} {text}", "", 2 * reason.depth);
        }
        out
    }
}

impl Progress {
    /// The stable name of the part of the rule.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Orders { .. } => "orders",
            Self::Volume { .. } => "volume",
            Self::Bought { .. } => "bought",
            Self::SmallestOrder { .. } => "smallest_order",
            Self::MonthlyVolume { .. } => "monthly_volume",
            Self::Tenure { .. } => "tenure",
            Self::All { .. } => "all",
            Self::Any { .. } => "any",
            Self::AtLeast { .. } => "at_least",
            Self::Not => "not",
        }
    }

    /// As `Display`, in words of a language.
    pub(crate) fn text_in(&self, language: Language) -> String {
        match language {
            Language::English => self.to_string(),
            Language::Russian => self.in_russian(),
            Language::Romanian => self.in_romanian(),
        }
    }

    fn in_russian(&self) -> String {
        let more = |missing: Option<u32>| {
            let missing = missing.filter(|missing| *missing > 0);
            missing.map_or_else(String::new, |missing| format!("; ещё {missing}"))
        };
        match self {
            Self::Orders { have, need } if have >= need => format!("заказов: {have}; нужно {need}"),
            Self::Orders { have, need } => {
                format!("заказов: {have} из {need}{}", more(need.checked_sub(*have)))
            }
            Self::Volume { have, need } => match need.minus(*have) {
                Ok(missing) if missing.is_positive() => {
                    format!("объём {have} из {need}; ещё {missing}")
                }
                _ => format!("объём {have}; нужно {need}"),
            },
            Self::Bought { first: Some((at, product)), .. } => {
                format!("`{product}` куплен {}", Instant(*at))
            }
            Self::Bought { any_of, first: None } => format!("ещё не куплено: {}", Listed(any_of)),
            Self::SmallestOrder { at_least, months, full_at: None, .. } => {
                format!("заказов ещё нет; нужно {} мес. без заказа ниже {at_least}", months.count())
            }
            Self::SmallestOrder { at_least, months, live_until: None, .. } => format!(
                "нет заказов за последние {} мес.; нужен хотя бы один, и ни одного ниже {at_least}",
                months.count()
            ),
            Self::SmallestOrder { at_least, months, full_at, small_until, .. } => {
                let small = small_until.map_or_else(
                    || format!("за последние {} мес. нет заказа ниже {at_least}", months.count()),
                    |until| format!("заказ ниже {at_least} учитывается до {}", Instant(until)),
                );
                let full = full_at.map(|full| Instant(full).to_string()).unwrap_or_default();
                format!("{small}; {} мес. с первого: {full}", months.count())
            }
            Self::MonthlyVolume { at_least, months, reached, this_month } => format!(
                "{reached} из {} мес. подряд не меньше {at_least}{}; в этом месяце {this_month}",
                months.count(),
                more(months.count().checked_sub(*reached))
            ),
            Self::Tenure { months, since: None, .. } => {
                format!("заказов ещё нет; нужно {} мес. с первого", months.count())
            }
            Self::Tenure { months, since: Some(since), until } => {
                let until = until.map(|until| Instant(until).to_string()).unwrap_or_default();
                format!("первый заказ {}; {} мес. с него: {until}", Instant(*since), months.count())
            }
            Self::All { hold, of } => format!("выполнено {hold} из {of}; нужны все"),
            Self::Any { hold, of } => format!("выполнено {hold} из {of}; нужно одно"),
            Self::AtLeast { hold, need, of } => format!("выполнено {hold} из {of}; нужно {need}"),
            Self::Not => "следующее не должно выполняться".to_owned(),
        }
    }

    fn in_romanian(&self) -> String {
        let more = |missing: Option<u32>| {
            let missing = missing.filter(|missing| *missing > 0);
            missing.map_or_else(String::new, |missing| format!("; încă {missing}"))
        };
        match self {
            Self::Orders { have, need } if have >= need => {
                format!("comenzi: {have}; necesare {need}")
            }
            Self::Orders { have, need } => {
                format!("comenzi: {have} din {need}{}", more(need.checked_sub(*have)))
            }
            Self::Volume { have, need } => match need.minus(*have) {
                Ok(missing) if missing.is_positive() => {
                    format!("volum {have} din {need}; încă {missing}")
                }
                _ => format!("volum {have}; necesar {need}"),
            },
            Self::Bought { first: Some((at, product)), .. } => {
                format!("`{product}` cumpărat la {}", Instant(*at))
            }
            Self::Bought { any_of, first: None } => {
                format!("încă necumpărate: {}", Listed(any_of))
            }
            Self::SmallestOrder { at_least, months, full_at: None, .. } => {
                format!("nicio comandă; necesare {} luni fără una sub {at_least}", months.count())
            }
            Self::SmallestOrder { at_least, months, live_until: None, .. } => format!(
                "nicio comandă în ultimele {} luni; este necesară una, și niciuna sub {at_least}",
                months.count()
            ),
            Self::SmallestOrder { at_least, months, full_at, small_until, .. } => {
                let small = small_until.map_or_else(
                    || format!("nicio comandă sub {at_least} în ultimele {} luni", months.count()),
                    |until| format!("o comandă sub {at_least} contează până la {}", Instant(until)),
                );
                let full = full_at.map(|full| Instant(full).to_string()).unwrap_or_default();
                format!("{small}; {} luni de la prima: {full}", months.count())
            }
            Self::MonthlyVolume { at_least, months, reached, this_month } => format!(
                "{reached} din {} luni la rând cu cel puțin {at_least}{}; luna aceasta {this_month}",
                months.count(),
                more(months.count().checked_sub(*reached))
            ),
            Self::Tenure { months, since: None, .. } => {
                format!("nicio comandă; necesare {} luni de la prima", months.count())
            }
            Self::Tenure { months, since: Some(since), until } => {
                let until = until.map(|until| Instant(until).to_string()).unwrap_or_default();
                format!(
                    "prima comandă la {}; {} luni de la ea: {until}",
                    Instant(*since),
                    months.count()
                )
            }
            Self::All { hold, of } => format!("îndeplinite {hold} din {of}; necesare toate"),
            Self::Any { hold, of } => format!("îndeplinite {hold} din {of}; necesar unul"),
            Self::AtLeast { hold, need, of } => {
                format!("îndeplinite {hold} din {of}; necesare {need}")
            }
            Self::Not => "ce urmează nu trebuie să fie îndeplinit".to_owned(),
        }
    }
}

/// Products in any language, cut short where they are many.
struct Listed<'a>(&'a [ProductId]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, product) in self.0.iter().take(5).enumerate() {
            write!(f, "{}`{product}`", if i == 0 { "" } else { ", " })?;
        }
        match self.0.len().saturating_sub(5) {
            0 => Ok(()),
            more => write!(f, " +{more}"),
        }
    }
}

fn more_needed(f: &mut fmt::Formatter<'_>, have: u32, need: u32) -> fmt::Result {
    match need.checked_sub(have) {
        None | Some(0) => Ok(()),
        Some(missing) => write!(f, "; {missing} more needed"),
    }
}
