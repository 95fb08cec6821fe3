//! The command `preview`: a page on this machine that shows a process and
//! follows its file.

mod http;
mod session;
mod site;
mod words;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};

use crate::input::{Language, read_text};
use crate::output::Answer;
use session::Session;
use site::Site;

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

/// How often the file is looked at where nobody tells of its changes, as on some
/// network drives.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
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
        let (file, (tell, told)) = (self.process.clone(), mpsc::channel::<()>());
        thread::spawn(move || {
            let watcher = watch(&file, tell.clone());
            // A watcher that ends takes its end of the channel with it; this one
            // stays, so that waiting goes on.
            let _both = (watcher, tell);
            loop {
                // Told or not, it is time to look.
                let _ = told.recv_timeout(LOOK_AGAIN);
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

/// Tells of every change in the folder of a file: many editors put a new file in
/// the place of the old one. `None` where the system tells of no changes.
fn watch(file: &Path, tell: mpsc::Sender<()>) -> Option<impl Watcher> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let name = file.file_name()?.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let is_ours = |path: &PathBuf| path.file_name() == Some(&name);
        if event.is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(is_ours)) {
            // Where nobody listens any more the page is gone.
            let _ = tell.send(());
        }
    })
    .ok()?;
    watcher.watch(folder.unwrap_or(Path::new(".")), RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
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
