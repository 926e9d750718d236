import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { reassessOpen } from "./reassess-open.ts";

/** Interval of the check, which is the maximum delay by a lost hint. */
const EVERY_MS = 5_000;

/**
 * Checks periodically whether approvals with waiting requests have changed, with one query per organisation, and whether a change of the
 * configuration changes them.
 */
export function startRecheck(deps: Deps): { stop(): Promise<void> } {
  const assessed = new Map<string, number>();
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = recheckWaiting(deps, assessed).catch((err) => deps.log.warn({ err }, "waiting requests could not be checked"));
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** @param assessed the configuration version with which the open requests of each organisation were compared last */
async function recheckWaiting(deps: Deps, assessed: Map<string, number>): Promise<void> {
  for (const [orgId, approvalIds] of deps.waiters.waitingByOrg()) {
    const moved = await deps.database.inOrg(grantOrgScope(orgId), (client) =>
      client.approval.findMany({
        where: { orgId, approvalId: { in: approvalIds }, status: { not: "pending" } },
        select: { approvalId: true },
      }),
    );
    for (const { approvalId } of moved) deps.waiters.wake(approvalId, null);
    const { version } = await deps.configs.get(orgId);
    if (assessed.get(orgId) !== version) await reassessOpen(deps, orgId);
    assessed.set(orgId, version);
  }
}
