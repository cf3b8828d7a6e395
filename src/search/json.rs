//! Records that are JSON, compressed: texts to show and names.

use std::cell::RefCell;
use std::io::Read as _;
use std::ops::Range;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

use super::file::{bytes_of, script};
use super::records;

/// The key of the path of its page in a text to show.
const PATH: &str = "u";

thread_local! {
    /// What compresses takes longer to make than a short text to compress; and most of what there is to
    /// gain for a text of a few kilobytes is in its letters: more search for repetitions makes it 2.5 %
    /// smaller in twice the time.
    static DEFLATE: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(2), false));
}

/// JSON, compressed (RFC 1951); scripts read it by `DecompressionStream`.
pub fn compressed(value: &impl serde::Serialize) -> Vec<u8> {
    // It cannot fail: the values have text for keys.
    let json = serde_json::to_vec(value).unwrap_or_default();
    DEFLATE.with_borrow_mut(|deflate| {
        deflate.reset();
        let mut bytes = Vec::with_capacity(json.len() / 2 + 64);
        loop {
            let read = usize::try_from(deflate.total_in()).unwrap_or(usize::MAX).min(json.len());
            // Memory is all that it could lack, and it is given more.
            match deflate.compress_vec(&json[read..], &mut bytes, FlushCompress::Finish) {
                Ok(Status::StreamEnd) | Err(_) => return bytes,
                Ok(_) => bytes.reserve(json.len() / 4 + 64),
            }
        }
    })
}

/// The records of a file of the index that are JSON, compressed: the JSON of each, or nothing of an empty one. None if
/// they are anything else.
fn json_of(script: &[u8]) -> Option<Vec<Vec<u8>>> {
    let bytes = bytes_of(script)?;
    let json = |place: Range<usize>| {
        let record = bytes.get(place)?;
        let mut json = Vec::new();
        if record.is_empty() {
            return Some(json);
        }
        let mut inflate = DeflateDecoder::new(record);
        inflate.read_to_end(&mut json).ok()?;
        let is_whole = usize::try_from(inflate.total_in()).is_ok_and(|read| read == record.len());
        (is_whole && matches!(json.first(), Some(b'{' | b'['))).then_some(json)
    };
    records::split(&bytes)?.into_iter().map(json).collect()
}

/// A file of records, each of which is made of one that is not empty.
fn of_records(all: &[Vec<u8>], record: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let of_each = |json: &Vec<u8>| if json.is_empty() { Some(Vec::new()) } else { record(json) };
    Some(script(&records::join(&all.iter().map(of_each).collect::<Option<Vec<_>>>()?)))
}

/// The longest block that is stored as it is (RFC 1951, 3.2.4).
const BLOCK: usize = 0xFFFF;

/// The same file with its JSON in blocks that are stored as they are: what compresses all files together then finds in it
/// what other files have. None of a file that has no JSON.
pub fn stored(script_of_json: &[u8]) -> Option<Vec<u8>> {
    let all = json_of(script_of_json)?;
    if all.iter().all(Vec::is_empty) {
        return None;
    }
    of_records(&all, |json| {
        let blocks = json.chunks(BLOCK);
        let last = blocks.len().checked_sub(1)?;
        let mut bytes = Vec::with_capacity(json.len() + 5 * (last + 1));
        for (number, block) in blocks.enumerate() {
            let length = u16::try_from(block.len()).ok()?;
            bytes.push(u8::from(number == last));
            bytes.extend(length.to_le_bytes());
            bytes.extend((!length).to_le_bytes());
            bytes.extend(block);
        }
        Some(bytes)
    })
}

/// A file of texts to show with other paths of their pages, where `name` has one. None if it has none, and of any other
/// file.
pub fn with_paths(script_of_json: &[u8], name: &dyn Fn(&str) -> Option<String>) -> Option<Vec<u8>> {
    let mut is_renamed = false;
    let mut all = Vec::new();
    for json in json_of(script_of_json)? {
        let mut text: serde_json::Map<String, serde_json::Value> = match json.as_slice() {
            [] => serde_json::Map::new(),
            json => serde_json::from_slice(json).ok()?,
        };
        if let Some(path) = text.get_mut(PATH)
            && let Some(other) = name(path.as_str()?)
        {
            *path = other.into();
            is_renamed = true;
        }
        all.push(if text.is_empty() { Vec::new() } else { compressed(&text) });
    }
    is_renamed.then(|| script(&records::join(&all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_text_is_the_same_to_who_reads_it() {
        for length in [0, 1, BLOCK - 2, BLOCK - 1, 3 * BLOCK] {
            let value = serde_json::json!(["字".repeat(length / 3), "x".repeat(length % 3)]);
            let packed = script(&records::join(&[compressed(&value), Vec::new(), compressed(&["二"])]));
            let stored = stored(&packed).unwrap();
            assert_eq!(json_of(&stored), json_of(&packed));
            assert!(length < BLOCK || stored.len() > length);
        }
        assert_eq!(stored(&script(&records::join(&[b"\x01\x02 no deflate"]))), None);
        assert_eq!(stored(&script(&records::join(&[b""]))), None);
        assert_eq!(stored(&script(b"\x01\x02 no records")), None);
        assert_eq!(stored(b"alert(1)"), None);
    }

    #[test]
    fn a_text_follows_its_page() {
        let of = |paths: [&str; 2]| {
            let texts = paths.map(|path| compressed(&serde_json::json!({ "u": path, "x": "文" })));
            script(&records::join(&[&texts[0], &Vec::new(), &texts[1]]))
        };
        let name = |path: &str| (path == "zh-hans/a.html").then(|| "long/b.html".to_owned());
        let moved = with_paths(&of(["zh-hans/a.html", "zh-hans/c.html"]), &name).unwrap();
        assert_eq!(json_of(&moved), json_of(&of(["long/b.html", "zh-hans/c.html"])));
        assert_eq!(with_paths(&moved, &|_| None), None);
        assert_eq!(with_paths(&script(b"1"), &name), None);
    }
}
