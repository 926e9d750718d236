import { Prisma } from "../generated/prisma/client.ts";
import { hasAnomaly } from "../ledger/entry-filter.ts";

/** The condition on entries `e` that record a success reported for an action which was not allowed to run. */
export const IS_BYPASS = Prisma.raw(`e.status IS NULL AND ${hasAnomaly("e", "'REPORTED_NOT_EXECUTED'")}`);
