//! The demands of a handoff's moves that can be unmet, and why a stored handoff
//! cannot be as it is, in words.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Blanks, HandoffDemand, Recipient};
use crate::lifecycle::DateFault;
use crate::lifecycle::machine::DemandName;
use crate::lifecycle::words::{Hint, has_demand, messages};
use crate::value::{CriterionId, PersonId};

messages! {
    /// A demand of a handoff's move that is not met.
    pub enum HandoffUnmet of HandoffDemand {
        /// The act lies before the last entry.
        TimeOrder[TimeOrder] {
            /// When the last entry was made.
            last: DateTime<Utc>,
        } = "time_order",
            "the handoff was last changed at {last}, after this act; act at that instant or later",
            "передача изменена {last}, позже этого действия; действуйте в этот момент или позже",
            "predarea a fost modificată la {last}, după această acțiune; acționați atunci sau mai târziu";
        /// It is due only after the act.
        NotDueYet[DueAt] {
            /// From when on.
            from: DateTime<Utc>,
        } = "not_due_yet",
            "the customer is due for handoff only from {from} on",
            "клиента пора передавать только с {from}",
            "clientul este de predat abia de la {from}";
        /// The hunter is to be the farmer.
        ToHunter[Farmer] {
            /// The hunter.
            hunter: PersonId,
        } = "to_hunter",
            "`{hunter}` is the hunter; name a farmer, or cancel the handoff",
            "`{hunter}` — охотник; назовите фермера или отмените передачу",
            "`{hunter}` este vânătorul; numiți un fermier sau anulați predarea";
        /// The package lacks a text.
        Package[Package] {
            /// Which.
            texts: Blanks,
        } = "package",
            "the package says nothing of {texts}; where there is nothing to say, write so",
            "пакет ничего не говорит о {texts}; если сказать нечего, так и напишите",
            "pachetul nu spune nimic despre {texts}; dacă nu este nimic de spus, scrieți asta";
        /// The checklist has no such item.
        UnknownItem[Items] {
            /// The item.
            item: CriterionId,
            /// The nearest known one.
            hint: Hint,
        } = "unknown_item",
            "the checklist has no item `{item}`{hint}",
            "в списке нет пункта `{item}`{hint}",
            "lista nu are elementul `{item}`{hint}";
        /// Neither the offer nor the process sets a deadline.
        NoDeadline[Deadline] = "no_deadline",
            "the deadline is missing, and the process sets none",
            "нет крайнего срока, и процесс его не задаёт",
            "lipsește termenul limită, iar procesul nu îl stabilește";
        /// The deadline is later than the process allows.
        DeadlineLate[AcceptTime] {
            /// The deadline.
            deadline: NaiveDate,
            /// The last day that the process gives.
            latest: NaiveDate,
        } = "deadline_late",
            "the deadline {deadline} is later than {latest}, the last day the process gives",
            "крайний срок {deadline} позже {latest}, последнего дня по процессу",
            "termenul {deadline} este după {latest}, ultima zi dată de proces";
        /// Declined, and offered again with nothing changed.
        StillMissing[Remedy] {
            /// Who declined.
            to: PersonId,
            /// What is still missing, in words.
            missing: Box<str>,
        } = "still_missing",
            "{to} declined because of {missing}; hand that over, or offer to another farmer",
            "{to} отказался из-за {missing}; передайте это или предложите другому фермеру",
            "{to} a refuzat din cauza {missing}; predați aceasta sau oferiți altui fermier";
        /// The offer is another person's to answer.
        NotOfferedTo[Recipient] {
            /// Who it is to.
            to: Recipient,
            /// Who answers.
            by: PersonId,
        } = "not_offered_to",
            "the offer is to {to}, not to `{by}`",
            "предложение адресовано {to}, а не `{by}`",
            "oferta este către {to}, nu către `{by}`";
        /// The hunter answers the offer.
        ByHunter[Recipient] {
            /// The hunter.
            hunter: PersonId,
        } = "by_hunter",
            "`{hunter}` is the hunter, and cannot answer the offer",
            "`{hunter}` — охотник и не может ответить на предложение",
            "`{hunter}` este vânătorul și nu poate răspunde la ofertă";
        /// It is not known how many customers the farmer holds.
        LoadUnknown[Capacity] {
            /// The farmer.
            farmer: PersonId,
        } = "load_unknown",
            "it is not known how many customers `{farmer}` holds; the rules have to say it",
            "неизвестно, сколько клиентов у `{farmer}`; это должны сказать правила",
            "nu se știe câți clienți are `{farmer}`; regulile trebuie să o spună";
        /// The farmer has no room.
        Capacity[Capacity] {
            /// The farmer.
            farmer: PersonId,
            /// How many customers the farmer holds.
            open: u32,
            /// How many the farmer can hold.
            capacity: u32,
        } = "capacity",
            "`{farmer}` holds {open} customers of at most {capacity}; there is no room",
            "у `{farmer}` клиентов {open} при пределе {capacity}; места нет",
            "`{farmer}` are {open} clienți din cel mult {capacity}; nu mai este loc";
        /// A required item of the checklist is not in the package.
        Checklist[Checklist] {
            /// The item.
            item: String,
            /// What it is, in words.
            text: Box<str>,
        } = "checklist",
            "not handed over: {text} (item `{item}`)",
            "не передано: {text} (пункт `{item}`)",
            "nepredat: {text} (elementul `{item}`)";
        /// It is not said what is missing.
        Missing[Missing] = "missing",
            "it is not said what is missing; name items of the checklist, or write a note",
            "не сказано, чего не хватает; назовите пункты списка или напишите заметку",
            "nu se spune ce lipsește; numiți elemente ale listei sau scrieți o notă";
        /// The deadline has not passed.
        DeadlineAhead[DeadlinePassed] {
            /// The deadline.
            deadline: NaiveDate,
        } = "deadline_ahead",
            "the offer can be answered until the end of {deadline}",
            "на предложение можно ответить до конца {deadline}",
            "la ofertă se poate răspunde până la sfârșitul zilei {deadline}";
        /// No reason is given.
        Reason[Reason] = "reason",
            "the reason is missing",
            "нет причины",
            "lipsește motivul";
        /// The introduction is not evidenced.
        Introduction[Introduction] = "introduction",
            "the warm introduction is not evidenced; say when and how it was done",
            "личное представление не подтверждено; напишите, когда и как оно прошло",
            "prezentarea personală nu este dovedită; spuneți când și cum s-a făcut";
        /// A date is out of its bounds.
        Date[Dates] {
            /// Which, and why.
            fault: DateFault,
        } = "date",
            "{fault}",
            "{fault}",
            "{fault}";
        /// What is stated of it is impossible.
        Impossible[Possible] {
            /// Why.
            fault: HandoffFault,
        } = "impossible",
            "{fault}",
            "{fault}",
            "{fault}";
    }
}

has_demand!(HandoffUnmet of HandoffDemand);

messages! {
    /// Why a handoff is impossible as stated.
    pub enum HandoffFault {
        /// One person gives and takes.
        HunterIsFarmer {
            /// Who.
            hunter: PersonId,
        } = "hunter_is_farmer",
            "`{hunter}` is both the hunter and the farmer",
            "`{hunter}` и охотник, и фермер",
            "`{hunter}` este și vânătorul, și fermierul";
        /// It is due and was offered.
        DueOffered = "due_offered",
            "the handoff is due, but was offered",
            "передачу ещё не начинали, но уже предлагали",
            "predarea este scadentă, dar a fost oferită";
        /// It is further on and was never offered.
        NeverOffered {
            /// The state.
            state: String,
        } = "never_offered",
            "the handoff is {state}, but was never offered",
            "передача в состоянии {state}, но её не предлагали",
            "predarea este {state}, dar nu a fost oferită niciodată";
        /// It is due only after its last change.
        DueAfterLast = "due_after_last",
            "the handoff is due only after its last change",
            "срок передачи позже её последнего изменения",
            "predarea este scadentă abia după ultima ei modificare";
        /// It came into its state after its last change.
        AfterLast {
            /// The state.
            state: String,
        } = "after_last",
            "the handoff became {state} after its last change",
            "передача перешла в {state} после последнего изменения",
            "predarea a devenit {state} după ultima modificare";
    }
}

impl From<HandoffFault> for HandoffUnmet {
    fn from(fault: HandoffFault) -> Self {
        Self::Impossible { fault }
    }
}

impl From<DateFault> for HandoffUnmet {
    fn from(fault: DateFault) -> Self {
        Self::Date { fault }
    }
}
