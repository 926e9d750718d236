"use client";

import { Printer } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useKeys } from "#features/shell/single-keys.ts";

/** Prints the report. The key P prints too. `blocked` is the reason why it cannot be printed now. */
export function PrintButton({ blocked, onPrint }: { blocked: string | null; onPrint: () => void }) {
  useKeys({ p: () => blocked === null && onPrint() });
  return (
    <Button variant="primary" blocked={blocked} onClick={onPrint}>
      <Printer size={15} strokeWidth={1.75} aria-hidden="true" />
      <span className="max-desk:sr-only">Print or save PDF</span>
      <span className="max-desk:hidden">
        <KeyHint tone="on-accent">P</KeyHint>
      </span>
    </Button>
  );
}
