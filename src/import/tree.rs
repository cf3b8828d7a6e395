//! Where the articles of a tree are, which generator it was made for, and what that generator's
//! configuration says of the site.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::config::Config;
use crate::content::{is_markdown, parse_yaml};
use crate::disk;

/// What a tree was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// gohugo.io
    Hugo,
    /// hexo.io
    Hexo,
    /// jekyllrb.com
    Jekyll,
    /// None that dibao knows.
    Plain,
}

impl Generator {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hugo => "Hugo",
            Self::Hexo => "Hexo",
            Self::Jekyll => "Jekyll",
            Self::Plain => "no generator",
        }
    }
}

/// A tree of articles.
#[derive(Clone, Debug)]
pub struct Tree {
    /// What it was made for.
    pub generator: Generator,
    /// The folder of its articles, relative to the tree, with `/`; `.` for the tree itself.
    pub articles: String,
    /// The folder of files that are published as they are, likewise.
    pub assets: Option<String>,
    /// The Markdown files, relative to the folder of articles, sorted.
    pub files: Vec<String>,
    /// Whether there is a folder `public` already.
    pub has_public: bool,
    /// Markdown files outside of that folder, relative to the tree.
    pub left_out: Vec<String>,
    /// The site's name.
    pub title: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    /// The address it is published at.
    pub base_url: Option<String>,
    /// The pattern of its articles' addresses, as dibao writes it.
    pub permalink: Option<String>,
    /// The pattern of its articles' addresses, as its generator has it.
    pub their_permalink: Option<String>,
    /// Files of text that are not Markdown, by their endings.
    pub other_texts: BTreeMap<String, usize>,
    /// An IANA name.
    pub time_zone: Option<String>,
}

/// Files that are about a repository, and no articles.
const ABOUT: [&str; 8] =
    ["readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "summary", "security"];

/// The configurations of each generator, the likeliest first.
const CONFIGS: [&str; 10] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/config.toml",
    "config.toml",
    "config.yaml",
    "config.yml",
    "_config.yml",
];

pub(super) fn look(folder: &Path) -> Result<Tree, String> {
    if !disk::is_folder(folder) {
        return Err(format!("There is no folder `{}` to take articles from.", folder.display()));
    }
    let (all, other_texts) = files_below(folder);
    if all.is_empty() {
        let others = match counts(&other_texts) {
            text if text.is_empty() => String::new(),
            text => format!(" There are {text}: rename files of text to `.md`."),
        };
        return Err(format!("There are no Markdown files in `{}`.{others}", folder.display()));
    }
    let (name, config) = read_config(folder);
    let generator = generator(folder, name, &all);
    let text = |keys: &[&str]| {
        let mut values = keys.iter().filter_map(|key| config.get(*key)?.as_str()).map(str::trim);
        values.find(|value| !value.is_empty()).map(str::to_owned)
    };
    let articles = articles_folder(folder, generator, &all, text(&["contentDir", "source_dir"]));
    let below = |file: &String| match articles.as_str() {
        "." => Some(file.clone()),
        folder => file.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned),
    };
    let assets = match generator {
        Generator::Hugo => Some("static".to_owned()),
        _ => None,
    };
    let files: Vec<String> = all.iter().filter_map(below).collect();
    Ok(Tree {
        generator,
        left_out: all.iter().filter(|file| below(file).is_none() && !is_of_tools(file)).cloned().collect(),
        files,
        has_public: disk::exists(&folder.join("public")),
        articles,
        other_texts,
        assets: assets.filter(|assets| disk::is_folder(&folder.join(assets))),
        title: text(&["title"]).or_else(|| title_of_language(&config)),
        description: text(&["description", "subtitle"]),
        base_url: base_url(text(&["baseURL", "url"]), text(&["baseurl", "root"])),
        permalink: text(&["permalink"]).and_then(|pattern| permalink(&pattern)),
        their_permalink: text(&["permalink"]),
        time_zone: text(&["timeZone", "timezone"]).filter(|zone| jiff::tz::TimeZone::get(zone).is_ok()),
    })
}

/// Endings of files that may hold articles, but are not Markdown.
const TEXTS: [&str; 8] = ["txt", "html", "htm", "rst", "org", "adoc", "docx", "doc"];

/// Every Markdown file, by its path with `/`, sorted, and how many there are of other texts; not
/// those of tools and of output.
fn files_below(folder: &Path) -> (Vec<String>, BTreeMap<String, usize>) {
    // As a build walks it.
    let entries = disk::walk(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
    });
    let (mut markdown, mut others) = (Vec::new(), BTreeMap::new());
    for entry in entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let Some(name) = entry.path().strip_prefix(folder).ok().and_then(Path::to_str) else { continue };
        let name = name.replace('\\', "/");
        if is_markdown(&name) {
            markdown.push(name);
        } else if let Some(ending) =
            TEXTS.into_iter().find(|ending| name.to_lowercase().ends_with(&format!(".{ending}")))
        {
            *others.entry(ending.to_owned()).or_default() += 1;
        }
    }
    (markdown, others)
}

/// Whether a file is of a theme or the like.
fn is_of_tools(file: &str) -> bool {
    const TOOLS: [&str; 9] =
        ["themes", "scaffolds", "layouts", "_layouts", "_includes", "archetypes", "vendor", "public", "_site"];
    file.split('/').any(|part| TOOLS.contains(&part))
}

/// `12 .txt, 3 .html`.
pub(super) fn counts(endings: &BTreeMap<String, usize>) -> String {
    endings.iter().map(|(ending, count)| format!("{count} .{ending}")).collect::<Vec<_>>().join(", ")
}

/// A configuration that is there, and what it says.
fn read_config(folder: &Path) -> (Option<&'static str>, serde_json::Map<String, Value>) {
    for name in CONFIGS {
        let Ok(text) = disk::read_to_string(folder.join(name)) else { continue };
        let read = match name.rsplit('.').next() {
            Some("toml") => toml::from_str::<Value>(&text).ok(),
            Some("json") => serde_json::from_str(&text).ok(),
            _ => Some(Value::Object(parse_yaml(&text))),
        };
        if let Some(Value::Object(map)) = read {
            return (Some(name), map);
        }
    }
    (None, serde_json::Map::new())
}

fn generator(folder: &Path, config: Option<&str>, files: &[String]) -> Generator {
    let has = |part: &str| files.iter().any(|file| format!("/{file}").contains(part));
    if config.is_some_and(|name| name != "_config.yml") && disk::is_folder(&folder.join("content")) {
        Generator::Hugo
    } else if has("/source/_posts/") {
        Generator::Hexo
    } else if has("/_posts/") {
        Generator::Jekyll
    } else {
        Generator::Plain
    }
}

fn articles_folder(folder: &Path, generator: Generator, files: &[String], said: Option<String>) -> String {
    let is_there = |name: &String| files.iter().any(|file| file.starts_with(&format!("{name}/")));
    let usual = match generator {
        Generator::Hugo => said.or(Some("content".to_owned())),
        Generator::Hexo => Some(format!("{}/_posts", said.as_deref().unwrap_or("source"))),
        Generator::Jekyll => Some("_posts".to_owned()),
        Generator::Plain => None,
    };
    let usual = usual.map(|name| name.trim_matches('/').to_owned()).filter(is_there);
    usual.unwrap_or_else(|| common_folder(folder, files))
}

/// The deepest folder that holds every article; files about the repository do not count where
/// there are others.
fn common_folder(folder: &Path, files: &[String]) -> String {
    let is_about = |file: &&String| {
        let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
        !file.contains('/') && ABOUT.iter().any(|about| name.starts_with(about))
    };
    let articles: Vec<&String> = files.iter().filter(|file| !is_about(file)).collect();
    let Some(first) = articles.first() else { return ".".to_owned() };
    let mut common: Vec<&str> = first.split('/').collect();
    common.pop();
    for file in &articles {
        let parts = file.split('/');
        let shared = common.iter().zip(parts).take_while(|(one, other)| *one == other).count();
        common.truncate(shared);
    }
    // A folder that is a date tells something that its files' names do not.
    while common.last().is_some_and(|part| part.starts_with(|first: char| first.is_ascii_digit())) {
        common.pop();
    }
    if common.is_empty() || !disk::is_folder(&folder.join(common.join("/"))) {
        ".".to_owned()
    } else {
        common.join("/")
    }
}

/// The title of a site of Hugo's in several languages: the first that is Chinese, or the first.
fn title_of_language(config: &serde_json::Map<String, Value>) -> Option<String> {
    let languages = config.get("languages")?.as_object()?;
    let title = |value: &Value| value.get("title")?.as_str().map(str::to_owned);
    let chinese = languages.iter().find(|(code, value)| code.starts_with("zh") && title(value).is_some());
    chinese.and_then(|(_, value)| title(value)).or_else(|| languages.values().find_map(title))
}

/// The address of a site whose configuration has its host and its folder apart.
fn base_url(url: Option<String>, folder: Option<String>) -> Option<String> {
    let url = match (url, folder) {
        (Some(url), Some(folder)) if !url.trim_end_matches('/').ends_with(folder.trim_matches('/')) => {
            format!("{}/{}", url.trim_end_matches('/'), folder.trim_matches('/'))
        }
        // Hugo may be written in small letters.
        (None, Some(folder)) => folder,
        (url, _) => url?,
    };
    Some(url).filter(|url| Config::default().set_base_url(url).is_ok())
}

/// A pattern of addresses of Hexo or Jekyll as dibao writes it; none if it has a part that
/// dibao has not.
fn permalink(pattern: &str) -> Option<String> {
    let known = match pattern.trim() {
        "pretty" | "date" => "/:categories/:year/:month/:day/:title/",
        other => other,
    };
    let pattern = known
        .replace(":categories/", "")
        .replace(":category/", "")
        .replace(":title", ":slug")
        .replace(":name", ":slug")
        .replace(":i_month", ":month")
        .replace(":i_day", ":day");
    let pattern = pattern.replace(":output_ext", "");
    let pattern = pattern.trim_matches('/').trim_end_matches(".html").to_owned();
    let parts = pattern
        .split(':')
        .skip(1)
        .map(|part| part.split(|it: char| !it.is_ascii_alphabetic()).next().unwrap_or_default());
    let is_known = parts.clone().all(|part| matches!(part, "year" | "month" | "day" | "slug"));
    (is_known && parts.clone().any(|part| part == "slug")).then_some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        look(folder.path()).unwrap()
    }

    #[test]
    fn generators_are_told_apart() {
        let hexo = tree(&[
            (
                "_config.yml",
                "title: 站: 名\nurl: https://x.example\npermalink: :year/:month/:day/:title/\ntimezone: Asia/Taipei\n",
            ),
            ("source/_posts/a.md", ""),
            ("source/about/index.md", ""),
            ("themes/x/README.md", ""),
        ]);
        assert_eq!((hexo.generator, hexo.articles.as_str()), (Generator::Hexo, "source/_posts"));
        assert_eq!(hexo.title.as_deref(), Some("站: 名"));
        assert_eq!(hexo.permalink.as_deref(), Some(":year/:month/:day/:slug"));
        assert_eq!(hexo.time_zone.as_deref(), Some("Asia/Taipei"));
        assert_eq!((hexo.files, hexo.left_out), (vec!["a.md".to_owned()], vec!["source/about/index.md".to_owned()]));
        let hugo = tree(&[
            ("hugo.toml", "title = \"站\"\nbaseURL = \"https://x.example/\""),
            ("content/post/a.md", ""),
            ("static/a.png", ""),
        ]);
        assert_eq!(
            (hugo.generator, hugo.articles.as_str(), hugo.assets.as_deref()),
            (Generator::Hugo, "content", Some("static"))
        );
        let jekyll = tree(&[("_config.yml", "title: 站"), ("_posts/2024-07-04-a.md", ""), ("README.md", "")]);
        assert_eq!((jekyll.generator, jekyll.articles.as_str()), (Generator::Jekyll, "_posts"));
        let plain = tree(&[("README.md", ""), ("published/201309/a.md", ""), ("published/201310/b.md", "")]);
        assert_eq!((plain.generator, plain.articles.as_str(), plain.files.len()), (Generator::Plain, "published", 2));
        let dated = tree(&[("2024/07/04.md", ""), ("2024/07/05.md", "")]);
        assert_eq!((dated.articles.as_str(), dated.files.len()), (".", 2));
    }

    #[test]
    fn patterns_of_addresses() {
        assert_eq!(permalink("/:categories/:year/:title.html").as_deref(), Some(":year/:slug"));
        assert_eq!(permalink(":hash/"), None);
        assert_eq!(permalink("pretty").as_deref(), Some(":year/:month/:day/:slug"));
    }
}
