"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { useId, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { UntrustedBlock, UntrustedTag } from "#components/ui/untrusted.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { api } from "#lib/api/browser-api.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatAgo, formatUtc } from "#lib/format/time.ts";
import { ReviewError } from "../decide/review-error.tsx";
import { useReviewOperation } from "../decide/use-review-operation.ts";
import { Section } from "./section.tsx";

const LONGEST = 4096;
const KINDS = { comment: "commented", question: "asked the agent", answer: "answered" } as const;

/** The comments of reviewers, their questions to the agent and its answers, with a form for more. C comments and Q asks. */
export function Discussion({ approval }: { approval: ApprovalReview }) {
  const { comments } = approval;
  return (
    <Section title="Comments and questions">
      {comments.length > 0 && (
        <ul className="mb-3 flex flex-col gap-3">
          {comments.map((comment) => (
            <Comment key={comment.id} comment={comment} />
          ))}
        </ul>
      )}
      {approval.question && <p className="mb-2 text-label text-hold">The agent has not answered the last question yet.</p>}
      <NoteForm approval={approval} />
    </Section>
  );
}

function Comment({ comment: { kind, by, at, text } }: { comment: ApprovalReview["comments"][number] }) {
  const now = useNow();
  return (
    <li>
      <p className="mb-0.5 flex flex-wrap items-center gap-x-2 text-label text-ink-3">
        <span>
          <span className="font-medium text-ink">{by.name}</span> {KINDS[kind]}{" "}
          <time dateTime={at} title={formatUtc(at)}>
            {formatAgo(now - Date.parse(at))}
          </time>
        </span>
        {kind === "answer" && <UntrustedTag />}
      </p>
      {text === null ? <p className="text-ink-2">The text was erased.</p> : <UntrustedBlock text={text} />}
    </li>
  );
}

function NoteForm({ approval: { id, status, question, you } }: { approval: ApprovalReview }) {
  const field = useId();
  const [text, setText] = useState("");
  const operation = useReviewOperation(id);
  const body = { text: text.trim() };
  const empty = body.text === "" ? "Enter a text." : null;
  const params = { id };
  const area = useRef<HTMLTextAreaElement>(null);
  // The key that moved the focus to the field determines what Ctrl Enter sends.
  const [isQuestion, setIsQuestion] = useState(false);
  const mayAsk = status === "pending" && you.can_decide;
  const write = (event: KeyboardEvent, asks: boolean) => {
    event.preventDefault();
    setIsQuestion(asks);
    area.current?.focus();
  };
  useKeys({
    c: (event) => !event.shiftKey && write(event, false),
    q: (event) => mayAsk && !question && write(event, true),
  });
  const send = (run: Parameters<typeof operation.mutate>[0]) => operation.mutate(run, { onSuccess: () => setText("") });
  return (
    <form
      method="post"
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty && !operation.isPending) send(() => api.commentApproval({ params, body }));
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") area.current?.blur();
        if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || empty || operation.isPending) return;
        send(() => (isQuestion && mayAsk ? api.askAgent : api.commentApproval)({ params, body }));
      }}
    >
      <label htmlFor={field} className="sr-only">
        Comment or question
      </label>
      <textarea
        id={field}
        ref={area}
        value={text}
        rows={2}
        maxLength={LONGEST}
        placeholder={isQuestion ? "Question to the agent" : "Comment for other reviewers, or question to the agent"}
        onChange={(event) => setText(event.target.value)}
        className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
      />
      <ReviewError error={operation.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="table" blocked={empty ?? (operation.isPending ? "Saving." : null)}>
          Comment <KeyHint>C</KeyHint>
        </Button>
        {mayAsk && (
          <Button
            size="table"
            blocked={empty ?? (operation.isPending ? "Saving." : question ? "The agent has not answered the last question yet." : null)}
            onClick={() => send(() => api.askAgent({ params, body }))}
          >
            Ask the agent <KeyHint>Q</KeyHint>
          </Button>
        )}
      </div>
    </form>
  );
}
