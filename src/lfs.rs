//! Files that Git LFS has not fetched: a short text stands in the place of each, and tells which file it is
//! (git-lfs/docs/spec.md). Published, it would be a picture that no browser shows.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;

/// What such a text begins with.
const BEGIN: &[u8] = b"version https://git-lfs.github.com/spec/v1";
/// The key of the hash, which every such text has.
const HASH: &[u8] = b"\noid ";
/// Such a text is shorter than this.
const LONGEST: u64 = 1024;

/// Whether bytes are a text that stands for another file.
pub fn is_pointer(bytes: &[u8]) -> bool {
    let rest = bytes.strip_prefix(BEGIN).filter(|_| (bytes.len() as u64) < LONGEST);
    rest.is_some_and(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n"))
        && memchr::memmem::find(bytes, HASH).is_some()
}

/// Whether a file is such a text. One that cannot be read is none.
pub fn is_unfetched(path: &Path) -> bool {
    let may_be = disk::metadata(path).is_ok_and(|file| file.is_file() && file.len() < LONGEST);
    may_be && disk::read(path).is_ok_and(|bytes| is_pointer(&bytes))
}

/// That a file is one, in the file that shows it.
pub fn told(file: &str, pointer: &str) -> Diagnostic {
    Diagnostic::error(Kind::GitLfs, file, sentence!("lfs-pointer", file = pointer))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

    #[test]
    fn pointers_are_known() {
        for text in [
            POINTER.to_owned(),
            POINTER.replace('\n', "\r\n"),
            POINTER.trim_end().to_owned(),
            POINTER.replace("oid", "ext-0-foo sha256:77\noid"),
            format!("{POINTER}x-more 1\n"),
        ] {
            assert!(is_pointer(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "version https://git-lfs.github.com/spec/v1",
            "version https://git-lfs.github.com/spec/v1\n\nis what a pointer begins with.\n",
            "version https://git-lfs.github.com/spec/v12\noid sha256:4d7a\n",
            &format!("# Git LFS\n\n{POINTER}"),
            &format!("{POINTER}{}", "long\n".repeat(300)),
        ] {
            assert!(!is_pointer(text.as_bytes()), "{text}");
        }
    }
}
