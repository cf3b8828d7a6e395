//! What an article's page leads on to: its neighbours, where it belongs, its corrections.

use super::context::{self, IssueReference, Link, Neighbours};
use super::run::Run;
use super::url;
use super::view::{ArticleWords, View};
use crate::archive::ArticleId;
use crate::artefact::FRONT;
use crate::config::DayPages;
use crate::content::Correction;
use crate::date::When;
use crate::links::{IssueId, Period, ReadingKind};
use crate::reads::List;

/// A serial of no more parts than this is shown whole on each of them; of a longer one so many
/// before and after.
const SHORT: usize = 12;
const NEAR: usize = 4;

/// The id of a day on the page of its month.
pub(super) fn day_anchor(day: i8) -> String {
    format!("d{day:02}")
}

impl Run<'_> {
    /// A link to an issue of a newspaper.
    pub(super) fn issue_reference(&self, id: IssueId, view: &View<'_>) -> IssueReference {
        let issue = self.links.issue(id);
        let script = self.links.source(issue.source).script;
        let text = |text: &Option<String>| text.as_ref().map(|text| self.converters.text(text, script, view.script));
        IssueReference {
            date: issue.date.iso_date(),
            edition: text(issue.edition),
            number: text(issue.number),
            path: url::page_file(view.script, issue.path, self.config.page_form),
        }
    }

    /// Whether a period has a page: a day has none where the page of its month holds all articles of the month. Articles that
    /// come take none away.
    pub(super) fn has_page(&self, period: Period) -> bool {
        let (Some(month), Some(_)) = (period.outer(), period.day) else { return true };
        self.config.day_pages == DayPages::All || self.links.date(month).has_at_least(2 * self.config.per_page)
    }

    /// The articles that the page of a period lists, in parts: of a year whose articles do not fit on its page alone those of
    /// no month, as all others are on the pages of its months.
    pub(super) fn listed_in(&self, period: Period) -> List<'_> {
        let articles = self.links.date(period);
        match period.month.is_some() || !articles.has_at_least(2 * self.config.per_page) {
            true => articles,
            false => self.links.without_month(period),
        }
    }

    /// The page of a year, month or day, or the place of a day on the page of its month.
    pub(super) fn period_path(&self, period: Period, view: &View<'_>) -> String {
        if let (Some(month), Some(day), false) = (period.outer(), period.day, self.has_page(period)) {
            return url::place_on(&self.period_path(month, view), &day_anchor(day));
        }
        url::list_file(view.script, &format!("{}/", period.folder()), FRONT, self.config.page_form)
    }

    /// Where a path leads that may be the page of a day which has none.
    pub(super) fn in_month(&self, path: String) -> String {
        let day = path.strip_suffix("/index.html").and_then(|path| path.split_once('/'));
        let day = day.and_then(|(_, folder)| When::from_iso(&folder.replace('/', "-"))).map(Period::of);
        let Some(period) = day.filter(|day| !self.has_page(*day)) else { return path };
        let (Some(month), Some(day)) = (period.outer(), period.day) else { return path };
        let script = path.split('/').next().unwrap_or_default();
        url::place_on(&format!("{script}/{}/index.html", month.folder()), &day_anchor(day))
    }

    /// The articles before and after one: on its issue's pages, in its source, in its events.
    pub(super) fn neighbours(&self, id: ArticleId, view: &View<'_>) -> Vec<Neighbours> {
        let mut found = Vec::new();
        let mut add = |kind, list: Link, (previous, next): (Option<ArticleId>, Option<ArticleId>)| {
            let Link { title: name, path } = list;
            if previous.is_some() || next.is_some() {
                let link = |id: Option<ArticleId>| id.map(|id| view.link(id));
                let (previous, next) = (link(previous), link(next));
                found.push(Neighbours { kind, name, path, previous, next });
            }
        };
        let mut in_issue = (None, None);
        if let Some(issue) = self.links.issue_of(id) {
            let reference = self.issue_reference(issue, view);
            in_issue = self.links.around_in_issue(issue, id);
            let issue = Link { title: reference.date, path: reference.path };
            add("issue", issue, in_issue);
        }
        if let Some(source) = self.links.source_of(id) {
            let articles = self.links.source(source).articles;
            let around = self.links.around(articles, id);
            // Within an issue the two are the same; at its ends the source goes on.
            if around != in_issue {
                add("source", view.sources[source].clone(), around);
            }
        }
        let told = self.archive.articles[id].ties.iter().filter(|(kind, _)| kind.row().has_timeline);
        for (kind, event) in told.flat_map(|(kind, ids)| ids.iter().map(move |&event| (kind, event))) {
            let articles = self.links.by_entity(event);
            let reference = view.references[event].clone();
            let event = Link { title: reference.name, path: reference.path };
            add(kind.row().noun, event, self.links.around(articles, id));
        }
        found
    }

    /// The way to an article: its newspaper and issue, or its collection, or its day.
    pub(super) fn article_trail(&self, id: ArticleId, view: &View<'_>) -> Vec<Link> {
        let mut trail = Vec::new();
        if let Some(source) = self.links.source_of(id) {
            trail.push(view.sources[source].clone());
        }
        if let Some(issue) = self.links.issue_of(id) {
            let IssueReference { date, path, .. } = self.issue_reference(issue, view);
            trail.push(Link { title: self.date_words(&date, view), path });
        } else if let Some(date) = self.archive.articles[id].meta.date {
            let period = Period::of(date);
            let path = self.period_path(period, view);
            trail.push(Link { title: self.date_words(&period.iso(), view), path });
        }
        trail
    }

    /// The paths on which an article is read after others.
    pub(super) fn readings_of(&self, id: ArticleId, view: &View<'_>) -> Vec<context::Reading> {
        let reading_of = self.links.readings_of(id);
        let readings = reading_of.iter().map(|&reading_id| {
            let reading = self.links.reading(reading_id);
            let is_jump = reading.kind == ReadingKind::Continuation;
            let first = &self.archive.articles[reading.articles[0]].meta;
            let at = reading.articles.iter().position(|&part| part == id).unwrap_or(0);
            // A serial may have hundreds: those near are shown, and a page lists all.
            let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(reading.articles.len());
            let shown = if reading.articles.len() > SHORT { near } else { 0..reading.articles.len() };
            let form = self.config.page_form;
            context::Reading {
                kind: if is_jump { "continuation" } else { "serial" },
                title: self.converters.text(&reading.title, first.script, view.script),
                whole: url::list_file(view.script, &self.whole_path(reading_id), FRONT, form),
                count: is_jump.then_some(reading.articles.len()),
                first: shown.start + 1,
                parts: reading.articles[shown]
                    .iter()
                    .map(|&part| {
                        let meta = &self.archive.articles[part].meta;
                        context::ReadingPart {
                            title: view.title_of(part),
                            path: view.path_of(part),
                            date: meta.date.map(|date| date.iso_date()),
                            page: meta.page.clone(),
                            current: part == id,
                        }
                    })
                    .collect(),
            }
        });
        readings.collect()
    }

    /// A date in words of the page's script.
    pub(super) fn date_words(&self, iso: &str, view: &View<'_>) -> String {
        self.words.date(view.script.code(), iso, false).unwrap_or_else(|_| iso.to_owned())
    }
}

/// Corrections for a page: the shown version's own, or the article's. `is_marked` tells whether the
/// words of one are marked in the text.
pub(super) fn corrections(words: &ArticleWords<'_>, is_marked: impl Fn(usize) -> bool) -> Vec<context::Correction> {
    let (meta, text) = words.corrected();
    let of = |(number, correction): (usize, &Correction)| context::Correction {
        number,
        date: correction.date.map(|date| date.iso_date()),
        was: text(&correction.was),
        now: text(&correction.now),
        by: correction.by.as_deref().map(&text),
        note: correction.note.as_deref().map(&text),
        marked: is_marked(number),
    };
    (1..).zip(&meta.corrections).map(of).collect()
}
