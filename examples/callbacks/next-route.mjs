// A route handler of Next.js, app/api/agentlattice/route.js. It resumes an agent that holds no connection while a person decides.
//   AL_WEBHOOK_SECRET=whsec_… is the signing secret of the webhook that the submission names as callback.
import { AgentLatticeError, verifyCallback } from "@agentlattice/sdk";
import { resume } from "./resume.mjs";

/** @param {Request} request */
export async function POST(request) {
  try {
    await resume(await verifyCallback(request));
    return new Response(null, { status: 204 });
  } catch (error) {
    if (error instanceof AgentLatticeError && error.code === "CALLBACK_INVALID") return new Response(null, { status: 401 });
    throw error;
  }
}
