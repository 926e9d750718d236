"use client";

import type { AuditEventDetail } from "@agentlattice/contract";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { RevealPlaceholders } from "./reveal-placeholders.tsx";
import { useEntryDetail } from "./use-entries.ts";

type Payload = AuditEventDetail["payloads"][number];

/** The payloads of an entry. They are stored outside the log, which contains their commitments. */
export function EntryPayloads({ seq }: { seq: number }) {
  const { data, error, refetch } = useEntryDetail(seq);
  if (data?.payloads.length === 0) return null;
  return (
    <section aria-label="Payloads" className="border-b px-6 py-5">
      <h3 className="mb-2.5 text-body">
        Payloads <span className="ml-1.5 text-label font-normal text-ink-3">stored outside the log, which contains a commitment</span>
      </h3>
      {!data && !error && <SkeletonBar className="h-16 w-full" />}
      {!data && error && (
        <ErrorNotice
          title="The payloads did not load"
          stillWorks="The proof is still valid."
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data?.payloads.map((payload) => (
        <PayloadField key={payload.field} payload={payload} eventId={data.id} />
      ))}
    </section>
  );
}

/** The payload field whose values need a separate request, which is recorded. */
const SEALED_FIELD = "placeholders";

function PayloadField({ payload, eventId }: { payload: Payload; eventId: string }) {
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
        <Hidden state={state} because={because} sealed={field === SEALED_FIELD} eventId={eventId} />
      )}
    </div>
  );
}

function Hidden({ state, because, sealed, eventId }: Pick<Payload, "state" | "because"> & { sealed: boolean; eventId: string }) {
  const { you } = useMe();
  if (sealed && may(you, "audit:placeholders"))
    return (
      <div className="mt-1.5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-label text-ink-2">Placeholder values. Revealing them is recorded.</p>
        <RevealPlaceholders eventId={eventId} />
      </div>
    );
  return (
    <p className="mt-1.5 text-label text-ink-2">
      {state === "withheld" ? "Withheld from you. " : "Missing. "}
      {because}
    </p>
  );
}
