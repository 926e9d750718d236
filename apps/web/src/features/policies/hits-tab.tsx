import type { PolicyDetail, PolicyHits } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { INLINE_STYLE } from "#components/list/table-style.ts";
import { Empty } from "#components/ui/empty.tsx";
import { GateMark, type GateState } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { formatCount } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { EFFECTS } from "./use-policies.ts";
import { EFFECT } from "./words.ts";

const VERDICT: Record<(typeof EFFECTS)[number], string> = {
  allow: "allowed",
  approve: "approval required",
  deny: "denied",
  guard: "monitored",
};
/** The kind of entry for each verdict. Monitored verdicts have no entries of their own. */
const KIND: Record<(typeof EFFECTS)[number], string> = {
  allow: "action.executed",
  approve: "approval.requested",
  deny: "action.denied",
  guard: "action.executed",
};

interface HitRow {
  readonly name: string;
  /** Null for totals. */
  readonly mark: GateState | null;
  readonly decided: { readonly value: number; readonly href: string };
  readonly wouldHave: { readonly value: number; readonly href: string };
}

const NUMBER = { align: "right", className: "tnum", cellClassName: "h-[42px]" } as const;

const COLUMNS: readonly DataColumn<HitRow>[] = [
  { id: "verdict", header: "In the last 7 days", isRowHeader: true, cell: (row) => <Verdict row={row} /> },
  { id: "decided", header: "Decided", ...NUMBER, cell: ({ decided }) => <Count {...decided} /> },
  { id: "would-have", header: "Would have", ...NUMBER, cell: ({ wouldHave }) => <Count {...wouldHave} /> },
];

/** Returns a row per verdict, and one per total. */
function hitRows(hits: PolicyHits, entries: (filters: Record<string, string>) => string): HitRow[] {
  const total = (name: string, since: string, [decided, wouldHave]: readonly [number, number]): HitRow => {
    const href = entries({ since });
    return { name, mark: null, decided: { value: decided, href }, wouldHave: { value: wouldHave, href } };
  };
  return [
    ...EFFECTS.map((effect) => ({
      name: VERDICT[effect],
      mark: effect === "guard" ? ("allow" as const) : EFFECT[effect].mark,
      decided: { value: hits.verdicts_7d[effect], href: entries({ kind: KIND[effect], since: "7d" }) },
      wouldHave: { value: hits.shadow_verdicts_7d[effect], href: entries({ since: "7d" }) },
    })),
    total("All, 7 days", "7d", [hits.last_7d, hits.shadow_7d]),
    total("All, 24 hours", "24h", [hits.last_24h, hits.shadow_24h]),
  ];
}

/** The hits of a policy by verdict: enforced, and would have decided in monitor mode. */
export function HitsTab({ policy: { hits, actions, name } }: { policy: PolicyDetail }) {
  const entries = (filters: Record<string, string>) => `/audit?${new URLSearchParams({ policy: name, ...filters })}`;
  if (hits.last_at === null)
    return (
      <div className="p-5 tablet:px-6">
        <Empty title="No hits yet">Actions that match this policy appear here, also in monitor mode.</Empty>
      </div>
    );
  const [pattern = ""] = actions;
  return (
    <div className="pane min-h-0 flex-1 p-4 tablet:p-6">
      <DataTable
        caption="Hits by verdict"
        tableStyle={INLINE_STYLE}
        className="max-w-[680px]"
        items={hitRows(hits, entries)}
        columns={COLUMNS}
        idOf={(row) => row.name}
        rowClassName={({ mark }) => (mark === null ? "font-semibold" : "")}
      />
      <p className="mt-3 max-w-[64ch] text-label text-ink-3">
        Counted by the hour. “Would have” counts verdicts in monitor mode, which changed no decision. Last hit {formatUtc(hits.last_at)}.
      </p>
      {!pattern.endsWith("*") && (
        <Link
          href={`/audit?action=${encodeURIComponent(pattern)}`}
          className="mt-3 inline-block text-body font-medium text-accent-text hover:underline"
        >
          Entries of {pattern}
        </Link>
      )}
    </div>
  );
}

function Verdict({ row: { name, mark } }: { row: HitRow }) {
  return (
    <span className="inline-flex items-center gap-2">
      {mark && <GateMark state={mark} />}
      {name}
    </span>
  );
}

function Count({ value, href }: { value: number; href: string }) {
  if (value === 0) return <span className="text-ink-3">{formatCount(value)}</span>;
  return (
    <Link href={href} className="quick rounded-chip underline-offset-2 hover:underline">
      {formatCount(value)}
    </Link>
  );
}
