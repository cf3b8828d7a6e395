//! `SHA256SUMS`: what `sha256sum -c` reads.

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::form::{Content, Sum};
use crate::disk;

/// The name of such a file.
pub const SUMS: &str = "SHA256SUMS";

/// The hash of bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> Sum {
    Sum(Sha256::digest(bytes).into())
}

/// The hash of a file on the disk.
pub(super) fn of_file(path: &Path) -> io::Result<Sum> {
    let mut file = disk::open(path)?;
    let mut hasher = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(Sum(hasher.finalize().into())),
            read => hasher.update(&bytes[..read]),
        }
    }
}

/// The hash of what is in a file of a pack.
pub(super) fn of_content(content: &Content) -> io::Result<Sum> {
    match content {
        Content::Bytes(bytes) => Ok(of_bytes(bytes)),
        Content::Disk(path, _) => of_file(path),
    }
}

/// A line for a file. A name with a backslash or the end of a line is escaped, as GNU's program does it.
pub(super) fn line(sum: Sum, name: &str) -> String {
    let mut line = String::with_capacity(68 + name.len());
    let is_escaped = name.contains(['\\', '\n', '\r']);
    if is_escaped {
        line.push('\\');
    }
    // A text takes everything.
    sum.0.iter().for_each(|byte| _ = write!(line, "{byte:02x}"));
    line.push_str("  ");
    if is_escaped {
        line.push_str(&name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r"));
    } else {
        line.push_str(name);
    }
    line.push('\n');
    line
}

/// The list of a folder of packs, with new lines for some of them.
pub(super) fn merged(before: &str, new: &[(String, Sum)]) -> String {
    let name_of = |line: &str| line.split_once("  ").map(|(_, name)| name.to_owned());
    let is_new = |line: &str| name_of(line).is_some_and(|name| new.iter().any(|(new, _)| *new == name));
    let mut lines: Vec<String> =
        before.lines().filter(|line| !line.is_empty() && !is_new(line)).map(|line| format!("{line}\n")).collect();
    lines.extend(new.iter().map(|(name, sum)| line(*sum, name)));
    lines.sort_by_cached_key(|line| name_of(line));
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_sha256sum_writes_it() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(line(of_bytes(b""), "site/一 二.html"), format!("{empty}  site/一 二.html\n"));
        assert_eq!(line(of_bytes(b""), "a\\b"), format!("\\{empty}  a\\\\b\n"));
    }

    #[test]
    fn lines_of_other_packs_stay() {
        let [one, other] = [b"1", b"2"].map(|bytes| of_bytes(bytes));
        let before = format!("{}{}", line(one, "a.zip"), line(one, "b.zip"));
        let after = merged(&before, &[("b.zip".to_owned(), other), ("a.zim".to_owned(), one)]);
        assert_eq!(after, format!("{}{}{}", line(one, "a.zim"), line(one, "a.zip"), line(other, "b.zip")));
    }
}
