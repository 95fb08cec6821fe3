//! Requests to the preview, read or refused.

#[allow(dead_code, reason = "answers are another matter")]
#[path = "../../src/bin/sales-process/preview/http.rs"]
mod http;

#[track_caller]
fn check(text: &str, expected: Result<(&str, &str, &str), u16>) {
    let read = http::Request::read_from(&mut text.as_bytes());
    let read = read.map(|it| (it.method, it.path, String::from_utf8(it.body).unwrap()));
    let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(read, expected);
}

#[test]
fn requests_are_read_or_refused() {
    check("GET /a/?7 HTTP/1.1\r\nHost: h\r\n\r\n", Ok(("GET", "/a/", "")));
    let post = "POST /x HTTP/1.1\r\nhost:h\r\nContent-Length: 2\r\n\r\n{}more";
    check(post, Ok(("POST", "/x", "{}")));
    check("GET / HTTP/1.1\r\n\r\n", Err(400));
    check("GET / HTTP/1.0\r\nHost: h\r\n\r\n", Err(400));
    check("nonsense", Err(400));
    check("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n{}", Err(400));
    check("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n", Err(413));
    check("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", Err(413));
    check(&format!("GET /{} HTTP/1.1", "x".repeat(99_999)), Err(431));
}
