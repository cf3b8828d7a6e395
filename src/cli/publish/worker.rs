//! The worker: it is found, started, and talked to.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use dibao_publish_protocol::{Event, File, Job, Report, Summary};
use indicatif::{DecimalBytes, ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::disk;
use crate::error::Error;

/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;
/// What the worker's program is called.
const NAME: &str = "dibao-publish";

/// The program of the worker: beside this one, or on the `PATH`.
///
/// # Errors
/// When it is nowhere.
pub(super) fn program() -> Result<PathBuf, Error> {
    let name = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
    let beside = disk::own_program().ok().and_then(|own| Some(own.parent()?.join(&name)));
    if let Some(beside) = beside.filter(|beside| disk::is_file(beside)) {
        return Ok(beside);
    }
    // With `--version`, it says how it is started and does nothing.
    let is_there = Command::new(&name).arg("--version").stdin(Stdio::null()).output().is_ok();
    if is_there {
        return Ok(PathBuf::from(name));
    }
    let said = "`dibao publish` needs the program `dibao-publish`, which is neither beside dibao nor on the PATH. \
                Install it: `cargo install --path crates/dibao-publish` in dibao's source, or take it from the release \
                that dibao is of.";
    Err(Error::Other(said.to_owned()))
}

/// How it ended.
pub(super) enum Outcome {
    Done(Report),
    /// It was told not to go on.
    NotDone,
    Fault {
        message: String,
        /// Whether that is that more would vanish than may.
        would_vanish: bool,
    },
}

/// A worker that has its job.
pub(super) struct Worker {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::Other(format!("`{NAME}` cannot be run: {error}."))
}

fn write_line(to: &mut ChildStdin, value: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line)
}

impl Worker {
    /// Starts it, and gives it its job.
    pub(super) fn start(program: &Path, job: &Job, root: &Path) -> Result<Self, Error> {
        let mut command = Command::new(program);
        // Commands of book.toml are run in the folder that it is in.
        let command = command.current_dir(root).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(refused)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let Some((mut to, from)) = pipes else { return Err(refused("it has no pipes")) };
        write_line(&mut to, job).map_err(refused)?;
        Ok(Self { child, to, from: BufReader::new(from) })
    }

    /// Lets it end without having done anything.
    pub(super) fn dismiss(mut self) {
        drop((self.to, self.from));
        // What it says at its end tells nobody anything.
        _ = self.child.wait();
    }

    /// Shows what it says until it is done; it may ask for the `files`, and `may` is asked whether its plan may be done.
    pub(super) fn talk(
        mut self,
        files: impl Fn() -> Vec<File>,
        may: impl Fn(&Summary) -> Result<bool, Error>,
        is_quiet: bool,
    ) -> Result<(Option<Summary>, Outcome), Error> {
        let bar = Bar::new(is_quiet);
        let (mut plan, mut line) = (None, String::new());
        let outcome = loop {
            line.clear();
            if self.from.read_line(&mut line).map_err(refused)? == 0 {
                break None;
            }
            match serde_json::from_str(&line).map_err(refused)? {
                Event::Plan(summary) => {
                    if may(&summary)? {
                        leave_interrupts(true);
                        // Of a worker that is gone its end tells more.
                        _ = self.to.write_all(b"go\n").and_then(|()| self.to.flush());
                        bar.begin(&summary);
                    } else if !summary.is_nothing {
                        plan = Some(summary);
                        break Some(Outcome::NotDone);
                    }
                    plan = Some(summary);
                }
                // Of a worker that is gone its end tells more.
                Event::Files => _ = write_line(&mut self.to, &files()),
                Event::Waiting => bar.wait(),
                Event::Progress { done, bytes } => bar.show(done, bytes),
                Event::Done(report) => break Some(Outcome::Done(report)),
                Event::Fault { message, would_vanish } => break Some(Outcome::Fault { message, would_vanish }),
            }
        };
        // A worker that hears no `go` ends.
        drop(self.to);
        let status = self.child.wait().map_err(refused)?;
        leave_interrupts(false);
        let lost = || {
            let message = format!("`{NAME}` ended before it was done ({status}); run the command again");
            Outcome::Fault { message, would_vanish: false }
        };
        Ok((plan, outcome.unwrap_or_else(lost)))
    }
}

/// Whether Ctrl-C is left to the worker, which ends what it is at and says how far it came.
fn leave_interrupts(are_left: bool) {
    static ARE_LEFT: AtomicBool = AtomicBool::new(false);
    ARE_LEFT.store(are_left, Ordering::SeqCst);
    // It can be set only once, and is then the right one.
    _ = ctrlc::set_handler(|| {
        if !ARE_LEFT.load(Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
    });
}

/// How far it is, if somebody is watching.
struct Bar {
    bar: ProgressBar,
    began: Instant,
}

impl Bar {
    fn new(is_quiet: bool) -> Self {
        use std::io::IsTerminal as _;
        let is_watched = !is_quiet && std::io::stderr().is_terminal();
        let bar = if is_watched { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {msg}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message("0 B/s");
        Self { bar, began: Instant::now() }
    }

    fn begin(&self, plan: &Summary) {
        self.bar.set_length(plan.put.len() as u64);
    }

    fn wait(&self) {
        let text = "Another publish is at work, or was cut: watching its lock for up to a minute …";
        if self.bar.is_hidden() { anstream::eprintln!("{text}") } else { self.bar.println(text) }
    }

    fn show(&self, done: usize, bytes: u64) {
        let seconds = self.began.elapsed().as_secs().max(1);
        self.bar.set_message(format!("{}/s", DecimalBytes(bytes / seconds)));
        self.bar.set_position(done as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
