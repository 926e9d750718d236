import { toHex } from "../../ledger/bytes.ts";

export const SIGNATURE_ALGORITHMS = ["ed25519", "ecdsa-p256-sha256"] as const;

/** The SPKI prefix of each algorithm in hex, with the number of key bytes that follow. P-256 points may be compressed. */
const SPKI: Readonly<Record<(typeof SIGNATURE_ALGORITHMS)[number], readonly (readonly [prefix: string, rest: number])[]>> = {
  ed25519: [["302a300506032b6570032100", 32]],
  "ecdsa-p256-sha256": [
    ["3059301306072a8648ce3d020106082a8648ce3d03010703420004", 64],
    ["3039301306072a8648ce3d020106082a8648ce3d03010703220002", 32],
    ["3039301306072a8648ce3d020106082a8648ce3d03010703220003", 32],
  ],
};
const PEM = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]{1,400})-----END PUBLIC KEY-----\s*$/;

/** Returns true when a text is a PEM public key of the algorithm. Whether its point is on the curve is checked on use. */
export function isPublicKey(algorithm: (typeof SIGNATURE_ALGORITHMS)[number], pem: string): boolean {
  const body = PEM.exec(pem)?.[1]?.replaceAll(/\s/g, "") ?? "";
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body) || body.length % 4 !== 0) return false;
  const hex = toHex(Uint8Array.from(atob(body), (char) => char.charCodeAt(0)));
  return SPKI[algorithm].some(([prefix, rest]) => hex.startsWith(prefix) && hex.length === prefix.length + 2 * rest);
}
