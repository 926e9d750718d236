import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { inRoot } from "./paths.mjs";

const KB = 1_024;
/** Budgets for the JavaScript of every page and of the first load of any page, compressed with gzip. */
const BUDGET = { base: 140 * KB, route: 250 * KB };

/**
 * @typedef {object} Size
 * @property {string} name a route, or "base" for what all of them share
 * @property {number} bytes after gzip
 * @property {string[]} files
 */

/**
 * Measures the first load of every route from the build output: the chunks of the framework, the layouts and the page. Chunks that load
 * on demand are not included.
 * @param {string} [build] Next's output folder
 * @returns {{ base: Size, routes: Size[] }} routes from the largest to the smallest
 */
export function measureConsole(build = inRoot("apps/web/.next")) {
  const { rootMainFiles } = JSON.parse(readFileSync(path.join(build, "build-manifest.json"), "utf8"));
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const sizeOf = (/** @type {string} */ file) => {
    const bytes = sizes.get(file) ?? gzipSync(readFileSync(path.join(build, file))).length;
    sizes.set(file, bytes);
    return bytes;
  };
  const size = (/** @type {string} */ name, /** @type {string[]} */ files) => ({
    name,
    files,
    bytes: files.reduce((bytes, file) => bytes + sizeOf(file), 0),
  });
  const app = path.join(build, "server/app");
  const routes = readdirSync(app, { recursive: true, encoding: "utf8" })
    // The error page of the root layout contains no code of the console.
    .filter((file) => path.basename(file) === "page_client-reference-manifest.js" && !file.startsWith("_global-error"))
    .map((file) => size(`/${path.dirname(file)}`, [...new Set([...rootMainFiles, ...chunksOf(path.join(app, file))])]))
    .sort((a, b) => b.bytes - a.bytes);
  const shared = (routes[0]?.files ?? []).filter((file) => routes.every(({ files }) => files.includes(file)));
  return { base: size("base", shared), routes };
}

/** Returns the chunks that a route's layouts, error boundaries and page need. @param {string} manifest @returns {string[]} */
function chunksOf(manifest) {
  /** @type {{ __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> }} */
  const scope = {};
  runInNewContext(readFileSync(manifest, "utf8"), { globalThis: scope });
  return Object.values(scope.__RSC_MANIFEST ?? {}).flatMap(({ entryJSFiles }) => Object.values(entryJSFiles).flat());
}

/** Returns a line for each size that exceeds its budget. @param {{ base: Size, routes: Size[] }} sizes @returns {string[]} */
export function overBudget({ base, routes }) {
  const line = (/** @type {Size} */ { name, bytes }, /** @type {number} */ budget) =>
    bytes > budget ? [`${name} loads ${(bytes / KB).toFixed(1)} KB of JavaScript; its budget is ${budget / KB} KB`] : [];
  return [...line(base, BUDGET.base), ...routes.flatMap((route) => line(route, BUDGET.route))];
}
