//! The text of a file of the site, in whichever encoding it is.

use std::path::Path;

use super::decode::{self as decoding, Decoded};
use super::rules;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::disk;

/// The text of a content file: decoded, without control characters, and with line ends that a
/// parser knows. What is to be said of that was said when it was loaded.
///
/// # Errors
/// When the file cannot be read.
pub fn read(root: &Path, config: &Config, name: &str) -> Result<String, Box<Diagnostic>> {
    let source = config.source_of(name).map(|index| &config.source[index]);
    read_as(root, name, source.and_then(rules::encoding)).map(|decoded| decoded.text)
}

/// The text of bytes from anywhere, in whichever encoding they are, with its line ends as they
/// are; what is to be said of that is reported.
pub fn decode(bytes: &[u8], name: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let decoded = decoding::text(bytes, None);
    diagnostics.extend(decoded.findings.into_iter().map(|finding| finding.in_file(name, &decoded.text)));
    decoded.text
}

/// The text of any other file of a site, in whichever encoding it is.
///
/// # Errors
/// When the file cannot be read.
pub fn read_text(root: &Path, name: &str) -> Result<String, Box<Diagnostic>> {
    read_as(root, name, None).map(|decoded| decoded.text)
}

fn read_as(
    root: &Path,
    name: &str,
    encoding: Option<&'static encoding_rs::Encoding>,
) -> Result<Decoded, Box<Diagnostic>> {
    Ok(decoding::decode(&bytes(root, name)?, encoding))
}

/// The bytes of a file of the site.
pub(super) fn bytes(root: &Path, name: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
    disk::read(root.join(name))
        // The error's own text names the file as it lies on this disk.
        .map_err(|error| {
            let message = sentence!("file-unreadable", reason = error.kind().to_string());
            Box::new(Diagnostic::error(Kind::Read, name, message))
        })
}
