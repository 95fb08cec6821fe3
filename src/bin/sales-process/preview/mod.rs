//! The command `preview`: a page on this machine that shows a process and
//! follows its file.

mod http;
mod session;
mod words;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use sales_process::draw::Flow;

use crate::input::{Language, read_text};
use crate::output::Answer;
use http::{Reply, Request};
use session::Session;

/// Show a sales process as a page in the browser, and follow its file
///
/// The page shows the picture, what `lint` finds with fixes and their effect, the figures, what
/// would be if shares or days were others, the playbook, and what differs from the file. It is
/// served to this machine only, under an address that is printed and that nobody can guess. Ends
/// with Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process preview process.json --write --language ro")]
pub(crate) struct Args {
    /// The process as JSON, or a pipeline as a sketch
    process: PathBuf,
    /// The port to serve the page at; any free one unless given
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Let the page save to the file
    #[arg(long)]
    write: bool,
    /// The language of the page
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// How often the file is looked at: well below what a person notices.
const LOOK_AGAIN: Duration = Duration::from_millis(40);
/// How many connections are served at one time.
const MOST_CONNECTIONS: usize = 32;

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let text = read_text(&self.process, "a sales process as JSON or a sketch")?;
        let told = |error: std::io::Error| match error.kind() {
            ErrorKind::AddrInUse => {
                format!("port {} is taken; give another with `--port`", self.port)
            }
            _ => format!("the page cannot be served: {error}"),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).map_err(told)?;
        let port = listener.local_addr().map_err(told)?.port();
        let token = token();
        let session =
            Arc::new(Session::new(self.process.clone(), text, self.write, self.language.into()));
        let mut out = std::io::stdout().lock();
        let shown = writeln!(out, "http://127.0.0.1:{port}/{token}/").and_then(|()| out.flush());
        drop(out);
        if shown.is_err() {
            return Ok(Answer::default());
        }
        let followed = Arc::clone(&session);
        thread::spawn(move || {
            loop {
                thread::sleep(LOOK_AGAIN);
                followed.look_at_file();
            }
        });
        let site = Arc::new(Site { port, token, session, open: AtomicUsize::new(0) });
        for stream in listener.incoming().flatten() {
            let site = Arc::clone(&site);
            if site.open.fetch_add(1, Ordering::SeqCst) >= MOST_CONNECTIONS {
                site.open.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            thread::spawn(move || {
                site.serve(stream);
                site.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
        Ok(Answer::default())
    }
}

/// What nobody can guess: the standard library seeds its hashers from the
/// system's source of randomness.
fn token() -> String {
    let half = |salt: u64| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(salt);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(1), half(2))
}

struct Site {
    port: u16,
    token: String,
    session: Arc<Session>,
    open: AtomicUsize,
}

impl Site {
    fn serve(&self, mut stream: TcpStream) {
        let reply = match Request::read(&mut stream) {
            Ok(request) => self.answer(&request),
            Err(status) => Reply::refused(status),
        };
        // A reader that went away needs no answer.
        drop(reply.write(&mut stream));
    }

    fn answer(&self, request: &Request) -> Reply {
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
