/** The image of `longshore serve`, of these sources: the set-up of the integration tests builds it. */
export const serveImage = 'longshore-test/serve:1';
