import type { ComplianceReport } from "@agentlattice/contract";
import { fromBase64, toHex } from "@agentlattice/core/ledger";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { Fact, Part } from "./report-part.tsx";

/** Lists the limits of a report. */
export function Limits({ limits }: Pick<ComplianceReport, "limits">) {
  return (
    <Part title="Limits of this report">
      <ul className="flex flex-col gap-2.5">
        {limits.map(({ id, text }) => (
          <li key={id} className="flex items-baseline gap-2.5 text-ink-2">
            <Diamond hollow className="text-hold" />
            <span className="min-w-0 break-words">{text}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The signed head that a report rests on, and the digest of the report. */
export function Evidence({ report: { log, digest, verification } }: { report: ComplianceReport }) {
  return (
    <Part title="Evidence">
      <dl>
        <Fact name="Log">
          <span className="font-mono text-code break-all">{log.origin}</span>
        </Fact>
        <Fact name="Signed head">
          <span className="inline-flex items-center">
            {plural(log.size, "entry", "entries")}
            <CopyButton value={log.checkpoint} label="signed head" />
          </span>
        </Fact>
        <Fact name="Root">
          <Hash value={rootOf(log)} label="root" />
        </Fact>
        <Fact name="Last verification">
          <Verification verification={verification} />
        </Fact>
        <Fact name="Report digest">
          <Hash value={digest} label="report digest" />
        </Fact>
      </dl>
      <p className="mt-3 print:hidden">
        <LinkButton href="/audit?open=verify" size="page">
          Verify in the browser
        </LinkButton>
      </p>
    </Part>
  );
}

/** Returns the root in the notation of the sidebar, so that a person can compare them. */
function rootOf({ root }: ComplianceReport["log"]): string {
  const bytes = fromBase64(root);
  return bytes === null ? root : toHex(bytes);
}

const VERIFICATION = { valid: "Valid", failed: "Failed", never: "Never", not_computed: "Not computed" } as const;

function Verification({ verification: { status, at, size } }: Pick<ComplianceReport, "verification">) {
  return (
    <span className={status === "failed" ? "text-deny" : undefined}>
      {VERIFICATION[status]}
      {at !== null && `, ${formatUtc(at)}`}
      {size !== null && `, ${formatCount(size)} entries`}
    </span>
  );
}
