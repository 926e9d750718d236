import { type ApprovalRecord, emptyView, type Intent, type Outcome, type View } from "@agentlattice/core/settle";
import { LRUCache } from "lru-cache";
import type { Head } from "./head.ts";
import type { LoadedBatch } from "./load-batch.ts";
import type { BatchItem, SettledBatch, SettledOrg } from "./settle-batch.ts";

/** The state of a log after this process's last commit to it. */
interface KnownLog {
  head: Head;
  /** Open approvals that this process recorded for agents that are not delegated. */
  readonly approvals: Map<string, ApprovalRecord>;
  /** Consecutive commits by this process with no write by another process. */
  exclusiveCommits: number;
  /** Exclusive commits required before the cached head is used again. Doubles after each stale read. */
  backoff: number;
}

const MAX_LOGS = 4_096;
const MAX_APPROVALS = 4_096;
const MAX_BACKOFF = 64;
/** The database rejects a time that differs from its clock by more than 250 ms. */
const CLOCK_JUMP_MS = 250;
/** Correction per reading, so that one reading that was too early does not keep the clock early. */
const CLOCK_DECAY_MS = 0.05;

/**
 * Caches the heads left by this process's last commits, so that the next commit need not load them.
 * INVARIANT: everything that `settle` reads of a log changes only with an entry of that log or with its configuration version.
 * Cached state is therefore valid while the head is unchanged, and `lock_heads` verifies the head under the lock. A stale head costs
 * one round trip.
 */
export class KnownHeads {
  readonly #logs = new LRUCache<string, KnownLog>({ max: MAX_LOGS });
  /** The database's clock minus `performance.now()`, ms. */
  #offset: number | null = null;

  /** Returns the state on which a batch can be settled without loading, or null when part of it is not cached. */
  assume(items: readonly BatchItem[]): LoadedBatch | null {
    if (this.#offset === null) return null;
    const orgs = new Map<string, { readonly head: Head; readonly view: View }>();
    for (const { orgId, intent, configVersion } of items) {
      const log = this.#logs.get(orgId);
      if (!log || log.exclusiveCommits < log.backoff || !isKnown(log, intent)) return null;
      if (configVersion !== null && configVersion !== log.head.configVersion) return null;
      let org = orgs.get(orgId);
      if (!org) {
        org = { head: log.head, view: emptyView() };
        orgs.set(orgId, org);
      }
      if ("approval_id" in intent) org.view.approvals.set(intent.approval_id, log.approvals.get(intent.approval_id) as ApprovalRecord);
    }
    const now = Math.floor(performance.now() + this.#offset);
    // Never go backwards: another process's clock may have been slightly ahead.
    return { now: Math.max(now, ...[...orgs.values()].map(({ head }) => head.lastTs)), orgs, ended: new Set() };
  }

  /** Caches the heads of a committed batch. @param assumed true when the batch was settled on cached heads */
  committed(batch: SettledBatch<BatchItem>, assumed: boolean): void {
    for (const org of batch.orgs) {
      const log = this.#update(org, assumed);
      log.head = headAfter(org);
      for (const { item, outcome } of org.settled) cacheApproval(log, item.intent, outcome);
    }
  }

  /** Invalidates cached heads after another process may have appended. */
  invalidate(orgIds: Iterable<string>): void {
    for (const orgId of orgIds) {
      const log = this.#logs.get(orgId);
      if (!log) continue;
      log.approvals.clear();
      log.exclusiveCommits = 0;
      log.backoff = Math.min(MAX_BACKOFF, Math.max(1, log.backoff * 2));
    }
  }

  /** Removes a log that this process has written by an audited change. */
  remove(orgId: string): void {
    this.#logs.delete(orgId);
  }

  /** Synchronises with the database's clock. @param now its time, ms since the epoch, read just now */
  syncClock(now: number): void {
    const offset = now - performance.now();
    const jumped = this.#offset === null || Math.abs(offset - this.#offset) > CLOCK_JUMP_MS;
    // Network delay makes the database's clock appear late, so the largest offset is the most accurate.
    this.#offset = jumped ? offset : Math.max(offset, (this.#offset as number) - CLOCK_DECAY_MS);
  }

  #update({ orgId, appended }: SettledOrg<BatchItem>, assumed: boolean): KnownLog {
    const known = this.#logs.get(orgId);
    if (!known) {
      const log: KnownLog = { head: appended.head, approvals: new Map(), exclusiveCommits: 0, backoff: 0 };
      this.#logs.set(orgId, log);
      return log;
    }
    if (assumed) known.backoff >>= 1;
    else if (Buffer.compare(known.head.lastLeaf, appended.head.lastLeaf) === 0) known.exclusiveCommits++;
    else {
      known.approvals.clear();
      known.exclusiveCommits = 0;
    }
    return known;
  }
}

/** Returns true when settling the intent reads only the head and cached approvals. */
function isKnown({ approvals }: KnownLog, intent: Intent): boolean {
  switch (intent.kind) {
    case "submit":
      // The unique key of claims detects an idempotency key that was used before.
      return !intent.principal.delegation && !intent.verdict.settle && !intent.grant && !intent.statement;
    case "decide":
      if (intent.extend || intent.assessed?.verdict.settle) return false;
      // While the approval is pending, the unique key detects a used claim. Later, the stored decision may be the claim's answer.
      return intent.claim === null ? approvals.has(intent.approval_id) : approvals.get(intent.approval_id)?.status === "pending";
    case "collect":
      return !intent.principal.delegation && !intent.verdict.settle && approvals.has(intent.approval_id);
    case "cancel":
      return !intent.principal.delegation && approvals.has(intent.approval_id);
    default:
      return false;
  }
}

function cacheApproval({ approvals }: KnownLog, intent: Intent, outcome: Outcome): void {
  if (!("approval" in outcome) || !outcome.approval) return;
  const { approval } = outcome;
  // A refusal may have ended the request or changed who must agree to it.
  if (outcome.type === "refused") return void approvals.delete(approval.approval_id);
  const isNew = intent.kind === "submit" && !intent.principal.delegation;
  if (!isNew && !approvals.has(approval.approval_id)) return;
  approvals.delete(approval.approval_id);
  if (approval.status !== "pending" && approval.status !== "approved") return;
  approvals.set(approval.approval_id, approval);
  if (approvals.size > MAX_APPROVALS) approvals.delete(approvals.keys().next().value as string);
}

function headAfter({ appended: { head, headRow, tree } }: SettledOrg<BatchItem>): Head {
  return { ...head, frontier: tree.frontier, lastLeaf: headRow.last_leaf, lastTs: headRow.last_ts };
}
