//! The reader: what a file has, read from the first cluster to the last. Whatever is in the file, no more memory is taken
//! than the limits allow, and what is wrong is told as an error: a file may come from anybody.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use crate::dirent::{Dirent, Target};
use crate::error::Unread;
use crate::stored::Cluster;

/// The first bytes of every file.
pub const MAGIC: [u8; 4] = *b"ZIM\x04";
const HEADER: usize = 80;
/// More entries than this no directory in memory has.
const MOST_ENTRIES: u32 = 20_000_000;
/// The bytes of a directory that is read: paths and titles of all entries.
const LONGEST_DIRECTORY: u64 = 4 << 30;
/// Stands in the header where there is no page to begin with.
const NOWHERE: u32 = u32::MAX;

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has a content.
    Item {
        /// What its content is.
        media_type: Arc<str>,
        /// The cluster that has its content.
        cluster: u32,
        /// The number of its content there.
        blob: u32,
    },
    /// It leads to the entry of this number.
    Redirect(u32),
}

/// An entry of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `C` for content, `M` for metadata, `W` for well-known entries, `X` for indexes.
    pub namespace: char,
    /// Its path in the namespace.
    pub path: String,
    /// Its title; empty where the path stands for it.
    pub title: String,
    /// What is there.
    pub kind: Kind,
}

/// Reads a ZIM file.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut zim = dibao_zim::Reader::new(std::fs::File::open("news.zim")?)?;
/// zim.check()?;
/// zim.contents(|entry, content| {
///     println!("{}", entry.path);
///     std::io::copy(content, &mut std::io::sink()).map(|_| ())
/// })?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    file: R,
    entries: Vec<Entry>,
    /// Where clusters begin, and at the end where the last of them ends at the latest.
    clusters: Vec<u64>,
    main_page: u32,
    /// Where the checksum stands.
    checksum: u64,
    length: u64,
}

/// Numbers in bytes that are there.
pub(crate) struct Numbers<'b>(pub(crate) &'b [u8]);

impl Numbers<'_> {
    pub(crate) fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    pub(crate) fn u16(&self, at: usize) -> Option<u16> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&self, at: usize) -> Option<u32> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&self, at: usize) -> Option<u64> {
        self.bytes(at).map(u64::from_le_bytes)
    }
}

/// What the header says.
struct Head {
    entries: u32,
    clusters: u32,
    paths: u64,
    cluster_list: u64,
    media_types: u64,
    main_page: u32,
    checksum: u64,
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Self> {
        let numbers = Numbers(bytes);
        let is_zim = bytes.starts_with(&MAGIC) && numbers.u16(4) == Some(6);
        Some(Self {
            entries: numbers.u32(24)?,
            clusters: numbers.u32(28)?,
            paths: numbers.u64(32)?,
            cluster_list: numbers.u64(48)?,
            media_types: numbers.u64(56)?,
            main_page: numbers.u32(64)?,
            checksum: numbers.u64(72)?,
        })
        .filter(|_| is_zim)
    }
}

impl<R: Read + Seek> Reader<R> {
    /// Reads the header and the directory of a file.
    ///
    /// # Errors
    /// When the file cannot be read, or is none that this reads: ZIM of version 6, each part within the file.
    pub fn new(mut file: R) -> Result<Self, Unread> {
        let length = file.seek(SeekFrom::End(0))?;
        let head = Head::of(&read_at(&mut file, length, 0, HEADER as u64)?).ok_or(Unread::NoZim)?;
        if head.checksum.checked_add(16).is_none_or(|end| end > length) {
            return Err(Unread::Cut);
        }
        if head.entries > MOST_ENTRIES {
            return Err(Unread::Part("the number of entries"));
        }
        let paths = list(&mut file, length, head.paths, head.entries)?;
        let mut clusters = list(&mut file, length, head.cluster_list, head.clusters)?;
        let media_types = media_types(&mut file, length, head.media_types)?;
        let entries = entries(&mut file, head.checksum, &paths, &media_types)?;
        // What follows the last cluster, if anything does, is the directory or a list.
        let after = clusters.iter().copied().max().unwrap_or(0);
        let parts = paths.iter().copied().chain([head.paths, head.cluster_list, head.checksum]);
        clusters.push(parts.filter(|at| *at > after).min().unwrap_or(head.checksum));
        if !clusters.is_sorted() || clusters.last().is_some_and(|end| *end > head.checksum) {
            return Err(Unread::Part("the list of clusters"));
        }
        Ok(Self { file, entries, clusters, main_page: head.main_page, checksum: head.checksum, length })
    }

    /// Its entries, in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The page that readers begin with.
    pub fn main_page(&self) -> Option<&Entry> {
        let number = Some(self.main_page).filter(|number| *number != NOWHERE)?;
        self.entries.get(usize::try_from(number).ok()?)
    }

    /// Whether the MD5 checksum at the end is that of the bytes before it, and nothing follows. It tells of accidents alone:
    /// whoever changes a file can change its checksum.
    ///
    /// # Errors
    /// When it is not, or the file cannot be read.
    pub fn check(&mut self) -> Result<(), Unread> {
        use md5::Digest as _;
        self.file.seek(SeekFrom::Start(0))?;
        let mut hash = md5::Md5::new();
        let mut before = (&mut self.file).take(self.checksum);
        let mut bytes = vec![0; 1 << 18];
        loop {
            match before.read(&mut bytes) {
                Ok(0) => break,
                Ok(read) => hash.update(&bytes[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        let own: [u8; 16] = hash.finalize().into();
        let told = read_at(&mut self.file, self.length, self.checksum, 16)?;
        let is_last = self.checksum + 16 == self.length;
        if is_last && told == own { Ok(()) } else { Err(Unread::Checksum) }
    }

    /// Gives each item with its content, cluster by cluster; the content may be left unread.
    ///
    /// # Errors
    /// When a cluster cannot be read, or `each` fails.
    pub fn contents(&mut self, mut each: impl FnMut(&Entry, &mut dyn Read) -> io::Result<()>) -> Result<(), Unread> {
        let mut order: Vec<(u32, u32, usize)> = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            if let Kind::Item { cluster, blob, .. } = entry.kind {
                order.push((cluster, blob, number));
            }
        }
        order.sort_unstable();
        // One content for many entries would be read as often, whatever its length.
        if order.windows(2).any(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
            return Err(Unread::Part("a content that two entries have"));
        }
        for some in order.chunk_by(|one, other| one.0 == other.0) {
            let mut cluster = cluster(&mut self.file, &self.clusters, some[0].0)?;
            for &(_, blob, number) in some {
                let mut content = cluster.content(blob)?;
                each(&self.entries[number], &mut content)?;
                // What is left unread is skipped, so that every content is known to be there.
                io::copy(&mut content, &mut io::sink())?;
            }
        }
        Ok(())
    }

    /// The content of an entry at a path of the content, if there is one and it is no longer than `longest`.
    ///
    /// # Errors
    /// When it cannot be read, or is longer.
    pub fn content(&mut self, path: &str, longest: u64) -> Result<Option<Vec<u8>>, Unread> {
        let found = self.entries.iter().find(|entry| entry.namespace == 'C' && entry.path == path);
        let Some(&Kind::Item { cluster, blob, .. }) = found.map(|entry| &entry.kind) else { return Ok(None) };
        let mut cluster = self::cluster(&mut self.file, &self.clusters, cluster)?;
        let mut bytes = Vec::new();
        cluster.content(blob)?.take(longest.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > longest { Err(Unread::Part("the length of a content")) } else { Ok(Some(bytes)) }
    }
}

/// A cluster by its number.
fn cluster<'f, R: Read + Seek>(file: &'f mut R, places: &[u64], number: u32) -> Result<Cluster<'f, R>, Unread> {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    let bounds = places.get(number).zip(places.get(number.saturating_add(1)));
    let (&start, &end) = bounds.ok_or(Unread::Part("the number of a cluster"))?;
    Cluster::read(file, start, end)
}

/// Bytes at a place, if the file has them.
fn read_at(file: &mut (impl Read + Seek), end: u64, at: u64, length: u64) -> Result<Vec<u8>, Unread> {
    if at.checked_add(length).is_none_or(|after| after > end) {
        return Err(Unread::Cut);
    }
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| Unread::Cut)?];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A list of places, none of which lies beyond the end.
fn list(file: &mut (impl Read + Seek), end: u64, at: u64, count: u32) -> Result<Vec<u64>, Unread> {
    let bytes = read_at(file, end, at, u64::from(count) * 8)?;
    let places: Vec<u64> =
        bytes.chunks_exact(8).filter_map(|place| place.try_into().ok().map(u64::from_le_bytes)).collect();
    if places.iter().any(|place| *place >= end) { Err(Unread::Cut) } else { Ok(places) }
}

/// The media types, which end with an empty one.
fn media_types(file: &mut (impl Read + Seek), end: u64, at: u64) -> Result<Vec<Arc<str>>, Unread> {
    const LONGEST: u64 = 1 << 16;
    let bytes = read_at(file, end, at, LONGEST.min(end.saturating_sub(at)))?;
    let mut types = Vec::new();
    for name in bytes.split(|byte| *byte == 0) {
        if name.is_empty() {
            return Ok(types);
        }
        types.push(String::from_utf8_lossy(name).into());
    }
    Err(Unread::Part("the list of media types"))
}

/// The entries at these places. They are read in the order in which they lie, most often all one after another.
fn entries(
    file: &mut (impl Read + Seek),
    end: u64,
    places: &[u64],
    media_types: &[Arc<str>],
) -> Result<Vec<Entry>, Unread> {
    let (first, last) = (places.iter().min().copied().unwrap_or(0), places.iter().max().copied().unwrap_or(0));
    let length = (last + Dirent::LONGEST as u64).min(end).saturating_sub(first);
    if length > LONGEST_DIRECTORY || last >= end {
        return Err(Unread::Part("the directory"));
    }
    let bytes = read_at(file, end, first, length)?;
    let entry = |place: &u64| {
        let at = usize::try_from(place - first).ok()?;
        let dirent = Dirent::read(bytes.get(at..)?)?;
        let kind = match dirent.target {
            Target::Redirect(number) => Kind::Redirect(number),
            Target::Blob { media_type, cluster, blob } => {
                Kind::Item { media_type: media_types.get(usize::from(media_type))?.clone(), cluster, blob }
            }
        };
        Some(Entry { namespace: dirent.namespace, path: dirent.path, title: dirent.title, kind })
    };
    let (mut entries, mut left) = (Vec::with_capacity(places.len()), bytes.len());
    for place in places {
        let entry = entry(place).ok_or(Unread::Part("an entry of the directory"))?;
        // Of entries that lie one on the other, a small file could have as much text as it likes.
        let text = entry.path.len() + entry.title.len();
        left = left.checked_sub(text).ok_or(Unread::Part("an entry of the directory"))?;
        entries.push(entry);
    }
    Ok(entries)
}
