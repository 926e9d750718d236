import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { CounterRecord, GrantRecord } from "@agentlattice/core/settle";
import { LRUCache } from "lru-cache";

const MAX_ORGANISATIONS = 5_000;
const KEY_BYTES = 32;

/** A time as Prisma and the driver return it, or in ms since the epoch. */
type Time = Date | number | null;

/** The columns of a member that decide what the person may do. */
export interface MemberColumns {
  readonly userId: string;
  readonly role: string;
  readonly roleSince: Time;
}

/** The columns of a key that decide what its holder may do. */
export interface KeyColumns {
  readonly keyId: string;
  readonly agentId: string | null;
  readonly environment: string;
  readonly scopes: readonly string[];
  readonly keyHash: Uint8Array;
  readonly expiresAt: Time;
  readonly revokedAt: Time;
  readonly madeByUserId: string | null;
}

/** A row of the table approval_grant as Prisma returns it. */
interface StoredGrantRow {
  readonly grantId: string;
  readonly approvalId: string;
  readonly entryId: string;
  readonly agentId: string;
  readonly keyId: string;
  readonly actionType: string;
  readonly environment: string;
  readonly policies: unknown;
  readonly givenBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly uses: bigint;
  readonly usedSum: bigint;
  readonly endedAt: Date | null;
  readonly endedBecause: string | null;
}

/** The columns of a grant under its seal. */
export type GrantColumns = Omit<GrantRecord, "environment"> & { readonly environment: string };

/**
 * Computes the seals of an organisation's rows. A seal is an HMAC over every column that gives authority, by a key that is derived from the KEK
 * and not stored in the database, so a row that was changed by SQL does not match its seal.
 */
export interface RowSeals {
  member(row: MemberColumns): Buffer<ArrayBuffer>;
  apiKey(row: KeyColumns): Buffer<ArrayBuffer>;
  grant(row: GrantColumns): Buffer<ArrayBuffer>;
  counter(row: CounterRecord): Buffer<ArrayBuffer>;
  /** Returns what a counter adds to the sum of its bucket. */
  counterKey(key: string): Buffer<ArrayBuffer>;
  /** @param sums the sums of the bucket's counters by the day of their end */
  counterBucket(bucket: number, sums: ReadonlyMap<string, string>): Buffer<ArrayBuffer>;
}

/** Returns the seals of an organisation by its UUID. */
export type SealsOf = (orgId: string) => RowSeals;

/** A seal that no row matches. A row that was changed outside the product keeps it when it is written again. */
export const BROKEN_SEAL: Buffer<ArrayBuffer> = Buffer.alloc(0);

/** Derives the seals of organisations from the KEK (key-encryption key). */
export function openRowSeals(kek: Uint8Array): SealsOf {
  const known = new LRUCache<string, RowSeals>({ max: MAX_ORGANISATIONS });
  return (orgId) => {
    const seals = known.get(orgId) ?? rowSeals(Buffer.from(hkdfSync("sha256", kek, orgId, "al/row-seal/v1", KEY_BYTES)), orgId);
    known.set(orgId, seals);
    return seals;
  };
}

/** Returns true when a stored seal is the expected one. A missing seal matches nothing. @param stored bytes, or hex */
export function isSealed(stored: Uint8Array | string | null, expected: Uint8Array): boolean {
  const seal = typeof stored === "string" ? Buffer.from(stored, "hex") : stored;
  return seal !== null && seal.length === expected.length && timingSafeEqual(seal, expected);
}

/** Converts a grant as Prisma returns it to the columns under its seal. */
export function grantColumns(row: StoredGrantRow): GrantColumns {
  return {
    grant_id: row.grantId,
    approval_id: row.approvalId,
    entry_id: row.entryId,
    agent_id: row.agentId,
    key_id: row.keyId,
    action_type: row.actionType,
    environment: row.environment,
    policies: row.policies as string[],
    given_by: row.givenBy,
    created_at: row.createdAt.getTime(),
    expires_at: row.expiresAt.getTime(),
    uses: Number(row.uses),
    used_sum: Number(row.usedSum),
    ended_at: row.endedAt?.getTime() ?? null,
    ended_because: row.endedBecause,
  };
}

function rowSeals(key: Buffer, orgId: string): RowSeals {
  const seal = (table: string, columns: readonly unknown[]) =>
    Buffer.from(
      createHmac("sha256", key)
        .update(JSON.stringify([table, orgId, ...columns]))
        .digest(),
    );
  return {
    member: ({ userId, role, roleSince }) => seal("member", [userId, role, ms(roleSince)]),
    apiKey: (row) =>
      seal("api_key", [
        row.keyId,
        row.agentId,
        row.environment,
        row.scopes,
        Buffer.from(row.keyHash).toString("hex"),
        ms(row.expiresAt),
        ms(row.revokedAt),
        row.madeByUserId,
      ]),
    grant: (row) =>
      seal("approval_grant", [
        row.grant_id,
        row.approval_id,
        row.entry_id,
        row.agent_id,
        row.key_id,
        row.action_type,
        row.environment,
        row.policies,
        row.given_by,
        ms(row.created_at),
        ms(row.expires_at),
        row.uses,
        row.used_sum,
        ms(row.ended_at),
        row.ended_because,
      ]),
    counter: ({ key: name, value, warned, extended, expires_at }) => seal("limit_counter", [name, value, warned, extended, ms(expires_at)]),
    counterKey: (name) => seal("counter_key", [name]),
    counterBucket: (bucket, sums) => seal("limit_bucket", [bucket, [...sums].sort(([one], [other]) => (one < other ? -1 : 1))]),
  };
}

function ms(time: Time): number | null {
  // The driver, too, leaves out what is below a millisecond.
  return time === null ? null : Math.floor(Number(time));
}
