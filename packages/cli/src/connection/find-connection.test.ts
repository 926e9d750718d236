import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../usage-error.ts";
import { findConnection } from "./find-connection.ts";

const DEMO = { agent_api_key: "al_live_demo", api_url: "http://127.0.0.1:4000", console_url: "http://127.0.0.1:3000", owner_password: "x" };
let root: string;
let cwd: string;
const demo = (content: unknown) => {
  mkdirSync(join(root, ".agentlattice"), { recursive: true });
  writeFileSync(join(root, ".agentlattice/demo.json"), typeof content === "string" ? content : JSON.stringify(content));
};
const find = (env: Record<string, string> = {}, flags = {}) => findConnection({ env, cwd, ...flags });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "al-gate-"));
  cwd = join(root, "packages/deep");
  mkdirSync(cwd, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

describe("findConnection", () => {
  it("uses the environment", () => {
    demo(DEMO);
    expect(find({ AL_API_KEY: "k", AL_BASE_URL: "https://al" })).toEqual({
      apiKey: "k",
      baseUrl: "https://al",
    });
    expect(find({ AL_API_KEY: "k" })).toEqual({ apiKey: "k", baseUrl: "http://localhost:4000" });
  });

  it("prefers flags, and trims a key file", () => {
    const apiKeyFile = join(root, "key");
    writeFileSync(apiKeyFile, "  from-file\n");
    expect(find({ AL_API_KEY: "k", AL_BASE_URL: "https://al" }, { apiKeyFile, baseUrl: "https://flag" })).toEqual({
      apiKey: "from-file",
      baseUrl: "https://flag",
    });
  });

  it("finds the demo of a clone in a parent folder, and shows a note", () => {
    demo(DEMO);
    expect(find()).toEqual({
      apiKey: "al_live_demo",
      baseUrl: "http://127.0.0.1:4000",
      note: expect.stringContaining(join(root, ".agentlattice/demo.json")),
    });
  });

  it("finds the demo in DATA_DIR, and no other one", () => {
    demo(DEMO);
    const elsewhere = join(root, "elsewhere");
    mkdirSync(elsewhere);
    expect(() => find({ DATA_DIR: elsewhere })).toThrow("No API key");
    writeFileSync(join(elsewhere, "demo.json"), JSON.stringify({ ...DEMO, agent_api_key: "al_live_elsewhere" }));
    expect(find({ DATA_DIR: elsewhere })).toMatchObject({ apiKey: "al_live_elsewhere", note: expect.stringContaining(elsewhere) });
    expect(find({ DATA_DIR: "../../elsewhere" }).apiKey).toBe("al_live_elsewhere");
    expect(find().apiKey).toBe("al_live_demo");
  });

  it("uses the organisation's key of the demo where an agent's key is not enough", () => {
    demo(DEMO);
    expect(() => find({}, { holder: "organisation" })).toThrow("has no org_api_key");
    demo({ ...DEMO, org_api_key: "al_live_org" });
    expect(find({}, { holder: "organisation" })).toMatchObject({
      apiKey: "al_live_org",
      note: expect.stringContaining("organisation's key"),
    });
    expect(find({ AL_API_KEY: "k" }, { holder: "organisation" }).apiKey).toBe("k");
  });

  it("never sends the demo's key to a given address, nor a given key to the demo's address", () => {
    demo(DEMO);
    expect(() => find({ AL_BASE_URL: "https://al" })).toThrow("No API key");
    expect(() => find({}, { baseUrl: "https://al" })).toThrow("No API key");
    expect(find({ AL_API_KEY: "k" }).baseUrl).toBe("http://localhost:4000");
  });

  it.each([
    [{ ...DEMO, api_url: "https://example.com" }, "another machine"],
    [{ ...DEMO, api_url: "http://localhost.example.com" }, "another machine"],
    [{ ...DEMO, api_url: "http://127.0.0.1@example.com" }, "another machine"],
    [{ ...DEMO, agent_api_key: undefined }, "has no agent_api_key"],
    ["{", "not a JSON object"],
    ["null", "not a JSON object"],
  ])("refuses the demo file %j", (content, sentence) => {
    demo(content);
    expect(() => find()).toThrow(sentence);
  });

  it("names the remedy for a missing key", () => {
    expect(() => find()).toThrow(UsageError);
    expect(() => find()).toThrow(/AL_API_KEY.*--api-key-file/);
    expect(() => find({}, { apiKeyFile: join(root, "nowhere") })).toThrow("Cannot read");
    writeFileSync(join(root, "empty"), "\n");
    expect(() => find({}, { apiKeyFile: join(root, "empty") })).toThrow("is empty");
  });
});
