//! [`Changed`]: a customer that is something else now, and why.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::lifecycle::customer::{AnyCustomer, CustomerMachine, CustomerState, RiskReason};
use crate::lifecycle::state_label;
use crate::lifecycle::words::{put, shown, told};
use crate::process::Days;
use crate::value::{Language, OrderId};

/// A customer with moves made by a review. Their entries wait to be taken.
///
/// `Display` is one line: what it is, what it was, and every reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The customer after the moves.
    pub customer: AnyCustomer,
    /// What it was.
    pub from: CustomerState,
    /// What it is; the same where orders were recorded and nothing followed.
    pub to: CustomerState,
    /// Each move and its reason, in the order in which they were made.
    pub changes: Vec<StatusChange>,
}

/// A move made by a review, and its reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(remote = "Self", tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatusChange {
    /// Became New by its first order.
    FirstOrder(OrderId),
    /// An order or return was recorded; it changed no state.
    Recorded(OrderId),
    /// Became Regular.
    Regular {
        /// The policy's due at.
        due_at: Option<DateTime<Utc>>,
    },
    /// Became New again: the rule for regular customers does not hold.
    Demoted,
    /// At risk, because no second order came.
    NoSecondOrder {
        /// Until when it had time.
        until: DateTime<Utc>,
    },
    /// At risk, because the next order did not come.
    OrderOverdue {
        /// The last day on which it was due.
        due_by: NaiveDate,
    },
    /// At risk, because nobody was in contact.
    NoContact {
        /// Until when there was time.
        until: DateTime<Utc>,
    },
    /// Not at risk any more, by an order.
    Recovered(OrderId),
    /// Not at risk any more for this reason, by what was recorded before.
    Answered(RiskReason),
    /// Lost, after having been at risk for long.
    Lapsed {
        /// Since when it was at risk.
        since: DateTime<Utc>,
        /// For how long at least.
        after: Days,
    },
    /// A customer again, by an order.
    WonBack(OrderId),
}

impl StatusChange {
    /// What happened, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let say =
            |words, parameters: &[(&str, &dyn fmt::Display)]| put(words, language, parameters);
        match self {
            Self::FirstOrder(order) => say(
                [
                    "ordered `{order}` for the first time",
                    "первый заказ — `{order}`",
                    "prima comandă: `{order}`",
                ],
                &[("order", order)],
            ),
            Self::Recorded(order) => say(
                ["`{order}` is recorded", "записан `{order}`", "s-a înregistrat `{order}`"],
                &[("order", order)],
            ),
            Self::Regular { due_at: Some(due) } => say(
                [
                    "regular by the policy since {due}",
                    "постоянный по правилу с {due}",
                    "fidel după regulă din {due}",
                ],
                &[("due", &due.date_naive())],
            ),
            Self::Regular { due_at: None } => {
                say(["regular by the policy", "постоянный по правилу", "fidel după regulă"], &[])
            }
            Self::Demoted => say(
                [
                    "the rule for regular customers does not hold",
                    "правило постоянных клиентов не выполняется",
                    "regula clienților fideli nu este îndeplinită",
                ],
                &[],
            ),
            Self::NoSecondOrder { until } => say(
                [
                    "the second order had time until {until}",
                    "второй заказ ожидался до {until}",
                    "a doua comandă avea timp până la {until}",
                ],
                &[("until", &until.date_naive())],
            ),
            Self::OrderOverdue { due_by } => say(
                [
                    "the next order was due by {due_by}",
                    "следующий заказ ожидался до {due_by}",
                    "comanda următoare era așteptată până la {due_by}",
                ],
                &[("due_by", due_by)],
            ),
            Self::NoContact { until } => say(
                [
                    "the next contact had time until {until}",
                    "следующий контакт ожидался до {until}",
                    "următorul contact avea timp până la {until}",
                ],
                &[("until", &until.date_naive())],
            ),
            Self::Recovered(order) => say(
                [
                    "ordered `{order}`, which ends the risk",
                    "заказ `{order}` снимает риск",
                    "comanda `{order}` încheie riscul",
                ],
                &[("order", order)],
            ),
            Self::Answered(RiskReason::NoContact) => say(
                [
                    "somebody was in contact, which ends the risk",
                    "контакт состоялся, риск снят",
                    "a existat un contact, care încheie riscul",
                ],
                &[],
            ),
            Self::Answered(RiskReason::NoSecondOrder | RiskReason::OrderOverdue { .. }) => say(
                [
                    "an order was recorded, which ends the risk",
                    "заказ записан, риск снят",
                    "s-a înregistrat o comandă, care încheie riscul",
                ],
                &[],
            ),
            Self::Lapsed { since, after } => say(
                [
                    "at risk since {since}, for {days} days or more",
                    "под угрозой с {since}, дней: {days} или больше",
                    "la risc din {since}, zile: {days} sau mai multe",
                ],
                &[("since", &since.date_naive()), ("days", &after.count())],
            ),
            Self::WonBack(order) => say(
                [
                    "won back by `{order}`",
                    "возвращён заказом `{order}`",
                    "recâștigat prin `{order}`",
                ],
                &[("order", order)],
            ),
        }
    }
}

told! { StatusChange }

impl Changed {
    /// What it is, what it was and why, in words of a language. English is
    /// that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let state = |state: CustomerState| match language {
            Language::English => state.name(),
            _ => state_label::<CustomerMachine>(state, language),
        };
        let words = if self.from == self.to {
            [
                "`{id}` is {to} as before: {why}",
                "`{id}` — «{to}», как и раньше: {why}",
                "`{id}` este „{to}”, ca înainte: {why}",
            ]
        } else {
            [
                "`{id}` is {to}, was {from}: {why}",
                "`{id}` — «{to}», было «{from}»: {why}",
                "`{id}` este „{to}”, a fost „{from}”: {why}",
            ]
        };
        let why: Vec<String> = self.changes.iter().map(|change| change.text_in(language)).collect();
        let (to, from) = (state(self.to), state(self.from));
        let id = self.customer.record().id();
        put(words, language, &[("id", id), ("to", &to), ("from", &from), ("why", &why.join("; "))])
    }
}

shown! { Changed }
