//! What a page loses of its author's HTML, told once a file and kind of thing.

use std::collections::BTreeMap;
use std::ops::Range;

use super::written::Tag;
use crate::diagnostic::{Finding, Kind, sentence};
use crate::markdown::safety::{has_attribute, has_element};

/// Elements that nothing is lost with: what they hold stays, and says the same.
const NOTHING: [&str; 9] = ["address", "body", "head", "html", "main", "meta", "picture", "search", "tfoot"];
/// Elements that a look is lost with.
const LOOKS: [&str; 12] = [
    "basefont", "big", "blink", "fieldset", "font", "label", "legend", "marquee", "multicol", "nobr", "spacer", "title",
];
/// The other elements of HTML that pages do not have. What is called otherwise was most likely meant as a text:
/// `List<String>`.
const KNOWN: [&str; 29] = [
    "applet", "base", "bgsound", "button", "canvas", "command", "content", "datalist", "dialog", "dir", "form",
    "frameset", "image", "input", "isindex", "keygen", "link", "math", "menu", "menuitem", "meter", "optgroup",
    "option", "output", "portal", "progress", "select", "slot", "svg",
];
/// Attributes that a look is in.
const STYLED: [&str; 14] = [
    "style",
    "color",
    "face",
    "size",
    "bgcolor",
    "background",
    "valign",
    "border",
    "cellpadding",
    "cellspacing",
    "nowrap",
    "hspace",
    "vspace",
    "align",
];

/// What is lost, by how it is written.
#[derive(Default)]
pub(super) struct Losses {
    told: BTreeMap<(Loss, String), (usize, Range<usize>)>,
    /// How many of its elements are open in which all is one thing: `svg`, `math`.
    inside: Option<(String, usize)>,
}

/// What kind of loss it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Loss {
    /// An element.
    Element,
    /// What is called like no element of HTML.
    Unknown,
    /// An attribute that runs a program.
    Attribute,
    /// A look.
    Look,
}

/// Whether a look is all that is lost with an element. `o:p` is what a word processor leaves.
fn is_look(name: &str) -> bool {
    LOOKS.contains(&name) || name.contains(':')
}

impl Losses {
    /// Takes a tag that the sanitiser will see, by its place among all HTML.
    pub fn see(&mut self, tag: &Tag) {
        if let Some((name, depth)) = &mut self.inside {
            match (*name == tag.name, tag.is_end) {
                (true, true) => *depth -= 1,
                (true, false) if !tag.closes_itself => *depth += 1,
                _ => {}
            }
            if *depth == 0 {
                self.inside = None;
            }
            return;
        }
        if tag.is_end {
            return;
        }
        let name = tag.name.as_str();
        if !has_element(name) {
            self.element(tag);
            if matches!(name, "svg" | "math") && !tag.closes_itself {
                self.inside = Some((name.to_owned(), 1));
            }
        } else if name == "input" && tag.get("type") != Some("checkbox") {
            self.add(Loss::Element, name, tag);
        }
        for attribute in tag.names().filter(|it| it.starts_with("on") || *it == "srcdoc") {
            self.add(Loss::Attribute, attribute, tag);
        }
        let is_styled = tag.names().any(|it| STYLED.contains(&it) && !has_attribute(name, it));
        if is_styled || is_look(name) {
            self.add(Loss::Look, "", tag);
        }
    }

    fn element(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let loss = if KNOWN.contains(&name) { Loss::Element } else { Loss::Unknown };
        if !NOTHING.contains(&name) && !is_look(name) {
            self.add(loss, name, tag);
        }
    }

    /// Takes an element that is left out whole.
    pub fn add_element(&mut self, tag: &Tag) {
        self.add(Loss::Element, &tag.name, tag);
    }

    fn add(&mut self, loss: Loss, name: &str, tag: &Tag) {
        /// How many characters of a name are told.
        const SHOWN: usize = 40;
        let name: String = name.chars().take(SHOWN).collect();
        let (count, _) = self.told.entry((loss, name)).or_insert_with(|| (0, tag.span.clone()));
        *count += 1;
    }

    /// The findings, of which `place` tells the places in the source.
    pub fn findings(self, place: impl Fn(&Range<usize>) -> Range<usize>) -> Vec<Finding> {
        let finding = |((loss, name), (count, first)): ((Loss, String), (usize, Range<usize>))| {
            let more = count - 1;
            let (kind, sentence) = match loss {
                Loss::Element => (Kind::DroppedHtml, sentence!("html-element-dropped", name, more)),
                Loss::Unknown => (Kind::DroppedHtml, sentence!("html-unknown-dropped", name, more)),
                Loss::Attribute => (Kind::DroppedHtml, sentence!("html-attribute-dropped", name, more)),
                Loss::Look => (Kind::DroppedLook, sentence!("html-look-dropped", count)),
            };
            Finding::warning(kind, sentence, place(&first))
        };
        self.told.into_iter().map(finding).collect()
    }
}
