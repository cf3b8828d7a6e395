//! The site that pages are made of.

use std::path::Path;
use std::sync::Arc;

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
    /// Its articles, pages and entities.
    pub archive: Arc<Archive>,
    /// The lists that they form.
    pub links: Arc<Links>,
}
