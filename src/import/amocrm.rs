//! amoCRM and Kommo, API v4: `leads/pipelines`, `leads/loss_reasons`, `leads`
//! and `events?filter[type]=lead_status_changed`; and the export of the list. What the system calls a lead
//! is a deal.

use serde_json::Value;

use super::shape::{
    DealColumns, End, Export, Raw, RawDeal, RawMove, RawStage, flag, instant, list, number, text,
};
use crate::value::table::TableOptions;

/// Every pipeline has these two, under any name.
fn system(id: &str) -> Option<End> {
    match id {
        "142" => Some(End::Won),
        "143" => Some(End::Lost),
        _ => None,
    }
}

pub(super) fn json(raw: &mut Raw, file: &str, value: &Value, options: &TableOptions) -> bool {
    let at = |what: &str| list(value, &[&format!("/_embedded/{what}")]);
    let (pipelines, deals) = (at("pipelines"), at("leads"));
    let (events, reasons) = (at("events"), at("loss_reasons"));
    for item in pipelines.into_iter().flatten() {
        pipeline(raw, file, item);
    }
    for item in deals.into_iter().flatten() {
        deal(raw, file, item, options);
    }
    for name in reasons.into_iter().flatten().filter_map(|item| text(item, &["name"])) {
        raw.lost_reasons.push(name);
    }
    let mut moves = Vec::new();
    for item in events.into_iter().flatten() {
        moves.extend(moved(item, options));
    }
    let left = events.map_or(0, Vec::len) - moves.len();
    if left > 0 {
        raw.not_carried(file, "", format!("{left} events that are no changes of a stage"));
    }
    raw.add_moves(moves, true);
    let lists =
        [(pipelines, "pipelines"), (deals, "deals"), (events, "events"), (reasons, "loss reasons")];
    for (list, what) in lists {
        if let Some(list) = list {
            raw.read(file, &format!("{what} of amoCRM"), list.len());
        }
    }
    lists.iter().any(|(list, _)| list.is_some())
}

fn pipeline(raw: &mut Raw, file: &str, item: &Value) {
    let Some(id) = text(item, &["id"]) else {
        return raw.problem(file, "", "a pipeline has no id");
    };
    let pipeline = raw.pipeline(&id, file);
    pipeline.name = text(item, &["name"]).unwrap_or_default();
    pipeline.order = number(item, &["sort"]).unwrap_or_default();
    pipeline.archived = flag(item, &["is_archive"]) == Some(true);
    let statuses = list(item, &["/_embedded/statuses", "/statuses"]).into_iter().flatten();
    pipeline.stages.extend(statuses.filter_map(|status| {
        let id = text(status, &["id"])?;
        Some(RawStage {
            label: text(status, &["name"]).unwrap_or_default(),
            order: number(status, &["sort"]).unwrap_or_default(),
            ends: [None, None, system(&id)],
            id,
            ..RawStage::default()
        })
    }));
}

fn deal(raw: &mut Raw, file: &str, item: &Value, options: &TableOptions) {
    let Some(id) = text(item, &["id"]) else { return };
    if flag(item, &["is_deleted"]) == Some(true) {
        return raw.not_carried(file, format!("deal {id}"), "it is deleted");
    }
    let at = |keys: &[&str]| instant(&text(item, keys)?, options);
    let stage = text(item, &["status_id"]);
    raw.deals.push(RawDeal {
        pipeline: text(item, &["pipeline_id"]),
        end: stage.as_deref().map(|stage| system(stage).unwrap_or(End::Open)),
        stage,
        opened: at(&["created_at"]),
        closed: at(&["closed_at"]),
        reason: text(item, &["_embedded/loss_reason/0/name", "_embedded/loss_reason/name"]),
        amount: text(item, &["price"]),
        owner: text(item, &["responsible_user_id"]),
        customer: text(item, &["_embedded/companies/0/id", "_embedded/contacts/0/id"]),
        place: format!("deal {id}"),
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
}

fn moved(item: &Value, options: &TableOptions) -> Option<RawMove> {
    (text(item, &["type"])? == "lead_status_changed").then_some(())?;
    Some(RawMove {
        deal: text(item, &["entity_id"])?,
        pipeline: text(item, &["value_after/0/lead_status/pipeline_id"]),
        from: text(item, &["value_before/0/lead_status/id"]),
        to: text(item, &["value_after/0/lead_status/id"])?,
        at: instant(&text(item, &["created_at"])?, options)?,
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
pub(super) fn table(raw: &mut Raw, export: &Export<'_>, options: &TableOptions) -> bool {
    raw.deals_of(export, &COLUMNS, "amoCRM", options)
}
