//! What the articles of a tree are like: their encoding, script, dates and habits, by a look at
//! up to some hundreds of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::header;
use super::tree::Tree;
use crate::config::{Config, Source};
use crate::content::{self, Sample, articles_of, is_day_file};
use crate::date::When;
use crate::diagnostic::Kind;
use crate::disk;
use crate::markdown::{Habits, Prepared, headings, is_cjk};
use crate::script::Script;

/// So many articles tell what all are like.
const MOST: usize = 500;

/// What the articles of a tree are like.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// How many were looked at.
    pub count: usize,
    /// The script of most.
    pub script: Option<Script>,
    /// The encoding of all that are not UTF-8, by its label, if it is the same.
    pub encoding: Option<String>,
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
    /// The formats of dates that could be two days, where other dates tell which they are.
    pub date_formats: Vec<String>,
    /// A date that could be two days, where no other date tells.
    pub ambiguous_date: Option<String>,
    /// What the headings of most have in common beside their day: the paper's name.
    pub name: Option<String>,
    /// The key that has their date, where none has that dibao knows.
    pub date_key: Option<String>,
}

pub(super) fn look(folder: &Path, tree: &Tree) -> Samples {
    let step = tree.files.len().div_ceil(MOST).max(1);
    let texts: Vec<(&String, Vec<u8>)> =
        tree.files.iter().step_by(step).filter_map(|name| Some((name, disk::read(folder.join(name)).ok()?))).collect();
    let read: Vec<(&String, Sample)> = texts.iter().map(|(name, bytes)| (*name, content::sample(bytes))).collect();
    let mut samples = Samples { count: read.len(), ..Samples::default() };
    let bare: Vec<String> =
        read.iter().filter(|(_, sample)| sample.body_start == 0).map(|(_, sample)| sample.text.clone()).collect();
    samples.with_front_matter = read.len() - bare.len();
    if bare.len() * 2 > read.len() {
        samples.header = header::pattern(&bare);
    }
    encodings(&read, &mut samples);
    let host = tree.base_url.as_deref().and_then(|url| url.split("://").nth(1)?.split('/').next());
    scripts(&read, host, &mut samples);
    habits(&read, &mut samples);
    samples.split = split(&read);
    samples.name = name(&read);
    date_formats(&read, &mut samples);
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
    // Single files find theirs out for themselves.
    if let [(encoding, count)] = counts.iter().collect::<Vec<_>>().as_slice()
        && **count == read.len()
    {
        samples.encoding = Some((**encoding).to_owned());
    }
}

/// Whether Traditional texts are Hong Kong's and not Taiwan's: by glyphs that only one of them writes, by words that only
/// one of them has, and by the host.
fn is_of_hong_kong(read: &[(&String, Sample)], host: Option<&str>) -> bool {
    const HONG_KONG: [&str; 14] =
        ["裏", "衞", "綫", "嘅", "喺", "咗", "唔", "港府", "立法會", "特首", "港鐵", "區議會", "警務處", "巴士"];
    const TAIWAN: [&str; 14] =
        ["裡", "衛", "線", "臺", "立法院", "行政院", "總統府", "捷運", "縣", "公車", "網路", "影片", "資訊", "計程車"];
    let texts =
        || read.iter().filter(|(_, sample)| sample.script == Some(Script::Hant)).map(|(_, sample)| &sample.text);
    let having = |words: &[&str]| -> usize {
        texts().map(|text| words.iter().filter(|word| text.contains(**word)).count()).sum()
    };
    let is_host = host.is_some_and(|host| host.split('.').next_back() == Some("hk") || host.contains("hk"));
    let (hong_kong, taiwan) = (having(&HONG_KONG), having(&TAIWAN));
    hong_kong > taiwan || is_host && hong_kong * 2 > taiwan
}

fn scripts(read: &[(&String, Sample)], host: Option<&str>, samples: &mut Samples) {
    let count = |script: Script| read.iter().filter(|(_, sample)| sample.script == Some(script)).count();
    let (hans, hant) = (count(Script::Hans), count(Script::Hant));
    samples.script = if hans + hant == 0 { None } else { Some(if hans >= hant { Script::Hans } else { Script::Hant }) };
    if samples.script == Some(Script::Hant) && is_of_hong_kong(read, host) {
        samples.script = Some(Script::HantHk);
    }
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
        loose += usize::from(prepared.findings().iter().any(|finding| finding.kind == Kind::HeadingSpace));
    }
    samples.indented_paragraphs = prose > code && prose * 50 >= read.len();
    samples.loose_headings = loose * 50 >= read.len() && loose > 1;
}

/// The level of headings, if files hold many articles: their names are days, and most have
/// several headings of that level with text below.
fn split(read: &[(&String, Sample)]) -> Option<u8> {
    let is_day = |(name, sample): &&(&String, Sample)| is_day_file(name) && !sample.has_title;
    let days: Vec<_> = read.iter().filter(is_day).collect();
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
        // Marks of a title are no part of the name.
        let name = name.strip_prefix('《').and_then(|name| name.strip_suffix('》')).unwrap_or(name);
        let rest = &title[end..];
        let is_issue =
            rest.chars().filter(char::is_ascii_digit).count() >= 6 || rest.contains(['年', '期', '号', '號']);
        if is_issue && (2..=12).contains(&name.chars().count()) {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    counts.into_iter().find(|(_, count)| *count > 2 && count * 10 >= read.len() * 8).map(|(name, _)| name)
}

/// Which of two numbers before a year is the month: those that cannot be one tell it.
fn date_formats(read: &[(&String, Sample)], samples: &mut Samples) {
    let mut ambiguous: Vec<&String> = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for date in read.iter().filter_map(|(_, sample)| sample.date.as_ref()) {
        let sign = date.chars().find(|letter| !letter.is_ascii_digit()).unwrap_or('/');
        let numbers: Vec<&str> = date.splitn(3, sign).collect();
        let [one, two, rest] = numbers.as_slice() else { continue };
        let (Ok(one), Ok(two)) = (one.parse::<u8>(), two.parse::<u8>()) else { continue };
        if rest.len() < 4 || !rest.bytes().take(4).all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        match (one > 12, two > 12) {
            (true, false) => drop(told.insert(format!("%d{sign}%m{sign}%Y"))),
            (false, true) => drop(told.insert(format!("%m{sign}%d{sign}%Y"))),
            _ => ambiguous.push(date),
        }
    }
    let (Some(first), Some(format)) = (ambiguous.first(), told.first()) else {
        samples.ambiguous_date = ambiguous.first().map(|date| (*date).clone());
        return;
    };
    if told.len() > 1 {
        samples.ambiguous_date = Some((*first).clone());
        return;
    }
    let with_times = [String::new(), " %H:%M".to_owned(), " %H:%M:%S".to_owned(), " %I:%M %p".to_owned()];
    let formats = with_times.iter().map(|time| format!("{format}{time}"));
    let reads =
        |format: &String| ambiguous.iter().any(|date| When::parse(date, std::slice::from_ref(format), "UTC").is_some());
    samples.date_formats = formats.filter(reads).collect();
}

/// How many have a date, and the key that has it where dibao knows none.
fn dates(texts: &[(&String, Vec<u8>)], samples: &mut Samples) {
    let config = Config {
        source: vec![Source { header: samples.header.clone(), dir: ".".to_owned(), ..Source::default() }],
        ..Config::default()
    };
    let mut undated: BTreeMap<String, usize> = BTreeMap::new();
    let mut without = 0;
    for (name, bytes) in texts {
        let articles = articles_of(name, bytes, Some(0), &config, &mut Vec::new());
        let Some(article) = articles.first() else { continue };
        samples.dated += usize::from(article.date.is_some());
        if article.date.is_none() {
            without += 1;
            for (key, value) in &article.extra {
                if value.as_str().is_some_and(|text| When::parse(text, &[], "UTC").is_some()) {
                    *undated.entry(key.clone()).or_default() += 1;
                }
            }
        }
    }
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
        let numbers = look_at(&[("101.md", day), ("102.md", day), ("103.md", day)]);
        assert_eq!(numbers.split, None);
        let titled = format!("---\ntitle: 周记\n---\n{day}");
        assert_eq!(look_at(&[("2024-07-04.md", &titled), ("2024-07-11.md", &titled)]).split, None);
    }

    #[test]
    fn dates_by_their_format_and_key() {
        let samples = look_at(&[("a.md", "---\ndate: 07/25/2024\n---\n"), ("b.md", "---\ndate: 01/02/2024\n---\n")]);
        assert_eq!(samples.date_formats, ["%m/%d/%Y"]);
        let samples = look_at(&[("a.md", "---\ndate: 01/03/2024\n---\n"), ("b.md", "---\ndate: TBD\n---\n")]);
        assert_eq!((samples.date_formats.len(), samples.ambiguous_date.as_deref()), (0, Some("01/03/2024")));
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
