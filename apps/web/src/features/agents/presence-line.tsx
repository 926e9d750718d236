"use client";

import type { Agent } from "@agentlattice/contract";
import { Diamond } from "#components/ui/diamond.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatAgo, formatUtc } from "#lib/format/time.ts";
import { presenceOf } from "./presence.ts";

/** The presence of an agent, with an explanation below it. */
export function PresenceLine({ agent }: { agent: Agent }) {
  const { word, tone, hollow, detail } = presenceOf(agent, useNow());
  return (
    <span className="inline-flex items-start gap-2 align-middle whitespace-nowrap">
      <span className="flex h-5 items-center">
        <Diamond size={9} hollow={hollow} className={tone} />
      </span>
      <span>
        {word}
        {detail && <span className="block text-label text-ink-3">{detail}</span>}
      </span>
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
