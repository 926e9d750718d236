import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { formatCount } from "#lib/format/text.ts";

/** A number that links to the rows it counts. */
export function NumberLink({
  count,
  href,
  children,
  className,
}: {
  count: number;
  href: string;
  /** The name of the counted rows. */
  children: ReactNode;
  className?: string;
}) {
  return (
    <Link href={href} className={clsx("quick inline-block rounded-chip py-0.5 underline-offset-2 hover:underline", className)}>
      <span className="tnum font-semibold text-ink">{formatCount(count)}</span> <span className="text-ink-2">{children}</span>
    </Link>
  );
}
