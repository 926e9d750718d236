import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

/** Extends a link over its whole table row, so that a click anywhere in the row follows it. */
export const ROW_AREA =
  "after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text focus-visible:after:outline-solid";

/** A link that covers its table row. */
export function RowLink({ href, title, className, children }: { href: string; title?: string; className?: string; children: ReactNode }) {
  return (
    <Link href={href} title={title} className={clsx(ROW_AREA, className)}>
      {children}
    </Link>
  );
}
