import { cloneElement, isValidElement, type ReactNode } from "react";

/** Gives its only child, an element, more properties. */
export function Part({ children, ...more }: { children: ReactNode } & Readonly<Record<string, unknown>>) {
  return isValidElement(children) ? cloneElement(children, more) : children;
}
