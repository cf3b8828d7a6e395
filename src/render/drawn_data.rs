//! What of the data set is for drawing: places as GeoJSON (RFC 7946), and events for TimelineJS.

use serde_json::{Map, Value, json};

use super::data::column;
use super::lists::ListRun;
use super::view::View;
use crate::date::When;

impl ListRun<'_> {
    /// The places with coordinates.
    pub(super) fn geojson(&self) -> Value {
        let places = self.archive.entities.iter_enumerated().filter_map(|(id, entity)| {
            let [latitude, longitude] = entity.meta.coordinates?;
            let mut properties = Map::new();
            for view in &self.views {
                properties.insert(column("name", view.script), json!(view.references[id].name));
                properties.insert(column("url", view.script), json!(self.public(&view.references[id].path)));
            }
            properties.insert("kind".to_owned(), json!(self.archive.kinds[entity.meta.kind].noun));
            properties.insert("articles".to_owned(), json!(self.links.with_parts(id).len()));
            if let Some(wikidata) = &entity.meta.wikidata {
                properties.insert("wikidata".to_owned(), json!(wikidata));
            }
            Some(json!({
                "type": "Feature",
                "id": entity.path,
                // GeoJSON has the longitude first.
                "geometry": { "type": "Point", "coordinates": [longitude, latitude] },
                "properties": properties,
            }))
        });
        json!({ "type": "FeatureCollection", "features": places.collect::<Vec<_>>() })
    }

    /// <https://timeline.knightlab.com/docs/json-format.html>
    pub(super) fn timeline_js(&self, view: &View<'_>) -> Value {
        let moment = |when: When| {
            let mut date = Map::from_iter([("year".to_owned(), json!(when.year))]);
            if let Some(month) = when.month {
                date.insert("month".to_owned(), json!(month));
            }
            if let Some(day) = when.day {
                date.insert("day".to_owned(), json!(day));
            }
            Value::Object(date)
        };
        let timed = view.indexes().filter(|(kind, _)| kind.row().has_timeline);
        let events = timed.flat_map(|(_, ids)| ids.iter().rev()).filter_map(|&(id, _)| {
            let meta = &self.archive.entities[id].meta;
            let mut event = json!({
                "unique_id": meta.id,
                "start_date": moment(meta.start?),
                "text": {
                    "headline": as_html(&view.references[id].name),
                    "text": as_html(&self.converters.text(&meta.summary, meta.script, view.script)),
                },
            });
            if let Some(end) = meta.end {
                event["end_date"] = moment(end);
            }
            Some(event)
        });
        json!({
            "title": { "text": { "headline": as_html(&view.title), "text": as_html(&view.description) } },
            "events": events.collect::<Vec<_>>(),
        })
    }
}

/// A text for TimelineJS, which takes texts for HTML.
fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
