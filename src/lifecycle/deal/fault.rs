//! Why a stored or adopted deal is impossible.

use crate::lifecycle::words::messages;
use crate::value::{Currency, Money, StageId};

messages! {
    /// Why a deal is impossible as stated.
    pub enum DealFault {
        /// It stands in a stage that it never came to.
        NeverCame {
            /// The stage.
            stage: StageId,
        } = "never_came",
            "the deal stands in `{stage}` but never came there",
            "сделка стоит на этапе `{stage}`, но никогда туда не приходила",
            "tranzacția stă în `{stage}`, dar nu a ajuns niciodată acolo";
        /// A stage is counted in two places.
        VisitTwice {
            /// The stage.
            stage: StageId,
        } = "visit_twice",
            "the visits of `{stage}` are counted in two places",
            "приходы на этап `{stage}` посчитаны в двух местах",
            "vizitele în `{stage}` sunt numărate în două locuri";
        /// A way back is counted in two places.
        PassTwice {
            /// The stage it leads from.
            from: StageId,
            /// The stage it leads to.
            to: StageId,
        } = "pass_twice",
            "the passes from `{from}` back to `{to}` are counted in two places",
            "возвраты с этапа `{from}` на этап `{to}` посчитаны в двух местах",
            "revenirile din `{from}` în `{to}` sunt numărate în două locuri";
        /// It is won without an amount.
        WonWithoutAmount = "won_without_amount",
            "the deal is won, but its amount is not known",
            "сделка выиграна, но её сумма неизвестна",
            "tranzacția este câștigată, dar suma nu este cunoscută";
        /// What it was won by is blank.
        BlankEvidence = "blank_evidence",
            "the deal is won, but the evidence is blank",
            "сделка выиграна, но подтверждение пусто",
            "tranzacția este câștigată, dar dovada este goală";
        /// It is done with money due.
        DueWhenCompleted {
            /// How much.
            due: Money,
        } = "due_when_completed",
            "the deal is completed, but {due} is due",
            "сделка завершена, но осталось заплатить {due}",
            "tranzacția este încheiată, dar mai sunt de plată {due}";
        /// It has reached an outcome and is not won.
        OutcomeNotWon = "outcome_not_won",
            "the deal has reached an outcome, but is not won",
            "сделка достигла исхода, но не выиграна",
            "tranzacția a atins un rezultat, dar nu este câștigată";
        /// It came to its stage before it was opened.
        EnteredBeforeOpened {
            /// The stage.
            stage: StageId,
        } = "entered_before_opened",
            "the deal came to `{stage}` before it was opened",
            "сделка пришла на этап `{stage}` до того, как была открыта",
            "tranzacția a ajuns în `{stage}` înainte de a fi deschisă";
        /// It came to its stage after its last change.
        EnteredAfterLast {
            /// The stage.
            stage: StageId,
        } = "entered_after_last",
            "the deal came to `{stage}` after its last change",
            "сделка пришла на этап `{stage}` после последнего изменения",
            "tranzacția a ajuns în `{stage}` după ultima modificare";
        /// The amount is below zero.
        AmountBelowZero {
            /// The amount.
            amount: Money,
        } = "amount_below_zero",
            "the amount {amount} is below zero",
            "сумма {amount} меньше нуля",
            "suma {amount} este sub zero";
        /// What was received is below zero.
        ReceivedBelowZero {
            /// How much.
            received: Money,
        } = "received_below_zero",
            "the {received} received are below zero",
            "полученные {received} меньше нуля",
            "cei {received} primiți sunt sub zero";
        /// An instalment is not above zero.
        InstalmentNotPositive {
            /// How much.
            amount: Money,
        } = "instalment_not_positive",
            "the instalment {amount} is not above zero",
            "платёж {amount} по графику не больше нуля",
            "rata {amount} nu este peste zero";
        /// The amount and the payments are in two currencies.
        Currencies {
            /// That of the amount.
            expected: Currency,
            /// Another one.
            found: Currency,
        } = "currencies",
            "the amount and all payments must be in one currency: {found} cannot be put together with {expected}; convert one of them first",
            "сумма и все оплаты должны быть в одной валюте: {found} рядом с {expected}",
            "suma și toate plățile trebuie să fie într-o monedă: {found} lângă {expected}";
        /// The revision is zero.
        RevisionZero = "revision_zero",
            "the revision of the pipeline is 0; expected 1 or more",
            "версия воронки 0; ожидается 1 или больше",
            "versiunea pâlniei este 0; se așteaptă 1 sau mai mult";
        /// It has no owner, or the owners are out of order.
        Owners = "owners",
            "the owners are missing or not in the order of their first days",
            "ответственных нет или они не в порядке первых дней",
            "responsabilii lipsesc sau nu sunt în ordinea primelor zile";
        /// The last move does not fit to what came of it.
        LastMove = "last_move",
            "the last move lies after what came of it",
            "последний переход позже своего результата",
            "ultima mutare este după rezultatul ei";
    }
}
