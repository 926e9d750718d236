import type { InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";

/** Queries that are refetched when their first request completes. */
const refetchOnSettle = new WeakSet<Query>();

/**
 * Refetches the matching queries after a change. INVARIANT: nothing on screen predates the change. Invalidating a query does not
 * cancel its first request, whose response may predate the change, so such a query is fetched once more when that request
 * completes.
 */
export function refetchShown(queries: QueryClient, filters: InvalidateQueryFilters = {}): void {
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
