import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";

export default function StoreSettingsLoading() {
  return (
    <PageColumn>
      <Loading what="the policy" />
      <PageHeaderSkeleton />
      <div aria-hidden="true" className="mb-5 h-9 border-b border-line max-md:h-11" />
      <div aria-hidden="true" className="space-y-6">
        {["a", "b", "c"].map((k) => (
          <div key={k} className="space-y-3 border-b border-line pb-4">
            <Skeleton className="w-40" />
            <Skeleton className="h-10 w-2/3" />
            <Skeleton className="h-10 w-1/2" />
          </div>
        ))}
      </div>
    </PageColumn>
  );
}
