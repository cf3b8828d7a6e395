//! Pages at addresses that articles, pages and feeds had before: each leads on to what is there now.

use std::collections::BTreeSet;

use super::former::FormerList;
use super::lists::ListRun;
use super::outcome::Printer;
use super::renderer::Renderer;
use super::run::Run;
use super::url;
use super::view::View;
use crate::address::{Former, PathId, SitePath, folded_id};
use crate::archive::{Moved, MovedTo, Target};
use crate::artefact::{RULES_OF_MANY, Redirect, Role};
use crate::config::{FILE_NAME, FeedFormat};
use crate::content::ArticleMeta;
use crate::diagnostic::{Diagnostic, Kind, sentence};
use crate::reads::Trace;
use crate::script::Script;

/// So many are of one job.
const AT_ONCE: usize = 500;

/// What had an old address.
enum Had<'h> {
    /// The site: the old address, and where it leads.
    Site(&'h str, &'h str),
    /// An article, a page, a notice or a word.
    Article(&'h Moved),
    /// A list.
    List(&'h FormerList),
}

/// A file at an old address, and where it leads.
struct Old {
    from: SitePath,
    /// A file of the output, or an address elsewhere.
    to: String,
    /// The number of the script whose words it has.
    view: usize,
    /// Its language, if that is not Chinese.
    lang: Option<String>,
}

impl Old {
    fn is_elsewhere(&self) -> bool {
        self.to.contains("://")
    }
}

/// The file of a feed at an old address: a feed is read by programs, which follow no page.
fn feed_at(from: &str) -> Option<String> {
    let former = Former::parse(from)?;
    let name = former.path.rsplit('/').next().unwrap_or_default();
    if name.contains('.') { Some(former.path) } else { Some(former.file().ok()?.to_string()) }
}

/// The address at which a file answers.
fn address_of(file: &str) -> String {
    file.strip_suffix("index.html")
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .unwrap_or(file)
        .to_owned()
}

fn is_feed(to: &str) -> bool {
    !to.contains("://") && (to.ends_with(".xml") || to.ends_with(".json"))
}

impl ListRun<'_> {
    /// How many jobs there are for them.
    pub(super) fn moved_parts(&self) -> usize {
        if self.config.moved_pages { self.had_addresses().count().div_ceil(AT_ONCE) } else { 0 }
    }

    /// The pages of one job, by its number from 1.
    pub(super) fn moved(&self, part: usize, out: &mut Printer<'_>) {
        let had: Vec<Had<'_>> = self.had_addresses().skip((part - 1) * AT_ONCE).take(AT_ONCE).collect();
        for (from, to) in had.iter().filter_map(|had| self.led_to_nothing(had)) {
            let message = sentence!("old-address-nowhere", from, to);
            out.outcome.diagnostics.push(Diagnostic::warning(Kind::Address, FILE_NAME, message));
        }
        for old in had.iter().filter_map(|had| self.old(had)) {
            let view = &self.views[old.view];
            let file = if old.is_elsewhere() { String::new() } else { old.to.clone() };
            let title = self.words("moved", view.script);
            let mut page = self.page("moved", view.script, title, String::new(), &|_| file.clone());
            page.root = url::root_of(old.from.as_str());
            if old.is_elsewhere() {
                page.url.clone_from(&old.to);
            }
            page.lang = old.lang.unwrap_or(page.lang);
            self.print("moved.html", (old.from.as_str(), Role::Redirect), self.variables(view, &page), out);
        }
    }

    /// Puts a feed at the addresses that it had before, as it is now; one that was just printed needs no bytes.
    pub(super) fn put_old_feeds(&self, file: &str, (view, bytes): (&View<'_>, Option<&[u8]>), out: &mut Printer<'_>) {
        for (from, to) in &self.config.old_addresses {
            let Some(from) = feed_at(from).filter(|_| to.trim_start_matches('/') == file) else { continue };
            let bytes = bytes.map_or_else(|| out.buffer.clone(), <[u8]>::to_vec);
            out.put(from, Role::Feed, Some(view.script.code().into()), &bytes);
        }
        for from in self.former_lists().feeds.get(file).into_iter().flatten() {
            let bytes = bytes.map_or_else(|| out.buffer.clone(), <[u8]>::to_vec);
            out.put(from.to_string(), Role::Feed, Some(view.script.code().into()), &bytes);
        }
    }
}

impl Run<'_> {
    /// Old addresses and where what was there is now, those of the site first, and then the newest article's.
    pub fn redirects(&self) -> impl Iterator<Item = Redirect> {
        let feeds = self.config.old_addresses.iter().filter(|(_, to)| is_feed(to)).filter_map(|(from, to)| {
            let to = SitePath::new(to.trim_start_matches('/')).ok()?;
            Some(Redirect { from: address_of(&feed_at(from)?), alone_in: None, to })
        });
        // Feeds in a format that the site does not have, or no longer.
        let (atom, json) =
            (self.config.feeds.contains(&FeedFormat::Atom), self.config.feeds.contains(&FeedFormat::Json));
        let other = if atom != json { Some(if atom { ("json", "xml") } else { ("xml", "json") }) } else { None };
        let others_now = self.views.iter().filter_map(move |view| {
            let (from, to) = other?;
            let to = SitePath::new(url::feed(view.script, "", to)).ok()?;
            Some(Redirect { from: url::feed(view.script, "", from), alone_in: None, to })
        });
        // What has no page has nothing else, and a file of rules may end before all are in it.
        let (bare, others) = (self.archive.formers().iter(), self.had_addresses());
        let bare = bare.filter(|moved| moved.from.is_none()).enumerate().filter_map(|(number, moved)| {
            let (to, ..) = self.page_now(&moved.to)?;
            // Hosts read no more rules for folders than that, and each is compared with all addresses.
            let alone_in = Some(moved.address.as_str()).filter(|_| number < RULES_OF_MANY);
            let alone_in = alone_in.and_then(|address| self.archive.alone_in(address)).map(str::to_owned);
            Some(Redirect { from: moved.address.clone(), alone_in, to: SitePath::new(to).ok()? })
        });
        let pages = others.filter_map(|had| {
            let old = self.old(&had)?;
            let from = match had {
                Had::Article(moved) => moved.address.clone(),
                Had::Site(..) | Had::List(_) => address_of(old.from.as_str()),
            };
            Some(Redirect { from, alone_in: None, to: SitePath::new(old.to).ok()? })
        });
        let words = self.former_lists().feeds_led.iter().filter_map(|(from, to)| {
            Some(Redirect { from: from.to_string(), alone_in: None, to: SitePath::new(to.as_str()).ok()? })
        });
        bare.chain(feeds).chain(pages).chain(others_now).chain(words)
    }

    fn had_addresses(&self) -> impl Iterator<Item = Had<'_>> {
        let of_site = || self.config.old_addresses.iter().filter(|(_, to)| !is_feed(to));
        let own: BTreeSet<PathId> =
            of_site().filter_map(|(from, _)| Some(folded_id(Former::parse(from)?.file().ok()?.as_str()))).collect();
        let files = self.archive.formers().iter();
        let files = files.filter(|moved| moved.from.is_some()).map(Had::Article);
        let lists = self.former_lists().pages.iter().map(Had::List);
        let is_free = move |had: &Had<'_>| {
            let from = match had {
                Had::Article(moved) => moved.from.as_ref(),
                Had::List(list) => Some(&list.from),
                Had::Site(..) => None,
            };
            own.is_empty() || from.is_none_or(|from| !own.contains(&folded_id(from.as_str())))
        };
        let had = files.chain(lists).filter(is_free);
        of_site().map(|(from, to)| Had::Site(from, to)).chain(had)
    }

    fn old(&self, had: &Had<'_>) -> Option<Old> {
        match *had {
            Had::Site(..) if self.led_to_nothing(had).is_some() => None,
            Had::Site(from, to) => {
                let to = if to.contains("://") { to } else { to.trim_start_matches('/') };
                Some(Old { from: Former::parse(from)?.file().ok()?, to: to.to_owned(), view: 0, lang: None })
            }
            Had::List(list) => Some(Old { from: list.from.clone(), to: list.to.clone(), view: list.view, lang: None }),
            Had::Article(moved) => {
                let (to, view, lang) = self.page_now(&moved.to)?;
                Some(Old { from: moved.from.clone()?, to, view, lang })
            }
        }
    }

    /// An address of the site's own that leads to the index of a kind of which there is nothing.
    fn led_to_nothing<'h>(&self, had: &Had<'h>) -> Option<(&'h str, &'h str)> {
        let Had::Site(from, to) = *had else { return None };
        let (folder, list) = to.trim_start_matches('/').split_once('/')?;
        folder.parse::<Script>().ok()?;
        let kind = self.archive.kinds.in_folder(list.split('/').next()?)?;
        let is_index = matches!(list.split_once('/'), Some((_, "" | "index.html")) | None);
        (is_index && !self.archive.has().kinds.contains(&kind)).then_some((from, to))
    }

    /// The page that has what an old address had: its file, the number of the script whose words it has, and its language
    /// if that is not Chinese. It is the page in the script that the article was written in, unless the address itself is
    /// in the folder of another.
    fn page_now(&self, to: &MovedTo) -> Option<(String, usize, Option<String>)> {
        let path = self.archive.path(to.target);
        if matches!(to.target, Target::Entity(_)) {
            let number = self.view_of(to.script);
            return Some((url::page_file(self.views[number].script, path, self.config.page_form), number, None));
        }
        let meta: &ArticleMeta = match to.target {
            Target::Page(id) => &self.archive.pages[id].meta,
            target => self.archive.article_meta(target)?,
        };
        let version = to.version.map_or(meta, |number| &meta.versions[number]);
        let views = self.readers_of(meta, version);
        let wanted = to.script.unwrap_or(version.script);
        let is_alike = |number: &&usize| self.views[**number].script == wanted;
        // An article that readers of every script have in a version by hand has no page of its own.
        let number = views.iter().find(is_alike).or(views.first()).copied().unwrap_or_default();
        let file = self.file_of_version(path, version, self.views[number].script);
        Some((file, number, version.foreign.clone()))
    }
}

impl Renderer {
    /// Old addresses and where what was there is now, those of the site first, and then the newest article's.
    pub fn redirects(&self) -> Vec<Redirect> {
        Run::new(self, &Trace::default()).redirects().collect()
    }
}
