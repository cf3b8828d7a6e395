//! What is kept of a publish: a receipt, and the addresses that a cache in front of the site has to forget.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dibao_publish_protocol::{Job, Link, Report};
use serde::Serialize;

use serde_json::Value;

use crate::address::{below, published};
use crate::artefact::Manifest;
use crate::config::Publish;
use crate::disk;
use crate::error::Error;

/// A receipt, as it is kept. It names nobody and no folder.
#[derive(Serialize)]
struct Receipt<'r> {
    name: &'r str,
    site: &'r str,
    /// The root of the site's files.
    root: &'r str,
    /// The hash of the archive; empty if it cannot be told.
    #[serde(skip_serializing_if = "str::is_empty")]
    archive: &'r str,
    files: usize,
    bytes: u64,
    /// The end of the chain of releases, if this one was added to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<&'r Link>,
    put: usize,
    dropped: usize,
    leaving: usize,
}

/// The addresses that changed: of an index that of the file, and that of the folder.
fn changed<'r>(job: &'r Job, report: &'r Report) -> impl Iterator<Item = String> + 'r {
    report.changed.iter().flat_map(|path| {
        let (file, page) = (below(&job.site, path), published(&job.site, path));
        let folder = (page != file).then_some(page);
        [Some(file), folder].into_iter().flatten()
    })
}

/// The folder of the tables of articles in an output.
const ARTICLES: &str = "data/articles/";
/// The file with the addresses that `after` has not been told of yet.
const UNTOLD: &str = "untold.txt";

fn write_file(path: &Path, text: &str) -> Result<(), Error> {
    let fault = |source| Error::Write { path: path.display().to_string(), source };
    disk::create_folder(path.parent().unwrap_or(path)).map_err(fault)?;
    disk::write(path, text.as_bytes()).map_err(fault)
}

/// Keeps the receipt of a publish, and the addresses that it changed, below the cache. Where the receipt is.
pub(super) fn write(target: &Publish, job: &Job, site: &Manifest, report: &Report) -> Result<PathBuf, Error> {
    let receipt = Receipt {
        name: &target.name,
        site: &job.site,
        root: &report.root,
        archive: &job.archive,
        files: job.count,
        bytes: site.files().map(|file| file.length).sum(),
        release: report.release.as_ref(),
        put: report.put,
        dropped: report.dropped,
        leaving: report.leaving,
    };
    let text = serde_json::to_string_pretty(&receipt).map_err(|error| Error::Other(error.to_string()))?;
    let path = job.cache.join("receipt.json");
    write_file(&path, &format!("{text}\n"))?;
    keep_articles(job, site)?;
    let addresses: String = changed(job, report).map(|address| format!("{address}\n")).collect();
    write_file(&job.cache.join("changed.txt"), &addresses)?;
    if target.after.is_some() {
        write_file(&job.cache.join(UNTOLD), &format!("{}{addresses}", untold(job)))?;
    }
    Ok(path)
}

/// Keeps the list of the articles that were published, by which `dibao aliases` finds those that have other addresses later.
fn keep_articles(job: &Job, site: &Manifest) -> Result<(), Error> {
    let is_table = |path: &str| path.starts_with(ARTICLES) && path.ends_with(".json");
    let tables = site.files().filter(|file| is_table(file.path.as_str()));
    let mut rows: Vec<Value> = Vec::new();
    for table in tables {
        let bytes = disk::read(job.output.join(table.path.as_str())).map_err(|source| Error::Read { source })?;
        let of_year: Vec<Value> = serde_json::from_slice(&bytes).map_err(|error| Error::Other(error.to_string()))?;
        rows.extend(of_year);
    }
    let bytes = Value::from(rows).to_string();
    let to = job.cache.join("articles.json");
    disk::replace(&to, bytes.as_bytes())
        .map(drop)
        .map_err(|source| Error::Write { path: to.display().to_string(), source })
}

/// The addresses that `after` has not been told of yet, a line each.
fn untold(job: &Job) -> String {
    disk::read_to_string(job.cache.join(UNTOLD)).unwrap_or_default()
}

/// Runs the command that book.toml has for afterwards, if there is something that it has not been told of. What it fails
/// at the next publish tells it again, also one that has nothing else to do.
pub(super) fn after(target: &Publish, job: &Job, root: &Path) -> Result<(), String> {
    let Some(command) = &target.after else { return Ok(()) };
    let addresses = untold(job);
    if addresses.is_empty() {
        return Ok(());
    }
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let failed = |why: String| format!("the command `{command}` failed ({why}); the next publish runs it again");
    let mut asked = Command::new(shell);
    asked.args([flag, command]).current_dir(root).env("DIBAO_SITE", &job.site).stdin(Stdio::piped());
    // With `--json`, standard output is for programs.
    let child = asked.stdout(std::io::stderr()).spawn();
    let mut child = child.map_err(|error| failed(error.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        // A command may have read enough.
        _ = input.write_all(addresses.as_bytes());
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    // If it cannot be removed, the command is told twice.
    _ = disk::remove_file(&job.cache.join(UNTOLD));
    Ok(())
}
