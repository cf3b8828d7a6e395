//! What `dibao verify` says.

use std::fmt::Write as _;
use std::path::Path;

use super::super::styles::{ERROR, QUIET, STRONG};
use super::super::terminal::counted;
use crate::artefact::Role;
use crate::verify::{ChainFacts, Compared, Fault, Report};

/// So many faults of a kind are told, and so many files of a list.
const SHOWN: usize = 20;

/// All of it. Writing to a text cannot fail.
pub(super) fn report(report: &Report, path: &Path) -> String {
    let mut out = String::new();
    let name = path.display();
    if report.is_sound {
        _ = writeln!(out, "{STRONG}Sound:{STRONG:#} {}", sound(report, &name.to_string()));
    } else {
        _ = writeln!(out, "{ERROR}Not as it should be:{ERROR:#} {name}");
        faults(&mut out, &report.faults);
    }
    facts(&mut out, report);
    trust(&mut out, report);
    if let Some(chain) = &report.chain {
        releases(&mut out, chain);
    }
    if let Some(compared) = &report.compared {
        differences(&mut out, compared);
    }
    out
}

/// What is proved of what.
fn sound(report: &Report, name: &str) -> String {
    match (&report.page, report.what) {
        (Some(page), _) if page.role == Role::Withdrawn.name() => {
            format!("{name} is {}, the notice that an article was withdrawn.", page.path)
        }
        (Some(page), _) => format!("{name} is {}, and not one byte differs.", page.path),
        (None, "manifest") => format!("{name} is as it was written. The files that it lists were not looked at."),
        (None, _) => format!("{name}: {}, and not one byte differs from its manifest.", counted(report.files, "file")),
    }
}

/// The faults, a few of each kind.
fn faults(out: &mut String, faults: &[Fault]) {
    for some in faults.chunk_by(|one, other| std::mem::discriminant(one) == std::mem::discriminant(other)) {
        for fault in some.iter().take(SHOWN) {
            _ = writeln!(out, "  {}", readable(&fault.to_string()));
        }
        if some.len() > SHOWN {
            _ = writeln!(out, "  … and {} more of this kind; `--json` lists all", some.len() - SHOWN);
        }
    }
}

/// A text of strangers, without what steers a terminal or turns the order of its signs.
fn readable(text: &str) -> String {
    let steers = |sign: char| sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|sign| if steers(sign) { '\u{fffd}' } else { sign }).collect()
}

/// What the copy says of itself.
fn facts(out: &mut String, report: &Report) {
    let Report { site, root, archive, date, withdrawn, .. } = report;
    for (name, value) in [("Site", site), ("Root", root), ("Archive", archive)] {
        if !value.is_empty() {
            _ = writeln!(out, "  {name}: {}", readable(value));
        }
    }
    if let Some(date) = date {
        _ = writeln!(out, "  Newest article: {}", readable(date));
    }
    if !withdrawn.is_empty() {
        list(out, "Withdrawn with a notice", withdrawn);
    }
}

/// Who vouches for it.
fn trust(out: &mut String, report: &Report) {
    for signed in &report.signatures {
        let (file, key, comment) = (readable(&signed.file), &signed.key, readable(&signed.comment));
        if signed.is_vouched {
            _ = writeln!(out, "  {file} is signed by your key {key}: {comment}");
        } else if !report
            .faults
            .iter()
            .any(|fault| matches!(fault, Fault::Signature { file, .. } if *file == signed.file))
        {
            _ = writeln!(
                out,
                "  {file} has a signature by the key {key}, for which nobody vouches: give the publisher's key by `--key`"
            );
        }
    }
    if report.is_sound && !report.is_vouched {
        _ = writeln!(
            out,
            "{QUIET}  Whoever changes a copy can make its manifest anew. Compare the root with the one that the publisher \
             tells elsewhere (`--root`), or give the publisher's key (`--key`).{QUIET:#}"
        );
    }
    if report.what == "zim" {
        _ = writeln!(
            out,
            "{QUIET}  A ZIM's own title, description and titles of pages are in no list: only the signature of the file \
             vouches for them.{QUIET:#}"
        );
    }
}

/// What the chain of releases says.
fn releases(out: &mut String, chain: &ChainFacts) {
    let ChainFacts { releases, number, later, last, stamps, unvouched_stamps } = chain;
    match (number, later) {
        (Some(number), 0) => {
            _ = writeln!(out, "  Release {number} of {releases}, the latest that the chain has; its end is {last}");
        }
        (Some(number), later) => {
            _ = writeln!(out, "  An older copy: release {number} of {releases}; {later} came after it");
        }
        (None, _) => {}
    }
    for (number, time) in stamps {
        _ = writeln!(out, "  Release {number} was there by {}", readable(time));
    }
    if *unvouched_stamps > 0 {
        let stamps = counted(*unvouched_stamps, "time stamp");
        _ = writeln!(out, "  {stamps} in the chain, which `--tsa` checks by the certificates of whoever stamps");
    }
}

/// How it differs from an older copy.
fn differences(out: &mut String, compared: &Compared) {
    let date = compared.date.as_deref().map_or_else(String::new, |date| format!(" of {}", readable(date)));
    _ = writeln!(out, "Since the older copy{date}:");
    if compared.is_same_archive {
        _ = writeln!(out, "  both were built of one state of the archive");
    }
    for (what, paths) in [
        ("Added", &compared.added),
        ("Changed", &compared.changed),
        ("Withdrawn with a notice", &compared.withdrawn),
        ("Gone along with what was withdrawn", &compared.gone_along),
        ("Missing without a notice", &compared.missing),
    ] {
        if !paths.is_empty() {
            list(out, what, paths);
        }
    }
    if compared.others > 0 {
        _ = writeln!(out, "  Other files that differ (lists for programs, search, styles): {}", compared.others);
    }
}

fn list(out: &mut String, what: &str, paths: &[String]) {
    _ = writeln!(out, "  {what}: {}", paths.len());
    for path in paths.iter().take(SHOWN) {
        _ = writeln!(out, "    {}", readable(path));
    }
    if paths.len() > SHOWN {
        _ = writeln!(out, "    … and {} more", paths.len() - SHOWN);
    }
}
