import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { inRoot, root } from "./paths.mjs";

/** Variables of the system, of npm and of tools. */
const FOREIGN = new Set([
  "PATH",
  "HOME",
  "TERM",
  "NO_COLOR",
  "FORCE_COLOR",
  "NODE_ENV",
  "NEXT_RUNTIME",
  "TEST_PARALLEL_INDEX",
  "XDG_CONFIG_HOME",
  "XDG_STATE_HOME",
  "CLAUDE_CONFIG_DIR",
  "CODEX_HOME",
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
    const named = [...readFileSync(inRoot("SECURITY.md"), "utf8").matchAll(/`([\w.-]+\.(?:test|e2e)\.ts)`/g)].map(([, name]) => name ?? "");
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe("containers", () => {
  const compose = readFileSync(inRoot("docker-compose.yml"), "utf8");
  const dockerfiles = [...compose.matchAll(/dockerfile: ([\w./-]+)/g)].map(([, file]) => file ?? "");

  it("are built from and copy existing files", () => {
    expect(new Set(dockerfiles)).toEqual(new Set(["apps/api/Dockerfile", "apps/web/Dockerfile"]));
    for (const file of dockerfiles) {
      const text = readFileSync(inRoot(file), "utf8");
      const copied = [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words]) => (words ?? "").split(" ").slice(0, -1));
      expect(copied.length).toBeGreaterThan(5);
      expect(copied.filter((source) => !existsSync(inRoot(source)))).toEqual([]);
      const workspaces = ["apps", "packages"].flatMap((folder) =>
        readdirSync(inRoot(folder)).map((name) => `${folder}/${name}/package.json`),
      );
      expect(copied.filter((source) => source.endsWith("/package.json")).sort(), "npm ci needs each workspace").toEqual(workspaces.sort());
      expect(text).toMatch(/^USER node$/m);
      expect(text).toMatch(/^HEALTHCHECK /m);
      expect(text).toMatch(/RUN npm ci /);
    }
    for (const [, script] of compose.matchAll(/"node", "([\w./-]+)"/g)) expect(existsSync(inRoot(script ?? ""))).toBe(true);
  });

  it("copy each referenced project, because bundlers read its tsconfig.json", () => {
    for (const file of dockerfiles) {
      const text = readFileSync(inRoot(file), "utf8");
      const copied = new Set([...text.matchAll(/^COPY ([\w/-]+) \1$/gm)].map(([, folder]) => folder ?? ""));
      const projects = [...copied].filter((folder) => existsSync(inRoot(folder, "tsconfig.json")));
      expect(projects).toContain(path.dirname(file));
      const referred = projects.flatMap((folder) =>
        [...readFileSync(inRoot(folder, "tsconfig.json"), "utf8").matchAll(/"path": "([./\w-]+)"/g)].map(([, to]) =>
          path.join(folder, to ?? ""),
        ),
      );
      expect({ file, missing: referred.filter((folder) => !copied.has(folder)) }).toEqual({ file, missing: [] });
    }
  });

  it("the API's image contains the nested dependencies of its workspaces", () => {
    const text = readFileSync(inRoot("apps/api/Dockerfile"), "utf8");
    const { packages } = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8"));
    const apart = Object.keys(packages).filter((place) => /^(apps\/api|packages\/db)\/node_modules\//.test(place) && !packages[place].dev);
    expect(apart).not.toEqual([]);
    for (const folder of new Set(apart.map((place) => place.replace(/\/node_modules\/.*$/, "/node_modules"))))
      expect(text).toContain(`COPY --from=build /app/${folder} ${folder}\n`);
  });

  it("pass every setting of the API and of the console", () => {
    /** Set by the images or fixed by the network of the services, or for several databases in one cluster. */
    const fixed = ["DATA_DIR", "API_PORT", "API_HOST", "AL_ROLE_SUFFIX", "WEB_PORT", "AL_SEED"];
    const sections = readFileSync(inRoot("docs/environment.md"), "utf8").split("\n## ");
    const settings = sections
      .filter((section) => /^(API|Console)\n/.test(section))
      .flatMap((section) => [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => String(name)));
    const passed = new Set([...compose.matchAll(/^ {2,6}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => String(name)));
    expect(settings.length).toBeGreaterThan(30);
    expect(settings.filter((name) => !passed.has(name) && !fixed.includes(name))).toEqual([]);
  });

  it("use documented variables, and secrets that the first lines list", () => {
    const ours = new Set(documented("docs/environment.md"));
    const given = [...compose.matchAll(/^ {2,6}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name ?? "");
    expect(given.length).toBeGreaterThan(8);
    expect(given.filter((name) => !ours.has(name) && !/^(POSTGRES_|OWNER_PASSWORD|REDIS_PASSWORD|REDISCLI_AUTH)/.test(name))).toEqual([]);
    const secrets = [...compose.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name ?? "");
    const named = [...compose.matchAll(/^# {3}([A-Z_]+)/gm)].map(([, name]) => name);
    expect(secrets.filter((name) => !named.includes(name))).toEqual([]);
  });
});
