/** What stands for a value that changes from call to call. */
export const SLOT = "…";
