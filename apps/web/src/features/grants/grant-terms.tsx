import type { GrantBounds } from "@agentlattice/contract";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { describeConditions, describeLimits } from "./describe-grant.ts";

/** The limits of a grant and the conditions on the arguments. */
export function GrantTerms({ bounds }: { bounds: GrantBounds }) {
  return (
    <>
      <p className="text-label text-ink-2">{describeLimits(bounds)}</p>
      <GrantConditions where={bounds.where} />
    </>
  );
}

/** The arguments that a grant covers. */
export function GrantConditions({ where }: { where: GrantBounds["where"] }) {
  if (where === null) return <p className="text-label text-ink-2">Same arguments as the approved request</p>;
  return (
    <ul className="text-label break-words text-ink-2">
      {describeConditions(where).map((condition) => (
        <li key={condition}>
          <UntrustedInline text={condition} />
        </li>
      ))}
    </ul>
  );
}
