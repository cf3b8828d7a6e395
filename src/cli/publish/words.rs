//! What `dibao publish` says.

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use dibao_publish_protocol::{Proof, Report, Summary};
use indicatif::DecimalBytes;

use super::super::styles::{ERROR, QUIET, STRONG};
use super::super::terminal::counted;
use super::asked::{Published, Ready};
use crate::artefact::SEARCH;
use crate::config::Publish;
use crate::diagnostic::headline;
use crate::error::Error;

/// More files of a kind than this are only counted.
const SHOWN: usize = 5;

/// What helps whoever has no target yet.
pub(super) fn no_target() -> String {
    "book.toml names no place to publish to. Add one, such as\n\n\
     [[publish]]\nname = \"site\"\nto = \"s3://bucket/news\"\n\n\
     docs/publishing.md has one for each kind of host."
        .to_owned()
}

pub(super) fn target(target: &Publish, site: &str) -> String {
    let Publish { name, to, .. } = target;
    format!("{STRONG}{name}{STRONG:#}: {to}, read at {site}\n")
}

/// What is about to be done.
pub(super) fn plan(plan: &Summary) -> String {
    if plan.is_nothing {
        return "  There is nothing to do: the target has what was built.\n".to_owned();
    }
    let mut out = String::new();
    // Writing to a string cannot fail.
    if plan.is_first {
        let _ = writeln!(out, "  This is the first publish to this target.");
    }
    if plan.takes_up {
        let _ = writeln!(out, "  A publish that was cut is taken up.");
    }
    let bytes = DecimalBytes(plan.put_bytes);
    list(&mut out, &format!("put {} ({bytes})", counted(plan.put.len(), "file")), &plan.put);
    if !plan.withdrawn.is_empty() {
        let _ = writeln!(out, "  withdraw, so that nothing that goes stays until the next publish");
        plan.withdrawn.iter().for_each(|page| out.push_str(&format!("    {QUIET}{page}{QUIET:#}\n")));
    }
    list(&mut out, &format!("drop {}", counted(plan.drop.len(), "file")), &plan.drop);
    let leaving = counted(plan.leaving.len(), "file");
    list(&mut out, &format!("leave {leaving} of the site before until the next publish"), &plan.leaving);
    if plan.unchanged > 0 {
        let _ = writeln!(out, "  {} unchanged", counted(plan.unchanged, "file"));
    }
    out
}

/// A few files, and how many more there are.
fn list(out: &mut String, what: &str, files: &[String]) {
    if files.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {what}");
    // The index has names that say nothing to people.
    let is_index = |file: &&String| file.starts_with(SEARCH);
    let shown = files.iter().filter(|file| !is_index(file)).chain(files.iter().filter(is_index));
    for file in shown.take(SHOWN) {
        let _ = writeln!(out, "    {QUIET}{file}{QUIET:#}");
    }
    if let Some(more) = files.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "    {QUIET}and {more} more{QUIET:#}");
    }
}

/// Asks whether to go on, if somebody is there to answer.
pub(super) fn agrees() -> Result<bool, Error> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(true);
    }
    let fault = |source| Error::Write { path: "the terminal".to_owned(), source };
    anstream::eprint!("Publish? [y/N] ");
    std::io::stderr().flush().map_err(fault)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(fault)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}

/// What was done.
pub(super) fn report(report: &Report, receipt: &Path) -> String {
    let Report { put, put_bytes, dropped, root, .. } = report;
    let (put, dropped, bytes) = (counted(*put, "file"), counted(*dropped, "file"), DecimalBytes(*put_bytes));
    format!(
        "Published: {put} put ({bytes}), {dropped} dropped.\n  {QUIET}Manifest {root}; receipt in {}{QUIET:#}\n",
        receipt.display()
    )
}

/// What readers get at the old addresses of an article that was withdrawn.
pub(super) fn proof(proof: &Proof) -> String {
    let Proof { right, wrong, silent, unasked } = proof;
    let mut out = String::new();
    // Writing to a string cannot fail.
    if *right > 0 {
        let answer = if *right == 1 { "answers" } else { "answer" };
        let _ = writeln!(out, "  {} {answer} with the notice or with nothing, as they should.", addresses(*right));
    }
    let mut list = |of: &[String], what: &str| {
        let _ = writeln!(out, "  {ERROR}{} {what}{ERROR:#}:", addresses(of.len()));
        of.iter().for_each(|address| out.push_str(&format!("    {address}\n")));
    };
    if !silent.is_empty() {
        list(silent, "did not answer");
    }
    if !wrong.is_empty() {
        list(
            wrong,
            if wrong.len() == 1 { "still answers with something else" } else { "still answer with something else" },
        );
    }
    if *unasked > 0 {
        let _ =
            writeln!(out, "  {ERROR}{} more were not asked for{ERROR:#}: nobody answers there.", addresses(*unasked));
    }
    if !silent.is_empty() || !wrong.is_empty() {
        let _ = writeln!(
            out,
            "  Open them in a browser. If a cache is in front of the site, let it forget these addresses: they are in \
             changed.txt beside the receipt."
        );
    }
    out
}

/// Whether targets that were published to have one state of the archive, if there are several of them.
pub(super) fn mirrors(published: &[Published]) -> Option<String> {
    let there: Vec<&Published> = published.iter().filter(|done| done.report.is_some()).collect();
    let [first, others @ ..] = there.as_slice() else { return None };
    if others.is_empty() {
        return None;
    }
    let Published { archive, .. } = first;
    if !archive.is_empty() && others.iter().all(|other| other.archive == *archive) {
        return Some(format!("All {} targets have the same archive: {archive}\n", there.len()));
    }
    let of = |done: &&Published| match done.archive.as_str() {
        "" => format!("{} cannot tell", done.name),
        archive => format!("{} {archive}", done.name),
    };
    let list: Vec<String> = there.iter().map(of).collect();
    Some(format!("{ERROR}The targets do not have the same archive{ERROR:#}: {}. Publish again.\n", list.join(", ")))
}

fn addresses(count: usize) -> String {
    if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") }
}

/// Tells why a target was not published to, or what failed afterwards.
pub(super) fn faults(done: &Published) {
    let Published { name, fault, after, .. } = done;
    let end = |text: &str| if text.ends_with(['.', '`', '\n']) { "" } else { "." };
    let tell = |sentence: &str| anstream::eprintln!("{}", headline(sentence));
    if let Some(fault) = fault {
        tell(&format!("`{name}` was not published: {fault}{}", end(fault)));
    }
    if let Some(after) = after {
        tell(&format!("`{name}` is published, but {after}{}", end(after)));
    }
}

/// That files would vanish, and what the build found, because of which they may.
pub(super) fn with_errors(fault: String, ready: &Ready) -> String {
    let found = match (ready.errors, ready.unread) {
        (0, 0) => return fault,
        (errors, 0) => format!("has found {}", counted(errors, "error")),
        (_, unread) => format!("could not read {}", counted(unread, "file")),
    };
    format!("{fault}. The build {found}: mend that first if files vanish because of it")
}
