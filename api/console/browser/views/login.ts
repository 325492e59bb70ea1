/** Owns logging in with a token, and where to find one. */
import { h, setText } from '../dom.ts';
import { troubleOf } from '../rest.ts';
import { logIn, type Session } from '../session.ts';

/** `done` gets the session once there is one. */
export function loginView(done: (session: Session) => void): HTMLElement {
  const input = h('input', {
    ...{ id: 'token', name: 'token', type: 'password', required: true },
    ...{ autocomplete: 'current-password', spellcheck: 'false', autofocus: true },
  });
  const wrong = h('p', { class: 'wrong', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, 'Log in');
  const submit = async () => {
    button.disabled = true;
    setText(wrong, '');
    await logIn(input.value.trim()).then(done, (error: unknown) => {
      setText(wrong, troubleOf(error));
      input.select();
    });
    button.disabled = false;
  };
  const form = h(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    h('label', { for: 'token' }, 'API token'),
    input,
    wrong,
    button,
  );
  return h(
    'main',
    { class: 'login' },
    h('img', { src: 'console/icon.svg', alt: '', width: 44, height: 44 }),
    h('h1', {}, 'Anemos'),
    form,
    h('p', { class: 'hint' }, 'The node has made a token at its first start. Where it runs:'),
    h('pre', { tabindex: 0 }, 'cat data/api-token'),
    h('p', { class: 'hint' }, 'With another ', h('code', {}, 'dataDir'), ' it is there.'),
  );
}
