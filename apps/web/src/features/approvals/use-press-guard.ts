"use client";

import { useEffect, useRef } from "react";

/** Time for which a request must have been on the screen, and for which no decision key was pressed, before a press decides it. */
const CALM_MS = 1_000;

/**
 * Returns a function that returns true for a stray press: one meant for the request that was decided before. Presses count from the moment
 * at which this request is on the screen, and a stray press starts the time again.
 */
export function usePressGuard(isAfterDecision: boolean): () => boolean {
  const calmSince = useRef(Number.POSITIVE_INFINITY);
  useEffect(() => {
    // The second frame begins when the first one has been painted.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        calmSince.current = performance.now();
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return () => {
    const now = performance.now();
    if (!isAfterDecision || now - calmSince.current >= CALM_MS) return false;
    if (Number.isFinite(calmSince.current)) calmSince.current = now;
    return true;
  };
}
