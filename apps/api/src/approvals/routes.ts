import { decodeId } from "@agentlattice/core";
import { describeClient } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { readGrantOfApproval } from "../grants/read-grants.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { confirmPreference, readPreferences, takesMinimal } from "../http/prefer.ts";
import { requireAgent, requirePerson } from "../http/require-agent.ts";
import { answerQuestion } from "./answer-question.ts";
import { awaitApproval } from "./await-approval.ts";
import { breakGlass } from "./break-glass.ts";
import { cancelApproval } from "./cancel-approval.ts";
import { collectApproval } from "./collect-approval.ts";
import { decideApproval } from "./decide-approval.ts";
import { decideBatch } from "./decide-batch.ts";
import { approvalIdOf } from "./find-approval.ts";
import { countApprovals, listApprovals } from "./list-approvals.ts";
import { prepareEvidence } from "./prove-evidence.ts";
import { mountQuality } from "./quality/routes.ts";
import { reviewApproval } from "./review-approval.ts";
import { settleOutcome } from "./settle-outcome.ts";
import { workOnApproval } from "./work-approval.ts";

export function mountApprovals(app: App, deps: Deps): void {
  // Mounted before the routes with an id, which would match this path.
  mountQuality(app, deps);
  mountRoute(app, deps, "listApprovals", async ({ c, principal, query }) => c.json(await listApprovals({ principal, query, deps })));

  // Comes before getApproval, because `count` would otherwise be read as the id of an approval.
  mountRoute(app, deps, "countApprovals", async ({ c, principal, query }) => c.json(await countApprovals({ principal, query, deps })));

  mountRoute(app, deps, "getApproval", async ({ c, principal, query }) => {
    const { wait } = readPreferences(c.req.header("prefer"));
    const approval = await awaitApproval({
      deps,
      principal,
      approvalId: approvalIdOf(c.req.param("id")),
      waitMs: wait * 1000,
      signal: c.req.raw.signal,
      seenQuestion: query.seen_question === undefined ? undefined : decodeId("evt", query.seen_question),
    });
    if (wait > 0) confirmPreference(c, `wait=${wait}`);
    if (approval.status !== "pending" || wait === 0) return c.json(approval);
    c.header("retry-after", "1");
    c.header("location", approval.approval_url);
    return c.json(approval, 202);
  });

  mountRoute(app, deps, "reviewApproval", async ({ c, principal }) =>
    c.json(await reviewApproval({ principal: requirePerson(principal), approvalId: approvalIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "decideApproval", async ({ c, principal, body }) => {
    const { approval, replayed } = await decideApproval({
      principal: requirePerson(principal),
      approvalId: approvalIdOf(c.req.param("id")),
      decision: body,
      idempotencyKey: c.req.header("idempotency-key"),
      client: describeClient(c, deps.env.AL_PROXY_SECRET),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    const grant =
      body.grant && approval.status === "approved"
        ? await readGrantOfApproval(deps, principal.scope, approvalIdOf(c.req.param("id")))
        : null;
    return c.json(grant ? { ...approval, grant } : approval);
  });

  mountRoute(app, deps, "prepareEvidence", async ({ c, principal, body }) =>
    c.json(await prepareEvidence({ principal: requirePerson(principal), approvalId: approvalIdOf(c.req.param("id")), input: body, deps })),
  );

  mountRoute(app, deps, "collectApproval", async ({ c, principal, body }) => {
    const approvalId = approvalIdOf(c.req.param("id"));
    const receipt = !takesMinimal(c);
    return c.json(
      await collectApproval({ principal: requireAgent(principal), approvalId, audience: body.audience, grade: body.grade, receipt, deps }),
    );
  });

  mountRoute(app, deps, "cancelApproval", async ({ c, principal }) =>
    c.json(await cancelApproval({ principal: requireAgent(principal), approvalId: approvalIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "decideBatch", async ({ c, principal, body }) =>
    c.json(await decideBatch({ principal: requirePerson(principal), batch: body, deps })),
  );

  mountRoute(app, deps, "breakGlass", async ({ c, principal, body }) =>
    c.json(
      await breakGlass({
        principal: requirePerson(principal),
        approvalId: approvalIdOf(c.req.param("id")),
        release: body,
        client: describeClient(c, deps.env.AL_PROXY_SECRET),
        deps,
      }),
    ),
  );

  mountRoute(app, deps, "settleOutcome", async ({ c, principal, body }) => {
    const approvalId = approvalIdOf(c.req.param("id"));
    return c.json(await settleOutcome({ principal: requirePerson(principal), approvalId, settlement: body, deps }));
  });

  mountRoute(app, deps, "answerQuestion", async ({ c, principal, body }) => {
    const approvalId = approvalIdOf(c.req.param("id"));
    return c.json(await answerQuestion({ principal: requireAgent(principal), approvalId, text: body.text, deps }));
  });
  mountWork(app, deps);
}

/** Mounts the operations by which people work on a request without deciding it. */
function mountWork(app: App, deps: Deps): void {
  for (const [operation, work] of PLAIN_WORK) {
    mountRoute(app, deps, operation, async ({ c, principal }) =>
      c.json(await workOnApproval({ principal: requirePerson(principal), approvalId: approvalIdOf(c.req.param("id")), work, deps })),
    );
  }
  for (const [operation, work] of NOTED_WORK) {
    mountRoute(app, deps, operation, async ({ c, principal, body }) => {
      const approvalId = approvalIdOf(c.req.param("id"));
      return c.json(await workOnApproval({ principal: requirePerson(principal), approvalId, work, text: body.text, deps }));
    });
  }
  mountRoute(app, deps, "reviewBreakGlass", async ({ c, principal, body }) => {
    const approvalId = approvalIdOf(c.req.param("id"));
    return c.json(await workOnApproval({ principal: requirePerson(principal), approvalId, work: "review", text: body.comment, deps }));
  });
}

const PLAIN_WORK = [
  ["claimApproval", "claim"],
  ["releaseApproval", "release"],
  ["undoDecision", "undo"],
  ["revokeApproval", "revoke"],
  ["escalateApproval", "escalate"],
] as const;

const NOTED_WORK = [
  ["commentApproval", "comment"],
  ["askAgent", "ask"],
] as const;
