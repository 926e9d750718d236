import { type ApprovalRecord, emptyView, type Intent, type Outcome, type View } from "@agentlattice/core/settle";
import type { Head } from "./head.ts";
import type { LoadedBatch } from "./load-batch.ts";
import type { BatchItem, SettledBatch, SettledOrg } from "./settle-batch.ts";

/** What this process knows of a log since its own last commit to it. */
interface KnownLog {
  head: Head;
  /** Open approvals that this process has recorded, asked for by agents that people manage. */
  readonly approvals: Map<string, ApprovalRecord>;
  /** Commits of this process in a row between which nobody else has written. */
  undisturbed: number;
  /** How many of these it takes until the head is trusted again; grows with every mistake. */
  patience: number;
}

const MAX_LOGS = 4_096;
const MAX_APPROVALS = 4_096;
const MAX_PATIENCE = 64;
/** The database refuses a time that is further off its clock than 250 ms. */
const CLOCK_JUMP_MS = 250;
/** So that a clock that was read too early is not believed for ever. */
const CLOCK_DECAY_MS = 0.05;

/**
 * Heads as this process's last commits left them, so that the next commit need not ask for what it knows.
 * INVARIANT: whatever `settle` reads of a log changes only with an entry of that log, or with its configuration's version. So what
 * was known at a head is true for as long as the head is the same, and `hold_heads` looks at that under the lock.
 * Everything here is a guess until then; a wrong one costs a round trip.
 */
export class KnownHeads {
  readonly #logs = new Map<string, KnownLog>();
  /** The database's clock minus `performance.now()`, ms. */
  #offset: number | null = null;

  /** What a batch would find, when all that it looks at is known; otherwise null. */
  assume(items: readonly BatchItem[]): LoadedBatch | null {
    if (this.#offset === null) return null;
    const orgs = new Map<string, { readonly head: Head; readonly view: View }>();
    for (const { orgId, intent, configVersion } of items) {
      const log = this.#logs.get(orgId);
      if (!log || log.undisturbed < log.patience || !isKnown(log, intent)) return null;
      if (configVersion !== null && configVersion !== log.head.configVersion) return null;
      let org = orgs.get(orgId);
      if (!org) {
        org = { head: log.head, view: emptyView() };
        orgs.set(orgId, org);
      }
      if ("approval_id" in intent) org.view.approvals.set(intent.approval_id, log.approvals.get(intent.approval_id) as ApprovalRecord);
    }
    const now = Math.floor(performance.now() + this.#offset);
    // What was recorded by a clock a moment ahead is not in the future.
    return { now: Math.max(now, ...[...orgs.values()].map(({ head }) => head.lastTs)), orgs, ended: new Set() };
  }

  /** A batch was committed. `assumed`: on what was known. */
  committed(batch: SettledBatch<BatchItem>, assumed: boolean): void {
    for (const org of batch.orgs) {
      const log = this.#follow(org, assumed);
      log.head = headAfter(org);
      for (const { item, outcome } of org.settled) remember(log, item.intent, outcome);
    }
  }

  /** Somebody else has written to these logs, or nobody knows who has. */
  mistaken(orgIds: Iterable<string>): void {
    for (const orgId of orgIds) {
      const log = this.#logs.get(orgId);
      if (!log) continue;
      log.approvals.clear();
      log.undisturbed = 0;
      log.patience = Math.min(MAX_PATIENCE, Math.max(1, log.patience * 2));
    }
  }

  /** This process has itself written to a log in another way. */
  forget(orgId: string): void {
    this.#logs.delete(orgId);
  }

  /** The database's clock has just been read, ms since the epoch. */
  hearClock(now: number): void {
    const heard = now - performance.now();
    const jumped = this.#offset === null || Math.abs(heard - this.#offset) > CLOCK_JUMP_MS;
    // An answer that took long to reach us makes the clock seem late: the earliest is the best.
    this.#offset = jumped ? heard : Math.max(heard, (this.#offset as number) - CLOCK_DECAY_MS);
  }

  #follow({ orgId, appended }: SettledOrg<BatchItem>, assumed: boolean): KnownLog {
    const known = this.#logs.get(orgId);
    if (!known) {
      const log: KnownLog = { head: appended.head, approvals: new Map(), undisturbed: 0, patience: 0 };
      this.#logs.set(orgId, log);
      if (this.#logs.size > MAX_LOGS) this.#logs.delete(this.#logs.keys().next().value as string);
      return log;
    }
    if (assumed) known.patience >>= 1;
    else if (Buffer.compare(known.head.lastLeaf, appended.head.lastLeaf) === 0) known.undisturbed++;
    else {
      known.approvals.clear();
      known.undisturbed = 0;
    }
    return known;
  }
}

/** Whether settling an intent looks at nothing but the head and approvals that are known. */
function isKnown({ approvals }: KnownLog, intent: Intent): boolean {
  switch (intent.kind) {
    case "submit":
      // A claim that was used before is found by its unique key.
      return !intent.principal.delegation && !intent.verdict.settle;
    case "decide":
      // A claim is found by its unique key when the decision would be recorded; a decision that exists may be its answer.
      return intent.claim === null ? approvals.has(intent.approval_id) : approvals.get(intent.approval_id)?.status === "pending";
    case "collect":
      return !intent.principal.delegation && !intent.verdict.settle && approvals.has(intent.approval_id);
    case "cancel":
      return !intent.principal.delegation && approvals.has(intent.approval_id);
    default:
      return false;
  }
}

function remember({ approvals }: KnownLog, intent: Intent, outcome: Outcome): void {
  if (outcome.type === "refused" || !("approval" in outcome) || !outcome.approval) return;
  const { approval } = outcome;
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
