//! Dates: years, months and days, with calendars, and the days of the year in all years.

use tera::Value;

use super::calendar::{self, Days};
use super::context::{self, Calendar, Link};
use super::outcome::Printer;
use super::run::ListRun;
use super::variables::Variables;
use super::view::View;
use super::{chinese, url};
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
            page.trail = vec![self.dates_link(view)];
            page.trail.extend(outer.iter().rev().map(|&outer| Link {
                title: self.date_words(&outer.iso(), view),
                path: self.period_path(outer, view),
            }));
            let mut variables = self.variables(view, &page);
            variables.insert("parts", self.parts(view, self.links.inner(period)));
            let whole = self.period_context(view, period, self.links.date(period).len());
            variables.insert("period", Value::from_serializable(&whole));
            variables.insert("calendars", Value::from_serializable(&self.calendars(period, view)));
            let (before, after) = self.links.beside(period);
            let beside = |period: Option<Period>| {
                period.map(|period| self.period_context(view, period, self.links.date(period).len()))
            };
            variables.insert("previous", Value::from_serializable(&beside(before)));
            variables.insert("next", Value::from_serializable(&beside(after)));
            if let (Some(month), Some(day)) = (period.month, period.day) {
                self.add_day(&mut variables, period, month, day, view);
            }
            let articles = self.links.date(period);
            let parts = self.newest_first(articles.planned());
            self.add_articles(&mut variables, view, (articles, parts), (&folder, part));
            self.write("dates.html", &page.path, variables, out);
        }
    }

    /// Adds what a day has beside its articles: the issues of newspapers, and the same day in
    /// other years.
    fn add_day(&self, variables: &mut Variables, period: Period, month: i8, day: i8, view: &View<'_>) {
        let of_day = self.links.date(period);
        let mut issues: Vec<IssueId> = of_day.iter().filter_map(|article| self.links.issue_of(article)).collect();
        issues.sort_unstable();
        issues.dedup();
        let issues = issues.into_iter().map(|id| {
            let issue = self.links.issue(id);
            let reference = self.issue_reference(id, view);
            let name = view.sources[issue.source].title.clone();
            let edition = reference.edition.as_ref().map(|edition| format!(" {edition}")).unwrap_or_default();
            Link { title: format!("{name}{edition}"), path: reference.path }
        });
        variables.insert("issues", Value::from_serializable(&issues.collect::<Vec<_>>()));
        let all = self.links.on_day(month, day).len();
        if all > of_day.len() {
            let path = url::list_file(view.script, &day_folder(month, day), FRONT, self.config.page_form);
            let date = self.words.day_of_year(view.script.code(), month, day);
            variables.insert("on_day", Value::from_serializable(&context::Period { date, path, count: all }));
        }
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
            let (before, after) = self.links.beside_on_day(month, day);
            let (before, after) = (beside(before, view), beside(after, view));
            variables.insert("previous", Value::from_serializable(&before));
            variables.insert("next", Value::from_serializable(&after));
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
