//! Glossaries: an editor's own rules of conversion, and the built-in regional ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::code::Script;
use super::finder::Finder;
use super::lattice::Edge;
use super::words::{Action, Extra};
use super::{names, tables};

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// In every conversion this stays as it is.
    Keep(String),
    /// This is a word: no phrase begins or ends inside it.
    Word(String),
    /// This is a person's name.
    Name(String),
    /// In conversions to a script, the first text becomes the second. A rule for `zh-Hant`
    /// is also one for its regions, where they have none of their own.
    To(Script, String, String),
    /// What one thing is called in several scripts.
    Term(BTreeMap<Script, String>),
}

/// Rules, the first of which holds where two contradict each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glossary {
    /// In the order in which they are written.
    pub rules: Vec<Rule>,
}

/// How near a glossary is: what it costs the word graph to take one of its words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// An editor wrote it: it holds unless that would cut two common words in half.
    Own,
    /// It comes with dibao, and holds where it is a word.
    BuiltIn,
}

const OWN: u32 = 200;
const BUILT_IN: u32 = 900;

/// A glossary made ready for the conversion from one script to another.
pub(super) struct Layer {
    finder: Finder,
    rules: Vec<Compiled>,
    scope: Scope,
}

enum Compiled {
    Word,
    Name,
    Replace(String),
}

impl Layer {
    /// None if no rule is about this conversion.
    pub fn new(glossary: &Glossary, from: Script, to: Script, scope: Scope) -> Option<Self> {
        let mut rules: BTreeMap<&str, (u8, Compiled)> = BTreeMap::new();
        for rule in &glossary.rules {
            if let Some((source, rank, compiled)) = compile(rule, from, to).filter(|(source, ..)| !source.is_empty()) {
                match rules.get(source) {
                    Some((known, _)) if *known <= rank => {}
                    _ => {
                        rules.insert(source, (rank, compiled));
                    }
                }
            }
        }
        if rules.is_empty() {
            return None;
        }
        let finder = Finder::new(rules.keys().copied());
        Some(Self { finder, rules: rules.into_values().map(|(_, compiled)| compiled).collect(), scope })
    }

    /// The words of this glossary that occur in a text.
    pub fn find<'a>(&'a self, text: &str, found: &mut Vec<Extra<'a>>) {
        self.finder.find(text, &mut |index, place| {
            let rule = &self.rules[index];
            let action = match rule {
                Compiled::Word => Action::Word,
                Compiled::Name => Action::Name,
                Compiled::Replace(target) => Action::Replace(target),
            };
            let cost = match (self.scope, rule) {
                (Scope::BuiltIn, _) => BUILT_IN,
                (Scope::Own, Compiled::Replace(_)) => OWN,
                (Scope::Own, Compiled::Word | Compiled::Name) => names::KNOWN,
            };
            let as_prefix = self.scope == Scope::BuiltIn && matches!(rule, Compiled::Replace(_));
            found.push(Extra { edge: Edge { start: place.start, end: place.end, cost }, action, as_prefix });
        });
    }
}

/// What a rule means for one conversion: the text it is about, its rank (a smaller one is
/// nearer to the target), and what to do.
fn compile(rule: &Rule, from: Script, to: Script) -> Option<(&str, u8, Compiled)> {
    if from == to {
        return None;
    }
    match rule {
        Rule::Keep(word) => Some((word, 0, Compiled::Replace(word.clone()))),
        Rule::Word(word) => Some((word, 4, Compiled::Word)),
        Rule::Name(name) => Some((name, 3, Compiled::Name)),
        Rule::To(script, source, target) => {
            let rank = if *script == to {
                0
            } else if *script == Script::Hant && to != Script::Hans {
                1
            } else {
                return None;
            };
            Some((source, rank, Compiled::Replace(target.clone())))
        }
        Rule::Term(forms) => {
            let of = |script: Script| {
                forms.get(&script).or_else(|| forms.get(&Script::Hant).filter(|_| script != Script::Hans))
            };
            let source = of(from)?;
            match of(to) {
                Some(target) => Some((source, 2, Compiled::Replace(target.clone()))),
                None => Some((source, 4, Compiled::Word)),
            }
        }
    }
}

/// The regional glossaries in `data/glossary`.
pub(super) fn built_in() -> &'static Glossary {
    static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| {
        let scripts = [Script::Hans, Script::HantTw, Script::HantHk];
        let term = |forms: &[&str; 3]| {
            let forms = scripts.into_iter().zip(forms).filter(|(_, form)| !form.is_empty());
            Rule::Term(forms.map(|(script, form)| (script, (*form).to_owned())).collect())
        };
        let words = tables::GLOSSARY_WORDS.iter().map(|word| Rule::Word((*word).to_owned()));
        Glossary { rules: tables::GLOSSARY_TERMS.iter().map(term).chain(words).collect() }
    });
    &GLOSSARY
}
