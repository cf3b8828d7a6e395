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
