import type { Prisma, PrismaClient } from "../generated/prisma/client.ts";
import type { OrgScope } from "./org-scope.ts";

/** The Prisma client scoped to one organisation. Row-level security limits it to that organisation's rows. */
export type OrgClient = Prisma.TransactionClient;

const TIMEOUTS = { maxWait: 5_000, timeout: 15_000 };

/**
 * Runs reads and unaudited writes in one organisation.
 * INVARIANT: app.org_id is local to the transaction, so a pooled connection never leaks one tenant's context to another.
 */
export function inOrg<T>(
  prisma: PrismaClient,
  scope: OrgScope,
  work: (client: OrgClient) => Promise<T>,
  isolationLevel: Prisma.TransactionIsolationLevel = "ReadCommitted",
): Promise<T> {
  return prisma.$transaction(
    async (client) => {
      await client.$executeRaw`SELECT set_config('app.org_id', ${scope.orgId}, true)`;
      return work(client);
    },
    { ...TIMEOUTS, isolationLevel },
  );
}
