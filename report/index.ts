/** `mpacheck/report`: results as text. Inside the repository, import the files themselves. */
export { exitCode } from "./exit-code.js";
export { showStatistics } from "./statistics.js";
export { showBytes, showResult, showTrail, showWarning } from "./text.js";
export { showValue } from "./value.js";
