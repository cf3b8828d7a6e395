//! What the files of a site are called in what is published: by the ids of their sources. Where these lie
//! on the editor's disk is nobody's business; a folder above one may have a person's name.

use super::settings::{Config, Source};
use crate::diagnostic::{Sentence, sentence};
use crate::way::{below, leads_out};

/// Where files that articles refer to are in the output, for those of the content folder.
const MEDIA: &str = "media";
/// The same for all others, each source in a folder of its own.
const MEDIA_ELSEWHERE: &str = "media-elsewhere";
/// What files of the site itself are below, in the place of a source's id.
const SITE: &str = "site";
/// What articles of a content folder are called after that is not simply a folder in the site's root.
const CONTENT: &str = "content";
/// A folder of an address may have so many characters.
const LONGEST_ID: usize = 60;

impl Config {
    /// Where a file of the site, by its path relative to the root, is in the output. No folder above a
    /// source is named. No two files meet but an asset and one that is not: `static/media/a.png` and
    /// `content/a.png`.
    pub fn media_path(&self, file: &str) -> String {
        // Assets are where they are asked for, whether an article shows them or not.
        if let Some(asset) =
            below(file, &self.paths.assets).filter(|name| self.paths.assets != "." && self.paths.is_asset(name))
        {
            return asset.to_owned();
        }
        if let Some(within) = below(file, &self.paths.content) {
            return format!("{MEDIA}/{within}");
        }
        match self.in_source(file) {
            Some((id, within)) => format!("{MEDIA_ELSEWHERE}/{id}/{within}"),
            None => format!("{MEDIA_ELSEWHERE}/{}", self.beside(file)),
        }
    }

    /// What a content file, by its path relative to the root, is called in data sets and reports: the path
    /// itself in the content folder, else the id of its source and its path within that. Where the content folder
    /// begins like the id of a source, which only shows once an absolute path is made relative, it is `content`.
    pub fn published_name(&self, file: &str) -> String {
        let content = self.paths.content.as_str();
        match below(file, content) {
            Some(_) if content != "." && !leads_out(content) && !self.is_id(content) => file.to_owned(),
            Some(within) => format!("{CONTENT}/{within}"),
            None => self.in_source(file).map_or_else(|| self.beside(file), |(id, within)| format!("{id}/{within}")),
        }
    }

    /// Whether the first folder of a path is called like a source, as far as disks that ignore case can tell.
    fn is_id(&self, path: &str) -> bool {
        let first = path.split('/').next().unwrap_or_default().to_lowercase();
        self.source.iter().any(|source| source.id().to_lowercase() == first)
    }

    /// The id of the source whose folder holds a file, and its path within that folder.
    fn in_source<'f>(&self, file: &'f str) -> Option<(&str, &'f str)> {
        let source = &self.source[self.source_of(file)?];
        Some((source.id(), below(file, &source.dir)?))
    }

    /// A name for a file that is in no source: by the folder nearest to it of those that hold the site, its content
    /// or a source, each of which is named by an id and how many folders up from there it is. What follows, a link
    /// that leads to the file must have said.
    fn beside(&self, file: &str) -> String {
        let parts: Vec<&str> = file.split('/').collect();
        let site = std::iter::once((SITE, "."));
        let folders = site.chain([(CONTENT, self.paths.content.as_str())]);
        let folders = folders.chain(self.source.iter().map(|source| (source.id(), source.dir.as_str())));
        let mut best: Option<(usize, String)> = None;
        for (id, folder) in folders {
            let folder: Vec<&str> = folder.split('/').filter(|part| *part != ".").collect();
            let shared = folder.iter().zip(&parts).take_while(|(one, other)| one == other).count();
            let up = folder.len() - shared;
            let is_way = !folder[shared..].contains(&"..") && !leads_out(&parts[shared..].join("/"));
            if is_way && best.as_ref().is_none_or(|(deepest, _)| shared > *deepest) {
                best = Some((shared, if up == 0 { id.to_owned() } else { format!("{id}.up{up}") }));
            }
        }
        match best {
            Some((shared, name)) => format!("{name}/{}", parts[shared..].join("/")),
            // It lies nowhere near: nothing of its path may be told but what browsers go by.
            None => {
                let ending = file.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| {
                    ending.len() <= 5 && ending.chars().all(|character| character.is_ascii_alphanumeric())
                });
                let dot = if ending.is_some() { "." } else { "" };
                let hash = blake3::hash(file.as_bytes()).to_hex();
                format!("{SITE}.elsewhere/{hash}{dot}{}", ending.unwrap_or_default())
            }
        }
    }

    /// Gives each source that has no id one by its number in `book.toml`: `source-1`.
    pub(super) fn complete_ids(&mut self) {
        let mut taken: Vec<String> = self.reserved_ids();
        taken.extend(self.source.iter().filter_map(|source| source.id.as_deref()).map(str::to_lowercase));
        for (index, source) in self.source.iter_mut().enumerate().filter(|(_, source)| source.id.is_none()) {
            let mut id = format!("source-{}", index + 1);
            while taken.contains(&id) {
                id.push_str("-2");
            }
            taken.push(id.clone());
            source.id = Some(id);
        }
    }

    /// Why the id of a source, by its number, cannot be, if it cannot.
    pub(super) fn id_fault(&self, index: usize) -> Option<Sentence> {
        let id = self.source[index].id.as_deref()?;
        let is_usable = |character: char| {
            let is_han = matches!(character, '々' | '〇' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}');
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_') || is_han
        };
        if id.is_empty() || !id.chars().all(is_usable) || id.chars().count() > LONGEST_ID {
            return Some(sentence!("config-source-id", id, longest = LONGEST_ID));
        }
        // Disks that ignore case must not lose a file.
        let folded = id.to_lowercase();
        if self.reserved_ids().contains(&folded) {
            return Some(sentence!("config-source-id-reserved", id));
        }
        let is_same = |source: &Source| source.id.as_deref().is_some_and(|other| other.to_lowercase() == folded);
        let other = self.source[..index].iter().position(is_same)?;
        Some(sentence!("config-source-id-taken", id, number = other + 1))
    }

    /// What no source may be called, in lower case.
    fn reserved_ids(&self) -> Vec<String> {
        let content = self.paths.content.split('/').next().unwrap_or_default().to_lowercase();
        vec![SITE.to_owned(), CONTENT.to_owned(), content]
    }
}

impl Source {
    /// What it is called in addresses and reports.
    pub fn id(&self) -> &str {
        // `load` gives one to each.
        self.id.as_deref().unwrap_or("source")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    fn site(text: &str) -> Config {
        load(text).unwrap_or_else(|fault| panic!("{text}\n{fault}"))
    }

    fn ids(text: &str) -> Vec<String> {
        site(text).source.iter().map(|source| source.id().to_owned()).collect()
    }

    #[test]
    fn sources_are_called_by_their_ids_or_numbers() {
        let source = |keys: &str| format!("[[source]]\n{keys}\n");
        let of = |all: &[&str]| ids(&all.iter().map(|keys| source(keys)).collect::<String>());
        assert_eq!(of(&["dir = \"../甲/posts\"", "dir = \"../乙/posts\""]), ["source-1", "source-2"]);
        assert_eq!(of(&["dir = \"..\"\nid = \"旧报-1_a\"", "dir = \"/srv/x\""]), ["旧报-1_a", "source-2"]);
        assert_eq!(of(&["dir = \"a\"\nid = \"source-2\"", "dir = \"b\""]), ["source-2", "source-2-2"]);
        assert_eq!(of(&["dir = \"a\"\nid = \"SOURCE-2\"", "dir = \"b\""]), ["SOURCE-2", "source-2-2"]);
        assert_eq!(ids("paths.content = \"source-1/x\"\n[[source]]\ndir = \"b\""), ["source-1-2"]);
    }

    #[test]
    fn ids_that_cannot_be_are_told_where_they_stand() {
        for id in ["", "a/b", "..", ".", "a b", "a%20", "a\u{301}", "\u{F90A}", "a.up1", "甲\\\\乙", "content", "Site"]
        {
            let fault = load(&format!("[[source]]\ndir = \"a\"\nid = \"{id}\"")).unwrap_err().to_string();
            assert!(fault.starts_with("book.toml:3:6: `") && fault.contains("`id`"), "{id}: {fault}");
        }
        let long = "长".repeat(LONGEST_ID + 1);
        assert!(load(&format!("[[source]]\ndir = \"a\"\nid = \"{long}\"")).is_err());
        let twice = "[[source]]\ndir = \"a\"\nid = \"Old\"\n[[source]]\ndir = \"b\"\nid = \"old\"";
        let fault = load(twice).unwrap_err().to_string();
        assert!(fault.starts_with("book.toml:6:6: ") && fault.contains("number 1"), "{fault}");
    }

    #[test]
    fn files_are_published_without_the_folders_above_their_source() {
        let config = site(
            "[[source]]\ndir = \"../../home/张三/blog/_posts\"\n[[source]]\ndir = \"../../home/张三/blog/_posts/旧\"\nid = \"旧\"\n[[source]]\ndir = \"/srv/李四\"\n[[source]]\ndir = \"..\"\n[[source]]\ndir = \"inside/_posts\"\n[[source]]\ndir = \"content/报\"\n",
        );
        for (file, media, name) in [
            ("content/a.png", "media/a.png", "content/a.png"),
            ("content/报/a.png", "media/报/a.png", "content/报/a.png"),
            ("static/img/a.png", "img/a.png", "site/static/img/a.png"),
            ("../../home/张三/blog/_posts/图/a.png", "media-elsewhere/source-1/图/a.png", "source-1/图/a.png"),
            ("../../home/张三/blog/_posts/旧/a.png", "media-elsewhere/旧/a.png", "旧/a.png"),
            ("../../home/张三/blog/_posts/旧的/a.png", "media-elsewhere/source-1/旧的/a.png", "source-1/旧的/a.png"),
            ("../../home/张三/blog/img/a.png", "media-elsewhere/source-1.up1/img/a.png", "source-1.up1/img/a.png"),
            ("../../home/a.png", "media-elsewhere/source-1.up3/a.png", "source-1.up3/a.png"),
            ("/srv/李四/a.png", "media-elsewhere/source-3/a.png", "source-3/a.png"),
            ("/srv/b.png", "media-elsewhere/source-3.up1/b.png", "source-3.up1/b.png"),
            ("../a.png", "media-elsewhere/source-4/a.png", "source-4/a.png"),
            ("inside/_posts/a.png", "media-elsewhere/source-5/a.png", "source-5/a.png"),
            ("inside/img/a.png", "media-elsewhere/source-5.up1/img/a.png", "source-5.up1/img/a.png"),
            ("img/a.png", "media-elsewhere/site/img/a.png", "site/img/a.png"),
        ] {
            assert_eq!(
                (config.media_path(file).as_str(), config.published_name(file).as_str()),
                (media, name),
                "{file}"
            );
        }
        let far = config.media_path("../../../王五/a.png");
        assert!(
            far.starts_with("media-elsewhere/site.elsewhere/") && far.ends_with(".png") && !far.contains('王'),
            "{far}"
        );
    }

    #[test]
    fn content_may_lie_anywhere() {
        for (content, file, media, name) in [
            ("articles", "articles/a/b.md", "media/a/b.md", "articles/a/b.md"),
            ("a/b", "a/b/c.md", "media/c.md", "a/b/c.md"),
            ("a/b", "a/img/c.png", "media-elsewhere/content.up1/img/c.png", "content.up1/img/c.png"),
            (".", "a/b.md", "media/a/b.md", "content/a/b.md"),
            ("../张三/content", "../张三/content/a/b.md", "media/a/b.md", "content/a/b.md"),
            ("../张三/content", "../张三/a/b.md", "media-elsewhere/content.up1/a/b.md", "content.up1/a/b.md"),
        ] {
            let config = site(&format!("paths.content = \"{content}\""));
            assert_eq!(
                (config.media_path(file).as_str(), config.published_name(file).as_str()),
                (media, name),
                "{content}"
            );
        }
    }

    #[test]
    fn content_that_is_called_like_a_source_is_told_from_it() {
        for (content, id, name) in [
            ("artikel", "artikel", "content/2024-07-04-a.md"),
            ("Artikel", "artikel", "content/2024-07-04-a.md"),
            ("旧报/文", "旧报", "content/2024-07-04-a.md"),
            ("source-1", "", "content/2024-07-04-a.md"),
            ("artikel/b", "ARTIKEL", "content/2024-07-04-a.md"),
            ("artikel", "b", "artikel/2024-07-04-a.md"),
            ("b/artikel", "artikel", "b/artikel/2024-07-04-a.md"),
        ] {
            let id_line = if id.is_empty() { String::new() } else { format!("id = \"{id}\"") };
            let mut config = site(&format!("paths.content = \"/srv/site/x\"\n[[source]]\ndir = \"src\"\n{id_line}"));
            // As `pipeline::places` leaves it.
            config.paths.content = content.to_owned();
            assert_eq!(config.published_name(&format!("{content}/2024-07-04-a.md")), name, "{content} {id}");
            let of_source = config.published_name("src/2024-07-04-a.md");
            assert_ne!(of_source.to_lowercase(), name.to_lowercase(), "{content} {id}");
        }
    }

    #[test]
    fn a_folder_holds_what_is_in_it_alone() {
        for (file, folder, within) in [
            ("a/b.md", "a", Some("b.md")),
            ("ab/c.md", "a", None),
            ("a/b.md", ".", Some("a/b.md")),
            ("../a.md", ".", None),
            ("../../a.md", "..", None),
            ("../a.md", "..", Some("a.md")),
            ("/srv/a.md", ".", None),
            ("C:/x/a.md", ".", None),
            ("..甲/a.md", ".", Some("..甲/a.md")),
            ("A/b.md", "a", None),
        ] {
            assert_eq!(below(file, folder), within, "{file} in {folder}");
        }
    }
}
