//! The file that has what the last whole build made: the manifest of an output, and for each file its stamp, by which
//! one that somebody else changed is found out. Programs may read it; `docs/manifest.md` describes it.
//!
//! A line for the version, one for the way to the output, one for each file in the order of the paths (hash, length,
//! role, language, stamp and path, apart by blanks; the path may have blanks itself), and one with the hash of all
//! that is before it.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::address::SitePath;
use crate::artefact::{Artefact, Hash, Role};
use crate::stamp;

/// How a list begins; one of another version is not read.
const HEAD: &str = "dibao manifest 3\n";
/// How the lists of dibao 0.1 begin, which had a path and a stamp for each file.
const HEAD_BEFORE: &str = "dibao made 2\0";
/// How the last line begins.
const CHECK: &str = "checksum ";
/// In the place of a language where there is none.
const NO_LANGUAGE: &str = "-";

/// A file as a build left it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub artefact: Arc<Artefact>,
    /// See `stamp::of_output`.
    pub stamp: u64,
}

impl Entry {
    /// A file of which nothing but its path is known.
    pub fn unknown(path: SitePath) -> Self {
        let artefact = Artefact { path, role: Role::Static, lang: None, hash: Hash([0; 32]), length: 0 };
        Self { artefact: Arc::new(artefact), stamp: stamp::NONE }
    }

    pub fn path(&self) -> &SitePath {
        &self.artefact.path
    }
}

/// What a list says.
#[derive(Debug, Default)]
pub(super) struct List {
    /// In the order of their paths.
    pub entries: Vec<Entry>,
}

/// Why a list is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It was written by another version of dibao.
    Foreign,
    /// It is not as it was written.
    Damaged,
}

impl List {
    /// The text of a list.
    pub fn text(entries: &[Entry], way: &str) -> String {
        // Enough for most, so that it is laid out once.
        const LINE: usize = 180;
        let mut text = String::with_capacity(HEAD.len() + entries.len() * LINE);
        text.push_str(HEAD);
        text.push_str(&way.replace('\n', " "));
        text.push('\n');
        for Entry { artefact, stamp } in entries {
            let Artefact { path, role, lang, hash, length } = &**artefact;
            let lang = lang.as_deref().unwrap_or(NO_LANGUAGE);
            // It cannot fail: a text takes everything.
            _ = writeln!(text, "{hash} {length} {role} {lang} {stamp:x} {path}");
        }
        let check = Hash::of(text.as_bytes());
        _ = writeln!(text, "{CHECK}{check}");
        text
    }

    /// Reads the text of a list; nothing where there is none.
    ///
    /// # Errors
    /// Why nothing that it says may be gone on from: a path that is damaged could be that of a file which is not
    /// dibao's.
    pub fn read(text: &str) -> Result<Self, Unread> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        if let Some(rest) = text.strip_prefix(HEAD_BEFORE) {
            return Self::read_before(rest).ok_or(Unread::Damaged);
        }
        let rest = text
            .strip_prefix(HEAD)
            .ok_or_else(|| if text.starts_with("dibao m") { Unread::Foreign } else { Unread::Damaged })?;
        let (body, check) = rest.trim_end_matches('\n').rsplit_once('\n').ok_or(Unread::Damaged)?;
        let checked = &text[..HEAD.len() + body.len() + 1];
        if check.strip_prefix(CHECK).and_then(|check| check.parse().ok()) != Some(Hash::of(checked.as_bytes())) {
            return Err(Unread::Damaged);
        }
        let (_, lines) = body.split_once('\n').unwrap_or((body, ""));
        let mut languages = Vec::new();
        let entries = lines.lines().map(|line| entry(line, &mut languages)).collect::<Option<Vec<Entry>>>();
        Ok(Self { entries: entries.ok_or(Unread::Damaged)? })
    }

    fn read_before(rest: &str) -> Option<Self> {
        let (_, files) = rest.split_once('\0')?;
        let mut parts = files.split_terminator('\0');
        let mut entries = Vec::new();
        while let (Some(path), Some(_)) = (parts.next(), parts.next()) {
            // A list that was tampered with must not lead out of the output.
            entries.extend(SitePath::new(path).ok().map(Entry::unknown));
        }
        entries.sort_by(|one, other| one.path().cmp(other.path()));
        Some(Self { entries })
    }
}

/// The way to its output that a list tells, by its beginning.
pub(super) fn way_of(start: &str) -> Option<&str> {
    match (start.strip_prefix(HEAD), start.strip_prefix(HEAD_BEFORE)) {
        (Some(rest), _) => rest.split_once('\n').map(|(way, _)| way),
        (_, Some(rest)) => rest.split_once('\0').map(|(way, _)| way),
        (None, None) => None,
    }
}

/// `languages` has those that were met, so that files share them.
fn entry(line: &str, languages: &mut Vec<Arc<str>>) -> Option<Entry> {
    let mut parts = line.splitn(6, ' ');
    let (hash, length) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let (role, lang) = (parts.next()?.parse().ok()?, parts.next()?);
    let stamp = u64::from_str_radix(parts.next()?, 16).ok()?;
    let path = SitePath::new(parts.next()?).ok()?;
    let lang = (lang != NO_LANGUAGE).then(|| {
        let known = languages.iter().find(|known| ***known == *lang).cloned();
        known.unwrap_or_else(|| {
            languages.push(lang.into());
            lang.into()
        })
    });
    Some(Entry { artefact: Arc::new(Artefact { path, role, lang, hash, length }), stamp })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        let entry = |(path, role, lang): (&str, Role, Option<&str>)| {
            let (path, hash) = (SitePath::new(path).unwrap(), Hash::of(path.as_bytes()));
            let artefact = Artefact { path, role, lang: lang.map(Into::into), hash, length: 7 };
            Entry { artefact: Arc::new(artefact), stamp: 0xABC }
        };
        let files = [
            (" a  b ", Role::Static, None),
            ("zh-hans/a.html", Role::Page, Some("zh-Hans")),
            ("甲/乙 - .png", Role::Media, None),
        ];
        files.map(entry).to_vec()
    }

    #[test]
    fn what_was_written_is_read() {
        for entries in [entries(), Vec::new(), entries()[..1].to_vec()] {
            let text = List::text(&entries, "../../public");
            let read = List::read(&text).unwrap();
            assert_eq!(way_of(&text), Some("../../public"));
            assert_eq!(List::text(&read.entries, "../../public"), text);
            assert_eq!(read.entries.len(), entries.len());
        }
    }

    #[test]
    fn no_damage_is_taken_for_a_list() {
        let text = List::text(&entries(), "../../public");
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(damaged) = std::str::from_utf8(&bytes) {
                assert!(List::read(damaged).is_err(), "{at}");
            }
            if let Some(cut) = text.get(..at).filter(|cut| !cut.is_empty() && at < text.len() - 1) {
                assert!(List::read(cut).is_err(), "{cut}");
            }
        }
        for (text, fault) in [
            ("dibao made 9\0x\0a.html\0f\0", Unread::Foreign),
            ("dibao manifest 4\n", Unread::Foreign),
            ("dibao made 2", Unread::Foreign),
            ("\0\0", Unread::Damaged),
        ] {
            assert_eq!(List::read(text).err(), Some(fault), "{text:?}");
        }
    }

    #[test]
    fn the_lists_of_before_are_read() {
        let list = List::read("dibao made 2\0../public\0b.html\0ff\0../mine.txt\0f\0a/甲.html\0f\0cut").unwrap();
        let paths: Vec<&str> = list.entries.iter().map(|entry| entry.path().as_str()).collect();
        assert_eq!(paths, ["a/甲.html", "b.html"]);
    }
}
