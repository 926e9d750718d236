import type { Database } from "@agentlattice/db";
import type { Log } from "../http/log.ts";

const COALESCE_MS = 50;

/**
 * Returns a function that signs the head of a log after another thread of this process has extended it. The signer of the main thread then
 * remembers this head, so it detects a database that is restored or rewritten later. Signing faults are in `database.health`.
 */
export function followHeads(database: Pick<Database, "signedHead">, log: Log): (orgId: string) => void {
  const due = new Set<string>();
  const signDue = () => {
    const orgs = [...due];
    due.clear();
    for (const orgId of orgs)
      database.signedHead(orgId).catch((err: unknown) => log.warn({ err }, "the head that another thread appended was not signed"));
  };
  return (orgId) => {
    if (due.size === 0) setTimeout(signDue, COALESCE_MS).unref();
    due.add(orgId);
  };
}
