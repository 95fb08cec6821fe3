//! As much of HTTP as one page on one machine needs.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The most bytes of a request before its body, and of the body.
const MOST_HEAD: usize = 16 << 10;
const MOST_BODY: usize = 8 << 20;
/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// The page may load from here alone, and run only the script that is here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'none'";
/// A picture or document is looked at and does nothing.
const STILL: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
                     base-uri 'none'; form-action 'none'";

pub(super) struct Request {
    pub(super) method: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) host: String,
    pub(super) origin: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Reads one request; the status to refuse it with where it is none, or too
    /// large.
    pub(super) fn read(stream: &mut TcpStream) -> Result<Self, u16> {
        stream.set_read_timeout(Some(PATIENCE)).map_err(|_| 400_u16)?;
        Self::read_from(stream)
    }

    pub(super) fn read_from(stream: &mut impl Read) -> Result<Self, u16> {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            if bytes.len() > MOST_HEAD {
                return Err(431);
            }
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return Err(400),
                Ok(count) => bytes.extend_from_slice(piece.get(..count).unwrap_or_default()),
            }
        };
        let mut body = bytes.split_off(end + 4);
        let head = String::from_utf8(bytes).map_err(|_| 400_u16)?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1")) =
            (first.next(), first.next(), first.next())
        else {
            return Err(400);
        };
        let header = |name: &str| {
            let mut found = lines.clone().filter_map(|line| line.split_once(':'));
            let value = found.find(|(known, _)| known.eq_ignore_ascii_case(name))?.1;
            Some(value.trim().to_owned())
        };
        let length = match header("content-length") {
            None => 0,
            Some(text) => text.parse::<usize>().map_err(|_| 400_u16)?,
        };
        if length > MOST_BODY || header("transfer-encoding").is_some() {
            return Err(413);
        }
        while body.len() < length {
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return Err(400),
                Ok(count) => body.extend_from_slice(piece.get(..count).unwrap_or_default()),
            }
        }
        body.truncate(length);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Ok(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            host: header("host").ok_or(400_u16)?,
            origin: header("origin"),
            body,
        })
    }
}

pub(super) struct Reply {
    status: u16,
    kind: &'static str,
    policy: &'static str,
    body: String,
}

impl Reply {
    pub(super) fn ok(kind: &'static str, body: String) -> Self {
        Self { status: 200, kind, policy: POLICY, body }
    }

    pub(super) fn drawing(svg: Option<String>) -> Self {
        svg.map_or(Self::refused(404), |svg| Self {
            policy: STILL,
            ..Self::ok("image/svg+xml", svg)
        })
    }

    pub(super) fn document(html: Option<String>) -> Self {
        html.map_or(Self::refused(404), |html| Self {
            policy: STILL,
            ..Self::ok("text/html; charset=utf-8", html)
        })
    }

    pub(super) fn refused(status: u16) -> Self {
        Self { status, ..Self::ok("text/plain", format!("{status}\n")) }
    }

    pub(super) fn write(&self, stream: &mut impl Write) -> std::io::Result<()> {
        let Self { status, kind, policy, body } = self;
        let reason = if *status == 200 { "OK" } else { "Refused" };
        write!(
            stream,
            "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Content-Security-Policy: {policy}\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Cache-Control: no-store\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        stream.write_all(body.as_bytes())?;
        stream.flush()
    }
}
