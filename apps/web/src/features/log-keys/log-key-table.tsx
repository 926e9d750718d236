"use client";

import type { LogKey } from "@agentlattice/contract";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { Link } from "#components/ui/link.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { SettingsTable } from "#features/settings/settings-table.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";

/** Matches the generation of the ledger in a verifier key. */
const GENERATION = /\/g(\d+)\+/;

/** The keys of the ledger, newest first. */
export function LogKeyTable({ keys }: { keys: readonly LogKey[] }) {
  const generation = GENERATION.exec(keys[0]?.vkey ?? "")?.[1];
  return (
    <SettingsTable
      caption="Log keys"
      items={keys.map((key) => ({ ...key, id: String(key.number) }))}
      edge
      columns={[
        { id: "key", header: "Key", cell: (key) => <Name of={key} /> },
        {
          id: "fingerprint",
          header: "Fingerprint",
          cell: (key) => <Hash value={key.fingerprint} label={`fingerprint of key ${key.number}`} />,
        },
        { id: "vkey", header: "Verifier key", cell: (key) => <VerifierKey of={key} /> },
        { id: "use", header: "In use", cellClassName: "text-label text-ink-2", cell: (key) => <InUse of={key} generation={generation} /> },
        { id: "entries", header: "Entries", align: "right", cell: ({ entries }) => <span className="tnum">{formatCount(entries)}</span> },
      ]}
      stacked={(key) => (
        <>
          <div className="flex items-center justify-between gap-3">
            <Name of={key} />
            <span className="tnum text-label text-ink-2">{plural(key.entries, "entry", "entries")}</span>
          </div>
          <span className="text-label text-ink-2">
            <InUse of={key} generation={generation} />
          </span>
          <span className="flex flex-wrap items-center justify-between gap-x-4">
            <Hash value={key.fingerprint} label={`fingerprint of key ${key.number}`} />
            <VerifierKey of={key} />
          </span>
        </>
      )}
    />
  );
}

function Name({ of: { number, status } }: { of: LogKey }) {
  return (
    <span className="flex items-center gap-2.5 whitespace-nowrap">
      <span className="tnum font-medium">Key {number}</span>
      {status === "current" ? <StatusPill state="allow">Current</StatusPill> : <StatusPill state="idle">Replaced</StatusPill>}
    </span>
  );
}

/** The text that verifiers need. It is too long for a column, so that only its beginning is visible. */
function VerifierKey({ of: { vkey, number } }: { of: LogKey }) {
  return (
    <span className="flex min-w-0 items-center">
      <code title={vkey} className="max-w-44 truncate font-mono text-code text-ink-2">
        {vkey}
      </code>
      <CopyButton value={vkey} label={`verifier key ${number}`} />
    </span>
  );
}

const ENTRY = /^g(\d+)\.(\d+)$/;

/** The entry that began the use of a key. Only entries of the present generation can be opened; a restore begins another one. */
function BeginEntry({ name, generation }: { name: string; generation: string | undefined }) {
  const [, of, seq] = ENTRY.exec(name) ?? [];
  if (of !== generation) return <>entry {name}</>;
  return (
    <Link href={`/audit?entry=${seq}`} className="text-accent-text underline">
      entry {formatCount(Number(seq))}
    </Link>
  );
}

function InUse({ of: { entry, created_at, replaced_at }, generation }: { of: LogKey; generation: string | undefined }) {
  return (
    <span className="flex flex-col">
      <span>
        since <time dateTime={created_at}>{formatUtc(created_at)}</time>
        {entry !== null && (
          <>
            , <BeginEntry name={entry} generation={generation} />
          </>
        )}
      </span>
      {replaced_at !== null && (
        <span>
          until <time dateTime={replaced_at}>{formatUtc(replaced_at)}</time>
        </span>
      )}
    </span>
  );
}
