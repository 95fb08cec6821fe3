//! Mutants: whether a test notices each small change to the code of `src`.
//!
//! All changes are written into one copy of the crate, each behind a switch, and
//! built once. Each test is run alone to learn which switches it reaches; then
//! each mutant is run against the tests that reach it, quick ones first, until
//! one fails.

mod places;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use places::{Place, places};

const USAGE: &str = "mutants [ROOM|FILE…] [--most N] [--seed N] [--jobs N] [--only ID,…]";
/// The rooms of `src` whose rules decide what a company is told.
const ROOMS: [&str; 9] =
    ["policy", "lifecycle", "process", "kpi", "loyalty", "history", "simulate", "sql", "import"];
/// An edit of a place with its order in the file.
type Ordered<'a> = ((usize, bool, isize, isize), usize, &'a places::Edit);

const SWITCHES: &str =
    "use crate::mutant::{Items as _, Maybe as _, Ordered as _, Saturating as _};\n";
/// Tests that take longer say little of one line.
const SLOWEST: Duration = Duration::from_secs(60);

struct Asked {
    rooms: Vec<String>,
    most: usize,
    seed: u64,
    jobs: usize,
    only: BTreeSet<u32>,
}

/// One change, by the file and place it stands in.
struct Mutant {
    file: usize,
    place: usize,
    /// Which of the mutants of the place.
    nth: usize,
}

struct Source {
    path: PathBuf,
    text: String,
    places: Vec<Place>,
    /// Whether what is written at a place compiles.
    viable: Vec<bool>,
    /// The id of the first mutant of a place.
    first: Vec<u32>,
}

struct Test {
    binary: PathBuf,
    name: String,
    took: Duration,
}

fn main() {
    let asked = asked();
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project");
    let copy = root.join("target/mutants/copy");
    copied(&root, &copy);
    let (mut sources, mutants) = found(&root, &copy, &asked.rooms);
    eprintln!("{} mutants in {} files", mutants.len(), sources.len());
    let binaries = built(&copy, &mut sources, mutants.len());
    let viable: Vec<u32> = (0..mutants.len())
        .filter(|&n| sources[mutants[n].file].viable[mutants[n].place])
        .map(|n| n as u32 + 1)
        .collect();
    let (tests, reach) = reached(&copy, &binaries, asked.jobs);
    eprintln!("{} viable, {} tests that pass", viable.len(), tests.len());

    let mut drawn = viable;
    shuffle(&mut drawn, asked.seed);
    if !asked.only.is_empty() {
        drawn.retain(|id| asked.only.contains(id));
    }
    let room_of = |id: u32| {
        let path = &sources[mutants[id as usize - 1].file].path;
        let name = path.strip_prefix(copy.join("src")).expect("in the copy");
        asked.rooms.iter().position(|room| in_room(name, room))
    };
    // Room by room, in the order asked for.
    drawn.sort_by_key(|&id| room_of(id));
    let mut of_room = HashMap::new();
    drawn.retain(|&id| {
        let count: &mut usize = of_room.entry(room_of(id)).or_default();
        *count += 1;
        *count <= asked.most
    });
    let missed = Mutex::new(BTreeMap::new());
    let done = Mutex::new(0);
    // By file, how many mutants each test has caught: these are asked first.
    let catches: Mutex<HashMap<usize, HashMap<usize, usize>>> = Mutex::default();
    each(&drawn, asked.jobs, |job, &id| {
        let mut tests_of: Vec<usize> = reach.get(&id).cloned().unwrap_or_default();
        let file = mutants[id as usize - 1].file;
        if let Some(known) = catches.lock().expect("no panic").get(&file) {
            tests_of.sort_by_key(|n| std::cmp::Reverse(known.get(n)));
        }
        if let Some(by) = caught(&copy, id, &tests_of, &tests, job) {
            if let Some(by) = by {
                let mut catches = catches.lock().expect("no panic");
                *catches.entry(file).or_default().entry(by).or_default() += 1;
            }
        } else {
            let Mutant { file, place, nth } = mutants[id as usize - 1];
            let (source, place) = (&sources[file], &sources[file].places[place]);
            let path = source.path.strip_prefix(&copy).unwrap_or(&source.path).display();
            let why = if tests_of.is_empty() { " (no test reaches it)" } else { "" };
            let text = format!("{path}:{}: {}{why}  [{id}]", place.line, place.mutants[nth]);
            println!("{text}");
            missed.lock().expect("no panic").insert((file, place.line, id), text);
        }
        let mut done = done.lock().expect("no panic");
        *done += 1;
        if *done % 100 == 0 {
            eprintln!(
                "{done} of {}, {} missed",
                drawn.len(),
                missed.lock().expect("no panic").len()
            );
        }
    });
    let missed = missed.into_inner().expect("no panic");
    println!();
    for (nth, room) in asked.rooms.iter().enumerate() {
        let run = drawn.iter().filter(|&&id| room_of(id) == Some(nth)).count();
        let caught = run - missed.keys().filter(|&&(.., id)| room_of(id) == Some(nth)).count();
        let share = 100.0 * caught as f64 / run.max(1) as f64;
        println!("{room}: {caught} of {run} caught ({share:.1} %)");
    }
    for text in missed.values() {
        println!("{text}");
    }
}

fn asked() -> Asked {
    let mut asked =
        Asked { rooms: Vec::new(), most: usize::MAX, seed: 1, jobs: 2, only: BTreeSet::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            words.next().and_then(|w| w.parse::<u64>().ok()).unwrap_or_else(|| panic!("{USAGE}"))
        };
        match word.as_str() {
            "--most" => asked.most = number() as usize,
            "--seed" => asked.seed = number(),
            "--jobs" => asked.jobs = number() as usize,
            "--only" => {
                asked.only = words
                    .next()
                    .expect(USAGE)
                    .split(',')
                    .map(|id| id.parse().expect(USAGE))
                    .collect()
            }
            _ if word.starts_with('-') => panic!("{USAGE}"),
            _ => asked.rooms.push(word),
        }
    }
    if asked.rooms.is_empty() {
        asked.rooms = ROOMS.map(String::from).to_vec();
    }
    asked
}

/// What git tracks, written where it changed, so that little is built again.
fn copied(root: &Path, copy: &Path) {
    let tracked = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .expect("git")
        .stdout;
    for name in String::from_utf8_lossy(&tracked).split('\0').filter(|n| !n.is_empty()) {
        let (from, to) = (root.join(name), copy.join(name));
        if let Ok(bytes) = fs::read(&from) {
            // Sources are written with the switches in them.
            if !name.starts_with("src/") || !to.exists() || name.starts_with("src/bin") {
                write(&to, &bytes);
            }
        }
    }
}

fn write(to: &Path, bytes: &[u8]) {
    if fs::read(to).ok().as_deref() != Some(bytes) {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::write(to, bytes).expect("written");
    }
}

fn found(root: &Path, copy: &Path, rooms: &[String]) -> (Vec<Source>, Vec<Mutant>) {
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    files.sort();
    let (mut sources, mut mutants) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.strip_prefix(root.join("src")).expect("in src").to_owned();
        if name.starts_with("bin") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("text");
        let inside = rooms.iter().any(|room| in_room(&name, room));
        let is_test = name.with_extension("").iter().any(|part| part == "tests");
        let places = if inside && !is_test { places(&text) } else { Vec::new() };
        let mut first = Vec::new();
        for (n, place) in places.iter().enumerate() {
            first.push(mutants.len() as u32 + 1);
            mutants.extend((0..place.mutants.len()).map(|nth| Mutant {
                file: sources.len(),
                place: n,
                nth,
            }));
        }
        sources.push(Source {
            path: copy.join("src").join(name),
            text,
            viable: vec![true; places.len()],
            places,
            first,
        });
    }
    (sources, mutants)
}

fn in_room(name: &Path, room: &str) -> bool {
    name.starts_with(room) || name == Path::new(&format!("{room}.rs"))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The text of a file with its switches, and where in it each place is.
fn rendered(source: &Source) -> (String, Vec<(usize, usize, usize)>) {
    // At one byte what opens an outer place comes before what opens an inner
    // one, and what closes an inner one before what closes an outer one.
    let mut edits: Vec<Ordered> = Vec::new();
    for (n, place) in source.places.iter().enumerate().filter(|(n, _)| source.viable[*n]) {
        for edit in &place.edits {
            let opens = edit.start < place.end;
            let (wide, nth) = ((place.end - place.start) as isize, n as isize);
            edits.push((
                (
                    edit.start,
                    opens,
                    if opens { -wide } else { wide },
                    if opens { nth } else { -nth },
                ),
                n,
                edit,
            ));
        }
    }
    edits.sort_by_key(|&(key, ..)| key);
    let (mut text, mut at) = (String::new(), 0);
    let mut spans: HashMap<usize, (usize, usize)> = HashMap::new();
    for (_, n, edit) in edits {
        text.push_str(&source.text[at..edit.start.max(at)]);
        let from = text.len();
        let mut written = edit.text.clone();
        for nth in 0..source.places[n].mutants.len() {
            written =
                written.replace(&format!("{{{nth}}}"), &(source.first[n] + nth as u32).to_string());
        }
        text.push_str(&written);
        at = at.max(edit.end);
        spans.entry(n).or_insert((from, from)).1 = text.len();
    }
    text.push_str(&source.text[at..]);
    (text, spans.into_iter().map(|(n, (from, to))| (from, to, n)).collect())
}

/// Writes the copy, leaves out what does not compile, and gives the binaries of
/// the tests.
fn built(copy: &Path, sources: &mut [Source], count: usize) -> Vec<PathBuf> {
    let switch = format!("{}\nconst MUTANTS: usize = {};\n", include_str!("switch.rs"), count + 1);
    write(&copy.join("src/mutant.rs"), switch.as_bytes());
    loop {
        let spans: Vec<_> = sources.iter().map(written).collect();
        let output = cargo(copy, &["check", "--lib"]);
        if output.well {
            break;
        }
        let left_out: usize = output
            .messages("compiler-message")
            .map(|m| blame(copy, sources, &spans, &m["message"]))
            .sum();
        eprintln!("{left_out} places left out, which do not compile");
        assert!(left_out > 0, "the copy does not compile: {}", output.errors);
    }
    let output = cargo(copy, &["test", "--no-run", "--lib", "--test", "it"]);
    assert!(output.well, "the tests do not compile: {}", output.errors);
    let binaries = output
        .messages("compiler-artifact")
        .filter_map(|m| m["executable"].as_str().map(PathBuf::from));
    // Aside, so that the copy can be built again with new tests meanwhile.
    let aside = copy.with_file_name("run");
    fs::create_dir_all(&aside).expect("a folder");
    binaries
        .filter(|path| path.parent().is_some_and(|folder| folder.ends_with("deps")))
        .map(|path| {
            let to = aside.join(path.file_name().expect("a file"));
            fs::copy(&path, &to).expect("copied");
            to
        })
        .collect()
}

/// Writes a file into the copy; gives where in it each place is.
fn written(source: &Source) -> Vec<(usize, usize, usize)> {
    let (mut text, places) = rendered(source);
    let (before, line) = match source.places.is_empty() {
        true => (text.len(), ""),
        false => (text.find("\nuse ").map_or_else(|| after_docs(&text), |n| n + 1), SWITCHES),
    };
    text.insert_str(before, line);
    if source.path.ends_with("src/lib.rs") {
        text.push_str("\n#[doc(hidden)]\n#[allow(missing_docs, clippy::all)]\npub mod mutant;\n");
    }
    write(&source.path, text.as_bytes());
    let moved = |at: usize| if at >= before { at + line.len() } else { at };
    places.into_iter().map(|(from, to, n)| (moved(from), moved(to), n)).collect()
}

fn after_docs(text: &str) -> usize {
    text.split_inclusive('\n')
        .take_while(|line| line.starts_with("//!") || line.starts_with("#!["))
        .map(str::len)
        .sum()
}

/// Leaves out the innermost place around each spot that an error points at, and
/// gives how many. An error at no place is printed.
fn blame(
    copy: &Path,
    sources: &mut [Source],
    spans: &[Vec<(usize, usize, usize)>],
    error: &serde_json::Value,
) -> usize {
    let pointed =
        error["spans"].as_array().filter(|spans| error["level"] == "error" && !spans.is_empty());
    let Some(pointed) = pointed else { return 0 };
    let mut left_out = 0;
    for span in pointed {
        let name = Path::new(span["file_name"].as_str().unwrap_or_default());
        // Paths are of the workspace or of the package.
        let path = [copy.join(name), copy.join("tests").join(name)]
            .into_iter()
            .find_map(|p| p.canonicalize().ok());
        let Some(file) = path.and_then(|p| sources.iter().position(|s| s.path == p)) else {
            continue;
        };
        let at = |key: &str| span[key].as_u64().map_or(0, |n| n as usize);
        let (start, end) = (at("byte_start"), at("byte_end"));
        let around = spans[file]
            .iter()
            .filter(|&&(a, b, _)| a <= start && end <= b)
            .min_by_key(|&&(a, b, _)| b - a);
        let inside = spans[file].iter().filter(|&&(a, b, _)| start <= a && b <= end);
        for &(_, _, n) in around.into_iter().chain(inside.filter(|_| around.is_none())) {
            left_out += usize::from(std::mem::replace(&mut sources[file].viable[n], false));
        }
    }
    if left_out == 0 {
        eprintln!("{}", error["rendered"].as_str().unwrap_or_default());
    }
    left_out
}

/// What Cargo printed, and whether it went well.
struct Printed {
    lines: String,
    errors: String,
    well: bool,
}

impl Printed {
    fn messages(&self, reason: &str) -> impl Iterator<Item = serde_json::Value> {
        self.lines
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter(move |m| m["reason"] == reason)
    }
}

fn cargo(copy: &Path, arguments: &[&str]) -> Printed {
    let mut command = Command::new("cargo");
    command.args(arguments).args([
        "-p",
        "sales-process-tests",
        "--message-format=json",
        "-q",
        "--manifest-path",
    ]);
    command.arg(copy.join("Cargo.toml")).env("CARGO_TARGET_DIR", copy.with_file_name("build"));
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("RUSTFLAGS", "--cap-lints=allow");
    let output = command.output().expect("cargo");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Printed {
        lines: text(&output.stdout),
        errors: text(&output.stderr),
        well: output.status.success(),
    }
}

/// The tests that pass, and which of them reach the code of each mutant.
fn reached(
    copy: &Path,
    binaries: &[PathBuf],
    jobs: usize,
) -> (Vec<Test>, HashMap<u32, Vec<usize>>) {
    let mut names = Vec::new();
    for binary in binaries {
        let output =
            Command::new(binary).args(["--list", "--format", "terse"]).output().expect("a list");
        let list = String::from_utf8_lossy(&output.stdout).into_owned();
        names.extend(
            list.lines()
                .filter_map(|l| l.strip_suffix(": test"))
                .map(|name| (binary.clone(), name.to_owned())),
        );
    }
    let found = Mutex::new(Vec::new());
    each(&names, jobs, |job, (binary, name)| {
        let seen = copy.with_file_name(format!("seen-{job}"));
        let _ = fs::remove_file(&seen);
        let began = Instant::now();
        let passed = run(copy, binary, &[name], job, SLOWEST, |c| {
            c.env("MUTANT_SEEN", &seen);
        });
        let ids: Vec<u32> = fs::read_to_string(&seen)
            .unwrap_or_default()
            .lines()
            .filter_map(|l| l.parse().ok())
            .collect();
        if passed && !ids.is_empty() {
            let test = Test { binary: binary.clone(), name: name.clone(), took: began.elapsed() };
            found.lock().expect("no panic").push((test, ids));
        } else if !passed {
            eprintln!("left aside, fails or is slow in the copy: {name}");
        }
    });
    let mut found = found.into_inner().expect("no panic");
    found.sort_by_key(|(test, _)| (test.took, test.name.clone()));
    let mut reach: HashMap<u32, Vec<usize>> = HashMap::new();
    for (n, (_, ids)) in found.iter().enumerate() {
        for &id in ids.iter().collect::<BTreeSet<_>>() {
            reach.entry(id).or_default().push(n);
        }
    }
    (found.into_iter().map(|(test, _)| test).collect(), reach)
}

/// Whether one of the tests fails with the mutant on, and which where it can be
/// told: some quick ones first, then more and more at a time.
fn caught(copy: &Path, id: u32, of: &[usize], tests: &[Test], job: usize) -> Option<Option<usize>> {
    let (mut rest, mut size) = (of, 6);
    while !rest.is_empty() {
        let (now, later) = rest.split_at(size.min(rest.len()));
        let mut by_binary: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
        for &n in now {
            by_binary.entry(&tests[n].binary).or_default().push(n);
        }
        for (binary, ns) in by_binary {
            let names: Vec<_> = ns.iter().map(|&n| &tests[n].name).collect();
            let limit = Duration::from_secs(10) + ns.iter().map(|&n| tests[n].took * 5).sum();
            if !run(copy, binary, &names, job, limit, |c| {
                c.env("MUTANT", id.to_string());
            }) {
                let output =
                    fs::read(copy.with_file_name(format!("out-{job}"))).unwrap_or_default();
                let output = String::from_utf8_lossy(&output);
                let failed: BTreeSet<_> = output.lines().map(str::trim).collect();
                return Some(ns.into_iter().find(|&n| failed.contains(tests[n].name.as_str())));
            }
        }
        (rest, size) = (later, size * 3);
    }
    None
}

/// Whether tests pass within a time; what they print is in a file of the job.
fn run(
    copy: &Path,
    binary: &Path,
    names: &[impl AsRef<str>],
    job: usize,
    limit: Duration,
    more: impl FnOnce(&mut Command),
) -> bool {
    let folder = copy.with_file_name(format!("tmp-{job}"));
    fs::create_dir_all(&folder).expect("a folder");
    let mut command = Command::new(binary);
    command.args(["--exact", "--test-threads", "1", "-q"]).args(names.iter().map(AsRef::as_ref));
    command
        .current_dir(copy.join("tests"))
        .env("CARGO_MANIFEST_DIR", copy.join("tests"))
        .env("TMPDIR", folder);
    command
        .env("INSTA_UPDATE", "no")
        .env("CI", "true")
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(fs::File::create(copy.with_file_name(format!("out-{job}"))).expect("a file"))
        .stderr(Stdio::null());
    more(&mut command);
    let mut child = command.spawn().expect("a test");
    let began = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().expect("a test") {
            return status.success();
        }
        if began.elapsed() > limit {
            // With the commands that the test has started.
            let _ = Command::new("kill").args(["-9", "--", &format!("-{}", child.id())]).status();
            let _ = child.wait();
            return false;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// Does something for each of a list, on several threads.
fn each<T: Sync>(list: &[T], jobs: usize, work: impl Fn(usize, &T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for job in 0..jobs {
            let (next, work) = (&next, &work);
            scope.spawn(move || {
                while let Some(item) =
                    list.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    work(job, item);
                }
            });
        }
    });
}

/// The order that a seed gives (splitmix64, Fisher–Yates).
fn shuffle<T>(list: &mut [T], seed: u64) {
    let mut state = seed;
    for n in (1..list.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        list.swap(n, ((z ^ (z >> 31)) % (n as u64 + 1)) as usize);
    }
}
