import { Button } from "#components/ui/button.tsx";
import type { Paged } from "./paged-list.ts";

/** The way to the rest of a list. */
export function LoadMore({ list, text = "Load more" }: { list: Paged; text?: string }) {
  if (!list.hasNextPage) return null;
  return (
    <div className="p-4 tablet:pl-6">
      <Button size="table" blocked={list.isFetchingNextPage ? "More are on their way." : null} onClick={() => void list.fetchNextPage()}>
        {text}
      </Button>
    </div>
  );
}
