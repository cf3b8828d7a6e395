//! The file that has what the last whole build made: the manifest of an output, and for each file its stamp, by which
//! one that somebody else changed is found out. Programs may read it; `docs/manifest.md` describes it.
//!
//! A line for the version, one for the way to the output, one for each file in the order of the paths (hash, length,
//! role, language, stamp and path, apart by blanks; the path may have blanks itself), and one with the hash of all
//! that is before it.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use crate::address::{PathId, SitePath};
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
    pub artefact: Artefact,
    /// See `stamp::of_output`.
    pub stamp: u64,
}

impl Entry {
    /// A file of which nothing but its path is known.
    pub fn unknown(path: SitePath) -> Self {
        let artefact = Artefact { path, role: Role::Static, lang: None, hash: Hash([0; 32]), length: 0 };
        Self { artefact, stamp: stamp::NONE }
    }
}

/// What a list says, in the order of the paths. It keeps the text, and where in it each file is: there may be a
/// million, of which a build mostly asks for the path alone.
#[derive(Debug, Default)]
pub(super) struct List {
    /// The lines of the files.
    text: String,
    lines: Vec<Line>,
}

/// The line of a file.
#[derive(Clone, Copy, Debug)]
struct Line {
    id: PathId,
    stamp: u64,
    start: usize,
    /// Where in the line the path begins.
    path: u32,
    length: u32,
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
    /// How many files there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The files by their numbers: the id, path and stamp of each.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (PathId, &str, u64)> {
        self.lines.iter().enumerate().map(|(at, line)| (line.id, self.path(at), line.stamp))
    }

    /// The path of a file.
    pub fn path(&self, at: usize) -> &str {
        let Line { start, path, length, .. } = self.lines[at];
        &self.text[start + path as usize..start + length as usize]
    }

    /// The stamp of a file.
    pub fn stamp(&self, at: usize) -> u64 {
        self.lines[at].stamp
    }

    /// The number of the first file that is not before a path.
    pub fn position(&self, path: &str) -> usize {
        let mut numbers: Range<usize> = 0..self.len();
        while !numbers.is_empty() {
            let middle = numbers.start.midpoint(numbers.end);
            if self.path(middle) < path { numbers.start = middle + 1 } else { numbers.end = middle }
        }
        numbers.start
    }

    fn line(&self, at: usize) -> &str {
        let Line { start, length, .. } = self.lines[at];
        &self.text[start..start + length as usize]
    }

    /// A file. None if its line is no line of a file, which a list with a checksum has none of.
    pub fn artefact(&self, at: usize) -> Option<Artefact> {
        let mut parts = self.line(at).splitn(6, ' ');
        let (hash, length) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let (role, lang) = (parts.next()?.parse().ok()?, parts.next()?);
        let path = SitePath::new(parts.nth(1)?).ok()?;
        let lang = (lang != NO_LANGUAGE).then(|| Arc::from(lang));
        Some(Artefact { path, role, lang, hash, length })
    }

    /// Adds a file, after all that are there.
    pub fn push(&mut self, Entry { artefact, stamp }: &Entry) {
        let Artefact { path, role, lang, hash, length } = artefact;
        let start = self.text.len();
        let lang = lang.as_deref().unwrap_or(NO_LANGUAGE);
        // It cannot fail: a text takes everything.
        _ = write!(self.text, "{hash} {length} {role} {lang} {stamp:x} {path}");
        let line = Line {
            id: path.id(),
            stamp: *stamp,
            start,
            path: narrow(self.text.len() - start - path.as_str().len()),
            length: narrow(self.text.len() - start),
        };
        self.text.push('\n');
        self.lines.push(line);
    }

    /// Adds a file of another list, after all that are there.
    pub fn push_from(&mut self, other: &Self, at: usize) {
        let start = self.text.len();
        self.text.push_str(other.line(at));
        self.text.push('\n');
        self.lines.push(Line { start, ..other.lines[at] });
    }

    /// The list of entries in any order.
    pub fn of(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|one, other| one.artefact.path.cmp(&other.artefact.path));
        entries.dedup_by(|one, other| one.artefact.path == other.artefact.path);
        let mut list = Self::default();
        entries.iter().for_each(|entry| list.push(entry));
        list
    }

    /// An empty list with room for as much as there is here.
    pub fn with_room(&self) -> Self {
        let mut list = Self::default();
        list.text.reserve(self.text.len() + self.text.len() / 8);
        list.lines.reserve(self.len() + self.len() / 8);
        list
    }

    /// Whether another list has the very same files.
    pub fn is_same(&self, other: &Self) -> bool {
        self.text == other.text
    }

    /// The beginning, the lines and the end of the file of a list.
    pub fn written(&self, way: &str) -> [String; 2] {
        let head = format!("{HEAD}{}\n", way.replace('\n', " "));
        let mut check = blake3::Hasher::new();
        check.update(head.as_bytes()).update(self.text.as_bytes());
        let end = format!("{CHECK}{}\n", check.finalize().to_hex());
        [head, end]
    }

    /// The lines of the files.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads the text of a list; nothing where there is none.
    ///
    /// # Errors
    /// Why nothing that it says may be gone on from: a path that is damaged could be that of a file which is not
    /// dibao's.
    pub fn read(mut text: String) -> Result<Self, Unread> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        if let Some(rest) = text.strip_prefix(HEAD_BEFORE) {
            return Self::read_before(rest).ok_or(Unread::Damaged);
        }
        if !text.starts_with(HEAD) {
            return Err(if text.starts_with("dibao m") { Unread::Foreign } else { Unread::Damaged });
        }
        let end = text.trim_end_matches('\n').rfind('\n').map_or(0, |newline| newline + 1);
        let start = text[HEAD.len()..].find('\n').map_or(text.len(), |newline| HEAD.len() + newline + 1);
        let check = text[end..].trim_end_matches('\n').strip_prefix(CHECK).and_then(|check| check.parse().ok());
        if start > end || check != Some(Hash::of(&text.as_bytes()[..end])) {
            return Err(Unread::Damaged);
        }
        text.truncate(end);
        text.drain(..start);
        let lines = lines_of(&text).ok_or(Unread::Damaged)?;
        Ok(Self { text, lines })
    }

    fn read_before(rest: &str) -> Option<Self> {
        let (_, files) = rest.split_once('\0')?;
        let mut parts = files.split_terminator('\0');
        let mut entries = Vec::new();
        while let (Some(path), Some(_)) = (parts.next(), parts.next()) {
            // A list that was tampered with must not lead out of the output.
            entries.extend(SitePath::new(path).ok().map(Entry::unknown));
        }
        Some(Self::of(entries))
    }
}

/// Where the files are in the lines of a list that is as it was written.
fn lines_of(text: &str) -> Option<Vec<Line>> {
    let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count());
    let mut start = 0;
    for line in text.split_terminator('\n') {
        let mut blanks = memchr::memchr_iter(b' ', line.as_bytes());
        let before_stamp = blanks.nth(3)? + 1;
        let after_stamp = blanks.next()?;
        let stamp = u64::from_str_radix(&line[before_stamp..after_stamp], 16).ok()?;
        let id = PathId::of(&line[after_stamp + 1..]);
        lines.push(Line { id, stamp, start, path: narrow(after_stamp + 1), length: narrow(line.len()) });
        start += line.len() + 1;
    }
    Some(lines)
}

/// A place in a line, which is no longer than a path and some hundred bytes.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The way to its output that a list tells, by its beginning.
pub(super) fn way_of(start: &str) -> Option<&str> {
    match (start.strip_prefix(HEAD), start.strip_prefix(HEAD_BEFORE)) {
        (Some(rest), _) => rest.split_once('\n').map(|(way, _)| way),
        (_, Some(rest)) => rest.split_once('\0').map(|(way, _)| way),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a list's file.
    fn file_of(list: &List) -> String {
        let [head, end] = list.written("../../public");
        format!("{head}{}{end}", list.text())
    }

    fn entries() -> Vec<Entry> {
        let entry = |(path, role, lang): (&str, Role, Option<&str>)| {
            let (path, hash) = (SitePath::new(path).unwrap(), Hash::of(path.as_bytes()));
            let artefact = Artefact { path, role, lang: lang.map(Into::into), hash, length: 7 };
            Entry { artefact, stamp: 0xABC }
        };
        let files = [
            ("甲/乙 - .png", Role::Media, None),
            (" a  b ", Role::Static, None),
            ("zh-hans/a.html", Role::Page, Some("zh-Hans")),
        ];
        files.map(entry).to_vec()
    }

    #[test]
    fn what_was_written_is_read() {
        for entries in [entries(), Vec::new(), entries()[..1].to_vec()] {
            let list = List::of(entries.clone());
            let text = file_of(&list);
            assert_eq!(way_of(&text), Some("../../public"));
            let read = List::read(text.clone()).unwrap();
            assert!(read.is_same(&list) && file_of(&read) == text);
            let mut copy = read.with_room();
            for (at, (id, path, stamp)) in read.files().enumerate() {
                let artefact = read.artefact(at).unwrap();
                assert!(entries.iter().any(|entry| entry.artefact == artefact && entry.stamp == stamp));
                assert_eq!((id, path), (artefact.path.id(), artefact.path.as_str()));
                assert_eq!((read.position(path), read.stamp(at)), (at, 0xABC));
                copy.push_from(&read, at);
            }
            assert!(copy.is_same(&read) && copy.len() == entries.len());
        }
        let list = List::of(entries());
        assert_eq!(["", "b", "甲", "龘"].map(|path| list.position(path)), [0, 1, 2, 3]);
    }

    #[test]
    fn no_damage_is_taken_for_a_list() {
        let text = file_of(&List::of(entries()));
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(damaged) = String::from_utf8(bytes) {
                assert!(List::read(damaged).is_err(), "{at}");
            }
            if let Some(cut) = text.get(..at).filter(|cut| !cut.is_empty() && at < text.len() - 1) {
                assert!(List::read(cut.to_owned()).is_err(), "{cut}");
            }
        }
        for (text, fault) in [
            ("dibao made 9\0x\0a.html\0f\0", Unread::Foreign),
            ("dibao manifest 4\n", Unread::Foreign),
            ("dibao made 2", Unread::Foreign),
            ("dibao manifest 3\n", Unread::Damaged),
            ("\0\0", Unread::Damaged),
        ] {
            assert_eq!(List::read(text.to_owned()).err(), Some(fault), "{text:?}");
        }
    }

    #[test]
    fn the_lists_of_before_are_read() {
        let text = "dibao made 2\0../public\0b.html\0ff\0../mine.txt\0f\0a/甲.html\0f\0cut";
        let list = List::read(text.to_owned()).unwrap();
        assert_eq!(list.files().map(|(_, path, _)| path).collect::<Vec<_>>(), ["a/甲.html", "b.html"]);
    }
}
