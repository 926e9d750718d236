import type { PolicyDetail, PolicyHits } from "@agentlattice/contract";
import { Empty } from "#components/ui/empty.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
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
      <table className="w-full max-w-[680px] border-collapse text-body">
        <caption className="sr-only">Hits by verdict</caption>
        <thead>
          <tr className="text-left text-label text-ink-3">
            <th scope="col" className="h-8 border-b font-medium">
              In the last 7 days
            </th>
            <th scope="col" className="h-8 border-b text-right font-medium">
              Decided
            </th>
            <th scope="col" className="h-8 border-b text-right font-medium">
              Would have
            </th>
          </tr>
        </thead>
        <tbody>
          {EFFECTS.map((effect) => (
            <tr key={effect}>
              <th scope="row" className="h-[42px] border-b text-left font-normal">
                <span className="inline-flex items-center gap-2">
                  <GateMark state={effect === "guard" ? "allow" : EFFECT[effect].mark} />
                  {VERDICT[effect]}
                </span>
              </th>
              <Count value={hits.verdicts_7d[effect]} href={entries({ kind: KIND[effect], since: "7d" })} />
              <Count value={hits.shadow_verdicts_7d[effect]} href={entries({ since: "7d" })} />
            </tr>
          ))}
          <Total name="All, 7 days" href={entries({ since: "7d" })} hits={[hits.last_7d, hits.shadow_7d]} />
          <Total name="All, 24 hours" href={entries({ since: "24h" })} hits={[hits.last_24h, hits.shadow_24h]} />
        </tbody>
      </table>
      <p className="mt-3 max-w-[64ch] text-label text-ink-3">
        Counted by the hour. “Would have” is what it would have said while it only watched: it changed no answer. Last hit{" "}
        {formatUtc(hits.last_at)}.
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

function Count({ value, href }: { value: number; href: string }) {
  return (
    <td className={`tnum h-[42px] border-b text-right ${value === 0 ? "text-ink-3" : ""}`}>
      {value === 0 ? (
        formatCount(value)
      ) : (
        <Link href={href} className="quick rounded-chip underline-offset-2 hover:underline">
          {formatCount(value)}
        </Link>
      )}
    </td>
  );
}

interface TotalProps {
  name: string;
  href: string;
  hits: [PolicyHits["last_7d"], PolicyHits["shadow_7d"]];
}

function Total({ name, href, hits: [decided, watched] }: TotalProps) {
  return (
    <tr className="font-semibold">
      <th scope="row" className="h-[42px] border-b text-left">
        {name}
      </th>
      <Count value={decided} href={href} />
      <Count value={watched} href={href} />
    </tr>
  );
}
