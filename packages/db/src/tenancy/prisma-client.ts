import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../generated/prisma/client.ts";

/** The Prisma client of role al_app and the pool that it closes. It leaves this package only inside `inOrg` and `audited`. */
export function createPrismaClient(url: string, onPoolError: (error: Error) => void): { prisma: PrismaClient; pool: pg.Pool } {
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 5_000 });
  const adapter = new PrismaPg(pool, { schema: "app", onPoolError, disposeExternalPool: true });
  return { prisma: new PrismaClient({ adapter, log: [] }), pool };
}
