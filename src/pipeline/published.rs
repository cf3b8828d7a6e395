//! A site that is built, for those who publish it.

use std::path::{Path, PathBuf};

use super::known::Knowledge;
use super::load::configure;
use super::options::Options;
use super::session::Session;
use crate::artefact::{Hash, Manifest};
use crate::date::When;
use crate::error::Error;
use crate::output::Folder;

/// A site that is built.
pub struct Built {
    /// Its files.
    pub manifest: Manifest,
    /// The hash of the archive that it was built of, which is the same at every address; none if it cannot be told.
    pub archive: Option<Hash>,
    /// The date of its newest article.
    pub newest: Option<When>,
    /// The last day on which it changed by itself, in ISO 8601: on this day and up to that of the build, the same is built
    /// of it.
    pub since: Option<String>,
    /// The folder that they are in.
    pub output: PathBuf,
    /// The folder, as long as nobody else may build into it.
    folder: Option<Folder>,
}

impl Built {
    /// Looks whether every file is as it was built. This takes about as long as all the rest of publishing nothing, and
    /// can be done beside it.
    ///
    /// # Errors
    /// When files were changed since.
    pub fn check_untouched(&self) -> Result<(), Error> {
        match &self.folder {
            Some(folder) if !folder.is_untouched() => {
                Err(refused(folder, "has files that were changed since they were built"))
            }
            _ => Ok(()),
        }
    }

    /// Lets go of what only a build would need of the last one. Nobody else may build into the folder all the same.
    pub fn forget_build(&mut self) {
        if let Some(folder) = &mut self.folder {
            folder.forget_build();
        }
    }
}

/// Why what was built earlier cannot be taken.
fn refused(folder: &Folder, why: &str) -> Error {
    Error::Other(format!("{} {why}. Run the command without `--no-build`.", folder.path().display()))
}

impl Session {
    /// What was built last.
    pub fn built(&self) -> Built {
        let manifest = self.manifest();
        let archive = self.known.archive(&manifest);
        let newest = self.site.archive().newest();
        let [since, _] = self.days();
        Built { manifest, archive, newest, since, output: self.output.path().to_owned(), folder: None }
    }

    /// What was built last, when nothing else is needed of the session.
    pub fn into_built(self) -> Built {
        let built = self.built();
        Built { folder: Some(self.output), ..built }
    }
}

/// What the last build of the site in `root` left, if it is what a build with these options makes of the settings,
/// templates and theme as they are now. What became of the content since does not matter; whether the files are still as
/// they were built is for [`Built::check_untouched`] to tell.
///
/// # Errors
/// When there was no such build.
pub fn built(root: &Path, options: &Options) -> Result<Built, Error> {
    let config = configure(root, options)?;
    let folder = options.out.clone().unwrap_or_else(|| root.join(&config.paths.output));
    let ledger = options.ledger.clone().unwrap_or_else(|| root.join(&config.paths.cache));
    let output = Folder::open(folder, &ledger, false)?;
    if output.is_new() {
        return Err(refused(&output, "has no site that was built to its end"));
    }
    let known = Knowledge::of(root, &config, options, &output);
    if !known.is_of_this_site() {
        let why = "was not built with these settings, templates and theme for this address, and without drafts";
        return Err(refused(&output, why));
    }
    let manifest = output.manifest();
    let archive = known.archive(&manifest);
    let newest = known.newest();
    let since = known.since().map(str::to_owned);
    Ok(Built { manifest, archive, newest, since, output: output.path().to_owned(), folder: Some(output) })
}
