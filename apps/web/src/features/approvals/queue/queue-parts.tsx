"use client";

import type { ReactNode, RefObject } from "react";

interface ScrollProps {
  children: ReactNode;
  ref?: RefObject<HTMLDivElement | null>;
  onPause?: (paused: boolean) => void;
  onEnd?: () => void;
}

/** Distance from the end of a list, in pixels, at which its next page is loaded. */
const NEAR_END = 600;

/** The part of the queue that scrolls. */
export function Scroll({ children, ref, onPause, onEnd }: ScrollProps) {
  return (
    <div
      ref={ref}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        if (scrollHeight - scrollTop - clientHeight < NEAR_END) onEnd?.();
      }}
      className="pane min-h-0 flex-1"
      onPointerEnter={(event) => event.pointerType === "mouse" && onPause?.(true)}
      onPointerLeave={() => onPause?.(false)}
    >
      {children}
    </div>
  );
}

/** A message in place of the rows. */
export function Notice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5">{children}</div>;
}
