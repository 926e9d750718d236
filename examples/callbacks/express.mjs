// The same with Express. The signature covers the raw body, so the route reads bytes instead of parsed JSON.
//   AL_WEBHOOK_SECRET=whsec_… PORT=8080 node examples/callbacks/express.mjs
import { AgentLatticeError, verifyCallback } from "@agentlattice/sdk";
import express from "express";
import { resume } from "./resume.mjs";

export const app = express();

app.post("/agentlattice", express.raw({ type: "application/json", limit: "1mb" }), async (request, response) => {
  try {
    await resume(await verifyCallback(request));
    response.status(204).end();
  } catch (error) {
    if (!(error instanceof AgentLatticeError && error.code === "CALLBACK_INVALID")) throw error;
    response.status(401).end();
  }
});

if (process.env.PORT) app.listen(Number(process.env.PORT));
