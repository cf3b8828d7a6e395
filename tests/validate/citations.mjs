// Makes the citations of every article of a site as its readers get them, by theme/cite.js, and writes them to a file in JSON,
// of which ris.py checks the RIS; and compares those of one work with what tests/integration/links.rs gives to the libraries
// that read BibTeX and CSL-JSON. Usage: node citations.mjs SITE FIXTURES OUT
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

const [site, fixtures, out] = process.argv.slice(2);
const context = { };
runInNewContext(readFileSync(join(site, 'theme/cite.js'), 'utf8'), context);
const files = (data, key) => context.dibaoCitations(data, key);

const work = JSON.parse(readFileSync(join(fixtures, 'work.json'), 'utf8'));
let bad = 0;
for (const [format, name, , text] of files(work, 'work')) {
  const file = join(fixtures, name);
  if (process.env.DIBAO_BLESS) writeFileSync(file, text);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    bad += 1;
    console.error(`${format} of ${fixtures}/work.json is not ${file}`);
  }
}

const all = [];
for (const name of readdirSync(site, { recursive: true }).sort()) {
  if (!name.endsWith('.html')) continue;
  const html = readFileSync(join(site, name), 'utf8');
  const key = /data-cite="([^"]*)"/.exec(html)?.[1];
  const described = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(html)?.[1];
  if (key === undefined || !described) continue;
  for (const [format, file, type, text] of files(JSON.parse(described)['@graph'][0], key)) {
    if (!/^[\x21-\x7e]+$/.test(file)) console.error(`${name}: ${file}`), (bad += 1);
    if (format === 'CSL-JSON' && (!JSON.parse(text)[0].title || !JSON.parse(text)[0]['container-title'])) bad += 1;
    all.push({ page: name, format, type, text });
  }
}
writeFileSync(out, JSON.stringify(all));
console.log(`${all.length} citations of ${all.length / 3} pages, ${bad} faults`);
process.exit(bad || !all.length ? 1 : 0);
