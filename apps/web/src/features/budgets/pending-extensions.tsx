"use client";

import type { Approval } from "@agentlattice/contract";
import { Countdown } from "#components/ui/countdown.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatMeasure } from "./budget-words.ts";
import { DecideExtension } from "./decide-extension.tsx";
import { usePendingExtensions } from "./use-budgets.ts";

/** The pending requests to extend a cap. The one that expires first can be decided here. */
export function PendingExtensions() {
  const { data, error, refetch } = usePendingExtensions();
  const [first, ...others] = data?.data ?? [];
  if (!data && error)
    return (
      <section aria-label="Pending extensions" className="border-b px-4 py-5 tablet:px-6">
        <ErrorNotice
          title="The requests to extend a cap did not load"
          stillWorks="They are listed under Approvals too."
          error={error}
          onRetry={() => void refetch()}
        />
      </section>
    );
  if (!first) return null;
  return (
    <section aria-labelledby="pending-extensions" className="border-b">
      <h2 id="pending-extensions" className="px-4 pt-5 text-body font-strong tablet:px-6">
        Pending extensions{" "}
        <span className="tnum ml-1 font-normal text-ink-2">{data?.has_more ? `${data.data.length}+` : data?.data.length}</span>
      </h2>
      <DecideExtension key={first.id} approval={first} />
      <ul className="px-4 tablet:px-6">
        {others.map((approval) => (
          <Row key={approval.id} approval={approval} />
        ))}
      </ul>
    </section>
  );
}

function Row({ approval }: { approval: Approval }) {
  const { id, requested_by, requested_at, expires_at, extension } = approval;
  return (
    <li className="flex items-baseline justify-between gap-4 border-t py-2">
      <span className="min-w-0">
        <Link href={`/approvals/${id}`} className="block truncate text-accent-text hover:underline">
          <UntrustedInline text={requested_by.name} />
        </Link>
        <span className="block truncate text-label text-ink-2">{extension?.caps.map(({ policy }) => policy.name).join(", ")}</span>
      </span>
      <span className="shrink-0 text-right">
        <span className="tnum block">{extension?.caps.map(({ measure, needed }) => formatMeasure(measure, needed)).join(", ")}</span>
        <span className="text-label">
          <Countdown from={requested_at} until={expires_at} />
        </span>
      </span>
    </li>
  );
}
