"use client";

import type { Group, Member } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { ROLE } from "./role-words.ts";
import { useMembers, useSettingsChange } from "./use-people.ts";

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const DECIDING: readonly string[] = ["owner", "admin", "operator"];

/** A form for the members of a group, and for the name of a new one. */
export function GroupDialog({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const { draft, change, clear } = useDraft(`group ${group?.id ?? "new"}`, {
    name: group?.name ?? "",
    members: group?.members.map(({ id }) => id).join(" ") ?? "",
  });
  const [submitted, setSubmitted] = useState(false);
  const members = draft.members === "" ? [] : draft.members.split(" ");
  const save = useSettingsChange(
    () =>
      group ? api.changeGroup({ params: { id: group.id }, body: { members } }) : api.createGroup({ body: { name: draft.name, members } }),
    "listGroups",
  );
  const taken = save.error instanceof ApiError && save.error.code === "NAME_TAKEN" ? save.error.message : null;
  const isNamed = NAME.test(draft.name);
  const close = () => {
    clear();
    onClose();
  };
  const send = () => {
    setSubmitted(true);
    if (!isNamed) return;
    save.mutate(undefined, {
      onSuccess: ({ name }) => {
        toast(group ? `The members of ${name} changed` : `Group ${name} created`, { icon: <GateMark state="allow" /> });
        close();
      },
    });
  };
  return (
    <FormDialog
      title={group ? `Members of ${group.name}` : "New approver group"}
      verb={group ? "Save members" : "Create group"}
      busy={save.isPending}
      error={taken ? null : save.error}
      failed={group ? "The members were not changed" : "The group was not created"}
      stillWorks="Your input is kept."
      onSend={send}
      onClose={close}
    >
      {!group && (
        <TextField
          label="Name"
          mono
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={64}
          value={draft.name}
          error={submitted && !isNamed ? "Enter lower case letters, digits and hyphens, such as on-call." : taken}
          hint={`Policies name it as group:${draft.name || "name"}.`}
          onChange={(event) => {
            save.reset();
            change({ name: event.target.value });
          }}
        />
      )}
      <MemberChoice chosen={members} onChange={(ids) => change({ members: ids.join(" ") })} />
    </FormDialog>
  );
}

function MemberChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (ids: string[]) => void }) {
  const { data } = useMembers();
  if (!data) return <p className="text-ink-2">Loading members.</p>;
  const toggle = ({ id }: Member) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-body font-medium">Members</legend>
      {data.map((member) => (
        <label key={member.id} className="quick -mx-2 flex cursor-pointer items-center gap-2.5 rounded-control px-2 py-1.5 hover:bg-hover">
          <input
            type="checkbox"
            checked={chosen.includes(member.id)}
            onChange={() => toggle(member)}
            className="size-4 shrink-0 accent-accent"
          />
          <span className="min-w-0 truncate">{member.name}</span>
          <span className="ml-auto shrink-0 text-label text-ink-3">
            {ROLE[member.role].name}
            {!DECIDING.includes(member.role) && ", does not decide"}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Asks for confirmation, then deletes a group. */
export function DeleteGroupDialog({ group: { id, name }, onClose }: { group: Group; onClose: () => void }) {
  const remove = useSettingsChange(() => api.deleteGroup({ params: { id } }), "listGroups");
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast(`Group ${name} deleted`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title={`Delete ${name}?`}
      verb="Delete group"
      variant="destructive"
      busy={remove.isPending}
      error={remove.error}
      failed="The group was not deleted"
      stillWorks="The group is unchanged."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Policies that name <span className="font-mono text-code">group:{name}</span> lose these approvers, also for requests that are
        pending.
      </p>
    </FormDialog>
  );
}
