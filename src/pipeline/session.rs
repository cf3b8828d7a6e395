//! A site that was built and stays in memory: an edit of an article's text is built in a moment.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::known::Knowledge;
use super::options::Summary;
use super::phases::Phases;
use crate::address::SitePath;
use crate::artefact::{Manifest, policy};
use crate::check;
use crate::content::{self, Change, ContentFile, Known};
use crate::date::Now;
use crate::diagnostic::{Diagnostic, Kind, Report, Severity, sentence};
use crate::error::Error;
use crate::output::{Done, Folder};
use crate::reads::Site;
use crate::render::Renderer;
use crate::way::way;

/// How a session was asked for.
pub(super) struct Own {
    /// Whether drafts are built too.
    pub with_drafts: bool,
    pub drafts_skipped: usize,
    /// How many articles and pages wait for their day.
    pub waiting: usize,
    /// The next day on which the site changes by itself.
    pub until: Option<Date>,
}

/// A site as it was built last, with all that an edit of it needs.
pub struct Session {
    pub(super) own: Own,
    pub(super) site: Site,
    pub(super) renderer: Renderer,
    pub(super) output: Folder,
    pub(super) known: Knowledge,
    /// What was found, but for what was found while pages were made.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The content files, by name.
    pub(super) files: BTreeMap<String, ContentFile>,
    /// Files that some disks take for one, once that was looked for: no edit of a text changes it.
    pub(super) clashes: Option<Vec<(SitePath, SitePath)>>,
}

impl Session {
    /// Builds the files that changed, by their names, if they are articles whose texts alone changed. None
    /// if the site has to be built as a whole.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn edit<'f>(&mut self, changed: impl IntoIterator<Item = &'f str>) -> Result<Option<Summary>, Error> {
        let Site { root, config, .. } = &self.site;
        let mut files = Vec::new();
        for name in changed {
            let Some((file, before)) = self.files.get(name).zip(self.known.recall(name)) else { return Ok(None) };
            let known = content::reload(root, config, self.own.with_drafts, file, before);
            let Some(known) = known else { return Ok(None) };
            files.push(known);
        }
        let phases = Phases::begin();
        if files.iter().any(|known| known.change == Change::Text)
            && self.known.edit(&self.site, &files, &mut self.renderer, &self.output)?.is_none()
        {
            return Ok(None);
        }
        self.settle(files, phases).map(Some)
    }

    /// Whether the site is another on a day than it was when it was built, although nothing was edited.
    pub fn is_over(&self, now: Now) -> bool {
        let day = now.day(&self.site.config.time_zone);
        self.own.until.zip(day).is_some_and(|(until, day)| day >= until)
    }

    /// The last day on which the site changed by itself, and the next one, in ISO 8601.
    pub fn days(&self) -> [Option<String>; 2] {
        [self.known.since().map(str::to_owned), self.own.until.map(|day| day.to_string())]
    }

    /// What pages may load and do; empty for anything.
    pub fn policy(&self) -> Cow<'_, str> {
        let config = &self.site.config;
        policy(config.headers.content_security_policy.as_deref(), &config.embed.hosts)
    }

    /// The files of the output, as it was built last.
    pub fn manifest(&self) -> Manifest {
        self.output.manifest()
    }

    /// The file that has them, for programs (`docs/manifest.md`).
    pub fn manifest_file(&self) -> &Path {
        self.output.manifest_file()
    }

    /// That a file which is no longer made could not be removed.
    fn left_over(&self, path: &SitePath, error: &std::io::Error) -> Diagnostic {
        // The folder, since the file may be a link.
        let folder = way(&self.site.root, self.output.path());
        let file = match folder.as_deref() {
            Some(".") => path.to_string(),
            Some(folder) => format!("{folder}/{path}"),
            None => self.output.path().join(path).display().to_string(),
        };
        // The error's own text names the file as it lies on this disk.
        Diagnostic::warning(Kind::LeftOver, file, sentence!("left-over", reason = error.kind().to_string()))
    }

    /// Tells what a build came to, and leaves it to the next.
    pub(super) fn settle(&mut self, files: Vec<Known>, mut phases: Phases) -> Result<Summary, Error> {
        let (failed, made) = (self.known.failed(), self.known.take_done());
        let Done { written, unchanged, removed, changed, left } = self.output.settle(failed == 0)?;
        phases.end("removing what is no longer made");
        self.known.leave(&self.site, files, &self.output)?;
        phases.end("remembering");
        let mut diagnostics = self.diagnostics.clone();
        diagnostics.extend(self.known.diagnostics());
        diagnostics.extend(left.into_iter().map(|(path, error)| self.left_over(&path, &error)));
        let clash = |(own, other): &(SitePath, SitePath)| {
            let sentence = sentence!("path-clash", other = other.to_string());
            Diagnostic::warning(Kind::Address, own.to_string(), sentence)
        };
        diagnostics.extend(self.clashes.get_or_insert_with(|| self.output.clashes()).iter().map(clash));
        check::waive(&mut diagnostics, &self.site.config.check);
        diagnostics.retain(|found| !found.kind.is_for_check());
        let report = Report::new(diagnostics);
        let words = self.site.archive().entities.iter().filter(|entity| entity.meta.kind.row().is_term).count();
        Ok(Summary {
            articles: self.site.archive().articles.len(),
            entities: self.site.archive().entities.len() - words,
            words,
            drafts_skipped: self.own.drafts_skipped,
            waiting: self.own.waiting,
            until: self.own.until.map(|day| day.to_string()),
            withdrawn: self.site.archive().withdrawn.len(),
            written,
            unchanged,
            removed,
            made,
            changed,
            failed,
            phases: phases.over,
            output: self.output.path().to_owned(),
            doubt: self.known.take_doubt().map(Into::into),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            report,
        })
    }
}
