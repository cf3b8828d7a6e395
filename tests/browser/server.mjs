// Serves a built site as a careful host does: by the rules of its `_headers`, below the folder that its addresses
// begin with.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

/** The rules of a `_headers`: a pattern of paths, and the headers of what it matches. */
export function rulesOf(text) {
  const rules = [];
  for (const line of text.split("\n").filter((line) => line.trim())) {
    if (line.startsWith("/")) {
      const parts = line.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      rules.push([new RegExp(`^${parts.join(".*")}$`), {}]);
    } else {
      const [, name, value] = line.match(/^ {2}([\w-]+): (.+)$/);
      rules.at(-1)[1][name] = value;
    }
  }
  return rules;
}

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".txt": "text/plain; charset=utf-8",
};

/** Starts serving `folder`, by its `_headers` unless `isBare`, and parts of files unless it `hasNoRanges`; returns the
 * address and a function that ends it. */
export async function serve(folder, isBare = false, hasNoRanges = false) {
  const rules = isBare ? [] : rulesOf(await readFile(join(folder, "_headers"), "utf8"));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    let path = decodeURIComponent(pathname);
    if (path.endsWith("/")) path += "index.html";
    const file = normalize(join(folder, path));
    const told = Object.assign({}, ...rules.filter(([pattern]) => pattern.test(pathname)).map(([, headers]) => headers));
    try {
      if (!file.startsWith(normalize(folder))) throw new Error("outside");
      const body = await readFile(file);
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      const [, from, to] = request.headers.range?.match(/^bytes=(\d+)-(\d+)$/) ?? [];
      if (from !== undefined && !hasNoRanges) {
        const end = Math.min(Number(to) + 1, body.length);
        const part = body.subarray(Number(from), end);
        response.writeHead(206, { "Cache-Control": "max-age=3600", "Content-Type": type, "Content-Length": part.length, "Content-Range": `bytes ${from}-${end - 1}/${body.length}`, ...told }).end(part);
        return;
      }
      response.writeHead(200, { "Cache-Control": "max-age=3600", "Content-Type": type, "Content-Length": body.length, ...told }).end(body);
    } catch {
      const body = await readFile(join(folder, "404.html"));
      response.writeHead(404, { ...told, "Content-Type": TYPES[".html"] }).end(body);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
