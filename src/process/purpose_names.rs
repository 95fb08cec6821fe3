//! What a stage is probably for, by its name.
//!
//! Pipelines of a CRM have names and no purposes. The table knows the words
//! that sales departments use in English, Russian, Romanian, German and
//! Spanish. A guess is a guess: whoever uses it tells its reader so, with the
//! word it rests on.

use super::Purpose;
use Purpose::{
    Contract, Delivery, InboundRequest, NeedsDiscovery, Negotiation, Onboarding, PartnerManagement,
    PaymentTracking, ProactiveContact, Proposal, Prospecting, Qualification, Retention, Trial,
};

/// A purpose that a name speaks of, and the word that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) struct PurposeGuess {
    /// What the stage is probably for.
    pub purpose: Purpose,
    /// The word of the table that was found in the name, without accents.
    pub word: &'static str,
}

/// Words for one purpose, with commas between them, in lower case and without
/// accents. A word ending in `*` is the beginning of one; several words stand in
/// the name one after another.
type Row = (Option<Purpose>, &'static str);

/// Read from the top: the first row that fits a place of the name takes it, so
/// that phrases stand above the words they are made of. A row without a
/// purpose takes words that would mislead.
const TABLE: &[Row] = &[
    (
        None,
        "value prop*, decision makers, id decision*, closed won, closed lost, lost contact, \
         contact lost, no contact, contract lost, lost contract, not qualified, unqualified, \
         disqualif*, не квалиф*, неквалиф*, descalific*, necalific*, nicht qualif*, unqualif*, no \
         calific*, contact person, контактное лицо",
    ),
    (
        Some(NeedsDiscovery),
        "needs analysis, needs assess*, need* discovery, needs, discovery, scoping, requirement*, \
         fact finding, выявлен* потребност*, потребност*, бриф*, сбор требований, анализ \
         требований, аудит*, обследован*, nevoi*, necesitat*, identificarea nev*, cerinte*, \
         analiza nev*, bedarf*, anforderung*, necesidad*, requisito*, descubrimiento, diagnostic*",
    ),
    (
        Some(PaymentTracking),
        "payment*, paid, invoic*, prepay*, deposit*, pre payment, оплат*, предоплат*, счет*, \
         ожидание денег, дебитор*, plata*, plati*, factur*, achit*, avans*, incasar*, zahlung*, \
         bezahlt, rechnung*, anzahlung, pago*, pagad*, cobro*, anticipo*",
    ),
    (
        Some(Contract),
        "contract*, agreement*, sign*, purchase order, order confirm*, closing docs, договор*, \
         подпис*, контракт*, подготовк* документ*, согласование документ*, semna*, vertrag*, \
         unterschr*, unterzeich*, auftragsbestat*, contrat*, firma, firmad*, firmar, acuerdo*",
    ),
    (
        Some(Proposal),
        "proposal*, proposition*, quot*, offer*, estimate*, pricing, bid, bids, tender*, \
         presentation*, коммерческ* предложен*, кп, предложен*, презентац*, смет*, расчет*, \
         тендер*, oferta*, oferte*, propuner*, prezentar*, licitati*, angebot*, prasentation*, \
         kostenvoranschlag*, propuesta*, cotiz*, presupuest*, presentacion*, licitacion*",
    ),
    (
        Some(Negotiation),
        "negotiat*, verbal* commit*, bought in, verbal* agree*, objection*, commitment*, \
         decision, переговор*, торг*, согласован*, принимают решение, принятие решения, \
         возражен*, negoci*, decizi*, verhandlung*, entscheidung*, decision final",
    ),
    (
        Some(Trial),
        "trial*, pilot*, proof of concept, poc, free version, test drive, test period, testing, \
         evaluation*, пробн*, тест*, пилот*, proba, perioada de proba, testar*, testphase, \
         testen, probe*, prueba*, piloto*",
    ),
    (
        Some(Qualification),
        "qualif*, bant, screening, mql, sql, sal, квалиф*, отбор*, calific*, evaluare lead*, \
         qualifiz*, vorqualif*, calificacion*, cualific*",
    ),
    (
        Some(InboundRequest),
        "inbound*, inquir*, enquir*, request*, incoming, new lead*, lead in, new opportunit*, \
         new, заявк*, входящ*, обращен*, запрос*, неразобранн*, нов*, необработан*, cerer*, \
         solicitar*, lead nou, noi, nou, noua, anfrage*, eingang*, neu, neue, neuer, solicitud*, \
         consulta*, nuevo*, nueva*",
    ),
    (
        Some(ProactiveContact),
        "contact made, first contact, initial contact, contacted, contact*, cold call*, call*, \
         outreach, reach* out, appointment*, meeting*, approach*, первичн* контакт*, контакт*, \
         звон*, дозвон*, обзвон*, встреч*, взят* в работу, apel*, intalnir*, telefonat*, sunat*, \
         kontakt*, anruf*, termin*, erstgesprach*, llamad*, reunion*, cita, contactad*",
    ),
    (
        Some(Prospecting),
        "prospect*, search*, research*, lead generation, target list, suspect*, поиск*, сбор \
         базы, холодн*, cautar*, prospecti*, akquise*, recherche*, suche*, busqueda*, \
         prospeccion*",
    ),
    (
        Some(Onboarding),
        "onboard*, implement*, kick off, kickoff, setup, set up, activation, training*, внедрен*, \
         онбординг*, запуск*, обучен*, настройк*, integrar*, implementar*, instruir*, \
         einfuhrung*, implementier*, schulung*, implementacion*, capacitacion*, puesta en marcha",
    ),
    (
        Some(Delivery),
        "deliver*, shipp*, fulfil*, production, in progress, installation*, отгруз*, доставк*, \
         поставк*, исполнен*, производств*, монтаж*, оказани* услуг*, в работе, livrar*, expedi*, \
         executi*, productie, liefer*, versand*, ausfuhrung*, entrega*, envio*, ejecucion*, \
         produccion*",
    ),
    (
        Some(Retention),
        "retention, retain*, renew*, upsell*, up sell*, cross sell*, nurtur*, repeat sale*, \
         удержан*, повторн* продаж*, допродаж*, продлен*, пролонгац*, retentie, fideliz*, \
         reinnoi*, vanzare repetat*, verlanger*, kundenbindung, bestandskund*, retencion*, \
         renovacion*, fidelizacion*",
    ),
    (
        Some(PartnerManagement),
        "partner*, reseller*, dealer*, distribut*, партнер*, дилер*, дистриб*, parteneri*, \
         distribui*, handler*, wiederverkauf*, socio*, revendedor*",
    ),
];

/// The purposes that a stage's name speaks of, in the order of the name; none
/// where no word of it is known. `Sign and track payment` speaks of two.
pub(crate) fn guess_purposes(name: &str) -> Vec<PurposeGuess> {
    let words = words(name);
    let mut taken = vec![false; words.len()];
    let mut found: Vec<(usize, PurposeGuess)> = Vec::new();
    for (purpose, phrases) in TABLE {
        for phrase in phrases.split(", ") {
            let parts: Vec<&str> = phrase.split(' ').collect();
            let places = words.windows(parts.len()).enumerate();
            let fits = |(at, window): &(usize, &[String])| {
                let free = taken.get(*at..at + parts.len()).is_some_and(|it| !it.contains(&true));
                free && window.iter().zip(&parts).all(|(word, part)| matches(word, part))
            };
            let at: Vec<usize> = places.filter(fits).map(|(at, _)| at).collect();
            for at in at {
                taken.iter_mut().skip(at).take(parts.len()).for_each(|it| *it = true);
                if let Some(purpose) = purpose {
                    let guess = PurposeGuess { purpose: purpose.clone(), word: phrase };
                    found.push((at, guess));
                }
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    let mut guesses: Vec<PurposeGuess> = Vec::new();
    for (_, guess) in found {
        if guesses.iter().all(|it| it.purpose != guess.purpose) {
            guesses.push(guess);
        }
    }
    guesses
}

fn matches(word: &str, part: &str) -> bool {
    match part.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == part,
    }
}

/// The words of a name in lower case without accents.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    // A hostile name can be long; a real one is a few words.
    for c in name.chars().take(300).flat_map(char::to_lowercase) {
        match (plain(c), words.last_mut()) {
            // A combining accent belongs to the letter before it.
            _ if ('\u{300}'..='\u{36f}').contains(&c) => {}
            (c, Some(last)) if c.is_alphanumeric() => last.push(c),
            (_, Some(last)) if !last.is_empty() => words.push(String::new()),
            _ => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A letter without its accent, for the letters of the five languages.
fn plain(c: char) -> char {
    match c {
        'ă' | 'â' | 'á' | 'à' | 'ä' => 'a',
        'î' | 'í' | 'ï' => 'i',
        'ș' | 'ş' => 's',
        'ț' | 'ţ' => 't',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'ó' | 'ö' | 'ô' => 'o',
        'ú' | 'ü' | 'û' => 'u',
        'ñ' => 'n',
        'ё' => 'е',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let guesses = guess_purposes(name);
        let names: Vec<&str> = guesses.iter().map(|guess| guess.purpose.name()).collect();
        assert_eq!(names.join(" "), expected, "{name}");
    }

    #[test]
    fn pipelines_that_crms_begin_with() {
        check("Appointment Scheduled", "proactive_contact");
        check("Qualified To Buy", "qualification");
        check("Presentation Scheduled", "proposal");
        check("Decision Maker Bought-In", "negotiation");
        check("Contract Sent", "contract");
        check("Contact Made", "proactive_contact");
        check("Proposal Made", "proposal");
        check("Negotiations Started", "negotiation");
        check("Prospecting", "prospecting");
        check("Needs Analysis", "needs_discovery");
        check("Value Proposition", "");
        check("Id. Decision Makers", "");
        check("Perception Analysis", "");
        check("Proposal/Price Quote", "proposal");
        check("Negotiation/Review", "negotiation");
        check("Proposition", "proposal");
        check("New", "inbound_request");
        check("Closed Won", "");
        check("Неразобранное", "inbound_request");
        check("Первичный контакт", "proactive_contact");
        check("Принимают решение", "negotiation");
        check("Согласование договора", "negotiation contract");
        check("Подготовка документов", "contract");
        check("Счёт на предоплату", "payment_tracking");
        check("Сче\u{308}т на предоплату", "payment_tracking");
    }

    #[test]
    fn each_language() {
        check("Выявление потребностей", "needs_discovery");
        check("Отправлено КП", "proposal");
        check("Тестовый период", "trial");
        check("Ожидаем оплату", "payment_tracking");
        check("Cerere primită", "inbound_request");
        check("Identificarea nevoilor", "needs_discovery");
        check("Ofertă trimisă", "proposal");
        check("Negociere", "negotiation");
        check("Semnarea contractului", "contract");
        check("Urmărirea plății", "payment_tracking");
        check("Bedarfsanalyse", "needs_discovery");
        check("Angebot versendet", "proposal");
        check("Vertragsverhandlung", "contract");
        check("Unterzeichnung", "contract");
        check("Zahlungseingang", "payment_tracking");
        check("Propuesta enviada", "proposal");
        check("Negociación", "negotiation");
        check("Firma del contrato", "contract");
        check("Prueba gratuita", "trial");
        check("Facturación", "payment_tracking");
    }

    #[test]
    fn several_purposes_and_none() {
        check("Sign and track payment", "contract payment_tracking");
        check("Qualification & needs", "qualification needs_discovery");
        check("Stage 3", "");
        check("Unqualified", "");
        check("", "");
        check("…!", "");
        check(&"a ".repeat(100_000), "");
        // An accent of its own is the same letter.
        check("Ofert\u{103}", "proposal");
        check("Oferta\u{306}", "proposal");
    }

    #[test]
    fn words_of_the_table_are_as_names_are_read() {
        for phrase in TABLE.iter().flat_map(|(_, phrases)| phrases.split(", ")) {
            let bare = phrase.replace('*', "");
            assert_eq!(words(&bare).join(" "), bare, "`{phrase}` can never be found");
        }
    }

    #[test]
    fn every_built_in_purpose_can_be_guessed() {
        for purpose in Purpose::BUILT_IN {
            assert!(TABLE.iter().any(|(of, _)| of.as_ref() == Some(&purpose)), "{purpose}");
        }
    }
}
