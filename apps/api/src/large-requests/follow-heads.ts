import type { Database } from "@agentlattice/db";
import type { Log } from "../http/log.ts";

const COALESCE_MS = 50;

/**
 * Signs, on the serving thread too, what another thread of this process has appended: so that a database which is restored or rewritten
 * later contradicts what this process remembers, and health says so. A fault is in `database.health`.
 */
export function followHeads(database: Pick<Database, "signedHead">, log: Log): (orgId: string) => void {
  const due = new Set<string>();
  const follow = () => {
    const orgs = [...due];
    due.clear();
    for (const orgId of orgs)
      database.signedHead(orgId).catch((err: unknown) => log.warn({ err }, "a head that another thread wrote was not signed"));
  };
  return (orgId) => {
    if (due.size === 0) setTimeout(follow, COALESCE_MS).unref();
    due.add(orgId);
  };
}
