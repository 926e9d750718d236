import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "./testing/fake-api.ts";
import { actionResult, approval, approvalScript, createdDelegation, KEY, streamed } from "./testing/fixtures.ts";

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "al-sdk-"));
const KINDS = ["module", "commonjs"] as const;
const project = (kind: (typeof KINDS)[number]) => join(temporary, kind);
/** npm as it is started by npm, or as it is on the PATH; the settings of an outer npm are not this project's. */
const npm = (args: string[], cwd: string) => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")));
  const path = process.env.npm_execpath;
  return path?.endsWith(".js")
    ? run(process.execPath, [path, ...args], { cwd, env })
    : run("npm", args, { cwd, env, shell: process.platform === "win32" });
};
const bin = (file: string, args: string[], cwd: string) =>
  run(process.execPath, [join(modules, file), ...args], { cwd }).catch(({ stdout, stderr }) =>
    Promise.reject(new Error(`${stdout}${stderr}`)),
  );

beforeAll(async () => {
  await bin("tsdown/dist/run.mjs", [], packageFolder);
  await npm(["pack", "--ignore-scripts", "--pack-destination", temporary], packageFolder);
  const tarball = join(temporary, readdirSync(temporary).find((name) => name.endsWith(".tgz")) ?? "");
  for (const kind of KINDS) {
    mkdirSync(project(kind));
    writeFileSync(join(project(kind), "package.json"), JSON.stringify({ name: "consumer", private: true, type: kind }));
    await npm(["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], project(kind));
    mkdirSync(join(project(kind), "node_modules/@types"));
    symlinkSync(join(modules, "@types/node"), join(project(kind), "node_modules/@types/node"), "junction");
  }
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe("the tarball", () => {
  it("contains the build, the licence and the readme, and has no dependencies", () => {
    const installed = join(project("module"), "node_modules/@agentlattice/sdk");
    expect(readdirSync(installed).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
    expect(readdirSync(join(installed, "dist")).sort()).toEqual(["index.cjs", "index.d.cts", "index.d.mts", "index.mjs"]);
    const { dependencies, peerDependencies, exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
    expect(Object.keys(exports["."])).toEqual(["import", "require"]);
    for (const file of readdirSync(join(installed, "dist"))) {
      const text = readFileSync(join(installed, "dist", file), "utf8");
      expect(
        [...text.matchAll(/(?:^(?:import|export)\b[^"'\n]*|\brequire\(|\bimport\()\s*["']([^"']+)/gm)].map(([, name]) => name),
      ).toEqual([]);
    }
  });

  it("passes publint and attw", async () => {
    await bin("publint/src/cli.js", ["--strict", "."], packageFolder);
    const tarball = readdirSync(temporary).find((name) => name.endsWith(".tgz")) ?? "";
    await bin("@arethetypeswrong/cli/dist/index.js", [tarball], temporary);
  });
});

const PROGRAM = `
  const al = new AgentLattice({ apiKey: process.env.KEY, baseUrl: process.env.URL });
  const { permit } = await al.gate("pr.merge", { metadata: { target: "acme/shop#42" } });
  const denied = await al.gate("pr.close").catch((error) => error);
  console.log(JSON.stringify({ permit, typed: denied instanceof AgentLatticeDeniedError, reason: denied.reason }));
`;
const NAMES = "{ AgentLattice, AgentLatticeDeniedError }";
const TYPED = `
  import { AgentLattice, AgentLatticeDeniedError, type ActionResult, type DelegatedAgent, type GateOptions } from "@agentlattice/sdk";
  export async function merge(signal: AbortSignal): Promise<string> {
    const al = new AgentLattice({ apiKey: "k", fetch: (url, init) => fetch(url, init) });
    const options: GateOptions = { metadata: { target: "a", nested: [1, null] }, signal };
    const result: ActionResult = await al.execute("pr.merge", { dataAccessed: [{ type: "customer", count: 1 }] });
    if (result.status === "denied") throw new AgentLatticeDeniedError("no", { reason: result.denialReason ?? "POLICY_DENIED", conditions: [] });
    // @ts-expect-error There is no such option.
    await al.gate("pr.merge", { metadta: {} });
    const stop = al.subscribe((event) => console.log(event.seq), { events: ["approval.*"], signal });
    stop.unsubscribe();
    const words: string[] = await AgentLattice.parallel(
      al.delegate("a", { capabilities: ["doc.*"], ttl: 60 }),
      al.delegate("b", { capabilities: ["doc.*"], ttl: 60, signal }),
      async ([a, b]) => [a.delegation.id, (await b.execute("doc.read")).status],
    );
    const length: number = await al.delegate("c", { capabilities: ["doc.*"], ttl: 60 }, (sub) => words.length + sub.delegation.depth);
    const held: DelegatedAgent = await al.delegate("d", { capabilities: [String(length)], ttl: 60 });
    await held[Symbol.asyncDispose]();
    for await (const event of al.subscribe({ decision: "denied" })) if (event.actionType === "pr.merge") break;
    return await al.guard("pr.merge", async ({ permit }) => permit ?? "none", options);
  }
`;

describe("installed", () => {
  let api: FakeApi;
  beforeEach(async () => {
    const merge = approvalScript({ poll: [{ body: approval("approved") }] });
    api = await FakeApi.start((request) => {
      if (request.path.startsWith("/api/v1/events/stream")) return { stream: (response) => void response.write(streamed(7)) };
      const { action_type } = (request.body ?? {}) as { action_type?: string };
      return action_type === "pr.close"
        ? { body: actionResult({ action_type, status: "denied", denial_reason: "NO_MATCHING_POLICY" }) }
        : merge(request);
    });
  });
  afterEach(() => api.down());

  it.each([
    ["module", `import ${NAMES} from "@agentlattice/sdk"; ${PROGRAM}`],
    ["commonjs", `const ${NAMES} = require("@agentlattice/sdk"); (async () => { ${PROGRAM} })();`],
  ] as const)("runs in a %s project, and lets the process end", async (kind, source) => {
    writeFileSync(join(project(kind), "main.js"), source);
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: project(kind), env: { KEY, URL: api.url }, timeout: 10_000 });
    expect(JSON.parse(stdout)).toEqual({ permit: "prm_secret", typed: true, reason: "NO_MATCHING_POLICY" });
  });

  it("runs with web standards only: no process, no Buffer, no require", async () => {
    const web = {
      fetch,
      URL,
      URLSearchParams,
      Headers,
      AbortController,
      TextEncoder,
      TextDecoder,
      crypto,
      performance,
      setTimeout,
      clearTimeout,
      console,
    };
    const module = { exports: {} as typeof import("./index.ts") };
    runInNewContext(readFileSync(join(packageFolder, "dist/index.cjs"), "utf8"), { ...web, module, exports: module.exports });
    const al = new module.exports.AgentLattice({ apiKey: KEY, baseUrl: api.url });
    expect((await al.gate("pr.merge")).permit).toBe("prm_secret");
    expect(await al.subscribe().next()).toMatchObject({ value: { seq: 7 } });
    al.unsubscribe();
    // Node 20 gives Symbol.asyncDispose to its own context only: here is what compiled `await using` looks for instead.
    const asyncDispose = runInNewContext("Symbol.asyncDispose") ?? Symbol.for("Symbol.asyncDispose");
    api.on(({ method }) => (method === "DELETE" ? { body: { revoked: true, cascaded: 0 } } : { status: 201, body: createdDelegation() }));
    const sub = await al.delegate("reviewer", { capabilities: ["pr.*"], ttl: 60 });
    await (sub as unknown as Record<symbol, () => Promise<void>>)[asyncDispose]?.();
    expect(api.requests.at(-1)?.method).toBe("DELETE");
    expect(() => new module.exports.AgentLattice()).toThrow("No API key");
  });
});

describe("type-checks without skipLibCheck", () => {
  const nodeNext = { module: "nodenext", moduleResolution: "nodenext", lib: ["ES2022"], types: ["node"] };
  const bundler = { module: "esnext", moduleResolution: "bundler", lib: ["ES2022", "DOM", "DOM.Iterable"], types: [] };
  it.each([
    ["module", "nodenext", nodeNext],
    ["commonjs", "nodenext", nodeNext],
    ["module", "bundler", bundler],
  ] as const)("in a %s project with %s resolution", async (kind, name, options) => {
    const compilerOptions = {
      ...options,
      target: "es2022",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(join(project(kind), "typed.ts"), TYPED);
    writeFileSync(join(project(kind), `tsconfig.${name}.json`), JSON.stringify({ compilerOptions, files: ["typed.ts"] }));
    await bin("typescript/bin/tsc", ["-p", `tsconfig.${name}.json`], project(kind));
  });
});
