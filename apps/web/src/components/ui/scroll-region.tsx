import clsx from "clsx";
import type { ReactNode } from "react";

/** Something long that scrolls in its place, also with the keyboard. `label` says what it is. */
export function ScrollRegion({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className={clsx("pane", className)}>
      {children}
    </section>
  );
}
