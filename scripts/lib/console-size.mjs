import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { inRoot } from "./paths.mjs";

const KB = 1_024;
/** What every page of the console loads, and what the largest of them may load before anything is clicked: bytes after gzip. */
export const BASE_BUDGET = 140 * KB;
export const ROUTE_BUDGET = 250 * KB;

/**
 * @typedef {object} RouteSize
 * @property {string} route
 * @property {number} bytes JavaScript that the first load of the route fetches, after gzip
 * @property {string[]} files
 */

/**
 * Measures the first load of every route from the build output: the chunks of the framework, and those of its layouts and page.
 * @param {string} [build] Next's output folder
 * @returns {{ base: { bytes: number, files: string[] }, routes: RouteSize[] }}
 */
export function measureConsole(build = inRoot("apps/web/.next")) {
  const { rootMainFiles } = JSON.parse(readFileSync(path.join(build, "build-manifest.json"), "utf8"));
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const sizeOf = (/** @type {string} */ file) => {
    const known = sizes.get(file) ?? gzipSync(readFileSync(path.join(build, file)), { level: 6 }).length;
    sizes.set(file, known);
    return known;
  };
  const sum = (/** @type {Iterable<string>} */ files) => [...files].reduce((bytes, file) => bytes + sizeOf(file), 0);
  const base = new Set(rootMainFiles);
  const app = path.join(build, "server/app");
  const routes = readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page_client-reference-manifest.js")
    .map((file) => {
      const files = new Set([...rootMainFiles, ...filesOf(path.join(app, file))]);
      return { route: `/${path.dirname(file)}`, bytes: sum(files), files: [...files] };
    })
    .sort((a, b) => b.bytes - a.bytes);
  return { base: { bytes: sum(base), files: [...base] }, routes };
}

/** Returns the chunks that a route's layouts, error boundaries and page need. @param {string} manifest @returns {string[]} */
function filesOf(manifest) {
  /** @type {any} */
  const scope = {};
  runInNewContext(readFileSync(manifest, "utf8"), { globalThis: scope });
  const [{ entryJSFiles }] = /** @type {any[]} */ (Object.values(scope.__RSC_MANIFEST));
  return Object.values(entryJSFiles).flat();
}
