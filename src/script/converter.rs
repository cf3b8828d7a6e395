//! The conversion of documents: what is protected stays, glossaries and names count as
//! words, and what comes out knows where it came from.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::align::{Aligned, Sink as _, Why};
use super::chain::{Chain, Engine, route};
use super::code::Script;
use super::convert::{Convert, UnknownConfig};
use super::glossary::{self, Glossary, Layer, Rule, Scope};
use super::lattice::{Edge, Lattice};
use super::opencc::OpenCc;
use super::quotes::{self, Quotes};
use super::variants::{self, Says};
use super::words::{Action, Extra, Standard, Words, extra_at};
use super::{hygiene, names, protect, tables};
use crate::diagnostic::Finding;

/// How phrases are found where several are possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Disambiguation {
    /// By words, from Simplified to Traditional: a phrase begins and ends where words do.
    #[default]
    Words,
    /// By the longest match from the left, as OpenCC does it.
    Opencc,
}

/// Which glyphs pages for Hong Kong have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Glyphs {
    /// Those of newspapers: 說 群 稅 床.
    #[default]
    Press,
    /// Those of OpenCC's `s2hk`, by the Education Bureau's list: 説 羣 税 牀.
    Opencc,
}

/// What an editor decides about conversion, for a whole site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What converts.
    pub engine: Engine,
    /// How phrases are found.
    pub disambiguation: Disambiguation,
    /// Whether pages for a region have its names and words.
    pub vocabulary: bool,
    /// The glyphs of pages for Hong Kong.
    pub hong_kong_glyphs: Glyphs,
    /// The quotation marks of each script's pages.
    pub quotes: BTreeMap<Script, Quotes>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            engine: Engine::default(),
            disambiguation: Disambiguation::default(),
            vocabulary: true,
            hong_kong_glyphs: Glyphs::default(),
            quotes: BTreeMap::new(),
        }
    }
}

enum Core {
    Identity,
    Words(Words),
    Steps(Chain),
}

/// The conversion of documents from one script to another.
pub struct Converter {
    from: Script,
    to: Script,
    core: Core,
    /// Whether every character goes through the engine, as OpenCC itself would have it.
    exact: bool,
    quotes: Quotes,
    site: Option<Layer>,
    vocabulary: bool,
    built_in: OnceLock<Option<Layer>>,
}

/// The rules of one article, beside the site's: made by `Converter::page`.
#[derive(Default)]
pub struct Page {
    layers: Vec<Layer>,
}

impl Converter {
    /// The conversion from one script to another, by a site's settings and glossary.
    ///
    /// # Errors
    /// When the engine lacks a configuration on the way.
    pub fn new(from: Script, to: Script, settings: &Settings, site: &Glossary) -> Result<Self, UnknownConfig> {
        let press = to == Script::HantHk && settings.hong_kong_glyphs == Glyphs::Press;
        let by_words = settings.engine == Engine::Dibao && settings.disambiguation == Disambiguation::Words;
        let core = if route(from, to).is_empty() {
            // Taiwan's words are wanted even where the characters are right already.
            if from == to { Core::Identity } else { Core::Steps(Chain::empty()) }
        } else if by_words && from == Script::Hans {
            Core::Words(Words::new(match to {
                Script::HantHk if press => Standard::HongKongPress,
                Script::HantHk => Standard::HongKong,
                _ => Standard::Taiwan,
            }))
        } else {
            Core::Steps(Chain::between(settings.engine, from, to, press)?)
        };
        Ok(Self {
            from,
            to,
            core,
            exact: false,
            quotes: settings.quotes.get(&to).copied().unwrap_or_default(),
            site: Layer::new(site, from, to, Scope::Own),
            vocabulary: settings.vocabulary,
            built_in: OnceLock::new(),
        })
    }

    /// The conversion by an engine and nothing else: no names, no glossary, nothing protected.
    pub fn exact(engine: Box<dyn Convert>) -> Self {
        Self {
            from: Script::Hant,
            to: Script::Hant,
            core: Core::Steps(Chain::of(engine)),
            exact: true,
            quotes: Quotes::Keep,
            site: None,
            vocabulary: false,
            built_in: OnceLock::new(),
        }
    }

    /// Whether the words and characters of a text come out as they went in.
    pub fn is_identity(&self) -> bool {
        matches!(self.core, Core::Identity)
    }

    /// Whether nothing at all is to be done to a text.
    pub fn leaves(&self, text: &str) -> bool {
        self.is_identity() && self.quotes == Quotes::Keep && !text.contains("-{") && hygiene::clean(text).is_none()
    }

    /// The script of what comes out.
    pub fn target(&self) -> Script {
        self.to
    }

    /// Makes the rules of one article ready, nearest first.
    pub fn page(&self, glossaries: &[&Glossary]) -> Page {
        let layers = glossaries.iter().filter_map(|glossary| Layer::new(glossary, self.from, self.to, Scope::Own));
        Page { layers: layers.collect() }
    }

    /// A block of text in the other script.
    pub fn text(&self, text: &str, page: &Page) -> String {
        if self.leaves(text) || text.is_ascii() && !text.contains("-{") {
            return text.to_owned();
        }
        self.align(text, &[], page, &mut Vec::new()).text
    }

    /// A block of text in the other script, with its alignment. `seams` are the places where
    /// markup interrupts it, in bytes.
    pub fn align(&self, text: &str, seams: &[usize], page: &Page, findings: &mut Vec<Finding>) -> Aligned {
        if let (true, Core::Steps(chain)) = (self.exact, &self.core) {
            return chain.align(text);
        }
        match hygiene::clean(text) {
            None => self.align_clean(text, seams, page, findings),
            // Markup inside what was composed is too rare to follow it there.
            Some(clean) => {
                let aligned = self.align_clean(&clean.text, &[], page, findings);
                clean.then(aligned)
            }
        }
    }

    fn align_clean(&self, text: &str, seams: &[usize], page: &Page, findings: &mut Vec<Finding>) -> Aligned {
        let mut out = Aligned::with_room(text.len());
        let mut protected = Vec::new();
        let mut at = 0;
        for piece in self.pieces(text, seams, findings) {
            self.convert(text, at..piece.range.start, seams, page, &mut out);
            let start = out.text.len();
            match piece.shown {
                Some(shown) => {
                    // What is shown is a part of the text: the alignment keeps to it.
                    out.put(shown.start - piece.range.start, "", Why::Protected);
                    out.put(shown.len(), &text[shown.clone()], Why::Protected);
                    out.put(piece.range.end - shown.end, "", Why::Protected);
                }
                None => out.put(piece.range.len(), "", Why::Protected),
            }
            protected.push(start..out.text.len());
            at = piece.range.end;
        }
        self.convert(text, at..text.len(), seams, page, &mut out);
        quotes::replace(&mut out.text, self.quotes, &protected);
        out
    }

    /// What an author or its own nature protects from conversion, in order.
    fn pieces(&self, text: &str, seams: &[usize], findings: &mut Vec<Finding>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        if text.contains("-{") {
            for markup in variants::markup(text, findings) {
                let shown = match markup.says {
                    Says::Keep(range) => Some(range),
                    Says::Forms(forms) if !forms.is_shown => None,
                    // With no form for these readers, the article's own is the nearest thing.
                    Says::Forms(forms) => forms.for_script(self.to).or_else(|| forms.for_script(self.from)),
                };
                pieces.push(Piece { range: markup.range, shown });
            }
        }
        if !self.is_identity() {
            let natural = protect::ranges(text, seams, self.from == Script::Hans);
            // They are in order, and apart.
            let apart = |range: &Range<usize>| {
                let next = pieces.partition_point(|it| it.range.end <= range.start);
                pieces.get(next).is_none_or(|it| range.end <= it.range.start)
            };
            let natural: Vec<_> = natural.into_iter().filter(apart).collect();
            pieces.extend(natural.into_iter().map(|range| Piece { shown: Some(range.clone()), range }));
            pieces.sort_by_key(|piece| piece.range.start);
        }
        pieces
    }

    /// Converts a part of a text in which nothing is protected.
    fn convert(&self, whole: &str, part: Range<usize>, seams: &[usize], page: &Page, out: &mut Aligned) {
        let text = &whole[part.clone()];
        if text.is_empty() {
            return;
        }
        // What is shorter than the markup that runs through it would leave some of it empty.
        let fits = |extra: &Extra<'_>| {
            let Action::Replace(target) = extra.action else { return true };
            let (start, end) = (part.start + extra.edge.start, part.start + extra.edge.end);
            // They ascend.
            let before = |at: usize| seams.partition_point(|&seam| seam < at);
            let seams = before(end).saturating_sub(before(start + 1));
            seams == 0 || target.chars().count() > seams
        };
        match &self.core {
            Core::Identity => out.copy(text),
            Core::Words(words) => {
                let mut extras = self.extras(text, page);
                extras.retain(fits);
                words.run(text, &extras, out);
            }
            Core::Steps(chain) => {
                let mut extras = Vec::new();
                self.terms(text, page, &mut extras);
                extras.retain(fits);
                let mut at = 0;
                for (range, target) in chosen(text, &extras) {
                    out.append(&chain.align(&text[at..range.start]));
                    out.put(range.len(), target, Why::Glossary);
                    at = range.end;
                }
                out.append(&chain.align(&text[at..]));
            }
        }
    }

    /// The extra words of a text, sorted by their begin; nearer ones first.
    fn extras<'a>(&'a self, text: &str, page: &'a Page) -> Vec<Extra<'a>> {
        let mut extras = Vec::new();
        self.terms(text, page, &mut extras);
        extras.extend(names::candidates(text).into_iter().map(|candidate| Extra {
            edge: Edge { start: candidate.range.start, end: candidate.range.end, cost: candidate.cost },
            action: Action::Name,
            as_prefix: false,
        }));
        // The sort is stable: of two words at one place, the nearer one is still first.
        extras.sort_by_key(|extra| extra.edge.start);
        extras
    }

    fn terms<'a>(&'a self, text: &str, page: &'a Page, extras: &mut Vec<Extra<'a>>) {
        for layer in page.layers.iter().chain(&self.site).chain(self.built_in()) {
            layer.find(text, extras);
        }
        extras.sort_by_key(|extra| extra.edge.start);
        rename_words(extras);
    }

    fn built_in(&self) -> Option<&Layer> {
        let layer = || Layer::new(glossary::built_in(), self.from, self.to, Scope::BuiltIn);
        self.vocabulary.then(|| self.built_in.get_or_init(layer).as_ref()).flatten()
    }

    /// Whether a character has several forms in the other script.
    pub fn has_several_forms(&self, character: char) -> bool {
        tables::candidates(character, self.from == Script::Hans).is_some()
    }

    /// The forms that a character may have in the target script, the commonest first.
    pub fn forms(&self, character: char) -> Vec<String> {
        let forms = tables::candidates(character, self.from == Script::Hans).unwrap_or_default();
        let mut own: Vec<String> = Vec::new();
        for form in forms.chars() {
            // OpenCC lists them in its hub form.
            let form = match &self.core {
                Core::Words(words) => words.of_hub(form),
                _ => form.to_string(),
            };
            if !own.contains(&form) {
                own.push(form);
            }
        }
        own
    }

    /// Whether an editor's rule for a text that covers a place says just what was chosen there.
    pub fn is_settled(&self, text: &str, at: usize, chosen: &str, page: &Page) -> bool {
        let mut extras = Vec::new();
        for layer in page.layers.iter().chain(&self.site) {
            layer.find(text, &mut extras);
        }
        extras.iter().any(|extra| {
            let Edge { start, end, .. } = extra.edge;
            let Action::Replace(target) = extra.action else { return false };
            let index = if (start..end).contains(&at) { text[start..at].chars().count() } else { return false };
            target.chars().nth(index).is_some_and(|form| chosen.starts_with(form))
        })
    }

    /// The word that a place is in with the word before it, and the next one if that is
    /// asked for or there is none before; all in Han.
    pub fn words_around(&self, text: &str, at: usize, with_next: bool) -> Range<usize> {
        let mut lattice = Lattice::default();
        lattice.whole(text, &[], |character| character);
        let here = lattice.place_of(at).unwrap_or(0);
        let start = (0..=here).rev().find(|&place| lattice.is_boundary(place)).unwrap_or(0);
        let end = lattice.word_end(here);
        let byte = |place: usize| lattice.offset(place);
        let is_word = |range: Range<usize>| {
            let word = &text[byte(range.start)..byte(range.end)];
            word.chars().count() < 5 && word.chars().all(|it| it.is_alphanumeric() && !it.is_ascii())
        };
        let before =
            (0..start).rev().find(|&place| lattice.is_boundary(place)).filter(|&before| is_word(before..start));
        let wants_next = with_next || before.is_none();
        let after =
            (wants_next && end < lattice.len()).then(|| lattice.word_end(end)).filter(|&after| is_word(end..after));
        byte(before.unwrap_or(start))..byte(after.unwrap_or(end))
    }

    /// The names of people that a text speaks of, as far as the words around them tell.
    pub fn names(&self, text: &str) -> Vec<Rule> {
        if self.from != Script::Hans {
            return Vec::new();
        }
        let candidates = names::candidates(text);
        if candidates.is_empty() {
            return Vec::new();
        }
        let edges: Vec<Edge> = candidates
            .iter()
            .map(|candidate| Edge { start: candidate.range.start, end: candidate.range.end, cost: candidate.cost })
            .collect();
        let mut lattice = Lattice::default();
        lattice.whole(text, &edges, |character| character);
        let taken = (0..lattice.len()).filter_map(|at| lattice.edge_at(at));
        taken.map(|index| Rule::Name(text[candidates[index].range.clone()].to_owned())).collect()
    }
}

/// A part of a text that is not converted.
struct Piece {
    range: Range<usize>,
    /// What of it is shown.
    shown: Option<Range<usize>>,
}

/// The terms in a text that are words there, and what becomes of them; for conversions that
/// have no graph of their own. A Traditional text is cut as its Simplified counterpart.
fn chosen<'a>(text: &str, extras: &[Extra<'a>]) -> Vec<(Range<usize>, &'a str)> {
    if extras.is_empty() {
        return Vec::new();
    }
    let folding = OpenCc::new("t2s").expect("t2s is among OpenCC's configurations");
    let fold = |character: char| {
        let folded = folding.convert(character.encode_utf8(&mut [0; 4]));
        folded.chars().next().unwrap_or(character)
    };
    let mut lattice = Lattice::default();
    let edges: Vec<Edge> = extras.iter().map(|extra| extra.edge).collect();
    lattice.whole(text, &edges, fold);
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    let mut at = 0;
    while at < lattice.len() {
        let end = lattice.word_end(at);
        if let Some((index, _)) = extra_at(&lattice, extras, at, end)
            && let Extra { edge, action: Action::Replace(target), .. } = &extras[index]
        {
            found.push((edge.start..edge.end, target));
        }
        at = end;
    }
    found
}

/// What one glossary knows as a word, and another calls otherwise, is called so: a site that has a page
/// about 新西兰 has no name of its own for readers in Taiwan.
fn rename_words(extras: &mut [Extra<'_>]) {
    for together in extras.chunk_by_mut(|one, other| one.edge.start == other.edge.start) {
        let is_word = |extra: &Extra<'_>| extra.action == Action::Word;
        for word in (0..together.len()).filter(|&index| is_word(&together[index])).collect::<Vec<_>>() {
            let end = together[word].edge.end;
            let other =
                together.iter().find(|extra| extra.edge.end == end && matches!(extra.action, Action::Replace(_)));
            if let Some(action) = other.map(|extra| extra.action.clone()) {
                together[word].action = action;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_place_that_a_site_names_has_its_regional_name() {
        let site = Glossary { rules: vec![Rule::Word("新西兰".into()), Rule::Keep("老挝".into())] };
        for (to, wanted) in
            [(Script::HantTw, "紐西蘭與老挝"), (Script::HantHk, "紐西蘭與老挝"), (Script::Hant, "新西蘭與老挝")]
        {
            let converter = Converter::new(Script::Hans, to, &Settings::default(), &site).unwrap();
            assert_eq!(converter.text("新西兰与老挝", &converter.page(&[])), wanted, "{to}");
        }
    }

    fn converter(to: Script) -> Converter {
        Converter::new(Script::Hans, to, &Settings::default(), &Glossary::default()).unwrap()
    }

    /// The names of countries as CLDR has them; the file is made from it.
    #[test]
    fn every_country_has_its_regional_name() {
        let file: toml::Table = include_str!("../../data/glossary/countries.toml").parse().unwrap();
        let terms = file["term"].as_array().unwrap();
        assert_eq!(terms.len(), 249);
        for to in [Script::HantTw, Script::HantHk] {
            let converter = converter(to);
            let page = converter.page(&[]);
            for term in terms {
                let name = |script: Script| term[script.code()].as_str().unwrap();
                assert_eq!(converter.text(name(Script::Hans), &page), name(to), "{to}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_protected_stays(before in "[一-龥]{0,6}", text in "[一-龥，。a-z]{1,12}", path in "[一-龥]{1,9}") {
            for to in [Script::Hant, Script::HantTw, Script::HantHk] {
                let converter = converter(to);
                let page = converter.page(&[]);
                let converted = converter.text(&format!("{before}。-{{{text}}}-"), &page);
                prop_assert!(converted.ends_with(&format!("。{text}")), "{converted}");
                let address = format!("https://a.example/{path}");
                let converted = converter.text(&format!("见 {address}"), &page);
                prop_assert!(converted.ends_with(&address), "{converted}");
            }
        }

        #[test]
        fn any_text_is_covered(text in "(\\PC|发|后|-\\{|\\}-|；|zh-hant:|“|”|\\u{fffc}|余){0,24}", seam in 0_usize..20) {
            for to in [Script::Hant, Script::HantTw, Script::HantHk] {
                let converter = converter(to);
                let seams: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(seam).take(1).collect();
                let aligned = converter.align(&text, &seams, &converter.page(&[]), &mut Vec::new());
                let ends = aligned.units.iter().fold((0, 0), |ends, unit| (ends.0 + unit.source, ends.1 + unit.target));
                prop_assert_eq!((ends.0 as usize, ends.1 as usize), (text.len(), aligned.text.len()));
            }
        }
    }
}
