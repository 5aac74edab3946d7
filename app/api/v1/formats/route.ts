import { notAllowed, route } from "@/lib/http/route";
import { FORMATS } from "@/lib/importers/formats";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

export const GET = route(transcriptOperations.listFormats, () => ({
  data: FORMATS.map((f) => ({ name: f.name, description: f.sentence })),
  next_cursor: null,
}));

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
