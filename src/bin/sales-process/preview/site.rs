//! What is answered to a request, and to which of them nothing is.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use sales_process::Named;
use sales_process::draw::Flow;

use super::http::{Reply, Request};
use super::session::Session;
use super::words;

pub(super) struct Site {
    pub(super) port: u16,
    pub(super) token: String,
    pub(super) session: Arc<Session>,
    /// How many connections are open.
    pub(super) open: AtomicUsize,
}

impl Site {
    pub(super) fn serve(&self, mut stream: TcpStream) {
        let reply = match Request::read(&mut stream) {
            Ok(request) => self.answer(&request),
            Err(status) => Reply::refused(status),
        };
        // A reader that went away needs no answer.
        drop(reply.write(&mut stream));
    }

    pub(super) fn answer(&self, request: &Request) -> Reply {
        let hosts = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let is_ours = |host: &str| hosts.iter().any(|known| known == host);
        // A page from elsewhere that resolves a name of its own to this machine
        // sends another host, and one that only sends forms another origin.
        let origin = request.origin.as_deref().map(|it| it.strip_prefix("http://").unwrap_or(it));
        if !is_ours(&request.host) || origin.is_some_and(|origin| !is_ours(origin)) {
            return Reply::refused(403);
        }
        let inside = request.path.strip_prefix('/').and_then(|path| path.split_once('/'));
        let Some((token, name)) = inside else { return Reply::refused(404) };
        if !same(token, &self.token) {
            return Reply::refused(404);
        }
        let (session, query) = (&self.session, request.query.as_str());
        let json = |value: serde_json::Value| Reply::ok("application/json", value.to_string());
        // What follows a dash only makes the address another one.
        let number = || query.split('-').next().and_then(|it| it.parse().ok()).unwrap_or(0);
        match (request.method.as_str(), name) {
            ("GET", "") => {
                let page = include_str!("page.html").replace("{lang}", session.language.name());
                Reply::ok("text/html; charset=utf-8", page)
            }
            ("GET", "page.css") => Reply::ok("text/css", include_str!("page.css").to_owned()),
            ("GET", "page.js") => Reply::ok("text/javascript", include_str!("page.js").to_owned()),
            ("GET", "words") => json(words::all(session.language)),
            ("GET", "state") => json(session.state()),
            ("GET", "wait") => json(session.wait(number())),
            ("GET", "picture.svg") => {
                let flow = if query.ends_with("-down") { Flow::Down } else { Flow::Across };
                Reply::drawing(session.picture(number(), flow))
            }
            ("GET", "playbook.html") => Reply::document(session.playbook()),
            ("POST", _) => match serde_json::from_slice(&request.body) {
                Err(_) => Reply::refused(400),
                Ok(asked) => match name {
                    "text" => json(session.edit(&asked)),
                    "fix" => json(session.fix(&asked)),
                    "what-if" => json(session.what_if(&asked)),
                    "adopt" => json(session.adopt(&asked)),
                    "save" => json(session.save(&asked)),
                    "reload" => json(session.reload()),
                    _ => Reply::refused(404),
                },
            },
            _ => Reply::refused(404),
        }
    }
}

/// Compares in a time that does not tell how much is right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}
