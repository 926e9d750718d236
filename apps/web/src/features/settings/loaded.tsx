"use client";

import type { ReactNode } from "react";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";

interface Query<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** Renders a skeleton while data loads, an error if loading failed, and otherwise the data. */
export function Loaded<Data>({
  query,
  failed,
  stillWorks,
  children,
}: {
  query: Query<Data>;
  failed: string;
  stillWorks: string;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error)
    return (
      <div className="px-4 py-2 tablet:px-6">
        <ErrorNotice title={failed} stillWorks={stillWorks} error={error} onRetry={() => void refetch()} />
      </div>
    );
  return <ListSkeleton rows={5} row="h-[52px]" bars={["size-6 shrink-0", "h-3 w-40", "ml-auto h-3 w-20"]} className="border-t" />;
}
