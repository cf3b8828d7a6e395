//! Notices: what stands at the addresses of an article that was withdrawn. They are made of its address, the date and
//! the reason, and of nothing else that its file says; no list leads to them, and programs are told nothing of them.

use tera::Value;

use super::context;
use super::lists::Lists;
use super::outcome::Printer;
use super::renderer::Renderer;
use super::view::View;
use crate::address::SitePath;
use crate::archive::WithdrawnId;
use crate::content::ArticleMeta;
use crate::script::Glossary;

impl Renderer {
    /// The paths of all notices in the output, in their order.
    pub fn notices(&self) -> Vec<SitePath> {
        let all = self.archive.withdrawn.iter();
        let pages = all.flat_map(|withdrawn| self.versions_of(&withdrawn.meta, &withdrawn.path, None));
        let mut paths: Vec<SitePath> = pages.filter_map(|page| SitePath::new(page.path).ok()).collect();
        paths.sort_unstable();
        paths
    }
}

impl Lists<'_> {
    /// The notices of an article, one for each page that it had.
    pub(super) fn notice(&self, id: WithdrawnId, out: &mut Printer<'_>) {
        let meta = &self.archive.withdrawn[id].meta;
        for version in meta.with_versions() {
            for number in self.readers_of(meta, version) {
                self.notice_for(id, version, &self.views[number], out);
            }
        }
    }

    fn notice_for(&self, id: WithdrawnId, version: &ArticleMeta, view: &View, out: &mut Printer<'_>) {
        let withdrawn = &self.archive.withdrawn[id];
        let file = |script| self.file_of_version(&withdrawn.path, version, script);
        let mut page = self.page("withdrawn", view.script, String::new(), String::new(), &file);
        let all = self.versions_of(&withdrawn.meta, &withdrawn.path, Some(&page.path));
        self.be_version(&mut page, version, all);
        page.title = self.words.text(&page.interface_lang, "withdrawn", &[]);
        page.json = None;
        let (reason, lang) = self.reason(&withdrawn.meta, version, view).unzip();
        let notice = context::Withdrawn { date: withdrawn.date().map(|date| date.iso()), reason, lang };
        let mut variables = self.variables(view, &page);
        variables.insert("withdrawn", Value::from_serializable(&notice));
        self.write("withdrawn.html", &page.path, variables, out);
    }

    /// The reason as readers of a version are given it, and its language: that of the version, or of another if it has
    /// none of its own.
    fn reason(&self, meta: &ArticleMeta, version: &ArticleMeta, view: &View) -> Option<(String, String)> {
        let mut all = [version, meta].into_iter().chain(&meta.versions);
        let (of, reason) = all.find_map(|of| Some((of, of.withdrawn.as_ref()?.reason.as_deref()?)))?;
        let converter = self.converters.of_article(of, view.script);
        let reason = converter.text(reason, &self.converters.page(of, &Glossary::default(), converter));
        let lang = if converter.is_identity() { of.lang() } else { view.script.code() };
        Some((reason, lang.to_owned()))
    }
}
