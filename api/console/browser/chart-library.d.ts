/** Owns the types of the chart library under the address at which the node serves it. */
declare module '*/uplot.js' {
  import uPlot from 'uplot';
  export default uPlot;
}
