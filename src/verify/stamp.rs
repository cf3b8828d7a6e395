//! Time stamps of releases (RFC 3161), which OpenSSL checks: the crates that read them do not check the signatures in them,
//! and OpenSSL is on nearly every system. No network is needed for that.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dibao_publish_protocol::chain::Release;
use sha2::{Digest as _, Sha256};

use super::fault::Fault;
use crate::disk;
use crate::error::Error;

/// The program that checks them.
const PROGRAM: &str = "openssl";
/// What stands before the time in what it says.
const TIME: &str = "Time stamp: ";

/// Checks the stamps of releases by the certificates of whoever stamps: the times that they tell, and how many there are that
/// nobody has vouched for.
///
/// # Errors
/// When OpenSSL cannot be run.
pub(super) fn check(
    releases: &[Release],
    tsa: Option<&Path>,
    faults: &mut Vec<Fault>,
) -> Result<(BTreeMap<u64, String>, usize), Error> {
    let stamped = releases.iter().filter_map(|release| Some((release, release.stamp.as_deref()?)));
    let Some(tsa) = tsa else { return Ok((BTreeMap::new(), stamped.count())) };
    let mut times = BTreeMap::new();
    for (release, stamp) in stamped {
        let number = release.number;
        match time(release, stamp, tsa)? {
            Ok(time) => _ = times.insert(number, time),
            Err(why) => faults.push(Fault::Stamp { number, why }),
        }
    }
    Ok((times, 0))
}

/// The time that a stamp tells, or why it is wrong.
fn time(release: &Release, stamp: &str, tsa: &Path) -> Result<Result<String, String>, Error> {
    let Ok(bytes) = BASE64_STANDARD.decode(stamp) else { return Ok(Err("it is no Base64".to_owned())) };
    let folder = disk::temporary_folder().map_err(|source| Error::Read { source })?;
    let place = folder.path().join("stamp.tsr");
    disk::write(&place, &bytes).map_err(|source| Error::Read { source })?;
    let mut digest = String::new();
    // A text takes everything.
    Sha256::digest(release.stamped().as_bytes()).iter().for_each(|byte| _ = write!(digest, "{byte:02x}"));
    let mut verify = Command::new(PROGRAM);
    verify.args(["ts", "-verify", "-digest", &digest, "-in"]).arg(&place).arg("-CAfile").arg(tsa);
    let verified = run(verify)?;
    if !verified.status.success() {
        let said = String::from_utf8_lossy(&verified.stderr).into_owned();
        let reason = said.lines().find(|line| line.contains("error:")).and_then(|line| line.split(':').nth(5));
        return Ok(Err(format!("OpenSSL says: {}", reason.unwrap_or("verification failed"))));
    }
    let mut tell = Command::new(PROGRAM);
    tell.args(["ts", "-reply", "-text", "-in"]).arg(&place);
    let told = String::from_utf8_lossy(&run(tell)?.stdout).into_owned();
    let time = told.lines().find_map(|line| line.strip_prefix(TIME));
    Ok(time.map(str::to_owned).ok_or_else(|| "it tells no time".to_owned()))
}

fn run(mut command: Command) -> Result<std::process::Output, Error> {
    let absent = "Time stamps are checked by the program `openssl`, which cannot be run. Install OpenSSL, or leave \
                  `--tsa` out.";
    command.output().map_err(|_| Error::Other(absent.to_owned()))
}
