"use client";

import { Empty } from "#components/ui/empty.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ROLE } from "./role-words.ts";

/** Instead of a part that the role cannot open. */
export function NotYours({ what }: { what: string }) {
  const { role } = useMe();
  return (
    <div className="p-5 tablet:px-6">
      <Empty
        title={`${what} are for owners and admins`}
        action={<LinkButton href="/settings/organisation">See the organisation</LinkButton>}
      >
        You are {ROLE[role].a} here. Ask an owner or an admin for what you need.
      </Empty>
    </div>
  );
}
