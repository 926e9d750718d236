import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { Kbd } from "#components/ui/kbd.tsx";

export const PALETTE_TITLE = "Search or jump to";
export const PALETTE_HINT = "Search, or paste an id";
export const PALETTE_INPUT = "h-full min-w-0 flex-1 bg-transparent text-[16px] outline-none";
export const PALETTE_PANEL =
  "fixed inset-x-3 top-3 z-40 mx-auto max-w-[640px] overflow-hidden rounded-palette border border-edge-raised bg-raised shadow-dialog tablet:top-[14vh]";

/** The input row of the palette. */
export function PaletteField({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-14 items-center gap-3 border-b px-5">
      <Search size={17} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      {children}
      <Kbd>Esc</Kbd>
    </div>
  );
}
