//! Newspapers and collections, the issues of newspapers, and what was corrected in them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use tera::Value;

use super::calendar::{self, Days};
use super::context::{self, Calendar, IssuePage, Link};
use super::lists::ListRun;
use super::neighbours::corrections;
use super::outcome::Printer;
use super::url;
use super::view::{ArticleWords, View};
use crate::address::slug;
use crate::archive::ArticleId;
use crate::artefact::FRONT;
use crate::content::ArticleMeta;
use crate::links::{IssueId, SourceId};
use crate::script::fold_name;

impl ListRun<'_> {
    /// The years of a newspaper, each with its issues.
    pub(super) fn years_of(&self, source: SourceId) -> BTreeMap<i16, Vec<IssueId>> {
        let mut years: BTreeMap<i16, Vec<IssueId>> = BTreeMap::new();
        for &id in self.links.source(source).issues.all() {
            years.entry(self.links.issue(id).date.year).or_default().push(id);
        }
        years
    }

    fn sources_link(&self, view: &View<'_>) -> Link {
        let path = url::list_file(view.script, "sources/", FRONT, self.config.page_form);
        Link { title: self.words("sources", view.script), path }
    }

    /// A source: the articles of a collection; of a newspaper the issues of a year, by default of
    /// the last.
    pub(super) fn source(&self, id: SourceId, year: Option<i16>, part: usize, out: &mut Printer<'_>) {
        let source = self.links.source(id);
        // On the other parts, what comes later would change it.
        let is_front = part == FRONT;
        let years = if is_front { self.years_of(id) } else { BTreeMap::new() };
        let path = match year {
            Some(year) => format!("{}/{year:04}", source.path),
            None => source.path.to_owned(),
        };
        let has_come = |id: &ArticleId| !self.archive.articles[*id].meta.is_ahead;
        let is_there =
            |issues: &[IssueId]| issues.iter().any(|&id| self.links.issue_articles(id).any(|id| has_come(&id)));
        let newest = || years.iter().rev().find(|(_, issues)| is_there(issues)).or_else(|| years.iter().next_back());
        let shown = year.or_else(|| newest().map(|(year, _)| *year));
        for view in &self.views {
            let file = |script| url::list_file(script, &path, part, self.config.page_form);
            let Link { title: name, path: own } = view.sources[id].clone();
            let title = match year {
                Some(year) => format!("{name} {}", self.date_words(&format!("{year:04}"), view)),
                None => name.clone(),
            };
            let mut page = self.page("source", view.script, title, String::new(), &file);
            page.trail = vec![self.sources_link(view)];
            if year.is_some() {
                page.trail.push(view.sources[id].clone());
            } else {
                page.feeds = self.feeds_of(super::Scope::Source(id), view);
            }
            let date = |article: Option<ArticleId>| {
                article.and_then(|article| self.archive.articles[article].meta.date).map(|date| date.iso_date())
            };
            let last = || date(source.articles.iter().find(|id| has_come(id)).or(source.articles.first()));
            let year_link = |(year, issues): (&i16, &Vec<IssueId>)| context::Period {
                date: format!("{year:04}"),
                path: url::page_file(view.script, &format!("{}/{year:04}", source.path), self.config.page_form),
                count: issues.len(),
            };
            let (calendars, others) =
                shown.map(|year| self.issue_calendars(year, &years[&year], view)).unwrap_or_default();
            let context = context::Source {
                name,
                path: own,
                article_count: is_front.then(|| source.articles.len()),
                issue_count: is_front.then(|| source.issues.len()),
                first: is_front.then(|| date(source.articles.last())).flatten(),
                last: is_front.then(last).flatten(),
                year: shown.map(|year| format!("{year:04}")),
                years: years.iter().map(year_link).collect(),
                others,
            };
            let mut variables = self.variables(view, &page);
            if is_front && year.is_none() {
                variables.insert("json_ld", Value::safe_string(&super::json_ld::source(self, view, &page, &context)));
            }
            variables.insert("source", Value::from_serializable(&context));
            variables.insert("calendars", Value::from_serializable(&calendars));
            let loose = if year.is_some() { source.loose.emptied() } else { source.loose };
            self.add_articles(&mut variables, view, (loose, self.newest_first(loose.planned())), (&path, part));
            self.write("source.html", &page.path, variables, out);
        }
    }

    /// The months of a year with the days that have issues, and the issues that are not a day's
    /// first.
    fn issue_calendars(
        &self,
        year: i16,
        issues: &[IssueId],
        view: &View<'_>,
    ) -> (Vec<Calendar>, Vec<context::CountedIssue>) {
        let mut days = Days::new();
        let mut others = Vec::new();
        for &id in issues {
            let date = self.links.issue(id).date;
            let (Some(month), Some(day)) = (date.month, date.day) else { continue };
            let reference = self.issue_reference(id, view);
            let count = self.links.issue_articles(id).count();
            match days.entry((month, day)) {
                Entry::Occupied(_) => others.push(context::CountedIssue { issue: reference, count }),
                Entry::Vacant(free) => drop(free.insert((reference.path, count))),
            }
        }
        let months = (1..=12).filter(|month| days.keys().any(|(of, _)| of == month));
        let count = |month: i8| days.range((month, 0)..(month + 1, 0)).map(|(_, (_, count))| count).sum();
        let calendars = months.filter_map(|month| calendar::month(year, month, None, count(month), &days)).collect();
        (calendars, others)
    }

    pub(super) fn issue(&self, id: IssueId, out: &mut Printer<'_>) {
        let issue = self.links.issue(id);
        let (before, after) = self.links.issues_beside(id);
        let file = |script| url::page_file(script, issue.path, self.config.page_form);
        for view in &self.views {
            let name = &view.sources[issue.source].title;
            let reference = self.issue_reference(id, view);
            let edition = reference.edition.as_ref().map(|edition| format!(" {edition}")).unwrap_or_default();
            let title = format!("{name} {}{edition}", self.date_words(&reference.date, view));
            let mut page = self.page("issue", view.script, title, String::new(), &file);
            page.trail = vec![self.sources_link(view), view.sources[issue.source].clone()];
            let beside = |other: Option<IssueId>| other.map(|other| self.issue_reference(other, view));
            let day = crate::links::Period::of(issue.date);
            let context = context::Issue {
                date: reference.date.clone(),
                edition: reference.edition,
                number: reference.number,
                source: view.sources[issue.source].clone(),
                day: self.period_path(day, view),
                previous: beside(before),
                next: beside(after),
                pages: self.issue_pages(id, view),
            };
            let mut variables = self.variables(view, &page);
            variables.insert("json_ld", Value::safe_string(&super::json_ld::issue(self, view, &page, &context)));
            variables.insert("issue", Value::from_serializable(&context));
            self.write("issue.html", &page.path, variables, out);
        }
    }

    fn issue_pages(&self, id: IssueId, view: &View<'_>) -> Vec<IssuePage> {
        let pages = self.links.issue_pages(id).iter().map(|page| {
            let first = |text: &dyn Fn(&ArticleMeta) -> Option<&String>| {
                page.articles.iter().find_map(|&id| {
                    let meta = &self.archive.articles[id].meta;
                    text(meta).map(|text| self.converters.text(text, meta.script, view.script))
                })
            };
            IssuePage {
                page: first(&|meta| meta.page.as_ref()),
                anchor: page_anchor(page.page.as_deref().unwrap_or_default()),
                section: first(&|meta| meta.section.as_ref()),
                articles: page.articles.iter().map(|&id| view.card(id)).collect(),
            }
        });
        pages.collect()
    }

    /// What was corrected, newest first.
    pub(super) fn corrections(&self, part: usize, out: &mut Printer<'_>) {
        let ids = self.links.corrected();
        for view in &self.views {
            let file = |script| url::list_file(script, "corrections/", part, self.config.page_form);
            let page =
                self.page("corrections", view.script, self.words("corrections", view.script), String::new(), &file);
            let mut variables = self.variables(view, &page);
            let parts = self.newest_first(ids.planned());
            let entries: Vec<_> = parts
                .take(ids, part)
                .iter()
                .map(|&id| {
                    let meta = &self.archive.articles[id].meta;
                    let words = ArticleWords::new(meta, meta.for_readers(view.script), view.script, &self.converters);
                    context::CorrectedArticle { article: view.card(id), corrections: corrections(&words, |_| false) }
                })
                .collect();
            variables.insert("corrected", Value::from_serializable(&entries));
            variables.insert("pager", self.pager(view, ids.planned(), parts.numbers(), ("corrections/", part)));
            self.write("corrections.html", &page.path, variables, out);
        }
    }
}

/// The id of a newspaper's page in the page of its issue: the same in every script.
pub(super) fn page_anchor(page: &str) -> String {
    format!("page-{}", slug(&fold_name(page)))
}
