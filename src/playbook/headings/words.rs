//! The fixed words by what they are for, each in three languages side by side.

/// Makes a struct of words: one line for each, in English, Russian, Romanian.
macro_rules! words {
    (
        $(#[$doc:meta])*
        $Name:ident {
            $($word:ident: $english:literal, $russian:literal, $romanian:literal;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $Name<'w> {
            $(#[doc = concat!("`", $english, "`")] pub $word: &'w str,)+
        }

        impl $Name<'static> {
            pub(super) const IN: [Self; 3] = [
                Self { $($word: $english,)+ },
                Self { $($word: $russian,)+ },
                Self { $($word: $romanian,)+ },
            ];
        }

        #[cfg(test)]
        impl $Name<'_> {
            /// Every word with its name.
            pub(super) fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($word), self.$word),)+]
            }
        }
    };
}

words! {
    /// Headings of the parts of the document.
    Titles {
        playbook: "Sales playbook", "Регламент продаж", "Regulament de vânzări";
        contents: "Contents", "Содержание", "Cuprins";
        profile: "How we sell", "Как мы продаём", "Cum vindem";
        audience: "Who we sell to", "Кому мы продаём", "Cui vindem";
        subprocesses: "The four parts of selling", "Четыре части продаж", "Cele patru părți ale vânzării";
        leads: "Which leads we work", "С какими лидами мы работаем", "Cu ce leaduri lucrăm";
        filter: "Lead filter", "Фильтр лидов", "Filtrul de leaduri";
        qualification: "Qualification", "Квалификация", "Calificarea";
        disqualify: "Reasons to decline a lead", "Причины отказа от лида", "Motive de refuz al unui lead";
        pipeline: "Pipeline", "Воронка продаж", "Pâlnie de vânzări";
        picture: "The path of a deal", "Путь сделки", "Drumul unei tranzacții";
        figures: "What to expect", "Чего ожидать", "La ce să ne așteptăm";
        overview: "The stages at a glance", "Этапы вкратце", "Etapele pe scurt";
        fields: "What we write down", "Что мы записываем", "Ce notăm";
        ends: "How a deal ends", "Исходы сделки", "Cum se încheie o tranzacție";
        closing: "Won and lost", "Выиграно и проиграно", "Tranzacții câștigate și pierdute";
        lost_reasons: "Reasons for losing a deal", "Причины проигрыша сделки", "Motive pentru care se pierd tranzacțiile";
        customers: "Regular customers and handoff", "Постоянные клиенты и передача клиента", "Clienții fideli și predarea";
        regular: "When a customer is regular", "Когда клиент становится постоянным", "Când devine fidel un client";
        service: "How we look after regular customers", "Как мы обслуживаем постоянных клиентов", "Cum avem grijă de clienții fideli";
        handoff: "From hunter to farmer", "От охотника к фермеру", "De la vânător la fermier";
        checklist: "What is handed over", "Что передаётся", "Ce se predă";
        roles: "Who does what", "Кто за что отвечает", "Cine ce face";
        targets: "What we measure", "Что мы измеряем", "Ce măsurăm";
        findings: "What is still to be settled", "Что ещё предстоит решить", "Ce mai este de rezolvat";
    }
}

words! {
    /// Labels: what stands before a value or at the head of a column.
    Labels {
        version: "Version", "Версия", "Versiunea";
        dimension: "Question", "Вопрос", "Întrebarea";
        answer: "Our answer", "Наш ответ", "Răspunsul nostru";
        meaning: "What it means", "Что это значит", "Ce înseamnă";
        result: "Result", "Результат", "Rezultatul";
        owner: "Owner", "Ответственный", "Responsabilul";
        goal: "Goal", "Цель", "Obiectivul";
        plan: "Plan", "План", "Planul";
        stages: "Stages", "Этапы", "Etapele";
        criterion: "Criterion", "Критерий", "Criteriul";
        weight: "Weight", "Вес", "Ponderea";
        serves: "Serves", "Для чего", "Servește la";
        payment: "Payment", "Оплата", "Plata";
        longest_cycle: "A deal should take at most", "Предельный срок сделки", "O tranzacție trebuie să dureze cel mult";
        closing_event: "A deal counts as won when", "Сделка выиграна, когда", "O tranzacție este câștigată când";
        stage: "Stage", "Этап", "Etapa";
        responsible: "Responsible", "Отвечает", "Răspunde";
        participants: "Takes part", "Участвует", "Participă";
        subprocess: "Part", "Часть", "Partea";
        typical: "Usually takes", "Обычно длится", "Durează de obicei";
        stale: "Stale after", "Зависла, если дольше", "Stagnează după";
        stated_chance: "Chance to win, as stated", "Вероятность выигрыша, заданная", "Probabilitatea de câștig, declarată";
        chance: "Chance to win from here", "Вероятность выигрыша отсюда", "Probabilitatea de câștig de aici";
        actions: "What to do", "Что делать", "Ce facem";
        tactics: "How to do it well", "Как делать это хорошо", "Cum o facem bine";
        exit: "Done when", "Готово, когда", "Gata când";
        next: "Where it goes next", "Куда дальше", "Ce urmează";
        exceptions: "Accepted on purpose", "Принято намеренно", "Acceptat intenționat";
        outcome: "End", "Исход", "Finalul";
        counts_as: "Counts as", "Считается как", "Se consideră";
        from: "From", "Откуда", "De unde";
        win_probability: "Chance to win", "Вероятность выигрыша", "Probabilitatea de câștig";
        expected_days: "Time to the end, won or lost", "Срок до закрытия с любым исходом", "Timp până la final, câștigată sau nu";
        days_to_win: "Time until won", "Срок до выигрыша", "Timp până la câștigare";
        days_to_end: "Time until won and completed", "Срок до исполнения выигранной сделки", "Timp până la câștigare și încheiere";
        planned_days: "All stages together, as planned", "Все этапы вместе, по плану", "Toate etapele împreună, conform planului";
        mandatory: "Every won deal passes", "Каждая выигранная сделка проходит", "Orice tranzacție câștigată trece prin";
        bottleneck: "Longest stage", "Самый долгий этап", "Etapa cea mai lungă";
        lever: "Most to gain", "Где больше всего можно выиграть", "Unde se câștigă cel mai mult";
        unreachable: "Never entered", "Сюда не попадают", "Nu se intră niciodată";
        trapped: "Never left for an end", "Отсюда не выходят", "Nu se mai ajunge la final";
        kind: "Kind", "Задача", "Ce face";
        role: "Role", "Роль", "Rolul";
        capacity: "Can hold", "Может вести", "Capacitatea";
        respond: "Answer", "Ответ", "Răspuns";
        contact: "Contact", "Контакт", "Contact periodic";
        priority: "Priority", "Приоритет", "Prioritatea";
        kpi: "Measure", "Показатель", "Indicatorul";
        target: "Target", "Цель показателя", "Ținta";
        help: "What helps", "Что поможет", "Ce ajută";
        comes_from: "Comes from", "Откуда", "Vine din";
        enter: "Before it begins", "Прежде чем начать", "Înainte de a începe";
        materials: "At hand", "Под рукой", "La îndemână";
        remarks: "Remarks", "Заметки", "Observații";
        segment: "Segment", "Сегмент", "Segmentul";
        field: "Field", "Поле", "Câmpul";
        field_of: "Of", "Чьё", "Al cui";
        holds: "Holds", "Что хранит", "Ce conține";
        people: "People", "Людей", "Oameni";
        hours_per_week: "Hours a week", "Часов в неделю", "Ore pe săptămână";
        work: "Work", "Трудозатраты", "Efort";
    }
}

words! {
    /// Names of what the stored form has words for.
    Names {
        nature: "What kind of sale is it?", "Какая это продажа?", "Ce fel de vânzare este?";
        consultative: "Consultative: the customer needs advice", "Консультативная продажа: нужен совет", "Consultativ: clientul are nevoie de sfat";
        transactional: "Transactional: the customer knows what to buy", "Транзакционная продажа: клиент знает, что ему нужно", "Tranzacțional: clientul știe ce vrea";
        project: "Project: many decide and deliver", "Проектная продажа: участвуют многие", "Proiect: participă mulți";
        novelty: "Is it known on the market?", "Известен ли продукт рынку?", "Se cunoaște pe piață ce vindem?";
        established: "Established", "Известен", "Consacrat";
        innovative: "Innovative", "Новый", "Inovator";
        demand: "Do customers ask for it?", "Есть ли спрос?", "Există cerere?";
        formed: "Yes, the demand is formed", "Да, спрос сформирован", "Da, cererea este formată";
        unformed: "Not yet", "Ещё нет", "Încă nu";
        market: "Who buys?", "Кто покупает?", "Cine cumpără?";
        b2b: "Companies", "Компании", "Companiile";
        b2c: "Consumers", "Потребители", "Consumatorii";
        offering: "What is sold?", "Что продаётся?", "Ce se vinde?";
        product: "A product", "Товар", "Un produs";
        service: "A service", "Услуга", "Un serviciu";
        channel: "Who sells?", "Кто продаёт?", "Cine vinde?";
        direct: "Our own people", "Наши сотрудники", "Oamenii noștri";
        indirect: "Partners", "Партнёры", "Partenerii";
        activity: "Who takes the first step?", "Кто делает первый шаг?", "Cine face primul pas?";
        passive: "The customers", "Клиенты", "Clienții";
        active: "We do", "Мы", "Noi";
        purpose: "Purpose", "Назначение", "Scopul";
        partner_management: "Partner management", "Работа с партнёрами", "Lucrul cu partenerii";
        prospecting: "Prospecting", "Поиск клиентов", "Prospectarea";
        proactive_contact: "Proactive contact", "Инициативный контакт", "Contactul proactiv";
        inbound_request: "Inbound request", "Входящая заявка", "Cererea primită";
        qualifying: "Qualification", "Квалификация", "Calificarea";
        needs_discovery: "Needs discovery", "Выявление потребностей", "Identificarea nevoilor";
        trial: "Trial", "Тестовый период", "Perioada de probă";
        proposal: "Proposal", "Коммерческое предложение", "Oferta";
        negotiation: "Negotiation", "Переговоры", "Negocierea";
        contract: "Contract", "Договор", "Contractul";
        onboarding: "Onboarding", "Онбординг", "Integrarea clientului";
        payment_tracking: "Payment tracking", "Отслеживание оплаты", "Urmărirea plății";
        delivery: "Delivery", "Оказание услуги", "Prestarea";
        retention: "Retention", "Удержание", "Păstrarea clientului";
        reminder: "Reminder", "Напоминание", "Reamintirea";
        attract: "Attract", "Привлечь", "Atragem";
        qualify: "Qualify", "Отобрать", "Calificăm";
        close: "Close", "Заключить", "Încheiem";
        retain: "Retain", "Удержать", "Păstrăm";
        attract_result: "a lead", "лид", "un lead";
        qualify_result: "a qualified deal", "квалифицированная сделка", "o tranzacție calificată";
        close_result: "a paid contract", "оплаченный договор", "un contract plătit";
        retain_result: "loyalty", "лояльность", "loialitatea";
        new_business: "new business", "новые клиенты", "clienți noi";
        repeat: "repeat sales", "повторные продажи", "vânzări repetate";
        cross_sell: "cross-sell", "перекрёстные продажи", "vânzare încrucișată (cross-sell)";
        up_sell: "up-sell", "допродажи", "vânzare superioară (up-sell)";
        renewal: "renewals", "продления", "reînnoiri";
        contract_signed: "the contract is signed", "договор подписан", "contractul este semnat";
        purchase_made: "the purchase is made", "покупка совершена", "cumpărarea este făcută";
        deal_agreed: "the deal is agreed", "сделка согласована", "înțelegerea este făcută";
        payment_received: "the money is received", "деньги получены", "banii au fost primiți";
        won: "Won", "Выиграно", "Câștigată";
        lost: "Lost", "Проиграно", "Pierdută";
        abandoned: "Abandoned", "Прекращено", "Abandonată";
        hunter: "Hunter: wins new customers", "Охотник (хантер): привлекает новых клиентов", "Vânător (hunter): aduce clienți noi";
        partner_hunter: "Hunter: wins and develops partners", "Охотник (хантер): привлекает и развивает партнёров", "Vânător (hunter): atrage și dezvoltă parteneri";
        farmer: "Farmer: grows existing customers", "Фермер: развивает действующих клиентов", "Fermier (farmer): dezvoltă clienții existenți";
        head_of_sales: "Head of sales", "Руководитель отдела продаж (РОП)", "Șeful vânzărilor";
        partner: "Partner", "Партнёр", "Partenerul";
        presales: "Presales", "Предпродажная поддержка", "Echipa de prevânzare";
        delivering: "Delivery", "Исполнители", "Echipa de livrare";
        error: "Error", "Ошибка", "Eroare";
        warning: "Warning", "Предупреждение", "Avertisment";
        notice: "Notice", "Замечание", "Notificare";
        department: "department", "отдел", "departament";
        partner_firm: "partner", "партнёр", "partener";
        contractor: "contractor", "подрядчик", "subcontractant";
        competitor: "competitor", "конкурент", "concurent";
        deal: "deal", "сделка", "tranzacție";
        lead: "lead", "лид", "lead";
        customer: "customer", "клиент", "client";
        text: "words", "текст", "text";
        number: "a number", "число", "un număr";
        money: "an amount", "сумма", "o sumă";
        date: "a date", "дата", "o dată";
        yes_no: "yes or no", "да или нет", "da sau nu";
    }
}

words! {
    /// Why the process looks as it does. Those of a dimension stand beside its
    /// value, those of a purpose beside a stage that serves it.
    Reasons {
        consultative: "the customer must first be advised", "клиенту сначала нужен совет", "clientul trebuie mai întâi sfătuit";
        transactional: "the customer knows what to buy", "клиент знает, что покупает", "clientul știe ce să cumpere";
        project: "what many hands build must first be understood", "в проекте участвуют многие, поэтому сначала надо разобраться в задаче", "la proiect lucrează mulți, deci întâi trebuie înțeles ce este de făcut";
        established: "what is sold is known and trusted", "продукт известен, и ему доверяют", "ce se vinde este cunoscut și de încredere";
        innovative: "new things are distrusted until they are tried", "новому не доверяют, пока не попробуют", "ce este nou nu inspiră încredere până la prima încercare";
        formed: "the cycle starts with the customer's request", "клиенты сами обращаются с заявками", "clienții știu ce le trebuie și cer";
        unformed: "nobody asks, so customers must be found and approached", "сами клиенты обращаются редко, их надо найти и обратиться к ним", "rareori cere cineva, deci clienții trebuie găsiți și abordați";
        b2b: "companies buy again, from somebody they know", "компании снова покупают у тех, кого знают", "companiile cumpără din nou, de la cine cunosc";
        b2c: "new and existing customers buy the same way", "новые и прежние клиенты покупают одинаково", "clienții noi și cei vechi cumpără la fel";
        product: "a product sold must come into use", "покупатель должен получить купленное и начать им пользоваться", "ce s-a vândut trebuie să ajungă la client și să fie folosit";
        service: "the salesperson often takes part in delivery", "об услуге судят по тем, кто её оказывает", "un serviciu se judecă după cei care îl prestează";
        direct: "our own people sell", "клиент имеет дело с нашими сотрудниками", "clientul lucrează cu oamenii noștri";
        indirect: "partners sell, and we choose, connect and control them", "продают партнёры, а мы их выбираем, обучаем и поддерживаем", "vând partenerii, iar noi îi alegem, îi instruim și îi sprijinim";
        passive: "the customers come to us", "клиенты приходят сами", "clienții vin la noi";
        active: "we do not wait until customers ask", "мы не ждём, пока клиент спросит", "nu așteptăm să ceară clienții";
        every_sale: "payment is tracked in every case", "сделка приносит деньги, только когда они пришли", "o vânzare aduce bani abia când banii au intrat";
        partner_management: "whoever sells for us must be chosen and connected", "тех, кто продаёт за нас, надо выбрать и подключить", "cine vinde pentru noi trebuie ales și conectat";
        prospecting: "who could need it must be known before anybody is approached", "прежде чем обращаться, надо знать, кому это нужно", "înainte de a aborda pe cineva trebuie știut cui îi trebuie";
        proactive_contact: "some customers buy only because somebody spoke to them first", "некоторые покупают лишь потому, что с ними заговорили первыми", "unii cumpără doar pentru că cineva li s-a adresat primul";
        inbound_request: "a request is the surest sign of interest", "заявка — самый верный знак интереса", "cererea este cel mai sigur semn de interes";
        qualification: "not every lead is worth the cost of selling", "не каждый лид стоит затрат на продажу", "nu orice lead merită costul vânzării";
        needs_discovery: "what is offered must fit what is needed", "предложение должно отвечать потребности", "ce se oferă trebuie să se potrivească nevoii";
        trial: "what has been tried is bought with less doubt", "то, что попробовали, покупают увереннее", "ce a fost încercat se cumpără cu mai puține îndoieli";
        proposal: "the customer decides on something definite: what, for how much, by when", "клиент решает, когда точно знает: что, за сколько, к какому сроку", "clientul hotărăște asupra a ceva precis: ce, cu cât, până când";
        negotiation: "terms are agreed before anybody signs them", "условия согласуют до подписания", "condițiile se convin înainte de semnare";
        contract: "what was agreed is written down, so that both sides can rely on it", "договорённость записывают, чтобы обе стороны могли на неё опереться", "ce s-a convenit se scrie, ca ambele părți să se poată baza pe asta";
        onboarding: "what was bought must come into use", "покупатель должен начать пользоваться купленным", "ce s-a cumpărat trebuie să ajungă să fie folosit";
        onboarding_before_payment: "the customer pays only once it has succeeded", "клиент платит лишь после успешного запуска", "clientul plătește doar după reușita ei";
        payment_tracking: "a sale is complete only when nothing is due", "продажа завершена, лишь когда никто ничего не должен", "o vânzare este completă doar când nu mai e nimic de plătit";
        delivery: "what was sold must be done as promised", "проданное надо сделать, как обещано", "ce s-a vândut trebuie făcut cum s-a promis";
        retention: "customers who are kept buy again, buy more and recommend us", "клиенты, которых удержали, покупают снова, покупают больше и советуют нас", "clienții păstrați cumpără din nou, cumpără mai mult și ne recomandă";
        reminder: "past purchases show when the next one is due", "прошлые покупки показывают, когда ждать следующей", "cumpărările trecute arată când urmează alta";
    }
}

words! {
    /// Sentences and what joins them. What stands in braces is put in: each of
    /// these names at most the ones it has here.
    Phrases {
        percent: "{number}%", "{number} %", "{number} %";
        demanded: "{purpose} is required: {why}.", "{purpose} — обязательный этап: {why}.", "{purpose} – etapă obligatorie: {why}.";
        usual: "{purpose} is usual: {why}.", "{purpose} — обычный этап: {why}.", "{purpose} – etapă obișnuită: {why}.";
        sensible: "{purpose}: {why}.", "{purpose}: {why}.", "{purpose}: {why}.";
        own: "{purpose}: a purpose of our own.", "{purpose}: наше собственное назначение.", "{purpose}: un scop propriu.";
        zone: "Days and months are those of this time zone: {zone}.", "Сутки и месяцы считаются по часовому поясу {zone}.", "Zilele și lunile sunt cele ale fusului orar {zone}.";
        onboarding_pays: "The customer pays only once onboarding has succeeded.", "Клиент платит только после успешного онбординга.", "Clientul plătește doar după integrarea reușită.";
        filter_intro: "Every lead is put through this filter before much time is spent on it. A lead that does not pass is declined with thanks, and may come back.", "Каждый лид проверяют по этому фильтру, прежде чем тратить на него много времени. Кто не прошёл, получает вежливый отказ и может вернуться.", "Fiecare lead trece prin acest filtru înainte să i se dedice mult timp. Cine nu trece primește un refuz politicos și poate reveni.";
        filter_intro_consumers: "These points are checked in the first conversation. Whoever we cannot help is told so kindly, and where to turn instead.", "Эти пункты проверяют в первом разговоре. Кому не можем помочь, тому вежливо говорим об этом и подсказываем, куда обратиться.", "Aceste puncte se verifică la prima discuție. Pe cine nu putem ajuta îl anunțăm politicos și îi spunem unde să meargă.";
        filter_required: "It passes when every required criterion is met.", "Лид проходит, если выполнены все обязательные критерии.", "Leadul trece când toate criteriile obligatorii sunt îndeplinite.";
        filter_points: "It passes when every required criterion is met and it has at least {points} of {most}.", "Лид проходит, если выполнены все обязательные критерии и набрано: минимум {points} из {most}.", "Leadul trece când toate criteriile obligatorii sunt îndeplinite și are cel puțin {points} din {most}.";
        filter_points_only: "No criterion is required. It passes with at least {points} of {most}.", "Обязательных критериев нет. Лид проходит, если набрано: минимум {points} из {most}.", "Niciun criteriu nu este obligatoriu. Leadul trece cu cel puțin {points} din {most}.";
        filter_free: "No criterion is required, and every lead passes.", "Обязательных критериев нет, и проходит каждый лид.", "Niciun criteriu nu este obligatoriu, iar fiecare lead trece.";
        required: "required", "обязательно", "obligatoriu";
        optional: "desirable", "желательно", "de dorit";
        both: "{first}, {second}", "{first}; {second}", "{first}; {second}";
        framework: "We ask by the framework {name}. “Not known yet” is not a no: ask.", "Мы спрашиваем по методике {name}. «Пока неизвестно» не значит «нет»: спросите.", "Punem întrebările după metoda {name}. „Încă nu știm” nu înseamnă nu: întrebăm.";
        own_framework: "We ask by criteria of our own. “Not known yet” is not a no: ask.", "Мы спрашиваем по собственным критериям. «Пока неизвестно» не значит «нет»: спросите.", "Punem întrebările după criterii proprii. „Încă nu știm” nu înseamnă nu: întrebăm.";
        qualified_all: "A lead is qualified when every answer is yes.", "Лид квалифицирован, если все ответы «да».", "Leadul este calificat când toate răspunsurile sunt „da”.";
        qualified_count: "A lead is qualified when at least {count} of {of} answers are yes.", "Лид квалифицирован, если ответов «да» не меньше {count} из {of}.", "Leadul este calificat când cel puțin {count} din {of} răspunsuri sunt „da”.";
        qualified_points: "A lead is qualified with {points} or more, of {most}; a partial yes earns half.", "Лид квалифицирован, если у него {points} или больше, из {most}; частичное «да» даёт половину.", "Leadul este calificat cu {points} sau mai mult, din {most}; un da parțial aduce jumătate.";
        prepaid: "The customer pays in advance.", "Клиент платит вперёд.", "Clientul plătește în avans.";
        serves_rest: "every kind that no other pipeline serves", "все виды, для которых нет другой воронки", "orice fel pe care nu îl servește altă pâlnie";
        starts_here: "deals begin here", "здесь начинаются сделки", "aici încep tranzacțiile";
        never_entered: "no path leads here", "сюда нет пути", "niciun drum nu duce aici";
        never_left: "no path leads on from here", "отсюда нет пути", "de aici nu duce niciun drum";
        spread: "{days}, give or take {spread}", "{days}, плюс-минус {spread}", "{days}, plus sau minus {spread}";
        never_ends: "not known: some deals never end, or none begins", "неизвестно: некоторые сделки не кончаются или не начинаются", "nu se știe: unele tranzacții nu se încheie sau nu încep";
        of_time: "{stage}, {share} of the time", "{stage}, {share} времени", "{stage}, {share} din timp";
        of_gain: "{stage}: each point off the share lost there adds {gain} to the chance to win", "{stage}: каждый процентный пункт меньше потерь здесь добавляет {gain} к шансу выиграть", "{stage}: fiecare punct procentual pierdut mai puțin aici adaugă {gain} la șansa de câștig";
        no_figures: "There are no figures: the shares of the ways out of these stages do not make a whole: {stages}.", "Расчёта нет: доли путей из этих этапов не составляют целого: {stages}.", "Nu există cifre: proporțiile drumurilor din aceste etape nu fac un întreg: {stages}.";
        lost_any: "A deal may be lost for any reason that is written down.", "Сделку можно проиграть по любой записанной причине.", "O tranzacție se poate pierde din orice motiv notat.";
        lost_listed: "The reason for which a deal is lost is one of these.", "Причину проигрыша выбирают из списка.", "Motivul pentru care se pierde o tranzacție este unul dintre acestea.";
        declined_any: "A lead may be declined for any reason that is written down.", "Лид можно отклонить по любой записанной причине.", "Un lead poate fi refuzat din orice motiv notat.";
        no_filter: "There is no filter: every lead is worked.", "Фильтра нет: работаем с каждым лидом.", "Nu există filtru: se lucrează cu fiecare lead.";
        no_qualification: "There are no questions of qualification.", "Вопросов для квалификации нет.", "Nu există întrebări de calificare.";
        regular_intro: "A customer is regular as soon as this is true:", "Клиент становится постоянным, как только впервые выполнено условие:", "Un client este fidel de îndată ce este îndeplinită condiția:";
        no_regular: "It is not said when a customer is regular.", "Не сказано, когда клиент становится постоянным.", "Nu este spus când devine fidel un client.";
        kept: "Once regular, a customer stays regular.", "Статус постоянного клиента не снимается.", "O dată acordat, statutul de client fidel nu se retrage.";
        reexamined: "It is looked at anew each time: who no longer meets it is no longer regular.", "Это проверяют каждый раз заново: кто больше не отвечает условию, тот не постоянный.", "Se verifică de fiecare dată: cine nu mai îndeplinește condiția nu mai este fidel.";
        first_repeat: "A new customer who does not buy again within {days} is at risk: whoever looks after the customer calls, and notes the reason.", "Новый клиент, который не купил снова за {days}, под угрозой ухода: кто его ведёт, звонит ему и записывает причину.", "Dacă un client nou nu cumpără din nou în cel mult {days}, riscăm să-l pierdem: cine se ocupă de el îl sună și notează motivul.";
        hunter_result: "The hunter has done the job when the customer has made {orders}.", "Задача охотника: {orders} клиента.", "Ce i se cere vânătorului: {orders} din partea clientului.";
        handoff_intro: "A customer passes from hunter to farmer as soon as this is true:", "Клиент переходит от охотника к фермеру, как только впервые выполнено условие:", "Clientul trece de la vânător la fermier de îndată ce este îndeplinită condiția:";
        handoff_regular: "A customer passes from hunter to farmer when it is regular.", "Клиент переходит от охотника к фермеру, когда становится постоянным.", "Clientul trece de la vânător la fermier când devine fidel.";
        no_handoff: "It is not said when a customer passes from hunter to farmer.", "Не сказано, когда клиент переходит от охотника к фермеру.", "Nu este spus când trece clientul de la vânător la fermier.";
        checklist_intro: "The farmer may decline a customer of whom something required is missing.", "Если не хватает обязательного пункта, фермер вправе не принять клиента.", "Fermierul poate refuza clientul dacă lipsește ceva obligatoriu.";
        accept_within: "The farmer accepts or declines within {days}; after that the head of sales decides.", "Фермер принимает клиента или отказывается за {days}; потом решает РОП.", "Fermierul acceptă sau refuză clientul în cel mult {days}; apoi hotărăște șeful vânzărilor.";
        split: "For {months} after the handoff {hunter} of the credit goes to the hunter and {farmer} to the farmer; then all of it to the farmer.", "Первые {months} после передачи продажи этому клиенту засчитывают обоим: {hunter} охотнику и {farmer} фермеру; потом только фермеру.", "După predare, timp de {months}, vânzările i se atribuie vânătorului în proporție de {hunter} și fermierului în proporție de {farmer}; apoi îi revin integral fermierului.";
        respond_within: "within {hours}", "за {hours}", "în cel mult {hours}";
        contact_every: "every {days}", "раз в {days}", "o dată la {days}";
        until: "{name}, until {event}", "{name}, до момента: {event}", "{name}, până când {event}";
        until_handoff: "Until the handoff the hunter looks after the customer, and does what is asked of the farmer here.", "До передачи клиента ведёт охотник: он делает и то, что здесь поручено фермеру.", "Până la predare, de client se ocupă vânătorul, care face și ce i se cere aici fermierului.";
        after_closing: "A deal counts as won then. What follows in the pipeline is still done for it.", "С этого момента сделка считается выигранной. То, что в воронке дальше, всё равно выполняется.", "Din acel moment tranzacția se consideră câștigată. Ce urmează în pâlnie se face în continuare.";
        lost_after_closing: "If the customer withdraws or does not pay, the deal is opened again and counts as lost.", "Если клиент откажется или не заплатит, сделку открывают снова и считают проигранной.", "Dacă clientul renunță sau nu plătește, tranzacția se redeschide și se consideră pierdută.";
        targets_intro: "What we want our figures to be. Nobody is judged by revenue alone.", "Какими должны быть наши показатели. Никого не оценивают только по выручке.", "Cum vrem să fie cifrele noastre. Nimeni nu este judecat doar după venituri.";
        at_most: "at most {bound}", "максимум {bound}", "cel mult {bound}";
        at_least: "at least {bound}", "минимум {bound}", "cel puțin {bound}";
        customers_or_leads: "{number} customers or open leads", "клиентов или открытых лидов: {number}", "clienți sau leaduri deschise: {number}";
        partners_led: "{number} partners", "партнёров: {number}", "parteneri: {number}";
        head_decides: "Anything outside the rules goes to the head of sales, who decides and writes down the reason.", "Отступления от правил разрешает РОП и записывает причину.", "Tot ce iese din regulă ajunge la șeful vânzărilor, care hotărăște și notează motivul.";
        findings_intro: "What a check of this process has found, the most serious first.", "Что нашла проверка этого процесса, самое важное вначале.", "Ce a găsit verificarea acestui proces, întâi ce este mai grav.";
        in_process: "the whole process", "весь процесс", "întregul proces";
        in_pipeline: "pipeline {name}", "воронка {name}", "pâlnia {name}";
        and_more: "and {count} more", "и ещё {count}", "și încă {count}";
        rule_orders: "at least {orders}", "минимум {orders}", "cel puțin {orders}";
        rule_volume: "{amount} or more bought in total, returns taken off", "куплено всего на {amount} или больше, за вычетом возвратов", "cumpărat în total de {amount} sau mai mult, fără retururi";
        rule_bought: "bought {products}", "куплено: {products}", "a cumpărat {products}";
        rule_bought_any: "bought any of {products}", "куплено что-либо из: {products}", "a cumpărat oricare dintre {products}";
        rule_smallest: "no purchase below {amount}, looking back {months}", "ни одной покупки меньше {amount}, если оглянуться на {months}", "nicio cumpărare sub {amount}, privind în urmă {months}";
        rule_monthly: "{amount} or more bought in each calendar month, {months} in a row", "на {amount} или больше каждый календарный месяц, {months} подряд", "{amount} sau mai mult în fiecare lună calendaristică, {months} la rând";
        rule_tenure: "{months} since the first purchase", "{months} после первой покупки", "{months} de la prima cumpărare";
        rule_all: "all of these:", "все условия:", "toate acestea:";
        rule_any: "any one of these:", "любое из условий:", "oricare dintre acestea:";
        rule_at_least: "at least {count} of these:", "не меньше {count} из условий:", "cel puțin {count} dintre acestea:";
        rule_not: "not this:", "не это:", "nu aceasta:";
        not_stated: "not stated", "нет данных", "fără date";
        shares_missing: "Which share of the deals goes on from these stages is not stated yet: {stages}. What depends on it is not shown.", "Конверсии пока не заданы для этапов: {stages}. Показатели, которые от них зависят, не рассчитаны.", "Proporțiile trecerilor nu sunt indicate încă pentru etapele: {stages}. Ce depinde de ele nu se calculează.";
        shares_all_missing: "Which share of the deals goes on from each stage is not stated yet. Enter what the first months show, and chance and time follow from it.", "Конверсии этапов пока не измерены. Впишите то, что покажут первые месяцы: из них следуют вероятность и сроки.", "Proporția tranzacțiilor care trec mai departe nu este cunoscută încă. Treceți ce arată primele luni: de aici rezultă șansa și timpul.";
        back_from: "back from {stage}", "возврат из: {stage}", "înapoi din {stage}";
        back_to: "back to {stage}", "назад: {stage}", "înapoi la {stage}";
        back_to_limited: "back to {stage}, at most {times}", "назад: {stage}, не больше чем {times}", "înapoi la {stage}, cel mult {times}";
        with_share: "{place} ({share})", "{place} ({share})", "{place} ({share})";
        approval: "{text} (approved by: {roles})", "{text} (согласует: {roles})", "{text} (aprobă: {roles})";
        approved: "approved by: {roles}", "согласует: {roles}", "aprobă: {roles}";
        filled: "{field} is filled in", "заполнено: {field}", "{field} este completat";
        only_if: "{text}, only if {condition}", "{text}, только если {condition}", "{text}, doar dacă {condition}";
        if_amount: "the amount is {amount} or more", "сумма от {amount}", "suma este de cel puțin {amount}";
        if_kinds: "the deal is of this kind: {kinds}", "вид сделки: {kinds}", "felul tranzacției: {kinds}";
        if_equals: "{field} is {value}", "{field}: {value}", "{field} este {value}";
        if_one_of: "{field} is one of: {value}", "{field}: одно из {value}", "{field} este una dintre: {value}";
        if_at_least: "{field} is {value} or more", "{field}: от {value}", "{field} este cel puțin {value}";
        if_at_most: "{field} is {value} or less", "{field}: до {value}", "{field} este cel mult {value}";
        if_filled: "{field} is filled in", "{field}: заполнено", "{field} este completat";
        if_empty: "{field} is not filled in", "{field}: не заполнено", "{field} nu este completat";
        if_not: "not ({condition})", "не ({condition})", "nu ({condition})";
        and: " and ", " и ", " și ";
        or: " or ", " или ", " sau ";
        yes: "yes", "да", "da";
        no: "no", "нет", "nu";
        one_of: "one of: {options}", "одно из: {options}", "una dintre: {options}";
        nothing_found: "The check has found nothing.", "Проверка ничего не нашла.", "Verificarea nu a găsit nimic.";
    }
}

words! {
    /// The fixed words of the picture that the document does not have besides.
    Signs {
        start: "Start", "Начало", "Început";
        at_most: "max", "до", "max.";
        win: "win", "победа", "câștig";
        days: "days", "дн.", "zile";
        to_go: "to go", "впереди", "rămase";
        mandatory: "mandatory", "обязательно", "obligatoriu";
        bottleneck: "bottleneck", "узкое место", "loc îngust";
        next: "Next?", "Дальше?", "Mai departe?";
        nobody: "Nobody", "Никто", "Nimeni";
    }
}
