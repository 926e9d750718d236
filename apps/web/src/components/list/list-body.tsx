import type { ComponentProps, ReactNode } from "react";
import { Failed } from "#components/ui/failed.tsx";
import { ListNotice } from "./list-notice.tsx";
import { LoadMore } from "./load-more.tsx";
import { itemsOf, type PagedList } from "./paged-list.ts";

/** A list in every state: on its way, failed, empty, or its rows and the way to the rest. */
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
  /** What the way to the rest is called. */
  more?: string;
  /** Of what the rows scroll in. */
  pane?: ComponentProps<"div">;
  children: ReactNode;
}) {
  if (!list.data) {
    if (!list.error) return skeleton;
    return (
      <ListNotice>
        <Failed title={failed} stillWorks={stillWorks} error={list.error} onRetry={() => void list.refetch()} />
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
