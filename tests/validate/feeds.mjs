// Checks JSON feeds by the schema of jsonfeed.org, and sitemaps by the npm package that reads them.
// Usage: node feeds.mjs FILE… , with node_modules beside it.
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ErrorLevel, SitemapStream, XMLToSitemapIndexStream, XMLToSitemapItemStream } from 'sitemap';

const require = createRequire(import.meta.url);
const ajv = new (require('ajv').default)({ allErrors: true, strict: false });
require('ajv-formats').default(ajv);
const isFeed = ajv.compile(require('jsonfeed-schema/schema-v1.1.json'));

const faultsOfFeed = (feed) => {
  const faults = isFeed(feed) ? [] : isFeed.errors.map((it) => `${it.instancePath} ${it.message}`);
  const ids = (feed.items ?? []).map((item) => item.id);
  if (new Set(ids).size !== ids.length) faults.push('an id is used twice');
  if (!feed.authors?.length) faults.push('no authors');
  return faults;
};

const faultsOfSitemap = async (file) => {
  const items = [];
  const isIndex = readFileSync(file, 'utf8').includes('<sitemapindex');
  const gather = new Writable({ objectMode: true, write: (item, _, done) => (items.push(item), done()) });
  const drop = new Writable({ write: (_, __, done) => done() });
  try {
    const reader = isIndex ? XMLToSitemapIndexStream : XMLToSitemapItemStream;
    await pipeline(createReadStream(file), new reader({ level: ErrorLevel.THROW, logger: false }), gather);
    if (!isIndex) await pipeline(async function* () { yield* items; }, new SitemapStream({ level: ErrorLevel.THROW }), drop);
  } catch (error) {
    return [error.message];
  }
  return items.length ? [] : ['no address'];
};

let bad = 0;
const files = process.argv.slice(2);
for (const file of files) {
  const faults = file.endsWith('.json') ? faultsOfFeed(JSON.parse(readFileSync(file))) : await faultsOfSitemap(file);
  bad += faults.length > 0;
  for (const fault of faults) console.error(`${file}: ${fault}`);
}
console.log(`${files.length} JSON feeds and sitemaps, ${bad} refused`);
process.exit(bad || !files.length ? 1 : 0);
