"use client";

import type { Member, Role } from "@agentlattice/contract";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { PersonMark } from "#components/ui/identity.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { memberBlock } from "./member-block.ts";
import { ChangeRoleDialog, RemoveMemberDialog } from "./member-dialogs.tsx";
import { ROLE } from "./role-words.ts";
import { SettingsTable } from "./settings-table.tsx";

type OpenDialog =
  | { readonly act: "role"; readonly member: Member; readonly role: Role }
  | { readonly act: "remove"; readonly member: Member };

/** The list of members. */
export function MemberTable({ members }: { members: readonly Member[] }) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const close = () => setOpen(null);
  const choice = (member: Member) => <RoleChoice member={member} onChoose={(role) => setOpen({ act: "role", member, role })} />;
  const remove = (member: Member) => <Remove member={member} onPress={() => setOpen({ act: "remove", member })} />;
  return (
    <>
      <SettingsTable
        caption="Members"
        items={members}
        edge={false}
        columns={[
          { id: "member", header: "Member", cell: (member) => <Identity member={member} /> },
          { id: "role", header: "Role", cell: choice },
          { id: "joined", header: "Joined", cellClassName: "text-ink-2", cell: (member) => <Ago at={member.joined_at} never="" /> },
          { id: "actions", header: "Actions", align: "right", hiddenHead: true, cell: remove },
        ]}
        stacked={(member) => (
          <>
            <Identity member={member} />
            <div className="mt-0.5 flex items-center justify-between gap-3 pl-9">
              {choice(member)}
              {remove(member)}
            </div>
          </>
        )}
      />
      {open?.act === "role" && <ChangeRoleDialog member={open.member} role={open.role} onClose={close} />}
      {open?.act === "remove" && <RemoveMemberDialog member={open.member} onClose={close} />}
    </>
  );
}

function Identity({ member: { id, name, email } }: { member: Member }) {
  const me = useMe();
  return (
    <span className="flex items-center gap-2.5">
      <PersonMark name={name} />
      <span className="min-w-0">
        <span className="block max-w-72 truncate font-medium" title={name}>
          {name}
          {id === me.user.id && <span className="font-normal text-ink-3"> you</span>}
        </span>
        <span className="block max-w-72 truncate text-label text-ink-3" title={email}>
          {email}
        </span>
      </span>
    </span>
  );
}

function RoleChoice({ member, onChoose }: { member: Member; onChoose: (role: Role) => void }) {
  const { you } = useMe();
  const blocked = memberBlock(you, member);
  const name = ROLE[member.role].name;
  if (blocked)
    return (
      <Button size="table" blocked={blocked} aria-label={`Role of ${member.name}: ${name}`}>
        {name}
      </Button>
    );
  return (
    <MenuRoot>
      <MenuTrigger
        aria-label={`Role of ${member.name}: ${name}`}
        className="quick inline-flex h-[26px] items-center gap-1.5 rounded-control border border-line-control bg-surface px-2 text-label hover:bg-hover"
      >
        {name}
        <ChevronDown size={13} strokeWidth={1.75} aria-hidden="true" className="text-ink-3" />
      </MenuTrigger>
      <MenuContent>
        <MenuChoices
          label={`Role of ${member.name}`}
          value={member.role}
          options={you.assignable_roles.map((value) => ({ value, text: ROLE[value].name }))}
          onChange={(next) => next !== member.role && onChoose(next)}
        />
      </MenuContent>
    </MenuRoot>
  );
}

function Remove({ member, onPress }: { member: Member; onPress: () => void }) {
  const me = useMe();
  const isSelf = member.id === me.user.id;
  return (
    <Button
      size="table"
      variant="quiet"
      blocked={memberBlock(me.you, member)}
      aria-label={isSelf ? "Leave the organisation" : `Remove ${member.name}`}
      onClick={onPress}
    >
      {isSelf ? "Leave" : "Remove"}
    </Button>
  );
}
