"""Writes headings/NAME.tsv for each way in which generators give ids to headings: heading, id. See script/moving-in.
Usage: headings.py TOOLS"""

import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = pathlib.Path(sys.argv[1]).resolve()
SOURCE = (HERE / "headings.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^(#+) (.*)$", SOURCE, re.M)


def run(command, folder, text=None):
    command = [str(part) for part in command]
    env = {**os.environ, "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, input=text, env=env)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stdout}\n{done.stderr}")
    return done.stdout


def ids(page):
    """The id of each heading, and of one that has none, `?`."""
    tags = re.findall(r"<h[1-6]\b([^>]*)>", page)
    found = [re.search(r'\bid="([^"]*)"', tag) for tag in tags]
    return [html.unescape(it[1]) if it else "?" for it in found]


def github(_):
    """GitHub's own are made on its servers; github-slugger, which many go by, takes the words of a heading."""
    words = run([TOOLS / "python/bin/python", "-c", "import markdown, sys; print(markdown.markdown(sys.stdin.read()))"], HERE, SOURCE)
    words = [html.unescape(re.sub(r"<[^>]+>", "", it)) for it in re.findall(r"<h[1-6]>(.*?)</h[1-6]>", words)]
    program = 'import Slugger from "github-slugger"; import fs from "fs"; const it = new Slugger();' \
        'console.log(JSON.parse(fs.readFileSync(0)).map(word => it.slug(word)).join("\\n"))'

    return run(["node", "--input-type=module", "-e", program], TOOLS / "hexo", json.dumps(words)).splitlines()


def hugo(kind):
    def make(tree):
        (tree / "content").mkdir()
        (tree / "layouts/_default").mkdir(parents=True)
        (tree / "layouts/_default/single.html").write_text("{{ .Content }}")
        (tree / "content/a.md").write_text(SOURCE)
        (tree / "hugo.toml").write_text(
            'baseURL = "https://old.example/"\ndisableKinds = ["home", "taxonomy", "term", "RSS", "sitemap"]\n'
            f'[markup.goldmark.parser]\nautoHeadingIDType = "{kind}"\n'
        )
        run([TOOLS / "python/bin/hugo", "--quiet"], tree)
        return ids((tree / "public/a/index.html").read_text())
    return make


def jekyll(tree):
    (tree / "a.md").write_text("---\n---\n" + SOURCE)
    (tree / "_config.yml").write_text("title: x\n")
    run(["jekyll", "build"], tree)
    return ids((tree / "_site/a.html").read_text())


def hexo(renderer):
    def make(tree):
        (tree / "source").mkdir()
        (tree / "source/a.md").write_text("---\ntitle: x\n---\n" + SOURCE)
        (tree / "themes/plain/layout").mkdir(parents=True)
        (tree / "themes/plain/layout/page.ejs").write_text("<%- page.content %>")
        (tree / "_config.yml").write_text("title: x\ntheme: plain\n")
        wanted = f'"{renderer}": "*", "hexo-renderer-ejs": "*"'
        (tree / "package.json").write_text(f'{{"name": "x", "hexo": {{"version": ""}}, "dependencies": {{{wanted}}}}}')
        (tree / "node_modules").symlink_to(TOOLS / "hexo/node_modules")
        run(["node", TOOLS / "hexo/node_modules/hexo/bin/hexo", "generate"], tree)
        return ids((tree / "public/a.html").read_text())
    return make


def mkdocs(tree):
    program = "import markdown, sys; print(markdown.markdown(sys.stdin.read(), extensions=['toc']))"
    return ids(run([TOOLS / "python/bin/python", "-c", program], tree, SOURCE))


WAYS = {
    "github": github,
    "hugo": hugo("github"),
    "hugo-ascii": hugo("github-ascii"),
    "blackfriday": hugo("blackfriday"),
    "jekyll": jekyll,
    "hexo": hexo("hexo-renderer-marked"),
    "hexo-markdown-it": hexo("hexo-renderer-markdown-it"),
    "mkdocs": mkdocs,
}
(HERE / "headings").mkdir(exist_ok=True)
for name, make in WAYS.items():
    with tempfile.TemporaryDirectory() as folder:
        found = make(pathlib.Path(folder).resolve())
    # Without words there is no line.
    found += ["?"] * (len(HEADINGS) - len(found))
    if len(found) != len(HEADINGS):
        sys.exit(f"{name}: {len(found)} ids of {len(HEADINGS)} headings")
    # An id that another heading had first leads there, and an empty one nowhere.
    known = ["?" if not id or id in found[:index] else id for index, id in enumerate(found)]
    lines = "".join(f"{words}\t{id}\n" for (_, words), id in zip(HEADINGS, known))
    (HERE / f"headings/{name}.tsv").write_text(lines, encoding="utf-8")
    print(f"headings/{name}: {len(known)}")
