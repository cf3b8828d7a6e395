//! What Markdown is where: one table of the constructs that generators add to CommonMark, each on or off by what
//! `[markdown]` says, for the site and for each source. `docs/reading.md` describes them.

use serde::{Deserialize, Serialize};

/// What a line break in a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Breaks {
    /// None for readers, as in CommonMark.
    #[default]
    Soft,
    /// A line break, as in Hexo and HackMD.
    Hard,
}

macro_rules! dialect {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $default:expr;)*) => {
        /// What a site or a source says of its Markdown; what it does not say is as it is one level up.
        #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
        #[serde(default, expecting = "a table such as `{ breaks = \"hard\", emoji = false }`")]
        pub struct Markdown {
            $($(#[$doc])* pub $name: Option<$type>,)*
        }

        /// How Markdown is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
        pub struct Dialect {
            $($(#[$doc])* pub $name: $type,)*
        }

        impl Default for Dialect {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Dialect {
            /// What a source says, and the site where the source says nothing.
            pub fn new(site: &Markdown, source: &Markdown) -> Self {
                let default = Self::default();
                Self { $($name: source.$name.or(site.$name).unwrap_or(default.$name),)* }
            }
        }
    };
}

dialect! {
    /// Whether addresses and e-mail addresses that stand in a text are links.
    links: bool = true;
    /// What a line break is.
    breaks: Breaks = Breaks::Soft;
    /// Whether `^[…]` is a footnote.
    notes: bool = true;
    /// Whether `> [!NOTE]`, `!!! note` and `::: note` are boxes.
    alerts: bool = true;
    /// Whether a line that begins with `: ` says what the line before it means.
    definitions: bool = true;
    /// Whether `==…==` is marked.
    marks: bool = true;
    /// Whether `~…~` is lowered.
    subscript: bool = false;
    /// Whether `^…^` is raised.
    superscript: bool = false;
    /// Whether `[[…]]` leads to the article of that title or file.
    wiki_links: bool = true;
    /// Whether `%%…%%`, `{::comment}` and `{# … #}` are left out.
    comments: bool = true;
    /// Whether `:smile:` is 😄.
    emoji: bool = true;
    /// Whether the attributes of kramdown, `{: .lead}`, are left out.
    attributes: bool = true;
    /// Whether `[TOC]`, which stands for a table of contents, is left out.
    contents: bool = true;
    /// Whether `$…$`, `$$…$$`, `\(…\)` and `\[…\]` are formulas.
    math: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_goes_before_the_site() {
        let site = Markdown { emoji: Some(false), breaks: Some(Breaks::Hard), ..Markdown::default() };
        let source = Markdown { emoji: Some(true), ..Markdown::default() };
        let dialect = Dialect::new(&site, &source);
        assert!(dialect.emoji && dialect.math);
        assert_eq!(dialect.breaks, Breaks::Hard);
        assert_eq!(Dialect::new(&Markdown::default(), &Markdown::default()), Dialect::default());
    }
}
