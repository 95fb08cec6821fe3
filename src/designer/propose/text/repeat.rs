//! Selling to a company that has bought before.

use super::Part;
use crate::process::Subprocess;

pub(super) const REMINDER: Part = Part {
    id: "reminder",
    subprocess: Subprocess::Retain,
    days: [3, 1, 7, 3, 1, 7],
    lines: lines! {
        Name [Product Consultative Transactional] "Next order due", "Пора повторить заказ", "Comandă repetată la termen";
        Name [Service Consultative Transactional] "Next service due", "Пора заказать услугу снова", "Serviciu repetat la termen";
        Name [Project] "Next project due", "Пора обсудить новый проект", "Proiectul următor";
        Exit("customer_reached") [] "the customer has been reached and has said what is needed next", "с клиентом связались, и он сказал, что понадобится дальше", "clientul a fost contactat și a spus ce îi va trebui";
        Do [Consultative Transactional] "Take from the worklist those who are due to buy again by their own rhythm", "Взять из списка тех, кому по их ритму пора покупать снова", "Luăm din listă clienții cărora, după ritmul lor, le-a venit vremea să cumpere";
        Do [Unformed Consultative] "Look up in figures what the first sale has brought", "Посмотреть в цифрах, что дала первая продажа", "Ne uităm în cifre ce a adus prima vânzare";
        Do [Indirect] "Tell the partner first that it is time, and agree who calls", "Сначала сказать партнёру, что пора, и решить, кто звонит", "Îi spunem întâi partenerului că a venit momentul și stabilim cine sună";
        Do [Innovative Product Consultative] "Look up how much it is used; whoever uses it less will not buy again", "Посмотреть, насколько этим пользуются: кто пользуется меньше, тот не купит снова", "Ne uităm cât se folosește produsul; cine îl folosește mai puțin nu mai cumpără";
        Do [Project Service] "Look through finished projects for what was put off, and for who else needs the same", "Просмотреть завершённые проекты: что отложили и кому ещё нужно то же", "Trecem prin proiectele încheiate: ce s-a amânat și cine mai are nevoie de același lucru";
        Do [Project Product] "Look through finished projects for what comes next: extension, spare parts, maintenance, the next site", "Просмотреть завершённые проекты: что дальше — расширение, запасные части, обслуживание, следующий объект", "Trecem prin proiectele încheiate și căutăm ce urmează: extindere, piese, mentenanță, următorul amplasament";
        Do [Product Consultative] "Call in good time, and ask what is used up, worn out or outgrown", "Позвонить заранее и спросить, что заканчивается, износилось или чего уже не хватает", "Sunăm din timp și întrebăm ce se termină, ce s-a uzat și ce nu mai ajunge";
        Do [Service Consultative Transactional] "Call before the date, and ask what is planned and when it would suit", "Позвонить заранее и спросить, что планируется и когда удобно", "Sunăm înainte de termen și întrebăm ce este planificat și când ar conveni";
        Do [Consultative Transactional] "Look up what was bought last, what was not, and what was promised", "Посмотреть, что покупали в прошлый раз, чего не взяли и что обещано", "Ne uităm ce s-a cumpărat ultima oară, ce nu și ce s-a promis";
        Do [Project] "Look up what was done last, what was left out, and what was promised", "Посмотреть, что сделали в прошлый раз, что отложили и что обещано", "Ne uităm ce s-a făcut ultima oară, ce a rămas în afară și ce s-a promis";
        Do [Product Transactional] "Call before the order is due, and ask how long the stock will last", "Позвонить заранее и спросить, на сколько хватит запаса", "Sunăm înainte de termen și întrebăm cât timp le mai ajunge stocul";
        Do [Project] "Ask for an hour to show what the last project has brought", "Попросить о часовой встрече, чтобы показать, что дал прошлый проект", "Cerem o oră ca să arătăm ce a adus ultimul proiect";
        How [Indirect] "Ask the partner for the date on which the customer plans the year", "Узнать у партнёра, когда клиент планирует год", "Aflăm de la partener când își planifică clientul anul";
        How [Innovative Consultative] "Call whoever uses it most; that person knows who else could", "Звонить тому, кто пользуется больше всех: он знает, кому ещё пригодится", "Îl sunăm pe cel care îl folosește cel mai mult; știe cui i-ar mai fi de folos";
        How [Consultative Transactional] "Name the last purchase; it shows that somebody keeps track", "Назвать прошлую покупку: видно, что о клиенте помнят", "Amintim ultima cumpărare; se vede că cineva ține evidența";
        How [Project] "Begin with what the last project has changed; it shows that somebody keeps track", "Начать с того, что изменил прошлый проект: видно, что о клиенте помнят", "Începem cu ce a schimbat ultimul proiect; se vede că cineva ține evidența";
        How [] "Ask about the plans for the coming months, and set the next date by them", "Спросить о планах на ближайшие месяцы и по ним назначить дату", "Întrebăm de planurile lunilor următoare și stabilim data după ele";
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
        Do [Indirect] "Tell the partner of the request on the same day", "В тот же день сообщить партнёру о заявке", "Îi spunem partenerului despre cerere în aceeași zi";
        Do [Innovative] "Ask whether it is a wish, a fault or a new use", "Спросить, что это: пожелание, сбой или новое применение", "Întrebăm ce este: o dorință, o defecțiune sau o utilizare nouă";
        Do [Unformed] "Ask what has made them come by themselves this time", "Спросить, почему в этот раз обратились сами", "Întrebăm de ce au venit de data aceasta din proprie inițiativă";
        Do [] "Write down what is wanted and by when, and what is different from last time", "Записать, что нужно и к какому сроку и чем это отличается от прошлого раза", "Notăm ce se dorește, până când și ce este diferit față de data trecută";
        Do [] "Check open invoices and open complaints before making an offer", "Проверить неоплаченные счета и жалобы, прежде чем предлагать", "Verificăm facturile neachitate și reclamațiile nerezolvate înainte de a oferta";
        How [] "Do not ask for what we know already; the customer expects to be known", "Не спрашивать того, что уже знаем: клиент ждёт, что его помнят", "Nu cerem ce știm deja; clientul se așteaptă să fie cunoscut";
        How [] "Ask what it is for, if it is not the usual", "Если просят не то, что обычно, спросить, для чего", "Dacă cere altceva decât de obicei, întrebăm la ce îi trebuie";
    },
};

pub(super) const OFFER: Part = Part {
    id: "offer",
    subprocess: Subprocess::Retain,
    days: [4, 1, 10, 4, 1, 10],
    lines: lines! {
        Name [Consultative Project] "Needs review and proposal", "Обзор потребностей и предложение", "Revizuirea nevoilor și oferta";
        Name [Transactional] "Proposal", "Коммерческое предложение", "Ofertă";
        Exit("changes_known") [Consultative Project] "what has changed since last time is known", "известно, что изменилось с прошлого раза", "se știe ce s-a schimbat față de data trecută";
        Exit("offer_confirmed") [] "the customer has confirmed the offer", "клиент подтвердил предложение", "clientul a confirmat oferta";
        Do [Transactional] "Offer what was bought last with today's price and date", "Предложить то же, что в прошлый раз, с сегодняшней ценой и сроком", "Oferim ce s-a cumpărat ultima oară, la prețul de azi și cu termen de livrare";
        Do [Consultative Project] "Ask what has changed since last time: people, plans, volumes", "Спросить, что изменилось с прошлого раза: люди, планы, объёмы", "Întrebăm ce s-a schimbat față de data trecută: oameni, planuri, volume";
        Do [Indirect] "Agree with the partner on price and margin before the offer goes out", "До отправки согласовать с партнёром цену и маржу", "Convenim cu partenerul prețul și marja înainte de a trimite oferta";
        Do [Innovative Consultative] "Offer to extend it to the next team, at the price agreed at the start", "Предложить расширение на следующую команду по цене, о которой договорились вначале", "Propunem extinderea la echipa următoare, la prețul convenit la început";
        Do [Unformed Consultative] "Show which cost of the same kind is left, and what can be done about it", "Показать, какие ещё затраты этого рода остались и как их убрать", "Arătăm ce costuri de același fel au rămas și ce ar fi de făcut";
        Do [Project Service] "Go through the last project together: what worked, what did not, what is left to do", "Разобрать вместе прошлый проект: что получилось, что нет и что осталось", "Revedem împreună ultimul proiect: ce a mers, ce nu și ce a rămas de făcut";
        Do [Project Product] "Go through how it runs: output, stoppages, spare parts", "Разобрать, как работает поставленное: выработка, простои, запасные части", "Verificăm împreună cum funcționează echipamentul: randament, opriri, piese";
        Do [Service] "Add the one service that customers like this one take next, and say why", "Добавить одну услугу, которую похожие клиенты берут следующей, и объяснить почему", "Adăugăm serviciul pe care clienți asemănători îl iau apoi și spunem de ce";
        Do [Product] "Add the one product that customers like this one buy next, and say why", "Добавить один товар, который похожие клиенты берут следующим, и объяснить почему", "Adăugăm produsul pe care clienți asemănători îl cumpără apoi și spunem de ce";
        Do [Consultative] "Offer what was bought last, adjusted to what has changed", "Предложить то же, что в прошлый раз, с поправкой на изменения", "Oferim ce s-a cumpărat ultima oară, adaptat la schimbări";
        Do [Transactional] "Offer a better price for a larger volume or a fixed schedule", "Предложить лучшую цену за больший объём или постоянный график", "Oferim un preț mai bun pentru un volum mai mare sau un program fix";
        How [Unformed] "Lay the figures of the first sale on the table before the new price", "До новой цены положить на стол цифры первой продажи", "Punem pe masă cifrele primei vânzări înainte de noul preț";
        How [Indirect] "Let the partner present it, and be there", "Пусть представляет партнёр, а мы присутствуем", "Prezintă partenerul, iar noi suntem de față";
        How [Innovative] "Show what others have made of it since", "Показать, чего с этим уже добились другие", "Arătăm ce au făcut alții cu produsul între timp";
        How [Consultative Project] "Begin with what it has brought the customer so far", "Начать с того, что клиент уже получил", "Începem cu ce i-a adus clientului până acum";
        How [Consultative] "Offer a contract for a longer term to whoever buys regularly", "Тем, кто покупает регулярно, предлагать договор на больший срок", "Celor care cumpără regulat le propunem un contract pe termen mai lung";
        How [Consultative Project] "Hold the price by what has become better since, not by habit", "Обосновывать цену тем, что стало лучше, а не привычкой", "Ținem prețul prin ce s-a îmbunătățit, nu din obișnuință";
        How [Transactional] "Send the offer ready to confirm with a single reply", "Отправлять предложение так, чтобы его можно было подтвердить одним ответом", "Trimitem oferta gata de confirmat cu un singur răspuns";
        How [Transactional] "Announce a price rise before it comes, so that the customer can still buy", "Предупреждать о росте цен заранее, чтобы клиент успел купить", "Anunțăm o scumpire din timp, ca clientul să mai poată cumpăra";
        With("department") [Project Product] "Engineering", "Технический отдел", "Inginerie";
        With("department") [Project Service] "Experts who will do the work", "Специалисты, которые будут вести работу", "Specialiștii care vor executa lucrarea";
    },
};

pub(super) const ORDER: Part = Part {
    id: "order",
    subprocess: Subprocess::Retain,
    days: [8, 3, 15, 8, 3, 15],
    lines: lines! {
        Name [Product Consultative Transactional] "Order and payment", "Заказ и оплата", "Comandă și plată";
        Name [] "Contract and payment", "Договор и оплата", "Contract și plată";
        Exit("order_signed") [] "the customer has signed or confirmed in writing", "клиент подписал или подтвердил письменно", "clientul a semnat sau a confirmat în scris";
        Exit("payment_received") [] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Exit("order_fulfilled") [Product Consultative Transactional] "what was ordered has been delivered and accepted", "заказанное поставлено и принято", "ce s-a comandat este livrat și recepționat";
        Exit("order_fulfilled") [Service Consultative Transactional] "what was agreed has been done and accepted", "оговорённое выполнено и принято", "ce s-a convenit este executat și recepționat";
        Do [Indirect] "Settle who signs, who supplies and who sends the invoice", "Решить, кто подписывает, кто поставляет и кто выставляет счёт", "Stabilim cine semnează, cine livrează și cine facturează";
        Do [Project] "Confirm in writing: scope, price, milestones, terms of payment", "Подтвердить письменно: объём, цена, этапы, условия оплаты", "Confirmăm în scris: volum, preț, etape, condiții de plată";
        Do [Product Consultative Transactional] "Confirm the order in writing: quantities, prices, dates, terms of payment", "Подтвердить заказ письменно: количество, цены, сроки, условия оплаты", "Confirmăm comanda în scris: cantități, prețuri, termene, condiții de plată";
        Do [Service Consultative Transactional] "Confirm in writing: scope, price, dates, terms of payment", "Подтвердить письменно: объём, цена, сроки, условия оплаты", "Confirmăm în scris: volum, preț, termene, condiții de plată";
        Do [Product] "Pass it on to those who supply it, and see that the dates are kept", "Передать тем, кто поставляет, и следить за сроками", "Transmitem celor care livrează și urmărim respectarea termenelor";
        Do [Service] "Pass it on to those who do the work, and watch that the dates are kept", "Передать исполнителям и следить за сроками", "Le transmitem celor care lucrează ce au de făcut și urmărim respectarea termenelor";
        Do [] "Send the invoice as agreed, and call the day after a payment is late", "Выставить счёт, как договорились, и позвонить на следующий день после просрочки", "Trimitem factura conform înțelegerii și sunăm a doua zi după o întârziere";
        How [] "Settle an open complaint before asking for new money", "Закрыть прошлую жалобу, прежде чем просить новые деньги", "Rezolvăm reclamația veche înainte de a cere bani noi";
        How [] "Tell the customer of a delay before the customer notices", "Сообщать о задержке раньше, чем клиент её заметит", "Anunțăm întârzierea înainte ca clientul să o observe";
        With("department") [Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
    },
};
