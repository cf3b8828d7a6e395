//! `dibao pack`: builds a site and packs it for people who cannot reach it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::DecimalBytes;

use super::build::{print_findings, with_progress};
use super::now::Days;
use super::signing::Signing;
use super::terminal::{FOUND_ERRORS, Root, counted, print_json, say};
use crate::config::Config;
use crate::date::When;
use crate::error::Error;
use crate::pack::{Format, Order, Report, pack};
use crate::pipeline::{self, Built, Options, Selection};
use crate::script::Script;

/// The folder of packs, in that of the archive.
const OUT: &str = "dist";
/// The folder in the cache that a part of the archive is built in.
const SELECTED: &str = "selected";
/// So many names are told.
const SHOWN: usize = 3;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The forms of the pack
    #[arg(required = true, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    formats: Vec<String>,
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    selection: SelectionArguments,
    /// The folder of the packs, instead of dist/ in that of the archive
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Pack what was built last
    #[arg(long)]
    no_build: bool,
    /// Pack the facts of each page as JSON too, for programs
    #[arg(long)]
    page_data: bool,
    /// Make a torrent of each pack too (BitTorrent v1)
    #[arg(long)]
    torrent: bool,
    /// The address of a tracker, for torrents; may be repeated
    #[arg(long, value_name = "URL", requires = "torrent", value_parser = tracker)]
    tracker: Vec<String>,
    /// Replace packs of the same name
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    signing: Signing,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// The address of a tracker.
fn tracker(address: &str) -> Result<String, String> {
    let scheme = url::Url::parse(address).ok().filter(url::Url::has_host).map(|url| url.scheme().to_owned());
    match scheme.as_deref() {
        Some("http" | "https" | "udp" | "ws" | "wss") => Ok(address.to_owned()),
        _ => {
            Err("a tracker's address is such as udp://tracker.example:6969 or https://tracker.example/announce".into())
        }
    }
}

/// A part of the archive, which is built by itself.
#[derive(clap::Args)]
#[command(next_help_heading = "A part of the archive")]
struct SelectionArguments {
    /// Pages in these scripts alone, such as zh-Hans
    #[arg(long, value_name = "SCRIPTS", value_delimiter = ',')]
    scripts: Vec<Script>,
    /// Articles of this day or month, and later ones
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<When>,
    /// Articles about an event or its parts, by its id or a name in either script; may be repeated
    #[arg(long, value_name = "EVENT")]
    event: Vec<String>,
    /// Articles of a source; may be repeated
    #[arg(long, value_name = "SOURCE")]
    source: Vec<String>,
}

fn date(text: &str) -> Result<When, String> {
    let date = When::parse(text, &[], "UTC").filter(|date| date.second.is_none());
    date.ok_or_else(|| "it is no date, such as 2026, 2026-11 or 2026-11-30".to_owned())
}

/// A site that is built, and what its build found.
struct Ready {
    built: Built,
    errors: usize,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let root = &arguments.root.root;
    let mut options = Options {
        selection: selection(&arguments.selection),
        now: arguments.days.now()?,
        future: arguments.days.future,
        ..Options::default()
    };
    let config = pipeline::configure(root, &options)?;
    if !options.selection.is_all() {
        options.out = Some(root.join(&config.paths.cache).join(SELECTED));
    }
    let formats: BTreeSet<Format> =
        Format::ALL.into_iter().filter(|format| arguments.formats.iter().any(|name| name == format.name())).collect();
    let out = arguments.out.clone().unwrap_or_else(|| root.join(OUT));
    check_out(arguments, &config, &out)?;
    // Whoever has the wrong password does not have to wait for a build to learn it.
    let signer = arguments.signing.signer()?;
    let Ready { built, errors } = ready(arguments, &options)?;
    let order = Order {
        root,
        config: &config,
        selection: &options.selection,
        built: &built,
        formats: &formats,
        out: &out,
        page_data: arguments.page_data,
        replaces: arguments.force,
        signer: signer.as_ref(),
        trackers: arguments.torrent.then_some(&arguments.tracker),
    };
    let report = with_progress("files", |progress| pack(&order, progress))?;
    if arguments.json {
        print_json(&report)?;
    } else {
        say(&told(&report))?;
    }
    Ok(if errors > 0 { ExitCode::from(FOUND_ERRORS) } else { ExitCode::SUCCESS })
}

/// What is asked for of the archive.
fn selection(arguments: &SelectionArguments) -> Selection {
    let SelectionArguments { scripts, since, event, source } = arguments;
    Selection { scripts: scripts.clone(), since: *since, events: event.clone(), sources: source.clone() }
}

/// Builds the site, or takes what was built last.
fn ready(arguments: &Arguments, options: &Options) -> Result<Ready, Error> {
    let root = &arguments.root.root;
    if arguments.no_build {
        let mut built = pipeline::built(root, options)?;
        built.check_untouched()?;
        built.forget_build();
        return Ok(Ready { built, errors: 0 });
    }
    let (summary, session) = with_progress("pages", |progress| pipeline::open(root, options, progress))?;
    if !arguments.json {
        print_findings(&summary, &arguments.root.hint());
    }
    if summary.articles == 0 {
        return Err(Error::Other("There is no article to be packed.".to_owned()));
    }
    let mut built = session.into_built();
    built.check_untouched()?;
    built.forget_build();
    Ok(Ready { built, errors: summary.errors })
}

/// Refuses to pack into the site or its sources, from which the next build would read it.
fn check_out(arguments: &Arguments, config: &Config, out: &std::path::Path) -> Result<(), Error> {
    let absolute = |path: &std::path::Path| std::path::absolute(path).map_err(|source| Error::Read { source });
    let (root, out) = (absolute(&arguments.root.root)?, absolute(out)?);
    for kept in [&config.paths.output, &config.paths.content, &config.paths.cache, &config.paths.assets] {
        let kept = root.join(kept);
        if kept != root && out.starts_with(&kept) {
            let said =
                format!("`{}` is in `{}`, from which dibao builds or to which it does.", out.display(), kept.display());
            return Err(Error::Other(format!("{said} Pack into a folder beside it.")));
        }
    }
    Ok(())
}

/// What was packed, and what there is to know about it.
fn told(report: &Report) -> String {
    let mut told = String::new();
    for pack in &report.packs {
        told += &format!(
            "Packed {}: {} ({}).\n  Root: {}\n",
            counted(report.files, "file"),
            pack.path.display(),
            DecimalBytes(pack.bytes),
            pack.root
        );
        if let Some(torrent) = &pack.torrent {
            told += &format!("  Its torrent: {} ({}).\n", torrent.path.display(), torrent.info_hash);
        }
    }
    if report.elsewhere > 0 {
        let places = if report.elsewhere == 1 { "picture or the like lies" } else { "pictures and the like lie" };
        told +=
            &format!("  {} {places} on other sites, and became links: {}.\n", report.elsewhere, some(&report.pages));
    }
    if !report.renamed.is_empty() {
        let names: Vec<String> = report.renamed.iter().map(|(own, name)| format!("{own} → {name}")).collect();
        told += &format!("  {} that some disks refuse: {}.\n", counted(names.len(), "name"), some(&names));
    }
    if report.has_no_address {
        told += "  Nothing tells where the site is: set `base_url` in book.toml, if it is anywhere.\n";
    }
    if !report.styles.is_empty() {
        told += &format!("  Styles load something from other sites: {}.\n", some(&report.styles));
    }
    told
}

fn some(all: &[impl std::fmt::Display]) -> String {
    let shown = all.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if all.len() > SHOWN { format!("{shown} and {} more", all.len() - SHOWN) } else { shown }
}
