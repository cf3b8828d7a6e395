# What findings say, in English. The format is Fluent (projectfluent.org).
#
# A message is `key = what is wrong`, with `.help = how to mend it` below it where that can be said. The code gives
# arguments by name, `{ $file }`; braces that are shown stand in a text of their own, `{ "{…}" }`. A message that others
# refer to, `{ unknown-script }`, takes their arguments. A test compares the keys and arguments with those of the code.

## book.toml

config-syntax = { $reason }.
config-unknown-key = `{ $key }` is not a key of book.toml.
    .help = docs/configuration.md lists every key.
config-misspelt-key = { config-unknown-key }
    .help = Did you mean `{ $nearest }`?
config-base-url = The base URL must be an absolute http or https address, such as `https://news.example/`.
config-no-scripts = `scripts` must name at least one script.
config-script-twice = `scripts` names { $script } twice.
config-time-zone = `time_zone` must be an IANA name, such as `Asia/Shanghai`.
config-per-page = `per_page` must be at least 1.
config-permalink-part = A permalink pattern has no `:{ $name }`; it has { $parts }.
config-permalink-shared = A permalink pattern needs `:slug`, or `:page` and `:position`, or all articles of a day would share one page.
config-old-address = `{ $from }` is no address that a page can have had.
    .help = Write it as `/2013/03/name/` or `/atom.xml`.
config-old-address-to = An old address cannot lead to `{ $to }`.
    .help = Name a file of the output, such as `zh-hans/feed.xml`, or the address of another site, such as `https://news.example/`.
config-old-feed = `{ $from }` is to have the feed `{ $to }`, which is in no format that `feeds` names: nothing is there.
config-source-dir = A `[[source]]` must name its folder: `dir = "…"`.
config-source-encoding = The encoding `{ $label }` is not known; `gb18030`, `big5-hkscs`, `utf-16le` and `utf-8` are.
config-source-pattern = `{ $key }` is not a regular expression: { $reason }.
config-source-groups = `{ $key }` needs named groups, such as `(?<title>.+)`.
config-source-split = `split` needs the level of a heading, from 1 to 6: `{ "{ heading = 3 }" }`.
config-source-date-format = `{ $format }` is no format of dates by `strftime`; `%Y-%m-%d` is one.
config-source-key = `{ $key }` is not a key that dibao knows; write `keys = { "{ date = \"…\" }" }`, dibao's own first.
config-source-glob = `{ $pattern }` is no pattern for names of files; `about.md`, `notes/**` and `**/README.md` are.
config-formula-macro = The macro `{ $name }` in `formula_macros` cannot be read: { $reason } No macro of the site is known.
config-old-token = `old_addresses` has no rule for `:{ $token }`; docs/configuration.md lists the tokens of each generator.
config-source-id = `{ $id }` cannot be the `id` of a source: it is a folder in addresses, of one to { $longest } letters, digits, `-`, `_` or Han.
config-source-id-reserved = `{ $id }` cannot be the `id` of a source: files of the site itself are called so.
config-source-id-taken = `{ $id }` is the `id` of the `[[source]]` number { $number } already; give each its own.
config-widths = `widths` are in pixels, from 16 to 8192.
config-quality = `quality` is a number from 1 to 100.
config-avif = This dibao was built without AVIF; install it with `cargo install dibao --features avif`.
config-policy = The policy is one line of a header: at most { $longest } printable ASCII characters; the names of hosts as `xn--…`.
config-embed-host = `{ $host }` is no host; write it without `https://` and in lower case: `player.example`, or `*.example` for all below a domain. The names of others than ASCII are `xn--…`.
config-embed-hosts = These are too many for a header, in which all of `embed.hosts` may have { $longest } characters.
config-waiver-kind = A waiver must name the `kind` of findings that it is for.
config-waiver-file = `{ $pattern }` is not a pattern of file names.
config-media-file = Each `[[media]]` needs a pattern of file names, such as `file = "media/agency/*"`; `{ $pattern }` is none.
old-address-nowhere = The old address `{ $from }` leads to `{ $to }`, which is not there: the archive has nothing to list. Take it out of `old_addresses`, or let it lead elsewhere.
config-old-page-size = A page of a list has at least one article.
config-old-pages = What follows the address of a list has `:num` in it and no `/` before it, such as `page/:num/`; `{ $pages }` has not.
config-old-taxonomy = Nothing is named under `{ $key }`: events, tags and the like have their keys, and a `[[taxonomy]]` adds one.
config-taxonomies = A site has at most { $most } kinds of words of its own.
config-taxonomy-key = The `key` of a `[[taxonomy]]` is a word of small letters of the Latin alphabet, such as `topics`; `{ $key }` is none. What readers see is its `title`.
config-taxonomy-taken = `{ $key }` is taken: dibao has a key or a folder of that name.
config-taxonomy-twice = `{ $key }` is named twice.
config-taxonomy-title = `{ $key }` needs a `title` for readers, such as `title = "专题"`.
config-output = `paths.output` must not hold what the site is made from, here `{ $input }`.
config-publish-name = The name of a target has letters, digits, `-` and `_`; `{ $name }` is none.
config-publish-twice = `{ $name }` is the name of another target already.
config-publish-to = A target needs a place: `to = "s3://bucket/news"`, the path of a folder, or another address that docs/publishing.md lists.
config-publish-scp = `{ $to }` is no address; as one it is `{ $address }`.
config-publish-scheme = `{ $scheme }` is no kind of target; these are: { $known }.
config-publish-secret = Keys and passwords do not belong into book.toml, which is kept with the articles.
    .help = docs/publishing.md says for each kind of target where they are: in the environment, or in the files of ssh or git.
config-publish-endpoint = The endpoint must be an http or https address, such as `https://s3.eu-central-1.example.com`.
config-publish-author = An author is written `Name <address@host>`.
config-publish-compress = Only at s3:// targets are files put compressed: other servers compress them by themselves, or do not tell browsers that they are.
unknown-kind = `{ $code }` is not a kind of finding; `dibao check --kinds` lists them.

## Files and their encoding

content-missing = There is no such folder to take articles from.
    .help = Create it, or name another one under `paths.content` or in `[[source]]` in book.toml.
link-not-followed = This is a symbolic link, which is not followed: it could lead anywhere.
    .help = Put the file or folder itself here, or name the folder in a `[[source]]` in book.toml.
folder-unreadable = The folder cannot be read: { $reason }.
file-unreadable = The file cannot be read: { $reason }.
file-name-no-text = The file's name is not UTF-8, so it is left out.
    .help = Rename the file.
encoding-found = The file is not UTF-8; it is read as { $encoding }.
    .help = Save it as UTF-8. If all files of a folder are in one encoding, its `[[source]]` may say so: `encoding`.
encoding-contradicted = The file is said to be { $declared }, but is { $encoding }; it is read as that.
    .help = Save it as UTF-8, or take `encoding` out of its `[[source]]`: each file's is found out.
damaged-bytes = { $more ->
        [0] This byte is not text in { $encoding }; it is shown as `{ "\uFFFD" }`.
       *[other] This byte, and { $more } more like it, is not text in { $encoding }; it is shown as `{ "\uFFFD" }`.
    }
    .help = Put the character there that another copy of the file has, or set the `encoding` of its `[[source]]`.
lost-characters = The file has { $count } `{ "\uFFFD" }`: characters that were lost before it came here.
    .help = Put the characters there that another copy of the file has.
control-characters = { $count ->
        [one] The file has { $count } control character, which no page can show; it is left out.
       *[other] The file has { $count } control characters, which no page can show; they are left out.
    }
split-no-heading = The file has no heading of level { $level }, so that all of it is one article.
    .help = Mend its headings, or the `split` of its source in book.toml.

## Front matter

header-missing = The file does not begin as the `header` of its source says; it is read without.
    .help = Mend its first lines, or the `header` in book.toml, which all of a file's beginning must match.
path-mismatch = The path of this file is not as the `path` of its source says.
    .help = Move the file, or mend `path` in book.toml.
front-matter-open = The front matter that begins here has no closing fence; it is taken to end with its last line.
    .help = Put a line like the one above it between the front matter and the text.
front-matter-unreadable = The front matter cannot be parsed: { $reason }. It is read line by line.
    .help = Mend the line that is marked, or put its value in quotes.
metadata-unreadable = The metadata cannot be parsed: { $reason }. It is left out.
# What follows the colon in the two above.
yaml-too-many-faults = too many of its lines are wrong
yaml-no-table = it is not a list of `key: value` lines
yaml-too-deep = it is nested too deeply
yaml-large-alias = an alias stands for too much
yaml-key-unspaced = After a key there must be `: `, a colon and a space; it was read as if there were.
withdrawn-unreadable = `{ $key }` should be a date, or a table of a date and a reason. The article is withdrawn all the same, and its notice says neither.
    .help = Write `{ $key }: { "{date: 2026-11-01, reason: court order}" }`.
withdrawn-undated = The article is withdrawn, and its notice has no date.
    .help = Write `{ $key }: { "{date: 2026-11-01}" }`.
withdrawn-key-unknown = `{ $name }` is nothing that is known of a withdrawal, and is not published. The article is withdrawn.
    .help = Known are `date` and `reason`: `{ $key }: { "{date: 2026-11-01, reason: court order}" }`.
withdrawn-reason-no-text = `{ $name }` should be a text. The article is withdrawn, and its notice gives no reason.
withdrawn-unread = The front matter cannot be read as a whole, and seems to have `{ $key }`: the article is withdrawn.
    .help = Mend what is told of the front matter, or take `{ $key }` out of it.
withdrawn-entity = `{ $key }` is for articles and pages; this is none, and stays.
    .help = Remove the file, and what other files say of it.
yaml-key-repeated = `{ $key }` stands here a second time; the first is used.
yaml-value-misread = YAML would misread this value; it was read as the text `{ $value }`.
    .help = Put it in quotes: `key: "…"`.
value-no-text = `{ $key }` should be a text; it is left out.
    .help = Put it in quotes: `key: "…"`.
value-list-for-text = `{ $key }` should be a text, but is a list; it was read as `{ $written }`.
    .help = Put it in quotes: `key: "…"`.
value-no-list = `{ $key }` should be a list of texts; it is left out.
value-wide-comma = `{ $key }` has a full-width comma, which separates nothing in YAML; it was read as a comma.
    .help = Write `, ` between the items.
value-no-flag = `{ $key }` should be `true` or `false`; it is left out.
value-no-number = `{ $key }` should be a number from { $from } to { $to }; it is left out.
value-no-whole-number = `{ $key }` should be a whole number from 1; it is left out.
misspelt-key = `{ $key }` is not a key that dibao knows; it is kept for templates.
    .help = Did you mean `{ $meant }`?
license-unknown = `{ $key }: { $written }` is no licence or statement of rights that dibao knows; it is shown as it is.
    .help = Write an identifier of SPDX such as `CC-BY-4.0`, a name of RightsStatements.org such as `InC`, or an http or https address; what is none of these is a line for `rights`.
license-misspelt = { license-unknown }
    .help = Did you mean `{ $nearest }`?
media-pattern = `{ $pattern }` is not a pattern of file names; what is said of it is left out.
    .help = Write the picture's name as the article has it, or a pattern such as `images/*.jpg`.

## Dates

date-rest = `{ $key }: { $written }` is not a date to its end; only the day is used, { $day }.
    .help = Write it as 2024-07-04, 2024-07-04 18:30 or 2024年7月4日.
date-ambiguous = `{ $key }: { $written }` could be two days, since either number may be the month; it is left out.
    .help = Write it as 2024-07-04, or say how its source writes dates: `date_format = "%m/%d/%Y"`.
date-no-such-day = `{ $key }: { $written }` is no day that the calendar has; it is left out.
    .help = Look the day up, or leave out what is not known: `2024-07`.
date-unreadable = `{ $key }: { $written }` is not a date that dibao can read; it is left out.
    .help = Write it as 2024-07-04, 2024-07-04 18:30 or 2024年7月4日.

## Articles

script-contradicted = This article is said to be in { $script }, but its text is not; it is converted as if it were.
    .help = Change `script`, or leave it out: it is found out from the text.
script-mixed = The text is partly Simplified and partly Traditional ({ $simplified } characters of the one, { $traditional } of the other); it is taken for { $script }.
    .help = Say which it is with `script`, or protect quotations with `{ "-{…}-" }`.
language-contradicted = This article is said to be in `{ $tag }`, but its text is Chinese; it is a page in `{ $tag }` alone, and is not converted.
    .help = Take the key away, or write zh-Hans or zh-Hant.
language-unknown = `{ $tag }` is not a language that dibao knows; it is left out.
    .help = Write zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK.
correction-no-table = A correction is no table of `date`, `was`, `now`, `by` and `note`. It is left out.
    .help = Write `corrections: [{ "{date: 2024-07-06, was: printed words, now: right words, note: …}" }]`.
correction-empty = A correction says neither what was printed (`was`) nor what is right (`now`). It is left out.
    .help = Write `corrections: [{ "{date: 2024-07-06, was: printed words, now: right words, note: …}" }]`.
correction-date = The date of a correction, `{ $written }`, cannot be read; it is left out.
    .help = Write it as 2024-07-06.
correction-of-no-words = The article has no words `{ $words }` that could be corrected.
    .help = Write in `was` what is printed, letter by letter and without markup, or leave it out.
date-absurd = { $day } is hardly a day of news: programs write such dates that know none.
    .help = Correct the date, or take it out: an article without one is in no list of days.
updated-ahead = It says that it was changed on { $day }, which has not come yet; that is left out until then.
article-waits = It has the date { $day }, which has not come yet: it waits, and is not built before.
    .help = `--now { $day }` builds the site as on that day. `--future`, or `publish_future = true` in book.toml, shows now what waits.
article-waits-unread = The day on which it is to appear cannot be read: it waits, and is not built before that is mended.
    .help = Write `publishDate: 2024-07-04`. `--future`, or `publish_future = true` in book.toml, shows now what waits.
article-over = It is left out, since its time is over: it was to be read before { $day }.
    .help = Write a later day, or take the key out, to have it back.
article-undated = `{ $title }` has no date, so it is in no list of days.
    .help = Write `date: 2024-07-04` in its front matter, or put the day into its file's name.
title-repeated = Another article of { $day } is called `{ $title }` too: { $file }:{ $line }.
    .help = Is it the same article twice? Else say in the titles what each is about.
title-repeated-undated = Another article without a date is called `{ $title }` too: { $file }:{ $line }.
    .help = Is it the same article twice? Else say in the titles what each is about.
issue-missing = { $count ->
        [one] No article is of { $first }, though there is one of nearly every day; this file is of the day before.
       *[other] No article is of the { $count } days from { $first } to { $last }, though there is one of nearly every day; this file is of the day before.
    }
    .help = Add what is missing, or say `daily = false` in its `[[source]]` in book.toml.
issue-missing-of-source = { $count ->
        [one] No article of { $source } is of { $first }, though there is one of nearly every day; this file is of the day before.
       *[other] No article of { $source } is of the { $count } days from { $first } to { $last }, though there is one of nearly every day; this file is of the day before.
    }
    .help = Add what is missing, or say `daily = false` in its `[[source]]` in book.toml.

## Parts of articles, and jumps from page to page

continuation-refused = `{ $key }: { $name }` is not joined: one of the two is joined to another, or they would go round in a circle.
    .help = Name its file, its address or its title.
continuation-unknown = `{ $key }: { $name }` is no article of this archive.
    .help = Name its file, its address or its title.
jump-unmatched = Nothing on { $pages } of this issue is the other part of this article.
    .help = Name the other part with `{ $key }`, or add it to the archive.
jump-contradicted-at-end = `{ $words }` stands at the end of the text, so that it leads on to { $pages }, but its word says the contrary.
    .help = Mend the word, or move the mark to the other end; or name the other part with `continues`.
jump-contradicted-at-begin = `{ $words }` stands at the begin of the text, so that it leads back to { $pages }, but its word says the contrary.
    .help = Mend the word, or move the mark to the other end; or name the other part with `continued_by`.
# `$pages` of the three above.
one-page = page { $page }
several-pages = pages { $pages } or { $last }

## Addresses

address-clash = Two articles want the address `{ $address }`: { $owner } has it, and this one is at `{ $instead }`.
    .help = Give one of them a `slug` of its own in its front matter, or its `[[source]]` a `permalink` with `:source` or `:page`.
old-address-date = The generator made the address of this file of a date that the file does not have, so that its old address is not known.
    .help = Give it the `date` that its old address had, or the address itself as `aliases`.
old-address-token = The pattern of old addresses has `:{ $token }`, and this file has nothing for it, so that its old address is not known.
    .help = Give it the old address as `aliases`.
address-refused = The address `{ $asked }` { address-fault }; this article is at `{ $path }`.
    .help = Choose another `permalink`, or none.
address-refused-by-pattern = { $others ->
        [0] The pattern `{ $pattern }` makes the address `{ $asked }`, which { address-fault }; this article is at `{ $path }`.
        [one] The pattern `{ $pattern }` makes the address `{ $asked }`, which { address-fault }; this article is at `{ $path }`. So it is with another article.
       *[other] The pattern `{ $pattern }` makes the address `{ $asked }`, which { address-fault }; this article is at `{ $path }`. So it is with { $others } other articles.
    }
    .help = Mend `permalink` in book.toml, or give the article a `slug` of its own in its front matter.
page-address-refused = The address `{ $asked }` { address-fault }; this page is at `{ $path }`.
    .help = Choose another `permalink`; or rename the file, or give it a `slug` of its own in its front matter.
page-address-taken = The address `{ $asked }` { address-fault }, so that this page is at `{ $path }`.
    .help = Choose another `permalink`; or rename the file, or give it a `slug` of its own in its front matter.
alias-unreadable = `{ $alias }` is no address that an article can have had.
    .help = Write it as `/2013/03/name/` or `https://news.example/2013/03/name/`.
alias-query = `{ $alias }` has a `?`, for which hosts of static files have no page; links to it within the archive lead on.
    .help = A host that can lead by rule does so with a line of its own configuration.
alias-impossible = There can be no page at the old address `{ $alias }`: { $reason }.
    .help = Links to it within the archive lead on, and so do hosts that read `_redirects`, if it fits into a line of 1,000 characters or is alone in its folder; another host can with a line of its own configuration.
alias-taken = The site has something else at `{ $alias }`, so that this old address does not lead on.
    .help = Take it out of `aliases`.
alias-shared = `{ $alias }` is an old address of `{ $owner }` too, which it leads to.
    .help = Take it out of the `aliases` of one of them.
path-clash = On disks that ignore case, or the form in which letters are written, this file of the output and `{ $other }` are one.
    .help = Rename one of the two, so that the site can be copied to any disk.
page-impossible = There is no page at this address: { $reason }.
name-refused = The name `{ $asked }` { address-fault }, so that no address can have it; it was read as `{ $slug }`.
    .help = Write letters, digits and `-`, or leave it out.
name-left-out = The name `{ $asked }` { address-fault }, so that no address can have it; it was left out.
    .help = Write letters, digits and `-`, or leave it out.
address-fault = { $fault ->
        [leads-out] leads out of the site
        [empty-part] has an empty part
        [control-character] has a control character
        [forbidden-character] has a character that no address or no file can have (`< > : " | ? * \`)
        [no-letter] has a part without a letter or a digit
        [blank-end] has a part that ends in a dot or a blank
        [blank-start] has a part that begins with a dot or a blank
        [device] is a name that Windows keeps for a device
        [too-long] is longer than an address can be
        [folder-like-page] has a folder that is called like a page
        [kept] is kept for the site's own lists
       *[taken] is taken
    }

## Events, places, persons and organisations

entity-id-taken = There is another { $kind } with the id `{ $id }`; this one is `{ $instead }`.
    .help = Give one of them an `id` of its own.
entity-unknown = No file describes the { $kind } `{ $name }`; its page has only its name.
    .help = Describe it in a file in `{ $folder }/`, or leave it so.
entity-misspelt = No file describes the { $kind } `{ $name }`; its page has only its name.
    .help = Did you mean `{ $nearest }`?
entity-ambiguous = `{ $name }` could be { $ids }; it is taken for the first.
    .help = Name it by its id.
mention-ambiguous = `{ $name }` could be { $ids }, and nothing in the article tells which; it is not linked.
    .help = Write `{ $folder }: [{ $id }]` or another of them in its front matter, or `mentions: false` in an entity's file.
# One of several: `a` or `b`, and then that or `c`.
either = { $one } or { $other }
entity-tie-unknown = `{ $key }: { $name }` names nothing that a file describes; it is left out.
    .help = Describe it in a file of its own, or mend the name.
entity-cycle = `parent: { $name }` would make this a part of itself; it is left out.
    .help = Name what it is a part of, or nothing.
entity-unused = No article is about `{ $name }` or mentions it, and nothing is part of it.
    .help = Name it in an article: `{ $key }: [{ $id }]`.
entity-end = The end, { $end }, is before the start, { $start }; the end is left out.
    .help = Mend `start` or `end`; they may have changed places.
entity-identifier = `{ $key }` is no number of an item there: `{ $written }`; it is left out.
entity-names = `{ $key }` should give names for each script; it is left out.
entity-names-of-script = `{ $key }` should give a name, or a list of names, for each script; it is left out.
entity-names-unknown-script = `{ $key }` is wrong: { unknown-script }; it is left out.
coordinates-of-no-place = `coordinates` are of a place: describe it in `locations/`, and name it in `location`; it is left out.
coordinates-half = `{ $key }` is half of a place; write both `lat` and `lon`; it is left out.
coordinates-wrong = `coordinates` should be `[latitude, longitude]` in degrees, from -90 to 90 and from -180 to 180; it is left out.
coordinates-swapped = `coordinates` should be `[latitude, longitude]` in degrees, from -90 to 90 and from -180 to 180, the latitude first; it is left out.

## Script conversion

unknown-script = `{ $code }` is not a script that dibao knows; use zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK.
convert-no-rules = `convert` should be `false`, or a table of rules; it is left out.
glossary-unreadable = The glossary is left out: { $reason }.
glossary-unknown-table = { unknown-script } These rules are left out.
    .help = A glossary has `keep`, `words`, `names`, `term`, and a table for each target script.
glossary-no-list = This should be a list of texts; it is left out.
glossary-no-text = This should be a text; it is left out.
glossary-no-pairs = This should be a table of texts and what they become; it is left out.
glossary-no-pair = This should be a text and what it becomes; it is left out.
glossary-no-terms = `term` should be a list of tables; it is left out.
glossary-no-forms = This should be a table of forms by script; it is left out.
glossary-one-form = A term needs its form in two scripts at least; it is left out.
glossary-no-form = This should be a script and a form; it is left out.
glossary-unknown-script = { unknown-script } This form is left out.
glossary-contradiction = `{ $from }` becomes `{ $to }` here, but `{ $other }` by an earlier rule, which holds.
    .help = Keep one of the two rules.
variants-open = This `{ "-{" }` is never closed by `{ "}-" }` in its block of text; it is taken as text.
variants-unknown-flag = dibao does not know `{ "-{" }{ $flag }{ "|…}-" }`; it is taken as text. It knows `A`, `H` and `R`.
variants-unknown-script = { unknown-script } This form is left out.

## Markdown

code-indented = { $count ->
        [one] To Markdown this paragraph is code, since four spaces begin it; it is shown as code, and not converted.
       *[other] To Markdown this paragraph is code, since four spaces begin it; it is shown as code, and not converted. The file has { $count } such lines.
    }
    .help = Take the spaces away, or set `indented_code = false` in book.toml.
heading-unspaced = { $count ->
        [one] To Markdown this is no heading, since no space follows its `#`.
       *[other] To Markdown this is no heading, since no space follows its `#`. The file has { $count } such lines.
    }
    .help = Put a space after the `#`, or set `loose_headings = true` in book.toml.
heading-attributes = { $count ->
        [one] The attribute { $names } of this heading is left out.
       *[other] { $more ->
            [0] The attributes { $names } of this heading are left out.
           *[other] The attributes { $names } and { $more } more of this heading are left out.
        }
    }
    .help = A heading may have an id, classes, `lang` with a language's tag and `dir`: `{ "{#id .class lang=ja dir=rtl}" }`. With `trusted_html = true` in book.toml, anything passes.
tag-unknown = `{ $tag }` is a tag that dibao does not know; it is shown as it is written.
    .help = Write what it stands for in Markdown or HTML.
footnote-unused = No mark leads to the footnote `{ $name }`; it is shown after the others.
    .help = Put `[^{ $name }]` where it belongs.
footnote-twice = There is another footnote `{ $name }` before this one, to which all marks lead; this one is shown after the others.
    .help = Give it a name of its own.
footnote-missing = There is no footnote `{ $name }`; its mark is shown as it is written.
    .help = Add a paragraph `[^{ $name }]: …`, or write `\[^{ $name }]` if it is no mark.
formula-kept = This formula stays as it is written: { $reason }
    .help = Write it with other commands, or give the site a macro: `formula_macros` in book.toml.
markup-left = { $count ->
        [one] This looks like { $what }, and is shown as it is written.
       *[other] This looks like { $what }, and is shown as it is written. The file has { $count } such places.
    }
    .help = { $key ->
        [none] Write it as CommonMark has it, or with a `\` before it if it is meant so.
       *[other] Set `{ $key }` below `[markdown]` in book.toml, or write a `\` before it if it is meant so.
    }
cells-lost = { $count ->
        [one] This row has more cells than the head of its table, { $columns }: what is in the others is left out.
       *[other] This row has more cells than the head of its table, { $columns }: what is in the others is left out. The file has { $count } such rows.
    }
    .help = Give the head as many, or write `\|` for a `|` that parts no cells, also in code.
link-dead = This link leads to `{ $path }`, which is no article and no file of this archive.
    .help = Mend the link, or name an address with `https://` if it leads elsewhere.
link-dead-meant = This link leads to `{ $path }`, which is no article and no file of this archive.
    .help = Write `{ $meant }` if that is where it leads.
link-dead-within = This link leads to `#{ $name }`, but nothing on this page is called so.
    .help = Name a heading in its words: `#背景`, or give one an id: `## 背景 { "{#background}" }`.
link-dead-within-near = This link leads to `#{ $name }`, but nothing on this page is called so.
    .help = The heading that is called most like it is `#{ $near }`.
link-dead-place = This link leads to `#{ $name }` in 《{ $title }》, where nothing is called so.
    .help = Name a heading in its words: `#背景`, or give one an id: `## 背景 { "{#background}" }`.
link-dead-place-near = This link leads to `#{ $name }` in 《{ $title }》, where nothing is called so.
    .help = The heading that is called most like it is `#{ $near }`.
link-unsafe-meant = No page can lead to an address of `{ $scheme }:`, so this one is not linked to.
    .help = Write `{ $meant }`.
link-of-program = `{ $scheme }:` is for a program that readers need not have, so this address is not linked to; the words stay.
link-unsafe = Addresses of this kind could run a program, so this one is not linked to.
html-element-dropped = { $more ->
        [0] `<{ $name }>` is not on the list of what pages may have, so that it is left out.
        [one] `<{ $name }>`, here and once more, is not on the list of what pages may have, so that it is left out.
       *[other] `<{ $name }>`, here and { $more } more times, is not on the list of what pages may have, so that it is left out.
    }
    .help = Write in Markdown what it is for. If nobody but you writes these articles, `trusted_html = true` in book.toml lets everything pass.
html-unknown-dropped = { $more ->
        [0] `<{ $name }>` is no element of HTML, so that readers see nothing of it.
        [one] `<{ $name }>`, here and once more, is no element of HTML, so that readers see nothing of it.
       *[other] `<{ $name }>`, here and { $more } more times, is no element of HTML, so that readers see nothing of it.
    }
    .help = If it is a text, write it between backticks, or as `\<{ $name }>`.
html-attribute-dropped = { $more ->
        [0] The attribute `{ $name }` runs a program; it is left out.
        [one] The attribute `{ $name }`, here and once more, runs a program; it is left out.
       *[other] The attribute `{ $name }`, here and { $more } more times, runs a program; it is left out.
    }
    .help = If nobody but you writes these articles, `trusted_html = true` in book.toml lets everything pass.
html-look-dropped = { $count ->
        [one] HTML gives a text a look of its own here, such as a colour or a size: the text stays, its look does not.
       *[other] HTML gives texts a look of their own in { $count } places, such as a colour or a size: the texts stay, their look does not.
    }
    .help = What all articles should look like, theme/site.css says. Where a colour means something, use Markdown's emphasis.

## Films, sounds, and what is elsewhere

media-missing = There is no film, sound or track `{ $path }`.
    .help = Put the file beside the article, or in the assets folder if its address begins with `/`.
embeds-linked = { $count ->
        [one] A film, a sound or a frame of { $hosts } is a link here: to show it, a page would ask there for it, and it would be known there who reads what.
       *[other] { $count } films, sounds or frames of { $hosts } are links here: to show them, a page would ask there for them, and it would be known there who reads what.
    }
    .help = Put the files into the archive. Or let pages show what a host has: `[embed] hosts = ["…"]` in book.toml.
embeds-left-out = { $count ->
        [one] The poster or a track of a film would come from { $hosts }; it is left out, for a page asks no other host for anything.
       *[other] { $count } posters or tracks of films would come from { $hosts }; they are left out, for a page asks no other host for anything.
    }
    .help = Put the files into the archive, and name them there.
requests-elsewhere = { $count ->
        [one] This page asks { $hosts } for something. By its usual headers browsers are not to, and leave the place empty; where they do, it is known there who reads what.
       *[other] This page asks { $hosts } for { $count } things. By its usual headers browsers are not to, and leave the places empty; where they do, it is known there who reads what.
    }
    .help = Fetch the files into the archive, and name them there. Or let pages show what a host has: `[embed] hosts = ["…"]` in book.toml.
theme-asks-elsewhere = { $count ->
        [one] This style asks { $hosts } for something. By the usual headers browsers are not to; where they do, it is known there who reads what.
       *[other] This style asks { $hosts } for { $count } things. By the usual headers browsers are not to; where they do, it is known there who reads what.
    }
    .help = Fetch the files into the theme's folder, and name them there.

## Pictures

picture-missing = There is no picture `{ $path }`.
    .help = Put the file beside the article, or in the assets folder if its address begins with `/`.
lfs-pointer = `{ $file }` is not fetched: there is only the note by which Git LFS knows it.
    .help = Run `git lfs pull` in its repository, and build again. It is not published until then.
picture-untold = This picture has no text for those who cannot see it.
    .help = Write what it shows between the brackets: `![…](…)`.
picture-incomplete = Not everything could be made of this picture, so that readers get what is there: { $reason }.
    .help = Put a whole copy in its place. What its camera wrote into it, such as the place, may still be in it.
picture-unreadable = The picture `{ $file }` cannot be read: { $reason }.
    .help = Put a whole copy in its place; what is there is published as it is.
# What follows the colon in the two above.
picture-unknown-form = it begins like no picture that browsers show
picture-not-encoded = it cannot be encoded: { $reason }
picture-feature-missing = dibao was built without the feature `{ $feature }`

## Files of the output

file-displaced = This file is not published: `{ $other }` is at `{ $path }` in its place, also in the articles that show it.
    .help = Rename one of the two.
beside-displaced = This file is not published at its old address `{ $path }`: `{ $other }` is there.
    .help = Rename one of the two, if both are wanted.
beside-displaced-own = This file is not published at its old address `{ $path }`, where the site has { $role ->
        [redirect] a page that leads on from an old address
        [media] a file that articles show
        [theme] a file of its theme
       *[other] a page or file that dibao makes
    }.
    .help = Rename it, or move it away from the page that it lies with.
file-in-the-way = This file is not published: the site has a folder where it would be, or a file where its folder would be.
    .help = Rename it, or move it to a folder of its own.
file-misnamed = This file is not published, for its name or its folder's: { $reason }.
    .help = Rename it.
redirects-left-out = { $count ->
        [one] This has no line for { $count } old address: hosts read no more.
       *[other] This has no line for { $count } old addresses, the oldest: hosts read no more.
    }
    .help = Pages at the old addresses lead on all the same.
copy-unreadable = This cannot be read, so that it is not published: { $reason }.
    .help = Let everybody who builds the site read it, or move it away.
copy-of-link = This is a symbolic link, which is not followed, so that it is not published.
    .help = Put the file or folder itself here.
copy-of-no-file = This is neither a file nor a folder, so that it is not published.
    .help = Put a file here, or move it away.
copy-name-no-text = The file's name, or that of its folder, is not UTF-8, so that it is not published.
    .help = Rename it.
left-over = This file is no longer made, but cannot be removed: { $reason }.
    .help = Let dibao write to its folder, or remove it yourself; the next build tries again.

## What a build leaves for the next one

state-damaged = What the last build left for this one is damaged, so that everything is built anew.
state-foreign = The last build was made by another version of dibao, so that everything is built anew.
state-touched = The output is not as the last build left it, so that everything is built anew.
search-texts-not-kept = The texts of the search cannot be kept in a file: { $reason }.

## Templates and the words of the interface

template-wrong = { $reason }.
    .help = docs/templates.md lists what templates can use.
words-syntax = { $reason }.
    .help = A message is `key = text`; the format is described at projectfluent.org.
words-missing = There are no words for `{ $key }` in { $tag }.
    .help = Write `{ $key } = …` into that file; `dibao theme show i18n/zh-Hans.ftl` has the built-in ones.
words-incomplete = The message `{ $key }` cannot be completed: { $reason }.
    .help = Write `{ $key } = …` into that file; `dibao theme show i18n/zh-Hans.ftl` has the built-in ones.

## Settings of the check

base-url-unset = `base_url` is not set: feeds, the sitemap and citations have http://localhost:8000/.
    .help = Write `base_url = "https://…/"` in book.toml before you publish, or give `build --base-url`.
waiver-unused = The waiver of { $kind } is for nothing any more.
    .help = Take it out of `[[check.waive]]`.
waiver-unused-in-file = The waiver of { $kind } in `{ $file }` is for nothing any more.
    .help = Take it out of `[[check.waive]]`.

## Findings that are counted rather than told

more-in-file = { $count ->
        [one] There is { $count } more finding of this kind in the file.
       *[other] There are { $count } more findings of this kind in the file.
    }
same-in-files = It is in { $count } files.
error-count = { $count ->
        [one] { $count } error
       *[other] { $count } errors
    }
warning-count = { $count ->
        [one] { $count } warning
       *[other] { $count } warnings
    }

## What all findings of a kind have in common

kind-config = The configuration is wrong.
kind-base-url = The address of the site is not said, so that feeds, sitemap and citations have another.
kind-content = A folder of articles is not there.
kind-read = A file cannot be read.
kind-file-name = A file's name is not text.
kind-encoding = A file is not UTF-8; it was read in the encoding that it seems to have.
kind-damaged-text = A part of a file is not text in any encoding, or was lost before.
kind-control-characters = Control characters are left out.
kind-front-matter = A part of the front matter cannot be understood.
kind-front-matter-repaired = Front matter was read as it was most likely meant.
kind-unknown-key = A key is most likely misspelt.
kind-header = A file does not begin, or is not called, as its source's `header` or `path` says.
kind-split = A file has no heading to be split at, as its source's `split` says.
kind-withdrawal = What a file says of its withdrawal is not complete, or cannot be understood.
kind-license = A licence is not known.
kind-date = A date cannot be read, or is hardly meant.
kind-undated = An article has no date.
kind-waiting = An article waits for its day: it is not built before.
kind-expired = An article is left out, since its time is over.
kind-mixed-script = An article is partly Simplified and partly Traditional.
kind-address = An article, a page or a file cannot be at the address that it asks for.
kind-old-address = The address that an article had before cannot be known.
kind-duplicate-title = Articles of the same day have the same title.
kind-unknown-entity = An event, place, person or organisation is named that no file describes.
kind-unused-entity = No article is about an event, place, person or organisation that a file describes.
kind-entity-id = Two events, places, persons or organisations have the same id.
kind-entity-cycle = An event, place, person or organisation would be a part of itself.
kind-entity-dates = An event, person or body ends before it begins.
kind-ambiguous-name = A name could be of several events, places, persons or organisations.
kind-continuation = What an article continues, or is continued by, is not found.
kind-unmatched-jump = An article jumps to a page (下转第二版), or from one, that has no other part of it.
kind-jump-mark = A jump from page to page (下转第二版, 上接第一版) stands where its word does not fit.
kind-correction = A correction cannot be read, or is of words that the article does not have.
kind-missing-issue = A daily has days without an article.
kind-glossary = A rule of script conversion is wrong.
kind-variant-markup = Markup of forms, `{ "-{…}-" }`, is wrong.
kind-missing-picture = A picture is not there.
kind-missing-media = A film, a sound or a track is not there.
kind-remote-media = Something would come from another host, which would learn who reads what, or is a link in its place.
kind-git-lfs = A file is not there but a note of Git LFS, which has not fetched it; it is not published.
kind-missing-alt = A picture has no text for those who cannot see it.
kind-dead-link = A link leads nowhere.
kind-unsafe-link = A link is for a program or could run one; it is not made.
kind-unsafe-attribute = An attribute of a heading is not on the safe list; it is left out.
kind-dropped-html = HTML is left out that is not on the list of what pages may have.
kind-dropped-look = The look that HTML gives a text is left out; the text stays.
kind-foreign-tag = A tag of another site generator is shown as it is written.
kind-indented-code = An indented paragraph of Chinese is code to Markdown.
kind-left-markup = Markup of another Markdown is left as text.
kind-lost-cells = A row of a table has more cells than its head; they are left out.
kind-footnote = A footnote has no mark, or a mark no footnote.
kind-formula = A formula stays as it is written.
kind-heading-space = What looks like a heading lacks the space after `#`.
kind-unused-waiver = A waiver matches no finding any more.
kind-template = A template is wrong.
kind-words = A message in the theme's words cannot be read.
kind-missing-words = A language lacks words of the interface, or a value that they need.
kind-picture = A picture cannot be read; it is published as it is.
kind-left-over = A file of an earlier build cannot be removed.
