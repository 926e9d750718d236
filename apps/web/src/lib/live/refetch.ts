import type { InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";

/** Queries that are refetched when their first request completes. */
const refetchOnSettle = new WeakSet<Query>();

/**
 * Refetches the matching queries after a change. INVARIANT: nothing on screen predates the change. Invalidating a query does not
 * cancel its first request, whose response may predate the change, so such a query is fetched once more when that request
 * completes. Queries with the meta `isSnapshot` show one moment and stay as they are.
 */
export function refetchShown(queries: QueryClient, asked: InvalidateQueryFilters = {}): void {
  const filters = { ...asked, predicate: (query: Query) => query.meta?.isSnapshot !== true && (asked.predicate?.(query) ?? true) };
  const first = queries.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
  for (const query of first) {
    if (query.state.data !== undefined || refetchOnSettle.has(query)) continue;
    refetchOnSettle.add(query);
    const refetch = () => {
      refetchOnSettle.delete(query);
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    query.fetch().then(refetch, refetch);
  }
  void queries.invalidateQueries(filters);
}
