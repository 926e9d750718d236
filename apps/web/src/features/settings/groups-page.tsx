"use client";

import type { Group } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Loaded } from "./loaded.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { SettingsTable } from "./settings-table.tsx";
import { useGroups } from "./use-people.ts";

const GroupDialog = dynamic(() => import("./group-dialogs.tsx").then((module) => module.GroupDialog), { ssr: false });
const DeleteGroupDialog = dynamic(() => import("./group-dialogs.tsx").then((module) => module.DeleteGroupDialog), { ssr: false });

type OpenDialog = { readonly act: "edit" | "delete"; readonly group: Group };

/** The groups of approvers that policies name. The form for a new one is stored in the URL, so it reopens after signing in. */
export function GroupsPage() {
  const groups = useGroups();
  const { you } = useMe();
  const [creating, setCreating] = useQueryState("open", parseAsStringLiteral(["group"]));
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const mayWrite = may(you, "groups:write");
  const create = mayWrite ? (
    <Button variant="primary" onClick={() => void setCreating("group")}>
      New group
    </Button>
  ) : undefined;
  const close = () => setOpen(null);
  return (
    <>
      <SettingsHead title="Approver groups" action={create}>
        A policy names a group as <span className="font-mono text-code">group:name</span> in its list of approvers. A group only narrows who
        decides: auditors and members never do.
      </SettingsHead>
      <Loaded query={groups} failed="Groups did not load" stillWorks="All groups are unchanged.">
        {({ data }) =>
          data.length === 0 ? (
            <div className="border-t px-4 py-5 tablet:px-6">
              <Empty title="No approver groups">Groups that an owner or admin creates appear here.</Empty>
            </div>
          ) : (
            <GroupTable groups={data} mayWrite={mayWrite} onOpen={setOpen} />
          )
        }
      </Loaded>
      {creating && mayWrite && <GroupDialog group={null} onClose={() => void setCreating(null)} />}
      {open?.act === "edit" && <GroupDialog key={open.group.id} group={open.group} onClose={close} />}
      {open?.act === "delete" && <DeleteGroupDialog group={open.group} onClose={close} />}
    </>
  );
}

interface GroupTableProps {
  groups: readonly Group[];
  mayWrite: boolean;
  onOpen: (dialog: OpenDialog) => void;
}

function GroupTable({ groups, mayWrite, onOpen }: GroupTableProps) {
  const name = (group: Group) => <span className="font-mono text-code break-words">group:{group.name}</span>;
  const members = (group: Group) => (
    <span className="break-words text-ink-2">{group.members.map((person) => person.name).join(", ") || "Nobody"}</span>
  );
  const actions = (group: Group) =>
    mayWrite && (
      <span className="flex justify-end gap-2">
        <Button size="table" aria-label={`Members of ${group.name}`} onClick={() => onOpen({ act: "edit", group })}>
          Members
        </Button>
        <Button size="table" variant="quiet" aria-label={`Delete ${group.name}`} onClick={() => onOpen({ act: "delete", group })}>
          Delete
        </Button>
      </span>
    );
  return (
    <SettingsTable
      caption="Approver groups"
      items={groups}
      edge
      columns={[
        { id: "name", header: "Group", cell: name },
        { id: "members", header: "Members", cell: members },
        { id: "actions", header: "Actions", align: "right", hiddenHead: true, cell: actions },
      ]}
      stacked={(group) => (
        <>
          {name(group)}
          {members(group)}
          {actions(group)}
        </>
      )}
    />
  );
}
