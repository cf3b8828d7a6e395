//! The formulas of a text, made once for all scripts. They come into its HTML once that is filtered, since no author's HTML
//! may have MathML.

use pulldown_cmark::Event;

use super::site_files::escape;
use crate::diagnostic::{Finding, Kind, sentence};
use crate::markdown::{Events, MathMl};

/// What a place holds for a formula until then, with its number.
const PLACE: &str = "<span class=\"dibao-formula-";

/// The HTML of each formula, in their order.
pub(super) struct Formulas(Vec<String>);

impl Formulas {
    /// Those of a body. What is no formula to the library stays as its author wrote it, and is told.
    pub fn of(events: &Events<'_>, body: &str, math: &MathMl) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut formulas = Vec::new();
        for (event, range) in events {
            let (tex, is_displayed) = match event {
                Event::InlineMath(tex) => (tex, false),
                Event::DisplayMath(tex) => (tex, true),
                _ => continue,
            };
            formulas.push(math.element(tex, is_displayed).unwrap_or_else(|untold| {
                let source = body.get(range.clone()).unwrap_or(tex);
                let part = &tex[untold.range];
                let at = source.find(part).filter(|_| !part.is_empty());
                let place = at.map_or(range.clone(), |at| range.start + at..range.start + at + part.len());
                findings.push(Finding::warning(
                    Kind::Formula,
                    sentence!("formula-kept", reason = untold.reason),
                    place,
                ));
                format!("<code class=\"formula\">{}</code>", escape(source))
            }));
        }
        (Self(formulas), findings)
    }

    /// An event, or what holds the place of the next formula.
    pub fn held<'a>(&self, event: Event<'a>, next: &mut usize) -> Event<'a> {
        match event {
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                *next += 1;
                Event::InlineHtml(format!("{PLACE}{}\"></span>", *next - 1).into())
            }
            event => event,
        }
    }

    /// HTML with its formulas in their places.
    pub fn placed(&self, html: String) -> String {
        if self.0.is_empty() {
            return html;
        }
        let mut parts = html.split(PLACE);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let found = part.split_once("\"></span>").and_then(|(number, after)| {
                let formula = self.0.get(number.parse::<usize>().ok()?)?;
                Some((formula, after))
            });
            match found {
                Some((formula, after)) => out.extend([formula, after]),
                None => out.extend([PLACE, part]),
            }
        }
        out
    }
}
