//! Tells when a file of a site changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::{self, Config};
use crate::content::{is_markdown, is_metadata};
use crate::disk;

/// Editors write a file in several steps: a change is over once nothing has happened for so long. Where the system tells when
/// a file is closed, that need not be long.
const QUIET: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 5 } else { 20 });

/// One that is open is written to yet; but somebody may leave it open.
const OPEN: Duration = Duration::from_secs(1);

/// How often somebody looks whether another day has begun.
const OFTEN: Duration = Duration::from_secs(1);

/// What has changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    root: PathBuf,
    /// By path: whether it was not there before.
    paths: BTreeMap<PathBuf, bool>,
    /// Whether anything else may have.
    is_anything: bool,
    /// Those that are written to and not closed yet, where the system tells.
    open: BTreeSet<PathBuf>,
}

impl Changes {
    /// The names of the files, relative to the site's root, with `/`; none if they are not known, or not
    /// all below it.
    pub fn names(&self) -> Option<Vec<String>> {
        let name = |path: &PathBuf| {
            let name = path.strip_prefix(&self.root).ok()?.to_str()?;
            Some(name.replace(std::path::MAIN_SEPARATOR, "/"))
        };
        if self.is_anything { None } else { self.paths.keys().map(name).collect() }
    }
}

/// Watches what a site is made of.
pub(super) struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// The files and folders that a site is made of; those that exist are watched.
    sources: BTreeSet<PathBuf>,
    watched: BTreeSet<PathBuf>,
    /// What a build itself writes to, where that lies in a folder that is watched.
    written: [PathBuf; 2],
}

impl Watch {
    /// Begins to watch a site.
    pub fn new(root: &Path, config: &Config) -> notify::Result<Self> {
        // Without links on the way, as the system tells of changes.
        let root = disk::canonicalize(root)?;
        let (sender, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender)?;
        watcher.watch(&root, RecursiveMode::NonRecursive)?;
        let written = [PathBuf::new(), PathBuf::new()];
        let mut watch = Self { root, watcher, events, sources: BTreeSet::new(), watched: BTreeSet::new(), written };
        watch.follow(config)?;
        Ok(watch)
    }

    /// Watches the folders that the settings name now.
    pub fn follow(&mut self, config: &Config) -> notify::Result<()> {
        let paths = &config.paths;
        let folders = [&paths.content, &paths.templates, &paths.theme, &paths.assets, &paths.glossary];
        let others = config.source.iter().flat_map(|source| [Some(&source.dir), source.glossary.as_ref()]).flatten();
        // By their names as the system tells them, if they are there.
        let name = |folder: &String| {
            let folder = self.root.join(folder);
            disk::canonicalize(&folder).unwrap_or(folder)
        };
        self.sources = folders.into_iter().chain(others).map(name).collect();
        self.sources.insert(self.root.join(config::FILE_NAME));
        self.written = [name(&paths.output), name(&paths.cache)];
        for source in &self.sources {
            // A file may be replaced by another: its folder tells.
            let (folder, mode) = match source.parent().filter(|_| disk::is_file(source)) {
                Some(folder) => (folder, RecursiveMode::NonRecursive),
                None => (source.as_path(), RecursiveMode::Recursive),
            };
            // The root itself is watched from the beginning.
            let is_new = folder != self.root && disk::is_folder(folder) && self.watched.insert(source.clone());
            if is_new
                && (mode == RecursiveMode::Recursive || !self.watched.iter().any(|other| folder.starts_with(other)))
            {
                self.watcher.watch(folder, mode)?;
            }
        }
        Ok(())
    }

    /// Waits until something has changed and is at rest, or `is_over`, which is asked now and then. None if nothing will
    /// ever change.
    pub fn wait(&mut self, is_over: &dyn Fn() -> bool) -> Option<Changes> {
        loop {
            let mut changes = Changes { root: self.root.clone(), ..Changes::default() };
            let event = match self.events.recv_timeout(OFTEN) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) if is_over() => return Some(Changes { is_anything: true, ..changes }),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            let mut matters = self.matters(event, &mut changes);
            while let Ok(event) = self.events.recv_timeout(if changes.open.is_empty() { QUIET } else { OPEN }) {
                matters |= self.matters(event, &mut changes);
            }
            // Editors write to files that come and go at once. What could be content is never one of them.
            changes.paths.retain(|path, is_new| {
                let name = path.to_string_lossy();
                !*is_new || disk::exists(path) || is_markdown(&name) || is_metadata(&name)
            });
            if matters && (changes.is_anything || !changes.paths.is_empty()) {
                return Some(changes);
            }
        }
    }

    /// Whether a site has to be built anew for what happened, which is added to the changes.
    fn matters(&mut self, event: notify::Result<Event>, changes: &mut Changes) -> bool {
        // When events were lost, anything may have changed.
        let Some(event) = event.ok().filter(|event| !event.need_rescan()) else {
            changes.is_anything = true;
            return true;
        };
        let own: Vec<&PathBuf> = event.paths.iter().filter(|path| self.is_source(path)).collect();
        // Other systems do not tell that a file is closed.
        if cfg!(target_os = "linux") {
            match event.kind {
                EventKind::Modify(ModifyKind::Data(_)) => changes.open.extend(own.iter().copied().cloned()),
                EventKind::Access(AccessKind::Close(AccessMode::Write))
                | EventKind::Remove(_)
                | EventKind::Modify(ModifyKind::Name(_)) => own.iter().for_each(|&path| _ = changes.open.remove(path)),
                _ => {}
            }
        }
        let is_change = !matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)));
        if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
            // A folder that is gone is another one when it comes back.
            event.paths.iter().for_each(|path| _ = self.watched.remove(path));
        }
        if !is_change {
            return false;
        }
        let is_new = matches!(event.kind, EventKind::Create(_));
        for path in &own {
            changes.paths.entry((*path).clone()).or_insert(is_new);
        }
        !own.is_empty()
    }

    fn is_source(&self, path: &Path) -> bool {
        let is_below = |folder: &PathBuf| path.starts_with(folder);
        self.sources.iter().any(is_below) && !self.written.iter().any(is_below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_day_is_a_change_although_no_file_changes() {
        let site = tempfile::tempdir().unwrap();
        let mut watch = Watch::new(site.path(), &Config::default()).unwrap();
        let asked = std::cell::Cell::new(0);
        let is_over = || {
            asked.set(asked.get() + 1);
            asked.get() == 2
        };
        let changes = watch.wait(&is_over).unwrap();
        assert_eq!((asked.get(), changes.names()), (2, None));
    }
}
