//! The form of the addresses of pages.

use serde::{Deserialize, Serialize};

/// The form of an article's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageForm {
    /// `slug.html`: half the work for the disk, and it opens from a folder.
    #[default]
    Flat,
    /// `slug/index.html`.
    Folder,
}
