"use client";

import type { ApprovalReview, PasskeyAssertion } from "@agentlattice/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import type { SignedAct } from "#lib/passkeys/sign-decision.ts";
import { useMe } from "#lib/session/session-context.tsx";

/** The part of a request body that holds the signature. */
interface Signature {
  readonly assertion?: PasskeyAssertion;
}

interface SignedRequest<Result> {
  /** The decision that the passkey signs. */
  readonly act: SignedAct;
  /** True when the passkey is known to be needed. */
  readonly isNeeded: boolean;
  readonly send: (signature: Signature) => Promise<Result>;
  /** Called before the passkey is asked for, when the API has asked for it. */
  readonly onAsked?: () => void;
}

/** Returns a function that sends a request with the signature of the person's passkey, when it is needed or the API asks for it. */
export function useEvidence(approval: ApprovalReview) {
  const { user } = useMe();
  const queries = useQueryClient();
  const kept = useRef<{ readonly text: string; readonly assertion: PasskeyAssertion } | null>(null);

  const sign = async (act: SignedAct): Promise<PasskeyAssertion> => {
    const text = JSON.stringify([approval.id, approval.digest, act]);
    if (kept.current?.text === text) return kept.current.assertion;
    const { signDecision } = await import("#lib/passkeys/sign-decision.ts");
    const assertion = await signDecision(approval, user.id, act);
    kept.current = { text, assertion };
    return assertion;
  };
  const sendSigned = async <Result>({ act, send }: SignedRequest<Result>): Promise<Result> => {
    const assertion = await sign(act);
    try {
      return await send({ assertion });
    } catch (error) {
      // An assertion is valid once. A request without an answer is repeated with the same one.
      if (!isUnanswered(error)) kept.current = null;
      throw error;
    }
  };
  return async <Result>(request: SignedRequest<Result>): Promise<Result> => {
    if (request.isNeeded) return sendSigned(request);
    try {
      return await request.send({});
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "EVIDENCE_REQUIRED") throw error;
      void queries.invalidateQueries(queriesOf(["listPasskeys"]));
      request.onAsked?.();
      return sendSigned(request);
    }
  };
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "UPSTREAM_UNAVAILABLE" || error.code === "OUTCOME_UNKNOWN");
}
