"use client";

import { type ReactNode, useEffect, useState } from "react";
import { createPortal } from "react-dom";

const SLOT = "top-bar-slot";

/** The part of the top bar that pages fill. On phones the links between the parts of a page have a line of their own. */
export function TopBarSlot() {
  return (
    <div id={SLOT} className="flex min-w-0 flex-1 items-center gap-2.5 max-tablet:has-[nav]:order-last max-tablet:has-[nav]:basis-full" />
  );
}

/** Renders its children in the top bar, after the page's name. */
export function TopBarPart({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useEffect(() => {
    setSlot(document.getElementById(SLOT));
  }, []);
  return slot && createPortal(children, slot);
}
