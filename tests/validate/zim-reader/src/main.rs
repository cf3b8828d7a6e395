//! Reads a ZIM with the crate `zim`: checks its checksum, and prints the MD5 and the path of each item of content.

use std::error::Error;

use md5::{Digest as _, Md5};
use zim::{Namespace, Target, Zim};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: zim-reader FILE")?;
    let zim = Zim::new(&path)?;
    zim.verify_checksum()?;
    let main = zim.main_page()?.ok_or("it has no main page")?;
    println!("main {}", zim.resolve(main)?.url);
    for number in zim.namespace_range(Namespace::UserContent)? {
        let entry = zim.get_by_url_index(number)?;
        if !matches!(entry.target, Some(Target::Redirect(_))) {
            let content = zim.entry_content(&entry)?.ok_or("an item has no content")?.to_vec()?;
            let sum: String = Md5::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
            println!("{sum} {}", entry.url);
        }
    }
    Ok(())
}
