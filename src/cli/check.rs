//! `dibao check`.

mod conversion;
mod hosts;
mod old;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;

use super::build::with_progress;
use super::now::Days;
use super::styles::{QUIET, STRONG};
use super::summed::{heading, in_files, styled, summed_up};
use super::terminal::{FOUND_ERRORS, Root, counted, print_json, say};
use crate::audit::Baseline;
use crate::check::by_kind;
use crate::check::hosts::HOSTS;
use crate::diagnostic::{Diagnostic, Kind};
use crate::error::Error;
use crate::pipeline::{self, Checked, Options};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    days: Days,
    /// Check drafts too
    #[arg(long)]
    drafts: bool,
    /// Look only for findings of this kind, and print all of them; may be given several times
    #[arg(long, value_name = "KIND", conflicts_with = "conversion")]
    kind: Vec<Kind>,
    /// Take findings of this kind for errors, or of `all` kinds; may be given several times
    #[arg(long, value_name = "KIND", conflicts_with = "conversion", value_parser = denied)]
    deny: Vec<Denied>,
    /// List the kinds of findings
    #[arg(long)]
    kinds: bool,
    /// Audit script conversion: what each ambiguous character became, and why
    #[arg(long)]
    conversion: bool,
    /// With --json, list every decision, also those that need no reading
    #[arg(long, requires_all = ["conversion", "json"])]
    all: bool,
    /// Fail if there is a doubtful decision that this file does not have
    #[arg(long, value_name = "FILE", requires = "conversion")]
    audit_baseline: Option<PathBuf>,
    /// Write what there is now to the baseline: it is all reviewed
    #[arg(long, requires = "audit_baseline")]
    accept: bool,
    /// Only check whether a host takes all that a build makes; may be given several times
    #[arg(long, value_name = "HOST", conflicts_with_all = ["conversion", "kind", "kinds", "deny", "limit"])]
    #[arg(value_parser = PossibleValuesParser::new(HOSTS.iter().map(|host| host.name)))]
    host: Vec<String>,
    /// Only check whether the addresses in a list, or in a sitemap of the old site, still answer
    #[arg(long, value_name = "FILE", conflicts_with_all = ["conversion", "kind", "kinds", "deny", "host"])]
    old_addresses: Option<PathBuf>,
    /// How many places of each kind to print, or how many items of --conversion [default: 5, or 50]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

/// What `--deny` names.
#[derive(Clone)]
enum Denied {
    All,
    One(Kind),
}

fn denied(text: &str) -> Result<Denied, crate::diagnostic::UnknownKind> {
    if text == "all" { Ok(Denied::All) } else { text.parse().map(Denied::One) }
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    if arguments.kinds {
        let lines = Kind::ALL.iter().map(|kind| format!("{:<22}  {}\n", kind.code(), kind.about()));
        return say(&lines.collect::<String>()).map(|()| ExitCode::SUCCESS);
    }
    let options = Options {
        drafts: arguments.drafts,
        now: arguments.days.now()?,
        future: arguments.days.future,
        ..Options::default()
    };
    if arguments.conversion {
        return audit(arguments, &options);
    }
    if !arguments.host.is_empty() {
        return hosts::run(&arguments.root, &options, &arguments.host, arguments.json);
    }
    if let Some(list) = &arguments.old_addresses {
        let limit = arguments.limit.unwrap_or(20);
        return old::run(&arguments.root, &options, list, limit, arguments.json);
    }
    let denied: Vec<Kind> = arguments
        .deny
        .iter()
        .flat_map(|denied| match denied {
            Denied::All => Kind::ALL.to_vec(),
            Denied::One(kind) => vec![*kind],
        })
        .collect();
    let checked = with_progress("pages", |progress| {
        pipeline::check(&arguments.root.root, &options, &denied, &arguments.kind, progress)
    })?;
    if arguments.json {
        print_json(&checked)?;
    } else {
        // Who asks for places gets them.
        let is_summed_up = arguments.limit.is_none() && arguments.kind.is_empty();
        let limit = arguments.limit.unwrap_or(if is_summed_up { 5 } else { usize::MAX });
        say(&text(&checked, limit, is_summed_up, &arguments.root.hint()))?;
    }
    Ok(if checked.errors > 0 { ExitCode::from(FOUND_ERRORS) } else { ExitCode::SUCCESS })
}

/// The findings as a person reads them, by kind; those that are very many may be summed up before. Writing to a string
/// cannot fail.
fn text(checked: &Checked, limit: usize, is_summed_up: bool, root: &str) -> String {
    let mut out = String::new();
    let all = &checked.report.diagnostics;
    let (many, few) = if is_summed_up { summed_up(all, root) } else { (Vec::new(), by_kind(all)) };
    if !many.is_empty() {
        let _ = writeln!(out, "{}\n{}\n", heading(), many.join("\n"));
    }
    for (count, found) in few {
        let (style, severity) = styled(count.severity);
        let files = in_files(&count);
        let _ = writeln!(
            out,
            "{style}{severity}[{}]{style:#} {STRONG}{}{STRONG:#} {QUIET}{} in {files}{QUIET:#}",
            count.kind, count.about, count.count
        );
        let shown = &found[..found.len().min(limit)];
        // What helps all of them is said once.
        let common = shown.iter().all(|found| found.help == shown[0].help);
        for diagnostic in shown {
            place(&mut out, diagnostic, !common);
        }
        if let Some(more) = count.count.checked_sub(limit).filter(|&more| more > 0) {
            let _ = writeln!(out, "  and {more} more: `dibao check{root} --kind {}`", count.kind);
        }
        if let Some(help) = shown.first().and_then(|found| found.help.as_ref()).filter(|_| common) {
            let _ = writeln!(out, "  {QUIET}help: {help}{QUIET:#}");
        }
        out.push('\n');
    }
    let summary = checked.report.summary();
    let summary = if summary.is_empty() { "nothing to mend".to_owned() } else { summary };
    let waived = if checked.waived > 0 { format!(" ({} waived)", checked.waived) } else { String::new() };
    let _ = writeln!(out, "Checked {}: {summary}{waived}.", counted(checked.articles, "article"));
    out
}

/// One finding: the place, what is wrong there, and what helps if that is asked for.
fn place(out: &mut String, found: &Diagnostic, with_help: bool) {
    let _ = writeln!(out, "  {}\n      {}", found.location(), found.message);
    if let Some(help) = found.help.as_ref().filter(|_| with_help) {
        let _ = writeln!(out, "      {QUIET}help: {help}{QUIET:#}");
    }
}

fn audit(arguments: &Arguments, options: &Options) -> Result<ExitCode, Error> {
    let mut report = pipeline::audit(&arguments.root.root, options, arguments.all)?;
    let mut is_new = false;
    if let Some(path) = &arguments.audit_baseline {
        if arguments.accept {
            Baseline::of(&report.items).write(path)?;
        }
        report.clear(&Baseline::read(path)?);
        is_new = !report.items.is_empty();
    }
    if arguments.json {
        print_json(&report)?;
    } else {
        say(&conversion::text(&report, arguments.limit.unwrap_or(50)))?;
    }
    Ok(if is_new { ExitCode::from(FOUND_ERRORS) } else { ExitCode::SUCCESS })
}
