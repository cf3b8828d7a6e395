// Search without a server: reads the index that dibao wrote (docs/search.md), over HTTP by fetch and
// from a disk by script elements, and shows what was found. What it does to a text and to a number is
// what src/search/ does; tests/browser/search.test.mjs holds the two together.
(() => {
  "use strict";
  const place = document.getElementById("search");
  if (!place) return;
  const base = new URL("../search/", document.currentScript.src);
  const up = new URL("..", document.currentScript.src);
  const { root, script, lang, words, operators = {} } = JSON.parse(document.getElementById("search-data").textContent);
  // Readers of ZIM files show pages under schemes of their own, of which fetch knows nothing.
  const onDisk = !/^https?:$/.test(base.protocol);
  const PER_PAGE = 10;

  // ---- Files

  const LATIN = new TextDecoder("windows-1252");
  const codes = new Map([...LATIN.decode(Uint8Array.from({ length: 32 }, (_, index) => 128 + index))].map((letter, index) => [letter.charCodeAt(0), 128 + index]));
  const waiting = new Map();
  window.dibaoSearch = (length, text) => {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < bytes.length; at++) {
      const code = text.charCodeAt(at);
      bytes[at] = code < 128 ? code : codes.get(code) ?? code;
    }
    waiting.get(document.currentScript)?.(length, bytes);
  };

  const byScript = (url) => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.charset = "windows-1252";
    const end = (take) => (...all) => { waiting.delete(element); element.remove(); take(...all); };
    waiting.set(element, (length, bytes) => end(bytes.length === length ? resolve : reject)(bytes));
    element.onerror = end(reject);
    // What is damaged does not hand anything over.
    element.onload = () => waiting.has(element) && end(reject)(new Error(`damaged ${url}`));
    element.src = url;
    document.head.append(element);
  });

  // Raw bytes of a file, all or some of them; a host that gives no parts gives all.
  const raw = async (url, from, to) => {
    const answer = await fetch(url, to === undefined ? {} : { headers: { Range: `bytes=${from}-${to - 1}` } });
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return { bytes: new Uint8Array(await answer.arrayBuffer()), isPart: answer.status === 206 };
  };
  // What stands in a script for raw bytes.
  const unescaped = (raw) => {
    const bytes = new Uint8Array(raw.length);
    let count = 0;
    for (let at = 0; at < raw.length; at++) {
      let byte = raw[at];
      if (byte === 92) byte = { 110: 10, 114: 13 }[raw[++at]] ?? raw[at];
      bytes[count++] = byte;
    }
    return bytes.subarray(0, count);
  };
  const handedOver = (raw, url) => {
    const start = raw.indexOf(39) + 1;
    const bytes = unescaped(raw.subarray(start, -2));
    if (bytes.length !== parseInt(LATIN.decode(raw.subarray(12, start)), 10)) throw new Error(`damaged ${url}`);
    return bytes;
  };
  const byFetch = async (url) => handedOver((await raw(url)).bytes, url);

  const urlOf = (name) => new URL(`${name}.js`, base).href;
  const once = (make) => {
    const all = new Map();
    return (name, ...others) => {
      if (!all.has(name)) {
        const made = make(name, ...others);
        made.catch(() => all.delete(name));
        all.set(name, made);
      }
      return all.get(name);
    };
  };
  const load = once((name) => (onDisk ? byScript : byFetch)(urlOf(name)));

  // How many records there are and how long each is in the script, by its first bytes; nothing if these are too few.
  const lengthsIn = (bytes) => {
    let at = 0;
    const number = () => {
      let value = 0;
      for (let factor = 1; at < bytes.length; factor *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * factor;
        if (byte < 128) return value;
      }
      throw new RangeError();
    };
    try {
      const lengths = Array.from({ length: number() }, number);
      return { lengths, at };
    } catch { return null; }
  };
  const isEscaped = (byte) => byte === 10 || byte === 13 || byte === 39 || byte === 92;
  // The records of a file that is there as a whole.
  const recordsOf = (bytes) => {
    let { lengths, at } = lengthsIn(bytes);
    const records = lengths.map((length) => {
      const start = at;
      for (; length > 0; at++) length -= isEscaped(bytes[at]) ? 2 : 1;
      return bytes.subarray(start, at);
    });
    return async (index) => records[index];
  };
  // A file of about so many records: a function that gives each. Over HTTP its head is loaded, and then the records that
  // are wanted; where parts of files cannot be had, or a host compressed the file, all of it.
  const whole = once(async (name) => recordsOf(await load(name)));
  const byParts = async (name, count) => {
    const url = urlOf(name);
    // A length has two bytes, some of which are escaped.
    for (let size = 32 + Math.ceil(2.5 * count); ; size *= 2) {
      const { bytes, isPart } = await raw(url, 0, size);
      if (!isPart) return recordsOf(handedOver(bytes, url));
      const start = bytes.indexOf(39) + 1;
      // What is escaped by two bytes may be torn apart at the end.
      const own = unescaped(bytes.subarray(start, bytes[bytes.length - 1] === 92 ? -1 : undefined));
      const head = start > 12 && lengthsIn(own);
      if (!head && bytes.length < size) throw new Error(`damaged ${url}`);
      if (!head) continue;
      let next = start;
      for (let at = 0; at < head.at; at++) next += isEscaped(own[at]) ? 2 : 1;
      const places = head.lengths.map((length) => [next, next += length]);
      return once(async (index) => {
        const [from, to] = places[index];
        if (to <= bytes.length) return unescaped(bytes.subarray(from, to));
        const part = from < to && await raw(url, from, to).catch(() => null);
        if (part?.isPart && part.bytes.length === to - from) return unescaped(part.bytes);
        return (await whole(name))(index);
      });
    }
  };
  const open = once((name, count) => (onDisk ? whole(name) : byParts(name, count).catch(() => whole(name))));
  const jsonOf = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).json();

  const hex = (number) => number.toString(16).padStart(8, "0");
  // A table of files, or a node of one: where its bytes are read, the root's from Base64.
  const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset);
  const rootOf = ({ hashes }) => view(Uint8Array.from(atob(hashes), (letter) => letter.charCodeAt(0)));
  const NODE = 512;
  const nodeOf = async (name, level, number, hash) => view(await load(`${name}/table-${level}-${number}.${hash}`));
  // The name of a numbered file's content.
  const hashOf = async (table, name, number) => {
    let node = rootOf(table);
    for (let level = table.levels, first = 0; ; level--) {
      const at = Math.floor(number / NODE ** level);
      const hash = hex(node.getUint32(4 * (at - first)));
      if (!level) return /[^0]/.test(hash) && hash;
      node = await nodeOf(name, level, at, hash);
      first = NODE * at;
    }
  };
  // A numbered file of about so many records, if there is one.
  const numbered = async (table, name, number, count) => {
    const hash = await hashOf(table, name, number);
    return hash && open(`${name}-${number}.${hash}`, count);
  };
  // The highest bits of a number.
  const highest = (where, bits) => (bits ? where >>> (32 - bits) : 0);

  // ---- Numbers in bits

  class Bits {
    constructor(bytes, at = 0) { this.bytes = bytes; this.at = at; }
    // The next 32 bits, and zeros after the end.
    peek() {
      const { bytes, at } = this;
      const first = at >> 3;
      const shift = at & 7;
      const word = (bytes[first] << 24) | (bytes[first + 1] << 16) | (bytes[first + 2] << 8) | bytes[first + 3];
      return shift ? (word << shift) | (bytes[first + 4] >> (8 - shift)) : word;
    }
    // As many bits, at most 32.
    read(count) {
      const value = count ? this.peek() >>> (32 - count) : 0;
      this.at += count;
      return value;
    }
    gamma() {
      const extra = Math.clz32(this.peek());
      this.at += extra;
      return this.read(extra + 1);
    }
    // How many ones come next, at most so many; and the zero after fewer.
    ones(most) {
      const count = Math.min(most, Math.clz32(~this.peek()));
      this.at += count + (count < most ? 1 : 0);
      return count;
    }
    rice(low) {
      let high = this.ones(12);
      if (high === 12) high += this.gamma() - 1;
      return high * 2 ** low + this.read(low);
    }
  }
  const log2 = (number) => Math.floor(Math.log2(number));
  const riceBits = (total, count) => log2(Math.max(1, Math.floor((total * 11) / (16 * Math.max(1, count)))));

  const readArticles = (bits, scale) => {
    const count = bits.gamma() - 1;
    const weighted = bits.read(1);
    const low = riceBits(scale, count);
    const ids = new Uint32Array(count);
    const weights = new Uint8Array(count);
    let next = 0;
    for (let index = 0; index < count; index++) {
      next += bits.rice(low);
      ids[index] = next++;
      if (weighted) {
        const level = bits.ones(4);
        // In the headline: four more.
        weights[index] = level === 4 ? 4 + bits.read(2) : level;
      }
    }
    return { ids, weights };
  };
  // What is around a gram in so many articles: of each the bits of clauses that it begins in and of the units at its
  // sides.
  const [SIDE, CLAUSE_BITS] = [3, 5];
  const readSides = (bits, count) => Array.from({ length: count }, () => {
    const sides = new Array(bits.gamma());
    const all = 2 * SIDE + CLAUSE_BITS;
    if (sides.length === 1) return [bits.read(all)];
    const low = Math.max(0, all - 1 - log2(sides.length));
    let next = 0;
    for (let index = 0; index < sides.length; index++) {
      next += bits.rice(low);
      sides[index] = next++;
    }
    return sides;
  });

  // ---- Grams

  const mix = (value) => {
    value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
    value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const placeOf = (text) => {
    let [where, check] = [0x811c9dc5, 0x9747b28c];
    for (let index = 0; index < text.length; index++) {
      where = Math.imul(where ^ text.charCodeAt(index), 0x01000193);
      check = Math.imul(check ^ text.charCodeAt(index), 0x5bd1e995);
    }
    return { where: mix(where), check: mix(check) >>> 8 };
  };
  const gramOf = (units) => {
    if (units.every((unit) => unit.wide)) {
      const code = (unit, first) => unit.code + (unit.broken && !first ? 0x8000 : 0);
      if (units.length < 3) return { where: mix(((code(units[0], true) << 16) | (units[1] ? code(units[1]) : 0)) >>> 0) };
      return placeOf(units.map((unit, index) => (unit.broken && index ? "\x02" : "") + unit.text).join(""));
    }
    return placeOf(units.map((unit, index) => (unit.broken && index ? "\x02" : "\x01") + unit.text).join(""));
  };

  const sideOf = (unit) => 1 + ((unit.wide ? mix(unit.code << 16) : placeOf(`\x01${unit.text}`).where) % (2 ** SIDE - 1));

  // About how many records a volume has besides its shards.
  const MORE = 32;
  // The articles of a gram in a segment, and a function that tells what is around it in some of them; only that it grows,
  // if that is enough.
  const term = async (segment, { where, check }, isAll = true) => {
    const { first, articles: scale, volume_bits: high, shard_bits: middle } = segment;
    const records = await numbered(segment.table, `shards/${first}`, highest(where, high), 2 ** middle + MORE);
    const shard = records && await records(highest(where << high, middle));
    if (!shard?.length) return null;
    const bits = new Bits(shard);
    const left = 32 - high - middle;
    const wanted = left === 32 ? where : where % 2 ** left;
    if (check !== undefined) {
      bits.gamma();
      const length = bits.gamma() - 1;
      bits.at += length;
    }
    const count = bits.gamma() - 1;
    bits.gamma();
    const low = riceBits(2 ** left, count);
    for (let index = 0, next = 0; index < count; index++) {
      next += bits.rice(low);
      const isIt = (check === undefined || bits.read(24) === check) && next === wanted;
      if (bits.read(1)) {
        const grows = bits.read(1) === 1;
        const record = bits.gamma() - 1 + 2 ** middle;
        if (isIt) return grows && !isAll ? { grows } : longTerm(records, record, scale);
        continue;
      }
      const articles = readArticles(bits, scale);
      const sides = bits.read(1) ? readSides(bits, articles.ids.length) : [];
      if (isIt) return { ...articles, sides: async () => (index) => sides[index] };
      if (next > wanted) return null;
    }
    return null;
  };
  const longTerm = async (records, record, scale) => {
    const bits = new Bits(await records(record));
    const articles = readArticles(bits, scale);
    const counts = Array.from({ length: bits.gamma() - 1 }, () => bits.gamma());
    const sides = async (indexes) => {
      const found = [];
      let start = 0;
      await Promise.all(counts.map(async (count, number) => {
        const first = start;
        start += count;
        if (!indexes.some((index) => index >= first && index < first + count)) return;
        const all = readSides(new Bits(await records(record + 1 + number)), count);
        all.forEach((sides, index) => { found[first + index] = sides; });
      }));
      return (index) => found[index];
    };
    return { ...articles, sides };
  };
  // What was found in each segment, one after the other.
  const NOTHING = { ids: new Uint32Array(0), weights: new Uint8Array(0) };
  const inAll = async (find) => {
    const found = await Promise.all(root.segments.map(async (segment) => [segment.first, (await find(segment)) ?? NOTHING]));
    const count = found.reduce((sum, [, { ids }]) => sum + ids.length, 0);
    const all = { ids: new Uint32Array(count), weights: new Uint8Array(count) };
    let at = 0;
    for (const [first, { ids, weights }] of found) {
      ids.forEach((id, index) => { all.ids[at + index] = first + id; });
      all.weights.set(weights, at);
      at += ids.length;
    }
    return all;
  };

  // ---- Texts

  const only = (text) => ([...text].length === 1 ? text : null);
  let forms;
  const loadForms = async () => {
    if (forms) return;
    const bits = new Bits(await load(`fold.${root.fold}`));
    const known = new Map();
    let [from, to] = [0, 0];
    for (let count = bits.gamma() - 1; count > 0; count--) {
      from += bits.rice(2);
      const distance = bits.rice(10);
      to += distance % 2 ? -(distance - 1) / 2 : distance / 2;
      known.set(String.fromCodePoint(from), String.fromCodePoint(to));
    }
    forms = known;
  };
  const fold = (letter) => {
    const bare = only(letter.normalize("NFKD").replace(/[\u0300-\u036f]/g, "")) ?? only(letter.normalize("NFKC")) ?? letter;
    const plain = only(bare.toLowerCase()) ?? bare;
    return forms.get(plain) ?? plain;
  };
  // What a letter does: a unit of its own or a part of a word, nothing, or the end of what was before it.
  const [HAN, LETTER, RARE, MARK, DOT, SPACE, BREAK] = [0, 1, 2, 3, 4, 5, 6];
  const kindOfForm = (form) => {
    const code = form.codePointAt(0);
    if (/^[\p{Alphabetic}\p{N}]/u.test(form)) return code >= 0x2e00 && code <= 0xa4cf ? HAN : code >= 0x20000 ? RARE : LETTER;
    if (/^[\u0300-\u036f\ufe00-\ufe0f\u200b-\u200d\u2060\ufeff\u00ad]/.test(form)) return MARK;
    if ("·•‧・".includes(form)) return DOT;
    return /^\p{White_Space}/u.test(form) && form !== "\n" ? SPACE : BREAK;
  };
  const letters = new Map();
  const letterOf = (letter) => {
    let known = letters.get(letter);
    if (!known) {
      const form = fold(letter);
      letters.set(letter, (known = { form, kind: kindOfForm(form) }));
    }
    return known;
  };

  // A text as units: what each is, where it stands among them, and from where to where in the text.
  const unitsOf = (text) => {
    const units = [];
    let run = null;
    let broken = false;
    let spaced = false;
    const push = (unit, isHan) => {
      const before = units[units.length - 1];
      unit.broken = units.length > 0 && (broken || (spaced && isHan && before.isHan));
      unit.isHan = isHan;
      unit.place = before ? before.place + 1 + (unit.broken ? 1 : 0) : 0;
      units.push(unit);
      broken = spaced = false;
    };
    const endRun = () => {
      if (!run) return;
      const { letters, start, ends } = run;
      run = null;
      if (letters.every((letter) => /^[0-9]$/.test(letter))) {
        letters.forEach((letter, index) => {
          const code = 4 * Number(letter) + (index > 0 ? 1 : 0) + (index < letters.length - 1 ? 2 : 0);
          push({ wide: true, code: 0x7700 + code, text: String.fromCharCode(0xe000 + code), start: index ? ends[index - 1] : start, end: ends[index] }, false);
        });
      } else {
        push({ wide: false, text: letters.join(""), start, end: ends[ends.length - 1] }, false);
      }
    };
    let at = 0;
    for (const letter of text) {
      const { form, kind } = letterOf(letter);
      const start = at;
      at += letter.length;
      if (kind === HAN) {
        endRun();
        push({ wide: true, code: form.charCodeAt(0) - 0x2e00, text: form, start, end: at }, true);
      } else if (kind === LETTER || kind === RARE) {
        if (kind === RARE) endRun();
        run ??= { letters: [], start, ends: [] };
        run.letters.push(form);
        run.ends.push(at);
        if (kind === RARE) endRun();
      } else if (kind !== MARK) {
        endRun();
        if (kind === SPACE) spaced = true;
        else if (kind === BREAK) broken = true;
      }
    }
    endRun();
    return units;
  };
  const isWord = (unit) => unit && !unit.wide;
  const same = (one, other, first) => one.text === other.text && (first || one.broken === other.broken);

  // ---- What a query finds

  // Grams that are together a phrase, and each in a segment's index.
  const startsOf = (units) => {
    const starts = [];
    for (let at = 0; at < units.length;) {
      if (at > 0 && units[at].broken) {
        // That something is between two units, only their pair tells.
        starts.push([at - 1, at + 1]);
        at += 1;
      } else if (isWord(units[at]) && (at + 1 >= units.length ? isWord(units[at - 1]) || units.length === 1 : isWord(units[at + 1]))) {
        starts.push([at, at + 1]);
        at += 1;
      } else {
        const start = Math.max(0, Math.min(at, units.length - 2));
        starts.push([start, Math.min(start + 2, units.length)]);
        at = start + 2;
      }
    }
    return starts;
  };
  const gramIn = async (segment, units, [start, end]) => {
    const isAll = end - start === units.length;
    // Of what is behind a mark of punctuation nothing is told.
    const before = start > 0 ? (units[start].broken ? 0 : sideOf(units[start - 1])) : null;
    const after = end < units.length ? (units[end].broken ? 0 : sideOf(units[end])) : null;
    const clause = units.slice(1, start + 1).filter(({ broken }) => broken).length;
    return { start, end, isAll, before, after, clause, ...(await term(segment, gramOf(units.slice(start, end)), isAll) ?? { isNone: true }) };
  };
  const gramsOf = async (segment, units) => {
    const grams = [];
    for (let gram of await Promise.all(startsOf(units).map((start) => gramIn(segment, units, start)))) {
      if (grams.some((before) => before.end >= gram.end)) continue;
      while (gram.grows) gram = await gramIn(segment, units, gram.end < units.length ? [gram.start, gram.end + 1] : [gram.start - 1, gram.end]);
      grams.push(gram);
    }
    return grams;
  };
  // The articles that have all grams, each with what is around it that the phrase has there, in one clause; and how many
  // are to be expected among them that have not the phrase: a unit in 7 and a clause in 32 look alike.
  const together = async (grams) => {
    grams.sort((one, other) => one.ids.length - other.ids.length);
    // By article: where it is in each gram's list.
    let common = Array.from(grams[0].ids, (_, index) => [index]);
    for (const gram of grams.slice(1)) {
      let at = 0;
      common = common.filter((indexes) => {
        const id = grams[0].ids[indexes[0]];
        while (at < gram.ids.length && gram.ids[at] < id) at++;
        return gram.ids[at] === id && indexes.push(at);
      });
    }
    const sides = await Promise.all(grams.map((gram, number) => gram.sides(common.map((indexes) => indexes[number]))));
    const fits = ({ before, after }) => (side) => (before === null || (side >> SIDE) % 2 ** SIDE === before) && (after === null || side % 2 ** SIDE === after);
    const tests = grams.map(fits);
    const clauses = [...new Set(grams.map(({ clause }) => clause))].map((clause) => [...grams.keys()].filter((number) => grams[number].clause === clause));
    const stands = (indexes) => clauses.every((numbers) => {
      let known;
      return numbers.every((number) => {
        const own = sides[number](indexes[number]).filter(tests[number]).map((side) => side >> (2 * SIDE));
        known = known ? known.filter((clause) => own.includes(clause)) : own;
        return known.length > 0;
      });
    });
    const known = grams.map(({ before, after }) => SIDE * ((before !== null) + (after !== null)));
    const bits = known.reduce((sum, count) => sum + count, CLAUSE_BITS * (grams.length - clauses.length));
    let doubt = 0;
    common = common.filter((indexes) => {
      if (stands(indexes)) return true;
      // As many others fit by chance.
      doubt += indexes.reduce((chance, index, number) => chance * sides[number](index).length, 1) / 2 ** bits;
      return false;
    });
    return { common, doubt };
  };
  const DOUBT = 0.003;
  const phraseIn = async (segment, units) => {
    let grams = await gramsOf(segment, units);
    if (grams.some((gram) => gram.isNone)) return NOTHING;
    const whole = grams.find((gram) => gram.isAll);
    if (whole) return whole;
    let { common, doubt } = await together(grams);
    if (doubt > DOUBT && common.length) {
      // What is between the grams has to be there too.
      const more = units.slice(1).map((_, at) => [at, at + 2]).filter(([at, end]) => !grams.some((gram) => gram.start <= at && gram.end >= end) && (units[at + 1].broken || !isWord(units[at]) || !isWord(units[at + 1])));
      const others = await Promise.all(more.map((start) => gramIn(segment, units, start)));
      if (others.some((gram) => gram.isNone)) return NOTHING;
      grams = [...grams, ...others.filter((gram) => !gram.grows)];
      ({ common } = await together(grams));
    }
    return {
      ids: Uint32Array.from(common, ([index]) => grams[0].ids[index]),
      weights: Uint8Array.from(common, (indexes) => {
        const all = indexes.map((index, number) => grams[number].weights[index]);
        return Math.min(...all.map((weight) => weight & 3)) + (all.every((weight) => weight & 4) ? 4 : 0);
      }),
    };
  };
  const phrase = (units) => inAll((segment) => phraseIn(segment, units));

  // What goes before the colon; the script of names knows what it means.
  const OPERATORS = {
    event: "event", 事件: "event", place: "place", location: "place", 地点: "place", person: "person", 人物: "person",
    organization: "organization", 机构: "organization", section: "section", 栏目: "section", tag: "tag", 标签: "tag",
    source: "source", 来源: "source", date: "date", 日期: "date",
  };
  const foldedWord = (word) => [...word].map(fold).join("");
  const kindOf = (operator) => {
    if (!operator) return undefined;
    const folded = foldedWord(operator);
    if (Object.hasOwn(OPERATORS, folded)) return OPERATORS[folded];
    // Those of the site's own.
    return Object.entries(operators).find(([word]) => foldedWord(word) === folded)?.[1];
  };

  // Words, "phrases", -without, place:北京 and the like.
  const CLAUSE = /([-－]?)(?:(\p{L}[\p{L}\p{N}_-]*)[:：](\s*))?(?:"([^"]*)(?:"|$)|“([^”]*)(?:”|$)|「([^」]*)(?:」|$)|『([^』]*)(?:』|$)|([^\s"“「『]+))/gu;
  const parse = (query) => {
    const clauses = [];
    const add = (kind, text, minus) => {
      const units = kind ? [] : unitsOf(text);
      if (kind || units.length) clauses.push({ kind: kind ?? "text", text, units, without: Boolean(minus) });
    };
    for (const [, minus, operator, space, ...texts] of query.matchAll(CLAUSE)) {
      const text = texts.find((text) => text !== undefined);
      const kind = kindOf(operator);
      // What means nothing before a colon is text.
      if (operator && !kind && space) {
        add(undefined, operator, minus);
        add(undefined, text, "");
      } else {
        add(kind, operator && !kind ? `${operator}:${text}` : text, minus);
      }
    }
    return clauses;
  };

  const TF = [0.6, 1, 1.4, 1.9];
  // What is wanted without any words has nothing but its age.
  const byAge = (wanted, unwanted, order) => {
    const has = wanted.slice(1).map(({ ids }) => new Set(ids));
    const all = (wanted[0]?.ids ?? Uint32Array.from({ length: root.articles }, (_, id) => id)).filter((id) => !unwanted.has(id) && has.every((set) => set.has(id)));
    return order === "old" ? all : all.reverse();
  };
  // All articles that a query finds, the best first, or by their age.
  const find = async (query, order) => {
    await loadForms();
    const clauses = parse(query);
    const found = await Promise.all(clauses.map(({ kind, text, units }) => (kind === "text" ? phrase(units) : more().then(({ list }) => list(kind, text)))));
    const wanted = clauses.map((clause, index) => ({ ...clause, ...found[index] })).filter((clause) => !clause.without);
    const unwanted = new Set(clauses.flatMap((clause, index) => (clause.without ? [...found[index].ids] : [])));
    const texts = clauses.filter((clause) => clause.kind === "text" && !clause.without);
    if (!texts.length) return { ids: byAge(wanted, unwanted, order), clauses, texts };
    const scores = new Map();
    const score = (clause, weight) => (clause.kind === "text" ? Math.log(1 + root.articles / clause.ids.length) * (TF[weight & 3] + (weight & 4 ? 3 : 0)) : 0);
    wanted.sort((one, other) => one.ids.length - other.ids.length).forEach((clause, number) => {
      const before = new Map(scores);
      scores.clear();
      clause.ids.forEach((id, index) => {
        if (number === 0 || before.has(id)) scores.set(id, (before.get(id) ?? 0) + score(clause, clause.weights[index]));
      });
    });
    unwanted.forEach((id) => scores.delete(id));
    // Words that stand together come before those that are scattered.
    if (texts.length > 1 && scores.size) {
      const sideBySide = await phrase(unitsOf(texts.map((clause) => clause.text).join(/[\p{sc=Latin}\p{N}]$/u.test(texts[0].text) ? " " : "")));
      sideBySide.ids.forEach((id) => scores.has(id) && scores.set(id, scores.get(id) + 50));
    }
    const ids = [...scores.keys()];
    const age = (one, other) => (order === "old" ? one - other : other - one);
    ids.sort((one, other) => ((order ?? "best") === "best" ? scores.get(other) - scores.get(one) : 0) || age(one, other));
    return { ids, clauses, texts };
  };

  // An article as it is shown. Each entry of the table of files has 24 bits and a hash: of a node how many articles it has,
  // of a file that in 8 bits and its label in 16.
  const ENTRY = 7;
  const textOf = async (id) => {
    const name = `texts/${script}`;
    const [table] = root.texts;
    let node = rootOf(table);
    for (let { levels } = table, number = 0; ; levels--) {
      const high = (at) => node.getUint32(ENTRY * at) >>> 8;
      const count = (at) => (levels ? high(at) : high(at) >>> 16);
      let at = 0;
      for (; id >= count(at); at++) id -= count(at);
      const hash = hex(node.getUint32(ENTRY * at + 3));
      if (!levels) return jsonOf(await (await open(`${name}-${hex(high(at)).slice(4)}.${hash}`, count(at)))(id));
      number = NODE * number + at;
      node = await nodeOf(name, levels, number, hash);
    }
  };

  // ---- What a reader sees

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== undefined && child !== ""));
    return made;
  };
  const say = (key, values = {}) => (words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? values[name].toLocaleString(lang) : values[name] ?? ""));
  const address = (changes) => {
    const all = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) {
      if (value) all.set(key, value);
      else all.delete(key);
    }
    return `?${all}`;
  };

  // Where the phrases stand in a text, from and to.
  const matches = (units, phrases) => {
    const found = [];
    for (let at = 0; at < units.length; at++) {
      for (const phrase of phrases) {
        if (phrase.every((unit, index) => units[at + index] && same(unit, units[at + index], index === 0))) found.push([units[at].start, units[at + phrase.length - 1].end, at]);
      }
    }
    return found;
  };
  const marked = (text, found, from = 0, to = text.length) => {
    const parts = [];
    let at = from;
    for (const [start, end] of found) {
      if (start < at || end > to) continue;
      parts.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...parts, text.slice(at, to)];
  };
  const snippet = (text, phrases) => {
    const units = unitsOf(text);
    const found = matches(units, phrases);
    const first = found[0]?.[2] ?? 0;
    const from = units[Math.max(0, first - 24)]?.start ?? 0;
    const to = units[first + 72]?.end ?? text.length;
    // Not into the middle of a pair of surrogates: units are whole.
    const start = first < 24 ? 0 : from;
    return [start ? "…" : "", ...marked(text, found, start, to), to < text.trimEnd().length ? "…" : ""].map((part) => (typeof part === "string" ? part.replace(/\n+/g, " ") : part));
  };
  const card = (article, phrases) => {
    const { u: path, t: title, d: date, p: places = [], s: source, l: language, x: text } = article;
    const href = new URL(path.split("/").map(encodeURIComponent).join("/"), up).href;
    return element("li", { class: "found", lang: language },
      element("h2", {}, element("a", { href }, ...marked(title, matches(unitsOf(title), phrases)))),
      element("p", { class: "found-about" }, [date, ...places, source].filter(Boolean).join(" · ")),
      element("p", { class: "found-text" }, ...snippet(text, phrases)));
  };

  const status = place.querySelector("[role=status]");
  const results = element("ol", { class: "search-results", tabindex: "-1" });
  const pager = element("nav", { class: "pager", "aria-label": say("pager"), hidden: "" });
  const orders = element("p", { class: "search-orders" });
  const near = element("div", { class: "search-near" });
  const facets = element("div", { class: "search-facets" });
  const input = place.querySelector("input[name=q]");
  place.append(orders, near, results, pager);
  const panel = document.getElementById("search-narrow");
  panel.append(facets);

  // Names, facets and what is offered are in a script of their own, which few searches need.
  let others;
  const more = () => {
    others ??= new Promise((resolve, reject) => {
      const script = element("script", { src: new URL("theme/search-names.js", up).href });
      script.onload = () => resolve(window.dibaoSearchNames(core));
      script.onerror = reject;
      document.head.append(script);
    });
    others.catch(() => { others = null; });
    return others;
  };

  const title = document.title;
  let turn = 0;
  let latest = null;
  const narrow = async () => {
    if (!panel.open) return;
    latest ??= (await find("")).ids;
    await (await more()).showFacets(latest);
  };
  const show = async () => {
    const mine = ++turn;
    const state = new URLSearchParams(location.search);
    const query = (state.get("q") ?? "").trim();
    const order = state.get("order");
    input.value = query;
    near.replaceChildren();
    orders.replaceChildren();
    pager.replaceChildren();
    pager.hidden = true;
    results.replaceChildren();
    status.textContent = query ? say("search-working") : say("search-empty");
    document.title = query ? `${query} · ${title}` : title;
    try {
      const { ids, texts, clauses } = query ? await find(query, order) : { ids: null, texts: [], clauses: [] };
      if (mine !== turn) return;
      latest = clauses.length ? ids : null;
      narrow().catch(console.warn);
      if (!clauses.length) {
        status.textContent = say("search-empty");
        return;
      }
      const pages = Math.max(1, Math.ceil(ids.length / PER_PAGE));
      const page = Math.min(Math.max(1, parseInt(state.get("page") ?? "1", 10) || 1), pages);
      const phrases = texts.map((clause) => clause.units);
      const start = (page - 1) * PER_PAGE;
      const all = await Promise.all(Array.from(ids.slice(start, start + PER_PAGE), textOf));
      if (mine !== turn) return;
      status.textContent = ids.length ? say("search-found", { count: ids.length, query }) : say("search-none", { query });
      results.start = start + 1;
      // The link that led here may be gone.
      if (document.activeElement === document.body && turn > 1) results.focus({ preventScroll: true });
      results.replaceChildren(...all.map((article) => card(article, phrases)));
      const choice = (key, value) => ((order ?? "best") === value ? element("strong", { "aria-current": "true" }, say(key)) : element("a", { href: address({ order: value === "best" ? "" : value, page: "" }) }, say(key)));
      if (ids.length > 1) orders.append(say("search-order"), choice("search-best", "best"), choice("search-newest", "new"), choice("search-oldest", "old"));
      if (page > 1) pager.append(element("a", { rel: "prev", href: address({ page: page > 2 ? page - 1 : "" }) }, say("previous-page")));
      pager.hidden = pages < 2;
      if (pages > 1) pager.append(element("span", { class: "pager-place" }, `${page} / ${pages}`));
      if (page < pages) pager.append(element("a", { rel: "next", href: address({ page: page + 1 }) }, say("next-page")));
      if (!ids.length) {
        const names = await (await more()).near(clauses.map((clause) => clause.text).join(""));
        if (mine === turn) near.replaceChildren(...names);
      }
      place.dispatchEvent(new CustomEvent("dibao:found", { detail: { query, count: ids.length } }));
    } catch (error) {
      if (mine === turn) status.textContent = say("search-failed");
      console.warn(error);
    }
  };

  const go = (href) => {
    if (onDisk) { location.assign(href); return; }
    history.pushState(null, "", href);
    show();
  };
  const core = { root, script, lang, up, input, facets, panel, Bits, readArticles, term, inAll, placeOf, numbered, highest, load, jsonOf, loadForms, fold, kindOf, element, say, address, go };
  place.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    go(address({ q: input.value.trim(), page: "" }));
  });
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?']");
    if (!link || onDisk || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.getAttribute("href"));
    input.scrollIntoView({ block: "nearest" });
  });
  panel.addEventListener("toggle", () => narrow().catch(console.warn));
  input.addEventListener("focus", () => Promise.all([more(), loadForms()]).catch(console.warn), { once: true });
  addEventListener("popstate", show);
  // For tests, and for a site's own scripts.
  window.dibao = { ...window.dibao, search: find };
  show();
})();
