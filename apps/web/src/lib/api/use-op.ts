import type { JsonOperationId, OperationInput, OperationOutput } from "@agentlattice/contract/client";
import { type InvalidateQueryFilters, keepPreviousData, type UseQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "./browser-api.ts";

/** An operation that returns one page of a list. */
type ListOperationId = {
  [Op in JsonOperationId]: OperationOutput<Op> extends { data: readonly unknown[]; next_cursor: string | null } ? Op : never;
}[JsonOperationId];

/** One page of a list. */
export type PageOf<Op extends ListOperationId> = OperationOutput<Op>;

type Call<Op extends JsonOperationId> = (input: OperationInput<Op> & { signal: AbortSignal }) => Promise<OperationOutput<Op>>;

/** Returns the key and the function of a query that calls an operation. The key is `[operationId, input]`. */
export function queryOf<Op extends JsonOperationId>(operation: Op, input: OperationInput<Op>) {
  return {
    queryKey: keyOf(operation, input),
    // TypeScript does not resolve a call of a member that is chosen by a type parameter.
    queryFn: ({ signal }: { signal: AbortSignal }) => (api[operation] as Call<Op>)({ ...input, signal }),
  };
}

/** Returns the query key that `useOp` uses for an operation and its input. */
export function keyOf<Op extends JsonOperationId>(operation: Op, input: OperationInput<Op>) {
  return [operation, input] as const;
}

/** Returns the query key that `usePages` uses for an operation and its input. */
export function pagesKeyOf<Op extends ListOperationId>(operation: Op, input: OperationInput<Op>) {
  return [operation, input, "pages"] as const;
}

type OpOptions<Op extends JsonOperationId, Data> = Omit<UseQueryOptions<OperationOutput<Op>, Error, Data>, "queryKey" | "queryFn">;

/** Reads from the API and returns cached data meanwhile. Components that use the same operation and input share one request. */
export function useOp<Op extends JsonOperationId, Data = OperationOutput<Op>>(
  operation: Op,
  input: OperationInput<Op>,
  options: OpOptions<Op, Data> = {},
) {
  return useQuery<OperationOutput<Op>, Error, Data>({ ...queryOf(operation, input), refetchOnMount: "always", ...options });
}

/** Returns placeholder data: the previous response for the same resource with other query parameters. */
export function previousOf(id: string) {
  return <Data>(before: Data | undefined, query: { queryKey: readonly unknown[] } | undefined): Data | undefined =>
    query && inputOf(query.queryKey[1]).params?.id === id ? before : undefined;
}

interface PagesOptions {
  readonly enabled?: boolean;
  /** Returns the previous list until the new one has loaded. */
  readonly keepPrevious?: boolean;
  /** Reads the list again at this interval, in milliseconds. */
  readonly refreshMs?: number;
}

/** Reads a list page by page. */
export function usePages<Op extends ListOperationId>(
  operation: Op,
  input: OperationInput<Op>,
  { enabled = true, keepPrevious, refreshMs }: PagesOptions = {},
) {
  return useInfiniteQuery({
    queryKey: pagesKeyOf(operation, input),
    queryFn: ({ pageParam, signal }) => readPage(operation, input, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last: PageOf<Op>) => (last as { next_cursor: string | null }).next_cursor ?? undefined,
    refetchOnMount: "always",
    enabled,
    ...(refreshMs && { refetchInterval: refreshMs }),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

/** Reads one page of a list; an empty cursor means the first. */
export function readPage<Op extends ListOperationId>(operation: Op, input: OperationInput<Op>, cursor: string, signal: AbortSignal) {
  const query = { ...("query" in input ? (input.query as object) : {}), ...(cursor ? { cursor } : {}) };
  return queryOf(operation, { ...input, query }).queryFn({ signal });
}

/** Returns a filter for the cached queries of these operations. With `id`, only for those with this path parameter. */
export function queriesOf(operations: readonly JsonOperationId[], id?: string): InvalidateQueryFilters {
  return {
    predicate: ({ queryKey: [operation, input] }) =>
      operations.some((wanted) => wanted === operation) && (id === undefined || inputOf(input).params?.id === id),
  };
}

/** Returns a filter for the cached queries of an operation whose query parameters match. */
export function queriesWhere(
  operation: JsonOperationId,
  matches: (query: Readonly<Record<string, unknown>>) => boolean,
): InvalidateQueryFilters {
  return { predicate: ({ queryKey: [name, input] }) => name === operation && matches(inputOf(input).query ?? {}) };
}

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

function inputOf(input: unknown): LooseInput {
  return typeof input === "object" && input !== null ? input : {};
}
