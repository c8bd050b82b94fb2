import { Counter, collectDefaultMetrics, Gauge, Histogram, type LabelValues, Registry } from 'prom-client';

const PREFIX = 'hostreeve_';

export interface MetricDefinition<Label extends string> {
  /** Without the prefix `hostreeve_`, with the unit at its end: `http_request_duration_seconds`. */
  readonly name: string;
  /** One sentence for the reader of /metrics. */
  readonly help: string;
  /** Names of its labels. The values of each must be few: every combination is kept in memory for ever. */
  readonly labels?: readonly Label[];
}

export interface TableRow<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

export interface Metrics {
  counter<Label extends string = never>(definition: MetricDefinition<Label>): Counter<Label>;
  gauge<Label extends string = never>(
    definition: MetricDefinition<Label> & { /** Gives the value at each scrape. */ readonly read?: () => number },
  ): Gauge<Label>;
  /** A gauge whose rows are all given anew at each scrape. */
  table<Label extends string>(
    definition: MetricDefinition<Label> & { readonly read: () => readonly TableRow<Label>[] },
  ): void;
  histogram<Label extends string = never>(
    definition: MetricDefinition<Label> & { /** Upper bounds, in the metric's unit. */ readonly buckets: number[] },
  ): Histogram<Label>;
  /** All metrics in the text format of Prometheus. */
  render(): Promise<string>;
  /** The media type of what `render` gives. */
  readonly contentType: string;
}

/**
 * Metrics in a registry of their own, so that two servers in one process do not mix. The process's own figures (memory,
 * CPU, event loop lag, garbage collection) are there from the start under the names that dashboards expect.
 * Defining a name twice throws: a fault of the program.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  function configuration<Label extends string>({ name, help, labels = [] }: MetricDefinition<Label>) {
    return { name: PREFIX + name, help, labelNames: labels, registers: [registry] };
  }

  return {
    counter: (definition) => new Counter(configuration(definition)),
    gauge: <Label extends string>(definition: MetricDefinition<Label> & { readonly read?: () => number }) => {
      const { read } = definition;
      const gauge: Gauge<Label> = new Gauge({
        ...configuration(definition),
        ...(read === undefined ? {} : { collect: () => gauge.set(read()) }),
      });
      return gauge;
    },
    table: <Label extends string>(
      definition: MetricDefinition<Label> & { readonly read: () => readonly TableRow<Label>[] },
    ) => {
      const gauge: Gauge<Label> = new Gauge({
        ...configuration(definition),
        collect: () => {
          gauge.reset();
          for (const { labels, value } of definition.read()) gauge.set({ ...labels } as LabelValues<Label>, value);
        },
      });
    },
    histogram: (definition) => new Histogram({ ...configuration(definition), buckets: definition.buckets }),
    render: async () => registry.metrics(),
    contentType: registry.contentType,
  };
}
