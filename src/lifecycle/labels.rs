//! The names of machines, states and moves as people read them.

use super::machine::Machine;
use crate::value::Language;
use crate::value::Named;

/// What a state is called in a language, as people read it.
pub fn state_label<M: Machine>(state: M::State, language: Language) -> &'static str {
    label::<M>(state.name(), language)
}

/// What a move is called in a language, as a button has it.
pub fn verb_label<M: Machine>(verb: M::Verb, language: Language) -> &'static str {
    label::<M>(verb.name(), language)
}

/// What a machine, one of its states or one of its moves is called in a
/// language; the name itself where the table has none, which a test rules out.
pub(crate) fn label<M: Machine>(name: &str, language: Language) -> &'static str {
    let own = LABELS.iter().find(|(of, known, _)| *of == M::NAME && *known == name);
    let shared = || LABELS.iter().find(|(of, known, _)| of.is_empty() && *known == name);
    own.or_else(shared).map_or("?", |(_, _, words)| language.of(*words))
}

/// Whose, the name, and the words in English, Russian and Romanian; what is
/// nobody's is the same for all machines.
const LABELS: &[(&str, &str, [&str; 3])] = &[
    ("", "lead", ["Lead", "Лид", "Lead"]),
    ("", "deal", ["Deal", "Сделка", "Tranzacție"]),
    ("", "customer", ["Customer", "Клиент", "Client"]),
    ("", "handoff", ["Handoff", "Передача клиента", "Predarea clientului"]),
    // States.
    ("lead", "prospect", ["Prospect", "Потенциальный", "Potențial"]),
    ("lead", "new", ["New", "Новый", "Nou"]),
    ("lead", "assigned", ["Assigned", "Назначен", "Atribuit"]),
    ("lead", "working", ["Working", "В работе", "În lucru"]),
    ("lead", "qualified", ["Qualified", "Квалифицирован", "Calificat"]),
    ("lead", "nurturing", ["Nurturing", "Отложен", "Amânat"]),
    ("lead", "disqualified", ["Disqualified", "Отклонён", "Descalificat"]),
    ("lead", "converted", ["Converted", "Превращён в сделку", "Convertit"]),
    ("", "merged", ["Merged", "Объединён", "Unit"]),
    ("deal", "open", ["Open", "В работе", "Deschisă"]),
    ("deal", "on_hold", ["On hold", "Отложена", "Suspendată"]),
    ("deal", "won", ["Won", "Выиграна", "Câștigată"]),
    ("deal", "completed", ["Completed", "Завершена", "Încheiată"]),
    ("deal", "lost", ["Lost", "Проиграна", "Pierdută"]),
    ("deal", "abandoned", ["Abandoned", "Снята", "Abandonată"]),
    ("customer", "prospect", ["Prospect", "Потенциальный", "Potențial"]),
    ("customer", "new", ["New", "Новый", "Nou"]),
    ("customer", "regular", ["Regular", "Постоянный", "Fidel"]),
    ("customer", "at_risk", ["At risk", "Под угрозой", "La risc"]),
    ("customer", "lapsed", ["Lapsed", "Ушёл", "Pierdut"]),
    ("customer", "closed", ["Closed", "Закрыт", "Închis"]),
    ("handoff", "due", ["Due", "Пора передать", "Scadentă"]),
    ("handoff", "offered", ["Offered", "Предложена", "Oferită"]),
    ("handoff", "declined", ["Declined", "Отклонена", "Refuzată"]),
    ("handoff", "escalated", ["Escalated", "У руководителя", "Escaladată"]),
    ("handoff", "accepted", ["Accepted", "Принята", "Acceptată"]),
    ("handoff", "completed", ["Completed", "Завершена", "Încheiată"]),
    ("handoff", "cancelled", ["Cancelled", "Отменена", "Anulată"]),
    // Moves.
    ("", "show_interest", ["Show interest", "Проявить интерес", "Arată interes"]),
    ("", "drop", ["Drop", "Отбросить", "Renunță"]),
    ("lead", "assign", ["Assign", "Назначить", "Atribuie"]),
    ("handoff", "assign", ["Assign", "Назначить фермера", "Atribuie"]),
    ("", "first_contact", ["First contact", "Первый контакт", "Primul contact"]),
    ("", "qualify", ["Qualify", "Квалифицировать", "Califică"]),
    ("", "convert", ["Convert", "Превратить в сделку", "Convertește"]),
    ("", "nurture", ["Nurture", "Отложить", "Amână"]),
    ("", "reactivate", ["Reactivate", "Вернуть в работу", "Reactivează"]),
    ("", "reassign", ["Reassign", "Переназначить", "Reatribuie"]),
    ("", "reclaim", ["Reclaim", "Забрать", "Retrage"]),
    ("", "disqualify", ["Disqualify", "Отклонить", "Descalifică"]),
    ("", "merge", ["Merge", "Объединить", "Unește"]),
    ("", "reopen", ["Reopen", "Открыть снова", "Redeschide"]),
    ("", "interact", ["Record an interaction", "Записать контакт", "Înregistrează un contact"]),
    ("", "screen", ["Answer the filter", "Ответить на фильтр", "Răspunde la filtru"]),
    ("", "answer", ["Answer the framework", "Ответить на вопрос", "Răspunde la întrebare"]),
    ("", "amend", ["Amend", "Изменить", "Modifică"]),
    ("", "take_back", ["Take back", "Отменить действие", "Revocă"]),
    ("", "erase", ["Erase personal data", "Стереть личные данные", "Șterge datele personale"]),
    ("", "advance", ["Advance", "Перейти к этапу", "Avansează"]),
    ("", "win", ["Win", "Выиграть", "Câștigă"]),
    ("", "hold", ["Put on hold", "Отложить", "Suspendă"]),
    ("", "resume", ["Resume", "Возобновить", "Reia"]),
    ("", "lose", ["Lose", "Проиграть", "Pierde"]),
    ("", "abandon", ["Abandon", "Снять", "Abandonează"]),
    ("deal", "complete", ["Complete", "Завершить", "Încheie"]),
    ("handoff", "complete", ["Complete", "Завершить", "Încheie"]),
    ("", "refund", ["Refund", "Вернуть деньги", "Rambursează"]),
    ("", "pay", ["Record a payment", "Записать оплату", "Înregistrează o plată"]),
    ("", "return_payment", ["Return a payment", "Вернуть оплату", "Returnează o plată"]),
    ("", "satisfy", ["Meet a criterion", "Отметить критерий", "Bifează un criteriu"]),
    ("", "retract", ["Retract a criterion", "Снять отметку критерия", "Retrage un criteriu"]),
    ("", "migrate", ["Migrate", "Перевести на новую версию", "Migrează"]),
    ("", "transfer", ["Transfer", "Перевести в другую воронку", "Transferă"]),
    ("", "first_order", ["First order", "Первый заказ", "Prima comandă"]),
    ("", "become_regular", ["Become regular", "Сделать постоянным", "Devine fidel"]),
    ("customer", "demote", ["Demote", "Снять статус постоянного", "Retrogradează"]),
    ("", "recover", ["Recover", "Вернуть доверие", "Recuperează"]),
    ("", "lapse", ["Lapse", "Считать ушедшим", "Consideră pierdut"]),
    ("", "win_back", ["Win back", "Вернуть клиента", "Recâștigă"]),
    ("", "record_order", ["Record an order", "Записать заказ", "Înregistrează o comandă"]),
    ("", "change_owner", ["Change the owner", "Сменить ответственного", "Schimbă responsabilul"]),
    ("", "set_renewal", ["Set the renewal", "Назначить продление", "Stabilește reînnoirea"]),
    ("", "refer", ["Record a referral", "Записать рекомендацию", "Înregistrează o recomandare"]),
    ("", "close", ["Close", "Закрыть", "Închide"]),
    ("", "offer", ["Offer", "Предложить", "Oferă"]),
    ("", "accept", ["Accept", "Принять", "Acceptă"]),
    ("", "decline", ["Decline", "Отказаться", "Refuză"]),
    ("", "escalate", ["Escalate", "Передать руководителю", "Escaladează"]),
    ("", "cancel", ["Cancel", "Отменить", "Anulează"]),
];
