//! The bounds of dates: what happened is not after the day of the act, what is
//! planned not before it.

use chrono::{Datelike, NaiveDate};

use super::act::Act;
use super::words::messages;
use crate::value::text::choices;

choices! {
    /// Which date is out of its bounds.
    pub enum DateOf {
        /// The day something was opened or captured.
        Opening = "opening" ["day of opening", "день открытия", "ziua deschiderii"],
        /// The day it came to where it stands.
        Entering = "entering" ["day it came there", "день прихода", "ziua sosirii"],
        /// The day of closing.
        Closing = "closing" ["day of closing", "день закрытия", "ziua încheierii"],
        /// The day of completion.
        Completion = "completion" ["day of completion", "день завершения", "ziua finalizării"],
        /// The day a payment came.
        Payment = "payment" ["day of the payment", "день оплаты", "ziua plății"],
        /// The day a payment was returned.
        Return = "return" ["day of the return", "день возврата", "ziua returnării"],
        /// The day an order was placed.
        Order = "order" ["day of the order", "день заказа", "ziua comenzii"],
        /// The day of an interaction.
        Interaction = "interaction" ["day of the interaction", "день контакта", "ziua contactului"],
        /// Until when something is put off.
        Hold = "hold" ["day it is put off to", "день, до которого отложено", "ziua până la care se amână"],
        /// The expected close.
        ExpectedClose = "expected_close" ["expected close", "ожидаемый день закрытия", "ziua estimată a încheierii"],
        /// The day to come back to something.
        Revisit = "revisit" ["day to come back", "день возвращения", "ziua revenirii"],
        /// The last day to answer.
        Deadline = "deadline" ["deadline", "крайний срок", "termenul limită"],
        /// The day by which the next step is due.
        NextStep = "next_step" ["day of the next step", "день следующего шага", "ziua pasului următor"],
        /// The day by which a part is to be paid.
        Instalment = "instalment" ["day of an instalment", "день частичной оплаты", "ziua unei rate"],
        /// The day of renewal.
        Renewal = "renewal" ["day of renewal", "день продления", "ziua reînnoirii"],
        /// The day from which on somebody is the owner.
        Owner = "owner" ["first day of the owner", "первый день ответственного", "prima zi a responsabilului"],
        /// The day from which on a farmer has the customer.
        Handover = "handover" ["first day of the farmer", "первый день фермера", "prima zi a fermierului"],
    }
}

messages! {
    /// A date that cannot be.
    pub enum DateFault {
        /// It says that something happened after the day of the act.
        Ahead {
            /// Which date.
            which: DateOf,
            /// The date.
            on: NaiveDate,
            /// The day of the act.
            today: NaiveDate,
        } = "date_ahead",
            "the {which}, {on}, lies after today, {today}; give a day that has come",
            "{which}, {on}, позже сегодняшнего дня, {today}; укажите наступивший день",
            "{which}, {on}, este după ziua de azi, {today}; indicați o zi care a venit";
        /// It plans for a day before the act.
        Past {
            /// Which date.
            which: DateOf,
            /// The date.
            on: NaiveDate,
            /// The day of the act.
            today: NaiveDate,
        } = "date_past",
            "the {which}, {on}, lies before today, {today}; give a day to come",
            "{which}, {on}, раньше сегодняшнего дня, {today}; укажите будущий день",
            "{which}, {on}, este înainte de ziua de azi, {today}; indicați o zi viitoare";
        /// It lies before the first day it could be.
        TooEarly {
            /// Which date.
            which: DateOf,
            /// The date.
            on: NaiveDate,
            /// The first day that it can be.
            first: NaiveDate,
        } = "date_too_early",
            "the {which}, {on}, lies before {first}, the first day that it can be",
            "{which}, {on}, раньше {first}, первого возможного дня",
            "{which}, {on}, este înainte de {first}, prima zi posibilă";
        /// It lies after the last day it could be.
        TooLate {
            /// Which date.
            which: DateOf,
            /// The date.
            on: NaiveDate,
            /// The last day that it can be.
            last: NaiveDate,
        } = "date_too_late",
            "the {which}, {on}, lies after {last}, the last day that it can be",
            "{which}, {on}, позже {last}, последнего возможного дня",
            "{which}, {on}, este după {last}, ultima zi posibilă";
    }
}

/// The last year that a date can lie in: what lies later stands for "never" in
/// other systems.
const LAST_YEAR: i32 = 2200;

/// The first day that a date can be: what lies before stands for "unknown".
pub(crate) fn first_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1900, 1, 1)
}

/// A date that may lie before or after the day of the act is not one that stands
/// for something else.
pub(crate) fn possible(which: DateOf, on: NaiveDate) -> Option<DateFault> {
    from_day(which, on, first_day())
}

/// What happened is not after the day of the act, nor before a first day.
pub(crate) fn happened(
    which: DateOf,
    on: NaiveDate,
    first: Option<NaiveDate>,
    act: &Act,
) -> Option<DateFault> {
    let today = act.day();
    if on > today {
        return Some(DateFault::Ahead { which, on, today });
    }
    let first = first.max(first_day()).filter(|first| on < *first)?;
    Some(DateFault::TooEarly { which, on, first })
}

/// What is planned is not before the day of the act.
pub(crate) fn planned(which: DateOf, on: NaiveDate, act: &Act) -> Option<DateFault> {
    let today = act.day();
    if on < today {
        return Some(DateFault::Past { which, on, today });
    }
    not_never(which, on)
}

/// Something planned is not after a last day.
pub(crate) fn until_day(which: DateOf, on: NaiveDate, last: NaiveDate) -> Option<DateFault> {
    (on > last).then_some(DateFault::TooLate { which, on, last })
}

/// A change from a day on is not before the first day that it can be.
pub(crate) fn from_day(
    which: DateOf,
    on: NaiveDate,
    first: Option<NaiveDate>,
) -> Option<DateFault> {
    match first.filter(|first| on < *first) {
        Some(first) => Some(DateFault::TooEarly { which, on, first }),
        None => not_never(which, on),
    }
}

fn not_never(which: DateOf, on: NaiveDate) -> Option<DateFault> {
    let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).filter(|_| on.year() > LAST_YEAR)?;
    Some(DateFault::TooLate { which, on, last })
}
