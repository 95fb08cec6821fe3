//! Running the examples as the commands they are.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command printed, and its exit code.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs an example, which `cargo test` has built beside the tests.
#[track_caller]
pub(crate) fn example(name: &str, args: &[&str]) -> Run {
    let tests = std::env::current_exe().unwrap();
    let built: &Path = tests.parent().and_then(Path::parent).unwrap();
    let program = built.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let output = Command::new(&program).args(args).output().unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo build --examples` makes it", program.display())
    });
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file of a text for a command to read; its path.
pub(crate) fn scratch(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}
