//! After the customer has said yes: use, money, delivery, and the next sale.

use super::Part;
use crate::process::Subprocess;

pub(super) const ONBOARDING: Part = Part {
    id: "onboarding",
    subprocess: Subprocess::Close,
    days: [14, 3, 30, 3, 2, 5],
    lines: lines! {
        Name [B2b Product Transactional] "Delivery of the goods", "Поставка товара", "Livrarea mărfii";
        Name [B2c Product] "Handover and setup", "Передача и установка", "Predare și instalare";
        Name [] "Onboarding", "Онбординг", "Integrarea clientului";
        Exit("in_use") [B2b Product Consultative Project] "the people it was bought for use it in their daily work", "те, для кого купили, пользуются этим в ежедневной работе", "cei pentru care a fost cumpărat produsul îl folosesc zilnic în muncă";
        Exit("goods_accepted") [B2b Product Transactional] "the goods have arrived complete and the buyer has accepted them", "товар пришёл полностью и принят покупателем", "marfa a sosit completă și a fost recepționată de cumpărător";
        Exit("customer_accepts") [B2b Product Project] "the equipment is installed, and the customer has signed that it works as agreed", "оборудование смонтировано, и клиент подписал, что оно работает, как договаривались", "echipamentul este montat, iar clientul a semnat că funcționează conform înțelegerii";
        Exit("customer_accepts") [B2b Product Consultative] "the customer has confirmed that it works as agreed", "клиент подтвердил, что всё работает, как договаривались", "clientul a confirmat că produsul funcționează conform înțelegerii";
        Exit("in_use") [B2c Product] "the customer has it, and it works in the place of use", "товар у клиента и работает там, где нужен", "clientul are produsul și acesta funcționează unde este folosit";
        Exit("started") [Service] "the service has begun, and the customer has confirmed that it is as agreed", "услуга начата, клиент подтвердил, что всё как договаривались", "serviciul a început, iar clientul a confirmat că este conform înțelegerii";
        Do [B2c Product] "Hand over or deliver on the promised day", "Передать или доставить в обещанный день", "Predăm sau livrăm produsul în ziua promisă";
        Do [B2b Product Consultative Project] "Hold a kick-off: goals, people, dates, and what the customer must provide", "Провести стартовую встречу: цели, люди, сроки и что должен подготовить клиент", "Ținem o întâlnire de start: obiective, oameni, termene și ce pune clientul la dispoziție";
        Do [B2b Product Project] "Deliver and install the equipment, test it on site with the customer's people, and train those who will run it", "Доставить и смонтировать оборудование, испытать его на месте вместе с людьми клиента и обучить тех, кто будет на нём работать", "Livrăm și montăm echipamentul, îl verificăm la fața locului cu oamenii clientului și îi instruim pe cei care vor lucra cu el";
        Do [B2b Product Innovative] "Begin with the people who took part in the trial, and let them show it to the others", "Начать с тех, кто участвовал в тесте, и пусть они покажут остальным", "Începem cu cei care au participat la probă și îi lăsăm să arate celorlalți";
        Do [B2b Unformed] "Measure at the start and at the end, so that the gain can be seen", "Замерить в начале и в конце, чтобы была видна выгода", "Măsurăm la început și la sfârșit, ca să se vadă câștigul";
        Do [B2c Product Innovative] "Do the first steps together; most people give up within the first hour", "Первые шаги сделать вместе: большинство бросает в первый час", "Facem împreună primii pași; cei mai mulți renunță în prima oră";
        Do [B2b Product Indirect Consultative Project] "Do it together with the partner's people, so that they can run the next one alone", "Вести вместе с людьми партнёра, чтобы следующее они провели сами", "O facem împreună cu oamenii partenerului, ca pe următoarea s-o conducă singuri";
        Do [B2b Product Innovative] "Agree with each new user on the first task to use it for", "С каждым новым пользователем выбрать первую задачу", "Alegem cu fiecare utilizator nou prima sarcină";
        Do [B2b Product Consultative] "Set it up and train the people who will use it", "Всё настроить и обучить тех, кто будет пользоваться", "Punem produsul în funcțiune și îi instruim pe cei care îl vor folosi";
        Do [B2b Product Consultative Project] "Reach the first result the customer was promised, and show it to whoever signed", "Получить первый обещанный результат и показать его тому, кто подписал", "Obținem primul rezultat promis și îl arătăm celui care a semnat";
        Do [B2b Product Consultative Project] "Ask after two weeks what is not used yet and why", "Через две недели спросить, чем ещё не пользуются и почему", "Întrebăm după două săptămâni ce nu se folosește încă și de ce";
        Do [B2b Product Transactional] "Confirm the delivery date and tell the buyer before it changes", "Подтвердить дату поставки и предупредить покупателя, если она меняется", "Confirmăm data livrării și anunțăm din timp cumpărătorul dacă aceasta se schimbă";
        Do [B2b Product Transactional] "Call on the day of delivery and ask whether it is complete and undamaged", "Позвонить в день поставки и спросить, всё ли пришло и цело ли", "Sunăm în ziua livrării și întrebăm dacă marfa a sosit completă și nedeteriorată";
        Do [B2b Product Transactional] "Settle what is missing within two working days", "Устранить недостачу за два рабочих дня", "Completăm ce lipsește în cel mult două zile lucrătoare";
        Do [B2c Product Innovative] "Send one more use on the next day", "На следующий день прислать ещё один способ применения", "Trimitem a doua zi încă o utilizare";
        Do [B2c Product] "Set it up or show how it is set up", "Установить или показать, как это делается", "Îl instalăm sau arătăm cum se instalează";
        Do [B2c Product] "Explain care, warranty and whom to call", "Объяснить уход, гарантию и кому звонить", "Explicăm întreținerea, garanția și pe cine poate suna clientul";
        Do [B2c Product] "Ask on the next day whether it does what it was bought for", "На следующий день спросить, решает ли покупка задачу", "Întrebăm a doua zi dacă produsul face ce trebuie";
        Do [B2b Service] "Collect from the customer what the service needs: access, data, dates, people", "Собрать у клиента всё нужное для работы: доступы, данные, сроки, люди", "Strângem de la client ce cere serviciul: acces, date, termene, oameni";
        Do [B2c Service] "Collect what is needed to begin: papers, consents, dates that suit", "Собрать всё нужное для начала: документы, согласия, удобные даты", "Strângem ce trebuie pentru început: acte, acorduri, date potrivite";
        Do [Service] "Introduce those who will do the work, and say who answers which question", "Познакомить с исполнителями и сказать, кто на какой вопрос отвечает", "Îi prezentăm pe cei care vor lucra și spunem cine la ce întrebare răspunde";
        Do [Service] "Do the first piece of work within days and show the customer the result", "В первые дни сделать начальную часть и показать клиенту результат", "Facem prima parte în câteva zile și îi arătăm clientului rezultatul";
        Do [Service] "Ask whether it is what was expected, and put right what is not", "Спросить, того ли ждали, и исправить, что не так", "Întrebăm dacă este ce se aștepta și corectăm ce nu este";
        How [B2b Product Innovative] "Show the first result where others see it", "Первый результат показать там, где его увидят другие", "Arătăm primul rezultat acolo unde îl văd și alții";
        How [B2b Unformed] "Tell the decision maker as soon as something begins to change", "Сообщить тому, кто решал, как только что-то начнёт меняться", "Îl anunțăm pe cel care decide de îndată ce începe să se schimbe ceva";
        How [B2b Product Indirect Consultative Project] "Note what the partner's people ask about; it becomes the next training", "Записывать, о чём спрашивают люди партнёра: это тема следующего обучения", "Notăm ce întreabă oamenii partenerului; devine următoarea instruire";
        How [B2c Product Innovative] "Ask the customer to show it to two friends", "Попросить показать новинку двум друзьям", "Rugăm clientul să-l arate la doi prieteni";
        How [B2b Product Consultative Project] "Take over what was promised word for word from the sale", "Дословно принимать от продавца всё, что он обещал", "Preluăm cuvânt cu cuvânt ce s-a promis la vânzare";
        How [B2b Product Consultative Project] "Train on the customer's own cases instead of examples", "Учить на задачах клиента, а не на примерах", "Instruim pe cazurile clientului, nu pe exemple";
        How [B2b Product Consultative Project] "Win one keen user in each team; colleagues ask them first", "Найти в каждой команде увлечённого пользователя: коллеги сначала спросят его", "Câștigăm în fiecare echipă un utilizator entuziast; colegii îl întreabă întâi pe el";
        How [B2b Product Transactional] "Report a delay yourself, together with the new date", "О задержке сообщать самим и сразу с новой датой", "Anunțăm noi întârzierea, împreună cu data nouă";
        How [B2b Product Transactional] "Put a reorder form into the parcel", "Вкладывать в поставку бланк повторного заказа", "Punem în colet un formular pentru comanda următoare";
        How [B2c Product Established] "Let the customer make the first steps while somebody is there to help", "Дать клиенту сделать первые шаги, пока рядом есть кому помочь", "Lăsăm clientul să facă primii pași cât este cineva lângă el";
        How [B2c Product] "Call before the customer has a reason to complain", "Позвонить раньше, чем появится повод жаловаться", "Sunăm înainte ca clientul să aibă motiv de plângere";
        How [Service] "Put one name and one number at the customer's disposal", "Дать клиенту одно имя и один номер", "Îi dăm clientului un singur nume și un singur număr";
        How [Service] "Begin with what the customer will notice first", "Начать с того, что клиент заметит раньше всего", "Începem cu ce va observa clientul întâi";
        With("department") [B2b Product Consultative Project] "Implementation", "Отдел внедрения", "Implementare";
        With("department") [B2b Product Transactional] "Warehouse", "Склад", "Depozit";
        With("contractor") [B2b Project Product] "Subcontractor", "Субподрядчик", "Firmă specializată";
        With("contractor") [B2c Product] "Installer", "Монтажник", "Instalator";
        With("department") [Service] "Service team", "Команда исполнителей", "Echipa de execuție";
    },
};

pub(super) const PAYMENT: Part = Part {
    id: "payment",
    subprocess: Subprocess::Close,
    days: [14, 6, 30, 3, 1, 10],
    lines: lines! {
        Name [Project] "Payment tracking by milestones", "Отслеживание оплаты по этапам", "Urmărirea plății pe etape";
        Name [] "Payment tracking", "Отслеживание оплаты", "Urmărirea plății";
        Exit("payment_schedule") [Project] "every payment has its milestone, its amount and its date", "у каждого платежа есть этап, сумма и дата", "fiecare plată are etapa, suma și data ei";
        Exit("payment_received") [Project PaidBefore] "the advance and everything due so far have been received", "аванс и всё, что уже подлежит оплате, получены", "avansul și tot ce este scadent au fost încasate";
        Exit("payment_received") [Consultative Transactional] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Exit("payment_received") [Project PaidAfter] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Do [B2b Indirect] "Settle who sends the invoice, and when the partner's commission is due", "Решить, кто выставляет счёт и когда выплачивается вознаграждение партнёра", "Stabilim cine trimite factura și când se plătește comisionul partenerului";
        Do [B2c Indirect] "Take the payment, hand over the receipt, and report both to the channel manager every week", "Принять оплату, выдать чек и раз в неделю отчитаться менеджеру по работе с партнёрами", "Încasăm plata, dăm bonul și raportăm săptămânal managerului de parteneri";
        Do [PaidBefore B2b Service Consultative Transactional] "Send the invoice for the first part before the work begins", "Выставить счёт за первую часть до начала работ", "Trimitem factura pentru prima parte înainte de începerea lucrării";
        Do [PaidAfter B2c] "Have the customer confirm that all is as agreed, and take the payment on the spot", "Получить подтверждение, что всё как договаривались, и сразу принять оплату", "Clientul confirmă că totul este conform înțelegerii și plătește pe loc";
        Do [PaidAfter B2b] "Have the customer confirm in writing that all is as agreed, and invoice on that day", "Получить письменное подтверждение, что всё как договаривались, и в тот же день выставить счёт", "Obținem confirmarea scrisă că totul este conform înțelegerii și facturăm în aceeași zi";
        Do [PaidBefore Project Product] "Invoice the advance on the day of signing, and each milestone on the day it is accepted", "Выставить счёт на аванс в день подписания, а по каждому этапу в день его приёмки", "Facturăm avansul în ziua semnării și fiecare etapă în ziua recepției";
        Do [PaidBefore Project Service] "Invoice the advance on the day of signing, and begin no work before it is in", "Выставить счёт на аванс в день подписания и не начинать работ, пока он не получен", "Facturăm avansul în ziua semnării și nu începem lucrarea înainte de încasarea lui";
        Do [Project] "Keep the list of milestones: amount, date, accepted, invoiced, paid", "Вести список этапов: сумма, дата, принят, выставлен счёт, оплачен", "Ținem lista etapelor: sumă, dată, recepționată, facturată, plătită";
        Do [PaidBefore B2b Product Consultative Transactional] "Send the invoice on the day agreed and make sure the right person has it", "Отправить счёт в согласованный день и убедиться, что он у нужного человека", "Trimitem factura în ziua convenită și ne asigurăm că a ajuns la persoana potrivită";
        Do [PaidBefore B2c Direct Product Consultative Transactional] "Take the payment with the order, or the deposit and the rest on delivery", "Принять оплату при заказе или аванс, а остаток при доставке", "Încasăm plata la comandă sau un avans și restul la livrare";
        Do [PaidBefore B2c Direct Service Consultative Unformed] "Take the payment by the month or for the whole, in advance", "Принимать оплату за месяц или сразу за всё, вперёд", "Încasăm plata pe lună sau integral, în avans";
        Do [B2c Direct Service Unformed] "Say before the start what happens to the money if the customer stops", "До начала сказать, что будет с деньгами, если клиент решит не продолжать", "Spunem înainte de început ce se întâmplă cu banii dacă clientul renunță";
        Do [PaidBefore B2c Direct Service Consultative Formed] "Take the payment after each appointment, or in the parts that were agreed", "Принимать оплату после каждого визита или частями, как договорились", "Încasăm plata după fiecare vizită sau în ratele convenite";
        Do [PaidBefore B2c Direct Service Transactional] "Take the payment with the booking, and say until when it is given back", "Принять оплату при записи и сказать, до какого срока её вернём", "Încasăm plata la programare și spunem până când se returnează";
        Do [B2b] "Look at what is due every week and call the day after a payment is late", "Каждую неделю смотреть, что подлежит оплате, и звонить на следующий день после просрочки", "Verificăm săptămânal ce este scadent și sunăm a doua zi după o întârziere";
        Do [B2c] "Look at what is due every week and remind kindly the day after a payment is late", "Каждую неделю смотреть, что подлежит оплате, и вежливо напоминать на следующий день после просрочки", "Verificăm săptămânal ce este scadent și amintim politicos a doua zi după o întârziere";
        Do [PaidAfter B2b] "Settle open complaints before the invoice is due", "Закрыть жалобы до срока оплаты", "Rezolvăm reclamațiile înainte de scadență";
        Do [B2b Indirect] "Tell the channel manager what is overdue and what was promised", "Сообщать менеджеру по работе с партнёрами, что просрочено и что обещано", "Îi spunem managerului de parteneri ce este restant și ce s-a promis";
        Do [B2b Direct] "Tell the head of sales what is overdue and what was promised", "Сообщать РОПу, что просрочено и что обещано", "Îi spunem șefului vânzărilor ce este restant și ce s-a promis";
        Do [B2c Project] "Show what is finished before asking for its payment", "Показать сделанное, прежде чем просить за него оплату", "Arătăm ce este terminat înainte de a cere plata";
        Do [B2c Direct Product Consultative Transactional] "Hand over the receipt and say until when a return is possible", "Выдать чек и сказать, до какого дня возможен возврат", "Dăm bonul și spunem până când este posibilă returnarea";
        Do [B2c Direct Service Consultative Transactional] "Hand over the receipt and say until when an appointment can be moved", "Выдать чек и сказать, до какого часа можно перенести запись", "Dăm bonul și spunem până când se poate muta programarea";
        Do [B2c Indirect] "Settle the partner's share with the channel manager once a month", "Раз в месяц сверять долю партнёра с менеджером по работе с партнёрами", "Stabilim lunar partea partenerului cu managerul de parteneri";
        How [B2b Indirect] "Report money on the day it comes in; the commission follows it", "Сообщать о деньгах в день поступления: за ними следует вознаграждение", "Anunțăm încasarea în ziua în care vine; după ea se calculează comisionul";
        How [B2b Innovative] "Ask along with the first invoice what it has brought so far", "Вместе с первым счётом спросить, что уже удалось получить", "La prima factură întrebăm ce a adus până acum";
        How [B2b Product Project] "Dispatch nothing before the payment due on dispatch is in", "Не отгружать, пока не получен платёж, положенный до отгрузки", "Expediem doar după încasarea plății convenite pentru expediere";
        How [B2b Service Consultative PaidBefore] "Say on each invoice which work it pays for and when that work is done", "Указывать в каждом счёте, за какую работу он и когда она будет сделана", "Scriem pe fiecare factură pentru ce lucrare este și când se face";
        How [B2b] "Ask for a date and an amount, and write both down", "Спрашивать дату и сумму и записывать то и другое", "Cerem o dată și o sumă și le notăm pe amândouă";
        How [B2b] "Look for the reason before insisting: an open question delays more payments than an empty account", "Сначала искать причину: открытый вопрос задерживает платежи чаще, чем нехватка денег", "Căutăm motivul înainte de a insista: o neclaritate nerezolvată întârzie mai multe plăți decât un cont gol";
        How [Project] "Do not begin the next milestone while the one before is unpaid, and say so early", "Не начинать следующий этап, пока не оплачен прошлый, и предупреждать об этом заранее", "Nu începem etapa următoare cât timp precedenta este neplătită și spunem asta din timp";
        How [PaidAfter B2b] "Show the results reached beside the invoice", "Показывать рядом со счётом достигнутые результаты", "Arătăm rezultatele obținute alături de factură";
        How [B2c Consultative Transactional] "Say the sum before the card is taken out", "Называть сумму раньше, чем клиент достанет карту", "Spunem suma înainte ca clientul să scoată cardul";
        How [B2c] "Offer all ways to pay there are, instalments too", "Предлагать все способы оплаты, в том числе рассрочку", "Oferim toate modurile de plată, inclusiv rate";
        With("department") [B2b Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
    },
};

pub(super) const DELIVERY: Part = Part {
    id: "delivery",
    subprocess: Subprocess::Close,
    days: [14, 4, 55, 6, 1, 21],
    lines: lines! {
        Name [Project] "Project delivery", "Исполнение проекта", "Livrarea proiectului";
        Name [] "Service delivery", "Оказание услуги", "Livrarea serviciului";
        Exit("service_accepted") [B2b Consultative Transactional] "the customer has confirmed that the service was done as agreed", "клиент подтвердил, что услуга оказана, как договаривались", "clientul a confirmat că serviciul a fost prestat conform înțelegerii";
        Exit("service_accepted") [B2c Consultative Transactional] "the customer has got what was promised and has said so", "клиент получил обещанное и подтвердил это", "clientul a primit ce s-a promis și a spus-o";
        Exit("project_accepted") [Project] "the customer has accepted the last milestone, and every milestone is paid", "клиент принял последний этап, и все этапы оплачены", "clientul a recepționat ultima etapă și toate etapele sunt plătite";
        Do [B2c Consultative Transactional] "Begin on time, and say at once if it will be later", "Начинать вовремя и сразу предупреждать, если будет позже", "Începem la timp și anunțăm imediat dacă întârziem";
        Do [B2c Service Consultative Unformed] "Show after every step how far the person has come", "После каждого шага показывать, как далеко человек продвинулся", "Arătăm după fiecare pas cât a avansat clientul";
        Do [B2c Service Consultative Unformed] "Call whoever misses a session on the same day", "В тот же день позвонить тому, кто пропустил", "Îl sunăm în aceeași zi pe cel care a lipsit";
        Do [B2b Indirect Consultative Transactional] "Let the partner's people report to the customer, and ask them how it goes every week", "Отчитываются перед клиентом люди партнёра; раз в неделю спрашивать их, как идут дела", "Oamenii partenerului îi raportează clientului; îi întrebăm săptămânal cum merge";
        Do [B2b Consultative Transactional] "Hand over to those who do the work: what was promised, to whom, and why it matters", "Передать исполнителям, что обещано, кому и почему это важно", "Le transmitem celor care lucrează ce s-a promis, cui și de ce contează";
        Do [B2b Consultative Transactional] "Keep the salesperson in the first meeting and the last one", "Звать продавца на первую и последнюю встречу", "Vânzătorul participă la prima și la ultima întâlnire";
        Do [B2b Consultative Transactional] "Tell the customer how things stand before the customer asks", "Рассказывать, как идут дела, раньше, чем клиент спросит", "Îi spunem clientului cum stau lucrurile înainte să întrebe";
        Do [B2c Consultative Transactional] "Say before each step what is done now and how long it takes", "Перед каждым шагом говорить, что сейчас делаем и сколько это займёт", "Spunem înaintea fiecărui pas ce facem acum și cât durează";
        Do [B2c Service Consultative Formed] "Tell what to do at home and when to come again", "Рассказать, что делать дома и когда прийти снова", "Îi spunem clientului ce are de făcut acasă și când să revină";
        Do [B2c Consultative Transactional] "Ask at the end whether it is as expected, and put right what is not", "В конце спросить, всё ли как ожидалось, и исправить, что не так", "Întrebăm la final dacă este cum se aștepta și corectăm ce nu este";
        Do [B2b Consultative Transactional] "Ask for acceptance, and for what could be better", "Попросить о приёмке и спросить, что улучшить", "Cerem recepția și întrebăm ce s-ar putea face mai bine";
        Do [B2b Project] "Run the kick-off with every department and firm that takes part", "Провести старт со всеми отделами и фирмами-участниками", "Ținem întâlnirea de start cu toate departamentele și firmele participante";
        Do [B2c Project] "Walk through the plan on site with everybody who will work there", "Пройти план на объекте со всеми, кто там будет работать", "Parcurgem planul la fața locului cu toți cei care vor lucra acolo";
        Do [Project] "Report progress, cost and risks to the customer at every milestone", "На каждом этапе докладывать клиенту о ходе, затратах и рисках", "Raportăm clientului la fiecare etapă stadiul, costurile și riscurile";
        Do [Project] "Put every change of scope in writing with its price before work on it begins", "Каждое изменение объёма оформлять письменно с ценой до начала работ", "Orice schimbare de volum se scrie, cu prețul ei, înainte de începerea lucrului";
        Do [Project] "Have each milestone accepted and signed, and pass it on for invoicing the same day", "Принять и подписать каждый этап и в тот же день передать на выставление счёта", "Fiecare etapă se recepționează, se semnează și se trimite la facturare în aceeași zi";
        How [B2b Service Project] "Report what was reached before the invoice comes", "Отчитаться о достигнутом до того, как придёт счёт", "Raportăm ce s-a obținut înainte să vină factura";
        How [B2c Service Consultative Unformed] "Let those who have come far tell the new ones", "Пусть те, кто далеко продвинулся, расскажут новым", "Cei care au avansat le povestesc celor noi";
        How [B2b Consultative Transactional] "Report a problem together with the remedy", "О проблеме сообщать вместе с решением", "Anunțăm o problemă împreună cu remediul";
        How [B2b Consultative Transactional] "Note every further wish; it is the next deal", "Записывать каждое новое пожелание: это следующая сделка", "Notăm fiecare dorință nouă; este următoarea tranzacție";
        How [Consultative Transactional] "Ask for a recommendation on the day the customer praises the work", "Просить рекомендацию в тот день, когда клиент похвалил работу", "Cerem o recomandare în ziua în care clientul laudă rezultatul";
        How [B2c Consultative Transactional] "Book the next appointment before the customer leaves", "Записать на следующий раз, пока клиент не ушёл", "Facem programarea următoare înainte ca clientul să plece";
        How [B2b Project] "Keep the salesperson in the steering group: promises were made there", "Оставить продавца в проектном комитете: обещания давал он", "Vânzătorul rămâne în comitetul de proiect: el a făcut promisiunile";
        How [Project] "Raise a problem early and with a proposal", "Поднимать проблему рано и сразу с предложением", "Ridicăm o problemă devreme și cu o propunere";
        How [B2b Project] "Ask for a reference visit at the first milestone that pleases", "На первом же этапе, которым клиент доволен, просить разрешения показывать проект другим", "Cerem o vizită de referință la prima etapă care îi place clientului";
        How [B2c Project] "Leave the place clean every evening; it is what neighbours see", "Каждый вечер оставлять место чистым: это видят соседи", "Lăsăm locul curat în fiecare seară; asta văd vecinii";
        With("department") [B2b] "Service team", "Команда исполнителей", "Echipa de execuție";
        With("department") [B2c Consultative Transactional] "Specialists", "Специалисты", "Specialiști";
        With("contractor") [Project] "Subcontractor", "Субподрядчик", "Firmă specializată";
    },
};

pub(super) const RETENTION: Part = Part {
    id: "retention",
    subprocess: Subprocess::Retain,
    days: [7, 3, 14, 3, 2, 7],
    lines: lines! {
        Name [] "Retention", "Удержание клиента", "Păstrarea clientului";
        Exit("next_contact") [] "the next contact has a date and a subject", "у следующего контакта есть дата и тема", "următorul contact are dată și subiect";
        Do [Service] "Ask whether the result has lasted, and put right what has not", "Спросить, держится ли результат, и исправить, что не так", "Întrebăm dacă rezultatul se menține și corectăm ce nu";
        Do [Product] "Ask whether everything arrived and works, and put right what does not", "Спросить, всё ли получено и всё ли устраивает, и исправить, что не так", "Întrebăm dacă totul a ajuns și funcționează și remediem ce nu este în regulă";
        Do [B2b Indirect] "Ask the partner what the customer says of us", "Спросить партнёра, что клиент говорит о нас", "Îl întrebăm pe partener ce spune clientul despre noi";
        Do [B2b Innovative] "Show what is new since last time, and ask what is still missing", "Показать, что появилось нового, и спросить, чего не хватает", "Arătăm ce este nou față de data trecută și întrebăm ce mai lipsește";
        Do [B2b Unformed] "Show the decision maker the figures before and after", "Сообщить тому, кто решал, цифры до и после", "Îi prezentăm celui care decide cifrele de dinainte și de după";
        Do [Product] "Show one more product that customers like this one use", "Показать ещё один товар, которым пользуются похожие клиенты", "Arătăm încă un produs pe care îl folosesc clienți asemănători";
        Do [Service] "Show one more service that customers like this one take", "Показать ещё одну услугу, которую берут похожие клиенты", "Arătăm încă un serviciu pe care îl iau clienți asemănători";
        Do [] "Ask whom they would recommend us to", "Спросить, кому бы нас порекомендовали", "Întrebăm cui ne-ar recomanda";
        How [B2b Unformed] "Ask which figure the customer would like to see improved next", "Спросить, какую цифру клиент хотел бы улучшить следующей", "Întrebăm ce cifră ar vrea clientul să îmbunătățească acum";
        How [B2b Innovative] "Invite the customer to help decide what is made next", "Пригласить клиента вместе решать, что мы сделаем следующим", "Invităm clientul să hotărască împreună cu noi ce urmează";
        How [] "Call with news for the customer, not only with an offer", "Звонить с новостью для клиента, а не только с предложением", "Sunăm cu o noutate pentru client, nu doar cu o ofertă";
        How [] "Thank the customer for a recommendation at once, and say what came of it", "Сразу благодарить за рекомендацию и рассказывать, что из неё вышло", "Mulțumim imediat pentru recomandare și spunem ce a rezultat";
        With("department") [Project Service] "Service team", "Команда исполнителей", "Echipa de execuție";
        With("department") [Project Product] "Customer service", "Сервисная служба", "Serviciul clienți";
    },
};
