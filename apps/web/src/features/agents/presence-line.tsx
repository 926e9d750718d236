"use client";

import type { Agent } from "@agentlattice/contract";
import { Diamond } from "#components/ui/diamond.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatAgo, formatUtc } from "#lib/format/time.ts";
import { presenceOf } from "./presence.ts";

export function PresenceLine({ agent }: { agent: Agent }) {
  const { word, tone, hollow } = presenceOf(agent, useNow());
  return (
    <span className="inline-flex items-center gap-2 align-middle whitespace-nowrap">
      <Diamond size={9} hollow={hollow} className={tone} />
      {word}
    </span>
  );
}

/** The age of a timestamp, with the UTC time as a tooltip. */
export function Ago({ at, never }: { at: string | null; never: string }) {
  const now = useNow();
  if (at === null) return <span className="text-ink-3">{never}</span>;
  return (
    <time dateTime={at} title={formatUtc(at)} className="tnum whitespace-nowrap">
      {formatAgo(Math.max(0, now - Date.parse(at)))}
    </time>
  );
}
