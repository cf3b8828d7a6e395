# The interface in English, around articles in English.

## The frame of every page
skip = Skip to the text
sections = Sections
home = Home
events = Events
locations = Places
persons = People
organizations = Organisations
dates = Dates
sources = Sources
map = Map
scripts = Scripts and languages
trail = Where you are
feed = Feed
feeds = All feeds
corrections = Corrections
data = Data
mirrors = Other addresses
more = More

## Lists of articles
articles = Articles
lead = Latest
latest-by-day = Day by day
latest-by-event = Events in the news
undated = Date unknown
summary-separator = {": "}
list-separator = {", "}
range = –

## The parts of a long list
pager = Pages of this list
previous-page = Previous page
next-page = Next page
page-place = Page { $number }
newer-page = Newer
older-page = Older
newest-page = Newest
earlier = Earlier articles
beside = Before and after

## An article
author = By
newspaper-page = p. { $page }
issue-number = No. { $number }
about-this = What this is about
event = Event
mentions = Also mentioned
tags = Tags
updated = Updated
converted = The words of this page were converted from the original by a program.
original = See the original
address = Address
cite = Cite this article
neighbours = Before and after
in-issue = In this issue
in-source = From
previous-article = Previous
next-article = Next
related = Related articles
footnotes = Notes
alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Caution
embed-watch = Watch on { $host }
embed-listen = Listen on { $host }
embed-open = Open at { $host }
file-size = {" "}({ $kind }, { $size })

## Rights
license = Licence:
rights = Rights:
license-or = or
license-and = and
license-with = with
cc-license = Creative Commons { $elements ->
    [by] Attribution
    [by-nc] Attribution-NonCommercial
    [by-nc-nd] Attribution-NonCommercial-NoDerivatives
    [by-nc-sa] Attribution-NonCommercial-ShareAlike
    [by-nd] Attribution-NoDerivatives
   *[by-sa] Attribution-ShareAlike
    } { $version } { $law ->
    [international] International
    [unported] Unported
    [generic] Generic
    [igo] IGO
    [cn] China Mainland
    [hk] Hong Kong
    [tw] Taiwan
    [au] Australia
    [at] Austria
    [de] Germany
    [fr] France
    [jp] Japan
    [nl] Netherlands
    [sg] Singapore
    [uk] UK: England & Wales
    [us] United States
   *[other] { $code }
    }
cc-zero = CC0 1.0 Universal (public domain dedication)
cc-mark = Public Domain Mark 1.0
# The statements of RightsStatements.org, by their short names.
rights-statement = { $name ->
    [InC] In copyright
    [InC-OW-EU] In copyright: an orphan work in the EU
    [InC-EDU] In copyright, educational use permitted
    [InC-NC] In copyright, non-commercial use permitted
    [InC-RUU] In copyright, rights-holders not found or not identifiable
    [NoC-CR] No copyright, contractual restrictions
    [NoC-NC] No copyright, non-commercial use only
    [NoC-OKLR] No copyright, other legal restrictions
    [NoC-US] No copyright in the United States
    [CNE] Copyright not evaluated
    [UND] Copyright undetermined
   *[NKC] No known copyright
    }

## What is read one after the other
continuation = Continued on other pages
continuation-count = This article was printed in { $count } places
read-whole = Read it as one
serial = Serial
serial-count = Serial, { $count ->
    [one] one part
   *[other] { $count } parts
    }
whole-count = The whole article, printed in { $count } places

## Corrections
was = Printed:{" "}
now = {"; should be: "}
delete = To be left out:{" "}
insert = To be put in:{" "}
full-stop = .
in-the-text = In the text
correction-mark = corr.

## An event, a place, a person, an organisation
born = born { $date }
founded = founded { $date }
coordinates = { $latitude }° { $ns ->
    [south] S
   *[north] N
    }, { $longitude }° { $ew ->
    [west] W
   *[east] E
    }
aliases = Also called
places-within = Places within it
bodies-within = Bodies that belong to it
events-here = What happened here
events-of = Events
course = Day by day
written = Articles written
mentioned-in = Articles that mention it
timeline = Timeline
map-key = The larger the dot, the more articles.
map-source = Base map
place-count = { $name } ({ $count })
day-count = { $date }: { $count ->
    [one] one article
   *[other] { $count } articles
    }

## Indexes
index = Index
see-map = See them on the map
article-count = { $count ->
    [0] no articles
    [one] one article
   *[other] { $count } articles
    }

## Newspapers
issue-count = { $count ->
    [one] one issue
   *[other] { $count } issues
    }
years = Years
other-editions = Other editions
all-of-day = All articles of the day
issues = Issues before and after
newspaper-pages = Pages
page-unknown = Page unknown

## Dates
papers-of-day = Newspapers of the day
on-this-day = On this day
on-this-day-of = On this day: { $date }
count = { $count }
weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
    }
weekday-short = { $day ->
    [1] Mo
    [2] Tu
    [3] We
    [4] Th
    [5] Fr
    [6] Sa
   *[7] Su
    }
date-year = { $year }
date-month = { month } { $year }
date-day = { $day } { month } { $year }
date-time = { date-day }, { $time }
date-no-year = { $day } { month }
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
    }

## The data set
data-about = The whole archive is a data set too, to be downloaded, counted and cited. Columns of text are there once in each script.
data-entities = Events, places, people, organisations
data-links = Which article is about what, and mentions what
data-places = Places with coordinates
data-timeline = The events as a timeline
data-package = What all these are
mirrors-about = The same archive is at these addresses too. Note one of them, in case this one cannot be reached.

## An address that does not exist
not-found = There is no such page
not-found-why = The address may be wrong, or the article has moved.
to-home = To the home page

## The audit of script conversion
audit = Audit of script conversion
audit-about = Where a character has several forms in the other script, this lists what was chosen, and why.
audit-counts = { $han } Han characters, { $characters } of them with several forms; { $articles } articles
audit-backing = Grounds
audit-characters = Characters
audit-nothing = none: a single character that often has another form
audit-segmentation = segmentation: not as the longest match has it
audit-frequency = the most usual form
audit-phrase = a word of the dictionary
audit-name = a person's name
audit-glossary = a glossary
audit-protected = protected, not converted
audit-to-read = To be read
audit-how = { $count } places, { $rate } in every 1,000 characters. Copy the last line of an item into a file in glossary/, below the heading in brackets that it names, and the item is settled; change what is right of the equals sign if you do not agree.
audit-others = or else
audit-places = { $count } times
audit-left-out = { $count } more:{" "}

## Articles that were withdrawn
withdrawn = Withdrawn
withdrawn-notice = What stood here has been withdrawn and is no longer published.
withdrawn-reason = Reason:{ " " }
withdrawn-on = Withdrawn on

## Search
search = Search
search-label = Search the articles, in either script
search-help = Put spaces between words; "in quotes" stands together; -word is not in it; also event:, place:, person:, source:, date:2024-07.
search-without-script = The search needs JavaScript.
search-elsewhere = Search this site with a search engine
search-narrow = Narrow by event, place, source, year
search-working = Searching…
search-found = Articles found: { $count }
search-none = Nothing was found for “{ $query }”.
search-near = Names that are near:
search-advice = Try fewer characters, or put spaces between words.
search-failed = The index could not be read; try again later.
search-empty = Type what you look for, or choose below.
search-order = Order:
search-best = best
search-newest = newest
search-oldest = oldest
search-years = Years
search-offers = Names
place = Place
person = Person
organization = Organisation
section = section
tag = tag
source = Source

# What stands at an address that an article had before.
moved = This page has moved to:
