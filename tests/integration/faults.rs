//! Builds that are cut off: killed, on a full disk, where nothing may be written. The next one is that of a
//! clean build, byte for byte. Packs on a full disk: whole, or not there.

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::support::{Site, assert_clean, dibao, files, rounds, skipped};

fn site(articles: u32) -> Site {
    let site = Site::new(&[("book.toml", "title = \"试报\"\n"), ("content/events/sco.md", "# 峰会")]);
    (0..articles).for_each(|number| article(&site, number, "开始"));
    site
}

fn article(site: &Site, number: u32, text: &str) {
    let name = format!("content/2024-07-{:02}-a{number}.md", 1 + number % 28);
    let text = format!("---\ntitle: 第{number}篇\nsummary: 短\nevents: [sco]\n---\n{text}，头发在台湾。\n");
    site.write(&name, text.as_bytes());
}

#[test]
fn a_build_that_was_killed_is_repaired_by_the_next() {
    let site = site(12);
    site.build(&[]);
    for moment in 0..rounds(12, 50) {
        // A text, all texts, or an article that comes and goes again.
        let came = site.path().join(format!("content/2024-08-01-b{moment}.md"));
        match moment % 3 {
            0 => article(&site, moment % 12, &format!("第{moment}次")),
            1 => (0..12).for_each(|number| article(&site, number, &format!("第{moment}次"))),
            _ => fs_err::write(&came, "# 来了又走\n\n一段。").unwrap(),
        }
        let mut build = dibao()
            .args(["build", "--root"])
            .arg(site.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(10 + moment * 197 % 500)));
        build.kill().unwrap();
        build.wait().unwrap();
        if came.exists() {
            fs_err::remove_file(came).unwrap();
        }
        site.build(&[]);
        assert_clean(&site, &format!("killed {moment}"));
    }
}

/// Runs commands of a shell of which only they see what they mount: `$0` is dibao, `$1` the site, `$OUT` the folder that
/// the site or its packs are written to. None where the system does not allow that.
fn apart(site: &Site, out: &str, commands: &str) -> Option<Output> {
    // Whoever is not root may be it in a namespace of their own.
    for namespace in [&["--mount"][..], &["--user", "--map-root-user", "--mount"]] {
        let output = Command::new("unshare")
            .args(namespace)
            .args(["sh", "-c", commands, env!("CARGO_BIN_EXE_dibao")])
            .arg(site.path())
            .env("OUT", site.path().join(out))
            .output();
        let Ok(output) = output else { continue };
        if output.stdout.starts_with(b"ready") {
            return Some(output);
        }
    }
    skipped("faults of disks: this system does not let a test mount anything");
    None
}

/// Builds a site after such commands; tells whether the build succeeded, and what it said.
fn build_after(site: &Site, commands: &str) -> Option<(bool, String)> {
    let commands = format!("set -e; {commands}\nprintf ready; exec \"$0\" build --root \"$1\"");
    let output = apart(site, "public", &commands)?;
    Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn where_nothing_may_be_written_nothing_is_lost() {
    let site = site(6);
    site.build(&[]);
    (0..6).for_each(|number| article(&site, number, "改了"));
    let read_only = "mount --bind \"$OUT\" \"$OUT\"; mount -o remount,ro,bind \"$OUT\"";
    let Some((is_done, said)) = build_after(&site, read_only) else { return };
    assert!(!is_done);
    assert!(said.contains("cannot be written") && said.contains("Read-only"), "{said}");
    site.build(&[]);
    assert_clean(&site, "written again");
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let site = site(20);
    // The disk has room for a part of the site: what is there of it is whole, and what was there stays.
    for room in ["64k", "300k", "700k"] {
        site.write("public/own.txt", b"mine");
        let full = format!(
            "mkdir -p \"$OUT.disk\"; mount -t tmpfs -o size={room} tmpfs \"$OUT.disk\"; mkdir \"$OUT.disk/public\"; \
             mount --bind \"$OUT.disk/public\" \"$OUT\""
        );
        let Some((is_done, said)) = build_after(&site, &full) else { return };
        assert!(!is_done);
        assert!(said.contains("cannot be written") && said.contains("No space left"), "{said}");
        site.build(&[]);
        fs_err::remove_file(site.path().join("public/own.txt")).unwrap();
        assert_clean(&site, room);
        (0..20).for_each(|number| article(&site, number, room));
    }
}

/// Packs a site onto a disk of so much room, and again when it has more: what was said of both, and what is in the folder
/// of the packs after each. What that has in the end is in the site's `kept`.
fn pack_onto(site: &Site, room: &str, format: &str) -> Option<[(String, String); 2]> {
    let pack = format!("\"$0\" pack {format} --no-build --root \"$1\" >&2 || true; ls -A \"$OUT\"");
    let commands = format!(
        "set -e; mkdir -p \"$OUT\"; mount -t tmpfs -o size={room} tmpfs \"$OUT\"; echo ready; {pack}; echo ==; echo == >&2; \
         mount -o remount,size=64m \"$OUT\"; {pack}; rm -rf \"$1/kept\"; cp -r \"$OUT\" \"$1/kept\""
    );
    let output = apart(site, "dist", &commands)?;
    let [listed, said] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    let (listed, said) = (listed.strip_prefix("ready\n").unwrap().split_once("==\n"), said.split_once("==\n"));
    let ((first, second), (one, other)) = (said.unwrap(), listed.unwrap());
    Some([(first.to_owned(), one.to_owned()), (second.to_owned(), other.to_owned())])
}

#[test]
fn a_full_disk_leaves_no_half_pack() {
    let site = site(8);
    site.build(&[]);
    for format in ["folder", "zip", "tar.zst", "zim"] {
        let whole = site.path().join("whole");
        let mut pack = dibao();
        pack.args(["pack", format, "--no-build", "--root"]).arg(site.path()).arg("--out").arg(&whole);
        assert!(pack.output().unwrap().status.success());
        let expected = files(&whole);
        let bytes: usize = expected.values().map(Vec::len).sum();
        // Room for the beginning, and for nearly all.
        for room in [16 << 10, bytes - 8_192] {
            let Some([(said, left), (again, _)]) = pack_onto(&site, &room.to_string(), format) else { return };
            let is_told = said.contains("No space left on device") || said.contains("no storage space");
            assert!(is_told && said.lines().count() == 1, "{format}, {room}: {said}");
            assert!(said.contains("dist") && !said.contains(".dibao-"), "{said}");
            assert_eq!(left, "", "{format}, {room}");
            assert!(again.starts_with("Packed "), "{again}");
            assert_eq!(files(&site.path().join("kept")), expected, "{format}, {room}");
        }
        fs_err::remove_dir_all(whole).unwrap();
    }
}
