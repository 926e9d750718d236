import type { ApprovalReview } from "@agentlattice/contract";
import clsx from "clsx";
import { Link } from "#components/ui/link.tsx";
import { Section } from "./section.tsx";

/** The lines of the policy that required the approval, with the deciding line highlighted. */
export function RuleLines({ rule }: { rule: ApprovalReview["rule"] }) {
  if (!rule) {
    return (
      <Section title="Policy that requires approval">
        <p className="text-ink-2">The policy no longer exists.</p>
      </Section>
    );
  }
  const asked = rule.lines.find((line) => line.asked);
  return (
    <Section
      title="Policy that requires approval"
      aside={<RuleName name={rule.policy} note={`v${rule.version}${asked ? `, line ${asked.n}` : ""}`} />}
    >
      {rule.lines.length === 0 ? (
        <p className="text-ink-2">This version is no longer active, so its text is not shown.</p>
      ) : (
        <ol className="overflow-x-auto rounded-control bg-sunken py-1 font-mono text-code">
          {rule.lines.map(({ n, text, asked: isAsking }) => (
            <li key={n} className={clsx("flex border-l-2 pr-3", isAsking ? "border-hold bg-hold-wash" : "border-transparent")}>
              <span className={clsx("tnum w-9 shrink-0 pr-3 text-right select-none", isAsking ? "text-ink-2" : "text-ink-3")}>{n}</span>
              <span className="break-words whitespace-pre-wrap">
                {text}
                {isAsking && <span className="sr-only"> (this line requires approval)</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function RuleName({ name, note }: { name: string; note: string }) {
  return (
    <span className="text-body">
      <Link href={`/policies?q=${encodeURIComponent(name)}`} className="font-medium text-accent-text hover:underline">
        {name}
      </Link>{" "}
      <span className="ml-1 text-label text-ink-3">{note}</span>
    </span>
  );
}
