//! The stored form of a sales process.

use sales_process::SalesProcess;

const ACME: &str = include_str!("data/acme.json");

#[test]
fn the_sample_reads() {
    let process = SalesProcess::from_json(ACME).unwrap();
    println!("{}", process.to_json());
    for bad in [
        "",
        " ",
        "{",
        "{]",
        "{\"a\" 1}",
        "nul",
        "{\"format\": NaN}",
        "[1]",
        "3",
        "null",
        "{}",
        r#"{"format":"sales-process/2","zzz":3}"#,
        r#"{"format":7}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b"} x"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","name":"c"}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","profile":[]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","profile":{"natur":"x"}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","profile":{"nature":7}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","profile":{"nature":{"x":1}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","roles":[{"id":"a"}]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","roles":[["a","hunter"]]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","roles":{}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","roles":null}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","version":-1}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","version":1.5}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","version":1e999}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","lint":{"options":{"optimal_stages":[5]}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","lint":{"options":{"optimal_stages":[5,6,7]}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","lint":{"severity":{"a":"off","a":"error"}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","targets":{"a":{"at_most":"5"}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","targets":{"a":{"at_most":5,"at_least":2}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","targets":{"a":7}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","subprocesses":{"atract":{}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","subprocesses":{"attract":{},"attract":{}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","qualification":{"framework":"bant","rule":"any"}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","qualification":{"framework":"bant","rule":{"score":[5]}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","qualification":{"framework":"bant","rule":"at_least"}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","qualification":{"framework":"bant","rule":{"all":3}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","regular_when":{"orders":{"at_least":0}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","regular_when":{"order":{"at_least":0}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","regular_when":{"volume":{"at_least":"10 gbp"}}}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","regular_when":[]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","pipelines":[{"id":"p","stages":[{"id":"a","purpose":"Bad"}]}]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","pipelines":[{"id":"p","stages":[{"id":"a","purpose":["trial",5]}]}]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","pipelines":[{"id":"p","stages":[{"id":"a","win_probability":2}]}]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","pipelines":[{"id":"p","stages":[{"id":"a","win_probability":"2"}]}]}"#,
        r#"{"format":"sales-process/1","id":"a","name":"b","utc_offset":2}"#,
    ] {
        println!(
            "{bad}\n   {}",
            SalesProcess::from_json(bad)
                .map(|_| "OK")
                .map_err(|e| e.to_string())
                .unwrap_or_else(|e| Box::leak(e.into_boxed_str()))
        );
    }
}
