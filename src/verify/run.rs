//! Verifying from its beginning to its end.

use std::path::Path;

use dibao_publish_protocol::manifest::Manifest;

use super::contents::{Contents, Wanted};
use super::fault::Fault;
use super::proof::Proof;
use super::read::{What, contents, what};
use super::report::Report;
use super::trust::Trusted;
use super::{chain, compare, judge, page, sums, trust};
use crate::artefact::Role;
use crate::error::Error;
use crate::pack::Format;
use crate::pipeline::Progress;

/// What is to be verified, and by what.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// A copy, the manifest of one, or a page that was saved alone.
    pub path: &'o Path,
    /// Of a page, the copy that it should be of; otherwise an older copy.
    pub other: Option<&'o Path>,
    /// Of a page, the proof of it.
    pub proof: Option<&'o Path>,
    /// What was told elsewhere.
    pub trusted: Trusted<'o>,
}

/// Verifies a copy or a page.
///
/// # Errors
/// When something is not there or cannot be read, or too little was given to go by. What is wrong with a copy is no error
/// but in the report.
pub fn verify(order: &Order<'_>, progress: Progress<'_>) -> Result<Report, Error> {
    let what = what(order.path)?;
    let mut report = match what {
        What::Page => saved(order, progress)?,
        _ if order.proof.is_some() => {
            return Err(Error::Other("A proof is of one file, and this is a whole copy.".to_owned()));
        }
        _ => copy(order, what, progress)?,
    };
    report.what = what.name();
    report.faults.sort();
    report.faults.dedup();
    report.is_sound = report.faults.is_empty();
    Ok(report)
}

/// A page that was saved alone.
fn saved(order: &Order<'_>, progress: Progress<'_>) -> Result<Report, Error> {
    let mut report = Report::default();
    if let Some(proof) = order.proof {
        let needs = || Error::Other("A proof leads to a root: give the one that you were told by `--root`.".to_owned());
        let root = order.trusted.root.ok_or_else(needs)?;
        page::by_proof(order.path, proof, root, &mut report)?;
        return Ok(report);
    }
    let needs = || {
        Error::Other(format!(
            "{} is a single file. Name the copy that it is of, or the manifest of that, after it; or give its proof and a \
             root.",
            order.path.display()
        ))
    };
    let other = order.other.ok_or_else(needs)?;
    let (contents, _) = records(other, progress)?;
    if let Some(manifest) = of_manifest(other, &contents, &order.trusted, &mut report)? {
        page::by_copy(order.path, &manifest, &mut report)?;
    }
    Ok(report)
}

/// A copy, or the manifest of one.
fn copy(order: &Order<'_>, what: What, progress: Progress<'_>) -> Result<Report, Error> {
    let mut contents = contents(order.path, what, Wanted::All, progress)?;
    let mut report = Report { faults: std::mem::take(&mut contents.faults), ..Report::default() };
    let Some(manifest) = of_manifest(order.path, &contents, &order.trusted, &mut report)? else { return Ok(report) };
    let is_cut = report.faults.iter().any(|fault| matches!(fault, Fault::Damaged { .. }));
    // Of what could not be read to its end, all the rest is missing.
    if what != What::Manifest && !is_cut {
        judge::files(&contents, &manifest, &mut report.faults);
        sums::check(&contents, &mut report.faults);
    }
    if let Some(other) = order.other {
        older(order, other, (&contents, &manifest), &mut report, progress)?;
    }
    Ok(report)
}

/// What dibao keeps in a copy.
fn records(path: &Path, progress: Progress<'_>) -> Result<(Contents, What), Error> {
    let what = what(path)?;
    if what == What::Page {
        return Err(Error::Other(format!("{} is neither a copy of a site nor the manifest of one.", path.display())));
    }
    Ok((contents(path, what, Wanted::Records, progress)?, what))
}

/// The manifest of a copy, with all that vouches for it.
fn of_manifest(
    path: &Path,
    contents: &Contents,
    trusted: &Trusted<'_>,
    report: &mut Report,
) -> Result<Option<Manifest>, Error> {
    let manifest = judge::manifest(contents, &mut report.faults);
    if let Some(manifest) = &manifest {
        report.site.clone_from(&manifest.site);
        report.root.clone_from(&manifest.root);
        report.archive.clone_from(&manifest.archive);
        report.date.clone_from(&manifest.date);
        report.files = manifest.files.len();
        let notices = manifest.files.iter().filter(|(_, entry)| entry.role == Role::Withdrawn.name());
        report.withdrawn = notices.map(|(path, _)| path.clone()).collect();
        trust::root(trusted, report)?;
    }
    let is_file = what(path)? != What::Copy(Format::Folder);
    let is_signed_inside = trust::inside(contents, trusted, report);
    let is_signed = (is_file && trust::beside(path, trusted, report)?) || is_signed_inside;
    trust::signed(trusted, is_signed, report);
    let found = if manifest.is_some() { chain::longer(path, contents, trusted.chain, report)? } else { None };
    match found {
        Some(found) => chain::check(&found, trusted, report)?,
        None if trusted.tsa.is_some() => report.faults.push(Fault::NoStamp {}),
        None => {}
    }
    Ok(manifest)
}

/// Compares a copy with one that should be older.
fn older(
    order: &Order<'_>,
    other: &Path,
    (contents, manifest): (&Contents, &Manifest),
    report: &mut Report,
    progress: Progress<'_>,
) -> Result<(), Error> {
    let (before, _) = records(other, progress)?;
    let mut faults = before.faults.clone();
    let old = judge::manifest(&before, &mut faults).filter(|_| faults.is_empty());
    let Some(old) = old else {
        let why: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return Err(Error::Other(format!("{} cannot be compared with: {}.", other.display(), why.join("; "))));
    };
    report.compared = Some(compare::compare(manifest, &old, &mut report.faults));
    let chains = [
        chain::find(order.path, contents)?.map(|found| found.releases).unwrap_or_default(),
        chain::find(other, &before)?.map(|found| found.releases).unwrap_or_default(),
    ];
    let [new_chain, old_chain] = &chains;
    let is_of_site = old_chain.last().is_some_and(|last| last.site == manifest.site);
    if !new_chain.is_empty() && is_of_site {
        // Each folder of packs and each target has a chain of its own.
        let parted = chain::parted(new_chain, old_chain).filter(|line| *line > 1);
        report.faults.extend(parted.map(chain::fault));
    }
    let numbers = chain::numbers([new_chain, old_chain], [&manifest.root, &old.root]);
    let why = match numbers {
        Some([own, other]) if own < other => Some(format!("it is release {}, the other one {}", own + 1, other + 1)),
        Some(_) => None,
        None => compare::older_by_date(manifest, &old),
    };
    report.faults.extend(why.map(|why| Fault::Older { why }));
    Ok(())
}

/// The proof of a file of a copy, by its path in the site or its address.
///
/// # Errors
/// When the copy cannot be read, has no sound manifest, or no such file.
pub fn prove(path: &str, copy: &Path, progress: Progress<'_>) -> Result<Proof, Error> {
    let (contents, _) = records(copy, progress)?;
    let mut faults = contents.faults.clone();
    let manifest = judge::manifest(&contents, &mut faults).filter(|_| faults.is_empty());
    let said = |why: &str| Error::Other(format!("{} {why}", copy.display()));
    let Some(manifest) = manifest else {
        let why: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return Err(said(&format!("proves nothing: {}.", why.join("; "))));
    };
    let found = page::path_of(&manifest, path).and_then(|path| Proof::of(&manifest, &path));
    found.ok_or_else(|| said(&format!("has no file `{path}`.")))
}
