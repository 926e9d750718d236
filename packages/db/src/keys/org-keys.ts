import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { open, seal } from "./seal.ts";

/** The keys of an organisation by purpose: log signatures, policy manifest, permits and stored payloads. */
export interface OrgKeys {
  readonly log: SigningKey;
  readonly manifest: SigningKey;
  readonly permit: Buffer;
  readonly data: Buffer;
}

export interface SigningKey {
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export type OrgKeyPurpose = keyof OrgKeys;

/** A row of the table org_key. */
export interface WrappedKey {
  readonly purpose: OrgKeyPurpose;
  readonly wrapped: Uint8Array;
  readonly publicKey: Uint8Array | null;
}

const SPKI_PREFIX_BYTES = 12;

/** Generates the keys of an organisation, wrapped with the KEK (key-encryption key). */
export function createOrgKeys(kek: Buffer, orgId: string): WrappedKey[] {
  return [
    signingKey(kek, orgId, "log"),
    signingKey(kek, orgId, "manifest"),
    secretKey(kek, orgId, "permit"),
    secretKey(kek, orgId, "data"),
  ];
}

/** Unwraps an organisation's keys. @throws Error when a key is missing or was wrapped with another KEK or for another organisation */
export function openOrgKeys(kek: Buffer, orgId: string, rows: readonly WrappedKey[]): OrgKeys {
  const secret = (purpose: OrgKeyPurpose) => openOrgKey(kek, orgId, rows, purpose);
  return { log: toSigningKey(secret("log")), manifest: toSigningKey(secret("manifest")), permit: secret("permit"), data: secret("data") };
}

/** Unwraps one key of an organisation. @throws Error when it is missing, or was wrapped with another KEK or for another organisation */
export function openOrgKey(kek: Buffer, orgId: string, rows: readonly WrappedKey[], purpose: OrgKeyPurpose): Buffer {
  const row = rows.find((candidate) => candidate.purpose === purpose);
  if (!row) throw new Error(`Organisation ${orgId} has no ${purpose} key.`);
  return open(kek, row.wrapped, aad(orgId, purpose));
}

function signingKey(kek: Buffer, orgId: string, purpose: "log" | "manifest"): WrappedKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  return { purpose, wrapped: seal(kek, der, aad(orgId, purpose)), publicKey: rawPublicKey(privateKey) };
}

function secretKey(kek: Buffer, orgId: string, purpose: "permit" | "data"): WrappedKey {
  return { purpose, wrapped: seal(kek, randomBytes(32), aad(orgId, purpose)), publicKey: null };
}

function toSigningKey(der: Buffer): SigningKey {
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { publicKey: rawPublicKey(privateKey), sign: (message) => sign(null, message, privateKey) };
}

/** Returns the 32 raw bytes of an Ed25519 public key. */
export function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX_BYTES);
}

function aad(orgId: string, purpose: OrgKeyPurpose): Buffer {
  return Buffer.from(`al/org-key/v1/${orgId}/${purpose}`);
}
