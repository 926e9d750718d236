import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

/** A lost hint costs at most this much. */
const EVERY_MS = 5_000;

/** Looks, slowly, whether approvals that are waited for have moved: one query per organisation, however many are parked. */
export function startRecheck(deps: Deps): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = recheckParked(deps).catch((err) => deps.log.warn({ err }, "parked approvals could not be checked"));
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

async function recheckParked(deps: Deps): Promise<void> {
  for (const [orgId, approvalIds] of deps.waiters.parkedByOrg()) {
    const moved = await deps.database.inOrg(grantOrgScope(orgId), (client) =>
      client.approval.findMany({
        where: { orgId, approvalId: { in: approvalIds }, status: { not: "pending" } },
        select: { approvalId: true },
      }),
    );
    for (const { approvalId } of moved) deps.waiters.wake(approvalId, null);
  }
}
