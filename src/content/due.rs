//! What a day makes of an archive: an article that has a later date waits, one whose time is over is left out. Files are
//! read without regard to the day, so that what is remembered of them holds on every day.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::article::{ArticleMeta, Articles};
use super::versions::{key, path_key};
use crate::diagnostic::{Diagnostic, Kind, sentence};

/// What the day decided. Where two days decide the same, a site is the same on both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The files that are left out: those that wait, and those whose time is over.
    pub left_out: BTreeSet<String>,
    /// The files that say of themselves what has not come yet, and are shown all the same.
    pub ahead: BTreeSet<String>,
}

/// The days on which an archive changes by itself.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// What the day decided.
    pub decided: Decided,
    /// How many articles and pages wait.
    pub waiting: usize,
    /// The last day on which anything appeared or was left out: the site is the same as on that day.
    pub since: Option<Date>,
    /// The next day on which anything does.
    pub until: Option<Date>,
}

/// Takes what is told, with its place in the file.
pub(super) type Tell<'t> = &'t mut dyn FnMut(Diagnostic, Range<usize>);

/// What becomes of an article.
#[derive(Clone, Copy)]
enum Fate {
    Shown {
        is_ahead: bool,
    },
    Waits(Date),
    /// For a day that cannot be read.
    WaitsUnread,
    Over(Date),
}

/// Leaves out what is not to be read on a day, and tells of it. Without a day, nothing is left out.
pub(super) fn leave_out(kinds: [&mut Articles; 2], day: Option<Date>, shows_future: bool, tell: Tell<'_>) -> Calendar {
    let mut calendar = Calendar::default();
    let Some(day) = day else { return calendar };
    for articles in kinds {
        let shared = Shared::of(articles);
        let mut told: BTreeSet<String> = BTreeSet::new();
        articles.retain_mut(|article| {
            let (appears, expires) = shared.days(article);
            let is_unread = shared.is_unread(article);
            let fate = calendar.fate((article, is_unread), [appears, expires], day, shows_future);
            // A file of many articles has one date.
            let is_first = !matches!(fate, Fate::Shown { .. }) && told.insert(article.file.clone());
            if is_first {
                calendar.decided.left_out.insert(article.file.clone());
                tell_of(article, fate, tell);
            }
            if let Fate::Waits(_) | Fate::WaitsUnread = fate {
                calendar.waiting += 1;
            }
            let Fate::Shown { is_ahead } = fate else { return false };
            article.is_ahead = is_ahead;
            calendar.leave_out_change(article, day, tell);
            if is_ahead {
                calendar.decided.ahead.insert(article.file.clone());
            }
            true
        });
    }
    calendar
}

impl Calendar {
    /// What becomes of an article that appears and expires on some days, which are noted; and whether the first of them
    /// cannot be read.
    fn fate(
        &mut self,
        (article, is_unread): (&ArticleMeta, bool),
        [appears, expires]: [Option<Date>; 2],
        day: Date,
        shows_future: bool,
    ) -> Fate {
        // What is withdrawn was published, and its notice is there to stay.
        if article.withdrawn.is_some() {
            return Fate::Shown { is_ahead: false };
        }
        if let Some(over) = expires.filter(|over| *over <= day) {
            self.note(over, day);
            return Fate::Over(over);
        }
        if is_unread && !shows_future {
            return Fate::WaitsUnread;
        }
        if let Some(comes) = appears.filter(|comes| *comes > day && !shows_future) {
            self.note(comes, day);
            return Fate::Waits(comes);
        }
        // One that was announced before its date is not the newest before that has come.
        let date = article.date.and_then(|date| date.first_day());
        let updated = article.updated.and_then(|updated| updated.first_day());
        [appears, expires, date, updated].into_iter().flatten().for_each(|change| self.note(change, day));
        Fate::Shown { is_ahead: is_unread || appears.max(date).is_some_and(|comes| comes > day) }
    }

    /// Notes a day on which something changes.
    fn note(&mut self, change: Date, day: Date) {
        if change <= day {
            self.since = self.since.max(Some(change));
        } else {
            self.until = Some(self.until.map_or(change, |until| until.min(change)));
        }
    }

    /// Leaves out that an article was changed on a day which has not come: readers would wait for it, and machines would
    /// take it for the newest of all.
    fn leave_out_change(&mut self, article: &mut ArticleMeta, day: Date, tell: Tell<'_>) {
        let Some(changed) = article.updated.filter(|updated| updated.first_day().is_some_and(|it| it > day)) else {
            return;
        };
        article.updated = None;
        if self.decided.ahead.insert(article.file.clone()) {
            let message = sentence!("updated-ahead", day = changed.iso_date());
            tell(Diagnostic::warning(Kind::Date, &article.file, message), article.places.updated.clone());
        }
    }
}

/// Tells that an article is left out, where it says so.
fn tell_of(article: &ArticleMeta, fate: Fate, tell: Tell<'_>) {
    let (kind, message, place) = match fate {
        Fate::Shown { .. } => return,
        Fate::Waits(day) => {
            (Kind::Waiting, sentence!("article-waits", day = day.to_string()), article.places.appears.clone())
        }
        Fate::WaitsUnread => (Kind::Waiting, sentence!("article-waits-unread"), article.places.appears.clone()),
        Fate::Over(day) => {
            (Kind::Expired, sentence!("article-over", day = day.to_string()), article.places.expires.clone())
        }
    };
    tell(Diagnostic::warning(kind, &article.file, message), place);
}

/// The days that versions of one article have in common, where one of them does not say its own.
#[derive(Default)]
struct Shared {
    /// By what versions have in common: when the first of them appears.
    appears: BTreeMap<String, Date>,
    /// By the same: those of which one waits for a day that cannot be read.
    unread: BTreeSet<String>,
    /// By the path without a language: when the first of them expires. Not by `translationKey`, which some sites write
    /// into every file.
    expires: BTreeMap<String, Date>,
}

impl Shared {
    fn of(articles: &Articles) -> Self {
        let mut shared = Self::default();
        if !articles.iter().any(|article| article.in_path.is_some() || article.translation_key.is_some()) {
            return shared;
        }
        let first = |days: &mut BTreeMap<String, Date>, key: String, day: Option<Date>| {
            if let Some(day) = day {
                days.entry(key).and_modify(|first| *first = day.min(*first)).or_insert(day);
            }
        };
        for article in articles {
            if let Some(key) = key(article) {
                if article.waits_unread {
                    shared.unread.insert(key.clone());
                }
                first(&mut shared.appears, key, article.appears.and_then(|it| it.first_day()));
                first(&mut shared.expires, path_key(article).to_owned(), article.expires.and_then(|it| it.first_day()));
            }
        }
        shared
    }

    /// Whether an article waits for a day that cannot be read, its own or, without one, that of a version.
    fn is_unread(&self, article: &ArticleMeta) -> bool {
        let shares = || key(article).is_some_and(|key| self.unread.contains(&key));
        article.waits_unread || article.appears.is_none() && shares()
    }

    /// When an article appears and when it expires.
    fn days(&self, article: &ArticleMeta) -> (Option<Date>, Option<Date>) {
        let own = |day: Option<crate::date::When>| day.and_then(|day| day.first_day());
        let key = key(article);
        let appears = || self.appears.get(key.as_ref()?).copied();
        let expires = || key.as_ref().and_then(|_| self.expires.get(path_key(article)).copied());
        (own(article.appears).or_else(appears), own(article.expires).or_else(expires))
    }
}
