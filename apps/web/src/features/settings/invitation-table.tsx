"use client";

import type { Invitation } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatClock, formatUtc } from "#lib/format/time.ts";
import { ResendDialog, RevokeInvitationDialog } from "./invitation-dialogs.tsx";
import { MAIL } from "./invitation-words.ts";
import { ROLE } from "./role-words.ts";
import { SettingsTable } from "./settings-table.tsx";

interface OpenDialog {
  readonly act: "resend" | "revoke";
  readonly invitation: Invitation;
}

/** The list of invitations, newest first. */
export function InvitationTable({ invitations }: { invitations: readonly Invitation[] }) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <SettingsTable
        caption="Invitations"
        items={invitations}
        edge
        columns={[
          { id: "email", header: "Email", cell: (invitation) => <Email invitation={invitation} /> },
          { id: "role", header: "Role", cell: ({ role }) => ROLE[role].name },
          { id: "invited", header: "Invited", cell: (invitation) => <Invited invitation={invitation} /> },
          { id: "link", header: "Link", cell: (invitation) => <Link invitation={invitation} /> },
          {
            id: "actions",
            header: "Actions",
            align: "right",
            hiddenHead: true,
            cell: (invitation) => <Actions invitation={invitation} onOpen={setOpen} />,
          },
        ]}
        stacked={(invitation) => (
          <>
            <div className="flex items-baseline justify-between gap-3">
              <Email invitation={invitation} />
              <span className="shrink-0 text-label text-ink-2">{ROLE[invitation.role].name}</span>
            </div>
            <div className="flex flex-wrap items-end justify-between gap-2 text-label text-ink-2">
              <Link invitation={invitation} />
              <Actions invitation={invitation} onOpen={setOpen} />
            </div>
          </>
        )}
      />
      {open?.act === "resend" && <ResendDialog invitation={open.invitation} onClose={close} />}
      {open?.act === "revoke" && <RevokeInvitationDialog invitation={open.invitation} onClose={close} />}
    </>
  );
}

function Email({ invitation: { email } }: { invitation: Invitation }) {
  return (
    <span className="block max-w-72 min-w-0 truncate font-medium" title={email}>
      {email}
    </span>
  );
}

function Invited({ invitation: { invited_by, created_at } }: { invitation: Invitation }) {
  return (
    <>
      <span className="block max-w-48 truncate">by {invited_by?.name ?? "a former member"}</span>
      <span className="block text-label text-ink-3">
        <Ago at={created_at} never="" />
      </span>
    </>
  );
}

function Link({ invitation: { status, expires_at, mail } }: { invitation: Invitation }) {
  const left = Date.parse(expires_at) - useNow();
  const isExpired = status === "expired" || left <= 0;
  return (
    <span>
      <time dateTime={expires_at} title={formatUtc(expires_at)} className="tnum flex items-center gap-2 whitespace-nowrap">
        <GateMark state={isExpired ? "idle" : "hold"} size={13} />
        {isExpired ? "expired" : `expires in ${formatClock(left)}`}
      </time>
      <span className={`block pl-[21px] text-label ${mail === "failed" ? "text-deny" : "text-ink-3"}`}>{MAIL[mail]}</span>
    </span>
  );
}

function Actions({ invitation, onOpen }: { invitation: Invitation; onOpen: (open: OpenDialog) => void }) {
  const { can } = invitation.you;
  const blocked = "Only an owner can invite an owner.";
  return (
    <span className="flex justify-end gap-1">
      <Button
        size="table"
        variant="quiet"
        blocked={can.includes("resendInvitation") ? null : blocked}
        aria-label={`Resend to ${invitation.email}`}
        onClick={() => onOpen({ act: "resend", invitation })}
      >
        Resend
      </Button>
      <Button
        size="table"
        variant="quiet"
        blocked={can.includes("revokeInvitation") ? null : blocked}
        aria-label={`Withdraw the invitation of ${invitation.email}`}
        onClick={() => onOpen({ act: "revoke", invitation })}
      >
        Withdraw
      </Button>
    </span>
  );
}
