//! Every byte that dibao makes of two archives, held to `tests/golden/manifest.txt`: the sample archive, and
//! `tests/golden/site` (with `tests/golden/outer` as a source outside of it), which has every kind of page and
//! every feature. `script/bless` rewrites the manifest.
//!
//! A file is listed by its hash; a picture by its format and size in pixels, since encoders use whatever
//! instructions a processor has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::support::{built_sample, dibao, files, project};

type Files = BTreeMap<String, Vec<u8>>;

/// How many differing files are named, and of how many of them the first difference is shown.
const NAMED: usize = 40;
const EXCERPTS: usize = 3;

#[test]
fn every_byte_is_as_it_was_blessed() {
    let sites = [("sample", built_sample().clone()), ("small", build_small())];
    let actual = manifest(&sites);
    let path = project().join("tests/golden/manifest.txt");
    let blessed = std::fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("DIBAO_BLESS").is_some() {
        std::fs::write(path, &actual).unwrap();
        keep(&sites);
        eprint!("{}", differences(&entries(&blessed), &entries(&actual), &sites));
    } else if actual != blessed {
        let told = differences(&entries(&blessed), &entries(&actual), &sites);
        panic!("the output differs from tests/golden/manifest.txt; if that is meant, run script/bless\n{told}");
    }
}

#[test]
fn no_version_is_in_the_output() {
    let version = env!("CARGO_PKG_VERSION");
    for (name, bytes) in built_sample().iter().chain(&build_small()) {
        let text = String::from_utf8_lossy(bytes);
        for mark in [format!("dibao {version}"), format!("dibao/{version}"), format!("\"{version}\"")] {
            assert!(!text.contains(&mark), "{name} has {mark}");
        }
        assert!(!text.contains("name=\"generator\""), "{name} names its generator");
    }
}

/// Builds the small site on one thread, in a folder of its own, by a clock in another zone: none of these
/// shows in the output.
fn build_small() -> Files {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files(&project().join("tests/golden")) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let output = dibao()
        .args(["build", "--audit", "--threads", "1", "--root"])
        .arg(folder.path().join("site"))
        .env("TZ", "America/Caracas")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files(&folder.path().join("site/public"))
}

/// A line for each file, sorted: what it is, and its path below the name of its site.
fn manifest(sites: &[(&str, Files)]) -> String {
    let mut text = String::new();
    for (site, files) in sites {
        for (name, bytes) in files {
            writeln!(text, "{} {site}/{name}", identity(name, bytes)).unwrap();
        }
    }
    text
}

/// A picture's format and size in pixels; the beginning of any other file's hash.
fn identity(name: &str, bytes: &[u8]) -> String {
    let is_picture = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"].iter().any(|ending| name.ends_with(ending));
    if is_picture {
        let format = image::guess_format(bytes).unwrap();
        let reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), format);
        let (width, height) = reader.into_dimensions().unwrap();
        format!("{}:{width}x{height}", format.extensions_str()[0])
    } else {
        blake3::hash(bytes).to_hex()[..32].to_owned()
    }
}

/// What the lines of a manifest say, by path.
fn entries(manifest: &str) -> BTreeMap<&str, &str> {
    manifest.lines().filter_map(|line| line.split_once(' ')).map(|(identity, path)| (path, identity)).collect()
}

/// Which files came, went or changed: counts by folder and ending, names, and the first difference of some.
fn differences(blessed: &BTreeMap<&str, &str>, actual: &BTreeMap<&str, &str>, sites: &[(&str, Files)]) -> String {
    let came = actual.keys().filter(|path| !blessed.contains_key(*path)).map(|path| ("came", *path));
    let went = blessed.keys().filter(|path| !actual.contains_key(*path)).map(|path| ("went", *path));
    let changed = actual.iter().filter(|(path, identity)| blessed.get(*path).is_some_and(|was| was != *identity));
    let all: Vec<_> = came.chain(went).chain(changed.map(|(path, _)| ("changed", *path))).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (what, path) in &all {
        let folder = path.split('/').take(3).collect::<Vec<_>>().join("/");
        let ending = path.rsplit('.').next().unwrap_or_default();
        *counts.entry(format!("{what}: {folder} … .{ending}")).or_default() += 1;
    }
    let mut text = format!("{} files differ\n", all.len());
    for (kind, count) in counts {
        writeln!(text, "{count:6} {kind}").unwrap();
    }
    for (what, path) in all.iter().take(NAMED) {
        writeln!(text, "{what} {path}").unwrap();
    }
    let shown = all.iter().filter(|(what, _)| *what == "changed").filter_map(|(_, path)| excerpt(path, sites));
    shown.take(EXCERPTS).for_each(|excerpt| text.push_str(&excerpt));
    text
}

/// The first line in which a file differs from the one that was blessed, if that was kept.
fn excerpt(path: &str, sites: &[(&str, Files)]) -> Option<String> {
    let before = std::fs::read(kept().join(path)).ok()?;
    let (site, name) = path.split_once('/')?;
    let now = sites.iter().find(|(other, _)| *other == site)?.1.get(name)?;
    let (before, now) = (String::from_utf8_lossy(&before), String::from_utf8_lossy(now));
    let at = before.bytes().zip(now.bytes()).position(|(one, other)| one != other)?;
    let around = |text: &str| {
        let clamp = |at: usize| text.floor_char_boundary(at);
        text[clamp(at.saturating_sub(60))..clamp(at + 120)].replace('\n', "⏎")
    };
    Some(format!("--- {path}\n- {}\n+ {}\n", around(&before), around(&now)))
}

/// Where the files stay that were blessed last on this machine.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden")
}

fn keep(sites: &[(&str, Files)]) {
    let _ = std::fs::remove_dir_all(kept());
    for (site, files) in sites {
        for (name, bytes) in files {
            let path = kept().join(site).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}
