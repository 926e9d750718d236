import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { type LogKeyRow, type LogKeys, logKeys } from "./log-keys.ts";
import { open, seal } from "./seal.ts";
import type { SigningKey } from "./signing-key.ts";

/** The keys of an organisation by purpose: log signatures, policy manifest, permits and stored payloads. */
export interface OrgKeys {
  /** `ledger_head.config_version` from before the keys were read. */
  readonly version: number;
  readonly log: LogKeys;
  readonly manifest: SigningKey;
  readonly permit: Buffer;
  readonly data: Buffer;
}

export type OrgKeyPurpose = Exclude<keyof OrgKeys, "version">;

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

/** The rows with the keys of an organisation. */
export interface StoredKeys {
  readonly version: number;
  readonly keys: readonly WrappedKey[];
  /** In order. */
  readonly logKeys: readonly LogKeyRow[];
}

/** Unwraps an organisation's keys. @throws Error when a key is missing or was wrapped with another KEK or for another organisation */
export function openOrgKeys(kek: Buffer, orgId: string, { version, keys: rows, logKeys: later }: StoredKeys): OrgKeys {
  const secret = (purpose: OrgKeyPurpose) => openOrgKey(kek, orgId, rows, purpose);
  const log = logKeys(
    toSigningKey(secret("log")),
    later.map((row) => ({ row, key: openLogKey(kek, orgId, row) })),
  );
  return { version, log, manifest: toSigningKey(secret("manifest")), permit: secret("permit"), data: secret("data") };
}

/** Unwraps a key that replaced the key of a log. @throws Error when it was wrapped with another KEK or for another organisation */
export function openLogKey(kek: Buffer, orgId: string, { number, wrapped }: Pick<LogKeyRow, "number" | "wrapped">): SigningKey {
  return toSigningKey(open(kek, wrapped, logKeyAad(orgId, number)));
}

/** Generates the key that replaces the key of a log. @param number its position among the later keys, from 1 */
export function createLogKey(kek: Buffer, orgId: string, number: number): { readonly wrapped: Uint8Array; readonly key: SigningKey } {
  const { privateKey } = generateKeyPairSync("ed25519");
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  return { wrapped: seal(kek, der, logKeyAad(orgId, number)), key: toSigningKey(der) };
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

function logKeyAad(orgId: string, number: number): Buffer {
  return Buffer.from(`al/org-key/v1/${orgId}/log/${number}`);
}

function aad(orgId: string, purpose: OrgKeyPurpose): Buffer {
  return Buffer.from(`al/org-key/v1/${orgId}/${purpose}`);
}
