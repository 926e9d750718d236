"use client";

import { useEffect, useRef, useState } from "react";
import { swallowKeys } from "#features/shell/swallow-keys.ts";
import { currentRow } from "../card/approval-path.ts";

/** Time for which a request must have been on the screen before a press decides it. */
const PRESS_GUARD_MS = 1_000;

/** Why a press did not decide. */
const REFUSALS = {
  early: "The press did not count, because the request had just appeared. Press again to decide.",
  unfocused: "The press did not count, because the focus was not on the request. Press again to decide.",
  typing: "The press did not count, because other keys were pressed just before. Wait a second and press again to decide.",
};

/** Returns true while another row is already the current one, so that a press is not meant for this request. */
function isOtherCurrent(id: string): boolean {
  const row = currentRow();
  return row !== null && row !== id;
}

/** Returns true if the focus is in the request (`data-card`) or on its row in the list. */
function isFocused(id: string): boolean {
  return document.activeElement?.closest(`[data-card="${id}"], [data-row="${id}"]`) != null;
}

/**
 * Detects stray presses: presses that were meant for other content than this request. Presses count one second after the request becomes
 * visible, and not while another row is already the current one. A key also needs the focus on the request. After a decision, a stray press
 * restarts that second, because repeated presses are meant for the request that was decided.
 * @param moveFocus moves the focus to the request
 */
export function usePressGuard(id: string, { isAfterDecision, moveFocus }: { isAfterDecision: boolean; moveFocus: () => void }) {
  const visibleSince = useRef(Number.POSITIVE_INFINITY);
  const [refusal, setRefusal] = useState<keyof typeof REFUSALS | null>(null);
  useEffect(() => {
    // The second frame begins when the first one has been painted. A tab in the background paints none.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        visibleSince.current = performance.now();
      });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const isEarly = () => {
    const now = performance.now();
    const isEarlyPress = now - visibleSince.current < PRESS_GUARD_MS || isOtherCurrent(id);
    if (isEarlyPress && isAfterDecision && Number.isFinite(visibleSince.current)) visibleSince.current = now;
    return isEarlyPress;
  };
  return {
    /** The message about the last press if it did not count. */
    refusal: refusal && REFUSALS[refusal],
    isOtherCurrent: () => isOtherCurrent(id),
    /** Returns true if a click did not count. */
    isStrayClick: () => {
      const isStray = isEarly();
      setRefusal(isStray ? "early" : null);
      return isStray;
    },
    /** Returns true if a key did not count. The keys after it do not count either, and the focus moves to the request. */
    isStrayKey: (event: KeyboardEvent) => {
      const hasFocus = isFocused(id);
      const found = isEarly() ? "early" : hasFocus ? null : "unfocused";
      setRefusal(found);
      if (found === null) return false;
      // The next press counts.
      if (!hasFocus && !isOtherCurrent(id)) moveFocus();
      swallowKeys(event);
      return true;
    },
    /** Shows that a key was ignored as part of a text. */
    noteSwallowed: () => setRefusal((before) => before ?? "typing"),
  };
}
