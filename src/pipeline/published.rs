//! A site that is built, for those who publish it.

use std::path::{Path, PathBuf};

use super::fingerprint::fingerprint;
use super::known::Knowledge;
use super::load::{configure, load};
use super::options::Options;
use super::session::Session;
use crate::archive::Archive;
use crate::artefact::Manifest;
use crate::date::When;
use crate::error::Error;
use crate::output::Folder;

/// A site that is built.
pub struct Built {
    /// Its files.
    pub manifest: Manifest,
    /// The folder that they are in.
    pub output: PathBuf,
    /// Keeps others from building into it.
    _folder: Option<Folder>,
}

impl Session {
    /// What was built last.
    pub fn built(&self) -> Built {
        Built { manifest: self.manifest(), output: self.output.path().to_owned(), _folder: None }
    }

    /// The date of the newest article.
    pub fn newest(&self) -> Option<When> {
        newest_of(&self.site.archive)
    }
}

fn newest_of(archive: &Archive) -> Option<When> {
    archive.articles.iter().filter_map(|article| article.meta.date).max()
}

/// The date of the newest article of the site in `root`.
///
/// # Errors
/// When the configuration is wrong.
pub fn newest(root: &Path, options: &Options) -> Result<Option<When>, Error> {
    Ok(newest_of(&load(root, configure(root, options)?, options, None)?.site.archive))
}

/// What the last build of the site in `root` left, if it is what a build with these options makes of the settings,
/// templates and theme as they are now. What became of the content since does not matter.
///
/// # Errors
/// When there was no such build, or its files were changed since.
pub fn built(root: &Path, options: &Options) -> Result<Built, Error> {
    let config = configure(root, options)?;
    let folder = options.out.clone().unwrap_or_else(|| root.join(&config.paths.output));
    let ledger = options.ledger.clone().unwrap_or_else(|| root.join(&config.paths.cache));
    let output = Folder::open(folder, &ledger, false)?;
    let refuse = |why: &str| {
        let folder = output.path().display();
        Err(Error::Other(format!("{folder} {why}. Publish without `--no-build`.")))
    };
    if output.is_new() {
        return refuse("has no site that was built to its end");
    }
    if !Knowledge::of(fingerprint(root, &config, options), &output).is_of_this_site() {
        return refuse("was not built with these settings, templates and theme for this address, and without drafts");
    }
    if !output.is_untouched() {
        return refuse("has files that were changed since they were built");
    }
    Ok(Built { manifest: output.manifest(), output: output.path().to_owned(), _folder: Some(output) })
}
