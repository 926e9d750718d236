import { decodeFrontier } from "@agentlattice/core/ledger";
import { checkApproval, emptyView, type Intent, readStoredColumns, type View } from "@agentlattice/core/settle";
import type { SealsOf } from "../keys/row-seals.ts";
import type { Transaction } from "./connection.ts";
import type { Head } from "./head.ts";
import { loadDelegations } from "./load-delegations.ts";
import { loadEndedRuns } from "./load-ended-runs.ts";
import { loadGrants } from "./load-grants.ts";
import { checkCounters, fillLimits, loadLimits, viewsOf } from "./load-limits.ts";
import { loadSequences } from "./load-sequences.ts";
import { loadEndedSessions, type SessionOfItem } from "./sessions.ts";
import { sha256 } from "./sha256.ts";

/** One organisation's part of a batch, with its head locked. */
export interface LockedOrg {
  readonly head: Head;
  readonly view: View;
}

export interface LoadedBatch {
  /** The database's clock, ms since the epoch. */
  readonly now: number;
  /** Locked organisations. Those whose head was locked by another transaction are missing. */
  readonly orgs: ReadonlyMap<string, LockedOrg>;
  /** Ids of ended sessions that intents depend on. */
  readonly ended: ReadonlySet<string>;
}

interface Keys {
  readonly claims: [string[], string[]];
  readonly approvals: [string[], string[]];
  readonly permits: [string[], string[]];
  readonly events: [string[], string[]];
}

const LOCK_AND_LOAD = {
  name: "lock_and_load",
  text: "SELECT app.lock_and_load($1::uuid[], $2, $3::uuid[], $4::bytea[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[]) AS loaded",
};

/** Locks the heads of a batch and loads the state that its intents need. */
export async function loadBatch(
  tx: Transaction,
  intents: readonly (SessionOfItem & { readonly intent: Intent })[],
  { skipLocked, sealsOf }: { readonly skipLocked: boolean; readonly sealsOf: SealsOf },
): Promise<LoadedBatch> {
  const orgs = [...new Set(intents.map(({ orgId }) => orgId))].sort();
  const keys = collectKeys(intents);
  const [{ rows }, delegations, limits, grants, ended, endedRuns, sequences] = await Promise.all([
    tx.query({
      ...LOCK_AND_LOAD,
      values: [orgs, skipLocked, ...keys.claims, ...keys.approvals, ...keys.permits, ...keys.events],
    }),
    loadDelegations(tx, intents),
    loadLimits(tx, intents),
    loadGrants(tx, intents, sealsOf),
    loadEndedSessions(tx, intents),
    loadEndedRuns(tx, intents),
    loadSequences(tx, intents),
  ]);
  const batch = { ...readBatch(rows[0].loaded), ended };
  for (const delegation of delegations) batch.orgs.get(delegation.org_id)?.view.delegations.set(delegation.agent_id, delegation);
  for (const { org_id, ...grant } of grants) batch.orgs.get(org_id)?.view.grants.set(grant.grant_id, grant);
  for (const { org_id, run_id } of endedRuns) batch.orgs.get(org_id)?.view.endedRuns.add(run_id);
  for (const { org_id, ...sequence } of sequences) batch.orgs.get(org_id)?.view.sequences.set(sequence.identity_key_id, sequence);
  fillLimits(limits, viewsOf(batch.orgs));
  checkCounters({ loaded: limits, items: intents }, viewsOf(batch.orgs), sealsOf);
  return batch;
}

/** Locks heads without loading further state. */
export async function lockHeads(tx: Transaction, orgIds: readonly string[]): Promise<LoadedBatch> {
  const { rows } = await tx.query({ ...LOCK_AND_LOAD, values: [orgIds, false, ...Array(8).fill([])] });
  return { ...readBatch(rows[0].loaded), ended: new Set() };
}

function collectKeys(intents: readonly { orgId: string; intent: Intent }[]): Keys {
  const keys: Keys = { claims: [[], []], approvals: [[], []], permits: [[], []], events: [[], []] };
  const add = (kind: keyof Keys, orgId: string, id: string) => {
    keys[kind][0].push(orgId);
    keys[kind][1].push(id);
  };
  for (const { orgId, intent } of intents) {
    if ("claim" in intent && intent.claim) add("claims", orgId, `\\x${intent.claim.claim}`);
    if (intent.kind === "submit" && intent.statement) add("claims", orgId, `\\x${intent.statement.nonce.claim}`);
    if ("approval_id" in intent) add("approvals", orgId, intent.approval_id);
    if (intent.kind === "consume") add("permits", orgId, intent.permit_id);
    if (intent.kind === "report") add("events", orgId, intent.event_id);
  }
  return keys;
}

/** The result of app.lock_and_load. Empty lists are null. */
interface Loaded {
  now: number;
  heads:
    | { org_id: string; origin: string; size: number; frontier: string; last_leaf: string; last_ts: number; config_version: number }[]
    | null;
  claims: ({ org_id: string } & ViewRow<"claims">)[] | null;
  approvals: ({ org_id: string; digest_salt: string | null; entries: LoadedEntry[] | null } & ViewRow<"approvals">)[] | null;
  permits: ({ org_id: string } & ViewRow<"permits">)[] | null;
  events: ({ org_id: string } & ViewRow<"events">)[] | null;
}
/** An entry about an approval, in hex. */
interface LoadedEntry {
  readonly bytes: string;
  readonly leaf_hash: string;
  readonly next_prev: string | null;
}
type ViewRow<K extends keyof View> = View[K] extends Map<string, infer R> ? R : never;

function readBatch(loaded: Loaded): Omit<LoadedBatch, "ended"> {
  const orgs = new Map<string, LockedOrg>();
  for (const row of loaded.heads ?? []) {
    const head: Head = {
      orgId: row.org_id,
      origin: row.origin,
      frontier: decodeFrontier(row.size, Buffer.from(row.frontier, "hex")),
      lastLeaf: Buffer.from(row.last_leaf, "hex"),
      lastTs: row.last_ts,
      configVersion: row.config_version,
    };
    orgs.set(row.org_id, { head, view: emptyView() });
  }
  for (const row of loaded.claims ?? []) orgs.get(row.org_id)?.view.claims.set(row.claim, row);
  for (const { digest_salt, entries, ...row } of loaded.approvals ?? []) {
    const view = orgs.get(row.org_id)?.view;
    const stored = (entries ?? []).map((entry) => ({ ...entry, bytes: Buffer.from(entry.bytes, "hex") }));
    const salt = digest_salt === null ? null : Buffer.from(digest_salt, "hex");
    const { isMalformed, ...columns } = readStoredColumns(row);
    const approval = { ...row, ...columns };
    const evidence = checkApproval(sha256, approval, salt, stored);
    view?.approvals.set(row.approval_id, approval);
    view?.evidence.set(row.approval_id, { ...evidence, contradicted: evidence.contradicted || isMalformed });
  }
  for (const row of loaded.permits ?? []) orgs.get(row.org_id)?.view.permits.set(row.permit_id, row);
  for (const row of loaded.events ?? []) orgs.get(row.org_id)?.view.events.set(row.id, row);
  return { now: loaded.now, orgs };
}
