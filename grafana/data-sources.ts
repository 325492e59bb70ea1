/** Owns the names of the two data sources, as provisioning/datasources defines them, and the pseudo one for panels with both. */

export const INFLUXDB = { type: 'influxdb', uid: 'anemos-influxdb' } as const;
export const POSTGRES = { type: 'grafana-postgresql-datasource', uid: 'anemos-postgres' } as const;
export const MIXED = { type: 'datasource', uid: '-- Mixed --' } as const;
