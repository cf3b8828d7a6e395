// Serves a built site as a careful host does: with a strict Content-Security-Policy, below the
// folder that its addresses begin with.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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

/** Starts serving `folder`, by a policy unless it is empty; returns the address and a function that ends it. */
export async function serve(folder, policy = POLICY) {
  const server = createServer(async (request, response) => {
    let path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    if (path.endsWith("/")) path += "index.html";
    const file = normalize(join(folder, path));
    const headers = { ...(policy && { "Content-Security-Policy": policy }), "X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=3600" };
    try {
      if (!file.startsWith(normalize(folder))) throw new Error("outside");
      const body = await readFile(file);
      response.writeHead(200, { ...headers, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Content-Length": body.length }).end(body);
    } catch {
      const body = await readFile(join(folder, "404.html"));
      response.writeHead(404, { ...headers, "Content-Type": TYPES[".html"] }).end(body);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
