# The interface in Simplified Chinese. The format is Fluent (projectfluent.org); docs/theme.md tells how a site
# changes single words.

## The frame of every page
skip = 跳到正文
sections = 栏目
home = 首页
events = 事件
locations = 地点
persons = 人物
organizations = 机构
dates = 日期
sources = 来源
map = 地图
scripts = 简繁与语言
trail = 所在位置
feed = 订阅
feeds = 全部订阅
corrections = 更正
data = 资料下载
mirrors = 镜像网址
more = 其他页面

## Lists of articles
articles = 文章
lead = 最新
latest-by-day = 逐日
latest-by-event = 事件追踪
undated = 日期不详
summary-separator = ：
list-separator = 、
range = —

## The parts of a long list
pager = 分页
previous-page = 上一页
next-page = 下一页
page-place = 第 { $number } 页
newer-page = 较新
older-page = 较旧
newest-page = 最新
earlier = 往日文章
beside = 前后

## An article
author = 作者
newspaper-page = 第{ $page }版
issue-number = 第{ $number }期
about-this = 本文涉及
event = 事件
mentions = 文中提到
tags = 标签
updated = 更新
converted = 本页文字由原文自动转换而来。
original = 查看原文
address = 网址
cite = 引用本文
neighbours = 上一篇、下一篇
in-issue = 本期
in-source = 来源
previous-article = 上一篇
next-article = 下一篇
related = 相关文章
footnotes = 注释
alert-note = 注意
alert-tip = 提示
alert-important = 重要
alert-warning = 警告
alert-caution = 小心
embed-watch = 在 { $host } 上观看
embed-listen = 在 { $host } 上收听
embed-open = 在 { $host } 上打开
file-size = （{ $kind }，{ $size }）

## Rights
license = 许可协议
rights = 版权状态
license-or = 或
license-and = 和
license-with = 附
cc-license = 知识共享 { $elements ->
    [by] 署名
    [by-nc] 署名—非商业性使用
    [by-nc-nd] 署名—非商业性使用—禁止演绎
    [by-nc-sa] 署名—非商业性使用—相同方式共享
    [by-nd] 署名—禁止演绎
   *[by-sa] 署名—相同方式共享
    } { $version } { $law ->
    [international] 国际
    [unported] 未本地化版本
    [generic] 通用
    [igo] 政府间国际组织
    [cn] 中国大陆
    [hk] 香港
    [tw] 台湾
    [au] 澳大利亚
    [at] 奥地利
    [de] 德国
    [fr] 法国
    [jp] 日本
    [nl] 荷兰
    [sg] 新加坡
    [uk] 英国：英格兰与威尔士
    [us] 美国
   *[other] { $code }
    }
cc-zero = CC0 1.0 通用（公共领域贡献）
cc-mark = 公共领域标记 1.0
# The statements of RightsStatements.org, by their short names.
rights-statement = { $name ->
    [InC] 受版权保护
    [InC-OW-EU] 受版权保护：欧盟孤儿作品
    [InC-EDU] 受版权保护，可用于教育
    [InC-NC] 受版权保护，可用于非商业用途
    [InC-RUU] 受版权保护，权利人无法查明或联系不上
    [NoC-CR] 无版权，使用受合同限制
    [NoC-NC] 无版权，仅限非商业使用
    [NoC-OKLR] 无版权，另受其他法律限制
    [NoC-US] 在美国无版权
    [CNE] 版权状况未经评估
    [UND] 版权状况未能确定
   *[NKC] 未知有版权限制
    }

## What is read one after the other
continuation = 转版
continuation-count = 本文分 { $count } 处刊登
read-whole = 合并阅读
serial = 连载
serial-count = 连载，共 { $count } 篇
whole-count = 全文，分 { $count } 处刊登

## Corrections
was = 原为
now = ，应为
delete = 应删去
insert = 应补入
full-stop = 。
in-the-text = 见正文
correction-mark = 更正

## An event, a place, a person, an organisation
born = { $date }生
founded = { $date }成立
coordinates = { $ns ->
    [south] 南纬
   *[north] 北纬
    }{ $latitude }°，{ $ew ->
    [west] 西经
   *[east] 东经
    }{ $longitude }°
aliases = 又称
places-within = 所辖地点
bodies-within = 下属机构
events-here = 在此发生的事件
events-of = 相关事件
course = 经过
written = 所撰文章
mentioned-in = 其他提及的文章
timeline = 时间线
map-key = 圆点越大，文章越多。
map-source = 底图
place-count = { $name }（{ $count }）
day-count = { $date }：{ $count } 篇文章

## Indexes
index = 索引
see-map = 在地图上查看
article-count = { $count ->
    [0] 暂无文章
   *[other] { $count } 篇文章
    }

## Newspapers
issue-count = { $count } 期
years = 年份
other-editions = 其他版本
all-of-day = 当天所有文章
issues = 前后各期
newspaper-pages = 版面
page-unknown = 版面不详

## Dates
papers-of-day = 当天的报纸
on-this-day = 当年今日
on-this-day-of = 当年今日：{ $date }
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
data-about = 整个档案也是一套数据，可以下载、统计和引用。文字的列各有一份简体和繁体。
data-entities = 事件、地点、人物、机构
data-links = 哪篇文章写到、提到什么
data-places = 有坐标的地点
data-timeline = 事件的时间线
data-package = 以上各项的说明
mirrors-about = 同一档案也在以下网址。请记下一个，以备本站打不开时使用。

## An address that does not exist
not-found = 找不到这一页
not-found-why = 地址可能写错了，或者文章已经移走。
to-home = 回到首页

## The audit of script conversion
audit = 简繁转换核查
audit-about = 一个字在另一种字体里有几种写法时，这里列出所作的选择和依据。
audit-counts = 汉字 { $han }，其中有几种写法的 { $characters }；文章 { $articles }
audit-backing = 依据
audit-characters = 字数
audit-nothing = 无：单字，常有别的写法
audit-segmentation = 分词：与最长匹配不同
audit-frequency = 最常见的写法
audit-phrase = 词库里的词
audit-name = 人名
audit-glossary = 词汇表
audit-protected = 受保护，不转换
audit-to-read = 有待核对
audit-how = { $count } 处，每千字 { $rate } 处。把一项的最后一行抄进 glossary/ 里的文件，放在所写的方括号标题之下，这一项就不再出现；不同意的，改等号右边。
audit-others = 另有
audit-places = { $count } 处
audit-left-out = 另有 { $count } 项：

## Articles that were withdrawn
withdrawn = 已撤回
withdrawn-notice = 本页内容已撤回，不再提供。
withdrawn-reason = 原因：
withdrawn-on = 撤回日期

## Search
search = 搜索
search-label = 搜索文章，简体、繁体均可
search-help = 多个词以空格分开；"引号内" 须连在一起；-词 表示不含；也可写 事件:、地点:、人物:、来源:、日期:2024-07。
search-without-script = 站内搜索需要 JavaScript。
search-elsewhere = 用搜索引擎搜索本站
search-narrow = 按事件、地点、来源、年份筛选
search-working = 正在搜索……
search-found = 找到 { $count } 篇文章
search-none = 没有找到“{ $query }”。
search-near = 相近的名称：
search-advice = 可以减少字数，或在词与词之间加空格。
search-failed = 索引读取失败，请稍后再试。
search-empty = 输入要找的词，或从下面选择。
search-order = 排序：
search-best = 相关
search-newest = 最新
search-oldest = 最早
search-years = 年份
search-offers = 相关名称
place = 地点
person = 人物
organization = 机构
section = 栏目
tag = 标签
source = 来源

# What stands at an address that an article had before.
moved = 这个页面现在的地址：
