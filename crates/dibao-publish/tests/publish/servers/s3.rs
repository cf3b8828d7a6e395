//! Servers of S3: s3s-fs in this process, and moto.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use hyper::{Request, Response, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::disk::{self, open_folder};
use super::web::Web;
use super::{Files, Process, Server, free_port, tool};
use crate::worker::Worker;

const KEY: &str = "EDITOR";
const SECRET: &str = "secret/of+an=editor";

fn worker(port: u16) -> Worker {
    let endpoint = Some(format!("http://127.0.0.1:{port}"));
    let worker = Worker { to: "s3://news/的 site".to_owned(), endpoint, ..Worker::default() };
    // Nobody waits for what a machine of Amazon's would answer.
    worker.with("AWS_ACCESS_KEY_ID", KEY).with("AWS_SECRET_ACCESS_KEY", SECRET)
}

/// s3s-fs.
pub struct S3s {
    folder: TempDir,
    pub port: u16,
    _web: Web,
}

impl S3s {
    pub fn new() -> Self {
        let folder = open_folder();
        std::fs::create_dir(folder.path().join("news")).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        // It looks first and writes then: of two that write under a condition, one has to wait.
        let conditions = Arc::new(Mutex::new(()));
        let web = Web::start(move |request: Request<_>| {
            let (service, conditions) = (service.clone(), Arc::clone(&conditions));
            async move {
                let is_conditional = request.headers().contains_key("if-none-match");
                let _alone = if is_conditional { Some(conditions.lock().await) } else { None };
                let answer = service.call(request.map(s3s::Body::from)).await;
                answer.unwrap_or_else(|_| {
                    let mut answer = Response::new(s3s::Body::empty());
                    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                    answer
                })
            }
        });
        Self { folder, port: web.port, _web: web }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("news/的 site")
    }
}

impl Server for S3s {
    fn worker(&self) -> Worker {
        worker(self.port)
    }

    fn files(&self) -> Files {
        disk::files(&self.root())
    }

    fn place(&self, path: &str, bytes: &[u8]) {
        disk::place(&self.root(), path, bytes);
    }

    fn stamps(&self) -> BTreeMap<String, String> {
        disk::stamps(&self.root())
    }
}

/// moto, with boto3 as a client.
pub struct Moto {
    python: PathBuf,
    pub port: u16,
    _process: Process,
}

/// What boto3 is asked to do: a port, what to do, a path, a file.
const CLIENT: &str = r#"
import boto3, hashlib, json, sys, urllib.request
port, act, path, file = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
                  aws_access_key_id="a", aws_secret_access_key="b")
prefix = "的 site/"
if act == "make":
    s3.create_bucket(Bucket="news")
elif act == "put":
    s3.put_object(Bucket="news", Key=prefix + path, Body=open(file, "rb").read())
elif act == "headers":
    head = s3.head_object(Bucket="news", Key=prefix + path)
    print(json.dumps([head["ContentType"], head["CacheControl"]]))
elif act == "get":
    # By a client that says nothing of what it takes, and changes nothing of what it gets.
    url = s3.generate_presigned_url("get_object", {"Bucket": "news", "Key": prefix + path})
    answer = urllib.request.urlopen(url)
    open(file, "wb").write(answer.read())
    print(json.dumps([answer.headers["Content-Type"], answer.headers["Cache-Control"], answer.headers["Content-Encoding"]]))
else:
    found = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="news", Prefix=prefix):
        for at, entry in enumerate(page.get("Contents", [])):
            name = entry["Key"].removeprefix(prefix)
            if act == "stamps":
                found[name] = str(entry["LastModified"]) + entry["ETag"]
            else:
                place = f"{file}/{len(found)}"
                open(place, "wb").write(s3.get_object(Bucket="news", Key=entry["Key"])["Body"].read())
                found[name] = place
    print(json.dumps(found))
"#;

impl Moto {
    pub fn new() -> Option<Self> {
        let (program, python) = (tool("moto_server", "moto")?, tool("python", "moto")?);
        let port = free_port();
        let process = Process::start(
            &program,
            &["-H".to_owned(), "127.0.0.1".to_owned(), "-p".to_owned(), port.to_string()],
            port,
        );
        let moto = Self { python, port, _process: process };
        moto.ask("make", "", "");
        Some(moto)
    }

    /// What a reader gets: the media type, the caching and the coding of a file, and its bytes as they come.
    pub fn get(&self, path: &str) -> (String, String, Option<String>, Vec<u8>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let headers = self.ask("get", path, file.path().to_str().unwrap());
        let (media_type, cache_control, coding) = serde_json::from_str(&headers).unwrap();
        (media_type, cache_control, coding, std::fs::read(file.path()).unwrap())
    }

    fn ask(&self, act: &str, path: &str, file: &str) -> String {
        let mut python = Command::new(&self.python);
        python.args(["-c", CLIENT, &self.port.to_string(), act, path, file]).stdin(Stdio::null());
        let done = python.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Server for Moto {
    fn worker(&self) -> Worker {
        worker(self.port)
    }

    fn files(&self) -> Files {
        let folder = tempfile::tempdir().unwrap();
        let found = self.ask("files", "", folder.path().to_str().unwrap());
        let found: BTreeMap<String, String> = serde_json::from_str(&found).unwrap();
        found.into_iter().map(|(path, place)| (path, std::fs::read(place).unwrap())).collect()
    }

    fn place(&self, path: &str, bytes: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, bytes).unwrap();
        self.ask("put", path, file.to_str().unwrap());
    }

    fn stamps(&self) -> BTreeMap<String, String> {
        serde_json::from_str(&self.ask("stamps", "", "")).unwrap()
    }

    fn headers(&self, path: &str) -> Option<(String, String)> {
        serde_json::from_str(&self.ask("headers", path, "")).unwrap()
    }
}
