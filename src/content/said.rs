//! What files say, as others than their own pages know it: without where in the file it stands, which an edit of the
//! text alone changes too.

use serde::ser::SerializeTuple as _;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::article::ArticleMeta;
use super::entity::EntityMeta;

/// What an article says, without its text.
pub struct Said<'s>(&'s ArticleMeta);

/// What an entity says, likewise.
pub struct SaidOfEntity<'s>(&'s EntityMeta);

impl ArticleMeta {
    /// What it says, without where in its file that stands, and whether its day has come.
    pub fn said(&self) -> Said<'_> {
        Said(self)
    }
}

impl EntityMeta {
    /// What it says, without where in its file that stands.
    pub fn said(&self) -> SaidOfEntity<'_> {
        SaidOfEntity(self)
    }
}

/// JSON as text: it tells its types to nobody.
struct Json<'s>(&'s Map<String, Value>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::packed::json::serialize(self.0, serializer)
    }
}

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Without `..`, so that a new field is decided on.
        let ArticleMeta {
            file,
            own_path,
            body: _,
            part,
            script,
            foreign,
            looks_foreign,
            in_path,
            translation_key,
            title,
            stem,
            date,
            updated,
            appears,
            waits_unread,
            expires,
            is_ahead: _,
            authors,
            summary,
            withdrawn,
            slug,
            permalink,
            aliases,
            files_at,
            about,
            source,
            dateline,
            edition,
            page,
            issue,
            position,
            continues,
            continued_by,
            jumps,
            series,
            corrections,
            mentions,
            vertical,
            section,
            line: _,
            trusted_html,
            habits,
            pattern,
            rights,
            media,
            own_rules,
            source_index,
            versions,
            places: _,
            extra,
        } = self.0;
        let versions: Vec<Said<'_>> = versions.iter().map(Said).collect();
        let mut tuple = serializer.serialize_tuple(5)?;
        tuple.serialize_element(&(
            file,
            own_path,
            part,
            script,
            foreign,
            looks_foreign,
            in_path,
            translation_key,
            title,
            stem,
            date,
            updated,
        ))?;
        tuple.serialize_element(&(
            appears,
            waits_unread,
            expires,
            authors,
            summary,
            withdrawn,
            slug,
            permalink,
            aliases,
            files_at,
            about,
            source,
        ))?;
        tuple.serialize_element(&(
            dateline,
            edition,
            page,
            issue,
            position,
            continues,
            continued_by,
            jumps,
            series,
            corrections,
            mentions,
            vertical,
        ))?;
        tuple.serialize_element(&(
            section,
            trusted_html,
            habits,
            pattern,
            rights,
            media,
            own_rules,
            source_index,
            Json(extra),
        ))?;
        tuple.serialize_element(&versions)?;
        tuple.end()
    }
}

impl Serialize for SaidOfEntity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let EntityMeta {
            file,
            body: _,
            kind,
            script,
            id,
            name,
            aliases,
            regional,
            reading,
            category,
            names,
            summary,
            parent,
            ties,
            start,
            end,
            coordinates,
            wikidata,
            geonames,
            mentions,
            places: _,
            trusted_html,
            habits,
            extra,
        } = self.0;
        let mut tuple = serializer.serialize_tuple(2)?;
        tuple.serialize_element(&(
            file, kind, script, id, name, aliases, regional, reading, category, names, summary, parent,
        ))?;
        tuple.serialize_element(&(
            ties,
            start,
            end,
            coordinates,
            wikidata,
            geonames,
            mentions,
            trusted_html,
            habits,
            Json(extra),
        ))?;
        tuple.end()
    }
}
