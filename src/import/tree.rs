//! Where the articles of a tree are, which generator it was made for, and what that generator's
//! configuration says of the site.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use super::plan::{self, Look, Plan, SourcePlan, is_about};
use super::{configs, hexo, hugo, jekyll, mkdocs};
use crate::config::{Config, Source};
use crate::content::{self, ContentFile, is_markdown};
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
    /// mkdocs.org
    Mkdocs,
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
            Self::Mkdocs => "mkdocs",
            Self::Plain => "no generator",
        }
    }
}

/// A tree of articles.
#[derive(Clone, Debug)]
pub struct Tree {
    /// What it was made for.
    pub generator: Generator,
    /// What is to be taken of it.
    pub plan: Plan,
    /// The files of articles, relative to the tree, with `/`, sorted.
    pub files: Vec<String>,
    /// Those of pages, likewise.
    pub pages: Vec<String>,
    /// Whether there is a folder `public` already.
    pub has_public: bool,
    /// Markdown files that are neither.
    pub left_out: Vec<String>,
    /// The site's name.
    pub title: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    /// The address it is published at.
    pub base_url: Option<String>,
    /// Files of text that are not Markdown, by their endings.
    pub other_texts: BTreeMap<String, usize>,
    /// Files of HTML with front matter, of which the generator made pages.
    pub html_pages: Vec<String>,
    /// An IANA name.
    pub time_zone: Option<String>,
    /// Whether the generator was told to show what has a later date than today.
    pub shows_future: bool,
}

pub(super) fn look(folder: &Path) -> Result<Tree, String> {
    if !disk::is_folder(folder) {
        let why = match disk::exists(folder) {
            true => "is a file: name the folder that it lies in, and call files of text `.md`.",
            false => "is no folder to take articles from: there is nothing of that name.",
        };
        return Err(format!("`{}` {why}", folder.display()));
    }
    let (all, rest) = files_below(folder);
    let other_texts = texts(&rest);
    if all.is_empty() {
        let others = match counts(&other_texts) {
            text if text.is_empty() => String::new(),
            text => format!(" There are {text}: rename files of text to `.md`."),
        };
        return Err(format!("There are no Markdown files in `{}`.{others}", folder.display()));
    }
    let (name, config) = configs::read(folder);
    let generator = generator(folder, name, &config, &all);
    let markdown: Vec<String> = all.into_iter().filter(|file| !is_of_tools(file)).collect();
    let look = Look { folder, markdown: &markdown, others: &rest, config: &config };
    let plan = match generator {
        Generator::Hugo => hugo::plan(&look),
        Generator::Hexo => hexo::plan(&look),
        Generator::Jekyll => jekyll::plan(&look),
        Generator::Mkdocs => mkdocs::plan(&look),
        Generator::Plain => plain(&look),
    };
    let plan = without_abouts(plan, &look, generator);
    let (files, pages) = taken(folder, &plan);
    let is_taken = |file: &&String| files.binary_search(file).is_ok() || pages.binary_search(file).is_ok();
    Ok(Tree {
        generator,
        left_out: markdown.iter().filter(|file| !is_taken(file)).cloned().collect(),
        files,
        pages,
        has_public: disk::exists(&folder.join("public")),
        other_texts,
        html_pages: html_pages(&look, generator),
        title: look
            .text(&["title", "site_name"])
            .or_else(|| look.text(&["name"]))
            .or_else(|| title_of_language(&config)),
        description: look.text(&["description", "subtitle", "site_description"]),
        base_url: base_url(&look, generator),
        shows_future: look.flag(if generator == Generator::Hugo { "buildFuture" } else { "future" }) == Some(true),
        time_zone: look.text(&["timeZone"]).filter(|zone| jiff::tz::TimeZone::get(zone).is_ok()),
        plan,
    })
}

/// A tree of no generator: its articles have a folder in common.
fn plain(look: &Look<'_>) -> Plan {
    Plan {
        sources: vec![SourcePlan { dir: common_folder(look.folder, look.markdown), ..SourcePlan::default() }],
        assets: None,
        ..Plan::default()
    }
}

/// A plan that leaves out files about the repository, wherever they lie; unless most files are called so, and are
/// the articles of their folders.
fn without_abouts(mut plan: Plan, look: &Look<'_>, generator: Generator) -> Plan {
    // Jekyll makes pages of what has front matter, and mkdocs of all.
    if matches!(generator, Generator::Jekyll | Generator::Mkdocs) {
        return plan;
    }
    for source in &mut plan.sources {
        let own: Vec<&str> = look.below(&source.dir).collect();
        let abouts: Vec<&&str> = own.iter().filter(|file| is_about(file)).collect();
        if abouts.len() * 2 < own.len() {
            let names: BTreeSet<&str> = abouts.iter().filter_map(|file| file.rsplit('/').next()).collect();
            source.leave_out.extend(names.into_iter().map(|name| format!("**/{}", globset::escape(name))));
        }
    }
    plan
}

/// The files of articles and of pages that a plan takes, as a build walks them.
fn taken(folder: &Path, plan: &Plan) -> (Vec<String>, Vec<String>) {
    let source = |source: &SourcePlan| Source {
        dir: source.dir.clone(),
        pages: source.pages.clone(),
        leave_out: source.leave_out.clone(),
        bundles: source.bundles,
        ..Source::default()
    };
    let mut config = Config { source: plan.sources.iter().map(source).collect(), ..Config::default() };
    // The tree's own folders of these names are no site's.
    for path in [&mut config.paths.content, &mut config.paths.theme, &mut config.paths.templates] {
        ".dibao/none".clone_into(path);
    }
    let files = content::walk(folder, &config, &mut Vec::new());
    let (mut pages, mut articles): (Vec<_>, Vec<_>) =
        files.into_iter().filter(|file| !is_of_tools(&file.name)).partition(|file| file.is_page);
    let names = |files: &mut Vec<ContentFile>| {
        let mut names: Vec<String> = std::mem::take(files).into_iter().map(|file| file.name).collect();
        names.sort();
        names.dedup();
        names
    };
    (names(&mut articles), names(&mut pages))
}

/// Endings of files that may hold articles, but are not Markdown.
const TEXTS: [&str; 8] = ["txt", "html", "htm", "rst", "org", "adoc", "docx", "doc"];

/// Every Markdown file, and every other, by their paths with `/`, sorted; not those of tools and of output.
fn files_below(folder: &Path) -> (Vec<String>, Vec<String>) {
    // As a build walks it.
    let entries = disk::walk(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
    });
    let files = entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let names = files.filter_map(|entry| {
        let name = entry.path().strip_prefix(folder).ok().and_then(Path::to_str)?;
        Some(name.replace('\\', "/"))
    });
    names.partition(|name| is_markdown(name))
}

/// Files of HTML that a generator made pages of: those with front matter, unless they are a theme's.
fn html_pages(look: &Look<'_>, generator: Generator) -> Vec<String> {
    if matches!(generator, Generator::Mkdocs | Generator::Plain) {
        return Vec::new();
    }
    let is_html = |file: &&String| file.ends_with(".html") || file.ends_with(".htm");
    let files = look.others.iter().filter(is_html).filter(|file| !is_of_tools(file));
    files.filter(|file| look.has_front_matter(file)).cloned().collect()
}

/// How many files of text there are, by their endings.
fn texts(files: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let files = files.iter().filter(|file| !is_of_tools(file));
    for ending in files.filter_map(|file| file.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase()) {
        if TEXTS.contains(&ending.as_str()) {
            *counts.entry(ending).or_default() += 1;
        }
    }
    counts
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

fn generator(folder: &Path, config: Option<&str>, said: &Map<String, Value>, files: &[String]) -> Generator {
    let has = |part: &str| files.iter().any(|file| format!("/{file}").contains(part));
    let is_hugo = |name: &str| {
        let of_language = |language: &Value| plan::text(language.as_object()?, "contentDir");
        let languages = plan::value(said, "languages").and_then(Value::as_object);
        let mut dirs: Vec<String> = languages.into_iter().flat_map(Map::values).filter_map(of_language).collect();
        dirs.extend(plan::text(said, "contentDir"));
        dirs.push("content".to_owned());
        !matches!(name, "_config.yml" | "_config.yaml" | "mkdocs.yml")
            && dirs.iter().any(|dir| disk::is_folder(&folder.join(dir)))
    };
    if config.is_some_and(is_hugo) {
        Generator::Hugo
    } else if has("/source/_posts/") {
        Generator::Hexo
    } else if has("/_posts/") || config == Some("_config.yml") && said.contains_key("collections") {
        Generator::Jekyll
    } else if config == Some("mkdocs.yml") {
        Generator::Mkdocs
    } else {
        Generator::Plain
    }
}

/// The deepest folder that holds every article; files about the repository do not count where
/// there are others.
fn common_folder(folder: &Path, files: &[String]) -> String {
    let mut articles: Vec<&String> = files.iter().filter(|file| !is_about(file)).collect();
    if articles.len() * 2 < files.len() {
        articles = files.iter().filter(|file| file.contains('/') || !is_about(file)).collect();
    }
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
fn title_of_language(config: &Map<String, Value>) -> Option<String> {
    let languages = plan::value(config, "languages")?.as_object()?;
    let title = |value: &Value| value.get("title")?.as_str().map(str::to_owned);
    let chinese = languages.iter().find(|(code, value)| code.starts_with("zh") && title(value).is_some());
    chinese.and_then(|(_, value)| title(value)).or_else(|| languages.values().find_map(title))
}

/// The address of a site, whose configuration may have its host and its folder apart.
fn base_url(look: &Look<'_>, generator: Generator) -> Option<String> {
    // To Jekyll, `baseurl` is a folder.
    let (url, folder) = match generator {
        Generator::Hugo => (look.text(&["baseURL"]), None),
        Generator::Mkdocs => (look.text(&["site_url"]), None),
        _ => (look.text(&["url"]), look.text(&["baseurl", "root"])),
    };
    let url = match (url, folder) {
        (Some(url), Some(folder)) if !url.trim_end_matches('/').ends_with(folder.trim_matches('/')) => {
            format!("{}/{}", url.trim_end_matches('/'), folder.trim_matches('/'))
        }
        (url, _) => url?,
    };
    Some(url).filter(|url| Config::default().set_base_url(url).is_ok())
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

    fn dirs(tree: &Tree) -> Vec<&str> {
        tree.plan.sources.iter().map(|source| source.dir.as_str()).collect()
    }

    #[test]
    fn what_showed_the_future_goes_on_to() {
        for (name, config, shows) in [
            ("hugo.toml", "buildFuture = true\n", true),
            ("config.yaml", "baseURL: https://x.example/\nbuildfuture: true\n", true),
            ("hugo.toml", "future = true\n", false),
            ("_config.yml", "title: a\nfuture: true\n", true),
            ("_config.yml", "title: a\nfuture: false\n", false),
        ] {
            let tree = tree(&[(name, config), ("content/post/a.md", ""), ("_posts/2024-01-01-a.md", "")]);
            assert_eq!(tree.shows_future, shows, "{name}: {config}");
        }
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
            ("source/CNAME", "x.example"),
            ("themes/x/README.md", ""),
        ]);
        assert_eq!((hexo.generator, dirs(&hexo)), (Generator::Hexo, vec!["source/_posts", "source"]));
        assert_eq!(hexo.title.as_deref(), Some("站: 名"));
        assert_eq!(hexo.plan.sources[0].permalink.as_deref(), Some(":year/:month/:day/:slug"));
        assert_eq!(hexo.time_zone.as_deref(), Some("Asia/Taipei"));
        assert!(!hexo.shows_future);
        assert_eq!(
            (hexo.files, hexo.pages),
            (vec!["source/_posts/a.md".to_owned()], vec!["source/about/index.md".to_owned()])
        );
        assert_eq!((hexo.plan.assets.as_deref(), hexo.plan.asset_files), (Some("source"), vec!["CNAME".to_owned()]));
        let hugo = tree(&[
            ("hugo.toml", "title = \"站\"\nbaseURL = \"https://x.example/\"\n[permalinks]\npost = \"/:year/:slug/\"\n"),
            ("content/post/a.md", ""),
            ("content/post/b/index.md", ""),
            ("content/post/b/js/README.md", ""),
            ("content/about.md", ""),
            ("static/a.png", ""),
        ]);
        assert_eq!((hugo.generator, dirs(&hugo)), (Generator::Hugo, vec!["content", "content/post"]));
        assert_eq!(hugo.plan.assets.as_deref(), Some("static"));
        assert_eq!(hugo.plan.sources[1].permalink.as_deref(), Some(":year/:slug"));
        assert_eq!((hugo.files.len(), hugo.pages, hugo.left_out.len()), (2, vec!["content/about.md".to_owned()], 1));
        let jekyll = tree(&[
            ("_config.yml", "name: 旧闻\nurl: https://x.example\nbaseurl: /blog\n"),
            ("_posts/2024-07-04-a.md", ""),
            ("README.md", ""),
            ("about.md", "---\n---\n"),
            ("images/a.png", ""),
            ("index.html", "---\n---\n"),
        ]);
        assert_eq!((jekyll.generator, dirs(&jekyll)), (Generator::Jekyll, vec!["_posts", "."]));
        assert_eq!(
            (jekyll.title.as_deref(), jekyll.base_url.as_deref()),
            (Some("旧闻"), Some("https://x.example/blog"))
        );
        assert_eq!((jekyll.pages, jekyll.left_out), (vec!["about.md".to_owned()], vec!["README.md".to_owned()]));
        assert_eq!(jekyll.plan.asset_files, ["images/**"]);
        let mkdocs = tree(&[
            ("mkdocs.yml", "site_name: 周刊\nsite_url: https://x.example/\n"),
            ("docs/a.md", ""),
            ("CHANGELOGS.md", ""),
        ]);
        assert_eq!((mkdocs.generator, dirs(&mkdocs)), (Generator::Mkdocs, vec!["docs"]));
        assert_eq!((mkdocs.title.as_deref(), mkdocs.base_url.as_deref()), (Some("周刊"), Some("https://x.example/")));
    }

    #[test]
    fn trees_of_no_generator() {
        let plain = tree(&[("README.md", ""), ("published/201309/a.md", ""), ("published/201310/b.md", "")]);
        assert_eq!((plain.generator, dirs(&plain), plain.files.len()), (Generator::Plain, vec!["published"], 2));
        let dated = tree(&[("2024/07/04.md", ""), ("2024/07/05.md", "")]);
        assert_eq!((dirs(&dated), dated.files.len()), (vec!["."], 2));
        let beside =
            tree(&[("news/2024-07-04.md", ""), ("news/2024-07-05.md", ""), ("web/README.md", ""), ("DEVELOP.md", "")]);
        assert_eq!((dirs(&beside), beside.files.len(), beside.left_out.len()), (vec!["news"], 2, 2));
        let folders = tree(&[("甲/README.md", ""), ("乙/README.md", ""), ("README.md", "")]);
        assert_eq!(folders.files.len(), 3);
    }

    #[test]
    fn a_configuration_of_hugo_in_a_folder() {
        let tree = tree(&[
            ("config/_default/hugo.yaml", "title: 站\nbaseURL: https://x.example/\n"),
            ("config/_default/permalinks.toml", "[page]\npost = \"/:year/:slug/\"\n"),
            (
                "config/_default/languages.toml",
                "[zh]\ncontentDir = \"content/zh\"\n[en]\ncontentDir = \"content/en\"\n",
            ),
            ("content/zh/post/a.md", ""),
            ("content/en/post/a.md", ""),
        ]);
        assert_eq!(dirs(&tree), ["content/zh", "content/zh/post", "content/en", "content/en/post"]);
        let old = |index: usize| tree.plan.sources[index].old.clone().unwrap();
        assert_eq!((old(1).pattern.as_deref(), old(1).prefix.as_str()), (Some("/:year/:slug/"), "zh"));
    }
}
