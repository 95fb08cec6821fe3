//! Titles of roles, and what each part of selling is to reach and how.

use super::Line;

/// By the kind of role.
pub(in super::super) const TITLES: &[Line] = lines! {
    For("channel_manager") [] "Channel manager", "Менеджер по работе с партнёрами", "Manager de parteneri";
    For("partner") [] "Sales partner", "Партнёр по продажам", "Partener de vânzări";
    For("hunter") [B2b Consultative] "Account executive", "Менеджер по продажам", "Manager de vânzări";
    For("hunter") [B2b Transactional] "Tele-sales representative", "Менеджер по телефонным продажам", "Reprezentant de vânzări prin telefon";
    For("hunter") [B2b Project] "Field sales representative", "Менеджер по проектным продажам", "Reprezentant de vânzări pe teren";
    For("hunter") [B2c Consultative Product] "Sales consultant", "Продавец-консультант", "Consultant de vânzări";
    For("hunter") [B2c Consultative Service] "Client adviser", "Консультант по работе с клиентами", "Consilier clienți";
    For("hunter") [B2c Transactional Product] "Sales assistant", "Продавец", "Vânzător";
    For("hunter") [B2c Transactional Service] "Receptionist", "Администратор", "Recepționer";
    For("hunter") [B2c Project] "Project consultant", "Консультант по проектам", "Consultant de proiecte";
    For("farmer") [B2b Project] "Key account manager", "Менеджер по ключевым клиентам", "Manager de clienți-cheie";
    For("farmer") [B2b] "Account manager", "Менеджер по развитию клиентов", "Manager de clienți";
    For("farmer") [B2c] "Customer care", "Менеджер по постоянным клиентам", "Responsabil de clienți fideli";
    For("head_of_sales") [] "Head of sales", "Руководитель отдела продаж (РОП)", "Șeful vânzărilor";
    For("presales") [B2c] "Designer", "Дизайнер", "Proiectant";
    For("presales") [] "Solution consultant", "Консультант по решениям", "Consultant de soluții";
    For("delivery") [B2c Project] "Crew leader", "Бригадир", "Șef de echipă";
    For("delivery") [B2b Product] "Onboarding specialist", "Специалист по внедрению", "Specialist în integrarea clienților";
    For("delivery") [B2c Product] "Delivery and setup", "Доставка и установка", "Livrare și instalare";
    For("delivery") [B2b Service] "Service delivery lead", "Руководитель группы исполнения", "Coordonatorul execuției";
    For("delivery") [B2c Service] "Specialist", "Специалист", "Specialist";
};

/// By the part of selling: what it results in, what it is to reach, how.
pub(in super::super) const PLANS: &[Line] = lines! {
    For("attract.result") [] "lead", "лид", "lead";
    For("qualify.result") [] "qualified deal", "квалифицированная сделка", "tranzacție calificată";
    For("close.result") [B2c Transactional] "paid purchase", "оплаченная покупка", "cumpărare plătită";
    For("close.result") [Project] "signed project with the advance paid", "подписанный проект с полученным авансом", "proiect semnat cu avansul plătit";
    For("close.result") [] "paid contract", "оплаченный договор", "contract plătit";
    For("retain.result") [] "loyalty", "лояльность", "loialitate";
    For("attract.goal") [B2b Project] "two new projects a month in the target audience, known before the tender is out", "два новых проекта в месяц из целевой аудитории, известных до объявления тендера", "două proiecte noi pe lună din publicul țintă, cunoscute înaintea licitației";
    For("attract.goal") [B2b Consultative] "leads for three times the sales planned, at least half of them in the target audience", "лидов на тройной план продаж, не меньше половины из целевой аудитории", "leaduri pentru de trei ori planul de vânzări, cel puțin jumătate din publicul țintă";
    For("attract.goal") [B2b Transactional] "enough new buyers each month to replace those who stop and a tenth more", "каждый месяц столько новых покупателей, чтобы заменить ушедших и ещё десятую часть", "destui cumpărători noi lunar ca să-i înlocuim pe cei pierduți și încă o zecime";
    For("attract.goal") [B2c Project] "enough requests for every free week of the crews, half of them by recommendation", "заявок на каждую свободную неделю бригад, половина по рекомендации", "destule cereri pentru fiecare săptămână liberă a echipelor, jumătate din recomandări";
    For("attract.goal") [B2c Product] "enough visitors and requests for the month's plan, at least half of them in the target audience", "посетителей и заявок на план месяца, не меньше половины из целевой аудитории", "destui vizitatori și cereri pentru planul lunii, cel puțin jumătate din publicul țintă";
    For("attract.goal") [B2c Service] "enough requests to fill nine of ten free hours, at least half of them in the target audience", "заявок на девять из десяти свободных часов, не меньше половины из целевой аудитории", "destule cereri pentru nouă din zece ore libere, cel puțin jumătate din publicul țintă";
    For("attract.plan") [Unformed B2b] "a list of prospects every Monday, first contacts every morning, a review of sources every month", "список потенциальных клиентов каждый понедельник, первые контакты каждое утро, обзор источников раз в месяц", "o listă de clienți potențiali în fiecare luni, primele contacte în fiecare dimineață, o analiză lunară a surselor";
    For("attract.plan") [Unformed B2c] "one event or campaign every week, contacts called within two days, a review of sources every month", "одно мероприятие или акция в неделю, звонок по контактам в течение двух дней, обзор источников раз в месяц", "un eveniment sau o campanie pe săptămână, contactele sunate în două zile, o analiză lunară a surselor";
    For("attract.plan") [B2b Project] "tenders and permits read every morning, a talk with planners and advisers every week; a review of sources every month", "тендеры и разрешения просматривать каждое утро, раз в неделю говорить с проектировщиками и консультантами; обзор источников раз в месяц", "licitațiile și autorizațiile citite în fiecare dimineață, o discuție săptămânală cu proiectanți și consultanți; o analiză lunară a surselor";
    For("attract.plan") [Active] "requests answered first, then calls to prospects; a review of sources every month", "сначала ответы на заявки, потом звонки потенциальным клиентам; обзор источников раз в месяц", "întâi răspunsuri la cereri, apoi apeluri către clienți potențiali; o analiză lunară a surselor";
    For("attract.plan") [B2b] "offers where buyers look, requests answered within the hour; a review of sources every month", "предложения там, где ищут покупатели, ответ на заявку за час; обзор источников раз в месяц", "oferte unde caută cumpărătorii, răspuns la cereri într-o oră; o analiză lunară a surselor";
    For("attract.plan") [B2c] "visible where people look, reviews answered, requests answered at once; a review of sources every month", "быть на виду там, где ищут люди, отвечать на отзывы и сразу на заявки; обзор источников раз в месяц", "vizibili unde caută oamenii, răspuns la recenzii și imediat la cereri; o analiză lunară a surselor";
    For("qualify.goal") [B2b Project] "every enquiry is answered on the day it comes, and accepted or declined within two weeks", "ответ на каждый запрос в тот же день, решение взять или отказать за две недели", "fiecare cerere primește răspuns în aceeași zi și este acceptată sau refuzată în două săptămâni";
    For("qualify.goal") [B2b Consultative] "every lead is answered on the day it comes, and qualified or declined within a week", "ответ на каждый лид в тот же день, квалификация или отказ за неделю", "fiecare lead primește răspuns în aceeași zi și este calificat sau refuzat într-o săptămână";
    For("qualify.goal") [B2b Transactional] "every request is answered within the hour and decided within a day", "ответ на каждую заявку за час, решение за день", "fiecare cerere primește răspuns într-o oră și o decizie într-o zi";
    For("qualify.goal") [B2c] "every request is answered at once and nobody has to ask twice", "ответ на каждую заявку сразу, никому не приходится спрашивать дважды", "fiecare cerere primește răspuns imediat și nimeni nu trebuie să întrebe de două ori";
    For("qualify.plan") [B2b Consultative Project] "the lead filter first, then the questions of the framework; declined leads reviewed once a month", "сначала фильтр лидов, потом вопросы методики; отклонённые лиды пересматривать раз в месяц", "întâi filtrul de leaduri, apoi întrebările metodei; leadurile refuzate revăzute lunar";
    For("qualify.plan") [B2b Transactional] "two questions and a look at the payment record; declined requests reviewed once a month", "два вопроса и проверка платежей; отклонённые заявки пересматривать раз в месяц", "două întrebări și verificarea plăților; cererile refuzate revăzute lunar";
    For("qualify.plan") [B2c Project] "photographs and a price range first, then a visit; what we had to refuse is reviewed once a month", "сначала фотографии и диапазон цен, потом выезд; отказы разбирать раз в месяц", "întâi fotografii și un interval de preț, apoi vizita; ce am refuzat se revede lunar";
    For("qualify.plan") [B2c Product] "a short check of use, price and date; what we had to refuse is reviewed once a month", "короткая проверка: для чего, цена, срок; отказы разбирать раз в месяц", "o verificare scurtă: folosință, preț, termen; ce am refuzat se revede lunar";
    For("qualify.plan") [B2c Service] "a short talk about what is needed and a time that suits; what we had to refuse is reviewed once a month", "короткий разговор о том, что нужно, и удобное время; отказы разбирать раз в месяц", "o scurtă discuție despre ce trebuie și o oră potrivită; ce am refuzat se revede lunar";
    For("close.goal") [Consultative] "every fourth qualified deal is won, and paid in time", "выигрывать каждую четвёртую квалифицированную сделку и получать оплату вовремя", "fiecare a patra tranzacție calificată este câștigată și plătită la timp";
    For("close.goal") [Transactional] "two of five qualified deals are won, and paid in time", "выигрывать две из пяти квалифицированных сделок и получать оплату вовремя", "două din cinci tranzacții calificate sunt câștigate și plătite la timp";
    For("close.goal") [Project] "every fifth qualified deal is won, and each milestone is paid in time", "выигрывать каждую пятую квалифицированную сделку и получать оплату каждого этапа вовремя", "fiecare a cincea tranzacție calificată este câștigată și fiecare etapă este plătită la timp";
    For("close.plan") [B2b] "open deals reviewed with the head of sales every week, lost deals every month", "открытые сделки разбирать с РОПом каждую неделю, проигранные раз в месяц", "tranzacțiile deschise revăzute săptămânal cu șeful vânzărilor, cele pierdute lunar";
    For("close.plan") [B2c Project] "open offers called through every week, lost ones asked for the reason", "по открытым предложениям звонить каждую неделю, у проигранных спрашивать причину", "clienții cu oferte deschise sunați în fiecare săptămână, la cele pierdute se întreabă motivul";
    For("close.plan") [B2c Product] "whoever did not buy is called within three days; reasons are reviewed every week", "тем, кто не купил, звонить в течение трёх дней; причины разбирать каждую неделю", "cine nu a cumpărat este sunat în trei zile; motivele se revăd săptămânal";
    For("close.plan") [B2c Service] "whoever did not book is called within three days; reasons are reviewed every week", "тем, кто не записался, звонить в течение трёх дней; причины разбирать каждую неделю", "cine nu s-a programat este sunat în trei zile; motivele se revăd săptămânal";
    For("retain.goal") [B2b Project] "every fourth customer begins another project, and no regular customer is lost unnoticed", "каждый четвёртый клиент начинает новый проект, и ни один постоянный клиент не уходит незамеченным", "fiecare al patrulea client începe alt proiect și niciun client fidel nu se pierde neobservat";
    For("retain.goal") [B2c Project] "every third customer brings another one by recommendation", "каждый третий клиент приводит другого по рекомендации", "fiecare al treilea client aduce altul prin recomandare";
    For("retain.goal") [B2b Transactional] "every second new customer orders again within two months, and no regular customer is lost unnoticed", "каждый второй новый клиент заказывает снова за два месяца, и ни один постоянный не уходит незамеченным", "fiecare al doilea client nou comandă din nou în două luni și niciun client fidel nu se pierde neobservat";
    For("retain.goal") [] "every third new customer comes back, and no regular customer is lost unnoticed", "каждый третий новый клиент возвращается, и ни один постоянный не уходит незамеченным", "fiecare al treilea client nou revine și niciun client fidel nu se pierde neobservat";
    For("retain.plan") [B2b] "contacts by the service level, reminders by the rhythm of orders, a talk about the year ahead with each regular customer", "контакты по уровню обслуживания, напоминания по ритму заказов, разговор о планах на год с каждым постоянным клиентом", "contacte după nivelul de servire, mementouri după ritmul comenzilor, o discuție despre anul următor cu fiecare client fidel";
    For("retain.plan") [B2c Project] "a call a month and a year after completion, photographs with consent for the next customers, thanks for every recommendation", "звонок через месяц и через год после сдачи, фотографии с согласия для следующих клиентов, благодарность за каждую рекомендацию", "un telefon la o lună și la un an după finalizare, fotografii cu acord pentru clienții următori, mulțumiri pentru fiecare recomandare";
    For("retain.plan") [B2c Product] "a call a week after the purchase, news before anybody else for regular customers, thanks for every recommendation", "звонок через неделю после покупки, новости постоянным клиентам раньше всех, благодарность за каждую рекомендацию", "un telefon la o săptămână după cumpărare, noutăți mai întâi pentru clienții fideli, mulțumiri pentru fiecare recomandare";
    For("retain.plan") [B2c Service] "a message the day after, a reminder when the next time is due, thanks for every recommendation", "сообщение на следующий день, напоминание, когда пора прийти снова, благодарность за каждую рекомендацию", "un mesaj a doua zi, un memento când se apropie vizita următoare, mulțumiri pentru fiecare recomandare";
};
