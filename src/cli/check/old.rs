//! `dibao check --old-addresses`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use indicatif::HumanCount;
use serde::Serialize;

use super::super::build::with_progress;
use super::super::styles::{ERROR, QUIET, STRONG};
use super::super::terminal::{FOUND_ERRORS, Root, print_json, say};
use crate::check::old::{Answer, Answered, addresses, answers};
use crate::disk;
use crate::error::Error;
use crate::pipeline::{self, Options};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    addresses: usize,
    answer: usize,
    /// Those that nothing is at.
    gone: Vec<String>,
    /// All of them.
    answers: Vec<Answered>,
}

/// Tells which of the addresses in a list still answer; `limit` of those that do not.
pub(super) fn run(root: &Root, options: &Options, list: &Path, limit: usize, as_json: bool) -> Result<ExitCode, Error> {
    let text = disk::read_to_string(list).map_err(|source| Error::Read { source })?;
    let asked = addresses(&text);
    if asked.is_empty() {
        let said =
            format!("{} has no addresses: it is to be a sitemap, or a text with one on each line.", list.display());
        return Err(Error::Other(said));
    }
    let base_url = pipeline::configure(&root.root, options)?.base_url;
    let output = with_progress("pages", |progress| pipeline::measure(&root.root, options, progress))?;
    let answers = answers(asked, &output, &base_url);
    let gone: Vec<String> =
        answers.iter().filter(|it| it.answer == Answer::Nothing).map(|it| it.address.clone()).collect();
    let is_well = gone.is_empty();
    if as_json {
        print_json(&Report { addresses: answers.len(), answer: answers.len() - gone.len(), gone, answers })?;
    } else {
        say(&told(&answers, &gone, limit))?;
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::from(FOUND_ERRORS) })
}

/// Writing to a string cannot fail.
fn told(answers: &[Answered], gone: &[String], limit: usize) -> String {
    let mut out = String::new();
    let of = |answer: Answer| answers.iter().filter(|it| it.answer == answer).count() as u64;
    let (all, there) = (answers.len(), answers.len() - gone.len());
    let _ = writeln!(
        out,
        "{STRONG}{} of {} old addresses answer{STRONG:#}:",
        HumanCount(there as u64),
        HumanCount(all as u64)
    );
    for (answer, words) in [
        (Answer::File, "are where they were"),
        (Answer::Page, "have a page that leads on"),
        (Answer::Rule, "have a rule in _redirects, which hosts such as Cloudflare Pages and Netlify read"),
    ] {
        if of(answer) > 0 {
            let _ = writeln!(out, "  {:>9} {words}", HumanCount(of(answer)).to_string());
        }
    }
    if !gone.is_empty() {
        let _ = writeln!(out, "{ERROR}Nothing is at {}{ERROR:#}:", HumanCount(gone.len() as u64));
        gone.iter().take(limit).for_each(|address| _ = writeln!(out, "  {address}"));
        if gone.len() > limit {
            let _ = writeln!(
                out,
                "  {QUIET}and {} more; `--limit` or `--json` shows them{QUIET:#}",
                HumanCount((gone.len() - limit) as u64)
            );
        }
        let _ = writeln!(out, "Name one in the `aliases` of an article, or in `old_addresses` of book.toml.");
    }
    out
}
