//! The corpus of the fuzz targets, replayed: what was found once stays found.
//! It holds the inputs that reach most of the code, and every input that once
//! broke something. `tests/fuzz/README.md` says what each target checks.

#[allow(
    clippy::pedantic,
    clippy::expect_used,
    unreachable_pub,
    reason = "as the fuzz package has it"
)]
#[path = "../fuzz/src/targets.rs"]
mod targets;

use crate::commands::root;

#[test]
fn every_input_of_the_corpus_is_answered() {
    let corpus = root().join("tests/fuzz/corpus");
    for (name, target) in targets::TARGETS {
        let inputs = std::fs::read_dir(corpus.join(name)).unwrap();
        let mut paths: Vec<_> = inputs.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "{name} has a corpus");
        for path in paths {
            let input = std::fs::read(&path).unwrap();
            let answered = std::panic::catch_unwind(|| target(&input));
            assert!(answered.is_ok(), "{}", path.display());
        }
    }
}
