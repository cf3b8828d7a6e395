//! Signatures of minisign, which `minisign -V` checks: of packs, and of the lists in them.

use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minisign::{PublicKey, SecretKey, SecretKeyBox};

use crate::disk;
use crate::error::Error;

/// What follows the name of a file in the name of its signature.
pub const SIGNATURE: &str = ".minisig";
/// What stands above a signature; nobody vouches for it.
const ABOVE: &str = "signature by dibao";
/// How many bytes keys of minisign have: public and secret ones.
const PUBLIC: usize = 42;
const SECRET: usize = 158;

/// Where the checksum of a secret key stands, and what is said if it is another's.
const CHECKSUM: std::ops::Range<usize> = 126..SECRET;
const DAMAGED: &str = "is damaged: its parts do not belong to one key.";

/// Whether a secret key is one without a password that minisign 0.11 has made: it leaves out the checksum.
fn is_unchecked(bytes: &[u8]) -> bool {
    let is_plain = bytes.get(2..4) == Some(&[0, 0]);
    is_plain && bytes.get(CHECKSUM).is_some_and(|checksum| checksum.iter().all(|byte| *byte == 0))
}

/// Signs.
pub struct Signer(SecretKey);

impl Signer {
    /// Reads a secret key; `password` is asked if it is encrypted.
    ///
    /// # Errors
    /// When the file is no such key, or the password is not its own.
    pub fn read(path: &Path, password: impl FnOnce() -> Result<String, Error>) -> Result<Self, Error> {
        let said = |why: &str| Error::Other(format!("{} {why}", path.display()));
        let text = disk::read_to_string(path).map_err(|source| Error::Read { source })?;
        let line = text.lines().nth(1).unwrap_or_default().trim();
        let bytes = BASE64_STANDARD.decode(line).unwrap_or_default();
        match bytes.len() {
            SECRET => {}
            PUBLIC => return Err(said("is a public key; sign with the secret key that belongs to it.")),
            _ => return Err(said("is no secret key of minisign, or it is damaged.")),
        }
        let key = SecretKey::from_bytes(&bytes).map_err(|_| said("is no secret key of minisign."))?;
        let boxed = SecretKeyBox::from(text);
        let key = if is_unchecked(&bytes) {
            // Of such a key only a signature tells whether it is whole.
            let public = PublicKey::from_secret_key(&key).map_err(|_| said(DAMAGED))?;
            let signed = minisign::sign(Some(&public), &key, std::io::empty(), None, None);
            signed.map(|_| key).map_err(|_| said(DAMAGED))
        } else if key.is_encrypted() {
            let wrong = "cannot be opened: the password is another one, or the key is damaged.";
            boxed.into_secret_key(Some(password()?)).map_err(|_| said(wrong))
        } else {
            boxed.into_unencrypted_secret_key().map_err(|_| said(DAMAGED))
        };
        key.map(Self)
    }

    /// The signature of what is read, as a file; `comment` is signed with it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn sign(&self, from: impl Read, comment: &str) -> std::io::Result<String> {
        let signed = minisign::sign(None, &self.0, from, Some(comment), Some(ABOVE));
        signed.map(|signature| signature.to_string()).map_err(std::io::Error::other)
    }
}

impl std::fmt::Debug for Signer {
    /// Without the key.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Signer")
    }
}
