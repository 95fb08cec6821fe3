//! Salesforce: `OpportunityStage.standardValueSet` and business processes, in
//! one `Opportunity.object` or in a file each; Data Loader exports of
//! Opportunity, `OpportunityHistory`, `OpportunityFieldHistory` and Lead.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use super::shape::{DealColumns, End, Export, Raw, RawLead, RawMove, RawStage, not_before, yes};

/// The pipeline of all stages, in the order of the value set; no process has
/// such a name.
const ALL: &str = "";

const WON: &[&str] = &["ISWON", "Won"];
const CLOSED: &[&str] = &["ISCLOSED", "Closed"];
const COLUMNS: DealColumns = DealColumns {
    id: &["ID", "Opportunity ID"],
    pipeline: &[],
    stage: &["STAGENAME", "Stage"],
    opened: &["CREATEDDATE"],
    closed: &["CLOSEDATE"],
    reason: &[],
    amount: &["AMOUNT"],
    currency: &["CURRENCYISOCODE", "Opportunity Currency", "Amount Currency"],
    owner: &["OWNERID", "Opportunity Owner"],
    customer: &["ACCOUNTID", "Account ID", "Account Name"],
    others: &["NAME", "Opportunity Name", "ISWON", "Won", "ISCLOSED", "Closed"],
};

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
    let mut stages = Vec::new();
    for (order, value) in values.enumerate() {
        let Some(id) = child(value, "fullName").map(|name| decoded(&name)) else { continue };
        let is = |name| child(value, name).and_then(|text| yes(&text));
        // Open stages have no flag at all.
        let end = raw.flags(file, &id, is("closed"), is("won")).unwrap_or(End::Open);
        let percent = child(value, "probability").and_then(|text| text.parse::<f64>().ok());
        stages.push(RawStage {
            label: child(value, "label").unwrap_or_else(|| id.clone()),
            id,
            order: f64::from(u32::try_from(order).unwrap_or(u32::MAX)),
            ends: [Some(end), None, None],
            chance: percent.map(|percent| percent / 100.0),
            archived: is("isActive") == Some(false),
            description: child(value, "description"),
            ..RawStage::default()
        });
    }
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
    let stages = values.filter_map(|value| {
        let id = decoded(&child(value, "fullName")?);
        let start = child(value, "default").and_then(|text| yes(&text)) == Some(true);
        Some(RawStage { id, start, order: f64::NAN, ..RawStage::default() })
    });
    let pipeline = raw.pipeline(&name, file);
    pipeline.archived = !active;
    pipeline.name = name;
    // Filled in from the value set, which may come later.
    pipeline.stages.extend(stages);
}

/// Gives the stages of business processes the order and meaning that the value
/// set gives them.
pub(super) fn finish(raw: &mut Raw) {
    one_form_of_ids(raw);
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
                Some(known) => *stage = RawStage { start: stage.start, ..known.clone() },
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
    } else if let Some(all) = raw.pipelines.iter_mut().find(|pipeline| pipeline.id == ALL) {
        "opportunity".clone_into(&mut all.id);
    }
}

/// Ids come in 15 characters, or with three more that only say which are capitals.
fn one_form_of_ids(raw: &mut Raw) {
    let mut forms: HashMap<String, String> = HashMap::new();
    let mut unify = |id: &mut String| {
        let (first, check) = id.split_at_checked(15).unwrap_or_default();
        let is_check = |byte: u8| byte.is_ascii_uppercase() || (b'0'..=b'5').contains(&byte);
        if first.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && matches!(check.len(), 0 | 3)
            && check.bytes().all(is_check)
            && !first.is_empty()
        {
            let form = forms.entry(first.to_owned()).or_insert_with(|| id.clone());
            form.clone_into(id);
        }
    };
    for deal in &mut raw.deals {
        let others = [&mut deal.customer, &mut deal.owner, &mut deal.lead];
        std::iter::once(&mut deal.id).chain(others.into_iter().flatten()).for_each(&mut unify);
    }
    for lead in &mut raw.leads {
        let others = [&mut lead.owner, &mut lead.deal];
        std::iter::once(&mut lead.id).chain(others.into_iter().flatten()).for_each(&mut unify);
    }
    for step in &mut raw.moves {
        std::iter::once(&mut step.deal).chain(&mut step.by).for_each(&mut unify);
    }
}

/// The rows of a history in which a deal comes into a stage.
fn moves(raw: &mut Raw, export: &Export<'_>, to: &[&str], what: &str) {
    let mut moves = Vec::new();
    for row in export.rows() {
        let field = row.get(&["FIELD"]);
        if field.is_some_and(|field| !field.eq_ignore_ascii_case("StageName")) {
            continue;
        }
        let Some(deal) = raw.needed(export, &row, &["=deal_id", "OPPORTUNITYID"]) else { continue };
        let Some(to) = raw.needed(export, &row, to) else { continue };
        let Some(at) = raw.row_at(export, &row, &["=entered_at", "CREATEDDATE"]) else { continue };
        moves.push(RawMove {
            deal,
            from: row.get(&["OLDVALUE"]),
            to,
            at,
            by: row.get(&["=by", "CREATEDBYID"]),
            amount: row.get(&["=amount", "AMOUNT"]),
            ..RawMove::default()
        });
    }
    raw.read(export.file, what, moves.len());
    raw.add_moves(moves, false);
}

fn leads(raw: &mut Raw, export: &Export<'_>) {
    let before = raw.leads.len();
    for row in export.rows() {
        let Some(id) = raw.needed(export, &row, &["=lead_id", "ID", "Lead ID"]) else { continue };
        let converted = row.get(&["ISCONVERTED"]).and_then(|text| yes(&text)) == Some(true);
        let created = raw.row_at(export, &row, &["=created_at", "CREATEDDATE"]);
        let closed = raw.row_at(export, &row, &["=converted_at", "CONVERTEDDATE"]);
        let status = row.get(&["STATUS"]);
        // No export says which statuses end a lead that is not converted.
        let is_closed = status.as_ref().is_some_and(|it| it.to_lowercase().starts_with("closed"));
        let end = match (converted, is_closed) {
            (true, _) => Some(End::Won),
            (_, true) => Some(End::Lost),
            _ => None,
        };
        if let (Some(End::Lost), Some(status)) = (end, &status) {
            let words = format!("a lead of the status `{status}` is disqualified");
            raw.guess(export.file, row.place(), words);
        }
        raw.leads.push(RawLead {
            id,
            source: row.get(&["=source", "LEADSOURCE"]),
            owner: row.get(&["=owner", "OWNERID"]),
            created,
            closed: closed.map(|closed| not_before(closed, created)),
            end,
            status,
            deal: row.get(&["=deal_id", "CONVERTEDOPPORTUNITYID"]),
            place: row.place(),
            file: export.file.to_owned(),
        });
    }
    raw.read(export.file, "leads of Salesforce", raw.leads.len() - before);
}

pub(super) fn table(raw: &mut Raw, export: &Export<'_>) -> bool {
    let of_deal: [&[&str]; 2] = [&["OPPORTUNITYID"], &["CREATEDDATE"]];
    if export.has(&of_deal) && export.has(&[&["FIELD"], &["NEWVALUE"]]) {
        moves(raw, export, &["=stage", "NEWVALUE"], "changes of stages of Salesforce");
    } else if export.has(&of_deal) && export.has(&[&["STAGENAME"]])
        || export.has(&[&["=entered_at"]])
    {
        moves(
            raw,
            export,
            &["=stage", "STAGENAME", "NEWVALUE"],
            "rows of stage history of Salesforce",
        );
    } else if export.has(&[&["STATUS"], &["ISCONVERTED"], &["CREATEDDATE"]])
        || export.has(&[&["=lead_id"], &["=created_at"]])
    {
        leads(raw, export);
    } else {
        return raw.deals_of(export, &COLUMNS, "opportunities of Salesforce", |raw, row| {
            let is = |names: &[&str]| row.get(names).and_then(|text| yes(&text));
            let end = raw.flags(export.file, &row.place(), is(CLOSED), is(WON));
            Some((end, COLUMNS.closed))
        });
    }
    true
}
