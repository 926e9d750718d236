import { cloneElement, isValidElement, type ReactNode } from "react";

/** Adds properties to its only child, which must be an element. */
export function Slot({ children, ...more }: { children: ReactNode } & Readonly<Record<string, unknown>>) {
  return isValidElement(children) ? cloneElement(children, more) : children;
}
