import type { Prisma, PrismaClient } from "../generated/prisma/client.ts";
import type { OrgScope } from "./org-scope.ts";

/** The Prisma client inside one organisation: every row it sees or writes is that organisation's. */
export type OrgClient = Prisma.TransactionClient;

const TIMEOUTS = { maxWait: 5_000, timeout: 15_000 };

/**
 * Runs reads and unaudited writes inside one organisation.
 * INVARIANT: app.org_id is local to the transaction, so a pooled connection never carries one tenant's context to another.
 */
export function inOrg<T>(prisma: PrismaClient, scope: OrgScope, work: (client: OrgClient) => Promise<T>): Promise<T> {
  return prisma.$transaction(async (client) => {
    await client.$executeRaw`SELECT set_config('app.org_id', ${scope.orgId}, true)`;
    return work(client);
  }, TIMEOUTS);
}
