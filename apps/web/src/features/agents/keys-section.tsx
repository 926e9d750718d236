"use client";

import type { Agent } from "@agentlattice/contract";
import clsx from "clsx";
import { useState } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { plural, shortId } from "#lib/format/text.ts";
import { formatClock } from "#lib/format/time.ts";
import { DetailSection } from "./detail-section.tsx";
import { CreateKeyDialog, RevokeKeyDialog, RotateKeyDialog } from "./key-dialogs.tsx";
import { Ago } from "./presence-line.tsx";
import { type Key, useAgentKeys } from "./use-agents.ts";

type Open = { readonly act: "create" } | { readonly act: "rotate" | "revoke"; readonly key: Key };

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
                  <span className="block text-label text-ink-3" title={key.id}>
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
                    <span className="flex justify-end gap-1">
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
      {open?.act === "rotate" && <RotateKeyDialog agent={agent} of={open.key} onClose={close} />}
      {open?.act === "revoke" && <RevokeKeyDialog agent={agent} of={open.key} onClose={close} />}
    </DetailSection>
  );
}

function isUsable({ revoked_at, expires_at }: Key, now: number): boolean {
  return revoked_at === null && (expires_at === null || Date.parse(expires_at) > now);
}

const SOON_MS = 7 * 86_400_000;

function Expiry({ at, now }: { at: string | null; now: number }) {
  if (at === null) return <span className="block text-ink-3">never expires</span>;
  const left = Date.parse(at) - now;
  return <span className={clsx("tnum block whitespace-nowrap", left < SOON_MS && "text-hold")}>expires in {formatClock(left)}</span>;
}
