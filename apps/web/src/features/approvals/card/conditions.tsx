import type { ConditionResult } from "@agentlattice/contract";
import clsx from "clsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { writeValue } from "./read-submission.ts";
import { Section } from "./section.tsx";

/** The fields that the policies evaluated, with the source of each value. */
export function Conditions({ conditions }: { conditions: readonly ConditionResult[] }) {
  if (conditions.length === 0) return null;
  return (
    <Section title="Evaluated conditions" note="asserted: stated by the agent; attested: verified by AgentLattice">
      <ConditionTable conditions={conditions} />
    </Section>
  );
}

/** A table of conditions with the expected value, the actual value and its source. */
export function ConditionTable({ conditions }: { conditions: readonly ConditionResult[] }) {
  return (
    <ScrollRegion label="Conditions" className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-label">
        <thead className="text-ink-3">
          <tr className="border-b">
            {["Fact", "Expected", "Actual", "Source", "Outcome"].map((name) => (
              <th key={name} scope="col" className="h-8 pr-4 font-normal whitespace-nowrap last:pr-0">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {conditions.map((condition) => (
            <Row key={condition.policy + condition.path} condition={condition} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Row({ condition: { field, operator, expected, actual, source, result } }: { condition: ConditionResult }) {
  return (
    <tr className="border-b last:border-b-0">
      <td className="h-9 pr-4 font-mono text-code">
        <UntrustedInline text={field} />
      </td>
      <td className="pr-4 font-mono text-code text-ink-2">
        {operator} <UntrustedInline text={writeValue(expected).text} />
      </td>
      <td className="pr-4 font-mono text-code break-words">
        {actual === null ? <span className="font-sans text-ink-3">unknown</span> : <UntrustedInline text={writeValue(actual).text} />}
      </td>
      <td className={clsx("pr-4", source === "attested" ? "text-ink" : "text-ink-2")}>
        <span className={clsx("border-b", source === "attested" ? "border-transparent" : "border-dashed border-ink-3")}>{source}</span>
      </td>
      <td className={result ? "text-ink-2" : "font-medium text-ink"}>{result ? "met" : "not met"}</td>
    </tr>
  );
}
