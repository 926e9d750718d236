import type { OrgScope } from "./org-scope.ts";

interface Asked<Found> {
  readonly scope: OrgScope;
  readonly id: string;
  resolve(found: Found | null): void;
  reject(error: unknown): void;
}

/** Reads one row of an organisation by its UUID; null when there is none. */
export type ReadOne<Found> = (scope: OrgScope, id: string) => Promise<Found | null>;

/**
 * Combines reads: calls made while a read of the same organisation is running share the next one, so that thousands of agents that
 * reconnect at once need only a few queries, and one organisation occupies one connection.
 * INVARIANT: a read starts after all calls that it answers.
 *
 * @param limit the maximum number of calls that one read answers
 * @param readAll reads the rows with these UUIDs, each at most once, in any order
 */
export function readTogether<Found>(
  limit: number,
  readAll: (scope: OrgScope, ids: readonly string[]) => Promise<ReadonlyMap<string, Found>>,
): ReadOne<Found> {
  const waiting = new Map<string, Asked<Found>[]>();

  async function answer(batch: readonly Asked<Found>[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    try {
      const found = await readAll(first.scope, [...new Set(batch.map(({ id }) => id))]);
      for (const { id, resolve } of batch) resolve(found.get(id) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function answerAll(orgId: string): Promise<void> {
    for (let asked = waiting.get(orgId); asked && asked.length > 0; asked = waiting.get(orgId)) await answer(asked.splice(0, limit));
    waiting.delete(orgId);
  }

  return (scope, id) =>
    new Promise((resolve, reject) => {
      const asked = { scope, id, resolve, reject };
      const others = waiting.get(scope.orgId);
      if (others) others.push(asked);
      else {
        waiting.set(scope.orgId, [asked]);
        // Calls of the same event loop turn share the first read.
        setImmediate(() => void answerAll(scope.orgId));
      }
    });
}
