/** What is read page by page. */
export interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** A list in whatever state its reading is. */
export interface PagedList<Item> extends Paged {
  readonly data: { readonly pages: readonly { readonly data: readonly Item[] }[] } | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** What was read of it so far. */
export function itemsOf<Item>(list: PagedList<Item>): Item[] {
  return (list.data?.pages ?? []).flatMap((page) => page.data);
}

/** "3 agents", or "100 agents and more"; nothing while nothing is known. */
export function countOf(list: PagedList<unknown>, words: string): string {
  return list.data ? `${words}${list.hasNextPage ? " and more" : ""}` : "";
}
