"use client";

import type { Approval } from "@agentlattice/contract";
import { type ReactNode, useMemo } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatAmount, plural } from "#lib/format/text.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Section } from "../card/section.tsx";
import { differencesIn, groupKeyOf, sumOf } from "./group-queue.ts";
import { GroupRequests } from "./group-requests.tsx";
import { useListedPending } from "./pending-queue.tsx";
import { askingPolicies } from "./queue-filter.ts";

interface GroupPaneProps {
  groupKey: string;
  onReview: (id: string) => void;
}

/** The right pane while a group is the current row: what its requests share, and those that differ from the usual. */
export function GroupPane({ groupKey, onReview }: GroupPaneProps) {
  const { user, can } = useMe();
  const { data } = useListedPending();
  const approvals = useMemo(() => data?.data.filter((approval) => groupKeyOf(approval) === groupKey) ?? [], [data, groupKey]);
  const differences = useMemo(() => [...differencesIn(approvals, user.id)], [approvals, user.id]);
  const [first] = approvals;
  if (!first) {
    return (
      <div className="px-7 py-8">
        <Empty title="No request of this group is pending">Select another row to continue.</Empty>
      </div>
    );
  }
  const byId = new Map(approvals.map((approval) => [approval.id, approval]));
  const asked = askingPolicies(first);
  const sum = sumOf(approvals);
  return (
    <div className="pane @container min-h-0 flex-1 px-4 pt-5 pb-6 tablet:px-7">
      <h2 className="tnum text-subject font-strong">
        {plural(approvals.length, "similar request", "similar requests")} of <ActionName type={first.action_type} />
      </h2>
      {sum && (
        <p className="mt-1 text-body">
          {sum.field} <b className="tnum font-strong">{formatAmount(sum.value)}</b> in total, as the agent states it
        </p>
      )}
      <p className="mt-1 text-body text-ink-2">Select them in the list, then approve or deny them with one reason.</p>
      <Section title="Shared values">
        <dl>
          <Fact name="agent">
            <AgentMark name={first.requested_by.name} /> {first.requested_by.name}
          </Fact>
          <Fact name="policy">{asked.map(({ name }) => name).join(", ") || "the default of the organisation"}</Fact>
          <Fact name="environment">{first.environment}</Fact>
          <Fact name="risk">{first.risk.level}</Fact>
        </dl>
      </Section>
      <Section title="Unusual values" note={`${differences.length} of ${approvals.length}`}>
        {differences.length === 0 && <p className="text-ink-2">None.</p>}
        <ul>
          {differences.slice(0, MAX_DIFFERENCES).map(([id, difference]) => (
            <li key={id} className="flex items-center justify-between gap-4 border-b py-2 last:border-b-0">
              <span className="min-w-0">
                <span className="block truncate">
                  <Subject of={byId.get(id)} />
                </span>
                <span className="block text-label text-hold">{difference}</span>
              </span>
              <Button size="table" onClick={() => onReview(id)}>
                Review
              </Button>
            </li>
          ))}
        </ul>
        {differences.length > MAX_DIFFERENCES && (
          <p className="mt-2 text-label text-ink-3">{differences.length - MAX_DIFFERENCES} more are marked in the list.</p>
        )}
      </Section>
      {can.decide && <GroupRequests key={groupKey} approvals={approvals} />}
    </div>
  );
}

const MAX_DIFFERENCES = 20;

function Subject({ of }: { of: Approval | undefined }) {
  const text = of?.summary ?? of?.target;
  return text ? <UntrustedInline text={text} /> : "No target";
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-center gap-4">
      <dt className="w-28 shrink-0 text-ink-2">{name}</dt>
      <dd className="flex min-w-0 items-center gap-2 break-words">{children}</dd>
    </div>
  );
}
