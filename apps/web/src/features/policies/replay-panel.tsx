"use client";

import type { DryRunChange, DryRunResult } from "@agentlattice/contract";
import { useMutation } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatUtc, formatUtcShort } from "#lib/format/time.ts";
import { PanelError, PanelSection } from "./panel-section.tsx";
import { dryRunPolicy } from "./use-policies.ts";
import { classWords, markOf } from "./words.ts";

/** What the text would have answered to decisions that are on record. */
export function ReplayPanel({ text, blocked }: { text: string; blocked: string | null }) {
  const replay = useMutation({ mutationFn: () => dryRunPolicy(text) });
  return (
    <PanelSection
      title="On recorded decisions"
      action={
        <Button size="table" blocked={replay.isPending ? "Decisions are being judged again." : blocked} onClick={() => replay.mutate()}>
          Replay
        </Button>
      }
    >
      <div aria-live="polite">
        {replay.error && <PanelError title="The replay did not run" error={replay.error} />}
        {replay.data ? (
          <Result result={replay.data} />
        ) : (
          <p className="text-label text-ink-3">
            Judges the newest 500 decisions on its actions again. Agents and other policies as they are now.
          </p>
        )}
      </div>
    </PanelSection>
  );
}

function Result({ result }: { result: DryRunResult }) {
  const { changed, replayed, not_replayed, considered, classes, changes, mode, since } = result;
  if (considered === 0) return <p className="text-label text-ink-3">No recorded decision is on an action that it covers.</p>;
  return (
    <>
      <p className="flex items-baseline gap-2.5">
        <span className="tnum text-clock font-medium">{formatCount(changed)}</span>
        <span className="text-ink-2">of {formatCount(replayed)} would change</span>
      </p>
      {mode !== "enforce" && <p className="mt-1 text-label text-ink-2">The draft does not enforce: publishing it changes none of them.</p>}
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1">
        {classes.map((one) => (
          <li key={`${one.before} ${one.after}`} className="inline-flex items-center gap-1.5 text-label">
            <Flip change={one} />
            <span className="tnum font-semibold">{formatCount(one.count)}</span> {classWords(one)}
          </li>
        ))}
      </ul>
      <ul className="mt-2">
        {changes.map((change) => (
          <ChangeLine key={change.audit_event_id} change={change} />
        ))}
      </ul>
      <p className="mt-2 text-label text-ink-3">
        {changed > changes.length && `The newest ${changes.length} are listed. `}
        {since && `Since ${formatUtc(since)}. `}
        {not_replayed > 0 && `${plural(not_replayed, "decision", "decisions")} could not be replayed.`}
      </p>
    </>
  );
}

function Flip({ change: { before, after } }: { change: Pick<DryRunChange, "before" | "after"> }) {
  return (
    <span className="inline-flex items-center gap-1" role="img" aria-label={`${before} becomes ${after}`}>
      <GateMark state={markOf(before)} />
      <ArrowRight size={12} strokeWidth={1.5} aria-hidden="true" className="text-ink-3" />
      <GateMark state={markOf(after)} />
    </span>
  );
}

function ChangeLine({ change }: { change: DryRunChange }) {
  return (
    <li className="flex min-h-9 items-center gap-3 border-b py-1.5 last:border-b-0">
      <Flip change={change} />
      <span className="min-w-0 flex-1 break-words">
        <ActionName type={change.action_type} className="text-code" />
        {change.target && (
          <span className="ml-2 text-ink-2">
            <UntrustedInline text={change.target} />
          </span>
        )}
        <span className="ml-2 text-label text-ink-3">{change.agent.name}</span>
      </span>
      <time dateTime={change.at} title={formatUtc(change.at)} className="tnum shrink-0 text-label text-ink-3">
        {formatUtcShort(change.at)}
      </time>
    </li>
  );
}
