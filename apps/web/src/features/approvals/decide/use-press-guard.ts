"use client";

import { useEffect, useRef, useState } from "react";
import { currentRow } from "../card/approval-path.ts";

/** Time for which a request must have been on the screen before a press decides it. */
const PRESS_GUARD_MS = 1_000;

/**
 * Detects stray presses: presses that were meant for the content before this request. Returns a function that is true for such a
 * press, and `isStray`, which is true after one. Presses count one second after the request becomes visible, and not while another row is
 * already the current one. After a decision, a stray press restarts that second, because repeated presses are meant for the request that
 * was decided.
 */
export function usePressGuard(id: string, isAfterDecision: boolean): { readonly isStray: boolean; readonly isStrayPress: () => boolean } {
  const visibleSince = useRef(Number.POSITIVE_INFINITY);
  const [isStray, setIsStray] = useState(false);
  useEffect(() => {
    // The second frame begins when the first one has been painted. A tab in the background paints none.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        visibleSince.current = performance.now();
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const isStrayPress = () => {
    const now = performance.now();
    const row = currentRow();
    const isEarly = now - visibleSince.current < PRESS_GUARD_MS || (row !== null && row !== id);
    if (isEarly && isAfterDecision && Number.isFinite(visibleSince.current)) visibleSince.current = now;
    setIsStray(isEarly);
    return isEarly;
  };
  return { isStray, isStrayPress };
}
