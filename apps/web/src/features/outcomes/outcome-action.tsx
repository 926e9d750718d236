"use client";

import type { Approval } from "@agentlattice/contract";
import { ROW_AREA } from "#components/list/row-link.tsx";
import { SelectLink } from "#components/list/select-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";

/** The action of a row, as a link that opens its detail. */
export function OutcomeAction({ approval, onOpen }: { approval: Approval; onOpen: (id: string) => void }) {
  const { id, summary, action_type } = approval;
  return (
    <>
      <SelectLink
        href={`?approval=${id}`}
        data-item={id}
        onSelect={() => onOpen(id)}
        className={`block max-w-96 truncate font-medium ${ROW_AREA}`}
      >
        {summary === null ? <ActionName type={action_type} /> : <Claim text={summary} />}
      </SelectLink>
      {summary !== null && (
        <span className="block truncate text-label text-ink-2">
          <ActionName type={action_type} className="text-code" />
        </span>
      )}
    </>
  );
}
