import type { DueDelivery } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import type { Sweeper } from "../../sweep/sweeper.ts";
import { deliver } from "./deliver.ts";
import { openCursors } from "./open-cursor.ts";
import { routeEntries } from "./route-entries.ts";
import { createSlots, SLOTS } from "./slots.ts";

const POLL_MS = 1_000;
/** Delay after a commit, so that many commits cause one query. */
const COMMIT_DELAY_MS = 50;
const STOP_WITHIN_MS = 3_000;
const ORGS_AT_ONCE = 32;

/**
 * Starts the worker that turns ledger entries into messages and delivers them. Every process runs one; row locks divide the work.
 * INVARIANT: a slow or failing receiver occupies only its own slots, so it delays neither other receivers nor other organisations.
 */
export function startDispatcher(deps: Deps): Sweeper {
  const slots = createSlots();
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  let polling: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  let nextAt = Number.POSITIVE_INFINITY;
  let reopenAt = 0;

  const schedule = (delay: number) => {
    const at = performance.now() + delay;
    if (stopped || at >= nextAt) return;
    clearTimeout(timer);
    nextAt = at;
    timer = setTimeout(() => {
      polling = poll();
    }, delay).unref();
  };
  const poll = async () => {
    try {
      if (deps.mail) await openMissing();
      const more = await routeAll(deps);
      const started = stopped ? 0 : await startDue();
      nextAt = Number.POSITIVE_INFINITY;
      schedule(more || started > 0 ? COMMIT_DELAY_MS : POLL_MS);
    } catch (err) {
      deps.log.warn({ err }, "messages could not be dispatched and are tried again");
      nextAt = Number.POSITIVE_INFINITY;
      schedule(POLL_MS);
    }
  };
  const openMissing = async () => {
    if (performance.now() < reopenAt) return;
    await openCursors(deps);
    reopenAt = performance.now() + POLL_MS;
  };
  const startDue = async () => {
    if (slots.free === 0) return 0;
    const due = await deps.database.lookups.dueDeliveries({ limit: slots.free, perOrg: SLOTS.org, busy: slots.busy() });
    return due.filter(start).length;
  };
  const start = (due: DueDelivery) => {
    if (running.has(due.delivery_id) || !slots.take(due)) return false;
    const done = deliver(deps, due.org_id, due.delivery_id)
      .then(
        (isDelivered) => slots.release(due, isDelivered),
        (err) => {
          slots.release(due, false);
          deps.log.warn({ err }, "a delivery failed and is tried again");
        },
      )
      .finally(() => {
        running.delete(due.delivery_id);
        schedule(COMMIT_DELAY_MS);
      });
    running.set(due.delivery_id, done);
    return true;
  };
  deps.outbox.listen(() => schedule(COMMIT_DELAY_MS));
  deps.database.listen({ headMoved: () => schedule(COMMIT_DELAY_MS), configChanged: () => {} });
  schedule(POLL_MS);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await polling;
      await Promise.race([Promise.all(running.values()), after(STOP_WITHIN_MS)]);
    },
  };
}

async function routeAll(deps: Deps): Promise<boolean> {
  const orgIds = await deps.database.lookups.organisationsToRoute(ORGS_AT_ONCE);
  let more = orgIds.length === ORGS_AT_ONCE;
  for (const orgId of orgIds) {
    try {
      more = (await routeEntries(deps, orgId)) || more;
    } catch (err) {
      deps.log.warn({ err, org: orgId }, "entries could not be routed and are tried again");
    }
  }
  return more;
}

const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms).unref());
