//! The day that a site is built for: what the command line says, or else the environment, or else the clock.

use std::time::SystemTime;

use crate::date::Now;
use crate::error::Error;

/// The variable by which builds that are to be repeated are told the time (reproducible-builds.org/specs).
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Which day it is, and whether that matters.
#[derive(Clone, clap::Args)]
pub(super) struct Days {
    /// Take this day for today: what has a later date waits. By default the day of SOURCE_DATE_EPOCH, or else today
    #[arg(long, value_name = "DATE", value_parser = day)]
    now: Option<Now>,
    /// Take what waits for a later day too
    #[arg(long)]
    pub future: bool,
}

/// A day as a person writes it.
fn day(text: &str) -> Result<Now, String> {
    Now::parse(text).ok_or_else(|| "a day is such as 2026-12-24".to_owned())
}

impl Days {
    /// The day, as it is now: the clock goes on.
    ///
    /// # Errors
    /// When the environment says what is no time.
    pub fn now(&self) -> Result<Now, Error> {
        match self.now {
            Some(now) => Ok(now),
            None => said().unwrap_or_else(|| Ok(clock())),
        }
    }
}

/// What the environment says.
fn said() -> Option<Result<Now, Error>> {
    #[expect(clippy::disallowed_methods, reason = "it is the day that a site is built for, which the manifest records")]
    let said = std::env::var_os(EPOCH).filter(|said| !said.is_empty())?;
    let moment = said.to_str().and_then(|said| said.parse().ok()).map(Now::Moment);
    // One that no calendar has is no time either.
    let moment = moment.filter(|moment| moment.day("UTC").is_some());
    Some(moment.ok_or_else(|| {
        let said = said.display();
        Error::Other(format!("{EPOCH} is `{said}`. It has to be a time in seconds since 1970, such as 1782864000."))
    }))
}

fn clock() -> Now {
    #[expect(clippy::disallowed_methods, reason = "it is the day that a site is built for, which the manifest records")]
    let now = SystemTime::now();
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Now::Moment(i64::try_from(seconds).unwrap_or(i64::MAX))
}
