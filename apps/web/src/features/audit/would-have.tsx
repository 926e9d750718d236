"use client";

import type { ShadowVerdict } from "@agentlattice/contract";
import { GateMark, type GateState } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { ConditionTable } from "#features/approvals/card/conditions.tsx";
import { modeLabel } from "#features/policies/words.ts";
import { useEntryDetail } from "./use-entries.ts";

const VERDICT: Readonly<Record<ShadowVerdict["verdict"], { readonly mark: GateState; readonly word: string }>> = {
  allow: { mark: "allow", word: "Allowed" },
  approve: { mark: "hold", word: "Required approval" },
  deny: { mark: "deny", word: "Denied" },
  guard: { mark: "allow", word: "Allowed with changes" },
};

/** The decisions that monitored policies and defaults would have made, with their reasons. */
export function WouldHave({ seq }: { seq: number }) {
  const { data } = useEntryDetail(seq);
  if (!data || data.shadow.length === 0) return null;
  return (
    <section aria-label="Would have" className="border-b px-6 py-5">
      <h3 className="text-body">
        Would have <span className="ml-1.5 text-label font-normal text-ink-3">monitored only, the decision is unchanged</span>
      </h3>
      <ul>
        {data.shadow.map((shadow) => (
          <Shadow key={shadow.id} shadow={shadow} />
        ))}
      </ul>
    </section>
  );
}

function Shadow({ shadow }: { shadow: ShadowVerdict }) {
  const { id, name, version, verdict, mode, action, reason, conditions = [], findings = [] } = shadow;
  const { mark, word } = VERDICT[verdict];
  return (
    <li className="mt-3">
      <p className="flex flex-wrap items-center gap-x-2">
        <GateMark state={mark} />
        <span className="font-medium">{word}</span>
        <span className="text-label text-ink-2">
          {id === "default" ? (
            "by the default effect"
          ) : (
            <>
              by{" "}
              <Link href={`/policies/${id}`} className="font-medium text-ink hover:underline">
                {name}
              </Link>{" "}
              v{version}
            </>
          )}
          , {modeLabel(mode).toLowerCase()}
        </span>
      </p>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 text-label">
        {action && <Code name="Action" value={action} />}
        {reason && <Code name="Reason" value={reason} />}
      </dl>
      {conditions.length > 0 && <ConditionTable conditions={conditions} />}
      {findings.length > 0 && (
        <>
          <h4 className="mt-2 text-label text-ink-3">Findings</h4>
          <ul>
            {findings.map(({ type, module, severity, path, start }) => (
              <li key={`${path} ${start} ${type}`} className="flex flex-wrap gap-x-3 text-label">
                <code className="font-mono text-code">{type}</code>
                <span className="text-ink-2">
                  in <UntrustedInline text={path} />, found by {module}, {severity}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}

function Code({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="font-mono text-code break-words">{value}</dd>
    </>
  );
}
