"use client";

import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { RollbackDialog } from "@/components/history/rollback-dialog";
import { MemoryPage, type MemoryPageProps } from "@/components/memory/memory-page";
import { useToast } from "@/components/ui/toast";
import { pinMemoryAction, previewRollbackAction, removeMemoryAction, rollBackAction, saveMemoryAction } from "@/lib/actions/memory";
import type { MemoryRevision } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

type Props = Omit<MemoryPageProps, "actions" | "onRestore"> & {
  headVersion: number;
  mayEdit: boolean;
  mayPin: boolean;
  mayRestore: boolean;
};

/** The memory with what may be done to it. After a conflict the page is read anew under the editor: its difference is then against the new text. */
export function LiveMemory({ headVersion, mayEdit, mayPin, mayRestore, ...props }: Props) {
  const [restoring, setRestoring] = useState<MemoryRevision>();
  const router = useRouter();
  const toast = useToast();
  const { storeId, memory } = props;
  const at = { storeId, path: memory.path };
  const actions: MemoryPageProps["actions"] = {
    save: async (input) => {
      const saved = await saveMemoryAction(at, input);
      if (saved.ok) {
        toast({ title: saved.value.version === null ? "It already read so" : `Version ${saved.value.version} is live`, tone: "dawn" });
        return saved;
      }
      if (saved.type !== "conflict") return saved;
      router.refresh();
      return {
        ok: false,
        message: "Somebody changed this memory meanwhile. What you see below is the difference to their words; saving again replaces them.",
      };
    },
    remove: async (input) => {
      const removed = await removeMemoryAction(at, input);
      if (removed.ok) {
        toast({ title: `Removed in version ${removed.value.version}`, description: "It stays in the history." });
        router.push(paths.store(storeId));
        return removed;
      }
      if (removed.type === "conflict") router.refresh();
      return removed;
    },
    ...(mayPin ? { setPinned: (pinned: boolean) => pinMemoryAction(at, pinned) } : {}),
  };
  const path = restoring?.path ?? memory.path;
  const preview = useCallback((to: number) => previewRollbackAction(storeId, to, [path]), [storeId, path]);
  return (
    <>
      <MemoryPage {...props} {...(mayEdit ? { actions } : {})} {...(mayRestore ? { onRestore: setRestoring } : {})} />
      {restoring ? (
        <RollbackDialog
          storeName={props.storeName}
          path={path}
          toVersion={restoring.from_version}
          headVersion={headVersion}
          preview={preview}
          rollBack={(input) => rollBackAction(storeId, { ...input, paths: [path] })}
          onRolledBack={() => router.push(paths.memory(storeId, path))}
          onClose={() => setRestoring(undefined)}
        />
      ) : null}
    </>
  );
}
