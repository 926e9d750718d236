import { createPrivateKey, generateKeyPairSync, hkdfSync, type KeyObject } from "node:crypto";
import { rawPublicKey } from "./org-keys.ts";
import { open, seal } from "./seal.ts";

/** A new key pair for offline permits (Ed25519), whose private key is wrapped with the KEK. */
export interface NewPermitKey {
  readonly wrapped: Buffer<ArrayBuffer>;
  /** 32 raw bytes. */
  readonly publicKey: Buffer<ArrayBuffer>;
}

/** Creates and opens the keys that sign an organisation's offline permits. */
export interface PermitKeys {
  create(orgId: string): NewPermitKey;
  /** Derives the first key of an organisation, always the same one, so that it can sign and be published before it is stored. */
  first(orgId: string, permitSecret: Uint8Array): NewPermitKey;
  /** @throws Error when the key was wrapped with another KEK or for another organisation */
  open(orgId: string, wrapped: Uint8Array): KeyObject;
}

/** The start of an Ed25519 private key in PKCS #8. The 32 bytes of the seed follow. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function permitKeys(kek: Buffer): PermitKeys {
  const aad = (orgId: string) => Buffer.from(`al/org-key/v1/${orgId}/permit-signing`);
  const wrap = (orgId: string, privateKey: KeyObject): NewPermitKey => {
    const der = privateKey.export({ format: "der", type: "pkcs8" });
    return { wrapped: Buffer.from(seal(kek, der, aad(orgId))), publicKey: Buffer.from(rawPublicKey(privateKey)) };
  };
  return {
    create: (orgId) => wrap(orgId, generateKeyPairSync("ed25519").privateKey),
    first(orgId, permitSecret) {
      const seed = Buffer.from(hkdfSync("sha256", permitSecret, Buffer.alloc(0), `al/permit-signing/first/v1/${orgId}`, 32));
      return wrap(orgId, createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" }));
    },
    open: (orgId, wrapped) => createPrivateKey({ key: open(kek, wrapped, aad(orgId)), format: "der", type: "pkcs8" }),
  };
}
