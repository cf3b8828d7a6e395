//! Where a page stands that lies in a source, and not in the content folder's `pages/`.

use super::language::{in_path, plain_key};
use super::rules::Rules;
use super::walk::ContentFile;
use crate::address::slug;
use crate::way::below;

/// The address of a page that lies in a source, and not in the content folder: its path.
pub(super) fn page_path(file: &ContentFile, rules: &Rules) -> Option<String> {
    let within = below(&file.name, &rules.dir).filter(|_| file.is_page && !rules.dir.is_empty())?;
    // Its versions are called like it, but for their language.
    let in_path = in_path(within).filter(|path| !path.is_weak);
    let path = in_path.as_ref().map_or_else(|| plain_key(within), |path| path.key.as_str());
    let folder = rules.old_addresses.first().map_or("", |old| old.folder.as_str());
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).chain(path.split('/')).collect();
    let named = match parts.as_slice() {
        [folders @ .., "index" | "_index" | "README"] if !folders.is_empty() => folders,
        // The home page of a site is its own.
        ["index" | "_index"] => &["home"],
        parts => parts,
    };
    let slugs: Vec<String> = named.iter().map(|part| slug(part)).filter(|slug| !slug.is_empty()).collect();
    (!slugs.is_empty()).then(|| slugs.join("/"))
}
