import type { ComplianceReport } from "@agentlattice/contract";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#lib/format/text.ts";
import { Part } from "./report-part.tsx";
import { useComplianceView } from "./use-compliance.ts";

/** Shares of agents and requests that go through AgentLattice. */
export function ReportCoverage({ coverage: { totals } }: Pick<ComplianceReport, "coverage">) {
  const [, setView] = useComplianceView();
  if (totals === null)
    return (
      <Part title="Coverage">
        <p className="text-ink-2">Not computed</p>
      </Part>
    );
  const { agents, agents_enforced, sdk, gateway, unknown, report_only } = totals;
  const requests = sdk + gateway + unknown + report_only;
  return (
    <Part title="Coverage">
      <ul className="flex flex-col gap-2">
        <Share
          name="Agents"
          count={agents_enforced}
          of={agents}
          text={`${formatCount(agents_enforced)} of ${formatCount(agents)} decided`}
        />
        <Share name="By SDK" count={sdk} of={requests} />
        <Share name="By gateway" count={gateway} of={requests} />
        <Share name="By report only" count={report_only} of={requests} note=", not enforced" />
        {unknown > 0 && <Share name="Not recorded" count={unknown} of={requests} />}
      </ul>
      <p className="mt-3 print:hidden">
        <Button onClick={() => void setView({ open: "coverage" })}>Agents and tools</Button>
      </p>
    </Part>
  );
}

interface ShareProps {
  name: string;
  count: number;
  of: number;
  /** Text instead of the percentage and the count. */
  text?: string;
  note?: string;
}

function Share({ name, count, of, text, note = "" }: ShareProps) {
  const percent = of === 0 ? 0 : (count / of) * 100;
  return (
    <li className="grid grid-cols-[92px_72px_1fr] items-center gap-3 text-label">
      <span className="text-ink-2">{name}</span>
      <span aria-hidden="true" className="h-1.5 bg-line">
        <span className="block h-full bg-ink-2" style={{ width: `${percent}%` }} />
      </span>
      <span className="tnum">{text ?? `${Math.round(percent)} %, ${formatCount(count)}${note}`}</span>
    </li>
  );
}
