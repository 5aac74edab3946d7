import type { News } from "@/components/review/live-news";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

/** What somebody else did to this proposal while it was open here. */
export function LiveNotice({ news, onShow, onDismiss }: { news: News | undefined; onShow: (id: string) => void; onDismiss: () => void }) {
  if (!news) return null;
  const { changeId } = news;
  return (
    <div className="border-b border-line px-6 py-2 max-md:px-4">
      <Alert
        title={news.text}
        action={
          <span className="flex shrink-0 gap-1">
            {changeId ? (
              <Button size="sm" variant="quiet" onClick={() => onShow(changeId)}>
                Show it
              </Button>
            ) : null}
            <Button size="sm" variant="quiet" onClick={onDismiss}>
              Dismiss
            </Button>
          </span>
        }
      />
    </div>
  );
}
