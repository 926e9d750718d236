import type { Overview } from "@agentlattice/contract";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";

const MAX_AGENTS = 6;

/** Agents that need attention, with the reasons, most urgent first. */
export function AttentionList({ attention }: { attention: Overview["attention"] }) {
  return (
    <section aria-label="Agents needing attention" className="border-t px-4 pt-5 pb-8 tablet:px-6 wide:px-5">
      <h2 className="text-body">Agents needing attention</h2>
      {attention.length === 0 && <p className="mt-2 text-label text-ink-2">None. Every active agent has an owner and valid keys.</p>}
      <ul className="mt-1.5">
        {attention.slice(0, MAX_AGENTS).map(({ agent, reasons }) => (
          <li key={agent.id} className="flex min-h-12 items-center gap-3 py-1.5">
            <AgentMark name={agent.name} />
            <div className="min-w-0 flex-1">
              <p className="truncate">
                <UntrustedInline text={agent.name} />
              </p>
              <p className="text-label text-ink-2">
                {reasons.map((reason, index) => (
                  <span key={reason.code}>
                    {index > 0 && ", "}
                    <Link href={reason.href} className="quick inline-block rounded-chip py-0.5 underline-offset-2 hover:underline">
                      {reason.text}
                    </Link>
                  </span>
                ))}
              </p>
            </div>
            <LinkButton href={agent.href}>
              Open<span className="sr-only"> {agent.name}</span>
            </LinkButton>
          </li>
        ))}
      </ul>
      {attention.length > MAX_AGENTS && (
        <Link href="/agents" className="quick mt-1 inline-block rounded-chip text-label font-medium text-accent-text hover:underline">
          All agents
        </Link>
      )}
    </section>
  );
}
