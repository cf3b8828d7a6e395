//! Findings as they are collected, with a limit: a file with thousands of faults of one kind has one cause,
//! and nobody reads the list. The first of them are told one by one, and the last of these says how many
//! more there are.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use globset::GlobMatcher;
use rustc_hash::FxHashSet;

use super::kind::Kind;
use super::message::{Diagnostic, Severity};

/// How many findings of one kind and severity in one file are told one by one.
pub const LIMIT: usize = 100;

/// What findings an editor has waived, made ready to be matched.
#[derive(Clone, Debug, Default)]
pub struct Waivers(Vec<Waiver>);

#[derive(Clone, Debug)]
struct Waiver {
    kind: Kind,
    file: Option<GlobMatcher>,
    message: Option<String>,
}

impl Waivers {
    /// Adds one: for a kind, in the files that a pattern matches, with a message that contains a text.
    pub fn add(&mut self, kind: Kind, file: Option<GlobMatcher>, message: Option<String>) {
        self.0.push(Waiver { kind, file, message });
    }

    /// The number of the first that a finding falls under.
    pub fn of(&self, found: &Diagnostic) -> Option<usize> {
        self.0.iter().position(|Waiver { kind, file, message }| {
            *kind == found.kind
                && file.as_ref().is_none_or(|file| is_for(file, &found.file))
                && message.as_ref().is_none_or(|part| found.message.contains(part))
        })
    }
}

/// Whether a pattern is for a file: by its whole name, or by the end of it that begins with a
/// folder, since sources may lie anywhere.
pub fn is_for(pattern: &GlobMatcher, file: &str) -> bool {
    pattern.is_match(file) || file.match_indices('/').any(|(slash, _)| pattern.is_match(&file[slash + 1..]))
}

/// Takes findings, and keeps `LIMIT` of a kind in a file. Those under different waivers are counted apart, so
/// that what is waived hides nothing.
#[derive(Debug, Default)]
pub struct Findings {
    waivers: Arc<Waivers>,
    keeps_all: bool,
    kept: Vec<Diagnostic>,
    groups: BTreeMap<String, BTreeMap<Group, Told>>,
}

type Group = (Kind, Severity, Option<usize>);

/// What was taken of a group.
#[derive(Debug, Default)]
struct Told {
    /// The place in `kept` of the last one that is told.
    last: usize,
    /// The hashes of those that were taken: what is found twice is one finding.
    seen: FxHashSet<u64>,
}

impl Findings {
    /// None yet, for a site with these waivers; with or without a limit.
    pub fn new(waivers: Arc<Waivers>, keeps_all: bool) -> Self {
        Self { waivers, keeps_all, ..Self::default() }
    }

    /// Takes a finding.
    pub fn push(&mut self, found: Diagnostic) {
        if self.keeps_all {
            return self.kept.push(found);
        }
        let group = (found.kind, found.severity, self.waivers.of(&found));
        let told = self.groups.entry(found.file.clone()).or_default().entry(group).or_default();
        // Its keys are fixed: the same input gives the same bytes.
        let mut hasher = DefaultHasher::new();
        (&found.place, &found.message).hash(&mut hasher);
        if !told.seen.insert(hasher.finish()) {
            return;
        }
        if told.seen.len() <= LIMIT {
            told.last = self.kept.len();
            self.kept.push(found);
        } else if let Some(last) = self.kept.get_mut(told.last) {
            last.more += 1 + found.more;
        }
    }
}

impl IntoIterator for Findings {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    /// Those that are told.
    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, all: T) {
        all.into_iter().for_each(|found| self.push(found));
    }
}

/// Keeps `LIMIT` of sorted findings of a kind and severity in a file, and adds the others to the last one's count.
pub(super) fn limited(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: BTreeMap<(Kind, Severity), (usize, usize)> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
    for mut found in sorted {
        if kept.last().is_none_or(|last| last.file != found.file) {
            told.clear();
        }
        let (count, last) = told.entry((found.kind, found.severity)).or_default();
        *count += 1;
        let before = *last;
        if *count <= LIMIT {
            // What an earlier one counts is after this one too.
            if *count > 1 {
                found.more += std::mem::take(&mut kept[before].more);
            }
            *last = kept.len();
            kept.push(found);
        } else {
            kept[before].more += 1 + found.more;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use globset::Glob;

    use super::*;
    use crate::diagnostic::{Report, Sentence};

    const TEXT: &str = "一二三四五六七八九十";

    fn found(file: &str, kind: Kind, number: usize) -> Diagnostic {
        Diagnostic::warning(kind, file, Sentence::of_test(format!("Fault {number:05}."))).at_line(number)
    }

    fn told(findings: Findings) -> Vec<(String, usize)> {
        findings.into_iter().map(|found| (found.message, found.more)).collect()
    }

    #[test]
    fn what_is_beyond_the_limit_is_counted() {
        for (count, kept, more) in [(0, 0, 0), (1, 1, 0), (LIMIT, LIMIT, 0), (LIMIT + 1, LIMIT, 1), (8000, LIMIT, 7900)]
        {
            let mut findings = Findings::default();
            findings.extend((0..count).map(|number| found("a.md", Kind::DeadLink, number)));
            let told = told(findings);
            assert_eq!((told.len(), told.iter().map(|(_, more)| more).sum::<usize>()), (kept, more));
            assert!(more == 0 || told.last().is_some_and(|(_, last)| *last == more));
        }
    }

    #[test]
    fn files_kinds_and_waivers_are_counted_apart() {
        let mut waivers = Waivers::default();
        let glob = Glob::new("a.md").unwrap().compile_matcher();
        waivers.add(Kind::DeadLink, Some(glob), Some("Fault 001".to_owned()));
        let mut findings = Findings::new(Arc::new(waivers), false);
        for number in 0..300 {
            findings.push(found("a.md", Kind::DeadLink, number));
            findings.push(found("b.md", Kind::DeadLink, number));
            findings.push(found("a.md", Kind::MissingAlt, number));
        }
        let counts: Vec<usize> = findings.into_iter().map(|found| found.more).filter(|&more| more > 0).collect();
        // Of 300, a hundred in a.md are waived.
        assert_eq!(counts, [100, 200, 200]);
    }

    #[test]
    fn what_is_found_twice_is_found_once() {
        let mut findings = Findings::default();
        for _ in 0..500 {
            findings
                .push(Diagnostic::error(Kind::MissingPicture, "a.md", Sentence::of_test("No picture.")).at(TEXT, 3..6));
        }
        assert_eq!(told(findings), [("No picture.".to_owned(), 0)]);
    }

    #[test]
    fn all_are_kept_where_all_are_asked_for() {
        let mut findings = Findings::new(Arc::default(), true);
        findings.extend((0..500).map(|number| found("a.md", Kind::DeadLink, number)));
        assert_eq!(findings.into_iter().count(), 500);
    }

    #[test]
    fn a_report_tells_how_many_more_there_are() {
        let mut all: Vec<Diagnostic> = (0..250).rev().map(|number| found("a.md", Kind::DeadLink, number)).collect();
        all.push(Diagnostic { more: 9, ..found("a.md", Kind::DeadLink, 3_000) });
        all.push(Diagnostic { severity: Severity::Error, ..found("a.md", Kind::DeadLink, 4_000) });
        let report = Report::new(all);
        assert_eq!((report.count(Severity::Warning), report.count(Severity::Error)), (260, 1));
        assert_eq!(report.diagnostics.len(), LIMIT + 1);
        let last = &report.diagnostics[LIMIT - 1];
        assert_eq!((last.message.contains("160 more"), last.more), (true, 160), "{}", last.message);
    }
}
