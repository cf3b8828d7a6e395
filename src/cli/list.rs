//! `dibao list`.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::now::Days;
use super::styles::{QUIET, STRONG};
use super::terminal::{Root, counted, print_json, say};
use crate::error::Error;
use crate::pipeline::{self, Options};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    days: Days,
    /// List drafts too
    #[arg(long)]
    drafts: bool,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let options = Options {
        drafts: arguments.drafts,
        now: arguments.days.now()?,
        future: arguments.days.future,
        ..Options::default()
    };
    let (articles, report) = pipeline::list(&arguments.root.root, &options)?;
    if arguments.json {
        print_json(&articles)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = String::new();
    for article in &articles {
        let date = article.date.as_deref().unwrap_or("no date");
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{date:<25}  {STRONG}{}{STRONG:#}  {}{QUIET}{} {}:{}{QUIET:#}",
            article.title,
            if article.withdrawn { "[withdrawn] " } else { "" },
            article.lang,
            article.file,
            article.line
        );
        for version in &article.versions {
            let _ = writeln!(out, "{:25}  {}  {QUIET}{} {}:1{QUIET:#}", "", version.title, version.lang, version.file);
        }
    }
    say(&out)?;
    let found = report.summary();
    if !found.is_empty() {
        anstream::eprintln!(
            "{}; reading them found {found}. `dibao check` tells, and finds more.",
            counted(articles.len(), "article")
        );
    }
    Ok(ExitCode::SUCCESS)
}
