import { existsSync, readFileSync } from "node:fs";
import * as sdk from "@agentlattice/sdk";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeApi } from "../../packages/sdk/src/testing/fake-api.ts";
import { actionResult, KEY } from "../../packages/sdk/src/testing/fixtures.ts";
import { listBlocks } from "./document-blocks.mjs";
import { BLOCKS } from "./documented-blocks.mjs";
import { inRoot } from "./paths.mjs";

// The README of the SDK has its own test.
const blocks = listBlocks().filter(({ file }) => file !== "packages/sdk/README.md");
/** @param {import("./document-blocks.mjs").DocumentBlock} block */
const coverageOf = ({ file, language, text }) =>
  BLOCKS.find((entry) => entry.file === file && entry.language === language && text.startsWith(entry.starts ?? ""));

describe("code blocks in documents", () => {
  it.each(blocks.map((block) => [`${block.file}:${block.line}`, block]))("%s is executed or validated", (_, block) => {
    const entry = coverageOf(block);
    if (!entry) return expect.fail("Add a line to scripts/lib/documented-blocks.mjs.");
    if ("check" in entry) entry.check(block.text);
    else expect(existsSync(inRoot(entry.by)) && readFileSync(inRoot(entry.by), "utf8")).toContain(entry.contains);
  });

  it("are all that documented-blocks.mjs lists", () => {
    const used = new Set(blocks.map(coverageOf));
    expect(BLOCKS.filter((entry) => !used.has(entry))).toEqual([]);
  });
});

describe("the example of README.md", () => {
  /** @type {FakeApi} */
  let api;
  beforeAll(async () => {
    api = await FakeApi.start(() => ({ body: actionResult() }));
    vi.stubEnv("AL_BASE_URL", api.url).stubEnv("AL_API_KEY", KEY);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await api.down();
  });

  it("waits for permission before the merge", async () => {
    const example = blocks.find(({ file, language }) => file === "README.md" && language === "ts")?.text ?? "";
    const { outputText } = ts.transpileModule(example.replace(/^import .*$/gm, ""), {
      compilerOptions: { target: ts.ScriptTarget.ESNext },
    });
    const mergePr = vi.fn();
    const run = new Function("AgentLattice", "mergePr", `return (async () => {${outputText}})();`);
    await run(sdk.AgentLattice, mergePr);
    expect(api.requests.map(({ method, path, body }) => ({ method, path, body }))).toMatchObject([
      { method: "POST", path: "/api/v1/actions", body: { action_type: "pr.merge", metadata: { repo: "acme/web", pr: 42 } } },
    ]);
    expect(mergePr).toHaveBeenCalledWith(42);
  });
});
