/** Owns making elements: text stays text, whatever a sensor calls itself, because nothing here parses HTML. */

export type Child = Node | string | number | undefined | false;

type Attribute = string | number | boolean | undefined | ((event: Event) => void);

export type Attributes = Readonly<Record<string, Attribute>>;

/** `onclick` and its kin take a function; true is an attribute without a value, false and undefined are none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** The same for pictures. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** Puts `children` in the place of what was there. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...present(children));
}

/** The same for what is drawn again and again: an element that looks as before stays, with focus and scrolling. */
export function renew(element: Element, ...next: readonly Element[]): void {
  const before = [...element.children];
  for (const [i, child] of next.entries()) {
    const old = before[i];
    if (!old) element.append(child);
    else if (!old.isEqualNode(child)) old.replaceWith(child);
  }
  for (const old of before.slice(next.length)) old.remove();
}

/** Writes only what has changed, so that nobody's selection or screen reader is disturbed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function set(element: Element, name: string, value: Attribute): void {
  if (typeof value === 'function') element.addEventListener(name.slice('on'.length), value);
  else if (value === true) element.setAttribute(name, '');
  else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (child === undefined || child === false) return [];
    return [typeof child === 'number' ? String(child) : child];
  });
}
