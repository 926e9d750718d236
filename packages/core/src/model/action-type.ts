/** Form and length of the name of an action, such as `pr.merge`. */
export const ACTION_TYPE = /^[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*$/;
export const ACTION_TYPE_FORM = "must look like pr.merge: lower case words joined by . : or -";
export const MAX_ACTION_TYPE_LENGTH = 128;
