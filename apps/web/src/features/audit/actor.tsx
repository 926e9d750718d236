import type { AuditEvent } from "@agentlattice/contract";
import { AgentMark, PersonMark } from "#components/ui/identity.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { shortId } from "#lib/format/text.ts";

/** Who acted: by name where it is known here, otherwise by id, which is what the ledger holds. */
export function Actor({ actor, names }: { actor: AuditEvent["actor"]; names: ReadonlyMap<string, string> }) {
  const name = names.get(actor.id);
  const known = name ?? (actor.type === "system" ? "AgentLattice" : null);
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-2" title={actor.id}>
      {actor.type === "user" && <PersonMark name={known ?? actor.id.slice(-2)} size={18} />}
      {actor.type === "agent" && <AgentMark name={known ?? actor.id.slice(-2)} />}
      <span className="truncate">
        {known === null ? <span className="font-mono text-code text-ink-2">{shortId(actor.id)}</span> : <UntrustedInline text={known} />}
      </span>
    </span>
  );
}
