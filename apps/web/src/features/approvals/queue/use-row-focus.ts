"use client";

import { useEffect, useRef } from "react";

/** Returns the element of a row. A long list displays only a part of its rows. */
const findRow = (key: string) => [...document.querySelectorAll<HTMLElement>("[data-row]")].find((row) => row.dataset.row === key);

/**
 * Returns a function that focuses a row of the list and scrolls it into view. A row that is not displayed receives the focus when it is
 * displayed as the current row.
 * @param current key of the current row
 */
export function useRowFocus(current: string | null): (key: string) => void {
  const unfocused = useRef<string | null>(null);
  const focus = (key: string) => {
    const row = findRow(key);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    unfocused.current = row ? null : key;
  };
  useEffect(() => {
    if (current !== null && unfocused.current === current) focus(current);
  });
  return focus;
}
