import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandsOf, listDocuments } from "./document-commands.mjs";
import { COVERAGE, NO_COMMANDS } from "./documented-commands.mjs";
import { inRoot } from "./paths.mjs";

const all = listDocuments()
  .flatMap(commandsOf)
  .filter(({ command }) => !NO_COMMANDS.some((pattern) => pattern.test(command)));
const read = (/** @type {string} */ file) => readFileSync(inRoot(file), "utf8");

/** A document may ask its reader to save a block in a file. @param {string} file @param {string} program */
const isSavedByReader = (file, program) => /save (?:this|it|the code) as `(\S+)`/i.exec(read(file))?.[1] === program;

describe("commands in documents", () => {
  it("are found in blocks and in sentences", () => {
    const found = (/** @type {string} */ file) => commandsOf(file).map(({ command }) => command);
    expect(found("README.md")).toEqual(expect.arrayContaining(["npm start", "npx agentlattice gate pr.merge"]));
    expect(found("docs/operations.md")).toEqual(expect.arrayContaining(["node apps/api/dist/server.mjs"]));
    expect(all.length).toBeGreaterThan(80);
  });

  it("are each run by a test: for a new one, add a line to scripts/lib/documented-commands.mjs", () => {
    expect(all.filter(({ command }) => !COVERAGE.some((entry) => entry.command.test(command)))).toEqual([]);
  });

  it("are covered by existing tests, and every entry matches a command", () => {
    for (const entry of COVERAGE) {
      expect(
        all.some(({ command }) => entry.command.test(command)),
        String(entry.command),
      ).toBe(true);
      if (!("by" in entry)) continue;
      expect(existsSync(inRoot(entry.by)), entry.by).toBe(true);
      expect(read(entry.by), `${entry.by} about ${entry.command}`).toContain(entry.contains);
    }
  });

  it("name scripts of package.json, and files that exist or are built", () => {
    const { scripts } = JSON.parse(read("package.json"));
    for (const { file, command } of all) {
      const [, script] = /\bnpm run ([\w:-]+)/.exec(command) ?? [];
      if (script !== undefined) expect(Object.keys(scripts), `${file}: ${command}`).toContain(script);
      const [, program] = /^node ([\w./-]+\.m?js)/.exec(command) ?? [];
      if (program !== undefined && !/\/(dist|\.next)\//.test(program))
        expect(existsSync(inRoot(program)) || isSavedByReader(file, program), `${file}: ${command}`).toBe(true);
    }
  });

  it("of agentlattice name existing commands and options", () => {
    const sources = readdirSync(inRoot("packages/cli/src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
      .map((name) => read(`packages/cli/src/${name}`))
      .join("\n");
    for (const { file, command } of all) {
      const [, rest] = /^(?:npx )?agentlattice (.+)$/.exec(command) ?? [];
      if (rest === undefined) continue;
      const [own = ""] = rest.split(/ -- | \| | > /);
      const [verb = "", sub = ""] = own.split(" ");
      expect(sources, `${file}: ${command}`).toMatch(new RegExp(`command\\("${verb}[ "]`));
      if (["policy", "keys"].includes(verb)) expect(sources, `${file}: ${command}`).toMatch(new RegExp(`command\\("${sub}[ "]`));
      for (const [, option] of own.matchAll(/(?:^| |\[)(--[a-z-]+)/g)) expect(sources, `${file}: ${command}`).toContain(option);
    }
  });
});
