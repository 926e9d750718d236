import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";

/** A link that stands where a button would: it leads somewhere instead of doing something. */
export function LinkButton({ href, look = "plain", children }: { href: string; look?: "primary" | "plain"; children: ReactNode }) {
  return (
    <Link
      href={href}
      className={clsx(
        "quick inline-flex h-[26px] shrink-0 items-center rounded-control border px-2.5 text-label font-medium whitespace-nowrap",
        look === "primary"
          ? "border-transparent bg-accent text-on-accent hover:bg-accent-hover"
          : "border-line-strong bg-surface text-ink hover:bg-hover",
      )}
    >
      {children}
    </Link>
  );
}
