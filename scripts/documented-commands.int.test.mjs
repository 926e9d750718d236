import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inRoot, root } from "./lib/paths.mjs";

/** @type {string} */
let dataDir;
beforeAll(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "al-commands-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs a script as npm does, on a data directory that is not in use. @param {string} script @param {string[]} args */
function run(script, ...args) {
  const { DATABASE_URL: _url, AL_KEK: _kek, ...env } = process.env;
  const command = JSON.parse(readFileSync(inRoot("package.json"), "utf8")).scripts[script];
  const [, file = ""] = /^node (\S+)$/.exec(command) ?? [];
  const done = spawnSync(process.execPath, [inRoot(file), ...args], { cwd: root, encoding: "utf8", env: { ...env, DATA_DIR: dataDir } });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr, printed: lastObject(done.stdout) };
}

/** @param {string} text */
function lastObject(text) {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line.startsWith("{") ? JSON.parse(line) : null;
}

it("the documented commands work with a stopped data directory", { timeout: 300_000 }, () => {
  expect(run("migrate", "--built")).toMatchObject({ status: 0, stdout: expect.stringContaining("The database is up to date.") });
  expect(run("migrate")).toMatchObject({ status: 0, stderr: "" });
  const acme = ["create-org", "--name", "Acme", "--email", "you@acme.test"];
  const made = run("seed", ...acme);
  expect(made, made.stderr).toMatchObject({ status: 0, printed: { name: "Acme", email: "you@acme.test", password: expect.any(String) } });
  const seeded = run("seed", "demo");
  expect(seeded, seeded.stderr).toMatchObject({ status: 0, printed: { email: "ana@demo.example", org_api_key: expect.any(String) } });
  expect(run("restore")).toMatchObject({ status: 0, stderr: expect.stringContaining("Nothing was changed") });
  for (const [script, args] of /** @type {const} */ ([
    ["seed", []],
    ["seed", ["create-org"]],
    ["restore", ["nobody"]],
  ]))
    expect(run(script, ...args).status, `${script} ${args}`).toBe(1);

  // The README reads these members of demo.json.
  writeFileSync(
    path.join(dataDir, "demo.json"),
    JSON.stringify({ org_api_key: "al_live_x", agent_api_key: "al_live_y", api_url: "http://x" }),
  );
  for (const file of ["README.md", "examples/README.md"]) {
    const reads = [...readFileSync(inRoot(file), "utf8").matchAll(/\$\(node -p '(require\("\.\/\.agentlattice\/demo\.json"\)\.\w+)'\)/g)];
    for (const [, code = ""] of reads) {
      const here = code.replace("./.agentlattice", dataDir);
      expect(spawnSync(process.execPath, ["-p", here], { encoding: "utf8" }).stdout.trim(), code).not.toBe("undefined");
    }
  }

  // Without the key or with a damaged file, the error names the file and the remedy.
  const file = (/** @type {string} */ name) => path.join(dataDir, name);
  const kek = readFileSync(file("kek"), "utf8");
  rmSync(file("kek"));
  expect(run("migrate")).toMatchObject({ status: 1, stderr: expect.stringContaining(`${file("kek")} is missing, and AL_KEK is not set.`) });
  expect(existsSync(file("kek"))).toBe(false);
  writeFileSync(file("kek"), kek);
  for (const [name, remedy] of /** @type {const} */ ([
    ["secrets.json", "remove it and start again"],
    ["postgres.json", "Restore it from a backup"],
  ])) {
    writeFileSync(file(name), "{");
    const refused = run("seed", "demo");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`${file(name)} is empty or damaged: `);
    expect(refused.stderr).toContain(remedy);
    expect(refused.stderr).not.toContain("    at ");
  }
});
