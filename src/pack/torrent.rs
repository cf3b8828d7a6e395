//! `.torrent` files (BitTorrent v1, BEP 3), by which readers hand a pack on to each other. They tell nothing of a clock or
//! of this machine: the same pack gives the same torrent, and so the same swarm, whoever makes it.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_bytes::ByteBuf;
use sha1::{Digest as _, Sha1};

use crate::disk;

/// How the name of a torrent ends, after that of the pack.
pub(super) const TORRENT: &str = ".torrent";
/// The shortest and the longest piece that programs take, in bytes.
const SHORTEST: u64 = 16 << 10;
const LONGEST: u64 = 16 << 20;
/// So many pieces are enough: each adds 20 bytes to the torrent, and each is asked for by itself.
const PIECES: u64 = 2_048;

/// What a torrent says, in the order of its keys.
#[derive(Serialize)]
struct Torrent<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    announce: Option<&'t str>,
    /// Trackers in the order in which they are asked (BEP 12).
    #[serde(rename = "announce-list", skip_serializing_if = "Vec::is_empty")]
    announce_list: Vec<[&'t str; 1]>,
    info: Info,
}

/// What identifies a torrent.
#[derive(Serialize)]
struct Info {
    /// The files of a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Vec<Part>>,
    /// The length of a file that is alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    name: String,
    #[serde(rename = "piece length")]
    piece_length: u64,
    pieces: ByteBuf,
}

#[derive(Serialize)]
struct Part {
    length: u64,
    path: Vec<String>,
}

/// Hashes what is written to it, piece by piece.
struct Pieces {
    length: u64,
    /// How much the piece that is open still takes.
    room: u64,
    hasher: Sha1,
    hashes: Vec<u8>,
}

impl Pieces {
    fn new(length: u64) -> Self {
        Self { length, room: length, hasher: Sha1::new(), hashes: Vec::new() }
    }

    fn close(&mut self) {
        self.hashes.extend_from_slice(&self.hasher.finalize_reset());
        self.room = self.length;
    }

    fn finish(mut self) -> Vec<u8> {
        if self.room < self.length {
            self.close();
        }
        self.hashes
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = usize::try_from(self.room).unwrap_or(usize::MAX).min(bytes.len());
        self.hasher.update(&bytes[..taken]);
        self.room -= taken as u64;
        if self.room == 0 {
            self.close();
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the torrent of a pack, a file or a folder, that readers know by a name; tells its info hash, by which programs
/// find each other.
///
/// # Errors
/// When the pack cannot be read or the torrent not be written.
pub(super) fn write(pack: &Path, name: &str, trackers: &[String], to: &Path) -> io::Result<String> {
    let info = info(pack, name)?;
    let encode = |encoded: Result<Vec<u8>, serde_bencode::Error>| encoded.map_err(io::Error::other);
    let hash = Sha1::digest(encode(serde_bencode::to_bytes(&info))?);
    let announce_list = if trackers.len() > 1 { trackers.iter().map(|it| [it.as_str()]).collect() } else { Vec::new() };
    let torrent = Torrent { announce: trackers.first().map(String::as_str), announce_list, info };
    disk::write(to, &encode(serde_bencode::to_bytes(&torrent))?)?;
    Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn info(pack: &Path, name: &str) -> io::Result<Info> {
    let mut files = Vec::new();
    for entry in disk::walk(pack).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push((entry.metadata()?.len(), entry.into_path()));
        }
    }
    let piece_length = piece_length(files.iter().map(|(length, _)| length).sum());
    let mut pieces = Pieces::new(piece_length);
    for (length, path) in &files {
        if io::copy(&mut disk::open(path)?, &mut pieces)? != *length {
            return Err(io::Error::other("it was changed meanwhile"));
        }
    }
    let is_folder = disk::is_folder(pack);
    let part = |(length, path): &(u64, std::path::PathBuf)| {
        let path = path.strip_prefix(pack).unwrap_or(path);
        let path = path.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        Part { length: *length, path }
    };
    Ok(Info {
        files: is_folder.then(|| files.iter().map(part).collect()),
        length: files.first().map(|(length, _)| *length).filter(|_| !is_folder),
        name: name.to_owned(),
        piece_length,
        pieces: ByteBuf::from(pieces.finish()),
    })
}

/// How long the pieces of so many bytes are.
fn piece_length(bytes: u64) -> u64 {
    bytes.div_ceil(PIECES).next_power_of_two().clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_neither_short_nor_many() {
        for (bytes, length) in [(0, SHORTEST), (32 << 20, SHORTEST), ((32 << 20) + 1, 32 << 10), (1 << 40, LONGEST)] {
            assert_eq!(piece_length(bytes), length, "{bytes}");
        }
    }

    #[test]
    fn pieces_run_on_from_file_to_file() {
        let folder = disk::temporary_folder().unwrap();
        let pack = folder.path().join("包");
        disk::create_folder(&pack.join("site")).unwrap();
        let (one, other) = (vec![1; 20_000], vec![2; 20_000]);
        disk::write(&pack.join("site/.a"), &one).unwrap();
        disk::write(&pack.join("site/b"), &other).unwrap();
        let info = info(&pack, "包").unwrap();
        let all = [one, other].concat();
        let expected: Vec<u8> = all.chunks(16 << 10).flat_map(|piece| Sha1::digest(piece).to_vec()).collect();
        assert_eq!(*info.pieces, expected);
        let paths: Vec<String> = info.files.unwrap().iter().map(|file| file.path.join("/")).collect();
        assert_eq!(paths, ["site/.a", "site/b"]);
    }

    #[test]
    fn keys_stand_in_their_order_and_trackers_in_theirs() {
        let folder = disk::temporary_folder().unwrap();
        let (pack, torrent) = (folder.path().join("a.zip"), folder.path().join("a.zip.torrent"));
        disk::write(&pack, b"abc").unwrap();
        let hash = write(&pack, "a.zip", &["udp://t.example:6969".into(), "https://u.example/a".into()], &torrent);
        let pieces = Sha1::digest(b"abc");
        let info = [b"d6:lengthi3e4:name5:a.zip12:piece lengthi16384e6:pieces20:", &pieces[..], b"e"].concat();
        let announce = b"d8:announce20:udp://t.example:696913:announce-listll20:udp://t.example:6969el19:https://u.example/aee4:info";
        assert_eq!(disk::read(&torrent).unwrap(), [announce, &info[..], b"e"].concat());
        let expected: String = Sha1::digest(&info).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash.unwrap(), expected);
        write(&pack, "a.zip", &[], &torrent).unwrap();
        assert_eq!(disk::read(&torrent).unwrap(), [b"d4:info", &info[..], b"e"].concat());
    }
}
