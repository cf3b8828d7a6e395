//! The rights in an article, as they hold by the article itself, its source or the site, whichever is nearest.

use serde_json::{Value, json};

use super::context;
use super::naming::Naming;
use super::run::Run;
use super::view::{ArticleWords, View};
use crate::config::Config;
use crate::content::ArticleMeta;
use crate::reads::Facet;
use crate::rights::{License, Term};

/// A licence or statement, and a line, as a page has them.
#[derive(Default)]
pub(super) struct Rights {
    pub license: Option<context::License>,
    pub notice: Option<String>,
}

/// The licence that holds for an article, as it is written.
pub(super) fn license_of<'a>(meta: &'a ArticleMeta, config: &'a Config) -> Option<&'a str> {
    let source = meta.source_index.and_then(|index| config.source.get(index));
    let own = meta.rights.license.as_deref();
    let nearest = own.or_else(|| source?.license.as_deref()).unwrap_or(&config.license);
    Some(nearest).filter(|license| !license.is_empty())
}

/// The line that holds for articles of a source, in the script of `book.toml`.
fn notice_around<'a>(meta: &ArticleMeta, config: &'a Config) -> Option<&'a str> {
    let source = meta.source_index.and_then(|index| config.source.get(index));
    Some(source.and_then(|source| source.rights.as_deref()).unwrap_or(&config.rights))
}

/// The line that holds for an article, as it is written.
pub(super) fn notice_of<'a>(meta: &'a ArticleMeta, config: &'a Config) -> Option<&'a str> {
    meta.rights.notice.as_deref().or_else(|| notice_around(meta, config)).filter(|notice| !notice.is_empty())
}

impl Run<'_> {
    /// The rights in a version of an article, in the words of its page.
    pub(super) fn rights_of(&self, meta: &ArticleMeta, version: &ArticleMeta, view: &View<'_>) -> Rights {
        let license = version.rights.license.as_deref().or_else(|| license_of(meta, &self.config));
        self.rights(meta, version, view, (license, notice_around(meta, &self.config)))
    }

    /// Those that it tells of itself, for a page that is no article: what holds for the site stands below it anyway.
    pub(super) fn own_rights_of(&self, meta: &ArticleMeta, version: &ArticleMeta, view: &View<'_>) -> Rights {
        let license = version.rights.license.as_deref().or(meta.rights.license.as_deref());
        self.rights(meta, version, view, (license, None))
    }

    /// A licence of the data set. Its name is that of SPDX, which Open Definition has too.
    pub(super) fn package_license(&self, term: &Term) -> Option<Value> {
        let script = self.views[0].script;
        let convert = |text: &str| self.converters.text(text, self.config.source_script, script);
        let naming = Naming { words: &self.words, lang: script.code(), convert: &convert };
        let mut license = json!({ "path": term.uri()? });
        let name = match term {
            Term::Commons(tool) => Some(tool.id()),
            Term::Listed { id, .. } => Some((*id).to_owned()),
            _ => None,
        };
        if let Some(name) = name {
            license["name"] = json!(name);
        }
        license["title"] = json!(naming.name(term));
        Some(license)
    }

    /// Whether anything is told of the rights in articles, so that their table has columns for it.
    pub(super) fn tells_rights(&self) -> bool {
        self.archive.trace().record(Facet::TellsRights);
        self.any_rights_told()
    }

    fn rights(
        &self,
        meta: &ArticleMeta,
        version: &ArticleMeta,
        view: &View<'_>,
        (license, around): (Option<&str>, Option<&str>),
    ) -> Rights {
        let words = ArticleWords::new(meta, version, view.script, &self.converters);
        let lang = version.foreign.as_deref().filter(|tag| self.words.has(tag)).unwrap_or(view.script.code());
        let around = || around.map(|line| self.converters.text(line, self.config.source_script, view.script));
        let notice = words.first(|meta| meta.rights.notice.as_ref()).or_else(around);
        // That of the site is in its script, which is the article's too where nobody says otherwise.
        let convert = |text: &str| self.converters.text(text, version.script, view.script);
        let naming = Naming { words: &self.words, lang, convert: &convert };
        Rights {
            license: license.and_then(License::read).map(|license| naming.license(license)),
            notice: notice.filter(|notice| !notice.is_empty()),
        }
    }
}
