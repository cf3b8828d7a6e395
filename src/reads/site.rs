//! The site that pages are made of.

use std::path::Path;
use std::sync::Arc;

use super::door::Door;
use crate::archive::Archive;
use crate::config::Config;
use crate::links::Links;

/// A site as it was loaded: everything that pages are made of, but the bodies. Cloning it counts references.
#[derive(Clone)]
pub struct Site {
    /// Its folder.
    pub root: Arc<Path>,
    /// Its settings.
    pub config: Arc<Config>,
    /// Its articles, pages and entities, and the lists that they form.
    pub door: Door,
}

impl Site {
    /// A site of an archive and its links.
    pub fn new(root: &Path, config: Config, archive: Archive, links: Links) -> Self {
        Self { root: root.into(), config: Arc::new(config), door: Door::new(archive, links) }
    }

    /// Its articles, pages and entities, for what is no job of a build.
    pub fn archive(&self) -> &Archive {
        self.door.untraced().0
    }

    /// The lists that they form, likewise.
    pub fn links(&self) -> &Links {
        self.door.untraced().1
    }
}
