//! [`Desk::agenda`]: who has to do what, the most pressing first.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Desk, HandoffCase, Readiness};
use crate::lifecycle::Note;
use crate::lifecycle::handoff::{AnyHandoff, HandoffView, Missing, Offer, Recipient};
use crate::lifecycle::words::{put, shown, told};
use crate::value::{CustomerId, HandoffId, Language, PersonId};

/// Something to do for a handoff, and whose it is.
///
/// `Display` is one line: who, what, since when due. For programs it is an
/// object with its members, of which `duty` has `code` and `params`, and the
/// English `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Of which customer.
    pub customer: CustomerId,
    /// Of which handoff; `None` where it is not begun.
    pub handoff: Option<HandoffId>,
    /// Since when the customer is due.
    pub due_at: DateTime<Utc>,
    /// Who has to do it.
    pub whose: Whose,
    /// What is to be done.
    pub duty: Duty,
}

/// Who has to do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The hunter, or the farmer who has accepted.
    Person(PersonId),
    /// Whom the customer is offered to, a person or a role.
    Recipient(Recipient),
    /// The head of sales.
    HeadOfSales,
}

/// What is to be done for a handoff. From the most pressing to the least:
/// exhaustive, so that an application shows all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Duty {
    /// Offered, and the deadline has passed: chase.
    Late {
        /// To whom.
        to: Recipient,
        /// The last day to answer.
        deadline: NaiveDate,
    },
    /// Escalated: decide who takes the customer.
    Decide {
        /// Who did not answer, or declined.
        to: Recipient,
        /// The last day there was to answer.
        deadline: NaiveDate,
    },
    /// Declined: hand over what is missing, or offer to another farmer.
    Remedy {
        /// Who declined.
        by: PersonId,
        /// What is missing.
        missing: Missing,
    },
    /// Due, and not begun.
    Open {
        /// Why, in words.
        why: String,
    },
    /// Begun, and not offered.
    Offer {
        /// Why it is due.
        why: Note,
    },
    /// Accepted: introduce the farmer, and complete.
    Introduce {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Offered, with time to answer.
    Answer {
        /// The last day to answer.
        deadline: NaiveDate,
    },
    /// Was handed over, and is with a hunter all the same: it was given back,
    /// or its owner was never changed.
    Again {
        /// Who took the customer.
        farmer: PersonId,
        /// The first day that was the farmer's.
        from: NaiveDate,
    },
    /// Due, but the handoff was called off: the customer stays with the
    /// hunter unless a new one is begun.
    CalledOff {
        /// Why.
        reason: Note,
    },
}

impl Duty {
    fn rank(&self) -> u8 {
        match self {
            Self::Late { .. } => 0,
            Self::Decide { .. } => 1,
            Self::Remedy { .. } => 2,
            Self::Open { .. } => 3,
            Self::Offer { .. } => 4,
            Self::Introduce { .. } => 5,
            Self::Answer { .. } => 6,
            Self::Again { .. } => 7,
            Self::CalledOff { .. } => 8,
        }
    }
}

/// The deadline of a handoff that is late on a day: offered or declined, and the
/// last day to answer is over.
pub(super) fn late(handoff: &AnyHandoff, today: NaiveDate) -> Option<&Offer> {
    let offer = match handoff.view() {
        HandoffView::Offered(offered) => &offered.offer,
        HandoffView::Declined(declined) => &declined.offer,
        _ => return None,
    };
    (offer.deadline < today).then_some(&**offer)
}

/// What the handoffs of a customer come to.
#[derive(Clone, Copy)]
pub(super) enum Past<'a> {
    /// One is open.
    Open,
    /// None is open; this one was completed, for the latest day.
    Completed { handoff: &'a AnyHandoff, farmer: &'a PersonId, from: NaiveDate },
    /// All were called off, this one last.
    CalledOff(&'a AnyHandoff),
}

impl<'a> Past<'a> {
    /// What is open counts before what was completed, and that before what was
    /// called off; of one kind, what is latest.
    fn rank(self) -> (u8, NaiveDate, Option<Made<'a>>) {
        let made = |handoff: &'a AnyHandoff| Some((handoff.last_at(), handoff.record().id()));
        match self {
            Self::Open => (2, NaiveDate::MIN, None),
            Self::Completed { handoff, from, .. } => (1, from, made(handoff)),
            Self::CalledOff(handoff) => (0, NaiveDate::MIN, made(handoff)),
        }
    }
}

/// When the last entry of a handoff was made, and its id.
type Made<'a> = (DateTime<Utc>, &'a HandoffId);

/// What the handoffs of each customer come to.
pub(super) fn pasts<'a>(
    handoffs: impl IntoIterator<Item = &'a AnyHandoff>,
) -> BTreeMap<&'a CustomerId, Past<'a>> {
    let mut pasts = BTreeMap::new();
    for handoff in handoffs {
        let new = match handoff.view() {
            HandoffView::Cancelled(_) => Past::CalledOff(handoff),
            HandoffView::Completed(done) => {
                Past::Completed { handoff, farmer: &done.farmer, from: done.from }
            }
            _ => Past::Open,
        };
        let past = pasts.entry(handoff.record().customer()).or_insert(new);
        if past.rank() < new.rank() {
            *past = new;
        }
    }
    pasts
}

impl Desk<'_> {
    /// Everything that is to be done for the handoffs at an instant, whose day is
    /// that of UTC ([`Desk::round`]: that of the act): the most
    /// pressing kind first, of one kind what has been due the longest, then by
    /// customer and handoff id. Give all handoffs of the customers, ended ones
    /// too: what was completed is not due again, as long as no hunter has the
    /// customer on the day from which the farmer was given it, or later.
    pub fn agenda<'a>(
        &self,
        cases: &[HandoffCase<'_>],
        handoffs: impl IntoIterator<Item = &'a AnyHandoff> + Clone,
        at: DateTime<Utc>,
    ) -> Vec<Errand> {
        self.agenda_of(cases, handoffs, &(at, at.date_naive()))
    }

    /// The same, at an instant of a day of the company.
    pub(super) fn agenda_of<'a>(
        &self,
        cases: &[HandoffCase<'_>],
        handoffs: impl IntoIterator<Item = &'a AnyHandoff> + Clone,
        (at, today): &(DateTime<Utc>, NaiveDate),
    ) -> Vec<Errand> {
        let pasts = pasts(handoffs.clone());
        let mut errands: Vec<Errand> =
            handoffs.into_iter().filter_map(|handoff| of_handoff(handoff, *today)).collect();
        for case in cases {
            let Readiness::Due { hunter, due_at, why } = self.look_on(*case, *at, *today) else {
                continue;
            };
            let customer = case.customer.record().id();
            let (handoff, duty) = match pasts.get(customer) {
                Some(Past::Open) => continue,
                Some(Past::Completed { handoff, farmer, from }) => {
                    if **farmer == hunter || today < from {
                        continue;
                    }
                    let duty = Duty::Again { farmer: (*farmer).clone(), from: *from };
                    (Some(handoff.record().id().clone()), duty)
                }
                Some(Past::CalledOff(handoff)) => {
                    let HandoffView::Cancelled(cancelled) = handoff.view() else { continue };
                    let reason = cancelled.reason.clone();
                    (Some(handoff.record().id().clone()), Duty::CalledOff { reason })
                }
                None => (None, Duty::Open { why }),
            };
            let customer = customer.clone();
            errands.push(Errand { customer, handoff, due_at, whose: Whose::Person(hunter), duty });
        }
        errands.sort_by(|a, b| {
            let key = |errand: &Errand| (errand.duty.rank(), errand.due_at);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.customer.cmp(&b.customer))
                .then_with(|| a.handoff.cmp(&b.handoff))
        });
        errands
    }
}

/// What is to be done for a handoff; nothing for one that has ended.
fn of_handoff(handoff: &AnyHandoff, today: NaiveDate) -> Option<Errand> {
    let record = handoff.record();
    let hunter = || Whose::Person(record.hunter().clone());
    let (whose, duty) = match handoff.view() {
        HandoffView::Due(_) => (hunter(), Duty::Offer { why: record.why().clone() }),
        HandoffView::Offered(offered) => {
            let (to, deadline) = (offered.offer.to.clone(), offered.offer.deadline);
            if late(handoff, today).is_some() {
                (Whose::HeadOfSales, Duty::Late { to, deadline })
            } else {
                (Whose::Recipient(to), Duty::Answer { deadline })
            }
        }
        HandoffView::Declined(declined) => {
            let (by, missing) = (declined.by.clone(), declined.missing.clone());
            (hunter(), Duty::Remedy { by, missing })
        }
        HandoffView::Escalated(escalated) => {
            let (to, deadline) = (escalated.offer.to.clone(), escalated.offer.deadline);
            (Whose::HeadOfSales, Duty::Decide { to, deadline })
        }
        HandoffView::Accepted(accepted) => {
            let since = record.since();
            (Whose::Person(accepted.farmer.clone()), Duty::Introduce { since })
        }
        HandoffView::Completed(_) | HandoffView::Cancelled(_) => return None,
    };
    Some(Errand {
        customer: record.customer().clone(),
        handoff: Some(record.id().clone()),
        due_at: record.due_at(),
        whose,
        duty,
    })
}

impl Whose {
    /// Who, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        match self {
            Self::Person(person) => format!("`{person}`"),
            Self::Recipient(to) => recipient(to, language),
            Self::HeadOfSales => language
                .of(["the head of sales", "руководитель отдела продаж", "șeful vânzărilor"])
                .to_owned(),
        }
    }
}

shown! { Whose }

fn recipient(to: &Recipient, language: Language) -> String {
    match to {
        Recipient::Person(person) => format!("`{person}`"),
        Recipient::Role(role) => put(
            ["the role `{role}`", "роль `{role}`", "rolul `{role}`"],
            language,
            &[("role", role)],
        ),
    }
}

impl Errand {
    /// Who, what and since when due, in words of a language. English is that
    /// of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let what = self.what(language);
        let due = put(
            ["due since {day}", "пора с {day}", "scadent din {day}"],
            language,
            &[("day", &self.due_at.date_naive())],
        );
        let why = match &self.duty {
            Duty::Open { why } => Some(why.as_str()),
            Duty::Offer { why } => why.text(),
            _ => None,
        };
        let by = language.of([" by ", ": ", ": "]);
        let why = why.map_or_else(String::new, |why| format!("{by}{why}"));
        format!("{}: {what}; {due}{why}", self.whose.text_in(language))
    }

    fn what(&self, language: Language) -> String {
        let (id, of) = match &self.handoff {
            None => Default::default(),
            Some(handoff) => {
                let of = [" of handoff `{id}`", " (передача `{id}`)", " (predarea `{id}`)"];
                (format!(" `{handoff}`"), put(of, language, &[("id", handoff)]))
            }
        };
        let customer = &self.customer;
        let with = |words: [&'static str; 3], more: &[(&str, &dyn fmt::Display)]| {
            let known: [(&str, &dyn fmt::Display); 3] =
                [("customer", customer), ("id", &id), ("of", &of)];
            put(words, language, &[&known, more].concat())
        };
        match &self.duty {
            Duty::Late { to, deadline } => with(
                [
                    "chase `{customer}`{of}; {to} was to answer by {day}",
                    "поторопить с `{customer}`{of}; ответить до {day} должен был {to}",
                    "de urgentat `{customer}`{of}; {to} trebuia să răspundă până la {day}",
                ],
                &[("to", &recipient(to, language)), ("day", deadline)],
            ),
            Duty::Decide { to, deadline } => with(
                [
                    "decide on `{customer}`{of}; {to} was to answer by {day}",
                    "решить по `{customer}`{of}; ответить до {day} должен был {to}",
                    "de decis pentru `{customer}`{of}; {to} trebuia să răspundă până la {day}",
                ],
                &[("to", &recipient(to, language)), ("day", deadline)],
            ),
            Duty::Remedy { by, missing } => {
                let items: Vec<_> = missing.items.iter().map(|item| format!("`{item}`")).collect();
                let items = Some(items.join(", ")).filter(|items| !items.is_empty());
                let note = missing.note.as_ref().map(ToString::to_string);
                let all: Vec<_> = items.into_iter().chain(note).collect();
                let all = all.join("; ");
                let colon = if all.is_empty() { "" } else { ": " };
                with(
                    [
                        "give `{by}` what is missing for `{customer}`{of}{colon}{all}",
                        "передать `{by}` недостающее по `{customer}`{of}{colon}{all}",
                        "de dat lui `{by}` ce lipsește pentru `{customer}`{of}{colon}{all}",
                    ],
                    &[("by", by), ("colon", &colon), ("all", &all)],
                )
            }
            Duty::Open { .. } => with(
                [
                    "begin the handoff of `{customer}`",
                    "начать передачу `{customer}`",
                    "de început predarea `{customer}`",
                ],
                &[],
            ),
            Duty::Offer { .. } => with(
                [
                    "offer `{customer}` to a farmer",
                    "предложить `{customer}` фермеру",
                    "de oferit `{customer}` unui fermier",
                ],
                &[],
            ),
            Duty::Introduce { since } => with(
                [
                    "be introduced to `{customer}`{of}, accepted on {day}",
                    "познакомиться с `{customer}`{of}, принято {day}",
                    "de făcut cunoștință cu `{customer}`{of}, acceptat la {day}",
                ],
                &[("day", &since.date_naive())],
            ),
            Duty::Answer { deadline } => with(
                [
                    "answer for `{customer}`{of} by {day}",
                    "ответить по `{customer}`{of} до {day}",
                    "de răspuns pentru `{customer}`{of} până la {day}",
                ],
                &[("day", deadline)],
            ),
            Duty::Again { farmer, from } => with(
                [
                    "has `{customer}`, which handoff{id} gave to `{farmer}` from {day} on",
                    "ведёт `{customer}`, хотя передача{id} отдала его `{farmer}` с {day}",
                    "are `{customer}`, pe care predarea{id} l-a dat lui `{farmer}` din {day}",
                ],
                &[("farmer", farmer), ("day", from)],
            ),
            Duty::CalledOff { reason } => with(
                [
                    "keeps `{customer}`, as handoff{id} was called off: {reason}",
                    "оставляет `{customer}` себе: передача{id} отменена: {reason}",
                    "păstrează `{customer}`: predarea{id} a fost anulată: {reason}",
                ],
                &[("reason", reason)],
            ),
        }
    }
}

told! { Errand { customer, handoff, due_at, whose, duty } }
