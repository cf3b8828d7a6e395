//! `dibao aliases`: which articles have other addresses than when the site was published last.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::now::Days;
use super::styles::{ERROR, QUIET, STRONG};
use super::terminal::{FOUND_ERRORS, Root, counted, print_json, say};
use crate::config::Config;
use crate::disk;
use crate::error::Error;
use crate::front_matter::{keys, with_items};
use crate::pipeline::{self, Comparison, Options, Readdressed};

/// The folder below the cache in which publishing keeps something of each target, and the list of articles there.
const PUBLISHED: &str = "publish";
const ARTICLES: &str = "articles.json";

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    days: Days,
    /// The folder `data/articles` of the published site, or a file of it, instead of what the last publish left
    #[arg(long, value_name = "PATH")]
    published: Option<PathBuf>,
    /// Write the old addresses into the `aliases` of the articles
    #[arg(long)]
    write: bool,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Told<'t> {
    #[serde(flatten)]
    comparison: &'t Comparison,
    /// The files that were written.
    written: Vec<String>,
    /// Those that were not, since their front matter is none that can be changed safely.
    by_hand: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let root = &arguments.root.root;
    let days = &arguments.days;
    let options = Options { now: days.now()?, future: days.future, ..Options::default() };
    let config = pipeline::configure(root, &options)?;
    let list = arguments.published.clone().map_or_else(|| last_published(root, &config), Ok)?;
    let (comparison, _) = pipeline::compare(root, &options, &texts_of(&list)?)?;
    let mut told = Told { comparison: &comparison, written: Vec::new(), by_hand: Vec::new() };
    if arguments.write {
        for moved in &comparison.moved {
            let is_done = write(root, moved)?;
            if is_done { &mut told.written } else { &mut told.by_hand }.push(moved.file.clone());
        }
    }
    if arguments.json {
        print_json(&told)?;
    } else {
        say(&text(&told, arguments))?;
    }
    let is_well = comparison.moved.len() == told.written.len() && comparison.gone.is_empty();
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::from(FOUND_ERRORS) })
}

/// The tables in a folder, or a single one.
fn texts_of(list: &Path) -> Result<Vec<String>, Error> {
    let fault = |source| Error::Read { source };
    let mut files = vec![list.to_owned()];
    if disk::is_folder(list) {
        let entries: std::io::Result<Vec<_>> = disk::list(list).map_err(fault)?.collect();
        files = entries.map_err(fault)?.into_iter().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
        files.sort();
    }
    files.iter().map(|file| disk::read_to_string(file).map_err(fault)).collect()
}

/// What the first target that was published to has.
fn last_published(root: &Path, config: &Config) -> Result<PathBuf, Error> {
    let folder = root.join(&config.paths.cache).join(PUBLISHED);
    let mut lists = config.publish.iter().map(|target| folder.join(&target.name).join(ARTICLES));
    let none =
        "Nothing is known here of a published site. Name the folder `data/articles` that it has with `--published`.";
    lists.find(|list| disk::is_file(list)).ok_or_else(|| Error::Other(none.to_owned()))
}

/// Writes the addresses that an article had into its file. False if that cannot be done safely.
fn write(root: &Path, moved: &Readdressed) -> Result<bool, Error> {
    let path = root.join(&moved.file);
    // A file in another encoding is for its editor to change.
    let Ok(text) = disk::read_to_string(&path) else { return Ok(false) };
    let Some(text) = with_items(&text, keys::ALIASES, &moved.aliases) else { return Ok(false) };
    let fault = |source| Error::Write { path: path.display().to_string(), source };
    disk::replace(&path, text.as_bytes()).map_err(fault)?;
    Ok(true)
}

/// Writing to a string cannot fail.
fn text(told: &Told<'_>, arguments: &Arguments) -> String {
    let Told { comparison, written, by_hand } = told;
    let mut out = String::new();
    if comparison.moved.is_empty() && comparison.gone.is_empty() {
        let _ = writeln!(
            out,
            "Every address of {} that were published leads on.",
            counted(comparison.published, "article")
        );
        return out;
    }
    for moved in &comparison.moved {
        let note = if written.contains(&moved.file) {
            format!("  {QUIET}written{QUIET:#}")
        } else if by_hand.contains(&moved.file) {
            format!("  {ERROR}to be written by hand{ERROR:#}")
        } else {
            String::new()
        };
        let _ = writeln!(out, "{STRONG}{}{STRONG:#} was {}, and is {}{note}", moved.file, moved.was, moved.is);
        let _ = writeln!(out, "  aliases: [{}]", moved.aliases.join(", "));
    }
    for gone in &comparison.gone {
        let _ = writeln!(out, "{ERROR}gone without a notice{ERROR:#}: {gone}");
    }
    if !comparison.moved.is_empty() && !arguments.write {
        let _ = writeln!(out, "`dibao aliases{} --write` writes these lines into the files.", arguments.root.hint());
    }
    if !comparison.gone.is_empty() {
        let _ = writeln!(out, "An article that is to be taken away is `withdrawn`, not removed (docs/reading.md).");
    }
    out
}
