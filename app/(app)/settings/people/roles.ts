import type { Role } from "@/lib/domain/permission";

/** What each role may, beyond the one before it. */
export const ROLE_CHOICES: { value: Role; label: string; may: string }[] = [
  { value: "viewer", label: "Viewer", may: "reads everything" },
  { value: "uploader", label: "Uploader", may: "also sends in transcripts and starts dreams" },
  { value: "reviewer", label: "Reviewer", may: "also decides, applies and edits memory" },
  { value: "admin", label: "Admin", may: "also rolls back, and manages agents, stores, keys and people" },
];

export const mayOf = (role: Role) => ROLE_CHOICES.find((c) => c.value === role)?.may ?? "";
