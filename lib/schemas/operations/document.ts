import { operation } from "@/lib/schemas/operation";

export const documentOperations = {
  getOpenApi: operation({
    method: "GET",
    path: "/openapi.json",
    summary: "This document: the API as OpenAPI 3.1.",
    permission: "none",
    answers: {
      200: {
        about: "The document.",
        other: { "application/json": "OpenAPI 3.1." },
        headers: { ETag: "Names this text." },
      },
      304: { about: "Nothing has changed since the text that `If-None-Match` names." },
    },
  }),
};
