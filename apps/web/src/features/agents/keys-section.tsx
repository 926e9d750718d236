"use client";

import type { Agent } from "@agentlattice/contract";
import { useState } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { Expiry, isUsable } from "#features/keys/key-expiry.tsx";
import { RevokeKeyDialog, RotateKeyDialog } from "#features/keys/replace-key-dialogs.tsx";
import type { Key } from "#features/keys/use-key-change.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { plural, shortId } from "#lib/format/text.ts";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { DetailSection } from "./detail-section.tsx";
import { Ago } from "./presence-line.tsx";
import { useAgentKeys } from "./use-agents.ts";

type Open = { readonly act: "create" } | { readonly act: "rotate" | "revoke"; readonly key: Key };

const ROTATED = "A new key of the same name and environment takes its place. What was delegated with the old key ends with it.";
const REVOKED = "It is refused from the next request on, and what was delegated with it ends.";

/** Keys that work, and how many have ended. */
export function KeysSection({ agent, mayWrite }: { agent: Agent; mayWrite: boolean }) {
  const { data, error, refetch } = useAgentKeys(agent.id);
  const [open, setOpen] = useState<Open | null>(null);
  const now = useNow();
  const usable = (data?.data ?? []).filter((key) => isUsable(key, now));
  const ended = (data?.data.length ?? 0) - usable.length;
  const close = () => setOpen(null);
  return (
    <DetailSection
      title="Keys"
      note={ended > 0 ? `${plural(ended, "key", "keys")} ended` : null}
      end={
        mayWrite && (
          <Button size="table" onClick={() => setOpen({ act: "create" })}>
            New key
          </Button>
        )
      }
    >
      {!data && !error && <Bone className="h-9 w-full" />}
      {!data && error && <Failed title="Keys did not load" stillWorks="They still work." error={error} onRetry={() => void refetch()} />}
      {data && usable.length === 0 && <p className="text-ink-2">No key works, so it cannot ask for anything.</p>}
      {usable.length > 0 && (
        <table className="w-full border-collapse text-body">
          <thead className="sr-only">
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Use</th>
              <th scope="col">What can be done</th>
            </tr>
          </thead>
          <tbody>
            {usable.map((key) => (
              <tr key={key.id} className="border-b last:border-b-0">
                <td className="py-2 pr-3">
                  <span className="block max-w-36 truncate font-medium" title={key.name}>
                    {key.name}
                  </span>
                  <span className="block text-label whitespace-nowrap text-ink-3" title={key.id}>
                    {key.environment}, {shortId(key.id)}
                  </span>
                </td>
                <td className="py-2 pr-3 text-label text-ink-2">
                  <span className="block whitespace-nowrap">
                    used <Ago at={key.last_used_at} never="never" />
                  </span>
                  <Expiry at={key.expires_at} now={now} />
                </td>
                <td className="py-2">
                  {mayWrite && (
                    <span className="flex items-end justify-end gap-1 max-tablet:flex-col">
                      <Button size="table" look="quiet" aria-label={`Rotate ${key.name}`} onClick={() => setOpen({ act: "rotate", key })}>
                        Rotate
                      </Button>
                      <Button size="table" look="quiet" aria-label={`Revoke ${key.name}`} onClick={() => setOpen({ act: "revoke", key })}>
                        Revoke
                      </Button>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open?.act === "create" && <CreateKeyDialog agent={agent} onClose={close} />}
      {open?.act === "rotate" && <RotateKeyDialog agentId={agent.id} of={open.key} also={ROTATED} onClose={close} />}
      {open?.act === "revoke" && <RevokeKeyDialog agentId={agent.id} of={open.key} also={REVOKED} onClose={close} />}
    </DetailSection>
  );
}
