//! What is known of a file whose old address is looked for.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::settings::OldAddresses;
use crate::date::Written;
use crate::front_matter::scalar;

/// Why an address cannot be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The generator took the date from the clock, since the file has none.
    Date,
    /// The pattern has something that the file has nothing for, or that no rule is known for.
    Token(String),
}

/// What is known of a file.
pub struct Facts<'f> {
    /// Its path in the folder that the generator read, with `/`.
    pub path: String,
    /// The values of its front matter by key, in any spelling of case.
    pub front_matter: &'f dyn Fn(&str) -> Option<Value>,
    /// The zone of the site's dates.
    pub time_zone: &'f str,
}

impl Facts<'_> {
    /// A value that is no list.
    pub fn text(&self, old: &OldAddresses, key: &str) -> Option<String> {
        self.value(old, key).as_ref().and_then(scalar).filter(|text| !text.is_empty())
    }

    /// A value, or what stands in for it.
    pub fn value(&self, old: &OldAddresses, key: &str) -> Option<Value> {
        let own = (self.front_matter)(key).filter(|value| !value.is_null());
        own.or_else(|| old.defaults.get(key).cloned())
    }

    /// The date under the first of these keys that has one.
    pub fn date(&self, old: &OldAddresses, keys: &[&str]) -> Option<Written> {
        keys.iter().find_map(|key| Written::parse(&self.text(old, key)?))
    }

    /// The zone in which the generator read dates.
    pub fn zone(&self, old: &OldAddresses) -> TimeZone {
        TimeZone::get(old.time_zone.as_deref().unwrap_or(self.time_zone)).unwrap_or(TimeZone::UTC)
    }

    /// The file's folders and its name without its ending.
    pub fn parts(&self) -> (Vec<&str>, &str) {
        let (folders, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        (folders.split('/').filter(|folder| !folder.is_empty()).collect(), stem)
    }
}

/// The moment that a date is in a zone, as a clock there shows it.
pub(super) fn shown(written: &Written, zone: &TimeZone) -> DateTime {
    let civil = written.day.to_datetime(written.time.unwrap_or_else(Time::midnight));
    let moment = written.offset.and_then(|offset| offset.to_timestamp(civil).ok());
    moment.map_or(civil, |moment| moment.to_zoned_datetime(zone.clone()).datetime())
}
