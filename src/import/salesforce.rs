//! Salesforce: `OpportunityStage.standardValueSet` and business processes, in
//! one `Opportunity.object` or in a file each; Data Loader exports of
//! Opportunity, `OpportunityHistory`, `OpportunityFieldHistory` and Lead.

use roxmltree::{Document, Node};

use super::shape::{
    End, Export, Raw, RawDeal, RawLead, RawMove, RawStage, instant, not_before, yes,
};
use crate::value::table::TableOptions;

/// The pipeline of all stages, in the order of the value set.
const ALL: &str = "opportunity";

const DEAL: &[&[&str]] = &[
    &["ID", "Opportunity ID"],
    &["STAGENAME", "Stage"],
    &["CREATEDDATE", "Created Date"],
    &["CLOSEDATE", "Close Date"],
    &["ISWON", "Won"],
    &["ISCLOSED", "Closed"],
    &["AMOUNT"],
    &["CURRENCYISOCODE", "Opportunity Currency", "Amount Currency"],
    &["OWNERID", "Opportunity Owner"],
    &["ACCOUNTID", "Account ID", "Account Name"],
    &["NAME", "Opportunity Name"],
];

fn child(node: Node<'_, '_>, name: &str) -> Option<String> {
    let found = node.children().find(|it| it.tag_name().name() == name)?;
    found.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// `Closed%20Won` is `Closed Won`; what is no such code stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match rest {
            [b'%', a, b, ..] => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                digit(a).zip(digit(b)).and_then(|(a, b)| u8::try_from(a * 16 + b).ok())
            }
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { rest.get(3..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A value set, a business process or an object; `false` where it is none.
pub(super) fn xml(raw: &mut Raw, file: &str, document: &Document<'_>) -> bool {
    let root = document.root_element();
    match root.tag_name().name() {
        "StandardValueSet" => values(raw, file, root),
        "BusinessProcess" => process(raw, file, root),
        "CustomObject" => {
            let named = |name: &'static str| move |it: &Node<'_, '_>| it.tag_name().name() == name;
            let sets: Vec<Node<'_, '_>> =
                root.children().filter(named("businessProcesses")).collect();
            raw.read(file, "business processes of Salesforce", sets.len());
            sets.into_iter().for_each(|node| process(raw, file, node));
        }
        _ => return false,
    }
    true
}

fn values(raw: &mut Raw, file: &str, root: Node<'_, '_>) {
    let values = root.children().filter(|it| it.tag_name().name() == "standardValue");
    let stages: Vec<RawStage> = values
        .enumerate()
        .filter_map(|(order, value)| {
            let id = decoded(&child(value, "fullName")?);
            let is = |name| child(value, name).and_then(|text| yes(&text));
            // Open stages have no flag at all.
            let end = match (is("closed"), is("won")) {
                (Some(true), Some(true)) => End::Won,
                (Some(true), _) => End::Lost,
                (_, Some(true)) => End::Won,
                _ => End::Open,
            };
            let percent = child(value, "probability").and_then(|text| text.parse::<f64>().ok());
            Some(RawStage {
                label: child(value, "label").unwrap_or_else(|| id.clone()),
                id,
                order: f64::from(u32::try_from(order).unwrap_or(u32::MAX)),
                ends: [Some(end), None, None],
                chance: percent.map(|percent| percent / 100.0),
                archived: is("isActive") == Some(false),
                description: child(value, "description"),
                ..RawStage::default()
            })
        })
        .collect();
    raw.read(file, "stages of Salesforce", stages.len());
    let all = raw.pipeline(ALL, file);
    "Opportunity".clone_into(&mut all.name);
    all.stages.extend(stages);
}

/// A business process names its stages in the order of the alphabet; how they
/// follow one another, and what they mean, is in the value set.
fn process(raw: &mut Raw, file: &str, node: Node<'_, '_>) {
    // A file of its own is named by its process.
    let of_file = || file.rsplit(['/', '\\']).next().and_then(|name| name.split('.').next());
    let Some(name) = child(node, "fullName").or_else(|| of_file().map(str::to_owned)) else {
        return;
    };
    let name = decoded(&name);
    let active = child(node, "isActive").and_then(|text| yes(&text)) != Some(false);
    let values = node.children().filter(|it| it.tag_name().name() == "values");
    let names = values.filter_map(|value| child(value, "fullName")).map(|name| decoded(&name));
    let pipeline = raw.pipeline(&name, file);
    pipeline.archived = !active;
    pipeline.name = name;
    // Filled in from the value set, which may come later.
    pipeline.stages.extend(names.map(|id| RawStage { id, order: f64::NAN, ..RawStage::default() }));
}

/// Gives the stages of business processes the order and meaning that the value
/// set gives them.
pub(super) fn finish(raw: &mut Raw) {
    let all: Vec<RawStage> = raw
        .pipelines
        .iter()
        .filter(|pipeline| pipeline.id == ALL)
        .flat_map(|pipeline| pipeline.stages.iter().cloned())
        .collect();
    let mut missing = Vec::new();
    let mut processes = 0;
    for pipeline in raw.pipelines.iter_mut().filter(|pipeline| pipeline.id != ALL) {
        processes += 1;
        pipeline.stages.retain_mut(|stage| {
            if !stage.order.is_nan() {
                return true;
            }
            match all.iter().find(|it| it.id == stage.id) {
                Some(known) => known.clone_into(stage),
                None => {
                    missing.push((pipeline.file.clone(), pipeline.id.clone(), stage.id.clone()));
                }
            }
            !stage.order.is_nan()
        });
    }
    for (file, pipeline, stage) in missing {
        raw.problem(
            &file,
            pipeline,
            format!("the stage `{stage}` is not in the value set; left out"),
        );
    }
    // What deals name is in one of the processes, and the set is no process.
    if processes > 0 {
        raw.pipelines.retain(|pipeline| pipeline.id != ALL);
    }
}

pub(super) fn table(raw: &mut Raw, export: &Export<'_>, options: &TableOptions) -> bool {
    let at = |field: Option<String>| field.and_then(|text| instant(&text, options));
    let file = export.file;
    if export.has(&[&["OPPORTUNITYID"], &["FIELD"], &["NEWVALUE"], &["CREATEDDATE"]]) {
        let rows = export.rows().filter(|row| {
            row.get(&["FIELD"]).is_some_and(|field| field.eq_ignore_ascii_case("StageName"))
        });
        let moves: Vec<RawMove> = rows
            .filter_map(|row| {
                Some(RawMove {
                    deal: row.get(&["OPPORTUNITYID"])?,
                    from: row.get(&["OLDVALUE"]),
                    to: row.get(&["NEWVALUE"])?,
                    at: at(row.get(&["CREATEDDATE"]))?,
                    by: row.get(&["CREATEDBYID"]),
                    ..RawMove::default()
                })
            })
            .collect();
        raw.read(file, "changes of stages of Salesforce", moves.len());
        raw.add_moves(moves, false);
    } else if export.has(&[&["OPPORTUNITYID"], &["STAGENAME"], &["CREATEDDATE"]]) {
        let mut moves: Vec<RawMove> = Vec::new();
        for row in export.rows() {
            moves.extend((|| {
                Some(RawMove {
                    deal: row.get(&["OPPORTUNITYID"])?,
                    to: row.get(&["STAGENAME"])?,
                    at: at(row.get(&["CREATEDDATE"]))?,
                    by: row.get(&["CREATEDBYID"]),
                    amount: row.get(&["AMOUNT"]),
                    ..RawMove::default()
                })
            })());
        }
        raw.read(file, "rows of stage history of Salesforce", moves.len());
        raw.add_moves(moves, false);
    } else if export.has(&[&["STATUS"], &["ISCONVERTED"], &["CREATEDDATE"]]) {
        let mut count = 0;
        for row in export.rows() {
            let Some(id) = row.get(&["ID", "Lead ID"]) else { continue };
            count += 1;
            let converted = row.get(&["ISCONVERTED"]).and_then(|text| yes(&text)) == Some(true);
            let created = at(row.get(&["CREATEDDATE"]));
            raw.leads.push(RawLead {
                id,
                source: row.get(&["LEADSOURCE"]),
                owner: row.get(&["OWNERID"]),
                created,
                closed: at(row.get(&["CONVERTEDDATE"])).map(|closed| not_before(closed, created)),
                end: converted.then_some(End::Won),
                status: row.get(&["STATUS"]),
                deal: row.get(&["CONVERTEDOPPORTUNITYID"]),
                place: row.place(),
                file: file.to_owned(),
            });
        }
        raw.read(file, "leads of Salesforce", count);
    } else if export.has(&[&["ID", "Opportunity ID"], &["STAGENAME", "Stage"]]) {
        let mut count = 0;
        for row in export.rows() {
            let Some(id) = row.get(&["ID", "Opportunity ID"]) else { continue };
            count += 1;
            let is = |names: &[&str]| row.get(names).and_then(|text| yes(&text));
            let opened = at(row.get(&["CREATEDDATE", "Created Date"]));
            let end = match (is(&["ISWON", "Won"]), is(&["ISCLOSED", "Closed"])) {
                (Some(true), _) => Some(End::Won),
                (_, Some(true)) => Some(End::Lost),
                (_, Some(false)) => Some(End::Open),
                _ => None,
            };
            raw.deals.push(RawDeal {
                id,
                stage: row.get(&["STAGENAME", "Stage"]),
                opened,
                closed: at(row.get(&["CLOSEDATE", "Close Date"]))
                    .map(|closed| not_before(closed, opened)),
                end,
                amount: row.get(&["AMOUNT"]),
                currency: row.get(&["CURRENCYISOCODE", "Opportunity Currency", "Amount Currency"]),
                owner: row.get(&["OWNERID", "Opportunity Owner"]),
                customer: row.get(&["ACCOUNTID", "Account ID", "Account Name"]),
                place: row.place(),
                file: file.to_owned(),
                ..RawDeal::default()
            });
        }
        raw.read(file, "opportunities of Salesforce", count);
        raw.left(export, DEAL);
    } else {
        return false;
    }
    true
}
