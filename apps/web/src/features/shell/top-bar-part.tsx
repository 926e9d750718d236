"use client";

import { type ReactNode, useEffect, useState } from "react";
import { createPortal } from "react-dom";

const SLOT = "top-bar-slot";

/** Where pages put their own parts of the top bar. */
export function TopBarSlot() {
  return <div id={SLOT} className="flex min-w-0 flex-1 items-center gap-2.5" />;
}

/** Stands in the top bar, behind the page's name. */
export function TopBarPart({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useEffect(() => {
    setSlot(document.getElementById(SLOT));
  }, []);
  return slot && createPortal(children, slot);
}
