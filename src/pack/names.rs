//! Names that every disk takes: Windows, exFAT and FAT refuse some that Unix has, ignore case, and have paths that end
//! after some 260 characters, the folder that a pack is unpacked in among them.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::{PathId, SitePath, folded_id};
use crate::artefact::Hash;

/// What no name may have on Windows (Microsoft, "Naming Files, Paths, and Namespaces"); `/` parts names.
const FORBIDDEN: [char; 8] = ['<', '>', ':', '"', '|', '?', '*', '\\'];
/// Names that are devices on Windows, whatever they end in.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The longest path, in units of UTF-16: Windows takes 259, of which this leaves 80 to the folder.
const LONGEST: usize = 180;
/// The folder of files whose paths are too long.
const LONG: &str = "long";

/// Files that are called otherwise in a pack: their paths in the output, and those in the pack.
pub(super) type Renamed = BTreeMap<SitePath, SitePath>;

/// What has to be called otherwise of these, in the order of their paths.
pub(super) fn renamed<'p>(paths: impl Iterator<Item = &'p SitePath>) -> Renamed {
    let mut taken: BTreeSet<PathId> = BTreeSet::new();
    let mut unfit = Vec::new();
    for path in paths {
        let is_fit = fit(path.as_str()) == path.as_str();
        if !is_fit || !taken.insert(folded_id(path.as_str())) {
            unfit.push(path);
        }
    }
    let mut renamed = Renamed::new();
    for path in unfit {
        let wanted = fit(path.as_str());
        let numbered = (2..).map(|number| with_number(&wanted, number));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|name| taken.insert(folded_id(name)));
        if let Some(name) = free.and_then(|name| SitePath::new(name).ok()) {
            renamed.insert(path.clone(), name);
        }
    }
    renamed
}

/// A path that every disk takes, as close to this as can be.
fn fit(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(fit_name).collect();
    let fit = parts.join("/");
    if fit.encode_utf16().count() <= LONGEST {
        return fit;
    }
    let ending = fit.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| is_ending(ending));
    let hash = Hash::of(path.as_bytes()).to_string();
    let name = &hash[..16];
    ending.map_or_else(|| format!("{LONG}/{name}"), |ending| format!("{LONG}/{name}.{ending}"))
}

fn is_ending(ending: &str) -> bool {
    ending.len() <= 8 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn fit_name(name: &str) -> String {
    let mut fit: String = name.chars().map(|it| if FORBIDDEN.contains(&it) { '_' } else { it }).collect();
    if fit.ends_with(['.', ' ']) {
        fit.pop();
        fit.push('_');
    }
    if is_device(&fit) { format!("_{fit}") } else { fit }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let number = stem.strip_prefix("com").or(stem.strip_prefix("lpt")).unwrap_or_default();
    let is_numbered = number.chars().count() == 1 && number.contains(|it: char| "0123456789¹²³".contains(it));
    is_numbered || DEVICES.contains(&stem.as_str())
}

/// The same with a number before its ending.
fn with_number(path: &str, number: usize) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let at = path[name..].rfind('.').filter(|&at| at > 0).map_or(path.len(), |at| name + at);
    format!("{}~{number}{}", &path[..at], &path[at..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn renamed_of(paths: &[&str]) -> Vec<(String, String)> {
        let paths: Vec<SitePath> = paths.iter().map(|path| SitePath::new(*path).unwrap()).collect();
        renamed(paths.iter()).into_iter().map(|(own, name)| (own.to_string(), name.to_string())).collect()
    }

    #[test]
    fn names_that_every_disk_takes_stay() {
        assert_eq!(
            renamed_of(&["index.html", "media/一 二%3F.jpg", "zh-hans/2024/console.html", ".hidden", "a..b"]),
            []
        );
    }

    #[test]
    fn names_that_some_disk_refuses_change() {
        for (own, name) in [
            ("media/a?b.jpg", "media/a_b.jpg"),
            ("media/七点:八点.png", "media/七点_八点.png"),
            ("media/CON", "media/_CON"),
            ("media/aux.tar.gz", "media/_aux.tar.gz"),
            ("media/com1 .png", "media/_com1 .png"),
            ("end./a. ", "end_/a._"),
        ] {
            assert_eq!(renamed_of(&[own]), [(own.to_owned(), name.to_owned())]);
        }
    }

    #[test]
    fn files_that_differ_in_case_alone_are_told_apart() {
        assert_eq!(renamed_of(&["A.png", "a.png"]), [("a.png".to_owned(), "a~2.png".to_owned())]);
        assert_eq!(renamed_of(&["a:.png", "a?.png", "a_.png"]).len(), 2);
    }

    #[test]
    fn a_long_path_gets_a_short_one() {
        let own = format!("zh-hans/{}/{}.html", "长".repeat(80), "x".repeat(200));
        let [(_, name)] = renamed_of(&[&own]).try_into().unwrap();
        assert!(name.starts_with("long/") && name.ends_with(".html") && name.len() < 40, "{name}");
    }

    proptest! {
        #[test]
        fn every_name_is_fit_and_its_own(paths in prop::collection::btree_set("[aA:.?一 ]{1,4}(/[cCoOnN.]{1,4})?", 1..20)) {
            let paths: Vec<SitePath> = paths.iter().filter_map(|path| SitePath::new(path.as_str()).ok()).collect();
            let renamed = renamed(paths.iter());
            let names: Vec<&SitePath> = paths.iter().map(|path| renamed.get(path).unwrap_or(path)).collect();
            let folded: BTreeSet<PathId> = names.iter().map(|name| folded_id(name.as_str())).collect();
            prop_assert_eq!(folded.len(), names.len());
            for name in names {
                prop_assert_eq!(fit(name.as_str()), name.as_str());
            }
        }
    }
}
