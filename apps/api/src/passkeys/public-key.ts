import { createPublicKey } from "node:crypto";
import { cose, decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";

/** COSE algorithms of passkeys: Ed25519, and ECDSA on P-256 with SHA-256. */
export const PASSKEY_ALGORITHMS = [cose.COSEALG.EdDSA, cose.COSEALG.ES256];

/** Converts a COSE key to SubjectPublicKeyInfo as base64url, which verifiers read without a CBOR library. Returns null for other algorithms. */
export function toSpki(publicKey: Uint8Array<ArrayBuffer>): string | null {
  const key = decodeCredentialPublicKey(publicKey);
  const jwk = jwkOf(key);
  if (!jwk) return null;
  return createPublicKey({ key: jwk, format: "jwk" }).export({ format: "der", type: "spki" }).toString("base64url");
}

function jwkOf(key: ReturnType<typeof decodeCredentialPublicKey>): Record<string, string> | null {
  if (cose.isCOSEPublicKeyEC2(key)) {
    const [x, y] = [key.get(cose.COSEKEYS.x), key.get(cose.COSEKEYS.y)];
    if (key.get(cose.COSEKEYS.crv) !== cose.COSECRV.P256 || !x || !y) return null;
    return { kty: "EC", crv: "P-256", x: base64url(x), y: base64url(y) };
  }
  if (!cose.isCOSEPublicKeyOKP(key)) return null;
  const x = key.get(cose.COSEKEYS.x);
  return key.get(cose.COSEKEYS.crv) === cose.COSECRV.ED25519 && x ? { kty: "OKP", crv: "Ed25519", x: base64url(x) } : null;
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
