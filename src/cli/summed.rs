//! Kinds of which there are so many findings that they would bury all others: each is summed up in a line, before the
//! rest.

use indicatif::HumanCount;

use super::styles::{ERROR, MARKED, QUIET, STRONG};
use crate::check::{Count, by_kind};
use crate::diagnostic::{Diagnostic, Severity};

/// So many findings of a kind nobody reads one by one.
const MANY: usize = 1000;
/// So many files are named of each.
const PLACES: usize = 3;

/// A kind, and its findings.
type Group<'f> = (Count, Vec<&'f Diagnostic>);

/// Findings by kind: of those that are very many a line each, the gravest first and then the most; and the others.
pub(super) fn summed_up<'f>(diagnostics: &'f [Diagnostic], root: &str) -> (Vec<String>, Vec<Group<'f>>) {
    let (mut many, few): (Vec<Group<'_>>, Vec<Group<'_>>) =
        by_kind(diagnostics).into_iter().partition(|(count, _)| count.count >= MANY);
    many.sort_by_key(|(count, _)| (count.severity, std::cmp::Reverse(count.count)));
    (many.iter().map(|group| line(group, root)).collect(), few)
}

/// What a kind is about, how many there are, where the first ones are, and how to see all.
fn line((count, found): &Group<'_>, root: &str) -> String {
    let (style, severity) = styled(count.severity);
    let mut places: Vec<&Diagnostic> = found.clone();
    places.dedup_by_key(|found| found.file.as_str());
    let places: Vec<String> = places.iter().take(PLACES).map(|found| found.location()).collect();
    format!(
        "{style}{severity}[{kind}]{style:#} {STRONG}{about}{STRONG:#} {all} in {files}: {places}{more}; all by `dibao \
         check{root} --kind {kind}`",
        kind = count.kind,
        about = count.about,
        all = HumanCount(count.count as u64),
        files = in_files(count),
        places = places.join(", "),
        more = if count.count > places.len() { " …" } else { "" },
    )
}

/// How the severity of a kind is shown, and its word.
pub(super) fn styled(severity: Severity) -> (anstyle::Style, &'static str) {
    match severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (MARKED, "warning"),
    }
}

/// `1 file`, `2 files`.
pub(super) fn in_files(count: &Count) -> String {
    if count.files == 1 { "1 file".to_owned() } else { format!("{} files", HumanCount(count.files as u64)) }
}

/// What stands between these lines and the others.
pub(super) fn heading() -> String {
    format!("{QUIET}Very many of a kind, each summed up:{QUIET:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Kind, Sentence};

    fn findings(kind: Kind, files: usize, each: usize) -> Vec<Diagnostic> {
        let found = |file: usize| Diagnostic::warning(kind, format!("content/{file}.md"), Sentence::of_test("So."));
        (0..files).flat_map(|file| (1..=each).map(move |line| found(file).at_line(line))).collect()
    }

    #[test]
    fn what_there_is_most_of_is_a_line_before_the_rest() {
        let mut all = findings(Kind::DeadLink, 2, 3);
        all.extend(findings(Kind::MissingAlt, 416, 43));
        all.extend(findings(Kind::MixedScript, 999, 1));
        let mut grave = findings(Kind::MissingPicture, 1, 1000);
        grave.iter_mut().for_each(|found| found.severity = Severity::Error);
        all.extend(grave);
        // Those that are only counted are counted.
        let mut counted = findings(Kind::ForeignTag, 1, 1);
        counted[0].more = 4999;
        all.extend(counted);
        let (lines, few) = summed_up(&all, " --root a");
        let lines: Vec<String> = lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(
            lines[0].starts_with("error[missing-picture] ") && lines[0].contains(" 1,000 in 1 file: "),
            "{lines:?}"
        );
        assert_eq!(
            lines[1],
            "warning[missing-alt] A picture has no text for those who cannot see it. 17,888 in 416 files: \
             content/0.md:1:1, content/1.md:1:1, content/2.md:1:1 …; all by `dibao check --root a --kind missing-alt`"
        );
        assert!(lines[2].contains(" 5,000 in 1 file: content/0.md:1:1 …; all by"), "{lines:?}");
        let few: Vec<Kind> = few.iter().map(|(count, _)| count.kind).collect();
        assert_eq!(few, [Kind::MixedScript, Kind::DeadLink]);
    }

    #[test]
    fn where_nothing_is_very_much_nothing_is_summed_up() {
        for (files, each) in [(0, 0), (1, 1), (999, 1), (1, 999), (333, 3)] {
            let all = findings(Kind::DeadLink, files, each);
            let (lines, few) = summed_up(&all, "");
            assert_eq!((lines.len(), few.len()), (0, usize::from(!all.is_empty())), "{files} {each}");
        }
    }
}
