import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMPTY_FRONTIER, encodeFrontier, growTree, toHex } from "@agentlattice/core/ledger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "./sha256.ts";
import { fileSignerState } from "./signer-state.ts";

const ORG = "0192f1a0-0000-7000-8000-000000000001";
const ORIGIN = "test.local/log/abc/g1";
const { frontier } = growTree(sha256, EMPTY_FRONTIER, [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), new Uint8Array(32)]);

let directory: string;
let errors: unknown[];
const open = () => fileSignerState(directory, (error) => errors.push(error));
const file = () => join(directory, `${ORG}.json`);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "al-signer-state-"));
  errors = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const encoded = toHex(encodeFrontier(frontier));
async function loaded() {
  const state = await open().load(ORG);
  return state && { origin: state.origin, size: state.frontier.size, frontier: toHex(encodeFrontier(state.frontier)) };
}

async function saved() {
  const state = open();
  state.save(ORG, ORIGIN, frontier);
  await state.close();
}

describe("the signer's state", () => {
  it("is loaded with its log, and leaves no draft file", async () => {
    await saved();
    expect(await loaded()).toEqual({ origin: ORIGIN, size: 3, frontier: encoded });
    expect(await open().list()).toEqual([ORG]);
    expect(readdirSync(directory)).toEqual([`${ORG}.json`]);
    expect(await open().load("0192f1a0-0000-7000-8000-000000000002")).toBeNull();
  });

  it("of the first release has no origin", async () => {
    await saved();
    const { size, frontier: text } = JSON.parse(readFileSync(file(), "utf8"));
    writeFileSync(file(), JSON.stringify({ size, frontier: text }));
    expect(await loaded()).toEqual({ origin: null, size: 3, frontier: encoded });
  });

  it.each([
    ["empty", ""],
    ["cut off", '{"size":3,"fron'],
    ["null", "null"],
    ["a list", "[]"],
    ["of another size", '{"size":3,"frontier":""}'],
    ["not a size", '{"size":"3","frontier":""}'],
    ["negative", '{"size":-1,"frontier":""}'],
    ["zeros, as after a power loss", "\0".repeat(120)],
  ])("that is %s names its file and the remedy", async (_, text) => {
    writeFileSync(file(), text);
    const refused = expect.objectContaining({ code: "SIGNER_STATE_INVALID", message: expect.stringContaining(file()) });
    await expect(open().load(ORG)).rejects.toEqual(refused);
    await expect(open().load(ORG)).rejects.toThrow("Restore the file from a backup");
    writeFileSync(file(), "");
    await saved();
    expect(await loaded()).toEqual({ origin: ORIGIN, size: 3, frontier: encoded });
  });

  it("is refused when it is not a file, and reports a disk that refuses writes", async () => {
    mkdirSync(file());
    await expect(open().load(ORG)).rejects.toMatchObject({ code: "SIGNER_STATE_INVALID" });
    await saved();
    expect(errors).toHaveLength(1);
    expect(readdirSync(directory)).toEqual([`${ORG}.json`]);
  });
});
