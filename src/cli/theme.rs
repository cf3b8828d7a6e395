//! `dibao theme`: what of the pages' look can be replaced, and what a site replaces.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::styles::{QUIET, STRONG};
use super::terminal::{Root, print_json, say};
use crate::config::Config;
use crate::error::Error;
use crate::pipeline::{self, Options};
use crate::theme::{self, Origin};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// List the templates and the files of the theme, and which of them the site replaces
    List {
        #[command(flatten)]
        root: Root,
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a built-in file
    Show {
        /// Its name: `article.html`, `style.css`, `i18n/zh-Hans.ftl`
        #[arg(value_name = "FILE")]
        file: String,
    },
    /// Copy a built-in file into the site, to be changed there
    Eject {
        /// Its name: `article.html`, `style.css`, `i18n/zh-Hans.ftl`
        #[arg(value_name = "FILE")]
        file: String,
        #[command(flatten)]
        root: Root,
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    match &arguments.action {
        Action::List { root, json } => list(root, *json),
        Action::Show { file } => {
            let (_, data) = theme::find(file)?;
            say(&String::from_utf8_lossy(&data))?;
            Ok(ExitCode::SUCCESS)
        }
        Action::Eject { file, root } => {
            let config = pipeline::configure(&root.root, &Options::default())?;
            let path = theme::eject(&root.root, &config, file)?;
            anstream::println!(
                "Wrote {STRONG}{}{STRONG:#}. It stands in for the built-in file from now on, in later versions of dibao too; delete it to go back.",
                root.root.join(path).display()
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(root: &Root, json: bool) -> Result<ExitCode, Error> {
    // Outside of a site there is what is built in.
    let config = match pipeline::configure(&root.root, &Options::default()) {
        Err(Error::NoSite(_)) => Config::default(),
        other => other?,
    };
    let files = theme::files(&root.root, &config);
    if json {
        print_json(&files)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = String::new();
    for file in &files {
        // Writing to a string cannot fail.
        let _ = match file.origin {
            Origin::BuiltIn => writeln!(out, "{}", file.name),
            Origin::Replaced => writeln!(out, "{:<34}  {STRONG}{} replaces it{STRONG:#}", file.name, file.path),
            Origin::Same => writeln!(out, "{:<34}  {QUIET}{} is the same{QUIET:#}", file.name, file.path),
            Origin::Added => writeln!(out, "{:<34}  {STRONG}the site adds it{STRONG:#}", file.name),
        };
    }
    say(&out)?;
    Ok(ExitCode::SUCCESS)
}
