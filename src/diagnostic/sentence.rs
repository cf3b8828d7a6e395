//! The sentences of findings: the messages of `messages/`, by key. All that a reader is told stands there, and
//! the code gives the values in it, so that a sentence is mended or translated in one place.

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// A value in a sentence: a text, or a number, by which a message may tell one from many.
pub type Argument<'a> = FluentValue<'a>;

/// What is wrong, as a sentence, and how to mend it, if that can be said. It can be made only by its key, as `sentence!`
/// does, so that no finding says anything that is not in `messages/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sentence {
    /// What is wrong.
    pub(super) text: String,
    /// How to mend it.
    pub(super) help: Option<String>,
}

impl Sentence {
    /// The sentence of a key with its arguments. A test holds that all keys and arguments are right, which it can
    /// tell where `sentence!` names them.
    pub fn new<'a>(key: &str, arguments: impl IntoIterator<Item = (&'a str, Argument<'a>)>) -> Self {
        CHOSEN.sentence(key, &arguments.into_iter().collect())
    }

    /// A sentence of a test, which need not be among the messages.
    #[cfg(test)]
    pub fn of_test(text: impl Into<String>) -> Self {
        Self { text: text.into(), help: None }
    }
}

/// What is wrong alone.
impl From<Sentence> for String {
    fn from(sentence: Sentence) -> Self {
        sentence.text
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A sentence by its key: `sentence!("link-dead", path = &address)`, or `sentence!("link-dead", path)` where the
/// argument is called like the variable.
macro_rules! sentence {
    ($key:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::diagnostic::Sentence::new(
            $key,
            [$((stringify!($name), $crate::diagnostic::sentence!(@value $name $(= $value)?))),*],
        )
    };
    (@value $name:ident) => { $crate::diagnostic::Argument::from($name) };
    (@value $name:ident = $value:expr) => { $crate::diagnostic::Argument::from($value) };
}
pub(crate) use sentence;

/// What may be meant, as `a or b`; empty if that is nothing.
pub fn alternatives(all: impl IntoIterator<Item = String>) -> String {
    all.into_iter().reduce(|one, other| sentence!("either", one, other).text).unwrap_or_default()
}

/// The sentences of the language that findings are written in: English, the only one so far. Where there is a choice,
/// the state that a build leaves depends on it, for it keeps findings as they are written.
static CHOSEN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new("en", include_str!("messages/en.ftl")));

/// The sentences of a language.
struct Catalogue(FluentBundle<FluentResource>);

impl Catalogue {
    fn new(language: &str, messages: &str) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap_or_default()]);
        // Marks of direction around each value would be in the way of those who search for it.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(messages.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    /// A key without a message is its own: a finding is told in any case.
    fn sentence(&self, key: &str, arguments: &FluentArgs<'_>) -> Sentence {
        let Some(message) = self.0.get_message(key) else {
            debug_assert!(false, "no message is called {key}");
            return Sentence { text: key.to_owned(), help: None };
        };
        let mut faults = Vec::new();
        let mut text = |pattern| self.0.format_pattern(pattern, Some(arguments), &mut faults).into_owned();
        let sentence = Sentence {
            text: message.value().map(&mut text).unwrap_or_default(),
            help: message.get_attribute("help").map(|help| text(help.value())),
        };
        debug_assert!(faults.is_empty(), "{key}: {faults:?}");
        sentence
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};

    use super::*;
    use crate::diagnostic::Kind;

    type Names = BTreeSet<String>;

    #[test]
    fn a_sentence_has_its_values_as_they_are() {
        let unused = sentence!("waiver-unused-in-file", kind = "date", file = "../甲 \u{202E}{ $b }.md");
        assert_eq!(unused.text, "The waiver of date in `../甲 \u{202E}{ $b }.md` is for nothing any more.");
        assert_eq!(unused.help.as_deref(), Some("Take it out of `[[check.waive]]`."));
        let count = 12_345_678_usize;
        assert_eq!(sentence!("same-in-files", count).text, "It is in 12345678 files.");
        assert_eq!(sentence!("error-count", count = 1).text, "1 error");
        assert_eq!(sentence!("error-count", count = 0).text, "0 errors");
        assert_eq!(alternatives(["a", "b", "c"].map(str::to_owned)), "a or b or c");
        assert_eq!(alternatives([]), "");
    }

    /// The arguments of each key that the code asks for.
    fn asked() -> BTreeMap<String, Names> {
        let mut asked: BTreeMap<String, Names> =
            Kind::ALL.iter().map(|kind| (format!("kind-{}", kind.code()), Names::new())).collect();
        for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
            let entry = entry.unwrap();
            if entry.path().extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let code = fs_err::read_to_string(entry.path()).unwrap();
            let code = code.split("\n#[cfg(test)]\nmod ").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for call in lines.collect::<Vec<_>>().join("\n").split("sentence!(").skip(1) {
                let parts = arguments(call);
                // The macro's own rules have no key.
                let Some(key) = parts[0].strip_prefix('"').and_then(|key| key.strip_suffix('"')) else { continue };
                let name = |part: &&str| part.split('=').next().unwrap().trim().to_owned();
                let names: Names = parts[1..].iter().filter(|part| !part.is_empty()).map(name).collect();
                let before = asked.insert(key.to_owned(), names.clone());
                assert!(before.is_none_or(|before| before == names), "{key} has other arguments elsewhere");
            }
        }
        asked
    }

    /// The arguments of a call, the key first, from the text after its bracket.
    fn arguments(call: &str) -> Vec<&str> {
        let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
        let mut letters = call.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                // A text or a character, which may have commas and brackets.
                '"' | '\'' => {
                    while let Some((_, next)) = letters.next().filter(|(_, next)| *next != letter) {
                        // A backslash makes a quotation mark after it a part of the text.
                        if next == '\\' {
                            letters.next();
                        }
                    }
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth > 0 => depth -= 1,
                ',' | ')' if depth == 0 => {
                    parts.push(call[start..at].trim());
                    start = at + 1;
                    if letter == ')' {
                        break;
                    }
                }
                _ => {}
            }
        }
        parts
    }

    /// What messages a pattern refers to and which arguments it takes, those of its own and of all that it refers to.
    fn read(pattern: &Pattern<&str>, messages: &BTreeMap<&str, &Message<&str>>, keys: &mut Names, names: &mut Names) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else { continue };
            let inline = match expression {
                Expression::Inline(inline) => inline,
                Expression::Select { selector, variants } => {
                    variants.iter().for_each(|variant| read(&variant.value, messages, keys, names));
                    selector
                }
            };
            match inline {
                InlineExpression::VariableReference { id } => _ = names.insert(id.name.to_owned()),
                InlineExpression::MessageReference { id, attribute: None } => {
                    keys.insert(id.name.to_owned());
                    let message = messages.get(id.name).unwrap_or_else(|| panic!("{} is no message", id.name));
                    read(message.value.as_ref().unwrap(), messages, keys, names);
                }
                InlineExpression::StringLiteral { .. } => {}
                other => panic!("{other:?} is none of what sentences are made of"),
            }
        }
    }

    #[test]
    fn the_code_and_the_messages_have_the_same_keys_and_arguments() {
        let resource = fluent_syntax::parser::parse(include_str!("messages/en.ftl")).unwrap();
        let mut messages = BTreeMap::new();
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                assert!(messages.insert(message.id.name, message).is_none(), "{} is there twice", message.id.name);
            }
        }
        let asked = asked();
        let mut used: Names = asked.keys().cloned().collect();
        for (key, given) in &asked {
            let message = messages.get(key.as_str()).unwrap_or_else(|| panic!("the code asks for {key} in vain"));
            let help =
                message.attributes.iter().inspect(|it| assert_eq!(it.id.name, "help", "{key}")).map(|it| &it.value);
            let mut wanted = Names::new();
            for pattern in message.value.iter().chain(help) {
                read(pattern, &messages, &mut used, &mut wanted);
            }
            assert_eq!(&wanted, given, "the message of {key} takes the first, the code gives the second");
        }
        let idle: Vec<_> = messages.keys().filter(|key| !used.contains(**key)).collect();
        assert!(idle.is_empty(), "nothing asks for {idle:?}");
    }
}
