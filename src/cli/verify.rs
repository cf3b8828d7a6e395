//! `dibao verify` and `dibao prove`: whether a copy of a site is as it was made.

mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use super::build::with_progress;
use super::terminal::{FOUND_ERRORS, print_json, say};
use crate::disk;
use crate::error::Error;
use crate::verify::{Key, Order, Trusted, prove, verify};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A pack, its folder, a published folder, the manifest of one of these, or a page that was saved alone
    path: PathBuf,
    /// An older copy to compare with; of a page, the copy that it should be of
    #[arg(value_name = "OLD")]
    other: Option<PathBuf>,
    /// The root that the publisher has told elsewhere
    #[arg(long, value_name = "HEX")]
    root: Option<String>,
    /// The publisher's public key of minisign, or a file with it
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The proof of a page, made by `dibao prove`
    #[arg(long, value_name = "FILE", requires = "root", conflicts_with_all = ["other", "key", "chain", "tsa"])]
    proof: Option<PathBuf>,
    /// A chain of releases that you have kept, for that of the copy to go on from
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// The certificates of whoever stamps the time of releases, in PEM
    #[arg(long, value_name = "FILE")]
    tsa: Option<PathBuf>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let Arguments { path, other, root, key, proof, chain, tsa, json } = arguments;
    let key = key.as_deref().map(Key::read).transpose()?;
    let trusted = Trusted { root: root.as_deref(), key: key.as_ref(), tsa: tsa.as_deref(), chain: chain.as_deref() };
    let order = Order { path, other: other.as_deref(), proof: proof.as_deref(), trusted };
    let things = if disk::is_folder(path) { "files" } else { "MB" };
    let report = with_progress(things, |progress| verify(&order, progress))?;
    if *json {
        print_json(&report)?;
    } else {
        say(&words::report(&report, path))?;
    }
    Ok(if report.is_sound { ExitCode::SUCCESS } else { ExitCode::from(FOUND_ERRORS) })
}

#[derive(clap::Args)]
pub(super) struct Proving {
    /// The path of a file in the site, or its address
    page: String,
    /// A pack, its folder, a published folder, or the manifest of one of these
    copy: PathBuf,
}

/// Prints the proof of a file.
pub(super) fn run_prove(arguments: &Proving) -> Result<ExitCode, Error> {
    let proof = with_progress("MB", |progress| prove(&arguments.page, &arguments.copy, progress))?;
    print_json(&proof).map(|()| ExitCode::SUCCESS)
}
