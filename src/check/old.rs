//! Whether the addresses that a site had before still answer, by the files and rules of an output.

use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::hosts::Output;
use crate::address::Former;
use crate::artefact::Role;

/// What a host of static files answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The file itself.
    File,
    /// A page that leads on.
    Page,
    /// A rule in `_redirects`, which not every host reads.
    Rule,
    /// That there is nothing.
    Nothing,
}

/// An address, as the list has it, and what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The address.
    pub address: String,
    /// What is there.
    pub answer: Answer,
}

/// The addresses in a list: a sitemap (sitemaps.org), or a text with one at the beginning of each line, before a blank, a
/// tab or a comma. Lines that begin with `#` are none.
pub fn addresses(text: &str) -> Vec<String> {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return of_sitemap(text);
    }
    let first =
        |line: &str| line.trim().trim_matches('"').split(['\t', ' ', ',', '"']).next().unwrap_or_default().to_owned();
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.map(first).filter(|address| address.contains('/')).collect()
}

fn of_sitemap(xml: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    let mut current: Option<String> = None;
    for Ok(token) in Tokenizer::new(xml) {
        match token {
            Token::StartTag(tag) => current = (*tag.name == b"loc").then(String::new),
            Token::String(text) => {
                if let Some(current) = &mut current {
                    current.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Token::EndTag(tag) if *tag.name == b"loc" => {
                addresses.extend(current.take().map(|address| address.trim().to_owned()));
            }
            _ => {}
        }
    }
    addresses.retain(|address| !address.is_empty());
    addresses
}

/// What an output at `base_url` answers at addresses, whichever host they name.
pub fn answers(addresses: Vec<String>, output: &Output, base_url: &str) -> Vec<Answered> {
    let base = Former::parse(base_url).map(|base| base.path).unwrap_or_default();
    let rules = rules(&output.rules);
    let of = |address: String| {
        let answer = Former::parse(&address).map_or(Answer::Nothing, |former| answer(&former, &base, output, &rules));
        Answered { address, answer }
    };
    addresses.into_iter().map(of).collect()
}

fn answer(former: &Former, base: &str, output: &Output, rules: &[Rule]) -> Answer {
    let path = former.path.strip_prefix(base).unwrap_or(&former.path);
    let folder = path.trim_end_matches('/');
    // A query does not matter to a host of files: it is the same page for each.
    let index = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
    let is_root_of_query = folder.is_empty() && former.query.is_some();
    let file = [path, index.as_str()].into_iter().find_map(|file| output.files.get(file)).filter(|_| !is_root_of_query);
    match file {
        Some((Role::Redirect, _)) => Answer::Page,
        Some(_) => Answer::File,
        None if rules.iter().any(|rule| rule.is_for(&format!("/{base}{path}"))) => Answer::Rule,
        None => Answer::Nothing,
    }
}

/// A line of `_redirects`: the parts of the path that it is for.
struct Rule(Vec<String>);

fn rules(text: &str) -> Vec<Rule> {
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with('/'));
    let from = lines.filter_map(|line| line.split_whitespace().next());
    let decoded = |from: &str| percent_decode_str(from).decode_utf8_lossy().into_owned();
    from.map(|from| Rule(from.trim_end_matches('/').split('/').map(decoded).collect())).collect()
}

impl Rule {
    fn is_for(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        let fits = |(own, part): (&String, &&str)| own == part || own.starts_with(':') && !part.is_empty();
        match self.0.split_last() {
            Some((last, own)) if last == "*" => parts.len() >= own.len() && own.iter().zip(&parts).all(fits),
            _ => parts.len() == self.0.len() && self.0.iter().zip(&parts).all(fits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_in_any_form() {
        let sitemap = "\u{feff}<?xml version=\"1.0\"?>\n<urlset><url><loc>\nhttps://a.example/x?a=1&amp;b=2 </loc>\
                       <image:image><image:loc>https://a.example/i.png</image:loc></image:image></url>\
                       <url><loc>https://a.example/%E4%B8%80/</loc></url></urlset>";
        assert_eq!(addresses(sitemap), ["https://a.example/x?a=1&b=2", "https://a.example/%E4%B8%80/"]);
        let list = "# 旧\n/a/\n\nhttps://a.example/b\t200\n/c,301\n\"/d\",1\naddress\n  /e/ f\n";
        assert_eq!(addresses(list), ["/a/", "https://a.example/b", "/c", "/d", "/e/"]);
        assert_eq!(addresses(""), [""; 0]);
    }

    #[test]
    fn what_is_there_answers() {
        let files =
            ["index.html", "zh-hans/a.html", "文/b.html", "f.xml"].map(|path| (path.to_owned(), (Role::Page, 1)));
        let moved = ["old/index.html", "c.HTM"].map(|path| (path.to_owned(), (Role::Redirect, 1)));
        let output = Output {
            files: files.into_iter().chain(moved).collect(),
            rules: "/base/by/rule/ /base/x 301\n# no\n/base/2013/:month/:slug /base/x\n/base/tags/* /base/x".to_owned(),
            ..Output::default()
        };
        for (address, expected) in [
            ("/base/", Answer::File),
            ("https://old.example/zh-hans/a.html", Answer::File),
            ("/%E6%96%87/b.html", Answer::File),
            ("/f.xml?x", Answer::File),
            ("/old", Answer::Page),
            ("/old/", Answer::Page),
            ("/old/index.html", Answer::Page),
            ("http://www.old.example/base/c.HTM#x", Answer::Page),
            ("/c.htm", Answer::Nothing),
            ("/by/rule", Answer::Rule),
            ("/2013/01/a/", Answer::Rule),
            ("/2013/a/", Answer::Nothing),
            ("/tags/a/b", Answer::Rule),
            ("/?p=12", Answer::Nothing),
            ("mailto:/a", Answer::Nothing),
        ] {
            let found = answers(vec![address.to_owned()], &output, "https://a.example/base/");
            assert_eq!(found[0].answer, expected, "{address}");
        }
    }
}
