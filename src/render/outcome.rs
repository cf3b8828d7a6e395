//! What a job comes to, and how its pages are printed.

use std::sync::Arc;

use super::searched::ArticleText;
use crate::address::SitePath;
use crate::artefact::{File, Role};
use crate::diagnostic::{Diagnostic, Findings, Kind, sentence};
use crate::reads::{Facet, Facts};

/// Takes a file of the output.
pub type Emit<'e> = &'e mut dyn FnMut(&File<'_>);

/// What a job came to, besides the pages.
#[derive(Default)]
pub struct Outcome {
    /// What was found in the article or in a template.
    pub diagnostics: Findings,
    /// Files of the site that the page links to, relative to the site's root, and whether it shows
    /// them as pictures.
    pub media: Vec<(String, bool)>,
    /// Files of the site that links and pictures asked for, and whether they were there and could be read.
    pub asked: Vec<(String, bool)>,
    /// What its articles mention and show, without which the lists cannot be planned.
    pub facts: Facts,
    /// What was read of the archive.
    pub reads: Vec<Facet>,
    /// How many pages could not be rendered.
    pub failed: usize,
    /// What search has of its article, if that is wanted.
    pub text: Option<ArticleText>,
}

/// Prints the pages of one job: gives each file to whoever wants it, and gathers what is found on the way.
pub struct Printer<'e> {
    /// Scratch space, which jobs of one thread share.
    pub buffer: &'e mut Vec<u8>,
    /// Who takes the files.
    pub emit: Emit<'e>,
    /// What the job comes to.
    pub outcome: Outcome,
}

impl Printer<'_> {
    /// Gives a file on. One whose path cannot be, which no address of an archive leads to, is told.
    pub(super) fn put(&mut self, path: String, role: Role, lang: Option<Arc<str>>, bytes: &[u8]) {
        match SitePath::new(path.as_str()) {
            Ok(path) => (self.emit)(&File { path, role, lang, bytes }),
            Err(fault) => {
                self.outcome.failed += 1;
                let message = sentence!("page-impossible", reason = fault.to_string());
                self.outcome.diagnostics.push(Diagnostic::error(Kind::Address, path, message));
            }
        }
    }
}
