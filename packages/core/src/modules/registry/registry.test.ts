import { generateKeyPairSync, sign, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../policy/test/case-files.ts";
import type { ModuleTools } from "../module.ts";
import { provenanceMessage, registry } from "./registry.ts";

const tools: ModuleTools = {
  fingerprint: () => "",
  verifySignature: ({ algorithm, publicKey, message, signature }) =>
    verify(algorithm === "ed25519" ? null : "sha256", message, publicKey, signature),
};
const SIGNERS = [
  { algorithm: "ed25519", keys: generateKeyPairSync("ed25519") },
  { algorithm: "ecdsa-p256-sha256", keys: generateKeyPairSync("ec", { namedCurve: "P-256" }) },
] as const;
const DIGEST = "ab".repeat(32);

describe.each(SIGNERS)("provenance by $algorithm", ({ algorithm, keys }) => {
  const pem = keys.publicKey.export({ type: "spki", format: "pem" }) as string;
  const bare = { name: "search", version: "1.2.0", provenance: { signer: "release", digest: DIGEST, signature: "" } };
  const signature = sign(algorithm === "ed25519" ? null : "sha256", provenanceMessage("tools", bare), keys.privateKey).toString("base64");
  const signed = { ...bare, provenance: { ...bare.provenance, signature } };
  const judge = (entry: object, more: object = {}) => {
    const config = { tools: [entry], trusted_signers: [{ id: "release", algorithm, public_key: pem }], ...more };
    const submission = { action_type: "tool.call", tool: { name: "search", version: "1.2.0" } };
    return registry.compile(registry.schema.parse(config))({ facts: factsOf({ submission }), tools, scan: {} });
  };

  it("allows a signed entry", () => {
    expect(judge(signed, { strict: true }).action).toBe("ALLOW");
  });

  it.each([
    ["another digest", { ...signed, provenance: { ...signed.provenance, digest: "cd".repeat(32) } }],
    ["another signer", { ...signed, provenance: { ...signed.provenance, signer: "somebody" } }],
    [
      "a signature of something else",
      { ...signed, provenance: { ...signed.provenance, signature: Buffer.alloc(64, 1).toString("base64") } },
    ],
    ["a server that was not signed", { ...signed, server: undefined, version: undefined }],
    ["none at all, where it is needed", { name: "search", version: "1.2.0" }],
  ])("refuses %s", (_, entry) => {
    expect(judge(entry, { strict: true })).toMatchObject({ action: "DENY", reason_codes: ["PROVENANCE_INVALID"] });
  });
});

it.each([
  ["a word", "ed25519", "x"],
  ["a key of the other algorithm", "ed25519", SIGNERS[1].keys.publicKey.export({ type: "spki", format: "pem" })],
  ["the other way round", "ecdsa-p256-sha256", SIGNERS[0].keys.publicKey.export({ type: "spki", format: "pem" })],
  ["a private key", "ed25519", SIGNERS[0].keys.privateKey.export({ type: "pkcs8", format: "pem" })],
  [
    "a key of another curve",
    "ecdsa-p256-sha256",
    generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export({ type: "spki", format: "pem" }),
  ],
])("a signer's key may not be %s", (_, algorithm, public_key) => {
  const parsed = registry.schema.safeParse({ trusted_signers: [{ id: "release", algorithm, public_key }] });
  expect(parsed.error?.issues).toMatchObject([{ path: ["trusted_signers", 0, "public_key"], message: expect.stringContaining(algorithm) }]);
});

it("two signers may not share an id", () => {
  const public_key = SIGNERS[0].keys.publicKey.export({ type: "spki", format: "pem" });
  const signer = { id: "release", algorithm: "ed25519", public_key };
  expect(registry.schema.safeParse({ trusted_signers: [signer, signer] }).error?.issues).toMatchObject([
    { path: ["trusted_signers", 1, "id"] },
  ]);
});
