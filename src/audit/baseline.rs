//! Decisions that an editor has seen: a text file with one a line, to be kept under version
//! control.

use std::collections::BTreeSet;
use std::path::Path;

use super::item::Item;
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
        let text = fs_err::read_to_string(path).map_err(|source| Error::Read { source })?;
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
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        crate::output::Output::new(folder).write(&name, text.as_bytes())
    }

    /// Whether a decision has been reviewed.
    pub fn has(&self, item: &Item) -> bool {
        self.0.contains(&key(item))
    }
}

fn key(item: &Item) -> String {
    format!("{}\t{}\t{}", item.character, item.chosen, item.context)
}
