//! A program of the user's: it gets what differs as JSON, and sends it. What it was last given is remembered on this
//! machine.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::process::{Command, Stdio};

use serde::Serialize;

use crate::fault::{Fault, Result};
use crate::found::{Records, manifest};
use crate::protocol::{File, Job, Report};
use crate::record::Manifest;
use crate::run::{Watcher, agree, report};

/// What the program gets on its standard input.
#[derive(Serialize)]
struct Delta<'j> {
    /// The version of this form.
    version: u32,
    /// The address at which readers find the site.
    site: &'j str,
    /// The folder with the whole site.
    output: &'j std::path::Path,
    /// The files that are new or different since the last publish, in the order in which readers may see them.
    put: Vec<&'j File>,
    /// The paths of files that are to be removed.
    drop: &'j [String],
    /// The root of the site's files.
    root: &'j str,
}

/// Publishes a site by a program. None if it may not.
///
/// # Errors
/// When the program fails.
pub async fn publish(job: &Job, command: &str, watcher: &impl Watcher) -> Result<Option<Report>> {
    let record = job.cache.join("record.json");
    let before = std::fs::read(&record).ok();
    // A record of our own that is damaged is like none: the program gets everything.
    let records = Records { manifest: Records::manifest_of(before.as_deref(), true)?, intent: None };
    let plan = match agree(job, &records, &records.standing(job, None), watcher).await? {
        ControlFlow::Continue(plan) => plan,
        ControlFlow::Break(report) => return Ok(report),
    };
    let next = manifest(job, &plan);
    let put = plan.puts.iter().map(|put| &job.files[put.file]).collect();
    let delta = Delta { version: 1, site: &job.site, output: &job.output, put, drop: &plan.drops, root: &next.root };
    run(command, &delta)?;
    remember(&record, &next)?;
    Ok(Some(report(job, &plan, next.root).await))
}

fn run(command: &str, delta: &Delta<'_>) -> Result<()> {
    let failed = |why: String| Fault::Program { program: format!("`{command}`"), why };
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell)
        .args([flag, command])
        .env("DIBAO_SITE", delta.site)
        .env("DIBAO_OUTPUT", delta.output)
        .stdin(Stdio::piped())
        // Our own standard output is for `dibao`.
        .stdout(std::io::stderr())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that takes the whole folder need not read it.
        _ = serde_json::to_writer(std::io::BufWriter::new(&mut stdin), delta);
        _ = stdin.write_all(b"\n");
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(status.to_string())) }
}

fn remember(record: &std::path::Path, next: &Manifest) -> Result<()> {
    let fault =
        |error: std::io::Error| Fault::Local { path: "the record of the publish".to_owned(), why: error.to_string() };
    if let Some(folder) = record.parent() {
        std::fs::create_dir_all(folder).map_err(fault)?;
    }
    std::fs::write(record, next.to_bytes()).map_err(fault)
}
