//! The rights in an article, as they hold by the article itself, its source or the site, whichever is nearest; and
//! licences in the words of a page.

use super::context;
use super::renderer::Renderer;
use super::view::{ArticleWords, View};
use super::words::Words;
use crate::config::Config;
use crate::content::ArticleMeta;
use crate::rights::{Commons, Joint, License, Term};

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

impl Renderer {
    /// The rights in a version of an article, in the words of its page.
    pub(super) fn rights_of(&self, meta: &ArticleMeta, version: &ArticleMeta, view: &View) -> Rights {
        let license = version.rights.license.as_deref().or_else(|| license_of(meta, &self.config));
        self.rights(meta, version, view, (license, notice_around(meta, &self.config)))
    }

    /// Those that it tells of itself, for a page that is no article: what holds for the site stands below it anyway.
    pub(super) fn own_rights_of(&self, meta: &ArticleMeta, version: &ArticleMeta, view: &View) -> Rights {
        let license = version.rights.license.as_deref().or(meta.rights.license.as_deref());
        self.rights(meta, version, view, (license, None))
    }

    fn rights(
        &self,
        meta: &ArticleMeta,
        version: &ArticleMeta,
        view: &View,
        (license, around): (Option<&str>, Option<&str>),
    ) -> Rights {
        let words = ArticleWords::new(meta, version, view.script, &self.converters);
        let lang = version.foreign.as_deref().filter(|tag| self.words.has(tag)).unwrap_or(view.script.code());
        let around = || around.map(|line| self.converters.text(line, self.config.source_script, view.script));
        let notice = words.first(|meta| meta.rights.notice.as_ref()).or_else(around);
        Rights {
            license: license.and_then(License::read).map(|license| license_for(license, &self.words, lang)),
            notice: notice.filter(|notice| !notice.is_empty()),
        }
    }
}

/// A licence in the words of a language.
pub(super) fn license_for(license: License, words: &Words, lang: &str) -> context::License {
    let part = |term: &Term| context::LicensePart { name: name_of(term, words, lang), url: term.page(lang) };
    let parts: Vec<_> = license.terms.iter().map(part).collect();
    context::License {
        name: parts.iter().map(|part| part.name.as_str()).collect(),
        code: license.code(),
        statement: license.is_statement(),
        parts,
        terms: license.terms,
    }
}

/// What a licence is called, or the words between two.
pub(super) fn name_of(term: &Term, words: &Words, lang: &str) -> String {
    let between = |key: &str| format!(" {} ", words.text(lang, key, &[]));
    match term {
        Term::Commons(tool) => name_of_commons(tool, words, lang),
        Term::Statement(statement) => words.text(lang, "rights-statement", &[("name", statement.name().into())]),
        Term::Listed { name, .. } => (*name).to_owned(),
        Term::Address { name, .. } | Term::Words { text: name, .. } => name.clone(),
        Term::Joint(Joint::Or) => between("license-or"),
        Term::Joint(Joint::And) => between("license-and"),
        Term::Joint(Joint::With) => between("license-with"),
        Term::Joint(Joint::Comma) => words.text(lang, "list-separator", &[]),
        Term::Joint(Joint::Open) => "(".to_owned(),
        Term::Joint(Joint::Close) => ")".to_owned(),
    }
}

fn name_of_commons(tool: &Commons, words: &Words, lang: &str) -> String {
    match tool {
        Commons::Zero => words.text(lang, "cc-zero", &[]),
        Commons::Mark => words.text(lang, "cc-mark", &[]),
        Commons::License { elements, version, port } => {
            let law = match (port, *version) {
                (Some(port), _) => port,
                (None, "4.0") => "international",
                (None, "3.0") => "unported",
                (None, _) => "generic",
            };
            let code = law.to_uppercase();
            let arguments = [("elements", (*elements).into()), ("version", (*version).into())];
            let law = [("law", law.into()), ("code", code.into())];
            words.text(lang, "cc-license", &[arguments, law].concat())
        }
    }
}
