"use client";

import { useEffect, useRef } from "react";
import { useKeys } from "#features/shell/single-keys.ts";
import { currentRow, showApproval, showGroup } from "../card/approval-path.ts";
import type { QueueLine } from "./group-queue.ts";
import { useRowFocus } from "./use-row-focus.ts";

/** Time between two rows while J or K is held. Browsers refuse more than about ten changes of the URL per second. */
const REPEAT_MS = 120;

interface MoveKeys {
  lines: readonly QueueLine[];
  /** The index of a line, by key. */
  positions: ReadonlyMap<string, number>;
  /** Key of the current row. */
  current: string | null;
  onMove: () => void;
}

/**
 * Moves through the list with J and K. Each press counts, also while the page still draws the row of the previous one: it starts at the row
 * in the URL, which changes at once.
 */
export function useMoveKeys({ lines, positions, current, onMove }: MoveKeys): void {
  // Index of the current row. A decided approval leaves the list, and J and K continue from its index.
  const position = useRef(0);
  const movedAt = useRef(Number.NEGATIVE_INFINITY);
  const focus = useRowFocus(current);
  useEffect(() => {
    if (current === null) return;
    position.current = positions.get(current) ?? position.current;
  });
  const move = (step: 1 | -1, event: KeyboardEvent) => {
    if (event.repeat && event.timeStamp - movedAt.current < REPEAT_MS) return;
    const row = currentRow();
    const at = row === null ? undefined : positions.get(row);
    // The row after a removed one has taken its index.
    const to = at === undefined ? position.current + Math.min(step, 0) : at + step;
    const next = lines[Math.max(0, Math.min(to, lines.length - 1))];
    if (!next) return;
    movedAt.current = event.timeStamp;
    focus(next.key);
    if (next.key === row) return;
    onMove();
    if (next.type === "group") showGroup(next.key);
    else showApproval(next.key, { replace: true });
  };
  useKeys({ j: (event) => move(1, event), k: (event) => move(-1, event) });
}
