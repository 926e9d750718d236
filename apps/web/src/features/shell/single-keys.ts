"use client";

import { type RefObject, useEffect, useRef } from "react";
import { useStoredSwitch } from "#lib/preferences/use-stored-switch.ts";
import { areKeysSwallowed, endSwallow, isText, swallowKeys } from "./swallow-keys.ts";

/** Returns whether single-letter shortcuts are enabled (WCAG 2.1.4), and a setter. The setting is stored in this browser. */
export const useSingleKeys = () => useStoredSwitch("al-single-keys");

const TYPING = "input:not([type='checkbox']), textarea, select, [contenteditable='true']";
const COVERING = "[role='dialog'], [role='menu'], [role='alertdialog']";

type Handlers = Readonly<Record<string, (event: KeyboardEvent) => void>>;

interface Listener {
  readonly isOn: boolean;
  readonly handlers: Handlers;
  readonly onSwallowed: ((key: string) => void) | undefined;
}

const keyOf = ({ key }: KeyboardEvent) => (key.length === 1 ? key.toLowerCase() : key);

/** Returns true if the key belongs to a field, a menu, a dialog or the browser. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return true;
  return (event.target instanceof Element && event.target.closest(TYPING) !== null) || document.querySelector(COVERING) !== null;
}

const listeners = new Set<RefObject<Listener>>();

/** Passes a key to its handlers. A key without a handler is text that was meant for a field. */
function dispatch(event: KeyboardEvent): void {
  if (isTaken(event)) return;
  const key = keyOf(event);
  if (areKeysSwallowed(event)) {
    for (const { current } of listeners) if (current.isOn) current.onSwallowed?.(key);
    return;
  }
  const matching = [...listeners].filter(({ current: { isOn, handlers } }) => (isOn || key === "?") && handlers[key] !== undefined);
  if (matching.length === 0 && isText(event)) swallowKeys(event);
  for (const { current } of matching) if (!event.defaultPrevented) current.handlers[key]?.(event);
}

function addListener(listener: RefObject<Listener>): () => void {
  if (listeners.size === 0) {
    window.addEventListener("keydown", endSwallow, { capture: true });
    window.addEventListener("pointerdown", endSwallow, { capture: true });
    window.addEventListener("keydown", dispatch);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.removeEventListener("keydown", endSwallow, { capture: true });
    window.removeEventListener("pointerdown", endSwallow, { capture: true });
    window.removeEventListener("keydown", dispatch);
  };
}

/**
 * Calls a handler for a single key, except while a person is typing, a menu or dialog is open, or a modifier is held. `?` always works.
 * @param onSwallowed called for a key that is ignored because of `swallowKeys`
 */
export function useKeys(handlers: Handlers, onSwallowed?: (key: string) => void): void {
  const [isOn] = useSingleKeys();
  const latest = useRef<Listener>({ isOn, handlers, onSwallowed });
  useEffect(() => {
    latest.current = { isOn, handlers, onSwallowed };
  });
  useEffect(() => {
    const remove = addListener(latest);
    return remove;
  }, []);
}

const SEQUENCE_MS = 1_500;

/**
 * Calls a handler when its key follows `prefix` within 1.5 seconds. Neither key reaches the handlers of `useKeys`. The keys after the
 * sequence are ignored as single keys, because they are typed into the form that the sequence opens.
 */
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
      startedAt = Number.NEGATIVE_INFINITY;
      const handle = follows ? latest.current[keyOf(event)] : undefined;
      if ((!handle && keyOf(event) !== prefix) || areKeysSwallowed(event)) return;
      event.preventDefault();
      if (handle) {
        handle(event);
        swallowKeys(event);
      } else startedAt = event.timeStamp;
    };
    // Captured, so that it runs before the handlers of single keys, which ignore prevented events.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [on, prefix]);
}
