//! `HubSpot`: `GET /crm/v3/pipelines/deals`; `GET /crm/v3/objects/deals` with
//! `propertiesWithHistory=dealstage`; Deals → Export → CSV.

use serde_json::Value;

use super::shape::{
    DealColumns, End, Export, Raw, RawDeal, RawMove, RawStage, flag, list, not_before, number,
    text, yes,
};

const WON: &[&str] = &["Is Closed Won", "hs_is_closed_won"];
const CLOSED: &[&str] = &["Is Deal Closed?", "Is Closed", "hs_is_closed"];
const COLUMNS: DealColumns = DealColumns {
    id: &["Record ID", "Deal ID", "hs_object_id"],
    pipeline: &["Pipeline"],
    stage: &["Deal Stage", "dealstage"],
    opened: &["Create Date"],
    closed: &["Close Date"],
    reason: &["Closed Lost Reason", "closed_lost_reason"],
    amount: &["Amount"],
    currency: &["Currency", "deal_currency_code"],
    owner: &["Deal owner", "hubspot_owner_id"],
    customer: &["Associated Company IDs", "Primary Associated Company ID", "Associated Company"],
    others: &[
        "Deal Name",
        "dealname",
        "Is Closed Won",
        "hs_is_closed_won",
        "Is Deal Closed?",
        "Is Closed",
        "hs_is_closed",
    ],
};

/// Pipelines or deals; `false` where it is neither.
pub(super) fn json(raw: &mut Raw, file: &str, value: &Value) -> bool {
    let before = raw.deals.len();
    let (mut pipelines, mut others) = (0, 0);
    for item in list(value, &["/results", ""]).unwrap_or_default() {
        if let Some(stages) = list(item, &["/stages"]) {
            pipelines += 1;
            pipeline(raw, file, item, stages);
        } else if item.get("properties").is_some() {
            others += 1;
            deal(raw, file, item);
        }
    }
    if pipelines > 0 {
        raw.read(file, "pipelines of HubSpot", pipelines);
    }
    if others > 0 {
        raw.read(file, "deals of HubSpot", raw.deals.len() - before);
    }
    pipelines + others > 0 || value.get("results").is_some_and(Value::is_array)
}

fn pipeline(raw: &mut Raw, file: &str, item: &Value, stages: &[Value]) {
    let Some(id) = raw.id(file, item, &["id", "pipelineId"], "pipeline") else { return };
    let name = text(item, &["label"]).unwrap_or_default();
    for stage in stages {
        let Some(id_of) = raw.id(file, stage, &["id", "stageId"], "stage") else { continue };
        let label = text(stage, &["label"]).unwrap_or_default();
        let chance = number(stage, &["metadata/probability"]);
        let end = flag(stage, &["metadata/isClosed"]).map(|closed| match chance {
            _ if !closed => End::Open,
            Some(chance) if chance >= 1.0 => End::Won,
            Some(chance) if chance <= 0.0 => End::Lost,
            _ => {
                let words = "it is closed, and no chance of 100 % or 0 % says how; taken as lost";
                raw.problem(file, format!("{name} / {label}"), words);
                End::Lost
            }
        });
        raw.pipeline(&id, file).stages.push(RawStage {
            id: id_of,
            label,
            order: number(stage, &["displayOrder"]).unwrap_or_default(),
            ends: [end, None, None],
            ends_by_chance: true,
            chance,
            archived: flag(stage, &["archived"]) == Some(true),
            ..RawStage::default()
        });
    }
    let it = raw.pipeline(&id, file);
    it.name = name;
    it.order = number(item, &["displayOrder"]).unwrap_or_default();
    it.archived = flag(item, &["archived"]) == Some(true);
}

fn deal(raw: &mut Raw, file: &str, item: &Value) {
    let Some(id) = raw.id(file, item, &["id", "properties/hs_object_id"], "deal") else { return };
    let place = format!("deal {id}");
    let property = |name: &str| text(item, &[&format!("properties/{name}")]);
    let opened = raw.at(file, &place, item, &["properties/createdate"]);
    let closed = raw.at(file, &place, item, &["properties/closedate"]);
    let is = |name: &str| property(name).and_then(|text| yes(&text));
    let end = raw.flags(file, &place, is("hs_is_closed"), is("hs_is_closed_won"));
    let history = list(item, &["/propertiesWithHistory/dealstage"]);
    let mut moves = Vec::new();
    for entry in history.unwrap_or_default() {
        let Some(to) = text(entry, &["value"]) else { continue };
        let Some(at) = raw.at(file, &place, entry, &["timestamp"]) else { continue };
        moves.push(RawMove {
            deal: id.clone(),
            pipeline: property("pipeline"),
            to,
            at,
            by: text(entry, &["updatedByUserId", "sourceId"]),
            ..RawMove::default()
        });
    }
    raw.add_moves(moves, true);
    let company =
        text(item, &["associations/companies/results/0/id", "associations/companies/results/0"]);
    raw.deals.push(RawDeal {
        pipeline: property("pipeline"),
        stage: property("dealstage"),
        opened,
        closed: closed.map(|closed| not_before(closed, opened)),
        end,
        reason: property("closed_lost_reason"),
        amount: property("amount"),
        currency: property("deal_currency_code"),
        owner: property("hubspot_owner_id"),
        customer: company,
        place,
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
}

/// The export of deals; `false` where it is another table.
pub(super) fn table(raw: &mut Raw, export: &Export<'_>) -> bool {
    let before = raw.deals.len();
    let is_known = raw.deals_of(export, &COLUMNS, "deals of HubSpot", |raw, row| {
        let is = |names: &[&str]| row.get(names).and_then(|text| yes(&text));
        let end = raw.flags(export.file, &row.place(), is(CLOSED), is(WON));
        Some((end, COLUMNS.closed))
    });
    let mut several = 0;
    for deal in raw.deals.iter_mut().skip(before) {
        // `Closed Won (Sales Pipeline)`.
        let pipeline = deal.pipeline.as_ref().map(|name| format!(" ({name})"));
        let stage = deal.stage.as_ref().zip(pipeline);
        if let Some(stage) = stage.and_then(|(stage, of)| Some(stage.strip_suffix(&of)?.to_owned()))
        {
            deal.stage = Some(stage);
        }
        if let Some((first, _)) = deal.customer.as_ref().and_then(|ids| ids.split_once(';')) {
            deal.customer = Some(first.trim().to_owned());
            several += 1;
        }
    }
    if several > 0 {
        let words = format!("the companies of {several} deals after the first");
        raw.not_carried(export.file, "", words);
    }
    is_known
}
