//! What is Markdown to a generator, by its configuration, as far as dibao does not read it so by itself.

use serde_json::Value;

use super::plan::{Look, value};
use crate::disk;
use crate::formerly::{Breaks, Markdown};

/// A value of the configuration that a path of keys leads to.
fn at<'c>(look: &'c Look<'_>, path: &[&str]) -> Option<&'c Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(look.value(first)?, |table, key| value(table.as_object()?, key))
}

fn is_on(look: &Look<'_>, path: &[&str]) -> Option<bool> {
    at(look, path)?.as_bool()
}

fn hard(is_hard: bool) -> Option<Breaks> {
    is_hard.then_some(Breaks::Hard)
}

/// Goldmark's, of which `extras` is what it has by extensions of its own.
pub(super) fn of_hugo(look: &Look<'_>) -> Markdown {
    const GOLDMARK: [&str; 2] = ["markup", "goldmark"];
    let option = |rest: &[&str]| is_on(look, &[&GOLDMARK, rest].concat());
    let extra = |name: &str| option(&["extensions", "extras", name, "enable"]).filter(|is_on| *is_on);
    let off = |name: &str| option(&["extensions", name]).filter(|is_on| !*is_on);
    Markdown {
        breaks: hard(option(&["renderer", "hardWraps"]) == Some(true)),
        definitions: off("definitionList"),
        links: off("linkify"),
        subscript: extra("subscript"),
        superscript: extra("superscript"),
        ..Markdown::default()
    }
}

/// kramdown's, or that of GitHub's parser.
pub(super) fn of_jekyll(look: &Look<'_>) -> Markdown {
    let options = at(look, &["commonmark", "options"]).and_then(Value::as_array);
    let hardens = |option: &Value| option.as_str().is_some_and(|option| option.eq_ignore_ascii_case("hardbreaks"));
    let is_hard =
        is_on(look, &["kramdown", "hard_wrap"]) == Some(true) || options.is_some_and(|all| all.iter().any(hardens));
    Markdown { breaks: hard(is_hard), ..Markdown::default() }
}

/// marked's, which breaks lines unless it is told otherwise, as do the other programs that Hexo may have for it, but for
/// Pandoc.
pub(super) fn of_hexo(look: &Look<'_>) -> Markdown {
    let packages = disk::read(look.folder.join("package.json")).unwrap_or_default();
    let packages = String::from_utf8_lossy(&packages);
    let options: [&[&str]; 3] = [&["marked", "breaks"], &["markdown", "render", "breaks"], &["kramed", "breaks"]];
    let is_soft =
        options.iter().any(|path| is_on(look, path) == Some(false)) || packages.contains("hexo-renderer-pandoc\"");
    let plugins = at(look, &["markdown", "plugins"]).map(Value::to_string).unwrap_or_default();
    let has = |plugin: &str| plugins.contains(&format!("\"{plugin}\"")).then_some(true);
    Markdown {
        breaks: hard(!is_soft),
        subscript: has("markdown-it-sub"),
        superscript: has("markdown-it-sup"),
        ..Markdown::default()
    }
}

/// Python-Markdown's, by its extensions.
pub(super) fn of_mkdocs(look: &Look<'_>) -> Markdown {
    let extensions = look.value("markdown_extensions").map(Value::to_string).unwrap_or_default();
    let has = |extension: &str| extensions.contains(&format!("\"{extension}\""));
    Markdown {
        breaks: hard(has("nl2br")),
        subscript: has("pymdownx.tilde").then_some(true),
        superscript: has("pymdownx.caret").then_some(true),
        ..Markdown::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::survey;
    use super::*;

    /// What a tree of these files is taken for.
    fn dialect(files: &[(&str, &str)]) -> Markdown {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        survey(folder.path()).unwrap().tree.plan.markdown
    }

    #[test]
    fn the_configuration_of_a_generator_says_what_markdown_is() {
        let post = ("source/_posts/a.md", "---\ntitle: 甲\n---\n文\n");
        let hard = || Markdown { breaks: Some(Breaks::Hard), ..Markdown::default() };
        let hexo = |config: &str| {
            dialect(&[("_config.yml", config), ("package.json", "{\"dependencies\": {\"hexo\": \"7\"}}"), post])
        };
        assert_eq!(hexo("title: 站\n"), hard());
        assert_eq!(hexo("title: 站\nmarked:\n  breaks: false\n"), Markdown::default());
        let plugins = "title: 站\nmarkdown:\n  plugins:\n    - markdown-it-sub\n    - name: markdown-it-sup\n";
        assert_eq!(hexo(plugins), Markdown { subscript: Some(true), superscript: Some(true), ..hard() });

        let hugo = "[markup.goldmark.renderer]\nhardWraps = true\n[markup.goldmark.extensions]\ndefinitionList = false\n[markup.goldmark.extensions.extras.subscript]\nenable = true\n";
        let hugo = dialect(&[("hugo.toml", hugo), ("content/post/a.md", "---\ntitle: 甲\n---\n文\n")]);
        assert_eq!(hugo, Markdown { definitions: Some(false), subscript: Some(true), ..hard() });

        let jekyll =
            |config: &str| dialect(&[("_config.yml", config), ("_posts/2024-07-04-a.md", "---\ntitle: 甲\n---\n文\n")]);
        assert_eq!(jekyll("title: 站\nkramdown:\n  hard_wrap: true\n"), hard());
        assert_eq!(jekyll("title: 站\n"), Markdown::default());

        let mkdocs = "site_name: 站\nmarkdown_extensions:\n  - nl2br\n  - pymdownx.caret:\n      insert: false\n";
        let mkdocs = dialect(&[("mkdocs.yml", mkdocs), ("docs/a.md", "# 甲\n\n文\n")]);
        assert_eq!(mkdocs, Markdown { superscript: Some(true), ..hard() });
    }
}
