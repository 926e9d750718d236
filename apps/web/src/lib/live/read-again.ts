import type { InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";

/** Queries that are read once more when their first read is done. */
const followed = new WeakSet<Query>();

/**
 * Reads again what is shown, since something happened.
 * INVARIANT: nothing shown was answered before it. A read with nothing to show yet is not cancelled by invalidating it, and what it
 * brings may be from before: it is read once more when it is done.
 */
export function readAgain(queries: QueryClient, filters: InvalidateQueryFilters = {}): void {
  const first = queries.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
  for (const query of first) {
    if (query.state.data !== undefined || followed.has(query)) continue;
    followed.add(query);
    const again = () => {
      followed.delete(query);
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    query.fetch().then(again, again);
  }
  void queries.invalidateQueries(filters);
}
