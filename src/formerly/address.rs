//! The address of a file by whichever generator.

use super::expand::joined;
use super::facts::{Facts, Unknown};
use super::settings::{Form, OldAddresses};
use super::signs::written;
use super::{hexo, hugo, jekyll, mkdocs, plain};

/// The address that a generator gave a file: a path below the site's root, with `%` only where a sign would be read as
/// something else.
///
/// # Errors
/// Why it cannot be known.
pub fn address(old: &OldAddresses, facts: &Facts<'_>) -> Result<String, Unknown> {
    let mut path = match old.form {
        Form::Hugo => hugo::path(old, facts)?,
        Form::Jekyll => jekyll::path(old, facts)?,
        Form::Hexo => hexo::path(old, facts)?,
        Form::Mkdocs => mkdocs::path(old, facts),
        Form::Plain => plain::path(old, facts)?,
    };
    if old.final_slash && !path.ends_with('/') && !path.ends_with(".html") {
        path.push('/');
    }
    if let Some(ending) = old.without.iter().find(|ending| path.ends_with(ending.as_str())) {
        path.truncate(path.len() - ending.len());
    }
    let path = if old.prefix.is_empty() { path } else { joined(&format!("/{}/{path}", old.prefix)) };
    Ok(written(&path))
}

/// The address of the file that a generator wrote for one of its addresses, where that is another: links had `/a`, and
/// the host `a.html`, which not all hosts serve for both.
pub fn file_address(old: &OldAddresses, address: &str) -> Option<String> {
    let is_bare = match old.form {
        Form::Jekyll => !address.ends_with('/') && !address.ends_with(".html"),
        Form::Hexo | Form::Mkdocs => !address.ends_with('/') && old.without.iter().any(|ending| ending == ".html"),
        Form::Hugo | Form::Plain => false,
    };
    is_bare.then(|| format!("{address}.html"))
}

/// The folder of the site in which the files that lie beside a content file were: those of a bundle of Hugo's, and those
/// in a folder that is called like a post of Hexo's. `address` is that of the file itself.
pub fn files_address(old: &OldAddresses, path: &str, address: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let has_files = match old.form {
        Form::Hugo => matches!(name.split('.').next(), Some("index" | "_index")),
        // Such addresses end with `/`.
        Form::Hexo => old.final_slash && old.folder == "_posts",
        Form::Jekyll | Form::Mkdocs | Form::Plain => false,
    };
    let folder = address.trim_end_matches('/');
    let folder = folder.strip_suffix(".html").or_else(|| folder.strip_suffix(".htm")).unwrap_or(folder);
    has_files.then(|| format!("{folder}/"))
}

/// A token of a pattern that no rule is known for.
pub fn unknown_token(old: &OldAddresses) -> Option<String> {
    let patterns = old.pattern.iter().chain(&old.section_pattern);
    patterns.into_iter().find_map(|pattern| match old.form {
        Form::Hugo => hugo::unknown_token(pattern),
        Form::Jekyll => jekyll::unknown_token(pattern),
        // Any key of front matter may be one.
        Form::Hexo => None,
        Form::Mkdocs => Some(pattern.clone()),
        Form::Plain => plain::unknown_token(pattern),
    })
}

/// Whether an address that a file asks for is a pattern to its generator.
pub fn has_tokens(old: &OldAddresses, asked: &str) -> bool {
    match old.form {
        Form::Hugo | Form::Jekyll => asked.starts_with(':') || asked.contains("/:"),
        Form::Hexo | Form::Mkdocs | Form::Plain => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn address_of(old: &OldAddresses, path: &str, front_matter: &[(&str, &str)]) -> Result<String, Unknown> {
        let values: BTreeMap<&str, &str> = front_matter.iter().copied().collect();
        let look = |key: &str| values.get(key).map(|value| Value::String((*value).to_owned()));
        address(old, &Facts { path: path.to_owned(), front_matter: &look, time_zone: "Asia/Shanghai" })
    }

    #[test]
    fn patterns_without_a_generator() {
        let old = |pattern: &str| OldAddresses { pattern: Some(pattern.to_owned()), ..OldAddresses::default() };
        let dated = &[("date", "2019-12-31T23:30:00-08:00"), ("sn", "12")];
        for (pattern, path, expected) in [
            ("/news/:year/:month/:name.html", "a/甲 b.md", Ok("/news/2020/01/甲 b.html")),
            ("/:sn/", "a.md", Ok("/12/")),
            ("/:path", "c/d#1.md", Ok("/c/d%231")),
            ("/:missing/", "a.md", Err(Unknown::Token("missing".to_owned()))),
        ] {
            assert_eq!(address_of(&old(pattern), path, dated), expected.map(str::to_owned), "{pattern}");
        }
        assert_eq!(address_of(&old("/:year/:name"), "a.md", &[]), Err(Unknown::Date));
    }

    #[test]
    fn what_stands_before_and_after() {
        let old = OldAddresses {
            form: Form::Mkdocs,
            prefix: "en".to_owned(),
            ugly: true,
            without: vec![".html".to_owned()],
            ..OldAddresses::default()
        };
        assert_eq!(address_of(&old, "a/b.md", &[]).as_deref(), Ok("/en/a/b"));
        let hugo = |pattern: &str| OldAddresses {
            form: Form::Hugo,
            pattern: Some(pattern.to_owned()),
            ..OldAddresses::default()
        };
        assert_eq!(unknown_token(&hugo("/:year/:titel/")).as_deref(), Some("titel"));
        assert_eq!(unknown_token(&hugo("/:sections[1:]/:slug/")), None);
    }

    proptest! {
        #[test]
        fn any_name_and_pattern_has_an_address_or_a_reason(
            form in 0..5_usize,
            path in "(_posts/|_a/|index|_index|\\.|/|[-a-zA-Z0-9 #%?é长：🚢]){0,12}\\.md",
            pattern in proptest::option::of("(/|:year|:title|:slug|:sections\\[[0-9]{0,25}:?(last)?[0-9]?\\]|:categories|:path|:name|:hash|:[a-z_]{1,5}|\\.html|.){0,8}"),
            title in "(#|%|%2|\\+|/|.){0,8}",
            date in "(2019-12-31|0001-01-01|9999-12-31|.{0,6})( 23:59:59)?( [-+]1[0-9]00)?",
            names in proptest::option::of("(:year|:month|:title|-|\\(|\\[|.){0,6}"),
        ) {
            let form = [Form::Hugo, Form::Jekyll, Form::Hexo, Form::Mkdocs, Form::Plain][form];
            let old = OldAddresses { form, pattern, names, dated_names: true, ..OldAddresses::default() };
            let said = [("title", title.as_str()), ("date", date.as_str()), ("slug", title.as_str())];
            if let Ok(address) = address_of(&old, &path, &said) {
                prop_assert!(address.starts_with('/') && !address.contains(['#', '?']), "{address}");
            }
        }
    }
}
