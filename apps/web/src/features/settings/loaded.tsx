"use client";

import type { ReactNode } from "react";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { Failed } from "#components/ui/failed.tsx";

interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

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
  return <ListSkeleton rows={5} row="h-[52px]" bones={["size-6 shrink-0", "h-3 w-40", "ml-auto h-3 w-20"]} className="border-t" />;
}
