//! Bitrix24: the answers of `crm.category.list`, `crm.status.list`,
//! `crm.deal.list`, `crm.item.list`, `crm.lead.list` and `crm.stagehistory.list`;
//! and the export of deals.

use serde_json::Value;

use super::shape::{
    DealColumns, End, Export, LeadStatus, Raw, RawDeal, RawLead, RawMove, RawStage, list, number,
    text,
};

/// The pipeline of deals that has no category.
const GENERAL: &str = "0";

fn semantics(item: &Value, keys: &[&str]) -> Option<End> {
    match text(item, keys)?.to_lowercase().as_str() {
        "s" | "success" => Some(End::Won),
        "f" | "failure" | "apology" => Some(End::Lost),
        "p" | "process" => Some(End::Open),
        _ => None,
    }
}

/// The pipeline of a stage, by the list it is in: `DEAL_STAGE_10`,
/// `DYNAMIC_128_STAGE_5`. `None` for what is no stage.
fn pipeline_of(entity: &str) -> Option<String> {
    if entity == "DEAL_STAGE" {
        return Some(GENERAL.to_owned());
    }
    if let Some(category) = entity.strip_prefix("DEAL_STAGE_") {
        return Some(category.to_owned());
    }
    let (kind, category) = entity.strip_prefix("DYNAMIC_")?.split_once("_STAGE_")?;
    Some(format!("DT{kind}_{category}"))
}

pub(super) fn json(raw: &mut Raw, file: &str, value: &Value) -> bool {
    let places = ["/result/categories", "/result/category", "/result/items", "/result", ""];
    let Some(items) = list(value, &places) else { return false };
    let mut counts = [0; 6];
    let mut moves = Vec::new();
    for item in items {
        let has = |key: &str| item.get(key).is_some();
        if has("STATUS_ID") && has("ENTITY_ID") {
            counts[0] += 1;
            status(raw, file, item);
        } else if has("OWNER_ID") && has("STAGE_ID") {
            counts[3] += 1;
            moves.extend(moved(raw, file, item));
        } else if has("OWNER_ID") && has("STATUS_ID") {
            counts[5] += 1;
        } else if has("STAGE_ID") || has("stageId") {
            counts[2] += usize::from(deal(raw, file, item).is_some());
        } else if has("STATUS_ID") {
            counts[4] += usize::from(lead(raw, file, item).is_some());
        } else if let (true, Some(id)) = (has("name") || has("NAME"), text(item, &["id", "ID"])) {
            counts[1] += 1;
            let id = match text(item, &["entityTypeId"]) {
                Some(kind) if kind != "2" => format!("DT{kind}_{id}"),
                _ => id,
            };
            let pipeline = raw.pipeline(&id, file);
            pipeline.name = text(item, &["name", "NAME"]).unwrap_or_default();
            pipeline.order = number(item, &["sort", "SORT"]).unwrap_or_default();
        }
    }
    raw.add_moves(moves, false);
    if counts[5] > 0 {
        raw.not_carried(file, "", format!("{} rows of the history of leads", counts[5]));
    }
    let names = ["statuses", "categories", "deals", "rows of stage history", "leads"];
    for (count, what) in counts.into_iter().zip(names) {
        if count > 0 {
            raw.read(file, &format!("{what} of Bitrix24"), count);
        }
    }
    counts.iter().sum::<usize>() > 0 || items.is_empty()
}

fn status(raw: &mut Raw, file: &str, item: &Value) {
    let Some(id) = raw.id(file, item, &["STATUS_ID"], "status") else { return };
    let Some(entity) = raw.id(file, item, &["ENTITY_ID"], "status's list") else { return };
    let label = text(item, &["NAME"]).unwrap_or_default();
    // The prefix is the pipeline's; what follows it is the system's own word.
    let own = id.rsplit(':').next().unwrap_or_default();
    let system = match own {
        "WON" | "SUCCESS" | "CONVERTED" => Some(End::Won),
        "LOSE" | "APOLOGY" | "FAIL" | "JUNK" => Some(End::Lost),
        _ => None,
    };
    let semantic = semantics(item, &["SEMANTICS", "EXTRA/SEMANTICS"]);
    if let Some(pipeline) = pipeline_of(&entity) {
        raw.pipeline(&pipeline, file).stages.push(RawStage {
            id,
            label,
            order: number(item, &["SORT"]).unwrap_or_default(),
            ends: [None, semantic, system],
            ..RawStage::default()
        });
    } else if entity == "STATUS" {
        let (end, file) = (semantic.or(system), file.to_owned());
        raw.lead_statuses.push(LeadStatus { id, name: label, end, file });
    } else {
        raw.not_carried(file, entity, format!("`{label}` is of a list that is none of stages"));
    }
}

fn moved(raw: &mut Raw, file: &str, item: &Value) -> Option<RawMove> {
    let deal = raw.id(file, item, &["OWNER_ID"], "moved deal")?;
    let at = raw.at(file, &format!("deal {deal}"), item, &["CREATED_TIME"])?;
    Some(RawMove {
        deal,
        pipeline: text(item, &["CATEGORY_ID"]),
        to: text(item, &["STAGE_ID"])?,
        at,
        ..RawMove::default()
    })
}

fn deal(raw: &mut Raw, file: &str, item: &Value) -> Option<()> {
    let id = raw.id(file, item, &["ID", "id"], "deal")?;
    let place = format!("deal {id}");
    let opened = raw.at(file, &place, item, &["DATE_CREATE", "createdTime"]);
    // What is closed was moved last when it was closed.
    let closed = raw.at(file, &place, item, &["CLOSEDATE", "closedate", "movedTime"]);
    // A contact or a company of `0` is none.
    let known = |keys: &[&str]| text(item, keys).filter(|id| id != "0");
    let stage = text(item, &["STAGE_ID", "stageId"]);
    // Stages of smart processes name their pipeline: `DT128_5:NEW`.
    let of_stage = stage.as_deref().and_then(|stage| stage.split_once(':'));
    let of_stage = of_stage.map(|(pipeline, _)| pipeline.to_owned());
    let category = || text(item, &["CATEGORY_ID", "categoryId"]);
    let pipeline = of_stage.filter(|it| it.starts_with("DT")).or_else(category);
    raw.deals.push(RawDeal {
        pipeline: Some(pipeline.unwrap_or_else(|| GENERAL.to_owned())),
        stage,
        opened,
        closed,
        end: semantics(item, &["STAGE_SEMANTIC_ID"]),
        amount: text(item, &["OPPORTUNITY", "opportunity"]),
        currency: text(item, &["CURRENCY_ID", "currencyId"]),
        owner: text(item, &["ASSIGNED_BY_ID", "assignedById"]),
        customer: known(&["COMPANY_ID", "companyId"])
            .or_else(|| known(&["CONTACT_ID", "contactId"])),
        lead: known(&["LEAD_ID", "leadId"]),
        place,
        file: file.to_owned(),
        id,
        ..RawDeal::default()
    });
    Some(())
}

fn lead(raw: &mut Raw, file: &str, item: &Value) -> Option<()> {
    let id = raw.id(file, item, &["ID"], "lead")?;
    let place = format!("lead {id}");
    let created = raw.at(file, &place, item, &["DATE_CREATE"]);
    // What is closed was moved last when it was closed.
    let closed = raw.at(file, &place, item, &["DATE_CLOSED", "MOVED_TIME"]);
    raw.leads.push(RawLead {
        source: text(item, &["SOURCE_ID"]),
        owner: text(item, &["ASSIGNED_BY_ID"]),
        created,
        closed,
        end: semantics(item, &["STATUS_SEMANTIC_ID"]),
        status: text(item, &["STATUS_ID"]),
        place,
        file: file.to_owned(),
        id,
        ..RawLead::default()
    });
    Some(())
}

const COLUMNS: DealColumns = DealColumns {
    id: &["ID"],
    pipeline: &["Воронка", "Направление", "Pipeline"],
    stage: &["Стадия сделки", "Стадия", "Deal stage", "Stage"],
    opened: &["Дата создания", "Дата начала", "Created on", "Created", "Start date"],
    closed: &["Дата завершения", "Предполагаемая дата закрытия", "Completed on", "End date"],
    reason: &["Причина отказа", "Reason for loss"],
    amount: &["Сумма", "Total", "Amount"],
    currency: &["Валюта", "Currency"],
    owner: &["Ответственный", "Responsible", "Responsible person"],
    customer: &["Компания", "Company", "Контакт", "Contact"],
    others: &["Название", "Название сделки", "Deal name", "Deal"],
};

/// The export of deals.
pub(super) fn table(raw: &mut Raw, export: &Export<'_>) -> bool {
    raw.deals_of(export, &COLUMNS, "deals of Bitrix24", |_, _| Some((None, COLUMNS.closed)))
}
