//! Pages at addresses that articles and pages had before: each leads on to the page that it has now.

use super::lists::Lists;
use super::outcome::Printer;
use super::renderer::Renderer;
use super::url;
use crate::address::SitePath;
use crate::archive::{Moved, MovedTo, Target};
use crate::artefact::{Redirect, Role};
use crate::content::ArticleMeta;

/// So many are of one job.
pub(super) const AT_ONCE: usize = 500;

impl Lists<'_> {
    /// How many jobs there are for them.
    pub(super) fn moved_parts(&self) -> usize {
        if self.config.moved_pages { self.archive.formers.files.len().div_ceil(AT_ONCE) } else { 0 }
    }

    /// The pages of one job, by its number from 1.
    pub(super) fn moved(&self, part: usize, out: &mut Printer<'_>) {
        for moved in self.archive.formers.files.iter().skip((part - 1) * AT_ONCE).take(AT_ONCE) {
            let Some((file, number, lang)) = self.page_now(&moved.to) else { continue };
            let view = &self.views[number];
            let mut page =
                self.page("moved", view.script, self.words("moved", view.script), String::new(), &|_| file.clone());
            if let Some(lang) = lang {
                page.lang = lang;
            }
            page.root = url::root_of(moved.from.as_str());
            page.json = None;
            self.print("moved.html", (moved.from.as_str(), Role::Redirect), self.variables(view, &page), out);
        }
    }
}

impl Renderer {
    /// Old addresses and where what was there is now, the newest article's first.
    pub fn redirects(&self) -> impl Iterator<Item = Redirect> {
        self.archive.formers.files.iter().filter_map(|Moved { from, to }| {
            let to = SitePath::new(self.page_now(to)?.0).ok()?;
            Some(Redirect { from: from.clone(), to })
        })
    }

    /// The page that has what an old address had: its file, the number of the script whose words it has, and its language
    /// if that is not Chinese. It is the page in the script that the article was written in, unless the address itself is
    /// in the folder of another.
    fn page_now(&self, to: &MovedTo) -> Option<(String, usize, Option<String>)> {
        let path = self.archive.path(to.target);
        let meta: &ArticleMeta = match to.target {
            Target::Page(id) => &self.archive.pages[id].meta,
            target => self.archive.article_meta(target)?,
        };
        let version = to.version.map_or(meta, |number| &meta.versions[number]);
        let views = self.readers_of(meta, version);
        let wanted = to.script.unwrap_or(version.script);
        let is_alike = |number: &&usize| self.views[**number].script == wanted;
        let number = views.iter().find(is_alike).or(views.first()).copied();
        // Readers of no script are given a version that is by hand in all of them.
        let number = number.unwrap_or_default();
        let file = self.file_of_version(path, version, self.views[number].script);
        Some((file, number, version.foreign.clone()))
    }
}
