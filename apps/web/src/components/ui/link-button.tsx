import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";

/** A link that stands where a button would: it leads somewhere instead of doing something. */
export function LinkButton({
  href,
  look = "plain",
  size = "table",
  children,
}: {
  href: string;
  look?: "primary" | "plain";
  size?: "table" | "page";
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      className={clsx(
        "quick inline-flex shrink-0 items-center rounded-control border font-medium whitespace-nowrap",
        size === "table" ? "h-[26px] px-2.5 text-label" : "h-8 px-3 text-[13px] leading-5",
        look === "primary"
          ? "border-transparent bg-accent text-on-accent hover:bg-accent-hover"
          : "border-line-strong bg-surface text-ink hover:bg-hover",
      )}
    >
      {children}
    </Link>
  );
}
