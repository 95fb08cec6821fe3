//! What is known by an id and has words of its own in each language: reasons
//! that proposals list, KPIs, the criteria of the built-in frameworks, lints.

use std::collections::BTreeMap;

/// One id and its words in English, Russian and Romanian.
type Row = (&'static str, [&'static str; 3]);

/// The words of a table in one of the languages.
pub(super) fn table(rows: &[Row], language: usize) -> BTreeMap<String, String> {
    let word = |row: &Row| row.1.get(language).map(|word| (row.0.to_owned(), (*word).to_owned()));
    rows.iter().filter_map(word).collect()
}

pub(super) const REASONS: &[Row] = &[
    ("competitor", ["a competitor was chosen", "выбрали конкурента", "a fost ales un concurent"]),
    ("no_answer", ["no answer any more", "перестали отвечать", "nu mai răspund"]),
    (
        "no_authority",
        [
            "we do not reach who decides",
            "нет доступа к тому, кто решает",
            "nu ajungem la cine hotărăște",
        ],
    ),
    ("no_budget", ["no budget", "нет бюджета", "nu este buget"]),
    ("no_need", ["no need", "нет потребности", "nu este nevoie"]),
    ("not_our_segment", ["not our segment", "не наш сегмент", "nu este segmentul nostru"]),
    ("other", ["another reason, with a note", "другое, с пояснением", "alt motiv, cu o notă"]),
    ("price", ["the price", "цена", "prețul"]),
    ("timing", ["not the time for it", "неподходящее время", "nu este momentul"]),
    ("trial_failed", ["the trial failed", "проба не удалась", "proba nu a reușit"]),
    ("unreachable", ["cannot be reached", "нет связи", "nu poate fi contactat"]),
];

/// The figures of a KPI report by their paths, in its order.
pub(super) const KPIS: &[Row] = &[
    ("attract.leads", ["Number of leads", "Число обращений", "Numărul de cereri"]),
    ("attract.spend", ["Cost of attracting", "Затраты на привлечение", "Cheltuieli de atragere"]),
    ("attract.cost_per_lead", ["Cost per lead", "Цена обращения", "Costul unei cereri"]),
    (
        "attract.fits_target",
        [
            "Leads that fit the target audience",
            "Обращений из целевой аудитории",
            "Cereri potrivite publicului țintă",
        ],
    ),
    (
        "attract.misses_target",
        [
            "Leads outside the target audience",
            "Обращений не из целевой аудитории",
            "Cereri din afara publicului țintă",
        ],
    ),
    (
        "attract.unscored",
        ["Leads of which nobody has said", "Обращений без оценки", "Cereri neevaluate"],
    ),
    (
        "attract.lead_quality",
        [
            "Share of leads in the target audience",
            "Доля обращений из целевой аудитории",
            "Partea cererilor din publicul țintă",
        ],
    ),
    ("sell.spend", ["Cost of selling", "Затраты на продажу", "Cheltuieli de vânzare"]),
    ("sell.passed_filter", ["Leads past the filter", "Прошло фильтр", "Cereri trecute de filtru"]),
    (
        "sell.failed_filter",
        ["Leads stopped by the filter", "Не прошло фильтр", "Cereri oprite de filtru"],
    ),
    (
        "sell.filter_pass_rate",
        ["Leads that pass the filter", "Обращения, прошедшие фильтр", "Cereri care trec filtrul"],
    ),
    ("sell.deals_opened", ["Deals opened", "Сделок открыто", "Oportunități deschise"]),
    ("sell.deals_won", ["Deals won", "Сделок выиграно", "Oportunități câștigate"]),
    ("sell.deals_lost", ["Deals lost", "Сделок проиграно", "Oportunități pierdute"]),
    (
        "sell.deals_abandoned",
        ["Deals ended without a decision", "Сделок без решения", "Oportunități fără decizie"],
    ),
    ("sell.deals_open", ["Deals still open", "Сделок ещё открыто", "Oportunități încă deschise"]),
    ("sell.win_rate", ["Win rate", "Доля выигранных сделок", "Rata de câștig"]),
    (
        "sell.win_rate_by_value",
        ["Win rate by value", "Доля выигранной суммы", "Rata de câștig după valoare"],
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
            "Customers won that ordered again",
            "Новые клиенты, заказавшие снова",
            "Clienți câștigați care au comandat din nou",
        ],
    ),
    ("sell.average_deal", ["Average deal", "Средняя сделка", "Oportunitatea medie"]),
    ("sell.median_deal", ["Deal in the middle", "Сделка, медиана", "Oportunitatea mediană"]),
    (
        "sell.cycle_days.mean",
        ["Length of the cycle, on average", "Длина цикла, в среднем", "Durata ciclului, media"],
    ),
    (
        "sell.cycle_days.median",
        ["Length of the cycle, in the middle", "Длина цикла, медиана", "Durata ciclului, mediana"],
    ),
    (
        "sell.cycle_days.p90",
        [
            "Length of the cycle, nine in ten within",
            "Длина цикла, девять из десяти не дольше",
            "Durata ciclului, nouă din zece în",
        ],
    ),
    ("sell.conversion.leads", ["Leads of the period", "Обращения за период", "Cererile perioadei"]),
    (
        "sell.conversion.won",
        [
            "Leads of the period that became customers",
            "Обращений за период, ставших клиентами",
            "Cererile perioadei, devenite clienți",
        ],
    ),
    (
        "sell.conversion.open",
        [
            "Leads of the period still undecided",
            "Обращений за период, ещё не решённых",
            "Cererile perioadei, încă nehotărâte",
        ],
    ),
    (
        "sell.conversion.rate",
        [
            "Leads that become customers",
            "Обращения, ставшие клиентами",
            "Cereri care devin clienți",
        ],
    ),
    ("retain.spend", ["Cost of retaining", "Затраты на удержание", "Cheltuieli de păstrare"]),
    ("retain.customers", ["Customers with an order", "Клиентов с заказами", "Clienți cu comenzi"]),
    ("retain.orders", ["Orders", "Заказов", "Comenzi"]),
    ("retain.revenue", ["Revenue", "Выручка", "Venituri"]),
    ("retain.average_order", ["Average order", "Средний заказ", "Comanda medie"]),
    (
        "retain.orders_per_customer",
        ["Orders per customer", "Заказов на клиента", "Comenzi pe client"],
    ),
    (
        "retain.repeat_purchase_rate",
        ["Customers who order again", "Клиенты, заказавшие снова", "Clienți care comandă din nou"],
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
    (
        "total_cost_per_customer",
        ["Total cost per customer", "Полные затраты на клиента", "Costul total pe client"],
    ),
];

pub(super) const CRITERIA: &[Row] = &[
    (
        "bant.authority",
        ["we talk to who decides", "мы говорим с тем, кто решает", "vorbim cu cine hotărăște"],
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
        ["it is known when they want it", "известно, когда это нужно", "se știe când îl vor"],
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

/// What a lint has found, in one sentence. In English its own words are used.
pub(super) const LINTS: &[(&str, [&str; 2])] = &[
    ("too-many-stages", ["В воронке слишком много этапов.", "Parcursul are prea multe etape."]),
    (
        "stage-count-off-optimum",
        ["Число этапов далеко от лучшего.", "Numărul de etape este departe de cel optim."],
    ),
    ("too-few-stages", ["В воронке слишком мало этапов.", "Parcursul are prea puține etape."]),
    ("wide-branching", ["Из этапа слишком много путей.", "Din etapă pleacă prea multe drumuri."]),
    (
        "no-handoff-rule",
        ["Не сказано, когда клиента передают.", "Nu este spus când se predă clientul."],
    ),
    (
        "no-regular-rule",
        [
            "Не сказано, когда клиент становится постоянным.",
            "Nu este spus când devine clientul fidel.",
        ],
    ),
    (
        "handoff-never-due",
        ["Правило не может выполниться никогда.", "Regula nu se poate îndeplini niciodată."],
    ),
    (
        "handoff-always-due",
        ["Передача положена с первого же заказа.", "Predarea se face de la prima comandă."],
    ),
    (
        "no-farmers",
        ["Клиента передают, но фермеров нет.", "Clientul se predă, dar nu există fermieri."],
    ),
    (
        "no-service-level",
        [
            "Не сказано, как обслуживают постоянных клиентов.",
            "Nu este spus cum sunt îngrijiți clienții fideli.",
        ],
    ),
    ("unused-allow", ["Исключение больше не нужно.", "Excepția nu mai este necesară."]),
    ("unknown-lint", ["Такой проверки нет.", "Nu există o astfel de verificare."]),
    ("empty-name", ["Название не видно.", "Numele nu se vede."]),
    ("duplicate-name", ["Названия совпадают.", "Numele se repetă."]),
    (
        "probabilities-do-not-sum",
        ["Доли путей не составляют целого.", "Proporțiile drumurilor nu fac un întreg."],
    ),
    (
        "win-probability-falls",
        ["Дальше по пути шанс выиграть меньше.", "Mai departe pe drum șansa de câștig scade."],
    ),
    (
        "no-stale-limit",
        [
            "Не задан предел, после которого сделка стоит.",
            "Nu este dată limita după care oportunitatea stagnează.",
        ],
    ),
    (
        "cycle-too-long",
        ["Сделки длятся дольше, чем должны.", "Oportunitățile durează mai mult decât ar trebui."],
    ),
    (
        "bottleneck-stage",
        ["Этап берёт слишком большую часть времени.", "Etapa ia o parte prea mare din timp."],
    ),
    (
        "missing-required-stage",
        ["Нет этапа, которого требует профиль.", "Lipsește o etapă cerută de profil."],
    ),
    (
        "required-stage-bypassed",
        ["Обязательный этап можно обойти.", "O etapă obligatorie poate fi ocolită."],
    ),
    ("stages-out-of-order", ["Этапы идут не по порядку.", "Etapele nu sunt în ordine."]),
    (
        "wrong-start",
        ["Сделка начинается не там, где должна.", "Oportunitatea nu începe unde ar trebui."],
    ),
    (
        "no-early-exit",
        [
            "В начале нет выхода для слабых сделок.",
            "La început nu există ieșire pentru oportunitățile slabe.",
        ],
    ),
    (
        "no-exit-criteria",
        ["Нет условий, чтобы покинуть этап.", "Nu există condiții pentru a părăsi etapa."],
    ),
    ("no-responsible-role", ["За этап никто не отвечает.", "Nimeni nu răspunde de etapă."]),
    (
        "owner-ping-pong",
        ["Сделку передают туда и обратно.", "Oportunitatea este pasată încolo și încoace."],
    ),
    (
        "subprocess-without-result",
        ["У части продаж нет результата.", "O parte a vânzării nu are rezultat."],
    ),
    (
        "subprocess-backwards",
        [
            "Путь ведёт в более раннюю часть продаж.",
            "Drumul duce într-o parte anterioară a vânzării.",
        ],
    ),
    (
        "no-lost-reasons",
        ["Нет списка причин проигрыша.", "Nu există o listă a motivelor de pierdere."],
    ),
    ("no-lead-filter", ["Нет фильтра обращений.", "Nu există un filtru al cererilor."]),
    (
        "no-discovery-criteria",
        ["Не сказано, что должно быть выяснено.", "Nu este spus ce trebuie aflat."],
    ),
    (
        "no-repeat-pipeline",
        ["Нет воронки для повторных продаж.", "Nu există un parcurs pentru vânzări repetate."],
    ),
    ("missing-usual-stage", ["Нет этапа, который обычно есть.", "Lipsește o etapă obișnuită."]),
    (
        "contradictory-profile",
        ["Ответы профиля противоречат друг другу.", "Răspunsurile profilului se contrazic."],
    ),
    (
        "project-without-participants",
        ["Проектные продажи без участников.", "Vânzări de proiect fără participanți."],
    ),
    (
        "subprocess-without-owner",
        ["За часть продаж никто не отвечает.", "De o parte a vânzării nu răspunde nimeni."],
    ),
    ("filter-too-soft", ["Фильтр обращений слишком мягкий.", "Filtrul cererilor este prea blând."]),
    ("no-target-audience", ["Не сказано, кому мы продаём.", "Nu este spus cui vindem."]),
    ("no-start", ["Сделке негде начаться.", "Oportunitatea nu are unde începe."]),
    (
        "no-won-outcome",
        ["Нет исхода, который считается победой.", "Nu există un final care să fie câștig."],
    ),
    (
        "no-lost-outcome",
        ["Нет исхода, который считается проигрышем.", "Nu există un final care să fie pierdere."],
    ),
    ("unreachable-stage", ["До этапа нельзя дойти.", "Nu se poate ajunge la etapă."]),
    ("dead-end-stage", ["Из этапа нет пути.", "Din etapă nu duce niciun drum."]),
    (
        "trapped-stages",
        ["Из этих этапов нет пути к исходу.", "Din aceste etape nu se ajunge la un final."],
    ),
    (
        "cannot-be-won",
        ["Отсюда сделку уже не выиграть.", "De aici oportunitatea nu mai poate fi câștigată."],
    ),
    ("endless-rework", ["Возвраты ничем не ограничены.", "Întoarcerile nu sunt limitate."]),
    ("duplicate-move", ["Один и тот же путь указан дважды.", "Același drum este dat de două ori."]),
    (
        "disconnected-island",
        ["Этапы стоят отдельно от остальных.", "Etapele stau separat de restul."],
    ),
    (
        "pass-through-stage",
        ["Через этап проходят, ничего не делая.", "Prin etapă se trece fără a face nimic."],
    ),
    ("no-targets", ["Целей для показателей нет.", "Nu există ținte pentru indicatori."]),
    ("revenue-only-targets", ["Цели только по выручке.", "Țintele sunt doar despre venituri."]),
];
