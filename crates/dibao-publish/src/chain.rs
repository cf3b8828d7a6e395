//! The chain of releases at a target, which every publish that changes something makes longer by one.

use dibao_publish_protocol::Link;
use dibao_publish_protocol::chain::{CHAIN, Release, read, to_text};
use dibao_publish_protocol::stamp::stamp;

use crate::fault::{Fault, Result};
use crate::protocol::Job;
use crate::record::Manifest;

/// The chain that a target has. If everything is replaced, one that is broken is like none.
///
/// # Errors
/// When it is broken: what is added to it would prove nothing.
pub(crate) fn releases(bytes: Option<&[u8]>, replace: bool) -> Result<Vec<Release>> {
    let Some(bytes) = bytes else { return Ok(Vec::new()) };
    match read(&String::from_utf8_lossy(bytes)) {
        (releases, None) => Ok(releases),
        (_, Some(_)) if replace => Ok(Vec::new()),
        (_, Some(_)) => Err(Fault::Damaged(CHAIN)),
    }
}

/// The bytes of the chain with the release of a job, and its end; none if it has that release.
///
/// # Errors
/// When the command for time stamps fails.
pub(crate) fn with_release(job: &Job, next: &Manifest, releases: &[Release]) -> Result<Option<(Vec<u8>, Link)>> {
    let release = Release {
        site: job.site.clone(),
        root: next.root.clone(),
        count: next.files.len(),
        date: job.date.clone(),
        archive: job.archive.clone(),
        ..Release::default()
    };
    let Some(mut release) = release.after(releases) else { return Ok(None) };
    if let Some(command) = &job.timestamp {
        // `dibao` has started the worker in the folder of the archive.
        let failed = |why| Fault::Program { program: "the time stamp".to_owned(), why };
        stamp(&mut release, command, std::path::Path::new(".")).map_err(failed)?;
    }
    let link = Link { number: release.number, line: release.link() };
    Ok(Some((to_text(&[releases, &[release]].concat()).into_bytes(), link)))
}
