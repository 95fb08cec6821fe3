//! What each lint has found and what helps, in Russian and Romanian. In English
//! a finding speaks for itself.

use super::Finding;
use super::facts::listed_in;
use crate::designer::label::Labels;
use crate::process::{Purpose, SalesProcess};
use crate::value::Language;

impl Finding {
    /// What is wrong, in a language: in English the [`message`](Self::message),
    /// else a sentence with the purposes and the names of the stages it is about.
    ///
    /// ```
    /// use sales_process::{Language, SalesProcess};
    ///
    /// let process = SalesProcess::from_text("start -> talk \"Discuție\" -> won\ntalk -> wait \"Așteptare\"")?;
    /// let findings = process.lint();
    /// let found = findings.iter().find(|it| it.lint.code == "S05").ok_or("nothing found")?;
    /// assert_eq!(
    ///     found.message_in(&process, Language::Romanian),
    ///     "Din etapă nu există ieșire: „Așteptare”."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn message_in(&self, process: &SalesProcess, language: Language) -> String {
        let Some(LintWords { found, .. }) = words(self.lint.name, language) else {
            return self.message.clone();
        };
        let mut told: Vec<String> =
            self.purposes.iter().map(|it| purpose_in(it, language)).collect();
        if let Some(pipeline) = self.pipeline.as_ref().and_then(|id| process.pipeline(id.as_str()))
        {
            let labels = Labels::of(pipeline);
            let keys: Vec<_> =
                self.stages.iter().filter_map(|id| pipeline.key(id.as_str())).collect();
            let names = keys.iter().map(|key| labels.plain(*key));
            let names =
                names.map(|it| language.of([it.clone(), format!("«{it}»"), format!("„{it}”")]));
            told.extend(Some(listed_in(language, names, STAGES_NAMED)).filter(|it| !it.is_empty()));
        }
        if told.is_empty() {
            return found.to_owned();
        }
        format!("{}: {}.", found.trim_end_matches('.'), told.join(", "))
    }

    /// What to do about it, in a language: in English the
    /// [`help`](Self::help). `None` where nothing is known to help.
    pub fn help_in(&self, language: Language) -> Option<String> {
        match words(self.lint.name, language) {
            Some(words) => Some(words.help.to_owned()),
            None => self.help.clone(),
        }
    }
}

/// How many stages a message names at most.
const STAGES_NAMED: usize = 8;

/// What a purpose is called; one of the company's own by its name.
fn purpose_in(purpose: &Purpose, language: Language) -> String {
    let place = Purpose::BUILT_IN.iter().position(|known| known == purpose);
    let known = place.and_then(|place| PURPOSES.get(place)).map(|[ru, ro]| [*ru, *ro]);
    let spoken = purpose.name().replace('_', " ");
    let [russian, romanian] = known.unwrap_or([&spoken, &spoken]);
    language.of([spoken.as_str(), russian, romanian]).to_owned()
}

/// The built-in purposes in canonical order, in Russian and Romanian.
const PURPOSES: [[&str; 2]; Purpose::BUILT_IN.len()] = [
    ["работа с партнёрами", "lucrul cu partenerii"],
    ["поиск клиентов", "prospectare"],
    ["инициативный контакт", "contact proactiv"],
    ["входящая заявка", "cerere primită"],
    ["квалификация", "calificare"],
    ["выявление потребностей", "identificarea nevoilor"],
    ["тестовый период", "perioadă de probă"],
    ["коммерческое предложение", "ofertă"],
    ["переговоры", "negociere"],
    ["договор", "contract"],
    ["онбординг", "integrarea clientului"],
    ["отслеживание оплаты", "urmărirea plății"],
    ["оказание услуги", "livrare"],
    ["удержание", "păstrarea clientului"],
];

/// What a lint has found, in one sentence, and what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LintWords {
    /// What is wrong, without names of stages.
    pub(crate) found: &'static str,
    /// What helps.
    pub(crate) help: &'static str,
}

/// The words of a lint in a language; `None` in English, and for a lint that is
/// not known.
pub(crate) fn words(lint: &str, language: Language) -> Option<LintWords> {
    let (_, words) = TABLE.iter().find(|(name, _)| *name == lint)?;
    let [found, help] =
        language.of([None, Some([words[0], words[1]]), Some([words[2], words[3]])])?;
    Some(LintWords { found, help })
}

/// Rows of the table: the name of a lint and its words.
macro_rules! lint_words {
    ($($name:literal $($word:literal)+;)+) => { [$(($name, [$($word),+])),+] };
}

/// By the name of the lint: found and help in Russian, found and help in
/// Romanian.
const TABLE: &[(&str, [&str; 4])] = &lint_words! {
    "no-start" "Сделке негде начаться." "Отметьте, с какого этапа начинаются сделки." "Tranzacția nu are unde începe." "Marcați etapa la care încep tranzacțiile.";
    "no-won-outcome" "Нет исхода, который считается победой." "Добавьте исход «Выиграно» и переход к нему." "Nu există un final care să fie câștig." "Adăugați finalul „Câștigat” și trecerea spre el.";
    "no-lost-outcome" "Нет исхода, который считается проигрышем." "Добавьте исход «Проиграно»: иначе сделки застаиваются, а не закрываются." "Nu există un final care să fie pierdere." "Adăugați finalul „Pierdut”: altfel tranzacțiile stagnează în loc să se închidă.";
    "unreachable-stage" "До этапа нельзя дойти." "Добавьте переход к этому этапу или уберите его." "Nu se poate ajunge la etapă." "Adăugați o trecere spre etapă sau scoateți-o.";
    "dead-end-stage" "Из этапа нет выхода." "Добавьте переход дальше или к проигрышу." "Din etapă nu există ieșire." "Adăugați o trecere mai departe sau spre pierdere.";
    "trapped-stages" "Из этих этапов нет пути к исходу." "Добавьте из них переход к исходу." "Din aceste etape nu se ajunge la un final." "Adăugați din ele o trecere spre un final.";
    "cannot-be-won" "Отсюда сделку уже не выиграть." "Добавьте переход, который ведёт к победе, или уберите этап." "De aici tranzacția nu mai poate fi câștigată." "Adăugați o trecere care duce la câștig sau scoateți etapa.";
    "endless-rework" "Возвраты ничем не ограничены." "Задайте, сколько раз сделка может вернуться." "Întoarcerile nu sunt limitate." "Stabiliți de câte ori se poate întoarce tranzacția.";
    "duplicate-move" "Один и тот же переход указан дважды." "Оставьте один." "Aceeași trecere este dată de două ori." "Păstrați una.";
    "disconnected-island" "Этапы стоят отдельно от остальных." "Соедините их с остальными или вынесите в свою воронку." "Etapele stau separat de restul." "Legați-le de celelalte sau mutați-le într-o pâlnie proprie.";
    "pass-through-stage" "Через этап проходят, ничего не делая." "Объедините его с соседним." "Prin etapă se trece fără a face nimic." "Uniți-o cu cea vecină.";
    "too-many-stages" "В воронке слишком много этапов." "Объедините те, что отвечают на один вопрос клиента: лучше всего пять–семь." "Pâlnia are prea multe etape." "Uniți-le pe cele care răspund aceleiași întrebări a clientului: cel mai bine cinci până la șapte.";
    "stage-count-off-optimum" "Число этапов далеко от лучшего." "Лучше всего пять–семь этапов." "Numărul de etape este departe de cel optim." "Cel mai bine sunt cinci până la șapte etape.";
    "too-few-stages" "В воронке слишком мало этапов." "Разделите работу на этапы, чтобы было видно, где сделки застревают." "Pâlnia are prea puține etape." "Împărțiți munca în etape, ca să se vadă unde se blochează tranzacțiile.";
    "wide-branching" "Из этапа слишком много путей." "Решите раньше, каким путём идёт сделка, или разделите воронки." "Din etapă pleacă prea multe drumuri." "Decideți mai devreme drumul tranzacției sau separați pâlniile.";
    "missing-required-stage" "Нет этапа, которого требует профиль." "Добавьте этап или дайте это назначение тому этапу, где это делается." "Lipsește o etapă cerută de profil." "Adăugați etapa sau dați acest scop etapei în care se face.";
    "required-stage-bypassed" "Обязательный этап можно обойти." "Дайте назначение этапу, через который проходят все, или уберите обход." "O etapă obligatorie poate fi ocolită." "Dați scopul unei etape prin care trec toate tranzacțiile sau închideți ocolirea.";
    "stages-out-of-order" "Этапы идут не по порядку." "Поставьте раньше то, на чём держится следующее." "Etapele nu sunt în ordine." "Puneți mai devreme ceea ce stă la baza următoarei.";
    "wrong-start" "Сделка начинается не там, где должна." "Начинайте с заявки клиента, поиска или инициативного контакта." "Tranzacția nu începe unde ar trebui." "Începeți cu cererea clientului, prospectarea sau contactul proactiv.";
    "no-early-exit" "До предложения нет выхода для слабых сделок." "Добавьте переход к проигрышу до предложения." "Înainte de ofertă nu există ieșire pentru tranzacțiile slabe." "Adăugați o trecere spre pierdere înainte de ofertă.";
    "no-exit-criteria" "Нет условий, чтобы покинуть этап." "Запишите, что должно быть верно, чтобы идти дальше." "Nu există condiții pentru a părăsi etapa." "Scrieți ce trebuie să fie adevărat pentru a merge mai departe.";
    "no-responsible-role" "За этап никто не отвечает." "Назначьте ответственную роль." "Nimeni nu răspunde de etapă." "Numiți rolul responsabil.";
    "owner-ping-pong" "Сделку передают туда и обратно." "Оставьте её у одного до следующей передачи." "Tranzacția este pasată încolo și încoace." "Lăsați-o la o singură persoană până la predarea următoare.";
    "subprocess-without-result" "У части продаж нет результата." "Назовите результат." "O parte a vânzării nu are rezultat." "Numiți rezultatul.";
    "subprocess-backwards" "Путь ведёт в более раннюю часть продаж." "Отметьте его как возврат или уберите." "Drumul duce într-o parte anterioară a vânzării." "Marcați-l ca întoarcere sau scoateți-l.";
    "no-lost-reasons" "Нет списка причин проигрыша." "Составьте короткий список, чтобы видеть, на чём теряете." "Nu există o listă a motivelor de pierdere." "Faceți o listă scurtă, ca să vedeți unde pierdeți.";
    "no-lead-filter" "Нет фильтра лидов." "Запишите, с какими лидами стоит работать." "Nu există un filtru de leaduri." "Scrieți cu ce leaduri merită lucrat.";
    "no-discovery-criteria" "Не сказано, что должно быть выяснено." "Запишите, что нужно знать к концу выявления потребностей." "Nu este spus ce trebuie aflat." "Scrieți ce trebuie știut la sfârșitul identificării nevoilor.";
    "no-repeat-pipeline" "Нет воронки для повторных продаж." "Добавьте короткую воронку без поиска и фильтра." "Nu există o pâlnie pentru cumpărarea repetată." "Adăugați o pâlnie scurtă, fără prospectare și filtru.";
    "missing-usual-stage" "Нет этапа, который обычно есть." "Добавьте его, если эта работа у вас есть." "Lipsește o etapă obișnuită." "Adăugați-o dacă această muncă există la voi.";
    "contradictory-profile" "Ответы профиля противоречат друг другу." "Проверьте, как компания продаёт на самом деле." "Răspunsurile profilului se contrazic." "Verificați cum vinde compania de fapt.";
    "project-without-participants" "Проектные продажи без участников." "Назовите отделы и фирмы, которые работают на этапах." "Vânzări de proiect fără participanți." "Numiți departamentele și firmele care lucrează la etape.";
    "subprocess-without-owner" "За часть продаж никто не отвечает, или у неё нет цели." "Назначьте ответственного и цель." "De o parte a vânzării nu răspunde nimeni sau nu are obiectiv." "Numiți responsabilul și obiectivul.";
    "filter-too-soft" "Фильтр лидов слишком мягкий." "Сделайте хотя бы один критерий обязательным." "Filtrul de leaduri este prea blând." "Faceți obligatoriu cel puțin un criteriu.";
    "no-target-audience" "Не сказано, кому мы продаём." "Опишите целевую аудиторию." "Nu este spus cui vindem." "Descrieți publicul țintă.";
    "no-purposes" "У этапов не указано, для чего они." "Укажите назначение каждого этапа: без него почти ничего не проверить." "Nu este spus la ce folosesc etapele." "Indicați scopul fiecărei etape: fără el aproape nimic nu se poate verifica.";
    "stage-named-by-seller-activity" "Этап назван по действию продавца." "Назовите его по тому, на что согласился клиент." "Etapa este numită după ce face vânzătorul." "Numiți-o după ceea ce a acceptat clientul.";
    "no-exit-from-discovery" "С выявления потребностей или квалификации нельзя проиграть." "Добавьте переход к проигрышу: неподходящие видны уже здесь." "Din identificarea nevoilor sau din calificare nu se poate pierde." "Adăugați o trecere spre pierdere: cei nepotriviți se văd deja aici.";
    "approval-without-approver" "Согласование некому дать, или поле не объявлено." "Назовите роль, которая есть, и поле, которое объявлено." "Aprobarea nu are cine s-o dea sau câmpul nu este declarat." "Numiți un rol existent și un câmp declarat.";
    "condition-never-true" "Условие не может выполниться, или сегменты пересекаются." "Исправьте условие." "Condiția nu se poate îndeplini sau segmentele se suprapun." "Corectați condiția.";
    "no-handoff-rule" "Не сказано, когда клиента передают." "Задайте правило передачи клиента от охотника фермеру." "Nu este spus când se predă clientul." "Stabiliți regula predării de la vânător la fermier.";
    "no-regular-rule" "Не сказано, когда клиент становится постоянным." "Задайте правило: по числу заказов, объёму или товару." "Nu este spus când devine clientul fidel." "Stabiliți regula: după numărul de comenzi, volum sau produs.";
    "handoff-never-due" "Правило не может выполниться никогда." "Уберите то, что ему противоречит." "Regula nu se poate îndeplini niciodată." "Scoateți ce o contrazice.";
    "handoff-always-due" "Передача положена с первого же заказа." "Согласуйте правило с результатом охотника." "Predarea se face de la prima comandă." "Potriviți regula cu rezultatul vânătorului.";
    "no-farmers" "Клиента передают, но фермеров нет." "Добавьте роль фермера." "Clientul se predă, dar nu există fermieri." "Adăugați rolul de fermier.";
    "no-service-level" "Не сказано, как обслуживают постоянных клиентов." "Задайте срок ответа и частоту контактов." "Nu este spus cum sunt îngrijiți clienții fideli." "Stabiliți timpul de răspuns și frecvența contactelor.";
    "probabilities-do-not-sum" "Доли путей не составляют целого." "Исправьте доли: вместе они дают 100 %." "Proporțiile drumurilor nu fac un întreg." "Corectați proporțiile: împreună dau 100 %.";
    "win-probability-falls" "Дальше по пути заявленный шанс выиграть меньше." "Проверьте заявленные шансы." "Mai departe pe drum șansa declarată scade." "Verificați șansele declarate.";
    "no-stale-limit" "Не задан предел, после которого сделка застаивается." "Задайте его: обычно это двойной срок этапа." "Nu este dată limita după care tranzacția stagnează." "Stabiliți-o: de obicei dublul duratei etapei.";
    "cycle-too-long" "Сделки длятся дольше, чем должны." "Сократите самые долгие этапы или измените предел." "Tranzacțiile durează mai mult decât ar trebui." "Scurtați etapele cele mai lungi sau schimbați limita.";
    "bottleneck-stage" "Этап берёт слишком большую часть времени." "Посмотрите, чего там ждут." "Etapa ia o parte prea mare din timp." "Vedeți ce se așteaptă acolo.";
    "stated-chance-contradicts-moves" "Заявленный шанс не сходится с долями переходов." "Исправьте одно из двух." "Șansa declarată nu se potrivește cu proporțiile trecerilor." "Corectați una dintre ele.";
    "implausible-chances" "Заявленные шансы неправдоподобны." "Возьмите их из истории сделок или не указывайте." "Șansele declarate nu sunt plauzibile." "Luați-le din istoricul tranzacțiilor sau nu le indicați.";
    "empty-name" "Название не видно." "Дайте этапу название." "Numele nu se vede." "Dați etapei un nume.";
    "duplicate-name" "Названия совпадают." "Назовите этапы по-разному." "Numele se repetă." "Numiți etapele diferit.";
    "unused-allow" "Исключение больше не нужно." "Уберите его." "Excepția nu mai este necesară." "Scoateți-o.";
    "unknown-lint" "Такой проверки нет." "Проверьте название." "Nu există o astfel de verificare." "Verificați numele.";
    "no-targets" "Целей для показателей нет." "Задайте хотя бы по одной на каждую часть продаж." "Nu există ținte pentru indicatori." "Stabiliți cel puțin una pentru fiecare parte a vânzării.";
    "revenue-only-targets" "Цели только по выручке." "Добавьте цели по лидам, конверсии и повторным покупкам." "Țintele sunt doar despre venituri." "Adăugați ținte pentru leaduri, conversie și cumpărări repetate.";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lint_has_words_in_the_languages_it_does_not_speak() {
        for lint in crate::designer::lint::all() {
            assert_eq!(words(lint.name, Language::English), None);
            for language in [Language::Russian, Language::Romanian] {
                let words = words(lint.name, language).unwrap_or_else(|| panic!("{}", lint.name));
                for text in [words.found, words.help] {
                    assert!(text.ends_with('.') && text.chars().next().unwrap().is_uppercase());
                    let latin = text.contains(|c: char| c.is_ascii_alphabetic());
                    assert_eq!(latin, language == Language::Romanian, "{text}");
                }
            }
        }
    }
}
