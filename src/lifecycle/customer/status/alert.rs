//! [`Alert`]: a regular customer who must not be lost unseen.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::StatusReview;
use super::review::{overdue_contact, overdue_order};
use crate::lifecycle::customer::{AnyCustomer, CustomerView, RiskReason};
use crate::lifecycle::words::{put, told};
use crate::process::RoleKind;
use crate::value::{CustomerId, Language, PersonId};

/// A regular customer to look after now, and why.
///
/// `Display` is one line. For programs it is an object with `customer`, `owner`,
/// `reasons` (each with `code`, `params` and `text`) and the English `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The customer.
    pub customer: CustomerId,
    /// Who looks after it on the day; `None` before the first owner's.
    pub owner: Option<PersonId>,
    /// Every reason; never empty.
    pub reasons: Vec<AlertReason>,
}

/// Why a regular customer is to be looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(remote = "Self", tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AlertReason {
    /// Is at risk.
    AtRisk {
        /// Why it was put at risk.
        reason: RiskReason,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The next order is overdue.
    OrderOverdue {
        /// The last day on which it was due.
        due_by: NaiveDate,
    },
    /// Was not contacted within the service level.
    NoContact {
        /// Until when there was time.
        until: DateTime<Utc>,
    },
    /// Is still with a hunter.
    WithHunter {
        /// Since when it is regular.
        regular_since: DateTime<Utc>,
    },
}

impl AlertReason {
    /// Since when it is so.
    fn since(&self) -> DateTime<Utc> {
        match self {
            Self::AtRisk { since, .. } => *since,
            Self::OrderOverdue { due_by } => {
                let next = due_by.succ_opt().unwrap_or(*due_by);
                next.and_time(chrono::NaiveTime::MIN).and_utc()
            }
            Self::NoContact { until } => *until,
            Self::WithHunter { regular_since } => *regular_since,
        }
    }
}

impl Alert {
    /// Since when the longest of the reasons is so.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.reasons.iter().map(AlertReason::since).min()
    }

    pub(super) fn sort(alerts: &mut [Self]) {
        alerts.sort_by(|a, b| (a.since(), &a.customer).cmp(&(b.since(), &b.customer)));
    }
}

impl StatusReview {
    /// Why a customer must be looked after at an instant: one that is Regular,
    /// or was before it was at risk, and is at risk, has an order overdue, was
    /// not contacted in time, or is with a hunter. `None` where there is no
    /// reason, and for every other customer.
    pub fn alert(
        &self,
        customer: &AnyCustomer,
        order_due_by: Option<NaiveDate>,
        at: DateTime<Utc>,
    ) -> Option<Alert> {
        let record = customer.record();
        let regular_since = record.regular_since()?;
        let mut reasons = Vec::new();
        let risk = match customer.view() {
            CustomerView::AtRisk(risk) => Some(risk.reason),
            CustomerView::Regular(_) => None,
            _ => return None,
        };
        if let Some(reason) = risk {
            reasons.push(AlertReason::AtRisk { reason, since: record.since() });
        }
        if !matches!(risk, Some(RiskReason::OrderOverdue { .. })) {
            let overdue = overdue_order(record, order_due_by, at);
            reasons.extend(overdue.map(|due_by| AlertReason::OrderOverdue { due_by }));
        }
        if risk != Some(RiskReason::NoContact) {
            let overdue = overdue_contact(self.rules, record, at);
            reasons.extend(overdue.map(|until| AlertReason::NoContact { until }));
        }
        let owner = record.owner_on(at.date_naive()).cloned();
        let kind = |owner: &PersonId| self.kinds.get(owner).copied().unwrap_or(RoleKind::Hunter);
        if owner.as_ref().map(kind) == Some(RoleKind::Hunter) {
            reasons.push(AlertReason::WithHunter { regular_since });
        }
        let customer = record.id().clone();
        (!reasons.is_empty()).then_some(Alert { customer, owner, reasons })
    }
}

const ORDER_DUE: [&str; 3] = [
    "the next order was due by {day}",
    "следующий заказ ожидался до {day}",
    "următoarea comandă era așteptată până la {day}",
];

impl AlertReason {
    /// Why, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        match self {
            Self::AtRisk { reason, since } => {
                let why = match reason {
                    RiskReason::NoSecondOrder => put(
                        [
                            "no second order came",
                            "второго заказа не было",
                            "nu a venit a doua comandă",
                        ],
                        language,
                        &[],
                    ),
                    RiskReason::OrderOverdue { due_by } => {
                        put(ORDER_DUE, language, &[("day", due_by)])
                    }
                    RiskReason::NoContact => put(
                        ["nobody was in contact", "не было контакта", "nu a fost niciun contact"],
                        language,
                        &[],
                    ),
                };
                put(
                    [
                        "at risk since {day}, as {why}",
                        "под угрозой с {day}: {why}",
                        "în pericol din {day}: {why}",
                    ],
                    language,
                    &[("day", &since.date_naive()), ("why", &why)],
                )
            }
            Self::OrderOverdue { due_by } => put(ORDER_DUE, language, &[("day", due_by)]),
            Self::NoContact { until } => put(
                [
                    "the next contact had time until {day}",
                    "следующий контакт был нужен до {day}",
                    "următorul contact era necesar până la {day}",
                ],
                language,
                &[("day", &until.date_naive())],
            ),
            Self::WithHunter { regular_since } => put(
                [
                    "regular since {day}, and still with a hunter",
                    "постоянный с {day}, но всё ещё у охотника",
                    "fidel din {day}, dar încă la vânător",
                ],
                language,
                &[("day", &regular_since.date_naive())],
            ),
        }
    }
}

impl Alert {
    /// The customer and every reason, in words of a language. English is that
    /// of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let of = language.of([" of", ", ответственный", ", responsabil"]);
        let owner = self.owner.as_ref().map_or_else(String::new, |owner| format!("{of} `{owner}`"));
        let reasons: Vec<_> = self.reasons.iter().map(|reason| reason.text_in(language)).collect();
        format!("`{}`{owner}: {}", self.customer, reasons.join("; "))
    }
}

told! { AlertReason }
told! { Alert { customer, owner, reasons } }
