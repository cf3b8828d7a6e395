//! What the articles of a tree are like: their encoding, script, dates and habits, by a look at
//! up to some hundreds of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::header;
use super::tree::Tree;
use crate::config::{Config, Source};
use crate::content::{self, Sample, When, articles_of};
use crate::diagnostic::Kind;
use crate::markdown::{Habits, Prepared, headings, is_cjk};
use crate::script::Script;

/// So many articles tell what all are like.
const MOST: usize = 500;

/// Formats of dates that dibao does not read by itself, since which number is the month cannot
/// be told from one date.
const FORMATS: [&str; 6] = ["%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d %H%M"];

/// What the articles of a tree are like.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// How many were looked at.
    pub count: usize,
    /// The script of most.
    pub script: Option<Script>,
    /// The encoding of all that are not UTF-8, by its label, if it is the same.
    pub encoding: Option<String>,
    /// How many are not UTF-8.
    pub encoded: usize,
    /// How many have front matter.
    pub with_front_matter: usize,
    /// How many have a date.
    pub dated: usize,
    /// The pattern of their header.
    pub header: Option<String>,
    /// The level of the headings that begin an article.
    pub split: Option<u8>,
    /// Whether paragraphs are indented by four spaces.
    pub indented_paragraphs: bool,
    /// Whether headings lack their space.
    pub loose_headings: bool,
    /// The format of dates that dibao does not read by itself.
    pub date_format: Option<String>,
    /// What the headings of most have in common beside their day: the paper's name.
    pub name: Option<String>,
    /// The key that has their date, where none has that dibao knows.
    pub date_key: Option<String>,
}

pub(super) fn look(folder: &Path, tree: &Tree) -> Samples {
    let step = tree.files.len().div_ceil(MOST).max(1);
    let base = folder.join(&tree.articles);
    let texts: Vec<(&String, Vec<u8>)> =
        tree.files.iter().step_by(step).filter_map(|name| Some((name, fs_err::read(base.join(name)).ok()?))).collect();
    let read: Vec<(&String, Sample)> = texts.iter().map(|(name, bytes)| (*name, content::sample(bytes))).collect();
    let mut samples = Samples { count: read.len(), ..Samples::default() };
    let bare: Vec<String> =
        read.iter().filter(|(_, sample)| sample.body_start == 0).map(|(_, sample)| sample.text.clone()).collect();
    samples.with_front_matter = read.len() - bare.len();
    if bare.len() * 2 > read.len() {
        samples.header = header::pattern(&bare);
    }
    encodings(&read, &mut samples);
    scripts(&read, &mut samples);
    habits(&read, &mut samples);
    samples.split = split(&read);
    samples.name = name(&read);
    dates(&texts, &mut samples);
    samples
}

fn encodings(read: &[(&String, Sample)], samples: &mut Samples) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, sample) in read {
        if let Some(encoding) = &sample.encoding {
            *counts.entry(encoding).or_default() += 1;
        }
    }
    samples.encoded = counts.values().sum();
    // Single files find theirs out for themselves.
    if let [(encoding, count)] = counts.iter().collect::<Vec<_>>().as_slice()
        && **count == read.len()
    {
        samples.encoding = Some((**encoding).to_owned());
    }
}

fn scripts(read: &[(&String, Sample)], samples: &mut Samples) {
    let count = |script: Script| read.iter().filter(|(_, sample)| sample.script == Some(script)).count();
    let (hans, hant) = (count(Script::Hans), count(Script::Hant));
    samples.script = if hans + hant == 0 { None } else { Some(if hans >= hant { Script::Hans } else { Script::Hant }) };
}

fn habits(read: &[(&String, Sample)], samples: &mut Samples) {
    let (mut prose, mut code, mut loose) = (0, 0, 0);
    for (_, sample) in read {
        let body = &sample.text[sample.body_start..];
        let is_indented = |line: &&str| line.starts_with("    ") || line.starts_with('\t');
        let (chinese, others): (Vec<&str>, Vec<&str>) = body
            .lines()
            .filter(is_indented)
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .partition(|line| line.starts_with(|first| is_cjk(first) || first == '<'));
        prose += usize::from(chinese.len() > others.len());
        code += usize::from(others.len() >= chinese.len().max(1));
        let prepared = Prepared::new(body, Habits::default());
        loose += usize::from(prepared.notes().iter().any(|note| note.kind == Kind::HeadingSpace));
    }
    samples.indented_paragraphs = prose > code && prose * 50 >= read.len();
    samples.loose_headings = loose * 50 >= read.len() && loose > 1;
}

/// The level of headings, if files hold many articles: their names are days, and most have
/// several headings of that level with text below.
fn split(read: &[(&String, Sample)]) -> Option<u8> {
    let is_day = |name: &str| {
        let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".md");
        stem.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '_' | '.' | '年' | '月' | '日'))
    };
    let days: Vec<_> = read.iter().filter(|(name, _)| is_day(name)).collect();
    if days.len() * 10 < read.len() * 8 || days.is_empty() {
        return None;
    }
    let mut counts = [0_usize; 7];
    for (_, sample) in &days {
        let prepared = Prepared::new(&sample.text[sample.body_start..], Habits::default());
        let found = headings(&prepared);
        // Where pages are named, it is a newspaper, which may have few articles a day.
        let enough = if found.iter().any(|heading| heading.text.contains('版')) { 2 } else { 3 };
        for level in 1..=6_u8 {
            let of_level =
                found.iter().filter(|heading| heading.level == level && !heading.text.contains('版')).count();
            counts[usize::from(level)] += usize::from(of_level >= enough);
        }
    }
    // The highest level that most files have several of.
    (1..=6_u8).find(|&level| counts[usize::from(level)] * 10 >= days.len() * 6)
}

/// The name of the paper whose days the files are: `# 海滨日报 1983年5月2日`.
fn name(read: &[(&String, Sample)]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, sample) in read {
        let first = sample.text[sample.body_start..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let Some(title) = first.strip_prefix("# ") else { continue };
        let end =
            title.find(|letter: char| letter.is_ascii_digit() || "二一（(第".contains(letter)).unwrap_or(title.len());
        let name = title[..end].trim().trim_matches(['·', '-', '—', ' ', '　']);
        if end < title.trim_end().len() && (2..=12).contains(&name.chars().count()) {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    counts.into_iter().find(|(_, count)| *count > 2 && count * 10 >= read.len() * 8).map(|(name, _)| name)
}

/// How dates are written, where dibao cannot read them by itself.
fn dates(texts: &[(&String, Vec<u8>)], samples: &mut Samples) {
    let config = Config {
        source: vec![Source { header: samples.header.clone(), dir: ".".to_owned(), ..Source::default() }],
        ..Config::default()
    };
    let mut unread: Vec<String> = Vec::new();
    let mut undated: BTreeMap<String, usize> = BTreeMap::new();
    let mut without = 0;
    for (name, bytes) in texts {
        let mut found = Vec::new();
        let articles = articles_of(name, bytes, Some(0), &config, &mut found);
        let Some(article) = articles.first() else { continue };
        samples.dated += usize::from(article.date.is_some());
        let values = found.iter().filter(|found| found.kind == Kind::Date);
        unread.extend(
            values.filter_map(|found| {
                found.message.split_once(": ")?.1.split_once('`').map(|(value, _)| value.to_owned())
            }),
        );
        if article.date.is_none() {
            without += 1;
            for (key, value) in &article.extra {
                if value.as_str().is_some_and(|text| When::parse(text, &[], "UTC").is_some()) {
                    *undated.entry(key.clone()).or_default() += 1;
                }
            }
        }
    }
    let reads_all =
        |format: &&&str| unread.iter().all(|value| When::parse(value, &[(**format).to_owned()], "UTC").is_some());
    samples.date_format =
        FORMATS.iter().find(reads_all).filter(|_| !unread.is_empty()).map(|format| (*format).to_owned());
    samples.date_key = undated
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| count * 2 > without)
        .map(|(key, _)| key);
}

#[cfg(test)]
mod tests {
    use super::super::survey;
    use super::*;

    fn look_at(files: &[(&str, &str)]) -> Samples {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs_err::write(folder.path().join(name), text).unwrap();
        }
        survey(folder.path()).unwrap().samples
    }

    #[test]
    fn daily_files_are_split() {
        let day = "# 新闻\n\n### 甲\n\n甲文说话。\n\n### 乙\n\n乙文。\n\n### 丙\n\n丙文。\n";
        let samples = look_at(&[("20240704.md", day), ("20240705.md", day)]);
        assert_eq!((samples.split, samples.script), (Some(3), Some(Script::Hans)));
        let talk = look_at(&[("2024-07-04-谈话.md", day), ("2024-07-05-又谈.md", day)]);
        assert_eq!(talk.split, None);
    }

    #[test]
    fn dates_by_their_format_and_key() {
        let samples = look_at(&[("a.md", "---\ndate: 07/25/2024\n---\n"), ("b.md", "---\ndate: 01/02/2024\n---\n")]);
        assert_eq!(samples.date_format.as_deref(), Some("%m/%d/%Y"));
        let samples =
            look_at(&[("a.md", "---\n发布于: 2024-07-25\n---\n"), ("b.md", "---\n发布于: 2024年7月4日\n---\n")]);
        assert_eq!(samples.date_key.as_deref(), Some("发布于"));
    }

    #[test]
    fn indented_paragraphs_are_no_code() {
        let text = "    这一段话的前面有四个空格，是中文的习惯。\n";
        let samples = look_at(&[("a.md", text), ("b.md", text)]);
        assert!(samples.indented_paragraphs && !samples.loose_headings);
        let samples = look_at(&[("a.md", "#标题\n\n    int main() {}\n"), ("b.md", "##小题\n")]);
        assert!(!samples.indented_paragraphs && samples.loose_headings);
    }
}
