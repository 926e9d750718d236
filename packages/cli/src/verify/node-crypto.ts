import { createPublicKey, hash, verify } from "node:crypto";
import type { Ed25519Verify, Sha256 } from "@agentlattice/core/ledger";
import type { ModuleTools } from "@agentlattice/core/policy";

const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** SHA-256 of node:crypto. By way of a string: that avoids an ArrayBuffer per digest and is several times faster. */
export const sha256: Sha256 = (bytes) => {
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = text.charCodeAt(i);
  return digest;
};

/** Ed25519 of node:crypto; false also for a key that is not a point. */
export const verifyEd25519: Ed25519Verify = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};

/** Signatures by keys in PEM, for policies that verify provenance. @throws for what is no key */
export const verifySignature: ModuleTools["verifySignature"] = ({ algorithm, publicKey, message, signature }) =>
  verify(algorithm === "ed25519" ? null : "sha256", message, createPublicKey(publicKey), signature);
