"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { Hash } from "#components/ui/hash.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { hasPlaceholders, RevealPlaceholders } from "#features/audit/reveal-placeholders.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { isTampered } from "../approval-status.ts";
import { ArgumentList, TextBlock } from "./argument-list.tsx";
import { DiffView } from "./diff-view.tsx";
import { readSubmission, type SubmissionView } from "./read-submission.ts";
import { Section } from "./section.tsx";

/** The complete submission covered by the digest. Nothing is truncated. */
export function ExactArguments({ approval }: { approval: ApprovalReview }) {
  const { submission, digest, audit_event_id } = approval;
  const end = (
    <span className="inline-flex flex-wrap items-center gap-2">
      {submission && hasPlaceholders(JSON.stringify(submission)) && <RevealPlaceholders eventId={audit_event_id} />}
      <span className="hidden text-small text-ink-3 @min-[560px]:inline">digest</span>
      <Hash value={digest} label="digest" />
    </span>
  );
  return (
    <Section title="Exact arguments" {...(submission && { note: "approving allows exactly these, once" })} end={end}>
      {submission ? (
        <Arguments view={readSubmission(submission)} />
      ) : (
        <p className="text-ink-2">
          {isTampered(approval)
            ? "The stored arguments were altered: they do not match the ledger, so they are not shown."
            : "The arguments were erased. Only their digest remains."}
        </p>
      )}
    </Section>
  );
}

/** Every argument of a submission, with the difference between before and after. */
export function Arguments({ view }: { view: SubmissionView }) {
  const { metadata, tool, change, content, data, rest, bare } = view;
  return (
    <div className="flex flex-col gap-3.5">
      {bare && <p className="text-ink-2">No arguments.</p>}
      {metadata.length > 0 && <ArgumentList list={metadata} />}
      {tool && <Tool tool={tool} />}
      {change && <DiffView {...change} title="before and after" note="stated by the agent" />}
      {content !== null && (
        <Part name="content" note={plural(content.length, "character", "characters")}>
          <TextBlock text={content} label="content" />
        </Part>
      )}
      {data.length > 0 && (
        <Part name="data accessed">
          <ul className="flex flex-wrap gap-x-6 gap-y-1 font-mono text-code">
            {data.map(({ type, count, sensitivity }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the items of a submission never change their order
              <li key={i}>
                <UntrustedInline text={type} />
                {count !== undefined && <span className="tnum"> × {formatCount(count)}</span>}
                {sensitivity !== undefined && (
                  <span className="text-ink-2">
                    , <UntrustedInline text={sensitivity} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {rest.length > 0 && (
        <Part name="other fields">
          <ArgumentList list={rest} />
        </Part>
      )}
    </div>
  );
}

function Tool({ tool }: { tool: NonNullable<SubmissionView["tool"]> }) {
  return (
    <Part
      name="tool"
      note={
        <span className="font-mono text-code text-ink">
          <UntrustedInline text={tool.name} />
          {tool.version !== undefined && (
            <>
              {" "}
              <UntrustedInline text={tool.version} />
            </>
          )}
          {tool.server !== undefined && (
            <span className="text-ink-2">
              {" "}
              on <UntrustedInline text={tool.server} />
            </span>
          )}
        </span>
      }
    >
      {tool.arguments.length > 0 && <ArgumentList list={tool.arguments} />}
      {tool.whole !== undefined && <TextBlock text={JSON.stringify(tool.whole, null, 2)} label="tool arguments" />}
    </Part>
  );
}

function Part({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div>
      <p className="mb-1 flex items-baseline gap-2 text-label text-ink-3">
        {name} {note}
      </p>
      {children}
    </div>
  );
}
