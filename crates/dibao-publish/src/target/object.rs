//! An object storage that speaks S3: Amazon's, R2, B2, MinIO, OSS, COS, OBS.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::options::WriteOptions;
use opendal::services::S3;
use opendal::{Error, ErrorKind, HttpTransporter, OperationContext, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use url::Url;

use super::http::silent;
use super::{Body, Target};
use crate::fault::{Fault, Result};
use crate::gzip::{self, GZIP};
use crate::protocol::{File, Job};
use crate::tls::use_ring;

/// Larger files are sent in parts of this size, in bytes.
const PART: usize = 8 << 20;
/// How often a request is tried again.
const TRIES: usize = 4;
/// How long is waited before that for the first time; then twice as long each time.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a storage may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A bucket, or all that is below a prefix in it.
#[derive(Debug)]
pub struct Bucket {
    operator: Operator,
    name: String,
    /// Who answers.
    host: String,
    /// Whether text files are put compressed.
    is_compressed: bool,
}

impl Bucket {
    /// The bucket that a job names. Who may publish is told by the environment (`AWS_ACCESS_KEY_ID` …) or by the files
    /// in `~/.aws`.
    ///
    /// # Errors
    /// When the address is wrong.
    pub fn new(job: &Job, url: &Url) -> Result<Self> {
        let wrong = |why: String| Fault::Target { to: job.to.clone(), why };
        let name = url.host_str().unwrap_or_default().to_owned();
        let prefix = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().into_owned();
        let mut builder = S3::default().bucket(&name).root(&prefix);
        let endpoint = job.endpoint.clone().or_else(|| std::env::var("AWS_ENDPOINT_URL").ok());
        let region = job.region.clone().or_else(|| std::env::var("AWS_REGION").ok());
        // Storages that are not Amazon's do not mind which region they are told.
        let region = region.as_deref().unwrap_or(if endpoint.is_some() { "auto" } else { "us-east-1" });
        builder = builder.region(region);
        if let Some(endpoint) = &endpoint {
            builder = builder.endpoint(endpoint);
            if ["aliyuncs.com", "myqcloud.com", "myhuaweicloud.com"].iter().any(|host| endpoint.contains(host)) {
                builder = builder.enable_virtual_host_style();
            }
        }
        // Whoever has no key is told so at once, and not after what a machine of Amazon's would have been asked for.
        builder = builder.disable_ec2_metadata();
        use_ring();
        let client = reqwest::Client::builder().connect_timeout(PATIENCE).user_agent("dibao-publish").build();
        let client = client.map_err(|error| wrong(error.to_string()))?;
        let context = OperationContext::new().with_http_transport(HttpTransporter::new(ReqwestTransport::new(client)));
        let operator = Operator::new(builder).map_err(|error| wrong(error.to_string()))?;
        let operator = operator
            .with_context(context)
            .layer(TimeoutLayer::new().with_timeout(PATIENCE).with_io_timeout(PATIENCE))
            .layer(RetryLayer::new().with_max_times(TRIES).with_min_delay(PAUSE).with_jitter());
        let host = match &endpoint {
            Some(endpoint) => endpoint.split("//").last().unwrap_or(endpoint).to_owned(),
            None => format!("s3.{region}.amazonaws.com"),
        };
        Ok(Self { operator, name, host, is_compressed: job.compress.is_some() })
    }

    fn fault(&self, what: &str, error: &Error) -> Fault {
        let text = error.to_string();
        let says = |code: &str| text.contains(code);
        let bucket = &self.name;
        if says("NoSuchBucket") {
            return Fault::Access(format!("there is no bucket named {bucket}; make it, or correct `to` in book.toml"));
        }
        let no_key = ["InvalidAccessKeyId", "SignatureDoesNotMatch", "NotSignedUp", "credential"];
        if no_key.into_iter().any(says) {
            let names = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws/credentials";
            return Fault::Access(format!("the key for the bucket {bucket} is wrong or missing; set {names}"));
        }
        if error.kind() == ErrorKind::PermissionDenied {
            let rights = "s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket";
            return Fault::Access(format!("the key may not do that in the bucket {bucket}; it needs {rights}"));
        }
        if says("reqwest::send") {
            return silent(what.to_owned(), &self.host, error);
        }
        Fault::Remote { what: what.to_owned(), why: one_line(&text) }
    }

    /// Writes a file in one request, or in parts if it is large.
    async fn write(&self, path: &str, body: Body<'_>, is_new: bool) -> std::result::Result<opendal::Result<()>, Fault> {
        let (from, file) = match body {
            Body::Bytes(bytes) => {
                let record = self.operator.write_with(path, bytes.to_vec());
                let record = record.content_type("application/json; charset=utf-8").cache_control("no-store");
                return Ok(record.await.map(drop));
            }
            Body::File { from, file } => (from, file),
        };
        let compressed = self.compressed(from, file).await?;
        let options = WriteOptions {
            content_type: Some(file.media_type.clone()),
            cache_control: Some(file.cache_control.clone()),
            content_encoding: compressed.is_some().then(|| GZIP.to_owned()),
            if_not_exists: is_new,
            ..WriteOptions::default()
        };
        let local = |error: std::io::Error| Fault::Local { path: file.path.clone(), why: error.to_string() };
        let done = match compressed {
            Some(bytes) if bytes.len() <= PART => self.operator.write_options(path, bytes, options).await.map(drop),
            Some(bytes) => self.write_parts(path, bytes.as_slice(), options).await.map_err(local)?,
            None if file.length <= PART as u64 => {
                self.operator.write_options(path, super::read(from, file)?, options).await.map(drop)
            }
            None => {
                super::verify(from, file)?;
                let source = tokio::fs::File::open(from).await.map_err(local)?;
                self.write_parts(path, source, options).await.map_err(local)?
            }
        };
        Ok(done)
    }

    /// Writes what `source` gives, in parts.
    ///
    /// # Errors
    /// When it gives no more.
    async fn write_parts(
        &self,
        path: &str,
        mut source: impl AsyncRead + Unpin + Send,
        options: WriteOptions,
    ) -> std::io::Result<opendal::Result<()>> {
        let options = WriteOptions { chunk: Some(PART), ..options };
        let mut writer = match self.operator.writer_options(path, options).await {
            Ok(writer) => writer,
            Err(error) => return Ok(Err(error)),
        };
        loop {
            let mut part = Vec::with_capacity(PART);
            if (&mut source).take(PART as u64).read_to_end(&mut part).await? == 0 {
                return Ok(writer.close().await.map(drop));
            }
            if let Err(error) = writer.write(part).await {
                _ = writer.abort().await;
                return Ok(Err(error));
            }
        }
    }

    /// A file of the site as it is put, if that is compressed. Others do their work meanwhile.
    async fn compressed(&self, from: &Path, file: &File) -> Result<Option<Vec<u8>>> {
        if !self.is_compressed || !gzip::is_for(file) {
            return Ok(None);
        }
        let stopped = |error: tokio::task::JoinError| Fault::Local { path: file.path.clone(), why: error.to_string() };
        let (from, file) = (from.to_owned(), file.clone());
        tokio::task::spawn_blocking(move || gzip::compressed(&from, &file)).await.map_err(stopped)?
    }

    /// Whether bytes are what is put of a file.
    async fn is_put(&self, bytes: &[u8], from: &Path, file: &File) -> Result<bool> {
        let compressed = self.compressed(from, file).await?;
        Ok(compressed.map_or_else(|| blake3::hash(bytes).to_string() == file.hash, |compressed| compressed == bytes))
    }
}

/// What opendal says has the whole context in it, over several lines.
fn one_line(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MOST).collect()
}

impl Target for Bucket {
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.operator.read(path).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound && !error.to_string().contains("NoSuchBucket") => {
                Ok(None)
            }
            Err(error) => Err(self.fault(&format!("reading {path}"), &error)),
        }
    }

    async fn put(&self, path: &str, body: Body<'_>, is_new: bool) -> Result<()> {
        match self.write(path, body, is_new).await? {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::ConditionNotMatch => {
                // It may have been put by a request whose answer got lost.
                let there = self.get(path).await?;
                if let (Some(bytes), Body::File { from, file }) = (there, body)
                    && self.is_put(&bytes, from, file).await?
                {
                    return Ok(());
                }
                Err(Fault::Taken(vec![path.to_owned()], 1))
            }
            Err(error) => Err(self.fault(&format!("putting {path}"), &error)),
        }
    }

    async fn claim(&self, name: &str, id: &str) -> Result<bool> {
        // Each try has bytes of its own, by which an answer that got lost is known from somebody else's mark.
        let bytes = format!("{id} {}", crate::lease::random());
        match self.operator.write_with(name, bytes.clone()).if_not_exists(true).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::ConditionNotMatch | ErrorKind::Conflict) => {
                Ok(self.get(name).await?.is_some_and(|there| there == bytes.as_bytes()))
            }
            Err(error) => Err(self.fault("taking the lock", &error)),
        }
    }

    async fn drop(&self, paths: &[String]) -> Result<()> {
        let done = match paths {
            [path] => self.operator.delete(path).await,
            paths => self.operator.delete_iter(paths.iter().map(String::as_str)).await,
        };
        done.map_err(|error| self.fault("dropping files", &error))
    }

    async fn list(&self) -> Result<BTreeMap<String, u64>> {
        let listed = async {
            let lister = self.operator.lister_with("").recursive(true).await?;
            let entries = lister.try_filter(|entry| std::future::ready(entry.metadata().is_file()));
            entries.map_ok(|entry| (entry.path().to_owned(), entry.metadata().content_length())).try_collect().await
        };
        listed.await.map_err(|error| self.fault("listing the bucket", &error))
    }

    fn width(&self) -> usize {
        32
    }
}
