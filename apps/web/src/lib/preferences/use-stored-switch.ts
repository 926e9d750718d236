"use client";

import { useSyncExternalStore } from "react";

const CHANGED = "al-switch-changed";

/** Returns whether a switch that this browser remembers is on, and its setter. A switch is on until it is turned off. */
export function useStoredSwitch(name: string): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      window.addEventListener(CHANGED, listener);
      window.addEventListener("storage", listener);
      return () => {
        window.removeEventListener(CHANGED, listener);
        window.removeEventListener("storage", listener);
      };
    },
    () => localStorage.getItem(name) !== "off",
    () => true,
  );
  const set = (next: boolean) => {
    localStorage.setItem(name, next ? "on" : "off");
    window.dispatchEvent(new Event(CHANGED));
  };
  return [on, set];
}
