import { createPublicKey, hash, verify } from "node:crypto";
import type { Ed25519Verify, EvidenceCrypto, Sha256 } from "@agentlattice/core/ledger";
import type { ModuleTools } from "@agentlattice/core/policy";

const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Hashes with SHA-256 of node:crypto. The digest goes through a string, which avoids an ArrayBuffer per digest and is several times
 * faster.
 */
export const sha256: Sha256 = (bytes) => {
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = text.charCodeAt(i);
  return digest;
};

/** Verifies an Ed25519 signature with node:crypto. Returns false for a key that is not a valid point. */
export const verifyEd25519: Ed25519Verify = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};

/** The cryptography for assertions of passkeys. */
export const evidenceCrypto: EvidenceCrypto = {
  sha256,
  fromBase64url(text) {
    const bytes = Buffer.from(text, "base64url");
    return bytes.toString("base64url") === text ? bytes : null;
  },
  verify(spki, message, signature) {
    try {
      const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
      return verify(key.asymmetricKeyType === "ed25519" ? null : "sha256", message, key, signature);
    } catch {
      return false;
    }
  },
};

/** Verifies signatures by PEM keys, for policies that check provenance. @throws for what is no key */
export const verifySignature: ModuleTools["verifySignature"] = ({ algorithm, publicKey, message, signature }) =>
  verify(algorithm === "ed25519" ? null : "sha256", message, createPublicKey(publicKey), signature);
