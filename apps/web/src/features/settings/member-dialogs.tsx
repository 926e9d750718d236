"use client";

import type { Member, Role } from "@agentlattice/contract";
import { toast } from "sonner";
import { AskDialog } from "#components/ui/ask-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { leave } from "#features/shell/user-menu.tsx";
import { api } from "#lib/api/browser-api.ts";
import { ROLE } from "./role-words.ts";
import { useSettingsChange } from "./use-people.ts";

/** Asks before a member gets another role, and says what it may do. */
export function ChangeRoleDialog({ member, role, onClose }: { member: Member; role: Role; onClose: () => void }) {
  const me = useMe();
  const mine = member.id === me.user.id;
  const change = useSettingsChange(() => api.changeMember({ params: { user_id: member.id }, body: { role } }), "listMembers");
  const send = () =>
    change.mutate(undefined, {
      onSuccess: () => {
        toast(`${mine ? "You are" : `${member.name} is`} ${ROLE[role].a} now`, { icon: <GateMark state="allow" /> });
        onClose();
      },
    });
  return (
    <AskDialog
      title={`Make ${mine ? "yourself" : member.name} ${ROLE[role].a}?`}
      verb={`Make ${ROLE[role].a}`}
      busy={change.isPending}
      error={change.error}
      failed="The role was not changed"
      stillWorks={`${mine ? "You are" : `${member.name} is`} still ${ROLE[member.role].a}.`}
      onSend={send}
      onClose={onClose}
    >
      <p>
        <span className="font-medium">{ROLE[role].name}.</span> <span className="text-ink-2">{ROLE[role].may}</span>
      </p>
      <p className="text-ink-2">
        It counts from the next request on.
        {mine && me.role !== role && ` As ${ROLE[role].a} you may not be able to undo this; another owner can.`}
      </p>
    </AskDialog>
  );
}

/** Asks before a member is removed; of oneself, before leaving. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const me = useMe();
  const mine = member.id === me.user.id;
  const remove = useSettingsChange(() => api.removeMember({ params: { user_id: member.id } }), "listMembers", "listAgents");
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        if (mine) return void leave();
        toast(`${member.name} is no member any more`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <AskDialog
      title={mine ? `Leave ${me.orgName}?` : `Remove ${member.name}?`}
      verb={mine ? "Leave" : `Remove ${member.name}`}
      look="destructive"
      busy={remove.isPending}
      error={remove.error}
      failed={mine ? "You did not leave" : `${member.name} was not removed`}
      stillWorks="Nothing changed."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        {mine ? "Your" : "Their"} sessions in {me.orgName} end at once, and {mine ? "your" : "their"} agents have no owner from then on.
        What {mine ? "you" : "they"} decided stays in the ledger. To come back, {mine ? "you need" : "they need"} an invitation.
      </p>
    </AskDialog>
  );
}
