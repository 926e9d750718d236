"use client";

import { useEffect, useRef } from "react";
import { useStoredSwitch } from "#lib/preferences/use-stored-switch.ts";

/** Returns whether single-letter shortcuts are enabled (WCAG 2.1.4), and a setter. The setting is stored in this browser. */
export const useSingleKeys = () => useStoredSwitch("al-single-keys");

const TYPING = "input:not([type='checkbox']), textarea, select, [contenteditable='true']";
const COVERING = "[role='dialog'], [role='menu'], [role='alertdialog']";

type Handlers = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const keyOf = ({ key }: KeyboardEvent) => (key.length === 1 ? key.toLowerCase() : key);

/** Returns true if the key belongs to a field, a menu, a dialog or the browser. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return true;
  return (event.target instanceof Element && event.target.closest(TYPING) !== null) || document.querySelector(COVERING) !== null;
}

/** Calls a handler for a single key, except while a person is typing, a menu or dialog is open, or a modifier is held. `?` always works. */
export function useKeys(handlers: Handlers): void {
  const [on] = useSingleKeys();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((!on && event.key !== "?") || isTaken(event)) return;
      latest.current[keyOf(event)]?.(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [on]);
}

const SEQUENCE_MS = 1_500;

/** Calls a handler when its key follows `prefix` within 1.5 seconds. The second key does not reach the handlers of `useKeys`. */
export function useKeySequence(prefix: string, handlers: Handlers): void {
  const [on] = useSingleKeys();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (!on || event.repeat || isTaken(event)) return;
      const follows = event.timeStamp - startedAt < SEQUENCE_MS;
      startedAt = keyOf(event) === prefix ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const handle = follows ? latest.current[keyOf(event)] : undefined;
      if (!handle) return;
      event.preventDefault();
      handle(event);
    };
    // Captured, so that it runs before the handlers of single keys, which ignore prevented events.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [on, prefix]);
}
