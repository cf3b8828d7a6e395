//! Decisions that an editor has seen: a text file with one a line, to be kept under version
//! control.

use std::collections::BTreeSet;
use std::path::Path;

use super::item::Item;
use crate::disk;
use crate::error::Error;

/// The decisions that have been reviewed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<String>);

const HEAD: &str = "# Reviewed decisions of script conversion: character, form, context. Written by\n# `dibao check --conversion --audit-baseline FILE --accept`.\n";

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = disk::read_to_string(path).map_err(|source| Error::Read { source })?;
        let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(Self(lines.map(str::to_owned).collect()))
    }

    /// The baseline in which all of these are reviewed.
    pub fn of(items: &[Item]) -> Self {
        Self(items.iter().map(key).collect())
    }

    /// Writes it whole.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut text = HEAD.to_owned();
        for line in &self.0 {
            text.push_str(line);
            text.push('\n');
        }
        let refused = |source| Error::Write { path: path.display().to_string(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            disk::create_folder(folder).map_err(refused)?;
        }
        disk::replace(path, text.as_bytes()).map(|_| ()).map_err(refused)
    }

    /// Whether a decision has been reviewed.
    pub fn has(&self, item: &Item) -> bool {
        self.0.contains(&key(item))
    }
}

fn key(item: &Item) -> String {
    format!("{}\t{}\t{}", item.character, item.chosen, item.context)
}
