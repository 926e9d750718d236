"use client";

import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatUtcTime } from "#lib/format/time.ts";
import { useLive } from "#lib/live/live-provider.tsx";

const WORD = { connecting: "Connecting", live: "Live", stale: "Reconnecting" } as const;
const TONE = { connecting: "text-ink-3", live: "text-allow", stale: "text-hold" } as const;

/** Shows the state of the live connection and the server's time. */
export function LiveIndicator() {
  const { status } = useLive();
  return (
    <p className="flex items-center gap-2 text-label text-ink-3">
      <Diamond className={TONE[status]} />
      {/* On a phone, the bar below reports a lost connection. */}
      <span className="max-tablet:sr-only">{WORD[status]}</span>
      <ServerTime />
    </p>
  );
}

function ServerTime() {
  const now = useNow();
  return (
    <time dateTime={new Date(now).toISOString()} className="tnum ml-0.5 hidden text-ink-2 tablet:inline">
      {formatUtcTime(now)} UTC
    </time>
  );
}

/** An alert under the top bar while the live connection is lost. */
export function StaleBar() {
  const { status, lastUpdate } = useLive();
  if (status !== "stale") return null;
  return (
    <div role="alert" className="flex min-h-9 shrink-0 items-center gap-3 bg-hold-wash px-4 py-2 text-body tablet:px-6">
      <GateMark state="hold" />
      <p>
        <strong>Reconnecting.</strong>{" "}
        <span className="text-ink-2">
          {lastUpdate === null ? "No live connection yet." : `Last update ${formatUtcTime(lastUpdate)} UTC.`} Decisions are paused until it
          is live again.
        </span>
      </p>
    </div>
  );
}
