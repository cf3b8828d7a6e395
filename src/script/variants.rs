//! An author's own word on conversion inside a text, in MediaWiki's syntax: `-{…}-` keeps
//! what is in it, `-{zh-hans:…;zh-hant:…}-` gives both forms, `-{A|…}-` makes a rule of them
//! for the whole article, and `-{H|…}-` does so without showing anything.
//!
//! Source: <https://www.mediawiki.org/wiki/Writing_systems/Syntax>.

use std::ops::Range;

use super::code::Script;
use crate::diagnostic::{Finding, Kind, sentence};

/// One piece of markup in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Markup {
    /// All of it, with its braces.
    pub range: Range<usize>,
    /// What it says.
    pub says: Says,
}

/// What a piece of markup says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// That this stays as it is.
    Keep(Range<usize>),
    /// What to show in each script, and whether to.
    Forms(Forms),
}

/// The forms of one term, by script.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Forms {
    /// None stands for `zh`: any script.
    pub forms: Vec<(Option<Script>, Range<usize>)>,
    /// Whether it is a rule for the whole article.
    pub is_rule: bool,
    /// Whether the form is shown here.
    pub is_shown: bool,
}

/// The markup of a text, in order. What is not as it should be is told.
pub(super) fn markup(text: &str, findings: &mut Vec<Finding>) -> Vec<Markup> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("-{").map(|within| at + within) {
        let inner = open + 2;
        let Some(close) = text[inner..].find("}-").map(|within| inner + within) else {
            findings.push(Finding::error(Kind::VariantMarkup, sentence!("variants-open"), open..inner));
            break;
        };
        at = close + 2;
        if let Some(says) = says(text, inner..close, findings) {
            found.push(Markup { range: open..at, says });
        }
    }
    found
}

fn says(text: &str, inner: Range<usize>, findings: &mut Vec<Finding>) -> Option<Says> {
    // Without a letter before it, the bar is a part of the text.
    let (flag, content) = match text[inner.clone()].split_once('|') {
        Some((flag, _)) if !flag.trim().is_empty() => (flag.trim(), inner.start + flag.len() + 1..inner.end),
        _ => ("", inner.clone()),
    };
    let forms = forms(text, content.clone(), findings);
    match flag {
        "" | "R" if forms.is_empty() || flag == "R" => Some(Says::Keep(content)),
        "" => Some(Says::Forms(Forms { forms, is_rule: false, is_shown: true })),
        "A" | "H" if !forms.is_empty() => Some(Says::Forms(Forms { forms, is_rule: true, is_shown: flag == "A" })),
        "A" => Some(Says::Keep(content)),
        _ => {
            findings.push(Finding::error(Kind::VariantMarkup, sentence!("variants-unknown-flag", flag), inner));
            None
        }
    }
}

/// `code:form` with `;` between. A text that begins with no code has no forms.
fn forms(text: &str, range: Range<usize>, findings: &mut Vec<Finding>) -> Vec<(Option<Script>, Range<usize>)> {
    let mut forms = Vec::new();
    let mut at = range.start;
    for part in text[range].split(';') {
        let start = at;
        at += part.len() + 1;
        let Some((code, form)) = part.split_once(':').filter(|(code, _)| looks_like_code(code.trim())) else {
            continue;
        };
        let lead = form.len() - form.trim_start().len();
        let form_start = start + code.len() + 1 + lead;
        let form = form_start..form_start + form.trim().len();
        match (code.trim(), code.trim().parse()) {
            ("zh", _) => forms.push((None, form)),
            (_, Ok(script)) => forms.push((Some(script), form)),
            (code, Err(_)) => {
                let message = sentence!("variants-unknown-script", code);
                findings.push(Finding::error(Kind::VariantMarkup, message, start..start + part.len()));
            }
        }
    }
    forms
}

fn looks_like_code(code: &str) -> bool {
    code == "zh"
        || code.to_ascii_lowercase().starts_with("zh-")
            && code.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

impl Forms {
    /// The form for readers of a script; none if there is none for that script or one like it.
    pub fn for_script(&self, script: Script) -> Option<Range<usize>> {
        let order = script.fallbacks().iter().map(|&script| Some(script)).chain([None]);
        order
            .into_iter()
            .find_map(|wanted| self.forms.iter().find(|(have, _)| *have == wanted))
            .map(|(_, form)| form.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, script: Script) -> Option<&str> {
        let found = markup(text, &mut Vec::new());
        match &found.first()?.says {
            Says::Keep(range) => Some(&text[range.clone()]),
            Says::Forms(forms) => forms.for_script(script).map(|range| &text[range]),
        }
    }

    #[test]
    fn forms_are_chosen_by_script() {
        let text = "-{zh-hans: 老挝; zh-hant:老撾; zh-tw:寮國}-";
        assert_eq!(shown(text, Script::Hans), Some("老挝"));
        assert_eq!(shown(text, Script::Hant), Some("老撾"));
        assert_eq!(shown(text, Script::HantTw), Some("寮國"));
        assert_eq!(shown(text, Script::HantHk), Some("老撾"));
        assert_eq!(shown("-{zh-cn:甲;zh-hk:乙}-", Script::HantTw), Some("乙"));
        assert_eq!(shown("-{后}-", Script::Hant), Some("后"));
        assert_eq!(shown("-{R|zh-hans:a}-", Script::Hant), Some("zh-hans:a"));
        assert_eq!(shown("-{http://a.example/}-", Script::Hant), Some("http://a.example/"));
    }

    #[test]
    fn faults_are_told() {
        let faults = |text: &str| {
            let mut findings = Vec::new();
            markup(text, &mut findings);
            findings.into_iter().map(|finding| finding.sentence.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert!(faults("甲-{乙").contains("never closed"));
        assert!(faults("-{zh-latn:a;zh-hant:b}-").contains("`zh-latn` is not a script"));
        assert!(faults("-{T|zh-hans:a}-").contains("`-{T|…}-`"));
        assert_eq!(faults("a-b {c} -{d}- }-"), "");
    }
}
