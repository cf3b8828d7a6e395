//! Whatever is edited, in whatever order: what is built on what was built before is what a build from nothing makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dibao::artefact::{Files as _, Memory};
use dibao::date::Now;
use dibao::pipeline::{self, Options};
use proptest::prelude::*;

use crate::support::{Site, files, rounds};

/// An edit: of which file, of what in it, and what that becomes.
type Edit = (u8, u8, u8);

/// Words that texts have and that names and rules are about.
const WORDS: [&str; 10] =
    ["青岛", "头发", "林则徐", "峰会", "臺灣", "２０２４年", "𠮷野家", "Linux 系统", "海滨**大**会", "面条"];

/// What an article says, by key; `body` and `words` are its text, `file` is where it lies.
#[derive(Clone, Default)]
struct Article(BTreeMap<&'static str, String>);

impl Article {
    fn new(number: usize) -> Self {
        let mut article = Self::default();
        article.set("title", &format!("第{number}篇"));
        article.set("date", &format!("2024-07-{:02}", 1 + number));
        article.set("words", WORDS[number]);
        article
    }

    fn set(&mut self, key: &'static str, value: &str) {
        self.0.insert(key, value.to_owned());
    }

    fn edit(&mut self, what: u8, value: u8) {
        let pick = |all: &[&'static str]| all[usize::from(value) % all.len()];
        let word = WORDS[usize::from(value) % WORDS.len()];
        let number = value % 8;
        let (key, value): (&'static str, String) = match what % 24 {
            0 => ("words", word.to_owned()),
            1 => ("title", format!("题{word}").replace("**", "")),
            2 => {
                ("date", pick(&["2024-07-03", "2024-07-03", "2023-07-04", "2024-08-01", "2024", "", "2024-07"]).into())
            }
            3 => ("tags", pick(&["[\"港\"]", "[\"港\", \"海\"]", "", "[\"灣\"]", "[\"湾\"]"]).into()),
            4 => ("section", pick(&["副刊", "", "要闻", "要聞"]).into()),
            5 => ("source", pick(&["晚报", "晚報", "", "集刊"]).into()),
            6 => ("page", pick(&["1", "2", "", "A3"]).into()),
            7 => ("edition", pick(&["", "早", "晚"]).into()),
            8 => ("authors", pick(&["[林则徐]", "[甲, 林則徐]", ""]).into()),
            9 => ("events", pick(&["[sco]", "[sco, 开幕]", "", "[开幕]", "[新事]"]).into()),
            10 => ("locations", pick(&["[青岛]", "[青岛, 上海]", "", "[山东]"]).into()),
            11 => ("title", format!("连载（{}）", pick(&["一", "二", "三", "四"]))),
            12 => (
                "corrections",
                pick(&["[{was: 头发, now: 头髪}]", "", "[{was: 甲, now: 乙, date: 2024-07-09}]"]).into(),
            ),
            13 => ("withdrawn", pick(&["", "true", "2024-07-20"]).into()),
            14 => ("draft", pick(&["", "true"]).into()),
            15 => ("aliases", pick(&["[/old/a.html]", "", "[/old/b/]", "[/old/a.html, /x]"]).into()),
            16 => ("body", format!("[别篇](a{number}.md)")),
            17 => ("body", format!("见[那篇](a{number}.md#{word})和![图](图.png)。").replace("**", "")),
            18 => ("body", pick(&["（下转第二版）", "（上接第一版）", "## 头发\n\n文", "<b>头</b>发"]).into()),
            19 => ("summary", pick(&["", "提要在青岛", "另一提要"]).into()),
            20 => ("slug", pick(&["", "", "own", "other"]).into()),
            21 => ("updated", pick(&["", "2024-09-01"]).into()),
            22 => ("license", pick(&["", "CC-BY-4.0", "某许可"]).into()),
            _ => ("position", pick(&["", "1", "2"]).into()),
        };
        self.0.insert(key, value);
    }

    fn text(&self) -> String {
        let mut text = "---\n".to_owned();
        let inner = ["words", "body"];
        for (key, value) in self.0.iter().filter(|(key, value)| !inner.contains(key) && !value.is_empty()) {
            writeln!(text, "{key}: {value}").unwrap();
        }
        let part = |key| self.0.get(key).map(String::as_str).unwrap_or_default();
        text + &format!("---\n第一段。{}\n\n末段说{}。\n", part("body"), part("words"))
    }
}

/// A site that is edited.
struct Edited {
    site: Site,
    articles: BTreeMap<u8, Article>,
    settings: BTreeMap<&'static str, String>,
}

impl Edited {
    fn new(settings: &[(&'static str, &str)]) -> Self {
        let site = Site::new(&[
            ("content/events/sco.md", "---\ntitle: 峰会\nstart: 2024-07-02\nlocation: 青岛\n---\n文。"),
            ("content/locations/青岛.md", "---\ntitle: 青岛\ncoordinates: [36, 120]\nparent: 山东\n---\n港。"),
            ("content/persons/林则徐.md", "# 林则徐\n\n他在青岛。"),
        ]);
        let settings = settings.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        let mut edited = Self { site, articles: BTreeMap::new(), settings };
        edited.write_settings();
        for number in 0..6 {
            edited.articles.insert(number, Article::new(usize::from(number)));
            edited.write(number);
        }
        edited
    }

    fn write_settings(&self) {
        let mut book = "title = \"试报\"\nbase_url = \"https://news.example/\"\nper_page = 2\n".to_owned();
        for (key, value) in &self.settings {
            writeln!(book, "{key} = {value}").unwrap();
        }
        self.site.write("book.toml", book.as_bytes());
    }

    fn write(&self, number: u8) {
        self.site.write(&format!("content/a{number}.md"), self.articles[&number].text().as_bytes());
    }

    fn toggle(&self, name: &str, text: &str) {
        let path = self.site.path().join(name);
        if path.exists() { fs_err::remove_file(path).unwrap() } else { self.site.write(name, text.as_bytes()) }
    }

    fn apply(&mut self, (which, what, value): Edit) {
        let word = WORDS[usize::from(value) % WORDS.len()];
        match which % 16 {
            number @ 0..8 => {
                // What is edited that is not there comes.
                let article = self.articles.entry(number).or_insert_with(|| Article::new(usize::from(number)));
                article.edit(what, value);
                self.write(number);
            }
            8 => {
                let number = what % 8;
                if self.articles.remove(&number).is_some() {
                    fs_err::remove_file(self.site.path().join(format!("content/a{number}.md"))).unwrap();
                }
            }
            9 => match what % 4 {
                0 => self.toggle("content/locations/上海.md", &format!("---\ntitle: 上海\nparent: 青岛\n---\n{word}")),
                1 => {
                    self.toggle("content/locations/青岛.md", &format!("---\ntitle: 青岛\naliases: [琴岛]\n---\n{word}"))
                }
                2 => self.toggle(
                    "content/locations/山东.md",
                    &format!("---\ntitle: 山东\nsummary: {word}\n---\n省。").replace("**", ""),
                ),
                _ => self.toggle("content/locations/面.md", "---\ntitle: 面条\n---\n名。"),
            },
            10 => match what % 3 {
                0 => self.toggle(
                    "content/events/开幕.md",
                    &format!("---\ntitle: 开幕\nparent: sco\nstart: 2024-07-0{}\n---\n文", 1 + value % 8),
                ),
                1 => self.site.write(
                    "content/events/sco.md",
                    format!("---\ntitle: 峰会\naliases: [{}]\n---\n{word}", word.replace("**", "")).as_bytes(),
                ),
                _ => self
                    .toggle("content/persons/林则徐.md", &format!("---\ntitle: 林则徐\nlocation: 上海\n---\n{word}")),
            },
            11 => match what % 3 {
                0 => self.toggle(
                    "glossary/own.toml",
                    &format!("[[term]]\nzh-Hans = \"面条\"\nzh-Hant = \"麵{}\"\n", value % 3),
                ),
                1 => self.toggle("glossary/two.toml", "keep = [\"头发\"]\n"),
                _ => self.toggle("glossary/own.toml", &format!("words = [\"{}\"]\n", word.replace("**", ""))),
            },
            12 => match what % 5 {
                0 => self.toggle("content/pages/about.md", &format!("# 关于\n\n{word}，[篇](../a1.md)")),
                1 => self.toggle("content/图.png", "no picture"),
                2 => self.toggle("static/own.txt", word),
                3 => self.toggle("static/robots.txt", word),
                _ => self.toggle("content/many.md", &format!("---\ntitle: 合\n---\n文 {word}\n")),
            },
            13 => match what % 3 {
                0 => self.toggle("templates/parts/pager.html", "<p>{{ site.title }}</p>"),
                1 => self.toggle("theme/site.css", "p { color: red }"),
                _ => self.toggle("content/a1.zh-Hant.md", &format!("---\ntitle: 手工\n---\n手工的{word}。")),
            },
            14 => {
                let (key, value) = match what % 4 {
                    0 => ("per_page", ["2", "3"][usize::from(value % 2)]),
                    1 => ("mentions", ["true", "false"][usize::from(value % 2)]),
                    2 => ("page_json", ["true", "false"][usize::from(value % 2)]),
                    _ => ("publisher", ["\"社\"", "\"面条社\""][usize::from(value % 2)]),
                };
                if key != "per_page" {
                    self.settings.insert(key, value.to_owned());
                    self.write_settings();
                }
            }
            // An address changes its owner.
            _ => {
                let (one, other) = (what % 8, value % 8);
                if let (Some(first), Some(second)) =
                    (self.articles.get(&one).cloned(), self.articles.get(&other).cloned())
                {
                    self.articles.insert(one, second);
                    self.articles.insert(other, first);
                    self.write(one);
                    self.write(other);
                }
            }
        }
    }

    fn build(&self) -> usize {
        pipeline::build(self.site.path(), &options(), &|_, _| {}).unwrap().made
    }

    /// The names of files that are not as a build from nothing makes them.
    fn faults(&self) -> Vec<String> {
        let clean = Memory::default();
        pipeline::build_into(self.site.path(), &options(), &clean, &|_, _| {}).unwrap();
        let clean: BTreeMap<String, Vec<u8>> =
            clean.manifest().files().map(|file| (file.path.to_string(), clean.read(&file.path).unwrap())).collect();
        let built = files(&self.site.path().join("public"));
        let names: std::collections::BTreeSet<&String> = clean.keys().chain(built.keys()).collect();
        names.into_iter().filter(|name| clean.get(*name) != built.get(*name)).cloned().collect()
    }
}

fn options() -> Options {
    Options { now: Now::parse("2100-01-01").unwrap(), ..Options::default() }
}

fn run(settings: &[(&'static str, &str)], edits: Vec<Edit>, each: usize) -> Result<(), TestCaseError> {
    let mut edited = Edited::new(settings);
    edited.build();
    for (number, edit) in (1..).zip(edits) {
        edited.apply(edit);
        edited.build();
        if number % each == 0 {
            let faults = edited.faults();
            prop_assert!(faults.is_empty(), "after {edit:?}, the {number}th: {faults:#?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(6, 150), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_build_on_another_is_as_one_from_nothing(edits in proptest::collection::vec(any::<Edit>(), 20)) {
        run(&[("search.enabled", "false")], edits, 5)?;
    }

    #[test]
    fn so_is_one_with_search(edits in proptest::collection::vec(any::<Edit>(), 20)) {
        run(&[], edits, 5)?;
    }
}
