import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../generated/prisma/client.ts";

/** Opens the Prisma client of role al_app and its pool. Other packages get the client only through `inOrg` and `audited`. */
export function createPrismaClient(url: string, onPoolError: (error: Error) => void): { prisma: PrismaClient; pool: pg.Pool } {
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 5_000 });
  const adapter = new PrismaPg(pool, { schema: "app", onPoolError, disposeExternalPool: true });
  return { prisma: new PrismaClient({ adapter, log: [] }), pool };
}
