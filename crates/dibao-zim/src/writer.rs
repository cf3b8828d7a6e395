//! The writer: it takes items, puts them into clusters, and writes these in order.

use std::collections::VecDeque;
use std::io::{self, Read, Seek, Write};
use std::sync::mpsc::Receiver;

use crate::cluster::{Open, STORED, ZSTD, offsets};
use crate::directory::{Directory, Namespace, Place, check_text};
use crate::error::Error;
use crate::finish::own_media_types;
use crate::item::{Content, Item};
use crate::media::MediaTypes;
use crate::metadata::Metadata;
use crate::output::Output;
use crate::pool::{Packed, Pool};
use crate::uuid::Identity;

/// Where clusters begin: some readers look for the list of media types only before this.
pub(crate) const CLUSTERS: usize = 2_048;

/// A content of more than this many clusters' size is written by itself, and not held in memory.
const LARGE: u64 = 4;

/// How a file is written.
///
/// ```
/// let smaller = dibao_zim::Options { level: 19, ..dibao_zim::Options::default() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The level of Zstandard, from 1 to 22. Each higher one costs more time.
    pub level: i32,
    /// The threads that compress; 0 stands for as many as the machine runs at once.
    pub threads: usize,
    /// The bytes that are put into a cluster before they are compressed. A reader has to decompress up to as many for a page.
    pub cluster_size: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { level: 12, threads: 0, cluster_size: 2 << 20 }
    }
}

impl Options {
    fn check(&self) -> Result<(), Error> {
        let within = |name, value: i64, least: i64, most: i64| {
            let is_within = (least..=most).contains(&value);
            if is_within { Ok(()) } else { Err(Error::Option { name, value, least, most }) }
        };
        within("level", self.level.into(), 1, (*zstd::compression_level_range().end()).into())?;
        within("cluster_size", i64::try_from(self.cluster_size).unwrap_or(i64::MAX), 1, 1 << 30)
    }

    fn threads(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        }
    }
}

/// A cluster that is to be written when those before it are.
enum Pending {
    Ready(Packed),
    Coming(Receiver<io::Result<Packed>>),
}

/// Writes a ZIM file.
///
/// Items go into clusters in the order in which they are added: those that resemble each other compress best side by side.
/// Their paths may come in any order. A content is compressed and forgotten; what stays in memory is the directory, of 24
/// bytes an entry and its text, and a few clusters for each thread.
///
/// The same calls write the same bytes, however many threads there are.
///
/// A file is whole only after [`finish`](Writer::finish). Write into a temporary file, and rename it then.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use dibao_zim::{Item, Metadata, Options, Writer};
/// # let metadata = Metadata {
/// #     name: "news".into(),
/// #     title: "News".into(),
/// #     languages: vec!["zho".into()],
/// #     creator: "A".into(),
/// #     publisher: "B".into(),
/// #     date: "2026-12-01".into(),
/// #     description: "News".into(),
/// #     illustration: std::fs::read("examples/illustration.png")?,
/// #     ..Metadata::default()
/// # };
/// let file = std::io::Cursor::new(Vec::new());
/// let mut writer = Writer::new(file, "index.html", &metadata, Options::default())?;
/// writer.add(Item::new("index.html", "text/html").title("首页").front_article(), "<a href='style.css'>")?;
/// writer.add(Item::new("style.css", "text/css"), "a { color: red }")?;
/// writer.redirect("home", "", "index.html", false)?;
/// let (file, summary) = writer.finish()?;
/// assert_eq!(file.into_inner().len() as u64, summary.bytes);
/// # Ok(())
/// # }
/// ```
pub struct Writer<W> {
    pub(crate) output: Output<W>,
    pub(crate) directory: Directory,
    pub(crate) media_types: MediaTypes,
    pub(crate) identity: Identity,
    pub(crate) main_page: String,
    pub(crate) metadata: Metadata,
    /// For each cluster, by the order in which they were opened, its number in the file, when it has one.
    pub(crate) numbers: Vec<u32>,
    options: Options,
    pool: Pool,
    /// The clusters that are filled, for contents that are stored and for those that are compressed.
    open: [Option<Open>; 2],
    queue: VecDeque<Pending>,
    /// How many clusters have a number in the file.
    closed: u32,
    is_broken: bool,
}

impl<W: Read + Write + Seek> Writer<W> {
    /// Begins a file in what is empty. `main_page` is the path of an item with which readers begin; it is added like others.
    ///
    /// # Errors
    /// If a value of the metadata or of the options is not as it has to be, if the file has bytes or cannot be written, or if
    /// threads cannot be started.
    pub fn new(file: W, main_page: &str, metadata: &Metadata, options: Options) -> Result<Self, Error> {
        options.check()?;
        metadata.check()?;
        check_text(main_page, "")?;
        let mut output = Output::new(file);
        match output.end()? {
            0 => output.write_all(&[0; CLUSTERS])?,
            bytes => return Err(Error::NotEmpty(bytes)),
        }
        let mut identity = Identity::default();
        identity.say(b'P', false, &[main_page]);
        for (name, text) in metadata.texts() {
            identity.say(b'M', false, &[&name, &text]);
        }
        identity.length(metadata.illustration.len() as u64);
        identity.bytes(&metadata.illustration);
        Ok(Writer {
            output,
            directory: Directory::default(),
            media_types: own_media_types()?,
            identity,
            main_page: main_page.to_owned(),
            metadata: metadata.clone(),
            numbers: Vec::new(),
            options,
            pool: Pool::new(options.threads(), options.level)?,
            open: [None, None],
            queue: VecDeque::new(),
            closed: 0,
            is_broken: false,
        })
    }

    /// Adds an item: a page, a picture, a style sheet, a film.
    ///
    /// # Errors
    /// If path, title or media type are not as they have to be; then the writer can be used further. If something cannot be
    /// read or written, or a reader has another length than was said; then it cannot. That two items have one path, is told
    /// by [`finish`](Writer::finish).
    pub fn add<'c>(&mut self, item: Item<'_>, content: impl Into<Content<'c>>) -> Result<(), Error> {
        self.check(item.path, item.title)?;
        let media_type = self.media_types.number(item.media_type)?;
        self.is_broken = true;
        self.place(item, media_type, content.into())?;
        self.is_broken = false;
        Ok(())
    }

    /// Adds a redirect to the path of an item, which may be added later. An empty title stands for the path.
    ///
    /// # Errors
    /// If path, title or target are not as they have to be; the writer can be used further. That the target is missing or is a
    /// redirect itself, is told by [`finish`](Writer::finish).
    pub fn redirect(&mut self, path: &str, title: &str, target: &str, is_front_article: bool) -> Result<(), Error> {
        self.check(path, title)?;
        check_text(target, "")?;
        self.identity.say(b'R', is_front_article, &[path, title, target]);
        self.directory.redirect(Namespace::Content, (path, title), is_front_article, target)
    }

    fn check(&self, path: &str, title: &str) -> Result<(), Error> {
        self.check_intact()?;
        self.directory.len()?;
        check_text(path, title)
    }

    pub(crate) fn check_intact(&self) -> Result<(), Error> {
        if self.is_broken { Err(Error::Broken) } else { Ok(()) }
    }

    fn place(&mut self, item: Item<'_>, media_type: u16, content: Content<'_>) -> Result<(), Error> {
        let length = content.length();
        self.identity.say(b'I', item.is_front_article, &[item.path, item.title, item.media_type]);
        self.identity.length(length);
        let (cluster, blob) = if length > LARGE * self.options.cluster_size as u64 {
            (self.alone(item, content, length)?, 0)
        } else {
            self.together(item, content, length)?
        };
        self.media_types.count(item.media_type);
        let place = Place::Blob { media_type, cluster, blob };
        self.directory.add(Namespace::Content, (item.path, item.title), item.is_front_article, place)
    }

    /// Puts a content into the open cluster, or into a new one, if it has no room.
    fn together(&mut self, item: Item<'_>, content: Content<'_>, length: u64) -> Result<(u32, u32), Error> {
        let kind = usize::from(item.is_compressed());
        let size = self.options.cluster_size;
        if let Some(open) = self.open[kind].take_if(|open| open.len() > 0 && open.len() as u64 + length > size as u64) {
            self.close(open, item.is_compressed())?;
        }
        let mut open = match self.open[kind].take() {
            Some(open) => open,
            None => self.open_cluster()?,
        };
        let number = open.number;
        let (blob, bytes) = open.add(item.path, content)?;
        self.identity.bytes(bytes);
        if open.len() >= size {
            self.close(open, item.is_compressed())?;
        } else {
            self.open[kind] = Some(open);
        }
        Ok((number, blob))
    }

    /// Writes a content into a cluster of its own, without holding it in memory.
    fn alone(&mut self, item: Item<'_>, content: Content<'_>, length: u64) -> Result<u32, Error> {
        self.write_pending(0)?;
        let number = self.open_cluster()?.number;
        self.number(number)?;
        let (flag, offsets) = offsets(&[length]);
        if item.is_compressed() {
            self.output.begin_cluster(ZSTD | flag)?;
            let mut encoder = zstd::Encoder::new(&mut self.output, self.options.level)?;
            encoder.set_pledged_src_size(Some(length + offsets.len() as u64))?;
            encoder.write_all(&offsets)?;
            copy(item.path, content, &mut encoder, &mut self.identity)?;
            encoder.finish()?;
        } else {
            self.output.begin_cluster(STORED | flag)?;
            self.output.write_all(&offsets)?;
            copy(item.path, content, &mut self.output, &mut self.identity)?;
        }
        Ok(number)
    }

    /// A new cluster, which has no number in the file before it is closed.
    pub(crate) fn open_cluster(&mut self) -> Result<Open, Error> {
        let number = u32::try_from(self.numbers.len()).map_err(|_| Error::TooMany("clusters"))?;
        self.numbers.push(u32::MAX);
        Ok(Open::new(number))
    }

    /// Gives a cluster the next number in the file.
    fn number(&mut self, cluster: u32) -> Result<(), Error> {
        self.numbers[cluster as usize] = self.closed;
        self.closed = self.closed.checked_add(1).ok_or(Error::TooMany("clusters"))?;
        Ok(())
    }

    /// Lines a cluster up to be written.
    pub(crate) fn close(&mut self, cluster: Open, compressed: bool) -> Result<(), Error> {
        self.number(cluster.number)?;
        self.queue.push_back(match compressed {
            true => Pending::Coming(self.pool.compress(cluster)),
            false => Pending::Ready(Packed::stored(cluster)),
        });
        self.write_pending(2 * self.options.threads())
    }

    /// Closes the clusters that are open.
    pub(crate) fn close_all(&mut self) -> Result<(), Error> {
        for (kind, compressed) in [(0, false), (1, true)] {
            if let Some(open) = self.open[kind].take() {
                self.close(open, compressed)?;
            }
        }
        Ok(())
    }

    /// Writes clusters, in order, until no more than this many wait.
    pub(crate) fn write_pending(&mut self, most: usize) -> Result<(), Error> {
        while self.queue.len() > most {
            let packed = match self.queue.pop_front() {
                Some(Pending::Ready(packed)) => packed,
                Some(Pending::Coming(answer)) => answer.recv().map_err(|_| Error::Worker)??,
                None => return Ok(()),
            };
            self.output.begin_cluster(packed.info)?;
            self.output.write_all(&packed.body)?;
        }
        Ok(())
    }
}

/// Copies a content, and hashes it.
fn copy(path: &str, content: Content<'_>, to: &mut impl Write, identity: &mut Identity) -> Result<(), Error> {
    let (reader, length) = match content {
        Content::Bytes(bytes) => {
            identity.bytes(bytes);
            return Ok(to.write_all(bytes)?);
        }
        Content::Reader { reader, length } => (reader, length),
    };
    let mut buffer = vec![0; 1 << 16];
    let mut left = length;
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(Error::Read { path: path.to_owned(), source }),
        };
        if (read == 0) != (left == 0) || read as u64 > left {
            return Err(Error::Length { path: path.to_owned(), length, longer: read > 0 });
        }
        if read == 0 {
            return Ok(());
        }
        identity.bytes(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        left -= read as u64;
    }
}
