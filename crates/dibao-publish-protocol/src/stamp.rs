//! Time stamps by RFC 3161, which a command of the user's gets: it is given a request and answers with a response.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::chain::Release;

/// A `TimeStampReq` (RFC 3161, section 2.4.1) in DER up to the hash: version 1, SHA-256;
const BEFORE: [u8; 24] = [
    0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
    0x01, 0x05, 0x00, 0x04, 0x20,
];
/// and after it: the certificates are to come along.
const AFTER: [u8; 3] = [0x01, 0x01, 0xff];
/// No response is longer.
const LONGEST: u64 = 1 << 20;

/// Whether bytes are a `TimeStampResp` (RFC 3161, section 2.4.2) with a token of a hash, as far as can be told at a glance:
/// a sequence that begins with one, the status. A response that refuses has no token, and a token has the hash.
fn is_response(bytes: &[u8], digest: &[u8]) -> bool {
    const SEQUENCE: u8 = 0x30;
    let [SEQUENCE, length, ..] = bytes else { return false };
    let header = if *length < 0x80 { 2 } else { 2 + usize::from(length & 0x7f) };
    bytes.get(header) == Some(&SEQUENCE) && bytes.windows(digest.len()).any(|part| part == digest)
}

/// Has a release stamped by a command, which is run in a folder.
///
/// # Errors
/// When the command fails, or answers with something else.
pub fn stamp(release: &mut Release, command: &str, folder: &std::path::Path) -> Result<(), String> {
    let failed = |why: &str| format!("the command for time stamps, `{command}`, failed: {why}");
    let digest: [u8; 32] = Sha256::digest(release.stamped().as_bytes()).into();
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut asked = Command::new(shell);
    asked.args([flag, command]).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = asked.spawn().map_err(|error| failed(&error.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        // One that has not read it answers with nothing of use.
        _ = input.write_all(&[&BEFORE[..], &digest, &AFTER].concat());
    }
    let mut answer = Vec::new();
    let read = child.stdout.take().map_or(Ok(0), |out| out.take(LONGEST).read_to_end(&mut answer));
    let status = child.wait().map_err(|error| failed(&error.to_string()))?;
    read.map_err(|error| failed(&error.to_string()))?;
    if !status.success() {
        return Err(failed(&status.to_string()));
    }
    if !is_response(&answer, &digest) {
        return Err(failed("it has not answered with a time stamp of this release"));
    }
    release.stamp = Some(BASE64_STANDARD.encode(answer));
    Ok(())
}
