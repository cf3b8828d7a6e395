//! What hosts of static sites take, and whether an output keeps within it, so that an editor knows before the first
//! upload.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::artefact::{HEADER_RULES, REDIRECT_RULES, Role, count_redirects};

/// A host of static sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Host {
    /// How it is called on the command line.
    #[serde(rename = "host")]
    pub name: &'static str,
    /// The pages on which it tells its limits.
    pub sources: &'static [&'static str],
    /// The month in which they were read, as ISO 8601 has it.
    pub read: &'static str,
    /// What somebody who is about to choose it should know besides.
    pub note: &'static str,
    #[serde(skip)]
    limits: &'static [Limit],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit {
    measure: Measure,
    most: u64,
}

/// What hosts limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// How many files there are.
    Files,
    /// How many files and folders there are.
    Entries,
    /// How many files the fullest folder holds, without those in folders within it.
    InOneFolder,
    /// How many bytes all files have.
    Bytes,
    /// How many bytes the largest file has.
    LargestFile,
    /// How many old addresses lead on, each to an address of its own.
    Redirects,
    /// How many rules of headers there are.
    HeaderRules,
}

const GB: u64 = 1_000_000_000;
const MIB: u64 = 1 << 20;

const fn most(measure: Measure, most: u64) -> Limit {
    Limit { measure, most }
}

/// The hosts whose limits are known. Where a host says `GB` without saying which, the smaller one counts.
pub const HOSTS: &[Host] = &[
    Host {
        name: "github-pages",
        sources: &["https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits"],
        read: "2026-11",
        note: "A deployment may take 10 minutes, and readers 100 GB a month; git takes no file of more than 100 MiB there.",
        limits: &[most(Measure::Bytes, GB)],
    },
    Host {
        name: "gitlab-pages",
        sources: &[
            "https://docs.gitlab.com/user/gitlab_com/#gitlab-pages",
            "https://docs.gitlab.com/administration/instance_limits/#number-of-files-per-gitlab-pages-website",
        ],
        read: "2026-11",
        note: "These are the limits of gitlab.com; a GitLab of your own may have others.",
        limits: &[most(Measure::Entries, 200_000), most(Measure::Bytes, GB)],
    },
    Host {
        name: "cloudflare-pages",
        sources: &[
            "https://developers.cloudflare.com/pages/platform/limits/",
            "https://developers.cloudflare.com/pages/configuration/redirects/",
        ],
        read: "2026-11",
        note: "A paid plan takes 100,000 files, with PAGES_WRANGLER_MAJOR_VERSION=4 in the project's settings.",
        limits: &[
            most(Measure::Files, 20_000),
            most(Measure::LargestFile, 25 * MIB),
            most(Measure::Redirects, REDIRECT_RULES as u64),
            most(Measure::HeaderRules, HEADER_RULES as u64),
        ],
    },
    Host {
        name: "netlify",
        sources: &["https://docs.netlify.com/site-deploys/overview/"],
        read: "2026-11",
        note: "Your plan limits how much readers may load in a month.",
        limits: &[most(Measure::InOneFolder, 54_000)],
    },
    Host {
        name: "s3",
        sources: &["https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingObjects.html"],
        read: "2026-11",
        note: "A file of more than 5 GiB has to be uploaded in parts; S3-compatible stores may take less.",
        limits: &[most(Measure::LargestFile, 50_000 << 30)],
    },
];

/// The files of an output, as far as hosts limit them.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// By path: what the file is for, and its length in bytes.
    pub files: BTreeMap<String, (Role, u64)>,
    /// How many rules its `_headers` has.
    pub header_rules: u64,
    /// The text of its `_redirects`, if there is one.
    pub rules: String,
    /// Whether smaller files are made of pictures.
    pub has_smaller_pictures: bool,
    /// How many errors there were: what could not be built is not among the files.
    pub errors: usize,
}

/// How an output stands to a host's limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fit {
    /// The host.
    #[serde(flatten)]
    pub host: &'static Host,
    /// Whether the output keeps within all limits.
    pub fits: bool,
    /// Each limit, and what the output has.
    pub limits: Vec<Measured>,
}

/// A limit, and what an output has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// What is limited.
    pub measure: Measure,
    /// What the output has.
    pub have: u64,
    /// The most that the host takes.
    pub most: u64,
    /// The file or folder that has it, where it is a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Measured {
    /// Whether the output keeps within it.
    pub fn fits(&self) -> bool {
        self.have <= self.most
    }
}

/// How much of an output is for one purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many files.
    pub files: u64,
    /// How many bytes they have together.
    pub bytes: u64,
}

impl Host {
    /// How an output stands to its limits.
    pub fn fit(&'static self, output: &Output) -> Fit {
        let measured = |limit: &Limit| {
            let (have, path) = output.measure(limit.measure);
            Measured { measure: limit.measure, have, most: limit.most, path }
        };
        let limits: Vec<Measured> = self.limits.iter().map(measured).collect();
        let fits = limits.iter().all(Measured::fits);
        Fit { host: self, fits, limits }
    }
}

impl Output {
    /// How much of it is for each purpose.
    pub fn shares(&self) -> BTreeMap<Role, Share> {
        let mut shares: BTreeMap<Role, Share> = BTreeMap::new();
        for (role, bytes) in self.files.values() {
            let share = shares.entry(*role).or_default();
            share.files += 1;
            share.bytes += bytes;
        }
        shares
    }

    fn measure(&self, measure: Measure) -> (u64, Option<String>) {
        let files = self.files.len() as u64;
        // Of equals the first one is named.
        let greatest = |all: &mut dyn Iterator<Item = (u64, &str)>| {
            let greatest = all.reduce(|greatest, next| if next.0 > greatest.0 { next } else { greatest });
            greatest.map_or((0, None), |(have, path)| (have, Some(path.to_owned())))
        };
        match measure {
            Measure::Files => (files, None),
            Measure::Entries => (files + self.folders().count() as u64, None),
            Measure::InOneFolder => {
                let mut held: BTreeMap<&str, u64> = BTreeMap::new();
                for path in self.files.keys() {
                    *held.entry(folder(path).unwrap_or_default()).or_default() += 1;
                }
                greatest(&mut held.iter().map(|(path, held)| (*held, *path)))
            }
            Measure::Bytes => (self.files.values().map(|(_, bytes)| bytes).sum(), None),
            Measure::Redirects => (count_redirects(&self.rules) as u64, None),
            Measure::HeaderRules => (self.header_rules, None),
            Measure::LargestFile => greatest(&mut self.files.iter().map(|(path, (_, bytes))| (*bytes, path.as_str()))),
        }
    }

    /// All folders but the topmost one.
    fn folders(&self) -> impl Iterator<Item = &str> {
        let mut folders = BTreeSet::new();
        for path in self.files.keys() {
            let mut within = path.as_str();
            // What is above a folder that is there already is there too.
            while let Some(above) = folder(within).filter(|above| folders.insert(*above)) {
                within = above;
            }
        }
        folders.into_iter()
    }
}

/// The folder that something is in; none for the topmost one.
fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(files: &[(&str, u64)]) -> Output {
        Output {
            files: files.iter().map(|(path, bytes)| ((*path).to_owned(), (Role::Page, *bytes))).collect(),
            ..Output::default()
        }
    }

    fn named(name: &str) -> &'static Host {
        HOSTS.iter().find(|host| host.name == name).unwrap()
    }

    #[test]
    fn an_output_is_measured_as_hosts_measure() {
        let output = output(&[("a.html", 3), ("新/一.html", 7), ("新/二/三.html", 7), ("新/二/四.html", 1), ("z", 0)]);
        let measure = |measure| output.measure(measure);
        assert_eq!(measure(Measure::Files), (5, None));
        assert_eq!(measure(Measure::Entries), (7, None));
        // As many as `新/二` has; of equals the first one is named.
        assert_eq!(measure(Measure::InOneFolder), (2, Some(String::new())));
        assert_eq!(measure(Measure::Bytes), (18, None));
        assert_eq!(measure(Measure::LargestFile), (7, Some("新/一.html".to_owned())));
        assert_eq!(Output::default().measure(Measure::LargestFile), (0, None));
        assert_eq!(output.shares()[&Role::Page], Share { files: 5, bytes: 18 });
    }

    #[test]
    fn an_output_fits_up_to_the_limit_and_not_beyond() {
        for (bytes, fits) in [(25 * MIB - 1, true), (25 * MIB, true), (25 * MIB + 1, false)] {
            let fit = named("cloudflare-pages").fit(&output(&[("a", bytes)]));
            assert_eq!(fit.fits, fits, "{bytes}");
            assert_eq!(fit.limits[1].path.as_deref(), Some("a"));
        }
        let files = (0..20_001).map(|number| (format!("{number}"), (Role::Page, 1))).collect();
        let fit = named("cloudflare-pages").fit(&Output { files, ..Output::default() });
        assert_eq!((fit.fits, fit.limits[0].have, fit.limits[0].fits()), (false, 20_001, false));
    }

    #[test]
    fn redirects_are_counted_as_a_site_tells_them() {
        let limits = |output: &Output| {
            let fit = named("cloudflare-pages").fit(output);
            let have = |measure| fit.limits.iter().find(|limit| limit.measure == measure).unwrap().have;
            (have(Measure::Redirects), have(Measure::HeaderRules), fit.fits)
        };
        let told = |count: usize| Output {
            rules: (0..count).map(|number| format!("/{number} /a 301\n")).collect(),
            header_rules: 100,
            ..Output::default()
        };
        assert_eq!(limits(&told(2000)), (2000, 100, true));
        assert_eq!(limits(&told(2001)), (2001, 100, false));
        assert_eq!(limits(&Output { header_rules: 101, ..told(0) }), (0, 101, false));
    }

    #[test]
    fn every_host_has_a_name_of_its_own_and_a_limit() {
        let names: BTreeSet<&str> = HOSTS.iter().map(|host| host.name).collect();
        assert_eq!(names.len(), HOSTS.len());
        assert!(
            HOSTS
                .iter()
                .all(|host| !host.limits.is_empty() && host.sources.iter().all(|page| page.starts_with("https://")))
        );
        let docs = include_str!("../../docs/publishing.md");
        for host in HOSTS {
            assert!(
                docs.lines().any(|line| line.contains(&format!("| `{}` |", host.name)) && line.contains(host.read))
            );
        }
    }
}
