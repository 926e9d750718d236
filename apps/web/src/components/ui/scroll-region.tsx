import clsx from "clsx";
import type { ReactNode } from "react";

/** A long content area that scrolls, also with the keyboard. `label` is its accessible name. */
export function ScrollRegion({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable with the keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className={clsx("pane", className)}>
      {children}
    </section>
  );
}
