import clsx from "clsx";

type Tone = "plain" | "on-accent";

/** A keyboard key. Hidden on touch devices. */
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

/** Keys next to the name of their action, hidden from screen readers and on narrow screens. `Ctrl K` is two keys. */
export function KeyHint({ children, tone = "plain" }: { children: string; tone?: Tone }) {
  return (
    <span aria-hidden="true" className="hidden gap-[3px] tablet:mouse:inline-flex">
      {children.split(" ").map((key) => (
        <Kbd key={key} tone={tone}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}
