//! The demands of a lead's moves that can be unmet, and why a stored lead cannot
//! be as it is, in words.

use chrono::{DateTime, Utc};

use super::LeadDemand;
use crate::lifecycle::DateFault;
use crate::lifecycle::machine::DemandName;
use crate::lifecycle::words::{Choices, Hint, has_demand, messages};
use crate::policy::{FilterVerdict, QualificationVerdict};
use crate::value::FieldError;
use crate::value::{CriterionId, CustomerId, LeadId, PersonId};

messages! {
    /// A demand of a lead's move that is not met.
    pub enum LeadUnmet of LeadDemand {
        /// The act lies before the last entry.
        TimeOrder[TimeOrder] {
            /// When the last entry was made.
            last: DateTime<Utc>,
        } = "time_order",
            "the lead was last changed at {last}, after this act; act at that instant or later",
            "лид изменён {last}, позже этого действия; действуйте в этот момент или позже",
            "leadul a fost modificat la {last}, după această acțiune; acționați atunci sau mai târziu";
        /// The interest is not evidenced.
        Interest[Interest] = "interest",
            "the evidence of the interest is missing; say what they said or did",
            "нет подтверждения интереса; напишите, что они сказали или сделали",
            "lipsește dovada interesului; spuneți ce au zis sau au făcut";
        /// Somebody else than the decision maker answered an offer.
        NotTheDecisionMaker[DecisionMaker] = "not_the_decision_maker",
            "an answer to an offer counts only where the decision maker showed clear interest",
            "ответ на предложение считается, только если ясный интерес проявило лицо, принимающее решение",
            "un răspuns la o ofertă contează doar dacă decidentul a arătat un interes clar";
        /// They did not ask to be contacted.
        DidNotAsk[DecisionMaker] = "did_not_ask",
            "a meeting at an event counts only where they asked to be contacted",
            "встреча на мероприятии считается, только если попросили связаться",
            "o întâlnire la un eveniment contează doar dacă au cerut să fie contactați";
        /// The source is not known.
        Source[Source] = "source",
            "the source is missing; name the channel, the campaign or the referring customer",
            "нет источника; назовите канал, кампанию или рекомендовавшего клиента",
            "lipsește sursa; numiți canalul, campania sau clientul care a recomandat";
        /// The owner is the one it has already.
        SameOwner[Owner] {
            /// Who.
            owner: PersonId,
        } = "same_owner",
            "`{owner}` has the lead already; name another owner",
            "`{owner}` уже ведёт лид; назовите другого",
            "`{owner}` are deja leadul; numiți alt responsabil";
        /// Nobody works on it whose place could be taken.
        NoOwner[Owner] = "no_owner",
            "nobody works on the lead; assign it first",
            "лид никто не ведёт; сначала назначьте его",
            "nimeni nu lucrează la lead; atribuiți-l mai întâi";
        /// The interaction does not say what it was about.
        Interaction[Interaction] = "interaction",
            "the interaction does not say what it was about",
            "не сказано, о чём был контакт",
            "nu se spune despre ce a fost contactul";
        /// The filter is not passed.
        Filter[Filter] {
            /// What the filter says.
            verdict: Box<str>,
            /// The criteria answered No or Partial.
            failed: Vec<CriterionId>,
            /// The criteria nobody has answered.
            unanswered: Vec<CriterionId>,
        } = "filter",
            "the lead filter: {verdict}",
            "фильтр лидов не пройден; не выполнено: {failed}; без ответа: {unanswered}",
            "filtrul de leaduri nu este trecut; neîndeplinite: {failed}; fără răspuns: {unanswered}";
        /// The framework's rule is not met.
        Framework[Framework] {
            /// What the framework says.
            verdict: Box<str>,
            /// The criteria answered No or Partial.
            failed: Vec<CriterionId>,
            /// The criteria nobody has answered.
            unanswered: Vec<CriterionId>,
        } = "framework",
            "the qualification: {verdict}",
            "квалификация не пройдена; нет: {failed}; без ответа: {unanswered}",
            "calificarea nu este îndeplinită; nu: {failed}; fără răspuns: {unanswered}";
        /// No reason is given.
        Reason[Reason] = "reason",
            "the reason is missing",
            "нет причины",
            "lipsește motivul";
        /// No reason for disqualifying is given.
        NoDisqualifyReason[DisqualifyReason] {
            /// The reasons of the process.
            choices: Choices,
        } = "no_disqualify_reason",
            "the reason is missing{choices}",
            "нет причины{choices}",
            "lipsește motivul{choices}";
        /// The reason is not in the list.
        DisqualifyReason[DisqualifyReason] {
            /// The reason given.
            found: String,
            /// The nearest one.
            hint: Hint,
            /// The reasons of the process.
            choices: Choices,
        } = "disqualify_reason",
            "`{found}` is not a reason of the list{hint}{choices}",
            "`{found}` — не причина из списка{hint}{choices}",
            "`{found}` nu este un motiv din listă{hint}{choices}";
        /// The reason is `other` and does not say what.
        ReasonNote[DisqualifyReason] = "reason_note",
            "the reason `other` needs a note that says what",
            "к причине `other` нужно пояснение",
            "motivul `other` are nevoie de o notă";
        /// The customer of the deal is the one that recommended us.
        ReferredItself[Referrer] {
            /// The customer.
            customer: CustomerId,
        } = "referred_itself",
            "the lead was referred by `{customer}`, the customer it would become; correct its source first",
            "лид рекомендован клиентом `{customer}`, которым он сам станет; сначала исправьте источник",
            "leadul a fost recomandat de `{customer}`, clientul care ar deveni; corectați mai întâi sursa";
        /// A lead is merged into itself.
        Survivor[Survivor] {
            /// The lead.
            lead: LeadId,
        } = "survivor",
            "`{lead}` cannot be merged into itself; name the lead that goes on",
            "`{lead}` нельзя объединить с самим собой; назовите остающийся лид",
            "`{lead}` nu poate fi unit cu sine; numiți leadul care continuă";
        /// Nobody asks this.
        Criterion[Criterion] {
            /// The criterion.
            criterion: CriterionId,
            /// The nearest known one.
            hint: Hint,
        } = "criterion",
            "no criterion `{criterion}` is asked{hint}",
            "критерий `{criterion}` не задаётся{hint}",
            "criteriul `{criterion}` nu se întreabă{hint}";
        /// Nothing to change is given.
        Change[Change] = "change",
            "the next step is blank; say what is to be done",
            "следующий шаг пуст; напишите, что сделать",
            "pasul următor este gol; spuneți ce este de făcut";
        /// There is no last change of state, or it was taken back.
        NoLastMove[LastMove] = "no_last_move",
            "there is no move to take back: none was made, or the last one was taken back",
            "нечего отменять: переходов не было или последний уже отменён",
            "nu este nimic de revocat: nicio mutare sau ultima a fost deja revocată";
        /// The entry named is not that of the last change of state.
        NotTheLast[LastMove] {
            /// The entry named.
            found: u32,
            /// The entry of the last change of state.
            last: u32,
        } = "not_the_last",
            "entry {found} is not the last change of state, which is entry {last}",
            "запись {found} — не последний переход; последний — запись {last}",
            "înregistrarea {found} nu este ultima mutare; ultima este {last}";
        /// A value cannot stand in a field.
        Field[Field] {
            /// Why.
            fault: FieldError,
        } = "field",
            "{fault}",
            "{fault}",
            "{fault}";
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
            fault: LeadFault,
        } = "impossible",
            "{fault}",
            "{fault}",
            "{fault}";
    }
}

has_demand!(LeadUnmet of LeadDemand);

messages! {
    /// Why a lead is impossible as stated.
    pub enum LeadFault {
        /// It is worked on by nobody.
        NoOwner {
            /// The state.
            state: String,
        } = "no_owner",
            "the lead is {state}, but has no owner",
            "лид в состоянии {state}, но без ответственного",
            "leadul este {state}, dar nu are responsabil";
        /// It came from nowhere.
        NoSource {
            /// The state.
            state: String,
        } = "no_source",
            "the lead is {state}, but its source is not known",
            "лид в состоянии {state}, но источник неизвестен",
            "leadul este {state}, dar sursa nu este cunoscută";
        /// It has shown no interest.
        NoInterest {
            /// The state.
            state: String,
        } = "no_interest",
            "the lead is {state}, but there is no evidence of its interest",
            "лид в состоянии {state}, но интерес не подтверждён",
            "leadul este {state}, dar nu există dovada interesului";
        /// It came into its state before it was captured.
        BeforeCaptured {
            /// The state.
            state: String,
        } = "before_captured",
            "the lead became {state} before it was captured",
            "лид перешёл в {state} до того, как был записан",
            "leadul a devenit {state} înainte de a fi înregistrat";
        /// It came into its state after its last change.
        AfterLast {
            /// The state.
            state: String,
        } = "after_last",
            "the lead became {state} after its last change",
            "лид перешёл в {state} после последнего изменения",
            "leadul a devenit {state} după ultima modificare";
        /// It was referred by the customer it became.
        ReferredItself {
            /// The customer.
            customer: CustomerId,
        } = "referred_itself",
            "the lead was referred by `{customer}`, the customer it became",
            "лид рекомендован клиентом `{customer}`, которым стал сам",
            "leadul a fost recomandat de `{customer}`, clientul care a devenit";
        /// It goes on as itself.
        MergedIntoItself = "merged_into_itself",
            "the lead is merged into itself",
            "лид объединён с самим собой",
            "leadul este unit cu sine";
        /// The last move does not fit to what came of it.
        LastMove = "last_move",
            "the last move lies after what came of it",
            "последний переход позже своего результата",
            "ultima mutare este după rezultatul ei";
    }
}

impl LeadUnmet {
    pub(super) fn filter(verdict: FilterVerdict) -> Self {
        let words = verdict.to_string().into();
        let FilterVerdict { failed, unanswered, .. } = verdict;
        Self::Filter { verdict: words, failed, unanswered }
    }

    pub(super) fn framework(verdict: &QualificationVerdict) -> Self {
        let failed = verdict.partial.iter().chain(&verdict.no).cloned().collect();
        let (words, unanswered) = (verdict.to_string().into(), verdict.unknown.clone());
        Self::Framework { verdict: words, failed, unanswered }
    }
}

impl From<LeadFault> for LeadUnmet {
    fn from(fault: LeadFault) -> Self {
        Self::Impossible { fault }
    }
}

impl From<FieldError> for LeadUnmet {
    fn from(fault: FieldError) -> Self {
        Self::Field { fault }
    }
}

impl From<DateFault> for LeadUnmet {
    fn from(fault: DateFault) -> Self {
        Self::Date { fault }
    }
}
