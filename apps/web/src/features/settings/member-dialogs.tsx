"use client";

import type { Member, Role } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { leave } from "#features/shell/user-menu.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useOp } from "#lib/api/use-op.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { CreationChoice, choiceOf } from "./creation-choice.tsx";
import { ROLE } from "./role-words.ts";
import { useSettingsChange } from "./use-people.ts";

/** Asks for confirmation, then changes a member's role. It describes the new role. */
export function ChangeRoleDialog({ member, role, onClose }: { member: Member; role: Role; onClose: () => void }) {
  const me = useMe();
  const isSelf = member.id === me.user.id;
  const change = useSettingsChange(() => api.changeMember({ params: { user_id: member.id }, body: { role } }), "listMembers");
  const send = () =>
    change.mutate(undefined, {
      onSuccess: () => {
        toast(`${isSelf ? "You are" : `${member.name} is`} now ${ROLE[role].a}`, { icon: <GateMark state="allow" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title={`Make ${isSelf ? "yourself" : member.name} ${ROLE[role].a}?`}
      verb={`Make ${ROLE[role].a}`}
      busy={change.isPending}
      error={change.error}
      failed="The role was not changed"
      stillWorks={`${isSelf ? "You are" : `${member.name} is`} still ${ROLE[member.role].a}.`}
      onSend={send}
      onClose={onClose}
    >
      <p>
        <span className="font-medium">{ROLE[role].name}.</span> <span className="text-ink-2">{ROLE[role].description}</span>
      </p>
      <p className="text-ink-2">
        It applies from the next request.
        {isSelf && me.role !== role && ` As ${ROLE[role].a} you may not be able to undo this. Another owner can.`}
      </p>
    </FormDialog>
  );
}

const SHOWN_BY = ["listMembers", "listAgents", "listInvitations", "listOrgKeys", "listWebhooks", "listGrants", "listHandovers"] as const;

/** Shows what a member created, asks for confirmation, then removes the member, or leaves the organisation. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const me = useMe();
  const isSelf = member.id === me.user.id;
  const created = useOp("listCreations", { params: { user_id: member.id } });
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const creations = created.data?.remaining ?? [];
  const remove = useSettingsChange(
    () => api.removeMember({ params: { user_id: member.id }, body: { revoke: choiceOf(creations, kept) } }),
    ...SHOWN_BY,
  );
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        if (isSelf) return void leave();
        toast(`${member.name} was removed`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title={isSelf ? `Leave ${me.orgName}?` : `Remove ${member.name}?`}
      verb={isSelf ? "Leave" : `Remove ${member.name}`}
      variant="destructive"
      blocked={created.data || created.error ? null : `Reading what ${isSelf ? "you" : member.name} created.`}
      busy={remove.isPending}
      error={remove.error}
      failed={isSelf ? "You did not leave" : `${member.name} was not removed`}
      stillWorks="Nothing changed."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        {isSelf ? "Your" : "Their"} sessions in {me.orgName}, open invitations, hand-overs and delegations end immediately, and{" "}
        {isSelf ? "your" : "their"} agents will have no owner. {isSelf ? "Your" : "Their"} decisions stay in the ledger. To return,{" "}
        {isSelf ? "you need" : "they need"} an invitation.
      </p>
      {created.error && (
        <ErrorNotice
          title={`What ${isSelf ? "you" : "they"} created did not load`}
          stillWorks="All of it is revoked with the removal."
          error={created.error}
          onRetry={() => void created.refetch()}
        />
      )}
      {creations.length > 0 && <CreationChoice creations={creations} kept={kept} onChange={setKept} />}
    </FormDialog>
  );
}
