// Checks every JSON-LD block of every HTML page below a folder, in one run of tsc, against the
// schema.org types of schema-dts: unknown properties and values of a wrong type are refused, and
// what must be there is required. Usage: node json-ld.mjs FOLDER, with node_modules beside it.
import { readFileSync, writeFileSync, readdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const root = resolve(process.argv[2] ?? '.');

// What must be there, by type; schema.org itself makes nothing compulsory. The first list is for
// nodes that a page is about (the document itself or a member of @graph), the second for any node.
const REQUIRED_ON_TOP = {
  NewsArticle: ['headline', 'datePublished', 'publisher'],
  Event: ['startDate'],
};
const REQUIRED = {
  NewsArticle: ['headline'], Event: ['name'],
  Place: ['name'], Person: ['name'], Organization: ['name'],
  GeoCoordinates: ['latitude', 'longitude'],
  BreadcrumbList: ['itemListElement'],
  ListItem: ['position', 'name', 'item'],
  PublicationIssue: ['datePublished', 'isPartOf'],
  Newspaper: ['name', 'url'],
  CorrectionComment: ['text'],
};

// Properties that take dates and nothing else, and all type names, as schema-dts has them.
const dts = readFileSync(join(modules, 'schema-dts/dist/schema.d.ts'), 'utf8');
const dateOnly = new Set();
for (const [, name, type] of dts.matchAll(/^ {4}"(\w+)"\?: SchemaValue<([^,]*), "\1">/gm))
  if (/^(Date|DateTime)( \| (Date|DateTime|IdReference))*$/.test(type)) dateOnly.add(name);
const types = new Set([...dts.matchAll(/^export type (\w+) = /gm)].map(m => m[1]));
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

const complaints = [];
const blocks = new Map(); // text of a block -> the pages that carry it
let pages = 0, count = 0;
for (const name of readdirSync(root, { recursive: true }).sort()) {
  if (!/\.html?$/.test(name)) continue;
  pages++;
  const html = readFileSync(join(root, name), 'utf8');
  for (const [, body] of html.matchAll(/<script\b[^>]*\btype=["']?application\/ld\+json["']?[^>]*>([\s\S]*?)<\/script>/gi)) {
    count++;
    let value;
    try { value = JSON.parse(body); } catch (e) { complaints.push(`${name}: not JSON: ${e.message}`); continue; }
    const text = JSON.stringify(value);
    if (!blocks.has(text)) blocks.set(text, []);
    blocks.get(text).push(name);
  }
}

const walk = (node, say, path = '', top = true) => {
  if (Array.isArray(node)) return node.forEach((n, i) => walk(n, say, `${path}[${i}]`, top));
  if (!node || typeof node !== 'object') return;
  const bare = Object.keys(node).every(k => k === '@id' || k === '@type'); // a mere reference
  if (!bare) for (const p of [...REQUIRED[node['@type']] ?? [], ...(top && REQUIRED_ON_TOP[node['@type']]) || []]) {
    if (node[p] === undefined || node[p] === '' || (Array.isArray(node[p]) && !node[p].length)) say(`${path || '/'} (${node['@type']}): no ${p}`);
  }
  for (const [k, v] of Object.entries(node)) {
    if (dateOnly.has(k)) for (const d of [v].flat()) {
      if (typeof d === 'string' && !(DATE.test(d) && !isNaN(Date.parse(d)))) say(`${path}.${k}: ${d} is not a date`);
    }
    walk(v, say, `${path}.${k}`, top && k === '@graph');
  }
};

// What tsc can tell apart in a value: the names of its properties, the kinds of their values, and
// the strings that schema.org names. Pages of one shape are then checked once, since tsc takes
// some 50 ms for each node tree.
const literals = new Set([...dts.matchAll(/"([^"\s]+)"/g)].map(m => m[1]));
const shape = (v, key = '') => {
  if (Array.isArray(v)) return [...new Map(v.map(x => [JSON.stringify(shape(x, key)), shape(x, key)])).values()];
  if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, shape(x, k)]));
  if (typeof v === 'number') return 0;
  if (typeof v === 'string' && /^-?\d+(\.\d+)?$/.test(v)) return '0';
  if (typeof v === 'string' && key !== '@type' && key !== '@context' && !literals.has(v)) return '…';
  return v;
};
const shapes = new Set();

const lines = ['import type * as S from "schema-dts";'];
const where = ['']; // page of each line
for (const [text, names] of blocks) {
  const value = JSON.parse(text);
  const name = names[0] + (names.length > 1 ? ` (and ${names.length - 1} more)` : '');
  walk(value, m => complaints.push(`${name}: ${m}`));
  for (const doc of [value].flat()) {
    const text = JSON.stringify(shape(doc));
    if (shapes.has(text)) continue;
    shapes.add(text);
    let type = 'S.WithContext<S.Thing>';
    if (doc['@graph']) type = 'S.Graph';
    else if (types.has(doc['@type'])) type = `S.WithContext<S.${doc['@type']}>`;
    lines.push(`export const b${lines.length}: ${type} = ${text};`);
    where.push(name);
  }
}

if (!count) complaints.push('no JSON-LD at all');
const dir = mkdtempSync(join(tmpdir(), 'jsonld-'));
try {
  symlinkSync(modules, join(dir, 'node_modules'));
  writeFileSync(join(dir, 'blocks.ts'), lines.join('\n') + '\n');
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions: { noEmit: true, strict: true, skipLibCheck: true,
    target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', types: [] }, files: ['blocks.ts'] }));
  const tsc = spawnSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', dir, '--pretty', 'false'],
    { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 });
  let said = 0;
  for (const line of tsc.stdout.split('\n')) {
    const m = /^blocks\.ts\((\d+),(\d+)\): error (TS\d+): (.*)/.exec(line);
    if (!m) continue;
    said++;
    const at = lines[m[1] - 1].slice(m[2] - 1, +m[2] + 60);
    complaints.push(`${where[m[1] - 1]}: ${m[4].slice(0, 200)}\n    at ${at}`);
  }
  if (tsc.status !== 0 && !said) complaints.push(`tsc failed: ${tsc.error ?? ''}${tsc.stdout}${tsc.stderr}`);
} finally { rmSync(dir, { recursive: true }); }

for (const c of complaints) console.error(c);
console.log(`${pages} pages, ${count} JSON-LD blocks (${blocks.size} different, of ${shapes.size} shapes), ${complaints.length} complaints`);
process.exit(complaints.length ? 1 : 0);
