import { createHash } from "node:crypto";
import { notModified } from "@/lib/http/memory";
import { ownDocument } from "@/lib/http/openapi";
import { notAllowed, open } from "@/lib/http/route";
import { documentOperations } from "@/lib/schemas/operations/document";

let made: { text: string; etag: string } | undefined;

function document() {
  if (!made) {
    const text = JSON.stringify(ownDocument());
    made = { text, etag: `"${createHash("sha256").update(text).digest("hex")}"` };
  }
  return made;
}

export const GET = open(documentOperations.getOpenApi, (request) => {
  const { text, etag } = document();
  const headers = { etag, "cache-control": "public, max-age=300" };
  if (notModified(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
