//! Texts of the rules around the stages: whom to sell to, which leads to work,
//! what is handed over.

use super::Line;

/// What a proposal is called.
pub(in super::super) const NAMES: &[Line] = lines! {
    For("nature") [Consultative] "Consultative", "Консультативные", "consultative";
    For("nature") [Transactional] "Transactional", "Транзакционные", "tranzacționale";
    For("nature") [Project] "Project", "Проектные", "de proiect";
    For("market") [B2b] "B2B", "компаниям", "pentru companii";
    For("market") [B2c] "B2C", "частным клиентам", "pentru consumatori";
    For("offering") [Product] "product", "товаров", "produse";
    For("offering") [Service] "service", "услуг", "servicii";
    For("channel") [Indirect] " through partners", " через партнёров", ", prin parteneri";
    For("won") [] "Won and completed", "Выиграно и исполнено", "Câștigată și încheiată";
    For("name") [] "{nature} {market} sales of a {offering}{channel}", "{nature} продажи {offering} {market}{channel}", "Vânzări {nature}: {offering} {market}{channel}";
};

/// Who it is of most value to: one line each.
pub(in super::super) const AUDIENCE: &[Line] = lines! {
    For("segment") [B2b Consultative Product Established] "works in an industry where we have reference customers", "работает в отрасли, где нам есть на кого сослаться", "lucrează într-un domeniu în care avem clienți de referință";
    For("size") [B2b Consultative Product] "is large enough to benefit, and not so large that it builds its own solution", "достаточно крупная, чтобы решение окупилось, но не настолько, чтобы создавать его самой", "este destul de mare ca produsul să-i fie de folos și nu atât de mare încât să și-l facă singură";
    For("occasion") [B2b Consultative Product Formed Established] "grows, moves, replaces equipment or must meet a new rule this year", "в этом году растёт, переезжает, меняет оборудование или выполняет новое требование", "anul acesta crește, se mută, schimbă echipamente sau are o cerință legală nouă";
    For("occasion") [B2b Consultative Product Formed Innovative] "grows, or wants to replace a way of working this year", "растёт или хочет в этом году сменить способ работы", "crește sau vrea să schimbe anul acesta un mod de lucru";
    For("segment") [B2b Consultative Service] "does this work with its own people, and not well enough", "делает эту работу своими силами, и недостаточно хорошо", "face această muncă cu oamenii ei, și nu destul de bine";
    For("size") [B2b Consultative Service] "is large enough to need it every month, too small for a department of its own", "достаточно велика, чтобы нуждаться в этом каждый месяц, но слишком мала для собственного отдела", "este destul de mare ca să aibă nevoie de serviciu și prea mică pentru un departament propriu";
    For("occasion") [B2b Consultative Service] "has a new head, has lost a specialist or has a deadline to meet", "сменила руководителя, лишилась специалиста или торопится к сроку", "are un director nou, i-a plecat un specialist sau are un termen de respectat";
    For("regular") [B2b Transactional Product] "buys goods of this kind every month", "покупает такие товары каждый месяц", "cumpără astfel de produse în fiecare lună";
    For("area") [B2b Transactional Product] "is where we deliver within the promised time", "находится там, куда мы доставляем в обещанный срок", "se află unde livrăm în termenul promis";
    For("payer") [B2b Transactional Product] "pays its invoices on time", "платит по счетам вовремя", "își plătește facturile la timp";
    For("regular") [B2b Transactional Service] "needs this service again and again, by a schedule", "нуждается в этой услуге снова и снова, по графику", "are nevoie de acest serviciu mereu, după un program";
    For("area") [B2b Transactional Service] "is where our teams are within an hour", "находится там, куда наши бригады доедут за час", "se află unde echipele noastre ajung într-o oră";
    For("payer") [B2b Transactional Service] "pays its invoices on time", "платит по счетам вовремя", "își plătește facturile la timp";
    For("investment") [B2b Project Product] "invests in equipment of this kind this year or next", "вкладывается в такое оборудование в этом году или в следующем", "investește anul acesta sau anul viitor în echipamente ca ale noastre";
    For("investment") [B2b Project Service] "has a change to make that its own people cannot make alone", "должна провести изменения, с которыми её люди сами не справятся", "are de făcut o schimbare pe care oamenii ei nu o pot face singuri";
    For("experience") [B2b Project Service] "has carried out at least one project of this size with outside firms", "уже провела хотя бы один такой проект с внешними фирмами", "a dus la capăt cel puțin un proiect de această mărime cu firme din afară";
    For("place") [B2b Project Product] "has a place for it, or will have one in time", "имеет место для оборудования или успеет его подготовить", "are spațiu pentru echipament sau îl va avea la timp";
    For("owner") [B2b Project] "has named who is responsible for the project", "назначила ответственного за проект", "a numit un responsabil de proiect";
    For("use") [B2c Consultative Product] "uses it often enough to care about the difference", "пользуется достаточно часто, чтобы замечать разницу", "îl folosește destul de des ca să-i pese de diferență";
    For("means") [B2c Consultative Product] "buys in the middle and upper range of prices", "покупает в среднем и высоком ценовом сегменте", "cumpără în zona de preț medie și superioară";
    For("occasion") [B2c Consultative Product] "furnishes, moves, has a child or takes up something new", "обустраивается, переезжает, ждёт ребёнка или начинает новое дело", "își amenajează casa, se mută, are un copil sau începe ceva nou";
    For("need") [B2c Consultative Service Formed] "needs a specialist, and wants it done well", "нуждается в помощи специалиста и хочет качественного результата", "are o problemă care cere un specialist și vrea să o rezolve bine";
    For("means") [B2c Consultative Service] "can pay for all of it, at once or in parts", "может оплатить всё сразу или частями", "poate plăti totul, deodată sau în rate";
    For("reach") [B2c Consultative Service Direct] "lives or works within half an hour of us", "живёт или работает в получасе от нас", "locuiește sau lucrează la cel mult o jumătate de oră de noi";
    For("use") [B2c Transactional Product Established] "has a use for it in everyday life", "пользуется такими товарами в обычной жизни", "are nevoie de produs în viața de zi cu zi";
    For("means") [B2c Transactional Product] "buys in our range of prices", "покупает в нашем ценовом диапазоне", "cumpără în gama noastră de prețuri";
    For("reach") [B2c Transactional Product] "lives where we deliver, or passes a shop that has it", "живёт там, куда мы доставляем, или рядом с магазином, где есть наш товар", "locuiește unde livrăm sau aproape de un magazin în care se găsește produsul";
    For("use") [B2c Transactional Service] "needs it every few weeks", "нуждается в этом каждые несколько недель", "are nevoie la fiecare câteva săptămâni";
    For("means") [B2c Transactional Service] "pays our prices without asking for a discount", "платит по нашим ценам, не прося скидки", "plătește prețurile noastre fără a cere reducere";
    For("reach") [B2c Transactional Service Direct] "lives or works near us", "живёт или работает рядом", "locuiește sau lucrează aproape de noi";
    For("home") [B2c Project] "owns the place, or decides about it", "владеет помещением или вправе им распоряжаться", "este proprietarul locuinței sau hotărăște în privința ei";
    For("means") [B2c Project] "has the budget, or a loan that is approved", "имеет бюджет или одобренный кредит", "are bugetul sau un credit aprobat";
    For("date") [B2c Project] "wants to begin within three months", "хочет начать в течение трёх месяцев", "vrea să înceapă în cel mult trei luni";
    For("early") [Innovative B2b] "has adopted something new before others in its field", "уже внедряла новое раньше других в отрасли", "a adoptat ceva nou înaintea altora din domeniu";
    For("early") [Innovative B2c] "likes to try new things before friends do", "любит пробовать новое раньше друзей", "îi place să încerce lucruri noi înaintea prietenilor";
    For("latent") [Unformed B2b] "has the problem, even if it has not looked for a remedy yet", "имеет проблему, которую мы решаем, даже если ещё не искала решения", "are problema, chiar dacă nu a căutat încă un remediu";
    For("occasion") [Unformed B2b Consultative Product] "has had a loss, a fine or downtime from this problem within a year", "за последний год понесла из-за этого убыток, штраф или простой", "a avut în ultimul an o pierdere, o amendă sau o oprire din cauza acestei probleme";
    For("latent") [Unformed B2c] "would gain from it, even without having thought of it", "получит пользу, даже если ещё об этом не думает", "i-ar fi de folos, chiar dacă nu s-a gândit încă la asta";
    For("partner") [Indirect] "is within reach of one of our partners", "в зоне работы одного из наших партнёров", "se află în zona unuia dintre partenerii noștri";
};

/// What a lead is filtered by.
pub(in super::super) const FILTER: &[Line] = lines! {
    For("need") [Unformed] "has the problem that we solve", "имеет проблему, которую мы решаем", "are problema pe care o rezolvăm";
    For("need") [Product] "has a need for something that we sell", "нуждается в том, что мы продаём", "are nevoie de ceva ce vindem";
    For("need") [Service] "has a need for something that we do", "нуждается в том, что мы делаем", "are nevoie de ceva ce facem";
    For("segment") [B2b] "belongs to a segment that we serve", "относится к нашему сегменту", "face parte dintr-un segment pe care îl servim";
    For("means") [B2b] "can pay for it, as far as can be seen", "судя по всему, может заплатить", "își poate permite, din câte se vede";
    For("means") [B2c] "accepts our range of prices", "согласен с нашим диапазоном цен", "acceptă gama noastră de prețuri";
    For("size") [Consultative] "is large enough to be worth the cost of selling", "достаточно велик, чтобы окупить затраты на продажу", "este destul de mare ca să merite costul vânzării";
    For("size") [Project] "is large enough to be worth a bid", "достаточно велик, чтобы стоило готовить предложение", "este destul de mare ca să merite o ofertă";
    For("soon") [B2b Project] "wants to decide within half a year", "хочет принять решение в течение полугода", "vrea să decidă în cel mult jumătate de an";
    For("soon") [B2b] "wants to decide within the next months", "хочет принять решение в ближайшие месяцы", "vrea să decidă în lunile următoare";
    For("soon") [B2c] "wants to begin within three months", "хочет начать в течение трёх месяцев", "vrea să înceapă în cel mult trei luni";
    For("reach") [Product] "is where we deliver", "находится там, куда мы доставляем", "se află unde livrăm";
    For("reach") [B2b Service] "is where our teams work", "находится там, где работают наши бригады", "se află unde lucrează echipele noastre";
    For("reach") [B2c Service Consultative Transactional] "can come to us, or lives where we make visits", "может прийти к нам или живёт там, куда мы выезжаем", "poate veni la noi sau locuiește unde ne deplasăm";
    For("reach") [B2c Service Project] "is in the area where our crews work", "находится там, где работают наши бригады", "se află în zona în care lucrează echipele noastre";
};

/// What is asked before a lead becomes a deal, where BANT would be too much.
pub(in super::super) const QUESTIONS: &[Line] = lines! {
    For("fit") [Product] "we have what fits", "у нас есть подходящее", "avem ce se potrivește";
    For("fit") [Service] "it is work that we do", "это наша работа", "suntem cei potriviți pentru asta";
    For("price") [B2b Transactional] "the buyer knows our price level and the terms of payment we can offer", "покупатель знает наш уровень цен и возможные условия оплаты", "cumpărătorul cunoaște nivelul nostru de prețuri și condițiile de plată posibile";
    For("price") [B2c Consultative Transactional] "the price range suits the customer", "диапазон цен клиенту подходит", "gama de prețuri îi convine clientului";
    For("price") [B2c Project] "the budget is in the range that such projects cost", "бюджет в пределах цен на такие проекты", "bugetul este în limitele costului unor astfel de proiecte";
    For("decides") [B2b Transactional] "the person is authorised to buy", "собеседник вправе решить о покупке", "persoana poate decide cumpărarea";
    For("decides") [B2c Consultative Project] "it is known who else decides, and they are invited to the next appointment", "известно, кто ещё участвует в решении, и он приглашён на следующую встречу", "se știe cine mai decide și este invitat la următoarea întâlnire";
    For("date") [Product Transactional] "we can deliver by the day it is needed", "успеваем доставить к нужному дню", "putem livra până în ziua în care trebuie";
    For("date") [Product Consultative] "it is known by when it is needed", "известно, к какому сроку это нужно", "se știe până când îi trebuie";
    For("date") [Service Transactional] "a time is free that suits", "есть свободное подходящее время", "există un interval liber potrivit";
    For("date") [Service Consultative Formed] "a first appointment is agreed", "первая консультация назначена", "prima programare este stabilită";
    For("date") [Service Consultative Unformed] "the person has the time for it", "у человека есть на это время", "persoana are timp pentru asta";
    For("date") [Project] "it is known by when it must be done", "известно, к какому сроку всё должно быть готово", "se știe până când trebuie să fie gata";
};

/// What is asked instead of BANT where nobody has thought of buying yet: there
/// is neither a budget nor a date.
pub(in super::super) const PROBLEM: &[Line] = lines! {
    For("problem") [] "it is known what the problem costs the customer", "известно, во что проблема обходится клиенту", "se știe cât îl costă problema pe client";
    For("sponsor") [] "somebody who answers for it talks to us", "с нами говорит тот, кто за неё отвечает", "vorbim cu cine răspunde de ea";
    For("money") [] "it is known who could find the money for it", "известно, кто может найти на это деньги", "se știe cine poate găsi banii pentru asta";
    For("next_step") [] "a next step has a date", "у следующего шага есть дата", "pasul următor are o dată";
};

/// What comes along at a handoff.
pub(in super::super) const CHECKLIST: &[Line] = lines! {
    For("people") [B2b Indirect] "who decides, who uses, who pays, and who at the partner looks after them", "кто решает, кто пользуется, кто платит и кто у партнёра их ведёт", "cine decide, cine folosește, cine plătește și cine se ocupă de ei la partener";
    For("people") [B2b] "who decides, who uses and who pays, and how each likes to be contacted", "кто решает, кто пользуется, кто платит и как с каждым лучше связываться", "cine decide, cine folosește, cine plătește și cum preferă fiecare să fie contactat";
    For("people") [B2c Consultative Project] "who in the household decides, and how and when they like to be contacted", "кто в семье решает, как и когда с ними лучше связываться", "cine decide în familie, cum și când preferă să fie contactat";
    For("people") [B2c Transactional] "how and when the customer likes to be contacted, and what they agreed to", "как и когда клиенту удобнее общаться и на что он дал согласие", "cum și când preferă clientul să fie contactat și la ce a consimțit";
    For("promises") [B2b] "what was promised beyond the contract, to whom and by when", "что обещано сверх договора, кому и к какому сроку", "ce s-a promis în afara contractului, cui și până când";
    For("promises") [B2c] "what was promised, and by when", "что обещано и к какому сроку", "ce s-a promis și până când";
    For("open_issues") [Product] "what is still open: complaints, late deliveries, unpaid sums", "что не улажено: жалобы, задержки поставок, долги по оплате", "ce este nerezolvat: reclamații, livrări întârziate, plăți restante";
    For("open_issues") [Service] "what is still open: complaints, missed dates, unpaid sums", "что не улажено: жалобы, сорванные сроки, долги по оплате", "ce este nerezolvat: reclamații, termene ratate, plăți restante";
    For("goals") [] "what the customer wants to achieve, and what may be useful next", "чего хочет достичь клиент и что может пригодиться ему дальше", "ce vrea clientul să obțină și ce i-ar mai putea fi de folos";
    For("history") [] "how the first sale was won, and which objections came up", "как выиграли первую продажу и какие были возражения", "cum s-a câștigat prima vânzare și ce obiecții au apărut";
};

/// How much regular customers come before others.
pub(in super::super) const PRIORITY: &[Line] = lines! {
    For("priority") [] "high", "высокий", "ridicată";
};
