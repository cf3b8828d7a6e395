//! What browsers that look at a preview are told: which files changed, and what is wrong.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use serde::Serialize;
use tokio::sync::broadcast;

use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::error::Error;
use crate::pipeline::Summary;

/// A build that changes more files than this changes everything, as far as a browser is concerned.
const MANY: usize = 2000;
/// More errors than this are counted only.
const SHOWN: usize = 20;
/// How many builds a browser may miss before it has to load its page anew.
const MISSED: usize = 16;

/// The state of a preview, and those who are told when it changes.
pub(super) struct Live {
    told: broadcast::Sender<Arc<News>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The errors that the site had when the preview began: nobody wants these over every page.
    first: BTreeSet<String>,
    now: Arc<News>,
    /// What browsers are told of every page.
    headers: HeaderMap,
}

/// What a browser is told of a build.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct News {
    /// The number of the build, from 1.
    pub build: u64,
    /// The files that changed, by their paths; none if all may have.
    pub changed: Option<Vec<String>>,
    /// What is wrong, as a terminal would show it.
    pub errors: Vec<String>,
    /// How many errors more there are.
    pub more: usize,
}

impl Live {
    /// The state after the first build.
    pub fn new(summary: &Summary, headers: HeaderMap) -> Self {
        let first = errors(summary).filter(|found| !is_urgent(found)).map(identity).collect();
        let state = State { first, headers, ..State::default() };
        let live = Self { told: broadcast::Sender::new(MISSED), state: Mutex::new(state) };
        live.take(summary);
        live
    }

    /// Tells of another build.
    pub fn built(&self, result: &Result<Summary, Error>) {
        match result {
            Ok(summary) => self.take(summary),
            Err(Error::Config(diagnostic)) => self.tell(Some(Vec::new()), vec![shown(diagnostic)]),
            Err(error) => self.tell(Some(Vec::new()), vec![error.to_string()]),
        }
    }

    fn take(&self, summary: &Summary) {
        let new: Vec<String> = {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            errors(summary).filter(|found| !state.first.contains(&identity(found))).map(shown).collect()
        };
        let changed =
            (summary.changed.len() <= MANY).then(|| summary.changed.iter().map(ToString::to_string).collect());
        self.tell(changed, new);
    }

    fn tell(&self, changed: Option<Vec<String>>, mut errors: Vec<String>) {
        let more = errors.len().saturating_sub(SHOWN);
        errors.truncate(SHOWN);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let news = Arc::new(News { build: state.now.build + 1, changed, errors, more });
        state.now = Arc::clone(&news);
        // Nobody may be listening.
        _ = self.told.send(news);
    }

    /// What there is to say now, and then what there will be.
    pub fn listen(&self) -> (News, broadcast::Receiver<Arc<News>>) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A page that is loaded now has what changed.
        (News { changed: Some(Vec::new()), ..(*state.now).clone() }, self.told.subscribe())
    }

    /// Tells browsers something else of every page from now on.
    pub fn set_headers(&self, headers: HeaderMap) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).headers = headers;
    }

    /// What browsers are told of every page.
    pub fn headers(&self) -> HeaderMap {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).headers.clone()
    }

    /// The number of the latest build.
    pub fn build(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).now.build
    }
}

fn errors(summary: &Summary) -> impl Iterator<Item = &Diagnostic> {
    summary.report.diagnostics.iter().filter(|found| found.severity == Severity::Error)
}

/// What keeps pages from being as they should.
fn is_urgent(found: &Diagnostic) -> bool {
    found.kind == Kind::Template
}

/// Lines move while one edits: an error is the same if its file and message are.
fn identity(found: &Diagnostic) -> String {
    format!("{}\0{}", found.file, found.message)
}

fn shown(found: &Diagnostic) -> String {
    anstream::adapter::strip_str(&found.render()).to_string()
}
