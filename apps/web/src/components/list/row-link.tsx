import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

/** Extends a link over its whole table row, so that a click anywhere in the row follows it. */
export const ROW_AREA =
  "after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text focus-visible:after:outline-solid";

interface RowLinkProps {
  readonly href: string;
  readonly title?: string;
  readonly className?: string;
  /** Id of the item, by which `useListKeys` finds the link. */
  readonly item?: string;
  readonly children: ReactNode;
}

/** A link that covers its table row. */
export function RowLink({ href, title, className, item, children }: RowLinkProps) {
  return (
    <Link href={href} title={title} data-item={item} className={clsx(ROW_AREA, className)}>
      {children}
    </Link>
  );
}
