//! What hosts and browsers are told of an output: `_headers` and `_redirects` beside the manifest, whoever makes them.

use std::collections::BTreeMap;

use dibao::artefact::{ASKED, HEADER_LINE, HEADER_RULES, KEPT, POLICY, Role, cache_control, media_type};

use crate::support::{Site, dibao, project};

/// Patterns of paths, and the headers of what they match.
type Rules = Vec<(String, Vec<(String, String)>)>;

fn rules(text: &str) -> Rules {
    let mut rules = Rules::new();
    for line in text.lines() {
        assert!(line.len() <= HEADER_LINE && line.is_ascii(), "{line}");
        match line.strip_prefix("  ") {
            None => rules.push((line.to_owned(), Vec::new())),
            Some(header) => {
                let (name, value) = header.split_once(": ").unwrap();
                rules.last_mut().unwrap().1.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    assert!(rules.len() <= HEADER_RULES && rules.iter().all(|(path, _)| path.starts_with('/')), "{text}");
    rules
}

/// Whether a pattern with at most one `*`, which stands for anything, matches an address.
fn matches(pattern: &str, address: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == address,
        Some((before, after)) => {
            assert!(!after.contains('*'), "{pattern}");
            address.len() + 1 >= pattern.len() && address.starts_with(before) && address.ends_with(after)
        }
    }
}

/// The headers of an address, of which no rule may say one that another says too.
fn told(rules: &Rules, address: &str) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for (name, value) in rules.iter().filter(|(pattern, _)| matches(pattern, address)).flat_map(|(_, all)| all) {
        assert_eq!(told.insert(name.clone(), value.clone()), None, "{name} twice for {address}");
    }
    told
}

/// Holds `_headers` to what each file of an output is to be served by. Gives how many files are kept, and how many have a
/// media type.
fn assert_served(headers: &str, manifest: &serde_json::Value) -> (usize, usize) {
    let rules = rules(headers);
    let (mut kept, mut typed) = (0, 0);
    for file in manifest["files"].as_array().unwrap() {
        let (path, role) = (file["path"].as_str().unwrap(), file["role"].as_str().unwrap());
        let told = told(&rules, &format!("/{path}"));
        assert_eq!(told["Content-Security-Policy"], POLICY);
        let keeping = cache_control(role.parse::<Role>().unwrap(), path);
        // What a host says by itself is not told.
        assert_eq!(told.get("Cache-Control").map_or(ASKED, String::as_str), keeping, "{path}");
        assert_eq!(keeping == KEPT, path.starts_with("search/"), "{path}");
        kept += usize::from(keeping == KEPT);
        if let Some(kind) = told.get("Content-Type") {
            assert_eq!(*kind, media_type(path), "{path}");
            typed += 1;
        }
        let is_told = path.starts_with("zh-") && (path.contains("feed.") || path.ends_with("opensearch.xml"));
        assert_eq!(told.contains_key("Content-Type"), is_told, "{path}");
    }
    (kept, typed)
}

fn site(files: &[(&str, &str)]) -> Site {
    let site = Site::new(&[
        ("book.toml", "feeds = [\"atom\", \"json\"]\nfeed_minimum = 1\n"),
        ("content/2024-07-04-a.md", "---\nevents: [e]\nsource: 日报\n---\n# 港口\n\n![图](图.png)"),
        ("content/图.png", "png"),
        ("content/events/e.md", "---\nname: 事\n---\n"),
    ]);
    files.iter().for_each(|(name, text)| site.write(name, text.as_bytes()));
    site
}

#[test]
fn hosts_are_told_what_each_file_is_served_by() {
    let site = site(&[]);
    let (_, json) = site.build_json();
    let (kept, typed) = assert_served(&site.page("_headers"), &json["manifest"]);
    assert!(kept > 5 && typed >= 10, "{kept} files are kept, {typed} have a media type");
    assert!(!site.path().join("public/_redirects").exists(), "no address has changed");
    let control = json["manifest"]["files"].as_array().unwrap().iter().find(|file| file["path"] == "_headers").unwrap();
    assert_eq!(control["role"], "control");

    let out = tempfile::tempdir().unwrap();
    let output =
        dibao().args(["build", "--json", "--root"]).arg(project()).arg("--out").arg(out.path()).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let headers = std::fs::read_to_string(out.path().join("_headers")).unwrap();
    let (kept, typed) = assert_served(&headers, &json["manifest"]);
    assert!(kept > 6 && typed > 60, "{kept} files are kept, {typed} have a media type");
}

#[test]
fn rules_begin_with_the_folder_that_a_site_is_in() {
    let site = site(&[("book.toml", "base_url = \"https://user.example/档案/\"\n")]);
    site.build_json();
    let rules = rules(&site.page("_headers"));
    assert!(rules.iter().all(|(path, _)| path.starts_with("/%E6%A1%A3%E6%A1%88/")), "{rules:?}");
    assert!(told(&rules, "/%E6%A1%A3%E6%A1%88/a").contains_key("Referrer-Policy") && told(&rules, "/a").is_empty());
}

#[test]
fn files_of_the_site_s_own_come_first_and_make_room_again() {
    let own = "/*\n  X-Own: yes\n";
    let site = site(&[("static/_headers", own), ("static/_redirects", "/a /b 301\n")]);
    let (code, json) = site.build_json();
    assert_eq!((code, json["warnings"].as_u64()), (0, Some(0)), "{json:#}");
    assert_eq!((site.page("_headers").as_str(), site.page("_redirects").as_str()), (own, "/a /b 301\n"));
    for name in ["_headers", "_redirects"] {
        std::fs::remove_file(site.path().join("static").join(name)).unwrap();
    }
    site.build_json();
    assert!(site.page("_headers").contains(POLICY) && !site.path().join("public/_redirects").exists());
}

#[test]
fn a_site_may_have_another_policy_or_none() {
    let site = site(&[]);
    let policy = |setting: &str| {
        site.write("book.toml", format!("[headers]\ncontent_security_policy = {setting}\n").as_bytes());
        assert_eq!(site.build_json().0, 0);
        told(&rules(&site.page("_headers")), "/index.html")
    };
    let own = "default-src 'self'; frame-src https://video.example";
    assert_eq!(policy(&format!("{own:?}"))["Content-Security-Policy"], own);
    let none = policy("\"\"");
    assert!(!none.contains_key("Content-Security-Policy") && none["X-Content-Type-Options"] == "nosniff");
    site.write("book.toml", "headers.content_security_policy = \"a\\nX-Own: b\"\n".as_bytes());
    assert_eq!(site.build(&[]).status.code(), Some(2), "a policy is one header");
}

#[test]
fn what_lies_beside_the_index_is_not_kept_for_ever() {
    let site = site(&[("static/search/notes.txt", "说明")]);
    site.build_json();
    assert!(!site.page("_headers").contains("immutable"));
    let without = self::site(&[("book.toml", "search.enabled = false\n")]);
    without.build_json();
    assert!(!without.page("_headers").contains("immutable"));
}

#[test]
fn a_check_counts_what_hosts_limit() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let redirect = |number: usize| format!("/old/{number} /new/{number} 301\n");
    let header = |number: usize| format!("/{number}\n  X-Number: {number}\n");
    let check = |redirects: usize, headers: usize| {
        let site = site(&[
            ("static/_redirects", &format!("# 旧址\n/news/* /zh-hans/:splat 301\n{}", many(redirects, &redirect))),
            ("static/_headers", &many(headers, &header)),
        ]);
        let output = dibao().args(["check", "--host", "cloudflare-pages", "--root"]).arg(site.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = check(2000, 100);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("redirects: 2,000 of 2,000\n  rules in _headers: 100 of 100\n"), "{text}");
    let (code, text) = check(2001, 101);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("redirects: 2,001 of 2,000\n  rules in _headers: 101 of 100\n"), "{text}");
    assert!(!text.contains("page_json"), "fewer files are no fewer rules: {text}");
}
