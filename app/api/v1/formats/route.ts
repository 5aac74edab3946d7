import { z } from "zod";
import { decodeCursor, toPage } from "@/lib/http/paging";
import { notAllowed, route } from "@/lib/http/route";
import { FORMATS } from "@/lib/importers/formats";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

export const GET = route(transcriptOperations.listFormats, ({ query: { limit, cursor } }) => {
  const from = decodeCursor(cursor, z.number().int().min(0)) ?? 0;
  const rows = FORMATS.map(({ name, sentence }, position) => ({ name, description: sentence, position })).slice(from, from + limit + 1);
  const { data, next_cursor } = toPage(rows, limit, (last) => last.position + 1);
  return { data: data.map(({ name, description }) => ({ name, description })), next_cursor };
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
