"""Writes an archive of any size to measure with: articles of about 1,400 characters in Simplified
script, with events, places and newspapers, the same for the same number. Imported by script/bench-build."""

import itertools
import pathlib
import random

PLACES = (
    "北京 上海 天津 重庆 广州 深圳 武汉 南京 杭州 成都 西安 沈阳 大连 青岛 济南 郑州 长沙 南昌 合肥 福州 厦门 昆明 贵阳 南宁 "
    "海口 兰州 西宁 银川 乌鲁木齐 拉萨 呼和浩特 哈尔滨 长春 太原 石家庄 台北 高雄 台中 台南 香港 澳门 新加坡 东京 首尔 曼谷 "
    "河内 雅加达 马尼拉 伦敦 巴黎 柏林 莫斯科 罗马 开罗 纽约 华盛顿 旧金山 多伦多 悉尼 惠灵顿 阿斯塔纳 撒马尔罕 比什凯克 杜尚别"
).split()
PAPERS = "江海晚报 山城日报 东方时讯 南粤新闻 学府周刊 工商纪要 海峡论坛 边城通讯".split()
TOPICS = "水利会议 铁路通车 港口扩建 图书展览 电力改革 气象观测 旧城修复 农产品交易 网络安全演练 文物归还".split()
NAMES = "周启明 林晓云 陈国栋 黄志远 吴佩兰 郑文涛 孙若水 许长庚 何采薇 谢云舟 范敬之 余书瑶".split()
THINGS = (
    "发展规划 征求意见稿 头发和面粉 台风过后的河道 干燥的粮仓 出租汽车的里程 计算机软件 数据库 信息系统 视频节目 鼠标和键盘 "
    "钟楼上的钟 丝织厂的后院 咸菜和面条 山谷里的稻谷 皇后的画像 制度和法律 复杂的关系 重复的检查 回复的信件 松树林"
).split()
VERBS = "讨论了 修订了 公布了 检查了 称赞了 收回了 复核了 记录了 介绍了 推迟了 批准了 借用了".split()
TAILS = (
    "与会者认为这还只是开始 没有人知道后面会发生什么 记者在现场看到很多人排队 这一数字比上一年增长了 "
    "老人们说几十年里没有见过 有关部门表示将尽快答复 双方只谈了一只表的价钱 他们决定下个月再开会"
).split()


def sentence(rng: random.Random, places: list[str], name: str) -> str:
    kind = rng.randrange(5)
    place, thing, verb, tail = rng.choice(places), rng.choice(THINGS), rng.choice(VERBS), rng.choice(TAILS)
    if kind == 0:
        return f"{place}的代表{verb}{thing}，{tail}。"
    if kind == 1:
        return f"“{thing}不能只看表面，”{name}说，“{tail}。”"
    if kind == 2:
        return f"据{rng.choice(PAPERS)}报道，{place}{verb}**{thing}**，涉及{rng.randrange(2, 9000)}户居民，{tail}。"
    if kind == 3:
        return f"{rng.randrange(1, 29)}日，{rng.choice(PLACES)}至{place}的公路全线通车，{tail}。"
    return f"{name}在{place}接受采访时{verb}{thing}，并且谈到了{rng.choice(THINGS)}。"


def article(rng: random.Random, number: int) -> tuple[str, dict, str]:
    """Its file's name, what it says of itself, and its text."""
    year, month, day = rng.randrange(1990, 2025), rng.randrange(1, 13), rng.randrange(1, 29)
    places = rng.sample(PLACES, rng.randrange(1, 4))
    name = rng.choice(NAMES)
    about = {
        "title": f"{places[0]}{rng.choice(VERBS)[:-1]}{rng.choice(THINGS)}（{number:06}）",
        "date": f"{year}-{month:02}-{day:02}",
        "source": rng.choice(PAPERS),
        "authors": [name],
        "events": [f"{year // 5 * 5}年{rng.choice(PLACES)}{rng.choice(TOPICS)}"],
        "locations": places,
    }
    paragraphs = []
    for part in range(rng.randrange(8, 13)):
        if part in (4, 8):
            paragraphs.append(f"## {rng.choice(TOPICS)}")
        paragraphs.append("".join(sentence(rng, places, name) for _ in range(rng.randrange(3, 6))))
    return f"{year}/n{number:06}.md", about, "\n\n".join(paragraphs)


def archive(count: int):
    rng = random.Random(20240704)
    return (article(rng, number) for number in range(count))


def header(about: dict, **more: str) -> str:
    def value(it):
        return "[" + ", ".join(f'"{one}"' for one in it) + "]" if isinstance(it, list) else f'"{it}"'

    def line(key, it):
        return f"{key} = {it if key == 'date' else value(it)}"

    return "+++\n" + "\n".join(line(key, it) for key, it in {**about, **more}.items()) + "\n+++\n\n"


RELATED_END = "{{/* related */}}"


def leave_out_related(root: pathlib.Path) -> None:
    """Takes the related articles out of the templates that `write_hugo` wrote."""
    path = root / "layouts/_default/single.html"
    text = path.read_text()
    path.write_text(text[: text.rindex("<ul>{{ range first 5")] + text[text.index(RELATED_END) :])


def filed_under(words: int):
    """Gives an article three of so many tags, of which the second has half of the first's articles, and so on."""
    rng = random.Random(20260704)
    signs = "".join(sorted(set("".join(THINGS + TOPICS))))
    names = sorted({"".join(rng.sample(signs, 4)) for _ in range(2 * words)})
    rng.shuffle(names)
    weights = list(itertools.accumulate(1 / place for place in range(1, words + 1)))

    def draw() -> list[str]:
        drawn = set()
        while len(drawn) < 3:
            drawn.update(rng.choices(names[:words], cum_weights=weights))
        return sorted(drawn)

    return draw


def write_dibao(root: pathlib.Path, count: int, tags=None) -> None:
    (root / "content").mkdir(parents=True)
    (root / "book.toml").write_text('title = "样报"\nbase_url = "https://example.org/"\n')
    for file, about, text in archive(count):
        path = root / "content" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header(about, **({"tags": tags()} if tags else {})) + text + "\n")


def write_hugo(root: pathlib.Path, count: int, convert) -> None:
    """The same as a site of Hugo in two languages, the second made by `convert`; its templates do the least
    that a page needs: the text, links to what it is about and to its neighbours, lists, feeds, a sitemap."""
    (root / "layouts/_default").mkdir(parents=True)
    (root / "hugo.toml").write_text(
        'baseURL = "https://example.org/"\ndefaultContentLanguage = "zh-hans"\ndefaultContentLanguageInSubdir = true\n'
        'disableHugoGeneratorInject = true\n[pagination]\npagerSize = 50\n'
        '[taxonomies]\nevent = "events"\nlocation = "locations"\nsource = "sources"\nauthor = "authors"\n'
        '[languages.zh-hans]\nlanguageName = "简体"\ncontentDir = "content/hans"\n'
        '[languages.zh-hant]\nlanguageName = "繁體"\ncontentDir = "content/hant"\n'
    )
    base = (
        '<!doctype html><html lang="{{ .Site.Language.Lang }}"><head><meta charset="utf-8"><title>{{ .Title }}</title>'
        '{{ range .AllTranslations }}<link rel="alternate" hreflang="{{ .Language.Lang }}" href="{{ .Permalink }}">{{ end }}'
        '<meta name="description" content="{{ .Summary | plainify }}"></head><body>{{ block "main" . }}{{ end }}</body></html>'
    )
    card = '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time><p>{{ .Summary | plainify }}</p></li>'
    single = (
        '{{ define "main" }}<h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>{{ .Content }}'
        '{{ range $kind := slice "events" "locations" "sources" "authors" }}<ul>{{ range $.GetTerms $kind }}'
        '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}'
        '{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
        '{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
        f"<ul>{{{{ range first 5 (.Site.RegularPages.Related .) }}}}{card}{{{{ end }}}}</ul>{RELATED_END}{{{{ end }}}}"
    )
    listed = f'{{{{ define "main" }}}}<h1>{{{{ .Title }}}}</h1><ul>{{{{ range .Paginator.Pages }}}}{card}{{{{ end }}}}</ul>{{{{ end }}}}'
    for name, text in {"baseof": base, "single": single, "list": listed}.items():
        (root / f"layouts/_default/{name}.html").write_text(text)
    for file, about, text in archive(count):
        own = {**about, "sources": [about["source"]]}
        del own["source"]
        whole = header(own) + text + "\n"
        for folder, written in (("hans", whole), ("hant", convert(whole))):
            path = root / "content" / folder / "posts" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written)
