"use client";

import { type ReactNode, useState } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

interface FilterBarProps {
  /** The number of matching rows. */
  count: string;
  /** The controls that phones show too, such as the search or the tabs. */
  primary?: ReactNode;
  /** The filters. Phones show them behind one button. */
  children?: ReactNode;
  /** The number of filters that are set. */
  active?: number;
}

/** The bar above a list with its filters and the number of matching rows. */
export function FilterBar({ count, primary, children, active = 0 }: FilterBarProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 tablet:h-12 tablet:flex-nowrap tablet:overflow-x-auto tablet:px-6 tablet:py-0">
      {primary}
      {children && (
        <>
          <div className="contents max-tablet:hidden">{children}</div>
          <Chip state={active > 0 ? "active" : "plain"} aria-haspopup="dialog" onClick={() => setOpen(true)} className="tablet:hidden">
            Filters{active > 0 && <span className="tnum">{active}</span>}
          </Chip>
          <Dialog open={isOpen} onClose={() => setOpen(false)} title="Filters" placement="side">
            {/* Not the first field, because the keyboard of a phone would cover the filters. */}
            <div
              data-first-focus
              tabIndex={-1}
              className="flex flex-col gap-3 overflow-y-auto p-5 focus-visible:outline-none [&_button]:h-11 [&_button]:max-w-full [&>button]:justify-between [&_input]:h-11 [&_input]:w-full"
            >
              {children}
            </div>
          </Dialog>
        </>
      )}
      <p role="status" className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">
        {count}
      </p>
    </div>
  );
}
