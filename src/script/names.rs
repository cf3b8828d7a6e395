//! People's names: how their characters convert, and where a text is likely to have one.
//!
//! In a name 余 stays 余 and 范 stays 范, whatever they are elsewhere. Names are found after
//! words for what a person is (记者余晓葵), in lists after those (记者 余晓葵 范长江), before
//! what people do (余晓葵表示), and after Japanese surnames (岡田准一). A find is only a
//! candidate: the word graph decides whether it is likelier than other words.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::finder::Finder;

/// Characters with another form in names than OpenCC's commonest, and that form.
const FORMS: [(char, char); 44] = [
    ('丑', '丑'),
    ('于', '于'),
    ('伙', '伙'),
    ('余', '余'),
    ('准', '准'),
    ('冲', '沖'),
    ('凶', '凶'),
    ('划', '划'),
    ('占', '占'),
    ('吃', '吃'),
    ('后', '后'),
    ('吁', '吁'),
    ('咸', '咸'),
    ('唇', '唇'),
    ('岩', '岩'),
    ('岳', '岳'),
    ('干', '干'),
    ('征', '征'),
    ('志', '志'),
    ('托', '托'),
    ('斗', '斗'),
    ('朱', '朱'),
    ('朴', '朴'),
    ('松', '松'),
    ('梁', '梁'),
    ('沈', '沈'),
    ('涂', '涂'),
    ('涌', '涌'),
    ('淀', '淀'),
    ('游', '游'),
    ('熏', '熏'),
    ('种', '种'),
    ('系', '系'),
    ('胡', '胡'),
    ('范', '范'),
    ('表', '表'),
    ('谷', '谷'),
    ('郁', '郁'),
    ('采', '采'),
    ('里', '里'),
    ('钟', '鍾'),
    ('雇', '雇'),
    ('蒙', '蒙'),
    ('周', '周'),
];

/// The block of Han that they are in.
const HAN: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;

/// By character of that block: whether it has another form in names.
static HAS_FORM: [bool; 0x5200] = {
    let mut has_form = [false; 0x5200];
    let mut index = 0;
    while index < FORMS.len() {
        has_form[(FORMS[index].0 as u32 - *HAN.start()) as usize] = true;
        index += 1;
    }
    has_form
};

fn has_form(character: char) -> bool {
    let code = u32::from(character);
    HAN.contains(&code) && HAS_FORM[(code - HAN.start()) as usize]
}

/// What a character is in a name, if that is not what it is by itself.
pub(super) fn form(character: char) -> Option<char> {
    FORMS.iter().find(|(from, _)| *from == character).map(|(_, to)| *to)
}

/// What people are, and are called.
const ROLES: &str = "记者 通讯员 编辑 主编 作者 摄影 摄影师 撰稿 主席 总统 总理 首相 部长 副部长 书记 市长 省长 县长 区长 镇长 \
    村长 局长 处长 科长 司长 院长 校长 所长 主任 会长 董事长 总裁 经理 总经理 理事长 秘书长 发言人 大使 领事 教授 院士 博士 \
    医生 医师 护士 律师 法官 检察官 警官 老师 教师 同志 先生 女士 导演 编剧 演员 歌手 作家 诗人 画家 学者 专家 选手 运动员 \
    队员 球员 队长 教练 主教练 将军 上将 中将 少将 大校 司令 政委 司令员 战士 村民 居民 市民 学生 农民 工人 司机 乘客 \
    研究员 工程师 设计师 负责人 代表 委员 议员 外长 防长 财长 主持人 经纪人 男子 女子 嫌疑人 被告人 原告 被告 患者 烈士 英雄 \
    创始人 院长 部长 教徒 皇帝 国王 丞相 知府 巡抚 总督";

/// What follows the name of someone who speaks or acts, or a title after it.
const AFTER: &str = "表示 说 认为 介绍 告诉 称 指出 强调 透露 坦言 回忆 回应 先生 女士 教授 院士 老师 同志 主任 书记 博士 \
    医生 律师 将军 出生 逝世 去世 当选 出席 会见 主持 任 生于 等人 夫妇 导演 主演 饰";

/// What follows a surname alone.
const TITLES: &str =
    "先生 女士 小姐 师傅 老师 教授 院士 太太 同志 医生 律师 警官 校长 书记 主任 部长 市长 总统 将军 夫妇 家军";

/// Surnames that another reading makes ambiguous; only these are looked for without a role.
const RISKY_SURNAMES: &str = "余于范岳朴郁谷涂游钟沈";

/// The commonest surnames, and the rarer ones that a conversion could spoil.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈\
    姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢\
    安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳\
    管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬\
    师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉\
    伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫\
    杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由征后种咸占里采台";

/// Surnames of two characters.
const DOUBLE_SURNAMES: &str =
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 轩辕 端木 南宫 独孤 拓跋 长孙 宇文 申屠";

/// Surnames in Japan, in Simplified and as they are there.
const JAPANESE_SURNAMES: &str = "佐藤 铃木 鈴木 高桥 高橋 田中 伊藤 渡边 渡辺 渡邊 山本 中村 小林 加藤 吉田 山田 佐佐木 佐々木 山口 \
    松本 井上 木村 清水 山崎 池田 桥本 橋本 阿部 石川 山下 中岛 中島 石井 小川 前田 冈田 岡田 长谷川 長谷川 藤田 后藤 後藤 近藤 村上 远藤 \
    青木 坂本 齐藤 斋藤 福田 太田 西村 藤井 金子 冈本 岡本 藤原 三浦 中野 原田 松田 竹内 小野 田村 中山 和田 森田 石田 上田 \
    原 内田 柴田 酒井 宫崎 宮崎 横山 高木 安藤 宫本 宮本 大野 小岛 小島 谷口 今井 工藤 高田 增田 丸山 杉山 村田 大塚 新井 小山 平野 河野 \
    武田 野口 松井 千叶 菊地 岩崎 樱井 櫻井 桜井 安倍 菅 岸田 石破 小泉 麻生 野田 鸠山 福岛 羽生 大谷 本田 宫泽 宮澤 绫濑 新垣 滨崎 \
    三木 二阶堂 川端 大江 芥川 夏目 东野 德川 织田 丰臣";

/// Characters that are rarely in a given name, but often follow one.
const NOT_GIVEN: &str = "的了在是和与及说对就向从把被也都将已曾等称出会要不有后来到他她我你们这那此其以为因而并则或所给让去上下第者\
    时期里外前月日年号介今昨据经自由个位";

/// After these a name may begin within a clause.
const BEFORE_NAMES: &str = "和与及由对";
/// After these, if a title follows.
const BEFORE_TITLES: &str = "的是请找跟叫问";

/// A person in the text, for `collect`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// `-100 ln(p)` in the word graph.
    pub cost: u32,
}

/// What a name costs in the word graph where something points to it.
const EVIDENT: u32 = 1700;
/// What a surname alone costs where a title follows.
const SURNAME: u32 = 400;
/// What a Japanese name costs, for which only the surname speaks.
const JAPANESE: u32 = 2200;
/// What a name costs that is known, from front matter or from elsewhere in the article.
pub(super) const KNOWN: u32 = 900;

/// The places in a text that may be people's names, sorted by where they begin.
pub(super) fn candidates(text: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    // Only names with a character of doubtful form matter: most texts end here.
    if !text.chars().any(has_form) {
        return found;
    }
    static SIGNS: LazyLock<Finder> = LazyLock::new(|| {
        let signs: Vec<&str> = signs().map(|(sign, _)| sign).collect();
        Finder::new(signs.into_iter())
    });
    static KINDS: LazyLock<Vec<Sign>> = LazyLock::new(|| signs().map(|(_, kind)| kind).collect());
    SIGNS.find(text, &mut |sign, place| match KINDS[sign] {
        Sign::Role => after_role(text, place.end, &mut found),
        Sign::JapaneseSurname => push(text, place.start, place.end, 3, JAPANESE, &mut found),
        Sign::RiskySurname => before_others(text, place, &mut found),
    });
    // Of two reasons for one name, the better one.
    found.sort_by_key(|candidate| (candidate.range.start, candidate.range.end, candidate.cost));
    found.dedup_by(|next, first| next.range == first.range);
    found
}

/// One name, or several with spaces or commas between them.
fn after_role(text: &str, from: usize, found: &mut Vec<Candidate>) {
    let mut at = from;
    loop {
        let separators = [' ', '　', '：', ':', '、', '，', '\u{a0}', '/'];
        let rest = text[at..].trim_start_matches(separators);
        at = text.len() - rest.len();
        let Some(surname) = surname(rest) else { return };
        push(text, at, at + surname, 2, EVIDENT, found);
        // In a list, names stand apart; elsewhere the role has only one.
        let token = rest.find(|character: char| !is_han(character)).unwrap_or(rest.len());
        let is_listed = rest[token..].starts_with([' ', '　', '、', '\u{a0}']);
        if !is_listed || !(2..=4).contains(&rest[..token].chars().count()) {
            return;
        }
        at += token;
    }
}

/// A name before what people do or are called.
fn before_others(text: &str, surname: Range<usize>, found: &mut Vec<Candidate>) {
    static VERBS: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(AFTER.split_ascii_whitespace()));
    static TITLE: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(TITLES.split_ascii_whitespace()));
    let follows = |words: &AhoCorasick, at: usize| {
        words.is_match(aho_corasick::Input::new(&text[at..]).anchored(aho_corasick::Anchored::Yes))
    };
    let before = text[..surname.start].chars().next_back();
    let begins = before.is_none_or(|last| !is_han(last) || BEFORE_NAMES.contains(last));
    if follows(&TITLE, surname.end) && (begins || before.is_some_and(|last| BEFORE_TITLES.contains(last))) {
        found.push(Candidate { range: surname.clone(), cost: SURNAME });
    }
    if !begins {
        return;
    }
    let mut end = surname.end;
    for character in text[surname.end..].chars().take(2).take_while(|&character| may_be_given(character)) {
        end += character.len_utf8();
        if follows(&VERBS, end) {
            found.push(Candidate { range: surname.start..end, cost: EVIDENT });
        }
    }
}

/// Candidates of a surname and up to so many characters.
fn push(text: &str, start: usize, surname_end: usize, most: usize, cost: u32, found: &mut Vec<Candidate>) {
    for (within, character) in text[surname_end..].char_indices().take(most) {
        if !may_be_given(character) {
            return;
        }
        let end = surname_end + within + character.len_utf8();
        if text[start..end].chars().any(has_form) {
            found.push(Candidate { range: start..end, cost });
        }
    }
}

fn surname(rest: &str) -> Option<usize> {
    let double = DOUBLE_SURNAMES.split_ascii_whitespace().find(|surname| rest.starts_with(surname));
    double.map(str::len).or_else(|| {
        let first = rest.chars().next()?;
        SURNAMES.contains(first).then(|| first.len_utf8())
    })
}

fn may_be_given(character: char) -> bool {
    is_han(character) && !NOT_GIVEN.contains(character)
}

pub(super) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '々' | '\u{20000}'..='\u{3ffff}')
}

/// What points to a name.
#[derive(Clone, Copy)]
enum Sign {
    Role,
    JapaneseSurname,
    RiskySurname,
}

fn signs() -> impl Iterator<Item = (&'static str, Sign)> {
    let all = |words: &'static str, sign| words.split_ascii_whitespace().map(move |word| (word, sign));
    let risky = RISKY_SURNAMES.char_indices().map(|(at, surname)| &RISKY_SURNAMES[at..at + surname.len_utf8()]);
    all(ROLES, Sign::Role)
        .chain(all(JAPANESE_SURNAMES, Sign::JapaneseSurname))
        .chain(risky.map(|surname| (surname, Sign::RiskySurname)))
}

fn automaton<'w>(words: impl Iterator<Item = &'w str>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.start_kind(aho_corasick::StartKind::Both).kind(Some(aho_corasick::AhoCorasickKind::DFA));
    builder.build(words).expect("a few hundred short words make an automaton")
}
