//! The sample archive as a whole: what holds for every page of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{self, attributes, build_sample, built_sample, files};

const BASE: &str = "https://dibao.example/";

fn pages(site: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&String, &Vec<u8>)> {
    site.iter().filter(|(name, _)| name.ends_with(".html"))
}

/// The file that an address of the site stands for.
fn file_of(address: &str) -> String {
    let path = address.strip_prefix(BASE).unwrap_or_else(|| panic!("{address} is not of this site"));
    let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned();
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path }
}

#[test]
fn every_page_has_its_versions_and_they_agree() {
    let site = built_sample();
    let mut checked = 0;
    for (name, html) in pages(site).filter(|(name, _)| *name != "404.html") {
        let languages = attributes(html, "link[hreflang]", "hreflang");
        let expected: &[&str] = if name.ends_with("belarus-joins.html") {
            &["zh-Hans", "zh-Hant", "en", "x-default"]
        } else {
            &["zh-Hans", "zh-Hant", "x-default"]
        };
        assert_eq!(languages, expected, "{name}");
        let versions = attributes(html, "link[hreflang]", "href");
        assert_eq!(file_of(&attributes(html, "link[rel=canonical]", "href")[0]), *name, "canonical");
        if name != "index.html" {
            assert!(versions.iter().any(|version| file_of(version) == *name), "{name} does not name itself");
        }
        for version in &versions {
            let other = &site[&file_of(version)];
            assert_eq!(attributes(other, "link[hreflang]", "href"), versions, "{name} and {version} disagree");
        }
        checked += 1;
    }
    assert!(checked > 60, "only {checked} pages");
}

#[test]
fn the_switch_leads_to_the_same_page() {
    let site = built_sample();
    for (name, html) in pages(site).filter(|(name, _)| name.starts_with("zh-")) {
        let other = if let Some(rest) = name.strip_prefix("zh-hans/") {
            format!("zh-hant/{rest}")
        } else {
            name.replace("zh-hant/", "zh-hans/")
        };
        let links = attributes(html, "nav.scripts a", "href");
        assert_eq!(links.len(), if name.ends_with("belarus-joins.html") { 2 } else { 1 }, "{name}");
        let link = percent_encoding::percent_decode_str(&links[0]).decode_utf8().unwrap();
        assert!(link.ends_with(&other), "{name} leads to {link}");
    }
}

#[test]
fn no_link_is_dead() {
    let site = built_sample();
    for (name, html) in pages(site) {
        let base = url::Url::parse(&format!("{BASE}{name}")).unwrap();
        let links = attributes(html, "a[href], link[href]", "href").into_iter().chain(attributes(html, "[src]", "src"));
        for link in links {
            let target = base.join(&link).unwrap();
            if !target.as_str().starts_with(BASE) {
                continue;
            }
            let mut address = target.clone();
            address.set_fragment(None);
            let file = file_of(address.as_str());
            let there = site.get(&file).unwrap_or_else(|| panic!("{name}: {link} leads nowhere"));
            if let Some(fragment) = target.fragment() {
                let id = percent_encoding::percent_decode_str(fragment).decode_utf8().unwrap();
                assert!(attributes(there, "[id]", "id").contains(&id.into_owned()), "{name}: {link} has no such place");
            }
        }
    }
}

#[test]
fn ids_are_unique_and_the_same_in_both_scripts() {
    let site = built_sample();
    for (name, html) in pages(site).filter(|(name, _)| name.starts_with("zh-hans/")) {
        let ids = attributes(html, "[id]", "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{name}");
        assert_eq!(attributes(&site[&name.replace("zh-hans/", "zh-hant/")], "[id]", "id"), ids, "{name}");
    }
}

#[test]
fn threads_do_not_change_a_byte() {
    let out = tempfile::tempdir().unwrap();
    build_sample(out.path(), &["--threads", "1"]);
    let (one, two) = (files(out.path()), built_sample());
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert_eq!(bytes, &two[name], "{name}");
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let out = tempfile::tempdir().unwrap();
    build_sample(out.path(), &[]);
    let again = support::dibao()
        .args(["build", "--json", "--root"])
        .arg(support::project())
        .arg("--out")
        .arg(out.path())
        .output()
        .unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(summary["written"], 0);
    assert_eq!(summary["unchanged"], files(out.path()).len());
}

#[test]
fn feeds_and_sitemap_are_xml_and_name_pages() {
    let site = built_sample();
    for name in ["zh-hans/feed.xml", "zh-hant/feed.xml", "sitemap-2024.xml"] {
        let mut reader = quick_xml::Reader::from_reader(site[name].as_slice());
        let mut buffer = Vec::new();
        let mut names = BTreeSet::new();
        loop {
            match reader.read_event_into(&mut buffer).unwrap_or_else(|error| panic!("{name}: {error}")) {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(tag) => {
                    names.insert(tag.name().as_ref().to_owned());
                }
                _ => {}
            }
            buffer.clear();
        }
        let wanted: &[&str] = if name == "sitemap-2024.xml" {
            &["urlset", "url", "loc"]
        } else {
            &["feed", "id", "title", "updated", "entry"]
        };
        assert!(wanted.iter().all(|wanted| names.contains(*wanted)), "{name}: {names:?}");
    }
    let sitemap = crate::support::sitemaps(site);
    let listed: BTreeSet<String> =
        sitemap.split("<loc>").skip(1).map(|rest| file_of(rest.split('<').next().unwrap())).collect();
    // The search page has nothing that another page has not.
    let is_listed = |name: &String| name.contains('/') && !name.contains("/search/");
    let made: BTreeSet<String> = pages(site).map(|(name, _)| name.clone()).filter(is_listed).collect();
    assert_eq!(listed, made);
}

#[test]
fn the_traditional_page_is_traditional() {
    let site = built_sample();
    let page = |name: &str| String::from_utf8(site[name].clone()).unwrap();
    let hant = page("zh-hant/2024/07/05/inspection-rivers.html");
    assert!(hant.contains("<html lang=\"zh-Hant\">") && hant.contains("汙水") && hant.contains("整改清單"), "{hant}");
    // Written in Traditional: left as it is there, converted for the others.
    assert!(page("zh-hant/2024/07/04/first-day.html").contains("理髮店的老闆說"));
    assert!(page("zh-hans/2024/07/04/first-day.html").contains("理发店的老板说"));
    assert!(page("zh-hans/2024/07/04/first-day.html").contains("<code>dateline</code>"));
    assert!(
        page("zh-hant/locations/qingdao.html").contains("readers-letter.html"),
        "a place may be named in either script"
    );
}
