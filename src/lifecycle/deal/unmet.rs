//! The demands of a deal's moves that can be unmet, in words.

use chrono::{DateTime, Utc};

use super::{DealDemand, DealFault};
use crate::lifecycle::DateFault;
use crate::lifecycle::machine::DemandName;
use crate::lifecycle::words::{Choices, Hint, has_demand, messages};
use crate::process::{ClosingEvent, DealKind};
use crate::value::FieldError;
use crate::value::{CriterionId, Currency, Money, PipelineId, StageId};

messages! {
    /// A demand of a deal's move that is not met.
    pub enum DealUnmet of DealDemand {
        /// The act lies before the last entry.
        TimeOrder[TimeOrder] {
            /// When the last entry was made.
            last: DateTime<Utc>,
        } = "time_order",
            "the deal was last changed at {last}, after this act; act at that instant or later",
            "сделка изменена {last}, позже этого действия; действуйте в этот момент или позже",
            "tranzacția a fost modificată la {last}, după această acțiune; acționați atunci sau mai târziu";
        /// No pipeline is given.
        NoPipeline[Pipeline] {
            /// The pipeline it runs by.
            id: PipelineId,
            /// The revision it runs by.
            revision: u32,
        } = "no_pipeline",
            "the deal runs by revision {revision} of pipeline `{id}`",
            "сделка идёт по версии {revision} воронки `{id}`",
            "tranzacția merge după versiunea {revision} a pâlniei `{id}`";
        /// The pipeline given is not the one the deal runs by.
        OtherPipeline[Pipeline] {
            /// The pipeline it runs by.
            id: PipelineId,
            /// The revision it runs by.
            revision: u32,
            /// The pipeline given.
            found: PipelineId,
            /// The revision given.
            found_revision: u32,
        } = "other_pipeline",
            "the deal runs by revision {revision} of pipeline `{id}`, not by revision {found_revision} of `{found}`",
            "сделка идёт по версии {revision} воронки `{id}`, а не по версии {found_revision} воронки `{found}`",
            "tranzacția merge după versiunea {revision} a pâlniei `{id}`, nu după versiunea {found_revision} a pâlniei `{found}`";
        /// The pipeline given is not the one that the stage map leads to.
        NewPipeline[Pipeline] {
            /// The pipeline it leads to.
            id: PipelineId,
            /// The revision it leads to.
            revision: u32,
        } = "new_pipeline",
            "the deal goes over to revision {revision} of pipeline `{id}`; make the move by that one",
            "сделка переходит к версии {revision} воронки `{id}`; действуйте по ней",
            "tranzacția trece la versiunea {revision} a pâlniei `{id}`; acționați după aceasta";
        /// The pipeline has no such stage.
        UnknownStage[Stage] {
            /// The name.
            name: String,
            /// The nearest known name.
            hint: Hint,
        } = "unknown_stage",
            "the pipeline has no stage `{name}`{hint}",
            "в воронке нет этапа `{name}`{hint}",
            "pâlnia nu are etapa `{name}`{hint}";
        /// The key was looked up in another pipeline.
        ForeignKey[Stage] {
            /// The pipeline of the deal.
            pipeline: PipelineId,
        } = "foreign_key",
            "the stage was looked up in another pipeline; look it up in `{pipeline}`",
            "этап найден в другой воронке; найдите его в `{pipeline}`",
            "etapa a fost căutată în altă pâlnie; căutați-o în `{pipeline}`";
        /// The place named is an outcome, to which a deal is not advanced.
        IsOutcome[Stage] {
            /// The outcome.
            outcome: StageId,
        } = "is_outcome",
            "`{outcome}` is an outcome, not a stage to stand in; win or lose the deal instead",
            "`{outcome}` — исход, а не этап; выиграйте или проиграйте сделку",
            "`{outcome}` este un rezultat, nu o etapă; câștigați sau pierdeți tranzacția";
        /// The pipeline has no move there from the deal's stage.
        PipelineMove[PipelineMove] {
            /// The stage the deal stands in.
            from: StageId,
            /// The stage asked for.
            to: StageId,
        } = "pipeline_move",
            "the pipeline has no move from `{from}` to `{to}`",
            "в воронке нет перехода с `{from}` на `{to}`",
            "pâlnia nu are trecere de la `{from}` la `{to}`";
        /// An exit criterion of the stage left is not met.
        ExitCriterion[ExitCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// What must be true.
            text: Box<str>,
        } = "exit_criterion",
            "not met in `{stage}`: {text} (criterion `{criterion}`)",
            "не выполнено на этапе `{stage}`: {text} (критерий `{criterion}`)",
            "neîndeplinit în `{stage}`: {text} (criteriul `{criterion}`)";
        /// A field that must be filled is not.
        ExitField[ExitCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// The field.
            field: String,
            /// What people call it.
            label: Box<str>,
        } = "exit_field",
            "not filled in `{stage}`: {label} (field `{field}`)",
            "не заполнено на этапе `{stage}`: {label} (поле `{field}`)",
            "necompletat în `{stage}`: {label} (câmpul `{field}`)";
        /// An approval is missing.
        ExitApproval[ExitCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// What must be approved.
            text: Box<str>,
            /// The roles that may approve.
            roles: Vec<String>,
        } = "exit_approval",
            "not approved in `{stage}`: {text} (criterion `{criterion}`, by {roles})",
            "не согласовано на этапе `{stage}`: {text} (критерий `{criterion}`, согласует {roles})",
            "neaprobat în `{stage}`: {text} (criteriul `{criterion}`, de {roles})";
        /// It cannot be said whether a criterion is demanded, as its condition
        /// is about another currency.
        ExitCondition[ExitCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// The currency of the condition.
            expected: Currency,
            /// The currency of the deal.
            found: Currency,
        } = "exit_condition",
            "the criterion `{criterion}` in `{stage}` asks about {expected}, and the deal is in {found}",
            "критерий `{criterion}` на этапе `{stage}` спрашивает о {expected}, а сделка в {found}",
            "criteriul `{criterion}` în `{stage}` întreabă despre {expected}, iar tranzacția este în {found}";
        /// An entry criterion of the stage entered is not met.
        EntryCriterion[EntryCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// What must be true.
            text: Box<str>,
        } = "entry_criterion",
            "not met to come into `{stage}`: {text} (criterion `{criterion}`)",
            "не выполнено для входа в `{stage}`: {text} (критерий `{criterion}`)",
            "neîndeplinit pentru a intra în `{stage}`: {text} (criteriul `{criterion}`)";
        /// A field that must be filled is not.
        EntryField[EntryCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// The field.
            field: String,
            /// What people call it.
            label: Box<str>,
        } = "entry_field",
            "not filled to come into `{stage}`: {label} (field `{field}`)",
            "не заполнено для входа в `{stage}`: {label} (поле `{field}`)",
            "necompletat pentru a intra în `{stage}`: {label} (câmpul `{field}`)";
        /// An approval is missing.
        EntryApproval[EntryCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// What must be approved.
            text: Box<str>,
            /// The roles that may approve.
            roles: Vec<String>,
        } = "entry_approval",
            "not approved to come into `{stage}`: {text} (criterion `{criterion}`, by {roles})",
            "не согласовано для входа в `{stage}`: {text} (критерий `{criterion}`, согласует {roles})",
            "neaprobat pentru a intra în `{stage}`: {text} (criteriul `{criterion}`, de {roles})";
        /// It cannot be said whether a criterion is demanded, as its condition
        /// is about another currency.
        EntryCondition[EntryCriteria] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: String,
            /// The currency of the condition.
            expected: Currency,
            /// The currency of the deal.
            found: Currency,
        } = "entry_condition",
            "the criterion `{criterion}` to come into `{stage}` asks about {expected}, and the deal is in {found}",
            "критерий `{criterion}` для входа в `{stage}` спрашивает о {expected}, а сделка в {found}",
            "criteriul `{criterion}` pentru a intra în `{stage}` întreabă despre {expected}, iar tranzacția este în {found}";
        /// The rework move was taken as often as it may be.
        Passes[Passes] {
            /// Where it leaves.
            from: StageId,
            /// Where it goes back to.
            to: StageId,
            /// The limit.
            max: u32,
        } = "passes",
            "the way back from `{from}` to `{to}` is used up (limit {max})",
            "возвраты с `{from}` на `{to}` исчерпаны (предел {max})",
            "revenirile de la `{from}` la `{to}` sunt epuizate (limita {max})";
        /// No amount is known.
        NoAmount[Amount] = "no_amount",
            "the amount is not known; give what the deal is worth",
            "сумма неизвестна; укажите, сколько стоит сделка",
            "suma nu este cunoscută; indicați valoarea tranzacției";
        /// The amount is below zero.
        BelowZero[Amount] {
            /// The amount given.
            found: Money,
        } = "below_zero",
            "the amount {found} does not fit; expected zero or more",
            "сумма {found} не подходит; ожидается ноль или больше",
            "suma {found} nu se potrivește; se așteaptă zero sau mai mult";
        /// The amount is not above zero.
        NotPositive[Amount] {
            /// The amount given.
            found: Money,
        } = "not_positive",
            "the amount {found} does not fit; expected more than zero",
            "сумма {found} не подходит; ожидается больше нуля",
            "suma {found} nu se potrivește; se așteaptă mai mult de zero";
        /// More would go back than was received.
        MoreThanReceived[Amount] {
            /// The amount given.
            found: Money,
            /// What was received.
            received: Money,
        } = "more_than_received",
            "the amount {found} does not fit; expected at most the {received} received",
            "сумма {found} не подходит; ожидается не больше полученных {received}",
            "suma {found} nu se potrivește; se așteaptă cel mult cei {received} primiți";
        /// The sum of payments would be out of range.
        Sum[Amount] = "sum",
            "the payments are too much: the sum is out of range",
            "оплат слишком много: сумма вне допустимых границ",
            "plățile sunt prea mari: suma este în afara limitelor";
        /// No payment was received that could go back.
        NothingReceived[Received] = "nothing_received",
            "no payment was received, so nothing can go back",
            "оплат не было, возвращать нечего",
            "nu s-a primit nicio plată, deci nu este nimic de returnat";
        /// The amount and the payments would be in two currencies.
        Currency[Currency] {
            /// That of what is known.
            expected: Currency,
            /// That of what is given.
            found: Currency,
        } = "currency",
            "the amount and all payments must be in one currency: {found} cannot be put together with {expected}; convert one of them first",
            "сумма и все оплаты должны быть в одной валюте: {found} нельзя сложить с {expected}; сначала пересчитайте",
            "suma și toate plățile trebuie să fie într-o monedă: {found} nu se adună cu {expected}; convertiți mai întâi una din ele";
        /// The closing event is not evidenced.
        ClosingEvidence[ClosingEvidence] {
            /// The closing event.
            event: ClosingEvent,
        } = "closing_evidence",
            "there is no evidence that {event}; give a reference",
            "нет подтверждения, что {event}; укажите номер",
            "nu există dovadă că {event}; indicați o referință";
        /// The closing event's place is not reached.
        ClosingPlace[ClosingPlace] {
            /// The stage the deal stands in.
            stage: StageId,
            /// The closing event.
            event: ClosingEvent,
        } = "closing_place",
            "`{stage}` lies before the stage where {event}",
            "`{stage}` раньше этапа, на котором {event}",
            "`{stage}` este înainte de etapa în care {event}";
        /// Something is still due.
        StillDue[NothingDue] {
            /// How much.
            due: Money,
        } = "still_due",
            "{due} is still due",
            "осталось заплатить {due}",
            "mai sunt de plată {due}";
        /// The outcome Won is further away than one move.
        OutcomeFar[OutcomeNear] {
            /// The stage the deal stands in.
            stage: StageId,
        } = "outcome_far",
            "from `{stage}` the outcome Won is more than one move away",
            "от `{stage}` до исхода «Выиграна» больше одного перехода",
            "de la `{stage}` până la rezultatul Câștigat este mai mult de o trecere";
        /// The pipeline has no such outcome.
        UnknownOutcome[Outcome] {
            /// The name.
            name: StageId,
            /// The outcomes of that kind.
            choices: Choices,
        } = "unknown_outcome",
            "`{name}` is no outcome of the pipeline for this{choices}",
            "`{name}` — не исход воронки для этого{choices}",
            "`{name}` nu este un rezultat al pâlniei pentru aceasta{choices}";
        /// No reason is given.
        Reason[Reason] = "reason",
            "the reason is missing",
            "нет причины",
            "lipsește motivul";
        /// No reason for losing the deal is given.
        NoLostReason[LostReason] {
            /// The reasons of the process.
            choices: Choices,
        } = "no_lost_reason",
            "the reason is missing{choices}",
            "нет причины{choices}",
            "lipsește motivul{choices}";
        /// The reason is not in the list.
        LostReason[LostReason] {
            /// The reason given.
            found: String,
            /// The nearest one.
            hint: Hint,
            /// The reasons of the process.
            choices: Choices,
        } = "lost_reason",
            "`{found}` is not a reason of the list{hint}{choices}",
            "`{found}` — не причина из списка{hint}{choices}",
            "`{found}` nu este un motiv din listă{hint}{choices}";
        /// The reason is `other` and does not say what.
        ReasonNote[LostReason] = "reason_note",
            "the reason `other` needs a note that says what",
            "к причине `other` нужно пояснение",
            "motivul `other` are nevoie de o notă";
        /// Nothing to change is given.
        Change[Change] = "change",
            "the next step is blank; say what is to be done",
            "следующий шаг пуст; напишите, что сделать",
            "pasul următor este gol; spuneți ce este de făcut";
        /// The owner is the one of that day already.
        SameOwner[Change] {
            /// Who.
            owner: crate::value::PersonId,
            /// The day.
            from: chrono::NaiveDate,
        } = "same_owner",
            "`{owner}` has the deal on {from} already",
            "`{owner}` уже ведёт сделку на {from}",
            "`{owner}` are deja tranzacția la {from}";
        /// The deal is lost or abandoned.
        Ended[InWork] = "ended",
            "the deal has ended; reopen it, or take the last move back",
            "сделка закончена; откройте её снова или отмените последний переход",
            "tranzacția s-a încheiat; redeschideți-o sau revocați ultima mutare";
        /// The interaction does not say what it was about.
        Interaction[Interaction] = "interaction",
            "the interaction does not say what it was about",
            "не сказано, о чём был контакт",
            "nu se spune despre ce a fost contactul";
        /// The stage has no such criterion.
        Criterion[Criterion] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: CriterionId,
            /// The nearest known one.
            hint: Hint,
        } = "criterion",
            "the stage `{stage}` has no criterion `{criterion}`{hint}",
            "на этапе `{stage}` нет критерия `{criterion}`{hint}",
            "etapa `{stage}` nu are criteriul `{criterion}`{hint}";
        /// The criterion is met by filling a field.
        ByField[Criterion] {
            /// The criterion.
            criterion: CriterionId,
            /// The field.
            field: String,
        } = "by_field",
            "the criterion `{criterion}` is met by filling the field `{field}`",
            "критерий `{criterion}` выполняется заполнением поля `{field}`",
            "criteriul `{criterion}` se îndeplinește completând câmpul `{field}`";
        /// No criterion is met that could be retracted.
        NotMet[Met] {
            /// The stage.
            stage: StageId,
            /// The criterion.
            criterion: CriterionId,
        } = "not_met",
            "the criterion `{criterion}` of `{stage}` is not met, so it cannot be retracted",
            "критерий `{criterion}` этапа `{stage}` не отмечен, снимать нечего",
            "criteriul `{criterion}` al etapei `{stage}` nu este îndeplinit, deci nu poate fi retras";
        /// No evidence is given.
        Evidence[Evidence] = "evidence",
            "the evidence is missing",
            "нет подтверждения",
            "lipsește dovada";
        /// The criterion is an approval, and the person has none of its roles.
        Approval[Approval] {
            /// The criterion.
            criterion: CriterionId,
            /// The roles that may approve.
            roles: Vec<String>,
        } = "approval",
            "`{criterion}` is approved by {roles}; act in that role",
            "`{criterion}` согласует {roles}; действуйте в этой роли",
            "`{criterion}` se aprobă de {roles}; acționați în acest rol";
        /// The pipeline does not serve the kind of deal.
        Kind[Kind] {
            /// The pipeline.
            pipeline: PipelineId,
            /// The kind of the deal.
            kind: DealKind,
        } = "kind",
            "the pipeline `{pipeline}` does not serve {kind} deals",
            "воронка `{pipeline}` не служит {kind}",
            "pâlnia `{pipeline}` nu servește {kind}";
        /// The deal is of another segment than the pipeline's.
        Segment[Segment] {
            /// The pipeline.
            pipeline: PipelineId,
            /// What people call the segment.
            segment: String,
        } = "segment",
            "the pipeline `{pipeline}` is for {segment}, and the deal is not of it",
            "воронка `{pipeline}` для сегмента {segment}, а сделка не из него",
            "pâlnia `{pipeline}` este pentru {segment}, iar tranzacția nu este din el";
        /// A value cannot stand in a field.
        Field[Field] {
            /// Why.
            fault: FieldError,
        } = "field",
            "{fault}",
            "{fault}",
            "{fault}";
        /// Opening here leaves out stages that every won path passes.
        OpeningStage[OpeningStage] {
            /// The stage to open at.
            stage: StageId,
            /// The stages left out.
            left_out: Vec<StageId>,
        } = "opening_stage",
            "opening at `{stage}` leaves out {left_out}; give evidence that it was done",
            "открытие на этапе `{stage}` пропускает {left_out}; подтвердите, что это сделано",
            "deschiderea în `{stage}` sare {left_out}; dovediți că s-a făcut";
        /// The stage map leads from elsewhere.
        StageMap[StageMap] {
            /// The pipeline it leads from.
            pipeline: PipelineId,
            /// The revision it leads from.
            from: u32,
            /// The pipeline the deal runs by.
            id: PipelineId,
            /// The revision the deal runs by.
            revision: u32,
        } = "stage_map",
            "the stage map leads from revision {from} of `{pipeline}`, but the deal runs by revision {revision} of `{id}`",
            "карта этапов ведёт от версии {from} воронки `{pipeline}`, а сделка идёт по версии {revision} воронки `{id}`",
            "harta etapelor pleacă de la versiunea {from} a pâlniei `{pipeline}`, dar tranzacția merge după versiunea {revision} a pâlniei `{id}`";
        /// The stage map leads to another pipeline, or to the same.
        StageMapEnd[StageMap] {
            /// Where it leads.
            to: PipelineId,
        } = "stage_map_end",
            "the stage map leads to `{to}`; migrate within a pipeline, transfer to another one",
            "карта этапов ведёт в `{to}`; внутри воронки — migrate, в другую — transfer",
            "harta etapelor duce în `{to}`; în aceeași pâlnie migrate, în alta transfer";
        /// The stage map says nothing of stages that the deal has been in.
        StageMapGap[StageMap] {
            /// The stages.
            stages: Vec<StageId>,
        } = "stage_map_gap",
            "the stage map does not say where {stages} goes",
            "карта этапов не говорит, куда идёт {stages}",
            "harta etapelor nu spune unde merge {stages}";
        /// The stage map leads to what is no stage of the pipeline.
        StageMapTarget[StageMap] {
            /// What it leads to.
            stages: Vec<StageId>,
        } = "stage_map_target",
            "the stage map leads to {stages}; the new revision has no such stage",
            "карта этапов ведёт в {stages}; в новой версии нет такого этапа",
            "harta etapelor duce la {stages}; noua versiune nu are această etapă";
        /// There is no last move, or it was taken back.
        NoLastMove[LastMove] = "no_last_move",
            "there is no move to take back: none was made, or the last one was taken back",
            "нечего отменять: переходов не было или последний уже отменён",
            "nu este nimic de revocat: nicio mutare sau ultima a fost deja revocată";
        /// The entry named is not that of the last move.
        NotTheLast[LastMove] {
            /// The entry named.
            found: u32,
            /// The entry of the last move.
            last: u32,
        } = "not_the_last",
            "entry {found} is not the last move of stage or outcome, which is entry {last}",
            "запись {found} — не последний переход; последний — запись {last}",
            "înregistrarea {found} nu este ultima mutare; ultima este {last}";
        /// Without its last move the deal would be one that cannot be.
        NoWayBack[LastMove] {
            /// Why it cannot be.
            fault: DealFault,
        } = "no_way_back",
            "taking the last move back would leave what cannot be: {fault}",
            "отмена последнего перехода оставила бы невозможное: {fault}",
            "revocarea ultimei mutări ar lăsa ceva imposibil: {fault}";
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
            fault: DealFault,
        } = "impossible",
            "{fault}",
            "{fault}",
            "{fault}";
    }
}

has_demand!(DealUnmet of DealDemand);

impl From<DealFault> for DealUnmet {
    fn from(fault: DealFault) -> Self {
        Self::Impossible { fault }
    }
}

impl From<DateFault> for DealUnmet {
    fn from(fault: DateFault) -> Self {
        Self::Date { fault }
    }
}

impl From<FieldError> for DealUnmet {
    fn from(fault: FieldError) -> Self {
        Self::Field { fault }
    }
}
