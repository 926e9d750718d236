import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatVkey, signCheckpoint } from "@agentlattice/core/ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIXTURE_ORIGIN, fixtureLog } from "../../core/src/ledger/fixture-log.ts";
import { sha256 } from "./verify/node-crypto.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "al-cli-"));
const keys = generateKeyPairSync("ed25519");
const publicKey = new Uint8Array(keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
const vkey = formatVkey(sha256, { origin: FIXTURE_ORIGIN, publicKey });
/** Enough for threads to be worth it. */
const SIZE = 75_000;

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(packageFolder, "bin/agentlattice.mjs"), ...args], { cwd: folder, encoding: "utf8" });
const verify = (entries: string, ...args: string[]) => run("verify", entries, "--checkpoint", "cp.txt", "--vkey", vkey, ...args);

beforeAll(() => {
  execFileSync(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run"))], { cwd: packageFolder, stdio: "pipe" });
  const log = fixtureLog(sha256, SIZE);
  const text = log.lines.map((line) => `${line}\n`).join("");
  writeFileSync(join(folder, "big.ndjson"), text);
  writeFileSync(join(folder, "edited.ndjson"), text.replace('"seq":66000,', '"seq":66001,'));
  writeFileSync(
    join(folder, "cp.txt"),
    signCheckpoint(sha256, (message) => sign(null, message, keys.privateKey), {
      origin: FIXTURE_ORIGIN,
      size: SIZE,
      root: log.root,
      publicKey,
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the built command line", () => {
  it("verifies a large file with threads, and pins it", () => {
    const first = verify("big.ndjson", "--pin", "pin.json", "--json");
    expect(first.stderr).toBe("");
    expect([first.status, JSON.parse(first.stdout)]).toMatchObject([10, { status: "SIGNED", entries: SIZE, pin: { action: "created" } }]);
    expect(JSON.parse(readFileSync(join(folder, "pin.json"), "utf8")).size).toBe(SIZE);
    expect(verify("big.ndjson", "--pin", "pin.json")).toMatchObject({ status: 0 });
  });

  it("names the changed entry of a large file", () => {
    const result = verify("edited.ndjson");
    expect(result.status).toBe(40);
    expect(result.stdout).toContain("INVALID (WRONG_SEQ)");
    expect(result.stdout).toContain("first bad entry  66000");
  });

  it("reads the checkpoint from standard input", () => {
    const input = readFileSync(join(folder, "cp.txt"));
    const args = [join(packageFolder, "bin/agentlattice.mjs"), "verify", "big.ndjson", "--checkpoint", "-", "--vkey", vkey];
    expect(spawnSync(process.execPath, args, { cwd: folder, input }).status).toBe(10);
  });

  it.each([
    [["verify", "--vkey", vkey, "--checkpoint", "cp.txt"], "missing required argument"],
    [["verify", "big.ndjson"], "--vkey"],
    [["verify", "big.ndjson", "--vkey", vkey], "Give --checkpoint"],
    [["verify", "nowhere.ndjson", "--checkpoint", "cp.txt", "--vkey", vkey], "Cannot read nowhere.ndjson"],
    [["verify", "big.ndjson", "--checkpoint", "nowhere", "--vkey", vkey], "cannot read nowhere"],
    [["verify", "big.ndjson", "--checkpoint", "cp.txt", "--vkey", "x"], "neither a verifier key"],
    [["verify", "big.ndjson", "--range", "0:5", "--pin", "p", "--vkey", vkey], "--pin needs the whole log"],
    [["verfy"], "unknown command"],
  ])("exits 2 with a message for %j", (args, sentence) => {
    const result = run(...args);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(sentence);
    expect(result.stderr).not.toContain("    at ");
  });

  it("shows help", () => {
    const result = run("verify", "--help");
    expect(result.status).toBe(0);
    expect(result.stdout).toContain("Exit codes");
  });

  it("imports only its declared dependencies", () => {
    const dist = join(packageFolder, "dist");
    const built = readdirSync(dist).flatMap((file) => (file.endsWith(".mjs") ? [readFileSync(join(dist, file), "utf8")] : []));
    const imports = built.flatMap((text) => [...text.matchAll(/^import .*? from "([^"]+)"/gm)].map(([, name]) => name as string));
    const { dependencies } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
    const foreign = new Set(imports.filter((name) => !name.startsWith("node:") && !name.startsWith("./")));
    expect([...foreign].sort()).toEqual(Object.keys(dependencies));
  });
});
