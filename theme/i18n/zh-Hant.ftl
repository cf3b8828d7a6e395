# The interface in Traditional Chinese, for zh-Hant, and for zh-Hant-TW and zh-Hant-HK, which have no words of
# their own.

## The frame of every page
skip = 跳到正文
sections = 欄目
home = 首頁
events = 事件
locations = 地點
persons = 人物
organizations = 機構
dates = 日期
sources = 來源
map = 地圖
scripts = 簡繁與語言
trail = 所在位置
feed = 訂閱
feeds = 全部訂閱
corrections = 更正
data = 資料下載
mirrors = 鏡像網址
more = 其他頁面

## Lists of articles
articles = 文章
lead = 最新
latest-by-day = 逐日
latest-by-event = 事件追蹤
undated = 日期不詳
summary-separator = ：
list-separator = 、
range = —

## The parts of a long list
pager = 分頁
previous-page = 上一頁
next-page = 下一頁
page-place = 第 { $number } 頁
newer-page = 較新
older-page = 較舊
newest-page = 最新
earlier = 往日文章
beside = 前後

## An article
author = 作者
newspaper-page = 第{ $page }版
issue-number = 第{ $number }期
about-this = 本文涉及
event = 事件
mentions = 文中提到
tags = 標籤
updated = 更新
converted = 本頁文字由原文自動轉換而來。
original = 查看原文
address = 網址
cite = 引用本文
neighbours = 上一篇、下一篇
in-issue = 本期
in-source = 來源
previous-article = 上一篇
next-article = 下一篇
related = 相關文章
footnotes = 註釋
alert-note = 注意
alert-tip = 提示
alert-important = 重要
alert-warning = 警告
alert-caution = 小心
embed-watch = 在 { $host } 上觀看
embed-listen = 在 { $host } 上收聽
embed-open = 在 { $host } 上開啟
file-size = （{ $kind }，{ $size }）

## Rights
license = 授權條款
rights = 版權狀態
license-or = 或
license-and = 和
license-with = 附
cc-license = 創用 CC { $elements ->
    [by] 姓名標示
    [by-nc] 姓名標示—非商業性
    [by-nc-nd] 姓名標示—非商業性—禁止改作
    [by-nc-sa] 姓名標示—非商業性—相同方式分享
    [by-nd] 姓名標示—禁止改作
   *[by-sa] 姓名標示—相同方式分享
    } { $version } { $law ->
    [international] 國際
    [unported] 未本地化版本
    [generic] 通用
    [igo] 政府間國際組織
    [cn] 中國大陸
    [hk] 香港
    [tw] 台灣
    [au] 澳洲
    [at] 奧地利
    [de] 德國
    [fr] 法國
    [jp] 日本
    [nl] 荷蘭
    [sg] 新加坡
    [uk] 英國：英格蘭與威爾斯
    [us] 美國
   *[other] { $code }
    }
cc-zero = CC0 1.0 通用（公眾領域貢獻宣告）
cc-mark = 公眾領域標章 1.0
# The statements of RightsStatements.org, by their short names.
rights-statement = { $name ->
    [InC] 受版權保護
    [InC-OW-EU] 受版權保護：歐盟孤兒著作
    [InC-EDU] 受版權保護，可用於教育
    [InC-NC] 受版權保護，可用於非商業用途
    [InC-RUU] 受版權保護，權利人無法查明或聯絡不上
    [NoC-CR] 無版權，使用受合約限制
    [NoC-NC] 無版權，僅限非商業使用
    [NoC-OKLR] 無版權，另受其他法律限制
    [NoC-US] 在美國無版權
    [CNE] 版權狀況未經評估
    [UND] 版權狀況未能確定
   *[NKC] 未知有版權限制
    }

## What is read one after the other
continuation = 轉版
continuation-count = 本文分 { $count } 處刊登
read-whole = 合併閱讀
serial = 連載
serial-count = 連載，共 { $count } 篇
whole-count = 全文，分 { $count } 處刊登

## Corrections
was = 原為
now = ，應為
delete = 應刪去
insert = 應補入
full-stop = 。
in-the-text = 見正文
correction-mark = 更正

## An event, a place, a person, an organisation
born = { $date }生
founded = { $date }成立
coordinates = { $ns ->
    [south] 南緯
   *[north] 北緯
    }{ $latitude }°，{ $ew ->
    [west] 西經
   *[east] 東經
    }{ $longitude }°
aliases = 又稱
places-within = 所轄地點
bodies-within = 下屬機構
events-here = 在此發生的事件
events-of = 相關事件
course = 經過
written = 所撰文章
mentioned-in = 其他提及的文章
timeline = 時間線
map-key = 圓點越大，文章越多。
map-source = 底圖
place-count = { $name }（{ $count }）
day-count = { $date }：{ $count } 篇文章

## Indexes
index = 索引
see-map = 在地圖上查看
article-count = { $count ->
    [0] 暫無文章
   *[other] { $count } 篇文章
    }

## Newspapers
issue-count = { $count } 期
years = 年份
other-editions = 其他版本
all-of-day = 當天所有文章
issues = 前後各期
newspaper-pages = 版面
page-unknown = 版面不詳

## Dates
papers-of-day = 當天的報紙
on-this-day = 當年今日
on-this-day-of = 當年今日：{ $date }
count = { $count } 篇
weekday = { $day ->
    [1] 星期一
    [2] 星期二
    [3] 星期三
    [4] 星期四
    [5] 星期五
    [6] 星期六
   *[7] 星期日
    }
weekday-short = { $day ->
    [1] 一
    [2] 二
    [3] 三
    [4] 四
    [5] 五
    [6] 六
   *[7] 日
    }
date-year = { $year }年
date-month = { $year }年{ $month }月
date-day = { $year }年{ $month }月{ $day }日
date-time = { date-day } { $time }
date-no-year = { $month }月{ $day }日
month = { $month }月

## The data set
data-about = 整個檔案也是一套數據，可以下載、統計和引用。文字的欄各有一份簡體和繁體。
data-entities = 事件、地點、人物、機構
data-links = 哪篇文章寫到、提到什麼
data-places = 有坐標的地點
data-timeline = 事件的時間線
data-package = 以上各項的說明
mirrors-about = 同一檔案也在以下網址。請記下一個，以備本站打不開時使用。

## An address that does not exist
not-found = 找不到這一頁
not-found-why = 地址可能寫錯了，或者文章已經移走。
to-home = 回到首頁

## The audit of script conversion
audit = 簡繁轉換核查
audit-about = 一個字在另一種字體裡有幾種寫法時，這裡列出所作的選擇和依據。
audit-counts = 漢字 { $han }，其中有幾種寫法的 { $characters }；文章 { $articles }
audit-backing = 依據
audit-characters = 字數
audit-nothing = 無：單字，常有別的寫法
audit-segmentation = 分詞：與最長匹配不同
audit-frequency = 最常見的寫法
audit-phrase = 詞庫裡的詞
audit-name = 人名
audit-glossary = 詞彙表
audit-protected = 受保護，不轉換
audit-to-read = 有待核對
audit-how = { $count } 處，每千字 { $rate } 處。把一項的最後一行抄進 glossary/ 裡的檔案，放在所寫的方括號標題之下，這一項就不再出現；不同意的，改等號右邊。
audit-others = 另有
audit-places = { $count } 處
audit-left-out = 另有 { $count } 項：

## Articles that were withdrawn
withdrawn = 已撤回
withdrawn-notice = 本頁內容已撤回，不再提供。
withdrawn-reason = 原因：
withdrawn-on = 撤回日期

## Search
search = 搜尋
search-label = 搜尋文章，繁體、簡體均可
search-help = 多個詞以空格分開；"引號內" 須連在一起；-詞 表示不含；也可寫 事件:、地點:、人物:、來源:、日期:2024-07。
search-without-script = 站內搜尋需要 JavaScript。
search-elsewhere = 用搜尋引擎搜尋本站
search-narrow = 按事件、地點、來源、年份篩選
search-working = 正在搜尋……
search-found = 找到 { $count } 篇文章
search-none = 沒有找到「{ $query }」。
search-near = 相近的名稱：
search-advice = 可以減少字數，或在詞與詞之間加空格。
search-failed = 索引讀取失敗，請稍後再試。
search-empty = 輸入要找的詞，或從下面選擇。
search-order = 排序：
search-best = 相關
search-newest = 最新
search-oldest = 最早
search-years = 年份
search-offers = 相關名稱
place = 地點
person = 人物
organization = 機構
section = 欄目
tag = 標籤
source = 來源

# What stands at an address that an article had before.
moved = 這個頁面現在的網址：
