import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { inRoot, root } from "./paths.mjs";

/** Of the system, of npm and of tools: not ours to document. */
const FOREIGN = new Set([
  "PATH",
  "HOME",
  "TERM",
  "NO_COLOR",
  "FORCE_COLOR",
  "NODE_ENV",
  "NEXT_RUNTIME",
  "XDG_CONFIG_HOME",
  "HOSTNAME",
  "PORT",
]);
const READS = [
  /\b(?:process\.env|env|source)\.([A-Z][A-Z0-9_]+)/g,
  /\bread[A-Z]\w*\(env, "([A-Z][A-Z0-9_]+)"/g,
  /\benvironment\("([A-Z][A-Z0-9_]+)"\)/g,
];

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  return readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/node_modules|\.test\.|(^|\/)(dist|\.next|generated|testing)\//.test(file))
    .map((file) => inRoot(folder, file));
}

/** @param {string} file */
const documented = (file) =>
  [...readFileSync(inRoot(file), "utf8").matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => /** @type {string} */ (name));

describe("docs/environment.md", () => {
  it("lists every variable that the code reads, and no other", () => {
    const folders = [
      "apps/api/src",
      "apps/web/src",
      "packages/sdk/src",
      "packages/cli/src",
      "packages/db/src",
      "packages/test-kit/src",
      "scripts",
      "playwright",
    ];
    const withoutComments = (/** @type {string} */ text) => text.replace(/^\s*(?:\*|\/\/|\/\*\*).*$/gm, "");
    const texts = folders.flatMap(sourcesIn).map((file) => withoutComments(readFileSync(file, "utf8")));
    const read = new Set(texts.flatMap((text) => READS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name ?? ""))));
    for (const [, name] of readFileSync(inRoot("apps/api/src/env.ts"), "utf8").matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)) read.add(name ?? "");
    for (const name of FOREIGN) read.delete(name);
    expect([...new Set(documented("docs/environment.md"))].sort()).toEqual([...read].sort());
  });
});

describe("docs/operations.md", () => {
  it("lists every metric, with its labels, and no other", () => {
    const texts = sourcesIn("apps/api/src/metrics").map((file) => readFileSync(file, "utf8"));
    const made = texts.flatMap((text) =>
      [...text.matchAll(/(?:name: |gauge\(\s*)"(al_\w+)".*?(?=new |gauge\(|$)/gs)].map(([block, name]) => {
        const labels = [...(/labelNames: \[([^\]]*)\]/.exec(block)?.[1]?.matchAll(/"(\w+)"/g) ?? [])].map(([, label]) => label);
        return labels.length > 0 ? `${name}{${labels.join(",")}}` : name;
      }),
    );
    expect(
      documented("docs/operations.md")
        .filter((name) => /^al_\w+(\{[a-z,]+\})?$/.test(name))
        .sort(),
    ).toEqual(made.sort());
  });
});

describe("documents", () => {
  it.each([
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    ...readdirSync(inRoot("docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ])("%s links to files that exist", (file) => {
    const links = [...readFileSync(inRoot(file), "utf8").matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
    const missing = links.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(path.join(root, path.dirname(file), target)));
    expect(missing).toEqual([]);
  });

  it("SECURITY.md names tests that exist", () => {
    const tests = ["apps", "packages", "playwright"].flatMap((folder) =>
      readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" }),
    );
    const names = new Set(tests.filter((file) => !file.includes("node_modules")).map((file) => path.basename(file)));
    const told = [...readFileSync(inRoot("SECURITY.md"), "utf8").matchAll(/`([\w.-]+\.(?:test|e2e)\.ts)`/g)].map(([, name]) => name ?? "");
    expect(told.length).toBeGreaterThan(15);
    expect(told.filter((name) => !names.has(name))).toEqual([]);
  });
});
