# What findings say, in English. The format is Fluent (projectfluent.org).
#
# A message is `key = what is wrong`, with `.help = how to mend it` below it where that can be said. The code gives
# arguments by name, `{ $file }`; braces that are shown stand in a text of their own, `{ "{…}" }`. A message that others
# refer to, `{ unknown-script }`, takes their arguments. A test compares the keys and arguments with those of the code.

## book.toml

unknown-kind = `{ $code }` is not a kind of finding; `dibao check --kinds` lists them.

## Articles

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

## Events, places, persons and organisations

# One of several: `a` or `b`, and then that or `c`.
either = { $one } or { $other }
entity-unused = No article is about `{ $name }` or mentions it, and nothing is part of it.
    .help = Name it in an article: `{ $key }: [{ $id }]`.

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
kind-date = A date cannot be read.
kind-undated = An article has no date.
kind-mixed-script = An article is partly Simplified and partly Traditional.
kind-address = An article, a page or a file cannot be at the address that it asks for.
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
kind-missing-alt = A picture has no text for those who cannot see it.
kind-dead-link = A link leads nowhere.
kind-unsafe-link = A link could run a program; it is not made.
kind-unsafe-attribute = An attribute of a heading is not on the safe list; it is left out.
kind-foreign-tag = A tag of another site generator is shown as it is written.
kind-indented-code = An indented paragraph of Chinese is code to Markdown.
kind-heading-space = What looks like a heading lacks the space after `#`.
kind-unused-waiver = A waiver matches no finding any more.
kind-template = A template is wrong.
kind-words = A message in the theme's words cannot be read.
kind-missing-words = A language lacks words of the interface, or a value that they need.
kind-picture = A picture cannot be read; it is published as it is.
kind-left-over = A file of an earlier build cannot be removed.
