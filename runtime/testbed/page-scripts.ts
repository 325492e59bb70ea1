/** Owns what tests run within a page; as text, because nothing else here is compiled for a browser. Tests only. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Makes the page complain in its console of what its content security policy has refused. */
export const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

/** Serious findings of axe, one line each. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations }: axe.AxeResults = await page.evaluate('axe.run(document, { preload: false })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    );
}

/** CSS pixels that the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate('document.documentElement.scrollWidth - innerWidth');
}

export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}

/** Points of the canvas within `selector` that have exactly the colour the page's theme gives this name. */
export async function painted(page: Page, selector: string, colour: string): Promise<number> {
  return await page.evaluate(`(() => {
    const canvas = document.querySelector(${JSON.stringify(`${selector} canvas`)});
    if (!canvas) return 0;
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('--${colour}').trim();
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const hex = (part) => part.toString(16).padStart(2, '0');
    let points = 0;
    for (let i = 0; i < data.length; i += 4) {
      const text = '#' + hex(data[i]) + hex(data[i + 1]) + hex(data[i + 2]);
      if (data[i + 3] === 255 && text === wanted) points++;
    }
    return points;
  })()`);
}
