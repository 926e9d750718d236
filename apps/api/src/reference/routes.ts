import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { App } from "../http/mount-route.ts";
import { PAGE_POLICY, page, START } from "./page.ts";
import { scriptFile } from "./script-file.ts";

const SCRIPT = "api-reference.js";
const JAVASCRIPT = { "content-type": "text/javascript; charset=utf-8" };

interface Script {
  readonly plain: Buffer<ArrayBuffer>;
  readonly gzipped: Buffer<ArrayBuffer>;
  readonly etag: string;
}

/** Serves the API reference at the root and below the API's base, which the console's origin also reaches. */
export function mountReference(app: App): void {
  let script: Promise<Script> | null = null;
  for (const base of ["", "/api/v1"]) {
    app.get(`${base}/docs`, (c) => {
      c.header("content-security-policy", PAGE_POLICY);
      c.header("referrer-policy", "no-referrer");
      return c.html(page(`${base}/docs`, SCRIPT));
    });
    app.get(`${base}/docs/start.js`, (c) => c.body(START, 200, { ...JAVASCRIPT, "cache-control": "no-cache" }));
    app.get(`${base}/docs/${SCRIPT}`, async (c) => {
      script ??= loadScript();
      const { plain, gzipped, etag } = await script;
      const headers = { ...JAVASCRIPT, etag, "cache-control": "public, max-age=3600", vary: "accept-encoding" };
      if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
      if (!/\bgzip\b/.test(c.req.header("accept-encoding") ?? "")) return c.body(plain, 200, headers);
      return c.body(gzipped, 200, { ...headers, "content-encoding": "gzip" });
    });
  }
}

/** Reads and compresses the script on the first request, from the build or else from the package. */
async function loadScript(): Promise<Script> {
  const built = join(import.meta.dirname, SCRIPT);
  const plain = await readFile(existsSync(built) ? built : scriptFile());
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  return { plain, gzipped: await promisify(gzip)(plain), etag };
}
