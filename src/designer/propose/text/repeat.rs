//! Selling to a company that has bought before.

use super::Part;
use crate::process::Subprocess;

pub(super) const REMINDER: Part = Part {
    id: "reminder",
    subprocess: Subprocess::Retain,
    days: [3, 1, 7, 3, 1, 7],
    lines: lines! {
        Name [Product] "Next order due", "Пора повторить заказ", "Comandă repetată la termen";
        Name [Service] "Next service due", "Пора повторить услугу", "Serviciu repetat la termen";
        Exit("customer_reached") [] "the customer has been reached and has said what is needed next", "с клиентом связались, и он сказал, что понадобится дальше", "clientul a fost contactat și a spus ce îi va trebui";
        Do [Consultative Transactional] "Take from the worklist those whose next order is due by their own rhythm", "Взять из списка тех, кому по их ритму пора заказывать", "Luăm din listă clienții a căror comandă urmează după ritmul lor";
        Do [Project] "Look through finished projects for what comes next: extension, maintenance, the next site", "Просмотреть завершённые проекты: что дальше — расширение, обслуживание, следующий объект", "Trecem prin proiectele încheiate și căutăm ce urmează: extindere, mentenanță, următorul obiectiv";
        Do [] "Look up what was ordered last, what was not, and what was promised", "Посмотреть, что заказывали в прошлый раз, чего не взяли и что обещано", "Ne uităm ce s-a comandat ultima oară, ce nu și ce s-a promis";
        Do [Product Consultative Transactional] "Call before the order is due, and ask how long the stock will last", "Позвонить заранее и спросить, на сколько хватит запаса", "Sunăm înainte de termen și întrebăm cât timp le mai ajunge ce au cumpărat";
        Do [Service Consultative Transactional] "Call before the date, and ask what is planned and when it would suit", "Позвонить заранее и спросить, что планируется и когда удобно", "Sunăm înainte de termen și întrebăm ce este planificat și când ar conveni";
        Do [Project] "Ask for an hour to show what the last project has brought", "Попросить час, чтобы показать, что дал прошлый проект", "Cerem o oră ca să arătăm ce a adus ultimul proiect";
        How [] "Name the last order; it shows that somebody keeps track", "Назвать прошлый заказ: видно, что о клиенте помнят", "Amintim ultima comandă; se vede că cineva ține evidența";
        How [] "Ask about the plans for the coming months, and set the next date by them", "Спросить о планах на ближайшие месяцы и по ним назначить дату", "Întrebăm de planurile lunilor următoare și stabilim data după ele";
        How [] "If an order is late, ask what has changed before offering anything", "Если заказ задерживается, спросить, что изменилось, прежде чем предлагать", "Dacă o comandă întârzie, întrebăm ce s-a schimbat înainte de a propune ceva";
    },
};

pub(super) const REQUEST: Part = Part {
    id: "request",
    subprocess: Subprocess::Retain,
    days: [1, 1, 2, 1, 1, 2],
    lines: lines! {
        Name [] "Customer's request", "Заявка клиента", "Cererea clientului";
        Exit("request_noted") [] "what is asked for and by when is written down", "записано, что нужно и к какому сроку", "este notat ce se cere și până când";
        Do [] "Answer within the time that regular customers are promised", "Ответить за время, обещанное постоянным клиентам", "Răspundem în timpul promis clienților fideli";
        Do [] "Write down what is wanted and by when, and what is different from last time", "Записать, что нужно и к какому сроку и чем это отличается от прошлого раза", "Notăm ce se dorește, până când și ce este diferit față de data trecută";
        Do [] "Check open invoices and open complaints before making an offer", "Проверить неоплаченные счета и жалобы, прежде чем предлагать", "Verificăm facturile neachitate și reclamațiile nerezolvate înainte de a oferta";
        How [] "Do not ask for what we know already; the customer expects to be known", "Не спрашивать того, что уже знаем: клиент ждёт, что его помнят", "Nu cerem ce știm deja; clientul se așteaptă să fie cunoscut";
        How [] "Ask what the order is for, if it is not the usual one", "Если заказ не такой, как обычно, спросить, для чего он", "Întrebăm la ce folosește comanda, dacă este alta decât de obicei";
    },
};

pub(super) const OFFER: Part = Part {
    id: "offer",
    subprocess: Subprocess::Retain,
    days: [4, 1, 10, 4, 1, 10],
    lines: lines! {
        Name [Consultative Project] "Needs review and offer", "Обзор потребностей и предложение", "Revizuirea nevoilor și oferta";
        Name [Transactional] "Offer", "Коммерческое предложение", "Ofertă";
        Exit("changes_known") [Consultative Project] "what has changed since the last order is known", "известно, что изменилось с прошлого заказа", "se știe ce s-a schimbat de la ultima comandă";
        Exit("offer_confirmed") [] "the customer has confirmed the offer", "клиент подтвердил предложение", "clientul a confirmat oferta";
        Do [Consultative Project] "Ask what has changed since the last order: people, plans, volumes", "Спросить, что изменилось с прошлого заказа: люди, планы, объёмы", "Întrebăm ce s-a schimbat de la ultima comandă: oameni, planuri, volume";
        Do [Consultative Project] "Offer what was ordered last, adjusted to what has changed", "Предложить прошлый заказ с поправкой на изменения", "Oferim comanda trecută, adaptată la schimbări";
        Do [Transactional] "Offer what was ordered last with today's price and date", "Предложить прошлый заказ по сегодняшней цене и с датой", "Oferim comanda trecută cu prețul și termenul de azi";
        Do [Product] "Add the one product that customers like this one buy next, and say why", "Добавить один товар, который похожие клиенты берут следующим, и объяснить почему", "Adăugăm produsul pe care clienți asemănători îl cumpără apoi și spunem de ce";
        Do [Service] "Add the one service that customers like this one take next, and say why", "Добавить одну услугу, которую похожие клиенты берут следующей, и объяснить почему", "Adăugăm serviciul pe care clienți asemănători îl iau apoi și spunem de ce";
        Do [Consultative Project] "Agree on volume, price and dates with whoever decides this time", "Согласовать количество, цену и сроки с тем, кто решает в этот раз", "Convenim volumul, prețul și termenele cu cine decide de data aceasta";
        Do [Transactional] "Offer a better price for a larger volume or a standing order", "Предложить лучшую цену за больший объём или регулярный заказ", "Oferim un preț mai bun pentru un volum mai mare sau o comandă permanentă";
        How [Consultative Project] "Begin with what the last order brought the customer", "Начать с того, что дал клиенту прошлый заказ", "Începem cu ce i-a adus clientului ultima comandă";
        How [Consultative Project] "Offer a contract for a longer term to whoever orders regularly", "Тем, кто заказывает регулярно, предлагать договор на больший срок", "Celor care comandă regulat le propunem un contract pe termen mai lung";
        How [Consultative Project] "Hold the price by what has become better since, not by habit", "Держать цену тем, что стало лучше, а не привычкой", "Ținem prețul prin ce s-a îmbunătățit, nu din obișnuință";
        How [Transactional] "Send the offer ready to confirm with a single reply", "Отправлять предложение так, чтобы его можно было подтвердить одним ответом", "Trimitem oferta gata de confirmat cu un singur răspuns";
        How [Transactional] "Tell of a rise in price before it comes, so that the customer can still order", "Предупреждать о росте цен заранее, чтобы клиент успел заказать", "Anunțăm o scumpire din timp, ca clientul să mai poată comanda";
        With("department") [Project Product] "Engineering", "Технический отдел", "Departamentul tehnic";
        With("department") [Project Service] "Experts who will do the work", "Специалисты, которые будут вести работу", "Specialiștii care vor executa lucrarea";
    },
};

pub(super) const ORDER: Part = Part {
    id: "order",
    subprocess: Subprocess::Retain,
    days: [8, 3, 20, 8, 3, 20],
    lines: lines! {
        Name [] "Order and payment", "Заказ и оплата", "Comandă și plată";
        Exit("order_signed") [] "the customer has signed or confirmed the order in writing", "клиент подписал или письменно подтвердил заказ", "clientul a semnat sau a confirmat comanda în scris";
        Exit("payment_received") [] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Do [Product] "Confirm the order in writing: quantities, prices, dates, terms of payment", "Подтвердить заказ письменно: количество, цены, сроки, условия оплаты", "Confirmăm comanda în scris: cantități, prețuri, termene, condiții de plată";
        Do [Service] "Confirm the order in writing: scope, price, dates, terms of payment", "Подтвердить заказ письменно: объём, цена, сроки, условия оплаты", "Confirmăm comanda în scris: volum, preț, termene, condiții de plată";
        Do [] "Pass the order on, and watch that the dates are kept", "Передать заказ в работу и следить за сроками", "Transmitem comanda mai departe și urmărim respectarea termenelor";
        Do [] "Send the invoice as agreed, and call the day after a payment is late", "Выставить счёт, как договорились, и позвонить на следующий день после просрочки", "Trimitem factura conform înțelegerii și sunăm a doua zi după o întârziere";
        How [] "Settle a complaint about the last order before asking for money for this one", "Закрыть жалобу по прошлому заказу, прежде чем просить деньги за этот", "Rezolvăm reclamația la comanda trecută înainte de a cere bani pentru aceasta";
        How [] "Tell the customer of a delay before the customer notices", "Сообщать о задержке раньше, чем клиент её заметит", "Anunțăm întârzierea înainte ca clientul să o observe";
        With("department") [Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
    },
};
