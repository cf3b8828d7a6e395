//! Clusters: contents side by side, compressed together or stored.

use std::io::Read as _;

use crate::error::Error;
use crate::item::Content;

/// The first byte of a cluster whose contents are stored.
pub(crate) const STORED: u8 = 1;
/// The first byte of a cluster whose contents are compressed by Zstandard.
pub(crate) const ZSTD: u8 = 5;
/// Added to the first byte, if offsets have 64 bits.
pub(crate) const EXTENDED: u8 = 0x10;

/// The offsets which stand before the blobs of a cluster, and what their width adds to its first byte. Each counts from the
/// first offset; the last tells where the last blob ends.
pub(crate) fn offsets(ends: &[u64]) -> (u8, Vec<u8>) {
    let count = ends.len() as u64 + 1;
    let last = ends.last().copied().unwrap_or_default();
    let of = |width: u64| std::iter::once(count * width).chain(ends.iter().map(move |end| count * width + end));
    if last + count * 4 <= u64::from(u32::MAX) {
        // None is greater than the last.
        (0, of(4).flat_map(|offset| (offset as u32).to_le_bytes()).collect())
    } else {
        (EXTENDED, of(8).flat_map(u64::to_le_bytes).collect())
    }
}

/// A cluster that takes contents.
#[derive(Default)]
pub(crate) struct Open {
    /// The number that its entries know; the one in the file it gets when it is closed.
    pub(crate) number: u32,
    ends: Vec<u64>,
    data: Vec<u8>,
}

impl Open {
    pub(crate) fn new(number: u32) -> Self {
        Open { number, ..Open::default() }
    }

    /// The bytes of all its contents.
    pub(crate) fn len(&self) -> usize {
        self.data.len()
    }

    /// Adds a content; tells its number, and gives back its bytes.
    pub(crate) fn add(&mut self, path: &str, content: Content<'_>) -> Result<(u32, &[u8]), Error> {
        let start = self.data.len();
        match content {
            Content::Bytes(bytes) => self.data.extend_from_slice(bytes),
            Content::Reader { reader, length } => {
                let more = length.saturating_add(1);
                let read = reader.take(more).read_to_end(&mut self.data);
                let read = read.map_err(|source| Error::Read { path: path.to_owned(), source })? as u64;
                if read != length {
                    return Err(Error::Length { path: path.to_owned(), length, longer: read > length });
                }
            }
        }
        let blob = u32::try_from(self.ends.len()).map_err(|_| Error::TooMany("contents of a cluster"))?;
        self.ends.push(self.data.len() as u64);
        Ok((blob, &self.data[start..]))
    }

    /// What is written after the first byte, perhaps compressed, and what its offsets add to that byte.
    pub(crate) fn into_body(self) -> (u8, Vec<u8>) {
        let (flag, mut body) = offsets(&self.ends);
        body.extend_from_slice(&self.data);
        (flag, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &[u8]) -> Vec<u32> {
        bytes.chunks(4).map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap())).collect()
    }

    #[test]
    fn offsets_count_from_the_first_of_them() {
        let (flag, bytes) = offsets(&[3, 3, 10]);
        assert_eq!((flag, numbers(&bytes)), (0, vec![16, 19, 19, 26]));
    }

    #[test]
    fn offsets_past_four_gibibytes_have_64_bits() {
        let most = u64::from(u32::MAX) - 8;
        let (flag, bytes) = offsets(&[most]);
        assert_eq!((flag, numbers(&bytes)), (0, vec![8, u32::MAX]));
        let (flag, bytes) = offsets(&[most + 1]);
        assert_eq!(flag, EXTENDED);
        assert_eq!(bytes, [16_u64.to_le_bytes(), (most + 17).to_le_bytes()].concat());
    }

    #[test]
    fn a_reader_has_as_many_bytes_as_were_said() {
        let mut cluster = Open::new(0);
        assert_eq!(cluster.add("a", Content::reader(&mut &b"abc"[..], 3)).unwrap(), (0, &b"abc"[..]));
        for (length, fault) in [(2, "longer"), (4, "shorter")] {
            let error = cluster.add("a", Content::reader(&mut &b"abc"[..], length)).unwrap_err();
            assert!(error.to_string().contains(fault), "{error}");
        }
    }
}
