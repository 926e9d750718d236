/** Commands on one request. They are loaded on demand, because they need the diff library. */
export { decideRequest } from "./decide-request.ts";
export { showRequest } from "./show-request.ts";
