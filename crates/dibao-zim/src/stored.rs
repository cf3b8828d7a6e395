//! A cluster, as it is read: its contents one after another, so that none of them has to be held in memory.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use crate::cluster::{EXTENDED, STORED, ZSTD};
use crate::error::Unread;

/// A compressed cluster may always have this many bytes,
const ALWAYS: u64 = 1 << 26;
/// and this many for each byte that they are compressed to. Text comes to some tens; what goes on and on is no archive.
const MOST_EACH: u64 = 1_000;
/// The memory that decompressing may take for what was there before, as a power of two.
const WINDOW: u32 = 27;
/// More contents than this are in no cluster.
const MOST_BLOBS: u64 = 4 << 20;

type Packed<'f, R> = zstd::Decoder<'static, BufReader<Take<&'f mut R>>>;

/// Where the contents of a cluster come from.
enum Source<'f, R: Read> {
    /// The file, in which the first offset stands at a place.
    Stored(&'f mut R, u64),
    /// What decompresses, and how far it is.
    Packed(Box<Packed<'f, R>>, u64),
}

/// A cluster whose offsets are known.
pub(crate) struct Cluster<'f, R: Read> {
    /// Where its contents lie, from the first offset on; the last is the end.
    offsets: Vec<u64>,
    source: Source<'f, R>,
}

impl<'f, R: Read + Seek> Cluster<'f, R> {
    /// Reads the cluster between two places of a file.
    pub(crate) fn read(file: &'f mut R, start: u64, end: u64) -> Result<Self, Unread> {
        file.seek(SeekFrom::Start(start))?;
        let mut info = [0];
        file.read_exact(&mut info)?;
        let width = if info[0] & EXTENDED == 0 { 4 } else { 8 };
        let length = end.checked_sub(start + 1).ok_or(Unread::Part("a cluster"))?;
        let (offsets, source, most) = match info[0] & 0x0f {
            0 | STORED => {
                let (offsets, _) = offsets(&mut file.take(length), width)?;
                (offsets, Source::Stored(file, start + 1), length)
            }
            ZSTD => {
                let mut decoder = zstd::Decoder::new(file.take(length))?;
                decoder.window_log_max(WINDOW)?;
                let (offsets, position) = offsets(&mut decoder, width)?;
                let most = length.saturating_mul(MOST_EACH).max(ALWAYS);
                (offsets, Source::Packed(Box::new(decoder), position), most)
            }
            _ => return Err(Unread::Part("the compression of a cluster")),
        };
        let is_within = offsets.is_sorted() && offsets.last().is_some_and(|last| *last <= most);
        if is_within { Ok(Self { offsets, source }) } else { Err(Unread::Part("an offset of a cluster")) }
    }

    /// A content. Of a compressed cluster they are asked for in their order, each once.
    pub(crate) fn content(&mut self, blob: u32) -> Result<Content<'_>, Unread> {
        let at = usize::try_from(blob).unwrap_or(usize::MAX);
        let bounds = self.offsets.get(at).zip(self.offsets.get(at.saturating_add(1)));
        let (&from, &to) = bounds.ok_or(Unread::Part("the number of a content"))?;
        let source: &mut dyn Read = match &mut self.source {
            Source::Stored(file, start) => {
                file.seek(SeekFrom::Start(*start + from))?;
                *file
            }
            Source::Packed(decoder, position) => {
                // Where the one before was left unread, this is more than nothing.
                let between = from.checked_sub(*position).ok_or(Unread::Part("the order of contents"))?;
                if io::copy(&mut decoder.by_ref().take(between), &mut io::sink())? != between {
                    return Err(Unread::Cut);
                }
                *position = to;
                decoder
            }
        };
        Ok(Content { left: to - from, source })
    }
}

/// A content that is being read. It has all the bytes that its cluster says, or fails.
pub(crate) struct Content<'c> {
    source: &'c mut dyn Read,
    left: u64,
}

impl Read for Content<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        if most == 0 {
            return Ok(0);
        }
        match self.source.read(&mut bytes[..most])? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a cluster ends before its contents")),
            read => {
                self.left -= read as u64;
                Ok(read)
            }
        }
    }
}

/// The offsets that a cluster begins with, and how many bytes they are; the first tells how many there are.
fn offsets(from: &mut impl Read, width: usize) -> Result<(Vec<u64>, u64), Unread> {
    let mut next = || -> Result<u64, Unread> {
        let mut bytes = [0; 8];
        from.read_exact(&mut bytes[..width])?;
        Ok(u64::from_le_bytes(bytes))
    };
    let first = next()?;
    let count = first / width as u64;
    if first % width as u64 != 0 || count == 0 || count > MOST_BLOBS {
        return Err(Unread::Part("the offsets of a cluster"));
    }
    let mut offsets = vec![first];
    for _ in 1..count {
        offsets.push(next()?);
    }
    Ok((offsets, first))
}
