import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";

export default function UploadLoading() {
  return (
    <PageColumn>
      <Loading what="the agent" />
      <PageHeaderSkeleton />
      <div aria-hidden="true">
        <div className="mb-5 h-9 border-b border-line max-md:h-11" />
        <Skeleton className="h-24 w-full" />
        <Skeleton className="mt-8 h-48 w-full" />
      </div>
    </PageColumn>
  );
}
