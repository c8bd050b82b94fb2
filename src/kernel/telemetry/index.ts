/** What the program says about itself: the log, the metrics, and whether it is ready. */
export { createHealth, type Health } from './health.ts';
export { createLogger, type Logger } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
