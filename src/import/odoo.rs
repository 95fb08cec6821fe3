//! Odoo: stages as data files (`crm.stage` in XML) or exported as CSV;
//! opportunities, lost reasons and the tracking of stages exported as CSV.

use roxmltree::{Document, Node};

use super::shape::{DealColumns, End, Export, ExportRow, Raw, RawLead, RawMove, RawStage, yes};

/// All teams share the stages that are of none.
const ALL: &str = "crm";

const NAME: &[&str] = &["name", "Stage Name", "Display Name"];
const WON: &[&str] = &["is_won", "Is Won Stage?", "Is Won Stage"];
const RES_ID: &[&str] = &["res_id", "Resource ID", "Related Document ID", "mail_message_id/res_id"];
const COLUMNS: DealColumns = DealColumns {
    id: &[".id", "ID", "id", "External ID"],
    pipeline: &["team_id", "Sales Team", "team_id/id", "Sales Team/External ID"],
    stage: &["stage_id/id", "Stage/External ID", "stage_id", "Stage"],
    opened: &["create_date", "Created on"],
    closed: &["date_closed", "Closed Date"],
    reason: &["lost_reason_id", "Lost Reason", "lost_reason"],
    amount: &["expected_revenue", "Expected Revenue", "planned_revenue"],
    currency: &["company_currency", "Currency", "company_currency/name"],
    owner: &["user_id", "Salesperson"],
    customer: &["partner_id/id", "partner_id", "Customer/External ID", "Customer"],
    others: &[
        "active",
        "Active",
        "probability",
        "Probability",
        "name",
        "Opportunity",
        "type",
        "source_id",
        "Source",
    ],
};

/// An external id without the module that it is of: data files leave their own
/// out.
fn without_module(id: &str) -> String {
    let is_name = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    let parts = id.split_once('.').filter(|(module, name)| is_name(module) && is_name(name));
    parts.map_or(id, |(_, name)| name).to_owned()
}

pub(super) fn xml(raw: &mut Raw, file: &str, document: &Document<'_>) -> bool {
    let is_stage = |node: &Node<'_, '_>| {
        node.tag_name().name() == "record" && node.attribute("model") == Some("crm.stage")
    };
    let records: Vec<Node<'_, '_>> = document.descendants().filter(is_stage).collect();
    for node in &records {
        let field = |name: &str| {
            let mut fields = node.children().filter(|it| it.tag_name().name() == "field");
            let found = fields.find(|it| it.attribute("name") == Some(name))?;
            let value = found.attribute("eval").or(found.attribute("ref")).or(found.text())?;
            let value = value.trim().trim_matches('\'');
            let value = match found.attribute("ref") {
                Some(_) => without_module(value),
                None => value.to_owned(),
            };
            Some(value).filter(|text| !text.is_empty())
        };
        let Some(id) = node.attribute("id") else {
            raw.problem(file, "", "a record of `crm.stage` has no id");
            continue;
        };
        stage(raw, file, without_module(id), field);
    }
    raw.read(file, "stages of Odoo", records.len());
    !records.is_empty()
}

/// The ids or names of teams: `ref('sales')` in an `eval`, or with commas between.
fn teams(text: &str) -> Vec<String> {
    let refs = text.split("ref(").skip(1).filter_map(|rest| rest.split(['\'', '"']).nth(1));
    let refs: Vec<String> = refs.map(without_module).collect();
    if !refs.is_empty() {
        return refs;
    }
    text.split(',').map(str::trim).filter(|team| !team.is_empty()).map(str::to_owned).collect()
}

/// A stage of several teams is one in the pipeline of each.
fn stage(raw: &mut Raw, file: &str, id: String, field: impl Fn(&str) -> Option<String>) {
    let all = field("team_ids").or_else(|| field("team_id")).unwrap_or_default();
    let mut teams = teams(&all);
    if teams.is_empty() {
        teams.push(ALL.to_owned());
    }
    let won = field("is_won").and_then(|text| yes(&text)) == Some(true);
    let number = |name: &str| field(name).and_then(|text| text.parse::<f64>().ok());
    let stage = RawStage {
        label: field("name").unwrap_or_else(|| id.clone()),
        id,
        order: number("sequence").unwrap_or_default(),
        ends: [Some(if won { End::Won } else { End::Open }), None, None],
        chance: number("probability").map(|it| it / 100.0),
        archived: field("active").and_then(|text| yes(&text)) == Some(false),
        stale_days: number("rotting_threshold_days"),
        description: field("requirements"),
        ..RawStage::default()
    };
    for team in teams {
        let pipeline = raw.pipeline(&team, file);
        if pipeline.name.is_empty() {
            pipeline.name = if team == ALL { "CRM".to_owned() } else { team };
        }
        pipeline.stages.push(stage.clone());
    }
}

/// The rows of the tracking of stages.
fn moves(raw: &mut Raw, export: &Export<'_>) {
    let mut moves = Vec::new();
    for row in export.rows() {
        let field = row.get(&["field", "field_id", "Field", "field_id/name", "field_desc"]);
        if field.is_some_and(|field| !field.to_lowercase().contains("stage")) {
            continue;
        }
        let Some(deal) = raw.needed(export, &row, &[&["=deal_id"], RES_ID].concat()) else {
            continue;
        };
        let to = raw.needed(export, &row, &["=stage", "new_value_char", "New Value Char"]);
        let at = ["=entered_at", "create_date", "Created on", "mail_message_id/date", "date"];
        let Some((to, at)) = to.zip(raw.row_at(export, &row, &at)) else { continue };
        moves.push(RawMove {
            deal,
            from: row.get(&["old_value_char", "Old Value Char"]),
            to,
            at,
            by: row.get(&["=by", "create_uid", "Created by"]),
            ..RawMove::default()
        });
    }
    raw.read(export.file, "changes of stages of Odoo", moves.len());
    raw.add_moves(moves, true);
}

/// A row that was not made an opportunity yet.
fn lead(raw: &mut Raw, export: &Export<'_>, row: &ExportRow<'_>, lost: bool) {
    let Some(id) = row.get(COLUMNS.id) else { return };
    let lead = RawLead {
        id,
        source: row.get(&["=source", "source_id", "Source"]),
        owner: row.get(COLUMNS.owner),
        created: raw.row_at(export, row, COLUMNS.opened),
        closed: raw.row_at(export, row, COLUMNS.closed),
        end: lost.then_some(End::Lost),
        status: row.get(COLUMNS.reason).filter(|_| lost),
        deal: None,
        place: row.place(),
        file: export.file.to_owned(),
    };
    raw.leads.push(lead);
}

pub(super) fn table(raw: &mut Raw, export: &Export<'_>) -> bool {
    let file = export.file;
    let is_tracking = export.has(&[RES_ID, &["new_value_char", "New Value Char"]]);
    if is_tracking || export.has(&[&["=entered_at"]]) {
        moves(raw, export);
    } else if export.has(&[&["sequence", "Sequence"], NAME]) {
        let mut count = 0;
        for row in export.rows() {
            let external = row.get(&["id", "External ID"]).map(|id| without_module(&id));
            let id = external.or_else(|| row.get(&[".id", "ID"])).or_else(|| row.get(NAME));
            let Some(id) = id else {
                raw.problem(file, row.place(), "the stage has neither id nor name; left out");
                continue;
            };
            count += 1;
            stage(raw, file, id, |name| match name {
                "name" => row.get(NAME),
                "is_won" => row.get(WON),
                "sequence" => row.get(&["sequence", "Sequence"]),
                "team_id" => row
                    .get(&["team_id", "Sales Team"])
                    .or_else(|| row.get(&["team_id/id"]).map(|id| without_module(&id))),
                "team_ids" => row.get(&["team_ids", "Sales Teams"]).or_else(|| {
                    let ids = row.get(&["team_ids/id"])?;
                    Some(ids.split(',').map(without_module).collect::<Vec<_>>().join(","))
                }),
                "rotting_threshold_days" => row.get(&["rotting_threshold_days", "Days to rot"]),
                "requirements" => row.get(&["requirements", "Requirements"]),
                _ => row.get(&[name]),
            });
        }
        raw.read(file, "stages of Odoo", count);
    } else if export.has(&[COLUMNS.amount]) {
        let (deals, leads) = (raw.deals.len(), raw.leads.len());
        let read = raw.deals_of(export, &COLUMNS, "opportunities of Odoo", |raw, row| {
            let active = row.get(&["active", "Active"]).and_then(|text| yes(&text));
            // What is won and put away is won.
            let chance = row.get(&["probability", "Probability"]);
            let full = chance.and_then(|text| text.parse::<f64>().ok()).is_some_and(|p| p >= 100.0);
            let lost = active == Some(false) && !full;
            if row.get(&["type", "Type"]).is_some_and(|it| it.eq_ignore_ascii_case("lead")) {
                lead(raw, export, row, lost);
                return None;
            }
            Some((lost.then_some(End::Lost), COLUMNS.closed))
        });
        let by_id = [COLUMNS.stage, COLUMNS.pipeline].map(|names| {
            names.iter().find(|name| export.has(&[&[**name]])).is_some_and(|it| it.contains('/'))
        });
        for deal in raw.deals.iter_mut().skip(deals) {
            for (of, by_id) in [&mut deal.stage, &mut deal.pipeline].into_iter().zip(by_id) {
                if let (true, Some(id)) = (by_id, of) {
                    *id = without_module(id);
                }
            }
        }
        if raw.leads.len() > leads {
            raw.read(file, "leads of Odoo", raw.leads.len() - leads);
        }
        return read;
    } else if export.has(&[&["name", "Description", "Lost Reason"]])
        && file.to_lowercase().contains("lost")
    {
        let reasons =
            export.rows().filter_map(|row| row.get(&["name", "Description", "Lost Reason"]));
        raw.lost_reasons.extend(reasons.map(|name| (None, name)));
    } else {
        return false;
    }
    true
}
