//! What an article's page leads on to: its neighbours, where it belongs, its corrections.

use super::context::{self, IssueReference, Link, Neighbours};
use super::view::{ArticleWords, View};
use super::{Renderer, url};
use crate::archive::ArticleId;
use crate::content::{ArticleMeta, Correction};
use crate::links::{IssueId, Links, Period};

impl Renderer<'_> {
    /// A link to an issue of a newspaper.
    pub(super) fn issue_reference(&self, id: IssueId, view: &View) -> IssueReference {
        let issue = &self.links.issues[id];
        let script = self.links.sources[issue.source].script;
        let text = |text: &Option<String>| text.as_ref().map(|text| self.converters.text(text, script, view.script));
        IssueReference {
            date: issue.date.iso_date(),
            edition: text(&issue.edition),
            number: text(&issue.number),
            path: url::page_file(view.script, &issue.path, self.config.page_form),
            count: issue.articles().count(),
        }
    }

    /// The page of a year, month or day.
    pub(super) fn period_path(&self, period: Period, view: &View) -> String {
        url::list_file(view.script, &format!("{}/", period.folder()), 1, self.config.page_form)
    }

    /// The articles before and after one: on its issue's pages, in its source, in its events.
    pub(super) fn neighbours(&self, id: ArticleId, view: &View) -> Vec<Neighbours> {
        let mut found = Vec::new();
        let mut add = |kind, name: String, path: String, previous: Option<ArticleId>, next: Option<ArticleId>| {
            if previous.is_some() || next.is_some() {
                let link = |id: Option<ArticleId>| id.map(|id| view.link(id));
                found.push(Neighbours { kind, name, path, previous: link(previous), next: link(next) });
            }
        };
        let source = self.links.source_of[id];
        if let Some(issue) = self.links.issue_of[id] {
            let order: Vec<ArticleId> = self.links.issues[issue].articles().collect();
            let at = order.iter().position(|&other| other == id).unwrap_or(0);
            let reference = self.issue_reference(issue, view);
            let previous = at.checked_sub(1).map(|at| order[at]);
            add("issue", reference.date, reference.path, previous, order.get(at + 1).copied());
        } else if let Some(source) = source {
            let (previous, next) = Links::around(self.archive, &self.links.sources[source].articles, id);
            let Link { title, path } = view.sources[source].clone();
            add("source", title, path, previous, next);
        }
        for &event in &self.archive.articles[id].events {
            let (previous, next) = Links::around(self.archive, &self.links.by_entity[event], id);
            let reference = view.references[event].clone();
            add("event", reference.name, reference.path, previous, next);
        }
        found
    }

    /// The way to an article: its newspaper and issue, or its collection, or its day.
    pub(super) fn article_trail(&self, id: ArticleId, view: &View) -> Vec<Link> {
        let mut trail = Vec::new();
        if let Some(source) = self.links.source_of[id] {
            trail.push(view.sources[source].clone());
        }
        if let Some(issue) = self.links.issue_of[id] {
            let IssueReference { date, path, .. } = self.issue_reference(issue, view);
            trail.push(Link { title: self.date_words(&date, view), path });
        } else if let Some(date) = self.archive.articles[id].meta.date {
            let period = Period { year: date.year, month: date.month, day: date.day };
            let path = self.period_path(period, view);
            trail.push(Link { title: self.date_words(&period.iso(), view), path });
        }
        trail
    }

    /// A date in words of the page's script.
    pub(super) fn date_words(&self, iso: &str, view: &View) -> String {
        let words = super::chinese::date(iso, "digits").unwrap_or_else(|_| iso.to_owned());
        self.words(&words, view.script)
    }
}

/// The corrections of an article; `is_marked` tells whether its words are marked in the text.
pub(super) fn corrections(
    meta: &ArticleMeta,
    words: &ArticleWords<'_>,
    is_marked: impl Fn(usize) -> bool,
) -> Vec<context::Correction> {
    let text = |text: &str| words.own(text);
    let of = |(number, correction): (usize, &Correction)| context::Correction {
        number,
        date: correction.date.map(|date| date.iso_date()),
        was: text(&correction.was),
        now: text(&correction.now),
        by: correction.by.as_deref().map(text),
        note: correction.note.as_deref().map(text),
        marked: is_marked(number),
    };
    (1..).zip(&meta.corrections).map(of).collect()
}
