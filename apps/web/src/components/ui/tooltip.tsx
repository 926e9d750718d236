"use client";

import { type FocusEvent, lazy, type PointerEvent, type ReactNode, Suspense, useEffect, useId, useRef, useState } from "react";
import { Slot } from "./slot.tsx";
import type { TooltipBubbleProps } from "./tooltip-bubble.tsx";

const DELAY_MS = 300;

const TooltipBubble = lazy(() => import("./tooltip-bubble.tsx").then((module) => ({ default: module.TooltipBubble })));

/** Shows a short text next to an element that has the pointer or the focus. */
export function Tooltip({ text, side = "top", children }: { text: ReactNode; side?: TooltipBubbleProps["side"]; children: ReactNode }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    return () => clearTimeout(timer.current);
  }, []);
  const show = (element: HTMLElement, delay: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(element), delay);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setAnchor(null);
  };
  return (
    <>
      <Slot
        aria-describedby={anchor ? id : undefined}
        onPointerEnter={(event: PointerEvent<HTMLElement>) => event.pointerType === "mouse" && show(event.currentTarget, DELAY_MS)}
        onPointerLeave={hide}
        onFocus={(event: FocusEvent<HTMLElement>) => event.currentTarget.matches(":focus-visible") && show(event.currentTarget, 0)}
        onBlur={hide}
      >
        {children}
      </Slot>
      {anchor && (
        <Suspense>
          <TooltipBubble id={id} anchor={anchor} text={text} side={side} onClose={hide} />
        </Suspense>
      )}
    </>
  );
}
