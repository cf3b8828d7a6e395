//! What facets are that come from content files: their texts, and what has words in it that changed.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::address::AddressId;
use crate::archive::Archive;
use crate::content::{ArticleMeta, Known, Used, used};
use crate::reads::{Facet, TextHashes};

/// The hashes of the texts of content files, as they were read or as `recall` remembers them.
pub(super) fn hashes<'h>(files: &'h [Known], recall: &dyn Fn(&str) -> Option<&'h [u8]>) -> TextHashes<'h> {
    let hash = |known: &'h Known| {
        let record = known.record.as_deref().or_else(|| recall(&known.file.name))?;
        match used(record) {
            Used::Bytes(hash) => Some((known.file.name.as_str(), first_bytes(hash))),
            Used::Nothing | Used::Unknown => None,
        }
    };
    files.iter().filter_map(hash).collect()
}

fn first_bytes(hash: [u8; 32]) -> u64 {
    hash.first_chunk().copied().map_or(0, u64::from_le_bytes)
}

/// What is made of files of content: their texts, and what they became.
pub(super) fn touched_facets(archive: &Archive, files: &BTreeSet<String>) -> FxHashSet<Facet> {
    if files.is_empty() {
        return FxHashSet::default();
    }
    let is_touched = |meta: &ArticleMeta| meta.with_versions().any(|version| files.contains(&version.file));
    let mut facets: FxHashSet<Facet> = files.iter().map(|file| Facet::Text(file.as_str().into())).collect();
    let articles = archive.articles.iter().filter(|article| is_touched(&article.meta));
    facets.extend(articles.map(|article| Facet::Article(AddressId::of(&article.path))));
    let pages = archive.pages.iter().filter(|page| is_touched(&page.meta));
    facets.extend(pages.map(|page| Facet::Page(AddressId::of(&page.path))));
    let withdrawn = archive.withdrawn.iter().filter(|notice| is_touched(&notice.meta));
    facets.extend(withdrawn.map(|notice| Facet::Withdrawn(AddressId::of(&notice.path))));
    let entities = archive.entities.iter().filter(|entity| files.contains(&entity.meta.file));
    facets.extend(entities.map(|entity| Facet::Entity(AddressId::of(&entity.path))));
    facets
}
