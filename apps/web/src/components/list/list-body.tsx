import type { ComponentProps, ReactNode } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { ListNotice } from "./list-notice.tsx";
import { LoadMore } from "./load-more.tsx";
import { itemsOf, type PagedList } from "./paged-list.ts";

/** Renders a paged list in each of its states: loading, failed, empty, or rows with a button for the next page. */
export function ListBody({
  list,
  failed,
  stillWorks,
  skeleton,
  empty,
  more,
  pane,
  children,
}: {
  list: PagedList<unknown>;
  failed: string;
  stillWorks: string;
  skeleton: ReactNode;
  empty: ReactNode;
  /** Label of the button that loads the next page. */
  more?: string;
  /** Properties of the scrolling container. */
  pane?: ComponentProps<"div">;
  children: ReactNode;
}) {
  if (!list.data) {
    if (!list.error) return skeleton;
    return (
      <ListNotice>
        <ErrorNotice title={failed} stillWorks={stillWorks} error={list.error} onRetry={() => void list.refetch()} />
      </ListNotice>
    );
  }
  if (itemsOf(list).length === 0) return <ListNotice>{empty}</ListNotice>;
  return (
    <div {...pane} className={`pane min-h-0 flex-1 ${pane?.className ?? ""}`}>
      {children}
      <LoadMore list={list} text={more} />
    </div>
  );
}
