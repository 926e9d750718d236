"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { Box, CreditCard, Database, GitPullRequest, KeyRound, type LucideIcon, Mail, Server } from "lucide-react";
import type { ReactNode } from "react";
import type { GateState } from "#components/ui/gate-mark.tsx";
import { AgentMark, PersonMark } from "#components/ui/identity.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { isTampered, statusOf } from "../approval-status.ts";
import { isReview, type Reviewed } from "./reviewed.ts";

interface Node {
  readonly kind: "person" | "agent";
  readonly id: string;
  readonly name: string;
  readonly note: string;
}

/** Draws the path of the action: person, agents, gate, target. Beyond the gate the line is dashed until the action is approved. */
export function PathDrawing({ approval }: { approval: Reviewed }) {
  const nodes: readonly Node[] = isReview(approval)
    ? approval.path
    : [{ kind: "agent", ...approval.requested_by, note: approval.action_type }];
  const { mark, word } = statusOf(approval);
  return (
    <div className="pane -mb-px mt-[11px] overflow-x-auto pt-[3px] pb-[19px]">
      <ol aria-label="Path of the action" className="flex min-w-fit">
        {nodes.map((node, i) => (
          <Step
            key={node.id}
            last={i === nodes.length - 1}
            mark={node.kind === "person" ? <PersonMark name={node.name} size={26} /> : <AgentMark name={node.name} size={26} />}
          >
            <p className="text-[12px] leading-4 break-words text-ink-2 @min-[560px]:font-medium @min-[560px]:text-ink">{node.name}</p>
            <p className="hidden text-small break-words text-ink-3 @min-[560px]:block">{node.note}</p>
          </Step>
        ))}
        <li className="flex min-w-14 flex-1 flex-col">
          <div className="flex h-[42px] items-center">
            <Gate state={mark} />
            <span
              aria-hidden="true"
              className={clsx("mx-2 h-0 flex-1 border-t border-line-strong", mark === "allow" ? "border-solid" : "border-dashed")}
            />
          </div>
          <span className="sr-only">Gate: {word}</span>
        </li>
        <li className="flex max-w-24 min-w-0 shrink-0 flex-col @min-[560px]:max-w-44">
          <div className="flex h-[42px] items-center text-ink-2">
            <TargetIcon action={approval.action_type} />
          </div>
          <p className="text-[12px] leading-4 break-words text-ink-2 @min-[560px]:font-medium @min-[560px]:text-ink">
            {approval.target === null ? (
              <span className="text-ink-3">{isTampered(approval) ? "not shown" : "no target"}</span>
            ) : (
              <UntrustedInline text={approval.target} />
            )}
          </p>
          <p className="hidden text-small text-ink-3 @min-[560px]:block">{approval.environment}</p>
        </li>
      </ol>
    </div>
  );
}

function Step({ mark, last, children }: { mark: ReactNode; last: boolean; children: ReactNode }) {
  return (
    <li className="flex min-w-16 flex-1 flex-col">
      <div className="flex h-[42px] items-center">
        {mark}
        <span aria-hidden="true" className={clsx("ml-2 h-px flex-1 bg-line-strong", !last && "mr-2")} />
      </div>
      <div className="pr-1.5 @min-[560px]:pr-3">{children}</div>
    </li>
  );
}

const DIAMOND: Record<GateState, string> = {
  allow: "text-allow",
  alter: "text-alter",
  hold: "text-hold",
  deny: "text-deny",
  idle: "text-idle",
};

/** The gate. On approval the diamond slides between the posts; on denial the gap closes to a bar. */
function Gate({ state }: { state: GateState }) {
  const through = state === "allow";
  const shut = state === "deny";
  const post = clsx("transition-transform duration-[140ms] ease-gate", shut ? "fill-deny" : "fill-ink");
  return (
    <svg width="38" height="48" viewBox="0 0 38 48" aria-hidden="true" className="gate-mark shrink-0 overflow-visible">
      <path d="M0 24H27" className={clsx("stroke-line-strong", !through && "hidden")} />
      <rect
        x="25.5"
        y="1"
        width="3"
        height="14"
        className={post}
        style={{ transformOrigin: "27px 1px", transform: shut ? "scaleY(1.65)" : "none" }}
      />
      <rect
        x="25.5"
        y="33"
        width="3"
        height="14"
        className={post}
        style={{ transformOrigin: "27px 47px", transform: shut ? "scaleY(1.65)" : "none" }}
      />
      <g className="transition-transform duration-[140ms] ease-gate" style={{ transform: through ? "translateX(18px)" : "none" }}>
        <path
          d="M0 24 9 15 18 24 9 33Z"
          className={DIAMOND[state]}
          {...(state === "idle" ? { fill: "var(--surface)", stroke: "currentColor", strokeWidth: 1.5 } : { fill: "currentColor" })}
        />
      </g>
    </svg>
  );
}

/** Icons by the first word of the action type. */
const TARGET_ICONS: readonly { words: readonly string[]; icon: LucideIcon }[] = [
  { words: ["db", "sql", "database", "table"], icon: Database },
  { words: ["pr", "git", "repo", "merge", "branch"], icon: GitPullRequest },
  { words: ["refund", "payment", "invoice", "card", "payout", "billing"], icon: CreditCard },
  { words: ["email", "mail", "message", "slack", "notify"], icon: Mail },
  { words: ["iam", "secret", "secrets", "key", "role", "access"], icon: KeyRound },
  { words: ["deploy", "service", "server", "release", "infra", "shell"], icon: Server },
];

function TargetIcon({ action }: { action: Approval["action_type"] }) {
  const word = action.split(/[.:-]/)[0] ?? "";
  const Icon = TARGET_ICONS.find(({ words }) => words.includes(word))?.icon ?? Box;
  return <Icon size={20} strokeWidth={1.6} aria-hidden="true" />;
}
