import { createECDH, hkdfSync } from "node:crypto";
import type { Env } from "../../env.ts";

/** The keys with which the server identifies itself to push services (VAPID, RFC 8292), as base64url. */
export interface Vapid {
  /** An uncompressed point of P-256. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** The contact of the operator, a `mailto:` or `https:` URL. */
  readonly contact: string;
}

const KEY_BYTES = 32;

/**
 * Derives the keys from the KEK, so that every process of a deployment has the same ones. A browser accepts messages of one key only, and a
 * person may belong to several organisations, so the keys belong to the deployment.
 */
export function deriveVapid(kek: Uint8Array, env: Pick<Env, "AL_CONSOLE_URL" | "AL_PUSH_CONTACT">): Vapid {
  const contact = env.AL_PUSH_CONTACT ?? (env.AL_CONSOLE_URL.startsWith("https:") ? env.AL_CONSOLE_URL : "mailto:agentlattice@localhost");
  for (let n = 0; ; n++) {
    const ecdh = createECDH("prime256v1");
    try {
      ecdh.setPrivateKey(Buffer.from(hkdfSync("sha256", kek, new Uint8Array(), `al/vapid/v1/${n}`, KEY_BYTES)));
    } catch {
      // One value in four billion is not a private key of P-256.
      continue;
    }
    return { publicKey: ecdh.getPublicKey("base64url"), privateKey: padded(ecdh.getPrivateKey()).toString("base64url"), contact };
  }
}

/** Restores the leading zeros that OpenSSL omits. */
function padded(key: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(KEY_BYTES - key.length), key]);
}
