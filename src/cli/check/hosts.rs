//! `dibao check --host`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use indicatif::{BinaryBytes, DecimalBytes, HumanCount};
use serde::Serialize;

use super::super::build::with_progress;
use super::super::styles::{ERROR, QUIET, STRONG};
use super::super::terminal::{FOUND_ERRORS, Root, counted, print_json, say};
use crate::artefact::Role;
use crate::check::hosts::{Fit, HOSTS, Measure, Measured, Output, Share};
use crate::error::Error;
use crate::pipeline::{self, Options};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    hosts: Vec<Fit>,
    /// How much of the output is for each purpose.
    roles: BTreeMap<Role, Share>,
    errors: usize,
}

pub(super) fn run(root: &Root, options: &Options, names: &[String], as_json: bool) -> Result<ExitCode, Error> {
    let output = with_progress("pages", |progress| pipeline::measure(&root.root, options, progress))?;
    let asked = HOSTS.iter().filter(|host| names.iter().any(|name| name == host.name));
    let hosts: Vec<Fit> = asked.map(|host| host.fit(&output)).collect();
    let is_well = output.errors == 0 && hosts.iter().all(|fit| fit.fits);
    if as_json {
        print_json(&Report { hosts, roles: output.shares(), errors: output.errors })?;
    } else {
        say(&text(&hosts, &output, &root.hint()))?;
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::from(FOUND_ERRORS) })
}

/// Each host with its limits; then, if one of them does not take all of it, what there is to leave out and which hosts
/// do. Writing to a string cannot fail.
fn text(hosts: &[Fit], output: &Output, root: &str) -> String {
    let mut out = String::new();
    for fit in hosts {
        let verdict =
            if fit.fits { "takes all of it".to_owned() } else { format!("{ERROR}does not take all of it{ERROR:#}") };
        let _ = writeln!(out, "{STRONG}{}{STRONG:#} {verdict}", fit.host.name);
        for limit in &fit.limits {
            let line = format!("  {}: {}{}", name(limit.measure), amounts(limit), place(limit));
            let _ = if limit.fits() { writeln!(out, "{line}") } else { writeln!(out, "{ERROR}{line}{ERROR:#}") };
        }
        let _ = writeln!(out, "  {QUIET}{}{QUIET:#}", fit.host.note);
        for page in fit.host.sources {
            let _ = writeln!(out, "  {QUIET}Limits as of {}: {page}{QUIET:#}", fit.host.read);
        }
        out.push('\n');
    }
    if hosts.iter().any(|fit| !fit.fits) {
        advise(&mut out, hosts, output);
    }
    if output.errors > 0 {
        let errors = counted(output.errors, "error");
        let _ = writeln!(
            out,
            "{ERROR}{errors}{ERROR:#}: what could not be built is not counted. `dibao check{root}` tells more."
        );
    }
    out
}

fn advise(out: &mut String, hosts: &[Fit], output: &Output) {
    let over = hosts.iter().flat_map(|fit| &fit.limits).filter(|limit| !limit.fits());
    // A file that is too large is not made smaller by fewer files, nor are there fewer rules.
    let is_of_files =
        |measure| matches!(measure, Measure::Files | Measure::Entries | Measure::InOneFolder | Measure::Bytes);
    if over.clone().any(|limit| is_of_files(limit.measure)) {
        let shares = output.shares();
        let _ = writeln!(out, "What a build makes:");
        for (role, share) in &shares {
            let (files, bytes) = (HumanCount(share.files).to_string(), DecimalBytes(share.bytes).to_string());
            let _ = writeln!(out, "  {:<10} {files:>9} files  {bytes:>10}", role.name());
        }
        let has = |role| shares.contains_key(&role);
        let settings = [
            (has(Role::PageData), "page_json = false", "the JSON file of each day"),
            (has(Role::Feed), "feeds = []", "the feeds; `feed_minimum` leaves out those of a few articles"),
            (has(Role::Redirect), "moved_pages = false", "pages at old addresses, if the host reads _redirects"),
            (has(Role::Media) && output.has_smaller_pictures, "pictures.widths = []", "the smaller files of pictures"),
            (has(Role::Search), "search.enabled = false", "the index of the search"),
        ];
        let _ = writeln!(out, "\nLines in book.toml that leave some of it out:");
        for (_, setting, what) in settings.iter().filter(|(is_made, ..)| *is_made) {
            let _ = writeln!(out, "  {setting:<24} {what}");
        }
        out.push('\n');
    }
    if over.clone().any(|limit| limit.measure == Measure::Redirects) {
        let _ = writeln!(
            out,
            "Where a host reads no more redirects, pages at the old addresses lead on, if dibao made them.\n"
        );
    }
    let others: Vec<&str> = HOSTS.iter().filter(|host| host.fit(output).fits).map(|host| host.name).collect();
    let _ = match others.as_slice() {
        [] => writeln!(out, "No host that dibao knows takes all of it."),
        others => writeln!(out, "These take all of it: {}.", others.join(", ")),
    };
}

fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Files => "files",
        Measure::Entries => "files and folders",
        Measure::InOneFolder => "files in one folder",
        Measure::Bytes => "size",
        Measure::LargestFile => "largest file",
        Measure::Redirects => "redirects",
        Measure::HeaderRules => "rules in _headers",
    }
}

/// What the output has, and the most that is taken.
fn amounts(limit: &Measured) -> String {
    let exact = |number: u64| HumanCount(number).to_string();
    let amount = |number: u64| match limit.measure {
        Measure::Bytes => DecimalBytes(number).to_string(),
        Measure::LargestFile => BinaryBytes(number).to_string(),
        _ => exact(number),
    };
    let (have, most) = (amount(limit.have), amount(limit.most));
    // Numbers that differ have to look so.
    if have == most && limit.have != limit.most {
        return format!("{} of {} bytes", exact(limit.have), exact(limit.most));
    }
    format!("{have} of {most}")
}

/// Where it is, if it is too much.
fn place(limit: &Measured) -> String {
    match &limit.path {
        Some(path) if !limit.fits() => format!(" ({})", if path.is_empty() { "the top folder" } else { path }),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_left_out_is_named_where_there_are_too_many_files() {
        let role = |number| if number % 2 == 0 { Role::Page } else { Role::PageData };
        let files = (0..40_000_u32).map(|number| (format!("a/{number}"), (role(number), 1))).collect();
        let output = Output { files, errors: 2, ..Output::default() };
        let hosts: Vec<Fit> = HOSTS.iter().map(|host| host.fit(&output)).collect();
        let text = anstream::adapter::strip_str(&text(&hosts, &output, "")).to_string();
        for part in [
            "cloudflare-pages does not take all of it\n  files: 40,000 of 20,000\n",
            "page-data     20,000 files    20.00 kB\n",
            "page_json = false        the JSON file of each day\n",
            "These take all of it: github-pages, gitlab-pages, netlify, s3.\n",
            "2 errors: what could not be built is not counted. `dibao check` tells more.\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("pictures.widths") && !text.contains("search.enabled"), "{text}");
        assert!(text.contains("  redirects: 0 of 2,000\n  rules in _headers: 0 of 100\n"), "{text}");
    }

    #[test]
    fn too_many_redirects_are_no_reason_to_leave_files_out() {
        let output = Output { rules: "/a /b 301\n".repeat(2001), ..Output::default() };
        let hosts: Vec<Fit> = HOSTS.iter().map(|host| host.fit(&output)).collect();
        let text = anstream::adapter::strip_str(&text(&hosts, &output, "")).to_string();
        assert!(text.contains("redirects: 2,001 of 2,000\n") && text.contains("lead on, if dibao made them"), "{text}");
        assert!(!text.contains("What a build makes"), "{text}");
    }
}
