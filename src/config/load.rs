//! Reads and checks `book.toml`. The first fault ends it: a site built by settings that
//! its editor did not mean is worse than none.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::base_url::{Fault, check_base_url};
use super::publish;
use super::settings::{Check, Config, FILE_NAME, Media, OldAddressesList, Pictures, Source, Split, Waiver};
use super::target::Publish;
use super::taxonomy::{Taxonomy, check_taxonomies, kinds_of};
use super::{licenses, old_feeds};
use crate::address::{Former, SitePath};
use crate::diagnostic::{Diagnostic, Kind, Sentence, UnknownKind, did_you_mean, sentence};
use crate::formerly::{OldAddresses, OldLists, unknown_token};
use crate::front_matter::keys;

/// The settings that the text of a `book.toml` makes.
///
/// # Errors
/// The first fault: a syntax error, a key that dibao does not know, or a value out of range.
pub fn load(text: &str) -> Result<Config, Box<Diagnostic>> {
    let fault = |sentence: Sentence, range: Option<Range<usize>>| {
        Box::new(Diagnostic::error(Kind::Config, FILE_NAME, sentence).at(text, range.unwrap_or(0..0)))
    };
    let table = DeTable::parse(text).map_err(|error| fault(syntax_fault(error.message()), error.span()))?;
    let known = known_keys();
    check_keys(table.get_ref(), "", &known).map_err(|unknown| {
        if unknown.parent == "publish." && publish::is_secret(&unknown.key) {
            return fault(sentence!("config-publish-secret"), Some(unknown.range));
        }
        let siblings =
            known.iter().filter_map(|key| key.strip_prefix(&unknown.parent)).filter(|key| !key.contains('.'));
        let sentence = match did_you_mean(&unknown.key, siblings) {
            Some(nearest) => sentence!("config-misspelt-key", key = &unknown.path, nearest),
            None => sentence!("config-unknown-key", key = &unknown.path),
        };
        fault(sentence, Some(unknown.range))
    })?;
    let mut config: Config =
        toml::from_str(text).map_err(|error| fault(syntax_fault(error.message()), error.span()))?;
    normalise(&mut config);
    check_values(&config).map_err(|(key, sentence)| fault(sentence, value_range(table.get_ref(), &key)))?;
    config.kinds = Arc::new(kinds_of(&config.taxonomy));
    config.complete_ids();
    config.addresses = config.published_addresses();
    let place = |key: &str| value_range(table.get_ref(), key);
    config.findings = licenses::findings(&config, place, text);
    config.findings.extend(old_feeds::findings(&config, place, text));
    Ok(config)
}

/// What the parser of TOML says, in one line that begins like a sentence.
fn syntax_fault(message: &str) -> Sentence {
    let mut characters = message.trim().chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    let rest = characters.as_str().trim_end_matches('.').replace('\n', ", ");
    sentence!("config-syntax", reason = format!("{first}{rest}"))
}

/// Tables whose keys a site chooses.
const FREE: [&str; 12] = [
    "extra",
    "formula_macros",
    "old_addresses",
    "old_lists.folders",
    "old_lists.names",
    "old_lists.taxonomies",
    "quotes",
    "source.keys",
    "source.old_addresses.categories",
    "source.old_addresses.defaults",
    "source.old_addresses.languages",
    "taxonomy.title",
];

/// Every key by its dotted path; `source.dir` stands for the `dir` of each `[[source]]`.
fn known_keys() -> Vec<String> {
    let all = Config {
        source: vec![Source {
            split: Some(Split::default()),
            old_addresses: OldAddressesList(vec![OldAddresses::default()]),
            ..Source::default()
        }],
        media: vec![Media::default()],
        taxonomy: vec![Taxonomy::default()],
        old_lists: vec![OldLists::default()],
        check: Check { waive: vec![Waiver::default()], ..Check::default() },
        publish: vec![Publish::default()],
        ..Config::default()
    };
    let mut keys = Vec::new();
    collect_keys(&serde_json::to_value(all).expect("settings are plain data"), "", &mut keys);
    keys
}

fn collect_keys(value: &Value, path: &str, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}{key}");
                collect_keys(value, &format!("{path}."), keys);
                keys.push(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, path, keys)),
        _ => {}
    }
}

struct UnknownKey {
    path: String,
    parent: String,
    key: String,
    range: Range<usize>,
}

fn check_keys(table: &DeTable<'_>, parent: &str, known: &[String]) -> Result<(), UnknownKey> {
    for (key, value) in table {
        let path = format!("{parent}{}", key.get_ref());
        if !known.contains(&path) {
            let (parent, key_text) = (parent.to_owned(), key.get_ref().to_string());
            return Err(UnknownKey { path, parent, key: key_text, range: key.span() });
        }
        if FREE.contains(&path.as_str()) {
            continue;
        }
        let below = format!("{path}.");
        match value.get_ref() {
            DeValue::Table(table) => check_keys(table, &below, known)?,
            DeValue::Array(items) => {
                for table in items.iter().filter_map(|item| item.get_ref().as_table()) {
                    check_keys(table, &below, known)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where a value stands; a part of the key that is a number counts the items of a list.
fn value_range(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
    let mut parts = key.split('.');
    let mut value: &Spanned<DeValue<'_>> = table.get(parts.next()?)?;
    for part in parts {
        let inner = match value.get_ref() {
            DeValue::Table(table) => table.get(part),
            DeValue::Array(items) => part.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        // What is missing is missed where it should be.
        let Some(inner) = inner else { break };
        value = inner;
    }
    Some(value.span())
}

fn normalise(config: &mut Config) {
    let addresses = config.publish.iter_mut().filter_map(|target| target.base_url.as_mut());
    for address in addresses.chain([&mut config.base_url]).filter(|address| !address.ends_with('/')) {
        address.push('/');
    }
    let paths = &mut config.paths;
    let folders = [
        &mut paths.content,
        &mut paths.templates,
        &mut paths.theme,
        &mut paths.assets,
        &mut paths.output,
        &mut paths.cache,
    ];
    for path in folders.into_iter().chain(config.source.iter_mut().map(|source| &mut source.dir)) {
        *path = path.trim_start_matches("./").trim_end_matches('/').to_owned();
    }
}

impl Config {
    /// Replaces the address that the site is published at.
    ///
    /// # Errors
    /// When it is not an absolute http or https address.
    pub fn set_base_url(&mut self, address: &str) -> Result<(), String> {
        check_base_url(address).map_err(String::from)?;
        address.clone_into(&mut self.base_url);
        normalise(self);
        Ok(())
    }
}

/// The first value that cannot be.
fn check_values(config: &Config) -> Result<(), Fault> {
    let fault = |key: &str, sentence: Sentence| Err((key.to_owned(), sentence));
    if let Err(sentence) = check_base_url(&config.base_url) {
        return fault("base_url", sentence);
    }
    if config.scripts.is_empty() {
        return fault("scripts", sentence!("config-no-scripts"));
    }
    let mut scripts = config.scripts.iter().enumerate();
    if let Some((_, script)) = scripts.find(|(index, script)| config.scripts[..*index].contains(script)) {
        return fault("scripts", sentence!("config-script-twice", script = script.code()));
    }
    if jiff::tz::TimeZone::get(&config.time_zone).is_err() {
        return fault("time_zone", sentence!("config-time-zone"));
    }
    if config.per_page == 0 {
        return fault("per_page", sentence!("config-per-page"));
    }
    if let Some(sentence) = permalink_fault(&config.permalink) {
        return fault("permalink", sentence);
    }
    for (index, source) in config.source.iter().enumerate() {
        check_source(source, &config.taxonomy)
            .map_err(|(key, sentence)| (format!("source.{index}.{key}"), sentence))?;
        if let Some(sentence) = config.id_fault(index) {
            return fault(&format!("source.{index}.id"), sentence);
        }
    }
    if let Some(pattern) = config.paths.asset_files.iter().find(|pattern| globset::Glob::new(pattern).is_err()) {
        return fault("paths.asset_files", sentence!("config-source-glob", pattern));
    }
    for (index, media) in config.media.iter().enumerate() {
        if media.file.is_empty() || globset::Glob::new(&media.file).is_err() {
            return fault(&format!("media.{index}.file"), sentence!("config-media-file", pattern = &media.file));
        }
    }
    check_taxonomies(&config.taxonomy)?;
    check_old_addresses(config)?;
    publish::check(config)?;
    check_findings(config)?;
    check_pictures(&config.pictures)?;
    check_policy(config)?;
    check_embed(config)?;
    check_paths(config)
}

fn check_old_addresses(config: &Config) -> Result<(), Fault> {
    for (from, to) in &config.old_addresses {
        let old = Former::parse(from).filter(|old| old.query.is_none() && !old.path.is_empty() && old.file().is_ok());
        if old.is_none() {
            return Err(("old_addresses".to_owned(), sentence!("config-old-address", from)));
        }
        let is_elsewhere = to.starts_with("https://") || to.starts_with("http://");
        if !is_elsewhere && SitePath::new(to.trim_start_matches('/')).is_err() {
            return Err(("old_addresses".to_owned(), sentence!("config-old-address-to", to)));
        }
    }
    for (index, lists) in config.old_lists.iter().enumerate() {
        let at = |key: &str| format!("old_lists.{index}.{key}");
        if lists.page_size == Some(0) {
            return Err((at("page_size"), sentence!("config-old-page-size")));
        }
        if !lists.pages.contains(":num") || lists.pages.starts_with('/') {
            return Err((at("pages"), sentence!("config-old-pages", pages = &lists.pages)));
        }
        let kinds = kinds_of(&config.taxonomy);
        if let Some(key) = lists.taxonomies.keys().find(|key| kinds.with_key(key).is_none()) {
            return Err((at("taxonomies"), sentence!("config-old-taxonomy", key)));
        }
    }
    Ok(())
}

fn check_source(source: &Source, taxonomies: &[Taxonomy]) -> Result<(), (&'static str, Sentence)> {
    if source.dir.is_empty() {
        return Err(("dir", sentence!("config-source-dir")));
    }
    let is_unknown = |label: &&String| encoding_rs::Encoding::for_label(label.as_bytes()).is_none();
    if let Some(label) = source.encoding.as_ref().filter(is_unknown) {
        return Err(("encoding", sentence!("config-source-encoding", label)));
    }
    for (key, pattern) in [("header", &source.header), ("path", &source.path)] {
        let Some(pattern) = pattern else { continue };
        let regex = regex::Regex::new(pattern).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.rsplit("error: ").next().unwrap_or(&reason).trim().replace('\n', " ");
            (key, sentence!("config-source-pattern", key, reason))
        })?;
        if regex.capture_names().flatten().next().is_none() {
            return Err((key, sentence!("config-source-groups", key)));
        }
    }
    if source.split.is_some_and(|split| !(1..=6).contains(&split.heading)) {
        return Err(("split", sentence!("config-source-split")));
    }
    if let Some(format) = source.date_format.0.iter().find(|format| !is_date_format(format)) {
        return Err(("date_format", sentence!("config-source-date-format", format)));
    }
    let is_known = |key: &str| keys::is_own(key) || taxonomies.iter().any(|taxonomy| taxonomy.key == key);
    if let Some(key) = source.keys.keys().find(|key| !is_known(key)) {
        return Err(("keys", sentence!("config-source-key", key)));
    }
    for (key, globs) in [("pages", &source.pages), ("leave_out", &source.leave_out)] {
        if let Some(pattern) = globs.iter().find(|pattern| globset::Glob::new(pattern).is_err()) {
            return Err((key, sentence!("config-source-glob", pattern)));
        }
    }
    for old in &source.old_addresses.0 {
        if let Some(token) = unknown_token(old) {
            return Err(("old_addresses", sentence!("config-old-token", token)));
        }
        if old.time_zone.as_ref().is_some_and(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
            return Err(("old_addresses", sentence!("config-time-zone")));
        }
    }
    source.permalink.as_deref().and_then(permalink_fault).map_or(Ok(()), |sentence| Err(("permalink", sentence)))
}

/// Whether a format of `strftime` writes days that it can read again.
fn is_date_format(format: &str) -> bool {
    let day = jiff::civil::date(2024, 7, 25).at(18, 30, 0, 0);
    let Ok(zoned) = jiff::tz::TimeZone::UTC.to_ambiguous_zoned_datetime(day).compatible() else { return false };
    let written = jiff::fmt::strtime::format(format, &zoned);
    written.is_ok_and(|written| jiff::fmt::strtime::parse(format, &written).is_ok_and(|read| read.to_date().is_ok()))
}

fn check_pictures(pictures: &Pictures) -> Result<(), Fault> {
    let fault = |key: &str, sentence: Sentence| Err((format!("pictures.{key}"), sentence));
    if pictures.widths.iter().any(|width| !(16..=8192).contains(width)) {
        return fault("widths", sentence!("config-widths"));
    }
    if !(1..=100).contains(&pictures.quality) {
        return fault("quality", sentence!("config-quality"));
    }
    if pictures.avif && !cfg!(feature = "avif") {
        return fault("avif", sentence!("config-avif"));
    }
    Ok(())
}

/// A policy is one line of a header, which hosts cut off where it is too long.
fn check_policy(config: &Config) -> Result<(), Fault> {
    const LONGEST: usize = 1900;
    let is_line = |policy: &String| policy.len() <= LONGEST && policy.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    match &config.headers.content_security_policy {
        Some(policy) if !is_line(policy) => {
            Err(("headers.content_security_policy".to_owned(), sentence!("config-policy", longest = LONGEST)))
        }
        _ => Ok(()),
    }
}

/// Hosts as a policy has them, three times each.
fn check_embed(config: &Config) -> Result<(), Fault> {
    const LONGEST: usize = 500;
    let is_host = |host: &str| {
        let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
        let name = name.strip_prefix("*.").unwrap_or(name);
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        name.split('.').all(is_label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
    };
    let hosts = &config.embed.hosts;
    if let Some((index, host)) = hosts.iter().enumerate().find(|(_, host)| !is_host(host)) {
        return Err((format!("embed.hosts.{index}"), sentence!("config-embed-host", host)));
    }
    let length: usize = hosts.iter().map(|host| host.len() + " https://".len()).sum();
    let fault = || ("embed.hosts".to_owned(), sentence!("config-embed-hosts", longest = LONGEST));
    if length > LONGEST { Err(fault()) } else { Ok(()) }
}

fn check_findings(config: &Config) -> Result<(), Fault> {
    let known = |code: &str| code.parse::<Kind>().map(drop).map_err(|unknown: UnknownKind| unknown.sentence());
    for code in &config.check.deny {
        known(code).map_err(|sentence| ("check.deny".to_owned(), sentence))?;
    }
    for (index, waiver) in config.check.waive.iter().enumerate() {
        let at = |key: &str| format!("check.waive.{index}.{key}");
        if waiver.kind.is_empty() {
            return Err((at("kind"), sentence!("config-waiver-kind")));
        }
        known(&waiver.kind).map_err(|sentence| (at("kind"), sentence))?;
        if let Some(pattern) = waiver.file.as_ref().filter(|pattern| globset::Glob::new(pattern).is_err()) {
            return Err((at("file"), sentence!("config-waiver-file", pattern)));
        }
    }
    Ok(())
}

fn check_paths(config: &Config) -> Result<(), Fault> {
    let output = config.paths.output.as_str();
    let inputs = config.content_folders().into_iter().chain([
        config.paths.templates.as_str(),
        &config.paths.theme,
        &config.paths.assets,
    ]);
    for input in inputs {
        if output.is_empty() || output == "." || input == output || input.starts_with(&format!("{output}/")) {
            return Err(("paths.output".to_owned(), sentence!("config-output", input)));
        }
    }
    Ok(())
}

fn permalink_fault(pattern: &str) -> Option<Sentence> {
    const PARTS: [&str; 10] =
        ["year", "month", "day", "date", "slug", "source", "edition", "issue", "page", "position"];
    let names = pattern.split(':').skip(1).map(|part| {
        let end = part.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(part.len());
        &part[..end]
    });
    for name in names {
        if !PARTS.contains(&name) {
            let parts = PARTS.map(|part| format!(":{part}")).join(", ");
            return Some(sentence!("config-permalink-part", name, parts));
        }
    }
    let is_unique = pattern.contains(":slug") || pattern.contains(":page") && pattern.contains(":position");
    (!is_unique).then(|| sentence!("config-permalink-shared"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        load(text).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_key_is_an_error_with_a_suggestion() {
        assert_eq!(
            fault("title = \"一\"\ntitel = \"二\""),
            "book.toml:2:1: `titel` is not a key of book.toml. Did you mean `title`?"
        );
        assert_eq!(
            fault("[paths]\noutptu = \"x\""),
            "book.toml:2:1: `paths.outptu` is not a key of book.toml. Did you mean `output`?"
        );
        assert!(fault("[[source]]\ndri = \"x\"").contains("Did you mean `dir`?"));
    }

    #[test]
    fn wrong_values_say_what_is_wanted() {
        assert!(fault("base_url = \"example.org\"").starts_with("book.toml:1:12: The base URL must be"));
        assert!(fault("scripts = [\"zh-Latn\"]").contains("zh-Hant-TW"));
        assert!(fault("scripts = [\"zh-Hans\", \"zh-CN\"]").contains("twice"));
        assert!(fault("time_zone = \"Peking\"").contains("Asia/Shanghai"));
        assert!(fault("permalink = \":year/:titel/:slug\"").contains(":titel"));
        assert!(fault("paths.output = \"content\"").contains("must not hold"));
        for policy in ["default-src 'self'\\nX-A: b", "default-src 例.example", &"a ".repeat(1000)] {
            let found = fault(&format!("headers.content_security_policy = \"{policy}\""));
            assert!(found.starts_with("book.toml:1:35: The policy"), "{found}");
        }
        assert!(load("[headers]\ncontent_security_policy = \"\"").is_ok());
        for host in
            ["https://a.example", "a.example/", "", "*", "a..b", "a.example; script-src *", "例子.example", "A.example"]
        {
            let found = fault(&format!("embed.hosts = [\"b.example\", \"{host}\"]"));
            assert!(found.starts_with("book.toml:1:29: ") && found.contains("is no host"), "{found}");
        }
        assert!(fault(&format!("embed.hosts = {:?}", vec!["player.example"; 30])).contains("500 characters"));
        let config =
            load("base_url = \"https://news.example/a/\"\nembed.hosts = [\"*.b.example\", \"c.example:8443\"]");
        let config = config.unwrap_or_else(|fault| panic!("{fault}"));
        for (host, may) in [
            ("a.b.example", true),
            ("b.example", false),
            (".b.example", false),
            ("ab.example", false),
            ("c.example:8443", true),
            ("c.example", false),
            ("news.example", true),
        ] {
            assert_eq!(config.may_show(host), may, "{host}");
            assert_eq!(config.may_frame(host), may && host != "news.example", "{host}");
        }
        assert!(fault("title = [").starts_with("book.toml:1:"));
    }

    #[test]
    fn a_target_is_where_a_site_can_go_and_has_no_password() {
        let target = |lines: &str| format!("[[publish]]\nname = \"site\"\n{lines}");
        for to in [
            "s3://bucket/news",
            "/srv/www",
            "../www",
            "D:\\\\www",
            "sftp://editor@news.example:2222/~/www",
            "git+ssh://git@host.example/a/b.git#gh-pages",
            "git+file:///srv/site.git#gh-pages",
            "webdavs://dav.example/news/",
            "cmd:wrangler pages deploy",
            "s3://bucket\"\ncompress = \"gzip",
        ] {
            load(&target(&format!("to = \"{to}\""))).unwrap_or_else(|fault| panic!("{to}: {fault}"));
        }
        for (lines, part) in [
            ("", "book.toml:1:1: A target needs"),
            ("to = \" \"", "book.toml:3:6: A target needs"),
            ("to = \"s3:///news\"", "A target needs"),
            ("to = \"cmd:\"", "A target needs"),
            ("to = \"git@host.example:a/b.git\"", "`git+ssh://git@host.example/a/b.git`"),
            ("to = \"git+ssh://git@host.example:a/b.git#x\"", "`git+ssh://git@host.example/a/b.git#x`"),
            ("to = \"ftp://host/www\"", "`ftp` is no kind of target"),
            ("to = \"sftp://me:secret@host/www\"", "book.toml:3:6: Keys and passwords"),
            ("to = \"git+https://0123456789012345678901234567890123456789@host/a.git\"", "Keys and passwords"),
            ("to = \"s3://b\"\nsecret_access_key = \"x\"", "book.toml:4:1: Keys and passwords"),
            ("to = \"s3://b\"\npassword = \"x\"", "Keys and passwords"),
            ("to = \"s3://b\"\nendpont = \"x\"", "Did you mean `endpoint`?"),
            ("to = \"s3://b\"\nendpoint = \"s3.example\"", "book.toml:4:12: The endpoint"),
            ("to = \"s3://b\"\nauthor = \"me\"", "book.toml:4:10: An author"),
            ("to = \"sftp://host/www\"\ncompress = \"gzip\"", "book.toml:4:12: Only at s3:// targets"),
            ("to = \"../www\"\ncompress = \"gzip\"", "Only at s3:// targets"),
            ("to = \"s3://b\"\ncompress = \"zip\"", "book.toml:4:12: Unknown variant `zip`"),
            ("to = \"s3://b\"\nbase_url = \"news.example\"", "book.toml:4:12: The base URL must be"),
            ("to = \"s3://b\"\n[[publish]]\nname = \"site\"\nto = \"x\"", "book.toml:5:8: `site` is the name"),
        ] {
            let fault = fault(&target(lines));
            assert!(fault.contains(part), "{lines}: {fault}");
        }
        assert!(fault("[[publish]]\nname = \"a b\"\nto = \"x\"").contains("The name of a target"));
    }

    #[test]
    fn extra_takes_anything() {
        let config = load("[extra]\n[extra.icp]\nnumber = \"鲁ICP备0号\"").unwrap();
        assert_eq!(config.extra["icp"]["number"], "鲁ICP备0号");
    }

    #[test]
    fn the_innermost_source_wins() {
        let config =
            load("[[source]]\ndir = \"content/a\"\n[[source]]\ndir = \"content/a/b/\"\n[[source]]\ndir = \"old\"")
                .unwrap();
        assert_eq!(config.source_of("content/a/b/x.md"), Some(1));
        assert_eq!(config.source_of("content/ab/x.md"), None);
        assert_eq!(config.content_folders(), ["content", "old"]);
    }

    /// The table in the documentation and the struct have the same keys.
    #[test]
    fn every_key_is_documented() {
        let table = include_str!("../../docs/configuration.md");
        let mut documented: Vec<_> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(key, _)| key.to_owned())
            .collect();
        let mut known: Vec<_> = known_keys()
            .into_iter()
            .filter(|key| {
                let is_table = matches!(
                    key.as_str(),
                    "embed"
                        | "headers"
                        | "markdown"
                        | "media"
                        | "paths"
                        | "pictures"
                        | "proof"
                        | "publish"
                        | "search"
                        | "source"
                );
                // A source has the keys of the site's `markdown`.
                !is_table && !key.starts_with("source.markdown.")
            })
            .collect();
        documented.sort();
        known.sort();
        assert_eq!(documented, known);
    }
}
