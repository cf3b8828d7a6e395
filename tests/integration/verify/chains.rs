//! The chain of releases, and time stamps.

use super::*;

fn chain(site: &Site) -> PathBuf {
    site.path().join("dist/dibao-chain.jsonl")
}

/// A site with three releases, and a pack of each.
fn three() -> (Site, Vec<PathBuf>) {
    let site = site();
    let mut all = Vec::new();
    for day in 7..10 {
        site.write(&format!("content/2024-07-{day:02}-x.md"), format!("# 第{day}日\n\n文。").as_bytes());
        all.push(packs(&pack(&site, &["zip"])).remove(0).0);
    }
    (site, all)
}

#[test]
fn a_release_that_differs_is_a_line() {
    let (site, all) = three();
    let lines = || std::fs::read_to_string(chain(&site)).unwrap().lines().count();
    assert_eq!(lines(), 3);
    pack(&site, &["zip", "--force"]);
    assert_eq!(lines(), 3, "the same is no release");
    pack(&site, &["tar.zst"]);
    assert_eq!(lines(), 4, "another form has another root");
    let (_, report) = verify(&[&all[0]]);
    assert_eq!((&report["chain"]["number"], &report["chain"]["later"]), (&1.into(), &3.into()), "{report:#}");
    assert!(told(&[&all[0]]).contains("An older copy: release 1 of 4; 3 came after it"));
    assert!(faults(&[&all[0], &all[1]]).contains(&"older".to_owned()));
    assert!(!faults(&[&all[1], &all[0]]).contains(&"older".to_owned()));
}

#[test]
fn what_was_done_to_a_chain_is_told() {
    let (site, all) = three();
    let whole = std::fs::read_to_string(chain(&site)).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let last = &all[2];
    for (text, fault) in [
        (lines[1..].concat(), "chain"),
        ([lines[0], lines[2]].concat(), "chain"),
        (whole.replacen("\"count\":", "\"count\":1", 1), "chain"),
        (whole[..whole.len() - 9].to_owned(), "chain"),
        (lines[..2].concat(), "not-in-chain"),
        (String::new(), "not-in-chain"),
    ] {
        std::fs::write(chain(&site), &text).unwrap();
        let given = chain(&site);
        let found = faults(&[last, &"--chain", &given]);
        assert!(found.contains(&fault.to_owned()), "{text}: {found:?}");
        // Nothing is added to a chain that is broken.
        if fault == "chain" {
            let output = dibao().args(["pack", "zim", "--root"]).arg(site.path()).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{text}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("is broken"));
        }
    }
    // One that was kept is the beginning of what there is now; of another one it is not.
    std::fs::write(chain(&site), &whole).unwrap();
    let kept = site.path().join("kept.jsonl");
    for (text, expected) in [
        (lines[..2].concat(), vec![]),
        (whole.clone(), vec![]),
        (whole.replacen("\"count\":", "\"count\":1", 1), vec!["chain-other"]),
    ] {
        std::fs::write(&kept, text).unwrap();
        assert_eq!(faults(&[last, &"--chain", &kept]), expected);
    }
    let (_, report) = verify(&[&all[0], &"--chain", &kept]);
    assert_eq!(report["is_sound"], false);
    // Whoever kept an older chain sees that the end was cut, or written anew.
    let kept = tempfile::tempdir().unwrap();
    let old = kept.path().join(last.file_name().unwrap());
    std::fs::copy(last, &old).unwrap();
    std::fs::write(kept.path().join("dibao-chain.jsonl"), &whole).unwrap();
    std::fs::write(chain(&site), lines[..2].concat()).unwrap();
    let found = faults(&[&all[1], &old]);
    assert!(found.contains(&"chain-cut".to_owned()), "{found:?}");
}

/// Makes a TSA in a folder, as `openssl ts` knows one. Whether that could be done.
fn tsa(folder: &Path) -> bool {
    let configuration = "[req]\ndistinguished_name = dn\nprompt = no\nx509_extensions = ext\n[dn]\nCN = a TSA\n[ext]\n\
                         basicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\n\
                         extendedKeyUsage = critical, timeStamping\n[tsa]\ndefault_tsa = one\n[one]\nserial = serial\n\
                         signer_cert = cert.pem\nsigner_key = key.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n\
                         digests = sha256\naccuracy = secs:1\n";
    std::fs::write(folder.join("tsa.cnf"), configuration).unwrap();
    std::fs::write(folder.join("serial"), "01").unwrap();
    let request = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3650 -config tsa.cnf";
    let made = Command::new("sh").args(["-c", request]).current_dir(folder).output();
    made.is_ok_and(|output| output.status.success())
}

#[test]
fn a_time_stamp_is_got_kept_and_checked() {
    let site = site();
    let folder = site.path().join("tsa");
    std::fs::create_dir(&folder).unwrap();
    if !tsa(&folder) {
        return skipped("time stamps, by openssl: it is not here");
    }
    let book = |command: &str| {
        let text =
            format!("title = \"试报\"\nbase_url = \"https://news.example/\"\n[proof]\ntimestamp = '''{command}'''\n");
        site.write("book.toml", text.as_bytes());
    };
    let refused = || {
        let output = dibao().args(["pack", "zip", "--root"]).arg(site.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!chain(&site).exists());
        String::from_utf8(output.stderr).unwrap()
    };
    for (command, why) in [
        ("exit 3", "exit status: 3"),
        ("echo no", "not answered with a time stamp"),
        ("cat", "not answered with a time stamp"),
    ] {
        book(command);
        let said = refused();
        assert!(said.contains("Nothing was packed") && said.contains(why), "{said}");
    }
    let archive = |said: Value| said["packs"][0]["root"].as_str().unwrap().to_owned();
    book("cat > tsa/q.tsq && cd tsa && openssl ts -reply -config tsa.cnf -queryfile q.tsq");
    let other = self::site();
    let unstamped = pack(&other, &["zip"]);
    let said = pack(&site, &["zip"]);
    let (path, _) = packs(&said).remove(0);
    let (certificate, stranger) = (folder.join("cert.pem"), site.path().join("stranger"));
    let (code, report) = verify(&[&path, &"--tsa", &certificate]);
    assert_eq!(code, 0, "{report:#}");
    assert!(report["chain"]["stamps"]["1"].as_str().unwrap().ends_with("GMT"), "{report:#}");
    assert_eq!(verify(&[&path]).1["chain"]["unvouched_stamps"], 1);
    assert_eq!(faults(&[&packs(&unstamped).remove(0).0, &"--tsa", &certificate]), ["no-stamp"]);
    std::fs::create_dir(&stranger).unwrap();
    assert!(tsa(&stranger));
    assert_eq!(faults(&[&path, &"--tsa", &stranger.join("cert.pem")]), ["stamp"]);
    // A stamp of another release vouches for none.
    let mut line: Value = serde_json::from_str(&std::fs::read_to_string(chain(&site)).unwrap()).unwrap();
    line["archive"] = "0".repeat(64).into();
    std::fs::write(chain(&site), format!("{line}\n")).unwrap();
    assert_eq!(faults(&[&path, &"--tsa", &certificate]), ["stamp"]);
    // What is stamped makes no other pack.
    let root = archive(said);
    book("exit 3");
    std::fs::remove_file(chain(&site)).unwrap();
    site.write("book.toml", b"title = \"\xe8\xaf\x95\xe6\x8a\xa5\"\nbase_url = \"https://news.example/\"\n");
    assert_eq!(archive(pack(&site, &["zip", "--force"])), root);
}
