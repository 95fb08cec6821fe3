//! The house: which room may import which, as the table in ARCHITECTURE.md
//! says, and no files that import each other in a circle.
//!
//! Imports are the `use` items of a file, tests left out. A name that a module
//! only passes on counts for the file that defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::commands::root;

/// A path of a module or an item in it, from the root of the crate.
type ItemPath = Vec<String>;

/// What one file has to say of others.
#[derive(Debug, Default)]
struct Module {
    file: String,
    /// What it imports for itself.
    uses: Vec<ItemPath>,
    /// The names it knows, and where they come from; `*` stands for all names.
    names: Vec<(String, ItemPath)>,
    text: String,
}

/// All modules of the library by their path.
fn modules() -> BTreeMap<ItemPath, Module> {
    let mut found = BTreeMap::new();
    collect(&root().join("src"), &[], &mut found);
    assert!(found.len() > 100, "{}", found.len());
    found
}

fn collect(folder: &Path, above: &[String], found: &mut BTreeMap<ItemPath, Module>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut at = above.to_vec();
        if path.is_dir() {
            if stem != "bin" {
                at.push(stem);
                collect(&path, &at, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") && !stem.ends_with("tests") {
            if stem != "mod" && stem != "lib" {
                at.push(stem);
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let shown = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(at.clone(), Module::read(shown, &at, &text));
        }
    }
}

impl Module {
    fn read(file: String, at: &[String], text: &str) -> Self {
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text).to_owned();
        let mut module = Self { file, ..Self::default() };
        for item in text.split(";\n") {
            let Some(start) = item
                .rfind("\nuse ")
                .map(|at| at + 1)
                .into_iter()
                .chain(
                    ["\npub use ", "\npub(crate) use ", "\npub(super) use "]
                        .iter()
                        .filter_map(|start| item.rfind(start).map(|at| at + 1)),
                )
                .max()
            else {
                continue;
            };
            let item = &item[start..];
            if item.contains("macro_rules!") {
                continue;
            }
            let (before, tree) = item.split_once("use ").unwrap();
            let mut paths = Vec::new();
            flatten(Vec::new(), tree.trim(), &mut paths);
            for (path, name) in paths {
                let Some(path) = absolute(at, &path) else { continue };
                if before.is_empty() {
                    module.uses.push(path.clone());
                }
                module.names.push((name, path));
            }
        }
        module.text = text;
        module
    }

    /// Whether an item of this name is written down here.
    fn defines(&self, name: &str) -> bool {
        ["struct", "enum", "trait", "fn", "const", "static", "type", "mod", "macro_rules!"]
            .iter()
            .any(|kind| {
                self.text.match_indices(&format!("{kind} {name}")).any(|(at, found)| {
                    !self.text[at + found.len()..]
                        .starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            })
    }
}

/// The paths of a tree such as `a::{b, c::{self, d as e}}`, each with the name
/// it is known by.
fn flatten(above: ItemPath, tree: &str, paths: &mut Vec<(ItemPath, String)>) {
    if let Some(open) = tree.find('{') {
        let mut path = above;
        path.extend(
            tree[..open].split("::").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned),
        );
        let inside = tree[open + 1..].trim_end().trim_end_matches('}');
        let (mut depth, mut start) = (0, 0);
        for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    let part = inside[start..at].trim();
                    let open = part.matches('{').count()
                        - part.matches('}').count().min(part.matches('{').count());
                    let part = format!("{part}{}", "}".repeat(open));
                    if !part.is_empty() {
                        flatten(path.clone(), &part, paths);
                    }
                    start = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let (tree, known) =
        tree.split_once(" as ").map_or((tree, None), |(tree, name)| (tree, Some(name)));
    let mut path = above;
    path.extend(tree.split("::").map(|part| part.trim().to_owned()));
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = known
        .map_or_else(|| path.last().cloned().unwrap_or_default(), |name| name.trim().to_owned());
    paths.push((path, name));
}

/// The path from the root of the crate; none for another crate.
fn absolute(at: &[String], path: &[String]) -> Option<ItemPath> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => Some([&at[..at.len().checked_sub(supers)?], &path[supers..]].concat()),
        "self" => Some([at, &path[1..]].concat()),
        "std" | "core" | "alloc" => None,
        _ => Some([at, path].concat()),
    }
}

/// The module in which what a path names is written down.
fn home<'m>(
    modules: &'m BTreeMap<ItemPath, Module>,
    path: &[String],
    depth: usize,
) -> Option<&'m ItemPath> {
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let (at, module) = modules.get_key_value(&path[..length])?;
    let Some(name) = path.get(length) else { return Some(at) };
    if depth > 8 || name == "*" || module.defines(name) {
        return Some(at);
    }
    let known = module.names.iter().find(|(known, _)| known == name);
    if let Some((_, from)) = known {
        return home(modules, from, depth + 1).or(Some(at));
    }
    let globs = module.names.iter().filter(|(known, _)| known == "*");
    for (_, from) in globs {
        let from = &from[..from.len() - 1];
        if modules.get(from).is_some_and(|module| module.defines(name)) {
            return modules.get_key_value(from).map(|(at, _)| at);
        }
    }
    // Another crate, or a macro of this one.
    (length > 0).then_some(at)
}

/// For each file the files it imports from.
fn imports(modules: &BTreeMap<ItemPath, Module>) -> BTreeMap<&ItemPath, BTreeSet<&ItemPath>> {
    let of = |at: &ItemPath, module: &Module| -> BTreeSet<&ItemPath> {
        let homes = module.uses.iter().filter_map(|path| home(modules, path, 0));
        homes.filter(|home| *home != at).collect()
    };
    modules.iter().map(|(at, module)| (at, of(at, module))).collect()
}

#[test]
fn rooms_import_only_what_the_table_of_directions_lists() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, table) = text.split_once("| room | imports from |\n").expect("the table of directions");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    let names = |cell: &str| -> Vec<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(|name| name.trim_end_matches('/').to_owned())
            .collect()
    };
    let allowed: BTreeMap<String, Vec<String>> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').collect();
            (names(cells[1])[0].clone(), names(cells[2]))
        })
        .collect();
    let modules = modules();
    let mut against = Vec::new();
    for (at, homes) in imports(&modules) {
        let Some(room) = at.first() else { continue };
        assert!(allowed.contains_key(room), "`{room}` is not in the table of directions");
        for home in homes {
            let Some(other) = home.first() else { continue };
            if other != room && !allowed[room].contains(other) {
                against.push(format!("{} imports {}", modules[at].file, modules[home].file));
            }
        }
    }
    assert_eq!(against, [""; 0]);
    // The table has no circle: each room lists only rooms that stand below it.
    let mut below: Vec<&String> = Vec::new();
    while below.len() < allowed.len() {
        let next = allowed.iter().find(|(room, others)| {
            !below.contains(room) && others.iter().all(|other| below.contains(&other))
        });
        below.push(next.expect("the table of directions has a circle").0);
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let modules = modules();
    let imports = imports(&modules);
    let reach = |from: &ItemPath| -> BTreeSet<&ItemPath> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&ItemPath> = imports[from].iter().copied().collect();
        while let Some(at) = next.pop() {
            if reached.insert(at) {
                next.extend(&imports[at]);
            }
        }
        reached
    };
    let reached: BTreeMap<&ItemPath, BTreeSet<&ItemPath>> =
        modules.keys().map(|at| (at, reach(at))).collect();
    let circles: BTreeSet<Vec<&str>> = modules
        .keys()
        .filter(|at| reached[at].contains(at))
        .map(|at| {
            let others = reached[at].iter().filter(|other| reached[*other].contains(at));
            others.map(|other| modules[*other].file.as_str()).collect()
        })
        .collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// What a process is, is at most a fifth of the crate.
#[test]
fn the_room_of_the_process_stays_small() {
    let lines = |room: Option<&str>| -> usize {
        let modules = modules();
        let of = modules
            .iter()
            .filter(|(at, _)| room.is_none_or(|room| at.first().is_some_and(|r| r == room)));
        of.map(|(_, module)| module.text.lines().count()).sum()
    };
    assert!(
        lines(Some("process")) * 5 <= lines(None),
        "{} of {}",
        lines(Some("process")),
        lines(None)
    );
}
