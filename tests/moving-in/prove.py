"""Proves that a site that moves in loses nothing: builds each site in tests/moving-in/sites with its own generator,
serves and crawls it, moves it in, publishes it, and asks for every address and every link again.
See script/prove-moving-in.  Usage: prove.py TOOLS DIBAO [SITE...]"""

import collections
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from hosts import Site, host, rules_of, same

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = pathlib.Path(sys.argv[1]).resolve()
DIBAO = pathlib.Path(sys.argv[2]).resolve()
ONLY = sys.argv[3:]
# What is to answer, whatever it costs; and what is counted alone.
TEXTS = ["article", "page", "file", "feed", "alias"]
WANTED = [*TEXTS, "list", "word"]
COUNTED = ["theme"]
# Where the lists of words of each kind were, and are.
WORDS = {"tags": "tags", "tag": "tags", "categories": "sections", "category": "sections", "beats": "beats"}
LINKS_WANTED = 0.98


def run(command, folder, **environment):
    command, env = [str(part) for part in command], {**os.environ, "LANG": "C.UTF-8", **environment}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env)
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stdout}\n{done.stderr}")
    return done


def made(command, folder, output, **environment):
    done = run(command, folder, **environment)
    if done.returncode != 0 or not output.is_dir():
        sys.exit(f"{command}: {done.stdout}\n{done.stderr}")
    return output


def hugo(tree):
    return made([TOOLS / "python/bin/hugo", "--quiet"], tree, tree / "public")


def jekyll(tree):
    return made(["jekyll", "build"], tree, tree / "_site", TZ="UTC")


def hexo(tree, renderer="hexo-renderer-marked"):
    modules = TOOLS / "hexo/node_modules"
    names = ["index", "archive", "category", "tag", "feed", "alias"]
    wanted = ["hexo-renderer-ejs", renderer, *[f"hexo-generator-{name}" for name in names]]
    wanted = ", ".join(f'"{name}": "*"' for name in wanted)
    (tree / "package.json").write_text(f'{{"name": "x", "hexo": {{"version": ""}}, "dependencies": {{{wanted}}}}}')
    (tree / "node_modules").symlink_to(modules)
    # A site is built where its author lives.
    output = made(["node", modules / "hexo/bin/hexo", "generate"], tree, tree / "public", TZ="Asia/Taipei")
    (tree / "node_modules").unlink()
    return output


def mkdocs(tree):
    return made([TOOLS / "python/bin/mkdocs", "build", "-q"], tree, tree / "site")


# The generator that builds each site, and its host.
SITES = {
    "hugo": (hugo, "harbour.example"),
    "jekyll": (jekyll, "southbank.example"),
    "hexo": (hexo, "hill.example"),
    "hexo-markdown-it": (functools.partial(hexo, renderer="hexo-renderer-markdown-it"), "hill.example"),
    "mkdocs": (mkdocs, "village.example"),
}


def crawl(site, output):
    """Every address of a site: those that links, feeds and sitemaps lead to, and those of files that nothing leads to."""
    files = (file.relative_to(output).as_posix() for file in sorted(output.rglob("*")) if file.is_file())
    as_asked = lambda file: "/" + (file[: -len("index.html")] if file.endswith("index.html") else file)
    waiting, seen = collections.deque(["/", *map(as_asked, files)]), {}
    while waiting:
        path = waiting.popleft()
        if path in seen:
            continue
        status, to, kind, body = site.get(path)
        seen[path] = status
        page = site.page(path)
        found = page.all + ([page.leads_to] if page.leads_to else []) if page else []
        if "xml" in kind and status == 200:
            elements = xml.etree.ElementTree.fromstring(body).iter()
            found = [text for it in elements for text in (it.get("href"), it.text) if text and text.startswith("http")]
        found += [to] if to else []
        waiting.extend(at[0] for at in (site.within(address, path) for address in found) if at)
    return [path for path, status in seen.items() if status == 200]


def kind_of(site, path):
    page = site.page(path)
    if path.split("/")[1] in WORDS and not path.endswith(".xml"):
        return "word"
    if re.search(r"/page/[0-9]+/$", path):
        return "list"
    name = path.rsplit("/", 1)[-1]
    if name in ("index.xml", "feed.xml", "atom.xml", "rss2.xml", "rss.xml"):
        return "feed"
    if page and page.leads_to:
        return "alias"
    if page and page.kind:
        return page.kind
    is_of_theme = name in ("sitemap.xml", "sitemap.xml.gz", "404.html") or path.startswith("/search/")
    return "theme" if is_of_theme else "file"


def address_fault(old, new, path):
    """What is wrong with an old address at the new site; none if a reader finds there what was there."""
    end = new.follow(path)
    if end is None:
        return f"answers {new.get(path)[0]}"
    to, steps = end
    # A plain host takes a step of its own from a folder without its final `/`.
    if steps - (not path.endswith("/") and (new.get(path)[1] or "").endswith("/")) > 1:
        return f"takes {steps} steps to {to}"
    was, now = old.page(path), new.page(to)
    if was and was.leads_to:
        was = old.page(old.follow(path)[0])
    if was is None:
        is_same = old.get(path)[3] == new.get(to)[3] or kind_of(old, path) == "feed"
        return None if is_same else "is another file"
    kind = kind_of(old, path)
    if kind == "word":
        wanted = f"/{WORDS[path.split('/')[1]]}/"
        return None if wanted in to else f"leads to {to}, and not below {wanted}"
    if kind == "list" or kind in COUNTED:
        return None
    if now is None or same(was.headline) != same(now.headline):
        return f"leads to {to}: {now and now.headline!r}, not {was.headline!r}"
    return None


def goal(site, address, at):
    """What a link leads to: a headline or a file's bytes, and the words at the place in it; none if it is broken."""
    place = site.within(address, at)
    if place is None:
        return "elsewhere", address
    end = site.follow(place[0])
    if end is None:
        return None
    page, fragment = site.page(end[0]), place[1]
    if page is None:
        return site.get(end[0])[3], ""
    if not fragment:
        return same(page.headline), ""
    return (same(page.headline), same(page.ids[fragment])) if fragment in page.ids else None


def text_at(new, path):
    """Where the text of an old page is. That of the old home page is on one of its own: dibao makes the home page."""
    end = new.follow(path)
    homes = [to for to in new.page(end[0]).all if to.endswith("/home.html")] if end and path == "/" else []
    return new.within(homes[0], end[0])[0] if homes else end and end[0]


def is_version(new, link, old_path):
    """Whether a link leads to the page that an old address leads to, but in the language of the text that links."""
    to, wanted = new.within(*link), new.follow(old_path)
    below = lambda path: path.split("/", 2)[2:]
    return bool(to and wanted) and new.page(to[0]) is not None and below(to[0]) == below(wanted[0]) != []


def compare_links(old, new, path):
    """The links and pictures of a text that worked: how many, and those that no longer do."""
    before, at = old.page(path), text_at(new, path)
    after = new.page(at) if at else None
    by_words = collections.defaultdict(collections.deque)
    for address, words in after.links if after else []:
        by_words[same(words)].append(address)
    count, broken = 0, []
    for address, words in before.links:
        was = goal(old, address, path)
        if was is None or was[0] == "elsewhere":
            if by_words[same(words)]:
                by_words[same(words)].popleft()
            continue
        count += 1
        now = by_words[same(words)].popleft() if by_words[same(words)] else None
        if now is None:
            broken.append(f"{path}: [{words}]({address}) is not in the text")
        elif goal(new, now, at) == was or is_version(new, (now, at), old.within(address, path)[0]):
            continue
        elif kind_of(old, old.within(address, path)[0]) in TEXTS:
            broken.append(f"{path}: [{words}]({address}) became {now}")
        elif goal(new, now, at) is None:
            count -= 1
            broken.append(f"(of a list) {path}: [{words}]({address}) became {now}")
    return count, broken


def move_in(tree, base, work):
    """What a stranger does: new, build, publish to a folder. What the host has then."""
    site = work / "new"
    print(run([DIBAO, "new", site, "--from", tree], work).stdout)
    target = work / "target"
    book = site / "book.toml"
    text = book.read_text(encoding="utf-8")
    book.write_text(text + f'\n[[publish]]\nname = "host"\nto = "{target}"\n', encoding="utf-8")
    checked = run([DIBAO, "check", "--root", site], work)
    print(checked.stdout[-3000:], checked.stderr[-3000:])
    done = run([DIBAO, "publish", "host", "--yes", "--root", site], work)
    if done.returncode != 0 or not target.is_dir():
        sys.exit(f"publish: {done.stdout}\n{done.stderr}")
    return target


def prove(name, work):
    """The figures of a site, by each of the two kinds of hosts."""
    build, own = SITES[name]
    tree, source = work / "built", work / name
    for folder in (tree, source):
        shutil.copytree(HERE / "sites" / name.partition("-")[0], folder)
    output = build(tree)
    # It says which program reads the Markdown, and lies in every tree of Hexo's.
    if (tree / "package.json").exists():
        shutil.copy(tree / "package.json", source)
    target = move_in(source, own, work)
    is_right = True
    with host(output) as port:
        old = Site(port, own)
        all = crawl(old, output)
        kinds = {path: kind_of(old, path) for path in all}
        for called, rules in [("a plain host", None), ("a host that reads _redirects", rules_of(target))]:
            with host(target, rules) as port:
                is_right &= figures(f"{name} at {called}", old, Site(port, own), kinds)
    return is_right


def figures(title, old, new, kinds):
    print(f"\n{title}")
    is_right = True
    for kind in WANTED + COUNTED:
        own = [path for path in kinds if kinds[path] == kind]
        faults = {path: fault for path in own if (fault := address_fault(old, new, path))}
        if own:
            print(f"  {kind + ':':10} {len(own) - len(faults)} of {len(own)} answer")
        for path, fault in faults.items():
            print(f"    {path} {fault}")
        is_right &= kind in COUNTED or not faults
    count, broken = 0, []
    for path in (path for path, kind in kinds.items() if kind in ("article", "page")):
        more, faults = compare_links(old, new, path)
        count, broken = count + more, broken + faults
    own = [fault for fault in broken if not fault.startswith("(")]
    print(f"  links:     {count - len(own)} of {count} that worked still work")
    for fault in broken:
        print(f"    {fault}")
    return is_right and count - len(own) >= LINKS_WANTED * count


def main():
    is_right = True
    for name in SITES:
        if not ONLY or name in ONLY:
            with tempfile.TemporaryDirectory(prefix=f"prove-{name}-") as folder:
                is_right &= prove(name, pathlib.Path(folder).resolve())
    sys.exit(0 if is_right else 1)


main()
