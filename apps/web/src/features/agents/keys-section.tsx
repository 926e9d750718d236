"use client";

import type { Agent } from "@agentlattice/contract";
import { useState } from "react";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import type { TableStyle } from "#components/list/table-style.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { Expiry, isUsable } from "#features/keys/key-expiry.tsx";
import { RevokeKeyDialog, RotateKeyDialog } from "#features/keys/replace-key-dialogs.tsx";
import type { Key } from "#features/keys/use-key-change.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { plural, shortId } from "#lib/format/text.ts";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { DetailSection } from "./detail-section.tsx";
import { Ago } from "./presence-line.tsx";
import { useAgentKeys } from "./use-agents.ts";

type OpenDialog = { readonly act: "create" } | { readonly act: "rotate" | "revoke"; readonly key: Key };

const ROTATED = "A new key with the same name and environment replaces it. Delegations created with the old key end when it stops working.";
const REVOKED = "Requests with this key are refused from now on, and delegations created with it end.";

const TABLE_STYLE: TableStyle = {
  table: "w-full border-collapse text-body",
  thead: "sr-only",
  head: "",
  cell: "py-2 pr-3 last:pr-0",
  row: () => "border-b last:border-b-0",
};

const columnsOf = (now: number, onOpen: (dialog: OpenDialog) => void): DataColumn<Key>[] => [
  { id: "key", header: "Key", cell: (key) => <KeyName of={key} /> },
  {
    id: "use",
    header: "Use",
    cellClassName: "text-label text-ink-2",
    cell: (key) => (
      <>
        <span className="block whitespace-nowrap">
          used <Ago at={key.last_used_at} never="never" />
        </span>
        <Expiry at={key.expires_at} now={now} />
      </>
    ),
  },
  { id: "actions", header: "Actions", cell: (key) => <KeyActions of={key} onOpen={onOpen} /> },
];

/** The usable keys of the agent, and the number of expired or revoked ones. */
export function KeysSection({ agent }: { agent: Agent }) {
  const { data, error, refetch } = useAgentKeys(agent.id);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const now = useNow();
  const usable = (data?.data ?? []).filter((key) => isUsable(key, now));
  const ended = (data?.data.length ?? 0) - usable.length;
  const close = () => setOpen(null);
  return (
    <DetailSection
      title="Keys"
      note={ended > 0 ? `${plural(ended, "key", "keys")} expired or revoked` : null}
      end={
        agent.you.can.includes("createAgentKey") && (
          <Button size="table" onClick={() => setOpen({ act: "create" })}>
            New key
          </Button>
        )
      }
    >
      {!data && !error && <SkeletonBar className="h-9 w-full" />}
      {!data && error && (
        <ErrorNotice title="Keys did not load" stillWorks="The keys keep working." error={error} onRetry={() => void refetch()} />
      )}
      {data && usable.length === 0 && <p className="text-ink-2">No usable keys. The agent cannot make requests.</p>}
      {usable.length > 0 && (
        <DataTable caption="Keys" tableStyle={TABLE_STYLE} items={usable} columns={columnsOf(now, setOpen)} idOf={(key) => key.id} />
      )}
      {open?.act === "create" && <CreateKeyDialog agent={agent} onClose={close} />}
      {open?.act === "rotate" && <RotateKeyDialog agentId={agent.id} of={open.key} consequences={ROTATED} onClose={close} />}
      {open?.act === "revoke" && <RevokeKeyDialog agentId={agent.id} of={open.key} consequences={REVOKED} onClose={close} />}
    </DetailSection>
  );
}

function KeyName({ of: { id, name, environment, created_by } }: { of: Key }) {
  return (
    <>
      <span className="block max-w-36 truncate font-medium" title={name}>
        {name}
      </span>
      <span className="block text-label whitespace-nowrap text-ink-3" title={id}>
        {environment}, {shortId(id)}
      </span>
      {created_by && (
        <span className="block max-w-36 truncate text-label text-ink-3" title={created_by.name ?? undefined}>
          by {created_by.name ?? "a former member"}
        </span>
      )}
    </>
  );
}

function KeyActions({ of: key, onOpen }: { of: Key; onOpen: (dialog: OpenDialog) => void }) {
  return (
    <span className="flex items-end justify-end gap-1 max-tablet:flex-col">
      {key.you.can.includes("rotateAgentKey") && (
        <Button size="table" variant="quiet" aria-label={`Rotate ${key.name}`} onClick={() => onOpen({ act: "rotate", key })}>
          Rotate
        </Button>
      )}
      {key.you.can.includes("revokeAgentKey") && (
        <Button size="table" variant="quiet" aria-label={`Revoke ${key.name}`} onClick={() => onOpen({ act: "revoke", key })}>
          Revoke
        </Button>
      )}
    </span>
  );
}
