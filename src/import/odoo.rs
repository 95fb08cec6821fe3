//! Odoo: stages as data files (`crm.stage` in XML) or exported as CSV;
//! opportunities, lost reasons and the tracking of stages exported as CSV.

use roxmltree::{Document, Node};

use super::shape::{End, Export, Raw, RawDeal, RawMove, RawStage, instant, yes};
use crate::value::table::TableOptions;

/// All teams share the stages that are of none.
const ALL: &str = "crm";

const NAME: &[&str] = &["name", "Stage Name", "Display Name"];
const WON: &[&str] = &["is_won", "Is Won Stage?", "Is Won Stage"];
const STAGE: &[&str] = &["stage_id", "Stage", "stage_id/id", "Stage/External ID"];
const REVENUE: &[&str] = &["expected_revenue", "Expected Revenue", "planned_revenue"];
const DEAL: &[&[&str]] = &[
    &["id", "External ID", ".id", "ID"],
    STAGE,
    REVENUE,
    &["create_date", "Created on", "Created On"],
    &["date_closed", "Closed Date"],
    &["active", "Active"],
    &["probability", "Probability"],
    &["user_id", "Salesperson"],
    &["partner_id", "Customer", "partner_id/id", "Customer/External ID"],
    &["company_currency", "Currency", "company_currency/name"],
    &["lost_reason_id", "Lost Reason", "lost_reason"],
    &["name", "Opportunity"],
];

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
            Some(value.trim().trim_matches('\'').to_owned()).filter(|text| !text.is_empty())
        };
        let Some(id) = node.attribute("id") else {
            raw.problem(file, "", "a record of `crm.stage` has no id");
            continue;
        };
        stage(raw, file, id.to_owned(), field);
    }
    raw.read(file, "stages of Odoo", records.len());
    !records.is_empty()
}

/// The ids or names of teams: `ref('sales')` in an `eval`, or with commas between.
fn teams(text: &str) -> Vec<&str> {
    let refs: Vec<&str> =
        text.split("ref(").skip(1).filter_map(|rest| rest.split(['\'', '"']).nth(1)).collect();
    let list = if refs.is_empty() { text.split(',').collect() } else { refs };
    list.into_iter().map(str::trim).filter(|team| !team.is_empty()).collect()
}

/// A stage of several teams is one in the pipeline of each.
fn stage(raw: &mut Raw, file: &str, id: String, field: impl Fn(&str) -> Option<String>) {
    let all = field("team_ids").or_else(|| field("team_id")).unwrap_or_default();
    let mut teams = teams(&all);
    if teams.is_empty() {
        teams.push(ALL);
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
        let pipeline = raw.pipeline(team, file);
        if pipeline.name.is_empty() {
            (if team == ALL { "CRM" } else { team }).clone_into(&mut pipeline.name);
        }
        pipeline.stages.push(stage.clone());
    }
}

pub(super) fn table(raw: &mut Raw, export: &Export<'_>, options: &TableOptions) -> bool {
    let at = |field: Option<String>| field.and_then(|text| instant(&text, options));
    let file = export.file;
    if export.has(&[
        &["res_id", "Resource ID", "Related Document ID", "mail_message_id/res_id"],
        &["new_value_char", "New Value Char"],
    ]) {
        let mut moves = Vec::new();
        for row in export.rows() {
            let field = row.get(&["field", "field_id", "Field", "field_id/name", "field_desc"]);
            if field.is_some_and(|field| !field.to_lowercase().contains("stage")) {
                continue;
            }
            moves.extend((|| {
                Some(RawMove {
                    deal: row.get(&[
                        "res_id",
                        "Resource ID",
                        "Related Document ID",
                        "mail_message_id/res_id",
                    ])?,
                    from: row.get(&["old_value_char", "Old Value Char"]),
                    to: row.get(&["new_value_char", "New Value Char"])?,
                    at: at(row.get(&[
                        "create_date",
                        "Created on",
                        "mail_message_id/date",
                        "date",
                    ]))?,
                    by: row.get(&["create_uid", "Created by"]),
                    ..RawMove::default()
                })
            })());
        }
        raw.read(file, "changes of stages of Odoo", moves.len());
        raw.add_moves(moves, true);
    } else if export.has(&[&["sequence", "Sequence"], NAME]) {
        let mut count = 0;
        for row in export.rows() {
            let Some(id) = row.get(&["id", "External ID", ".id", "ID"]).or_else(|| row.get(NAME))
            else {
                continue;
            };
            count += 1;
            stage(raw, file, id, |name| match name {
                "name" => row.get(NAME),
                "is_won" => row.get(WON),
                "sequence" => row.get(&["sequence", "Sequence"]),
                "team_id" => row.get(&["team_id", "Sales Team", "team_id/id"]),
                "team_ids" => row.get(&["team_ids", "Sales Teams", "team_ids/id"]),
                "rotting_threshold_days" => row.get(&["rotting_threshold_days", "Days to rot"]),
                "requirements" => row.get(&["requirements", "Requirements"]),
                _ => row.get(&[name]),
            });
        }
        raw.read(file, "stages of Odoo", count);
    } else if export.has(&[STAGE, REVENUE]) {
        let mut count = 0;
        for row in export.rows() {
            let Some(id) = row.get(&[".id", "ID", "id", "External ID"]) else { continue };
            count += 1;
            let active = row.get(&["active", "Active"]).and_then(|text| yes(&text));
            let lost = active == Some(false);
            raw.deals.push(RawDeal {
                id,
                pipeline: row.get(&["team_id", "Sales Team", "team_id/id"]),
                stage: row.get(STAGE),
                opened: at(row.get(&["create_date", "Created on", "Created On"])),
                closed: at(row.get(&["date_closed", "Closed Date"])),
                end: lost.then_some(End::Lost),
                reason: row.get(&["lost_reason_id", "Lost Reason", "lost_reason"]),
                amount: row.get(REVENUE),
                currency: row.get(&["company_currency", "Currency", "company_currency/name"]),
                owner: row.get(&["user_id", "Salesperson"]),
                customer: row.get(&[
                    "partner_id/id",
                    "partner_id",
                    "Customer/External ID",
                    "Customer",
                ]),
                place: row.place(),
                file: file.to_owned(),
                ..RawDeal::default()
            });
        }
        raw.read(file, "opportunities of Odoo", count);
        raw.left(export, DEAL);
    } else if export.has(&[&["name", "Description", "Lost Reason"]])
        && file.to_lowercase().contains("lost")
    {
        let reasons =
            export.rows().filter_map(|row| row.get(&["name", "Description", "Lost Reason"]));
        raw.lost_reasons.extend(reasons);
    } else {
        return false;
    }
    true
}
