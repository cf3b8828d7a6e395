"""An archive that somebody works on, for script/bench-daily and script/bench-month."""

import json
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import time

import generate


DAY = r"\d{4}-\d\d-\d\d"


class Site:
    """An archive that is built again and again; what is put into it is like what it has."""

    def __init__(self, folder: pathlib.Path, dibao: str, source: str) -> None:
        """Of so many generated articles, or of those in a folder."""
        self.folder, self.dibao, self.random, self.added = folder, dibao, random.Random(7), 0
        if source.isdigit():
            generate.write_dibao(folder, int(source))
        else:
            shutil.copytree(source, folder / "content")
            (folder / "book.toml").write_text('title = "样报"\nbase_url = "https://example.org/"\n')

    def build(self, *arguments: str) -> tuple[float, dict]:
        return self.run("build", "--json", *arguments)

    def run(self, *arguments: str) -> tuple[float, dict]:
        """Seconds of CPU, and what the program says in JSON."""
        # What was written just now may still change.
        time.sleep(2.5)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([self.dibao, *arguments], cwd=self.folder, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode > 1:
            sys.exit(done.stderr)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, json.loads(done.stdout)

    def articles(self) -> list[pathlib.Path]:
        return sorted(path for path in (self.folder / "content").rglob("*.md") if not path.name.startswith("_"))

    def one(self) -> pathlib.Path:
        return self.random.choice(self.articles())

    def change(self, pattern: str, new: str) -> None:
        path = self.one()
        path.write_text(re.sub(pattern, new, path.read_text(), count=1))

    def say(self, line: str) -> None:
        self.change(r"\A\+\+\+\n", f"+++\n{line}\n")

    def sentence(self) -> None:
        with open(self.one(), "a") as file:
            file.write("\n记者今天上午来到现场采访。\n")

    def add(self, count: int, days_ago: int) -> None:
        """Articles like others, the newest or so many days older, with two entities that nobody knew."""
        all_articles = self.articles()
        newest = max(re.search(rf"date = ({DAY})", path.read_text())[1] for path in all_articles)
        day = time.strftime("%Y-%m-%d", time.gmtime(time.mktime(time.strptime(newest, "%Y-%m-%d")) - days_ago * 86400))
        for number, path in enumerate(self.random.sample(all_articles, count)):
            text = re.sub(rf"date = {DAY}", f"date = {day}", path.read_text(), count=1)
            text = re.sub(r'slug = "', f'slug = "new-{self.added}-{number}-', text, count=1)
            text = re.sub(r'title = "', f'title = "又讯{self.added}：', text, count=1)
            if count > 1 and number < 2:
                event = f"新事{self.added}{number}"
                with_event = re.sub(r"events = \[", f'events = ["{event}", ', text, count=1)
                text = with_event if with_event != text else text.replace("+++\n", f'+++\nevents = ["{event}"]\n', 1)
            (self.folder / f"content/new-{self.added}-{number}.md").write_text(text)
        self.added += 1
