//! The job that the worker gets.

use std::path::{Path, PathBuf};

use dibao_publish_protocol::{Author, File, Job, Options as Wishes, PROTOCOL};

use super::asked::{Arguments, Published, Ready};
use crate::artefact::{Artefact, cache_control, media_type};
use crate::config::{Config, Publish, is_of_this_machine};
use crate::date::Now;
use crate::disk;
use crate::error::Error;
use crate::pipeline::Options;

/// Who makes a commit, unless book.toml says it.
const AUTHOR: (&str, &str) = ("dibao", "noreply@dibao.invalid");
/// The folder below the cache in which each target has one.
const FOLDER: &str = "publish";

/// The address at which readers find a site at a target.
pub(super) fn address<'c>(config: &'c Config, target: &'c Publish) -> &'c str {
    target.base_url.as_deref().unwrap_or(&config.base_url)
}

/// Refuses an address that only this machine has.
pub(super) fn check_address(config: &Config, target: &Publish) -> Result<(), Error> {
    let address = address(config, target);
    if !is_of_this_machine(address) {
        return Ok(());
    }
    Err(Error::Other(format!(
        "The pages would name {address}, which is an address of this machine alone. Set `base_url` in book.toml to the \
         address at which readers will find the site."
    )))
}

/// The folder in which what belongs to a target is kept.
fn folder(root: &Path, config: &Config, target: &Publish) -> PathBuf {
    root.join(&config.paths.cache).join(FOLDER).join(&target.name)
}

/// How the site is built for a target: a mirror with an address of its own has a folder of its own.
pub(super) fn options(arguments: &Arguments, now: Now, config: &Config, target: &Publish) -> Options {
    let root = &arguments.root.root;
    let common = Options { now, future: arguments.days.future, ..Options::default() };
    match &target.base_url {
        Some(address) if *address != config.base_url => {
            Options { base_url: Some(address.clone()), out: Some(folder(root, config, target).join("site")), ..common }
        }
        _ => common,
    }
}

/// The job of publishing a site that was built.
pub(super) fn job(arguments: &Arguments, config: &Config, target: &Publish, ready: &Ready) -> Result<Job, Error> {
    let root = absolute(&arguments.root.root)?;
    let site = address(config, target).to_owned();
    let output = absolute(&ready.built.output)?;
    let to = place(&root, config, target, &output)?;
    let most = arguments.max_delete.or_else(|| (ready.errors + ready.unread > 0).then_some(0));
    let (name, email) = target.author().unwrap_or(AUTHOR);
    Ok(Job {
        protocol: PROTOCOL,
        to,
        endpoint: target.endpoint.clone(),
        region: target.region.clone(),
        output,
        cache: folder(&root, config, target),
        mirrors: config.addresses.iter().filter(|mirror| **mirror != site).cloned().collect(),
        compress: target.compress.map(|compress| compress.name().to_owned()),
        site,
        root: ready.built.manifest.root(),
        archive: ready.built.archive.map(|hash| hash.to_string()).unwrap_or_default(),
        date: ready.built.newest.map(|newest| newest.iso_date()),
        now: ready.built.since.clone(),
        timestamp: config.proof.timestamp.clone(),
        count: ready.built.manifest.len(),
        files: Vec::new(),
        author: Author {
            name: name.to_owned(),
            email: email.to_owned(),
            time: ready.built.newest.map_or(0, |newest| newest.seconds()),
        },
        options: Wishes {
            no_lock: arguments.no_lock,
            list_target: arguments.list_target,
            replace: arguments.replace,
            max_delete: most,
            ..Wishes::default()
        },
    })
}

/// The files of a site, as the worker asks for them.
pub(super) fn files(ready: &Ready) -> Vec<File> {
    ready.built.manifest.files().map(|file| entry(file)).collect()
}

fn entry(artefact: &Artefact) -> File {
    let Artefact { path, role, hash, length, .. } = artefact;
    File {
        path: path.to_string(),
        hash: hash.to_string(),
        length: *length,
        role: role.name().to_owned(),
        media_type: media_type(path.as_str()).into_owned(),
        cache_control: cache_control(*role, path.as_str()).to_owned(),
    }
}

/// The target's address; the path of a folder is made absolute.
fn place(root: &Path, config: &Config, target: &Publish, output: &Path) -> Result<String, Error> {
    if target.url().is_some_and(|url| url.scheme() != "file") {
        return Ok(target.to.clone());
    }
    let path = match target.url().map(|url| url.to_file_path()) {
        Some(Ok(path)) => path,
        // As in a shell.
        _ => match target.to.strip_prefix("~/").and_then(|below| Some(std::env::home_dir()?.join(below))) {
            Some(path) => path,
            None => root.join(&target.to),
        },
    };
    let folder = absolute(&path)?;
    let content = root.join(&config.paths.content);
    for kept in [output, root, &content] {
        if folder == kept || folder.starts_with(output) || kept.starts_with(&folder) || folder.starts_with(&content) {
            return Err(Error::Other(format!(
                "`{}` is the folder of the archive or of its output, or holds one of them, or is in one. Publish to a \
                 folder beside them.",
                target.to
            )));
        }
    }
    folder.to_str().map(str::to_owned).ok_or_else(|| Error::Other(format!("{} is no UTF-8.", folder.display())))
}

/// A path with all links in it followed, as far as it exists.
fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(|source| Error::Read { source })?;
    let existing = path.ancestors().find(|above| disk::exists(above)).unwrap_or(&path);
    let rest = path.strip_prefix(existing).unwrap_or(Path::new("")).to_owned();
    let existing = disk::canonicalize(existing).map_err(|source| Error::Read { source })?;
    Ok(if rest.as_os_str().is_empty() { existing } else { existing.join(rest) })
}

/// What is told of a target that could not even be begun with.
pub(super) fn failed(config: &Config, target: &Publish, error: &Error) -> Published {
    let fault = match error {
        Error::Config(diagnostic) => diagnostic.to_string(),
        other => other.to_string(),
    };
    let site = address(config, target).to_owned();
    Published { name: target.name.clone(), site, fault: Some(fault), ..Published::default() }
}
