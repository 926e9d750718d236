"use client";

import type { Agent } from "@agentlattice/contract";
import { ActionName } from "#components/ui/action-name.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { plural } from "#lib/format/text.ts";
import { type PolicyEffect, summarisePolicies } from "./summarise-policies.ts";
import { usePoliciesInForce } from "./use-policies-in-force.ts";

/** Each capability with the effect of the active policies on it. */
export function CapabilitySection({ agent: { capabilities } }: { agent: Agent }) {
  const { data: policies } = usePoliciesInForce();
  return (
    <section aria-label="Capabilities" className="border-b px-4 py-5 tablet:px-6">
      <div className="mb-2.5 flex items-baseline justify-between gap-3">
        <h3 className="text-body">Capabilities</h3>
        <p className="text-label text-ink-3">{plural(capabilities.length, "capability", "capabilities")}</p>
      </div>
      <ul className="flex flex-col">
        {capabilities.map((capability) => (
          <li key={capability} className="grid min-h-[28px] py-1 grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] items-start gap-3">
            <ActionName type={capability} className="text-code font-medium break-all" />
            {policies && <PolicyEffectLine {...summarisePolicies(capability, policies)} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function PolicyEffectLine({ mark, words, policies }: PolicyEffect) {
  const [first, ...others] = policies;
  return (
    <span className="flex min-w-0 items-start gap-2 text-label">
      <span className="flex h-4 items-center">
        <GateMark state={mark} />
      </span>
      <span className="min-w-0">
        {words}
        {first && (
          <span className="block text-ink-3">
            <Link href={`/policies/${first.id}`} className="hover:text-ink hover:underline">
              {first.name}
            </Link>
            {others.length > 0 && ` and ${plural(others.length, "other policy", "other policies")}`}
          </span>
        )}
      </span>
    </span>
  );
}
