"""Hosts of static files, and what a reader finds at them. See script/prove-moving-in."""

import contextlib
import html.parser
import http.client
import http.server
import pathlib
import threading
import unicodedata
import urllib.parse


class Handler(http.server.SimpleHTTPRequestHandler):
    """A plain host: a folder is served as its index, and one without its `/` leads to the one with it."""

    protocol_version = "HTTP/1.1"
    rules = {}

    def do_GET(self):
        to = by_rule(self.rules, urllib.parse.unquote(urllib.parse.urlsplit(self.path).path))
        if to is None:
            return super().do_GET()
        self.send_response(301)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def list_directory(self, path):
        # A folder without an index is nothing.
        return self.send_error(404)

    def log_message(self, *arguments):
        pass


def rules_of(folder):
    """What `_redirects` says, as Cloudflare Pages and Netlify read it: before any file is looked for."""
    file = pathlib.Path(folder) / "_redirects"
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()] if file.is_file() else []
    rules = {}
    for line in lines:
        if len(line) == 3 and line[2] == "301":
            rules.setdefault(urllib.parse.unquote(line[0]), line[1])
    return rules


def by_rule(rules, path):
    """Where a path is led by the rules: by its own, or by one for all below a folder."""
    below = (path[:at] + "/*" for at in range(len(path)) if path[at] == "/")
    return next((rules[own] for own in [path, *below] if own in rules), None)


@contextlib.contextmanager
def host(folder, rules=None):
    """Serves a folder; the port is given."""
    handler = type("Here", (Handler,), {"rules": rules or {}})
    make = lambda *arguments: handler(*arguments, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Reader(html.parser.HTMLParser):
    """What of a page is compared: its headline, what it is, the links and pictures of its text, its ids."""

    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

    def __init__(self, text):
        super().__init__()
        self.headline, self.kind, self.leads_to = "", "", None
        self.ids, self.links, self.all = {}, [], []
        self.open, self.depth, self.link, self.is_told = [], None, None, False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, given):
        given = {name: value or "" for name, value in given}
        if tag == "meta" and given.get("name") == "kind":
            self.kind = given["content"]
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.leads_to = given["content"].partition("url=")[2] or self.leads_to
        in_text = self.depth is not None
        if in_text and "prose" not in given.get("class", ""):
            self.take(tag, given)
        for name in ("href", "src", "poster"):
            if name in given and tag != "base":
                self.all.append(given[name])
        if tag in self.VOID:
            return
        if self.depth is None and (tag == "main" or "prose" in given.get("class", "").split()):
            self.depth, self.links = len(self.open), []
        name = given.get("id") or (given.get("name") if tag == "a" else None)
        self.open.append((tag, name))
        if name:
            self.ids.setdefault(name, "")

    def take(self, tag, given):
        """A link, a picture or a recording in the text. Names that dibao made links of are none of the old site's, nor
        are the signs by which generators let one link to a heading."""
        made = {"mention", "headerlink", "header-anchor"} & set(given.get("class", "").split())
        if tag == "a" and "href" in given and not made and not any(name == "a" for name, _ in self.open):
            self.link = [given["href"], ""]
            self.links.append(self.link)
        if tag in ("img", "video", "audio") and given.get("src"):
            self.links.append([given["src"], tag])

    def handle_endtag(self, tag):
        while self.open and any(name == tag for name, _ in self.open):
            name, _ = self.open.pop()
            if self.depth is not None and len(self.open) <= self.depth:
                self.depth = -1
            if name == "a":
                self.link = None
            self.is_told |= name == "h1"
            if name == tag:
                break
        if self.depth == -1:
            # dibao has its text in `main` too, and is looked at within.
            self.depth = None

    def handle_data(self, data):
        tags = [name for name, _ in self.open]
        if "h1" in tags and not self.is_told:
            self.headline += data
        if self.link is not None:
            self.link[1] += data
        for tag, name in self.open:
            if name and tag in self.HEADINGS:
                self.ids[name] += data


def same(text):
    """Words as they are compared: generators write signs in ways of their own, and blanks."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


class Site:
    """A site that is served, as its readers reach it."""

    def __init__(self, port, own):
        self.port, self.own, self.answers, self.pages = port, own, {}, {}
        self.connection = None

    def get(self, path):
        """Status, where it leads, type, and body of what is at a path."""
        if path not in self.answers:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request("GET", urllib.parse.quote(path, safe="/?=&;:@!$'()*+,~[]"))
            answer = self.connection.getresponse()
            body = answer.read()
            found = answer.status, answer.getheader("Location"), answer.getheader("Content-Type", ""), body
            self.answers[path] = found
        return self.answers[path]

    def page(self, path):
        """What a reader sees of a page at a path; none if there is no page."""
        if path not in self.pages:
            status, _, kind, body = self.get(path)
            is_page = status == 200 and kind.startswith("text/html")
            self.pages[path] = Reader(body.decode("utf-8", "replace")) if is_page else None
        return self.pages[path]

    def within(self, address, at):
        """The path below the host that an address at a path leads to, and what follows `#`; none for other hosts."""
        url = urllib.parse.urlsplit(urllib.parse.urljoin(f"https://{self.own}{urllib.parse.quote(at, safe='/%')}", address.strip()))
        if url.scheme not in ("http", "https") or (url.hostname or "").removeprefix("www.") != self.own.removeprefix("www."):
            return None
        return urllib.parse.unquote(url.path) or "/", urllib.parse.unquote(url.fragment)

    def follow(self, path, most=5):
        """Where a path ends, and by how many steps; none if nowhere."""
        for steps in range(most + 1):
            status, to, _, _ = self.get(path)
            if status == 200:
                page = self.page(path)
                to = page.leads_to if page else None
                if to is None:
                    return path, steps
            elif status not in (301, 302, 307, 308):
                return None
            at = self.within(to, path)
            if at is None:
                return to, steps + 1
            path = at[0]
        return None
