"use client";

import type { Grant } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { namesTarget } from "./describe-grant.ts";
import { GrantCoverage } from "./grant-terms.tsx";
import { describeUses, endedBecause, statusOf } from "./grant-words.ts";

interface GrantTableProps {
  grants: readonly Grant[];
  /** Opens the confirmation; null for roles that cannot decide. */
  onRevoke: ((grant: Grant) => void) | null;
}

/** The list of standing grants. */
export function GrantTable({ grants, onRevoke }: GrantTableProps) {
  const columns: readonly DataColumn<Grant>[] = [
    { id: "agent", header: "Agent and action", cellClassName: "py-2.5", cell: (grant) => <Identity grant={grant} /> },
    { id: "covers", header: "Covers", cellClassName: "max-w-72 py-2.5", cell: (grant) => <Covers grant={grant} /> },
    { id: "uses", header: "Uses", cellClassName: "tnum", cell: (grant) => describeUses(grant) },
    { id: "ends", header: "Ends", cell: (grant) => <Ends grant={grant} /> },
    { id: "given", header: "Given", cellClassName: "text-ink-2", cell: (grant) => <Given grant={grant} /> },
    { id: "request", header: "Request", cell: (grant) => <RequestLink grant={grant} /> },
    { id: "revoke", header: "Revoke", hiddenHead: true, align: "right", cell: (grant) => <Revoke grant={grant} onRevoke={onRevoke} /> },
  ];
  return (
    <DataTable
      caption="Grants"
      items={grants}
      columns={columns}
      idOf={(grant) => grant.id}
      sortedBy={{ column: "given", descending: true }}
      stacked={{ below: "desk", item: (grant) => <Stacked grant={grant} onRevoke={onRevoke} /> }}
    />
  );
}

function Identity({ grant: { agent, action_type, environment } }: { grant: Grant }) {
  return (
    <span className="flex items-center gap-2.5">
      <AgentMark name={agent.name} size={22} />
      <span className="min-w-0">
        <span className="block max-w-48 truncate font-medium" title={agent.name}>
          {agent.name}
        </span>
        <span className="block text-label text-ink-2">
          <ActionName type={action_type} /> <span className="text-ink-3">{environment}</span>
        </span>
      </span>
    </span>
  );
}

function Covers({ grant: { target, bounds } }: { grant: Grant }) {
  if (bounds === null) return <p className="text-label text-ink-3">Nothing, its terms were erased</p>;
  return (
    <div className="break-words">
      {target !== null && !namesTarget(bounds.where, target) && (
        <p className="text-label">
          on <UntrustedInline text={target} />
        </p>
      )}
      <GrantCoverage bounds={bounds} />
    </div>
  );
}

function Ends({ grant }: { grant: Grant }) {
  const { mark, word } = statusOf(grant, useNow());
  const because = endedBecause(grant);
  if (mark === "allow") return <Countdown from={grant.created_at} until={grant.expires_at} />;
  return (
    <span className="inline-block">
      <span className="inline-flex items-center gap-2 whitespace-nowrap">
        <GateMark state={mark} />
        {word}
      </span>
      {because && <span className="block text-label text-ink-3">{because}</span>}
    </span>
  );
}

function Given({ grant: { given_by, created_at } }: { grant: Grant }) {
  return (
    <>
      <span className="block max-w-40 truncate text-ink" title={given_by.name}>
        {given_by.name}
      </span>
      <span className="text-label">
        <Ago at={created_at} never="" />
      </span>
    </>
  );
}

function RequestLink({ grant: { approval_id } }: { grant: Grant }) {
  return (
    <Link href={`/approvals/${approval_id}`} className="font-medium text-accent-text underline">
      Open request
    </Link>
  );
}

function Revoke({ grant, onRevoke }: { grant: Grant; onRevoke: GrantTableProps["onRevoke"] }) {
  const { mark } = statusOf(grant, useNow());
  if (mark !== "allow" || onRevoke === null) return null;
  return (
    <Button size="table" variant="deny" onClick={() => onRevoke(grant)} className="max-tablet:h-11">
      Revoke
    </Button>
  );
}

function Stacked({ grant, onRevoke }: { grant: Grant; onRevoke: GrantTableProps["onRevoke"] }) {
  return (
    <li className="flex flex-col gap-2 border-b px-4 py-3 tablet:px-6">
      <div className="flex items-start justify-between gap-3">
        <Identity grant={grant} />
        <Ends grant={grant} />
      </div>
      <Covers grant={grant} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-label text-ink-2">
        <span className="tnum">Uses {describeUses(grant)}</span>
        <span>
          by {grant.given_by.name}, <Ago at={grant.created_at} never="" />
        </span>
      </div>
      <div className="flex min-h-11 items-center justify-between gap-4 text-label">
        <RequestLink grant={grant} />
        <Revoke grant={grant} onRevoke={onRevoke} />
      </div>
    </li>
  );
}
