import type { PolicySummary } from "@agentlattice/contract";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";

/** Active policies that this release does not accept. Every action is denied until they are repaired. */
export function UnreadablePolicies({ policies }: { policies: readonly PolicySummary[] }) {
  const refused = policies.filter(({ unreadable }) => unreadable !== undefined);
  if (refused.length === 0) return null;
  return (
    <section aria-label="Everything is denied" className="max-h-[40vh] shrink-0 overflow-y-auto border-b bg-deny-wash">
      <ul>
        {refused.map(({ id, name, version, unreadable = "" }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b px-4 py-2.5 last:border-b-0 tablet:px-6">
            <GateMark state="deny" />
            <p className="min-w-0 flex-1 basis-60 break-words">
              Every action is denied:{" "}
              <Link href={`/policies/${id}`} className="font-semibold hover:underline">
                {name}
              </Link>{" "}
              v{version} is not supported by this release
              <span className="block text-label text-ink-2">
                <UntrustedInline text={unreadable} />. Publish a supported version, or disable the policy.
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
