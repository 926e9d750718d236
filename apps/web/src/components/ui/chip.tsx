import clsx from "clsx";
import type { ComponentProps } from "react";

/** A control of a filter bar, such as `Sort Time left`. Dashed when it offers a filter, highlighted when the filter is active. */
export function Chip({ state = "plain", className, ...rest }: ComponentProps<"button"> & { state?: "plain" | "offer" | "active" }) {
  return (
    <button
      {...rest}
      type="button"
      className={clsx(
        "quick inline-flex h-[26px] shrink-0 items-center gap-1.5 rounded-control border px-2.5 text-label whitespace-nowrap hover:bg-hover",
        state === "plain" && "border-line-strong text-ink-2",
        state === "offer" && "border-dashed border-line-strong text-ink-2",
        state === "active" && "border-accent/30 bg-accent-wash text-accent-text",
        className,
      )}
    />
  );
}
