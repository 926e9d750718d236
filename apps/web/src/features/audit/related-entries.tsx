"use client";

import { GateMark } from "#components/ui/gate-mark.tsx";
import { formatCount } from "#lib/format/text.ts";
import { formatUtcTime } from "#lib/format/time.ts";
import { markOf } from "./describe-entry.ts";
import { useAuditView, useEntryDetail } from "./use-entries.ts";

/** The other entries of the same request: submission, decisions, execution and outcome. */
export function RelatedEntries({ seq }: { seq: number }) {
  const [, setView] = useAuditView();
  const { data } = useEntryDetail(seq);
  if (!data || (data.related.length === 0 && data.policies.length === 0)) return null;
  return (
    <section aria-label="Related entries" className="border-t px-6 py-5">
      {data.related.length > 0 && (
        <>
          <h3 className="mb-2 text-body">Related entries</h3>
          <ol>
            {data.related.map((event) => {
              const mark = markOf(event);
              return (
                <li key={event.seq}>
                  <button
                    type="button"
                    onClick={() => void setView({ entry: event.seq })}
                    className="quick -mx-2 flex h-8 w-[calc(100%+16px)] items-center gap-2 rounded-control px-2 text-left hover:bg-hover"
                  >
                    {mark ? <GateMark state={mark} /> : <span className="w-3.5" />}
                    <span className="min-w-0 flex-1 truncate font-mono text-code">{event.kind}</span>
                    <span className="tnum text-label text-ink-3">
                      {formatUtcTime(event.timestamp)} · {formatCount(event.seq)}
                    </span>
                  </button>
                </li>
              );
            })}
          </ol>
        </>
      )}
      {data.policies.length > 0 && (
        <p className="mt-3 text-label text-ink-2">
          Decided by{" "}
          {data.policies.map(({ id, name, version }, i) => (
            <span key={id}>
              {i > 0 && ", "}
              <span className="font-medium text-ink">{name}</span> v{version}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
