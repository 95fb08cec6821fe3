//! Requests to the page of `preview`, by the code that answers them.
#![allow(dead_code, reason = "what serves connections is not fuzzed")]

#[path = "../../../src/bin/sales-process/preview/http.rs"]
mod http;
#[path = "../../../src/bin/sales-process/preview/session.rs"]
mod session;
#[path = "../../../src/bin/sales-process/preview/site.rs"]
mod site;
#[path = "../../../src/bin/sales-process/preview/words.rs"]
mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use http::Request;
use sales_process::Language;
use session::Session;
use site::Site;

/// Requests parted by NUL. One that begins with a letter of those below stands
/// for a whole request with the rest as its body, so that most get through.
pub fn preview(data: &[u8]) {
    let sketch = "start -> talk [needs_discovery] 5d -> sign [contract] -> won\ntalk -> lost 40%\n";
    let file = PathBuf::from("process.sketch");
    let session = Session::new(file, sketch.to_owned(), false, Language::English);
    let session = Arc::new(session);
    let site = Site { port: 80, token: "t".to_owned(), session, open: AtomicUsize::new(0) };
    for asked in data.split(|byte| *byte == 0).take(8) {
        let (first, body) = asked.split_first().unwrap_or((&b' ', &[]));
        let name = match first {
            b'T' => "text",
            b'F' => "fix",
            b'W' => "what-if",
            b'S' => "save",
            b'R' => "reload",
            _ => "",
        };
        let mut bytes = asked.to_vec();
        if !name.is_empty() {
            bytes = format!(
                "POST /t/{name} HTTP/1.1\r\nHost: localhost:80\r\nContent-Length: {}\r\n\r\n",
                body.len()
            )
            .into_bytes();
            bytes.extend_from_slice(body);
        }
        let Ok(request) = Request::read_from(&mut bytes.as_slice()) else { continue };
        // It would wait for something new, as it should.
        if request.path.ends_with("/wait") {
            continue;
        }
        let mut written = Vec::new();
        site.answer(&request).write(&mut written).expect("memory can be written");
        assert!(written.starts_with(b"HTTP/1.1 "));
    }
}
