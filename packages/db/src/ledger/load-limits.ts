import type { SettlePlan } from "@agentlattice/core/policy";
import {
  type CircuitCallRecord,
  type CostReservationRecord,
  type CounterRecord,
  circuitCounters,
  emptyView,
  type HistoryRecord,
  type Intent,
  type ReservationRecord,
  type View,
} from "@agentlattice/core/settle";
import { isSealed, type SealsOf } from "../keys/row-seals.ts";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import type { Transaction } from "./connection.ts";
import { bucketOf, fillBucket, type LoadedBucket } from "./counter-buckets.ts";

/** Number of recent calls that loop detection examines; more than any cycle with its repetitions. */
const TAIL = 160;

// OFFSET 0 forces an index scan per key regardless of statistics. A count reads no more rows than its bound.
const LOAD_LIMITS = `
  SELECT json_build_object(
    'counters', (SELECT json_agg(c) FROM (
      SELECT c.org_id, c.key, c.value, c.warned, c.extended, encode(c.seal, 'hex') AS seal, (extract(epoch FROM c.expires_at) * 1000)::bigint AS expires_at
      FROM (SELECT org_id, key FROM unnest($1::uuid[], $2::text[]) k(org_id, key)
        UNION SELECT h.org_id, h.key FROM unnest($8::uuid[], $9::uuid[]) e(org_id, id)
          CROSS JOIN LATERAL (SELECT * FROM app.budget_reservation h WHERE h.org_id = e.org_id AND h.event_id = e.id OFFSET 0) h) k
      CROSS JOIN LATERAL (SELECT * FROM app.limit_counter c WHERE c.org_id = k.org_id AND c.key = k.key OFFSET 0) c) c),
    'buckets', (SELECT json_agg(b) FROM (
      SELECT k.org_id, k.bucket, b.sums, encode(b.seal, 'hex') AS seal, (statement_timestamp() AT TIME ZONE 'UTC')::date::text AS today, k.missing,
        CASE WHEN k.missing THEN (SELECT json_agg(json_build_array(c.key, coalesce((c.expires_at AT TIME ZONE 'UTC')::date::text, 'never')))
          FROM app.limit_counter c WHERE c.org_id = k.org_id AND c.bucket = k.bucket) END AS stored
      FROM (SELECT k.org_id, k.bucket, bool_or(NOT EXISTS (SELECT FROM app.limit_counter c WHERE c.org_id = k.org_id AND c.key = k.key)) AS missing
        FROM unnest($1::uuid[], $2::text[], $10::smallint[]) k(org_id, key, bucket) GROUP BY k.org_id, k.bucket) k
      CROSS JOIN LATERAL (SELECT * FROM app.limit_bucket b WHERE b.org_id = k.org_id AND b.bucket = k.bucket OFFSET 0) b) b),
    'history', (SELECT json_agg(m) FROM (
      SELECT k.org_id, k.key, m.count, m.sum, coalesce(m.values, '{}') AS values, m.outcomes
      FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::bigint[]) k(org_id, key, window_ms, want, most)
      CROSS JOIN LATERAL (
        SELECT count(*) AS count, coalesce(sum(r.amount), 0) AS sum, array_agg(r.value ORDER BY r.at, r.seq) FILTER (WHERE r.value IS NOT NULL) AS values,
          json_agg(json_build_object('outcome', r.outcome, 'at', (extract(epoch FROM r.at) * 1000)::bigint) ORDER BY r.at, r.seq) FILTER (WHERE r.outcome IS NOT NULL) AS outcomes
        FROM (
          SELECT * FROM (
            SELECT h.at, h.seq, h.value, h.amount, h.outcome FROM app.history_event h
            WHERE k.want <> 'distinct' AND h.org_id = k.org_id AND h.key = k.key AND h.at > statement_timestamp() - make_interval(secs => k.window_ms / 1000.0)
            ORDER BY h.at DESC, h.seq DESC LIMIT CASE k.want WHEN 'sum' THEN NULL ELSE k.most END) recent
          UNION ALL
          SELECT * FROM (
            SELECT min(h.at), min(h.seq), h.value, NULL::bigint, NULL::text FROM app.history_event h
            WHERE k.want = 'distinct' AND h.org_id = k.org_id AND h.key = k.key AND h.value IS NOT NULL
              AND h.at > statement_timestamp() - make_interval(secs => k.window_ms / 1000.0)
            GROUP BY h.value LIMIT k.most) seen
        ) r) m) m),
    'reservations', (SELECT json_agg(h) FROM (
      SELECT h.org_id, h.event_id, h.key, h.measure, h.amount, h.assumed, h.terms, (extract(epoch FROM h.settled_at) * 1000)::bigint AS settled_at
      FROM (SELECT DISTINCT org_id, id FROM unnest($8::uuid[], $9::uuid[]) e(org_id, id)) e
      CROSS JOIN LATERAL (SELECT * FROM app.budget_reservation h WHERE h.org_id = e.org_id AND h.event_id = e.id OFFSET 0) h) h),
    'circuit_calls', (SELECT json_agg(c) FROM (
      SELECT c.org_id, c.event_id, c.key, c.is_probe, c.window_ms, (extract(epoch FROM c.reported_at) * 1000)::bigint AS reported_at
      FROM (SELECT DISTINCT org_id, id FROM unnest($8::uuid[], $9::uuid[]) e(org_id, id)) e
      CROSS JOIN LATERAL (SELECT * FROM app.circuit_call c WHERE c.org_id = e.org_id AND c.event_id = e.id OFFSET 0) c) c),
    'cost_reservations', (SELECT json_agg(r) FROM (
      SELECT r.org_id, r.reservation_id, r.agent_id, r.key_id, r.environment, r.run_id, encode(r.session, 'hex') AS session, r.action_type,
        r.model, r.reserved, r.used, r.status,
        (extract(epoch FROM r.created_at) * 1000)::bigint AS created_at, (extract(epoch FROM r.expires_at) * 1000)::bigint AS expires_at,
        (extract(epoch FROM r.ended_at) * 1000)::bigint AS ended_at
      FROM (SELECT DISTINCT org_id, id FROM unnest($8::uuid[], $9::uuid[]) e(org_id, id)) e
      CROSS JOIN LATERAL (SELECT * FROM app.cost_reservation r WHERE r.org_id = e.org_id AND r.reservation_id = e.id OFFSET 0) r) r)
  ) AS loaded`;

interface Keys {
  readonly counters: [string[], string[]];
  readonly history: [string[], string[], number[], string[], number[]];
  readonly events: [string[], string[]];
}

type Loaded = {
  readonly [K in keyof Row]: readonly ({ readonly org_id: string } & Row[K])[] | null;
};
interface Row {
  counters: CounterRecord & { readonly seal: string | null };
  buckets: LoadedBucket;
  history: HistoryRecord;
  reservations: ReservationRecord;
  circuit_calls: CircuitCallRecord;
  cost_reservations: Omit<CostReservationRecord, "session"> & { readonly session: string | null };
}

type Item = { readonly orgId: string; readonly intent: Intent };

/**
 * Loads counters, history events and reservations for the limits of a batch. It is sent right after `lock_and_load`, so it costs no round
 * trip. A batch without limits and reports sends nothing.
 * INVARIANT: each reservation and call is loaded once, even when a batch has several reports of its action.
 * INVARIANT: runs as a separate statement after the heads are locked, so that it sees amounts charged before the lock was granted.
 */
export async function loadLimits(tx: Transaction, items: readonly Item[]): Promise<Loaded | null> {
  const keys = collectKeys(items);
  if (!keys) return null;
  const { rows } = await tx.query({ name: "load_limits", text: LOAD_LIMITS, values: valuesOf(keys) });
  return rows[0].loaded as Loaded;
}

/** Adds the loaded rows to the views of their organisations. */
export function fillLimits(loaded: Loaded | null, viewOf: (orgId: string) => View | undefined): void {
  for (const { org_id, seal: _, ...row } of loaded?.counters ?? []) viewOf(org_id)?.counters.set(row.key, row);
  for (const { org_id, ...row } of loaded?.history ?? []) viewOf(org_id)?.history.set(row.key, row);
  for (const { org_id, ...row } of loaded?.reservations ?? []) append(viewOf(org_id)?.reservations, row);
  for (const { org_id, ...row } of loaded?.circuit_calls ?? []) append(viewOf(org_id)?.circuitCalls, row);
  for (const { org_id, session, ...row } of loaded?.cost_reservations ?? []) {
    const reservation = { ...row, session: session === null ? null : Buffer.from(session, "hex") };
    viewOf(org_id)?.costReservations.set(row.reservation_id, reservation);
  }
}

function append<Row extends { readonly event_id: string }>(rows: Map<string, readonly Row[]> | undefined, row: Row): void {
  rows?.set(row.event_id, [...(rows.get(row.event_id) ?? []), row]);
}

/** Reads the limits of one plan without a lock, for a dry run. The result may be outdated. */
export async function readLimits(client: OrgClient, { orgId }: OrgScope, plan: SettlePlan): Promise<View> {
  const keys = newKeys();
  const view = emptyView();
  addPlan(keys, orgId, plan);
  const [row] = await client.$queryRawUnsafe<{ loaded: Loaded }[]>(LOAD_LIMITS, ...valuesOf(keys));
  fillLimits(row?.loaded ?? null, () => view);
  return view;
}

/**
 * Marks the counters of a batch that contradict their seals, and those that do not exist although their bucket says that some were deleted.
 * INVARIANT: no limit is checked against such a counter.
 */
export function checkCounters(
  { loaded, items }: { readonly loaded: Loaded | null; readonly items: readonly Item[] },
  viewOf: (orgId: string) => View | undefined,
  sealsOf: SealsOf,
): void {
  for (const { org_id, seal, ...row } of loaded?.counters ?? [])
    if (!isSealed(seal, sealsOf(org_id).counter(row))) viewOf(org_id)?.brokenCounters.add(row.key);
  const whole = new Set<string>();
  for (const { org_id, ...bucket } of loaded?.buckets ?? []) {
    const view = viewOf(org_id);
    if (view && fillBucket(bucket, view, sealsOf(org_id))) whole.add(`${org_id}/${bucket.bucket}`);
  }
  const [orgs, keys] = collectKeys(items)?.counters ?? [[], []];
  for (const [index, key] of keys.entries()) {
    const orgId = orgs[index] as string;
    const view = viewOf(orgId);
    if (view && !view.counters.has(key) && !whole.has(`${orgId}/${bucketOf(key)}`)) view.brokenCounters.add(key);
  }
}

export function viewsOf(orgs: ReadonlyMap<string, { readonly view: View }>): (orgId: string) => View | undefined {
  return (orgId) => orgs.get(orgId)?.view;
}

const newKeys = (): Keys => ({ counters: [[], []], history: [[], [], [], [], []], events: [[], []] });
const valuesOf = (keys: Keys) => [...keys.counters, ...keys.history, ...keys.events, keys.counters[1].map(bucketOf)];

function collectKeys(items: readonly Item[]): Keys | null {
  let keys: Keys | null = null;
  for (const { orgId, intent } of items) {
    const plan = planOf(intent);
    const reserved = reservedBy(intent);
    const extended = extendedBy(intent);
    if (!plan && reserved === null && extended.length === 0) continue;
    keys ??= newKeys();
    addKeys(keys.counters, orgId, extended);
    if (plan) addPlan(keys, orgId, plan);
    if (reserved !== null) {
      keys.events[0].push(orgId);
      keys.events[1].push(reserved);
    }
  }
  return keys;
}

function planOf(intent: Intent): SettlePlan | undefined {
  if (intent.kind === "reserve") return intent.plan;
  if (intent.kind === "decide") return intent.assessed?.verdict.settle;
  // A denial is counted without reading what was counted before.
  if (intent.kind === "submit" && intent.verdict.status === "denied") return undefined;
  return intent.kind === "submit" || intent.kind === "collect" ? intent.verdict.settle : undefined;
}

/** Returns the counters whose caps the intent extends, or lowers again. */
function extendedBy(intent: Intent): readonly string[] {
  if (intent.kind === "work") return intent.counters;
  return intent.kind === "decide" ? (intent.extend?.keys ?? []) : [];
}

/** Returns the id under which budgets reserved what the intent ends, or null. */
function reservedBy(intent: Intent): string | null {
  if (intent.kind === "report") return intent.event_id;
  return "reservation_id" in intent ? intent.reservation_id : null;
}

function addPlan({ counters, history }: Keys, orgId: string, plan: SettlePlan): void {
  for (const check of plan.checks) {
    if (check.kind === "rate" || check.kind === "budget") addKeys(counters, orgId, check.keys);
    else if (check.kind === "circuit") {
      addKeys(counters, orgId, circuitCounters(check));
      addHistory(history, orgId, { ...check, keys: [...check.keys, ...check.fallbacks.map(({ key }) => key)] }, "tail", TAIL);
    } else if (check.kind === "loop") addHistory(history, orgId, check, "tail", TAIL);
    else addHistory(history, orgId, check, check.measure, Math.min(Math.floor(check.value) + 1, MAX_COUNTED));
  }
}

function addKeys([orgs, keys]: Keys["counters"], orgId: string, wanted: readonly string[]): void {
  for (const key of wanted) {
    orgs.push(orgId);
    keys.push(key);
  }
}

interface Wanted {
  readonly keys: readonly string[];
  readonly window_ms: number;
}

function addHistory([orgs, keys, windows, wants, most]: Keys["history"], orgId: string, of: Wanted, want: string, limit: number): void {
  for (const key of of.keys) {
    orgs.push(orgId);
    keys.push(key);
    windows.push(of.window_ms);
    wants.push(want);
    most.push(limit);
  }
}

const MAX_COUNTED = 100_000;
