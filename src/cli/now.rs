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
    /// When the environment says what is no time, or the clock is not set.
    pub fn now(&self) -> Result<Now, Error> {
        match self.now {
            Some(now) => Ok(now),
            None => said().unwrap_or_else(clock),
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

/// A clock that stands before this moment, the first of 2020 in UTC, is not set.
const NOT_SET: u64 = 1_577_836_800;

/// What the clock says. One that is not set would have every article wait, and a publish remove them all.
fn clock() -> Result<Now, Error> {
    #[expect(clippy::disallowed_methods, reason = "it is the day that a site is built for, which the manifest records")]
    let now = SystemTime::now();
    of_clock(now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

fn of_clock(seconds: u64) -> Result<Now, Error> {
    let moment = i64::try_from(seconds).ok().filter(|_| seconds >= NOT_SET).map(Now::Moment);
    moment.filter(|moment| moment.day("UTC").is_some()).ok_or_else(|| {
        let said = "The clock of this machine is not set: by it, everything would wait for its day. Set it, or say \
                    which day it is with `--now`.";
        Error::Other(said.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_not_set_is_not_believed() {
        for seconds in [0, 1, 946_684_800, NOT_SET - 1, u64::MAX, 1 << 60] {
            assert!(of_clock(seconds).is_err(), "{seconds}");
        }
        for seconds in [NOT_SET, 1_796_054_400, 4_102_444_800] {
            assert_eq!(of_clock(seconds).unwrap(), Now::Moment(seconds as i64), "{seconds}");
        }
    }
}
