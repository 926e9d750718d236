import type { ReactNode } from "react";

/** The bar above a list with its filters and the number of matching rows. */
export function FilterBar({ count, children }: { count: string; children: ReactNode }) {
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b px-4 tablet:px-6">
      {children}
      <p role="status" className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">
        {count}
      </p>
    </div>
  );
}
