import type { PolicyHits, PolicySummary } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { RowLink } from "#components/list/row-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatAgo, formatUtc } from "#lib/format/time.ts";
import { effectOf, modeLabel, STATUS } from "./words.ts";

const COLUMNS: readonly DataColumn<PolicySummary>[] = [
  { id: "policy", header: "Policy", cell: (policy) => <Identity policy={policy} /> },
  { id: "actions", header: "Actions", cellClassName: "max-w-[220px]", cell: ({ actions }) => <Actions actions={actions} /> },
  { id: "effect", header: "Effect", cell: (policy) => <Effect policy={policy} /> },
  { id: "mode", header: "Mode", cell: (policy) => <Mode policy={policy} /> },
  { id: "version", header: "Version", align: "right", cellClassName: "tnum", cell: (policy) => <Version policy={policy} /> },
  {
    id: "hits-day",
    header: "Hits 24 h",
    align: "right",
    cellClassName: "tnum",
    cell: ({ hits }) => <Hits enforced={hits?.last_24h} shadow={hits?.shadow_24h} />,
  },
  {
    id: "hits-week",
    header: "Hits 7 d",
    align: "right",
    cellClassName: "tnum",
    cell: ({ hits }) => <Hits enforced={hits?.last_7d} shadow={hits?.shadow_7d} />,
  },
  { id: "changed", header: "Changed", align: "right", cell: ({ changed_at }) => <Changed at={changed_at} /> },
];

/** The list of policies. */
export function PolicyTable({ policies }: { policies: readonly PolicySummary[] }) {
  return (
    <DataTable
      caption="Policies"
      items={policies}
      columns={COLUMNS}
      idOf={(policy) => policy.id}
      sortedBy={{ column: "policy", descending: false }}
      stacked={{ below: "desk", item: (policy) => <Stacked policy={policy} /> }}
    />
  );
}

function Identity({ policy: { id, name, description } }: { policy: PolicySummary }) {
  return (
    <>
      <RowLink href={`/policies/${id}`} className="block max-w-[340px] font-medium ultra:max-w-[560px]">
        {name}
      </RowLink>
      {description && (
        <p className="max-w-[440px] truncate text-label text-ink-3" title={description}>
          <UntrustedInline text={description} />
        </p>
      )}
    </>
  );
}

function Stacked({ policy }: { policy: PolicySummary }) {
  return (
    <li className="quick relative flex flex-col gap-1 border-b px-4 py-3 hover:bg-hover">
      <div className="flex items-baseline justify-between gap-3">
        <RowLink href={`/policies/${policy.id}`} className="min-w-0 font-medium break-words">
          {policy.name}
        </RowLink>
        <span className="tnum shrink-0 text-label text-ink-3">v{policy.version}</span>
      </div>
      <Actions actions={policy.actions} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-label text-ink-2">
        <Effect policy={policy} />
        <Mode policy={policy} />
        <span className="tnum">{describeHits(policy.hits)}</span>
      </div>
    </li>
  );
}

function describeHits(hits: PolicyHits | undefined): string {
  if (!hits) return "";
  const shadow = hits.shadow_24h > 0 ? `, ${formatCount(hits.shadow_24h)} monitored` : "";
  return `${plural(hits.last_24h, "hit", "hits")} in 24 h${shadow}`;
}

const SHOWN_ACTIONS = 2;

function Actions({ actions }: { actions: readonly string[] }) {
  const more = actions.length - SHOWN_ACTIONS;
  return (
    <p className="flex flex-wrap gap-x-2 text-code">
      {actions.slice(0, SHOWN_ACTIONS).map((action) => (
        <ActionName key={action} type={action} className="break-all" />
      ))}
      {more > 0 && <span className="text-ink-3">and {more} more</span>}
    </p>
  );
}

function Effect({ policy: { effect, approval_required } }: { policy: PolicySummary }) {
  const { mark, word } = effectOf(effect);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <GateMark state={mark} />
      {effect === "approve" || !approval_required ? word : `${word}, or requires approval`}
    </span>
  );
}

/** The mode of an active policy, or the status of any other. */
function Mode({ policy: { status, mode } }: { policy: PolicySummary }) {
  if (status !== "active") return <span className="text-ink-3">{STATUS[status]}</span>;
  return <span className={mode === "enforce" ? "" : "text-ink-2"}>{modeLabel(mode)}</span>;
}

function Version({ policy: { status, version, newest_version = version } }: { policy: PolicySummary }) {
  return (
    <>
      v{version}
      {status === "active" && newest_version > version && <span className="block text-label text-ink-3">draft v{newest_version}</span>}
    </>
  );
}

function Hits({ enforced = 0, shadow = 0 }: { enforced: number | undefined; shadow: number | undefined }) {
  return (
    <>
      <span className={enforced === 0 ? "text-ink-3" : ""}>{formatCount(enforced)}</span>
      {shadow > 0 && <span className="block text-label text-ink-3">{formatCount(shadow)} monitored</span>}
    </>
  );
}

function Changed({ at }: { at: string | undefined }) {
  const now = useNow();
  if (!at) return null;
  return (
    <Tooltip text={formatUtc(at)}>
      <time dateTime={at} className="relative whitespace-nowrap text-ink-2">
        {formatAgo(now - Date.parse(at))}
      </time>
    </Tooltip>
  );
}
