import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentialsFile, dropLogin, findLogin, saveLogin } from "./credentials.ts";
import { findConnection } from "./find-connection.ts";

let home: string;
let env: { XDG_CONFIG_HOME: string };
const login = (base_url: string, extra: object = {}) => ({
  base_url,
  token: `als_${base_url.length}`,
  expires_at: "2999-01-01T00:00:00.000Z",
  email: "ana@acme.test",
  org_id: "org_1",
  org_name: "Acme",
  role: "admin",
  ...extra,
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "al-credentials-"));
  env = { XDG_CONFIG_HOME: join(home, "config") };
});
afterEach(() => rmSync(home, { recursive: true }));

describe("credentials", () => {
  it("are stored per server, in a private file and folder", () => {
    saveLogin(env, login("https://a.test/"));
    saveLogin(env, login("https://bb.test"));
    expect(findLogin(env, "https://a.test/api/v1")?.token).toBe("als_15");
    expect(findLogin(env, undefined)?.base_url).toBe("https://bb.test");
    expect(findLogin(env, "https://c.test")).toBeNull();
    expect([statSync(credentialsFile(env)).mode & 0o777, statSync(dirname(credentialsFile(env))).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it("are replaced and removed one by one, and the file is removed with the last", () => {
    saveLogin(env, login("https://a.test"));
    saveLogin(env, login("https://a.test", { token: "als_new" }));
    saveLogin(env, login("https://bb.test"));
    dropLogin(env, "https://bb.test");
    expect(findLogin(env, undefined)?.token).toBe("als_new");
    dropLogin(env, "https://a.test");
    expect(existsSync(credentialsFile(env))).toBe(false);
  });

  it.each([
    ["is no JSON", "{"],
    ["is another shape", '{"logins":[{"token":1}]}'],
  ])("that %s are refused without quoting them", (_, content) => {
    saveLogin(env, login("https://a.test"));
    writeFileSync(credentialsFile(env), content);
    expect(() => findLogin(env, undefined)).toThrow("is damaged");
    expect(readFileSync(credentialsFile(env), "utf8")).toBe(content);
  });

  it("that other users can read are refused", () => {
    saveLogin(env, login("https://a.test"));
    chmodSync(credentialsFile(env), 0o640);
    expect(() => findLogin(env, undefined)).toThrow("chmod 600");
  });
});

describe("findConnection", () => {
  const find = (more: Record<string, string> = {}, flags: object = { holder: "organisation" }) =>
    findConnection({ env: { ...env, ...more }, cwd: home, ...flags });

  it("uses the login where a person may act, prefers a given key, and never uses the login for an agent", () => {
    saveLogin(env, login("https://a.test"));
    expect(find()).toMatchObject({
      apiKey: "als_14",
      baseUrl: "https://a.test",
      note: expect.stringContaining("ana@acme.test (admin of Acme)"),
    });
    expect(find({ AL_API_KEY: "k" })).toMatchObject({ apiKey: "k", baseUrl: "http://localhost:4000" });
    expect(() => find({}, { holder: "agent" })).toThrow("No API key");
  });

  it("uses only the login where a person must act, also with a key", () => {
    const asPerson = () => find({ AL_API_KEY: "k" }, { holder: "person" });
    expect(asPerson).toThrow("needs the session of a person. API keys, also AL_API_KEY, are not used for it. Sign in");
    saveLogin(env, login("https://a.test"));
    expect(asPerson()).toMatchObject({ apiKey: "als_14", baseUrl: "https://a.test" });
  });

  it("never sends a session to another server", () => {
    saveLogin(env, login("https://a.test"));
    expect(() => find({ AL_BASE_URL: "https://evil.test" })).toThrow("No credential");
  });
});
