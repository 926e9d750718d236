"use client";

import type { Agent, PresenceClient } from "@agentlattice/contract";
import { Diamond } from "#components/ui/diamond.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { plural, shortId } from "#lib/format/text.ts";
import { DetailSection } from "./detail-section.tsx";
import { Ago } from "./presence-line.tsx";

const SHOWN = 10;

const STATUS: Readonly<Record<PresenceClient["status"], { readonly word: string; readonly tone: string; readonly hollow: boolean }>> = {
  live: { word: "live", tone: "text-allow", hollow: false },
  unresponsive: { word: "unresponsive", tone: "text-hold", hollow: false },
  halted: { word: "halted", tone: "text-deny", hollow: false },
  idle: { word: "idle", tone: "text-ink-3", hollow: true },
};

/** The clients of an agent that sent heartbeats in the last 24 hours. */
export function ClientsSection({ agent: { presence } }: { agent: Agent }) {
  const { client_count, clients } = presence;
  const others = client_count - Math.min(clients.length, SHOWN);
  return (
    <DetailSection title="Clients" note="last 24 hours">
      {clients.length === 0 ? (
        <p className="text-label text-ink-2">No client sent a heartbeat.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {clients.slice(0, SHOWN).map((client) => (
            <ClientItem key={`${client.key_id}/${client.client}`} client={client} />
          ))}
        </ul>
      )}
      {others > 0 && <p className="mt-2 text-label text-ink-2">and {plural(others, "other", "others")}</p>}
    </DetailSection>
  );
}

function ClientItem({ client: { client, version, environment, key_id, run_id, status, seen_at } }: { client: PresenceClient }) {
  const { word, tone, hollow } = STATUS[status];
  return (
    <li className="flex items-start gap-2.5">
      <span className="flex h-5 items-center">
        <Diamond size={9} hollow={hollow} className={tone} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{client === null ? shortId(key_id) : <UntrustedInline text={client} />}</span>
        <span className="block truncate text-label text-ink-2">
          {version !== null && (
            <>
              <UntrustedInline text={version} />,{" "}
            </>
          )}
          {environment}
          {run_id !== null && `, ${shortId(run_id)}`}
        </span>
      </span>
      <span className="shrink-0 text-right text-label text-ink-2">
        <span className="block text-body text-ink">{word}</span>
        <Ago at={seen_at} never="" />
      </span>
    </li>
  );
}
