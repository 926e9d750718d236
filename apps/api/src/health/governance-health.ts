import type { GovernanceHealth } from "@agentlattice/contract";
import type { LastVerification, OrgScope } from "@agentlattice/db";
import { LRUCache } from "lru-cache";
import { checkEntries } from "../audit/verify-ledger.ts";
import type { Deps } from "../deps.ts";
import { MEASURE_DIGITS, round } from "../http/round.ts";
import { WINDOW_SECONDS } from "../metrics/recent-durations.ts";
import { busFault } from "./bus-fault.ts";

/** Time for which a result is returned again, so that requests cannot cause more work than one check per organisation. */
const CACHE_MS = 5_000;
/** Time after which a part that does not answer is unknown. */
const TIMEOUT_MS = 2_000;
/** Entries at the end of the ledger that are verified: one block of the reader. */
const TAIL = 1_024;
const MAX_ORGANISATIONS = 5_000;

type State = GovernanceHealth["status"];
type Parts = Omit<GovernanceHealth, "status" | "checked_at">;
type HealthDeps = Pick<Deps, "bus" | "busPeers" | "database" | "log" | "metrics" | "now">;

export interface GovernanceHealthChecks {
  /** The status for callers without a credential: the database answers and its entries are protected. */
  status(): Promise<{ status: State }>;
  /** The status of an organisation with its parts. */
  of(scope: OrgScope): Promise<GovernanceHealth>;
}

/** Checks the governance health. Concurrent callers share one check, whose result is kept for five seconds. */
export function createGovernanceHealth(deps: HealthDeps): GovernanceHealthChecks {
  // The cache uses a monotonic clock, so a jump of the wall clock keeps no result for longer.
  const known = new LRUCache<string, Promise<GovernanceHealth>>({ max: MAX_ORGANISATIONS, ttl: CACHE_MS });
  const shared = new LRUCache<"grants", Promise<Parts["append_only_grants"]>>({ max: 1, ttl: CACHE_MS });
  const grants = () => cached(shared, "grants", () => orElse(deps, checkGrants(deps), { status: "unknown", tables: [] }));
  return {
    status: async () => ({ status: (await grants()).status }),
    of: (scope) => cached(known, scope.orgId, () => checkAll(deps, scope, grants())),
  };
}

function cached<Key extends string, T>(cache: LRUCache<Key, Promise<T>>, key: Key, check: () => Promise<T>): Promise<T> {
  const kept = cache.get(key) ?? check();
  cache.set(key, kept, { noUpdateTTL: true });
  return kept;
}

async function checkAll(deps: HealthDeps, scope: OrgScope, grants: Promise<Parts["append_only_grants"]>): Promise<GovernanceHealth> {
  const last = deps.database.governance.lastVerification(scope);
  const parts: Parts = {
    chain_integrity: await orElse(deps, checkChain(deps, scope, last), UNKNOWN_CHAIN),
    key_resolution: await orElse(deps, checkKeys(deps, scope), UNKNOWN_KEYS),
    append_only_grants: await grants,
    write_latency: writeLatency(deps),
    bus: busState(deps),
    last_verification: await orElse(deps, last.then(toLastVerification), UNKNOWN_VERIFICATION),
  };
  const states = [
    parts.chain_integrity.status,
    parts.key_resolution.status,
    parts.append_only_grants.status,
    parts.last_verification.status,
  ];
  const status = states.includes("failed") ? "failed" : states.includes("unknown") ? "unknown" : "ok";
  return { status, checked_at: new Date(deps.now()).toISOString(), ...parts };
}

const UNKNOWN_CHAIN: Parts["chain_integrity"] = {
  status: "unknown",
  signing: null,
  size: null,
  checked_from: null,
  checked_to: null,
  first_broken_at_row_id: null,
};
const UNKNOWN_KEYS: Parts["key_resolution"] = { status: "unknown", resolved: null, unresolved: null, unresolved_purposes: [] };
const UNKNOWN_VERIFICATION: Parts["last_verification"] = { status: "unknown", at: null, size: null, by: null };

/** Returns the result of a check, or `unknown` when it fails or takes too long. */
async function orElse<T>(deps: Pick<Deps, "log">, check: Promise<T>, unknown: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(unknown), TIMEOUT_MS).unref();
  });
  const answered = check.catch((err: unknown) => {
    deps.log.warn({ err }, "a part of the governance health could not be checked");
    return unknown;
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

const STATES = { LEDGER_DIVERGED: "diverged", SIGNER_STATE_INVALID: "signer_state_invalid", SIGNING_PENDING: "not_signed" } as const;

async function checkChain(deps: HealthDeps, scope: OrgScope, last: Promise<LastVerification | null>): Promise<Parts["chain_integrity"]> {
  const { size } = await deps.database.storedHead(scope.orgId);
  const tail = await checkEntries(deps, scope, { from: Math.max(0, size - TAIL), to: size - 1 });
  const fault = deps.database.health.faultOf(scope.orgId);
  const before = await last;
  const failed = fault !== null || !tail.chain_valid || before?.valid === false;
  return {
    status: failed ? "failed" : before === null ? "unverified" : "verified",
    signing: fault ? STATES[fault.code] : "signed",
    size: tail.size,
    checked_from: tail.from,
    checked_to: tail.to,
    first_broken_at_row_id: tail.first_broken_at_row_id,
  };
}

async function checkKeys(deps: HealthDeps, scope: OrgScope): Promise<Parts["key_resolution"]> {
  const keys = await deps.database.governance.keys(scope);
  const unresolved = keys.filter(({ resolved }) => !resolved).map(({ purpose }) => purpose);
  return {
    status: unresolved.length === 0 ? "ok" : "failed",
    resolved: keys.length - unresolved.length,
    unresolved: unresolved.length,
    unresolved_purposes: unresolved,
  };
}

async function checkGrants(deps: HealthDeps): Promise<Parts["append_only_grants"]> {
  const found = await deps.database.governance.appendOnly();
  const tables = found.map(({ table, granted_correctly, triggers }) => ({ table, grants_ok: granted_correctly, triggers_ok: triggers }));
  return { status: tables.every(({ grants_ok, triggers_ok }) => grants_ok && triggers_ok) ? "ok" : "failed", tables };
}

function writeLatency(deps: HealthDeps): Parts["write_latency"] {
  const { p50, p95, samples } = deps.metrics.writes.percentiles();
  const shown = (ms: number | null) => (ms === null ? null : round(ms, MEASURE_DIGITS));
  return { status: samples > 0 ? "ok" : "no_samples", p50_ms: shown(p50), p95_ms: shown(p95), samples, window_seconds: WINDOW_SECONDS };
}

function busState(deps: HealthDeps): Parts["bus"] {
  const reason = busFault(deps);
  return { status: reason === null ? "ok" : "degraded", reason };
}

function toLastVerification(last: LastVerification | null): Parts["last_verification"] {
  if (last === null) return { status: "never", at: null, size: null, by: null };
  return { status: last.valid ? "valid" : "failed", at: last.at.toISOString(), size: last.size, by: last.by };
}
