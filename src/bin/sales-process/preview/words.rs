//! The words of the page in each language.

use sales_process::Language;
use serde_json::{Map, Value};

/// All words by their keys.
pub(super) fn all(language: Language) -> Value {
    let nth = Language::ALL.iter().position(|it| *it == language).unwrap_or(0);
    let word = |(key, words): &(&str, [&str; 3])| {
        let word = words.get(nth).copied().unwrap_or_default();
        ((*key).to_owned(), Value::from(word))
    };
    Value::Object(WORDS.iter().map(word).collect::<Map<_, _>>())
}

const WORDS: &[(&str, [&str; 3])] = &[
    ("text", ["The process as text", "Процесс в виде текста", "Procesul ca text"]),
    ("picture", ["Picture", "Схема", "Schemă"]),
    ("findings", ["Findings", "Замечания", "Constatări"]),
    ("none", ["Nothing found", "Ничего не найдено", "Nimic găsit"]),
    ("figures", ["Figures", "Показатели", "Indicatori"]),
    ("what_if", ["What if", "Что, если", "Ce ar fi dacă"]),
    ("playbook", ["Playbook", "Регламент продаж", "Regulament de vânzări"]),
    ("diff", ["Changes", "Изменения", "Modificări"]),
    ("no_diff", ["As in the file", "Как в файле", "Ca în fișier"]),
    ("save", ["Save", "Сохранить", "Salvează"]),
    ("saved", ["saved", "сохранено", "salvat"]),
    ("unsaved", ["not saved", "не сохранено", "nesalvat"]),
    (
        "read_only",
        [
            "read only: start with --write to save",
            "только чтение: для сохранения запустите с --write",
            "doar citire: porniți cu --write pentru a salva",
        ],
    ),
    (
        "changed_outside",
        [
            "The file was changed outside. Overwrite it?",
            "Файл изменён снаружи. Перезаписать?",
            "Fișierul a fost schimbat din afară. Îl suprascrieți?",
        ],
    ),
    (
        "conflict",
        [
            "the file was changed outside",
            "файл изменён снаружи",
            "fișierul a fost schimbat din afară",
        ],
    ),
    ("overwrite", ["Overwrite", "Перезаписать", "Suprascrie"]),
    ("reload", ["Take the file's text", "Взять текст из файла", "Preia textul din fișier"]),
    (
        "not_a_process",
        [
            "this is no process yet: see the problems",
            "это ещё не процесс: см. ошибки",
            "acesta nu este încă un proces: vedeți problemele",
        ],
    ),
    (
        "cannot_write",
        ["the file cannot be written", "файл нельзя записать", "fișierul nu poate fi scris"],
    ),
    ("line", ["line", "строка", "linia"]),
    ("error", ["Error", "Ошибка", "Eroare"]),
    ("warning", ["Warning", "Предупреждение", "Avertisment"]),
    ("notice", ["Notice", "Замечание", "Notificare"]),
    ("fix", ["Apply", "Применить", "Aplică"]),
    ("effect", ["Effect", "Что изменится", "Efect"]),
    ("chance", ["Chance to win", "Шанс выиграть", "Șansa de câștig"]),
    ("days", ["Days until won", "Дней до победы", "Zile până la câștig"]),
    ("wins", ["Wins a year", "Побед в год", "Câștiguri pe an"]),
    ("stages", ["Stages", "Этапов", "Etape"]),
    ("count", ["Findings", "Замечаний", "Constatări"]),
    ("not_stated", ["not stated", "не указано", "nu s-a indicat"]),
    ("shares_from", ["Shares from", "Откуда доли", "Proporțiile provin din"]),
    ("stated", ["the moves", "указаны у переходов", "treceri"]),
    ("stage_chances", ["the stages' chances", "из шансов этапов", "șansele etapelor"]),
    ("history", ["history", "из истории", "istoric"]),
    (
        "assumed",
        [
            "assumed, stated by nobody",
            "приняты поровну, не указаны",
            "presupuse, neindicate de nimeni",
        ],
    ),
    ("leads", ["Leads a month", "Лидов в месяц", "Leaduri pe lună"]),
    ("people", ["People", "Людей", "Oameni"]),
    ("open", ["Deals open at a time", "Сделок в работе", "Tranzacții deschise"]),
    ("hours", ["hours a week each", "часов в неделю на каждого", "ore pe săptămână fiecare"]),
    ("share", ["Share", "Доля", "Proporția"]),
    ("stage_days", ["Days in the stage", "Дней на этапе", "Zile în etapă"]),
    ("merge", ["Merge with the next", "Объединить со следующим", "Unește cu următoarea"]),
    ("drop", ["Drop the stage", "Убрать этап", "Scoate etapa"]),
    (
        "lost",
        [
            "Deals that a dropped stage lost",
            "Сделки, которые терял убранный этап",
            "Tranzacțiile pe care le pierdea etapa scoasă",
        ],
    ),
    ("lost_later", ["are lost later", "теряются позже", "se pierd mai târziu"]),
    ("lost_go_on", ["fare like the others", "идут как остальные", "merg mai departe ca celelalte"]),
    ("download", ["Save the playbook", "Сохранить регламент", "Salvează regulamentul"]),
    ("before", ["Before", "Было", "Înainte"]),
    ("after", ["After", "Станет", "După"]),
    ("adopt", ["Take over into the text", "Перенести в текст", "Preia în text"]),
    ("reset", ["Start again", "Сбросить", "De la început"]),
    ("gone", ["The program has ended.", "Программа завершена.", "Programul s-a încheiat."]),
];
