//! What a target's records tell of it, and what they say after a publish.

use std::collections::BTreeMap;

use crate::fault::{Fault, Result};
use crate::gzip;
use crate::lease::Pulse;
use crate::plan::{Plan, Standing};
use crate::protocol::{File, Job, Report, Summary};
use crate::record::{Entry, INTENT, Intent, MANIFEST, Manifest, Unread, is_of};
use crate::target::Target;

/// The records at a target, as they were found there.
pub struct Found {
    manifest: Option<Vec<u8>>,
    intent: Option<Vec<u8>>,
}

impl Found {
    /// Asks a target for its records.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ask(target: &impl Target) -> Result<Self> {
        let (manifest, intent) = futures_util::try_join!(target.get(MANIFEST), target.get(INTENT))?;
        Ok(Self { manifest, intent })
    }

    /// If they tell that there is nothing to do, what is to be said of that. It takes no look at the files of the job.
    pub fn nothing(&self, job: &Job) -> Option<(Summary, Report)> {
        let is_settled = self.intent.is_none() && !job.options.list_target;
        self.manifest.as_ref().filter(|manifest| is_settled && is_of(manifest, job))?;
        let summary = Summary { unchanged: job.count, is_nothing: true, ..Summary::default() };
        Some((summary, Report { root: job.root.clone(), ..Report::default() }))
    }
}

/// What the records at a target say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    pub(crate) manifest: Option<Manifest>,
    pub(crate) intent: Option<Intent>,
}

impl Records {
    pub(crate) fn read(found: &Found, replace: bool) -> Result<Self> {
        let intent = match found.intent.as_deref().map(Intent::read).transpose() {
            Ok(intent) => intent,
            Err(unread) => fault_of(INTENT, unread, replace).map(|()| None)?,
        };
        Ok(Self { manifest: Self::manifest_of(found.manifest.as_deref(), replace)?, intent })
    }

    /// The manifest that a target has. If everything is replaced, one that is damaged is like none.
    pub(crate) fn manifest_of(bytes: Option<&[u8]>, replace: bool) -> Result<Option<Manifest>> {
        match bytes.map(Manifest::read).transpose() {
            Ok(manifest) => Ok(manifest),
            Err(unread) => fault_of(MANIFEST, unread, replace).map(|()| None),
        }
    }

    /// How long a file of a job was at the target when it was last published, if that is known.
    fn length(&self, job: &Job, path: &str) -> Option<u64> {
        let manifest = self.manifest.as_ref()?;
        let is_known = manifest.compress.is_none() || !gzip::may_be_for(job, path);
        Some(manifest.files.get(path).filter(|_| is_known)?.length)
    }

    /// Puts right what is known of a target by what was found there.
    pub(crate) fn correct(&self, job: &Job, standing: &mut Standing, found: &BTreeMap<String, u64>) {
        standing.correct(found, |path| self.length(job, path));
    }

    /// What is at the target for a job, if the holder of the lock before has told `pulse` last.
    pub(crate) fn standing(&self, job: &Job, pulse: Option<&Pulse>) -> Standing {
        let told = |intent: &Intent| pulse.filter(|pulse| pulse.intent == intent.id).map_or(0, |pulse| pulse.done);
        // What a publish that was cut has put in another way than this one has to be put again.
        let alike = self.intent.as_ref().filter(|intent| intent.compress == job.compress);
        let done = alike.map_or(0, |intent| intent.done.max(told(intent)));
        let is_alike = self.manifest.as_ref().is_none_or(|manifest| manifest.compress == job.compress);
        let is_sure = |path: &str| is_alike || !gzip::may_be_for(job, path);
        Standing::new(self.manifest.as_ref(), self.intent.as_ref(), done, is_sure)
    }
}

fn fault_of(name: &'static str, unread: Unread, replace: bool) -> Result<()> {
    match unread {
        Unread::Newer => Err(Fault::Newer(name)),
        Unread::Damaged if replace => Ok(()),
        Unread::Damaged => Err(Fault::Damaged(name)),
    }
}

/// The manifest of a site, with the files that stay until the next publish.
pub(crate) fn manifest(job: &Job, plan: &Plan) -> Manifest {
    let entry = |file: &File| {
        let (hash, length, role) = (file.hash.clone(), file.length, file.role.clone());
        (file.path.clone(), Entry { hash, length, role })
    };
    let mut manifest = Manifest::new(job.site.clone(), job.files.iter().map(entry).collect());
    manifest.leaving.clone_from(&plan.leaving);
    manifest.mirrors.clone_from(&job.mirrors);
    manifest.compress.clone_from(&job.compress);
    manifest.archive.clone_from(&job.archive);
    manifest.now.clone_from(&job.now);
    manifest
}
