//! Pipedrive: `GET /v1/pipelines`, `/v1/stages`, `/v1/deals`,
//! `/v1/deals/ID/flow`, or the same under `/api/v2`; Deals → Export → CSV.

use serde_json::Value;

use super::shape::{
    DealColumns, End, Export, Raw, RawDeal, RawMove, RawStage, flag, list, number, text,
};

const STATUS: &[&str] = &["Deal - Status", "Status"];
const WON: &[&str] = &["Deal - Won time", "Won time", "Deal - Deal closed on", "Deal closed on"];
const LOST: &[&str] = &["Deal - Lost time", "Lost time", "Deal - Deal closed on", "Deal closed on"];
const COLUMNS: DealColumns = DealColumns {
    id: &["Deal - ID", "ID"],
    pipeline: &["Deal - Pipeline", "Pipeline"],
    stage: &["Deal - Stage", "Stage"],
    opened: &["Deal - Deal created", "Deal created", "Add time"],
    closed: WON,
    reason: &["Deal - Lost reason", "Lost reason"],
    amount: &["Deal - Value", "Value"],
    currency: &["Deal - Currency of Value", "Currency of Value", "Deal - Currency", "Currency"],
    owner: &["Deal - Owner", "Owner"],
    customer: &[
        "Deal - Organization ID",
        "Deal - Organization",
        "Organization",
        "Deal - Contact person",
        "Contact person",
    ],
    others: &["Deal - Title", "Title", "Deal - Status", "Status", "Deal - Lost time", "Lost time"],
};

fn end_of(status: &str) -> Option<End> {
    match status.to_lowercase().as_str() {
        "open" => Some(End::Open),
        "won" => Some(End::Won),
        "lost" => Some(End::Lost),
        _ => None,
    }
}

pub(super) fn json(raw: &mut Raw, file: &str, value: &Value) -> bool {
    let Some(items) = list(value, &["/data", ""]) else { return false };
    let mut counts = [0; 4];
    let mut moves = Vec::new();
    for item in items {
        let has = |key: &str| item.get(key).is_some();
        if has("object") && has("data") {
            counts[3] += 1;
            moves.extend(change(raw, file, item));
        } else if has("stage_id") && has("status") {
            counts[2] += usize::from(deal(raw, file, item).is_some());
        } else if has("pipeline_id") {
            counts[1] += 1;
            stage(raw, file, item);
        } else if has("name") && (has("order_nr") || has("deal_probability")) {
            counts[0] += 1;
            let Some(id) = raw.id(file, item, &["id"], "pipeline") else { continue };
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
    let Some(id) = raw.id(file, item, &["id"], "stage") else { return };
    let Some(pipeline) = raw.id(file, item, &["pipeline_id"], "stage's pipeline") else { return };
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

fn deal(raw: &mut Raw, file: &str, item: &Value) -> Option<()> {
    let id = raw.id(file, item, &["id"], "deal")?;
    let place = format!("deal {id}");
    let status = text(item, &["status"]).unwrap_or_default();
    let end = end_of(&status);
    if end.is_none() {
        raw.not_carried(file, place, format!("its status is `{status}`"));
        return None;
    }
    let opened = raw.at(file, &place, item, &["add_time"]);
    let closed = match end {
        Some(End::Won) => raw.at(file, &place, item, &["won_time", "close_time"]),
        Some(End::Lost) => raw.at(file, &place, item, &["lost_time", "close_time"]),
        _ => None,
    };
    raw.deals.push(RawDeal {
        pipeline: text(item, &["pipeline_id"]),
        stage: text(item, &["stage_id"]),
        opened,
        closed,
        end,
        reason: text(item, &["lost_reason"]),
        amount: text(item, &["value"]),
        currency: text(item, &["currency"]),
        owner: text(item, &["user_id", "owner_id"]),
        customer: text(item, &["org_id", "person_id"]),
        place,
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
    Some(())
}

/// A change of the stage or of the status: a deal that is open again stands
/// where it stood.
fn change(raw: &mut Raw, file: &str, item: &Value) -> Option<RawMove> {
    if text(item, &["object"])? != "dealChange" {
        return None;
    }
    let key = text(item, &["data/field_key"])?;
    let to = text(item, &["data/new_value"])?;
    let end = if key == "status" { end_of(&to) } else { None };
    (key == "stage_id" || end.is_some()).then_some(())?;
    let deal = raw.id(file, item, &["data/item_id", "data/deal_id"], "changed deal")?;
    let at = raw.at(file, &format!("deal {deal}"), item, &["data/log_time", "timestamp"])?;
    Some(RawMove {
        deal,
        from: text(item, &["data/old_value"]).filter(|_| end.is_none()),
        to,
        end,
        at,
        by: text(item, &["data/user_id"]),
        ..RawMove::default()
    })
}

pub(super) fn table(raw: &mut Raw, export: &Export<'_>) -> bool {
    export.has(&[STATUS])
        && raw.deals_of(export, &COLUMNS, "deals of Pipedrive", |raw, row| {
            let status = row.get(STATUS).unwrap_or_default();
            let end = end_of(&status);
            if end.is_none() {
                raw.not_carried(export.file, row.place(), format!("its status is `{status}`"));
            }
            let when = match end? {
                End::Won => WON,
                End::Lost => LOST,
                End::Open => &[],
            };
            Some((end, when))
        })
}
