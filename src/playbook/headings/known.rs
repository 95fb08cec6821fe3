//! What is known by an id and has words of its own in each language: reasons
//! that proposals list, KPIs, the criteria of the built-in frameworks, lints.

use std::collections::BTreeMap;

use crate::designer::lint::{self, Lint};
use crate::value::Language;

/// One id and its words in English, Russian and Romanian.
type Row = (&'static str, [&'static str; 3]);

/// The words of a table in one of the languages.
pub(super) fn table(rows: &[Row], language: Language) -> BTreeMap<&'static str, &'static str> {
    rows.iter().map(|(id, words)| (*id, language.of(*words))).collect()
}

/// What lints have found and what helps; nothing in English, which is their own
/// language.
pub(super) fn lints(language: Language) -> BTreeMap<&'static str, [&'static str; 2]> {
    let words = |lint: &&'static Lint| {
        let words = lint::words(lint.name, language)?;
        Some((lint.name, [words.found, words.help]))
    };
    lint::all().iter().filter_map(words).collect()
}

pub(super) const REASONS: &[Row] = &[
    ("competitor", ["a competitor was chosen", "выбрали конкурента", "a fost ales un concurent"]),
    ("no_answer", ["stopped answering", "перестали отвечать", "nu mai răspunde"]),
    (
        "no_authority",
        [
            "we cannot reach the decision maker",
            "нет доступа к тому, кто решает",
            "nu ajungem la cine hotărăște",
        ],
    ),
    ("no_budget", ["no budget", "нет бюджета", "nu are buget"]),
    (
        "no_free_time",
        [
            "no suitable time was free",
            "не нашлось подходящего времени",
            "nu a existat o oră potrivită",
        ],
    ),
    ("no_need", ["no need", "нет потребности", "nu are nevoie"]),
    (
        "not_available",
        ["not available in time", "нет в наличии к сроку", "nu este disponibil la timp"],
    ),
    ("not_paid", ["did not pay", "не заплатили", "nu a plătit"]),
    ("not_our_work", ["not our work", "не наша работа", "nu este domeniul nostru"]),
    ("not_our_segment", ["not our segment", "не наш сегмент", "nu este segmentul nostru"]),
    ("other", ["another reason, with a note", "другое, с пояснением", "alt motiv, cu o notă"]),
    ("out_of_area", ["outside our area", "вне зоны нашей работы", "în afara zonei noastre"]),
    ("price", ["the price", "цена", "prețul"]),
    ("project_cancelled", ["the project is cancelled", "проект отменён", "proiectul este anulat"]),
    ("timing", ["not the right time", "решение отложено", "nu este momentul"]),
    ("too_expensive", ["too expensive", "слишком дорого", "prea scump"]),
    ("too_small", ["too small to be worth it", "слишком мало для нас", "prea mic pentru noi"]),
    (
        "trial_failed",
        ["the trial failed", "не подошло по итогам теста", "perioada de probă nu a reușit"],
    ),
    (
        "withdrawn",
        ["withdrew after agreeing", "отказались после согласия", "a renunțat după acord"],
    ),
    ("unreachable", ["cannot be reached", "не удаётся связаться", "nu poate fi contactat"]),
];

/// The figures of a KPI report by their paths, in its order.
pub(super) const KPIS: &[Row] = &[
    ("attract.leads", ["Number of leads", "Число лидов", "Numărul de leaduri"]),
    ("attract.spend", ["Cost of attracting", "Затраты на привлечение", "Cheltuieli de atragere"]),
    ("attract.cost_per_lead", ["Cost per lead", "Стоимость лида", "Costul unui lead"]),
    (
        "attract.fits_target",
        [
            "Leads that fit the target audience",
            "Лидов из целевой аудитории",
            "Leaduri potrivite publicului țintă",
        ],
    ),
    (
        "attract.misses_target",
        [
            "Leads outside the target audience",
            "Лидов не из целевой аудитории",
            "Leaduri din afara publicului țintă",
        ],
    ),
    (
        "attract.unscored",
        ["Leads of which nobody has said", "Лидов без оценки", "Leaduri neevaluate"],
    ),
    (
        "attract.lead_quality",
        [
            "Share of leads in the target audience",
            "Доля лидов из целевой аудитории",
            "Proporția leadurilor din publicul țintă",
        ],
    ),
    ("sell.spend", ["Cost of selling", "Затраты на продажу", "Cheltuieli de vânzare"]),
    ("sell.passed_filter", ["Leads past the filter", "Прошло фильтр", "Leaduri trecute de filtru"]),
    (
        "sell.failed_filter",
        ["Leads stopped by the filter", "Не прошло фильтр", "Leaduri oprite de filtru"],
    ),
    (
        "sell.filter_pass_rate",
        ["Leads that pass the filter", "Лиды, прошедшие фильтр", "Leaduri care trec filtrul"],
    ),
    ("sell.deals_opened", ["Deals opened", "Сделок открыто", "Tranzacții deschise"]),
    ("sell.deals_won", ["Deals won", "Сделок выиграно", "Tranzacții câștigate"]),
    ("sell.deals_lost", ["Deals lost", "Сделок проиграно", "Tranzacții pierdute"]),
    (
        "sell.deals_abandoned",
        ["Deals ended without a decision", "Сделок без решения", "Tranzacții fără decizie"],
    ),
    ("sell.deals_open", ["Deals still open", "Сделок ещё открыто", "Tranzacții încă deschise"]),
    (
        "sell.closed_without_amount",
        ["Closed without an amount", "Закрыто без суммы", "Încheiate fără sumă"],
    ),
    (
        "sell.closed_without_opening",
        [
            "Closed without an opening date",
            "Закрыто без даты открытия",
            "Încheiate fără data deschiderii",
        ],
    ),
    ("sell.win_rate", ["Win rate", "Конверсия в победу", "Rata de câștig"]),
    (
        "sell.win_rate_by_value",
        ["Win rate by value", "Конверсия в победу по сумме", "Rata de câștig după valoare"],
    ),
    ("sell.customers_won", ["Customers won", "Завоёвано клиентов", "Clienți câștigați"]),
    (
        "sell.cost_per_customer",
        [
            "Cost of selling per customer won",
            "Затраты на продажу одному клиенту",
            "Costul vânzării pe client câștigat",
        ],
    ),
    (
        "sell.customer_quality",
        [
            "Customers won that bought again",
            "Новые клиенты, купившие снова",
            "Clienți câștigați care au cumpărat din nou",
        ],
    ),
    ("sell.average_deal", ["Average deal", "Средняя сделка", "Tranzacția medie"]),
    ("sell.median_deal", ["Median deal", "Сделка, медиана", "Tranzacția mediană"]),
    (
        "sell.cycle_days.mean",
        ["Length of the cycle, on average", "Цикл сделки, в среднем", "Ciclul de vânzare, media"],
    ),
    (
        "sell.cycle_days.median",
        ["Length of the cycle, median", "Цикл сделки, медиана", "Ciclul de vânzare, mediana"],
    ),
    (
        "sell.cycle_days.p90",
        [
            "Length of the cycle, nine in ten within",
            "Цикл сделки, девять из десяти не дольше",
            "Ciclul de vânzare, nouă din zece în",
        ],
    ),
    (
        "sell.closed_cycle_days.mean",
        [
            "Cycle of closed deals, on average",
            "Цикл закрытых сделок, в среднем",
            "Ciclul tranzacțiilor încheiate, media",
        ],
    ),
    (
        "sell.closed_cycle_days.median",
        [
            "Cycle of closed deals, median",
            "Цикл закрытых сделок, медиана",
            "Ciclul tranzacțiilor încheiate, mediana",
        ],
    ),
    (
        "sell.closed_cycle_days.p90",
        [
            "Cycle of closed deals, nine in ten within",
            "Цикл закрытых сделок, девять из десяти не дольше",
            "Ciclul tranzacțiilor încheiate, nouă din zece în",
        ],
    ),
    (
        "sell.discovery_quality",
        [
            "Quality of discovery",
            "Качество выявления потребностей",
            "Calitatea identificării nevoilor",
        ],
    ),
    (
        "sell.trial_to_paid",
        ["Trial to paid", "Из тестового периода в оплату", "Din perioada de probă în plată"],
    ),
    ("sell.conversion.leads", ["Leads of the period", "Лиды за период", "Leadurile perioadei"]),
    (
        "sell.conversion.won",
        [
            "Leads of the period that became customers",
            "Лидов за период, ставших клиентами",
            "Leadurile perioadei, devenite clienți",
        ],
    ),
    (
        "sell.conversion.open",
        [
            "Leads of the period still undecided",
            "Лидов за период, ещё не решённых",
            "Leadurile perioadei, încă nehotărâte",
        ],
    ),
    (
        "sell.conversion.rate",
        ["Leads that become customers", "Лиды, ставшие клиентами", "Leaduri care devin clienți"],
    ),
    ("retain.spend", ["Cost of retaining", "Затраты на удержание", "Cheltuieli de păstrare"]),
    ("retain.customers", ["Customers with an order", "Клиентов с заказами", "Clienți cu comenzi"]),
    ("retain.orders", ["Orders", "Заказов", "Comenzi"]),
    ("retain.revenue", ["Revenue", "Выручка", "Venituri"]),
    ("retain.average_order", ["Average order", "Средний чек", "Valoarea medie a comenzii"]),
    (
        "retain.orders_per_customer",
        ["Purchases per customer", "Покупок на клиента", "Cumpărări pe client"],
    ),
    (
        "retain.repeat_purchase_rate",
        ["Customers who buy again", "Клиенты, купившие снова", "Clienți care cumpără din nou"],
    ),
    (
        "retain.revenue_per_customer",
        ["Revenue per customer", "Выручка с клиента", "Venitul pe client"],
    ),
    (
        "retain.profit_per_customer",
        ["Profit per customer", "Прибыль с клиента", "Profitul pe client"],
    ),
    (
        "retain.retention_cost_per_customer",
        [
            "Cost of retaining per customer",
            "Затраты на удержание одного клиента",
            "Costul păstrării pe client",
        ],
    ),
    (
        "retain.first_revenue",
        ["Revenue of first orders", "Выручка первых заказов", "Venituri din primele comenzi"],
    ),
    (
        "retain.repeat_revenue",
        ["Revenue of repeat sales", "Выручка повторных продаж", "Venituri din vânzări repetate"],
    ),
    (
        "retain.cross_sell_revenue",
        [
            "Revenue of cross-sell",
            "Выручка перекрёстных продаж",
            "Venituri din vânzări încrucișate",
        ],
    ),
    ("retain.guest_revenue", ["Revenue of guests", "Выручка без клиента", "Venituri fără client"]),
    (
        "total_cost_per_customer",
        ["Total cost per customer", "Полные затраты на клиента", "Costul total pe client"],
    ),
];

pub(super) const CRITERIA: &[Row] = &[
    (
        "bant.authority",
        [
            "we talk to the decision maker",
            "мы говорим с тем, кто решает",
            "vorbim cu cine hotărăște",
        ],
    ),
    (
        "bant.budget",
        ["there is a budget for it", "на это есть бюджет", "există un buget pentru asta"],
    ),
    (
        "bant.need",
        [
            "the need is real and ours to meet",
            "потребность настоящая, и мы можем её закрыть",
            "nevoia este reală și o putem acoperi",
        ],
    ),
    (
        "bant.timeline",
        [
            "it is known when they want it",
            "известно, когда это нужно",
            "se știe până când le trebuie",
        ],
    ),
    (
        "champ.authority",
        ["we know who decides and how", "мы знаем, кто решает и как", "știm cine hotărăște și cum"],
    ),
    (
        "champ.challenges",
        [
            "the challenge is one that we solve",
            "это задача, которую мы решаем",
            "problema este una pe care o rezolvăm",
        ],
    ),
    ("champ.money", ["there is money for it", "на это есть деньги", "există bani pentru asta"]),
    (
        "champ.prioritization",
        [
            "solving it has priority now",
            "решить это сейчас важно",
            "rezolvarea are prioritate acum",
        ],
    ),
    (
        "meddicc.champion",
        [
            "somebody inside sells for us",
            "внутри кто-то продаёт за нас",
            "cineva din interior vinde pentru noi",
        ],
    ),
    (
        "meddicc.competition",
        [
            "we know what else they consider",
            "мы знаем, что ещё они рассматривают",
            "știm ce altceva iau în considerare",
        ],
    ),
    (
        "meddicc.decision_criteria",
        ["we know what they decide by", "мы знаем, по чему они решают", "știm după ce hotărăsc"],
    ),
    (
        "meddicc.decision_process",
        [
            "we know how and when they decide",
            "мы знаем, как и когда они решают",
            "știm cum și când hotărăsc",
        ],
    ),
    (
        "meddicc.economic_buyer",
        [
            "we talk to who holds the budget",
            "мы говорим с распорядителем бюджета",
            "vorbim cu cine ține bugetul",
        ],
    ),
    (
        "meddicc.identified_pain",
        ["we know what hurts and whom", "мы знаем, что болит и у кого", "știm ce doare și pe cine"],
    ),
    (
        "meddicc.metrics",
        [
            "what it is worth to them is in numbers",
            "выгода для них выражена в числах",
            "ce valorează pentru ei este în cifre",
        ],
    ),
];
