"use client";

import type { AuditEventDetail } from "@agentlattice/contract";
import { Bone } from "#components/ui/bone.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { useEntryDetail } from "./use-entries.ts";

type Payload = AuditEventDetail["payloads"][number];

/** What people and agents typed: outside the log, behind a commitment in it. */
export function EntryPayloads({ seq }: { seq: number }) {
  const { data, error, refetch } = useEntryDetail(seq);
  if (data?.payloads.length === 0) return null;
  return (
    <section aria-label="Payloads" className="border-b px-6 py-5">
      <h3 className="mb-2.5 text-body">
        Payloads <span className="ml-1.5 text-label font-normal text-ink-3">kept outside the log, behind a commitment</span>
      </h3>
      {!data && !error && <Bone className="h-16 w-full" />}
      {!data && error && (
        <Failed title="The payloads did not load" stillWorks="The proof still holds." error={error} onRetry={() => void refetch()} />
      )}
      {data?.payloads.map((payload) => (
        <PayloadField key={payload.field} payload={payload} />
      ))}
    </section>
  );
}

function PayloadField({ payload }: { payload: Payload }) {
  const { field, commitment, state, value, because } = payload;
  return (
    <div className="mt-3 first-of-type:mt-0">
      <p className="flex flex-wrap items-center justify-between gap-x-3 text-label text-ink-2">
        <span className="font-mono text-code font-medium text-ink">{field}</span>
        <span className="inline-flex items-center gap-1.5 text-small text-ink-3">
          commitment <Hash value={commitment} label={`commitment of ${field}`} />
        </span>
      </p>
      {state === "shown" ? (
        <ScrollRegion
          label={`Payload ${field}`}
          className="mt-1.5 max-h-72 rounded-control bg-sunken px-3 py-2.5 font-mono text-code break-words whitespace-pre-wrap"
        >
          <UntrustedInline text={JSON.stringify(value, null, 2)} />
        </ScrollRegion>
      ) : (
        <p className="mt-1.5 text-label text-ink-2">
          {state === "withheld" ? "Withheld from you. " : "Missing. "}
          {because}
        </p>
      )}
    </div>
  );
}
