import "./launcher/require-node.mjs";

// `npm run build`: what a start does before it serves, for images and machines that must not install or build when they start.
Promise.all([import("./launcher/prepare.mjs"), import("./launcher/step.mjs")])
  .then(([{ prepareCheckout }, { projectRoot: root }]) => {
    process.chdir(root);
    const say = (line) => console.log(`[reveille] ${line}`);
    return prepareCheckout({ root, say, distDir: process.env.REVEILLE_DIST_DIR || ".next" });
  })
  .catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
