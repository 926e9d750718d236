import type { Environment } from "@agentlattice/contract";

/** The input of the halts that are in force, which every page shows. */
export const ACTIVE_HALTS = { query: { active: "true", limit: 20 } } as const;

/** The input of the number of pending approvals, which every page shows. */
export const pendingCountInput = (environment: Environment | null) =>
  ({ query: { environment: environment ?? undefined, status: "pending" } }) as const;
