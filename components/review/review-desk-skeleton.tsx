import { Skeleton } from "@/components/ui/skeleton";

/** The desk before its proposal is here: the same columns and heights. */
export function ReviewDeskSkeleton() {
  return (
    <div className="flex flex-col lg:h-dvh">
      <h1 className="sr-only">Loading the proposal</h1>
      <div className="space-y-1 border-b border-line px-6 py-3 max-md:px-4">
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-7 w-64" />
        <Skeleton className="h-5 w-80 max-w-full" />
      </div>
      <div className="grid min-h-0 grow lg:grid-cols-[300px_minmax(0,1fr)]">
        <div className="space-y-4 border-r border-line px-4 py-3 max-lg:hidden">
          {["w-5/6", "w-2/3", "w-3/4", "w-4/5", "w-2/3", "w-5/6"].map((w, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <div key={i} className="space-y-1.5">
              <Skeleton className={w} />
              <Skeleton className="h-3 w-1/3" />
            </div>
          ))}
        </div>
        <div className="xl:grid xl:grid-cols-[minmax(0,1fr)_372px]">
          <div>
            <div className="space-y-3 border-l-4 border-pressed bg-sunken px-6 pt-5 pb-4 max-md:px-4">
              <Skeleton className="h-4 w-40 bg-pressed" />
              <Skeleton className="h-7 w-4/5 bg-pressed" />
              <Skeleton className="h-4 w-2/5 bg-pressed" />
            </div>
            <div className="max-w-[70ch] space-y-3 px-6 py-5 max-md:px-4">
              <Skeleton className="w-full" />
              <Skeleton className="w-11/12" />
              <Skeleton className="mt-8 h-40 w-full" />
            </div>
          </div>
          <div className="space-y-3 border-line px-5 py-5 max-xl:border-t xl:border-l">
            <Skeleton className="w-24" />
            <Skeleton className="w-full" />
            <Skeleton className="h-20 w-full" />
          </div>
        </div>
      </div>
    </div>
  );
}
