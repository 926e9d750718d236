"use client";

import clsx from "clsx";
import { lazy, Suspense, useState } from "react";
import { PALETTE_HINT, PALETTE_INPUT, PALETTE_PANEL, PALETTE_TITLE, PaletteField } from "./palette-field.tsx";

let isLoaded = false;
const PaletteDialog = lazy(async () => {
  const { PaletteDialog } = await import("./palette-dialog.tsx");
  isLoaded = true;
  return { default: PaletteDialog };
});

interface PaletteProps {
  onClose: () => void;
  onKeys: () => void;
}

/** Searches pages, policies, pending approvals, agents and pasted ids. Text typed while the code is loading is kept. */
export function Palette({ onClose, onKeys }: PaletteProps) {
  const [search, setSearch] = useState("");
  const [opener] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : null));
  // Only the part that opens first fades in.
  const [fadesIn] = useState(isLoaded);
  return (
    <Suspense fallback={<EarlyPalette search={search} onSearch={setSearch} onClose={onClose} />}>
      <PaletteDialog search={search} onSearch={setSearch} onClose={onClose} onKeys={onKeys} opener={opener} fadesIn={fadesIn} />
    </Suspense>
  );
}

/** The palette until its code has loaded: the input, which has the focus. */
function EarlyPalette({ search, onSearch, onClose }: { search: string; onSearch: (search: string) => void; onClose: () => void }) {
  return (
    <>
      <div className="fixed inset-0 z-40 animate-appear bg-scrim" />
      <div role="dialog" aria-modal="true" aria-label={PALETTE_TITLE} aria-busy="true" className={clsx(PALETTE_PANEL, "animate-enter")}>
        <PaletteField>
          <input
            aria-label={PALETTE_TITLE}
            // biome-ignore lint/a11y/noAutofocus: the person has just opened the palette to type
            autoFocus
            value={search}
            placeholder={PALETTE_HINT}
            onChange={(event) => onSearch(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && onClose()}
            className={PALETTE_INPUT}
          />
        </PaletteField>
      </div>
    </>
  );
}
