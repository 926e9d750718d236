"use client";

import type { BacktestClass, BacktestFlip, BacktestResult } from "@agentlattice/contract";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatUtc, formatUtcShort } from "#lib/format/time.ts";
import { PanelError, PanelSection } from "./panel-section.tsx";
import { type BacktestTarget, useBacktest } from "./use-backtest.ts";
import { describeClass, markOf, NOT_REPLAYED } from "./words.ts";

const REACH = [
  { value: "10000", text: "10 k" },
  { value: "100000", text: "100 k" },
  { value: "1000000", text: "1 M" },
] as const;

const FLIP_FILL = { allow: "bg-allow", hold: "bg-hold", alter: "bg-alter", deny: "bg-deny", idle: "bg-idle" } as const;

/** Runs the text against recorded decisions. */
export function BacktestPanel({ text, blocked }: { text: string; blocked: string | null }) {
  return <Backtest target={{ yaml: text }} blocked={blocked} />;
}

/** Runs a saved version against recorded decisions. */
export function VersionBacktest({ policyId, version }: { policyId: string; version: number }) {
  return <Backtest target={{ policyId, version }} blocked={null} />;
}

function Backtest({ target, blocked }: { target: BacktestTarget; blocked: string | null }) {
  const { progress, result, error, run, cancel } = useBacktest();
  const [reach, setReach] = useState<(typeof REACH)[number]["value"]>("10000");
  return (
    <PanelSection
      title="Backtest"
      action={
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Segmented label="Newest decisions" value={reach} options={REACH} onChange={setReach} />
          {progress ? (
            <Button size="table" onClick={cancel}>
              Cancel
            </Button>
          ) : (
            <Button size="table" blocked={blocked} onClick={() => void run(target, Number(reach))}>
              Run<span className="sr-only"> the backtest</span>
            </Button>
          )}
        </div>
      }
    >
      {progress && <Progress done={progress.done} total={progress.total} />}
      <div aria-live="polite">
        {error && <PanelError title="The backtest did not run" error={error} />}
        {result && !progress && <Result result={result} />}
        {!result && !progress && !error && (
          <p className="text-label text-ink-3">
            Replays the newest recorded decisions on its actions with the current agents and other policies.
          </p>
        )}
      </div>
    </PanelSection>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <div className="py-1">
      <progress
        aria-label="Replayed decisions"
        value={done}
        max={Math.max(total, 1)}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
      <p className="tnum mt-1 text-label text-ink-2">
        {total === 0 ? "Finding decisions" : `${formatCount(done)} of ${formatCount(total)} decisions replayed`}
      </p>
    </div>
  );
}

function Result({ result }: { result: BacktestResult }) {
  const { changed, replayed, considered, classes, mode, wider } = result;
  if (considered === 0) return <p className="text-label text-ink-3">No recorded decisions match its actions.</p>;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="tnum text-clock font-medium">{formatCount(changed)}</span>
        <span className="text-ink-2">of {formatCount(replayed)} would change</span>
        {wider > 0 && <span className="font-medium text-hold">{formatCount(wider)} would allow more</span>}
      </p>
      {changed > 0 && <FlipBar classes={classes} />}
      {mode !== "enforce" && (
        <p className="mt-1 text-label text-ink-2">The draft is not in enforce mode: publishing it changes no decision.</p>
      )}
      {classes.map((one) => (
        <FlipClass key={`${one.before} ${one.after}`} flips={one} />
      ))}
      <Coverage result={result} />
    </>
  );
}

/** Shows the shares of changed decisions by new outcome. The lines below give the numbers. */
function FlipBar({ classes }: { classes: readonly BacktestClass[] }) {
  return (
    <div aria-hidden="true" className="mt-3 mb-1 flex h-1.5 gap-0.5">
      {classes.map(({ before, after, count }) => (
        <span key={`${before} ${after}`} className={FLIP_FILL[markOf(after)]} style={{ flex: `${count} 0 2px` }} />
      ))}
    </div>
  );
}

function FlipClass({ flips }: { flips: BacktestClass }) {
  const { count, examples } = flips;
  return (
    <details open={flips.direction === "wider"} className="mt-2 border-t pt-2">
      <summary className="quick flex min-h-7 cursor-pointer items-center gap-1.5 rounded-control text-label hover:bg-hover">
        <FlipMark flip={flips} />
        <span className="tnum font-semibold">{formatCount(count)}</span> {describeClass(flips)}
        {flips.direction === "wider" && <span className="ml-auto text-hold">allows more</span>}
      </summary>
      <ul>
        {examples.map((flip) => (
          <FlipLine key={flip.audit_event_id} flip={flip} />
        ))}
      </ul>
      {count > examples.length && <p className="py-1 text-label text-ink-3">Showing the newest {examples.length}.</p>}
    </details>
  );
}

function FlipMark({ flip: { before, after } }: { flip: Pick<BacktestFlip, "before" | "after"> }) {
  return (
    <span className="inline-flex items-center gap-1" role="img" aria-label={`${before} becomes ${after}`}>
      <GateMark state={markOf(before)} />
      <ArrowRight size={12} strokeWidth={1.5} aria-hidden="true" className="text-ink-3" />
      <GateMark state={markOf(after)} />
    </span>
  );
}

function FlipLine({ flip }: { flip: BacktestFlip }) {
  return (
    <li className="flex min-h-9 items-center gap-3 border-b py-1.5 last:border-b-0">
      <span className="min-w-0 flex-1 break-words">
        <Link href={`/audit?entry=${flip.seq}`} className="hover:underline">
          <ActionName type={flip.action_type} className="text-code" />
        </Link>
        {flip.target && (
          <span className="ml-2 text-ink-2">
            <UntrustedInline text={flip.target} />
          </span>
        )}
        <span className="ml-2 text-label text-ink-3">{flip.agent.name}</span>
      </span>
      <time dateTime={flip.at} title={formatUtc(flip.at)} className="tnum shrink-0 text-label text-ink-3">
        {formatUtcShort(flip.at)}
      </time>
    </li>
  );
}

/** The period of the backtest and the decisions that could not be replayed. */
function Coverage({ result: { since, more, considered, not_replayed, reasons } }: { result: BacktestResult }) {
  const share = ((100 * not_replayed) / considered).toFixed(not_replayed < considered / 100 ? 2 : 0);
  return (
    <div className="mt-2 text-label text-ink-3">
      <p>
        {since && `Since ${formatUtc(since)}. `}
        {more && "Older decisions were not replayed."}
      </p>
      {not_replayed > 0 && (
        <>
          <p className="text-ink-2">
            {plural(not_replayed, "decision", "decisions")} ({share} %) could not be replayed:
          </p>
          <ul className="pl-4">
            {reasons.map(({ reason, count }) => (
              <li key={reason} className="list-disc">
                {formatCount(count)}: {NOT_REPLAYED[reason]}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
