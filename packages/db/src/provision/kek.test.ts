import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { roleUrls, withoutOwner } from "./connection-urls.ts";
import { loadKek, provideKek, rolePassword } from "./kek.ts";
import { withRoleSuffix } from "./migration-files.ts";
import { scramVerifier } from "./scram-verifier.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "al-kek-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe("loadKek", () => {
  it("prefers AL_KEK and then writes nothing", () => {
    const kek = Buffer.alloc(32, 1);
    expect(loadKek({ env: { AL_KEK: kek.toString("base64") }, dataDir })).toEqual({ kek, file: null });
    expect(statSync(path.join(dataDir, "kek"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("never creates a key", () => {
    expect(() => loadKek({ env: {}, dataDir })).toThrow(expect.objectContaining({ code: "KEK_MISSING" }));
    expect(() => loadKek({ env: {}, dataDir })).toThrow(path.join(dataDir, "kek"));
    expect(statSync(path.join(dataDir, "kek"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("names a file that cannot be read", () => {
    mkdirSync(path.join(dataDir, "kek"));
    expect(() => loadKek({ env: {}, dataDir })).toThrow(`${path.join(dataDir, "kek")} cannot be used: it is a folder`);
  });

  it.each([
    "short",
    Buffer.alloc(31).toString("base64"),
    Buffer.alloc(33).toString("base64"),
    `${Buffer.alloc(32).toString("base64").slice(0, -1)}!`,
  ])("refuses %s without repeating it", (text) => {
    expect(() => loadKek({ env: { AL_KEK: text }, dataDir })).toThrow(
      expect.objectContaining({ code: "KEK_INVALID", message: expect.not.stringContaining(text) }),
    );
    writeFileSync(path.join(dataDir, "kek"), text);
    expect(() => loadKek({ env: {}, dataDir })).toThrow(/kek must contain 32 bytes/);
  });
});

describe("provideKek", () => {
  it("creates a key once, readable by its owner only", async () => {
    const first = await provideKek({ env: {}, dataDir }, () => false);
    expect(first).toMatchObject({ created: true, file: path.join(dataDir, "kek") });
    expect(await provideKek({ env: { AL_KEK: "" }, dataDir }, () => true)).toMatchObject({ kek: first.kek, created: false });
    expect(statSync(path.join(dataDir, "kek")).mode & 0o777).toBe(0o600);
  });

  it("never replaces the key of a database that was set up", async () => {
    await expect(provideKek({ env: {}, dataDir }, () => true)).rejects.toMatchObject({ code: "KEK_MISSING" });
    expect(statSync(path.join(dataDir, "kek"), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe("roleUrls", () => {
  const kek = Buffer.alloc(32, 1);
  it("derives a password per role and keeps the rest of the address", () => {
    const urls = roleUrls("postgresql://owner:p%40ss@db.example:6543/prod?sslmode=require", kek, "_b");
    expect(urls.app).toBe(`postgresql://al_app_b:${rolePassword(kek, "al_app_b")}@db.example:6543/prod?sslmode=require`);
    expect(new URL(urls.ledger).password).not.toBe(new URL(urls.app).password);
  });
  it("refuses an address that cannot contain a user", () => {
    expect(() => roleUrls("postgresql:///prod", kek)).toThrow(/needs a host/);
  });
  it("come from an address without its owner", () => {
    const address = withoutOwner("postgresql://owner:p%40ss@db.example:6543/prod?sslmode=require");
    expect(address).toBe("postgresql://db.example:6543/prod?sslmode=require");
    expect(roleUrls(address, kek)).toEqual(roleUrls("postgresql://owner:p%40ss@db.example:6543/prod?sslmode=require", kek));
    expect(() => withoutOwner("no address")).toThrow(/needs a host/);
  });
  it("refuses suffixes that are not part of a name", () => {
    expect(() => roleUrls("postgresql://o@h/d", kek, "; DROP")).toThrow(RangeError);
  });
});

it("renames whole role names only", () => {
  expect(withRoleSuffix("GRANT al_app, al_ledger TO al_lookup; -- al_apple, xal_app", "_b")).toBe(
    "GRANT al_app_b, al_ledger_b TO al_lookup_b; -- al_apple, xal_app",
  );
});

it("computes the verifier that Postgres computes", () => {
  expect(scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"))).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});
