import clsx from "clsx";

type Tone = "plain" | "on-accent";

/** A key. Hidden where nobody has a keyboard. */
export function Kbd({ children, tone = "plain" }: { children: string; tone?: Tone }) {
  return (
    <kbd
      className={clsx(
        "hidden h-[18px] min-w-[18px] items-center justify-center rounded-chip border px-1 font-sans text-[11px] leading-none font-medium mouse:inline-flex",
        tone === "plain" ? "border-line-strong text-ink-2" : "border-on-accent/45 text-on-accent",
      )}
    >
      {children}
    </kbd>
  );
}

/** A key beside the name of what it does, which screen readers read without it. */
export function KeyHint({ children, tone = "plain" }: { children: string; tone?: Tone }) {
  return (
    <span aria-hidden="true" className="contents">
      <Kbd tone={tone}>{children}</Kbd>
    </span>
  );
}
