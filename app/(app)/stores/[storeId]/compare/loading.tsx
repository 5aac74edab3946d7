import { VersionListSkeleton } from "@/components/history/version-list";
import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";

export default function CompareLoading() {
  return (
    <PageColumn>
      <PageHeaderSkeleton />
      <div aria-hidden="true" className="mb-4 h-9 border-b border-line max-md:h-11" />
      <VersionListSkeleton />
    </PageColumn>
  );
}
