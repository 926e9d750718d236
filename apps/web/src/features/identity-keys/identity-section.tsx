"use client";

import type { Agent, IdentityKey } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { DetailSection } from "#features/agents/detail-section.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { RegisterDialog, RevokeDialog } from "./identity-key-dialogs.tsx";
import { IdentityKeyItem } from "./identity-key-item.tsx";
import { useIdentityKeys } from "./use-identity-keys.ts";

type OpenDialog = { readonly act: "register" } | { readonly act: "rotate" | "revoke"; readonly key: IdentityKey };

/** The identity keys of an agent with the gaps in their sequences. Delegated agents sign with the keys of their root agent. */
export function IdentitySection({ agent }: { agent: Agent }) {
  const [root] = agent.name.split("/");
  if (root !== agent.name)
    return (
      <DetailSection title="Identity keys">
        <p className="text-ink-2">A delegated agent signs with the identity keys of {root}, if it has any.</p>
      </DetailSection>
    );
  return <OwnKeys agent={agent} />;
}

function OwnKeys({ agent }: { agent: Agent }) {
  const { you } = useMe();
  const { data, error, refetch } = useIdentityKeys(agent.id);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const keys = data?.data ?? [];
  const close = () => setOpen(null);
  return (
    <DetailSection
      title="Identity keys"
      end={
        may(you, "identity_keys:write") && (
          <Button size="table" onClick={() => setOpen({ act: "register" })}>
            Register key
          </Button>
        )
      }
    >
      {!data && !error && <SkeletonBar className="h-9 w-full" />}
      {!data && error && (
        <ErrorNotice title="Identity keys did not load" stillWorks="The keys keep working." error={error} onRetry={() => void refetch()} />
      )}
      {data && keys.length === 0 && <p className="text-ink-2">No identity key. The agent acts without signed statements.</p>}
      {keys.length > 0 && (
        <ul>
          {keys.map((key) => (
            <IdentityKeyItem
              key={key.id}
              of={key}
              onRotate={() => setOpen({ act: "rotate", key })}
              onRevoke={() => setOpen({ act: "revoke", key })}
            />
          ))}
        </ul>
      )}
      {open?.act === "register" && <RegisterDialog agent={agent} replaced={null} onClose={close} />}
      {open?.act === "rotate" && <RegisterDialog agent={agent} replaced={open.key} onClose={close} />}
      {open?.act === "revoke" && <RevokeDialog agent={agent} revoked={open.key} onClose={close} />}
    </DetailSection>
  );
}
