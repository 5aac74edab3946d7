import "./launcher/require-node.mjs";

// Imported only now: what follows uses syntax that an old Node cannot parse.
import("./launcher/serve.mjs").then((launcher) => launcher.serve());
