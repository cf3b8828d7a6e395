//! Records that carry their own hash, as their last value: whether one is as it was written.

use serde::{Deserialize, Serialize};

/// Why a record is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A later version of dibao has written it.
    Newer,
    /// It is not as it was written.
    Damaged,
}

/// A record whose last value is its hash.
pub trait Checked: Serialize + for<'de> Deserialize<'de> {
    /// The key of its version, the first that it has.
    const KEY: &str;
    /// The version that is written.
    const VERSION: u32;
    /// The hash.
    fn check(&mut self) -> &mut String;
}

/// How many digits a hash has.
const HASH: usize = 64;
/// How a record ends, around the hash.
const END: [&str; 2] = ["\"check\":\"", "\"}"];

/// The bytes of a record.
pub fn write<T: Checked>(mut record: T) -> Vec<u8> {
    record.check().clear();
    // It cannot fail: a record is plain data.
    sealed(serde_json::to_vec(&record).unwrap_or_default())
}

/// Puts the hash into a record that has none.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = blake3::hash(&bytes).to_string();
    let end = bytes.len().saturating_sub(END[1].len());
    bytes.splice(end..end, check.into_bytes());
    bytes
}

/// Puts the hash right in a record that was changed since it was written.
pub fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len().saturating_sub(END[1].len());
    bytes.drain(end.saturating_sub(HASH)..end);
    sealed(bytes)
}

/// Whether bytes are as they were written: without the hash in them, they have the hash that they end with.
pub fn is_whole(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_suffix(END[1].as_bytes()) else { return false };
    let Some((before, check)) = rest.split_at_checked(rest.len().saturating_sub(HASH)) else { return false };
    let hash = blake3::Hasher::new().update(before).update(END[1].as_bytes()).finalize();
    before.ends_with(END[0].as_bytes()) && hash.to_string().as_bytes() == check
}

/// Reads a record.
///
/// # Errors
/// When it is damaged, or of a later version.
pub fn read<T: Checked>(bytes: &[u8]) -> Result<T, Unread> {
    if is_whole(bytes)
        && let Ok(record) = serde_json::from_slice::<T>(bytes)
    {
        return Ok(record);
    }
    // A form that this version does not know still tells its version.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| Unread::Damaged)?;
    let version = value.get(T::KEY).and_then(serde_json::Value::as_u64);
    Err(if version > Some(u64::from(T::VERSION)) { Unread::Newer } else { Unread::Damaged })
}
