//! The lists that a site had at another generator, and the ones that have what was on them.

use super::dates::UNDATED;
use super::former::{FormerList, FormerLists};
use super::parts::Parts;
use super::plan::Scope;
use super::run::Run;
use super::url;
use crate::address::{Former, SitePath, folded_id};
use crate::archive::{ArticleId, EntityId, script_of_folder};
use crate::artefact::FRONT;
use crate::formerly::OldLists;
use crate::links::Period;
use crate::reads::{Facet, Trace};
use crate::script::Script;
use crate::way::below;

/// A list as it is now.
struct Now<'n> {
    /// Its address below a script's folder.
    path: &'n str,
    /// How many articles it has.
    count: usize,
    /// How it is cut.
    parts: Cut,
    /// Where its feed is, if it has one.
    feed: Option<&'n str>,
    /// Whether that feed is made.
    has_own_feed: bool,
}

/// How a list as it is now is cut into pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Whole,
    /// Into parts, of as many articles as lists of the site have.
    Parts,
    /// What the home page does not have is on the pages of months.
    Home,
    /// What the page of a year does not have, likewise.
    Of(Period),
}

impl Run<'_> {
    /// The number of the script that the site's articles are written in, or else of the first.
    pub(super) fn source_view(&self) -> usize {
        self.views.iter().position(|view| view.script == self.config.source_script).unwrap_or_default()
    }

    /// The number of the script that readers of an old address are led to: the one that its folder names, or one alike,
    /// and else the one that the articles are written in.
    pub(super) fn view_of(&self, named: Option<Script>) -> usize {
        let Some(named) = named else { return self.source_view() };
        let own = self.views.iter().position(|view| view.script == named);
        let is_alike = |script: Script| (script == Script::Hans) == (named == Script::Hans);
        let alike = || self.views.iter().position(|view| is_alike(view.script));
        own.or_else(alike).unwrap_or_else(|| self.source_view())
    }

    /// What was a list, found out once.
    pub(super) fn former_lists(&self) -> &FormerLists {
        self.archive.trace().record(Facet::FormerLists);
        self.renderer().former_lists.get_or_init(|| Run::new(self.renderer(), &Trace::default()).find_former_lists())
    }

    fn find_former_lists(&self) -> FormerLists {
        {
            let mut found = FormerLists::default();
            if !self.config.old_lists.is_empty() {
                // A page that stood where a list would be was there in its place.
                let had = self.archive.formers().iter().filter_map(|moved| moved.from.as_ref());
                found.taken = had.map(|from| folded_id(from.as_str())).collect();
            }
            for old in &self.config.old_lists {
                self.former_lists_of(old, &mut found);
            }
            found
        }
    }

    fn former_lists_of(&self, old: &OldLists, found: &mut FormerLists) {
        let all = self.archive.articles.len();
        let home = Now { path: "", count: all, parts: Cut::Home, feed: Some(""), has_own_feed: true };
        // The root has always led on.
        let first = if old.prefix.is_empty() { 2 } else { 1 };
        self.add(old, &old.list(""), &home, first, found);
        for (key, folder) in &old.taxonomies {
            let Some(kind) = self.archive.kinds.with_key(key) else { continue };
            let index = format!("{}/", self.archive.kinds[kind].folder);
            let words = self.archive.entities.iter_enumerated().filter(|(_, entity)| entity.meta.kind == kind);
            let words: Vec<EntityId> = words.map(|(id, _)| id).collect();
            if !words.is_empty() {
                let index =
                    Now { path: &index, count: words.len(), parts: Cut::Whole, feed: Some(""), has_own_feed: true };
                self.add(old, &old.list(folder), &index, 1, found);
            }
        }
        for (address, word) in self.archive.former_words(old) {
            let path = self.archive.entities[word].path.as_str();
            let has_own_feed = self.has_feed(Scope::Entity(word));
            let count = self.links.with_parts(word).len();
            let now = Now { path, count, parts: Cut::Parts, feed: Some(path), has_own_feed };
            self.add(old, &address, &now, 2, found);
        }
        self.add_archives(old, found);
        for (address, folder) in &old.folders {
            let is_in = |file: &str| below(file, folder).is_some();
            let count = self.archive.articles.iter().filter(|article| is_in(&article.meta.file)).count();
            let now = Now { path: "", count, parts: Cut::Whole, feed: Some(""), has_own_feed: true };
            self.add(old, &folder_of(address), &now, 1, found);
        }
    }

    /// The lists by years and months.
    fn add_archives(&self, old: &OldLists, found: &mut FormerLists) {
        let Some(folder) = &old.archives else { return };
        let all = Now {
            path: "dates/",
            count: self.archive.articles.len(),
            parts: Cut::Whole,
            feed: None,
            has_own_feed: false,
        };
        self.add(old, &old.list(folder), &all, 1, found);
        let periods = self.links.periods().filter(|(period, _)| period.day.is_none());
        for (period, count) in periods {
            let path = format!("{}/", Period::folder(period));
            let now = Now { path: &path, count, parts: Cut::Of(period), feed: None, has_own_feed: false };
            self.add(old, &old.list(&format!("{folder}/{path}")), &now, 1, found);
        }
    }

    /// The address of the page that has an article by its place among all: the home page, or that of its month.
    fn page_with(&self, place: usize) -> (String, usize) {
        match self.links.all().all().get(place).filter(|_| place >= self.config.per_page) {
            Some(&id) => self.period_with(id),
            None => (String::new(), FRONT),
        }
    }

    /// The page that has an article of a period by its place there.
    fn part_of_period(&self, period: Period, place: usize) -> (String, usize) {
        let listed = self.listed_in(period).all();
        let first = self.links.date(period).all().get(place);
        match first.filter(|id| place > 0 && listed.binary_search(id).is_err()) {
            Some(&id) => self.period_with(id),
            None => {
                let part = self.newest_first(listed.len()).part_with(place.min(listed.len().saturating_sub(1)));
                (format!("{}/", period.folder()), part)
            }
        }
    }

    /// The address of the page of an article's month, or of its year, and the part that has it.
    fn period_with(&self, id: ArticleId) -> (String, usize) {
        let Some(date) = self.archive.articles[id].meta.date else {
            return (UNDATED.to_owned(), FRONT);
        };
        let period = Period { day: None, ..Period::of(date) };
        let listed = self.listed_in(period).all();
        let part = listed.binary_search(&id).map_or(FRONT, |place| self.newest_first(listed.len()).part_with(place));
        (format!("{}/", period.folder()), part)
    }

    /// Adds the pages that a list had, from a number on: each leads to the part that has the first of its articles.
    fn add(&self, old: &OldLists, list: &str, now: &Now<'_>, first: usize, found: &mut FormerLists) {
        let number_of_view = self.view_of(script_of_folder(list));
        let view = &self.views[number_of_view];
        let parts = Parts::newest_first(now.count, self.config.per_page);
        let size = old.page_size.unwrap_or(1);
        let first_page = (first == 1).then(|| (1, list.to_owned()));
        let numbered = if old.numbers_the_first() { 1 } else { 2 };
        let numbered = (numbered..=old.page_count(now.count)).map(|number| (number, old.page(list, number)));
        for (number, address) in first_page.into_iter().chain(numbered) {
            let place = (number - 1) * size;
            let (path, part) = match now.parts {
                Cut::Whole => (now.path.to_owned(), FRONT),
                Cut::Parts => (now.path.to_owned(), parts.part_with(place)),
                Cut::Home => self.page_with(place),
                Cut::Of(period) => self.part_of_period(period, place),
            };
            let to = url::list_file(view.script, &path, part, self.config.page_form);
            let Some(Ok(from)) = Former::parse(&address).map(|former| former.file()) else { continue };
            // What the site has at an address itself leads nowhere else.
            let own = url::list_file(view.script, now.path, number, self.config.page_form);
            let parts = match now.parts {
                Cut::Of(period) => self.newest_first(self.listed_in(period).len()),
                _ => parts,
            };
            let is_in_parts = matches!(now.parts, Cut::Parts | Cut::Of(_));
            let has_part = is_in_parts && parts.numbers().has(number);
            if from.as_str() == to || has_part && from.as_str() == own {
                continue;
            }
            // Two spellings of a word may have had one list.
            if found.taken.insert(folded_id(from.as_str())) {
                found.pages.push(FormerList { from, to, view: number_of_view });
            }
        }
        if let (Some(feed), Some(path)) = (old.feed(list), now.feed) {
            let file = Former::parse(&feed).and_then(|former| SitePath::new(former.path).ok());
            let file = file.filter(|file| found.taken.insert(folded_id(file.as_str())));
            let format = self.config.feeds.first().map(|format| format.ending());
            let (Some(ending), Some(file)) = (format, file) else { return };
            if now.has_own_feed {
                found.feeds.entry(url::feed(view.script, path, ending)).or_default().push(file);
            } else {
                found.feeds_led.push((file, url::feed(view.script, "", ending)));
            }
        }
    }
}

/// The address of a list with a `/` at both ends, however it is written.
fn folder_of(address: &str) -> String {
    match address.trim_matches('/') {
        "" => "/".to_owned(),
        folder => format!("/{folder}/"),
    }
}
