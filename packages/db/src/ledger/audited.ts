import { decodeFrontier, type EntryKind } from "@agentlattice/core/ledger";
import { ENTRY_DATA } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { PrismaClient } from "../generated/prisma/client.ts";
import type { RowSeals, SealsOf } from "../keys/row-seals.ts";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { type Appended, type AppendedEntry, appendEntries } from "./append.ts";
import type { Head } from "./head.ts";
import { RowBatch } from "./rows.ts";
import { writeBatch } from "./write-batch.ts";

/** The transaction of an audited change: the organisation's tables, with the head of its log locked. */
export interface AuditedContext {
  readonly client: OrgClient;
  readonly origin: string;
  readonly configVersion: number;
  /** The sequence number of the change's first entry. */
  readonly nextSeq: number;
  /** The time of the change, ms since the epoch: the database's clock unless the change is imported. */
  readonly now: number;
  /** The seals of the organisation's rows. Every change of a sealed row writes its seal. */
  readonly seals: RowSeals;
}

/** The result of an audited change and the entries that record it. */
export interface AuditedWork<T> {
  readonly result: T;
  readonly entries: readonly SettledEntry[];
  /** True when the change can alter a decision or a permission: policies, revoked keys, agents, roles, members. */
  readonly changesAnswers: boolean;
}

export interface Audited<T> {
  readonly result: T;
  readonly entries: readonly AppendedEntry[];
  readonly appended: Appended;
  readonly configVersion: number;
}

export interface AuditedDatabase {
  readonly prisma: PrismaClient;
  readonly sealsOf: SealsOf;
}

const TIMEOUTS = { maxWait: 5_000, timeout: 15_000 };

/**
 * Commits a change of configuration together with its entries, in one transaction that locks the head first.
 * INVARIANT: only the ledger writer, an import and this function write to a log.
 */
export function audited<T>(
  { prisma, sealsOf }: AuditedDatabase,
  scope: OrgScope,
  work: (context: AuditedContext) => Promise<AuditedWork<T>>,
): Promise<Audited<T>> {
  return commitChange({ prisma, sealsOf }, scope, work, (databaseTime) => databaseTime);
}

/** Commits a change like `audited`, with a time in the past. Only imports use it. @param at ms since the epoch */
export function auditedAt<T>(
  { prisma, sealsOf }: AuditedDatabase,
  scope: OrgScope,
  at: number,
  work: (context: AuditedContext) => Promise<AuditedWork<T>>,
): Promise<Audited<T>> {
  return commitChange({ prisma, sealsOf }, scope, work, () => at);
}

function commitChange<T>(
  { prisma, sealsOf }: AuditedDatabase,
  scope: OrgScope,
  work: (context: AuditedContext) => Promise<AuditedWork<T>>,
  timeOf: (databaseTime: number) => number,
): Promise<Audited<T>> {
  return prisma.$transaction(async (client) => {
    await client.$executeRaw`SELECT set_config('app.org_id', ${scope.orgId}, true), set_config('lock_timeout', '5s', true)`;
    const { head, now: databaseTime } = await lockHead(client, scope.orgId);
    const now = timeOf(databaseTime);
    const done = await work({
      client,
      origin: head.origin,
      configVersion: head.configVersion,
      nextSeq: head.frontier.size,
      now,
      seals: sealsOf(scope.orgId),
    });
    for (const entry of done.entries) ENTRY_DATA[entry.kind as EntryKind].parse(entry.data);
    const rows = new RowBatch();
    const appended = appendEntries(head, done.entries, now, rows);
    await writeBatch(({ text, values }) => client.$executeRawUnsafe(text, ...values), { orgs: [{ appended }], rows });
    if (done.changesAnswers)
      await client.$executeRaw`UPDATE app.ledger_head SET config_version = config_version + 1 WHERE org_id = ${scope.orgId}::uuid`;
    return { result: done.result, entries: appended.entries, appended, configVersion: head.configVersion + (done.changesAnswers ? 1 : 0) };
  }, TIMEOUTS);
}

interface HeadRow {
  origin: string;
  size: bigint;
  frontier: Uint8Array;
  last_leaf: Uint8Array;
  last_ts: number;
  config_version: bigint;
  now: number;
}

async function lockHead(client: OrgClient, orgId: string): Promise<{ head: Head; now: number }> {
  await client.$queryRaw`SELECT 1 AS locked FROM app.ledger_head WHERE org_id = ${orgId}::uuid FOR NO KEY UPDATE`;
  // A second statement has a snapshot taken after the lock was granted, so it reads the newest row.
  const [row] = await client.$queryRaw<HeadRow[]>`
    SELECT origin, size, frontier, last_leaf, config_version,
      CASE WHEN size = 0 THEN 0 ELSE (extract(epoch FROM last_ts) * 1000) END::float8 AS last_ts,
      (extract(epoch FROM clock_timestamp()) * 1000)::bigint::float8 AS now
    FROM app.ledger_head WHERE org_id = ${orgId}::uuid`;
  if (!row) throw new Error(`Organisation ${orgId} has no ledger.`);
  const head: Head = {
    orgId,
    origin: row.origin,
    frontier: decodeFrontier(Number(row.size), row.frontier),
    lastLeaf: row.last_leaf,
    lastTs: row.last_ts,
    configVersion: Number(row.config_version),
  };
  return { head, now: row.now };
}
