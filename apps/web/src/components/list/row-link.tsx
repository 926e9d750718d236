import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

/** The area of a link that covers its row, so that all of it can be pressed. */
export const ROW_AREA =
  "after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text focus-visible:after:outline-solid";

/** The link of a row. */
export function RowLink({ href, title, className, children }: { href: string; title?: string; className?: string; children: ReactNode }) {
  return (
    <Link href={href} title={title} className={clsx(ROW_AREA, className)}>
      {children}
    </Link>
  );
}
