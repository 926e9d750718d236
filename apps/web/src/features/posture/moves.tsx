import type { PostureHistory } from "@agentlattice/contract";
import clsx from "clsx";
import { formatDelta, trendEvents } from "./trend.ts";

/** The changes of the score, newest first, labelled with the letters of the chart. */
export function Moves({ history }: { history: PostureHistory }) {
  const events = trendEvents(history.data).toReversed();
  if (events.length === 0) return <p className="text-label text-ink-3">No changes yet. Each day is compared with the previous day.</p>;
  return (
    <ul>
      {events.map(({ letter, delta, component, because }) => (
        <li key={letter} className="flex min-h-[30px] items-baseline gap-3 border-b py-1.5 text-label last:border-b-0">
          <span className="w-2.5 text-ink-3">{letter}</span>
          <span className="min-w-0 flex-1">
            {component} <span className="inline-block text-ink-3">{because}</span>
          </span>
          <span className={clsx("tnum font-semibold", delta > 0 ? "text-allow" : "text-deny")}>{formatDelta(delta)}</span>
        </li>
      ))}
    </ul>
  );
}
