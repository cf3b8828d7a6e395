//! The chain of releases: whether it is whole, and where in it a copy is.

use std::path::Path;

use dibao_publish_protocol::chain::{Broken, CHAIN, Release, read};

use super::contents::Contents;
use super::fault::Fault;
use super::report::{ChainFacts, Report};
use super::stamp;
use super::trust::Trusted;
use crate::disk;
use crate::error::Error;

/// A chain, and where it was found.
pub(super) struct Found {
    pub releases: Vec<Release>,
    broken: Option<Broken>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the copy: its last release is the copy.
    Inside,
    /// Beside it: it may be of another site.
    Beside,
    /// It was given.
    Given,
}

/// The longer of the chain that belongs to a copy and the one that was given. Of two that are one, one goes on where the
/// other ends.
///
/// # Errors
/// When there is one that cannot be read.
pub(super) fn longer(
    path: &Path,
    contents: &Contents,
    given: Option<&Path>,
    report: &mut Report,
) -> Result<Option<Found>, Error> {
    let own = find(path, contents)?;
    let Some(given) = given else { return Ok(own) };
    let (releases, broken) = read(&disk::read_to_string(given).map_err(|source| Error::Read { source })?);
    let given = Found { releases, broken, place: Place::Given };
    let Some(own) = own else { return Ok(Some(given)) };
    let parted = parted(&own.releases, &given.releases);
    if parted.is_some() && self::parted(&given.releases, &own.releases).is_some() {
        report.faults.extend(parted.map(fault));
    }
    Ok(Some(if own.releases.len() > given.releases.len() { own } else { given }))
}

/// The chain that belongs to a copy at a path.
///
/// # Errors
/// When there is one that cannot be read.
pub(super) fn find(path: &Path, contents: &Contents) -> Result<Option<Found>, Error> {
    let unread = |source| Error::Read { source };
    let found = |text: &str, place| {
        let (releases, broken) = read(text);
        Ok(Some(Found { releases, broken, place }))
    };
    if let Some(bytes) = contents.records.get(CHAIN) {
        return found(&String::from_utf8_lossy(bytes), Place::Inside);
    }
    let beside = disk::canonicalize(path).map_err(unread)?.with_file_name(CHAIN);
    if !disk::is_file(&beside) {
        return Ok(None);
    }
    found(&String::from_utf8_lossy(&disk::read(&beside).map_err(unread)?), Place::Beside)
}

/// What a chain says of the copy that is reported of.
///
/// # Errors
/// When time stamps cannot be checked.
pub(super) fn check(found: &Found, trusted: &Trusted<'_>, report: &mut Report) -> Result<(), Error> {
    let Found { releases, broken, place } = found;
    let is_of_another = releases.last().is_some_and(|last| last.site != report.site);
    if *place == Place::Beside && is_of_another {
        return Ok(());
    }
    if let Some(broken) = broken {
        report.faults.push(Fault::Chain { why: broken.to_string() });
    }
    let at = releases.iter().rposition(|release| release.has(&report.root));
    if at.is_none() || (*place == Place::Inside && at.map(|at| at + 1) != Some(releases.len())) {
        report.faults.push(Fault::NotInChain { root: report.root.clone() });
    }
    let (stamps, unvouched) = stamp::check(releases, trusted.tsa, &mut report.faults)?;
    let is_stamped = at.is_some_and(|at| releases[at..].iter().any(|release| release.stamp.is_some()));
    if trusted.tsa.is_some() && !is_stamped {
        report.faults.push(Fault::NoStamp {});
    }
    let later = |at: usize| releases[at + 1..].iter().filter(|release| release.part == releases[at].part).count();
    report.chain = Some(ChainFacts {
        releases: releases.len(),
        number: at.map(|at| releases[at].number),
        later: at.map_or(0, later),
        last: releases.last().map(Release::link).unwrap_or_default(),
        stamps,
        unvouched_stamps: unvouched,
    });
    Ok(())
}

/// What is wrong with a chain that is another one from a line on.
pub(super) fn fault(line: usize) -> Fault {
    if line == 1 { Fault::ChainOther {} } else { Fault::ChainCut { line } }
}

/// The first line from which on a chain is not what an older one was, if it is not that and more.
pub(super) fn parted(new: &[Release], old: &[Release]) -> Option<usize> {
    (0..old.len()).find(|&at| new.get(at) != old.get(at)).map(|at| at + 1)
}

/// Which release two roots are in the longer of two chains.
pub(super) fn numbers(chains: [&[Release]; 2], roots: [&str; 2]) -> Option<[usize; 2]> {
    let longer = chains.into_iter().max_by_key(|chain| chain.len())?;
    let number = |root: &str| longer.iter().rposition(|release| release.has(root));
    let [one, other] = [number(roots[0])?, number(roots[1])?];
    // Two parts of an archive are neither older nor newer than each other.
    (longer[one].part == longer[other].part).then_some([one, other])
}
