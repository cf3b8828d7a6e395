//! What a link or a picture inside an article leads to.

use std::cell::RefCell;
use std::path::Path;

use percent_encoding::percent_decode_str;

use crate::address::{Former, encode};
use crate::archive::{self, Archive, MovedTo, Target, is_of_site};
use crate::config::{Config, FeedFormat};
use crate::content::{ArticleMeta, is_markdown};
use crate::disk;
use crate::lfs;
use crate::markdown::{POST, WIKI, is_safe_scheme, scheme};
use crate::reads::ArchiveReads;
use crate::script::Script;
use crate::way::{below, leads_out};

/// What a destination turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// An address that is used as it is: elsewhere, or on the same page.
    AsIs,
    /// An address at another site, which is written here without that.
    Elsewhere(String),
    /// An article or entity of this archive, what follows `#` or `?`, and the script or language
    /// of the version that is meant, if one is.
    Page(Target, String, Option<String>),
    /// A file of the site, relative to its root, which is published with the pages.
    Media(String),
    /// A page or file of the site that is made, by its path in the output.
    Made(String),
    /// A list of the site in the reader's script, by its folder, and what follows `#`.
    List(String, String),
    /// A list that the site may have, and this part of it has not.
    ListElsewhere(String, String),
    /// Relative to the site's root, but no file is there.
    Missing(String),
    /// A file that Git LFS has not fetched: it is as good as missing.
    Unfetched(String),
    /// An address that must not be linked to, such as `javascript:`.
    Unsafe,
}

/// Resolves destinations against a site's files.
pub(super) struct Resolver<'a> {
    /// The site's root.
    pub root: &'a Path,
    /// Its settings.
    pub config: &'a Config,
    /// Its articles and entities.
    pub archive: ArchiveReads<'a>,
    /// The files that were asked for, and whether they were there.
    pub asked: RefCell<Vec<(String, bool)>>,
}

/// So many old addresses of its own page a relative link is tried at.
const TRIED: usize = 8;
/// Where copies of pages are that others saved.
const WAYBACK: &str = "https://web.archive.org";
/// Files that every site has at its root.
const ROOT_FILES: [&str; 5] = ["index.html", "404.html", "sitemap.xml", "sitemap-news.xml", "robots.txt"];
impl Resolver<'_> {
    /// What `address`, in the content file `from`, leads to.
    pub fn resolve(&self, address: &str, from: &str) -> Destination {
        if address.is_empty() || address.starts_with('#') {
            return Destination::AsIs;
        }
        if address.starts_with('?') {
            return self.moved_from(&format!("/{address}"), from).unwrap_or(Destination::AsIs);
        }
        if let Some(name) = address.strip_prefix(POST) {
            return self.post(name, from);
        }
        if let Some(name) = address.strip_prefix(WIKI) {
            return self.wiki(name, from);
        }
        match scheme(address).as_deref() {
            Some("http" | "https") => self.absolute(address, from),
            Some(scheme) if is_safe_scheme(scheme, address) => Destination::AsIs,
            Some(_) => Destination::Unsafe,
            None if address.starts_with("//") => self.absolute(address, from),
            None => match self.below(address, from) {
                // What was saved from there has its links as they were there.
                Destination::Missing(_) if address.starts_with("/web/") && Former::is_copy(address) => {
                    Destination::Elsewhere(format!("{WAYBACK}{address}"))
                }
                found => found,
            },
        }
    }

    /// What an address without a host leads to.
    fn below(&self, address: &str, from: &str) -> Destination {
        // `/blog/a.html` on a site that is published at `https://x.example/blog/`.
        let base = self.config.base_path();
        let below =
            [base, &decoded(base)].iter().find_map(|base| address.strip_prefix(*base)).map(|it| format!("/{it}"));
        let address = below.as_deref().unwrap_or(address);
        let (path, suffix) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        let path = decoded(path);
        let within = format!("{}/", self.config.paths.assets);
        let asset = path.strip_prefix('/').and_then(|path| join(&self.config.paths.assets, path));
        // A folder that holds articles too publishes no Markdown, a draft least of all.
        let is_article = |asset: &str| {
            is_markdown(asset) && (!self.config.paths.asset_files.is_empty() || self.archive.target(asset).is_some())
        };
        let is_asset = |asset: &String| asset.starts_with(&within) && !is_article(asset) && self.is_file(asset);
        if let Some(asset) = asset.filter(is_asset) {
            return self.media(asset);
        }
        for file in self.candidates(&path, from).into_iter().map(|file| self.by_its_folder(file)) {
            if let Some(target) = self.archive.target(&file) {
                return Destination::Page(target, suffix.to_owned(), self.language_of(target, &file));
            }
            if !is_markdown(&file) && self.is_file(&file) {
                return self.media(file);
            }
        }
        if let Some((target, language)) = self.page_at(&path) {
            return Destination::Page(target, suffix.to_owned(), language);
        }
        if let Some(page) = self.moved_from(address, from) {
            return page;
        }
        let list = path.strip_prefix('/').map(|list| list.trim_end_matches("index.html").trim_end_matches('/'));
        if let Some(list) = list.and_then(|list| archive::list(&self.config.kinds, list)) {
            return match (self.has_list(list), self.archive.is_whole()) {
                (true, _) => Destination::List(list.to_owned(), suffix.to_owned()),
                (false, false) => Destination::ListElsewhere(list.to_owned(), suffix.to_owned()),
                (false, true) => Destination::Missing(path),
            };
        }
        if let Some(made) = self.made_at(&path) {
            return Destination::Made(made);
        }
        // `[…](name)` for `2024-07-04-name.md`.
        match self.archive.named(&path).filter(|_| !path.contains('/')) {
            Some(target) => Destination::Page(target, suffix.to_owned(), None),
            None => Destination::Missing(path),
        }
    }

    /// A file that is there.
    fn media(&self, file: String) -> Destination {
        if lfs::is_unfetched(&self.root.join(&file)) { Destination::Unfetched(file) } else { Destination::Media(file) }
    }

    /// What an absolute address of the web leads to: to a page of this site, by whichever of its addresses, or elsewhere.
    fn absolute(&self, address: &str, from: &str) -> Destination {
        let Some(former) = Former::parse(address) else { return Destination::AsIs };
        if !self.config.is_published() || !is_of_site(&former, &self.config.base_url) {
            return self.archive.former(&former).map_or(Destination::AsIs, |to| self.page_of(to, address));
        }
        let query = former.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let path = format!("/{}", former.path);
        if !path.starts_with(&decoded(self.config.base_path())) {
            return Destination::AsIs;
        }
        match self.below(&format!("{}{query}{}", encode(&path), fragment(address)), from) {
            // A copy of a page that is gone is still a copy.
            Destination::Missing(_) if Former::is_copy(address) => Destination::AsIs,
            found => found,
        }
    }

    /// The page that had an address; one that is relative is so to the addresses that its own page had, too.
    fn moved_from(&self, address: &str, from: &str) -> Option<Destination> {
        let at = |at: &str| {
            let former = Former::parse_from(address, at)?;
            let bare =
                || self.archive.former(&Former { query: None, ..former.clone() }).filter(|_| !former.path.is_empty());
            self.archive.former(&former).or_else(bare)
        };
        let own = || {
            let aliases = match self.archive.target(from)? {
                Target::Page(id) => &self.archive.pages[id].meta.aliases,
                other => &self.archive.article_meta(other)?.aliases,
            };
            aliases.iter().take(TRIED).filter_map(|alias| Former::parse(alias)).find_map(|own| at(&own.path))
        };
        let found = if address.starts_with('/') { at("") } else { own().or_else(|| at("")) };
        found.map(|to| self.page_of(to, address))
    }

    fn page_of(&self, to: MovedTo, address: &str) -> Destination {
        let version = to.version.and_then(|number| self.archive.article_meta(to.target)?.versions.get(number));
        let language = version.map(|version| version.lang().to_owned());
        Destination::Page(to.target, fragment(address).to_owned(), language)
    }

    /// The article that a template of Hugo's or Jekyll's names, by its path or by the name of its file.
    fn post(&self, name: &str, from: &str) -> Destination {
        let (name, suffix) = name.split_at(name.find(['#', '?']).unwrap_or(name.len()));
        let name = decoded(name);
        let by_path = [name.trim_start_matches('/').to_owned(), format!("/{}", name.trim_start_matches('/'))];
        let by_path = by_path.iter().filter(|_| name.contains('/') || is_markdown(&name));
        let file = by_path.flat_map(|path| self.candidates(path, from)).find_map(|file| self.archive.target(&file));
        let bare = name.trim_end_matches('/').trim_end_matches(".md").trim_end_matches("/index");
        let stem = bare.rsplit('/').next().unwrap_or(bare);
        match file.or_else(|| self.archive.named(stem)) {
            Some(target) => Destination::Page(target, suffix.to_owned(), None),
            None => Destination::Missing(name),
        }
    }

    /// What a wiki link names: an article by its file or by its title, an event, place or person by its name, or a file.
    fn wiki(&self, name: &str, from: &str) -> Destination {
        let (bare, suffix) = name.split_at(name.find('#').unwrap_or(name.len()));
        match self.post(name, from) {
            Destination::Missing(_) => {}
            found => return found,
        }
        if let Some(target) = self.archive.named(&Archive::key_of_title(bare)) {
            return Destination::Page(target, suffix.to_owned(), None);
        }
        match self.below(name, from) {
            Destination::Missing(_) => Destination::Missing(name.to_owned()),
            found => found,
        }
    }

    /// The files that a path may mean, relative to the site's root: below its own folder, or in
    /// a folder that is called like the article, where Hexo has its pictures; and below a content
    /// folder, if it begins with `/`.
    fn candidates(&self, path: &str, from: &str) -> Vec<String> {
        let own = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folders = self.config.content_folders();
        let mut found: Vec<String> = match path.strip_prefix('/') {
            Some(absolute) => {
                let folders = folders.iter().flat_map(|folder| [*folder, site_of(folder)]).chain([""]);
                let visible = folders.filter(|_| !absolute.split('/').any(|part| part.starts_with('.')));
                visible.filter_map(|folder| join(folder, absolute)).collect()
            }
            None => {
                // A version in another language has the pictures of its article.
                let main = match self.archive.target(from) {
                    Some(Target::Article(id)) => &self.archive.articles[id].meta.file,
                    _ => from,
                };
                let beside = [from, main].map(|file| file.rsplit_once('.').map_or(file, |(stem, _)| stem));
                let beside_main = main.rsplit_once('/').map_or("", |(folder, _)| folder);
                let folders = [own, beside[0], beside_main, beside[1]];
                folders.into_iter().filter_map(|folder| join(folder, path)).collect()
            }
        };
        // `other` for `other.md`.
        if !path.is_empty() && !path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
            let bare: Vec<String> = found.iter().map(|file| file.trim_end_matches('/').to_owned()).collect();
            found.extend(bare.iter().flat_map(|file| [format!("{file}.md"), format!("{file}/index.md")]));
        }
        found
    }

    /// The page at a path of this site, or of the one whose articles these are, and its language
    /// if the path names one.
    fn page_at(&self, path: &str) -> Option<(Target, Option<String>)> {
        let path = path.strip_prefix('/')?;
        if let Some(target) = self.archive.at_path(path) {
            return Some((target, None));
        }
        let (folder, below) = path.split_once('/')?;
        let target = self.archive.at_path(below)?;
        if folder.parse::<Script>().is_ok() {
            return Some((target, None));
        }
        let mut languages = self.archive.article_meta(target)?.in_other_languages();
        languages.find(|(tag, _)| tag.eq_ignore_ascii_case(folder)).map(|(tag, _)| (target, Some(tag.to_owned())))
    }

    /// Whether there is a list: some are of what an archive need not have.
    fn has_list(&self, list: &str) -> bool {
        let has = self.archive.has();
        match list {
            "corrections" => has.corrections,
            "map" => has.coordinates,
            "sources" => has.sources,
            "mirrors" => self.config.mirrors().next().is_some(),
            "search" => self.config.search.enabled,
            _ => self.config.kinds.in_folder(list).is_none_or(|kind| has.kinds.contains(&kind)),
        }
    }

    /// A file that every site has, by its path in the output: the home pages, lists and feeds.
    fn made_at(&self, path: &str) -> Option<String> {
        let path = path.strip_prefix('/')?;
        if path.is_empty() {
            return Some("index.html".to_owned());
        }
        let is_opml = path == "feeds.opml" && !self.config.feeds.is_empty();
        if is_opml || ROOT_FILES.contains(&path) || path.starts_with("theme/") || path.starts_with("data/") {
            return Some(path.to_owned());
        }
        let folder =
            self.config.scripts.iter().map(|script| script.folder()).find(|folder| {
                path == *folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            })?;
        let rest = path[folder.len()..].trim_end_matches("index.html").trim_matches('/');
        let is_date = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
        match rest {
            "feed.xml" if self.config.feeds.contains(&FeedFormat::Atom) => Some(path.to_owned()),
            "feed.json" if self.config.feeds.contains(&FeedFormat::Json) => Some(path.to_owned()),
            "" => Some(format!("{folder}/index.html")),
            _ if archive::list(&self.config.kinds, rest).is_some_and(|list| self.has_list(list)) => {
                Some(format!("{folder}/{rest}/index.html"))
            }
            _ if is_date => Some(format!("{folder}/{rest}/index.html")),
            _ => None,
        }
    }

    /// The script or language of the version of an article that a file is; none for the article
    /// itself, which is there for the readers of every script.
    fn language_of(&self, target: Target, file: &str) -> Option<String> {
        let meta: &ArticleMeta = self.archive.article_meta(target)?;
        let version = meta.versions.iter().find(|version| version.file == file);
        let main = Some(meta).filter(|meta| meta.foreign.is_some() && meta.file == file);
        version.or(main).map(|version| version.lang().to_owned())
    }

    /// A file by the folder of the site that it lies in, where its name leads there from another one:
    /// `../site/content/a.png` is `content/a.png`. Else it would be no known article, and its address would
    /// name folders above the site.
    fn by_its_folder(&self, name: String) -> String {
        let is_way_up = |dir: &str| dir.split('/').all(|part| part == "..");
        let source = self.config.source_of(&name).map(|index| self.config.source[index].dir.as_str());
        let is_known = source.is_some_and(|dir| !is_way_up(dir))
            || [&self.config.paths.content, &self.config.paths.assets].iter().any(|it| below(&name, it).is_some());
        if is_known || !leads_out(&name) {
            return name;
        }
        let Ok(path) = disk::canonicalize(&self.root.join(&name)) else { return name };
        let mut nearest: Option<(usize, String)> = None;
        for folder in self.published_folders() {
            let Ok(outer) = disk::canonicalize(&self.root.join(folder)) else { continue };
            let Some(within) = path.strip_prefix(&outer).ok().and_then(Path::to_str) else { continue };
            let depth = outer.components().count();
            if nearest.as_ref().is_none_or(|(deepest, _)| depth > *deepest) {
                let within = within.replace(std::path::MAIN_SEPARATOR, "/");
                nearest = Some((depth, if folder == "." { within } else { format!("{folder}/{within}") }));
            }
        }
        nearest.map_or(name, |(_, name)| name)
    }

    /// The folders whose files articles may show: the site, what else it names, and the sites of its sources.
    fn published_folders(&self) -> impl Iterator<Item = &str> {
        let paths = &self.config.paths;
        let sources = self.config.source.iter().map(|source| source.dir.as_str());
        let named = [".", &paths.assets, &paths.content].into_iter().chain(sources);
        named.chain(self.config.content_folders().into_iter().map(site_of))
    }

    /// Whether a file is not a reader's to see: hidden, or what the site is made by.
    fn is_private(&self, name: &str) -> bool {
        let paths = &self.config.paths;
        let own = [&paths.templates, &paths.glossary, &paths.output, &paths.cache];
        let is_hidden = |part: &str| part.starts_with('.') && !matches!(part, "." | "..");
        // Where a source lies is its editor's to say; what is hidden in it is not to be seen.
        let folders = self.config.content_folders().into_iter().map(site_of);
        let within = folders.filter_map(|folder| name.strip_prefix(folder)).min_by_key(|rest| rest.len());
        name == crate::config::FILE_NAME
            || within.unwrap_or(name).split('/').any(is_hidden)
            || own.iter().any(|folder| name.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Whether the site has a file of that name, and not by a link out of it and its sources.
    fn is_file(&self, name: &str) -> bool {
        let path = self.root.join(name);
        let is_there = disk::is_file(&path);
        self.asked.borrow_mut().push((name.to_owned(), is_there));
        !self.is_private(name)
            && is_there
            && disk::canonicalize(&path).is_ok_and(|path| {
                let folders = self.published_folders().map(|folder| self.root.join(folder));
                folders
                    .into_iter()
                    .any(|folder| disk::canonicalize(&folder).is_ok_and(|folder| path.starts_with(folder)))
            })
    }
}

/// The folder of the site whose articles are in a folder: that of `source/_posts` is `source`.
fn site_of(folder: &str) -> &str {
    match folder.rsplit_once('/') {
        Some((site, posts)) if posts.starts_with('_') => site,
        _ => folder,
    }
}

/// What follows `#` in an address, with it.
fn fragment(address: &str) -> &str {
    address.find('#').map_or("", |at| &address[at..])
}

/// A path without its percent signs.
fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// A path relative to a folder; none if it leads out of the site. From a folder outside of the site it may lead
/// anywhere: whether a file is the site's is known once it is found.
fn join(folder: &str, path: &str) -> Option<String> {
    let root = if folder.starts_with('/') { "/" } else { "" };
    let is_outside = folder.split('/').next() == Some("..");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&"..") | None if is_outside => parts.push(".."),
                _ => _ = parts.pop().filter(|part| *part != "..")?,
            },
            part => parts.push(part),
        }
    }
    (!parts.is_empty() && !parts.iter().any(|part| part.contains('\0'))).then(|| format!("{root}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_cannot_hide() {
        assert_eq!(scheme("https://例.cn"), Some("https".into()));
        assert_eq!(scheme("java\tscript:x"), Some("javascript".into()));
        assert_eq!(scheme("图：一.png"), None);
        assert_eq!(scheme("图:一.png"), None);
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(join("content/2024", "../图 一.png").as_deref(), Some("content/图 一.png"));
        assert_eq!(join("content", "../../etc/passwd"), None);
        assert_eq!(join("", "."), None);
        assert_eq!(join("../hugo/content", "../static/a.png").as_deref(), Some("../hugo/static/a.png"));
        assert_eq!(join("../hugo", "../../etc/passwd").as_deref(), Some("../../etc/passwd"));
        assert_eq!(join("../../a", "../../../b/c.png").as_deref(), Some("../../../../b/c.png"));
        assert_eq!(join("a/../b", "../../../c.png"), None);
        assert_eq!(join("/srv/posts", "a.png").as_deref(), Some("/srv/posts/a.png"));
    }
}
