"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

const STORED = "al-single-keys";
const CHANGED = "al-single-keys-changed";

/** Returns whether single-letter shortcuts are enabled (WCAG 2.1.4), and a setter. The setting is stored in this browser. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      window.addEventListener(CHANGED, listener);
      window.addEventListener("storage", listener);
      return () => {
        window.removeEventListener(CHANGED, listener);
        window.removeEventListener("storage", listener);
      };
    },
    () => localStorage.getItem(STORED) !== "off",
    () => true,
  );
  const set = (next: boolean) => {
    localStorage.setItem(STORED, next ? "on" : "off");
    window.dispatchEvent(new Event(CHANGED));
  };
  return [on, set];
}

const TYPING = "input, textarea, select, [contenteditable='true']";
const COVERING = "[role='dialog'], [role='menu'], [role='alertdialog']";

/** Calls a handler for a single key, except while a person is typing, a menu or dialog is open, or a modifier is held. `?` always works. */
export function useKeys(handlers: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const [on] = useSingleKeys();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
      if (!on && event.key !== "?") return;
      if ((event.target instanceof Element && event.target.closest(TYPING)) || document.querySelector(COVERING)) return;
      latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [on]);
}
