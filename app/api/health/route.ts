import { reply } from "@/lib/http/reply";

/** 200 while the process lives. */
export const GET = () => reply(200, { status: "ok" }, { "x-request-id": crypto.randomUUID() });
