"use client";

import clsx from "clsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { UntrustedInline, UntrustedTag } from "#components/ui/untrusted.tsx";
import { shortId } from "#lib/format/text.ts";
import { statusOf } from "../approval-status.ts";
import { PathDrawing } from "./path-drawing.tsx";
import { isReview, type Reviewed } from "./reviewed.ts";
import { Clock } from "./time-left.tsx";

const ENVIRONMENTS = { prod: "Production", staging: "Staging", dev: "Development" } as const;

/** The subject, risk, time left and path of the action. */
export function CardHead({ approval }: { approval: Reviewed }) {
  const { mark, word } = statusOf(approval);
  const forYou = approval.status === "pending" && isReview(approval) && approval.you.can_decide;
  return (
    <div className="px-4 pt-1 tablet:px-7 desk:pt-[19px]">
      <div className="flex items-start justify-between gap-6">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-body">
            <StatusPill state={mark}>{forYou ? "Waiting for you" : word}</StatusPill>
            <span className="max-[760px]:order-3 max-[760px]:ml-auto">
              <Risk level={approval.risk.level} suffix=" risk" />
            </span>
            <span className="text-label text-ink-3">{ENVIRONMENTS[approval.environment]}</span>
            <span className="hidden items-center gap-1 @min-[560px]:inline-flex">
              <Tooltip text={<span className="font-mono">{approval.id}</span>}>
                <span className="text-label text-ink-3">
                  <span aria-hidden="true">{shortId(approval.id)}</span>
                  <span className="sr-only">Approval {approval.id}</span>
                </span>
              </Tooltip>
              <CopyButton value={approval.id} label="approval id" />
            </span>
          </div>
          <Subject approval={approval} />
        </div>
        <Clock approval={approval} />
      </div>
      <PathDrawing approval={approval} />
    </div>
  );
}

function Subject({ approval: { action_type, target, summary, arguments_line } }: { approval: Reviewed }) {
  return (
    <>
      <h2
        id="approval-subject"
        tabIndex={-1}
        className={clsx("mt-2 text-subject font-semibold wrap-anywhere outline-none", summary === null && target === null && "font-mono")}
      >
        {summary === null ? <ActionOnTarget action_type={action_type} target={target} /> : <Claim text={summary} />}
      </h2>
      {summary === null && arguments_line !== undefined && (
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
          <UntrustedInline text={arguments_line} />
          <UntrustedTag />
        </p>
      )}
      {summary !== null && (
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 wrap-anywhere text-ink-2">
          <ActionName type={action_type} className="text-[13px]" />
          {target !== null && (
            <span>
              on <UntrustedInline text={target} />
            </span>
          )}
          <UntrustedTag />
        </p>
      )}
    </>
  );
}

function ActionOnTarget({ action_type, target }: Pick<Reviewed, "action_type" | "target">) {
  return (
    <>
      <ActionName type={action_type} className="mr-0.5 text-[20px] font-medium tracking-[-0.01em] max-tablet:block max-tablet:leading-7" />
      {target !== null && (
        <>
          {" "}
          <span className="font-semibold">
            on <UntrustedInline text={target} />
          </span>
        </>
      )}
    </>
  );
}
