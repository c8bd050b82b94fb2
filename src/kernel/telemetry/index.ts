/** What the program says about itself: the log, the metrics, and whether it is ready. */
export { type CheckResult, createHealth, type Health, type Readiness } from './health.ts';
export { createLogger, LOG_LEVELS, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export { createMetrics, type MetricDefinition, type Metrics } from './metrics.ts';
