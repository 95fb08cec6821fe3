//! Runs the examples as people run them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The folder of the whole project, in which commands are run.
pub(crate) fn root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// Runs an example with arguments, in the folder of the crate.
#[track_caller]
pub(crate) fn run<A: AsRef<OsStr>>(example: &str, args: impl IntoIterator<Item = A>) -> Ran {
    // `cargo test` builds the examples into the folder above that of the tests.
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap().join("examples");
    let command = folder.join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    let output =
        Command::new(&command).args(args).current_dir(root()).output().unwrap_or_else(|error| {
            panic!("{}: {error}; run all of `cargo test`", command.display())
        });
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Ran { code, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Writes a file for a test of this name, and gives its path.
pub(crate) fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}
