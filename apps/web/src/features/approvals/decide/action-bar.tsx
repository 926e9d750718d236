import type { ReactNode } from "react";

/** Renders the action bar at the bottom of the approval card. */
export function ActionBar({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] text-body text-ink-2 tablet:px-7">
      {children}
    </div>
  );
}
