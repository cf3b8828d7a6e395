//! The days that an article's front matter says: of its date, of its last change, and from when until when it is to be
//! read.

use std::ops::Range;

use super::rules::Rules;
use crate::config::Config;
use crate::date::When;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::front_matter::{Fields, keys, scalar};

/// The days that front matter says.
pub(super) struct Days {
    /// Its date.
    pub said: Option<When>,
    /// The day that it waits for, where that is another.
    pub appears: Option<When>,
    /// Whether it waits for a day that cannot be read.
    pub waits_unread: bool,
    /// The day from which on it is left out.
    pub expires: Option<When>,
    /// When it was last changed.
    pub updated: Option<When>,
}

/// Whether an article says when it appears and has a date besides: without one, the first is its date too, as in Hugo.
fn waits_for_another(fields: &Fields<'_>) -> bool {
    let has_own = fields.look(keys::DATE).is_some_and(|(key, _)| !keys::is_one_of(key, keys::APPEARS));
    has_own && fields.look(keys::APPEARS).is_some()
}

/// Whether a day is said, in words or otherwise, that the article is to wait for. Whoever writes `publishDate` does not
/// want it read before, so that one which cannot be read must not publish the article at once.
fn says_to_wait(fields: &Fields<'_>) -> bool {
    let wanted = if waits_for_another(fields) { keys::APPEARS } else { keys::DATE };
    let Some((key, value)) = fields.look(wanted) else { return false };
    // `published: true` is no day, and what a form left empty is none either.
    let says_something =
        !value.is_boolean() && !value.is_null() && scalar(value).is_none_or(|it| !it.trim().is_empty());
    let is_to_wait = waits_for_another(fields) || keys::is_one_of(key, keys::WAITS);
    says_something && is_to_wait
}

/// Where the day stands that an article waits for.
pub(super) fn place_of_day(fields: &Fields<'_>) -> Range<usize> {
    fields.place_of(if waits_for_another(fields) { keys::APPEARS } else { keys::DATE })
}

/// Takes the days out of front matter, and tells of those that are hardly meant.
pub(super) fn days(fields: &mut Fields<'_>, rules: &Rules, config: &Config) -> Days {
    let places = [keys::DATE, keys::UPDATED].map(|keys| fields.place_of(keys));
    let day = |fields: &mut Fields<'_>, keys: &[&str]| fields.date(keys, &rules.date_formats, &config.time_zone);
    let is_another = waits_for_another(fields);
    let must_wait = says_to_wait(fields);
    let appears = if is_another { day(fields, keys::APPEARS) } else { None };
    let said = day(fields, keys::DATE).or(appears);
    let waits_unread = must_wait && if is_another { appears.is_none() } else { said.is_none() };
    let (expires, updated) = (day(fields, keys::EXPIRES), day(fields, keys::UPDATED));
    for (day, place) in [said, updated].into_iter().zip(places) {
        if let Some(day) = day.filter(When::is_absurd) {
            let message = sentence!("date-absurd", day = day.iso());
            fields.report_at(Diagnostic::warning(Kind::Date, fields.file, message), place);
        }
    }
    Days { said, appears, waits_unread, expires, updated }
}
