//! The entries of a file while it is written: 24 bytes each, and their text in one arena.

use std::cmp::Ordering;

use crate::error::{Error, MOST_TEXT};

/// The bytes of a chunk of the arena.
const CHUNK: usize = 1 << 20;

/// Text that stays, in chunks, so that growing copies nothing.
#[derive(Default)]
struct Arena {
    chunks: Vec<String>,
}

impl Arena {
    /// Puts texts one after another, and tells where they begin. Together they are shorter than a chunk.
    fn push(&mut self, texts: &[&str]) -> u64 {
        let length: usize = texts.iter().map(|text| text.len()).sum();
        if self.chunks.last().is_none_or(|chunk| chunk.len() + length > CHUNK) {
            self.chunks.push(String::with_capacity(CHUNK));
        }
        let number = self.chunks.len().saturating_sub(1);
        let mut start = 0;
        if let Some(chunk) = self.chunks.last_mut() {
            start = chunk.len();
            for text in texts {
                chunk.push_str(text);
            }
        }
        (number * CHUNK + start) as u64
    }

    fn get(&self, start: u64, length: u16) -> &str {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let within = start % CHUNK;
        let chunk = self.chunks.get(start / CHUNK);
        chunk.and_then(|chunk| chunk.get(within..within + usize::from(length))).unwrap_or_default()
    }
}

/// The namespaces of the format since 2021.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Namespace {
    Content = b'C',
    Metadata = b'M',
    WellKnown = b'W',
    Index = b'X',
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A blob of a cluster, which has the number that it had when it was opened.
    Blob { media_type: u16, cluster: u32, blob: u32 },
    /// Another entry: before the sorting the number of a target's text, afterwards that of the entry.
    Redirect(u32),
}

/// An entry. `media_type` is [`REDIRECT`] for a redirect, the number of which is in `cluster`.
struct Entry {
    text: u64,
    cluster: u32,
    blob: u32,
    path: u16,
    title: u16,
    media_type: u16,
    namespace: Namespace,
    is_front_article: bool,
}

/// Stands in a directory entry in place of a media type.
pub(crate) const REDIRECT: u16 = 0xffff;

/// The entries in the order in which they were added.
#[derive(Default)]
pub(crate) struct Directory {
    arena: Arena,
    entries: Vec<Entry>,
    /// Where the targets of redirects stand in the arena, with their lengths.
    targets: Vec<(u64, u16)>,
}

/// Checks what is written as text of an entry.
pub(crate) fn check_text(path: &str, title: &str) -> Result<(), Error> {
    if path.is_empty() {
        return Err(Error::EmptyPath);
    }
    let bytes = path.len() + title.len();
    if bytes > MOST_TEXT {
        let short = path.chars().take(100).collect();
        return Err(Error::TooLong { path: short, bytes });
    }
    if path.contains('\0') || title.contains('\0') {
        return Err(Error::ZeroByte(path.replace('\0', "␀")));
    }
    Ok(())
}

/// The length of a text that was checked.
fn short(text: &str) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}

impl Directory {
    /// How many there are.
    pub(crate) fn len(&self) -> Result<u32, Error> {
        // The highest number means that there is no entry.
        u32::try_from(self.entries.len()).ok().filter(|count| *count < u32::MAX).ok_or(Error::TooMany("entries"))
    }

    /// Adds an item whose text was checked.
    pub(crate) fn add(
        &mut self,
        namespace: Namespace,
        (path, title): (&str, &str),
        is_front_article: bool,
        place: Place,
    ) -> Result<(), Error> {
        self.len()?;
        // A title that is the path is not said twice.
        let title = if title == path { "" } else { title };
        let text = self.arena.push(&[path, title]);
        let (media_type, cluster, blob) = match place {
            Place::Blob { media_type, cluster, blob } => (media_type, cluster, blob),
            Place::Redirect(target) => (REDIRECT, target, 0),
        };
        let (path, title) = (short(path), short(title));
        self.entries.push(Entry { text, cluster, blob, path, title, media_type, namespace, is_front_article });
        Ok(())
    }

    /// Adds a redirect, whose texts were checked, to an item of content.
    pub(crate) fn redirect(
        &mut self,
        namespace: Namespace,
        texts: (&str, &str),
        is_front_article: bool,
        target: &str,
    ) -> Result<(), Error> {
        let number = u32::try_from(self.targets.len()).map_err(|_| Error::TooMany("redirects"))?;
        let start = self.arena.push(&[target]);
        self.targets.push((start, short(target)));
        self.add(namespace, texts, is_front_article, Place::Redirect(number))
    }

    /// Sorts the entries and finds the targets of redirects.
    pub(crate) fn sorted(self) -> Result<Sorted, Error> {
        let mut order: Vec<u32> = (0..self.len()?).collect();
        order.sort_unstable_by(|one, other| self.key(*one).cmp(&self.key(*other)));
        if let Some(pair) = order.windows(2).find(|pair| self.key(pair[0]) == self.key(pair[1])) {
            return Err(Error::Duplicate(self.key(pair[0]).1.to_owned()));
        }
        let mut sorted = Sorted { directory: self, order };
        sorted.resolve()?;
        Ok(sorted)
    }

    fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    fn key(&self, number: u32) -> (Namespace, &str) {
        let entry = self.entry(number);
        (entry.namespace, self.arena.get(entry.text, entry.path))
    }

    fn title(&self, number: u32) -> &str {
        let entry = self.entry(number);
        match entry.title {
            0 => self.arena.get(entry.text, entry.path),
            length => self.arena.get(entry.text + u64::from(entry.path), length),
        }
    }
}

/// The entries in the order of their namespaces and paths, by which they are numbered.
pub(crate) struct Sorted {
    directory: Directory,
    /// For each number the place at which the entry was added.
    order: Vec<u32>,
}

/// An entry as it is written.
pub(crate) struct Dirent<'a> {
    pub(crate) namespace: Namespace,
    pub(crate) path: &'a str,
    /// Empty, if the path is the title.
    pub(crate) title: &'a str,
    pub(crate) place: Place,
}

impl Sorted {
    fn resolve(&mut self) -> Result<(), Error> {
        for added in 0..self.directory.entries.len() {
            let entry = &self.directory.entries[added];
            if entry.media_type != REDIRECT {
                continue;
            }
            let (start, length) = self.directory.targets[entry.cluster as usize];
            let target = self.directory.arena.get(start, length);
            let found = self.find(Namespace::Content, target);
            let is_redirect =
                found.is_some_and(|number| self.directory.entry(self.order[number as usize]).media_type == REDIRECT);
            let path = || self.directory.arena.get(entry.text, entry.path).to_owned();
            let number = match (found, entry.namespace) {
                (Some(number), _) if !is_redirect => number,
                (_, Namespace::WellKnown) => return Err(Error::MainPage(target.to_owned())),
                (None, _) => return Err(Error::MissingTarget { path: path(), target: target.to_owned() }),
                (Some(_), _) => return Err(Error::RedirectToRedirect { path: path(), target: target.to_owned() }),
            };
            self.directory.entries[added].cluster = number;
        }
        Ok(())
    }

    /// The number of the entry at a path.
    pub(crate) fn find(&self, namespace: Namespace, path: &str) -> Option<u32> {
        let compare = |number: &u32| -> Ordering { self.directory.key(*number).cmp(&(namespace, path)) };
        self.order.binary_search_by(compare).ok().and_then(|number| u32::try_from(number).ok())
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// Numbers in the order of titles: of all entries, namespace by namespace, or of front articles only, which are all in
    /// one namespace.
    pub(crate) fn by_title(&self, front_articles: bool) -> Vec<u8> {
        let key = |number: u32| {
            let added = self.order[number as usize];
            (self.directory.entry(added).namespace, self.directory.title(added), number)
        };
        let numbers = 0..self.order.len() as u32;
        let is_listed =
            |number: &u32| !front_articles || self.directory.entry(self.order[*number as usize]).is_front_article;
        let mut listed: Vec<u32> = numbers.filter(is_listed).collect();
        listed.sort_unstable_by(|one, other| key(*one).cmp(&key(*other)));
        listed.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    /// The entries in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Dirent<'_>> {
        self.order.iter().map(|added| {
            let entry = self.directory.entry(*added);
            let (namespace, path) = self.directory.key(*added);
            let title = self.directory.arena.get(entry.text + u64::from(entry.path), entry.title);
            let place = match entry.media_type {
                REDIRECT => Place::Redirect(entry.cluster),
                media_type => Place::Blob { media_type, cluster: entry.cluster, blob: entry.blob },
            };
            Dirent { namespace, path, title, place }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_small() {
        assert_eq!(size_of::<Entry>(), 24);
    }

    #[test]
    fn text_is_found_again_across_chunks() {
        let mut arena = Arena::default();
        let texts: Vec<String> = (0..3_000).map(|number| format!("{number}").repeat(200)).collect();
        let starts: Vec<u64> = texts.iter().map(|text| arena.push(&[text, "新"])).collect();
        assert!(arena.chunks.len() > 1);
        for (text, start) in texts.iter().zip(starts) {
            assert_eq!(arena.get(start, short(text)), text);
            assert_eq!(arena.get(start + text.len() as u64, 3), "新");
        }
    }

    #[test]
    fn entries_are_sorted_by_bytes() {
        let mut directory = Directory::default();
        let place = Place::Blob { media_type: 0, cluster: 0, blob: 0 };
        for path in ["新", "a/b", "a", "a b", "Z"] {
            directory.add(Namespace::Content, (path, ""), true, place).unwrap();
        }
        directory.add(Namespace::Metadata, ("Name", ""), false, place).unwrap();
        let sorted = directory.sorted().unwrap();
        let paths: Vec<&str> = sorted.iter().map(|entry| entry.path).collect();
        assert_eq!(paths, ["Z", "a", "a b", "a/b", "新", "Name"]);
        assert_eq!(sorted.find(Namespace::Content, "a b"), Some(2));
        assert_eq!(sorted.find(Namespace::Content, "Name"), None);
        assert_eq!(sorted.by_title(true).len(), 20);
        assert_eq!(sorted.by_title(false).len(), 24);
    }
}
