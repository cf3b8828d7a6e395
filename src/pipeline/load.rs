//! Reads a site: its settings and its content, tied together.

use std::path::Path;

use super::options::Options;
use super::phases::Phases;
use super::places;
use crate::archive::Archive;
use crate::config::{self, Config};
use crate::content::{self, Calendar, Recall};
use crate::diagnostic::{Diagnostic, placing};
use crate::disk;
use crate::error::Error;
use crate::links::Links;
use crate::reads::Site;

/// Reads a site's settings and applies what the command line says.
///
/// # Errors
/// When there is no `book.toml`, or it is wrong.
pub fn configure(root: &Path, options: &Options) -> Result<Config, Error> {
    let path = root.join(config::FILE_NAME);
    let text = match disk::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoSite(root.display().to_string()));
        }
        Err(source) => return Err(Error::Read { source }),
    };
    let mut config = config::load(&text).map_err(Error::Config)?;
    places::settle(root, &mut config);
    if let Some(base_url) = &options.base_url {
        config.set_base_url(base_url).map_err(Error::Other)?;
    }
    config.publish_future |= options.future;
    options.selection.apply(&mut config)?;
    Ok(config)
}

/// A site before it is rendered.
pub(super) struct Loaded {
    pub site: Site,
    pub drafts_skipped: usize,
    pub calendar: Calendar,
    pub files: Vec<content::Known>,
    pub diagnostics: Vec<Diagnostic>,
    pub phases: Phases,
}

pub(super) fn load(
    root: &Path,
    config: Config,
    options: &Options,
    recall: Option<Recall<'_>>,
) -> Result<Loaded, Error> {
    let mut phases = Phases::begin();
    let mut diagnostics = config.findings.clone();
    let day = options.now.day(&config.time_zone);
    let mut content = content::load(root, &config, options.drafts, day, recall, &mut diagnostics);
    let (drafts_skipped, files) = (content.drafts_skipped, std::mem::take(&mut content.files));
    let calendar = std::mem::take(&mut content.calendar);
    phases.end("reading");
    let text_of = |file: &str| content::read(root, &config, file).ok();
    let mut archive = Archive::new(content, &config.kinds, &text_of, &mut diagnostics);
    archive.take_up_old_addresses(&config, &mut placing(&text_of, &mut diagnostics));
    let (archive, links) = {
        let links = Links::new(&archive, &mut placing(&text_of, &mut diagnostics));
        match options.selection.is_of_articles() {
            true => {
                let archive = options.selection.of(root, &config, archive, &links)?;
                // What does not fit was told of the whole.
                let links = Links::new(&archive, &mut |_, _| {});
                (archive, links)
            }
            false => (archive, links),
        }
    };
    phases.end("archive and links");
    let site = Site::new(root, config, archive, links);
    Ok(Loaded { site, drafts_skipped, calendar, files, diagnostics, phases })
}
