import type { Context } from "hono";
import { AppError } from "./app-error.ts";
import type { App, AppEnv } from "./mount-route.ts";
import { problemResponse } from "./problem.ts";

/** Responds to requests without a route: 405 with `Allow` when the path has other methods (RFC 9110 §15.5.6), otherwise 404. */
export function answerUnrouted(app: App): (c: Context<AppEnv>) => Response {
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({
      method,
      pattern: new RegExp(`^${path.replace(/[.+*?^$()[\]{}|\\]/g, "\\$&").replace(/:[^/]+/g, "[^/]+")}$`),
    }));
  return (c) => {
    const allowed = [...new Set(routes.filter(({ pattern }) => pattern.test(c.req.path)).map(({ method }) => method))];
    if (allowed.length === 0)
      return problemResponse(
        new AppError("NOT_FOUND", { detail: "There is no such route. See /api/v1/openapi.json." }),
        c.get("requestId"),
      );
    const refused = new AppError("METHOD_NOT_ALLOWED", { detail: `This path takes ${allowed.join(", ")}. See /api/v1/openapi.json.` });
    const response = problemResponse(refused, c.get("requestId"));
    response.headers.set("allow", allowed.join(", "));
    return response;
  };
}
