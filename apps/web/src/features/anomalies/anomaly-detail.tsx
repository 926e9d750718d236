"use client";

import type { AnomalyDetail as Detail } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { ChartFrame } from "#components/ui/chart-frame.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { formatCount, plural, shortId } from "#lib/format/text.ts";
import { formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { describeAnomaly, hoursOf, KIND_NAMES } from "./anomaly-words.ts";
import { ExpectedForm } from "./expected-form.tsx";
import { useAnomaly } from "./use-anomalies.ts";

const HEIGHT = 150;
const AnomalyBars = dynamic(() => import("./anomaly-bars.tsx").then((module) => module.AnomalyBars), {
  ssr: false,
  loading: () => <SkeletonBar className="size-full" />,
});

/** One anomaly: its numbers, the hours around it, its evidence, and the form that marks it as expected. */
export function AnomalyDetail({ id }: { id: string }) {
  const { data, error, refetch } = useAnomaly(id);
  if (data) return <Loaded anomaly={data} />;
  return (
    <div className="p-6">
      {error ? (
        <ErrorNotice title="The anomaly did not load" stillWorks="The list still works." error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonBar className="h-40 w-full" />
      )}
    </div>
  );
}

function Loaded({ anomaly }: { anomaly: Detail }) {
  const { you } = useMe();
  const { kind, unit, threshold, baseline, entry_id, evidence, detected_at, agent_id, agent_name } = anomaly;
  const hours = hoursOf(anomaly).map(({ hour, value }) => ({ name: formatUtcTime(hour).slice(0, 5), value }));
  return (
    <div className="pane min-h-0 flex-1">
      <div className="border-b px-6 pb-5 max-wide:pt-5">
        <h2 className="text-entry">{KIND_NAMES[kind]}</h2>
        <p className="mt-1 text-ink-2">{describeAnomaly(anomaly)}</p>
        <div className="mt-4">
          <ChartFrame
            label="Numbers per hour"
            summary={`${unit} per hour, the day before the end of the window. Threshold ${formatCount(threshold)}.`}
            table={{ columns: ["Hour, UTC", unit], rows: hours.map(({ name, value }) => [name, formatCount(value)]) }}
            height={HEIGHT}
          >
            <AnomalyBars data={hours} low={baseline.low} high={baseline.high} threshold={threshold} unit={unit} height={HEIGHT} />
          </ChartFrame>
        </div>
      </div>
      <dl className="border-b px-6 py-3">
        <Fact name="Baseline">
          median {formatCount(baseline.median)}, {plural(baseline.days, "day", "days")}, {plural(baseline.requests, "request", "requests")}
        </Fact>
        <Fact name="Threshold">{formatCount(threshold)} per hour</Fact>
        <Fact name="Detected">{formatUtc(detected_at)}</Fact>
        <Fact name="Entry">
          <EntryLink id={entry_id} />
        </Fact>
        <Fact name="Evidence">
          <span className="flex flex-wrap justify-end gap-x-3">
            {evidence.map((id) => (
              <EntryLink key={id} id={id} />
            ))}
          </span>
        </Fact>
      </dl>
      <ExpectedForm anomaly={anomaly} />
      {may(you, "halts:write") && (
        <div className="px-6 pb-6">
          <LinkButton href={`/agents/halts?halt=${agent_id}`}>Halt {agent_name}</LinkButton>
        </div>
      )}
    </div>
  );
}

function EntryLink({ id }: { id: string }) {
  return (
    <Link href={`/audit?q=${id}`} className="font-mono text-code text-accent-text hover:underline">
      {shortId(id)}
    </Link>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b py-2 last:border-b-0">
      <dt className="shrink-0 text-ink-2">{name}</dt>
      <dd className="tnum min-w-0 text-right">{children}</dd>
    </div>
  );
}
