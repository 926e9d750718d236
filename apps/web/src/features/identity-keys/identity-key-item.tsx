"use client";

import type { IdentityKey } from "@agentlattice/contract";
import { useState } from "react";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { INLINE_STYLE } from "#components/list/table-style.ts";
import { Button } from "#components/ui/button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { Link } from "#components/ui/link.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatCount, plural, shortId } from "#lib/format/text.ts";
import { stateOf } from "./key-state.ts";

type Gap = IdentityKey["gaps"][number];

/** Gaps that are shown at first. */
const SHOWN = 5;

const COLUMNS: readonly DataColumn<Gap>[] = [
  { id: "from", header: "From", align: "right", className: "tnum pr-3", cell: ({ from }) => formatCount(from) },
  { id: "to", header: "To", align: "right", className: "tnum pr-3", cell: ({ to }) => formatCount(to) },
  { id: "count", header: "Missing", align: "right", className: "tnum pr-3", cell: ({ from, to }) => formatCount(to - from + 1) },
  { id: "before", header: "Before", className: "pr-3", cell: ({ audit_event_id }) => <Submission id={audit_event_id} /> },
  { id: "at", header: "Found", align: "right", cell: ({ at }) => <Ago at={at} never="" /> },
];

const TABLE_STYLE = { ...INLINE_STYLE, table: "w-full border-collapse text-label", cell: "h-8 border-b" };

/** An identity key with its state, its use and its gaps. */
export function IdentityKeyItem({ of: key, onRotate, onRevoke }: { of: IdentityKey; onRotate: () => void; onRevoke: () => void }) {
  const { can } = key.you;
  const { text, tone, hollow } = stateOf(key, useNow());
  const name = shortId(key.id);
  return (
    <li className="border-b py-3 first:pt-0 last:border-b-0 last:pb-0">
      <div className="flex items-start gap-2.5">
        <span className="flex h-6 items-center">
          <Diamond size={9} hollow={hollow} className={tone} />
        </span>
        <div className="min-w-0 flex-1">
          <span className="flex min-h-6 flex-wrap items-center gap-x-3">
            <Hash value={key.fingerprint} label={`fingerprint of ${name}`} />
            <span>{text}</span>
          </span>
          <p className="text-label text-ink-2">
            <span title={key.id}>{name}</span>, created <Ago at={key.created_at} never="" />
          </p>
          <p className="text-label text-ink-2">
            used <Ago at={key.last_used_at} never="never" />
            {key.last_sequence > 0 && <>, last sequence {formatCount(key.last_sequence)}</>}
          </p>
        </div>
        <span className="flex shrink-0 items-end gap-1 max-tablet:flex-col">
          {can.includes("rotateIdentityKey") && (
            <Button size="table" variant="quiet" aria-label={`Rotate ${name}`} onClick={onRotate}>
              Rotate
            </Button>
          )}
          {can.includes("revokeIdentityKey") && (
            <Button size="table" variant="quiet" aria-label={`Revoke ${name}`} onClick={onRevoke}>
              Revoke
            </Button>
          )}
        </span>
      </div>
      <Gaps of={key} name={name} />
    </li>
  );
}

function Gaps({ of: { gaps, missing, last_sequence }, name }: { of: IdentityKey; name: string }) {
  const [all, setAll] = useState(false);
  if (last_sequence === 0) return null;
  if (missing === 0) return <p className="mt-1 pl-5 text-label text-ink-2">No gaps in its sequence.</p>;
  const hidden = gaps.length - SHOWN;
  return (
    <div className="mt-2 pl-5">
      <p className="text-label text-hold">{plural(missing, "sequence number", "sequence numbers")} missing</p>
      <DataTable
        caption={`Gaps of ${name}`}
        tableStyle={TABLE_STYLE}
        items={all ? gaps : gaps.slice(0, SHOWN)}
        columns={COLUMNS}
        idOf={({ from }) => String(from)}
      />
      {hidden > 0 && !all && (
        <Button size="table" variant="quiet" className="mt-1" onClick={() => setAll(true)}>
          Show {plural(hidden, "older gap", "older gaps")}
        </Button>
      )}
    </div>
  );
}

/** The submission with the statement after a gap. */
function Submission({ id }: { id: string }) {
  return (
    <Link href={`/audit?q=${id}`} className="underline" title={id}>
      {shortId(id)}
    </Link>
  );
}
