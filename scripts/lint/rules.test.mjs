import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inRoot } from "../lib/paths.mjs";

/** Code that each rule refuses and accepts, inside a component. */
const RULES = {
  "effect-body.grit": {
    refused: [
      "useEffect(() => row.current.scrollIntoView(), [row]);",
      "useEffect(() => void row.current.scrollIntoView(), [row]);",
      "useEffect(() => subscribe(), [subscribe]);",
      "useLayoutEffect(() => () => row.current.remove());",
      "React.useEffect(subscribe, [subscribe]);",
    ],
    accepted: [
      "useEffect(() => { row.current.scrollIntoView(); }, [row]);",
      "useEffect(() => { for (const one of [row].map((each) => each.current)) one.remove(); return subscribe(); }, [row, subscribe]);",
    ],
  },
  "form-method.grit": {
    refused: ["return <form onSubmit={send}><input name='password' /></form>;", "return <form>Nothing</form>;"],
    accepted: [`return <form method="post" onSubmit={send}><input name='password' /></form>;`],
  },
};

const folder = mkdtempSync(path.join(tmpdir(), "agentlattice-lint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the indexes of the bodies in which a rule finds a problem. @param {string} rule @param {string[]} bodies */
function lint(rule, bodies) {
  for (const file of readdirSync(folder)) rmSync(path.join(folder, file));
  writeFileSync(path.join(folder, "biome.json"), JSON.stringify({ root: true, plugins: [inRoot("scripts/lint", rule)] }));
  for (const [at, body] of bodies.entries()) {
    writeFileSync(path.join(folder, `body-${at}.tsx`), `export function Part({ row, send, subscribe }) {\n  ${body}\n}\n`);
  }
  const args = [inRoot("node_modules/@biomejs/biome/bin/biome"), "lint", "--only=plugin", "--max-diagnostics=100", "."];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { status, found: new Set([...stderr.matchAll(/body-(\d+)\.tsx:\d+:\d+ plugin/g)].map(([, at]) => Number(at))) };
}

describe.each(Object.entries(RULES))("lint rule %s", (rule, { refused, accepted }) => {
  it("is one of those that npm run verify checks", () => {
    expect(JSON.parse(readFileSync(inRoot("biome.json"), "utf8")).plugins).toContain(`./scripts/lint/${rule}`);
  });

  it("fails for exactly the code that it refuses", () => {
    const { status, found } = lint(rule, [...refused, ...accepted]);
    expect([...found].toSorted()).toEqual(refused.map((_, at) => at));
    expect(status).not.toBe(0);
  });
});
