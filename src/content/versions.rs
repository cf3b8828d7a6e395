//! Versions of an article in another script that were made by hand: `name.zh-hant.md`
//! beside `name.md`.

use std::collections::HashMap;

use super::ArticleMeta;
use crate::script::Script;

/// A file's name without its extension, apart from the script that it names.
pub(super) fn split_script(file: &str) -> Option<(&str, Script)> {
    let stem = file.strip_suffix(".md").or_else(|| file.strip_suffix(".markdown"))?;
    let (base, code) = stem.rsplit_once('.')?;
    // Only codes that begin so: `notes.hans.md` may be by someone of that name.
    let looks_like_code = code.len() > 2 && code.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh"));
    Some((base, code.parse().ok()?)).filter(|_| looks_like_code)
}

/// Puts each version to the article that it is one of. A version without such an article is
/// an article itself.
pub(super) fn attach(articles: Vec<ArticleMeta>) -> Vec<ArticleMeta> {
    let stem = |file: &str| file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned();
    let is_version = |article: &ArticleMeta| split_script(&article.file).is_some();
    if !articles.iter().any(is_version) {
        return articles;
    }
    let (versions, mut others): (Vec<_>, Vec<_>) = articles.into_iter().partition(is_version);
    let by_stem: HashMap<String, usize> =
        others.iter().enumerate().map(|(index, article)| (stem(&article.file), index)).collect();
    for mut version in versions {
        let base = split_script(&version.file).and_then(|(base, _)| by_stem.get(base));
        match base {
            Some(&base) => others[base].versions.push(version),
            None => {
                if version.title.is_empty() {
                    version.title.clone_from(&version.slug);
                }
                others.push(version);
            }
        }
    }
    others.sort_by(|one, other| one.file.cmp(&other.file));
    others
}
