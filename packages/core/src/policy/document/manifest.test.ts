import { createHash, createPrivateKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { documentOf } from "../test/case-files.ts";
import { canonicalPolicy, policyHash } from "./canonical-policy.ts";
import { checkAgainstManifest, type Manifest, openManifest, signManifest } from "./manifest.ts";

const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const verifyEd25519 = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  verify(null, message, { key: Buffer.concat([SPKI_PREFIX, key]), format: "der", type: "spki" }, signature);

function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return {
    publicKey: new Uint8Array(raw),
    sign: (message: Uint8Array) =>
      new Uint8Array(sign(null, message, createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })))),
  };
}

const document = (name: string, effect: "allow" | "deny") =>
  documentOf({ metadata: { name }, spec: { match: { actions: ["*"] }, effect } });
const rows = [
  { id: "pol_b", version: 2, canonical: canonicalPolicy(document("b", "allow")) },
  { id: "pol_a", version: 1, canonical: canonicalPolicy(document("a", "deny")) },
];
const manifest: Manifest = {
  v: 1,
  org: "org_1",
  epoch: 7,
  policies: [
    { id: "pol_b", name: "b", version: 2, hash: policyHash(sha256, document("b", "allow")), mode: "enforce" },
    { id: "pol_a", name: "a", version: 1, hash: policyHash(sha256, document("a", "deny")), mode: "enforce" },
  ],
  org_default: "deny",
  environment_modes: { dev: "monitor" },
};

describe("openManifest", () => {
  const keys = keyPair();
  const signed = signManifest(keys.sign, manifest);

  it("opens a signed manifest, with policies in any order", () => {
    const opened = openManifest(verifyEd25519, keys.publicKey, signed.text, signed.signature);
    expect(opened.ok && opened.manifest.policies.map((policy) => policy.id)).toEqual(["pol_a", "pol_b"]);
    expect(signManifest(keys.sign, { ...manifest, policies: [...manifest.policies].reverse() }).text).toBe(signed.text);
  });

  it("refuses every change of a single character", () => {
    for (let i = 0; i < signed.text.length; i++) {
      const changed = signed.text.slice(0, i) + (signed.text[i] === "0" ? "1" : "0") + signed.text.slice(i + 1);
      expect(openManifest(verifyEd25519, keys.publicKey, changed, signed.signature).ok).toBe(false);
    }
  });

  it("refuses another key, another signature, and a signed text that is not a manifest", () => {
    const other = keyPair();
    expect(openManifest(verifyEd25519, other.publicKey, signed.text, signed.signature).ok).toBe(false);
    expect(openManifest(verifyEd25519, keys.publicKey, signed.text, signed.signature.slice(1)).ok).toBe(false);
    for (const text of [
      "",
      "{}",
      "[1",
      JSON.stringify({ ...manifest, extra: 1 }),
      JSON.stringify({ ...manifest, policies: [manifest.policies[0], manifest.policies[0]] }),
    ]) {
      expect(openManifest(verifyEd25519, keys.publicKey, text, keys.sign(new TextEncoder().encode(text))).ok).toBe(false);
    }
  });
});

describe("checkAgainstManifest", () => {
  const [b, a] = rows as [(typeof rows)[number], (typeof rows)[number]];

  it("accepts exactly the policies of the manifest", () => {
    expect(checkAgainstManifest(manifest, rows, sha256)).toEqual({ ok: true });
    expect(checkAgainstManifest(manifest, [a, b], sha256)).toEqual({ ok: true });
  });

  it.each([
    ["a changed policy", [{ ...b, canonical: b.canonical.replace("allow", "guard") }, a], /hash covers/],
    ["an older version", [{ ...b, version: 1 }, a], /at version 1/],
    ["a missing policy", [b], /pol_a is in the manifest and not stored/],
    ["a policy too many", [...rows, { ...a, id: "pol_c" }], /pol_c is stored and not in the manifest/],
    ["a policy twice", [...rows, a], /stored twice/],
    [
      "swapped texts",
      [
        { ...b, canonical: a.canonical },
        { ...a, canonical: b.canonical },
      ],
      /hash covers/,
    ],
    ["white space", [{ ...b, canonical: `${b.canonical} ` }, a], /hash covers/],
  ])("finds %s", (_name, changed, reason) => {
    expect(checkAgainstManifest(manifest, changed, sha256)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });
});
