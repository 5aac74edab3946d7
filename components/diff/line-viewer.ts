import Viewer, { computeStyles, type ReactDiffViewerProps } from "react-diff-viewer-continued";

type Styles = ReturnType<typeof computeStyles>;
let made: { of: ReactDiffViewerProps["styles"]; nonce: string; styles: Styles } | undefined;

/** The viewer's classes, written into the document once: each viewer would else write all of its rules anew, and the page keep them for good. */
function sharedStyles(of: ReactDiffViewerProps["styles"], dark: boolean, nonce: string): Styles {
  if (made && made.of === of && made.nonce === nonce) return made.styles;
  made = { of, nonce, styles: computeStyles(of ?? {}, dark, nonce) };
  return made.styles;
}

/** Its size is read in every drawing, which lays the whole page out each time; what draws all of its rows has no use for it. */
const unmeasured = Object.freeze({
  get current() {
    return null;
  },
  set current(_node: null) {},
});

/** The viewer without two of its costs, which on the desk are paid with every change that is shown, and with keys that scroll it. */
export class LineViewer extends Viewer {
  constructor(props: ReactDiffViewerProps) {
    super(props);
    // Private by its types alone: there is no other way to hand styles over.
    Object.assign(this, { computeStyles: sharedStyles });
    if (!props.infiniteLoading) this.state = { ...this.state, scrollableContainerRef: unmeasured as never };
  }

  override componentDidMount() {
    super.componentDidMount?.();
    // What scrolls by itself must be reachable by keyboard.
    if (this.props.infiniteLoading) this.state.scrollableContainerRef.current?.setAttribute("tabindex", "0");
  }
}
