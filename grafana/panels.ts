/** Owns the kinds of panels the dashboards are made of, each with its settings that are the same everywhere. */
import * as bars from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as stats from '@grafana/grafana-foundation-sdk/stat';
import * as tables from '@grafana/grafana-foundation-sdk/table';
import * as times from '@grafana/grafana-foundation-sdk/timeseries';

export interface PanelOptions {
  readonly title: string;
  /** What it shows, and what to do when it looks wrong. */
  readonly description: string;
  readonly datasource: common.DataSourceRef;
  readonly targets: readonly Builder<Dataquery>[];
  /** Of every number, unless an override says otherwise. */
  readonly unit: string;
  /** Said instead of an empty panel. */
  readonly noValue: string;
  readonly thresholds?: Thresholds;
}

/** Values from which on a colour holds, ascending; below the first it is green. */
export type Thresholds = readonly (readonly [from: number, color: 'yellow' | 'orange' | 'red' | 'blue'])[];

export function stat(options: PanelOptions): stats.PanelBuilder {
  return settle(new stats.PanelBuilder(), options)
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

export function series(options: PanelOptions): times.PanelBuilder {
  const legend = new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true);
  const tooltip = new common.VizTooltipOptionsBuilder()
    .mode(common.TooltipDisplayMode.Multi)
    .sort(common.SortOrder.Descending);
  return settle(new times.PanelBuilder(), options)
    .legend(legend)
    .tooltip(tooltip)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto);
}

export function ranking(options: PanelOptions): bars.PanelBuilder {
  return settle(new bars.PanelBuilder(), options)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs([]).values(true));
}

export const BARS = common.GraphDrawStyle.Bars;
export const STACKED = new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A');

/** The newest value of one text column. */
export const newestOf = (column: string) =>
  new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields(`/^${column}$/`);

/** Columns that are named get their own title, unit, colours or link; `hidden` ones serve links. */
export interface Column {
  readonly title?: string;
  readonly unit?: string;
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly dashboard.ValueMapping[];
  readonly link?: readonly [title: string, url: string];
  readonly hidden?: true;
  readonly width?: number;
}

export function table(options: PanelOptions, columns: Readonly<Record<string, Column>>): tables.PanelBuilder {
  const panel = settle(new tables.PanelBuilder(), options)
    .showHeader(true)
    .cellHeight(common.TableCellHeight.Sm)
    .filterable(true);
  for (const [name, column] of Object.entries(columns)) panel.overrideByName(name, properties(column));
  return panel;
}

/** As tables have read it since Grafana 12.3, and as before. */
const HIDDEN = ['custom.hideFrom.viz', 'custom.hidden'].map((id) => ({ id, value: true }));

function properties(column: Column): dashboard.DynamicConfigValue[] {
  const { title, unit, thresholds, mappings, link, hidden, width } = column;
  const colored = thresholds !== undefined || mappings !== undefined;
  return [
    ...(title ? [{ id: 'displayName', value: title }] : []),
    ...(unit ? [{ id: 'unit', value: unit }] : []),
    ...(thresholds ? [{ id: 'thresholds', value: steps(thresholds).build() }] : []),
    ...(mappings ? [{ id: 'mappings', value: mappings }] : []),
    ...(colored ? [{ id: 'custom.cellOptions', value: { type: 'color-text' } }] : []),
    ...(link ? [{ id: 'links', value: [{ title: link[0], url: link[1] }] }] : []),
    ...(hidden ? HIDDEN : []),
    ...(width ? [{ id: 'custom.width', value: width }] : []),
  ];
}

/** What every kind has in common. */
interface Settled {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: common.DataSourceRef): this;
  withTarget(target: Builder<Dataquery>): this;
  unit(unit: string): this;
  noValue(noValue: string): this;
  thresholds(thresholds: Builder<dashboard.ThresholdsConfig>): this;
}

function settle<P extends Settled>(panel: P, options: PanelOptions): P {
  const { title, description, datasource, targets, unit, noValue, thresholds = [] } = options;
  panel.title(title).description(description).datasource(datasource).unit(unit).noValue(noValue);
  for (const target of targets) panel.withTarget(target);
  panel.thresholds(steps(thresholds));
  return panel;
}

function steps(thresholds: Thresholds): dashboard.ThresholdsConfigBuilder {
  const all = thresholds.map(([value, color]) => ({ value, color }));
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps([{ value: null, color: 'green' }, ...all]);
}
