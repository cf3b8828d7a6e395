//! Tells when a file of a site changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::{self, Config};

/// Editors write a file in several steps: a change is over once nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(20);

/// Watches what a site is made of.
pub(super) struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// The files and folders that a site is made of; those that exist are watched.
    sources: BTreeSet<PathBuf>,
    watched: BTreeSet<PathBuf>,
}

impl Watch {
    /// Begins to watch a site.
    pub fn new(root: &Path, config: &Config) -> notify::Result<Self> {
        // Without links on the way, as the system tells of changes.
        let root = root.canonicalize()?;
        let (sender, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender)?;
        watcher.watch(&root, RecursiveMode::NonRecursive)?;
        let mut watch = Self { root, watcher, events, sources: BTreeSet::new(), watched: BTreeSet::new() };
        watch.follow(config)?;
        Ok(watch)
    }

    /// Watches the folders that the settings name now.
    pub fn follow(&mut self, config: &Config) -> notify::Result<()> {
        let paths = &config.paths;
        let folders = [&paths.content, &paths.templates, &paths.theme, &paths.assets, &paths.glossary];
        self.sources = folders.into_iter().map(|folder| self.root.join(folder)).collect();
        self.sources.insert(self.root.join(config::FILE_NAME));
        for folder in self.sources.iter().filter(|source| source.is_dir()) {
            if self.watched.insert(folder.clone()) {
                self.watcher.watch(folder, RecursiveMode::Recursive)?;
            }
        }
        // A folder that is gone is another one when it comes back.
        self.watched.retain(|folder| folder.is_dir());
        Ok(())
    }

    /// Waits until something has changed and is at rest. False if nothing will ever change.
    pub fn wait(&self) -> bool {
        loop {
            let Ok(event) = self.events.recv() else { return false };
            if !self.matters(event) {
                continue;
            }
            while self.events.recv_timeout(QUIET).is_ok() {}
            return true;
        }
    }

    fn matters(&self, event: notify::Result<Event>) -> bool {
        // When events were lost, anything may have changed.
        let Ok(event) = event else { return true };
        let is_change = !matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)));
        is_change && (event.need_rescan() || event.paths.iter().any(|path| self.is_source(path)))
    }

    fn is_source(&self, path: &Path) -> bool {
        self.sources.iter().any(|source| path.starts_with(source)) || path == self.root
    }
}
