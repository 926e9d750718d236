import { describeClient } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { createInvitation } from "./create-invitation.ts";
import { invitationIdOf } from "./find-invitation.ts";
import { listInvitations } from "./list-invitations.ts";
import { readInvitation } from "./read-invitation.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

export function mountInvitations(app: App, deps: Deps): void {
  mountRoute(app, deps, "listInvitations", async ({ c, principal, query }) =>
    c.json(await listInvitations({ principal: requirePerson(principal), query, deps })),
  );

  mountRoute(app, deps, "createInvitation", (call) =>
    answerOnce(call, "createInvitation", 201, (once) =>
      createInvitation({ principal: requirePerson(call.principal), input: call.body, deps, once }),
    ),
  );

  mountRoute(app, deps, "resendInvitation", (call) => {
    const invitationId = invitationIdOf(call.c.req.param("id"));
    return answerOnce(call, "resendInvitation", 200, (once) =>
      resendInvitation({ principal: requirePerson(call.principal), invitationId, deps, once }),
    );
  });

  mountRoute(app, deps, "revokeInvitation", async ({ c, principal }) => {
    const invitationId = invitationIdOf(c.req.param("id"));
    await revokeInvitation({ principal: requirePerson(principal), invitationId, deps });
    return c.body(null, 204);
  });

  mountRoute(app, deps, "readInvitation", async ({ c, body }) =>
    c.json(await readInvitation({ token: body.token, client: describeClient(c, deps.env.AL_PROXY_SECRET), deps })),
  );

  mountRoute(app, deps, "acceptInvitation", async ({ c, body }) => {
    const client = describeClient(c, deps.env.AL_PROXY_SECRET);
    return c.json(await acceptInvitation({ input: body, authorization: c.req.header("authorization"), client, deps }));
  });
}
