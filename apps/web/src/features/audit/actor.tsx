import type { AuditEvent } from "@agentlattice/contract";
import { AgentMark, PersonMark } from "#components/ui/identity.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { shortId } from "#lib/format/text.ts";

/** The actor of an entry: its name, `AgentLattice` for the system, otherwise the id in the ledger. */
export function Actor({ actor, names }: { actor: AuditEvent["actor"]; names: ReadonlyMap<string, string> }) {
  const name = names.get(actor.id);
  const label = name ?? (actor.type === "system" ? "AgentLattice" : null);
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-2" title={actor.id}>
      {actor.type === "user" && <PersonMark name={label ?? actor.id.slice(-2)} size={18} />}
      {actor.type === "agent" && <AgentMark name={label ?? actor.id.slice(-2)} />}
      <span className="truncate">
        {label === null ? <span className="font-mono text-code text-ink-2">{shortId(actor.id)}</span> : <UntrustedInline text={label} />}
      </span>
    </span>
  );
}
