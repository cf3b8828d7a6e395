//! `dibao check`: what is wrong in an archive beyond what a build must say, which findings an
//! editor has waived, and all of it by kind.

pub mod hosts;
mod issues;
mod lints;
pub mod old;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::{Check, Config};
use crate::diagnostic::{Diagnostic, Kind, Severity, sentence};

pub use lints::lints;

/// Drops the findings that a site's editor has waived; how many there were. A waiver that is for
/// none is one itself.
pub fn waive(diagnostics: &mut Vec<Diagnostic>, check: &Check) -> usize {
    let waivers = check.waivers();
    let mut used = vec![false; check.waive.len()];
    let all = |diagnostics: &[Diagnostic]| diagnostics.iter().map(|found| 1 + found.more).sum::<usize>();
    let before = all(diagnostics);
    diagnostics.retain(|found| {
        let waiver = waivers.of(found);
        if let Some(index) = waiver {
            used[index] = true;
        }
        waiver.is_none()
    });
    let waived = before - all(diagnostics);
    for (waiver, _) in check.waive.iter().zip(used).filter(|(_, used)| !used) {
        let kind = &waiver.kind;
        let message = match &waiver.file {
            Some(file) => sentence!("waiver-unused-in-file", kind, file),
            None => sentence!("waiver-unused", kind),
        };
        diagnostics.push(Diagnostic::warning(Kind::UnusedWaiver, crate::config::FILE_NAME, message));
    }
    waived
}

/// Makes errors of the kinds that are denied, by the site's settings or by the command line.
pub fn deny(diagnostics: &mut [Diagnostic], config: &Config, more: &[Kind]) {
    let denied = |kind: Kind| more.contains(&kind) || config.check.deny.iter().any(|code| *code == kind.code());
    for found in diagnostics.iter_mut().filter(|found| denied(found.kind)) {
        found.severity = Severity::Error;
    }
}

/// How many findings there are of a kind.
#[derive(Debug, Serialize)]
pub struct Count {
    /// The kind.
    #[serde(rename = "code")]
    pub kind: Kind,
    /// What it is about.
    pub about: String,
    /// The gravest of its findings.
    pub severity: Severity,
    /// How many.
    pub count: usize,
    /// In how many files.
    pub files: usize,
}

/// Findings by kind: those with errors first, then by how many there are.
pub fn by_kind(diagnostics: &[Diagnostic]) -> Vec<(Count, Vec<&Diagnostic>)> {
    let mut groups: BTreeMap<Kind, Vec<&Diagnostic>> = BTreeMap::new();
    for found in diagnostics {
        groups.entry(found.kind).or_default().push(found);
    }
    let mut groups: Vec<_> = groups
        .into_iter()
        .map(|(kind, found)| {
            let severity = found.iter().map(|found| found.severity).min().unwrap_or(Severity::Warning);
            let mut files: Vec<&str> = found.iter().map(|found| found.file.as_str()).collect();
            files.dedup();
            let all = found.iter().map(|found| 1 + found.more).sum();
            let count = Count { kind, about: kind.about(), severity, count: all, files: files.len() };
            (count, found)
        })
        .collect();
    groups.sort_by_key(|(count, _)| (count.severity, count.kind));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Waiver;
    use crate::diagnostic::Sentence;

    #[test]
    fn waivers_drop_what_they_name() {
        let found =
            |kind, file: &str| Diagnostic::warning(kind, file, Sentence::of_test("There is no picture `图.png`."));
        let waive_with = |waiver: Waiver| {
            let mut all = vec![
                found(Kind::MissingPicture, "content/2019/a.md"),
                found(Kind::MissingPicture, "content/2020/a.md"),
                found(Kind::DeadLink, "content/2019/a.md"),
            ];
            waive(&mut all, &Check { waive: vec![waiver], ..Check::default() })
        };
        let waiver = Waiver { kind: "missing-picture".to_owned(), ..Waiver::default() };
        assert_eq!(waive_with(waiver.clone()), 2);
        assert_eq!(waive_with(Waiver { file: Some("content/2019/**".to_owned()), ..waiver.clone() }), 1);
        assert_eq!(waive_with(Waiver { file: Some("content/*.md".to_owned()), ..waiver.clone() }), 0);
        assert_eq!(waive_with(Waiver { file: Some("2020/*.md".to_owned()), ..waiver.clone() }), 1);
        assert_eq!(waive_with(Waiver { message: Some("图.jpg".to_owned()), ..waiver }), 0);
    }
}
