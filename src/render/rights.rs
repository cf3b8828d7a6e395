//! The rights in an article, as they hold by the article itself, its source or the site, whichever is nearest; and
//! licences in the words of a page.

use serde_json::{Value, json};

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
        let config = &self.config;
        let mut articles = self.archive.articles.iter().map(|article| &article.meta);
        articles.any(|meta| license_of(meta, config).is_some() || notice_of(meta, config).is_some())
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
        // That of the site is in its script, which is the article's too where nobody says otherwise.
        let convert = |text: &str| self.converters.text(text, version.script, view.script);
        let naming = Naming { words: &self.words, lang, convert: &convert };
        Rights {
            license: license.and_then(License::read).map(|license| naming.license(license)),
            notice: notice.filter(|notice| !notice.is_empty()),
        }
    }
}

/// The words of a licence for readers: those of the interface in a language, and what converts an author's own.
pub(super) struct Naming<'n> {
    pub words: &'n Words,
    pub lang: &'n str,
    pub convert: &'n dyn Fn(&str) -> String,
}

impl Naming<'_> {
    /// A licence as a page has it.
    pub fn license(&self, license: License) -> context::License {
        let part = |term: &Term| context::LicensePart { name: self.name(term), url: term.page(self.lang) };
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
    pub fn name(&self, term: &Term) -> String {
        let text = |key: &str| self.words.text(self.lang, key, &[]);
        match term {
            Term::Commons(tool) => name_of_commons(tool, self.words, self.lang),
            Term::Statement(statement) => {
                self.words.text(self.lang, "rights-statement", &[("name", statement.name().into())])
            }
            Term::Listed { name, .. } => (*name).to_owned(),
            Term::Address { name, url } if name == url => name.clone(),
            Term::Address { name, .. } | Term::Words { text: name, .. } => (self.convert)(name),
            Term::Joint(Joint::Or) => format!(" {} ", text("license-or")),
            Term::Joint(Joint::And) => format!(" {} ", text("license-and")),
            Term::Joint(Joint::With) => format!(" {} ", text("license-with")),
            Term::Joint(Joint::Comma) => text("list-separator"),
            Term::Joint(Joint::Open) => "(".to_owned(),
            Term::Joint(Joint::Close) => ")".to_owned(),
        }
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
