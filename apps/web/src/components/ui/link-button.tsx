import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

const SIZE = {
  table: "h-[26px] px-2.5 text-label",
  page: "h-8 px-3 text-[13px] leading-5",
  bar: "h-7 px-2.5 text-label max-desk:size-9 max-desk:px-0",
} as const;

/** A link that looks like a button. */
export function LinkButton({
  href,
  variant = "plain",
  size = "table",
  children,
}: {
  href: string;
  variant?: "primary" | "plain";
  /** `bar` is for the top bar, where the link shrinks to a square icon on narrow screens. */
  size?: "table" | "page" | "bar";
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      className={clsx(
        "quick inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap",
        SIZE[size],
        variant === "primary"
          ? "border-transparent bg-accent text-on-accent hover:bg-accent-hover"
          : "border-line-strong bg-surface text-ink hover:bg-hover",
      )}
    >
      {children}
    </Link>
  );
}
