import { dueAt } from "@agentlattice/core/approval";
import { type Change, type Intent, type Outcome, type PolicyHitRow, type Settled, settle, type View } from "@agentlattice/core/settle";
import { BROKEN_SEAL, type RowSeals, type SealsOf } from "../keys/row-seals.ts";
import { type Appended, appendEntries } from "./append.ts";
import { BadIntentError } from "./bad-intent-error.ts";
import { bucketOf, moveCounters } from "./counter-buckets.ts";
import type { LoadedBatch, LockedOrg } from "./load-batch.ts";
import { addReferences } from "./reference-rows.ts";
import { RowBatch } from "./rows.ts";
import { lifecycleRow, runEventOf } from "./run-event-rows.ts";
import type { SessionOfItem } from "./sessions.ts";

/** An intent with the data that settling needs. */
export interface BatchItem extends SessionOfItem {
  readonly intent: Intent;
  /** Configuration version the intent was evaluated with; null when it does not depend on the configuration. */
  readonly configVersion: number | null;
}

export interface SettledItem<T> {
  readonly item: T;
  readonly outcome: Outcome;
  /** Index among the entries that this commit appends to the organisation's log; null without an entry. */
  readonly entry: number | null;
}

/** The part of a commit that belongs to one organisation. */
export interface SettledOrg<T> {
  readonly orgId: string;
  readonly appended: Appended;
  readonly settled: readonly SettledItem<T>[];
}

export interface SettledBatch<T> {
  readonly orgs: readonly SettledOrg<T>[];
  /** Intents evaluated with an outdated configuration, or by a session that has ended. They must be evaluated again. */
  readonly stale: readonly { readonly item: T; readonly version: number }[];
  /** Intents of organisations whose head was locked by another transaction. */
  readonly busy: readonly T[];
  readonly rows: RowBatch;
}

/**
 * Settles a loaded batch in memory. Heads stay locked while this runs.
 * @throws BadIntentError
 */
export function settleBatch<T extends BatchItem>(items: readonly T[], loaded: LoadedBatch, sealsOf: SealsOf): SettledBatch<T> {
  try {
    return settleAll(items, loaded, sealsOf);
  } catch (cause) {
    throw new BadIntentError("An intent could not be settled.", { cause });
  }
}

function settleAll<T extends BatchItem>(items: readonly T[], loaded: LoadedBatch, sealsOf: SealsOf): SettledBatch<T> {
  const rows = new RowBatch();
  const orgs: SettledOrg<T>[] = [];
  const stale: { item: T; version: number }[] = [];
  const busy: T[] = [];
  for (const [orgId, mine] of groupByOrg(items)) {
    const locked = loaded.orgs.get(orgId);
    if (!locked) {
      busy.push(...mine);
      continue;
    }
    // INVARIANT: every decision uses the configuration that was committed last before it.
    const version = locked.head.configVersion;
    const current: T[] = [];
    for (const item of mine) {
      const isCurrent = item.configVersion === null || item.configVersion === version;
      if (isCurrent && !(item.session !== undefined && loaded.ended.has(item.session))) current.push(item);
      else stale.push({ item, version });
    }
    if (current.length > 0) orgs.push(settleOrg(orgId, current, locked, { now: loaded.now, rows, seals: sealsOf(orgId) }));
  }
  return { orgs, stale, busy, rows };
}

interface Settling {
  readonly now: number;
  readonly rows: RowBatch;
  readonly seals: RowSeals;
}

function settleOrg<T extends BatchItem>(
  orgId: string,
  items: readonly T[],
  locked: LockedOrg,
  { now, rows, seals }: Settling,
): SettledOrg<T> {
  const results = items.map((item) => ({ item, settled: settle(item.intent, locked.view, now) }));
  const entries = results.flatMap(({ settled }) => (settled.entry ? [settled.entry] : []));
  const appended = appendEntries(locked.head, entries, now, rows);
  let next = 0;
  const settledItems = results.map(({ item, settled }) => {
    const entry = settled.entry ? next++ : null;
    addChanges(rows, orgId, settled, entry === null ? null : (appended.entries[entry]?.seq ?? null), appended.headRow.last_ts);
    const appendedEntry = entry === null ? undefined : appended.entries[entry];
    if (settled.entry && appendedEntry) addReferences(rows, orgId, settled.entry, appendedEntry);
    const event = settled.entry && runEventOf(orgId, settled.entry, appended.headRow.last_ts);
    if (event) rows.add("run_event", event);
    return { item, outcome: settled.outcome, entry };
  });
  sealRows(rows, seals, { orgId, view: locked.view, changes: results.flatMap(({ settled }) => settled.changes) });
  return { orgId, appended, settled: settledItems };
}

function addChanges(rows: RowBatch, orgId: string, settled: Settled, seq: number | null, ts: number): void {
  for (const change of settled.changes) {
    switch (change.table) {
      case "idempotency":
        rows.add("idempotency", { org_id: orgId, ...change.row, response: null });
        break;
      case "decision":
        rows.add("decision", { org_id: orgId, seq, ts, ...change.row, refs: joinBytes(change.row.refs) });
        break;
      case "policy_hit":
        countHit(rows, orgId, change.row, ts);
        break;
      case "approval": {
        rows.add(
          "approval",
          { org_id: orgId, due_at: dueAt(change.row), digest_salt: change.digest_salt ?? null, ...change.row },
          `${orgId}/${change.row.approval_id}`,
        );
        break;
      }
      case "approval_vote":
        rows.add("approval_vote", { org_id: orgId, ...change.row });
        break;
      case "permit":
        rows.add("permit", { org_id: orgId, ...change.row }, `${orgId}/${change.row.permit_id}`);
        break;
      case "approval_grant":
      case "limit_counter":
        // Sealed at the end, in the state after the whole batch.
        break;
      case "history_event":
        rows.add("history_event", { org_id: orgId, seq, ...change.row });
        break;
      case "budget_reservation":
        rows.add("budget_reservation", { org_id: orgId, ...change.row }, `${orgId}/${change.row.event_id}/${change.row.key}`);
        break;
      case "cost_reservation":
        rows.add("cost_reservation", { org_id: orgId, ...change.row }, `${orgId}/${change.row.reservation_id}`);
        break;
      case "cost_record":
        rows.add("cost_record", { org_id: orgId, ...change.row });
        break;
      case "circuit_call":
        rows.add("circuit_call", { org_id: orgId, ...change.row }, `${orgId}/${change.row.event_id}/${change.row.key}`);
        break;
      case "action_report":
        rows.add("action_report", { org_id: orgId, ...change.row });
        break;
      case "agent_sequence":
        rows.add("agent_sequence", { org_id: orgId, ...change.row }, `${orgId}/${change.row.identity_key_id}`);
        break;
      case "agent_sequence_gap":
        rows.add("agent_sequence_gap", { org_id: orgId, ...change.row });
        break;
      case "decision_word":
        rows.add("decision_word", { org_id: orgId, ...change.row });
        break;
      case "run_event":
        rows.add("run_event", lifecycleRow(orgId, change.row));
        break;
    }
  }
}

interface Written {
  readonly orgId: string;
  readonly view: View;
  readonly changes: readonly Change[];
}

/** Adds the grants and counters of a batch with their seals, and the changed buckets of counters. */
function sealRows(rows: RowBatch, seals: RowSeals, { orgId, view, changes }: Written): void {
  for (const change of changes) {
    if (change.table === "approval_grant") {
      const { row } = change;
      rows.add("approval_grant", { org_id: orgId, ...row, seal: seals.grant(row) }, `${orgId}/${row.grant_id}`);
    } else if (change.table === "limit_counter") {
      const { row } = change;
      // INVARIANT: a counter that was changed outside the product stays recognisable when a report is charged to it.
      const seal = view.brokenCounters.has(row.key) ? BROKEN_SEAL : seals.counter(row);
      rows.add("limit_counter", { org_id: orgId, ...row, seal, bucket: bucketOf(row.key) }, `${orgId}/${row.key}`);
    }
  }
  for (const [bucket, sums] of moveCounters(view, seals)) {
    const row = { org_id: orgId, bucket, sums: Object.fromEntries(sums), seal: seals.counterBucket(bucket, sums) };
    rows.add("limit_bucket", row, `${orgId}/${bucket}`);
  }
}

const joinBytes = (parts: readonly Uint8Array[]) => (parts.length === 0 ? null : Buffer.concat(parts));

const HOUR_MS = 3_600_000;

/** Adds up hits into one row per policy, hour, environment, mode and verdict, because a statement may update a row only once. */
function countHit(rows: RowBatch, orgId: string, { policy_id, environment, mode, verdict }: PolicyHitRow, ts: number): void {
  const hour = ts - (ts % HOUR_MS);
  const key = `${orgId}/${policy_id}/${hour}/${environment}/${mode}/${verdict}`;
  const earlier = Number(rows.find("policy_hit", key)?.hits ?? 0);
  rows.add("policy_hit", { org_id: orgId, policy_id, hour, environment, mode, verdict, hits: earlier + 1, last_at: ts }, key);
}

function groupByOrg<T extends BatchItem>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.orgId);
    if (group) group.push(item);
    else groups.set(item.orgId, [item]);
  }
  return groups;
}
