//! `dibao publish`: builds a site and has it sent to where readers find it. The network is the business of the worker
//! `dibao-publish`, a program of its own.

mod asked;
mod job;
mod receipt;
mod words;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use dibao_publish_protocol::Summary;

use super::build::{print_findings, with_progress};
use super::terminal::{FOUND_ERRORS, STOPPED, print_json, say};
use crate::config::{Config, Publish};
use crate::date::Now;
use crate::diagnostic::Kind;
use crate::error::Error;
use crate::pipeline::{self, Options};
pub(super) use asked::Arguments;
use asked::{Published, Ready};
use worker::{Outcome, Worker};

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let config = pipeline::configure(&arguments.root.root, &Options::default())?;
    let targets = chosen(&config, arguments)?;
    // Whoever cannot publish does not have to wait for a build to learn it.
    for target in &targets {
        job::check_address(&config, target)?;
    }
    let program = worker::program()?;
    let mut published = Vec::new();
    // One day for all, also where midnight comes between two.
    let now = arguments.days.now()?;
    for target in targets {
        // What one target refuses, others may take.
        let done = publish(arguments, now, &config, target, &program)
            .unwrap_or_else(|error| job::failed(&config, target, &error));
        if !arguments.json {
            words::faults(&done);
        }
        published.push(done);
    }
    let is_stopped = published.iter().any(|done| done.fault.is_some());
    let has_errors = published.iter().any(Published::has_errors);
    if arguments.json {
        print_json(&published)?;
    } else if let Some(comparison) = words::mirrors(&published) {
        say(&comparison)?;
    }
    Ok(match (is_stopped, has_errors) {
        (true, _) => ExitCode::from(STOPPED),
        (false, true) => ExitCode::from(FOUND_ERRORS),
        (false, false) => ExitCode::SUCCESS,
    })
}

/// The targets that are asked for.
fn chosen<'c>(config: &'c Config, arguments: &Arguments) -> Result<Vec<&'c Publish>, Error> {
    let Some(first) = config.publish.first() else { return Err(Error::Other(words::no_target())) };
    if arguments.all {
        return Ok(config.publish.iter().collect());
    }
    let Some(name) = &arguments.name else { return Ok(vec![first]) };
    let named = config.publish.iter().find(|target| target.name == *name);
    let names = || config.publish.iter().map(|target| target.name.as_str()).collect::<Vec<_>>().join(", ");
    let unknown = || Error::Other(format!("book.toml has no target named `{name}`; it has {}.", names()));
    Ok(vec![named.ok_or_else(unknown)?])
}

/// Builds the site for a target, or takes what was built last.
fn build(arguments: &Arguments, options: &Options) -> Result<Ready, Error> {
    let root = &arguments.root.root;
    if arguments.no_build {
        let built = pipeline::built(root, options)?;
        return Ok(Ready { built, errors: 0, unread: 0, _session: None });
    }
    let (summary, session) = with_progress("pages", |progress| pipeline::open(root, options, progress))?;
    if !arguments.json {
        print_findings(&summary, &arguments.root.hint());
    }
    let built = session.built();
    let unread = summary.report.diagnostics.iter().filter(|found| found.kind == Kind::Read).count();
    Ok(Ready { built, errors: summary.errors, unread, _session: Some(session) })
}

/// Publishes to one target.
fn publish(
    arguments: &Arguments,
    now: Now,
    config: &Config,
    target: &Publish,
    program: &Path,
) -> Result<Published, Error> {
    let root = &arguments.root.root;
    let ready = build(arguments, &job::options(arguments, now, config, target))?;
    let job = job::job(arguments, config, target, &ready)?;
    if !arguments.json {
        say(&words::target(target, &job.site))?;
    }
    let worker = Worker::start(program, &job, root)?;
    // While the worker reads its job and asks the target: it does nothing before it is told to.
    if let Err(changed) = ready.built.check_untouched() {
        worker.dismiss();
        return Err(changed);
    }
    let may = |plan: &Summary| -> Result<bool, Error> {
        if !arguments.json {
            say(&words::plan(plan))?;
        }
        Ok(!arguments.dry_run && (plan.is_nothing || arguments.yes || words::agrees()?))
    };
    let (plan, outcome) = worker.talk(|| job::files(&ready), may, arguments.json)?;
    let (name, site, archive) = (target.name.clone(), job.site.clone(), job.archive.clone());
    let mut done = Published { name, site, archive, plan, errors: ready.errors, ..Published::default() };
    match outcome {
        Outcome::Done(report) => {
            if done.plan.as_ref().is_none_or(|plan| !plan.is_nothing) {
                let receipt = receipt::write(target, &job, &ready.built.manifest, &report)?;
                if !arguments.json {
                    say(&words::report(&report, &receipt))?;
                    report.proof.as_ref().map_or(Ok(()), |proof| say(&words::proof(proof)))?;
                }
            }
            done.after = receipt::after(target, &job, root).err();
            done.report = Some(report);
        }
        Outcome::NotDone if arguments.dry_run => {}
        Outcome::NotDone => done.fault = Some("you have not agreed".to_owned()),
        Outcome::Fault { message, would_vanish: true } => done.fault = Some(words::with_errors(message, &ready)),
        Outcome::Fault { message, .. } => done.fault = Some(message),
    }
    Ok(done)
}
