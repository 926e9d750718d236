"use client";

import { Dialog } from "radix-ui";
import { lazy, Suspense, useState } from "react";
import { PALETTE_HINT, PALETTE_INPUT, PaletteField } from "./palette-field.tsx";

const PaletteBody = lazy(() => import("./palette-body.tsx").then((module) => ({ default: module.PaletteBody })));

interface PaletteProps {
  open: boolean;
  onClose: () => void;
  onKeys: () => void;
}

/** Searches pages, policies, pending approvals, agents and pasted ids. */
export function Palette({ open, onClose, onKeys }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-3 z-40 mx-auto max-w-[640px] animate-enter overflow-hidden rounded-palette border border-edge-raised bg-raised shadow-dialog tablet:top-[14vh]"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Search onClose={onClose} onKeys={onKeys} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Keeps the typed text while the results are loading. */
function Search({ onClose, onKeys }: Omit<PaletteProps, "open">) {
  const [search, setSearch] = useState("");
  return (
    <Suspense fallback={<EarlyField search={search} onSearch={setSearch} />}>
      <PaletteBody search={search} onSearch={setSearch} onClose={onClose} onKeys={onKeys} />
    </Suspense>
  );
}

/** The input that receives the dialog's focus until the results have loaded. */
function EarlyField({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  return (
    <PaletteField>
      <input
        aria-label="Search or jump to"
        aria-busy="true"
        value={search}
        placeholder={PALETTE_HINT}
        onChange={(event) => onSearch(event.target.value)}
        className={PALETTE_INPUT}
      />
    </PaletteField>
  );
}
