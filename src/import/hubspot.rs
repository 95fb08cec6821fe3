//! `HubSpot`: `GET /crm/v3/pipelines/deals`; `GET /crm/v3/objects/deals` with
//! `propertiesWithHistory=dealstage`; Deals → Export → CSV.

use serde_json::Value;

use super::shape::{
    End, Export, Raw, RawDeal, RawMove, RawStage, flag, instant, list, not_before, number, text,
    yes,
};
use crate::value::table::TableOptions;

const ID: &[&str] = &["Record ID", "Deal ID", "hs_object_id"];
const STAGE: &[&str] = &["Deal Stage", "dealstage"];
const COLUMNS: &[&[&str]] = &[
    ID,
    STAGE,
    &["Pipeline"],
    &["Create Date", "createdate"],
    &["Close Date", "closedate"],
    &["Amount"],
    &["Currency", "deal_currency_code"],
    &["Deal owner", "hubspot_owner_id"],
    &["Closed Lost Reason", "closed_lost_reason"],
    &["Associated Company IDs", "Associated Company", "Primary Associated Company ID"],
    &["Deal Name", "dealname"],
];

/// Pipelines or deals; `false` where it is neither.
pub(super) fn json(raw: &mut Raw, file: &str, value: &Value, options: &TableOptions) -> bool {
    let one = std::slice::from_ref(value);
    let items = list(value, &["/results"]).map_or(one, Vec::as_slice);
    let (mut pipelines, mut deals) = (0, 0);
    for item in items {
        if let Some(stages) = list(item, &["/stages"]) {
            pipelines += 1;
            pipeline(raw, file, item, stages);
        } else if item.get("properties").is_some() {
            deals += 1;
            deal(raw, file, item, options);
        }
    }
    if pipelines > 0 {
        raw.read(file, "pipelines of HubSpot", pipelines);
    }
    if deals > 0 {
        raw.read(file, "deals of HubSpot", deals);
    }
    pipelines + deals > 0 || value.get("results").is_some_and(Value::is_array)
}

fn pipeline(raw: &mut Raw, file: &str, item: &Value, stages: &[Value]) {
    let Some(id) = text(item, &["id", "pipelineId"]) else {
        return raw.problem(file, "", "a pipeline has no id");
    };
    let it = raw.pipeline(&id, file);
    it.name = text(item, &["label"]).unwrap_or_default();
    it.order = number(item, &["displayOrder"]).unwrap_or_default();
    it.archived = flag(item, &["archived"]) == Some(true);
    it.stages.extend(stages.iter().filter_map(|stage| {
        let chance = number(stage, &["metadata/probability"]);
        let closed = flag(stage, &["metadata/isClosed"]);
        let end = closed.map(|closed| match chance {
            _ if !closed => End::Open,
            Some(chance) if chance >= 1.0 => End::Won,
            _ => End::Lost,
        });
        Some(RawStage {
            id: text(stage, &["id", "stageId"])?,
            label: text(stage, &["label"]).unwrap_or_default(),
            order: number(stage, &["displayOrder"]).unwrap_or_default(),
            ends: [end, None, None],
            ends_by_chance: true,
            chance,
            archived: flag(stage, &["archived"]) == Some(true),
            ..RawStage::default()
        })
    }));
}

fn deal(raw: &mut Raw, file: &str, item: &Value, options: &TableOptions) {
    let Some(id) = text(item, &["id", "properties/hs_object_id"]) else { return };
    let property = |name: &str| text(item, &[&format!("properties/{name}")]);
    let at = |name: &str| property(name).and_then(|text| instant(&text, options));
    let opened = at("createdate");
    let closed_flag = |name| flag(item, &[name]);
    let end = match (
        closed_flag("properties/hs_is_closed_won"),
        closed_flag("properties/hs_is_closed"),
    ) {
        (Some(true), _) => Some(End::Won),
        (_, Some(true)) => Some(End::Lost),
        (_, Some(false)) => Some(End::Open),
        _ => None,
    };
    let history = list(item, &["/propertiesWithHistory/dealstage"]);
    let moves = history.into_iter().flatten().filter_map(|entry| {
        Some(RawMove {
            deal: id.clone(),
            pipeline: property("pipeline"),
            to: text(entry, &["value"])?,
            at: instant(&text(entry, &["timestamp"])?, options)?,
            by: text(entry, &["updatedByUserId", "sourceId"]),
            ..RawMove::default()
        })
    });
    raw.add_moves(moves.collect(), true);
    let company =
        text(item, &["associations/companies/results/0/id", "associations/companies/results/0"]);
    raw.deals.push(RawDeal {
        pipeline: property("pipeline"),
        stage: property("dealstage"),
        opened,
        closed: at("closedate").map(|closed| not_before(closed, opened)),
        end,
        reason: property("closed_lost_reason"),
        amount: property("amount"),
        currency: property("deal_currency_code"),
        owner: property("hubspot_owner_id"),
        customer: company,
        place: format!("deal {id}"),
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
}

/// The export of deals; `false` where it is another table.
pub(super) fn table(raw: &mut Raw, export: &Export<'_>, options: &TableOptions) -> bool {
    if !export.has(&[ID, STAGE]) {
        return false;
    }
    let at = |field: Option<String>| field.and_then(|text| instant(&text, options));
    let mut count = 0;
    for row in export.rows() {
        let Some(id) = row.get(ID) else { continue };
        count += 1;
        let opened = at(row.get(&["Create Date", "createdate"]));
        let won = row.get(&["Is Closed Won", "hs_is_closed_won"]).and_then(|text| yes(&text));
        raw.deals.push(RawDeal {
            id,
            pipeline: row.get(&["Pipeline"]),
            stage: row.get(STAGE),
            opened,
            closed: at(row.get(&["Close Date", "closedate"]))
                .map(|closed| not_before(closed, opened)),
            end: (won == Some(true)).then_some(End::Won),
            reason: row.get(&["Closed Lost Reason", "closed_lost_reason"]),
            amount: row.get(&["Amount"]),
            currency: row.get(&["Currency", "deal_currency_code"]),
            owner: row.get(&["Deal owner", "hubspot_owner_id"]),
            customer: row.get(&[
                "Associated Company IDs",
                "Primary Associated Company ID",
                "Associated Company",
            ]),
            place: row.place(),
            file: export.file.to_owned(),
            ..RawDeal::default()
        });
    }
    raw.read(export.file, "deals of HubSpot", count);
    raw.left(export, COLUMNS);
    true
}
