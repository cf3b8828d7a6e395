//! Formulas in TeX into MathML, which browsers show by themselves, without a program, a font or another host.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::plain::plain_text;

/// Commands that the library lacks and that are others by another name.
const SYNONYMS: [(&str, &str); 7] = [
    ("pmb", r"\boldsymbol{#1}"),
    ("widetilde", r"\overset{\sim}{#1}"),
    ("substack", r"\begin{matrix}#1\end{matrix}"),
    ("textcolor", r"#2"),
    ("colorbox", r"#2"),
    ("lt", "<"),
    ("gt", ">"),
];

/// The same of what no macro can stand for: environments, and commands whose words are no formula.
const SPELLINGS: [(&str, &str); 12] = [
    (r"\mbox{", r"\text{"),
    (r"\hbox{", r"\text{"),
    (r"\begin{split}", r"\begin{aligned}"),
    (r"\end{split}", r"\end{aligned}"),
    (r"\begin{eqnarray}", r"\begin{array}{rcl}"),
    (r"\end{eqnarray}", r"\end{array}"),
    (r"\begin{eqnarray*}", r"\begin{array}{rcl}"),
    (r"\end{eqnarray*}", r"\end{array}"),
    (r"\begin{smallmatrix}", r"\textstyle\begin{matrix}"),
    (r"\end{smallmatrix}", r"\end{matrix}"),
    (r"\begin{displaymath}", r"\begin{equation*}"),
    (r"\end{displaymath}", r"\end{equation*}"),
];

/// Longer formulas, in bytes, stay as they are written: what is so long is no formula.
pub(super) const LONGEST: usize = 16 * 1024;

/// What makes MathML, by the macros of a site.
#[derive(Debug)]
pub struct MathMl(LatexToMathML);

/// Why a formula stays as it is written.
#[derive(Debug, PartialEq, Eq)]
pub struct Untold {
    /// What it is that the library does not know.
    pub reason: String,
    /// Where that is in the formula, in bytes.
    pub range: Range<usize>,
}

impl Default for MathMl {
    /// Without macros of a site, and without all others, should these be at fault.
    fn default() -> Self {
        Self::new(&BTreeMap::new()).unwrap_or_else(|_| Self(LatexToMathML::default()))
    }
}

impl MathMl {
    /// By these macros, each with its name without the backslash.
    ///
    /// # Errors
    /// The first macro that cannot be read, and why.
    pub fn new(macros: &BTreeMap<String, String>) -> Result<Self, (String, String)> {
        let of_site = macros.iter().map(|(name, meaning)| (name.clone(), meaning.clone()));
        let synonyms = SYNONYMS.iter().filter(|(name, _)| !macros.contains_key(*name));
        let synonyms = synonyms.map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned()));
        let all: Vec<(String, String)> = synonyms.chain(of_site).collect();
        let names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
        let config = MathCoreConfig { macros: all, ..MathCoreConfig::default() };
        let fault =
            |(error, index, _): (Box<math_core::LatexError>, usize, String)| (names[index].clone(), error.to_string());
        LatexToMathML::new(config).map(Self).map_err(fault)
    }

    /// A formula as a `<math>` element, with its source as annotation.
    ///
    /// # Errors
    /// What of it is not known.
    pub fn element(&self, tex: &str, is_displayed: bool) -> Result<String, Untold> {
        if tex.len() > LONGEST {
            return Err(Untold { reason: "it is too long".to_owned(), range: 0..tex.len() });
        }
        let spelt = SPELLINGS.iter().fold(Cow::Borrowed(tex), |tex, (theirs, own)| match tex.contains(theirs) {
            true => Cow::Owned(tex.replace(theirs, own)),
            false => tex,
        });
        let display = if is_displayed { MathDisplay::Block } else { MathDisplay::Inline };
        let made = self.0.convert_with_local_state(&spelt, display).or_else(|error| {
            // To the library only an equation has a number.
            let numbered = [r"\tag", r"\label"].iter().any(|command| spelt.contains(command));
            let equation = format!("\\begin{{equation}}{spelt}\\end{{equation}}");
            let equation = (is_displayed && numbered).then(|| self.0.convert_with_local_state(&equation, display));
            equation.and_then(Result::ok).ok_or(error)
        });
        let made = made.map_err(|error| {
            let place = tex.get(error.0.clone()).filter(|_| *spelt == *tex).map_or(0..tex.len(), |_| error.0.clone());
            Untold { reason: error.to_string(), range: place }
        })?;
        let whole = || Untold { reason: "what the library made of it is no formula".to_owned(), range: 0..tex.len() };
        let (begin, rest) = made.mathml.split_once('>').ok_or_else(whole)?;
        let inner = rest.strip_suffix("</math>").ok_or_else(whole)?;
        let source = tex.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let inner = fit(inner);
        Ok(format!(
            "{begin}><semantics><mrow>{inner}</mrow><annotation encoding=\"application/x-tex\">{source}</annotation></semantics></math>"
        ))
    }
}

/// The words of a formula, for a line without markup; its source, where it stays as that.
pub(super) fn words(tex: &str) -> String {
    thread_local! {
        static PLAIN: MathMl = MathMl::default();
    }
    let made = PLAIN.with(|plain| plain.element(tex, false).ok());
    made.map_or_else(|| tex.to_owned(), |element| plain_text(&element))
}

/// The library's MathML as pages have it: with classes of the theme's in the place of styles, which the policy for pages
/// forbids (what has no class, such as a colour, is as it is by default), and with `mstyle` around what sets its size by
/// attributes that MathML Core lets any element have and MathML 3, by which validators go, does not.
fn fit(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len() + mathml.len() / 8);
    // Whether each element that is open stands in a `mstyle` of its own.
    let mut open = Vec::new();
    let mut parts = mathml.split('<');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if let Some(name) = tag.strip_prefix('/') {
            out.extend(["</", name, ">"]);
            if open.pop() == Some(true) {
                out.push_str("</mstyle>");
            }
        } else {
            let is_empty = tag.ends_with('/');
            let (tag, sizes) = sized(tag.trim_end_matches('/'));
            if !sizes.is_empty() {
                out.extend(["<mstyle", &sizes, ">"]);
            }
            out.extend(["<", &tag, if is_empty { "/>" } else { ">" }]);
            match is_empty {
                true if !sizes.is_empty() => out.push_str("</mstyle>"),
                true => {}
                false => open.push(!sizes.is_empty()),
            }
        }
        out.push_str(text);
    }
    out
}

/// A tag without the attributes for sizes that it may not have, and these.
fn sized(tag: &str) -> (String, String) {
    let Some((name, attributes)) = tag.split_once(' ') else { return (tag.to_owned(), String::new()) };
    let (mut own, mut sizes) = (name.to_owned(), String::new());
    // Values are quoted, and have no quotation marks.
    for attribute in attributes.split_inclusive("\" ").map(|attribute| attribute.trim_end()) {
        let (key, value) = attribute.split_once("=\"").unwrap_or((attribute, ""));
        match key {
            "style" => {
                let classes: Vec<&str> = value
                    .trim_end_matches('"')
                    .split(';')
                    .filter_map(|declaration| class(declaration.trim()))
                    .collect();
                if !classes.is_empty() {
                    own += &format!(" class=\"{}\"", classes.join(" "));
                }
            }
            "displaystyle" | "scriptlevel" => sizes += &format!(" {attribute}"),
            _ => own += &format!(" {attribute}"),
        }
    }
    (own, sizes)
}

/// The class for a declaration of CSS that the library writes.
fn class(declaration: &str) -> Option<&'static str> {
    let (property, value) = declaration.split_once(':')?;
    Some(match (property, value.trim()) {
        ("text-align", "left") => "left",
        ("text-align", "right") => "right",
        ("padding-left", value) if value.starts_with('0') => "math-close-left",
        ("padding-right", value) if value.starts_with('0') => "math-close-right",
        ("border-top", _) => "math-line-top",
        ("border-right", _) => "math-line-right",
        ("border-bottom", _) => "math-line-bottom",
        ("border-left", _) => "math-line-left",
        ("margin-left", value) if value.starts_with('-') => "math-back",
        ("width", "100%") => "math-wide",
        ("width", "50%") => "math-half",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::is_safe;

    /// Formulas of the list that stay as they are written, each with the reason in `docs/reading.md`.
    const NOT_COVERED: [&str; 15] = [
        "\\boxed{x=1}",
        "\\newcommand{\\R}{\\mathbb{R}}\\R",
        "\\def\\x{y}\\x",
        "\\DeclareMathOperator{\\cov}{cov}\\cov(X,Y)",
        "\\ce{H2O}",
        "\\ce{2H2 + O2 -> 2H2O}",
        "\\ce{CO2 + C <=> 2CO}",
        "\\pu{123 kJ}",
        "\\SI{10}{m}",
        "\\href{https://a.example}{x}",
        "\\label{eq:1}x",
        "\\ref{eq:1}",
        "\\limits_x",
        "\\unknown{x}",
        "\\frac{a",
    ];

    fn math() -> MathMl {
        MathMl::new(&BTreeMap::new()).unwrap()
    }

    #[test]
    fn the_list_of_formulas_is_covered() {
        let list = include_str!("../../tests/formulas/formulas.txt");
        let formulas: Vec<&str> = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert!(formulas.len() >= 200, "{}", formulas.len());
        let math = math();
        let mut missing = Vec::new();
        for line in formulas {
            let (tex, is_displayed) = line.strip_prefix('!').map_or((line, false), |tex| (tex, true));
            match math.element(tex, is_displayed) {
                Ok(element) => {
                    assert!(is_safe(&element), "{element}");
                    assert!(element.contains("<annotation encoding=\"application/x-tex\">"), "{element}");
                    assert_eq!(element.contains("<math display=\"block\">"), is_displayed);
                }
                Err(_) => missing.push(tex),
            }
        }
        assert_eq!(missing, NOT_COVERED);
    }

    #[test]
    fn a_site_has_macros_of_its_own() {
        let macros = [("R".to_owned(), "\\mathbb{R}".to_owned()), ("abs".to_owned(), "\\left|#1\\right|".to_owned())];
        let math = MathMl::new(&macros.into()).unwrap();
        assert!(math.element("\\R+\\abs{x}", false).unwrap().contains('ℝ'));
        let fault = MathMl::new(&[("R".to_owned(), "\\nothing".to_owned())].into()).unwrap_err();
        assert_eq!(fault.0, "R");
    }

    #[test]
    fn what_is_not_known_is_told_with_its_place() {
        let untold = math().element("a+\\unknown{x}", false).unwrap_err();
        assert_eq!(&"a+\\unknown{x}"[untold.range], "\\unknown");
        assert!(math().element(&"x".repeat(LONGEST + 1), false).is_err());
    }

    #[test]
    fn no_style_is_left() {
        let element = math().element("\\begin{array}{c|r}a&b\\\\\\hline c&d\\end{array}\\color{red}x", true).unwrap();
        assert!(!element.contains("style=\"") || element.contains("displaystyle"), "{element}");
        assert!(!element.contains(" style="), "{element}");
        assert!(element.contains("math-line-right") && element.contains("math-line-top"), "{element}");
    }

    proptest! {
        #![proptest_config(crate::testing::cases(2000))]
        /// Whatever an author writes, there is a safe element or a reason.
        #[test]
        fn never_panics(tex in "(\\\\[a-z]{1,6}|\\\\(frac|sqrt|left|right|begin|end|text|color|href|hspace|tag|hline)|\\{|\\}|\\{(matrix|align|array|cc|red)\\}|&|\\\\\\\\|\\^|_|\\(|\\)|x|1|字|<|>|\"|'| |\\$|#1|~|\\[|\\]){0,20}") {
            if let Ok(element) = math().element(&tex, tex.len() % 2 == 0) {
                prop_assert!(is_safe(&element), "{element}");
            }
        }
    }
}
