//! amoCRM and Kommo, API v4: `leads/pipelines`, `leads/loss_reasons`, `leads`
//! and `events?filter[type]=lead_status_changed`; and the export of the list. What the system calls a lead
//! is a deal.

use serde_json::Value;

use super::shape::{
    DealColumns, End, Export, Raw, RawDeal, RawMove, RawStage, flag, list, number, text,
};

/// Every pipeline has these two, under any name.
fn system(id: &str) -> Option<End> {
    match id {
        "142" => Some(End::Won),
        "143" => Some(End::Lost),
        _ => None,
    }
}

pub(super) fn json(raw: &mut Raw, file: &str, value: &Value) -> bool {
    let at = |what: &str| list(value, &[&format!("/_embedded/{what}")]);
    // One lead by itself, or a list of them, is read too.
    let is_lead = |items: &&[Value]| {
        !items.is_empty() && items.iter().all(|it| it.get("status_id").is_some())
    };
    let alone = || list(value, &[""]).filter(is_lead);
    let (pipelines, deals) = (at("pipelines"), at("leads").or_else(alone));
    let (events, reasons) = (at("events"), at("loss_reasons"));
    for item in pipelines.into_iter().flatten() {
        pipeline(raw, file, item);
    }
    let before = raw.deals.len();
    for item in deals.into_iter().flatten() {
        deal(raw, file, item);
    }
    for item in reasons.into_iter().flatten() {
        raw.lost_reasons.extend(text(item, &["name"]).map(|name| (text(item, &["id"]), name)));
    }
    let (mut moves, mut left) = (Vec::new(), 0);
    for item in events.into_iter().flatten() {
        if text(item, &["type"]).as_deref() == Some("lead_status_changed") {
            moves.extend(moved(raw, file, item));
        } else {
            left += 1;
        }
    }
    if left > 0 {
        raw.not_carried(file, "", format!("{left} events that are no changes of a stage"));
    }
    raw.add_moves(moves, true);
    let lists =
        [(pipelines, "pipelines"), (deals, "deals"), (events, "events"), (reasons, "loss reasons")];
    for (list, what) in lists {
        if let Some(list) = list {
            let count = if what == "deals" { raw.deals.len() - before } else { list.len() };
            raw.read(file, &format!("{what} of amoCRM"), count);
        }
    }
    lists.iter().any(|(list, _)| list.is_some())
}

fn pipeline(raw: &mut Raw, file: &str, item: &Value) {
    let Some(id) = raw.id(file, item, &["id"], "pipeline") else { return };
    let pipeline = raw.pipeline(&id, file);
    pipeline.name = text(item, &["name"]).unwrap_or_default();
    pipeline.order = number(item, &["sort"]).unwrap_or_default();
    pipeline.archived = flag(item, &["is_archive"]) == Some(true);
    let statuses = list(item, &["/_embedded/statuses", "/statuses"]).unwrap_or_default();
    // What is taken from the incoming ones, or made by hand, begins in the first other.
    let is_incoming = |status: &&Value| number(status, &["type"]) == Some(1.0);
    let order = |status: &Value| number(status, &["sort"]).unwrap_or_default();
    let others = statuses.iter().filter(|status| !is_incoming(status));
    let begin = others.min_by(|a, b| order(a).total_cmp(&order(b)));
    let begin = begin.filter(|_| statuses.iter().any(|status| is_incoming(&status)));
    pipeline.stages.extend(statuses.iter().filter_map(|status| {
        let id = text(status, &["id"])?;
        Some(RawStage {
            label: text(status, &["name"]).unwrap_or_default(),
            order: order(status),
            ends: [None, None, system(&id)],
            start: begin == Some(status) && system(&id).is_none(),
            id,
            ..RawStage::default()
        })
    }));
}

fn deal(raw: &mut Raw, file: &str, item: &Value) {
    let Some(id) = raw.id(file, item, &["id"], "deal") else { return };
    let place = format!("deal {id}");
    if flag(item, &["is_deleted"]) == Some(true) {
        return raw.not_carried(file, place, "it is deleted");
    }
    let opened = raw.at(file, &place, item, &["created_at"]);
    let closed = raw.at(file, &place, item, &["closed_at"]);
    let stage = text(item, &["status_id"]);
    raw.deals.push(RawDeal {
        pipeline: text(item, &["pipeline_id"]),
        end: stage.as_deref().map(|stage| system(stage).unwrap_or(End::Open)),
        stage,
        opened,
        closed,
        reason: text(item, &["_embedded/loss_reason/0/name", "_embedded/loss_reason/name"]),
        reason_id: text(item, &["loss_reason_id"]),
        amount: text(item, &["price"]),
        owner: text(item, &["responsible_user_id"]),
        customer: text(item, &["_embedded/companies/0/id", "_embedded/contacts/0/id"]),
        place,
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
}

/// Names the reasons of which deals have only the ids.
pub(super) fn finish(raw: &mut Raw) {
    let mut deals = std::mem::take(&mut raw.deals);
    for deal in deals.iter_mut().filter(|deal| deal.reason.is_none()) {
        let Some(id) = &deal.reason_id else { continue };
        let named = raw.lost_reasons.iter().find(|(known, _)| known.as_ref() == Some(id));
        deal.reason = named.map(|(_, name)| name.clone());
        if deal.reason.is_none() {
            let words = format!("the reason `{id}` of its loss is in no list that was read");
            raw.problem(&deal.file, &deal.place, words);
        }
    }
    raw.deals = deals;
}

fn moved(raw: &mut Raw, file: &str, item: &Value) -> Option<RawMove> {
    let deal = raw.id(file, item, &["entity_id"], "moved deal")?;
    let at = raw.at(file, &format!("deal {deal}"), item, &["created_at"])?;
    Some(RawMove {
        deal,
        pipeline: text(item, &["value_after/0/lead_status/pipeline_id"]),
        from: text(item, &["value_before/0/lead_status/id"]),
        to: text(item, &["value_after/0/lead_status/id"])?,
        at,
        by: text(item, &["created_by"]).filter(|by| by != "0"),
        ..RawMove::default()
    })
}

const COLUMNS: DealColumns = DealColumns {
    id: &["ID"],
    pipeline: &["Воронка", "Pipeline", "Lead pipeline"],
    stage: &["Этап сделки", "Этап", "Lead stage", "Stage"],
    opened: &["Дата создания", "Дата создания сделки", "Created at", "Creation date"],
    closed: &["Дата закрытия", "Closed at", "Close date"],
    reason: &["Причина отказа", "Loss reason"],
    amount: &["Бюджет", "Бюджет сделки", "Sale", "Budget"],
    currency: &["Валюта", "Currency"],
    owner: &["Ответственный", "Responsible", "Responsible user"],
    customer: &["Компания", "Компания контакта", "Company", "Основной контакт", "Main contact"],
    others: &["Название сделки", "Lead title"],
};

/// The export of the list of deals.
pub(super) fn table(raw: &mut Raw, export: &Export<'_>) -> bool {
    raw.deals_of(export, &COLUMNS, "deals of amoCRM", |_, _| Some((None, COLUMNS.closed)))
}
