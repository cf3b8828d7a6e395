//! `dibao check --host`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use indicatif::{DecimalBytes, HumanCount};
use serde::Serialize;

use super::super::build::with_progress;
use super::super::styles::{ERROR, QUIET, STRONG};
use super::super::terminal::{FOUND_ERRORS, Root, print_json, say};
use crate::artefact::Role;
use crate::check::hosts::{Fit, HOSTS, Host, Measure, Measured, Output, Share};
use crate::error::Error;
use crate::pipeline::{self, Options};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    hosts: Vec<Fit>,
    /// How much of the output is for each purpose.
    roles: BTreeMap<Role, Share>,
}

pub(super) fn run(root: &Root, options: &Options, names: &[String], as_json: bool) -> Result<ExitCode, Error> {
    let output = with_progress(|progress| pipeline::measure(&root.root, options, progress))?;
    let hosts: Vec<Fit> = names.iter().filter_map(|name| Host::named(name)).map(|host| host.fit(&output)).collect();
    let fits = hosts.iter().all(|fit| fit.fits);
    if as_json {
        print_json(&Report { hosts, roles: output.shares() })?;
    } else {
        say(&text(&hosts, &output))?;
    }
    Ok(if fits { ExitCode::SUCCESS } else { ExitCode::from(FOUND_ERRORS) })
}

/// Each host with its limits; then, if one of them takes less, what there is to leave out and where all of it fits.
/// Writing to a string cannot fail.
fn text(hosts: &[Fit], output: &Output) -> String {
    let mut out = String::new();
    for fit in hosts {
        let verdict = if fit.fits { "takes all of it".to_owned() } else { format!("{ERROR}takes less{ERROR:#}") };
        let _ = writeln!(out, "{STRONG}{}{STRONG:#} {verdict}", fit.host);
        for limit in &fit.limits {
            let line = format!(
                "  {}: {} of {}{}",
                name(limit.measure),
                amount(limit, limit.have),
                amount(limit, limit.most),
                place(limit)
            );
            let _ = if limit.fits() { writeln!(out, "{line}") } else { writeln!(out, "{ERROR}{line}{ERROR:#}") };
        }
        let _ = writeln!(out, "  {QUIET}{}\n  Limits as of {}: {}{QUIET:#}\n", fit.note, fit.read, fit.source);
    }
    if hosts.iter().any(|fit| !fit.fits) {
        advise(&mut out, output);
    }
    out
}

fn advise(out: &mut String, output: &Output) {
    let shares = output.shares();
    let _ = writeln!(out, "A build makes:");
    for (role, share) in &shares {
        let _ = writeln!(
            out,
            "  {:<10} {:>9} files  {:>10}",
            role.name(),
            HumanCount(share.files).to_string(),
            DecimalBytes(share.bytes).to_string()
        );
    }
    let _ = writeln!(out, "\nWhat a line in book.toml leaves out:");
    let settings = [
        (Role::PageData, "page_json = false", "the JSON file of each page"),
        (Role::Media, "pictures.widths = []", "smaller files of pictures"),
        (Role::Search, "search.enabled = false", "the index of the search"),
    ];
    for (role, setting, what) in settings {
        if shares.get(&role).is_some_and(|share| share.files > 0) {
            let _ = writeln!(out, "  {setting:<26} {what}");
        }
    }
    let others: Vec<&str> = HOSTS.iter().filter(|host| host.fit(output).fits).map(|host| host.name).collect();
    let _ = match others.as_slice() {
        [] => writeln!(out, "\nNo host that dibao knows takes all of it."),
        others => writeln!(out, "\nAll of it fits: {}.", others.join(", ")),
    };
}

fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Files => "files",
        Measure::Entries => "files and folders",
        Measure::InOneFolder => "files and folders in one folder",
        Measure::Bytes => "size",
        Measure::LargestFile => "largest file",
        Measure::LongestPath => "longest path, in bytes",
    }
}

fn amount(limit: &Measured, number: u64) -> String {
    match limit.measure {
        Measure::Bytes | Measure::LargestFile => DecimalBytes(number).to_string(),
        _ => HumanCount(number).to_string(),
    }
}

/// Where it is, if it is too much.
fn place(limit: &Measured) -> String {
    match &limit.path {
        Some(path) if !limit.fits() => format!(" ({})", if path.is_empty() { "the topmost folder" } else { path }),
        _ => String::new(),
    }
}
