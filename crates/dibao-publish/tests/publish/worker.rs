//! The worker as a program of its own, as `dibao` starts it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use dibao_publish::protocol::{Event, Job, Options, Report, Summary};

use crate::site::{Site, root};

/// What a worker has told.
#[derive(Debug)]
pub struct Outcome {
    pub plan: Option<Summary>,
    pub result: Result<Report, String>,
}

impl Outcome {
    pub fn report(self) -> Report {
        self.result.unwrap()
    }

    pub fn fault(self) -> String {
        self.result.unwrap_err()
    }
}

/// A target, and what the environment says of it.
#[derive(Clone, Debug, Default)]
pub struct Worker {
    pub to: String,
    pub endpoint: Option<String>,
    pub environment: Vec<(&'static str, String)>,
}

/// Fast enough to be waited for, and slow enough for a machine that has other things to do.
pub fn quick() -> Options {
    Options { renew_ms: Some(200), stale_ms: Some(20_000), ..Options::default() }
}

impl Worker {
    /// The same below a folder.
    pub fn below(&self, folder: &str) -> Self {
        Self { to: format!("{}/{folder}", self.to), ..self.clone() }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(other, _)| *other != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    pub fn publish(&self, site: &Site) -> Outcome {
        self.publish_with(site, quick())
    }

    pub fn publish_with(&self, site: &Site, options: Options) -> Outcome {
        let job = Job { to: self.to.clone(), endpoint: self.endpoint.clone(), options, ..site.job.clone() };
        // Where nobody answers what old addresses show.
        let job = Job { site: "http://127.0.0.1:9/".to_owned(), root: root(&job.files), ..job };
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_dibao-publish"));
        // Nothing of who runs the test.
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", home.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let [job, files] = [serde_json::to_string(&job).unwrap(), serde_json::to_string(&job.files).unwrap()];
        let lines = format!("{job}\n{files}\ngo\n");
        // One that has a fault at once does not read it.
        let mut stdin = child.stdin.take().unwrap();
        _ = stdin.write_all(lines.as_bytes());
        let said = child.wait_with_output().unwrap();
        // A worker whose pipe ends earlier stops.
        drop(stdin);
        let mut outcome = Outcome { plan: None, result: Err(format!("it told no end: {said:?}")) };
        for line in String::from_utf8(said.stdout).unwrap().lines() {
            match serde_json::from_str(line).unwrap() {
                Event::Plan(plan) => outcome.plan = Some(plan),
                Event::Done(report) => outcome.result = Ok(report),
                Event::Fault { message, .. } => outcome.result = Err(message),
                Event::Files | Event::Waiting | Event::Progress { .. } => {}
            }
        }
        outcome
    }
}
