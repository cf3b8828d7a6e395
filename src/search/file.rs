//! A file of the index: a classic script that hands over bytes, for a page on a disk may load
//! nothing else; where there is a server, the same file is fetched and read.
//!
//! `dibaoSearch(LENGTH,'BYTES')`, a byte a character in windows-1252. What a script cannot have in
//! quotes is escaped, which makes it a fiftieth longer.

use std::cell::RefCell;
use std::io::Read as _;
use std::ops::Range;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

use super::{hash, records};

/// The key of the path of its page in a text to show.
pub(super) const PATH: &str = "u";

const HEAD: &str = "dibaoSearch(";

/// Takes a file of the output: its path, and what is in it.
pub type Emit<'e> = &'e (dyn Fn(&str, &[u8]) + Sync);

/// Gives a file of the index as it is, by its path.
pub type Read<'r> = &'r (dyn Fn(&str) -> Option<Vec<u8>> + Sync);

/// By byte: whether a script cannot have it in quotes.
const ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    escaped[b'\n' as usize] = true;
    escaped[b'\r' as usize] = true;
    escaped[b'\'' as usize] = true;
    escaped[b'\\' as usize] = true;
    escaped
};

/// How many bytes a script takes for these.
pub fn escaped_length(bytes: &[u8]) -> usize {
    bytes.len() + bytes.iter().filter(|&&byte| ESCAPED[usize::from(byte)]).count()
}

/// What stands for it after a backslash.
fn escape(byte: u8) -> u8 {
    match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        other => other,
    }
}

/// A script that hands over bytes.
pub fn script(bytes: &[u8]) -> Vec<u8> {
    let mut script = Vec::with_capacity(bytes.len() + bytes.len() / 32 + 24);
    script.extend_from_slice(format!("{HEAD}{},'", bytes.len()).as_bytes());
    for run in bytes.split_inclusive(|&byte| ESCAPED[usize::from(byte)]) {
        match run.split_last() {
            Some((&last, rest)) if ESCAPED[usize::from(last)] => {
                script.extend_from_slice(rest);
                script.extend_from_slice(&[b'\\', escape(last)]);
            }
            _ => script.extend_from_slice(run),
        }
    }
    script.extend_from_slice(b"')");
    script
}

/// The bytes that a script hands over.
pub fn bytes_of(script: &[u8]) -> Option<Vec<u8>> {
    let quoted = script.strip_prefix(HEAD.as_bytes())?.strip_suffix(b"')")?;
    let start = quoted.iter().position(|&byte| byte == b'\'')?;
    let mut bytes = Vec::with_capacity(quoted.len());
    let mut rest = quoted[start + 1..].iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                &other => other,
            },
            other => other,
        });
    }
    Some(bytes)
}

/// The path of a file by its name and what is in it.
pub fn path(name: &str, hash: u32) -> String {
    format!("{name}.{hash:08x}.js")
}

/// Emits bytes as the file `NAME.HASH.js` and returns the hash.
pub fn emit(name: &str, bytes: &[u8], emit: Emit<'_>) -> u32 {
    let hash = hash::of_bytes(bytes);
    emit(&path(name, hash), &script(bytes));
    hash
}

/// The bytes of a file that is there, by its name and hash; nothing if they are others.
pub fn read(name: &str, hash: u32, read: Read<'_>) -> Option<Vec<u8>> {
    let bytes = bytes_of(&read(&path(name, hash))?)?;
    (hash::of_bytes(&bytes) == hash).then_some(bytes)
}

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

/// How many hashes a node of the table of files has.
const NODE: usize = 512;
/// How many the root may have: it is in the page, and saves a query a node to wait for.
const ROOT: usize = 160;

/// The table of the hashes of numbered files, so that a name is found without a list of all: their
/// hashes are in nodes, whose hashes are in others, up to the root, which is returned in hexadecimal.
pub fn table(name: &str, mut hashes: Vec<u32>, emit_file: Emit<'_>) -> Table {
    let mut levels = 0;
    while hashes.len() > ROOT {
        levels += 1;
        let node = |(index, node): (usize, &[u32])| {
            let bytes: Vec<u8> = node.iter().flat_map(|hash| hash.to_be_bytes()).collect();
            emit(&format!("{name}/table-{levels}-{index}"), &bytes, emit_file)
        };
        hashes = hashes.chunks(NODE).enumerate().map(node).collect();
    }
    Table { levels, hashes: hashes.iter().map(|hash| format!("{hash:08x}")).collect() }
}

/// The root of a table: how many levels are below it, and the hashes of these or of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// How many nodes lie between the root and a file.
    pub levels: usize,
    /// Eight hexadecimal digits each.
    pub hashes: String,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn what_a_script_cannot_have_is_escaped() {
        let written = script(b"a'\\\n\r\0\xff");
        assert_eq!(written, b"dibaoSearch(7,'a\\'\\\\\\n\\r\0\xff')");
        assert_eq!(bytes_of(&written).unwrap(), b"a'\\\n\r\0\xff");
        assert_eq!(bytes_of(&written[..9]), None);
    }

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

    #[test]
    fn a_table_leads_to_each_file() {
        let files = Mutex::new(BTreeMap::new());
        let take = |path: &str, bytes: &[u8]| {
            files.lock().unwrap().insert(path.to_owned(), bytes.len());
        };
        let few = table("x", vec![1, 2], &take);
        assert_eq!((few.levels, few.hashes.as_str()), (0, "0000000100000002"));
        assert!(files.lock().unwrap().is_empty());
        let many = table("x", (0..40_000).collect(), &take);
        assert_eq!((many.levels, many.hashes.len()), (1, 79 * 8));
        assert_eq!(files.lock().unwrap().len(), 79);
        let more = table("y", vec![7; ROOT * NODE + 1], &take);
        assert_eq!((more.levels, more.hashes.len()), (2, 8));
        assert_eq!(files.lock().unwrap().len(), 79 + ROOT + 2);
    }
}
