/** Owns where panels lie: sections of rows in the grid of 24 columns, so that none lies on another, and their ids. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { DashboardBuilder, GridPos, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

interface Placed extends Builder<Panel> {
  id(id: number): this;
  gridPos(gridPos: GridPos): this;
}

/** Panels side by side; widths of one line add up to 24. */
export interface Line {
  readonly height: number;
  readonly panels: readonly (readonly [width: number, panel: Placed])[];
}

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

const COLUMNS = 24;

export const line = (height: number, ...panels: Line['panels']): Line => ({ height, panels });

/** Ids are 1, 2, 3 … in reading order. Throws when a line is not full. */
export function lay(dashboard: DashboardBuilder, sections: readonly Section[]): DashboardBuilder {
  let [id, y] = [0, 0];
  for (const { title, lines } of sections) {
    dashboard.withRow(new RowBuilder(title).id(++id).gridPos({ x: 0, y, w: COLUMNS, h: 1 }));
    y++;
    for (const { height: h, panels } of lines) {
      let x = 0;
      for (const [w, panel] of panels) {
        dashboard.withPanel(panel.id(++id).gridPos({ x, y, w, h }));
        x += w;
      }
      if (x !== COLUMNS)
        throw new Error(`${title}: a line of ${x} columns; widths must add up to ${COLUMNS}`);
      y += h;
    }
  }
  return dashboard;
}
