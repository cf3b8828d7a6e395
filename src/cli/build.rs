//! `dibao build`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::now::Days;
use super::summed::{heading, summed_up};
use super::terminal::{FOUND_ERRORS, Root, counted, print_json, say};
use crate::artefact::Manifest;
use crate::error::Error;
use crate::pipeline::{self, Options, Summary};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    days: Days,
    /// Write to this folder instead of the one that book.toml names
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The address at which the site will be published, instead of the one in book.toml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Build drafts too
    #[arg(long)]
    drafts: bool,
    /// Also make the page audit/index.html: what is to be read of script conversion
    #[arg(long)]
    audit: bool,
    /// Look at every file of the output first: somebody else may have changed one (else the list of what was made is
    /// trusted)
    #[arg(long)]
    check_output: bool,
    /// Print the counts, the findings and every file of the output as JSON
    #[arg(long)]
    json: bool,
    /// Tell how long each phase took
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let options = Options {
        out: arguments.out.clone(),
        base_url: arguments.base_url.clone(),
        drafts: arguments.drafts,
        now: arguments.days.now()?,
        future: arguments.days.future,
        audit: arguments.audit,
        check_output: arguments.check_output,
        ..Options::default()
    };
    let started = Instant::now();
    let (summary, session) =
        with_progress("pages", |progress| pipeline::open(&arguments.root.root, &options, progress))?;
    if arguments.timings {
        anstream::eprintln!("      time    CPU time   peak  phase");
        for phase in &summary.phases {
            let peak = phase.peak.map_or_else(String::new, |peak| format!("{:>6} MB", peak / 1_000_000));
            let (time, cpu) = (phase.time.as_secs_f64(), phase.cpu.as_secs_f64());
            anstream::eprintln!("{time:>8.2} s {cpu:>8.2} s {peak}  {}", phase.name);
        }
    }
    if arguments.json {
        let files = session.manifest();
        let [now, until] = session.days();
        let manifest = Listed { file: session.manifest_file(), root: files.root(), now, until, files };
        print_json(&Built { summary: &summary, manifest })?;
    } else {
        print(&summary, started, &arguments.root.hint())?;
    }
    // The process ends: nobody takes a large archive apart in memory first.
    std::mem::forget(session);
    Ok(if summary.errors > 0 { ExitCode::from(FOUND_ERRORS) } else { ExitCode::SUCCESS })
}

/// A build, for programs.
#[derive(Serialize)]
struct Built<'s> {
    #[serde(flatten)]
    summary: &'s Summary,
    manifest: Listed<'s>,
}

/// The files of the output (`docs/manifest.md`).
#[derive(Serialize)]
struct Listed<'s> {
    file: &'s Path,
    root: String,
    /// The last day on which the archive changed by itself, and the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    files: Manifest,
}

/// Shows how many of these things are done, if somebody is watching.
pub(super) fn with_progress<T>(things: &str, build: impl FnOnce(pipeline::Progress<'_>) -> T) -> T {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {things}, {{eta}} left"));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let result = build(&|done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    result
}

/// More findings of a kind than this are left to `dibao check`.
const SHOWN: usize = 3;

/// What was found, then what was built.
pub(super) fn print(summary: &Summary, started: Instant, root: &str) -> Result<(), Error> {
    print_findings(summary, root);
    if summary.drafts_skipped > 0 {
        say(&format!("Left out {}; `--drafts` builds them too.\n", counted(summary.drafts_skipped, "draft")))?;
    }
    if summary.waiting > 0 {
        say(&format!(
            "Left out {}, to wait for a later day; `--future` builds what waits too.\n",
            counted(summary.waiting, "article")
        ))?;
    }
    if let Some(until) = &summary.until {
        say(&format!("The site changes by itself on {until}: build it again then.\n"))?;
    }
    if summary.withdrawn > 0 {
        say(&format!("{} withdrawn; notices stand at the old addresses.\n", counted(summary.withdrawn, "article")))?;
    }
    say(&format!(
        "Built {}, {} events, places, persons and organisations{} into {}: {} files written, {} unchanged, {}in {:.1} s.\n",
        counted(summary.articles, "article"),
        summary.entities,
        if summary.words > 0 { format!(", {} sections and tags", summary.words) } else { String::new() },
        summary.output.display(),
        summary.written,
        summary.unchanged,
        if summary.removed > 0 { format!("{} removed, ", summary.removed) } else { String::new() },
        started.elapsed().as_secs_f64(),
    ))
}

/// What was found: a few of each kind; and why everything was built, if there was a build before.
pub(super) fn print_findings(summary: &Summary, root: &str) {
    let (many, few) = summed_up(&summary.report.diagnostics, root);
    if !many.is_empty() {
        anstream::eprintln!("{}\n{}\n", heading(), many.join("\n"));
    }
    for (count, found) in few {
        for diagnostic in found.iter().take(SHOWN) {
            anstream::eprintln!("{}\n", diagnostic.render());
        }
        if let Some(more) = count.count.checked_sub(SHOWN).filter(|&more| more > 0) {
            anstream::eprintln!(
                "... and {more} more of {}: `dibao check{root} --kind {}` lists them.\n",
                count.kind,
                count.kind
            );
        }
    }
    let found = summary.report.summary();
    if !found.is_empty() {
        anstream::eprintln!("Found {found}.");
    }
    if let Some(doubt) = &summary.doubt {
        anstream::eprintln!("{doubt}");
    }
}
