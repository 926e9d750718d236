import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

const SIZE = {
  table: "h-[26px] px-2.5 text-label",
  page: "h-8 px-3 text-[13px] leading-5",
  bar: "h-7 px-2.5 text-label max-desk:size-9 max-desk:px-0",
} as const;

/** A link that stands where a button would: it leads somewhere instead of doing something. */
export function LinkButton({
  href,
  look = "plain",
  size = "table",
  children,
}: {
  href: string;
  look?: "primary" | "plain";
  /** `bar`: in the top bar, a square for an icon where there is no room for words. */
  size?: "table" | "page" | "bar";
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      className={clsx(
        "quick inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap",
        SIZE[size],
        look === "primary"
          ? "border-transparent bg-accent text-on-accent hover:bg-accent-hover"
          : "border-line-strong bg-surface text-ink hover:bg-hover",
      )}
    >
      {children}
    </Link>
  );
}
