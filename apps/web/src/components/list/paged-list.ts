/** The paging controls of a query. */
export interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** A list that is read page by page. */
export interface PagedList<Item> extends Paged {
  readonly data: { readonly pages: readonly { readonly data: readonly Item[] }[] } | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** Returns the items of all pages loaded so far. */
export function itemsOf<Item>({ data }: Pick<PagedList<Item>, "data">): Item[] {
  return (data?.pages ?? []).flatMap((page) => page.data);
}

/** Returns "3 agents", or "100 agents and more" while further pages exist. Empty until the first page has loaded. */
export function countOf(list: PagedList<unknown>, label: string): string {
  return list.data ? `${label}${list.hasNextPage ? " and more" : ""}` : "";
}
