//! Signatures.

use minisign::KeyPair;

use super::*;

/// A pair of keys, as files: the secret one, the public one, and this as text.
fn keys(folder: &Path, name: &str, password: Option<&str>) -> (PathBuf, PathBuf, String) {
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())).unwrap(),
        None => KeyPair::generate_unencrypted_keypair().unwrap(),
    };
    let (secret, public) = (folder.join(format!("{name}.key")), folder.join(format!("{name}.pub")));
    std::fs::write(&secret, pair.sk.to_box(None).unwrap().to_string()).unwrap();
    std::fs::write(&public, pair.pk.to_box().unwrap().to_string()).unwrap();
    (secret, public, pair.pk.to_base64())
}

#[test]
fn a_signed_pack_is_vouched_for_by_its_key_alone() {
    let site = site();
    let (secret, public, text) = keys(site.path(), "own", None);
    let (_, stranger, _) = keys(site.path(), "stranger", None);
    let unsigned = pack(&site, &FORMATS);
    let said = pack(&site, &[&FORMATS[..], &["--force", "--sign", secret.to_str().unwrap()]].concat());
    assert_eq!(said["packs"][0]["root"], unsigned["packs"][0]["root"], "a signature changes no list");
    for (path, _) in packs(&said) {
        let (code, report) = verify(&[&path, &"--key", &public]);
        assert_eq!((code, &report["is_vouched"]), (0, &Value::from(true)), "{report:#}");
        assert_eq!(verify(&[&path, &"--key", &text]).0, 0);
        let words = told(&[&path]);
        assert!(words.contains("for which nobody vouches"), "{words}");
        let found = faults(&[&path, &"--key", &stranger]);
        assert!(!found.is_empty() && found.iter().all(|fault| fault == "signature"), "{found:?}");
        // Unpacked elsewhere, a folder keeps its signatures; a ZIM has none in it.
        let page = within(&path, A);
        let (_folder, copy) = changed(&path, |files| {
            files.get_mut(&page).unwrap().extend(b"<p>forged</p>");
            forged(files);
        });
        assert_eq!(faults(&[&copy]), Vec::<String>::new());
        let expected = if path.to_str().unwrap().ends_with(".zim") { "unsigned" } else { "signature" };
        let found = faults(&[&copy, &"--key", &public]);
        assert!(!found.is_empty() && found.iter().all(|fault| fault == expected), "{found:?}");
        // The sums with their signature as they were, the manifest forged: a page is not proved by them.
        if !path.to_str().unwrap().ends_with(".zim") {
            let (folder, half) = changed(&path, |files| {
                let sums = files["SHA256SUMS"].clone();
                files.get_mut(&page).unwrap().extend(b"<p>forged</p>");
                forged(files);
                files.insert("SHA256SUMS".to_owned(), sums);
                files.remove("dibao-manifest.json.minisig").unwrap();
            });
            let saved = folder.path().join("saved.html");
            std::fs::write(&saved, &unpacked(&half)[&page]).unwrap();
            let found = faults(&[&saved, &half, &"--key", &public]);
            assert_eq!(found, ["sums dibao-manifest.json", "unsigned"]);
        }
        let (_folder, stripped) = changed(&path, |files| files.retain(|path, _| !path.ends_with(".minisig")));
        assert_eq!(faults(&[&stripped, &"--key", &public]), ["unsigned"]);
    }
}

#[test]
fn a_pack_that_is_packed_anew_without_a_key_keeps_no_signature() {
    let site = site();
    let (secret, ..) = keys(site.path(), "own", None);
    pack(&site, &["zip", "zim", "--sign", secret.to_str().unwrap()]);
    let signatures = || {
        let names = std::fs::read_dir(site.path().join("dist")).unwrap().map(|it| it.unwrap().file_name());
        names.filter(|name| name.to_str().unwrap().ends_with(".minisig")).count()
    };
    assert_eq!(signatures(), 3);
    pack(&site, &["zip", "zim", "--force"]);
    assert_eq!(signatures(), 0);
}

#[test]
fn a_password_is_asked_for_and_keys_that_are_none_are_refused() {
    let site = site();
    let (secret, public, _) = keys(site.path(), "own", Some("口令 pass"));
    let said = |key: &Path, more: &[&str], password: Option<&str>| {
        let mut command = dibao();
        command.args(["pack", "zip", "--force", "--root"]).arg(site.path()).arg("--sign").arg(key).args(more);
        command.env_remove("DIBAO_SIGN_PASSWORD").stdin(std::process::Stdio::null());
        command.envs(password.map(|password| ("DIBAO_SIGN_PASSWORD", password)));
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let file = site.path().join("password");
    std::fs::write(&file, "口令 pass\n").unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(said(&secret, &[], Some("口令 pass")).0, Some(0));
    assert_eq!(said(&secret, &["--password-file", file], None).0, Some(0));
    let path = site.path().join("dist/试报-2024-07-06.zip");
    assert_eq!(verify(&[&path, &"--key", &public]).0, 0);
    let damaged = site.path().join("damaged.key");
    let text = std::fs::read_to_string(&secret).unwrap();
    std::fs::write(&damaged, &text[..text.len() - 40]).unwrap();
    for (key, password, why) in [
        (&secret, None, "nobody is at a terminal"),
        (&secret, Some("wrong"), "the password is another one"),
        (&damaged, Some("x"), "no secret key of minisign, or it is damaged"),
        (&public, Some("x"), "is a public key"),
        (&site.path().join("book.toml"), Some("x"), "no secret key of minisign"),
    ] {
        let (code, words) = said(key, &[], password);
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains(why), "{why}: {words}");
    }
    assert_eq!(verify(&[&path, &"--key", &public]).0, 0, "what was there stays");
}

#[test]
fn a_key_that_minisign_has_made_signs() {
    let site = site();
    let at = |name: &str| site.path().join(name);
    let made = Command::new("minisign").args(["-G", "-W", "-p"]).arg(at("a.pub")).arg("-s").arg(at("a.key")).output();
    if !made.is_ok_and(|output| output.status.success()) {
        return skipped("keys of minisign: it is not here");
    }
    let said = pack(&site, &["zip", "--sign", at("a.key").to_str().unwrap()]);
    let (path, _) = packs(&said).remove(0);
    assert_eq!(verify(&[&path, &"--key", &at("a.pub")]).0, 0);
}

#[test]
fn a_plain_key_that_is_damaged_signs_nothing() {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD as BASE64;
    let site = site();
    let (secret, ..) = keys(site.path(), "own", None);
    let text = std::fs::read_to_string(&secret).unwrap();
    let bytes = BASE64.decode(text.lines().nth(1).unwrap()).unwrap();
    for is_unchecked in [false, true] {
        for at in [70, 100, 125] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            if is_unchecked {
                damaged[126..].fill(0);
            }
            std::fs::write(&secret, format!("untrusted comment: x\n{}\n", BASE64.encode(&damaged))).unwrap();
            let mut command = dibao();
            command.args(["pack", "zip", "--root"]).arg(site.path()).arg("--sign").arg(&secret);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{is_unchecked} {at}: {output:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("is damaged"));
        }
    }
}

#[test]
fn minisign_says_the_same() {
    let site = site();
    let (secret, public, _) = keys(site.path(), "own", None);
    let said = pack(&site, &[&FORMATS[..], &["--sign", secret.to_str().unwrap()]].concat());
    let check = |file: &Path| Command::new("minisign").arg("-Vm").arg(file).arg("-p").arg(&public).output();
    let dist = site.path().join("dist");
    if check(&dist.join("SHA256SUMS")).is_err() {
        return skipped("signatures, by minisign: it is not here");
    }
    let mut signed = vec![dist.join("SHA256SUMS")];
    for (path, _) in packs(&said) {
        match path.is_dir() {
            true => signed.extend([path.join("SHA256SUMS"), path.join(MANIFEST)]),
            false => signed.push(path),
        }
    }
    for file in signed {
        let output = check(&file).unwrap();
        assert!(output.status.success(), "{file:?}: {output:?}");
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, [&bytes[..], b"\n"].concat()).unwrap();
        assert!(!check(&file).unwrap().status.success());
        std::fs::write(&file, bytes).unwrap();
    }
}
