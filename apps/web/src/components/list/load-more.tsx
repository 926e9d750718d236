import { Button } from "#components/ui/button.tsx";
import type { Paged } from "./paged-list.ts";

/** Button that loads the next page, if there is one. */
export function LoadMore({ list, text = "Load more" }: { list: Paged; text?: string }) {
  if (!list.hasNextPage) return null;
  return (
    <div className="p-4 tablet:pl-6">
      <Button size="table" blocked={list.isFetchingNextPage ? "Loading more." : null} onClick={() => void list.fetchNextPage()}>
        {text}
      </Button>
    </div>
  );
}
