//! dibao itself knows no network: what needs one is a program of its own (`crates/dibao-publish`).

use std::process::Command;

use crate::support::project;

/// Crates that encrypt connections, or ask for pages.
const CLIENTS: [&str; 14] = [
    "attohttpc",
    "aws-lc-rs",
    "curl",
    "dibao-publish",
    "hyper-rustls",
    "hyper-tls",
    "isahc",
    "native-tls",
    "opendal",
    "openssl",
    "reqwest",
    "ring",
    "rustls",
    "ureq",
];

/// The crates of a package with their features: `hyper http1,server`.
fn tree(package: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", package, "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p} {f}"])
        .current_dir(project())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn clients(tree: &[String]) -> Vec<&str> {
    let is_client = |line: &&String| {
        let name = line.split(' ').next().unwrap();
        let asks = name == "hyper" && line.split([' ', ',']).any(|feature| feature == "client");
        CLIENTS.contains(&name) || asks
    };
    tree.iter().filter(is_client).map(String::as_str).collect()
}

#[test]
fn dibao_has_no_client_of_a_network() {
    let tree = tree("dibao");
    assert!(tree.iter().any(|line| line.starts_with("tera ")), "{tree:?}");
    assert_eq!(clients(&tree), Vec::<&str>::new());
}

#[test]
fn a_client_would_be_found() {
    assert!(clients(&tree("dibao-publish")).len() > 3);
}
