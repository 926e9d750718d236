import { PRESENCE_LIVE_SECONDS, PRESENCE_RUN_SECONDS } from "@agentlattice/contract";
import { plural } from "#lib/format/text.ts";

/** The thresholds of presence, and the number of known clients. */
export function PresenceLegend({ clients }: { clients: number }) {
  return (
    <p className="flex shrink-0 justify-between gap-6 border-t px-4 py-3 max-tablet:hidden text-label text-ink-3 tablet:px-6">
      <span>
        Live: heartbeat within {PRESENCE_LIVE_SECONDS} s. Unresponsive: no heartbeat for {PRESENCE_RUN_SECONDS / 60} min during a run.
        Running: requests without heartbeats.
      </span>
      <span className="tnum shrink-0">{plural(clients, "client", "clients")}</span>
    </p>
  );
}
