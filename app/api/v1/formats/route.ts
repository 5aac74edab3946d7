import { notAllowed, route } from "@/lib/http/route";
import { FORMATS } from "@/lib/importers/formats";

export const GET = route({}, () => ({ data: FORMATS.map((f) => ({ name: f.name, description: f.sentence })), next_cursor: null }));

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
