import "./launcher/require-node.mjs";

// `npm run build`: what a start does before it serves, for images and machines that must not install or build when they start.
Promise.all([import("./launcher/prepare.mjs"), import("./launcher/step.mjs"), import("./launcher/page-weight.mjs"), import("node:path")])
  .then(async ([{ prepareCheckout }, { projectRoot: root }, { checkDeskWeight }, { join }]) => {
    process.chdir(root);
    const say = (line) => console.log(`[reveille] ${line}`);
    const distDir = process.env.REVEILLE_DIST_DIR || ".next";
    await prepareCheckout({ root, say, distDir });
    checkDeskWeight(join(root, distDir));
  })
  .catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
