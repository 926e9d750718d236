import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/prisma/client.ts";

/** The Prisma client of role al_app. It leaves this package only inside `inOrg` and `audited`. */
export function createPrismaClient(url: string, onPoolError: (error: Error) => void): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max: 8, connectionTimeoutMillis: 5_000 }, { schema: "app", onPoolError });
  return new PrismaClient({ adapter, log: [] });
}
