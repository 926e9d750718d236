import clsx from "clsx";
import { BREAKER_STATE, type BreakerState } from "./breaker-words.ts";

const LEVER: Readonly<Record<BreakerState, string>> = { closed: "M6 8H16", half_open: "M6 8L15 4.5", open: "M6 8L14 1.5" };

/** The state of a breaker as a switch and a word. */
export function BreakerMark({ state }: { state: BreakerState }) {
  const { word, tone } = BREAKER_STATE[state];
  return (
    <span className={clsx("inline-flex items-center gap-2 whitespace-nowrap", tone, state !== "closed" && "font-medium")}>
      <svg width="22" height="12" viewBox="0 0 22 12" fill="none" stroke="currentColor" aria-hidden="true" className="shrink-0">
        <path d="M0 8H4M18 8H22" strokeWidth="1.3" />
        <path d={LEVER[state]} strokeWidth="1.3" strokeDasharray={state === "half_open" ? "2.5 2" : undefined} />
        <path d="M5 6.6L6.4 8 5 9.4 3.6 8ZM17 6.6L18.4 8 17 9.4 15.6 8Z" fill="currentColor" stroke="none" />
      </svg>
      {word}
    </span>
  );
}
