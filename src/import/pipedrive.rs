//! Pipedrive: `GET /v1/pipelines`, `/v1/stages`, `/v1/deals`,
//! `/v1/deals/ID/flow`, or the same under `/api/v2`; Deals → Export → CSV.

use serde_json::Value;

use super::shape::{
    End, Export, Raw, RawDeal, RawMove, RawStage, flag, instant, list, number, text,
};
use crate::value::table::TableOptions;

const ID: &[&str] = &["Deal - ID", "ID"];
const STAGE: &[&str] = &["Deal - Stage", "Stage"];
const STATUS: &[&str] = &["Deal - Status", "Status"];
const COLUMNS: &[&[&str]] = &[
    ID,
    STAGE,
    STATUS,
    &["Deal - Pipeline", "Pipeline"],
    &["Deal - Deal created", "Deal created", "Add time"],
    &["Deal - Won time", "Won time"],
    &["Deal - Lost time", "Lost time"],
    &["Deal - Deal closed on", "Deal closed on"],
    &["Deal - Lost reason", "Lost reason"],
    &["Deal - Value", "Value"],
    &["Deal - Currency of Value", "Currency of Value", "Deal - Currency", "Currency"],
    &["Deal - Owner", "Owner"],
    &["Deal - Organization", "Organization", "Deal - Organization ID"],
    &["Deal - Contact person", "Contact person"],
    &["Deal - Title", "Title"],
];

fn end_of(status: &str) -> Option<End> {
    match status.to_lowercase().as_str() {
        "open" => Some(End::Open),
        "won" => Some(End::Won),
        "lost" => Some(End::Lost),
        _ => None,
    }
}

pub(super) fn json(raw: &mut Raw, file: &str, value: &Value, options: &TableOptions) -> bool {
    let Some(items) = list(value, &["/data"]).or_else(|| value.as_array()) else { return false };
    let mut counts = [0; 4];
    let mut moves = Vec::new();
    for item in items {
        let has = |key: &str| item.get(key).is_some();
        if has("object") && has("data") {
            counts[3] += 1;
            moves.extend(change(item, options));
        } else if has("stage_id") && has("status") {
            counts[2] += 1;
            deal(raw, file, item, options);
        } else if has("pipeline_id") {
            counts[1] += 1;
            stage(raw, file, item);
        } else if has("name") && (has("order_nr") || has("deal_probability")) {
            counts[0] += 1;
            let Some(id) = text(item, &["id"]) else { continue };
            let pipeline = raw.pipeline(&id, file);
            pipeline.name = text(item, &["name"]).unwrap_or_default();
            pipeline.order = number(item, &["order_nr"]).unwrap_or_default();
            pipeline.archived =
                flag(item, &["active"]) == Some(false) || flag(item, &["is_deleted"]) == Some(true);
        }
    }
    raw.add_moves(moves, true);
    let names = ["pipelines", "stages", "deals", "changes of deals"];
    for (count, what) in counts.into_iter().zip(names) {
        if count > 0 {
            raw.read(file, &format!("{what} of Pipedrive"), count);
        }
    }
    counts.iter().sum::<usize>() > 0 || items.is_empty()
}

fn stage(raw: &mut Raw, file: &str, item: &Value) {
    let (Some(id), Some(pipeline)) = (text(item, &["id"]), text(item, &["pipeline_id"])) else {
        return raw.problem(file, "", "a stage has no id");
    };
    let rots = flag(item, &["rotten_flag", "is_deal_rot_enabled"]) != Some(false);
    let pipeline = raw.pipeline(&pipeline, file);
    if let (true, Some(name)) = (pipeline.name.is_empty(), text(item, &["pipeline_name"])) {
        pipeline.name = name;
    }
    pipeline.stages.push(RawStage {
        id,
        label: text(item, &["name"]).unwrap_or_default(),
        order: number(item, &["order_nr"]).unwrap_or_default(),
        chance: number(item, &["deal_probability"]).map(|percent| percent / 100.0),
        archived: flag(item, &["active_flag"]) == Some(false)
            || flag(item, &["is_deleted"]) == Some(true),
        stale_days: number(item, &["rotten_days", "days_to_rotten"]).filter(|_| rots),
        ..RawStage::default()
    });
}

fn deal(raw: &mut Raw, file: &str, item: &Value, options: &TableOptions) {
    let Some(id) = text(item, &["id"]) else { return };
    let status = text(item, &["status"]).unwrap_or_default();
    let end = end_of(&status);
    if end.is_none() {
        return raw.not_carried(file, format!("deal {id}"), format!("its status is `{status}`"));
    }
    let at = |keys: &[&str]| instant(&text(item, keys)?, options);
    let closed = match end {
        Some(End::Won) => at(&["won_time", "close_time"]),
        Some(End::Lost) => at(&["lost_time", "close_time"]),
        _ => None,
    };
    let reason = text(item, &["lost_reason"]);
    raw.deals.push(RawDeal {
        pipeline: text(item, &["pipeline_id"]),
        stage: text(item, &["stage_id"]),
        opened: at(&["add_time"]),
        closed,
        end,
        reason,
        amount: text(item, &["value"]),
        currency: text(item, &["currency"]),
        owner: text(item, &["user_id", "owner_id"]),
        customer: text(item, &["org_id", "person_id"]),
        place: format!("deal {id}"),
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
}

fn change(item: &Value, options: &TableOptions) -> Option<RawMove> {
    if text(item, &["object"])? != "dealChange" {
        return None;
    }
    let key = text(item, &["data/field_key"])?;
    let to = text(item, &["data/new_value"])?;
    let end = if key == "status" { end_of(&to) } else { None };
    (key == "stage_id" || matches!(end, Some(End::Won | End::Lost))).then_some(())?;
    Some(RawMove {
        deal: text(item, &["data/item_id", "data/deal_id"])?,
        from: text(item, &["data/old_value"]).filter(|_| end.is_none()),
        to,
        end,
        at: instant(&text(item, &["data/log_time", "timestamp"])?, options)?,
        by: text(item, &["data/user_id"]),
        ..RawMove::default()
    })
}

pub(super) fn table(raw: &mut Raw, export: &Export<'_>, options: &TableOptions) -> bool {
    if !export.has(&[ID, STAGE, STATUS]) {
        return false;
    }
    let mut count = 0;
    for row in export.rows() {
        let Some(id) = row.get(ID) else { continue };
        let at = |names: &[&str]| instant(&row.get(names)?, options);
        let status = row.get(STATUS).unwrap_or_default();
        let Some(end) = end_of(&status) else {
            raw.not_carried(
                export.file,
                row.place(),
                format!("the status of deal `{id}` is `{status}`"),
            );
            continue;
        };
        count += 1;
        let closed = match end {
            End::Won => {
                at(&["Deal - Won time", "Won time", "Deal - Deal closed on", "Deal closed on"])
            }
            End::Lost => {
                at(&["Deal - Lost time", "Lost time", "Deal - Deal closed on", "Deal closed on"])
            }
            End::Open => None,
        };
        raw.deals.push(RawDeal {
            id,
            pipeline: row.get(&["Deal - Pipeline", "Pipeline"]),
            stage: row.get(STAGE),
            opened: at(&["Deal - Deal created", "Deal created", "Add time"]),
            closed,
            end: Some(end),
            reason: row.get(&["Deal - Lost reason", "Lost reason"]),
            amount: row.get(&["Deal - Value", "Value"]),
            currency: row.get(&[
                "Deal - Currency of Value",
                "Currency of Value",
                "Deal - Currency",
                "Currency",
            ]),
            owner: row.get(&["Deal - Owner", "Owner"]),
            customer: row.get(&[
                "Deal - Organization ID",
                "Deal - Organization",
                "Organization",
                "Deal - Contact person",
                "Contact person",
            ]),
            place: row.place(),
            file: export.file.to_owned(),
            ..RawDeal::default()
        });
    }
    raw.read(export.file, "deals of Pipedrive", count);
    raw.left(export, COLUMNS);
    true
}
