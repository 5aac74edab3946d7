"use client";

import dynamic from "next/dynamic";
import { patiently } from "@/components/ui/patiently";
import { Skeleton } from "@/components/ui/skeleton";

// What opens on the desk is loaded when something first does: reading and deciding need none of it, and the editor weighs as much as the rest.
const loadEditor = () => import("@/components/review/change-editor").then((m) => m.ChangeEditor);
const loadDialogs = () => import("@/components/review/desk-dialogs").then((m) => m.DeskDialogs);
const loadGroup = () => import("@/components/review/group-card").then((m) => m.GroupCard);
const loadRefused = () => import("@/components/review/refused-notice").then((m) => m.RefusedNotice);
const loadRecent = () => import("@/components/review/recent-decisions").then((m) => m.RecentDecisions);

/** Fetched once somebody decides: whoever loses the network in the middle goes on with all of the desk. */
export const DESK_PARTS = [loadRefused, loadDialogs, loadRecent, loadGroup, loadEditor];

export const ChangeEditor = dynamic(() => patiently(loadEditor), { ssr: false, loading: () => <Skeleton className="h-[154px]" /> });
export const DeskDialogs = dynamic(() => patiently(loadDialogs), { ssr: false });
export const GroupCard = dynamic(() => patiently(loadGroup), { ssr: false });
export const RefusedNotice = dynamic(() => patiently(loadRefused), { ssr: false });
export const RecentDecisions = dynamic(() => patiently(loadRecent), { ssr: false });
export const RebaseConflict = dynamic(() => import("@/components/review/rebase-conflict").then((m) => m.RebaseConflict));
