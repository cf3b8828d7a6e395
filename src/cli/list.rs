//! `dibao list`.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::styles::{QUIET, STRONG};
use super::{Root, print_json, say};
use crate::error::Error;
use crate::pipeline::{self, Options};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// List drafts too
    #[arg(long)]
    drafts: bool,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let options = Options { drafts: arguments.drafts, ..Options::default() };
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
            "{date:<25}  {STRONG}{}{STRONG:#}  {QUIET}{} {}:{}{QUIET:#}",
            article.title, article.lang, article.file, article.line
        );
    }
    say(&out)?;
    let found = report.summary();
    if !found.is_empty() {
        anstream::eprintln!("{} articles; found {found}: `dibao check` tells.", articles.len());
    }
    Ok(ExitCode::SUCCESS)
}
