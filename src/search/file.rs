//! A file of the index: a classic script that hands over bytes, for a page on a disk may load
//! nothing else; where there is a server, the same file is fetched and read.
//!
//! `dibaoSearch(LENGTH,'BYTES')`, a byte a character in windows-1252. What a script cannot have in
//! quotes is escaped, which makes it a fiftieth longer.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::hash;

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

/// How many hashes a node of the table of files has.
const NODE: usize = 512;
/// How many the root may have: it is in the page, and saves a query a node to wait for.
const ROOT: usize = 160;

/// The table of the hashes of numbered files, so that a name is found without a list of all: their
/// hashes are in nodes, whose hashes are in others, up to the root, which is returned.
pub fn table(name: &str, mut hashes: Vec<u32>, emit_file: Emit<'_>) -> Table {
    let bytes = |hashes: &[u32]| hashes.iter().flat_map(|hash| hash.to_be_bytes()).collect::<Vec<u8>>();
    let mut levels = 0;
    while hashes.len() > ROOT {
        levels += 1;
        let node =
            |(index, node): (usize, &[u32])| emit(&format!("{name}/table-{levels}-{index}"), &bytes(node), emit_file);
        hashes = hashes.chunks(NODE).enumerate().map(node).collect();
    }
    Table::new(levels, &bytes(&hashes))
}

/// The root of a table: how many levels are below it, and the hashes of these or of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// How many nodes lie between the root and a file.
    pub levels: usize,
    /// The bytes of its own node, in Base64: in the page, hexadecimal digits would be half as long again.
    pub hashes: String,
}

impl Table {
    /// A root of these bytes.
    pub fn new(levels: usize, bytes: &[u8]) -> Self {
        Self { levels, hashes: BASE64_STANDARD.encode(bytes) }
    }
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
    fn a_table_leads_to_each_file() {
        let files = Mutex::new(BTreeMap::new());
        let take = |path: &str, bytes: &[u8]| {
            files.lock().unwrap().insert(path.to_owned(), bytes.len());
        };
        let few = table("x", vec![1, 2], &take);
        assert_eq!((few.levels, few.hashes.as_str()), (0, "AAAAAQAAAAI="));
        assert!(files.lock().unwrap().is_empty());
        let many = table("x", (0..40_000).collect(), &take);
        assert_eq!((many.levels, BASE64_STANDARD.decode(many.hashes).unwrap().len()), (1, 79 * 4));
        assert_eq!(files.lock().unwrap().len(), 79);
        let more = table("y", vec![7; ROOT * NODE + 1], &take);
        assert_eq!((more.levels, BASE64_STANDARD.decode(more.hashes).unwrap().len()), (2, 4));
        assert_eq!(files.lock().unwrap().len(), 79 + ROOT + 2);
    }
}
