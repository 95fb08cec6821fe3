//! Up to the first conversation.

use super::Part;
use crate::process::Subprocess;

pub(super) const PARTNERS: Part = Part {
    id: "partners",
    subprocess: Subprocess::Attract,
    days: [2, 1, 5, 2, 1, 3],
    lines: lines! {
        Name [] "Partner management", "Работа с партнёрами", "Lucrul cu partenerii";
        Exit("partner_assigned") [B2b] "the deal is registered to one partner", "сделка зарегистрирована за одним партнёром", "tranzacția este înregistrată pe un singur partener";
        Exit("partner_assigned") [B2c] "the request is with the partner nearest to the customer", "заявка передана ближайшему к клиенту партнёру", "cererea este la partenerul cel mai apropiat de client";
        Do [B2c] "Pass each request to the nearest partner on the day it comes", "Передавать каждую заявку ближайшему партнёру в день поступления", "Transmitem fiecare cerere celui mai apropiat partener în ziua primirii";
        Do [B2b] "Register each deal to one partner, so that no two partners pursue the same customer", "Регистрировать каждую сделку за одним партнёром, чтобы двое не боролись за одного клиента", "Înregistrăm fiecare tranzacție pe un singur partener, ca doi parteneri să nu se bată pe același client";
        Do [Consultative Project] "Review open deals with every partner once a week and agree on the next step of each", "Раз в неделю разбирать с каждым партнёром открытые сделки и согласовывать следующий шаг по каждой", "Trecem săptămânal cu fiecare partener prin tranzacțiile deschise și convenim pasul următor la fiecare";
        Do [Transactional] "Look through each partner's sales once a week and call whoever sells less than last month", "Раз в неделю смотреть продажи каждого партнёра и звонить тем, кто продаёт меньше, чем месяц назад", "Ne uităm săptămânal la vânzările fiecărui partener și îi sunăm pe cei care vând mai puțin decât luna trecută";
        Do [] "Give partners the offer, the prices and the answers to common objections in writing", "Дать партнёрам письменно предложение, цены и ответы на частые возражения", "Le dăm partenerilor în scris oferta, prețurile și răspunsurile la obiecțiile frecvente";
        Do [B2b Product] "Choose new partners by the customers they already supply", "Выбирать новых партнёров по тому, каким клиентам они уже поставляют", "Alegem parteneri noi după clienții pe care îi aprovizionează deja";
        Do [Service] "Choose new partners by the customers who already trust their advice", "Выбирать новых партнёров среди тех, чьим советам клиенты уже доверяют", "Alegem parteneri noi dintre cei în al căror sfat clienții au deja încredere";
        Do [B2c Product] "Choose new partners by who buys there already, not by the size of the shop", "Выбирать новых партнёров по тому, кто у них уже покупает, а не по площади магазина", "Alegem parteneri noi după cine cumpără deja la ei, nu după mărimea magazinului";
        How [B2b] "Ask partners to register early: whoever registers first keeps the deal and its margin", "Просить партнёров регистрировать сделки сразу: кто зарегистрировал первым, за тем сделка и маржа", "Cerem partenerilor să înregistreze devreme: cine înregistrează primul păstrează tranzacția și marja";
        How [] "Pass good leads to the partners who report back; the others will notice", "Передавать хорошие лиды тем партнёрам, которые отчитываются; остальные это заметят", "Dăm leadurile bune partenerilor care raportează; ceilalți vor observa";
        How [Consultative Project] "Go along to a partner's first meetings, and let the partner lead", "Ездить с партнёром на первые встречи, но вести разговор доверять ему", "Mergem cu partenerul la primele întâlniri și îl lăsăm pe el să conducă";
        How [Transactional] "Train the partner's sellers where they work, half an hour at a time", "Обучать продавцов партнёра на их рабочем месте, по полчаса", "Instruim vânzătorii partenerului la locul lor de muncă, câte o jumătate de oră";
        How [B2b] "Settle who gets the margin before the customer hears a price", "Договориться о марже до того, как клиент услышит цену", "Stabilim cui îi revine marja înainte ca clientul să audă un preț";
        How [B2c] "Recommend one price, and let partners compete by service", "Рекомендовать одну цену, чтобы партнёры соперничали сервисом", "Recomandăm același preț, ca partenerii să concureze prin servire";
    },
};

pub(super) const PROSPECTING: Part = Part {
    id: "prospecting",
    subprocess: Subprocess::Attract,
    days: [3, 1, 8, 1, 1, 3],
    lines: lines! {
        Name [] "Prospecting", "Поиск клиентов", "Prospectare";
        Exit("decision_maker_known") [B2b] "the person who decides is known by name", "известно имя лица, принимающего решение", "se știe numele persoanei care decide";
        Exit("permission") [B2c] "we may contact the person and know by which channel", "есть согласие на контакт, и известно, по какому каналу", "avem acordul persoanei și știm prin ce canal o contactăm";
        Do [B2b Consultative Transactional] "Take from the list a company that resembles the best customers so far", "Взять из списка компанию, похожую на лучших нынешних клиентов", "Luăm din listă o companie care seamănă cu cei mai buni clienți de până acum";
        Do [B2b Project] "Take from the news of new sites and investment plans a project that is a year or less away", "Взять из новостей об объектах и планах инвестиций проект, до которого не больше года", "Luăm din știrile despre obiective noi și investiții un proiect aflat la cel mult un an distanță";
        Do [B2b] "Find out who decides there, who uses and who pays", "Выяснить, кто там решает, кто пользуется и кто платит", "Aflăm cine decide acolo, cine folosește și cine plătește";
        Do [B2b Product] "Find out what they use today, and when the contract for it ends or it is due for replacement", "Узнать, чем они пользуются сейчас и когда закончится договор или придёт время замены", "Aflăm ce folosesc acum și când expiră contractul sau vine vremea înlocuirii";
        Do [B2b Service] "Find out who does this work for them today and what they complain about", "Узнать, кто делает эту работу для них сейчас и на что они жалуются", "Aflăm cine le face acum această lucrare și de ce se plâng";
        Do [B2b] "Ask satisfied customers whom else they would call", "Спросить довольных клиентов, кому ещё они бы позвонили", "Îi întrebăm pe clienții mulțumiți pe cine ar mai suna";
        Do [B2c Product] "Describe the people who gain most from it and the places where they gather", "Описать людей, кому товар полезнее всего, и места, где они бывают", "Descriem oamenii cărora le folosește cel mai mult și locurile unde se adună";
        Do [B2c Service] "Describe the people whom it helps most and where they look for advice", "Описать, кому услуга помогает больше всего и где эти люди ищут совета", "Descriem oamenii cărora serviciul le ajută cel mai mult și locurile unde caută ei sfaturi";
        Do [B2c] "Collect contacts with permission: events, sign-ups, recommendations", "Собирать контакты с согласия: мероприятия, подписки, рекомендации", "Strângem contacte cu acord: evenimente, înscrieri, recomandări";
        Do [B2c] "Reward customers who recommend us to friends and family", "Поощрять клиентов, которые советуют нас друзьям и родным", "Îi răsplătim pe clienții care ne recomandă prietenilor și familiei";
        Do [B2c] "Drop from the list whoever asked not to be contacted", "Убирать из списка всех, кто просил не беспокоить", "Îl scoatem din listă pe oricine a cerut să nu fie contactat";
        How [B2b Consultative] "Twenty companies studied closely bring more than two hundred from a bought list", "Двадцать хорошо изученных компаний дают больше, чем двести из купленной базы", "Douăzeci de companii studiate atent aduc mai mult decât două sute dintr-o listă cumpărată";
        How [B2b Transactional] "Begin with companies that buy something close to it every month; the habit of buying is there", "Начинать с компаний, которые каждый месяц покупают что-то близкое: привычка покупать уже есть", "Începem cu firmele care cumpără lunar ceva apropiat; obiceiul de a cumpăra există deja";
        How [B2b Project] "Enter before the specification is written; whoever helps to write it is hard to replace", "Приходить до того, как написано техническое задание: кто помог его писать, того трудно заменить", "Intrăm înainte să fie scris caietul de sarcini; cine ajută la scrierea lui este greu de înlocuit";
        How [B2b] "Begin with those to whom somebody can introduce us", "Начинать с тех, кому нас может представить общий знакомый", "Începem cu cei cărora ne poate prezenta cineva";
        How [B2c] "Look for a moment in life that brings the need: a move, a birth, a new job", "Искать жизненную ситуацию, в которой возникает потребность: переезд, рождение ребёнка, новая работа", "Căutăm momentul din viață care aduce nevoia: o mutare, o naștere, un loc de muncă nou";
        How [B2c] "Ask for a recommendation while the customer is happy", "Просить рекомендацию, пока клиент доволен", "Cerem recomandarea cât timp clientul este mulțumit";
        How [B2c] "Measure each source by the buyers it brings, not by the names", "Оценивать источник по покупателям, а не по числу имён", "Măsurăm fiecare sursă după cumpărătorii aduși, nu după numărul de nume";
        With("partner") [B2b Project] "Partner who knows the industry", "Партнёр, знающий отрасль", "Partener care cunoaște domeniul";
        With("partner") [B2c Project] "Local partner business", "Местная фирма-партнёр", "Firmă parteneră locală";
    },
};

pub(super) const CONTACT: Part = Part {
    id: "contact",
    subprocess: Subprocess::Attract,
    days: [7, 1, 7, 1, 1, 2],
    lines: lines! {
        Name [] "Proactive contact", "Инициативный контакт", "Contact proactiv";
        Exit("interest") [B2b] "the decision maker has said that the subject is of interest", "лицо, принимающее решение, подтвердило интерес к теме", "persoana care decide a spus că subiectul o interesează";
        Exit("meeting_agreed") [B2b Consultative Project] "a conversation with a date is agreed", "назначен разговор на определённую дату", "este stabilită o discuție la o dată anume";
        Exit("interest") [B2c] "the person has asked to hear or see more", "человек попросил рассказать или показать больше", "persoana a cerut să afle sau să vadă mai mult";
        Do [B2b Consultative Project] "Put the company through the lead filter before the first call", "Проверить компанию по фильтру лидов до первого звонка", "Trecem compania prin filtrul de leaduri înainte de primul apel";
        Do [B2b] "Call the decision maker with one reason that concerns this company", "Позвонить тому, кто решает, с поводом, который касается именно этой компании", "Sunăm persoana care decide și pornim de la ceva ce privește chiar compania ei";
        Do [B2b Consultative Project] "Ask how the problem is solved today and what that costs", "Спросить, как с этой задачей справляются сегодня и во что это обходится", "Întrebăm cum se rezolvă azi problema și cât costă asta";
        Do [B2b Transactional] "Ask what they buy, how much of it and at which price, and offer a sample or a first price", "Спросить, что, сколько и по какой цене они покупают, и предложить пробу или первую цену", "Întrebăm ce cumpără, cât și la ce preț și propunem o mostră sau un prim preț";
        Do [B2b Consultative Project] "Agree on a conversation with a date, a length and a subject", "Договориться о разговоре: дата, длительность, тема", "Convenim o discuție cu dată, durată și subiect";
        Do [B2c Product] "Open with what the person can see or try at once", "Начать с того, что можно сразу увидеть или попробовать", "Începem cu ce persoana poate vedea sau încerca pe loc";
        Do [B2c Service] "Open with a question about the person's situation, not with the service", "Начать с вопроса о ситуации человека, а не с услуги", "Începem cu o întrebare despre situația persoanei, nu cu serviciul";
        Do [B2c Product] "Invite the person to the next step: a visit to the shop, a demonstration, a call back at a set hour", "Пригласить к следующему шагу: зайти в магазин, посмотреть в деле, созвониться в назначенный час", "Invităm la pasul următor: o vizită la magazin, o demonstrație, un telefon la o oră stabilită";
        Do [B2c Service] "Invite the person to the next step: a first appointment, a visit to look around, a call back at a set hour", "Пригласить к следующему шагу: первая встреча, ознакомительный визит, звонок в назначенный час", "Invităm la pasul următor: o primă programare, o vizită de cunoaștere, un telefon la o oră stabilită";
        Do [] "Note what was said and when to get in touch again", "Записать, что было сказано и когда связаться снова", "Notăm ce s-a spus și când revenim";
        How [B2b Service] "Sell the conversation, not the service", "Продавать разговор, а не услугу", "Vindem discuția, nu serviciul";
        How [B2b Product] "Sell the conversation, not the product", "Продавать разговор, а не продукт", "Vindem discuția, nu produsul";
        How [B2b] "Vary the channel and the time of day: call, email, call again; make five attempts before giving up", "Менять канал и время: звонок, письмо, снова звонок; сделать пять попыток, прежде чем отступить", "Schimbăm canalul și ora: telefon, mesaj, din nou telefon; facem cinci încercări înainte de a renunța";
        How [B2b] "Ask the assistant for help instead of trying to get past them", "Просить помощника руководителя о помощи, а не обходить его", "Cerem ajutorul asistentei în loc să încercăm să o ocolim";
        How [B2c] "Keep the first contact under two minutes and leave a reason for a second one", "Уложить первый контакт в две минуты и оставить повод для второго", "Primul contact durează sub două minute și lasă un motiv pentru al doilea";
        How [B2c] "Offer the next step for a fixed day while interest is fresh", "Предложить следующий шаг на конкретный день, пока интерес жив", "Propunem pasul următor pentru o zi anume, cât interesul este viu";
        How [B2c] "Accept a clear no at once; it is remembered kindly", "Сразу принимать ясное «нет»: об этом вспоминают по-доброму", "Acceptăm imediat un „nu” clar; oamenii țin minte asta cu plăcere";
    },
};

pub(super) const REQUEST: Part = Part {
    id: "request",
    subprocess: Subprocess::Attract,
    days: [1, 1, 2, 1, 1, 1],
    lines: lines! {
        Name [] "Inbound request", "Входящая заявка", "Cerere primită";
        Exit("request_noted") [B2b] "what is asked for, by whom and from which source is written down", "записано, о чём просят, кто и из какого источника", "este notat ce se cere, cine cere și din ce sursă";
        Exit("request_noted") [B2c] "what the customer asks for and how to reach them is written down", "записано, чего хочет клиент и как с ним связаться", "este notat ce dorește clientul și cum poate fi contactat";
        Do [B2c Product Indirect] "Answer at once, and say where it can be seen and tried", "Ответить сразу и сказать, где это можно посмотреть и попробовать", "Răspundem imediat și spunem unde poate fi văzut și încercat produsul";
        Do [B2b Direct Consultative Transactional] "Answer within the hour, by the channel the customer chose", "Ответить в течение часа по тому каналу, который выбрал клиент", "Răspundem în cel mult o oră, pe canalul ales de client";
        Do [B2b Direct Project] "Confirm the request on the same day and name the person who will look after it", "Подтвердить заявку в тот же день и назвать, кто будет её вести", "Confirmăm cererea în aceeași zi și spunem cine se ocupă de ea";
        Do [B2b] "Write down who asks, for what, by when, and how they heard of us", "Записать, кто обращается, что нужно, к какому сроку и откуда о нас узнали", "Notăm cine cere, ce anume, până când și cum a aflat de noi";
        Do [B2b] "Check whether the company is known to us; if so, pass the request to whoever looks after it", "Проверить, знаем ли мы эту компанию; если да, передать заявку тому, кто её ведёт", "Verificăm dacă firma este deja în evidența noastră; dacă da, transmitem cererea celui care se ocupă de ea";
        Do [B2b Indirect] "Find the partner who serves this customer or this area, and pass the request on the same day", "Найти партнёра, который ведёт этого клиента или этот регион, и передать заявку в тот же день", "Găsim partenerul care servește clientul sau zona și îi transmitem cererea în aceeași zi";
        Do [B2b Project Service] "Ask for an hour with the person who initiated it", "Договориться о часовой встрече с инициатором", "Cerem o oră cu persoana care a pornit totul";
        Do [B2b Innovative Service] "Ask what they think it would replace in their work", "Спросить, что это, по их мнению, заменит в их работе", "Întrebăm ce cred că ar înlocui serviciul în munca lor";
        Do [B2b Innovative Product] "Ask what they think it would replace", "Спросить, что это, по их мнению, заменит", "Întrebăm ce cred că ar înlocui produsul";
        Do [B2c Transactional Product Innovative Direct] "Show it at work within the first minute: a film, a demonstration, one to hold", "В первую минуту показать, как это работает: ролик, демонстрация, образец в руки", "Arătăm în primul minut cum funcționează: un film, o demonstrație, un exemplar în mână";
        Do [B2b Project Product] "Ask for the documents there are: specification, plans, dates, and how offers are compared", "Запросить имеющиеся документы: техническое задание, планы, сроки и порядок сравнения предложений", "Cerem documentele existente: caiet de sarcini, planuri, termene și modul de comparare a ofertelor";
        Do [B2b] "Name the next step and its date before the conversation ends", "До конца разговора назвать следующий шаг и его дату", "Spunem pasul următor și data lui înainte de a încheia discuția";
        Do [B2c Product Direct] "Greet the customer and answer at once, in the shop, on the phone or in the chat", "Поприветствовать клиента и ответить сразу: в магазине, по телефону или в чате", "Salutăm clientul și răspundem imediat: în magazin, la telefon sau în chat";
        Do [B2c Service] "Answer the call or message at once and ask what the person needs help with", "Ответить на звонок или сообщение сразу и спросить, с чем нужна помощь", "Răspundem imediat la telefon sau la mesaj și întrebăm cu ce putem ajuta";
        Do [B2c Product] "Write down what is wanted, by when, and how to reach the customer", "Записать, что нужно, к какому сроку и, с согласия клиента, как с ним связаться", "Notăm ce se dorește, până când și, cu acordul clientului, cum poate fi contactat";
        Do [B2c Service Transactional] "Write down name, number and request, and offer two times to choose from", "Записать имя, номер и просьбу, получить согласие на обработку данных и предложить два варианта времени", "Notăm numele, numărul și cererea și propunem două ore din care să aleagă";
        Do [B2c Service Consultative Project] "Write down name, number and request, and say when we call back", "Записать имя, номер и просьбу, получить согласие на обработку данных и сказать, когда перезвоним", "Notăm numele, numărul și cererea și spunem când revenim cu un telefon";
        Do [B2c] "Find out how the customer heard of us", "Узнать, откуда клиент о нас услышал", "Aflăm cum a auzit clientul de noi";
        Do [B2c Product Consultative Transactional] "Look up whether the customer has bought before", "Посмотреть, покупал ли клиент раньше", "Verificăm dacă clientul a mai cumpărat";
        Do [B2c Project] "Look up whether we have worked for the customer or the neighbours before", "Посмотреть, работали ли мы раньше у клиента или у соседей", "Verificăm dacă am mai lucrat pentru client sau pentru vecini";
        Do [B2c Service Consultative Transactional] "Look up whether the customer has been with us before, and with whom", "Посмотреть, был ли клиент у нас раньше и у кого", "Verificăm dacă clientul a mai fost la noi și la cine";
        How [B2b Project Product] "Ask whether the specification can still be changed", "Спросить, можно ли ещё изменить техническое задание", "Întrebăm dacă se mai poate schimba caietul de sarcini";
        How [B2b Project Service] "Ask what has been decided already, and by whom", "Спросить, что уже решено и кем", "Întrebăm ce s-a hotărât deja și de către cine";
        How [B2b Indirect] "Tell the customer at once who will call and why it is a partner", "Сразу сказать клиенту, кто ему позвонит и почему это партнёр", "Îi spunem clientului imediat cine îl va suna și de ce îl sună un partener";
        How [B2b Innovative Service] "Show a result for two minutes before explaining how it is reached", "Сначала две минуты показывать результат, потом объяснять, как его получают", "Arătăm două minute un rezultat, abia apoi explicăm cum se obține";
        How [B2b Innovative Product] "Show it for two minutes before explaining it", "Сначала две минуты показывать, потом объяснять", "Arătăm produsul două minute, abia apoi explicăm";
        How [B2c Transactional Product Innovative] "Compare it in one sentence with what the customer knows", "Сравнить одной фразой с тем, что клиент уже знает", "Comparăm într-o frază cu ce cunoaște clientul";
        How [B2b Service Consultative] "Ask what should be different in half a year", "Спросить, что должно измениться через полгода", "Întrebăm ce ar trebui să fie altfel peste jumătate de an";
        How [B2b Direct Consultative Transactional] "Be first: whoever answers first sets the bar for the others", "Быть первыми: кто ответил первым, с тем сравнивают остальных", "Suntem primii: cine răspunde primul devine etalonul celorlalți";
        How [B2b Consultative Project] "Ask what made them get in touch today; the answer shows the real reason", "Спросить, почему обратились именно сегодня: это и есть настоящая причина", "Întrebăm de ce ne-au căutat tocmai azi; acela este motivul adevărat";
        How [B2b Consultative Project] "Give no price before the need is known; name a range if they insist", "Не называть цену, пока не ясна потребность; если настаивают, назвать диапазон", "Nu dăm preț înainte de a cunoaște nevoia; dacă insistă, dăm un interval";
        How [B2b Transactional] "Have prices and dates at hand while they are on the phone", "Держать цены и сроки под рукой, пока клиент на линии", "Avem prețurile și termenele la îndemână cât timp clientul este la telefon";
        How [B2c] "Let the customer finish before offering anything", "Дать клиенту договорить, прежде чем что-то предлагать", "Lăsăm clientul să termine înainte de a propune ceva";
        How [B2c Product Consultative Transactional] "Ask what it is for; the use tells more than the model", "Спросить, для чего это нужно: назначение важнее модели", "Întrebăm la ce îi trebuie; destinația spune mai mult decât modelul";
        How [B2c Project] "Ask for photographs and a rough plan before the first visit", "Попросить фотографии и примерный план до первого выезда", "Cerem fotografii și un plan aproximativ înaintea primei vizite";
        How [B2c Service Consultative Transactional] "Say what the first visit is like, how long it takes and what to bring", "Рассказать, как проходит первый визит, сколько он длится и что взять с собой", "Spunem cum decurge prima vizită, cât durează și ce trebuie adus";
        How [B2c] "If something must be looked up, promise a time for the answer and keep it", "Если надо уточнить, назвать время ответа и сдержать слово", "Dacă ceva trebuie verificat, promitem o oră pentru răspuns și o respectăm";
    },
};
