//! The parts of a document for segments, criteria, fields, people and zones.

use chrono::NaiveDate;
use sales_process::SalesProcess;
use sales_process::process::{
    Case, CriterionKind, DealKind, FieldOwner, FieldValue, OutcomeKind, ProcessDraft, RoleKind,
    Spread,
};

const FULL: &str = r#"{
  "format": "sales-process/1",
  "id": "acme",
  "name": "Acme",
  "time_zone": "Europe/Berlin",
  "fields": [
    {
      "id": "budget",
      "label": "Budget",
      "of": "deal",
      "kind": "money"
    },
    {
      "id": "seats",
      "of": "customer",
      "kind": "number"
    },
    {
      "id": "plan",
      "of": "lead",
      "kind": "choice",
      "options": [
        "basic",
        "pro"
      ],
      "personal": true
    }
  ],
  "pipelines": [
    {
      "id": "large",
      "name": "Enterprise",
      "revision": 1,
      "for": [
        "new_business"
      ],
      "segment": {
        "label": "enterprise",
        "when": {
          "field": "seats",
          "at_least": 200
        }
      },
      "stages": [
        {
          "id": "talk",
          "name": "Talk",
          "description": "Understand what they need",
          "start": true,
          "entry_criteria": [
            {
              "id": "budget",
              "field": "budget"
            }
          ],
          "exit_criteria": [
            {
              "id": "need",
              "text": "the need is known"
            },
            {
              "id": "tender",
              "text": "the tender is approved",
              "approval": [
                "head"
              ],
              "when": {
                "amount_at_least": "25000.00 GBP",
                "kinds": [
                  "new_business",
                  "renewal"
                ]
              }
            }
          ],
          "materials": [
            {
              "label": "call script",
              "link": "https://example.com/script",
              "text": "Ask first"
            }
          ],
          "notes": "mind the holidays",
          "typical_days": 5,
          "mean_days": 6.5,
          "work_hours": 3,
          "spread": "exponential"
        }
      ],
      "outcomes": [
        {
          "id": "won",
          "kind": "won"
        },
        {
          "id": "duplicate",
          "kind": "abandoned"
        }
      ],
      "moves": [
        {
          "from": "talk",
          "to": "won"
        },
        {
          "from": "talk",
          "to": "duplicate"
        }
      ]
    },
    {
      "id": "small",
      "revision": 1,
      "for": [
        "new_business"
      ],
      "stages": [],
      "outcomes": [],
      "moves": []
    }
  ],
  "roles": [
    {
      "id": "head",
      "kind": "head_of_sales",
      "hours_per_week": 37.5,
      "people": 2
    },
    {
      "id": "lawyer",
      "kind": "legal"
    }
  ],
  "allow": [
    {
      "lint": "no-start",
      "reason": "payment is tracked in the ERP"
    }
  ]
}"#;

fn full() -> SalesProcess {
    SalesProcess::from_json(FULL).unwrap()
}

#[test]
fn the_new_parts_are_written_as_they_were_read() {
    assert_eq!(full().to_json(), FULL);
    assert_eq!(ProcessDraft::from(full()).build().unwrap(), full());
}

#[test]
fn a_process_says_what_its_parts_are() {
    let process = full();
    assert_eq!(process.as_draft().allow[0].lint, "no-start");
    assert_eq!(process.role_kind("lawyer"), Some("legal".parse().unwrap()));
    assert!(matches!(process.role_kind("lawyer"), Some(RoleKind::Custom(_))));
    let pipeline = process.pipeline("large").unwrap();
    assert_eq!(
        (pipeline.name(), process.pipeline("small").unwrap().name()),
        ("Enterprise", "small")
    );
    assert_eq!(pipeline.ends(OutcomeKind::Abandoned).count(), 1);
    let stage = &pipeline.stages()[0];
    assert_eq!((stage.spread, stage.notes.len()), (Spread::Exponential, 1));
    let budget = &stage.entry_criteria[0];
    assert_eq!(budget.kind(), CriterionKind::Field("budget"));
    assert_eq!(budget.words(pipeline.fields()), "Budget is filled in");
    let mut said = budget.clone();
    said.text = "the budget is known".into();
    assert_eq!(said.words(pipeline.fields()), "the budget is known");
    (said.text, said.field) = (" ".into(), None);
    assert_eq!(said.words(pipeline.fields()), said.id);
    let checked = pipeline.fields().find(FieldOwner::Deal, "budget").unwrap();
    let checked = checked.check(&"900 GBP".into());
    assert_eq!(checked, Ok(FieldValue::from("900.00 GBP")));
}

/// What the process says beside the stages makes another pipeline of it.
#[test]
fn pipelines_differ_in_what_the_process_says_of_them() {
    let pipeline = |more: &str, beside: &str| {
        let text = format!(
            r#"{{"format": "sales-process/1", "id": "p", "name": "P", {more}
                "pipelines": [{{"id": "m", "stages": [{{"id": "a", "start": true}}]}} {beside}]}}"#
        );
        SalesProcess::from_json(&text).unwrap().pipelines()[0].clone()
    };
    let plain = || pipeline("", "");
    assert_eq!(plain(), plain());
    for (more, beside) in [
        (r#""closing_event": "payment_received","#, ""),
        (r#""lost_reasons": ["price"],"#, ""),
        (r#""fields": [{"id": "seats", "of": "deal", "kind": "number"}],"#, ""),
        (r#""time_zone": "Europe/Berlin","#, ""),
        ("", r#", {"id": "n", "for": ["repeat"], "stages": []}"#),
    ] {
        assert_ne!(pipeline(more, beside), plain(), "{more}{beside}");
        assert_eq!(pipeline(more, beside), pipeline(more, beside));
    }
}

#[test]
fn a_named_zone_has_summer_time() {
    let process = full();
    let zone = process.zone();
    let local = |day: &str| zone.begin_of(day.parse::<NaiveDate>().unwrap()).unwrap().to_string();
    assert_eq!(local("2026-01-01"), "2025-12-31 23:00:00 UTC");
    assert_eq!(local("2026-07-01"), "2026-06-30 22:00:00 UTC");
    assert_eq!(process.pipelines()[0].zone(), zone);
}

#[track_caller]
fn check_pipeline(kind: DealKind, seats: Option<i64>, expected: Option<&str>) {
    let process = full();
    let seats = seats.map(FieldValue::from);
    let lookup = |id: &str| seats.as_ref().filter(|_| id == "seats");
    let found = process.pipeline_of(&Case::new(kind).fields(&lookup)).unwrap();
    assert_eq!(found.map(|pipeline| pipeline.id().as_str()), expected);
    for pipeline in process.pipelines() {
        let case = Case::new(kind).fields(&lookup);
        let is_found = Some(pipeline.id().as_str()) == expected;
        let takes = pipeline.takes(&case).unwrap();
        assert!(takes || !is_found, "the one found takes the deal");
        let in_segment = pipeline.segment().is_none_or(|it| it.when.holds(&case).unwrap());
        assert_eq!(takes, pipeline.is_for(kind) && in_segment);
    }
}

#[test]
fn the_segment_says_which_pipeline_a_deal_takes() {
    check_pipeline(DealKind::NewBusiness, Some(200), Some("large"));
    check_pipeline(DealKind::NewBusiness, Some(199), Some("small"));
    check_pipeline(DealKind::NewBusiness, None, Some("small"));
    check_pipeline(DealKind::Renewal, Some(200), None);
}

#[test]
fn a_condition_says_of_which_deals_a_criterion_is_demanded() {
    let process = full();
    let tender = &process.pipelines()[0].stages()[0].exit_criteria[1];
    let applies = |kind, amount: Option<&str>| {
        let amount = amount.map(|text| text.parse().unwrap());
        tender.applies(&Case::new(kind).amount(amount)).map_err(|error| error.to_string())
    };
    assert_eq!(applies(DealKind::NewBusiness, Some("25000 GBP")), Ok(true));
    assert_eq!(applies(DealKind::NewBusiness, Some("24999.99 GBP")), Ok(false));
    assert_eq!(applies(DealKind::Repeat, Some("25000 GBP")), Ok(false));
    assert_eq!(applies(DealKind::Renewal, None), Ok(false));
    let other = "the amount is in EUR and the condition in GBP; state it in GBP";
    assert_eq!(applies(DealKind::Renewal, Some("1 EUR")), Err(other.to_owned()));
}

/// One part of the full document is replaced; what is said is without its line.
#[track_caller]
fn check_refused(part: &str, by: &str, message: &str) {
    assert!(FULL.contains(part), "{part} is in the document");
    let said = SalesProcess::from_json(&FULL.replacen(part, by, 1)).unwrap_err().to_string();
    let told: Vec<&str> =
        said.lines().map(|line| line.split_once(": ").map_or(line, |(_, rest)| rest)).collect();
    assert_eq!(told.join("\n"), message);
}

#[test]
fn names_that_refer_to_nothing_are_refused_with_the_nearest() {
    check_refused(
        r#""time_zone": "Europe/Berlin""#,
        r#""time_zone": "Europe/Berlni""#,
        "time_zone: `Europe/Berlni` is not a time zone, did you mean `Europe/Berlin`?",
    );
    check_refused(
        r#""field": "budget""#,
        r#""field": "buget""#,
        "pipelines[0].stages[0].entry_criteria[0].field: there is no field `buget`, did you mean `budget`?",
    );
    check_refused(
        r#""field": "seats""#,
        r#""field": "seat""#,
        "pipelines[0].segment.when.field: there is no field `seat`, did you mean `seats`?",
    );
    check_refused(
        "\"approval\": [\n                \"head\"",
        "\"approval\": [\n                \"haed\"",
        "pipelines[0].stages[0].exit_criteria[1].approval[0]: there is no role `haed`, did you mean `head`?",
    );
    check_refused(
        r#""kind": "abandoned""#,
        r#""kind": "abandon""#,
        "pipelines[0].outcomes[1].kind: `abandon` is not known here, did you mean `abandoned`?",
    );
    check_refused(
        r#""spread": "exponential""#,
        r#""spread": "exponental""#,
        "pipelines[0].stages[0].spread: `exponental` is not known here, did you mean `exponential`?",
    );
    check_refused(
        r#""amount_at_least""#,
        r#""amount_at_last""#,
        "pipelines[0].stages[0].exit_criteria[1].when.amount_at_last: there is no field `amount_at_last` here, did you mean `amount_at_least`?",
    );
    check_refused(
        r#""people": 2"#,
        r#""poeple": 2"#,
        "roles[0].poeple: there is no field `poeple` here, did you mean `people`?",
    );
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    check_refused(
        r#""time_zone""#,
        r#""utc_offset": "+01:00", "time_zone""#,
        "time_zone: there is an `utc_offset` too; leave one of the two out",
    );
    check_refused(
        "\"options\": [\n        \"basic\",\n        \"pro\"\n      ],",
        "",
        "fields[2].options: a choice has no options; name what can be chosen",
    );
    check_refused(
        r#""kind": "number""#,
        r#""kind": "number", "options": ["1"]"#,
        "fields[1].options: only a choice has options; `seats` is a number",
    );
    check_refused(
        r#""id": "seats""#,
        r#""id": "budget""#,
        "fields[1].id: the id `budget` is taken by fields[0].id; ids of one kind must differ\n\
         pipelines[0].segment.when.field: there is no field `seats`; expected one of `budget`, `plan`",
    );
    check_refused(
        r#""text": "the need is known""#,
        r#""when": {"kinds": ["repeat"]}"#,
        "pipelines[0].stages[0].exit_criteria[0]: `text` is missing; say what must be true",
    );
    check_refused(
        r#""text": "the tender is approved""#,
        r#""field": "budget""#,
        "pipelines[0].stages[0].exit_criteria[1]: a criterion is a field or an approval, not both; make two of it",
    );
    check_refused(
        r#""at_least": 200"#,
        r#""at_least": "many""#,
        "pipelines[0].segment.when.at_least: `seats` is a number; found the text `many`",
    );
    check_refused(
        r#""link": "https://example.com/script""#,
        r#""link": "javascript:alert(1)""#,
        "pipelines[0].stages[0].materials[0].link: `javascript:alert(1)` is not a link; expected one that begins with `https://`, `http://` or `mailto:`",
    );
    check_refused(
        r#""people": 2"#,
        r#""people": 0"#,
        "roles[0].people: 0 is out of range; expected 1 or more",
    );
    for hours in ["0", "169"] {
        check_refused(
            r#""hours_per_week": 37.5"#,
            &format!(r#""hours_per_week": {hours}"#),
            &format!(
                "roles[0].hours_per_week: {hours} is out of range; expected more than 0 and at most 168, the hours of a week"
            ),
        );
    }
    let without_end = FULL.replace(r#""hours_per_week": 37.5"#, r#""hours_per_week": 168"#);
    SalesProcess::from_json(&without_end).unwrap();
    check_refused(
        r#""kind": "legal""#,
        r#""kind": "Legal""#,
        "roles[1].kind: `Legal` is not a kind of role; expected a snake-case word, such as `head_of_sales` or `legal`",
    );
    let segment = &FULL[FULL.find("\"segment\"").unwrap()..FULL.find("\"stages\"").unwrap()];
    check_refused(
        segment,
        "",
        "pipelines[1].for[0]: `new_business` deals are served by pipelines[0].for[0] already; name each kind of deal once",
    );
}

#[test]
fn a_trait_of_the_target_audience_is_a_text() {
    let said = SalesProcess::from_json(
        r#"{"format": "sales-process/1", "id": "p", "name": "P",
            "target_audience": [{"id": "size", "text": "50 seats", "when": {"kinds": ["repeat"]}}]}"#,
    );
    assert_eq!(
        said.unwrap_err().to_string(),
        "line 2: target_audience[0]: a trait of the target audience is a text; expected `id` and `text` only"
    );
}

#[test]
fn where_no_roles_are_listed_any_word_is_a_kind_but_a_slip() {
    let text = |role: &str| {
        format!(
            r#"{{"format": "sales-process/1", "id": "p", "name": "P",
                "pipelines": [{{"id": "m", "stages": [{{"id": "a", "role": "{role}"}}]}}]}}"#
        )
    };
    assert!(SalesProcess::from_json(&text("legal")).is_ok());
    let slip = SalesProcess::from_json(&text("huntr")).unwrap_err().to_string();
    assert_eq!(
        slip,
        "line 2: pipelines[0].stages[0].role: there is no kind of role `huntr`, did you mean `hunter`?"
    );
}
