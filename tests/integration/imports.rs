//! Nobody imports upstream: what `src/lib.rs` says of its floors holds for every path in the sources, and no files
//! import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The path of a module: `["render", "job"]`.
type Module = Vec<String>;

/// The sources of the crate, by module.
struct Sources {
    files: BTreeMap<Module, File>,
}

/// What a file says of other modules.
#[derive(Default)]
struct File {
    /// The names that it defines at its top, inline modules aside.
    defined: BTreeSet<String>,
    /// The names that it imports at its top, each with its whole path.
    imported: BTreeMap<String, Vec<String>>,
    /// Every path in it that leads to another module, as it is written, with the module that it is written in.
    paths: Vec<(Module, Vec<String>)>,
}

impl Sources {
    /// Reads a folder of sources, by path, but for tests.
    fn read(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sources = Self { files: BTreeMap::new() };
        for (path, text) in files {
            let mut module: Module = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
            if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
                module.pop();
            }
            let is_test = matches!(module.last().map(String::as_str), Some("tests" | "testing"));
            if !is_test && path != "main.rs" {
                let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
                let mut file = File::default();
                file.walk(&tokens.into_iter().collect::<Vec<_>>(), &module, true);
                sources.files.insert(module, file);
            }
        }
        sources
    }

    fn of_this_crate() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
        let sources = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
        Self::read(sources.map(|entry| {
            let name = entry.path().strip_prefix(&root).unwrap().display().to_string();
            (name, fs_err::read_to_string(entry.path()).unwrap())
        }))
    }

    /// The module that defines what a path leads to; none if that is in another crate, or is no path but a name.
    fn resolve(&self, from: &Module, path: &[String]) -> Option<Module> {
        let mut whole: Vec<String> = match path[0].as_str() {
            "crate" => path[1..].to_vec(),
            "self" => [from, &path[1..]].concat(),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                [&from[..from.len().checked_sub(up)?], &path[up..]].concat()
            }
            first => {
                let child = [from.as_slice(), &[first.to_owned()]].concat();
                let imported = self.files.get(from).and_then(|file| file.imported.get(first));
                match imported {
                    _ if self.files.contains_key(&child) => [from, path].concat(),
                    Some(imported) if matches!(imported[0].as_str(), "crate" | "self" | "super") => {
                        return self.resolve(from, &[imported.as_slice(), &path[1..]].concat());
                    }
                    _ => return None,
                }
            }
        };
        // Through re-exports, to where it is defined.
        for _ in 0..9 {
            let length = (0..=whole.len()).rev().find(|&length| self.files.contains_key(&whole[..length]))?;
            let module = whole[..length].to_vec();
            let Some(name) = whole.get(length) else { return Some(module) };
            let file = &self.files[&module];
            let imported = file.imported.get(name).filter(|_| !file.defined.contains(name));
            match imported {
                Some(imported) if *imported != path => {
                    let next = self.absolute(&module, imported)?;
                    whole = next;
                }
                _ => return Some(module),
            }
        }
        None
    }

    fn absolute(&self, from: &Module, path: &[String]) -> Option<Vec<String>> {
        match path[0].as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([from, &path[1..]].concat()),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                Some([&from[..from.len().checked_sub(up)?], &path[up..]].concat())
            }
            first => {
                let child = [from.as_slice(), &[first.to_owned()]].concat();
                self.files.contains_key(&child).then(|| [from, path].concat())
            }
        }
    }

    /// Which modules each module imports, with a path that says so.
    fn imports(&self) -> BTreeMap<&Module, BTreeMap<Module, String>> {
        let of = |(module, file): (&Module, &File)| -> BTreeMap<Module, String> {
            let resolved = file.paths.iter().filter_map(|(from, path)| {
                // An inline module is a part of its file.
                let target = self.resolve(from, path)?;
                Some((target, path.join("::")))
            });
            resolved.filter(|(target, _)| target != module).collect()
        };
        self.files.iter().map(|(module, file)| (module, of((module, file)))).collect()
    }

    /// Modules that import each other, each with the import that leads on.
    fn circle(&self) -> Option<Vec<String>> {
        let imports = self.imports();
        let mut done = BTreeSet::new();
        imports.keys().find_map(|module| circle_from(module, &imports, &mut Vec::new(), &mut done))
    }
}

/// The circle that the imports of a module lead into, if there is one.
fn circle_from(
    module: &Module,
    imports: &BTreeMap<&Module, BTreeMap<Module, String>>,
    way: &mut Vec<(Module, String)>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<String>> {
    if let Some(start) = way.iter().position(|(before, _)| before == module) {
        let told = way[start..].iter().map(|(module, path)| format!("{} imports {path}", module.join("/")));
        return Some(told.collect());
    }
    if done.contains(module) {
        return None;
    }
    for (target, path) in imports.get(module).into_iter().flatten() {
        way.push((module.clone(), path.clone()));
        let found = circle_from(target, imports, way, done);
        way.pop();
        if found.is_some() {
            return found;
        }
    }
    done.insert(module.clone());
    None
}

impl File {
    fn walk(&mut self, tokens: &[TokenTree], module: &Module, is_top: bool) {
        let mut at = 0;
        while at < tokens.len() {
            if let Some(after) = after_test(tokens, at) {
                at = after;
                continue;
            }
            match &tokens[at] {
                TokenTree::Ident(word) if word == "use" && !is_sign(tokens.get(at + 1), '<') => {
                    let end = (at..tokens.len()).find(|&end| is_sign(tokens.get(end), ';')).unwrap_or(tokens.len());
                    self.add_use(&tokens[at + 1..end], &mut Vec::new(), module, is_top);
                    at = end;
                }
                TokenTree::Ident(word) if word == "mod" && is_group(tokens.get(at + 2), Delimiter::Brace) => {
                    let inner: Module = module.iter().cloned().chain([tokens[at + 1].to_string()]).collect();
                    self.walk(&inside(&tokens[at + 2]), &inner, false);
                    at += 2;
                }
                TokenTree::Ident(word) => {
                    if is_top && is_definition(&word.to_string()) {
                        self.defined.extend(tokens.get(at + 1).map(ToString::to_string));
                    }
                    // Visibility is no import.
                    if word == "pub" && is_group(tokens.get(at + 1), Delimiter::Parenthesis) {
                        at += 2;
                        continue;
                    }
                    at = self.add_path(tokens, at, module);
                }
                TokenTree::Group(group) => {
                    self.walk(&group.stream().into_iter().collect::<Vec<_>>(), module, false);
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Adds a path that begins at a word, and returns where its last word is.
    fn add_path(&mut self, tokens: &[TokenTree], start: usize, module: &Module) -> usize {
        let is_continued =
            start >= 1 && is_sign(tokens.get(start - 1), ':') && start >= 2 && is_sign(tokens.get(start - 2), ':');
        if is_continued || !is_colons(tokens, start + 1) {
            return start;
        }
        let mut path = vec![tokens[start].to_string()];
        let mut at = start;
        while is_colons(tokens, at + 1) {
            let Some(TokenTree::Ident(word)) = tokens.get(at + 3) else { break };
            path.push(word.to_string());
            at += 3;
        }
        if path.len() > 1 {
            self.paths.push((module.clone(), path));
        }
        at
    }

    fn add_use(&mut self, tokens: &[TokenTree], prefix: &mut Vec<String>, module: &Module, is_top: bool) {
        for tree in tokens.split(|token| is_sign(Some(token), ',')) {
            let length = prefix.len();
            let mut alias = None;
            let mut words = tree.iter().peekable();
            while let Some(token) = words.next() {
                match token {
                    TokenTree::Ident(word) if word == "as" => alias = words.next().map(ToString::to_string),
                    TokenTree::Ident(word) => prefix.push(word.to_string()),
                    TokenTree::Group(group) => {
                        self.add_use(&group.stream().into_iter().collect::<Vec<_>>(), prefix, module, is_top);
                        alias = Some(String::new());
                    }
                    _ => {}
                }
            }
            if prefix.len() > length && alias.as_deref() != Some("") {
                let mut path = prefix.clone();
                if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
                    path.pop();
                }
                let name = alias.unwrap_or_else(|| path.last().cloned().unwrap_or_default());
                if is_top {
                    self.imported.insert(name, path.clone());
                }
                self.paths.push((module.clone(), path));
            }
            prefix.truncate(length);
        }
    }
}

/// Where a test module or function ends that begins at a place.
fn after_test(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let is_test = is_sign(tokens.get(at), '#') && tokens.get(at + 1)?.to_string().replace(' ', "") == "[cfg(test)]";
    let end = |end: &usize| is_group(tokens.get(*end), Delimiter::Brace) || is_sign(tokens.get(*end), ';');
    is_test.then(|| (at + 2..tokens.len()).find(end).map_or(tokens.len(), |end| end + 1))
}

fn is_definition(word: &str) -> bool {
    ["fn", "struct", "enum", "trait", "const", "static", "type", "union", "macro_rules"].contains(&word)
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    is_sign(tokens.get(at), ':') && is_sign(tokens.get(at + 1), ':')
}

fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

fn inside(group: &TokenTree) -> Vec<TokenTree> {
    match group {
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The floors of `lib.rs`: modules that are declared together, from the ground up.
fn floors(lib: &str) -> Vec<BTreeSet<String>> {
    let declared = |block: &str| -> BTreeSet<String> {
        let lines = block.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
        lines.filter_map(|line| line.strip_suffix(';')).map(str::to_owned).collect()
    };
    lib.split("\n\n").map(declared).filter(|floor| !floor.is_empty()).collect()
}

/// Imports of a floor that is not below.
fn upstream(sources: &Sources, floors: &[BTreeSet<String>]) -> Vec<String> {
    let floor = |module: &Module| module.first().and_then(|top| floors.iter().position(|floor| floor.contains(top)));
    let mut found = Vec::new();
    for (module, imports) in sources.imports() {
        for (target, path) in imports {
            let is_within = module.first() == target.first();
            if !is_within && floor(module) <= floor(&target) && !module.is_empty() && !target.is_empty() {
                found.push(format!("{} imports {path}", module.join("/")));
            }
        }
    }
    found
}

fn lib() -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap()
}

#[test]
fn nobody_imports_from_a_floor_above() {
    let (sources, floors) = (Sources::of_this_crate(), floors(&lib()));
    let declared: BTreeSet<&String> = floors.iter().flatten().collect();
    let there: BTreeSet<&String> = sources.files.keys().filter_map(|module| module.first()).collect();
    assert_eq!(there.difference(&declared).collect::<Vec<_>>(), Vec::<&&String>::new(), "every module has a floor");
    assert!(sources.imports().values().map(BTreeMap::len).sum::<usize>() > 500, "the sources are read");
    let found = upstream(&sources, &floors);
    assert!(found.is_empty(), "lib.rs says who may import whom:\n{}", found.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circle = Sources::of_this_crate().circle();
    assert!(circle.is_none(), "{}", circle.unwrap_or_default().join("\n"));
}

#[test]
fn the_files_that_the_architecture_names_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs_err::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let sources =
        ["src", "crates/dibao-publish/src"].map(|folder| walkdir::WalkDir::new(root.join(folder)).into_iter());
    let files: Vec<String> = sources
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path().strip_prefix(root).unwrap().display().to_string())
        .collect();
    let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(|name| !name.contains([' ', '*', '<'])).collect();
    let files_named = named.iter().filter(|name| name.ends_with(".rs") || name.ends_with('/'));
    let is_there = |name: &str| {
        let within = format!("/{}", name.trim_end_matches('/'));
        root.join(name).exists() || files.iter().any(|file| file.ends_with(&within))
    };
    let missing: Vec<&&str> = files_named.clone().filter(|name| !is_there(name)).collect();
    assert!(
        missing.is_empty() && files_named.count() > 150,
        "ARCHITECTURE.md names files that are not there: {missing:?}"
    );
}

#[test]
fn a_wrong_path_is_found_however_it_is_written() {
    const LIB: &str = "mod ground;\n\nmod above;\n";
    let found = |ground: &str| {
        let files = [
            ("lib.rs", LIB),
            ("ground/mod.rs", ground),
            ("ground/part.rs", "pub struct Part;"),
            ("above/mod.rs", "mod deep;\npub use deep::Deep;\npub fn up() {}"),
            ("above/deep.rs", "pub struct Deep;"),
        ];
        upstream(&Sources::read(files.map(|(name, text)| (name.to_owned(), text.to_owned()))), &floors(LIB))
    };
    for wrong in [
        "use crate::above::Deep;",
        "use crate::{above, ground};",
        "use crate::above::{self as other, up as down};",
        "use super::above::deep::*;",
        "fn a() { crate::above::up() }",
        "fn a() -> Option<super::above::Deep> { None }",
        "macro_rules! a { () => { crate::above::up() } }",
        "mod inline { fn a() { super::super::above::up() } }",
        "fn a() { let b = [1].map(|_| crate::above::up()); }",
        "impl Trait for crate::above::Deep {}",
        "const A: &[fn()] = &[crate::above::up];",
    ] {
        assert_eq!(found(wrong).len(), 1, "{wrong}: {:?}", found(wrong));
    }
    for right in [
        "mod part;\npub use part::Part;",
        "pub(in crate::above) fn a() {}",
        "// crate::above::up()\n/// crate::above::up()\nfn a() {}",
        "const A: &str = \"crate::above::up()\";",
        "#[cfg(test)]\nmod tests { use crate::above::up; }",
        "#[cfg(test)]\nuse crate::above::up;\nfn a() {}",
        "use std::above::up;",
    ] {
        assert_eq!(found(right), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn a_circle_is_found_by_where_things_are_defined() {
    let circle = |files: &[(&str, &str)]| {
        Sources::read(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))).circle()
    };
    let facade = ("a/mod.rs", "mod b;\nmod c;\npub use b::B;\npub use c::C;");
    // By way of a facade that defines nothing, there is none.
    assert_eq!(circle(&[facade, ("a/b.rs", "use super::C;\npub struct B;"), ("a/c.rs", "pub struct C;")]), None);
    let both =
        [facade, ("a/b.rs", "use super::C;\npub struct B;"), ("a/c.rs", "pub struct C;\nfn a(_: super::b::B) {}")];
    assert!(circle(&both).is_some_and(|told| told.len() == 2), "{:?}", circle(&both));
    // A module that defines what its parts need, and needs its parts.
    let parent = [("a/mod.rs", "mod b;\nfn a() { b::b() }\npub struct A;"), ("a/b.rs", "use super::A;\npub fn b() {}")];
    assert!(circle(&parent).is_some());
    let long = [
        ("a.rs", "use crate::b::b;\npub fn a() {}"),
        ("b.rs", "use crate::c as d;\npub fn b() { d::c() }"),
        ("c.rs", "pub fn c() { crate::a::a() }"),
    ];
    assert!(circle(&long).is_some_and(|told| told.len() == 3));
}

/// The files of `render` that reach the archive past its door: for planning, for what all pages share, for the index of
/// the search, and to tell what facets are now. What all pages share is put down where a job reads it.
const PAST_THE_DOOR: [&str; 5] = ["elsewhere.rs", "plan.rs", "renderer.rs", "search.rs", "view.rs"];

#[test]
fn jobs_read_the_archive_through_its_door() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render");
    let past = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| {
        let text =
            if entry.file_type().is_file() { fs_err::read_to_string(entry.path()).unwrap() } else { String::new() };
        let is_test = entry.file_name() == "tests.rs";
        !is_test && ["untraced()", "site.archive()", "site.links()"].iter().any(|way| text.contains(way))
    });
    let past: BTreeSet<String> = past.map(|entry| entry.file_name().to_str().unwrap().to_owned()).collect();
    assert_eq!(past, PAST_THE_DOOR.map(str::to_owned).into());
}
