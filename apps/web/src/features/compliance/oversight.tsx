import type { ComplianceReport } from "@agentlattice/contract";
import { LinkButton } from "#components/ui/link-button.tsx";
import { formatCount } from "#lib/format/text.ts";
import { formatDay, formatDuration } from "#lib/format/time.ts";
import { Fact, Part } from "./report-part.tsx";

/** The time that people took to decide in the period. */
export function Oversight({ oversight }: Pick<ComplianceReport, "oversight">) {
  const { status, decisions, median_ms, p95_ms } = oversight;
  const time = (ms: number | null) => (ms === null ? "None" : formatDuration(ms));
  return (
    <Part title="Time to decide">
      {status === "not_computed" || decisions === null ? (
        <p className="text-ink-2">Not computed</p>
      ) : (
        <dl>
          <Fact name="Decisions of people">{formatCount(decisions)}</Fact>
          <Fact name="Median">{time(median_ms)}</Fact>
          <Fact name="95th percentile">{time(p95_ms)}</Fact>
        </dl>
      )}
      <p className="mt-3 print:hidden">
        <LinkButton href="/approvals/quality" size="page">
          Distribution
        </LinkButton>
      </p>
    </Part>
  );
}

/** The retention period of the ledger. */
export function Retention({ retention }: Pick<ComplianceReport, "retention">) {
  const { status, required_months, oldest_entry_at } = retention;
  return (
    <Part title="Retention">
      <dl>
        <Fact name="Retention of the ledger">No limit</Fact>
        <Fact name="Required minimum">{required_months} months</Fact>
        <Fact name="Oldest entry">
          {status === "not_computed" ? "Not computed" : oldest_entry_at === null ? "None" : formatDay(oldest_entry_at)}
        </Fact>
      </dl>
    </Part>
  );
}
