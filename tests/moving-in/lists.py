"""Writes NAME.tsv beside each configuration NAME of each generator: source file, address. See script/moving-in."""

import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = pathlib.Path(sys.argv[1]).resolve()
ONLY = sys.argv[2:]


def run(command, folder, **environment):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "TZ": "UTC", **environment})
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stdout}\n{done.stderr}")
    return done.stdout


def path_of(address):
    """The path of an address below the site's, as a reader would see it."""
    path = urllib.parse.urlsplit(address).path if "://" in address else address
    return urllib.parse.unquote(path)


def is_made(output, path):
    """Whether a host of static files would answer at a path."""
    place = output / path.lstrip("/")
    return any(it.is_file() for it in [place, place / "index.html", place.with_name(place.name + ".html")])


def hugo(tree, config):
    shutil.copytree(HERE / "hugo/content", tree / "content")
    shutil.copy(config, tree / "hugo.toml")
    for kind in ["single", "list", "index"]:
        layout = tree / f"layouts/_default/{kind}.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text("page {{ .Title }}")
    hugo = str(TOOLS / "python/bin/hugo")
    run([hugo, "--buildFuture"], tree)
    listed = run([hugo, "list", "all"], tree)
    # The package says a line of its own before.
    rows = csv.DictReader(io.StringIO(listed[listed.index("path,"):]))
    base = [line for line in config.read_text().splitlines() if line.startswith("baseURL")][0].split('"')[1]
    below = urllib.parse.urlsplit(base).path
    for row in rows:
        yield row["path"], "/" + path_of(row["permalink"])[len(below):], tree / "public"


def jekyll(tree, config):
    shutil.copytree(HERE / "jekyll/site", tree, dirs_exist_ok=True)
    shutil.copy(config, tree / "_config.yml")
    (tree / "_plugins").mkdir()
    (tree / "_plugins/list.rb").write_text(
        'Jekyll::Hooks.register :site, :post_write do |site|\n'
        '  all = site.documents + site.pages\n'
        '  File.write("addresses.txt", all.map { |it| "#{it.relative_path}\\t#{it.url}\\n" }.join)\n'
        'end\n'
    )
    run(["jekyll", "build", "--future"], tree, LANG="C.UTF-8")
    for line in (tree / "addresses.txt").read_text().splitlines():
        source, address = line.split("\t")
        if source.endswith((".md", ".markdown")):
            yield source, path_of(address), tree / "_site"


def hexo(tree, config):
    shutil.copytree(HERE / "hexo/source", tree / "source")
    shutil.copy(config, tree / "_config.yml")
    (tree / "package.json").write_text('{"name": "x", "version": "0.0.0", "hexo": {"version": ""}, "dependencies": {"hexo-renderer-marked": "6"}}')
    (tree / "node_modules").symlink_to(TOOLS / "hexo/node_modules")
    (tree / "list.js").write_text(
        'const Hexo = require("hexo");\n'
        'const hexo = new Hexo(process.cwd(), {silent: true});\n'
        'const {url_for} = require("hexo-util");\n'
        'hexo.init().then(() => hexo.load()).then(() => {\n'
        '  const all = [...hexo.locals.get("posts").toArray(), ...hexo.locals.get("pages").toArray()];\n'
        '  const lines = all.map(it => `${it.source}\\t${url_for.call(hexo, it.path)}\\t${it.path}\\n`);\n'
        '  require("fs").writeFileSync("addresses.txt", lines.join(""));\n'
        '}).then(() => hexo.exit());\n'
    )
    # Hexo goes by the clock of its machine, and is right where that is in the site's zone.
    zones = [line.split(": ")[1] for line in config.read_text().splitlines() if line.startswith("timezone")]
    run(["node", "list.js"], tree, TZ=(zones or ["UTC"])[0])
    for line in (tree / "addresses.txt").read_text().splitlines():
        source, address, _ = line.split("\t")
        yield source, path_of(address), None


def mkdocs(tree, config):
    shutil.copytree(HERE / "mkdocs/docs", tree / "docs")
    shutil.copy(config, tree / "mkdocs.yml")
    (tree / "hook.py").write_text(
        "def on_files(files, config):\n"
        "    lines = [f'{it.src_uri}\\t{it.url}\\n' for it in files.documentation_pages()]\n"
        "    open('addresses.txt', 'w').writelines(lines)\n"
    )
    with (tree / "mkdocs.yml").open("a") as file:
        file.write("\nhooks: [hook.py]\n")
    run([str(TOOLS / "python/bin/mkdocs"), "build", "-q"], tree)
    for line in (tree / "addresses.txt").read_text().splitlines():
        source, address = line.split("\t")
        yield source, path_of("/" + ("" if address == "./" else address)), tree / "site"


YEAR = str(time.localtime().tm_year)


def addresses(make, config):
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for source, address, output in make(pathlib.Path(folder).resolve(), config):
            if output is not None and not is_made(output, address):
                print(f"{config}: {source} is at {address}, where nothing was made", file=sys.stderr)
            found[source] = address
        return found


for name, make in [("hugo", hugo), ("jekyll", jekyll), ("hexo", hexo), ("mkdocs", mkdocs)]:
    if ONLY and name not in ONLY:
        continue
    for config in sorted((HERE / name).glob("*.toml" if name == "hugo" else "*.yml")):
        one = addresses(make, config)
        # A file that is made later has another time.
        time.sleep(1 if make is hexo else 0)
        other = addresses(make, config)
        # What is made of the time of the build, or of the file's, is not known later.
        known = {source: address if other[source] == address and YEAR not in address else "?" for source, address in one.items()}
        config.with_suffix(".tsv").write_text("".join(f"{source}\t{known[source]}\n" for source in sorted(known)))
        print(f"{name}/{config.stem}: {len(known)}")
