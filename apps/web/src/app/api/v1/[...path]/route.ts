import { forwardRequest } from "#lib/proxy/forward-request.ts";

export { forwardRequest as DELETE, forwardRequest as GET, forwardRequest as PATCH, forwardRequest as POST, forwardRequest as PUT };
