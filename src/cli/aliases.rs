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
    /// The `data/articles.json` of the published site, instead of the one that the last publish left
    #[arg(long, value_name = "FILE")]
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
    let published = disk::read_to_string(&list).map_err(|source| Error::Read { source })?;
    let (comparison, _) = pipeline::compare(root, &options, &published)?;
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

/// What the first target that was published to has.
fn last_published(root: &Path, config: &Config) -> Result<PathBuf, Error> {
    let folder = root.join(&config.paths.cache).join(PUBLISHED);
    let mut lists = config.publish.iter().map(|target| folder.join(&target.name).join(ARTICLES));
    let none =
        "Nothing is known here of a published site. Name the `data/articles.json` that it has with `--published`.";
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
