//! An entry of the directory, as it is read.

use crate::directory::REDIRECT;
use crate::reader::Numbers;

/// What an entry leads to.
pub(crate) enum Target {
    Blob { media_type: u16, cluster: u32, blob: u32 },
    Redirect(u32),
}

/// An entry.
pub(crate) struct Dirent {
    pub(crate) namespace: char,
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) target: Target,
}

impl Dirent {
    /// No entry is longer, in bytes: other readers read no more than 2,048 of one, and some files have more.
    pub(crate) const LONGEST: usize = 1 << 16;

    /// Reads the entry that bytes begin with.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = &bytes[..bytes.len().min(Self::LONGEST)];
        let numbers = Numbers(bytes);
        let media_type = numbers.u16(0)?;
        let first = numbers.u32(8)?;
        let (target, text) = match media_type {
            REDIRECT => (Target::Redirect(first), 12),
            _ => (Target::Blob { media_type, cluster: first, blob: numbers.u32(12)? }, 16),
        };
        let mut texts = bytes.get(text..)?.splitn(3, |byte| *byte == 0);
        let path = String::from_utf8(texts.next()?.to_vec()).ok()?;
        let title = String::from_utf8_lossy(texts.next()?).into_owned();
        // Without a third part the title has no end.
        texts.next()?;
        Some(Self { namespace: char::from(*bytes.get(3)?), path, title, target })
    }
}
