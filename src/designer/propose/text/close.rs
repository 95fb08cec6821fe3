//! From the offer to the signature.

use super::Part;
use crate::process::Subprocess;

pub(super) const PROPOSAL: Part = Part {
    id: "proposal",
    subprocess: Subprocess::Close,
    days: [6, 2, 20, 3, 1, 10],
    lines: lines! {
        Name [B2c Transactional Product] "Offer and order", "Предложение и заказ", "Ofertă și comandă";
        Name [B2c Transactional Service] "Offer and booking", "Предложение и запись", "Ofertă și programare";
        Name [B2b Transactional] "Quote", "Коммерческое предложение", "Ofertă";
        Name [B2b] "Proposal", "Коммерческое предложение", "Ofertă";
        Name [B2c Consultative Service] "Plan and price", "План и стоимость", "Plan și preț";
        Name [B2c Consultative] "Offer", "Предложение", "Ofertă";
        Name [B2c] "Design and price", "Проект и смета", "Proiect și deviz";
        Exit("proposal_presented") [B2b Consultative] "the proposal has been gone through with the decision maker", "предложение разобрано с тем, кто решает", "oferta a fost parcursă cu persoana care decide";
        Exit("proposal_wanted") [B2b Consultative] "the customer has said that this is the solution wanted", "клиент сказал, что хочет именно это решение", "clientul a spus că aceasta este soluția dorită";
        Exit("effort_reviewed") [B2b Project Service] "those who will do the work have reviewed scope, effort and risks", "исполнители проверили объём, трудозатраты и риски", "cei care vor face lucrarea au verificat volumul, efortul și riscurile";
        Exit("effort_reviewed") [B2b Project Product] "cost, delivery date and risks have been approved internally", "себестоимость, срок поставки и риски согласованы с руководством", "costul, termenul de livrare și riscurile sunt aprobate intern";
        Exit("proposal_presented") [B2b Project] "the proposal has been presented to everybody who decides", "предложение представлено всем, кто решает", "oferta a fost prezentată tuturor celor care decid";
        Exit("quote_confirmed") [B2b Transactional Product] "the customer has confirmed items, price and delivery date", "клиент подтвердил состав, цену и дату поставки", "clientul a confirmat produsele, prețul și data livrării";
        Exit("quote_confirmed") [B2b Transactional Service] "the customer has confirmed scope, price and date of the work", "клиент подтвердил объём, цену и дату работ", "clientul a confirmat volumul, prețul și data lucrării";
        Exit("order_placed") [B2c Transactional Product] "the customer has chosen and placed the order", "клиент выбрал и сделал заказ", "clientul a ales și a făcut comanda";
        Exit("booked") [B2c Transactional Service] "the customer has chosen and booked a time", "клиент выбрал услугу и записался на время", "clientul a ales și s-a programat";
        Exit("offer_chosen") [B2c Consultative Product] "the customer has chosen one of the variants offered", "клиент выбрал один из предложенных вариантов", "clientul a ales una dintre variantele propuse";
        Exit("plan_agreed") [B2c Consultative Service] "the customer has agreed to the plan, its price and its dates", "клиент согласен с планом, ценой и сроками", "clientul este de acord cu planul, prețul și termenele";
        Exit("design_approved") [B2c Project] "the customer has approved design, price and dates", "клиент утвердил проект, цену и сроки", "clientul a aprobat proiectul, prețul și termenele";
        Do [B2b Consultative] "Build the proposal on the needs found, in the customer's own words", "Построить предложение на выявленных потребностях, словами клиента", "Construim oferta pe nevoile identificate, cu vorbele clientului";
        Do [B2b Innovative] "Lead from the result of the trial to the price: what it has achieved, and what it would achieve for everybody", "От итогов теста перейти к цене: что он дал и что даст всем", "Trecem de la rezultatul probei la preț: ce a adus și ce ar aduce tuturor";
        Do [B2b Unformed] "Begin with the cost of leaving things as they are, in the customer's figures", "Начать с цены бездействия в цифрах клиента", "Începem cu ce costă să nu se schimbe nimic, în cifrele clientului";
        Do [B2b Project] "Build the proposal on the confirmed requirements, and say what is not included", "Составить предложение по подтверждённым требованиям и написать, что в него не входит", "Scriem oferta după cerințele confirmate și spunem ce nu cuprinde";
        Do [B2b Project Product] "Give the price of product, transport, installation, training and spare parts one by one", "Указать отдельно цену изделия, перевозки, монтажа, обучения и запасных частей", "Defalcăm prețul: produs, transport, montaj, instruire, piese de schimb";
        Do [B2b Project Service] "Plan scope, milestones and effort with those who will do the work, and have price and risks approved", "Спланировать объём, этапы и трудозатраты с исполнителями и согласовать с руководством цену и риски", "Planificăm lucrările, etapele și efortul cu cei care vor lucra și obținem aprobarea prețului și a riscurilor";
        Do [B2b Project Service] "Name the team, how much of its time is planned, and what the customer's people must do", "Назвать команду, её загрузку и что делают люди клиента", "Precizăm cine face parte din echipă, cât timp lucrează la proiect și ce fac oamenii clientului";
        Do [B2c Consultative Service Unformed] "Offer the smallest step that shows the benefit, with a day to begin", "Предложить самый короткий первый шаг, который покажет пользу, и дату начала", "Propunem cel mai mic pas din care se vede folosul și stabilim ziua începerii";
        Do [B2c Consultative Service Unformed] "Say what a month looks like: how many hours, where, with whom, and what is reached", "Рассказать, как выглядит месяц: сколько часов, где, с кем и чего достигают", "Spunem cum arată o lună: câte ore, unde, cu cine și ce se obține";
        Do [B2c Transactional Product Innovative] "Offer what was tried, with the price and the day it can be had", "Предложить то, что пробовали, с ценой и днём получения", "Propunem produsul încercat, cu prețul și ziua în care poate fi primit";
        Do [B2c Transactional Product Innovative] "Promise the money back within a stated time if it disappoints", "Пообещать вернуть деньги в названный срок, если не понравится", "Promitem banii înapoi într-un termen anunțat, dacă dezamăgește";
        Do [B2b Indirect] "Settle our price to the partner, and our support, before the offer goes out", "До отправки предложения согласовать нашу цену для партнёра и поддержку", "Stabilim prețul nostru pentru partener și sprijinul nostru înainte de a trimite oferta";
        Do [B2b Indirect] "Follow the partner agreement: whose contract it will be, who invoices; tell the customer before the offer", "Проверить по партнёрскому договору, чей будет договор и кто выставит счёт, и сказать об этом клиенту заранее", "Urmăm contractul cu partenerul: al cui va fi contractul, cine facturează; îi spunem clientului din timp";
        Do [B2b Innovative] "Give one price for the start and one for the full rollout", "Дать цену старта и цену полного внедрения", "Dăm un preț pentru pornire și unul pentru toată firma";
        Do [B2b Unformed] "Compare three ways: ours, another one, and waiting", "Сравнить три пути: наш, другой и ожидание", "Comparăm trei căi: a noastră, alta și așteptarea";
        Do [B2b Consultative Product] "Set out delivery, setup, training, warranty and support with dates and prices", "Указать поставку, запуск, обучение, гарантию и поддержку со сроками и ценами", "Precizăm livrarea, punerea în funcțiune, instruirea, garanția și asistența, cu termene și prețuri";
        Do [B2b Consultative Service] "Have scope, hours and price confirmed by those who will do the work", "Согласовать объём, часы и цену с теми, кто будет делать работу", "Cei care vor lucra confirmă ce este inclus, orele și prețul";
        Do [B2b Consultative Service] "Name who does the work, what is in it and what is not, and how results are measured", "Указать, кто делает работу, что в неё входит, что нет и как измеряют результат", "Precizăm cine prestează serviciul, ce include acesta și ce nu și cum se măsoară rezultatul";
        Do [B2b Consultative] "Show what it brings beside what it costs", "Показать выгоду рядом с ценой", "Punem alături cât costă și ce câștigă clientul";
        Do [B2b Consultative] "Go through it with the decision maker in person before sending it", "Разобрать его лично с тем, кто решает, и только потом отправить", "Parcurgem oferta personal cu cine decide, înainte de a o trimite";
        Do [B2b Project Product] "Have risks and margin approved internally before anything goes out", "Согласовать с руководством риски и маржу до отправки", "Obținem aprobarea internă a riscurilor și a marjei înainte de a trimite ceva";
        Do [B2b Project Product] "Put a price on each milestone, with what is accepted and paid at each", "Назначить цену каждому этапу: что принимают и сколько платят", "Punem un preț pe fiecare etapă, cu ce se recepționează și ce se plătește la fiecare";
        Do [B2b Project Service] "Present it to everybody who decides, with the people who will deliver", "Представить всем, кто решает, вместе с теми, кто будет исполнять", "O prezentăm tuturor celor care decid, împreună cu cei care vor executa";
        Do [B2b Transactional Product] "Send the quote the same day: items, price, delivery date, terms of payment", "Отправить предложение в тот же день: состав, цена, дата поставки, условия оплаты", "Trimitem oferta în aceeași zi: produse, preț, data livrării, condiții de plată";
        Do [B2b Transactional Service] "Send the quote the same day: scope, price, date of the work, terms of payment", "Отправить предложение в тот же день: объём, цена, дата работ, условия оплаты", "Trimitem oferta în aceeași zi: volum, preț, data lucrării, condiții de plată";
        Do [B2b Transactional] "Call the day after to ask whether everything is in it", "Позвонить на следующий день и спросить, всё ли учтено", "Sunăm a doua zi și întrebăm dacă cuprinde tot";
        Do [B2b Transactional] "Offer what other customers usually buy along with it", "Предложить то, что другие клиенты обычно берут вместе с этим", "Propunem ce cumpără de obicei alți clienți împreună cu asta";
        Do [B2c Transactional Product Established] "Show the two or three items that fit best, with price and delivery time", "Показать два-три самых подходящих варианта с ценой и сроком доставки", "Arătăm cele două-trei produse potrivite, cu preț și termen de livrare";
        Do [B2c Transactional Product Established] "Mention what goes with it: accessories, care products, warranty", "Предложить сопутствующее: аксессуары, средства ухода, гарантию", "Spunem ce se potrivește cu produsul: accesorii, întreținere, garanție";
        Do [B2c Transactional Product] "Ask for the order, take it on the spot and confirm it in writing", "Предложить оформить заказ, принять его на месте и подтвердить письменно", "Cerem comanda, o luăm pe loc și o confirmăm în scris";
        Do [B2c Transactional Service] "Describe the one or two services that fit, how long they take and what they cost", "Описать одну-две подходящие услуги: сколько длятся и сколько стоят", "Descriem unul sau două servicii potrivite, cât durează și cât costă";
        Do [B2c Transactional Service] "Offer two free times and book the one that suits", "Предложить два свободных времени и записать на удобное", "Propunem două ore libere și o rezervăm pe cea potrivită";
        Do [B2c Transactional Service] "Confirm day, hour, place, price and how to cancel in a message", "Подтвердить сообщением день, час, место, цену и как отменить запись", "Confirmăm printr-un mesaj ziua, ora, locul, prețul și cum se anulează";
        Do [B2c Consultative Product] "Show two or three variants that do what is needed, and say what differs", "Показать два-три варианта, которые решают задачу, и объяснить разницу", "Arătăm două-trei variante care fac ce trebuie și spunem prin ce diferă";
        Do [B2c Consultative Product] "Let the customer try the one recommended", "Дать попробовать тот вариант, который советуем", "Lăsăm clientul să încerce varianta recomandată";
        Do [B2c Consultative Product] "Name the full price: delivery, setup and what has to be bought besides", "Назвать полную цену: доставка, установка и всё, что нужно докупить", "Spunem prețul complet: livrare, instalare și ce mai trebuie cumpărat";
        Do [B2c Consultative Service Formed] "Let the specialist explain the plan step by step: what is done, by whom, how often and how long", "Дать специалисту объяснить план по шагам: что делают, кто, как часто и как долго", "Specialistul explică planul pas cu pas: ce se face, de către cine, cât de des și cât durează";
        Do [B2c Consultative Service Formed] "Give the price of the whole and of each step in writing", "Дать письменно цену целиком и по шагам", "Dăm în scris prețul total și pe cel al fiecărui pas";
        Do [B2c Consultative Service Formed] "Go through the alternatives, doing nothing among them, with what each leads to", "Назвать другие пути, в том числе ничего не делать, и к чему ведёт каждый", "Prezentăm alternativele, inclusiv aceea de a nu face nimic, și la ce duce fiecare";
        Do [B2c Consultative] "Ask what is still open, and answer it before asking for the decision", "Спросить, что осталось неясным, и ответить, прежде чем просить о решении", "Întrebăm ce a rămas neclar și răspundem înainte de a cere decizia";
        Do [B2c Project] "Present the design with drawings, materials and a price for each part", "Представить проект: чертежи, материалы и цену каждой части", "Prezentăm proiectul cu desene, materiale și prețul fiecărei părți";
        Do [B2c Project] "Set the dates of each step and what is paid at each", "Согласовать сроки этапов и оплату каждого", "Stabilim termenele fiecărui pas și ce se plătește la fiecare";
        Do [B2c Project] "Make the customer's changes in one round, and have the result approved in writing", "Внести правки клиента за один раз и письменно утвердить результат", "Facem modificările dorite într-o singură rundă și cerem aprobarea scrisă";
        How [B2c Transactional Product Innovative] "Let those who have bought speak: reviews, photographs, a short film", "Пусть говорят те, кто купил: отзывы, фотографии, короткий ролик", "Îi lăsăm să vorbească pe cei care au cumpărat: recenzii, fotografii, un scurt film";
        How [B2b Indirect Product] "Put the partner's own services into the offer: setup, training, maintenance", "Включать в предложение услуги самого партнёра: запуск, обучение, обслуживание", "Includem în ofertă serviciile partenerului: punere în funcțiune, instruire, întreținere";
        How [B2b Unformed] "Write the one page the decision maker needs to ask for the money internally", "Написать ту страницу, с которой пойдут просить деньги у руководства", "Scriem pagina cu care cel care decide va cere banii în propria companie";
        How [B2b Service Consultative] "Let the person who will do the work present it", "Пусть предложение представит тот, кто будет делать работу", "Oferta este prezentată de cel care va face lucrarea";
        How [B2b Product Consultative] "Show it at work on the customer's own case before naming the price", "Показать в работе на задаче клиента, а потом называть цену", "Arătăm produsul în funcțiune, pe cazul clientului, înainte de a spune prețul";
        How [B2b Project Product] "Show the life-cycle cost next to the price", "Рядом с ценой показать стоимость за весь срок службы", "Punem lângă preț costul pe toată durata de folosire";
        How [B2c Consultative Service Unformed] "Tell the story of somebody who hesitated too, and how it turned out", "Рассказать о том, кто тоже сомневался, и что вышло", "Povestim despre cineva care a ezitat și despre rezultatul obținut";
        How [Innovative] "Show what the trial has brought instead of what could be", "Показывать, что дал тестовый период, а не что могло бы быть", "Arătăm ce a adus perioada de probă, nu ce ar putea fi";
        How [B2b Consultative Direct Formed] "Offer two or three options, so that the question is which one, not whether", "Предложить два-три варианта, чтобы клиент выбирал между ними, а не решал, покупать ли", "Propunem două-trei variante, ca întrebarea să fie „care?”, nu „dacă?”";
        How [B2b Consultative Direct] "State the price after the benefit, and without apologising", "Называть цену после выгоды и без извинений", "Spunem prețul după beneficiu și fără scuze";
        How [B2b Consultative] "Agree on the day of the decision while presenting", "На презентации договориться о дне решения", "La prezentare convenim ziua deciziei";
        How [B2b Project Product] "Bring in a customer with a similar project, at least by phone", "Познакомить с клиентом, у которого похожий проект, хотя бы по телефону", "Aducem un client cu un proiect asemănător, măcar la telefon";
        How [B2b Project Service] "Split a big risk into a paid first phase", "Большой риск вынести в оплачиваемый первый этап", "Mutăm un risc mare într-o primă fază plătită";
        How [B2b Project] "Show the draft to the ally in the company before the others see it", "Показать черновик союзнику внутри компании раньше, чем остальным", "Arătăm proiectul ofertei întâi celui care ne susține în firmă";
        How [B2b Transactional] "Put an end date on the quote and call the day before", "Указать срок действия предложения и позвонить накануне", "Scriem pe ofertă termenul de valabilitate și sunăm cu o zi înainte";
        How [B2b Transactional] "Make saying yes one step: a reply, a click, a signature", "Сделать согласие одним действием: ответ, нажатие, подпись", "Acordul se dă într-un singur pas: un răspuns, un clic, o semnătură";
        How [B2b Transactional Product] "Answer a question about price with availability and service before any discount", "На вопрос о цене отвечать наличием и сервисом, а уже потом скидкой", "Când clientul cere un preț mai mic, vorbim întâi de disponibilitate și servicii, abia apoi de reducere";
        How [B2b Transactional Service] "Answer a question about price with the guarantee of the date before any discount", "На вопрос о цене отвечать гарантией срока, а уже потом скидкой", "La întrebarea despre preț răspundem cu garanția termenului, abia apoi cu reducere";
        How [B2c Transactional Product Established] "Let the customer hold it, see it or try it; what is in the hand is half sold", "Дать подержать, увидеть, нажать: что в руках, то наполовину куплено", "Lăsăm clientul să ia produsul în mână, să-l vadă, să-l încerce; ce este în mână este pe jumătate cumpărat";
        How [B2c Transactional Product Established] "Start with the better model, so that the simpler one is a choice, not a compromise", "Начинать с лучшего варианта, чтобы простой был выбором, а не пределом", "Începem cu varianta mai bună, ca cea simplă să fie o alegere, nu o limită";
        How [B2c Transactional Service] "Recommend one of them and say why; people come to be advised", "Посоветовать одну из них и объяснить почему", "Recomandăm unul dintre ele și spunem de ce; oamenii vin pentru sfat";
        How [B2c Transactional Service] "Send a reminder the day before; it halves the number of empty hours", "Напомнить накануне: пустых часов станет вдвое меньше", "Trimitem un memento cu o zi înainte; orele pierdute scad la jumătate";
        How [B2c Consultative Product] "Recommend one variant and say why it fits what was told", "Посоветовать один вариант и связать его с тем, что рассказал клиент", "Recomandăm o variantă și spunem de ce se potrivește celor povestite";
        How [B2c Consultative Product] "Put the price after the use, and then be silent", "Называть цену после пользы и помолчать", "Spunem prețul după folos, apoi tăcem";
        How [B2c Consultative Service Formed] "Show how similar cases turned out, with consent and without names", "Показать, чем закончились похожие случаи, с согласия и без имён", "Arătăm rezultatul unor cazuri asemănătoare, cu acord și fără nume";
        How [B2c Consultative Service] "Give time to think where it is needed, and set the day of the next talk", "Дать время подумать, если нужно, и назначить день следующего разговора", "Lăsăm timp de gândire unde trebuie și stabilim ziua următoarei discuții";
        How [B2c Project] "Show a finished project nearby, and let its owner speak", "Показать готовый объект поблизости, и пусть говорит хозяин", "Arătăm un proiect terminat din apropiere și îl lăsăm pe proprietar să vorbească";
        How [B2c Project] "Have three grades of material ready, so that the budget decides and not the doubt", "Держать под рукой три уровня материалов, чтобы выбор зависел от бюджета, а не от сомнений", "Avem la îndemână trei niveluri de materiale, ca să decidă bugetul, nu îndoiala";
        With("department") [B2b Consultative Service] "Service team", "Команда исполнителей", "Echipa de execuție";
        With("department") [B2c Consultative Service] "Specialists", "Специалисты", "Specialiști";
        With("department") [B2b Project Product] "Engineering", "Технический отдел", "Inginerie";
        With("department") [B2b Project Service] "Experts who will do the work", "Специалисты, которые будут вести работу", "Specialiștii care vor executa lucrarea";
        With("contractor") [B2b Project] "Subcontractor", "Субподрядчик", "Firmă specializată";
        With("department") [B2c Project] "Design", "Отдел дизайна", "Proiectare";
    },
};

pub(super) const NEGOTIATION: Part = Part {
    id: "negotiation",
    subprocess: Subprocess::Close,
    days: [7, 2, 20, 3, 1, 5],
    lines: lines! {
        Name [] "Negotiation", "Переговоры", "Negociere";
        Exit("terms_agreed") [B2b Consultative Transactional] "price, scope and terms of payment are agreed with whoever signs", "цена, объём и условия оплаты согласованы с тем, кто подписывает", "prețul, ce este inclus și condițiile de plată sunt convenite cu cine semnează";
        Exit("terms_agreed") [B2b Project Service] "price, scope, milestones, acceptance and liability are agreed with whoever signs", "цена, объём, этапы, приёмка и ответственность согласованы с тем, кто подписывает", "prețul, volumul, etapele, recepția și răspunderea sunt convenite cu cine semnează";
        Exit("terms_agreed") [B2b Project Product] "price, specification, delivery, acceptance and warranty are agreed with whoever signs", "цена, техническое задание, поставка, приёмка и гарантия согласованы с тем, кто подписывает", "prețul, caietul de sarcini, livrarea, recepția și garanția sunt convenite cu cine semnează";
        Exit("terms_agreed") [B2c] "price, dates and payments are agreed", "цена, сроки и платежи согласованы", "prețul, termenele și plățile sunt convenite";
        Do [B2b Consultative Transactional] "List what is still open on both sides and settle it in one conversation", "Выписать открытые вопросы обеих сторон и решить их за один разговор", "Facem lista punctelor deschise de ambele părți și le rezolvăm într-o singură discuție";
        Do [B2b Indirect] "Ask for a special price once, with the reason, before the customer is promised anything", "Запросить особую цену один раз, с обоснованием, до обещаний клиенту", "Cerem prețul special o singură dată, cu motivul, înainte de a promite ceva clientului";
        Do [B2b Innovative] "Offer a right to cancel in the first year; it makes the first signature easier", "Предложить право выхода в первый год: оно снимает страх первой подписи", "Oferim o clauză de ieșire în primul an; alungă teama de prima semnătură";
        Do [B2b Unformed] "Settle whose budget it comes from and from which month on", "Согласовать, из чьего бюджета и с какого месяца идёт оплата", "Stabilim din ce buget se plătește și din ce lună";
        Do [B2b Service Consultative] "Settle scope and hours a month, and what counts as extra", "Согласовать объём и часы в месяц и что считается сверх того", "Stabilim ce este inclus, câte ore pe lună și ce se plătește separat";
        Do [B2b Product Consultative] "Settle quantity, dates and terms of support in one document", "Согласовать одним документом количество, сроки и условия поддержки", "Stabilim într-un singur document cantitatea, termenele și condițiile de asistență";
        Do [B2b Project Product] "Settle who bears transport, delay and defects, and until when", "Решить, кто отвечает за перевозку, задержки и дефекты и до какого срока", "Stabilim cine suportă transportul, întârzierile și defectele și până când";
        Do [B2b Project Service] "Settle how hours beyond the plan are approved and paid", "Решить, как согласуют и оплачивают часы сверх плана", "Stabilim cum se aprobă și se plătesc orele peste plan";
        Do [B2b Consultative Transactional] "Ask who signs and what else they need to see", "Спросить, кто подписывает и что ему ещё нужно увидеть", "Întrebăm cine semnează și ce mai trebuie să vadă";
        Do [B2b Consultative Transactional] "Get discounts approved beforehand, with a floor that is not crossed", "Заранее согласовать скидки и предел, ниже которого не идём", "Obținem din timp aprobarea reducerilor, cu un prag care nu se trece";
        Do [B2b Consultative Transactional] "Confirm what was agreed in writing on the same day", "Подтвердить договорённости письменно в тот же день", "Confirmăm în scris, în aceeași zi, ce s-a convenit";
        Do [B2b Project Service] "Tie every payment to a milestone that the customer can see", "Привязать каждый платёж к этапу, который видит клиент", "Legăm fiecare plată de o etapă pe care clientul o poate vedea";
        Do [B2b Project Product] "Have legal, finance and the subcontractors confirm what they will have to meet", "Получить подтверждение юристов, финансистов и подрядчиков, что они это выполнят", "Juridicul, financiarul și subcontractanții confirmă ce au de respectat";
        Do [B2b Project Service] "Settle scope, milestones, acceptance and liability point by point with both sides' specialists", "Пройти по пунктам объём, этапы, приёмку и ответственность со специалистами обеих сторон", "Stabilim punct cu punct volumul, etapele, recepția și răspunderea, cu specialiștii ambelor părți";
        Do [B2b Project Product] "Settle specification, delivery, acceptance and warranty point by point with both sides' specialists", "Пройти по пунктам техническое задание, поставку, приёмку и гарантию со специалистами обеих сторон", "Stabilim punct cu punct caietul de sarcini, livrarea, recepția și garanția, cu specialiștii ambelor părți";
        Do [B2c] "Go through price, dates and payments once more, and settle what is open", "Ещё раз пройти цену, сроки и платежи и закрыть вопросы", "Parcurgem încă o dată prețul, termenele și plățile și rezolvăm ce este deschis";
        Do [B2c] "Settle what happens if the wishes change on the way", "Договориться, что делать, если пожелания изменятся по ходу", "Stabilim ce se întâmplă dacă dorințele se schimbă pe parcurs";
        Do [B2c] "Confirm what was agreed in a message on the same day", "Подтвердить договорённости сообщением в тот же день", "Confirmăm printr-un mesaj, în aceeași zi, ce s-a convenit";
        How [B2b Unformed] "Tie the decision to a date of theirs: a budget round, a season", "Привязать решение к сроку клиента: утверждение бюджета, сезон", "Legăm decizia de un termen al lor: buget, sezon";
        How [B2b Indirect] "Give no discount before it is known who signs", "Не давать скидку, пока не известно, кто подписывает", "Nu dăm reducere până nu se știe cine semnează";
        How [B2b Innovative] "Begin small: one team, one year, and a price for more agreed beforehand", "Начинать с малого: одна команда, один год и заранее согласованная цена расширения", "Începem mic: o echipă, un an și prețul extinderii convenit dinainte";
        How [B2b Consultative Transactional] "Give nothing without getting something: volume, term, a reference, a date", "Ничего не уступать даром: просить объём, срок, отзыв, дату", "Nu cedăm nimic fără să primim ceva: volum, termen, o referință, o dată";
        How [B2b Project Product] "Let the specialists settle the technical points among themselves; sales alone speaks of price", "Технические вопросы пусть решают специалисты между собой, а цену ведёт продавец", "Specialiștii rezolvă între ei partea tehnică, iar prețul rămâne la vânzări";
        How [B2b Project Service] "Agree on how changes are handled while both sides still want the deal", "Договориться о порядке изменений, пока сделки хотят обе стороны", "Convenim cum se tratează modificările cât timp ambele părți doresc tranzacția";
        How [B2b] "Change the scope before changing the price", "Сначала менять объём, потом цену", "Reducem ce este inclus înainte de a reduce prețul";
        How [B2b Consultative Transactional] "Leave an easy point open to give away at the end", "Оставить лёгкий пункт, чтобы уступить его в конце", "Păstrăm un punct ușor pe care să-l cedăm la final";
        How [B2c] "Offer payment in parts before a discount", "Сначала предложить оплату частями, потом скидку", "Mai bine propunem plata în rate decât o reducere";
        How [B2c] "Keep one small extra to give with the signature", "Приберечь небольшой подарок к подписанию", "Păstrăm un mic bonus pentru momentul semnării";
        With("department") [B2b Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
        With("contractor") [B2b Project] "Subcontractor", "Субподрядчик", "Firmă specializată";
    },
};

pub(super) const CONTRACT: Part = Part {
    id: "contract",
    subprocess: Subprocess::Close,
    days: [5, 2, 15, 2, 1, 4],
    lines: lines! {
        Name [] "Contract", "Договор", "Contract";
        Exit("contract_signed") [B2b] "both sides have signed, and each has a copy", "подписали обе стороны, у каждой есть экземпляр", "ambele părți au semnat și fiecare are un exemplar";
        Exit("contract_signed") [B2c] "the customer has signed and has a copy", "клиент подписал и получил экземпляр", "clientul a semnat și are un exemplar";
        Do [B2b Project Product] "Attach the specification as agreed, with every deviation named", "Приложить согласованное техническое задание и назвать все отклонения", "Anexăm caietul de sarcini convenit, cu toate abaterile enumerate";
        Do [B2b Innovative] "Attach what the trial has shown as the measure of success", "Приложить итоги теста как критерий успеха", "Anexăm rezultatul probei ca măsură a reușitei";
        Do [B2b Unformed] "Name in the contract the day it goes into use", "Указать в договоре день, с которого начнут пользоваться", "Scriem în contract ziua de la care începe utilizarea";
        Do [B2b Indirect] "Check against the partner agreement who signs and who is liable for what", "Проверить по партнёрскому договору, кто подписывает и кто за что отвечает", "Verificăm, după contractul cu partenerul, cine semnează și cine pentru ce răspunde";
        Do [B2b Service Consultative Project] "Name in the contract who works for the customer and how results are reported", "Указать в договоре, кто работает на клиента и как отчитывается", "Scriem în contract cine lucrează pentru client și cum raportează";
        Do [B2c Unformed] "Set the start date before anything is signed", "До подписи назначить день начала", "Stabilim ziua începerii înainte de semnare";
        Do [B2b] "Send the contract as agreed, with nothing new in it", "Отправить договор, как согласовано, без новых условий", "Trimitem contractul așa cum s-a convenit, fără nimic nou în el";
        Do [B2b Consultative Project Direct] "Follow it on its way through purchasing and legal to whoever signs", "Сопровождать договор при согласовании у закупщиков и юристов клиента до подписания", "Urmărim circuitul contractului la achiziții și juridic, până la cel care semnează";
        Do [B2b Project] "Attach the schedule of milestones with what is accepted, paid and by when", "Приложить график этапов: что принимают, сколько платят и когда", "Anexăm graficul etapelor: ce se recepționează, ce se plătește și până când";
        Do [B2b Transactional] "Use one page of standard terms, signed once for all purchases to come", "Подписать рамочный договор на одну страницу; дальше достаточно заявки", "Semnăm o singură dată un contract-cadru de o pagină; apoi este de ajuns o confirmare";
        Do [B2b] "File the signed contract, and tell everybody who has to deliver on it", "Сохранить подписанный договор и сообщить всем, кому исполнять обещания", "Arhivăm contractul semnat și îi anunțăm pe toți cei care au ceva de făcut după el";
        Do [B2c] "Go through the contract line by line before it is signed", "Пройти договор по пунктам до подписания", "Parcurgem contractul rând cu rând înainte de semnare";
        Do [B2c] "Say how the customer can withdraw, until when, and what happens to money already paid", "Объяснить, как можно отказаться, до какого срока и что будет с уже уплаченными деньгами", "Spunem cum se poate renunța, până când și ce se întâmplă cu banii plătiți";
        Do [B2c Project] "Attach drawings, prices, dates and the list of payments", "Приложить чертежи, цены, сроки и график платежей", "Anexăm desenele, prețurile, termenele și lista plăților";
        Do [B2c Service Consultative] "Have the consents signed that the law asks for", "Подписать согласия, которых требует закон", "Cerem semnarea acordurilor pe care le prevede legea";
        Do [B2c] "Hand over a copy with the name of the person to call", "Дать экземпляр с именем того, кому звонить", "Înmânăm un exemplar cu numele persoanei de contact";
        How [B2b Unformed] "Keep the time from yes to signature short: without an urgent need, doubts grow", "Сокращать время от «да» до подписи: без острой нужды растут сомнения", "Scurtăm timpul de la „da” la semnătură: fără o nevoie urgentă, îndoielile cresc";
        How [B2c Unformed] "Call the day before the start; that is when doubts come", "Позвонить накануне начала: сомневаются именно тогда", "Sunăm în ajunul începerii; atunci apar îndoielile";
        How [B2b Consultative Project] "Ask early on how contracts are approved there; it takes longer than the decision", "Заранее узнать, как у клиента согласуют договоры: это дольше самого решения", "Întrebăm din timp de formalitățile clientului; durează mai mult decât decizia";
        How [B2b Consultative Project] "Agree on a start date and work back from it to the last day for signing", "Вместе назначить дату старта и от неё посчитать последний день подписания", "Stabilim împreună data de început și calculăm de la ea, în sens invers, ultima zi de semnare";
        How [B2b Transactional] "Send it ready to sign, with the customer's details filled in", "Отправлять готовым к подписи, с заполненными реквизитами клиента", "Îl trimitem gata de semnat, cu datele clientului completate";
        How [B2b] "Offer to sign electronically", "Предложить электронную подпись", "Propunem semnătura electronică";
        How [B2c] "Have everything filled in, so that only the signature is missing", "Заполнить всё, чтобы не хватало только подписи", "Completăm totul, ca să lipsească doar semnătura";
        How [B2c] "Say what happens next and when, so that no doubt grows overnight", "Сказать, что и когда будет дальше, чтобы за ночь не появились сомнения", "Spunem ce urmează și când, ca peste noapte să nu apară îndoieli";
        With("department") [B2b Project] "Legal and finance", "Юристы и финансовый отдел", "Juridic și financiar";
    },
};
