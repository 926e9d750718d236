"use client";

import type { ReactNode } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";

interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

const ROWS = [...Array(5).keys()];

/** What stands in the place of a list while it loads and when it did not; else the list. */
export function Loaded<Data>({
  asked,
  failed,
  stillWorks,
  children,
}: {
  asked: Asked<Data>;
  failed: string;
  stillWorks: string;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = asked;
  if (data !== undefined) return children(data);
  if (error)
    return (
      <div className="px-4 py-2 tablet:px-6">
        <Failed title={failed} stillWorks={stillWorks} error={error} onRetry={() => void refetch()} />
      </div>
    );
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="border-t">
      {ROWS.map((row) => (
        <div key={row} className="flex h-[52px] items-center gap-8 border-b px-4 tablet:px-6">
          <Bone className="size-6 shrink-0" />
          <Bone className="h-3 w-40" />
          <Bone className="ml-auto h-3 w-20" />
        </div>
      ))}
    </div>
  );
}

/** The way to the rest of a list. */
export function LoadMore({ list }: { list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } }) {
  if (!list.hasNextPage) return null;
  return (
    <div className="p-4 tablet:pl-6">
      <Button size="table" blocked={list.isFetchingNextPage ? "More are on their way." : null} onClick={() => void list.fetchNextPage()}>
        Load more
      </Button>
    </div>
  );
}
