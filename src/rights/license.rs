//! A value of `license`, read.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::commons::Commons;
use super::statement::{Statement, is_host};

/// What may be done with a text or a picture, as far as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// What it consists of, in the order in which it is read: one licence, or several with words between.
    pub terms: Vec<Term>,
}

/// A part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A tool of Creative Commons.
    Commons(Commons),
    /// A statement of RightsStatements.org.
    Statement(Statement),
    /// Another licence, or an exception from one, that SPDX lists.
    Listed {
        /// Its identifier.
        id: &'static str,
        /// What it is called, in English.
        name: &'static str,
        /// Whether it is an exception, which has no page of its own.
        is_exception: bool,
    },
    /// Terms that someone has published at an address.
    Address {
        /// An address of `http` or `https`.
        url: String,
        /// What they are called.
        name: String,
    },
    /// What stands between two of these.
    Joint(Joint),
    /// A licence that is none of these; `is_own` if an expression says that it is its author's own.
    Words {
        /// As it is written.
        text: String,
        /// `LicenseRef-…`.
        is_own: bool,
    },
}

/// What stands between licences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Whoever uses the work chooses one (SPDX's `OR`).
    Or,
    /// All hold (SPDX's `AND`).
    And,
    /// An exception follows (SPDX's `WITH`).
    With,
    /// The next of a list.
    Comma,
    /// An opening parenthesis.
    Open,
    /// A closing one.
    Close,
}

impl License {
    /// The licence that is written so; none if nothing is written.
    pub fn read(written: &str) -> Option<Self> {
        let text = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return None;
        }
        let one = || term(&text).or_else(|| link(&text)).map(|term| vec![term]);
        let terms = one().or_else(|| expression(&text)).or_else(|| list(&text));
        Some(Self { terms: terms.unwrap_or_else(|| vec![Term::Words { text, is_own: false }]) })
    }

    /// Whether it is a licence or a statement that is known, or leads to one.
    pub fn is_known(&self) -> bool {
        !self.terms.iter().any(|term| matches!(term, Term::Words { is_own: false, .. }))
    }

    /// Whether it says what is known of the rights, and licenses nothing.
    pub fn is_statement(&self) -> bool {
        self.terms.iter().all(|term| matches!(term, Term::Statement(_) | Term::Joint(_)))
    }

    /// The same for programs: an identifier of SPDX, an expression of such, or an address.
    pub fn code(&self) -> String {
        let mut code = String::new();
        for term in &self.terms {
            code += &match term {
                Term::Commons(tool) => tool.id(),
                Term::Statement(statement) => statement.uri(),
                Term::Listed { id, .. } => (*id).to_owned(),
                Term::Address { url, .. } => url.clone(),
                Term::Joint(joint) => joint.code().to_owned(),
                Term::Words { text, .. } => text.clone(),
            };
        }
        code
    }
}

impl Joint {
    fn code(self) -> &'static str {
        match self {
            Self::Or => " OR ",
            Self::And => " AND ",
            Self::With => " WITH ",
            Self::Comma => ", ",
            Self::Open => "(",
            Self::Close => ")",
        }
    }
}

impl Term {
    /// The address by which programs know it.
    pub fn uri(&self) -> Option<String> {
        match self {
            Self::Commons(tool) => Some(tool.uri()),
            Self::Statement(statement) => Some(statement.uri()),
            Self::Listed { id, is_exception: false, .. } => Some(format!("https://spdx.org/licenses/{id}.html")),
            Self::Address { url, .. } => Some(url.clone()),
            Self::Listed { .. } | Self::Joint(_) | Self::Words { .. } => None,
        }
    }

    /// The page that tells people of it, in a language if there is one in it.
    pub fn page(&self, lang: &str) -> Option<String> {
        match self {
            Self::Commons(tool) => Some(tool.deed(lang)),
            Self::Statement(statement) => Some(statement.page()),
            other => other.uri(),
        }
    }
}

/// A single licence, by its identifier, its usual name or its address.
fn term(text: &str) -> Option<Term> {
    if let Some(url) = address(text) {
        return Some(at_address(&url, text));
    }
    let commons = || Commons::of_words(text).map(Term::Commons);
    commons().or_else(|| Statement::of_name(text).map(Term::Statement)).or_else(|| listed(text))
}

/// The address of a web page that a text is. That of other schemes could run something, and is none.
fn address(text: &str) -> Option<Url> {
    const HOSTS: [&str; 4] =
        ["creativecommons.org/", "www.creativecommons.org/", "rightsstatements.org/", "spdx.org/licenses/"];
    let whole = match text {
        text if text.contains(' ') => return None,
        text if text.starts_with("//") => format!("https:{text}"),
        text if HOSTS.iter().any(|host| text.starts_with(host)) => format!("https://{text}"),
        text => text.to_owned(),
    };
    Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The licence at an address; the address itself, by a name, where that is known to nobody.
fn at_address(url: &Url, name: &str) -> Term {
    let of_spdx = || {
        let last = url.path_segments()?.rfind(|part| !part.is_empty())?;
        listed(last.trim_end_matches(".html").trim_end_matches(".json")).filter(|_| is_host(url, "spdx.org"))
    };
    let commons = Commons::of_address(url).map(Term::Commons);
    let known = commons.or_else(|| Statement::of_address(url).map(Term::Statement)).or_else(of_spdx);
    known.unwrap_or_else(|| Term::Address { url: url.to_string(), name: name.to_owned() })
}

/// A licence that SPDX lists, in any case, with blanks for hyphens.
fn listed(text: &str) -> Option<Term> {
    let id = text.replace(' ', "-");
    let found = spdx::identifiers::LICENSES.iter().find(|license| license.name.eq_ignore_ascii_case(&id))?;
    Some(Term::Listed { id: found.name, name: found.full_name, is_exception: false })
}

/// A link in HTML or Markdown, as other generators have it.
fn link(text: &str) -> Option<Term> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)^(?:<a\s[^>]*?href\s*=\s*["']?(?<href>[^"'\s>]+)[^>]*>(?<inner>.*?)</a>|\[(?<words>[^\]]+)\]\((?<to>[^)\s]+)\))$"#)
            .expect("the pattern is tested")
    });
    static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[^>]*>").expect("the pattern is tested"));
    let captures = LINK.captures(text)?;
    let group = |one: &str, other: &str| captures.name(one).or(captures.name(other)).map(|found| found.as_str());
    let url = address(group("href", "to")?)?;
    let name = TAG.replace_all(group("inner", "words")?, "");
    Some(at_address(&url, if name.trim().is_empty() { url.as_str() } else { name.trim() }))
}

/// Several licences with commas between.
fn list(text: &str) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    for part in text.split([',', '，', '、', ';', '；']) {
        if !terms.is_empty() {
            terms.push(Term::Joint(Joint::Comma));
        }
        terms.push(term(part.trim())?);
    }
    Some(terms)
}

/// An expression of SPDX: `CC-BY-4.0 OR (GFDL-1.3-or-later WITH …)`. None if any of its licences is not known.
fn expression(text: &str) -> Option<Vec<Term>> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let (mut terms, mut depth, mut is_open) = (Vec::new(), 0_usize, true);
    for word in spaced.split_whitespace() {
        let term = match (word, is_open) {
            ("(", true) => Term::Joint(Joint::Open),
            (")", false) => Term::Joint(Joint::Close),
            ("OR" | "or", false) => Term::Joint(Joint::Or),
            ("AND" | "and", false) => Term::Joint(Joint::And),
            ("WITH" | "with", false) => Term::Joint(Joint::With),
            (word, true) if terms.last() == Some(&Term::Joint(Joint::With)) => exception(word)?,
            (word, true) => operand(word)?,
            _ => return None,
        };
        match term {
            Term::Joint(Joint::Open) => depth += 1,
            Term::Joint(Joint::Close) => depth = depth.checked_sub(1)?,
            Term::Joint(_) => is_open = true,
            _ => is_open = false,
        }
        terms.push(term);
    }
    (depth == 0 && !is_open).then_some(terms)
}

fn operand(word: &str) -> Option<Term> {
    let is_own = word.starts_with("LicenseRef-") || word.starts_with("DocumentRef-");
    let own = is_own.then(|| Term::Words { text: word.to_owned(), is_own });
    own.or_else(|| term(word)).or_else(|| listed(word.strip_suffix('+')?))
}

fn exception(word: &str) -> Option<Term> {
    let found = spdx::identifiers::EXCEPTIONS.iter().find(|exception| exception.name.eq_ignore_ascii_case(word))?;
    Some(Term::Listed { id: found.name, name: found.name, is_exception: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(written: &str) -> String {
        License::read(written).map(|license| license.code()).unwrap_or_default()
    }

    #[test]
    fn a_licence_is_known_however_it_is_written() {
        for (written, expected) in [
            ("CC-BY-4.0", "CC-BY-4.0"),
            (" cc by-nc-sa 4.0 ", "CC-BY-NC-SA-4.0"),
            ("BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
            ("CC BY 4.0 International", "CC-BY-4.0"),
            ("Creative Commons BY-SA 3.0 TW", "CC-BY-SA-3.0-TW"),
            ("CC-BY-NC-ND-2.5-CN", "CC-BY-NC-ND-2.5-CN"),
            ("CC-BY-3.0-IGO", "CC-BY-3.0-IGO"),
            ("https://creativecommons.org/licenses/by-nc-sa/2.5/cn/deed.zh", "CC-BY-NC-SA-2.5-CN"),
            ("http://www.creativecommons.org/licenses/by/4.0/legalcode.zh-hant", "CC-BY-4.0"),
            ("creativecommons.org/licenses/by-nd-nc/1.0", "CC-BY-NC-ND-1.0"),
            ("//creativecommons.org/publicdomain/zero/1.0/deed.zh_TW", "CC0-1.0"),
            ("CC0", "CC0-1.0"),
            ("Public Domain Mark 1.0", "CC-PDM-1.0"),
            ("[CC BY-NC-SA 4.0](https://creativecommons.org/licenses/by-nc-sa/4.0/)", "CC-BY-NC-SA-4.0"),
            (
                "<a rel=\"license\" href='https://creativecommons.org/licenses/by-nc/4.0/' target=_blank><b>CC</b></a>",
                "CC-BY-NC-4.0",
            ),
            ("inc-edu", "http://rightsstatements.org/vocab/InC-EDU/1.0/"),
            ("https://rightsstatements.org/page/CNE/1.0/?language=en", "http://rightsstatements.org/vocab/CNE/1.0/"),
            ("mit", "MIT"),
            ("Apache 2.0", "Apache-2.0"),
            ("OGL-UK-3.0", "OGL-UK-3.0"),
            ("odbl-1.0", "ODbL-1.0"),
            ("https://spdx.org/licenses/GFDL-1.3-or-later.html", "GFDL-1.3-or-later"),
            ("CC-BY-4.0 OR (MIT AND CC0-1.0)", "CC-BY-4.0 OR (MIT AND CC0-1.0)"),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("LicenseRef-own or MIT", "LicenseRef-own OR MIT"),
            ("CC BY 4.0、MIT", "CC-BY-4.0, MIT"),
            ("https://news.example/terms?a=\"", "https://news.example/terms?a=%22"),
        ] {
            assert_eq!(code(written), expected, "{written}");
            assert!(License::read(written).unwrap().is_known(), "{written}");
        }
        assert_eq!(License::read(" \n"), None);
    }

    #[test]
    fn every_statement_and_every_licence_of_spdx_is_read_as_itself() {
        for statement in Statement::all() {
            assert_eq!(code(statement.name()), statement.uri());
            assert_eq!(code(&statement.page()), statement.uri());
            assert!(License::read(statement.name()).unwrap().is_statement());
        }
        for license in spdx::identifiers::LICENSES {
            assert_eq!(code(license.name), license.name);
        }
    }

    #[test]
    fn what_is_not_known_stays_as_it_is_written() {
        for written in [
            "CC-BY-5.0",
            "CC-BY-4.0-TW",
            "CC-BY-ND-SA-4.0",
            "javascript:alert(1)",
            "[a](javascript:alert(1))",
            "<a href=\"data:text/html,x\">a</a>",
            "ftp://a.example/x",
            "MIT OR",
            "(MIT",
            "MIT)",
            "MIT Apache-2.0",
            "OR MIT",
            "MIT OR 某某",
            "版权所有，翻印必究",
            "3",
        ] {
            let license = License::read(written).unwrap();
            assert!(!license.is_known(), "{written}");
            assert_eq!((license.code().as_str(), license.terms[0].page("en")), (written, None));
        }
    }

    #[test]
    fn a_reader_is_led_to_a_page_in_his_language() {
        let page = |written: &str, lang: &str| License::read(written).unwrap().terms[0].page(lang).unwrap();
        assert_eq!(page("CC-BY-4.0", "zh-Hans"), "https://creativecommons.org/licenses/by/4.0/deed.zh-hans");
        assert_eq!(page("CC-BY-3.0-TW", "zh-Hant-TW"), "https://creativecommons.org/licenses/by/3.0/tw/deed.zh-hant");
        assert_eq!(page("CC0", "en-GB"), "https://creativecommons.org/publicdomain/zero/1.0/deed.en");
        assert_eq!(page("CC0", "eng"), "https://creativecommons.org/publicdomain/zero/1.0/");
        assert_eq!(page("CC-BY-NC-ND-1.0", "fr"), "https://creativecommons.org/licenses/by-nd-nc/1.0/");
        assert_eq!(page("InC", "zh-Hans"), "https://rightsstatements.org/page/InC/1.0/");
        assert_eq!(page("MIT", "zh-Hans"), "https://spdx.org/licenses/MIT.html");
        let named = License::read("[本站条款](https://news.example/terms)").unwrap();
        assert_eq!(
            named.terms,
            [Term::Address { url: "https://news.example/terms".to_owned(), name: "本站条款".to_owned() }]
        );
    }
}
