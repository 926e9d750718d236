import type { PolicyDetail, PolicyHits } from "@agentlattice/contract";
import { Empty } from "#components/ui/empty.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { formatCount } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { EFFECTS } from "./use-policies.ts";
import { EFFECT } from "./words.ts";

const SAID: Record<(typeof EFFECTS)[number], string> = { allow: "allowed", approve: "asked a person", deny: "denied", guard: "let pass" };

/** How often the policy applied, and what it said: where it decided, and where it only watched. */
export function HitsTab({ policy: { hits, actions } }: { policy: PolicyDetail }) {
  if (hits.last_at === null)
    return (
      <div className="p-5 tablet:px-6">
        <Empty title="No action has met this policy yet">Hits appear here as soon as one does, in monitor mode too.</Empty>
      </div>
    );
  const [pattern = ""] = actions;
  return (
    <div className="pane min-h-0 flex-1 p-4 tablet:p-6">
      <table className="w-full max-w-[680px] border-collapse text-body">
        <caption className="sr-only">Hits by what the policy said</caption>
        <thead>
          <tr className="text-left text-label text-ink-3">
            <th scope="col" className="h-8 border-b font-medium">
              In the last 7 days
            </th>
            <th scope="col" className="h-8 border-b text-right font-medium">
              Decided
            </th>
            <th scope="col" className="h-8 border-b text-right font-medium">
              In shadow
            </th>
          </tr>
        </thead>
        <tbody>
          {EFFECTS.map((effect) => (
            <tr key={effect}>
              <th scope="row" className="h-[42px] border-b text-left font-normal">
                <span className="inline-flex items-center gap-2">
                  <GateMark state={effect === "guard" ? "allow" : EFFECT[effect].mark} />
                  {SAID[effect]}
                </span>
              </th>
              <Count value={hits.verdicts_7d[effect]} />
              <Count value={hits.shadow_verdicts_7d[effect]} />
            </tr>
          ))}
          <Total name="All, 7 days" hits={[hits.last_7d, hits.shadow_7d]} />
          <Total name="All, 24 hours" hits={[hits.last_24h, hits.shadow_24h]} />
        </tbody>
      </table>
      <p className="mt-3 max-w-[64ch] text-label text-ink-3">
        Counted by the hour. In shadow is what it would have said: it changed no answer. Last hit {formatUtc(hits.last_at)}.
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

function Count({ value }: { value: number }) {
  return <td className={`tnum h-[42px] border-b text-right ${value === 0 ? "text-ink-3" : ""}`}>{formatCount(value)}</td>;
}

function Total({ name, hits }: { name: string; hits: [PolicyHits["last_7d"], PolicyHits["shadow_7d"]] }) {
  return (
    <tr className="font-semibold">
      <th scope="row" className="h-[42px] border-b text-left">
        {name}
      </th>
      {hits.map((value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two columns that never move
        <Count key={i} value={value} />
      ))}
    </tr>
  );
}
