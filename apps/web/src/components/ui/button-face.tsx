import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

type Variant = "primary" | "plain" | "deny" | "destructive" | "quiet";
type Size = "table" | "page" | "bar";

const CLASSES: Record<Variant, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  plain: "border-line-strong bg-surface text-ink hover:bg-hover",
  deny: "border-line-strong bg-surface text-deny hover:bg-hover",
  destructive: "border-transparent bg-deny text-on-deny",
  quiet: "border-transparent text-ink-2 hover:bg-hover hover:text-ink",
};

const SIZE: Record<Size, string> = {
  table: "min-h-[26px] gap-1.5 px-2 py-[3px] text-label",
  page: "min-h-8 gap-2 px-3 py-[5px] text-[13px] leading-5",
  /** 52 px on touch screens, 32 px elsewhere. */
  bar: "min-h-[52px] gap-3 rounded-popover px-4 py-1.5 text-[17px] leading-6 tablet:min-h-8 tablet:gap-2 tablet:rounded-control tablet:px-3 tablet:py-[5px] tablet:text-[13px] tablet:leading-5",
};

const BLOCKED = "cursor-not-allowed border-line bg-sunken text-ink-3";

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled" | "type"> {
  variant?: Variant;
  size?: Size;
  type?: "button" | "submit";
  /** Reason why the button is disabled. The button keeps its focus and shows the reason as a tooltip. */
  blocked?: string | null;
  children: ReactNode;
}

/** A button without the tooltip that `Button` adds. It keeps pages outside the console free of the tooltip's code. */
export function ButtonFace({
  variant = "plain",
  size = "page",
  type = "button",
  blocked = null,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={blocked ? true : undefined}
      onClick={(event) => (blocked ? event.preventDefault() : onClick?.(event))}
      className={clsx(
        "quick inline-flex max-w-full shrink-0 items-center justify-center rounded-control border font-medium select-none",
        SIZE[size],
        blocked ? BLOCKED : CLASSES[variant],
        className,
      )}
    />
  );
}
