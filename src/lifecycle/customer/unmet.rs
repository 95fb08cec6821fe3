//! The demands of a customer's moves that can be unmet, and why a stored
//! customer cannot be as it is, in words.

use chrono::{DateTime, NaiveDate, Utc};

use super::{CustomerDemand, RiskReason};
use crate::lifecycle::DateFault;
use crate::lifecycle::machine::DemandName;
use crate::lifecycle::words::{has_demand, messages};
use crate::value::FieldError;
use crate::value::text::choices;
use crate::value::{CustomerId, LeadId, Money, OrderId, PersonId};

choices! {
    /// What a risk waits for.
    pub enum Awaited {
        /// An order.
        Order = "order" ["no order", "заказов", "nicio comandă"],
        /// A contact.
        Contact = "contact" ["no contact", "контактов", "niciun contact"],
    }
}

impl Awaited {
    pub(super) fn of(reason: RiskReason) -> Self {
        match reason {
            RiskReason::NoSecondOrder | RiskReason::OrderOverdue { .. } => Self::Order,
            RiskReason::NoContact => Self::Contact,
        }
    }
}

messages! {
    /// A demand of a customer's move that is not met.
    pub enum CustomerUnmet of CustomerDemand {
        /// The act lies before the last entry.
        TimeOrder[TimeOrder] {
            /// When the last entry was made.
            last: DateTime<Utc>,
        } = "time_order",
            "the customer was last changed at {last}, after this act; act at that instant or later",
            "клиент изменён {last}, позже этого действия; действуйте в этот момент или позже",
            "clientul a fost modificat la {last}, după această acțiune; acționați atunci sau mai târziu";
        /// The order is another customer's.
        OtherCustomer[Order] {
            /// The order.
            order: OrderId,
            /// Whose it is.
            found: CustomerId,
            /// This customer.
            expected: CustomerId,
        } = "other_customer",
            "the order `{order}` is of the customer `{found}`, not of `{expected}`",
            "заказ `{order}` клиента `{found}`, а не `{expected}`",
            "comanda `{order}` este a clientului `{found}`, nu a lui `{expected}`";
        /// The order is placed after the act.
        NotPlacedYet[Order] {
            /// The order.
            order: OrderId,
            /// When it is placed.
            placed_at: DateTime<Utc>,
        } = "not_placed_yet",
            "the order `{order}` is only placed at {placed_at}; record it then or later",
            "заказ `{order}` сделан только {placed_at}; запишите его тогда или позже",
            "comanda `{order}` este plasată abia la {placed_at}; înregistrați-o atunci sau mai târziu";
        /// The order is recorded already.
        Recorded[OrderSequence] {
            /// The order.
            order: OrderId,
        } = "recorded",
            "the order `{order}` is recorded already",
            "заказ `{order}` уже записан",
            "comanda `{order}` este deja înregistrată";
        /// The order is not later than the last one recorded.
        NotLater[OrderSequence] {
            /// The order.
            order: OrderId,
            /// The last one recorded.
            last: OrderId,
            /// When that was placed.
            at: DateTime<Utc>,
        } = "not_later",
            "the order `{order}` is not later than `{last}` of {at}, the last one recorded; it was recorded before, or is recorded late by an override",
            "заказ `{order}` не позже последнего записанного `{last}` от {at}; он уже записан или записывается с опозданием по разрешению",
            "comanda `{order}` nu este după `{last}` din {at}, ultima înregistrată; a fost înregistrată sau se înregistrează târziu cu o aprobare";
        /// The order is a return.
        Return[OrderTotal] {
            /// The order.
            order: OrderId,
            /// Its total.
            total: Money,
        } = "return",
            "the total of the order `{order}` is {total}, which makes it a return",
            "сумма заказа `{order}` — {total}, поэтому это возврат",
            "totalul comenzii `{order}` este {total}, deci este un retur";
        /// An order of a prospect is its first order.
        FirstOrder[FirstOrder] {
            /// The order.
            order: OrderId,
        } = "first_order",
            "the order `{order}` makes the prospect a new customer; record it by the move `first_order`",
            "заказ `{order}` делает потенциального клиента новым; запишите его действием `first_order`",
            "comanda `{order}` face din clientul potențial un client nou; înregistrați-o prin acțiunea `first_order`";
        /// The order was placed after the customer lapsed.
        WinBack[WinBack] {
            /// The order.
            order: OrderId,
            /// When the customer lapsed.
            lapsed: DateTime<Utc>,
        } = "win_back",
            "the order `{order}` came after the customer lapsed at {lapsed}; record it by the move `win_back`",
            "заказ `{order}` пришёл после ухода клиента {lapsed}; запишите его действием `win_back`",
            "comanda `{order}` a venit după ce clientul a fost pierdut la {lapsed}; înregistrați-o prin acțiunea `win_back`";
        /// The policy does not make the customer regular.
        NotRegularYet[RegularDue] = "not_regular_yet",
            "by the policy the customer is not regular yet",
            "по правилу клиент ещё не постоянный",
            "după regulă clientul nu este încă fidel";
        /// The policy makes the customer regular only later.
        RegularLater[RegularDue] {
            /// When.
            from: DateTime<Utc>,
        } = "regular_later",
            "by the policy the customer is not regular yet, only from {from} on",
            "по правилу клиент станет постоянным только с {from}",
            "după regulă clientul nu este încă fidel, ci abia de la {from}";
        /// Where regular status is re-examined, it is not gained while the rule
        /// does not hold.
        RuleDoesNotHold[RegularDue] = "rule_does_not_hold",
            "the rule for regular customers was met once, but does not hold now",
            "правило постоянного клиента выполнялось, но сейчас не выполняется",
            "regula de client fidel a fost îndeplinită, dar nu mai este acum";
        /// The company keeps regular status.
        NotReexamined[Reexamined] = "not_reexamined",
            "regular status is kept once gained; this process does not re-examine it",
            "статус постоянного сохраняется; этот процесс его не пересматривает",
            "statutul de client fidel se păstrează; acest proces nu îl reexaminează";
        /// The rule holds.
        RuleHolds[RuleLapsed] = "rule_holds",
            "the rule for regular customers still holds",
            "правило постоянного клиента всё ещё выполняется",
            "regula de client fidel este încă îndeplinită";
        /// The process gives a second order all the time.
        NoRepeatLimit[RiskReason] = "no_repeat_limit",
            "the process does not say within how many days a second order should come",
            "процесс не говорит, за сколько дней ждать второй заказ",
            "procesul nu spune în câte zile ar trebui să vină a doua comandă";
        /// There was a second order.
        OrderedAgain[RiskReason] {
            /// How many orders there are.
            orders: u32,
        } = "ordered_again",
            "the customer has ordered {orders} times, not once",
            "заказов у клиента {orders}, а не один",
            "clientul a comandat de {orders} ori, nu o dată";
        /// The second order has time yet.
        SecondOrderInTime[RiskReason] {
            /// Until when.
            until: DateTime<Utc>,
        } = "second_order_in_time",
            "the second order has time until {until}",
            "для второго заказа есть время до {until}",
            "a doua comandă are timp până la {until}";
        /// The reason is one for new customers.
        NotNew[RiskReason] = "not_new",
            "no second order is a risk of new customers; this one is regular",
            "отсутствие второго заказа — риск новых клиентов, а этот постоянный",
            "lipsa celei de-a doua comenzi este un risc al clienților noi; acesta este fidel";
        /// The service level says nothing of contact.
        NoContactPromised[RiskReason] = "no_contact_promised",
            "the service level does not say how often to be in contact",
            "уровень обслуживания не говорит, как часто быть на связи",
            "nivelul de servire nu spune cât de des se ia legătura";
        /// The next contact has time yet.
        ContactInTime[RiskReason] {
            /// Until when.
            until: DateTime<Utc>,
        } = "contact_in_time",
            "the next contact has time until {until}",
            "для следующего контакта есть время до {until}",
            "următorul contact are timp până la {until}";
        /// The reason is one for regular customers.
        NotRegular[RiskReason] = "not_regular",
            "no contact is a risk of regular customers; this one is new",
            "отсутствие контакта — риск постоянных клиентов, а этот новый",
            "lipsa contactului este un risc al clienților fideli; acesta este nou";
        /// The order history gives no date for the next order.
        NoDueDate[RiskReason] = "no_due_date",
            "it is not known by when the next order is due",
            "неизвестно, когда ждать следующий заказ",
            "nu se știe până când este așteptată următoarea comandă";
        /// The next order has time yet.
        OrderInTime[RiskReason] {
            /// Until the end of which day.
            until: NaiveDate,
        } = "order_in_time",
            "the next order has time until the end of {until}",
            "для следующего заказа есть время до конца {until}",
            "următoarea comandă are timp până la sfârșitul zilei {until}";
        /// An order came after the day it was due by.
        OrderedSince[RiskReason] {
            /// The day the order was due by.
            due_by: NaiveDate,
            /// The day the last order came.
            on: NaiveDate,
        } = "ordered_since",
            "an order came on {on}, after the {due_by} it was due by; work out the next one",
            "заказ пришёл {on}, после ожидавшегося {due_by}; рассчитайте следующий",
            "o comandă a venit la {on}, după {due_by} când era așteptată; calculați următoarea";
        /// Nothing that answers the risk was recorded since.
        NothingSince[Resolution] {
            /// What the risk waits for.
            awaited: Awaited,
        } = "nothing_since",
            "{awaited} was recorded since the customer is at risk",
            "с тех пор как клиент под угрозой, {awaited} не записано",
            "{awaited} nu s-a înregistrat de când clientul este la risc";
        /// What should have resolved the risk does not.
        Resolution[Resolution] {
            /// Why.
            cause: Box<CustomerUnmet>,
        } = "resolution",
            "{cause}",
            "{cause}",
            "{cause}";
        /// No reason is given.
        Reason[Reason] = "reason",
            "the reason is missing",
            "нет причины",
            "lipsește motivul";
        /// The interaction does not say what it was about.
        Interaction[Interaction] = "interaction",
            "the interaction does not say what it was about",
            "не сказано, о чём был контакт",
            "nu se spune despre ce a fost contactul";
        /// The owner is the one of that day already.
        SameOwner[Owner] {
            /// The owner.
            owner: PersonId,
            /// The day.
            from: NaiveDate,
        } = "same_owner",
            "`{owner}` looks after the customer on {from} already",
            "`{owner}` уже ведёт клиента на {from}",
            "`{owner}` se ocupă deja de client la {from}";
        /// The lead was referred before.
        Referred[Referral] {
            /// The lead.
            lead: LeadId,
        } = "referred",
            "the lead `{lead}` is recorded as referred already",
            "рекомендация лида `{lead}` уже записана",
            "recomandarea leadului `{lead}` este deja înregistrată";
        /// A customer is merged into itself.
        Survivor[Survivor] {
            /// The customer.
            customer: CustomerId,
        } = "survivor",
            "`{customer}` cannot be merged into itself; name the customer that goes on",
            "`{customer}` нельзя объединить с самим собой; назовите остающегося клиента",
            "`{customer}` nu poate fi unit cu sine; numiți clientul care continuă";
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
            fault: CustomerFault,
        } = "impossible",
            "{fault}",
            "{fault}",
            "{fault}";
    }
}

has_demand!(CustomerUnmet of CustomerDemand);

messages! {
    /// Why a customer is impossible as stated.
    pub enum CustomerFault {
        /// The owners are out of order.
        Owners = "owners",
            "the owners are not in the order of their first days",
            "ответственные не в порядке первых дней",
            "responsabilii nu sunt în ordinea primelor zile";
        /// It came into its state before it was registered or after its last
        /// change.
        Since {
            /// The state.
            state: String,
        } = "since",
            "the customer became {state} before it was registered or after its last change",
            "клиент перешёл в {state} до регистрации или после последнего изменения",
            "clientul a devenit {state} înainte de înregistrare sau după ultima modificare";
        /// An order, a contact or regular status lies after its last change.
        Ahead = "ahead",
            "an order, a contact or regular status lies after the last change of the customer",
            "заказ, контакт или статус постоянного позже последнего изменения клиента",
            "o comandă, un contact sau statutul de fidel este după ultima modificare a clientului";
        /// The orders contradict one another.
        Orders = "orders",
            "the number of orders and the first and last of them do not fit",
            "число заказов не сходится с первым и последним",
            "numărul comenzilor nu se potrivește cu prima și ultima";
        /// The leads referred are not each there once, in order.
        Referrals = "referrals",
            "the leads referred are not sorted, or one is there twice",
            "рекомендованные лиды не по порядку или повторяются",
            "leadurile recomandate nu sunt ordonate sau unul apare de două ori";
        /// What it was before it was closed was closed or merged too.
        ClosedTwice = "closed_twice",
            "the customer is closed, and was so before",
            "клиент закрыт и был закрыт до этого",
            "clientul este închis și era închis dinainte";
        /// It goes on as itself.
        MergedIntoItself = "merged_into_itself",
            "the customer is merged into itself",
            "клиент объединён с самим собой",
            "clientul este unit cu sine";
        /// A prospect has ordered.
        ProspectOrdered = "prospect_ordered",
            "the customer is a prospect, but has ordered",
            "клиент потенциальный, но уже заказывал",
            "clientul este potențial, dar a comandat";
        /// A customer has not ordered.
        NotOrdered {
            /// The state.
            state: String,
        } = "not_ordered",
            "the customer is {state}, but has not ordered",
            "клиент в состоянии {state}, но не заказывал",
            "clientul este {state}, dar nu a comandat";
        /// It is regular since nobody knows when.
        RegularSince = "regular_since",
            "the customer is regular, but not since when",
            "клиент постоянный, но неизвестно с какого времени",
            "clientul este fidel, dar nu se știe de când";
        /// It is regular and in a state in which it is not.
        RegularAsWell {
            /// The state.
            state: String,
        } = "regular_as_well",
            "the customer is {state}, but regular as well",
            "клиент в состоянии {state}, но также постоянный",
            "clientul este {state}, dar și fidel";
    }
}

impl From<CustomerFault> for CustomerUnmet {
    fn from(fault: CustomerFault) -> Self {
        Self::Impossible { fault }
    }
}

impl From<FieldError> for CustomerUnmet {
    fn from(fault: FieldError) -> Self {
        Self::Field { fault }
    }
}

impl From<DateFault> for CustomerUnmet {
    fn from(fault: DateFault) -> Self {
        Self::Date { fault }
    }
}
