//! Runs the commands and examples as people run them.

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

/// Runs a command of `sales-process` with arguments.
#[track_caller]
pub(crate) fn run<A: AsRef<OsStr>>(command: &str, args: impl IntoIterator<Item = A>) -> Ran {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sales-process-under-test"));
    ran(program.arg(command).args(args))
}

/// Runs a command of `sales-process` that reads from standard input.
#[track_caller]
pub(crate) fn run_with_input<A: AsRef<OsStr>>(
    command: &str,
    args: impl IntoIterator<Item = A>,
    input: &[u8],
) -> Ran {
    let path = file(&format!("input-of-{command}"), input);
    let mut program = Command::new(env!("CARGO_BIN_EXE_sales-process-under-test"));
    ran(program.arg(command).args(args).stdin(std::fs::File::open(path).unwrap()))
}

/// Runs an example.
#[track_caller]
pub(crate) fn run_example(example: &str) -> Ran {
    // `cargo test` builds the examples into the folder above that of the tests.
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap().join("examples");
    ran(&mut Command::new(folder.join(format!("{example}{}", std::env::consts::EXE_SUFFIX))))
}

#[track_caller]
fn ran(command: &mut Command) -> Ran {
    let output = command
        .current_dir(root())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; run all of `cargo test`"));
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
