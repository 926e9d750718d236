import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../generated/prisma/client.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** Opens the Prisma client of role al_app and its pool. Other packages get the client only through `inOrg` and `audited`. */
export function createPrismaClient(
  url: string,
  connections: number,
  onPoolError: (error: Error) => void,
): { prisma: PrismaClient; pool: pg.Pool } {
  const pool = new pg.Pool({ connectionString: url, max: connections, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  const adapter = new PrismaPg(pool, { schema: "app", onPoolError, disposeExternalPool: true });
  return { prisma: new PrismaClient({ adapter, log: [] }), pool };
}
