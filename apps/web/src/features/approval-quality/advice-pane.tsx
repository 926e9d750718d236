import type { ApprovalQuality, QualityAdvice } from "@agentlattice/contract";
import { LinkButton } from "#components/ui/link-button.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatDuration, formatUtcShort } from "#lib/format/time.ts";
import type { ApproverQuality } from "./use-quality.ts";

/** The fatigue warnings and the advice, each with its evidence and a link to the policy. */
export function AdvicePane({ quality }: { quality: ApprovalQuality }) {
  const { approvers, advice, thresholds, policies } = quality;
  const tired = approvers.filter(({ fatigue }) => fatigue !== null);
  const enough = policies.some(({ approved, denied, expired }) => approved + denied + expired >= thresholds.min_decisions);
  return (
    <>
      {tired.length > 0 && (
        <section aria-label="Fatigue warnings" className="border-b px-4 py-5 tablet:px-6">
          <h2 className="text-body">Fatigue warning</h2>
          <ul className="mt-1 flex flex-col gap-3">
            {tired.map((approver) => (
              <Warning key={approver.user.id} approver={approver} hastyMs={thresholds.hasty_ms} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Advice" className="px-4 py-5 tablet:px-6">
        <h2 className="text-body">Advice</h2>
        {advice.length === 0 && (
          <p className="mt-1 text-body text-ink-2">
            {enough
              ? "Nothing to change. The decisions of no policy are one-sided."
              : `Not enough decisions for advice. A policy needs ${thresholds.min_decisions} decided or expired requests.`}
          </p>
        )}
        <ul className="mt-1 flex flex-col">
          {advice.map((one) => (
            <Item key={`${one.policy.id} ${one.code}`} advice={one} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Warning({ approver: { user, fatigue }, hastyMs }: { approver: ApproverQuality; hastyMs: number }) {
  if (!fatigue) return null;
  const { from, to, decisions, approved, hasty } = fatigue;
  const minutes = Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / 60_000));
  return (
    <li className="text-body text-ink-2">
      <span className="font-semibold text-ink">
        {user.name} decided {formatCount(decisions)} requests in {plural(minutes, "minute", "minutes")}.
      </span>{" "}
      {formatCount(approved)} were approved, {formatCount(hasty)} were not opened, or decided in less than {formatDuration(hastyMs)}.{" "}
      <span className="text-label text-ink-3">{formatUtcShort(from)} UTC</span>
    </li>
  );
}

function Item({ advice: { policy, text, href } }: { advice: QualityAdvice }) {
  return (
    <li className="flex items-start justify-between gap-3 border-b py-3 last:border-b-0">
      <p className="min-w-0 text-body break-words">
        <span className="font-semibold">{policy.name}</span>
        <span className="block text-ink-2">{text}</span>
      </p>
      <LinkButton href={href}>
        Open policy<span className="sr-only"> {policy.name}</span>
      </LinkButton>
    </li>
  );
}
