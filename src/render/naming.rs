//! Licences and statements in the words of a page.

use super::context;
use super::words::Words;
use crate::rights::{Commons, Joint, License, Term};

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
