import { MemoryTreeSkeleton } from "@/components/memory/memory-tree";
import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";

export default function VersionLoading() {
  return (
    <PageColumn>
      <PageHeaderSkeleton />
      <MemoryTreeSkeleton />
    </PageColumn>
  );
}
