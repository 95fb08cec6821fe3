//! Selling to a company that has bought before.

use super::Part;
use crate::process::Subprocess;

pub(super) const REMINDER: Part = Part {
    id: "reminder",
    subprocess: Subprocess::Retain,
    days: [3, 1, 7, 3, 1, 7],
    lines: lines! {
        Name [Product Consultative Transactional] "Next order due", "Пора повторить заказ", "Următoarea comandă";
        Name [Service Consultative Transactional] "Next service due", "Пора заказать услугу снова", "Următoarea lucrare";
        Name [Project] "Follow-on project", "Пора обсудить новый проект", "Proiectul următor";
        Exit("customer_reached") [] "the customer has been reached and has said what is needed next", "с клиентом связались, и он сказал, что понадобится дальше", "clientul a fost contactat și a spus ce îi va trebui";
        Do [Consultative Transactional] "Take from the worklist the customers who are due to buy again, and contracts that end within three months", "Взять из списка клиентов, у которых подходит срок покупки, и договоры, которые кончаются в течение трёх месяцев", "Luăm din listă clienții cărora le-a venit vremea să cumpere și contractele care expiră în trei luni";
        Do [Unformed Consultative] "Look up in figures what the first purchase has brought the customer", "Посмотреть в цифрах, что дала клиенту первая покупка", "Ne uităm în cifre ce i-a adus clientului prima cumpărare";
        Do [Indirect] "Tell the partner first that it is time, and agree who calls", "Сначала сказать партнёру, что пора, и решить, кто звонит", "Îi spunem întâi partenerului că a venit momentul și stabilim cine sună";
        Do [Innovative Product Consultative] "Check how much it is used; a customer who uses it less is unlikely to renew", "Посмотреть, насколько активно пользуются продуктом: кто пользуется меньше, тот вряд ли продлит", "Verificăm cât se folosește produsul; cine îl folosește mai puțin probabil nu prelungește";
        Do [Project Service] "Look through finished projects for what was put off, and for who else needs the same", "Просмотреть завершённые проекты: что отложили и кому ещё нужно то же", "Trecem prin proiectele încheiate: ce s-a amânat și cine mai are nevoie de același lucru";
        Do [Project Product] "Look through finished projects for what comes next: extension, spare parts, maintenance, the next site", "Просмотреть завершённые проекты: что дальше — расширение, запасные части, обслуживание, следующий объект", "Trecem prin proiectele încheiate și căutăm ce urmează: extindere, piese, mentenanță, următorul amplasament";
        Do [Consultative Transactional] "Look up what was bought last, what was not, and what was promised", "Посмотреть, что покупали в прошлый раз, чего не взяли и что обещано", "Ne uităm ce s-a cumpărat ultima oară, ce nu și ce s-a promis";
        Do [Product Consultative] "Call in good time, and ask what needs replacing, extending or renewing", "Позвонить заранее и спросить, что пора заменить, расширить или продлить", "Sunăm din timp și întrebăm ce trebuie înlocuit, extins sau prelungit";
        Do [Service Consultative Transactional] "Call before the date, and ask what is planned and when it would suit", "Позвонить заранее и спросить, что планируется и когда удобно", "Sunăm înainte de termen și întrebăm ce este planificat și când ar conveni";
        Do [Project] "Look up what was done last, what was left out, and what was promised", "Посмотреть, что сделали в прошлый раз, что отложили и что обещано", "Ne uităm ce s-a făcut ultima oară, ce a rămas în afară și ce s-a promis";
        Do [Product Transactional] "Call before the order is due, and ask how long the stock will last", "Позвонить заранее и спросить, на сколько хватит запаса", "Sunăm înainte de termen și întrebăm cât timp le mai ajunge stocul";
        Do [Project] "Ask for an hour to show what the last project has brought", "Попросить о часовой встрече, чтобы показать, что дал прошлый проект", "Cerem o oră ca să arătăm ce a adus ultimul proiect";
        How [Indirect] "Ask the partner when the customer plans the year", "Узнать у партнёра, когда клиент планирует год", "Aflăm de la partener când își planifică clientul anul";
        How [Innovative Consultative] "Call the heaviest user; that person knows who else would benefit", "Звонить тому, кто пользуется больше всех: он знает, кому ещё пригодится", "Îl sunăm pe cel care îl folosește cel mai mult; știe cui i-ar mai fi de folos";
        How [Consultative Transactional] "Mention the last purchase; it shows that somebody keeps track", "Назвать прошлую покупку: видно, что о клиенте помнят", "Amintim ultima cumpărare; arată că ținem evidența";
        How [Project] "Begin with what the last project has changed; it shows that somebody keeps track", "Начать с того, что изменил прошлый проект: видно, что о клиенте помнят", "Începem cu ce a schimbat ultimul proiect; arată că ținem evidența";
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
        Do [] "Answer regular customers within the time promised, the others as on a first request", "Ответить постоянным клиентам за обещанное время, остальным — как на новую заявку", "Răspundem clienților fideli în timpul promis, celorlalți ca la o primă cerere";
        Do [Indirect] "Tell the partner of the request first, and agree who answers", "Сначала сообщить партнёру о заявке и решить, кто отвечает", "Îi spunem întâi partenerului despre cerere și stabilim cine răspunde";
        Do [Innovative] "Ask whether it is a wish, a fault or a new use", "Спросить, что это: пожелание, сбой или новое применение", "Întrebăm ce este: o dorință, o defecțiune sau o utilizare nouă";
        Do [Unformed] "Ask what made them come to us unprompted this time", "Спросить, почему в этот раз обратились сами", "Întrebăm de ce au venit de data aceasta din proprie inițiativă";
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
        Name [Consultative Project] "Needs review and proposal", "Уточнение потребностей и предложение", "Revizuirea nevoilor și oferta";
        Name [Transactional] "Quote", "Коммерческое предложение", "Ofertă";
        Exit("changes_known") [Consultative Project] "what has changed since last time is known", "известно, что изменилось с прошлого раза", "se știe ce s-a schimbat față de data trecută";
        Exit("offer_confirmed") [] "the customer has confirmed the offer", "клиент подтвердил предложение", "clientul a confirmat oferta";
        Do [Transactional] "Offer what was bought last with today's price and date", "Предложить то же, что в прошлый раз, с сегодняшней ценой и сроком", "Oferim ce s-a cumpărat ultima oară, la prețul de azi și cu termen de livrare";
        Do [Consultative Project] "Ask what has changed since last time: people, plans, volumes", "Спросить, что изменилось с прошлого раза: люди, планы, объёмы", "Întrebăm ce s-a schimbat față de data trecută: oameni, planuri, volume";
        Do [Indirect] "Agree with the partner on our price and our support before the offer goes out", "До отправки согласовать с партнёром нашу цену и поддержку", "Convenim cu partenerul prețul nostru și sprijinul nostru înainte de a trimite oferta";
        Do [Innovative Consultative] "Offer to extend it to the next team, at the price agreed at the start", "Предложить расширение на следующую команду по цене, о которой договорились вначале", "Propunem extinderea la echipa următoare, la prețul convenit la început";
        Do [Unformed Consultative] "Show which similar costs remain, and what can be done about them", "Показать, какие ещё затраты этого рода остались и как их убрать", "Arătăm ce costuri de același fel au rămas și ce ar fi de făcut";
        Do [Project Service] "Go through the last project together: what worked, what did not, what is left to do", "Разобрать вместе прошлый проект: что получилось, что нет и что осталось", "Revedem împreună ultimul proiect: ce a mers, ce nu și ce a rămas de făcut";
        Do [Project Product] "Go through how it runs: output, stoppages, spare parts", "Разобрать, как работает поставленное: выработка, простои, запасные части", "Verificăm împreună cum funcționează echipamentul: randament, opriri, piese";
        Do [Service] "Add the one service that customers like this one take next, and say why", "Добавить одну услугу, которую похожие клиенты берут следующей, и объяснить почему", "Adăugăm serviciul pe care clienții asemănători îl iau de obicei în continuare și spunem de ce";
        Do [Product] "Add the one product that customers like this one buy next, and say why", "Добавить один товар, который похожие клиенты берут следующим, и объяснить почему", "Adăugăm produsul pe care clienții asemănători îl cumpără de obicei în continuare și spunem de ce";
        Do [Consultative] "Offer what was bought last, adjusted to what has changed", "Предложить то же, что в прошлый раз, с поправкой на изменения", "Oferim ce s-a cumpărat ultima oară, adaptat la schimbări";
        Do [Transactional Product] "Offer a better price for a larger volume or a fixed schedule", "Предложить лучшую цену за больший объём или постоянный график", "Oferim un preț mai bun pentru un volum mai mare sau un program fix de livrări";
        Do [Transactional Service] "Offer a better price for a fixed schedule", "Предложить лучшую цену за постоянный график", "Oferim un preț mai bun pentru un program fix";
        How [Unformed] "Show what the first purchase has brought before naming the new price", "Прежде чем назвать новую цену, показать, что дала клиенту первая покупка", "Arătăm ce a adus prima cumpărare înainte de a spune prețul nou";
        How [Indirect] "Let the partner present it, and be there", "Пусть представляет партнёр, а мы присутствуем", "Oferta o prezintă partenerul, iar noi suntem de față";
        How [Innovative] "Show what others have achieved with it since", "Показать, чего с этим уже добились другие", "Arătăm ce au făcut alții cu produsul între timp";
        How [Consultative Project] "Begin with what it has brought the customer so far", "Начать с того, что клиент уже получил", "Începem cu ce a câștigat clientul până acum de la noi";
        How [Consultative] "Offer a contract for a longer term to whoever buys regularly", "Тем, кто покупает регулярно, предлагать договор на больший срок", "Celor care cumpără regulat le propunem un contract pe termen mai lung";
        How [Consultative Project] "Defend the price with what has improved since, not by habit", "Обосновывать цену тем, что стало лучше, а не привычкой", "Ținem prețul prin ce s-a îmbunătățit, nu din obișnuință";
        How [Transactional] "Send the offer ready to confirm with a single reply", "Отправлять предложение так, чтобы его можно было подтвердить одним ответом", "Trimitem oferta gata de confirmat cu un singur răspuns";
        How [Transactional] "Announce a price rise before it comes, so that the customer can still buy", "Предупреждать о росте цен заранее, чтобы клиент успел купить", "Anunțăm o scumpire din timp, ca clientul să mai poată cumpăra";
        With("department") [Project Product] "Engineering", "Технический отдел", "Inginerie";
        With("department") [Project Service] "Experts who will do the work", "Специалисты, которые будут вести работу", "Specialiștii care vor executa lucrarea";
    },
};

pub(super) const ORDER: Part = Part {
    id: "order",
    subprocess: Subprocess::Retain,
    days: [5, 2, 15, 5, 2, 15],
    lines: lines! {
        Name [Product Consultative Transactional] "Order", "Заказ", "Comandă";
        Name [] "Contract", "Договор", "Contract";
        Exit("order_signed") [] "the customer has signed or confirmed in writing", "клиент подписал или подтвердил письменно", "clientul a semnat sau a confirmat în scris";
        Exit("order_passed_on") [] "those who provide it know what was promised and by when", "исполнители знают, что обещано и к какому сроку", "cei care execută știu ce s-a promis și până când";
        Do [Indirect] "Follow the partner agreement: who signs, who provides and who sends the invoice", "По партнёрскому договору: кто подписывает, кто исполняет и кто выставляет счёт", "Urmăm contractul cu partenerul: cine semnează, cine execută și cine facturează";
        Do [Project Product] "Confirm specification, price, dates and terms of payment in writing", "Подтвердить письменно техническое задание, цену, сроки и условия оплаты", "Confirmăm în scris caietul de sarcini, prețul, termenele și condițiile de plată";
        Do [Project Service] "Confirm scope, price, milestones and terms of payment in writing", "Подтвердить письменно объём, цену, этапы и условия оплаты", "Confirmăm în scris ce este inclus, prețul, etapele și condițiile de plată";
        Do [Product Consultative Transactional] "Confirm the order in writing: what, how much, price, date, terms of payment", "Подтвердить заказ письменно: что, сколько, по какой цене, к какому сроку, условия оплаты", "Confirmăm comanda în scris: ce, cât, preț, termen, condiții de plată";
        Do [Service Consultative Transactional] "Confirm scope, price, dates and terms of payment in writing", "Подтвердить письменно объём, цену, сроки и условия оплаты", "Confirmăm în scris ce este inclus, prețul, termenele și condițiile de plată";
        Do [] "Pass it on to those who provide it, with what was promised and by when", "Передать исполнителям, что обещано и к какому сроку", "Transmitem celor care execută ce s-a promis și până când";
        Do [] "Tell the customer who looks after it now and when it will be done", "Сказать клиенту, кто этим занимается теперь и когда всё будет готово", "Îi spunem clientului cine se ocupă acum și când va fi gata";
        How [Indirect] "Let one side confirm, us or the partner; two papers make one doubt", "Подтверждает кто-то один, мы или партнёр: две бумаги рождают сомнение", "Confirmă o singură parte, noi sau partenerul; două hârtii nasc o îndoială";
        How [Innovative Consultative] "Settle along with the confirmation who will use it first", "Вместе с подтверждением решить, кто начнёт пользоваться первым", "Stabilim odată cu confirmarea cine îl va folosi primul";
        How [] "Settle an open complaint before asking for the next payment", "Сначала урегулировать прошлую претензию, потом просить новый платёж", "Rezolvăm reclamația veche înainte de a cere plata următoare";
        How [] "Confirm on the same day; what is not confirmed is not sold yet", "Подтверждать в тот же день: что не подтверждено, то ещё не продано", "Confirmăm în aceeași zi; ce nu este confirmat nu este încă vândut";
        With("department") [Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
    },
};

pub(super) const FULFILMENT: Part = Part {
    id: "fulfilment",
    subprocess: Subprocess::Retain,
    days: [9, 4, 25, 9, 4, 25],
    lines: lines! {
        Name [Product Consultative Transactional] "Delivery and payment", "Поставка и оплата", "Livrare și plată";
        Name [Service Consultative Transactional] "Service delivery and payment", "Оказание услуги и оплата", "Prestarea serviciului și plata";
        Name [Project] "Project delivery and payment", "Исполнение проекта и оплата", "Execuția proiectului și plata";
        Exit("order_fulfilled") [Product Consultative Transactional] "what was ordered has been delivered and accepted", "заказанное поставлено и принято", "ce s-a comandat este livrat și recepționat";
        Exit("order_fulfilled") [Service Consultative Transactional] "what was agreed has been done and accepted", "оговорённое выполнено и принято", "ce s-a convenit este executat și recepționat";
        Exit("order_fulfilled") [Project Product] "what was agreed has been delivered, installed and accepted", "всё поставлено, смонтировано и принято", "totul este livrat, montat și recepționat";
        Exit("order_fulfilled") [Project Service] "the project has been carried out and accepted", "проект исполнен и принят", "proiectul este executat și recepționat";
        Exit("payment_received") [] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Do [Indirect] "Agree with the partner who delivers, who sends the invoice and by when", "Согласовать с партнёром, кто исполняет, кто выставляет счёт и к какому сроку", "Stabilim cu partenerul cine execută, cine trimite factura și până când";
        Do [Innovative Consultative] "Show what is new in it to everybody who will work with it", "Показать новое всем, кто будет с этим работать", "Le arătăm tuturor celor care vor lucra cu el ce este nou";
        Do [Project Product] "Tell the customer the dates of manufacture, dispatch and installation, and have the last one signed", "Сообщать клиенту сроки изготовления, отгрузки и монтажа и подписать приёмку", "Îi spunem clientului termenele de fabricație, expediere și montaj și semnăm recepția";
        Do [Project Service] "Have each milestone accepted and signed, and invoiced on the same day", "Принять и подписать каждый этап и в тот же день выставить счёт", "La fiecare etapă se semnează recepția și se facturează în aceeași zi";
        Do [] "See that the dates are kept, and tell the customer before one changes", "Следить за сроками и предупреждать клиента, прежде чем они изменятся", "Urmărim termenele și anunțăm clientul înainte ca ele să se schimbe";
        Do [] "Send the invoice as agreed, and call the day after a payment is late", "Выставить счёт, как договорились, и позвонить на следующий день после просрочки", "Trimitem factura conform înțelegerii și sunăm a doua zi după o întârziere";
        Do [Consultative Transactional] "Ask whether all is as agreed, and put right what is not", "Спросить, всё ли как договаривались, и исправить, что не так", "Întrebăm dacă totul este conform înțelegerii și corectăm ce nu este";
        How [Indirect] "Ask the partner how it went before asking the customer", "Спросить партнёра, как всё прошло, прежде чем спрашивать клиента", "Întrebăm partenerul cum a mers înainte de a întreba clientul";
        How [Innovative Consultative] "Ask after the first days how much it is used", "Через несколько дней спросить, насколько этим пользуются", "Întrebăm după primele zile cât se folosește";
        How [] "Tell the customer of a delay before the customer notices", "Сообщать о задержке раньше, чем клиент её заметит", "Anunțăm întârzierea înainte să o observe clientul";
        How [] "Let those do it who did it last time, as far as they are free", "Поручать тем, кто делал это в прошлый раз, если они свободны", "Lucrează cei care au lucrat și data trecută, dacă sunt liberi";
        With("department") [Service] "Service team", "Команда исполнителей", "Echipa de execuție";
        With("department") [Project Product] "Implementation", "Отдел внедрения", "Implementare";
    },
};
