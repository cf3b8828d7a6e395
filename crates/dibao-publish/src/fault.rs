//! Why a publish stops, in one sentence each, and what to do about it.

use std::fmt;

/// Why a publish stops.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The job is not one that this worker understands.
    #[error("dibao and dibao-publish are of different versions ({0}): install both from the same release")]
    Protocol(String),
    /// The target cannot be understood.
    #[error("the target {to} cannot be published to: {why}")]
    Target {
        /// What `book.toml` says.
        to: String,
        /// What is wrong with it.
        why: String,
    },
    /// Who we are is not accepted.
    #[error("the target refuses access: {0}")]
    Access(String),
    /// The target does not answer as it should.
    #[error("{what} failed: {why}. Run the command again: it goes on where it stopped")]
    Remote {
        /// What was being done.
        what: String,
        /// What came back.
        why: String,
    },
    /// The target is not where it is looked for.
    #[error("{what} failed: {why}")]
    Unreachable {
        /// What was being done.
        what: String,
        /// Why nobody is there, and what to correct.
        why: String,
    },
    /// The target has the site of another address.
    #[error(
        "the target holds the site of {0}: nothing was changed. If that is this archive under its former address, publish with `--replace`; else choose another folder or prefix"
    )]
    OtherSite(String),
    /// A file of the site cannot be read.
    #[error("{path} cannot be read: {why}")]
    Local {
        /// The file, below the output.
        path: String,
        /// What the system says.
        why: String,
    },
    /// A file of the site is not what its build made.
    #[error("{0} is not as the build made it: build again, and change nothing until it is published")]
    Changed(String),
    /// A record is damaged.
    #[error(
        "{0} at the target is damaged, so that nothing tells which files are dibao's. If all of them are, publish with `--replace`: it puts every file anew and drops none"
    )]
    Damaged(&'static str),
    /// A record is of a later version.
    #[error("{0} at the target was written by a later version of dibao: update dibao")]
    Newer(&'static str),
    /// Files are in the way.
    #[error(
        "{}: nothing was changed. If they may be replaced, publish with `--replace`; else choose an empty folder or prefix",
        in_the_way(.0, *.1)
    )]
    Taken(Vec<String>, usize),
    /// More would vanish than was allowed.
    #[error(
        "{} of {of} published pages, pictures and other files would vanish, more than the {most} that are allowed, such as {}: nothing was changed. If it is meant, publish with `--max-delete {}`",
        .vanished.len(), few(.vanished), .vanished.len()
    )]
    TooManyGone {
        /// The files that would vanish.
        vanished: Vec<String>,
        /// How many files there are.
        of: usize,
        /// How many may vanish.
        most: u64,
    },
    /// Another publish is under way.
    #[error("another publish to this target is under way: wait until it is done")]
    Busy,
    /// Another publish has taken over.
    #[error("another publish has taken over, since this one stood still for too long: run the command again")]
    TakenOver,
    /// The lock could not be renewed.
    #[error("the target could not be reached for so long that another publish may have begun: run the command again")]
    Stalled,
    /// Another publish was done since the plan was made.
    #[error("somebody else has published in the meantime: run the command again")]
    Overtaken,
    /// The target does what it is asked to do under a condition even where the condition does not hold.
    #[error(
        "this target does not keep two publishes apart: it ignores conditions. Publish with `--no-lock`, if nobody else does so at the same time"
    )]
    NoConditions,
    /// A target cannot have a file of such a name.
    #[error("the target cannot hold a file named {path}: {why}")]
    Name {
        /// The file.
        path: String,
        /// Why not.
        why: String,
    },
    /// A program failed.
    #[error("{program} failed: {why}")]
    Program {
        /// Which.
        program: String,
        /// What it says.
        why: String,
    },
    /// Somebody has asked to stop.
    #[error("stopped. Run the command again: it goes on where it stopped")]
    Stopped,
}

/// So many files of a list are named.
const NAMED: usize = 3;

fn few(paths: &[String]) -> String {
    paths.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")
}

/// Files of somebody else, of which a few are named.
fn in_the_way(paths: &[String], count: usize) -> impl fmt::Display {
    let named = few(paths);
    let more = count.saturating_sub(NAMED.min(paths.len()));
    let others = if more > 0 { format!(" and {more} more") } else { String::new() };
    let verb = if count == 1 { "is" } else { "are" };
    format!("{named}{others} {verb} at the target and not dibao's")
}

/// Anything may fail so.
pub type Result<T> = std::result::Result<T, Fault>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_of_the_files_in_the_way_are_named() {
        let paths = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert!(Fault::Taken(paths, 7).to_string().starts_with("a, b, c and 4 more are at the target and not dibao's"));
        assert!(Fault::Taken(vec!["a".to_owned()], 1).to_string().starts_with("a is at the target"));
    }
}
