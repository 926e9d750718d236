import type { PolicyDiff } from "@agentlattice/contract";
import { GateMark, type GateState } from "#components/ui/gate-mark.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";

const REACH: Record<PolicyDiff["reach"], { mark: GateState; title: string; text: string }> = {
  wider: { mark: "hold", title: "This widens access", text: "Allowed actions stay allowed, and more actions may be allowed." },
  narrower: {
    mark: "deny",
    title: "This narrows access",
    text: "No further actions are allowed, and more actions may be denied or require approval.",
  },
  same: { mark: "idle", title: "No decision changes", text: "The rules are equivalent." },
  unclear: {
    mark: "idle",
    title: "Some decisions may change",
    text: "The text alone does not show whether it allows more or less.",
  },
};

/** The effect of a change on access, as far as the documents show it. */
export function ReachNote({ diff }: { diff: PolicyDiff }) {
  const { mark, title, text } = REACH[diff.reach];
  return (
    <div className="flex items-start gap-3">
      <span className="mt-[3px]">
        <GateMark state={mark} />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        <p className="text-ink-2">{text}</p>
        {diff.facts.length > 0 && (
          <ul className="mt-1.5 list-disc pl-4 text-ink-2">
            {diff.facts.map((fact) => (
              <li key={fact.text} className="break-words">
                <UntrustedInline text={fact.text} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
