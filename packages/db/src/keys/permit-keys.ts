import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
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
  /** @throws Error when the key was wrapped with another KEK or for another organisation */
  open(orgId: string, wrapped: Uint8Array): KeyObject;
}

export function permitKeys(kek: Buffer): PermitKeys {
  const aad = (orgId: string) => Buffer.from(`al/org-key/v1/${orgId}/permit-signing`);
  return {
    create(orgId) {
      const { privateKey } = generateKeyPairSync("ed25519");
      const der = privateKey.export({ format: "der", type: "pkcs8" });
      return { wrapped: Buffer.from(seal(kek, der, aad(orgId))), publicKey: Buffer.from(rawPublicKey(privateKey)) };
    },
    open: (orgId, wrapped) => createPrivateKey({ key: open(kek, wrapped, aad(orgId)), format: "der", type: "pkcs8" }),
  };
}
