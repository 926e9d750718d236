import type { GrantBounds } from "@agentlattice/contract";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { describeCoverage, describeLimits } from "./describe-grant.ts";

/** The limits of a grant and the conditions on the arguments. */
export function GrantTerms({ bounds }: { bounds: GrantBounds }) {
  return (
    <>
      <p className="text-label text-ink-2">{describeLimits(bounds)}</p>
      <GrantCoverage bounds={bounds} />
    </>
  );
}

/** The arguments that a grant covers. */
export function GrantCoverage({ bounds }: { bounds: GrantBounds }) {
  return (
    <ul className="text-label break-words text-ink-2">
      {describeCoverage(bounds).map((line) => (
        <li key={line}>
          <UntrustedInline text={line} />
        </li>
      ))}
    </ul>
  );
}
