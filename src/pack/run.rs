//! Packs a site: reads each file once, makes it fit, and hands it to all forms that are asked for, each of which writes in
//! a thread of its own.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use dibao_publish_protocol::manifest::MANIFEST;
use rayon::prelude::*;

use super::begin::{Facts, begin};
use super::called::name;
use super::chain;
use super::contents::{INDEX, SITE, belongs, contents};
use super::folder::Folder;
use super::form::{Content, File, Form, Format, is_of};
use super::lists::{Beside, Digest, Lists, Way};
use super::names::{Renamed, renamed};
use super::order::{Order, Packed, Report};
use super::page::{Rules, fit, title};
use super::place::{put, refused};
use super::seal::sum_up;
use super::staging::Staging;
use super::sums::{SUMS, of_content};
use super::tar::Tar;
use super::torrent::TORRENT;
use super::zim::Zim;
use super::zip::Zip;
use crate::address::SitePath;
use crate::artefact::{Artefact, Hash, Role};
use crate::disk;
use crate::error::Error;
use crate::pipeline::Progress;
use crate::search;

/// Files that are longer, in bytes, are copied piece by piece.
const LARGE: u64 = 1 << 20;
/// So many files are made fit at once, and as many may wait to be written.
const AT_ONCE: usize = 64;

/// What a form is told to write.
enum Message {
    File(Box<File>),
    Beside(Beside),
}

/// A file that is fit, and what is to be told of it.
struct Prepared {
    file: File,
    digests: [Digest; 2],
    elsewhere: usize,
    is_styled_from_elsewhere: bool,
}

/// Packs a site.
///
/// # Errors
/// When there is something in the place of a pack, or the disk refuses; there is then no new pack.
pub fn pack(order: &Order<'_>, progress: Progress<'_>) -> Result<Report, Error> {
    let name = name(order.config, order.selection, order.built.newest);
    check_names(order)?;
    let refused = |error: io::Error| refused(order.out, &error);
    for &format in order.formats {
        let file = format!("{name}{}", format.ending());
        check_free(order, &file)?;
        if order.trackers.is_some() {
            check_free(order, &format!("{file}{TORRENT}"))?;
        }
    }
    let releases = chain::releases(order)?;
    let staging = Staging::new(order.out).map_err(refused)?;
    let forms = order.formats.iter().map(|&format| Ok((format, form(order, format, &name, &staging)?)));
    let forms: Vec<(Format, Box<dyn Form>)> = forms.collect::<io::Result<_>>().map_err(refused)?;
    let (mut report, roots) = write(order, &name, forms, progress)?;
    let pack = |&format: &Format| {
        let path = order.out.join(format!("{name}{}", format.ending()));
        Packed { format, path, bytes: 0, root: roots[Way::of(format) as usize].clone(), torrent: None }
    };
    report.packs = order.formats.iter().map(pack).collect();
    // Before any pack is in its place: without a time stamp that is asked for, there is none; and no pack is ever beside a
    // chain that does not have it.
    if let Some(text) = chain::with_packs(order, &releases, &report.root, &report.packs)? {
        chain::write(order, &text).map_err(refused)?;
    }
    let mut sums = Vec::new();
    for pack in &mut report.packs {
        put(order, pack, &format!("{name}{}", pack.format.ending()), &staging, &mut sums).map_err(refused)?;
    }
    sum_up(order, &sums).map_err(refused)?;
    Ok(report)
}

/// Refuses a site that has a file where a ZIM has its manifest.
fn check_names(order: &Order<'_>) -> Result<(), Error> {
    if order.formats.contains(&Format::Zim) && order.built.manifest.get(MANIFEST).is_some() {
        return Err(Error::Other(format!("The site has a file `{MANIFEST}`, where a ZIM has its own. Rename it.")));
    }
    Ok(())
}

/// Refuses to put a pack in the place of something else.
fn check_free(order: &Order<'_>, name: &str) -> Result<(), Error> {
    let place = order.out.join(name);
    if !disk::exists(&place) {
        return Ok(());
    }
    let said = |why: &str| Err(Error::Other(format!("{} {why}", place.display())));
    if !order.replaces {
        return said("is there already. Name another folder with `--out`, or replace it with `--force`.");
    }
    let is_pack = disk::is_file(&place.join(SUMS)) && disk::is_file(&place.join(SITE).join(INDEX));
    if disk::is_folder(&place) && !is_pack {
        return said("is a folder, and none that dibao has packed. Name another folder with `--out`.");
    }
    Ok(())
}

/// Begins a pack.
fn form(order: &Order<'_>, format: Format, name: &str, staging: &Staging) -> io::Result<Box<dyn Form>> {
    let place = staging.place(&format!("{name}{}", format.ending()));
    let create = || disk::open_with(OpenOptions::new().read(true).write(true).create_new(true), &place);
    Ok(match format {
        Format::Folder => Box::new(Folder::new(place)),
        Format::Zip => Box::new(Zip::new(create()?, name, order.built.newest)),
        Format::Tar => Box::new(Tar::new(create()?, name, order.built.newest.map_or(0, |newest| newest.seconds()))?),
        Format::Zim => Box::new(Zim::new(create()?, order)?),
    })
}

/// What was packed, and the root of each way of packing.
type Read = (Report, [String; 3]);

/// Writes all forms in one pass over the files.
fn write(
    order: &Order<'_>,
    name: &str,
    forms: Vec<(Format, Box<dyn Form>)>,
    progress: Progress<'_>,
) -> Result<Read, Error> {
    std::thread::scope(|scope| {
        let mut senders = Vec::new();
        let mut writers = Vec::new();
        for (format, form) in forms {
            let (sender, receiver) = sync_channel(AT_ONCE);
            senders.push(sender);
            writers.push((format, scope.spawn(move || write_form(format, form, &receiver))));
        }
        let read = read(order, &senders, progress);
        drop(senders);
        let mut written = Ok(());
        for (format, writer) in writers {
            let end = writer.join().unwrap_or_else(|_| Err(io::Error::other("it stopped")));
            let path = order.out.join(format!("{name}{}", format.ending()));
            written = written.and(end.map_err(|error| refused(&path, &error)));
        }
        // A writer that stopped is why reading did.
        written.and(read)
    })
}

fn write_form(format: Format, mut form: Box<dyn Form>, messages: &Receiver<Message>) -> io::Result<()> {
    let mut is_whole = false;
    for message in messages {
        match message {
            Message::File(file) => form.add(&file)?,
            Message::Beside(beside) => {
                // The sums come last: without them, reading was cut.
                is_whole = beside.path == SUMS;
                beside.bytes_in(format).map_or(Ok(()), |bytes| form.add_beside(&beside.path, bytes))?;
            }
        }
    }
    if is_whole { form.finish() } else { Ok(()) }
}

/// Reads the files and hands them on; at the end what stands beside them.
fn read(order: &Order<'_>, forms: &[SyncSender<Message>], progress: Progress<'_>) -> Result<Read, Error> {
    let Order { config, built, page_data, .. } = *order;
    let files = contents(&built.manifest, page_data);
    let renamed = renamed(built.manifest.files().map(|file| &file.path));
    let rules = Rules { has_page_data: page_data, renamed: &renamed };
    let has_no_address = !config.is_published();
    let mut report = Report { root: built.manifest.root(), files: files.len(), has_no_address, ..Report::default() };
    let mut lists = Lists::new(order.formats.iter());
    for (number, some) in files.chunks(AT_ONCE).enumerate() {
        let prepared: Vec<Result<Prepared, Error>> =
            some.par_iter().map(|file| prepare(&built.output, file, &rules)).collect();
        for prepared in prepared {
            let Prepared { file, digests, elsewhere, is_styled_from_elsewhere } = prepared?;
            lists.add(&file, digests);
            report.elsewhere += elsewhere;
            report.pages.extend((elsewhere > 0).then(|| file.own.clone()));
            report.styles.extend(is_styled_from_elsewhere.then(|| file.own.clone()));
            send(forms, || Message::File(Box::new(file.clone())))?;
        }
        progress(files.len().min((number + 1) * AT_ONCE), files.len());
    }
    let facts = Facts {
        address: Some(config.base_url.as_str()).filter(|_| config.is_published()),
        date: order.built.newest.map(|newest| newest.iso_date()),
        elsewhere: report.elsewhere,
    };
    for begin in begin(order, &facts)? {
        let bytes = Arc::new(begin.text.into_bytes());
        lists.add_beside(begin.name, &bytes);
        send(forms, || Message::Beside(Beside::in_folders(begin.name, &bytes)))?;
    }
    let (last, roots) = lists.finish(order).map_err(|source| Error::Read { source })?;
    for beside in last {
        send(forms, || Message::Beside(beside.clone()))?;
    }
    let is_in = |own: &SitePath| built.manifest.get(own.as_str()).is_some_and(|file| belongs(file, page_data));
    report.renamed = renamed.into_iter().filter(|(own, _)| is_in(own)).collect();
    Ok((report, roots))
}

fn send(forms: &[SyncSender<Message>], message: impl Fn() -> Message) -> Result<(), Error> {
    let is_sent = forms.iter().all(|form| form.send(message()).is_ok());
    if is_sent { Ok(()) } else { Err(Error::Other("A pack could not be written.".to_owned())) }
}

/// Reads a file and makes it fit.
fn prepare(output: &Path, artefact: &Artefact, rules: &Rules<'_>) -> Result<Prepared, Error> {
    let Artefact { path, role, .. } = artefact;
    let from = output.join(path.as_str());
    let safe = rules.renamed.get(path).unwrap_or(path).clone();
    let is_page = path.as_str().ends_with(".html");
    let unread = |source| Error::Read { source };
    let (mut elsewhere, mut is_styled_from_elsewhere) = (0, false);
    let file = if artefact.length > LARGE && !is_page {
        check_hash(&from, artefact)?;
        let content = Content::Disk(from, artefact.length);
        File { own: path.clone(), safe, role: *role, title: None, solid: content.clone(), content }
    } else {
        let bytes = disk::read(&from).map_err(unread)?;
        if !is_of(&bytes, artefact.hash) {
            return Err(changed(path));
        }
        let lang = artefact.lang.as_deref().unwrap_or_default();
        let page = if is_page { fit(&bytes, path, lang, rules) } else { super::page::Page::untouched(&bytes) };
        elsewhere = page.elsewhere;
        let bytes = followed_text(&page.html, *role, rules.renamed);
        let solid = (*role == Role::Search).then(|| search::stored(&bytes)).flatten();
        is_styled_from_elsewhere = path.as_str().ends_with(".css") && super::page::loads_elsewhere(&bytes);
        let content = Content::Bytes(Arc::from(&bytes[..]));
        let solid = solid.map_or_else(|| content.clone(), |solid| Content::Bytes(solid.into()));
        let title = is_something_to_read(artefact).then(|| title(&bytes)).flatten();
        File { own: path.clone(), safe, role: *role, title, content, solid }
    };
    let digests = digests(&file, artefact.hash).map_err(unread)?;
    Ok(Prepared { file, digests, elsewhere, is_styled_from_elsewhere })
}

/// The hashes of a file as it is, and for forms that compress files together. Its hash in the output is that of a large file.
fn digests(file: &File, own: Hash) -> io::Result<[Digest; 2]> {
    let digest = |content: &Content| {
        let hash = match content {
            Content::Bytes(bytes) => Hash::of(bytes),
            Content::Disk(..) => own,
        };
        Ok::<_, io::Error>(Digest { sum: of_content(content)?, hash })
    };
    let is_same = match (&file.content, &file.solid) {
        (Content::Bytes(one), Content::Bytes(other)) => Arc::ptr_eq(one, other),
        _ => true,
    };
    let plain = digest(&file.content)?;
    Ok([plain, if is_same { plain } else { digest(&file.solid)? }])
}

/// Whether a file is a page that somebody may look for: neither a part of a list, nor a notice.
fn is_something_to_read(artefact: &Artefact) -> bool {
    let folder = artefact.path.split().0;
    artefact.role == Role::Page && folder != "page" && !folder.ends_with("/page")
}

fn changed(path: &SitePath) -> Error {
    Error::Other(format!("`{path}` was changed since it was built. Run `dibao build`, and then pack again."))
}

/// Whether a large file is as it was built.
fn check_hash(from: &Path, artefact: &Artefact) -> Result<(), Error> {
    let mut hasher = blake3::Hasher::new();
    let mut file = disk::open(from).map_err(|source| Error::Read { source })?;
    io::copy(&mut file, &mut hasher).map_err(|source| Error::Read { source })?;
    if Hash(*hasher.finalize().as_bytes()) == artefact.hash { Ok(()) } else { Err(changed(&artefact.path)) }
}

/// A file of texts of the index, each of which names the page that it is of, if any of these is called otherwise.
fn followed_text<'b>(bytes: &'b [u8], role: Role, renamed: &Renamed) -> std::borrow::Cow<'b, [u8]> {
    let renames_pages = renamed.keys().any(|own| own.as_str().ends_with(".html"));
    if role != Role::Search || !renames_pages {
        return bytes.into();
    }
    let name = |path: &str| renamed.get(&SitePath::new(path).ok()?).map(ToString::to_string);
    search::with_paths(bytes, &name).map_or_else(|| bytes.into(), Into::into)
}
