//! Until it is known what to offer, and whether to offer at all.

use super::Part;
use crate::process::Subprocess;

pub(super) const QUALIFICATION: Part = Part {
    id: "qualification",
    subprocess: Subprocess::Qualify,
    days: [3, 1, 10, 2, 1, 4],
    lines: lines! {
        Name [] "Qualification", "Квалификация", "Calificare";
        Exit("qualified") [B2b Consultative Project] "the lead filter is passed, and three of budget, authority, need and timeline are confirmed", "фильтр лидов пройден, подтверждены три ответа из четырёх: бюджет, полномочия, потребность, срок", "filtrul de leaduri este trecut și trei din patru sunt confirmate: buget, autoritate, nevoie, termen";
        Exit("qualified") [B2b Transactional Product] "we can supply what is asked for, and the buyer can order and pay", "мы можем поставить нужное, а покупатель вправе заказать и может заплатить", "putem livra ce se cere, iar cumpărătorul poate comanda și plăti";
        Exit("qualified") [B2b Transactional Service] "we can do what is asked for in time, and the buyer may decide and can pay", "мы можем выполнить работу в срок, а собеседник вправе решать и может заплатить", "putem face la timp ce se cere, iar cumpărătorul poate decide și plăti";
        Exit("qualified") [B2c Consultative Product] "it is clear that we have something that fits, and what the customer wants to spend", "понятно, что у нас есть подходящее и сколько клиент готов потратить", "este clar că avem ceva potrivit și cât vrea clientul să cheltuiască";
        Exit("qualified") [B2c Consultative Service Formed] "it is clear that we are the right place for it, and a first appointment is agreed", "понятно, что клиент обратился по адресу, и первая консультация назначена", "este clar că suntem locul potrivit, iar prima programare este stabilită";
        Exit("qualified") [B2c Consultative Service Unformed] "the person has named a reason of their own, and a first meeting is agreed", "человек назвал собственную причину, и первая встреча назначена", "persoana a spus un motiv al ei, iar prima întâlnire este stabilită";
        Exit("qualified") [B2c Project] "place, size and rough budget of the project are known, and we can do it", "известны место, объём и примерный бюджет проекта, и он нам по силам", "se știu locul, mărimea și bugetul aproximativ al proiectului și îl putem face";
        Exit("qualified") [B2c Transactional Product] "what is wanted is available in time, and the price suits the customer", "нужное есть или будет к сроку, и цена клиенту подходит", "produsul dorit este disponibil la timp și prețul îi convine clientului";
        Exit("qualified") [B2c Transactional Service] "the service fits the request, and a free time suits the customer", "услуга соответствует просьбе, и свободное время клиенту подходит", "serviciul răspunde cererii și o oră liberă îi convine clientului";
        Do [B2c Project] "Ask for place, size and photographs, and for the day by which it must be done", "Узнать место, размеры и срок, к которому всё должно быть готово, и попросить фотографии", "Cerem adresa, dimensiunile, fotografii și data până la care trebuie să fie gata";
        Do [B2b] "Go through the lead filter before any time is spent on the lead", "Проверить лид по фильтру, прежде чем тратить на него время", "Trecem leadul prin filtru înainte de a-i dedica timp";
        Do [B2b Indirect] "Check the entry in the deal register: customer, need, amount and date", "Сверить запись в реестре сделок: клиент, потребность, сумма, срок", "Verificăm înscrierea din registrul de tranzacții: client, nevoie, sumă, termen";
        Do [Indirect Consultative Project] "Tell the channel manager within two days whether the lead is taken or given back", "В течение двух дней сообщить менеджеру по работе с партнёрами, берём лид или возвращаем", "Îi spunem managerului de parteneri în două zile dacă preluăm leadul sau îl dăm înapoi";
        Do [B2b Innovative] "Find out who inside has brought in something new before, and how it ended", "Узнать, кто внутри уже внедрял новое и чем это кончилось", "Aflăm cine din interior a mai introdus ceva nou și cum s-a terminat";
        Do [B2b Unformed] "Ask what the problem has cost in the last year; without a figure there is no budget", "Спросить, во что проблема обошлась за год: без цифры нет и бюджета", "Întrebăm cât a costat problema în ultimul an; fără o cifră nu există buget";
        Do [B2b Service Consultative] "Ask who has done this work until now and why that is to change", "Спросить, кто делал эту работу до сих пор и почему хотят это изменить", "Întrebăm cine a făcut lucrarea până acum și de ce vor o schimbare";
        Do [B2b Project Service] "Ask what has been tried inside and why it did not get far", "Спросить, что уже пробовали своими силами и почему не пошло", "Întrebăm ce au încercat cu forțe proprii și de ce nu a mers";
        Do [B2b Project Product] "Check the specification: what we meet, what we do not, and what can be changed", "Сверить с техническим заданием: что выполняем, что нет и что можно изменить", "Verificăm caietul de sarcini: ce îndeplinim, ce nu și ce se poate schimba";
        Do [B2c Consultative Service Unformed] "Ask what the person would like to be different in a year, and what has kept them from it", "Спросить, что человек хотел бы изменить за год и что мешало до сих пор", "Întrebăm ce ar vrea persoana să fie altfel peste un an și ce a oprit-o până acum";
        Do [B2c Consultative Service Unformed] "Find out how much time and money a month the person would give to it", "Узнать, сколько времени и денег в месяц человек готов на это выделить", "Aflăm cât timp și câți bani pe lună ar da persoana pentru asta";
        Do [B2c Transactional Product Innovative] "Ask what the customer hopes it will do, and say plainly what it does not", "Спросить, чего клиент ждёт от новинки, и честно сказать, чего она не умеет", "Întrebăm ce așteaptă clientul de la produs și spunem deschis ce nu face acesta";
        Do [B2c Transactional Product Innovative] "Check that it works with what the customer has at home", "Проверить, подойдёт ли новинка к тому, что у клиента есть дома", "Verificăm dacă produsul merge cu ce are clientul acasă";
        Do [B2b Project Product Direct] "Decide with the head of sales whether to bid at all", "Решить вместе с РОПом, участвовать ли вообще", "Hotărâm împreună cu șeful vânzărilor dacă participăm";
        Do [B2b Innovative] "Ask who may say no: security, data protection, legal", "Спросить, кто может сказать «нет»: безопасность, защита данных, юристы", "Întrebăm cine poate spune nu: securitatea, protecția datelor, juridicul";
        Do [B2b Unformed] "Find the one who suffers from it and the one who could pay for it; they are seldom the same", "Найти, кто от этого страдает и кто может за это заплатить: это редко один человек", "Aflăm cine suferă din cauza asta și cine ar putea plăti; rar este aceeași persoană";
        Do [B2b Consultative Project] "Ask about budget, authority, need and timeline, and note the evidence for each answer", "Спросить о бюджете, полномочиях, потребности и сроке и записать, чем подтверждён каждый ответ", "Întrebăm despre buget, autoritate, nevoie și termen și notăm dovada fiecărui răspuns";
        Do [B2b Transactional Product] "Check quantity, delivery address and date against what can be supplied", "Сверить количество, адрес и дату доставки с тем, что можем поставить", "Comparăm cantitatea, adresa și data livrării cu ce putem furniza";
        Do [B2b Transactional Service] "Check scope, place and date against the free capacity of the team", "Сверить объём, место и дату с загрузкой бригады", "Comparăm volumul, locul și data cu capacitatea liberă a echipei";
        Do [B2b Transactional] "Look up the company's payment record before offering payment on invoice", "Проверить платёжную дисциплину компании, прежде чем предлагать отсрочку", "Verificăm istoricul de plată al companiei înainte de a oferi plata la termen";
        Do [B2b Consultative Project] "Draw who takes part in the decision and what each of them wants", "Нарисовать, кто участвует в решении и чего хочет каждый", "Desenăm cine participă la decizie și ce vrea fiecare";
        Do [B2b] "Decline what does not fit, with thanks and the reason, and agree when to talk again", "Отказать неподходящим с благодарностью и причиной и договориться, когда вернуться к разговору", "Refuzăm ce nu se potrivește, cu mulțumiri și cu motivul, și convenim când revenim";
        Do [B2c Consultative Product] "Ask what the customer wants to spend and how soon it is needed", "Спросить, сколько клиент хочет потратить и как скоро это нужно", "Întrebăm cât vrea clientul să cheltuiască și cât de repede îi trebuie";
        Do [B2c Consultative Service Formed] "Ask what the matter is, since when, and what has been tried so far", "Спросить, в чём дело, как давно и что уже пробовали", "Întrebăm care este problema, de când și ce s-a încercat până acum";
        Do [B2c Consultative Service Formed] "Say what a first appointment costs and what comes out of it", "Сказать, сколько стоит первая консультация и что она даст", "Spunem cât costă prima consultație și ce rezultă din ea";
        Do [B2c Consultative Project] "Find out who else in the family has a say", "Выяснить, кто ещё в семье участвует в решении", "Aflăm cine mai are un cuvânt de spus în familie";
        Do [B2c Consultative] "Point whoever we cannot help to a better place, kindly", "Кому не можем помочь, тому вежливо подсказать, куда обратиться", "Pe cine nu putem ajuta îl îndrumăm, cu amabilitate, spre locul potrivit";
        Do [B2c Project] "Name the range that projects of this kind cost, and see whether it is welcome", "Назвать диапазон цен на такие проекты и посмотреть, устраивает ли он", "Spunem în ce limite de preț se încadrează astfel de proiecte și vedem dacă este acceptabil";
        Do [B2c Transactional Product Established] "Check that what is wanted is in stock or can come in time", "Проверить, есть ли нужное в наличии или успеет ли прийти", "Verificăm dacă produsul dorit este în stoc sau poate sosi la timp";
        Do [B2c Transactional Product Established] "Make sure that we can deliver to where the customer is", "Убедиться, что мы доставляем туда, где живёт клиент", "Ne asigurăm că putem livra la adresa clientului";
        Do [B2c Transactional Service] "Look for a free time that suits, with the right person for the request", "Подобрать удобное время у того, кто делает именно это", "Căutăm o oră liberă potrivită, la persoana potrivită pentru cerere";
        Do [B2c Transactional Service] "Say the price and what it includes, before the customer has to ask", "Назвать цену и что в неё входит, не дожидаясь вопроса", "Spunem prețul și ce include, înainte ca clientul să întrebe";
        Do [B2c Transactional] "Ask which payment the customer prefers and whether it is possible", "Спросить, как клиенту удобнее заплатить, и проверить, возможно ли это", "Întrebăm ce plată preferă clientul și dacă este posibilă";
        Do [B2c Transactional Indirect] "Tell the channel manager on the same day what could not be served, and why", "В тот же день сообщить менеджеру по работе с партнёрами, какую заявку не выполнили и почему", "Îi spunem managerului de parteneri în aceeași zi ce cerere nu am putut onora și de ce";
        How [B2b Innovative] "Look for somebody who wants to be first; whoever asks for ten references is too early", "Искать того, кто хочет быть первым: кто просит десять отзывов, тому ещё рано", "Căutăm pe cineva care vrea să fie primul; pentru cine cere zece referințe este prea devreme";
        How [B2b Unformed] "A budget can still be made; a problem that nobody feels cannot", "Бюджет ещё можно выделить; проблему, которой никто не чувствует, не создать", "Un buget se mai poate face; o problemă pe care nu o simte nimeni, nu";
        How [B2b Service Consultative] "See whether we would like to work with these people; a bad match costs both sides", "Проверить, сработаемся ли мы с этими людьми: неудачная пара дорога обеим сторонам", "Vedem dacă ne potrivim cu acești oameni; o nepotrivire costă ambele părți";
        How [B2b Project Service] "Ask who inside answers for the result; without that person there is no project", "Спросить, кто внутри отвечает за результат: без него нет проекта", "Întrebăm cine răspunde în interior de rezultat; fără el nu există proiect";
        How [B2b Project Product] "A specification written around somebody else's product is a reason to decline", "Техническое задание, написанное под чужое изделие, — повод отказаться", "Un caiet de sarcini scris pentru produsul altcuiva este un motiv de refuz";
        How [B2c Consultative Service Unformed] "Let the person name the reason; a reason of one's own lasts longer than any discount", "Пусть человек сам назовёт причину: своя причина надёжнее любой скидки", "Lăsăm persoana să spună motivul; un motiv propriu ține mai mult decât orice reducere";
        How [B2c Transactional Product Innovative] "Whoever asks many questions is the first to buy and to recommend", "Кто много спрашивает, тот первым купит и посоветует", "Cine întreabă mult cumpără și recomandă primul";
        How [B2b Consultative Project Product] "Ask how the last purchase of this kind was decided; it shows who has a say", "Спросить, как принимали решение о прошлой такой покупке: видно, у кого право голоса", "Întrebăm cum s-a decis ultima achiziție de acest fel; se vede cine are cuvânt";
        How [B2b Consultative Project Service] "Ask what happens if nothing is done; without a consequence there is no deal", "Спросить, что будет, если ничего не делать: нет последствий — нет и сделки", "Întrebăm ce se întâmplă dacă nu se face nimic; fără consecințe nu există tranzacție";
        How [B2b Consultative Project] "Treat \"unknown\" as a question to ask, not as a yes", "Считать «неизвестно» вопросом, а не ответом «да»", "Tratăm „nu știm” ca pe o întrebare de pus, nu ca pe un da";
        How [B2b Transactional] "A few questions are enough; every further one sends buyers to the next supplier", "Нескольких вопросов хватит: каждый лишний отправляет покупателя к другому поставщику", "Câteva întrebări ajung; fiecare în plus trimite cumpărătorul la alt furnizor";
        How [B2b Transactional] "Ask who else in the company buys the same", "Спросить, кто ещё в компании покупает то же самое", "Întrebăm cine mai cumpără același lucru în companie";
        How [B2c Consultative Product] "Offer a range and let the customer place the budget in it", "Предложить диапазон, пусть клиент сам найдёт в нём свой бюджет", "Propunem un interval și lăsăm clientul să-și așeze bugetul în el";
        How [B2c Consultative Service Formed] "Listen first; whoever feels understood comes to the appointment", "Сначала слушать: кто чувствует, что его поняли, тот придёт", "Ascultăm întâi; cine se simte înțeles vine la programare";
        How [B2c Consultative Service Formed] "Send a reminder the day before, with the address and the name of the person", "Напомнить накануне: адрес и имя того, кто примет", "Trimitem un memento cu o zi înainte, cu adresa și numele persoanei";
        How [B2c Consultative Service Unformed] "Offer a free visit to look around, with a day and an hour", "Предложить прийти и посмотреть бесплатно, сразу на день и час", "Propunem o vizită gratuită, cu zi și oră";
        How [B2c Consultative Project] "Invite whoever decides as well to the next appointment", "Пригласить на следующую встречу и второго, кто решает", "Invităm la următoarea întâlnire și a doua persoană care decide";
        How [B2c Project] "Say openly when a wish and a budget do not go together; it saves both sides weeks", "Сразу сказать, если желание и бюджет не сходятся: это бережёт недели обеим сторонам", "Spunem deschis când dorința și bugetul nu se potrivesc; scutește ambele părți de săptămâni";
        How [B2c Transactional Product Established] "Have the nearest alternative at hand before saying that something is sold out", "Прежде чем сказать «закончилось», иметь под рукой ближайшую замену", "Avem la îndemână cea mai apropiată alternativă înainte de a spune că nu mai este";
        How [B2c Transactional Service] "If no time suits, offer the waiting list and keep the promise to call", "Если время не подходит, записать в лист ожидания и обязательно позвонить", "Dacă nicio oră nu convine, propunem lista de așteptare și chiar sunăm";
        How [B2c Transactional] "Ask only what is needed to serve this customer now", "Спрашивать только то, без чего сейчас не обойтись", "Întrebăm doar ce trebuie pentru a servi acest client acum";
        With("department") [B2b Project] "Presales", "Предпродажная поддержка", "Prevânzare";
    },
};

pub(super) const DISCOVERY: Part = Part {
    id: "discovery",
    subprocess: Subprocess::Qualify,
    days: [5, 2, 15, 2, 1, 6],
    lines: lines! {
        Name [] "Needs discovery", "Выявление потребностей", "Identificarea nevoilor";
        Exit("problem") [B2b Consultative Transactional] "the customer's problem is written down in the customer's words", "задача клиента записана его словами", "problema clientului este notată în cuvintele lui";
        Exit("worth") [B2b Consultative Transactional] "what solving it is worth to the customer is known", "известно, сколько даст клиенту решение задачи", "se știe cât valorează rezolvarea pentru client";
        Exit("decision") [B2b Consultative Transactional] "who decides, by what and when is known", "известно, кто, по каким критериям и когда решает", "se știe cine decide, după ce și când";
        Exit("requirements") [B2b Project Service] "the requirements are written down and confirmed by the customer", "требования записаны и подтверждены клиентом", "cerințele sunt scrise și confirmate de client";
        Exit("requirements") [B2b Project Product] "the specification is complete and confirmed by the customer", "техническое задание полное и подтверждено клиентом", "caietul de sarcini este complet și confirmat de client";
        Exit("worth") [B2b Project Service] "what the project is worth to the customer is known", "известно, сколько даст клиенту проект", "se știe cât valorează proiectul pentru client";
        Exit("site") [B2b Project Product] "the site has been seen, and what it lacks is known", "площадка осмотрена, и известно, чего на ней не хватает", "amplasamentul a fost văzut și se știe ce lipsește";
        Exit("stakeholders") [B2b Project] "everybody who decides or can stop the project is known", "известны все, кто решает или может остановить проект", "se știu toți cei care decid sau pot opri proiectul";
        Exit("use") [B2c Product] "what it is for, for whom and by when is known", "известно, для чего это, для кого и к какому сроку", "se știe la ce, pentru cine și până când trebuie";
        Exit("situation") [B2c Service] "the situation and the result wanted are written down", "ситуация и желаемый результат записаны", "situația și rezultatul dorit sunt notate";
        Exit("decision") [B2c Consultative Transactional] "who decides and what the decision depends on is known", "известно, кто решает и от чего зависит решение", "se știe cine decide și de ce depinde decizia";
        Exit("measured") [B2c Project] "the place has been seen and measured", "место осмотрено, замеры сделаны", "locul a fost văzut și măsurat";
        Do [B2b Consultative Transactional] "Ask how things are done today, what goes wrong and what it leads to", "Спросить, как всё устроено сегодня, что не получается и к чему это ведёт", "Întrebăm cum se lucrează azi, ce nu merge și la ce duce asta";
        Do [B2b Indirect] "Ask the channel manager for a specialist where the partner's own knowledge ends", "Попросить у менеджера по работе с партнёрами специалиста там, где знаний партнёра не хватает", "Îi cerem managerului de parteneri un specialist acolo unde nu ajung cunoștințele partenerului";
        Do [B2b Unformed] "Show what others in the field lose by it, and ask how it is here", "Показать, сколько на этом теряют другие в отрасли, и спросить, как здесь", "Arătăm cât pierd alții din domeniu și întrebăm cum este aici";
        Do [B2b Project Product] "See the site with our engineers: space, power, access, what runs today", "Осмотреть площадку с нашими инженерами: место, питание, подъезд, что работает сейчас", "Vedem amplasamentul cu inginerii noștri: spațiu, energie, acces, ce funcționează azi";
        Do [B2b Project Service] "Follow the work through the departments and note where it changes hands", "Пройти путь работы по отделам и записать, где её передают", "Urmărim fluxul de lucru prin departamente și notăm unde trece dintr-o mână în alta";
        Do [B2c Service Consultative Unformed] "Find out where the person begins: a short test, an exercise, a look at the place", "Выяснить, с чего человек начинает: короткий тест, пробное задание или выезд на место", "Aflăm de unde pornește persoana: un test scurt, un exercițiu sau o vizită";
        Do [B2c Service Consultative Unformed] "Ask when in the week there is time, and who at home must agree", "Спросить, когда в неделе есть время и кто дома должен согласиться", "Întrebăm când are timp în săptămână și cine de acasă trebuie să fie de acord";
        Do [B2b Innovative] "Ask what would have to be proved, and to whom, before something new is let in", "Спросить, что и кому нужно доказать, чтобы новое допустили к работе", "Întrebăm ce ar trebui dovedit și cui, ca să fie acceptat ceva nou";
        Do [B2b Product Consultative] "See the place of use or talk to somebody who will use it", "Посмотреть место применения или поговорить с тем, кто будет пользоваться", "Vedem locul de utilizare sau vorbim cu cineva care va folosi produsul";
        Do [B2b Service Consultative] "Watch the work that is to be taken over for an hour, where it is done", "Понаблюдать час за той работой, которую берём на себя, там, где её делают", "Urmărim timp de o oră, la fața locului, munca pe care o vom prelua";
        Do [B2b Innovative] "Measure today's way: hours, errors, waiting; the trial is judged by that", "Измерить нынешний способ: часы, ошибки, ожидание; по ним будут судить об итогах теста", "Măsurăm modul de azi: ore, erori, așteptare; după asta se judecă proba";
        Do [B2b Consultative Transactional] "Work out with the customer what solving the problem is worth", "Посчитать вместе с клиентом, сколько даст решение задачи", "Calculăm împreună cu clientul cât valorează rezolvarea problemei";
        Do [B2b Consultative Transactional] "Find out who decides, by which criteria and when", "Выяснить, кто решает, по каким критериям и когда", "Aflăm cine decide, după ce criterii și când";
        Do [B2b Consultative Transactional] "Send a summary and have the customer confirm it", "Прислать краткий итог и получить подтверждение клиента", "Trimitem un rezumat și cerem confirmarea clientului";
        Do [B2b Project Product] "Bring our specialists together with theirs", "Свести наших специалистов с их специалистами", "Aducem specialiștii noștri împreună cu ai lor";
        Do [B2b Project Service] "Work out with the customer what the project is worth and what delay costs", "Посчитать с клиентом, сколько даст проект и во что обойдётся задержка", "Calculăm cu clientul cât valorează proiectul și cât costă întârzierea";
        Do [B2b Project] "Hold a workshop with the people who will use, run and pay for the result", "Провести рабочую встречу с теми, кто будет пользоваться результатом, обслуживать его и платить", "Ținem un atelier cu cei care vor folosi, administra și plăti rezultatul";
        Do [B2b Project Service] "Write the requirements down and have them confirmed, one by one", "Записать требования и подтвердить их по одному", "Scriem cerințele și le confirmăm una câte una";
        Do [B2b Project Product] "Go through the specification line by line and have every change confirmed", "Пройти техническое задание по строкам и подтвердить каждое изменение", "Parcurgem caietul de sarcini rând cu rând și cerem confirmarea fiecărei schimbări";
        Do [B2c Product Consultative Transactional] "Ask what it will be used for, by whom and how often", "Спросить, для чего, кто и как часто будет этим пользоваться", "Întrebăm la ce, de către cine și cât de des va fi folosit";
        Do [B2c Product Consultative Transactional] "Ask what the customer has now and what is to be better", "Спросить, что у клиента есть сейчас и что должно стать лучше", "Întrebăm ce are clientul acum și ce trebuie să fie mai bine";
        Do [B2c Service Consultative Transactional Formed] "Let the customer tell in their own words what it is about and what worries them", "Дать клиенту рассказать всё своими словами и не перебивать", "Lăsăm clientul să povestească cu vorbele lui despre ce este vorba și ce îl îngrijorează";
        Do [B2c Service Consultative Transactional Formed] "Look at the situation properly: examine, test or see the place", "Разобраться в ситуации: осмотр, проверка или выезд на место", "Privim situația cu atenție: consultație, evaluare sau vizită la fața locului";
        Do [B2c Service Consultative Transactional] "Agree on the result that is wanted, and on what can be promised", "Согласовать, какой результат нужен и что можно обещать", "Convenim rezultatul dorit și ce se poate promite";
        Do [B2c Consultative Transactional] "Find out who decides and what speaks against deciding today", "Узнать, кто решает и что мешает решить сегодня", "Aflăm cine decide și ce împiedică o decizie azi";
        Do [B2c Project] "Visit and measure, with everybody there who will live with the result", "Приехать и сделать замеры, когда на месте все, кому с этим жить", "Mergem la fața locului și măsurăm, de față fiind toți cei care vor trăi cu rezultatul";
        Do [B2c Project] "Ask what is to stay, what must go and what must not be touched", "Спросить, что остаётся, что убрать и чего нельзя трогать", "Întrebăm ce rămâne, ce se scoate și ce nu trebuie atins";
        Do [B2c Project] "Sort the wishes into must, should and would be nice", "Разделить пожелания: обязательно, хорошо бы, когда-нибудь", "Împărțim dorințele în obligatorii, importante și opționale";
        Do [B2c] "Repeat in one sentence what was understood, and ask whether it is right", "Повторить одной фразой, как поняли, и спросить, верно ли это", "Repetăm într-o frază ce am înțeles și întrebăm dacă este corect";
        How [B2b Indirect] "Use what the partner knows from years with this customer", "Опираться на то, что партнёр знает за годы работы с клиентом", "Folosim ce știe partenerul din anii de lucru cu clientul";
        How [B2b Innovative] "Look for the first use that shows a result within weeks", "Искать первое применение, которое даст результат за недели", "Căutăm prima utilizare care arată un rezultat în câteva săptămâni";
        How [B2b Service Consultative] "Ask to see the last result of those who do it now", "Попросить показать последний результат нынешних исполнителей", "Cerem să vedem ultimul rezultat al celor care fac acum această muncă";
        How [B2b Project Product] "Help to write the requirements; what is measured can be compared", "Помогать записывать требования: что измерено, то можно сравнить", "Ajutăm la scrierea cerințelor; ce este măsurat se poate compara";
        How [B2b Project Service] "Ask each department alone; together they say what is expected of them", "Спрашивать каждый отдел отдельно: вместе говорят то, чего от них ждут", "Întrebăm fiecare departament separat; împreună spun ce se așteaptă de la ei";
        How [B2c Service Consultative Unformed] "Let the person say what it would be worth to have reached it", "Пусть человек скажет, что ему даст результат", "Lăsăm persoana să spună ce i-ar aduce rezultatul";
        How [B2b Unformed] "Put a price on doing nothing; nobody has set money aside for a problem without a name", "Посчитать цену бездействия: на проблему без имени денег никто не заложил", "Calculăm cât costă să nu se facă nimic; nimeni nu a pus bani deoparte pentru o problemă fără nume";
        How [B2b Consultative Transactional Unformed] "Move from facts to problems, from problems to consequences, and only then to the solution", "Идти от фактов к проблемам, от проблем к последствиям и только потом к решению", "Mergem de la fapte la probleme, de la probleme la consecințe și abia apoi la soluție";
        How [B2b Formed Consultative] "Ask which offers they have seen already, and what was missing in them", "Спросить, какие предложения уже видели и чего в них не хватило", "Întrebăm ce oferte au văzut deja și ce le-a lipsit";
        How [B2b Consultative Transactional] "Let the customer talk two thirds of the time", "Две трети времени должен говорить клиент", "Clientul vorbește două treimi din timp";
        How [B2b Consultative Transactional] "Ask for numbers, and use the customer's own in everything that follows", "Спрашивать цифры и дальше опираться на цифры самого клиента", "Cerem cifre și folosim mai departe cifrele clientului";
        How [B2b Project Service] "Keep a list of what is out of scope; it saves the offer later", "Вести список того, что не входит в проект: потом он спасёт предложение", "Ținem o listă cu ce nu intră în proiect; mai târziu salvează oferta";
        How [B2b Project Product] "Find out who else is asked to bid, and what they are known for", "Узнать, кого ещё пригласили и чем они известны", "Aflăm cine mai este invitat să oferteze și prin ce este cunoscut";
        How [B2b Project] "Find the person inside who wants the project most, and help that person argue for it", "Найти внутри того, кому проект нужнее всех, и помочь ему его отстоять", "Găsim persoana din interior care dorește cel mai mult proiectul și o ajutăm să-l susțină";
        How [B2c Innovative] "Ask what the customer does instead today; that is what the new thing is compared with", "Спросить, чем клиент обходится сейчас: с этим он и сравнит новое", "Întrebăm cum se descurcă clientul acum; cu asta va compara noutatea";
        How [B2c Product] "Show nothing until it is clear what it has to do", "Ничего не показывать, пока не ясно, что вещь должна уметь", "Nu arătăm nimic până nu este clar ce trebuie să facă";
        How [B2c Service Formed] "Explain in plain words what was found, and draw it if need be", "Объяснить найденное простыми словами, при необходимости нарисовать", "Explicăm pe înțeles ce am constatat și desenăm dacă este nevoie";
        How [B2c Service] "Promise only what depends on us", "Обещать только то, что зависит от нас", "Promitem doar ce depinde de noi";
        How [B2c] "Let the customer talk; a pause of three seconds brings the real reason", "Дать клиенту говорить: после трёх секунд паузы звучит настоящая причина", "Lăsăm clientul să vorbească; după o pauză de trei secunde apare motivul adevărat";
        With("department") [B2b Project Product] "Engineering", "Технический отдел", "Inginerie";
        With("department") [B2b Project Service] "Experts who will do the work", "Специалисты, которые будут вести работу", "Specialiștii care vor executa lucrarea";
        With("partner") [B2b Project Product] "Technology partner", "Технологический партнёр", "Partener tehnologic";
        With("department") [B2c Consultative Service] "Specialists", "Специалисты", "Specialiști";
        With("department") [B2c Project] "Design", "Отдел дизайна", "Proiectare";
        With("contractor") [B2c Project] "Surveyor", "Замерщик", "Tehnician pentru măsurători";
    },
};

pub(super) const TRIAL: Part = Part {
    id: "trial",
    subprocess: Subprocess::Close,
    days: [10, 4, 30, 4, 3, 10],
    lines: lines! {
        Name [] "Trial", "Тестовый период", "Perioadă de probă";
        Exit("trial_goal_met") [B2b] "the result agreed on before the trial is reached and seen by who decides", "результат, о котором договорились до начала, достигнут, и его видел тот, кто решает", "rezultatul convenit înainte de probă este atins și văzut de cine decide";
        Exit("trial_used") [B2c Product] "the customer has used it and told us what came of it", "клиент попробовал и рассказал, что получилось", "clientul a folosit produsul și ne-a spus ce a rezultat";
        Exit("trial_used") [B2c Service] "the customer has had the trial visit and told us how it was", "клиент был на пробном визите и рассказал о впечатлении", "clientul a fost la vizita de probă și ne-a spus cum a fost";
        Do [B2b] "Agree in writing what the trial must show, for whom and by when", "Письменно договориться, что должен показать тест, кому и к какому сроку", "Convenim în scris ce trebuie să arate proba, cui și până când";
        Do [B2b Product] "Set the trial up with the customer and get the first result on the first day", "Запустить тест вместе с клиентом и получить первый результат в первый день", "Pornim proba împreună cu clientul și obținem primul rezultat în prima zi";
        Do [B2b Service] "Do one small piece of the real work, with the people who would do it later", "Сделать небольшую часть настоящей работы силами тех, кто будет вести её потом", "Facem o mică parte din lucrarea reală, cu oamenii care o vor face și mai târziu";
        Do [B2b] "See every few days how it goes, and call where it stops", "Каждые несколько дней смотреть, как идёт дело, и звонить, если оно остановилось", "Urmărim la câteva zile cum merge și sunăm unde s-a oprit";
        Do [B2b] "Close the trial with a meeting about the results and the way to the contract", "Завершить тест встречей об итогах и о пути к договору", "Încheiem proba cu o întâlnire despre rezultate și drumul spre contract";
        Do [B2c Product] "Hand it over to try at once, free of charge, with a clear last day", "Сразу дать товар на пробу, с ясным последним днём", "Dăm imediat produsul la probă, cu o ultimă zi clară";
        Do [B2c Product] "Show the one thing that pleases most in the first five minutes", "В первые пять минут показать то, что нравится больше всего", "Arătăm în primele cinci minute lucrul care place cel mai mult";
        Do [B2c Service] "Offer a first visit free or at a low price, with a day and an hour", "Предложить первый визит бесплатно или недорого, сразу на день и час", "Propunem o primă vizită gratuită sau ieftină, cu zi și oră";
        Do [B2c Service] "Let the best person we have look after trial customers", "Поручить пробных клиентов лучшему сотруднику", "Clienții de probă sunt primiți de cel mai bun om al nostru";
        Do [B2c] "Get in touch halfway through and help where the customer is stuck", "Связаться в середине срока и помочь, если что-то не получается", "Luăm legătura la jumătatea perioadei și ajutăm unde clientul s-a blocat";
        Do [B2c] "Say before the end what comes after the trial and what it costs", "До конца срока сказать, что клиент получит при покупке и сколько она стоит", "Spunem înainte de final ce primește în plus clientul care cumpără și cât costă";
        How [B2b] "Keep it short and with an end date; an open-ended trial is a gift", "Коротко и с датой окончания: тест без срока — это бесплатный продукт", "Scurt și cu dată de final; o probă fără termen este doar un cadou";
        How [B2b] "Choose one user with a real task, not ten who are curious", "Взять одного пользователя с настоящей задачей, а не десять любопытных", "Alegem un utilizator cu o sarcină reală, nu zece curioși";
        How [B2b] "Agree beforehand what happens if the trial succeeds", "Заранее договориться, что будет, если тест удался", "Convenim dinainte ce urmează dacă proba reușește";
        How [B2c] "Ask for nothing that is not needed to begin", "Не спрашивать ничего, без чего можно начать", "Nu cerem nimic ce nu este necesar pentru început";
        How [B2c] "Show what other customers did with it in the first days", "Показать, что другие клиенты сделали за первые дни", "Arătăm ce au făcut alți clienți în primele zile";
        How [B2c Product] "Let the customer keep what was set up or made in the trial when buying", "Сохранить покупателю всё, что он сделал за время пробы", "Clientul care cumpără păstrează tot ce a făcut în perioada de probă";
        How [B2c Service] "Offer the next appointment before the customer leaves", "Предложить следующую встречу, пока клиент не ушёл", "Propunem programarea următoare înainte ca clientul să plece";
        With("department") [B2b Project Product] "Engineering", "Технический отдел", "Inginerie";
        With("department") [B2b Project Service] "Experts who will do the work", "Специалисты, которые будут вести работу", "Specialiștii care vor executa lucrarea";
        With("contractor") [B2c Project] "Installer", "Монтажник", "Instalator";
    },
};
