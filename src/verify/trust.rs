//! What vouches for a copy: a root that was told elsewhere, and signatures of minisign.

use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dibao_publish_protocol::manifest::MANIFEST;
use minisign_verify::{Error as Wrong, PublicKey, Signature};

use super::contents::{Contents, Digest};
use super::fault::Fault;
use super::report::{Report, Signed};
use super::sums;
use crate::disk;
use crate::error::Error;
use crate::pack::{SIGNATURE, SUMS};

/// No signature is longer, and no list of packs.
const LONGEST: u64 = 1 << 24;

/// A public key of minisign.
pub struct Key(PublicKey);

impl Key {
    /// Reads a key, which is given itself or by its file.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, Error> {
        if let Ok(key) = PublicKey::from_base64(text.trim()) {
            return Ok(Self(key));
        }
        let path = Path::new(text);
        if !disk::is_file(path) {
            return Err(Error::Other(format!("`{text}` is neither a public key of minisign nor a file with one.")));
        }
        let file = disk::read_to_string(path).map_err(|source| Error::Read { source })?;
        let key = PublicKey::decode(&file).or_else(|_| PublicKey::from_base64(file.trim()));
        key.map(Self).map_err(|_| Error::Other(format!("{text} has no public key of minisign.")))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key")
    }
}

/// What was told elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trusted<'t> {
    /// The root of the copy, in hexadecimal.
    pub root: Option<&'t str>,
    /// The key of whoever publishes the site.
    pub key: Option<&'t Key>,
    /// The certificates of whoever stamps the time.
    pub tsa: Option<&'t Path>,
    /// A chain of releases that was got elsewhere.
    pub chain: Option<&'t Path>,
}

/// A root as it is given on the command line.
pub(super) fn checked_root(root: &str) -> Result<String, Error> {
    let root = root.trim().to_ascii_lowercase();
    let hash = blake3::Hash::from_str(&root);
    hash.map(|_| root).map_err(|_| Error::Other("A root has 64 digits of hexadecimal.".to_owned()))
}

/// Compares the root of a copy with the one that was told.
pub(super) fn root(trusted: &Trusted<'_>, report: &mut Report) -> Result<(), Error> {
    let Some(given) = trusted.root else { return Ok(()) };
    let given = checked_root(given)?;
    if given == report.root {
        report.is_vouched = true;
    } else {
        report.faults.push(Fault::OtherRoot { own: report.root.clone(), given });
    }
    Ok(())
}

/// The ID of the key of a signature, as minisign shows it.
fn key_id(text: &str) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(text.lines().nth(1)?).ok()?;
    let id: [u8; 8] = bytes.get(2..10)?.try_into().ok()?;
    Some(format!("{:016X}", u64::from_le_bytes(id)))
}

/// Checks a signature of what is read: whether the given key vouches for it.
fn signature(key: Option<&Key>, file: &str, text: &[u8], mut from: impl Read, report: &mut Report) -> bool {
    let wrong = |why: String| Fault::Signature { file: file.to_owned(), why };
    let text = String::from_utf8_lossy(text);
    let (Ok(signature), Some(id)) = (Signature::decode(&text), key_id(&text)) else {
        report.faults.push(wrong("is damaged".to_owned()));
        return false;
    };
    let mut signed = Signed {
        file: file.to_owned(),
        key: id.clone(),
        is_vouched: false,
        comment: signature.trusted_comment().to_owned(),
    };
    if let Some(Key(key)) = key {
        let checked = key.verify_stream(&signature).and_then(|mut stream| {
            let mut bytes = vec![0; 1 << 16];
            loop {
                match from.read(&mut bytes)? {
                    0 => return stream.finalize(),
                    read => stream.update(&bytes[..read]),
                }
            }
        });
        match checked {
            Ok(()) => signed.is_vouched = true,
            Err(Wrong::UnexpectedKeyId) => report.faults.push(wrong(format!("is by another key, {id}"))),
            Err(Wrong::IoError(error)) => report.faults.push(wrong(format!("cannot be checked: {error}"))),
            Err(Wrong::UnsupportedLegacyMode | Wrong::UnsupportedAlgorithm) => {
                report.faults.push(wrong("is of a kind that is no more made".to_owned()));
            }
            Err(_) => report.faults.push(wrong("is wrong: what it signs was changed, or it is forged".to_owned())),
        }
    }
    let is_vouched = signed.is_vouched;
    report.signatures.push(signed);
    is_vouched
}

/// Checks the signatures in a copy: whether the given key vouches for its manifest.
pub(super) fn inside(contents: &Contents, trusted: &Trusted<'_>, report: &mut Report) -> bool {
    let mut is_vouched = false;
    for name in [MANIFEST, SUMS] {
        let signed = contents.records.get(name).zip(contents.records.get(&format!("{name}{SIGNATURE}")));
        let Some((bytes, text)) = signed else { continue };
        let is_signed = signature(trusted.key, name, text, &bytes[..], report);
        // The sums stand for a manifest if they have it, and for no other.
        let own = contents.files.get(MANIFEST).map(|manifest| manifest.sum);
        let lines = if name == SUMS { sums::read(&String::from_utf8_lossy(bytes)) } else { Vec::new() };
        let has_manifest = lines.iter().any(|(path, sum)| path == MANIFEST && *sum == own);
        if name == SUMS && !has_manifest {
            report.faults.push(Fault::Sums { path: MANIFEST.to_owned(), why: "has another hash" });
        } else {
            is_vouched |= is_signed;
        }
    }
    is_vouched
}

/// Checks what lies beside a copy that is one file, its sum and the signatures of both: whether the given key vouches for it.
pub(super) fn beside(path: &Path, trusted: &Trusted<'_>, report: &mut Report) -> Result<bool, Error> {
    let unread = |source| Error::Read { source };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let signature_of = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(SIGNATURE);
        small(Path::new(&name))
    };
    let mut is_vouched = false;
    if let Some(text) = signature_of(path)? {
        is_vouched |= signature(trusted.key, name, &text, disk::open(path).map_err(unread)?, report);
    }
    let list = path.with_file_name(SUMS);
    let Some(text) = small(&list)? else { return Ok(is_vouched) };
    let lines = sums::read(&String::from_utf8_lossy(&text));
    // A list of other packs says nothing of this one.
    let Some((_, sum)) = lines.iter().find(|(listed, _)| listed == name) else { return Ok(is_vouched) };
    let own = Digest::of(&mut disk::open(path).map_err(unread)?).map_err(unread)?;
    let is_listed = *sum == Some(own.sum);
    if !is_listed {
        report.faults.push(Fault::Sums { path: name.to_owned(), why: "beside it has another hash" });
    }
    if let Some(signed) = signature_of(&list)? {
        is_vouched |= signature(trusted.key, &format!("{SUMS} beside it"), &signed, &text[..], report) && is_listed;
    }
    Ok(is_vouched)
}

/// The bytes of a small file, if it is there.
fn small(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if !disk::is_file(path) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = disk::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    read.map(|_| Some(bytes)).map_err(|source| Error::Read { source })
}

/// Whoever gives a key wants to be told if it vouches for nothing.
pub(super) fn signed(trusted: &Trusted<'_>, is_signed: bool, report: &mut Report) {
    let is_told = report.faults.iter().any(|fault| matches!(fault, Fault::Signature { .. }));
    if trusted.key.is_some() && !is_signed && !is_told {
        report.faults.push(Fault::Unsigned {});
    }
    report.is_vouched |= is_signed;
}
