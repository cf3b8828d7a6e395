//! Dates: years, months and days, with calendars, and the days of the year in all years.

use tera::Value;

use super::calendar::{self, Days};
use super::context::{self, Calendar, Link};
use super::lists::ListRun;
use super::neighbours::day_anchor;
use super::outcome::Printer;
use super::variables::Variables;
use super::view::View;
use super::{chinese, url};
use crate::archive::ArticleId;
use crate::artefact::FRONT;
use crate::links::{IssueId, Period};

/// A year with a 29 February.
const LEAP: i16 = 2000;

/// The address of the list of articles without a date.
pub(super) const UNDATED: &str = "dates/undated/";

/// The folder of a day of the year.
pub(super) fn day_folder(month: i8, day: i8) -> String {
    format!("dates/{month:02}-{day:02}/")
}

impl ListRun<'_> {
    fn dates_link(&self, view: &View<'_>) -> Link {
        let path = url::list_file(view.script, "dates/", FRONT, self.config.page_form);
        Link { title: self.words("dates", view.script), path }
    }

    pub(super) fn dates(&self, out: &mut Printer<'_>) {
        for view in &self.views {
            let file = |script| url::list_file(script, "dates/", FRONT, self.config.page_form);
            let page = self.page("dates", view.script, self.words("dates", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            variables.insert("parts", self.parts(view, self.links.years()));
            variables.insert("undated", self.undated_link(view));
            // 当年今日: the days of any year.
            let on_day = |((month, day), count): ((i8, i8), usize)| {
                let path = url::list_file(view.script, &day_folder(month, day), FRONT, self.config.page_form);
                ((month, day), (path, count))
            };
            let days: Days = self.links.days_of_year().map(on_day).collect();
            let has_days = |month: &i8| days.keys().any(|(of, _)| of == month);
            let months = (1..=12).filter(has_days);
            let calendars: Vec<Calendar> =
                months.filter_map(|month| calendar::month(LEAP, month, None, 0, &days)).collect();
            variables.insert("days_of_year", Value::from_serializable(&calendars));
            self.write("dates.html", &page.path, variables, out);
        }
    }

    /// A link to their list, if there are any.
    pub(super) fn undated_link(&self, view: &View<'_>) -> Value {
        let count = self.links.undated().len();
        let path = url::list_file(view.script, UNDATED, FRONT, self.config.page_form);
        let link = context::Period { date: self.words("undated", view.script), path, count };
        Value::from_serializable(&Some(link).filter(|_| count > 0))
    }

    pub(super) fn undated_list(&self, part: usize, out: &mut Printer<'_>) {
        let articles = self.links.undated();
        for view in &self.views {
            let file = |script| url::list_file(script, UNDATED, part, self.config.page_form);
            let mut page = self.page("undated", view.script, self.words("undated", view.script), String::new(), &file);
            page.trail = vec![self.dates_link(view)];
            let mut variables = self.variables(view, &page);
            let parts = self.newest_first(articles.planned());
            self.add_articles(&mut variables, view, (articles, parts), (UNDATED, part));
            self.write("on-day.html", &page.path, variables, out);
        }
    }

    pub(super) fn period(&self, period: Period, part: usize, out: &mut Printer<'_>) {
        let kind = match (period.month, period.day) {
            (_, Some(_)) => "day",
            (Some(_), None) => "month",
            (None, None) => "year",
        };
        let folder = format!("{}/", period.folder());
        for view in &self.views {
            let file = |script| url::list_file(script, &folder, part, self.config.page_form);
            let title = chinese::date(&period.iso(), "digits").unwrap_or_else(|_| period.iso());
            let mut page = self.page(kind, view.script, title, String::new(), &file);
            let outer: Vec<Period> = std::iter::successors(period.outer(), |period| period.outer()).collect();
            page.json = period.day.filter(|_| self.config.page_json).map(|_| url::page_data(Some(period)));
            page.trail = vec![self.dates_link(view)];
            page.trail.extend(outer.iter().rev().map(|&outer| Link {
                title: self.date_words(&outer.iso(), view),
                path: self.period_path(outer, view),
            }));
            let mut variables = self.variables(view, &page);
            let whole = self.period_context(view, period, self.links.date(period).len());
            variables.insert("period", Value::from_serializable(&whole));
            // On the other parts, what comes later would change it.
            if part == FRONT {
                self.add_surroundings(&mut variables, period, view);
            }
            if period.day.is_some() {
                variables.insert("issues", Value::from_serializable(&self.issues_of(period, view)));
                if let Some(on_day) = self.on_day_link(period, view) {
                    variables.insert("on_day", Value::from_serializable(&on_day));
                }
            }
            if self.shows_days(period) {
                variables.insert("month_days", Value::from_serializable(&self.month_days(period, view)));
            }
            let articles = self.listed_in(period);
            let parts = self.newest_first(articles.planned());
            self.add_articles(&mut variables, view, (articles, parts), (&folder, part));
            self.write("dates.html", &page.path, variables, out);
        }
    }

    /// Adds what is within a period, and what is beside it.
    fn add_surroundings(&self, variables: &mut Variables, period: Period, view: &View<'_>) {
        variables.insert("parts", self.parts(view, self.links.inner(period)));
        variables.insert("calendars", Value::from_serializable(&self.calendars(period, view)));
        let (before, after) = self.links.beside(period);
        let beside = |period: Option<Period>| {
            period.map(|period| self.period_context(view, period, self.links.date(period).len()))
        };
        variables.insert("previous", Value::from_serializable(&beside(before)));
        variables.insert("next", Value::from_serializable(&beside(after)));
    }

    /// Whether the page of a month has the articles of its days, which have no pages.
    fn shows_days(&self, period: Period) -> bool {
        period.month.is_some() && period.day.is_none() && !self.has_page(Period { day: Some(1), ..period })
    }

    /// What the pages of a month's days would have.
    fn month_days(&self, month: Period, view: &View<'_>) -> Vec<context::MonthDay> {
        let period_of = |id: ArticleId| self.archive.articles[id].meta.date.map_or(month, Period::of);
        let days = self.links.date(month).all().chunk_by(|&one, &other| period_of(one) == period_of(other));
        let day = |articles: &[ArticleId]| {
            let period = period_of(articles[0]);
            context::MonthDay {
                date: period.iso(),
                anchor: period.day.map(day_anchor),
                issues: if period.day.is_some() { self.issues_of(period, view) } else { Vec::new() },
                on_day: self.on_day_link(period, view),
                articles: articles.iter().map(|&id| view.card(id)).collect(),
            }
        };
        days.map(day).collect()
    }

    /// The issues of newspapers of a day.
    fn issues_of(&self, day: Period, view: &View<'_>) -> Vec<Link> {
        let of_day = self.links.date(day);
        let mut issues: Vec<IssueId> =
            of_day.all().iter().filter_map(|&article| self.links.issue_of(article)).collect();
        issues.sort_unstable();
        issues.dedup();
        let issues = issues.into_iter().map(|id| {
            let issue = self.links.issue(id);
            let reference = self.issue_reference(id, view);
            let name = view.sources[issue.source].title.clone();
            let edition = reference.edition.as_ref().map(|edition| format!(" {edition}")).unwrap_or_default();
            Link { title: format!("{name}{edition}"), path: reference.path }
        });
        issues.collect()
    }

    /// The same day in all years, if another has articles too. How many would change with each of them.
    fn on_day_link(&self, day: Period, view: &View<'_>) -> Option<Link> {
        let date = (day.month?, day.day?);
        let (month, day_of_month) = date;
        let of_day = self.links.date(day).len();
        self.links.on_day(month, day_of_month).has_at_least(of_day + 1).then(|| Link {
            title: self.words.day_of_year(view.script.code(), month, day_of_month),
            path: url::list_file(view.script, &day_folder(month, day_of_month), FRONT, self.config.page_form),
        })
    }

    /// The calendars of a year, or that of a month.
    fn calendars(&self, period: Period, view: &View<'_>) -> Vec<Calendar> {
        let months: Vec<(Period, usize)> = match (period.month, period.day) {
            (None, _) => self.links.inner(period).collect(),
            (Some(_), None) => vec![(period, self.links.date(period).len())],
            (Some(_), Some(_)) => Vec::new(),
        };
        let calendar = |(month, count): (Period, usize)| {
            let of = month.month?;
            let days = self
                .links
                .inner(month)
                .filter_map(|(day, count)| Some(((of, day.day?), (self.period_path(day, view), count))));
            // The page of a month need not lead to itself.
            let path = (month != period).then(|| self.period_path(month, view));
            calendar::month(month.year, of, path, count, &days.collect())
        };
        months.into_iter().filter_map(calendar).collect()
    }

    /// A day of the year in all years: 当年今日.
    pub(super) fn on_day(&self, month: i8, day: i8, part: usize, out: &mut Printer<'_>) {
        let folder = day_folder(month, day);
        let beside = |days: Option<((i8, i8), usize)>, view: &View<'_>| {
            days.map(|((month, day), count)| context::Period {
                date: self.words.day_of_year(view.script.code(), month, day),
                path: url::list_file(view.script, &day_folder(month, day), FRONT, self.config.page_form),
                count,
            })
        };
        for view in &self.views {
            let file = |script| url::list_file(script, &folder, part, self.config.page_form);
            let lang = view.script.code();
            let date = self.words.day_of_year(lang, month, day);
            let title = self.words.text(lang, "on-this-day-of", &[("date", date.into())]);
            let mut page = self.page("on-day", view.script, title, String::new(), &file);
            page.trail = vec![self.dates_link(view)];
            let mut variables = self.variables(view, &page);
            if part == FRONT {
                let (before, after) = self.links.beside_on_day(month, day);
                let (before, after) = (beside(before, view), beside(after, view));
                variables.insert("previous", Value::from_serializable(&before));
                variables.insert("next", Value::from_serializable(&after));
            }
            let articles = self.links.on_day(month, day);
            let parts = self.newest_first(articles.planned());
            self.add_articles(&mut variables, view, (articles, parts), (&folder, part));
            self.write("on-day.html", &page.path, variables, out);
        }
    }

    pub(super) fn parts(&self, view: &View<'_>, periods: impl Iterator<Item = (Period, usize)>) -> Value {
        let parts: Vec<_> = periods.map(|(period, count)| self.period_context(view, period, count)).collect();
        Value::from_serializable(&parts)
    }

    fn period_context(&self, view: &View<'_>, period: Period, count: usize) -> context::Period {
        context::Period { date: period.iso(), path: self.period_path(period, view), count }
    }
}
