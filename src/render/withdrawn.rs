//! Notices: what stands at the addresses of an article that was withdrawn. They are made of its address, the date and
//! the reason, and of nothing else that its file says; no list leads to them, and programs are told nothing of them.

use tera::Value;

use super::context;
use super::lists::ListRun;
use super::outcome::Printer;
use super::run::Run;
use super::url;
use super::view::View;
use super::whole::whole_below;
use crate::archive::{Withdrawn, WithdrawnId};
use crate::artefact::Role;
use crate::content::ArticleMeta;
use crate::script::{Glossary, Script};

impl Run<'_> {
    /// The address of the page that joined a withdrawn article with the parts on other pages of which it is the first,
    /// as it says itself: whether there were any is known only where the article is read.
    fn joined_path(&self, id: WithdrawnId) -> Option<String> {
        let Withdrawn { meta, path } = &self.archive.withdrawn[id];
        let is_first = meta.continues.is_none() && meta.jumps.from.is_none();
        let goes_on = is_first && (meta.continued_by.is_some() || meta.page.is_some() && meta.jumps.to.is_some());
        Some(whole_below(path)).filter(|path| goes_on && self.archive.at_path(path).is_none())
    }

    /// The file of an address in each script.
    fn in_script(&self, path: String) -> impl Fn(Script) -> String {
        let form = self.config.page_form;
        move |script| url::page_file(script, &path, form)
    }
}

impl ListRun<'_> {
    /// The notices of an article, one for each page that it had.
    pub(super) fn notice(&self, id: WithdrawnId, out: &mut Printer<'_>) {
        let Withdrawn { meta, path } = &self.archive.withdrawn[id];
        for version in meta.with_versions() {
            for number in self.readers_of(meta, version) {
                let view = &self.views[number];
                let file = |script| self.file_of_version(path, version, script);
                let mut page = self.page("withdrawn", view.script, String::new(), String::new(), &file);
                let all = self.versions_of(meta, path, Some(&page.path));
                self.be_version(&mut page, version, all);
                self.print_notice(id, version, (view, page), out);
            }
        }
        let Some(file) = self.joined_path(id).map(|path| self.in_script(path)) else { return };
        for view in &self.views {
            let page = self.page("withdrawn", view.script, String::new(), String::new(), &file);
            self.print_notice(id, meta.for_readers(view.script), (view, page), out);
        }
    }

    fn print_notice(
        &self,
        id: WithdrawnId,
        version: &ArticleMeta,
        (view, mut page): (&View<'_>, context::Page),
        out: &mut Printer<'_>,
    ) {
        let withdrawn = &self.archive.withdrawn[id];
        page.title = self.words.text(&page.interface_lang, "withdrawn", &[]);
        let (reason, lang) = self.reason(&withdrawn.meta, version, view).unzip();
        let notice = context::Withdrawn { date: withdrawn.date().map(|date| date.iso()), reason, lang };
        let mut variables = self.variables(view, &page);
        variables.insert("withdrawn", Value::from_serializable(&notice));
        self.print("withdrawn.html", (&page.path, Role::Withdrawn), variables, out);
    }

    /// The reason as readers of a version are given it, and its language: that of the version, or of another if it has
    /// none of its own.
    fn reason(&self, meta: &ArticleMeta, version: &ArticleMeta, view: &View<'_>) -> Option<(String, String)> {
        let mut all = [version, meta].into_iter().chain(&meta.versions);
        let (of, reason) = all.find_map(|of| Some((of, of.withdrawn.as_ref()?.reason.as_deref()?)))?;
        let converter = self.converters.of_article(of, view.script);
        let reason = converter.text(reason, &self.converters.page(of, &Glossary::default(), converter));
        let lang = if converter.is_identity() { of.lang() } else { view.script.code() };
        Some((reason, lang.to_owned()))
    }
}
