//! Exports of six systems become processes, deals and histories.

use std::path::Path;

use proptest::prelude::*;
use sales_process::import::{
    DealEnd, Import, ImportFile, ImportNote, ImportOptions, System, read_tables,
};
use sales_process::kpi::csv::Tables;
use sales_process::lifecycle::deal::{DealMachine, DealState};
use sales_process::lifecycle::{Act, History};
use sales_process::process::PipelineDraft;
use sales_process::value::table::TableOptions;
use sales_process::{Named, SalesProcess, Zone};

type Files = Vec<(String, Vec<u8>)>;

/// The example files of a system, by name.
fn files(system: System) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/data/crm").join(system.name());
    let mut files: Files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn read(system: System, files: &Files) -> Import {
    let files: Vec<_> = files.iter().map(|(name, bytes)| ImportFile::new(name, bytes)).collect();
    Import::read(system, &files, &ImportOptions::new().currency("EUR".parse().unwrap()))
}

fn import(system: System) -> Import {
    read(system, &files(system))
}

/// Stages with purposes, chances and limits, outcomes, and where it begins.
fn shown(pipeline: &PipelineDraft) -> String {
    let stages = pipeline.stages.iter().map(|stage| {
        let purposes: Vec<&str> =
            stage.purposes.iter().map(sales_process::process::Purpose::name).collect();
        let chance = stage.win_probability.map_or(String::new(), |p| format!(" {}", p.value()));
        let stale = stage.stale_after_days.map_or(String::new(), |days| format!(" {days}"));
        let start = if stage.start { "> " } else { "" };
        format!("{start}{} [{}]{chance}{stale}", stage.name(), purposes.join(" "))
    });
    let outcomes = pipeline.outcomes.iter().map(|it| format!("{}: {}", it.kind, it.name()));
    let lines: Vec<String> = stages.chain(outcomes).collect();
    format!("{}\n{}", pipeline.name.as_deref().unwrap_or_default(), lines.join("\n"))
}

#[track_caller]
fn check_pipelines(import: &Import, expected: &[&str]) {
    let process = import.process.as_ref().unwrap();
    let pipelines: Vec<String> = process.pipelines.iter().map(shown).collect();
    assert_eq!(pipelines, expected);
    process.clone().build().unwrap();
}

/// The rows of a table without its header.
#[track_caller]
fn check_rows(csv: &str, expected: &[&str]) {
    assert_eq!(csv.lines().skip(1).collect::<Vec<_>>(), expected);
}

#[track_caller]
fn check_said(notes: &[ImportNote], words: &str) {
    let all: Vec<String> = notes.iter().map(ToString::to_string).collect();
    assert!(all.iter().any(|note| note.contains(words)), "`{words}` is not in {all:#?}");
}

#[test]
fn hubspot() {
    let import = import(System::Hubspot);
    check_pipelines(
        &import,
        &[
            "New business\n> Qualified [qualification] 0.2\nAngebot [proposal] 0.6\nDemo [] 0.4\nOld step [] 0.7\nContract sent [contract] 0.9\nVerbal yes [] 1\nwon: Paid\nlost: No deal",
            "Renewals\n> Renewal due [retention] 0.5\nwon: Renewed\nlost: Gone",
        ],
    );
    let report = &import.report;
    check_said(&report.problems, "`Angebot` and `Demo` have one place in the order");
    check_said(
        &report.problems,
        "New business / Old step: the stage is archived, and deals are in it",
    );
    check_said(&report.not_carried, "New business / Older step: the stage is archived");
    check_said(
        &report.problems,
        "Verbal yes: the chance to win is 100 %, and the stage is not closed",
    );
    check_said(&report.not_carried, "the columns `Number of times contacted`");
    check_rows(
        &import.deals_csv(),
        &[
            "501,,9001,31,2026-01-05T09:00:00Z,2026-02-10T15:00:00Z,won,,1200.50,EUR,default",
            "502,,,32,2026-01-07T09:00:00Z,2026-01-20T00:00:00Z,lost,\"too expensive, they said\",,,default",
            "503,,,,2026-01-07T09:00:00Z,,open,,80,EUR,default",
            "601,,9001,Ann Berg,2026-03-01T09:00:00Z,2026-03-15T12:00:00Z,won,,300,EUR,7001",
        ],
    );
    // Newest first is turned, and so are two moves of one instant.
    check_rows(
        &import.stages_csv(),
        &[
            "501,qualified,2026-01-05T09:00:00Z,31,,,default",
            "501,102,2026-01-05T09:00:00Z,31,,,default",
            "501,appointmentscheduled,2026-02-01T10:00:00Z,31,,,default",
            "501,closedwon,2026-02-10T15:00:00Z,31,1200.50,EUR,default",
            "502,qualified,2026-01-07T09:00:00Z,,,,default",
            "502,closedlost,2026-01-20T10:00:00Z,,,,default",
            "503,103,2026-01-07T09:00:00Z,,80,EUR,default",
        ],
    );
}

#[test]
fn pipedrive() {
    let import = import(System::Pipedrive);
    check_pipelines(
        &import,
        &[
            "Pipeline\n> Qualified [qualification] 14 days\nProposal Made [proposal]\nNegotiations Started [negotiation]\nwon: won\nlost: lost",
            "Дилеры\n> Первичный контакт [proactive_contact] 0.2 7 days\nДоговор и оплата [contract payment_tracking] 0.8\nwon: won\nlost: lost",
        ],
    );
    check_said(&import.report.not_carried, "100 % at every stage: nobody stated it");
    check_said(&import.report.guessed, "no stage is won: the outcome `won` is added");
    check_said(&import.report.not_carried, "deal 13: its status is `deleted`");
    check_rows(
        &import.deals_csv(),
        &[
            "11,,71,7,2026-01-05T09:00:00Z,2026-02-01T10:00:00Z,won,,500,EUR,1",
            "12,,81,7,2026-01-06T09:00:00Z,2026-01-20T10:00:00Z,lost,Price,0,EUR,1",
            "21,,Ветер,Ann,2026-03-01T09:00:00Z,,open,,1000,EUR,2",
        ],
    );
    check_rows(
        &import.stages_csv(),
        &[
            "11,1,2026-01-05T09:00:00Z,,,,1",
            "11,2,2026-01-10T09:00:00Z,7,,,1",
            "11,3,2026-01-20T09:00:00Z,7,,,1",
            "11,won,2026-02-01T10:00:00Z,7,500,EUR,1",
            "12,1,2026-01-06T09:00:00Z,,,,1",
            "12,lost,2026-01-20T10:00:00Z,,0,EUR,1",
            "21,21,2026-03-01T09:00:00Z,,1000,EUR,2",
        ],
    );
    assert_eq!(import.process.unwrap().lost_reasons, ["Price"]);
}

#[test]
fn salesforce() {
    let import = import(System::Salesforce);
    check_pipelines(
        &import,
        &[
            "Field sales\n> Needs Analysis [needs_discovery] 0.2\nProposal/Price Quote [proposal] 0.75\nwon: Gewonnen\nlost: Verloren",
            "Tele sales\n> Prospecting [prospecting] 0.1\nwon: Gewonnen\nlost: Verloren",
        ],
    );
    check_said(
        &import.report.problems,
        "Field sales: the stage `Site Visit` is not in the value set",
    );
    check_rows(
        &import.leads_csv(),
        &[
            "00Q1,Web,0051,2026-01-04T09:00:00Z,,,,,,2026-01-05T00:00:00Z,0061",
            "00Q2,Fair,0051,2026-01-04T09:00:00Z,,,,,,,",
        ],
    );
    check_rows(
        &import.stages_csv(),
        &[
            "0061,Needs Analysis,2026-01-05T09:00:00Z,0051,,,Field sales",
            "0061,Proposal/Price Quote,2026-01-20T08:00:00Z,0051,900.0,EUR,Field sales",
            "0061,Closed Won,2026-02-10T11:00:00Z,0051,900.0,EUR,Field sales",
            "0062,Needs Analysis,2026-01-06T09:00:00Z,,,,Field sales",
            "0062,Proposal/Price Quote,2026-01-10T09:00:00Z,0051,,,Field sales",
            "0062,Needs Analysis,2026-01-12T09:00:00Z,0051,,,Field sales",
        ],
    );
}

#[test]
fn bitrix24() {
    let import = import(System::Bitrix24);
    check_pipelines(
        &import,
        &[
            "Продажи\n> Новая заявка [inbound_request]\nСчёт на предоплату [payment_tracking]\nwon: Сделка успешна\nlost: Сделка провалена\nlost: Анализ причины провала",
            "Партнёры\n> Переговоры [negotiation]\nwon: Договор подписан\nlost: Отказ",
        ],
    );
    let deals = import.deals_csv();
    for row in [
        "41,,Ветер,Анна Белая,2026-01-05T10:00:00Z,,open,,1200.00,EUR,0",
        "42,,Ветер,Анна Белая,2026-01-06T10:00:00Z,2026-01-20T00:00:00Z,won,,700.00,EUR,0",
    ] {
        assert!(deals.lines().any(|it| it == row), "{deals}");
    }
    check_said(&import.report.not_carried, "export.csv: the columns `Комментарий`");
    check_said(&import.report.not_carried, "SOURCE: `Звонок` is of a list that is none of stages");
    check_rows(
        &import.leads_csv(),
        &[
            "77,CALL,3,2026-01-04T09:00:00Z,,,,,,2026-01-05T09:00:00Z,1",
            "78,WEB,3,2026-01-04T09:00:00Z,,,,2026-01-06T09:00:00Z,Некачественный лид,,",
        ],
    );
    check_rows(
        &import.stages_csv(),
        &[
            "1,NEW,2026-01-05T09:00:00Z,,,,0",
            "1,UC_1,2026-01-10T09:00:00Z,,,,0",
            "1,WON,2026-01-20T09:00:00Z,,1500.00,EUR,0",
            "2,C10:NEW,2026-01-06T09:00:00Z,,0.00,EUR,10",
            "41,UC_1,2026-01-05T10:00:00Z,,1200.00,EUR,0",
        ],
    );
    assert_eq!(import.process.unwrap().disqualify_reasons, ["Некачественный лид"]);
}

#[test]
fn amocrm() {
    let import = import(System::Amocrm);
    check_pipelines(
        &import,
        &[
            "Воронка\n> Неразобранное [inbound_request]\n> Первичный контакт [proactive_contact]\nСогласование договора [negotiation contract]\nwon: Успешно реализовано\nlost: Закрыто и не реализовано",
            "Повторные продажи\n> Повторная заявка [inbound_request]\nwon: Оплачено\nlost: Отказ",
        ],
    );
    check_rows(
        &import.stages_csv(),
        &[
            "61,32,2026-01-05T10:00:00Z,,900,EUR,3001",
            "501,32,2026-01-05T09:00:00Z,,,,3001",
            "501,33,2026-01-12T06:40:00Z,,,,3001",
            "501,142,2026-01-19T09:00:00Z,9,700,EUR,3001",
        ],
    );
    let row = "61,,Ветер,Анна Белая,2026-01-05T10:00:00Z,,open,,900,EUR,3001";
    assert!(import.deals_csv().lines().any(|it| it == row), "{}", import.deals_csv());
    check_said(&import.report.not_carried, "export.csv: the columns `Теги`");
    check_said(&import.report.not_carried, "1 events that are no changes of a stage");
    assert_eq!(import.process.unwrap().lost_reasons, ["Дорого", "Нет бюджета"]);
}

#[test]
fn odoo() {
    let import = import(System::Odoo);
    check_pipelines(
        &import,
        &[
            "CRM\n> New [inbound_request]\nQualified [qualification]\nProposition [proposal]\nWon []\nOnboarding [onboarding]\nwon: won\nlost: lost",
            "Parteneri\n> Cerere nouă [inbound_request] 7 days\nOfertă [proposal]\nwon: Câștigat\nlost: lost",
        ],
    );
    check_said(&import.report.guessed, "CRM / Won: stages stand after this won one");
    let stage = &import.process.as_ref().unwrap().pipelines[0].stages[1];
    assert_eq!(stage.description.as_deref(), Some("budget is known"));
    check_rows(
        &import.stages_csv(),
        &[
            "1,stage_lead1,2026-01-05T09:00:00Z,,,,crm",
            "1,stage_lead2,2026-01-10T10:00:00Z,Ann,,,crm",
            "1,stage_lead3,2026-01-20T10:00:00Z,Ann,,,crm",
            "1,stage_lead4,2026-02-01T10:00:00Z,Ann,,,crm",
            "1,stage_lead5,2026-02-02T10:00:00Z,Ann,1000.00,EUR,crm",
            "2,stage_lead1,2026-01-06T09:00:00Z,,,,crm",
            "2,stage_lead2,2026-01-10T10:00:00Z,Ann,,,crm",
            "2,lost,2026-01-20T10:00:00Z,,50.00,EUR,crm",
            "3,x2,2026-01-07T09:00:00Z,,70.00,EUR,Parteneri",
        ],
    );
}

/// Odoo 19: stages of several teams, and days after which a deal is stale.
#[test]
fn a_stage_of_several_teams_is_in_the_pipeline_of_each() {
    let xml = r#"<odoo><record id="call" model="crm.stage"><field name="name">Call</field>
        <field name="rotting_threshold_days">14</field><field name="team_ids" eval="[(6, 0, [ref('north'), ref('south')])]"/></record>
        <record id="paid" model="crm.stage"><field name="name">Paid</field><field name="sequence">9</field>
        <field name="is_won" eval="True"/><field name="team_ids" eval="[Command.link(ref('south'))]"/></record></odoo>"#;
    let import = read(System::Odoo, &vec![("stages.xml".to_owned(), xml.into())]);
    check_pipelines(
        &import,
        &[
            "north\n> Call [proactive_contact] 14 days\nwon: won\nlost: lost",
            "south\n> Call [proactive_contact] 14 days\nwon: Paid\nlost: lost",
        ],
    );
}

/// What cannot be named is left out and told, and the rest is a process.
#[test]
fn stages_and_pipelines_that_cannot_be_named_are_left_out() {
    let stages = format!(
        r#"[{{"id": "{}", "label": "Talk"}}, {{"id": "b", "label": "Offer"}}]"#,
        "x".repeat(201)
    );
    let pipeline = |id: &str| format!(r#"{{"id": "{id}", "label": "{id}", "stages": {stages}}}"#);
    let all = [pipeline("a"), pipeline("a"), pipeline(&"y".repeat(201))].join(",");
    let json = format!(r#"{{"results": [{all}]}}"#);
    let import = read(System::Hubspot, &vec![("pipelines.json".to_owned(), json.into_bytes())]);
    let process = import.process.unwrap().build().unwrap();
    let ids: Vec<&str> = process.pipelines().iter().map(|it| it.id().as_str()).collect();
    assert_eq!(ids, ["a"]);
    assert_eq!(process.pipelines()[0].stages().len(), 1);
    let told: Vec<String> = import.report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.iter().filter(|it| it.ends_with("left out")).count(), 3, "{told:?}");
}

/// What is written is read by KPIs, and the process by everything else, without
/// another step.
#[test]
fn what_is_imported_is_read() {
    for system in System::ALL {
        let import = import(*system);
        let process = import.process.clone().unwrap().build().unwrap();
        assert_eq!(SalesProcess::from_json(&process.to_json()).unwrap(), process, "{system}");
        let mut tables = Tables::new();
        tables.leads(import.leads_csv().as_bytes(), Err).unwrap();
        tables.deals(import.deals_csv().as_bytes(), Err).unwrap();
        tables.finish(Err).unwrap();
        assert!(!import.deals.is_empty() && !import.stays.is_empty(), "{system}");
        check_said(&import.report.not_carried, "which role is responsible for a stage");
        assert!(import.stays.iter().all(|stay| {
            let pipeline = process.pipeline(stay.pipeline.as_deref().unwrap()).unwrap();
            pipeline.key(stay.stage.as_str()).is_some()
        }));
    }
}

#[test]
fn texts_in_older_encodings_are_told_and_read() {
    let won = "Выиграна";
    let letter = |c: char| match c {
        'А'..='я' => u8::try_from(c as u32 - 'А' as u32 + 0xC0).unwrap(),
        c => u8::try_from(c).unwrap(),
    };
    let windows = |text: &str| text.chars().map(letter).collect::<Vec<u8>>();
    let json = windows(
        r#"{"_embedded":{"pipelines":[{"id":1,"name":"Main","_embedded":{"statuses":[
            {"id":10,"name":"Выиграна","sort":1},{"id":142,"name":"Won","sort":3}]}}]}}"#,
    );
    let xml = windows(
        "<odoo>\n<record id=\"s1\" model=\"crm.stage\"><field name=\"name\">Выиграна</field></record></odoo>",
    );
    let windows_1251 = TableOptions::new().encoding("windows-1251".parse().unwrap());
    for (system, name, bytes, line) in
        [(System::Amocrm, "p.json", &json, 2), (System::Odoo, "s.xml", &xml, 2)]
    {
        let files = [ImportFile::new(name, bytes)];
        let import = Import::read(system, &files, &ImportOptions::new());
        let told =
            format!("{name}: line {line}: this is not text in UTF-8, but perhaps in windows-1251");
        check_said(&import.report.problems, &told);
        let import =
            Import::read(system, &files, &ImportOptions::new().tables(windows_1251.clone()));
        assert_eq!(import.report.problems, []);
        let process = import.process.unwrap();
        assert_eq!(process.pipelines[0].stages[0].name(), won);
    }
}

/// The folder of a system's files becomes one that every command reads without
/// another step.
#[test]
fn the_folder_of_each_system_is_read_by_every_command() {
    for system in System::ALL {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/data/crm").join(system.name());
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("import-all-{system}"));
        let _ = std::fs::remove_dir_all(&to);
        let at = |name: &str| to.join(name).to_str().unwrap().to_owned();
        let (from, dir, process) = (from.to_str().unwrap(), at(""), at("process.json"));
        let args = [system.name(), from, "--currency", "EUR", "--out", &dir];
        let ran = crate::commands::run("import", args);
        assert!(ran.code < 2, "{system}: {}", ran.stderr);
        assert!(ran.stderr.contains(" deals, ") && to.join("import-report.json").is_file());
        let linted = crate::commands::run("lint", [&process]);
        assert!(
            linted.code < 3 && linted.stdout.contains("warning"),
            "{system}: {}",
            linted.stderr
        );
        for (command, args) in [
            ("kpi", vec![&dir]),
            ("playbook", vec![&process, &at("playbook"), &"--data".to_owned(), &dir]),
            ("history", vec![&at("stages.csv"), &"--process".to_owned(), &process]),
            ("forecast", vec![&dir, &"--by".to_owned(), &"2026-12-31".to_owned()]),
            ("audit", vec![&dir, &"--out".to_owned(), &at("audit")]),
        ] {
            let ran = crate::commands::run(command, args);
            assert_eq!(ran.code, 0, "{command} of {system}: {}", ran.stderr);
        }
    }
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-empty");
    std::fs::create_dir_all(&empty).unwrap();
    let out = empty.join("out");
    let check = |kind: &str, file: &Path, told: &str| {
        let args = [kind.as_ref(), file.as_os_str(), "--out".as_ref(), out.as_os_str()];
        let ran = crate::commands::run("import", args);
        assert!(ran.code == 3 && ran.stderr.contains(told), "{kind}: {}", ran.stderr);
    };
    check("csv", &empty, "there is no file in the folder");
    for kind in ["csv", "hubspot"] {
        let header = "deal_id,outcome\n";
        let told = [("", "the file is empty"), (header, "there are no rows below the header")];
        for (text, told) in told {
            check(kind, &crate::commands::file("import-nothing.csv", text), told);
        }
    }
}

/// A company as `HubSpot` has it: every deal with its history, every third won,
/// every third lost.
fn company(deals: usize) -> Files {
    let pipelines = r#"{"results": [{"id": "default", "label": "Sales", "displayOrder": 0, "stages": [
        {"id": "1", "label": "Qualified", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.2"}},
        {"id": "2", "label": "Offer", "displayOrder": 1, "metadata": {"isClosed": "false", "probability": "0.5"}},
        {"id": "3", "label": "Won", "displayOrder": 2, "metadata": {"isClosed": "true", "probability": "1.0"}},
        {"id": "4", "label": "Lost", "displayOrder": 3, "metadata": {"isClosed": "true", "probability": "0.0"}}]}]}"#;
    let deal = |n: usize| {
        let (day, end) = (1 + n % 28, ["2", "3", "4"][n % 3]);
        let closed = format!(r#""closedate": "2026-03-{day:02}T09:00:00Z","#);
        let closed = if end == "2" { "" } else { &closed };
        let owner = if n == 7 { "" } else { r#""hubspot_owner_id": "ann","# };
        let amount = if n == 10 { "" } else { r#""amount": "500","# };
        format!(
            r#"{{"id": "{n}", "properties": {{"dealstage": "{end}", "pipeline": "default", {closed} {owner} {amount}
            "createdate": "2026-01-{day:02}T09:00:00Z"}},
            "propertiesWithHistory": {{"dealstage": [{{"value": "{end}", "timestamp": "2026-03-{day:02}T09:00:00Z"}},
            {{"value": "1", "timestamp": "2026-01-{day:02}T09:00:00Z"}}]}},
            "associations": {{"companies": {{"results": [{{"id": "c{}"}}]}}}}}}"#,
            n / 4
        )
    };
    let deals: Vec<String> = (0..deals).map(deal).collect();
    let deals = format!(r#"{{"results": [{}]}}"#, deals.join(","));
    vec![
        ("deals.json".to_owned(), deals.into_bytes()),
        ("pipelines.json".to_owned(), pipelines.as_bytes().to_vec()),
    ]
}

#[test]
fn ten_thousand_deals_live_on_with_one_call() {
    let import = read(System::Hubspot, &company(10_000));
    let process = import.process.clone().unwrap().build().unwrap();
    let act = Act::new("2026-04-02T09:00:00Z".parse().unwrap(), "import".parse().unwrap());
    let mut adoption = import.adopt(&process, &act, None);
    let aside: Vec<String> = adoption.set_aside.iter().map(ToString::to_string).collect();
    assert_eq!(
        aside,
        [
            "deal `7`: nobody owns it",
            "deal `10`: the deal cannot begin: the deal is won, but its amount is not known"
        ]
    );
    assert_eq!((adoption.deals.len(), adoption.customers.len()), (9_998, 2_500));
    let mut states = [0; 3];
    for deal in &mut adoption.deals {
        let entries: Vec<_> = deal.take_entries().collect();
        let history: History<DealMachine> = entries.into_iter().collect();
        assert_eq!(&history.replay().unwrap(), deal);
        let (stage, state) = (deal.record().stage().as_str(), deal.state());
        let at =
            [DealState::Open, DealState::Won, DealState::Lost].iter().position(|it| *it == state);
        states[at.unwrap()] += 1;
        // Those that have ended stand where they stood before.
        assert_eq!(stage, if state == DealState::Open { "2" } else { "1" });
    }
    assert_eq!(states, [3_334, 3_331, 3_333]);
    let customer = &adoption.customers[0];
    assert_eq!((customer.record().id().as_str(), customer.record().orders()), ("c0", 1));
    let ann = "ann".parse().unwrap();
    let adoption = import.adopt(&process, &act, Some(&ann));
    assert_eq!(adoption.guessed[0].to_string(), "deal `7`: nobody owned it; `ann` does");
    assert_eq!(adoption.deals.len(), 9_999);
}

/// Every system's example lives on, and what does not is told.
#[test]
fn every_system_is_adopted() {
    let act = Act::new("2026-04-02T09:00:00Z".parse().unwrap(), "import".parse().unwrap());
    let ann = "ann".parse().unwrap();
    for system in System::ALL {
        let import = import(*system);
        let process = import.process.clone().unwrap().build().unwrap();
        let adoption = import.adopt(&process, &act, Some(&ann));
        let all = import.deals.len() + import.leads.len();
        let adopted = adoption.deals.len() + adoption.leads.len();
        assert_eq!(adopted + adoption.set_aside.len(), all, "{system}: {:#?}", adoption.set_aside);
        assert!(!adoption.deals.is_empty() && !adoption.customers.is_empty(), "{system}");
    }
}

#[test]
fn flags_come_before_semantics_and_those_before_ids() {
    let statuses = |semantics: &str| {
        let text = format!(
            r#"{{"result": [
              {{"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "NEW", "NAME": "Start", "SORT": "10", "SEMANTICS": null}},
              {{"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "WON", "NAME": "Renamed", "SORT": "20", "SEMANTICS": {semantics}}}]}}"#
        );
        read(System::Bitrix24, &vec![("s.json".to_owned(), text.into_bytes())])
    };
    let import = statuses("\"F\"");
    check_pipelines(&import, &["0\n> Start []\nlost: Renamed\nwon: won"]);
    check_said(
        &import.report.problems,
        "0 / Renamed: its status says that it is lost, its id that it is won; taken as lost",
    );
    check_pipelines(&statuses("null"), &["0\n> Start []\nwon: Renamed\nlost: lost"]);
}

#[test]
fn what_is_no_export_is_said_and_the_rest_is_read() {
    let mut all = files(System::Amocrm);
    all.push(("zz.json".to_owned(), b"{\"a\": 1}".to_vec()));
    all.push(("zz.xml".to_owned(), b"<a>\n<b></a>".to_vec()));
    all.push(("zz2.json".to_owned(), b"{\n\"a\": ]".to_vec()));
    let import = read(System::Amocrm, &all);
    check_said(&import.report.problems, "zz.json: this is no export of amoCRM that is known here");
    check_said(&import.report.problems, "zz.xml: line 2: this is not XML");
    check_said(&import.report.problems, "zz2.json: line 2: this is not JSON");
    assert_eq!(import.process.unwrap().pipelines.len(), 2);
}

/// Reads texts as files of a system.
fn texts(system: System, files: &[(&str, &str)]) -> Import {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    read(system, &files.collect())
}

/// A pipeline of `HubSpot`: id, `isClosed` and the chance of each stage.
fn stages(all: &[(&str, &str, &str)]) -> String {
    let stages = all.iter().enumerate().map(|(order, (id, closed, chance))| {
        format!(
            r#"{{"id": "{id}", "label": "{id}", "displayOrder": {order}, "metadata": {{"isClosed": "{closed}", "probability": "{chance}"}}}}"#
        )
    });
    let stages: Vec<String> = stages.collect();
    format!(r#"{{"results": [{{"id": "p", "label": "P", "stages": [{}]}}]}}"#, stages.join(","))
}

/// How each deal ends, by its id.
fn ends(import: &Import) -> Vec<String> {
    let deals = import.deals.iter();
    deals.map(|deal| format!("{} {:?}", deal.id, deal.end)).collect()
}

#[test]
fn a_deal_in_a_won_stage_is_won_whatever_comes_after_it() {
    let pipeline = stages(&[
        ("talk", "false", "0.2"),
        ("paid", "true", "1.0"),
        ("training", "false", "0.9"),
        ("gone", "true", "0.0"),
    ]);
    let deals = "Record ID,Deal Stage,Create Date,Close Date,Amount,Currency\n\
        1,paid,2026-03-01,2026-03-15,300,EUR\n2,training,2026-03-01,,300,EUR\n3,gone,2026-03-01,2026-03-09,,\n";
    let import = texts(System::Hubspot, &[("p.json", &pipeline), ("d.csv", deals)]);
    assert_eq!(ends(&import), ["1 Won", "2 Open", "3 Lost"]);
    check_said(&import.report.guessed, "P / paid: stages stand after this won one");
    assert!(import.report.problems.is_empty(), "{:?}", import.report.problems);
    // The step leads to the outcome, and on.
    let process = import.process.clone().unwrap().build().unwrap();
    let act = Act::new("2026-04-02T09:00:00Z".parse().unwrap(), "import".parse().unwrap());
    let adoption = import.adopt(&process, &act, Some(&"ann".parse().unwrap()));
    assert!(adoption.set_aside.is_empty(), "{:?}", adoption.set_aside);
    assert_eq!(adoption.deals[0].record().stage().as_str(), "paid");
    assert_eq!(adoption.deals[0].state(), DealState::Won);
    let moves: Vec<_> = process.pipelines()[0]
        .moves()
        .iter()
        .map(|it| format!("{} -> {}", it.from, it.to))
        .collect();
    for way in ["paid -> won", "paid -> training", "training -> won"] {
        assert!(moves.iter().any(|it| it.contains(way)), "{way} in {moves:?}");
    }
    let odoo = [
        (
            "s.csv",
            "External ID,Stage Name,Sequence,Is Won Stage?\nc.a,New,1,False\nc.b,Won,2,True\nc.d,After,3,False\n",
        ),
        (
            "d.csv",
            "ID,Stage,Expected Revenue,Currency,Created on,Closed Date,Probability\n\
            1,Won,100.00,EUR,2026-01-05 10:00:00,2026-02-05 10:00:00,100.00\n",
        ),
        (
            "t.csv",
            "res_id,field,old_value_char,new_value_char,create_date\n1,Stage,New,Won,2026-02-05 10:00:00\n",
        ),
    ];
    let import = texts(System::Odoo, &odoo);
    assert_eq!(ends(&import), ["1 Won"]);
    check_rows(
        &import.stages_csv(),
        &[
            "1,a,2026-01-05T10:00:00Z,,,,crm",
            "1,b,2026-02-05T10:00:00Z,,,,crm",
            "1,won,2026-02-05T10:00:00Z,,100.00,EUR,crm",
        ],
    );
}

/// Every system's deals and moves: an instant that cannot be read is told with
/// its file, place and value, and so is a record without an id.
#[test]
fn what_cannot_be_read_of_a_record_is_told() {
    let cases: [(System, &[(&str, &str)], &[&str]); 6] = [
        (
            System::Hubspot,
            &[
                (
                    "d.csv",
                    "Record ID,Deal Stage,Create Date,Close Date\n1,a,03/01/2026 9:00 AM,\n,a,2026-01-01,\n",
                ),
                (
                    "d.json",
                    r#"{"results": [{"properties": {"dealname": "Kora", "dealstage": "a"}},
                    {"id": "2", "properties": {"createdate": "yesterday"}, "propertiesWithHistory":
                    {"dealstage": [{"value": "a", "timestamp": "rubbish"}]}}]}"#,
                ),
            ],
            &[
                "d.csv: line 2: `03/01/2026 9:00 AM` is not an instant in `Create Date`; expected",
                "d.csv: line 3: `Record ID` is empty; left out",
                "d.json: Kora: a deal has no id; left out",
                "d.json: deal 2: `yesterday` is not an instant in `createdate`",
                "d.json: deal 2: `rubbish` is not an instant in `timestamp`",
            ],
        ),
        (
            System::Pipedrive,
            &[
                (
                    "d.csv",
                    "ID,Stage,Status,Deal created,Won time\n7,A,Won,2026-01-05,06.01.2026 10:00\n",
                ),
                (
                    "d.json",
                    r#"{"data": {"id": 3, "stage_id": 1, "status": "lost", "lost_time": "soon", "close_time": "2026-03-01 00:00:00"}}"#,
                ),
                (
                    "f.json",
                    r#"{"data": [{"object": "dealChange", "data": {"item_id": 1, "field_key": "stage_id", "new_value": "2", "log_time": "bad"}}]}"#,
                ),
            ],
            &[
                "d.csv: line 2: `06.01.2026 10:00` is not an instant in `Won time`",
                "d.csv: line 2: the deal is won, and nothing that can be read says when; left out",
                "d.json: deal 3: `soon` is not an instant in `lost_time`",
                "f.json: deal 1: `bad` is not an instant in `log_time`",
            ],
        ),
        (
            System::Salesforce,
            &[
                (
                    "o.csv",
                    "ID,STAGENAME,CREATEDDATE,CLOSEDATE,ISWON\n006A,Won,2026-01-01,2/1/2026,true\n",
                ),
                (
                    "h.csv",
                    "OPPORTUNITYID,STAGENAME,CREATEDDATE\n006A,Prospecting,1/7/2026 9:00 AM\n,Won,2026-01-01\n",
                ),
                ("l.csv", "ID,STATUS,ISCONVERTED,CREATEDDATE\n00Q,Open,false,nonsense\n"),
            ],
            &[
                "o.csv: line 2: `2/1/2026` is not an instant in `CLOSEDATE`; expected",
                "h.csv: line 2: `1/7/2026 9:00 AM` is not an instant in `CREATEDDATE`",
                "h.csv: line 3: `OPPORTUNITYID` is empty; left out",
                "l.csv: line 2: `nonsense` is not an instant in `CREATEDDATE`",
            ],
        ),
        (
            System::Bitrix24,
            &[(
                "b.json",
                r#"{"result": [{"ID": 1, "STAGE_ID": "NEW", "DATE_CREATE": "05.01.2026 10:00:00"},
                    {"STAGE_ID": "NEW", "OWNER_ID": 1, "CREATED_TIME": "bad"}]}"#,
            )],
            &[
                "b.json: deal 1: `05.01.2026 10:00:00` is not an instant in `DATE_CREATE`",
                "b.json: deal 1: `bad` is not an instant in `CREATED_TIME`",
            ],
        ),
        (
            System::Amocrm,
            &[(
                "l.json",
                r#"{"_embedded": {"leads": [{"id": 1, "status_id": 5, "created_at": "then"}, {"name": "Sola"}]}}"#,
            )],
            &[
                "l.json: deal 1: `then` is not an instant in `created_at`",
                "l.json: Sola: a deal has no id; left out",
            ],
        ),
        (
            System::Odoo,
            &[
                ("o.csv", "ID,Stage,Expected Revenue,Created on\n1,New,100.00,01/05/2026\n"),
                (
                    "t.csv",
                    "res_id,field,old_value_char,new_value_char,create_date\n1,Stage,New,Won,bad\n",
                ),
            ],
            &[
                "o.csv: line 2: `01/05/2026` is not an instant in `Created on`",
                "t.csv: line 2: `bad` is not an instant in `create_date`",
            ],
        ),
    ];
    for (system, files, told) in cases {
        let import = texts(system, files);
        for words in told {
            check_said(&import.report.problems, words);
        }
    }
    let lost = texts(
        System::Pipedrive,
        &[(
            "d.json",
            r#"{"data": {"id": 3, "stage_id": 1, "status": "lost", "lost_time": "soon", "close_time": "2026-03-01 00:00:00"}}"#,
        )],
    );
    assert_eq!(lost.deals[0].closed_at, Some("2026-03-01T00:00:00Z".parse().unwrap()));
}

/// What people made themselves is in a module, and data files leave their own
/// module out.
#[test]
fn ids_of_odoo_meet_with_their_module_and_without() {
    let stages = r#"<odoo><record model="crm.stage" id="stage_lead1"><field name="name">New</field></record>
        <record model="crm.stage" id="crm.stage_lead4"><field name="name">Won</field><field name="is_won" eval="True"/>
        <field name="sequence">9</field></record></odoo>"#;
    let deals = "id,stage_id/id,expected_revenue,create_date,date_closed\n\
        x.l1,crm.stage_lead4,100.0,2026-01-05 10:00:00,2026-02-05 10:00:00\n\
        x.l2,stage_lead4,100.0,2026-01-05 10:00:00,2026-02-05 10:00:00\n\
        x.l3,crm.stage_lead1,100.0,2026-01-05 10:00:00,\n";
    let import = texts(System::Odoo, &[("s.xml", stages), ("o.csv", deals)]);
    assert_eq!(ends(&import), ["x.l1 Won", "x.l2 Won", "x.l3 Open"]);
    assert!(import.report.problems.is_empty(), "{:?}", import.report.problems);
    // A name with a dot in it is a name.
    let stages = "Stage Name,Sequence\nSr.Review,1\nReview,2\n";
    let deals = "ID,Stage,Expected Revenue\n1,Sr.Review,1\n";
    let import = texts(System::Odoo, &[("s.csv", stages), ("o.csv", deals)]);
    assert_eq!(import.deals[0].stage.as_ref().unwrap().as_str(), "Sr.Review");
}

#[test]
fn a_deal_that_is_open_again_stands_where_it_stood() {
    let change = |at: &str, key: &str, from: &str, to: &str| {
        format!(
            r#"{{"object": "dealChange", "data": {{"item_id": 2, "field_key": "{key}", "old_value": "{from}", "new_value": "{to}", "log_time": "2026-01-{at} 10:00:00"}}}}"#
        )
    };
    let again = [change("20", "status", "lost", "open"), change("15", "status", "open", "lost")];
    let moved = change("10", "stage_id", "11", "10");
    let stages = r#"{"data": [{"id": 11, "name": "A", "order_nr": 1, "pipeline_id": 1}, {"id": 10, "name": "B", "order_nr": 2, "pipeline_id": 1}]}"#;
    let deal = r#"{"data": [{"id": 2, "stage_id": 10, "pipeline_id": 1, "status": "open", "add_time": "2026-01-05 09:00:00"}]}"#;
    let history = |changes: &[String]| {
        let flow = format!(r#"{{"data": [{}]}}"#, changes.join(","));
        let files = [("s.json", stages), ("d.json", deal), ("f.json", flow.as_str())];
        let import = texts(System::Pipedrive, &files);
        let row =
            |it: &sales_process::import::ImportedStay| format!("{} {}", it.stage, it.entered_at);
        import.stays.iter().map(row).collect::<Vec<_>>()
    };
    let ended = ["lost 2026-01-15 10:00:00 UTC", "10 2026-01-20 10:00:00 UTC"];
    assert_eq!(history(&again), [&["10 2026-01-05 09:00:00 UTC"], &ended[..]].concat());
    let with_move = [&again[..], &[moved]].concat();
    let begun = ["11 2026-01-05 09:00:00 UTC", "10 2026-01-10 10:00:00 UTC"];
    assert_eq!(history(&with_move), [begun, ended].concat());
}

/// Thousands of rows with one fault are one kind, and hide no other.
#[test]
fn kinds_are_counted_and_hide_nothing() {
    let mut rows = "Record ID,Deal Stage,Create Date,Amount\n".to_owned();
    for n in 0..1_500 {
        rows += &format!("{n},b,03/01/2026,\n");
    }
    for n in 1_500..3_000 {
        rows += &format!("{n},b,2026-01-01,{n}\n");
    }
    let pipeline = stages(&[("a", "true", "0.5"), ("b", "false", "0.2")]);
    let files = [("d.csv", rows.as_str()), ("p.json", &pipeline), ("zz.json", "{}")];
    let files: Files =
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let named: Vec<_> = files.iter().map(|(name, bytes)| ImportFile::new(name, bytes)).collect();
    let report = Import::read(System::Hubspot, &named, &ImportOptions::new()).report;
    let kinds: Vec<_> = report
        .problems
        .iter()
        .filter_map(|it| Some((it.file.as_str(), it.words.split('`').next_back()?, it.more?)))
        .collect();
    let expected = [
        ("d.csv", "", 1_499),
        ("p.json", "it is closed, and no chance of 100 % or 0 % says how; taken as lost", 0),
        ("zz.json", "this is no export of HubSpot that is known here", 0),
        ("d.csv", "; left out", 1_499),
    ];
    assert_eq!(kinds, expected);
    // A hundred of each kind are listed.
    let told = report.problems.iter().filter(|it| it.file == "d.csv").count();
    assert_eq!(told, 200);
}

#[test]
fn what_disagrees_on_an_end_is_told() {
    let pipeline = stages(&[
        ("talk", "false", "0.2"),
        ("half", "true", "0.5"),
        ("won", "true", "1.0"),
        ("lost", "true", "0.0"),
    ]);
    let deal = |id: &str, stage: &str, closed: &str, won: &str| {
        format!(
            r#"{{"id": "{id}", "properties": {{"dealstage": "{stage}", "hs_is_closed": "{closed}", "hs_is_closed_won": "{won}", "createdate": "2026-01-01T00:00:00Z", "closedate": "2026-02-01T00:00:00Z"}}}}"#
        )
    };
    let deals = [
        deal("1", "won", "true", "false"),
        deal("2", "lost", "true", "true"),
        deal("3", "won", "false", "true"),
        deal("4", "won", "true", "true"),
    ];
    // A list without its envelope is one too.
    let deals = format!("[{}]", deals.join(","));
    let import = texts(System::Hubspot, &[("p.json", &pipeline), ("d.json", &deals)]);
    assert_eq!(ends(&import), ["1 Lost", "2 Won", "3 Won", "4 Won"]);
    for words in [
        "P / half: it is closed, and no chance of 100 % or 0 % says how; taken as lost",
        "deal 1: the deal is lost, its stage is won; taken as lost",
        "deal 2: the deal is won, its stage is lost; taken as won",
        "deal 3: a flag says that it is won, another that it is not closed; taken as won",
    ] {
        check_said(&import.report.problems, words);
    }
    assert_eq!(import.report.problems.len(), 4);
    let value = |name: &str, closed: bool, won: bool, chance: u8| {
        format!(
            "<standardValue><fullName>{name}</fullName><closed>{closed}</closed><won>{won}</won><probability>{chance}</probability></standardValue>"
        )
    };
    let values = [
        value("Talk", false, false, 10),
        value("Offer", false, false, 50),
        value("Odd", false, true, 100),
        value("Partner", true, true, 0),
        value("Gone", true, false, 0),
    ];
    let set = format!("<StandardValueSet>{}</StandardValueSet>", values.join(""));
    let process = "<BusinessProcess><fullName>opportunity</fullName><values><fullName>Gone</fullName></values>\
        <values><fullName>Offer</fullName><default>true</default></values><values><fullName>Odd</fullName></values>\
        <values><fullName>Partner</fullName></values><values><fullName>Talk</fullName></values></BusinessProcess>";
    let deals = "ID,STAGENAME,CREATEDDATE,CLOSEDATE,ISWON,ISCLOSED\n1,Odd,2026-01-01,2026-02-01,false,true\n";
    let import =
        texts(System::Salesforce, &[("s.xml", &set), ("p.xml", process), ("o.csv", deals)]);
    for words in [
        "s.xml: Odd: a flag says that it is won, another that it is not closed; taken as won",
        "opportunity / Partner: a flag says that it is won, its chance to win that it is lost",
        "line 2: the deal is lost, its stage is won; taken as lost",
    ] {
        check_said(&import.report.problems, words);
    }
    check_said(&import.report.guessed, "Offer: a new deal stands here by default");
    // A process may have any name, and begins where new deals stand.
    check_pipelines(
        &import,
        &["opportunity\n> Talk [] 0.1\n> Offer [proposal] 0.5\nwon: Odd\nwon: Partner\nlost: Gone"],
    );
}

/// Pages that are exported twice, reasons in a list of their own, leads that ended
/// at no known instant, statuses of leads, currencies by name.
#[test]
fn records_that_are_there_twice_or_in_part() {
    let page = r#"{"result": [
        {"ID": 3, "STATUS_ID": "CONVERTED", "STATUS_SEMANTIC_ID": "S", "DATE_CREATE": "2026-01-04T10:00:00+03:00", "DATE_CLOSED": "2026-01-05T10:00:00+03:00"},
        {"ID": 4, "STATUS_ID": "JUNK", "STATUS_SEMANTIC_ID": "F", "DATE_CREATE": "2026-01-04T10:00:00+03:00", "DATE_CLOSED": ""},
        {"ID": 5, "STATUS_ID": "JUNK", "STATUS_SEMANTIC_ID": "F", "DATE_CREATE": "2026-01-04T10:00:00+03:00", "MOVED_TIME": "2026-01-06T10:00:00+03:00"}]}"#;
    let other = r#"{"result": [
        {"ENTITY_ID": "STATUS", "STATUS_ID": "NEW", "NAME": "Новый", "SEMANTICS": "P"},
        {"ENTITY_ID": "STATUS", "STATUS_ID": "JUNK", "NAME": "Спам", "SEMANTICS": "F"},
        {"ID": 91, "OWNER_ID": 3, "CREATED_TIME": "2026-01-04T10:00:00+03:00", "STATUS_ID": "NEW"},
        {"ID": 1, "STAGE_ID": "NEW", "OPPORTUNITY": "5", "CURRENCY_ID": "Российский рубль"},
        {"ID": 2, "STAGE_ID": "WON", "STAGE_SEMANTIC_ID": "S"}]}"#;
    let import = texts(System::Bitrix24, &[("a.json", page), ("b.json", page), ("c.json", other)]);
    check_rows(
        &import.leads_csv(),
        &[
            "3,,,2026-01-04T07:00:00Z,,,,,,2026-01-05T07:00:00Z,",
            "4,,,2026-01-04T07:00:00Z,,,,,,,",
            "5,,,2026-01-04T07:00:00Z,,,,2026-01-06T07:00:00Z,Спам,,",
        ],
    );
    check_said(&import.report.problems, "b.json: lead 3: lead `3` is there twice");
    check_said(&import.report.problems, "lead 4: the lead is disqualified, and nothing that can");
    check_said(&import.report.problems, "the currency `Российский рубль` is no code");
    check_said(&import.report.not_carried, "c.json: `Новый` is a status of leads");
    check_said(&import.report.not_carried, "c.json: 1 rows of the history of leads");
    // Only deals that are there are counted.
    check_said(&import.report.not_carried, "1 of 1 deals have no history of stages");

    let deals = r#"{"_embedded": {"leads": [
        {"id": 1, "status_id": 143, "loss_reason_id": 301, "created_at": 1767600000, "closed_at": 1770000000},
        {"id": 2, "status_id": 143, "loss_reason_id": 302, "created_at": 1767600000, "closed_at": 1770000000}]}}"#;
    let reasons = r#"{"_embedded": {"loss_reasons": [{"id": 301, "name": "Дорого"}]}}"#;
    let export = "ID,Этап сделки,Дата закрытия\n9,Новая,не закрыта\n";
    let import =
        texts(System::Amocrm, &[("d.json", deals), ("r.json", reasons), ("e.csv", export)]);
    let of = |n: usize| import.deals[n].lost_reason.as_deref();
    assert_eq!((of(0), of(1)), (Some("Дорого"), None));
    let told = "d.json: deal 2: the reason `302` of its loss is in no list that was read";
    check_said(&import.report.problems, told);
    assert!(import.report.problems.iter().all(|it| !it.words.contains("закрыта")));

    let rows = "ID,Type,Stage,Expected Revenue,Created on,Active\n1,Lead,New,1,2026-01-05,True\n2,Opportunity,New,1,2026-01-05,True\n";
    let import = texts(System::Odoo, &[("o.csv", rows)]);
    assert_eq!((ends(&import), import.leads[0].id.as_str()), (vec!["2 Open".to_owned()], "1"));
    let rows = "ID,STATUS,ISCONVERTED,CREATEDDATE\n00Q,Closed - Not Converted,false,2026-01-01\n";
    let import = texts(System::Salesforce, &[("l.csv", rows)]);
    check_said(&import.report.guessed, "`Closed - Not Converted` is disqualified");
    check_said(&import.report.problems, "line 2: the lead is disqualified, and nothing that can");
}

#[test]
fn names_alike_are_told_and_stay_on_one_line() {
    let stage = |id: &str, name: &str| format!(r#"{{"id": "{id}", "label": "{name}"}}"#);
    let pipeline = |id: &str, name: &str, stages: &[String]| {
        format!(r#"{{"id": "{id}", "label": "{name}", "stages": [{}]}}"#, stages.join(","))
    };
    let all = [
        pipeline("p1", "Main", &[stage("1", "B"), stage("2", "B"), stage("3", "C\\nD\u{202e}E")]),
        pipeline("p2", "Main", &[stage("4", "F")]),
    ];
    let json = format!(r#"{{"results": [{}]}}"#, all.join(","));
    let deals = "Record ID,Pipeline,Deal Stage,Create Date\n1,Main,B,2026-01-01\n\
        2,p1,2,2026-01-01\n3,p1,\"C\nDE\",2026-01-01\n";
    let import = texts(System::Hubspot, &[("p.json", &json), ("d.csv", deals)]);
    check_said(&import.report.problems, "two pipelines have this name: `p1` and `p2`");
    check_said(&import.report.guessed, "line 2: of several pipelines named `Main`: `p1`");
    check_said(&import.report.guessed, "line 2: of several stages named `B`: `1`");
    assert!(!import.report.guessed.iter().any(|it| it.place == "line 3"));
    assert_eq!(import.deals[2].stage.as_ref().unwrap().as_str(), "3");
    let report = &import.report;
    let notes = [&report.problems, &report.guessed, &report.not_carried].into_iter().flatten();
    assert!(notes.map(ToString::to_string).all(|it| !it.contains(['\n', '\u{202e}'])));
    assert_eq!(import.process.unwrap().pipelines[0].stages[2].name(), "C DE");
}

/// An API says instants in UTC whatever the zone of tables is; texts in UTF-16 are
/// texts.
#[test]
fn answers_of_an_api_are_in_utc_and_in_any_unicode() {
    let deal = r#"{"data": {"id": 1, "stage_id": 10, "status": "open", "add_time": "2026-01-05 23:30:00"}}"#;
    let table = "ID,Stage,Status,Deal created\n2,A,Open,05.01.2026 23:30\n3,A,Open,05.01.2026\n";
    let utf_16 = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{deal}").encode_utf16().flat_map(bytes).collect()
    };
    let tables = TableOptions::new().zone("Europe/Berlin".parse::<Zone>().unwrap());
    let options = ImportOptions::new().tables(tables.date_format("%d.%m.%Y %H:%M"));
    for json in [
        deal.as_bytes().to_vec(),
        utf_16("\u{feff}", u16::to_le_bytes),
        utf_16("\u{feff}", u16::to_be_bytes),
        utf_16("", u16::to_le_bytes),
    ] {
        let files = [ImportFile::new("d.json", &json), ImportFile::new("d.csv", table)];
        let import = Import::read(System::Pipedrive, &files, &options);
        let opened: Vec<_> =
            import.deals.iter().map(|it| it.opened_at.unwrap().to_rfc3339()).collect();
        assert_eq!(
            opened,
            ["2026-01-05T23:30:00+00:00", "2026-01-05T22:30:00+00:00", "2026-01-04T23:00:00+00:00"]
        );
    }
    let set = "<StandardValueSet><standardValue><fullName>Talk</fullName></standardValue></StandardValueSet>";
    let bytes: Vec<u8> =
        format!("\u{feff}{set}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let import = read(System::Salesforce, &vec![("s.xml".to_owned(), bytes)]);
    check_pipelines(&import, &["Opportunity\n> Talk []\nwon: won\nlost: lost"]);
}

/// What an import of before left is not read with this one; what it did not make
/// stays.
#[test]
fn files_of_an_import_before_are_removed() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-twice");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let out = folder.join("out");
    let run = |system: &str, name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let args = [system, file.to_str().unwrap(), "--out", out.to_str().unwrap(), "--force"];
        crate::commands::run("import", args)
    };
    let lead = "ID,STATUS,ISCONVERTED,CREATEDDATE\n00Q,Open,false,2026-01-01\n";
    assert_eq!(run("salesforce", "l.csv", lead).code, 0);
    std::fs::write(out.join("orders.csv"), "kept").unwrap();
    let ran =
        run("hubspot", "d.csv", "Record ID,Deal Stage,Create Date,Amount\n1,a,2026-01-01,5\n");
    // The amount without a currency is set aside.
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("leads.csv: of the import before; removed"), "{}", ran.stderr);
    assert!(ran.stderr.contains("the amount `5` has no currency"), "{}", ran.stderr);
    assert!(!out.join("leads.csv").exists() && out.join("orders.csv").exists());
    assert!(out.join("deals.csv").exists());
}

#[test]
fn columns_of_deals_are_mapped() {
    let deals = "Datensatz-ID;Phase;Erstellt am;Betrag\n1;a;05.01.2026 10:00:00;10\n";
    let maps = [
        ("deal_id", "datensatz-id"),
        ("stage", "Phase"),
        ("opened_at", "Erstellt am"),
        ("amount", "Betrag"),
        ("owner", "Wer"),
        ("order_id", "Lead"),
    ];
    let tables =
        maps.iter().fold(TableOptions::new().date_format("%d.%m.%Y"), |it, (own, header)| {
            it.map(*own, *header)
        });
    let options = ImportOptions::new().tables(tables).currency("EUR".parse().unwrap());
    for system in [System::Hubspot, System::Salesforce, System::Bitrix24, System::Amocrm] {
        let import = Import::read(system, &[ImportFile::new("d.csv", deals)], &options);
        check_rows(&import.deals_csv(), &["1,,,,2026-01-05T10:00:00Z,,open,,10,EUR,"]);
        check_said(
            &import.report.problems,
            "Wer: no table has this column, to which `owner` is mapped",
        );
        check_said(&import.report.problems, "Lead: `order_id` is not mapped in an import");
        assert!(import.report.not_carried.iter().all(|it| !it.words.contains("column")));
    }
}

#[test]
fn columns_of_histories_and_leads_are_mapped() {
    let moves = "Chance;Schritt;Seit;Wer\n1;Talk;05.01.2026 10:00:00;ann\n";
    let leads = "Nummer;Kam;Woher;STATUS;ISCONVERTED\n7;04.01.2026;web;Open;false\n";
    let maps = [
        ("deal_id", "Chance"),
        ("stage", "Schritt"),
        ("entered_at", "Seit"),
        ("by", "Wer"),
        ("lead_id", "Nummer"),
        ("created_at", "Kam"),
        ("source", "Woher"),
    ];
    let tables =
        maps.iter().fold(TableOptions::new().date_format("%d.%m.%Y"), |it, (own, header)| {
            it.map(*own, *header)
        });
    let options = ImportOptions::new().tables(tables);
    let set = "<StandardValueSet><standardValue><fullName>Talk</fullName></standardValue></StandardValueSet>";
    let files = [("moves.csv", moves), ("leads.csv", leads), ("set.xml", set)];
    let files = files.map(|(name, text)| ImportFile::new(name, text));
    let import = Import::read(System::Salesforce, &files, &options);
    check_rows(&import.stages_csv(), &["1,Talk,2026-01-05T10:00:00Z,ann,,,opportunity"]);
    check_rows(&import.leads_csv(), &["7,web,,2026-01-04T00:00:00Z,,,,,,,"]);
    assert_eq!(import.report.problems, []);
    let stages = ImportFile::new("s.csv", "name,sequence,is_won\nTalk,1,False\nWon,2,True\n");
    let import = Import::read(System::Odoo, &[files[0], stages], &options);
    check_rows(&import.stages_csv(), &["1,Talk,2026-01-05T10:00:00Z,ann,,,crm"]);
}

#[test]
fn items_of_smart_processes_are_deals_of_their_pipeline() {
    let stages = r#"{"result":[
        {"ENTITY_ID":"DYNAMIC_128_STAGE_5","STATUS_ID":"DT128_5:NEW","NAME":"New","SORT":"10"},
        {"ENTITY_ID":"DYNAMIC_128_STAGE_5","STATUS_ID":"DT128_5:SUCCESS","NAME":"Done","SORT":"20","SEMANTICS":"S"},
        {"ENTITY_ID":"DYNAMIC_128_STAGE_5","STATUS_ID":"DT128_5:FAIL","NAME":"Fail","SORT":"30","SEMANTICS":"F"},
        {"ENTITY_ID":"DEAL_STAGE_10","STATUS_ID":"C10:NEW","NAME":"New","SORT":"10"}]}"#;
    let items = r#"{"result":{"items":[
        {"id":7,"stageId":"DT128_5:SUCCESS","categoryId":5,"opportunity":100,"currencyId":"EUR","companyId":9,
            "contactId":0,"createdTime":"2026-01-01T10:00:00+03:00","movedTime":"2026-01-05T10:00:00+03:00","assignedById":3},
        {"id":8,"stageId":"C10:NEW","categoryId":10,"opportunity":5,"currencyId":"EUR","createdTime":"2026-01-01T10:00:00+03:00"}]}}"#;
    let import = texts(System::Bitrix24, &[("s.json", stages), ("i.json", items)]);
    check_rows(
        &import.deals_csv(),
        &[
            "7,,9,3,2026-01-01T07:00:00Z,2026-01-05T07:00:00Z,won,,100,EUR,DT128_5",
            "8,,,,2026-01-01T07:00:00Z,,open,,5,EUR,10",
        ],
    );
    assert_eq!(import.report.problems, []);
}

#[test]
fn one_stage_id_twice_is_told_and_a_lead_alone_is_read() {
    let json = r#"{"_embedded":{"pipelines":[{"id":1,"name":"Main","_embedded":{"statuses":[
        {"id":10,"name":"Talk","sort":1},{"id":10,"name":"Offer","sort":2},{"id":10,"name":"Talk","sort":1},
        {"id":142,"name":"Won","sort":3},{"id":143,"name":"Lost","sort":4}]}}]}}"#;
    let lead = r#"{"id":5,"status_id":142,"pipeline_id":1,"price":7,"created_at":1767258000,"closed_at":1767344400}"#;
    let import = texts(
        System::Amocrm,
        &[
            ("p.json", json),
            ("l.json", lead),
            ("m.json", &format!("[{}]", lead.replace(":5,", ":6,"))),
        ],
    );
    let told = "Main / Offer: its id `10` is that of `Talk`; left out";
    let said: Vec<&ImportNote> =
        import.report.problems.iter().filter(|it| it.words.contains("its id")).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    check_said(&import.report.problems, told);
    check_rows(
        &import.deals_csv(),
        &[
            "5,,deal-5,,2026-01-01T09:00:00Z,2026-01-02T09:00:00Z,won,,7,EUR,1",
            "6,,deal-6,,2026-01-01T09:00:00Z,2026-01-02T09:00:00Z,won,,7,EUR,1",
        ],
    );
}

/// Tables under headers of a company become ours, and are read by every command
/// without another option.
#[test]
fn tables_under_any_headers_become_ours() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-tables");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let orders = write(
        "Orders (1).csv",
        "Invoice;Client;Day;Total;Clerk\nO-1;acme;01.03.2026;80,50;x\nO-2;acme;05.03.2026;1.080,505;x\n\
         O-3;bob;05.03.2026;5;x\nO-3;bob;05.03.2026;five;x\n",
    );
    let more = write("orders-2025.csv", "Invoice;Client;Day;Total\nO-0;bob;01.12.2025;-5\n");
    let stages = write(
        "history.csv",
        "Deal;Step;When\nD1;talk;01.03.2026\nD1;won;05.03.2026\nD2;talk;01.03.2026 12:30:00\nD2;lost;05.03.2026\n",
    );
    let deals = write(
        "deals.csv",
        "Deal;Outcome;Opened_at;Closed-At;Customer_id\nD1;WON;01.03.2026;05.03.2026;acme\n\
         D2;;01.03.2026;;\nD2;open;01.03.2026;;\n",
    );
    let cover = write("cover.csv", "a;b\n1;2\n");
    let lacking = write("leads.csv", "Lead;Created on\nL1;01.03.2026\n");
    let out = folder.join("out");
    let out = out.to_str().unwrap();
    let maps = [
        "order_id=Invoice",
        "customer_id=Client",
        "placed_at=Day",
        "amount=Total",
        "deal_id=Deal",
        "stage=Step",
        "entered_at=When",
        "lead_id=Lead",
        "source=Where",
    ];
    let maps = maps.iter().flat_map(|it| ["--map", it]);
    let forms = [
        "--date-format",
        "%d.%m.%Y",
        "--decimal",
        "comma",
        "--currency",
        "EUR",
        "--zone",
        "Europe/Berlin",
    ];
    let files = [&orders, &more, &stages, &deals, &cover, &lacking].map(String::as_str);
    let args: Vec<&str> =
        ["csv"].into_iter().chain(files).chain(maps).chain(forms).chain(["--out", out]).collect();
    let ran = crate::commands::run("import", &args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for told in [
        "line 5: `amount`: `five` is not an amount; expected digits with a comma before the decimals",
        "orders.csv: 1 good rows are set aside with the bad ones of their orders",
        "line 4: `D2` is there twice; the first is kept",
        "cover.csv: it is none of the tables",
        "leads.csv: as `leads` it lacks the column `created_at`: name its header with `--map created_at=HEADER`",
        "Where: no table has this column, to which `source` is mapped",
        "3 rows of orders, 2 rows of deals, 4 rows of stages",
    ] {
        assert!(ran.stderr.contains(told), "`{told}` in {}", ran.stderr);
    }
    let read = |name: &str| std::fs::read_to_string(Path::new(out).join(name)).unwrap();
    check_rows(
        &read("orders.csv"),
        &[
            "O-1,acme,2026-03-01,,80.50,EUR,",
            "O-2,acme,2026-03-05,,1080.5050,EUR,",
            "O-0,bob,2025-12-01,,-5.0,EUR,",
        ],
    );
    check_rows(
        &read("deals.csv"),
        &["D1,,acme,,2026-03-01,2026-03-05,won,,,,", "D2,,,,2026-03-01,,open,,,,"],
    );
    assert!(read("stages.csv").contains("\nD2,talk,2026-03-01T11:30:00Z,"));
    let process: SalesProcess = SalesProcess::from_json(&read("process.json")).unwrap();
    assert_eq!(process.zone(), "Europe/Berlin".parse::<Zone>().unwrap());
    for (command, args) in [
        ("kpi", vec![out]),
        ("audit", vec![out, "--out", out]),
        ("repeat", vec![&format!("{out}/orders.csv"), "--as-of", "2026-04-01"]),
        (
            "history",
            vec![&format!("{out}/stages.csv"), "--process", &format!("{out}/process.json")],
        ),
        ("forecast", vec![out, "--by", "2026-12-31"]),
    ] {
        let ran = crate::commands::run(command, &args);
        assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
    }
    // What is in another form comes after, and the rest stays; a process comes along.
    let rates = write("rates.csv", "date,from,to,rate\n2026-03-01,usd,eur,0.5\n");
    let process = write("process.json", &read("process.json").replace("History", "Mine"));
    let ran = crate::commands::run("import", ["csv", &rates, &process, "--out", out, "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    check_rows(&read("rates.csv"), &["2026-03-01,USD,EUR,0.5"]);
    assert!(read("process.json").contains("Mine") && read("orders.csv").contains("O-1"));
}

/// A comma too many would make one field of another.
#[test]
fn rows_with_other_fields_than_the_header_are_left_out() {
    let text = "Record ID,Deal Stage,Amount,Currency,Create Date,\n1,a,5,EUR,2026-01-01,\n\
                2,a,1,234,EUR,2026-01-01\n3,a,5\n4,a,6,EUR,2026-01-01\n";
    let import = texts(System::Hubspot, &[("d.csv", text)]);
    let ids: Vec<&str> = import.deals.iter().map(|deal| deal.id.as_str()).collect();
    assert_eq!(ids, ["1", "4"]);
    for line in
        ["line 3: the row has 6 fields; expected 5", "line 4: the row has 3 fields; expected 5"]
    {
        check_said(&import.report.problems, &format!("d.csv: {line}, as in the header; left out"));
    }
    let text = "order_id,customer_id,placed_at,amount,currency\nO1,a,2026-01-01,1,234,EUR\nO1,a,2026-01-01,2,EUR\nO2,a,2026-01-01,5,EUR\n";
    let (made, report) = read_tables(&[ImportFile::new("o.csv", text)], &ImportOptions::new());
    assert!(made[0].csv.ends_with("currency,cost\nO2,a,2026-01-01,,5,EUR,\n"), "{}", made[0].csv);
    check_said(
        &report.problems,
        "o.csv: line 2: the row has 6 fields; expected 5, as in the header",
    );
}

/// What the readers of the tables would refuse is told when they are made.
#[test]
fn tables_that_contradict_themselves_are_told() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-contradicting");
    let _ = std::fs::remove_dir_all(&out);
    let files = [
        ("leads.csv", "lead_id,created_at,converted_at,deal_id\nL1,2026-01-01,2026-01-02,D9\n"),
        (
            "deals.csv",
            "deal_id,outcome,lost_reason,closed_at\nD1,won,,\nD2,won,price,2026-01-02\nD3,open,,\n",
        ),
        (
            "orders.csv",
            "order_id,customer_id,placed_at,amount,currency\nO1,ann,2026-01-01,1,EUR\nO1,bob,2026-01-01,1,EUR\nO2,bob,2026-01-01,1,USD\n",
        ),
        ("merges.csv", "merged,survivor\nx,y\ny,x\n"),
    ];
    let paths =
        files.map(|(name, text)| crate::commands::file(&format!("contradicting-{name}"), text));
    let paths = paths.iter().map(|path| path.to_str().unwrap());
    let args = ["csv"].into_iter().chain(paths).chain(["--out", out.to_str().unwrap()]);
    let ran = crate::commands::run("import", args);
    assert_eq!(ran.code, 1);
    for told in [
        "deals.csv: `D1`: the deal is won and `closed_at` is empty; expected when it was closed; set aside",
        "leads.csv: `L1`: lead `L1` is converted to deal `D9`, which is not there",
        "orders.csv: `O1`: order `O1` is of customer `bob` here and of customer `ann` before",
        "merges.csv: `y`: customers are merged in a ring",
    ] {
        assert!(ran.stderr.contains(told), "`{told}` in {}", ran.stderr);
    }
    check_rows(
        &std::fs::read_to_string(out.join("orders.csv")).unwrap(),
        &["O2,bob,2026-01-01,,1,USD,"],
    );
    check_rows(&std::fs::read_to_string(out.join("merges.csv")).unwrap(), &["x,y"]);
    let ran = crate::commands::run("kpi", [out.to_str().unwrap(), "--by", "currency"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

/// A cover is no table; a sheet whose rows are not there is told.
#[test]
fn sheets_that_are_left_out_are_told() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-titled");
    let _ = std::fs::remove_dir_all(&out);
    let book = crate::commands::root().join("tests/it/data/sheets/titled.xlsx");
    let args = ["xlsx", book.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let ran = crate::commands::run("import", args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for told in [
        "sheet `February`: the header seems to be in line 3: delete the lines above it",
        "sheet `March`: as `orders` it lacks the column `amount`: name its header with `--map amount=HEADER`",
        "sheet `Export`: it is none of the tables",
        "1 rows of orders; 2 not carried over, 1 guessed, 3 problems",
    ] {
        assert!(ran.stderr.contains(told), "`{told}` in {}", ran.stderr);
    }
    // Exports of a CRM lie behind covers too.
    let bytes = std::fs::read(&book).unwrap();
    let files = [ImportFile::new("b.xlsx", &bytes)];
    let import = Import::read(System::Hubspot, &files, &ImportOptions::new());
    assert_eq!(import.deals.len(), 2);
    check_said(&import.report.not_carried, "b.xlsx, sheet `Cover`: this is no export of HubSpot");
}

#[test]
fn deals_that_never_moved_and_amounts_are_in_the_history() {
    let stages = r#"{"data": [
        {"id": 1, "name": "Talk", "pipeline_id": 1, "order_nr": 1}, {"id": 2, "name": "Offer", "pipeline_id": 1, "order_nr": 2}]}"#;
    let deals = r#"{"data": [
        {"id": 7, "stage_id": 2, "pipeline_id": 1, "status": "open", "value": 5, "currency": "EUR", "add_time": "2026-01-05 09:00:00"},
        {"id": 8, "stage_id": 1, "pipeline_id": 1, "status": "lost", "value": 6, "currency": "EUR", "add_time": "2026-01-05 09:00:00", "lost_time": "2026-01-09 09:00:00"},
        {"id": 9, "stage_id": 1, "pipeline_id": 1, "status": "open", "value": 7, "currency": "EUR"}]}"#;
    let flow = r#"{"data": [{"object": "dealChange", "timestamp": "2026-01-06 09:00:00",
        "data": {"item_id": 7, "field_key": "stage_id", "old_value": "1", "new_value": "2", "log_time": "2026-01-06 09:00:00"}}]}"#;
    let import = texts(
        System::Pipedrive,
        &[("stages.json", stages), ("deals.json", deals), ("flow.json", flow)],
    );
    check_rows(
        &import.stages_csv(),
        &[
            "7,1,2026-01-05T09:00:00Z,,,,1",
            "7,2,2026-01-06T09:00:00Z,,5,EUR,1",
            "8,1,2026-01-05T09:00:00Z,,,,1",
            "8,lost,2026-01-09T09:00:00Z,,6,EUR,1",
        ],
    );
    check_said(&import.report.guessed, "deal 8: no move of it was read");
    check_said(
        &import.report.read,
        "stages.csv: 1 of 3 deals have no history of stages; `history` and `forecast` do not know",
    );
}

#[test]
fn ids_of_salesforce_meet_in_15_characters_and_in_18() {
    let deals =
        "Id,StageName,CreatedDate,CloseDate\n006A00000000001IAB,New,2026-01-05T09:00:00Z,\n";
    let leads = "Id,Status,IsConverted,CreatedDate,ConvertedDate,ConvertedOpportunityId\n\
                 00Q000000000001,New,true,2026-01-02T09:00:00Z,2026-01-05 09:00:00,006A00000000001\n";
    let import = texts(System::Salesforce, &[("o.csv", deals), ("l.csv", leads)]);
    assert_eq!(import.leads[0].deal.as_ref(), Some(&import.deals[0].id));
    let words = "l.csv: line 2: the zone is missing; instants without one are read in UTC";
    check_said(&import.report.guessed, words);
}

#[test]
fn exports_of_hubspot_without_pipelines_and_with_several_companies() {
    let deals = "Record ID,Deal Stage,Pipeline,Create Date,Close Date,Associated Company IDs\n\
                 1,Won (Sales),Sales,2026-01-05 09:00,2026-01-06 09:00,55;56\n2,Won,Sales,2026-01-05 09:00,,55\n";
    let no = r#"{"status": "error", "message": "expired token"}"#;
    let alone = texts(System::Hubspot, &[("d.csv", deals), ("no.json", no)]);
    let words = "no.json: this is the answer of an error, which says `expired token`";
    check_said(&alone.report.problems, words);
    check_said(&alone.report.problems, "d.csv: no file with pipelines was read");
    let pipelines = r#"{"results": [{"id": "p", "label": "Sales", "displayOrder": 0, "stages": [
        {"id": "1", "label": "Talk", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.2"}},
        {"id": "2", "label": "Won", "displayOrder": 1, "metadata": {"isClosed": "true", "probability": "1.0"}}]}]}"#;
    let import = texts(System::Hubspot, &[("p.json", pipelines), ("d.csv", deals)]);
    let deal = &import.deals[0];
    assert_eq!((deal.customer.as_ref().unwrap().as_str(), deal.end), ("55", DealEnd::Won));
    check_said(&import.report.not_carried, "the companies of 1 deals after the first");
    let told = import.report.guessed.iter().filter(|note| note.words.starts_with("the zone"));
    assert_eq!(told.count(), 1);
}

/// What one import wrote can be read by another, and nothing is replaced or passed
/// by in silence.
#[test]
fn folders_of_tables_are_imported_again() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-again");
    let _ = std::fs::remove_dir_all(&folder);
    let from = folder.join("from");
    std::fs::create_dir_all(from.join("sub")).unwrap();
    let write = |text: &str| std::fs::write(from.join("leads.csv"), text).unwrap();
    let run = |from: &Path, out: &str| {
        let out = folder.join(out);
        let args = [from.to_str().unwrap(), "--force", "--out", out.to_str().unwrap()];
        crate::commands::run("import", ["csv"].into_iter().chain(args))
    };
    let head = "lead_id,created_at,converted_at,deal_id\n";
    write(&format!("{head}L1,2026-01-01,2026-01-02,D1\n"));
    let ran = run(&from, "out");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("sub: a folder in a folder is not read"), "{}", ran.stderr);
    assert!(ran.stderr.contains("leads.csv: leads became deals, and there is no deals.csv"));
    write(&format!("{head}L2,2026-01-01,,\n"));
    let ran = run(&from, "out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("leads.csv: what was there is replaced"), "{}", ran.stderr);
    let stages = "deal_id,stage,entered_at\n1,talk,2026-01-01\n1,won,2026-01-02\n";
    std::fs::write(from.join("stages.csv"), stages).unwrap();
    assert_eq!(run(&from, "out").code, 0);
    let ran = run(&folder.join("out"), "third");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(folder.join("third/process.json").exists());
}

/// The tables of some files in our columns, by name, and what is said.
fn tables_of(
    files: &[(&str, &str)],
) -> (std::collections::BTreeMap<&'static str, String>, sales_process::import::ImportReport) {
    let files: Vec<_> = files.iter().map(|(name, text)| ImportFile::new(name, text)).collect();
    let (made, report) = read_tables(&files, &ImportOptions::new());
    (made.into_iter().map(|table| (table.name, table.csv)).collect(), report)
}

#[test]
fn what_two_files_say_is_taken_once() {
    let head = "order_id,customer_id,placed_at,amount,currency\n";
    let a = format!(
        "{head}O1,a,2026-01-01,1,EUR\nO1,a,2026-01-01,1,EUR\nO2,a,2026-01-02,2,EUR\nO3,a,2026-01-03,3,EUR\n"
    );
    let b = format!(
        "{head}O1,a,2026-01-01,1,EUR\nO1,a,2026-01-01,1,EUR\nO2,a,2026-01-05,-2,EUR\nO3,a,2026-01-03,3,EUR\nO3,a,2026-01-09,-3,EUR\n"
    );
    let stages = "deal_id,stage,entered_at\n1,talk,2026-01-01\n1,won,2026-01-05\n";
    let later = "deal_id,stage,entered_at\n1,won,2026-01-05\n2,talk,2026-01-05\n";
    let costs = "from,to,process,amount,currency\n2026-01-01,2026-01-31,sell,5,EUR\n2026-01-01,2026-01-31,sell,5,EUR\n";
    let (made, report) = tables_of(&[
        ("a.csv", &a),
        ("b.csv", &b),
        ("s.csv", stages),
        ("s2.csv", later),
        ("costs.csv", costs),
        ("costs.csv", costs),
    ]);
    check_rows(
        &made["orders"],
        &[
            "O1,a,2026-01-01,,1,EUR,",
            "O1,a,2026-01-01,,1,EUR,",
            "O2,a,2026-01-02,,2,EUR,",
            "O3,a,2026-01-03,,3,EUR,",
            "O2,a,2026-01-05,,-2,EUR,",
            "O3,a,2026-01-09,,-3,EUR,",
        ],
    );
    check_rows(
        &made["stages"],
        &["1,talk,2026-01-01,,,,", "1,won,2026-01-05,,,,", "2,talk,2026-01-05,,,,"],
    );
    assert_eq!(made["costs"].lines().count(), 3);
    for told in [
        "b.csv: rows of `O1` in orders are there twice; they are taken once",
        "b.csv: rows of `O3` in orders",
        "s2.csv: rows of `1` in stages",
        "costs.csv: rows of `2026-01-01` in costs",
    ] {
        check_said(&report.problems, told);
    }
    assert!(!report.problems.iter().any(|note| note.words.contains("`O2`")));
}

#[test]
fn deals_close_the_stages_that_came_with_them() {
    let deals = "deal_id,customer_id,opened_at,closed_at,outcome,amount,currency\n1,c,2026-01-01,2026-01-05,won,5,EUR\n\
                 2,c,2026-01-01,2026-01-06,lost,6,EUR\n3,c,2026-01-02,,open,7,EUR\n4,c,2026-01-02,,open,7,EUR\n";
    let named = "deal_id,stage,entered_at,amount,currency\n1,Qualify,2026-01-01,9,EUR\n1,Gewonnen,2026-01-05,,\n\
                 2,Qualify,2026-01-01,,\n2,Closed Lost,2026-01-06T10:00:00Z,,\n3,Qualify,2026-01-02,,\n";
    let (made, report) = tables_of(&[("d.csv", deals), ("s.csv", named)]);
    check_rows(
        &made["stages"],
        &[
            "1,Qualify,2026-01-01,,9,EUR,",
            "1,won,2026-01-05,,,,",
            "2,Qualify,2026-01-01,,,,",
            "2,lost,2026-01-06T10:00:00Z,,6,EUR,",
            "3,Qualify,2026-01-02,,7,EUR,",
        ],
    );
    check_said(&report.guessed, "`Gewonnen` is `won`, as in deals.csv");
    check_said(&report.read, "stages.csv: 1 of 4 deals have no row");
    // Stages that others pass, or that deals stay in, are none.
    let open = "deal_id,stage,entered_at\n1,Qualify,2026-01-01\n2,Qualify,2026-01-08\n3,Qualify,2026-01-02\n3,won,2026-01-03\n";
    let (made, report) = tables_of(&[("d.csv", deals), ("s.csv", open)]);
    assert!(
        made["stages"].ends_with("\n1,won,2026-01-05,,5,EUR,\n2,lost,2026-01-08,,6,EUR,\n"),
        "{}",
        made["stages"]
    );
    check_said(&report.read, "2 of 4 deals are closed in deals.csv alone: their ends are added");
    check_said(&report.problems, "deal 3: `open` in deals.csv, and `won` at the end of its stages");
}

#[test]
fn what_a_table_lacks_is_said_as_it_is() {
    let long = "Orders of 2026,,,\norder_id,customer_id,placed_at,amount\nO1,a,2026-01-01,1\n";
    let deals =
        "deal_id,customer,opened,closed,Status,amount,currency\n1,a,2026-01-01,,open,1,EUR\n";
    let signs = "order_id,customer_id,placed_at,amount,currency\nO1,a,2026-01-01,\"€ 1.234,50\",EUR\nO2,a,2026-01-01,5 EUR,EUR\nO3,a,2026-01-01,5,EUR\n";
    let (_, report) = tables_of(&[("x.csv", long), ("y.csv", deals), ("z.csv", signs)]);
    for found in ["€ 1.234,50", "5 EUR"] {
        let words = "is not clear in `amount`; it has a sign of a currency: leave the number alone";
        check_said(&report.problems, &format!("`{found}` {words}"));
    }
    check_said(&report.problems, "x.csv: the header seems to be in line 2: delete the lines above");
    check_said(&report.problems, "y.csv: as `deals` it lacks the column `outcome`");
    let head =
        |id: &str| format!("{id},customer_id,placed_at,Summe,currency\n{id},a,2026-01-01,1,EUR\n");
    let (a, b) = (head("Invoice"), head("Rechnung"));
    let files = [ImportFile::new("a.csv", &a), ImportFile::new("b.csv", &b)];
    let map = TableOptions::new().map("order_id", "Invoice").map("order_id", "Rechnung");
    let options = ImportOptions::new().tables(map.clone().map("amount", "Summen"));
    let (_, report) = read_tables(&files, &options);
    check_said(
        &report.problems,
        "there is no `Summen`, to which `amount` is mapped; is `Summe` it?",
    );
    // A column that has another header in each of two files.
    let options = ImportOptions::new().tables(map.map("amount", "Summe"));
    let (made, report) = read_tables(&files, &options);
    assert_eq!((made[0].rows, report.problems.len()), (2, 0), "{:?}", report.problems);
}

#[test]
fn all_sheets_of_a_workbook_are_tables() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-sheets");
    let _ = std::fs::remove_dir_all(&out);
    for name in ["orders.xlsx", "orders.ods"] {
        let book = crate::commands::root().join("tests/it/data/sheets").join(name);
        let run = |args: &[&str]| {
            let args = ["xlsx", book.to_str().unwrap(), "--force", "--out", out.to_str().unwrap()]
                .into_iter()
                .chain(args.iter().copied());
            crate::commands::run("import", args)
        };
        let ran = run(&["--sheet", "Last year"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let read = || std::fs::read_to_string(out.join("orders.csv")).unwrap();
        check_rows(&read(), &["900,kora,2025-03-01,P1,10,EUR,"]);
        let ran = run(&[]);
        assert!(ran.stderr.contains("sheet `Last year`: 1 rows of `orders`"), "{}", ran.stderr);
        check_rows(
            &read(),
            &[
                "1001,kora,2026-01-05,P1,1234.5,EUR,",
                "1002,kora,2026-02-05T10:30:00Z,P1,1.2340,EUR,",
                "1003,mira,2026-02-06,P2,2.00,EUR,",
                "1003,mira,2026-02-06,,-0.3,EUR,",
                "900,kora,2025-03-01,P1,10,EUR,",
            ],
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Files with random bytes and random edits are read or told of, and what is
    /// made of them can be read again.
    #[test]
    fn no_edit_ends_the_reading(
        system in prop::sample::select(System::ALL.to_vec()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
        noise in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut all = files(system);
        for (file, place, byte, kind) in edits {
            let at = file.index(all.len());
            let bytes = &mut all[at].1;
            if bytes.is_empty() {
                continue;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => { bytes.remove(place); }
                2 => bytes.insert(place, byte),
                _ => bytes.truncate(place),
            }
        }
        all.push(("noise".to_owned(), noise));
        let import = read(system, &all);
        if let Some(process) = import.process.clone() {
            // A blank id of a stage is one of the things that an edit can make.
            drop(process.build());
        }
        let mut tables = Tables::new();
        tables.deals(import.deals_csv().as_bytes(), Err).unwrap();
        tables.leads(import.leads_csv().as_bytes(), Err).unwrap();
        tables.finish(Err).unwrap();
    }
}

/// Numbers of an API have a point, whatever the tables beside it have.
#[test]
fn amounts_of_an_api_are_not_those_of_tables() {
    let deal = |value: &str| {
        let text = format!(
            r#"{{"data": [{{"id": 1, "title": "A", "stage_id": 1, "pipeline_id": 1, "status": "open",
                "value": {value}, "currency": "EUR", "add_time": "2026-01-02 10:00:00"}}]}}"#
        );
        let files = [ImportFile::new("deals.json", text.as_bytes())];
        let tables = TableOptions::new().decimal_comma();
        let import = Import::read(System::Pipedrive, &files, &ImportOptions::new().tables(tables));
        import.deals[0].amount.map(|amount| amount.to_string())
    };
    for (value, expected) in
        [("12.345", "12.345 EUR"), ("1200.5", "1200.50 EUR"), ("\"7.25\"", "7.25 EUR")]
    {
        assert_eq!(deal(value).as_deref(), Some(expected), "{value}");
    }
}
