//! After the customer has said yes: use, money, delivery, and the next sale.

use super::Part;
use crate::process::Subprocess;

pub(super) const ONBOARDING: Part = Part {
    id: "onboarding",
    subprocess: Subprocess::Close,
    days: [14, 3, 40, 3, 2, 5],
    lines: lines! {
        Name [B2b Product Project] "Manufacture, delivery and installation", "Изготовление, поставка и монтаж", "Fabricație, livrare și montaj";
        Name [B2b Product Consultative] "Delivery and onboarding", "Поставка и внедрение", "Livrare și punere în funcțiune";
        Name [B2b Product Transactional] "Delivery of the goods", "Поставка товара", "Livrarea mărfii";
        Name [B2c Product] "Handover and setup", "Передача и установка", "Predare și instalare";
        Name [] "Onboarding", "Онбординг", "Integrarea clientului";
        Exit("in_use") [B2b Product Consultative Project] "the people it was bought for use it in their daily work", "те, для кого купили, пользуются этим в ежедневной работе", "cei pentru care a fost cumpărat produsul îl folosesc zilnic în muncă";
        Exit("goods_accepted") [B2b Product Transactional] "the goods have arrived complete and the buyer has accepted them", "товар пришёл полностью и принят покупателем", "marfa a sosit completă și a fost recepționată de cumpărător";
        Exit("customer_accepts") [B2b Product Project PaidBefore] "the equipment is installed, the customer has signed that it works as agreed, and every milestone is paid", "оборудование смонтировано, клиент подписал, что оно работает, как договаривались, и все этапы оплачены", "echipamentul este montat, clientul a semnat că funcționează conform înțelegerii și toate etapele sunt plătite";
        Exit("customer_accepts") [B2b Product Project PaidAfter] "the equipment is installed, and the customer has signed that it works as agreed", "оборудование смонтировано, и клиент подписал, что оно работает, как договаривались", "echipamentul este montat, iar clientul a semnat că funcționează conform înțelegerii";
        Exit("customer_accepts") [B2b Product Consultative] "the customer has confirmed that it works as agreed", "клиент подтвердил, что всё работает, как договаривались", "clientul a confirmat că produsul funcționează conform înțelegerii";
        Exit("settled") [B2b Product Consultative Transactional PaidBefore] "every invoice is paid, or has a due date and somebody who watches it", "каждый счёт оплачен либо у него есть срок оплаты и ответственный", "fiecare factură este plătită sau are un termen și un responsabil";
        Exit("in_use") [B2c Product] "the customer has it, and it works where it is used", "товар у клиента и работает там, где нужен", "clientul are produsul și acesta funcționează unde este folosit";
        Exit("started") [Service] "the service has begun, and the customer has confirmed that it is as agreed", "услуга начата, клиент подтвердил, что всё как договаривались", "serviciul a început, iar clientul a confirmat că este conform înțelegerii";
        Do [B2c Product] "Hand over or deliver on the promised day", "Передать или доставить в обещанный день", "Predăm sau livrăm produsul în ziua promisă";
        Do [B2b Product Consultative Project] "Hold a kick-off: goals, people, dates, and what the customer must provide", "Провести стартовую встречу: цели, люди, сроки и что должен подготовить клиент", "Ținem o întâlnire de start: obiective, oameni, termene și ce pune clientul la dispoziție";
        Do [B2b Product Project] "Report the progress of manufacture at every milestone, and test with the customer before dispatch", "На каждом этапе сообщать о ходе изготовления и до отгрузки провести испытания вместе с клиентом", "Raportăm la fiecare etapă stadiul fabricației și facem încercările cu clientul înainte de expediere";
        Do [B2b Product Consultative] "Deliver it or give access on the day agreed, set it up and train the people who will use it", "В согласованный день поставить или открыть доступ, всё настроить и обучить тех, кто будет пользоваться", "Livrăm sau dăm acces în ziua convenită, punem produsul în funcțiune și îi instruim pe cei care îl vor folosi";
        Do [B2b Product Project] "Deliver and install the equipment, test it on site with the customer's people, and train those who will run it", "Доставить и смонтировать оборудование, испытать его на месте вместе с людьми клиента и обучить тех, кто будет на нём работать", "Livrăm și montăm echipamentul, îl verificăm la fața locului cu oamenii clientului și îi instruim pe cei care vor lucra cu el";
        Do [B2b Product Innovative] "Begin with the people who took part in the trial, and let them show it to the others", "Начать с тех, кто участвовал в тесте, и пусть они покажут остальным", "Începem cu cei care au participat la probă și îi lăsăm să arate celorlalți";
        Do [B2b Unformed] "Measure at the start and at the end, so that the gain can be seen", "Замерить в начале и в конце, чтобы была видна выгода", "Măsurăm la început și la sfârșit, ca să se vadă câștigul";
        Do [B2c Product Innovative] "Set up the new one as it was in the trial, or hand over the one that was tried", "Настроить новинку так, как она работала на пробе, или оставить опробованный экземпляр", "Reglăm produsul nou ca în perioada de probă sau îl lăsăm pe cel încercat";
        Do [B2b Product Indirect Consultative Project] "Do it together with the partner's people, so that they can run the next one alone", "Вести вместе с людьми партнёра, чтобы следующее они провели сами", "O facem împreună cu oamenii partenerului, ca pe următoarea s-o conducă singuri";
        Do [B2b Product Innovative] "Agree with each new user on a first task", "С каждым новым пользователем выбрать первую задачу", "Alegem cu fiecare utilizator nou prima sarcină";
        Do [B2b Product Consultative Project] "Reach the first result the customer was promised, and show it to whoever signed", "Получить первый обещанный результат и показать его тому, кто подписал", "Obținem primul rezultat promis și îl arătăm celui care a semnat";
        Do [B2b Product Consultative] "Ask after two weeks what is not used yet and why", "Через две недели спросить, чем ещё не пользуются и почему", "Întrebăm după două săptămâni ce nu se folosește încă și de ce";
        Do [B2b Product Project] "Ask two weeks after the start about output and stoppages", "Через две недели после пуска спросить о выработке и простоях", "Întrebăm la două săptămâni după pornire de randament și opriri";
        Do [B2b Product Transactional] "Confirm the delivery date and tell the buyer before it changes", "Подтвердить дату поставки и предупредить покупателя, если она меняется", "Confirmăm data livrării și anunțăm din timp cumpărătorul dacă aceasta se schimbă";
        Do [B2b Product Transactional] "Call on the day of delivery and ask whether it is complete and undamaged", "Позвонить в день поставки и спросить, всё ли пришло и цело ли", "Sunăm în ziua livrării și întrebăm dacă marfa a sosit completă și nedeteriorată";
        Do [B2b Product Transactional] "Settle what is missing within two working days", "Устранить недостачу за два рабочих дня", "Completăm ce lipsește în cel mult două zile lucrătoare";
        Do [B2c Product] "Set it up or show how it is set up", "Установить или показать, как это делается", "Îl instalăm sau arătăm cum se instalează";
        Do [B2c Product Established] "Explain care, warranty and whom to call", "Объяснить уход, гарантию и кому звонить", "Explicăm întreținerea, garanția și pe cine poate suna clientul";
        Do [B2c Product Innovative] "Explain warranty, what comes new in the next months, and whom to call", "Объяснить гарантию, что нового появится в ближайшие месяцы и кому звонить", "Explicăm garanția, ce apare nou în lunile următoare și pe cine poate suna clientul";
        Do [B2c Product] "Ask on the next day whether it does what it was bought for", "На следующий день спросить, решает ли покупка задачу", "Întrebăm a doua zi dacă produsul funcționează cum se aștepta clientul";
        Do [B2c Product Innovative] "Send a tip for another use the next day", "На следующий день прислать ещё один способ применения", "Trimitem a doua zi o idee nouă de folosire";
        Do [B2b Service] "Collect from the customer what the service needs: access, data, dates, people", "Собрать у клиента всё нужное для работы: доступы, данные, сроки, люди", "Strângem de la client ce cere serviciul: acces, date, termene, oameni";
        Do [B2c Service] "Collect what is needed to begin: papers, consents, dates that suit", "Собрать всё нужное для начала: документы, согласия, удобные даты", "Strângem ce trebuie pentru început: acte, acorduri, date potrivite";
        Do [Service] "Introduce those who will do the work, and say who answers which question", "Познакомить с исполнителями и сказать, кто на какой вопрос отвечает", "Îi prezentăm pe cei care vor lucra și spunem cine la ce întrebare răspunde";
        Do [Service] "Do the first piece of work within days and show the customer the result", "В первые дни сделать начальную часть и показать клиенту результат", "Facem prima parte în câteva zile și îi arătăm clientului rezultatul";
        Do [Service] "Ask whether it is what was expected, and put right what is not", "Спросить, того ли ждали, и исправить, что не так", "Întrebăm dacă este ce se aștepta și corectăm ce nu este";
        How [B2b Product Innovative] "Show the first result where others see it", "Первый результат показать там, где его увидят другие", "Arătăm primul rezultat acolo unde îl văd și alții";
        How [B2b Unformed] "Tell the decision maker as soon as the first improvement shows", "Сообщить тому, кто решал, о первом же улучшении", "Îl anunțăm pe cel care decide la prima îmbunătățire";
        How [B2b Product Indirect Consultative Project] "Note what the partner's people ask about; it becomes the next training", "Записывать, о чём спрашивают люди партнёра: это тема следующего обучения", "Notăm ce întreabă oamenii partenerului; devine următoarea instruire";
        How [B2c Product Innovative] "Ask the customer to show it to two friends", "Попросить показать новинку двум друзьям", "Rugăm clientul să-l arate la doi prieteni";
        How [B2b Product Consultative Project] "Carry over, word for word, what was promised during the sale", "Дословно принимать от продавца всё, что он обещал", "Preluăm cuvânt cu cuvânt ce s-a promis la vânzare";
        How [B2b Product Project PaidBefore] "Dispatch nothing before the payment due on dispatch is in", "Не отгружать, пока не получен платёж, положенный до отгрузки", "Expediem doar după încasarea plății convenite pentru expediere";
        How [B2b Product Consultative Project] "Train on the customer's own tasks, not on textbook examples", "Учить на задачах клиента, а не на примерах", "Instruim pe cazurile clientului, nu pe exemple";
        How [B2b Product Consultative] "Win one keen user in each team; colleagues ask them first", "Найти в каждой команде увлечённого пользователя: коллеги сначала спросят его", "Câștigăm în fiecare echipă un utilizator entuziast; colegii îl întreabă întâi pe el";
        How [B2b Product Project] "Train one experienced operator in each shift; the others ask them first", "Подготовить в каждой смене опытного оператора: остальные сначала спросят его", "Instruim în fiecare schimb un operator cu experiență; ceilalți îl întreabă întâi pe el";
        How [B2b Product Transactional] "Report a delay yourself, together with the new date", "О задержке сообщать самим и сразу с новой датой", "Anunțăm noi întârzierea, împreună cu data nouă";
        How [B2b Product Transactional] "Enclose with the delivery note how to reorder", "Приложить к накладной, как заказать снова", "Punem lângă aviz cum se comandă din nou";
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
    days: [14, 6, 20, 3, 1, 10],
    lines: lines! {
        Name [Project PaidBefore] "Advance payment and payment plan", "Аванс и график платежей", "Avans și grafic de plăți";
        Name [Project] "Payment tracking by milestones", "Отслеживание оплаты по этапам", "Urmărirea plății pe etape";
        Name [] "Payment tracking", "Отслеживание оплаты", "Urmărirea plății";
        Exit("payment_schedule") [Project] "every payment has its milestone, its amount and its date", "у каждого платежа есть этап, сумма и дата", "fiecare plată are etapa, suma și data ei";
        Exit("payment_received") [Project PaidBefore] "the advance and everything due so far have been received", "аванс и всё, что уже подлежит оплате, получены", "avansul și tot ce este scadent au fost încasate";
        Exit("payment_received") [Consultative Transactional] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Exit("payment_received") [Project PaidAfter] "everything due so far has been received", "всё, что уже подлежит оплате, получено", "tot ce este scadent a fost încasat";
        Do [B2b Indirect] "Follow the partner agreement: who sends the invoice, and when the partner's share is due", "По партнёрскому договору: кто выставляет счёт и когда партнёр получает своё", "Urmăm contractul cu partenerul: cine trimite factura și când se plătește partea partenerului";
        Do [PaidBefore B2c Transactional Product Innovative] "Settle whether the tried one is kept or a new one is bought, and take the price of that", "Решить, оставляет ли клиент опробованный экземпляр или берёт новый, и принять оплату", "Stabilim dacă clientul păstrează produsul încercat sau ia unul nou și încasăm prețul";
        Do [B2c Indirect] "Take the payment, hand over the receipt, and report both to the channel manager every week", "Принять оплату, выдать чек и раз в неделю отчитаться менеджеру по работе с партнёрами", "Partenerul încasează plata, dă bonul și raportează săptămânal managerului de parteneri";
        Do [PaidBefore B2b Service Consultative Transactional] "Send the invoice for the first part before the work begins", "Выставить счёт за первую часть до начала работ", "Trimitem factura pentru prima parte înainte de începerea lucrării";
        Do [PaidAfter B2c] "Have the customer confirm that all is as agreed, and take the payment on the spot", "Получить подтверждение, что всё как договаривались, и сразу принять оплату", "Clientul confirmă că totul este conform înțelegerii și plătește pe loc";
        Do [PaidAfter B2b] "Have the customer confirm in writing that all is as agreed, and invoice on that day", "Получить письменное подтверждение, что всё как договаривались, и в тот же день выставить счёт", "Obținem confirmarea scrisă că totul este conform înțelegerii și facturăm în aceeași zi";
        Do [PaidBefore Project Product] "Invoice the advance on the day of signing, and buy material when it is in", "Выставить счёт на аванс в день подписания и закупать материалы, когда он получен", "Facturăm avansul în ziua semnării și cumpărăm materialele după încasarea lui";
        Do [PaidBefore Project Service] "Invoice the advance on the day of signing, and begin no work before it is in", "Выставить счёт на аванс в день подписания и не начинать работ, пока он не получен", "Facturăm avansul în ziua semnării și nu începem lucrarea înainte de încasarea lui";
        Do [Project] "Keep the list of milestones: amount, date, accepted, invoiced, paid", "Вести список этапов: сумма, дата, принят, выставлен счёт, оплачен", "Ținem lista etapelor: sumă, dată, recepționată, facturată, plătită";
        Do [PaidBefore B2b Product Consultative Transactional] "Send the invoice on the day agreed and make sure the right person has it", "Отправить счёт в согласованный день и убедиться, что он у нужного человека", "Trimitem factura în ziua convenită și ne asigurăm că a ajuns la persoana potrivită";
        Do [PaidBefore B2c Direct Product Consultative Transactional] "Take the payment with the order, or the deposit and the rest on delivery", "Принять оплату при заказе или аванс, а остаток при доставке", "Încasăm plata la comandă sau un avans și restul la livrare";
        Do [PaidBefore B2c Direct Service Consultative Unformed] "Take the payment by the month or for the whole, in advance", "Принимать оплату за месяц или сразу за всё, вперёд", "Încasăm plata pe lună sau integral, în avans";
        Do [B2c Direct Service Unformed] "Say before the start what happens to the money if the customer stops", "До начала сказать, что будет с деньгами, если клиент решит не продолжать", "Spunem înainte de început ce se întâmplă cu banii dacă clientul renunță";
        Do [PaidBefore B2c Direct Service Consultative Formed] "Take the payment after each appointment, or in the parts that were agreed", "Принимать оплату после каждого визита или частями, как договорились", "Încasăm plata după fiecare vizită sau în ratele convenite";
        Do [PaidBefore B2c Direct Service Transactional] "Take the payment with the booking, and say until when it is given back", "Принять оплату при записи и сказать, до какого срока её вернём", "Încasăm plata la programare și spunem până când se returnează";
        Do [B2b] "Check every day what is due, and call the day after a payment is late", "Каждый день смотреть, что подлежит оплате, и звонить на следующий день после просрочки", "Verificăm zilnic ce este scadent și sunăm a doua zi după scadență";
        Do [B2c] "Where a balance remains, note its date and remind kindly the day after it is late", "Если остаётся долг, записать срок и вежливо напомнить на следующий день после просрочки", "Dacă rămâne un rest, notăm data și amintim politicos a doua zi după ea";
        Do [PaidAfter B2b] "Settle open complaints before the invoice is due", "Закрыть жалобы до срока оплаты", "Rezolvăm reclamațiile înainte de scadență";
        Do [B2b Indirect] "Tell the channel manager what is overdue and what was promised", "Сообщать менеджеру по работе с партнёрами, что просрочено и что обещано", "Partenerul îi spune managerului de parteneri ce este restant și ce s-a promis";
        Do [B2b Direct] "Tell the head of sales what is overdue and what was promised", "Сообщать РОПу, что просрочено и что обещано", "Îi spunem șefului vânzărilor ce este restant și ce s-a promis";
        Do [PaidAfter B2c Project] "Show what is finished before asking for its payment", "Показать сделанное, прежде чем просить за него оплату", "Arătăm ce este terminat înainte de a cere plata";
        Do [B2c Direct Product Consultative Transactional] "Hand over the receipt and say until when a return is possible", "Выдать чек и сказать, до какого дня возможен возврат", "Dăm bonul și spunem până când este posibilă returnarea";
        Do [B2c Direct Service Consultative Transactional] "Hand over the receipt and say what the next one costs", "Выдать чек и сказать, сколько стоит следующий раз", "Dăm bonul și spunem cât costă data viitoare";
        Do [B2c Indirect] "Settle the partner's share with the channel manager once a month", "Раз в месяц рассчитывать вознаграждение партнёра вместе с менеджером по работе с партнёрами", "Partenerul își stabilește lunar partea cu managerul de parteneri";
        How [B2b Indirect] "Report each payment on the day it arrives; the partner's share is reckoned from it", "Сообщать о деньгах в день поступления: за ними следует вознаграждение", "Partenerul anunță fiecare încasare în ziua în care vine; după ea i se calculează partea";
        How [B2b Innovative] "Repeat along with the first invoice what the trial has shown", "Вместе с первым счётом напомнить, что показал тестовый период", "La prima factură reamintim ce a arătat perioada de probă";
        How [B2b Service Consultative PaidBefore] "Say on each invoice which work it pays for and when that work is done", "Указывать в каждом счёте, за какую работу он и когда она будет сделана", "Scriem pe fiecare factură pentru ce lucrare este și când se face";
        How [B2b] "Ask for a date and an amount, and write both down", "Спрашивать дату и сумму и записывать то и другое", "Cerem o dată și o sumă și le notăm pe amândouă";
        How [B2b] "Look for the reason before insisting: an open question delays more payments than an empty account", "Сначала искать причину: нерешённый вопрос задерживает платежи чаще, чем нехватка денег", "Căutăm motivul înainte de a insista: o neclaritate nerezolvată întârzie mai multe plăți decât un cont gol";
        How [Project] "Go through the payment plan with whoever pays before the first invoice", "До первого счёта пройти график платежей с тем, кто платит", "Parcurgem graficul plăților cu cine plătește, înainte de prima factură";
        How [PaidAfter B2b] "Show the results reached beside the invoice", "Показывать рядом со счётом достигнутые результаты", "Arătăm rezultatele obținute alături de factură";
        How [B2c Consultative Transactional] "Tell the customer the amount before they take out a card", "Называть сумму раньше, чем клиент достанет карту", "Spunem suma înainte să scoată clientul cardul";
        How [B2c Service] "Offer every way to pay that we accept", "Предлагать все способы оплаты, которые у нас есть", "Oferim toate modalitățile de plată pe care le acceptăm";
        How [B2c Product Established] "Offer every way to pay that we have", "Предлагать все способы оплаты, которые у нас есть", "Oferim toate modalitățile de plată pe care le avem";
        How [B2c Product Innovative] "Whoever hesitates may pay a part now and the rest when it works", "Кто сомневается, может заплатить часть сейчас, а остальное, когда всё заработает", "Cine ezită poate plăti o parte acum și restul când produsul funcționează";
        With("department") [B2b Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
    },
};

pub(super) const DELIVERY: Part = Part {
    id: "delivery",
    subprocess: Subprocess::Close,
    days: [14, 4, 50, 6, 1, 21],
    lines: lines! {
        Name [Project] "Project delivery", "Исполнение проекта", "Execuția proiectului";
        Name [] "Service delivery", "Оказание услуги", "Prestarea serviciului";
        Exit("service_accepted") [B2b Consultative Transactional] "the customer has confirmed that the service was done as agreed", "клиент подтвердил, что услуга оказана, как договаривались", "clientul a confirmat că serviciul a fost prestat conform înțelegerii";
        Exit("settled") [B2b Consultative Transactional PaidBefore] "all invoices are paid, or each has a due date and somebody who watches it", "каждый счёт оплачен либо у него есть срок оплаты и ответственный", "fiecare factură este plătită sau are un termen și un responsabil";
        Exit("service_accepted") [B2c Transactional] "the customer has received what was promised and has confirmed it", "клиент получил обещанное и подтвердил это", "clientul a primit ce s-a promis și a confirmat";
        Exit("service_accepted") [B2c Consultative] "the first part of the plan has been carried out and paid, and the customer has confirmed that it is as promised", "первая часть плана выполнена и оплачена, и клиент подтвердил, что всё как обещано", "prima parte a planului este executată și plătită, iar clientul a confirmat că este cum s-a promis";
        Exit("project_accepted") [B2b Project] "the customer has accepted the last milestone, and every milestone is paid", "клиент принял последний этап, и все этапы оплачены", "clientul a recepționat ultima etapă și toate etapele sunt plătite";
        Exit("project_accepted") [B2c Project] "the customer has accepted the last milestone, the list of defects is closed, and every milestone is paid", "клиент принял последний этап, недоделки устранены, и все этапы оплачены", "clientul a recepționat ultima etapă, lista de remedieri este închisă și toate etapele sunt plătite";
        Do [B2c Consultative Transactional] "Begin on time, and say at once if it will be later", "Начинать вовремя и сразу предупреждать, если будет позже", "Începem la timp și anunțăm imediat dacă întârziem";
        Do [B2c Service Consultative Unformed] "Show after every step how far the person has come", "После каждого шага показывать, как далеко человек продвинулся", "Arătăm după fiecare pas cât a avansat clientul";
        Do [B2c Service Consultative Unformed] "Call whoever misses a session on the same day", "В тот же день позвонить тому, кто пропустил", "Îl sunăm în aceeași zi pe cel care a lipsit";
        Do [B2b Indirect Consultative Transactional] "Let the partner's people report to the customer, and ask them how it goes every week", "Отчитываются перед клиентом люди партнёра; раз в неделю спрашивать их, как идут дела", "Oamenii partenerului îi raportează clientului; îi întrebăm săptămânal cum merge";
        Do [B2b Consultative Transactional] "Hand over to those who do the work: what was promised, to whom, and why it matters", "Передать исполнителям, что обещано, кому и почему это важно", "Le transmitem celor care lucrează ce s-a promis, cui și de ce contează";
        Do [B2b Consultative Transactional PaidBefore] "Have the acceptance signed, send the last invoice on that day, and ask what could be better", "Подписать приёмку, в тот же день выставить последний счёт и спросить, что улучшить", "Semnăm recepția, trimitem în aceeași zi ultima factură și întrebăm ce s-ar putea face mai bine";
        Do [B2b Consultative Transactional PaidAfter] "Have the acceptance signed, and ask what could be better", "Подписать приёмку и спросить, что улучшить", "Semnăm recepția și întrebăm ce s-ar putea face mai bine";
        Do [B2b Consultative Transactional] "Keep the salesperson in the first meeting and the last one", "Звать продавца на первую и последнюю встречу", "Vânzătorul participă la prima și la ultima întâlnire";
        Do [B2b Consultative Transactional] "Tell the customer how things stand before the customer asks", "Рассказывать, как идут дела, раньше, чем клиент спросит", "Îi spunem clientului cum stau lucrurile înainte să întrebe";
        Do [B2c Consultative Transactional] "Say before each step what is done now and how long it takes", "Перед каждым шагом говорить, что сейчас делаем и сколько это займёт", "Spunem înaintea fiecărui pas ce facem acum și cât durează";
        Do [B2c Service Consultative Formed] "Tell the customer what to do at home and when to come back", "Рассказать, что делать дома и когда прийти снова", "Îi spunem clientului ce are de făcut acasă și când să revină";
        Do [B2c Consultative Transactional] "Ask at the end whether it is as expected, and put right what is not", "В конце спросить, всё ли как ожидалось, и исправить, что не так", "Întrebăm la final dacă este cum se aștepta și corectăm ce nu este";
        Do [B2b Project] "Run the kick-off with every department and firm that takes part", "Провести стартовую встречу со всеми отделами и фирмами-участниками", "Ținem întâlnirea de start cu toate departamentele și firmele participante";
        Do [B2c Project] "Walk through the plan on site with everybody who will work there", "Пройти план на объекте со всеми, кто там будет работать", "Parcurgem planul la fața locului cu toți cei care vor lucra acolo";
        Do [B2b Project] "Report progress, cost and risks to the customer at every milestone", "На каждом этапе докладывать клиенту о ходе, затратах и рисках", "Raportăm clientului la fiecare etapă stadiul, costurile și riscurile";
        Do [B2c Project] "Show at every milestone what is done, what comes next and any extra that was agreed", "На каждом этапе показывать, что сделано, что дальше и какие доплаты согласованы", "Arătăm la fiecare etapă ce este gata, ce urmează și ce suplimente s-au convenit";
        Do [Project] "Put every change of scope in writing with its price before work on it begins", "Каждое изменение объёма оформлять письменно с ценой до начала работ", "Orice lucrare în plus sau schimbată se scrie, cu prețul ei, înainte de începerea lucrului";
        Do [Project] "Have each milestone accepted and signed, and pass it on for invoicing the same day", "Принять и подписать каждый этап и в тот же день передать на выставление счёта", "La fiecare etapă se semnează recepția și se trimite la facturare în aceeași zi";
        How [B2b Service Project] "Report what was reached before the invoice comes", "Отчитаться о достигнутом до того, как придёт счёт", "Raportăm ce s-a obținut înainte să vină factura";
        How [B2c Service Consultative Unformed] "Let those who have come far tell newcomers how they got there", "Дать тем, кто уже многого достиг, рассказать об этом новичкам", "Cei care au avansat le povestesc celor noi cum au reușit";
        How [B2b Consultative Transactional] "Report a problem together with the remedy", "О проблеме сообщать вместе с решением", "Anunțăm o problemă împreună cu remediul";
        How [B2b Consultative Transactional] "Note every further wish; it is the next deal", "Записывать каждое новое пожелание: это следующая сделка", "Notăm fiecare dorință nouă; este următoarea tranzacție";
        How [Consultative Transactional] "Ask for a recommendation on the day the customer praises the work", "Просить рекомендацию в тот день, когда клиент похвалил работу", "Cerem o recomandare în ziua în care clientul laudă rezultatul";
        How [B2c Consultative Transactional] "Book the next appointment before the customer leaves", "Записать на следующий раз, пока клиент не ушёл", "Facem programarea următoare înainte să plece clientul";
        How [B2b Project] "Keep the salesperson in the steering group: promises were made there", "Оставить продавца в проектном комитете: обещания давал он", "Vânzătorul rămâne în comitetul de proiect: el a făcut promisiunile";
        How [B2b Project] "Stop work only when a milestone is well overdue, and announce it in writing beforehand", "Останавливать работу только при долгой просрочке этапа и письменно предупреждать заранее", "Oprim lucrul doar la o întârziere mare a plății și anunțăm în scris dinainte";
        How [Project] "Raise a problem early and with a proposal", "Сообщать о проблеме сразу и вместе с решением", "Anunțăm problema devreme și cu o propunere";
        How [B2b Project] "Ask for a reference visit at the first milestone that pleases", "На первом же этапе, которым клиент доволен, просить разрешения показывать проект другим", "Cerem o vizită de referință la prima etapă care îi place clientului";
        How [B2c Project] "Do not begin the next milestone while the one before is unpaid, and say so early", "Не начинать следующий этап, пока не оплачен прошлый, и предупреждать об этом заранее", "Nu începem etapa următoare cât timp precedenta este neplătită și spunem asta din timp";
        How [B2c Project] "Leave the place clean every evening; it is what neighbours see", "Каждый вечер оставлять место чистым: это видят соседи", "Lăsăm curat la sfârșitul fiecărei zile; asta văd vecinii";
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
        Do [Service] "Ask how the result is received, and put right what is not as it should be", "Спросить, доволен ли клиент результатом, и исправить, что не так", "Întrebăm cum este primit rezultatul și corectăm ce nu este bine";
        Do [Product] "Ask whether everything is there and in use, and put right what is not", "Спросить, всё ли получено и всем ли пользуются, и исправить, что не так", "Întrebăm dacă totul a ajuns și este folosit și remediem ce nu este în regulă";
        Do [B2b Indirect] "Ask the partner what the customer says about us", "Спросить партнёра, что клиент говорит о нас", "Îl întrebăm pe partener ce spune clientul despre noi";
        Do [B2b Innovative] "Show what is new since last time, and ask what is still missing", "Показать, что появилось нового, и спросить, чего не хватает", "Arătăm ce este nou față de data trecută și întrebăm ce mai lipsește";
        Do [B2b Unformed] "Show the decision maker the figures before and after", "Сообщить тому, кто решал, цифры до и после", "Îi prezentăm celui care decide cifrele de dinainte și de după";
        Do [] "Once a year plan the year ahead with the customer, and note what will be needed when", "Раз в год обсудить с клиентом планы на год и записать, что и когда понадобится", "O dată pe an stabilim cu clientul ce îi va trebui în anul următor și când";
        Do [] "Ask whom they would recommend us to", "Спросить, кому бы нас порекомендовали", "Întrebăm cui ne-ar recomanda";
        How [B2b Unformed] "Ask which figure the customer would like to see improved next", "Спросить, какую цифру клиент хотел бы улучшить следующей", "Întrebăm ce cifră ar vrea clientul să îmbunătățească acum";
        How [B2b Innovative] "Invite the customer to help decide what is developed next", "Пригласить клиента вместе решать, что мы сделаем следующим", "Invităm clientul să hotărască împreună cu noi ce urmează";
        How [] "Call with news for the customer, not only with an offer", "Звонить с новостью для клиента, а не только с предложением", "Sunăm cu o noutate pentru client, nu doar cu o ofertă";
        How [] "Thank the customer for a recommendation at once, and say what came of it", "Сразу благодарить за рекомендацию и рассказывать, что из неё вышло", "Mulțumim imediat pentru recomandare și spunem ce a rezultat";
        With("department") [Project Service] "Service team", "Команда исполнителей", "Echipa de execuție";
        With("department") [Project Product] "Customer service", "Сервисная служба", "Serviciul clienți";
    },
};
