"use client";

import type { Member, Role } from "@agentlattice/contract";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { PersonMark } from "#components/ui/identity.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ChangeRoleDialog, RemoveMemberDialog } from "./member-dialogs.tsx";
import { memberBlock, rolesToGive } from "./rank.ts";
import { ROLE } from "./role-words.ts";
import { CELL, HEAD } from "./table-style.ts";

type Open = { readonly act: "role"; readonly member: Member; readonly role: Role } | { readonly act: "remove"; readonly member: Member };

/** Members as rows, stacked where there is no room for columns. `owners`: how many, when all members are known. */
export function MemberTable({ members, owners }: { members: readonly Member[]; owners: number | null }) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const parts = (member: Member) => ({
    who: <Who member={member} />,
    role: <RoleChoice member={member} owners={owners} onChoose={(role) => setOpen({ act: "role", member, role })} />,
    remove: <Remove member={member} owners={owners} onPress={() => setOpen({ act: "remove", member })} />,
  });
  return (
    <>
      <table className="hidden w-full border-separate border-spacing-0 text-body tablet:table">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              Member
            </th>
            <th scope="col" className={HEAD}>
              Role
            </th>
            <th scope="col" className={HEAD}>
              Joined
            </th>
            <th scope="col" className={HEAD}>
              <span className="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => {
            const { who, role, remove } = parts(member);
            return (
              <tr key={member.id} className="quick hover:bg-hover">
                <td className={CELL}>{who}</td>
                <td className={CELL}>{role}</td>
                <td className={`${CELL} text-ink-2`}>
                  <Ago at={member.joined_at} never="" />
                </td>
                <td className={`${CELL} text-right`}>{remove}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <ul className="tablet:hidden">
        {members.map((member) => {
          const { who, role, remove } = parts(member);
          return (
            <li key={member.id} className="flex flex-col gap-2 border-b px-4 py-3">
              {who}
              <div className="flex items-center justify-between gap-3 pl-9">
                {role}
                {remove}
              </div>
            </li>
          );
        })}
      </ul>
      {open?.act === "role" && <ChangeRoleDialog member={open.member} role={open.role} onClose={close} />}
      {open?.act === "remove" && <RemoveMemberDialog member={open.member} onClose={close} />}
    </>
  );
}

function Who({ member: { id, name, email } }: { member: Member }) {
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

function RoleChoice({ member, owners, onChoose }: { member: Member; owners: number | null; onChoose: (role: Role) => void }) {
  const { role } = useMe();
  const blocked = memberBlock(role, member, owners);
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
          options={rolesToGive(role).map((value) => ({ value, text: ROLE[value].name }))}
          onChange={(next) => next !== member.role && onChoose(next)}
        />
      </MenuContent>
    </MenuRoot>
  );
}

function Remove({ member, owners, onPress }: { member: Member; owners: number | null; onPress: () => void }) {
  const me = useMe();
  const mine = member.id === me.user.id;
  return (
    <Button
      size="table"
      look="quiet"
      blocked={memberBlock(me.role, member, owners)}
      aria-label={mine ? "Leave the organisation" : `Remove ${member.name}`}
      onClick={onPress}
    >
      {mine ? "Leave" : "Remove"}
    </Button>
  );
}
